use super::*;

const SIZE: Size = Size { width: 720, height: 200 };

fn month() -> Bars {
    let day = |n: i64| Bar {
        label: format!("{n} Nov"),
        tip: format!("{n} November: <{n}> kWh"),
        actual: if n == 25 { 0 } else { 3_000 + n * 7_919 % 4_800 },
        estimated: if n == 24 { 2_100 } else { 0 },
    };
    Bars {
        title: "Energy of 203 & 204".into(),
        summary: "Most on the 18th".into(),
        unit: Unit { text: "kWh".into(), size: 1000 },
        bars: (1..=30).map(day).collect(),
    }
}

/// Run by hand to look at the charts: `ROOMWATT_LOOK=dir cargo test -p report`.
fn keep(name: &str, svg: &str) {
    if let Some(folder) = std::env::var_os("ROOMWATT_LOOK") {
        std::fs::write(std::path::Path::new(&folder).join(name), svg).unwrap();
    }
}

fn power(points: Vec<Point>) -> Line {
    Line {
        title: "Power".into(),
        summary: "Today".into(),
        unit: Unit { text: "W".into(), size: 1 },
        from: 0,
        to: 96,
        points,
        marks: (0..=96).step_by(24).map(|at| Mark { at, label: format!("{:02}:00", at / 4) }).collect(),
        limit: Some(Limit { value: 2_200, label: "limit".into() }),
    }
}

#[test]
fn bars_scale_name_themselves_and_escape() {
    let svg = bars(&month(), SIZE, Theme::Light).unwrap();
    keep("bars-light.svg", &svg);
    assert!(svg.contains(r#"viewBox="0 0 7200 2000" width="100%""#));
    assert!(svg.contains("<title>Energy of 203 &amp; 204</title><desc>Most on the 18th</desc>"));
    assert!(svg.contains("<title>3 November: &lt;3&gt; kWh</title>"));
    assert_eq!(svg.matches(r#"class="rw-bar""#).count(), 30);
    assert_eq!(svg.matches("<polygon").count(), 30, "one for each day with energy, two for the half estimated one");
    assert_eq!(svg.matches("url(#rw-estimated-light)").count(), 1);
    for name in ["1 Nov", "4 Nov", "28 Nov", "4 kWh"] {
        assert!(svg.contains(&format!(">{name}</text>")), "{name}");
    }
    assert!(!svg.contains(">2 Nov<"), "names do not crowd");
}

#[test]
fn hours_weekdays_and_months_all_find_room_for_their_names() {
    let names = |count: i64, label: fn(i64) -> String| {
        let bar = |n| Bar { label: label(n), actual: 400 + n * 7_919 % 900, ..Bar::default() };
        let svg = bars(&Bars { bars: (0..count).map(bar).collect(), ..month() }, SIZE, Theme::Light).unwrap();
        keep(&format!("bars-{count}.svg"), &svg);
        svg.matches(r#"text-anchor="middle""#).count()
    };
    assert_eq!(names(24, |n| format!("{n:02}:00")), 12);
    assert_eq!(names(7, |n| format!("Mon {n}")), 7);
    assert_eq!(names(12, |n| format!("{}月", n + 1)), 12);
    assert_eq!(names(31, |n| (n + 1).to_string()), 16);
    assert_eq!(names(1, |_| "2026".into()), 1);
}

#[test]
fn the_page_gets_its_own_font_and_nothing_for_a_mouse() {
    let svg = bars(&month(), SIZE, Theme::Paper).unwrap();
    assert!(svg.contains(r#"font-family="Roomwatt Sans SC, sans-serif""#) && !svg.contains("rw-hit"));
    let dark = bars(&month(), SIZE, Theme::Dark).unwrap();
    keep("bars-dark.svg", &dark);
    assert!(dark.contains("#4FC4B8") && !dark.contains("#0B6E66"));
}

#[test]
fn nothing_to_show_is_still_a_chart() {
    for theme in [Theme::Light, Theme::Dark, Theme::Paper] {
        let svg = bars(&Bars { bars: Vec::new(), ..month() }, SIZE, theme).unwrap();
        assert!(svg.contains("<title>") && svg.ends_with("</svg>"));
        assert!(line(&power(Vec::new()), SIZE, theme).unwrap().ends_with("</svg>"));
    }
}

#[test]
fn too_small_a_size_is_refused() {
    let size = Size { width: 30, height: 10 };
    let refused = Err(crate::ReportError::Chart("30 × 10 pixels are too few".into()));
    assert_eq!(bars(&month(), size, Theme::Light), refused);
}

#[test]
fn a_line_breaks_where_there_is_no_value() {
    let at = |at: i64| Point { at, value: (!(40..50).contains(&at)).then_some(200 + at % 7 * 300) };
    let svg = line(&power((0..96).map(at).collect()), SIZE, Theme::Light).unwrap();
    keep("line-light.svg", &svg);
    assert_eq!(svg.matches("<polygon").count(), 2);
    assert!(svg.contains(">12:00</text>") && svg.contains(">limit</text>"));
}

#[test]
fn a_year_of_quarter_hours_stays_small() {
    let points = (0..35_040).map(|n| Point { at: n, value: Some(100 + n * 7_919 % 1_000) }).collect();
    let chart = Line { to: 35_040, marks: Vec::new(), limit: None, ..power(points) };
    let svg = line(&chart, SIZE, Theme::Light).unwrap();
    keep("line-year.svg", &svg);
    assert!(svg.len() < 60_000, "{}", svg.len());
}
