use proptest::prelude::*;
use units::DayType::{Holiday, Weekend, Workday};

use super::*;

fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap()
}

fn at(text: &str) -> Timestamp {
    chrono::DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

fn span(days: &[DayType], night: Night, from: u16, to: u16) -> Span {
    Span::new(days, night, from, to).unwrap()
}

/// Lights out from 23:00 to 06:00 in nights before workdays.
fn lights_out() -> Hours {
    Hours::new(vec![span(&[Workday], Night::Morning, 23 * 60, 6 * 60)], Vec::new())
}

#[test]
fn a_span_that_cannot_be_meant_is_refused() {
    for (days, from, to, error) in [
        (&[][..], 0, 60, SpanError::NoDays),
        (&[Workday][..], 1440, 60, SpanError::Beyond),
        (&[Workday][..], 0, 1441, SpanError::Beyond),
        (&[Workday][..], 600, 600, SpanError::Empty),
    ] {
        assert_eq!(Span::new(days, Night::Evening, from, to), Err(error));
    }
    assert!(Span::new(&[Workday], Night::Evening, 0, 1440).is_ok());
}

#[test]
fn nights_count_by_their_morning_or_their_evening() {
    let shanghai = zone("Asia/Shanghai");
    let calendar = DayCalendar::empty();
    let evening = Hours::new(vec![span(&[Workday], Night::Evening, 23 * 60, 6 * 60)], Vec::new());
    // 2026-11-27 is a Friday.
    for (when, by_morning, by_evening) in [
        ("2026-11-26T22:59:59+08:00", false, false),
        ("2026-11-26T23:00:00+08:00", true, true),
        ("2026-11-27T05:59:59+08:00", true, true),
        ("2026-11-27T06:00:00+08:00", false, false),
        ("2026-11-27T23:30:00+08:00", false, true),
        ("2026-11-28T03:00:00+08:00", false, true),
        ("2026-11-28T23:30:00+08:00", false, false),
        ("2026-11-29T23:30:00+08:00", true, false),
        ("2026-11-30T00:30:00+08:00", true, false),
    ] {
        let within = |hours: &Hours| hours.standing(at(when), shanghai, calendar).within;
        assert_eq!((within(&lights_out()), within(&evening)), (by_morning, by_evening), "{when}");
    }
}

#[test]
fn the_next_change_is_told() {
    let shanghai = zone("Asia/Shanghai");
    let calendar = DayCalendar::empty();
    let standing = |when| lights_out().standing(at(when), shanghai, calendar);
    let until = |when| standing(when).until;
    assert_eq!(until("2026-11-26T12:00:00+08:00"), at("2026-11-26T23:00:00+08:00"));
    assert_eq!(until("2026-11-26T23:30:00+08:00"), at("2026-11-27T06:00:00+08:00"));
    // Over the weekend to Sunday night.
    assert_eq!(until("2026-11-27T08:00:00+08:00"), at("2026-11-29T23:00:00+08:00"));
    // What never holds is asked again in a week.
    let never = Hours::default().standing(at("2026-11-26T12:00:00+08:00"), shanghai, calendar);
    assert_eq!(never, Standing { within: false, until: at("2026-12-04T00:00:00+08:00") });
}

#[test]
fn stretches_that_touch_are_one() {
    let shanghai = zone("Asia/Shanghai");
    let always = Hours::new(
        vec![
            span(&[Workday, Weekend, Holiday], Night::Evening, 0, 720),
            span(&[Workday, Weekend, Holiday], Night::Evening, 720, 1440),
        ],
        Vec::new(),
    );
    let standing = always.standing(at("2026-11-26T12:00:00+08:00"), shanghai, DayCalendar::empty());
    assert!(standing.within && standing.until == at("2026-12-04T00:00:00+08:00"), "{standing:?}");
}

#[test]
fn a_holiday_and_exam_weeks_have_hours_of_their_own() {
    let shanghai = zone("Asia/Shanghai");
    let mut calendar = DayCalendar::default();
    calendar.holidays.insert(day(11, 26), "holiday".to_owned());
    let within = |hours: &Hours, when| hours.standing(at(when), shanghai, &calendar).within;
    // The night before a holiday is no night before a workday.
    assert!(!within(&lights_out(), "2026-11-25T23:30:00+08:00"));
    assert!(within(&lights_out(), "2026-11-26T23:30:00+08:00"));
    let exams = SpecialDays {
        name: "exams".to_owned(),
        days: DateRange { first: day(12, 7), end: day(12, 19) },
        spans: vec![span(&[Workday], Night::Morning, 60, 6 * 60)],
    };
    let hours = Hours::new(lights_out().usual().to_vec(), vec![exams]);
    assert!(within(&hours, "2026-12-06T23:30:00+08:00"), "the last evening before them");
    assert!(!within(&hours, "2026-12-07T23:30:00+08:00"));
    assert!(within(&hours, "2026-12-08T01:00:00+08:00"));
    assert_eq!(hours.special_on(day(12, 18)).map(|special| special.name.as_str()), Some("exams"));
    assert_eq!(hours.special_on(day(12, 19)), None);
    let free =
        SpecialDays { name: "party".to_owned(), days: DateRange { first: day(12, 8), end: day(12, 9) }, spans: vec![] };
    let hours = Hours::new(lights_out().usual().to_vec(), vec![free]);
    assert!(!within(&hours, "2026-12-08T23:30:00+08:00"), "nothing begins on such a day");
}

#[test]
fn a_night_in_which_the_clock_changes_ends_by_the_clock() {
    let london = zone("Europe/London");
    let every = Hours::new(vec![span(&[Workday, Weekend], Night::Evening, 23 * 60, 6 * 60)], Vec::new());
    let stretch = |first: NaiveDate| {
        let dates = DateRange { first, end: first.succ_opt().unwrap() };
        every.stretches(dates, london, DayCalendar::empty())[0].duration().num_hours()
    };
    assert_eq!((stretch(day(3, 28)), stretch(day(10, 24)), stretch(day(11, 24))), (6, 8, 7));
    // 01:30 does not exist on 29 March: what begins then begins at the next minute that there is.
    let skipped = Hours::new(vec![span(&[Weekend], Night::Evening, 90, 180)], Vec::new());
    let dates = DateRange { first: day(3, 29), end: day(3, 30) };
    let found = skipped.stretches(dates, london, DayCalendar::empty());
    assert_eq!(found, [Period { from: at("2026-03-29T01:00:00Z"), to: at("2026-03-29T02:00:00Z") }]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// The standing is the same at every instant up to its end, and another at its end unless that is only the horizon.
    #[test]
    fn a_standing_holds_to_its_end(
        spans in prop::collection::vec((0_u16..1440, 0_u16..=1440, 0_usize..7, any::<bool>()), 0..4),
        start in 0_i64..20_000_000_000,
        share in 0_i64..1000,
    ) {
        let sets = [&[Workday][..], &[Weekend], &[Holiday], &[Workday, Weekend], &[Workday, Holiday], &[Weekend, Holiday], &[Workday, Weekend, Holiday]];
        let spans = spans.into_iter().filter_map(|(from, to, days, morning)| {
            Span::new(sets[days], if morning { Night::Morning } else { Night::Evening }, from, to).ok()
        });
        let hours = Hours::new(spans.collect(), Vec::new());
        let (berlin, calendar) = (zone("Europe/Berlin"), DayCalendar::empty());
        let at = units::timestamp(1_770_000_000_000 + start);
        let standing = hours.standing(at, berlin, calendar);
        prop_assert!(standing.until > at);
        let between = at + (standing.until - at) * i32::try_from(share).unwrap() / 1000;
        let then = hours.standing(between, berlin, calendar);
        prop_assert_eq!(then.within, standing.within);
        prop_assert!(then.until >= standing.until);
        let horizon = standing.until - at >= chrono::Duration::days(6);
        prop_assert!(horizon || hours.standing(standing.until, berlin, calendar).within != standing.within);
    }
}
