//! The price lists and calendars that ship, against figures that their publishers worked out.

use billing::{Conditions, Tariff, Tenancy, Usage, charges};
use chrono::Datelike;
use units::{DayCalendar, DayType, Energy, Money, Month, Period, Zone};

use crate::rules::{at, day, month};

const SHANGHAI: &str = include_str!("../../../assets/tariffs/shanghai-residential-cny.toml");
const ECONOMY_7: &str = include_str!("../../../assets/tariffs/economy-7-gbp.toml");
const DORMITORY: &str = include_str!("../../../assets/tariffs/dormitory-cny.toml");

/// What twelve months cost from a month on, with usages given as `(from, to, kWh)` on the wall clock.
fn year(tariff: &Tariff, zone: &str, first: &str, used: &[(&str, &str, i64)]) -> Money {
    let period = |from: &str, to: &str| Period::new(at(zone, from), at(zone, to)).unwrap();
    let usage: Vec<Usage> = used
        .iter()
        .map(|(from, to, kwh)| Usage {
            period: period(from, to),
            energy: Energy::from_wh(kwh * 1_000),
            estimated: false,
        })
        .collect();
    let zone = Zone::parse(zone).unwrap();
    let mut month: Month = month(first);
    let tenancy = Tenancy { from: zone.start_of(month.first()), to: None };
    let (mut carried, mut total) = (billing::Carried::default(), Money::ZERO);
    for _ in 0..12 {
        let conditions = Conditions { carried: &carried, ..Conditions::plain(month, tenancy, zone, tariff) };
        let charged = charges(&conditions.facts(&usage, zone.start_of(month.next().first()))).unwrap();
        total += charged.lines.iter().map(|line| line.amount).sum();
        carried = charged.carried_out;
        month = month.next();
    }
    total
}

#[test]
fn every_shipped_file_reads_and_is_written_back() {
    for text in [SHANGHAI, ECONOMY_7, DORMITORY] {
        let tariff = Tariff::parse(text).unwrap();
        assert!(!tariff.source.is_empty());
        assert_eq!(Tariff::parse(&tariff.to_toml()), Ok(tariff));
    }
    for text in
        [include_str!("../../../assets/calendars/cn.toml"), include_str!("../../../assets/calendars/gb-eng.toml")]
    {
        let calendar = DayCalendar::parse(text).unwrap();
        assert!(!calendar.source.is_empty());
        assert_eq!(DayCalendar::parse(&calendar.to_toml()), Ok(calendar));
    }
}

/// Ofgem, price cap from 1 January to 31 March 2026: a typical household (2,700 kWh of electricity at 27.69 p, 11,500
/// kWh of gas at 5.93 p, standing charges of 54.75 p and 35.09 p a day) pays £1,758 a year.
/// https://www.ofgem.gov.uk, as printed by https://freepricecompare.com/?p=209558 on 10 December 2025.
#[test]
fn the_typical_household_of_ofgem_pays_what_ofgem_says() {
    let cap = |price: &str, daily: &str| {
        let text = format!(
            "name = \"cap\"\ncurrency = \"GBP\"\n[[version]]\nfrom = 2026-01-01\nprice = {price}\ndaily_fee = {daily}"
        );
        Tariff::parse(&text).unwrap()
    };
    let whole = |tariff: &Tariff, kwh| {
        year(tariff, "Europe/London", "2026-01", &[("2026-01-01 00:00", "2027-01-01 00:00", kwh)]).minor()
    };
    let (electricity, gas) = (whole(&cap("0.2769", "0.5475"), 2_700), whole(&cap("0.0593", "0.3509"), 11_500));
    // 747.63 + 199.8375 and 681.95 + 128.0785, each line of each month rounded to the penny.
    assert!((94_747 - electricity).abs() <= 12 && (81_003 - gas).abs() <= 12, "{electricity} {gas}");
    assert_eq!(units::round_div(i128::from(electricity + gas), 100), 1_758);
}

/// A customer's reckoning on the forum of MoneySavingExpert, October 2022: 4,200 kWh, 42 % of them at night, at
/// 40.995 p and 17.239 p are 31.02 p a kWh in the mean.
/// https://forums.moneysavingexpert.com/discussion/6405848/mse-news-energy-price-cap-to-rise-in-january-your-energy-rates-could-change-slightly/p7
#[test]
fn two_rates_have_the_mean_that_was_reckoned() {
    let text = ECONOMY_7.replace("0.3615", "0.40995").replace("0.16", "0.17239").replace("daily_fee = 0.5475\n", "");
    let tariff = Tariff::parse(&text).unwrap();
    let used = [("2026-01-05 08:00", "2026-01-05 20:00", 2_436), ("2026-01-06 01:00", "2026-01-06 07:00", 1_764)];
    let total = year(&tariff, "Europe/London", "2026-01", &used);
    assert_eq!(total, Money::from_minor(99_864 + 30_410));
    assert_eq!(units::round_div(i128::from(total.minor()) * 100, 4_200), 3_102);
}

#[test]
fn economy_7_prints_the_standing_charge_and_the_tax_that_it_contains() {
    let tariff = Tariff::parse(ECONOMY_7).unwrap();
    let zone = Zone::parse("Europe/London").unwrap();
    let tenancy = Tenancy { from: at("Europe/London", "2026-01-01 00:00"), to: None };
    let used = |from, to, wh| Usage {
        period: Period::new(at("Europe/London", from), at("Europe/London", to)).unwrap(),
        energy: Energy::from_wh(wh),
        estimated: false,
    };
    // In July the night is from 01:30 to 08:30 on the wall.
    let usage =
        [used("2026-07-05 01:30", "2026-07-05 08:30", 70_000), used("2026-07-05 08:30", "2026-07-05 20:00", 80_000)];
    let conditions = Conditions::plain(month("2026-07"), tenancy, zone, &tariff);
    let lines = charges(&conditions.facts(&usage, zone.start_of(day("2026-08-01")))).unwrap().lines;
    let told: Vec<_> =
        lines.iter().map(|l| (l.kind.code(), l.detail.to_string(), l.amount.minor(), l.within.minor())).collect();
    // 80 x 36.15 p, 70 x 16 p, 31 x 54.75 p; and 5/105 of 57.09.
    assert_eq!(
        told,
        [
            ("energy", "band=day".to_owned(), 2_892, 0),
            ("energy", "band=night".to_owned(), 1_120, 0),
            ("daily_fee", String::new(), 1_697, 0),
            ("tax_included", "name=VAT 5 %".to_owned(), 0, 272),
        ]
    );
}

/// The tiers as the city publishes them: 3,120 and 4,800 kWh a year, 0.617 and 0.307 yuan; 0.06 and 0.03 more; 0.36
/// and 0.18 more. https://youhuo.youhuohao.com/know/468720.html
#[test]
fn shanghai_charges_more_in_each_tier_by_what_is_published() {
    let tariff = Tariff::parse(SHANGHAI).unwrap();
    let whole = |used: &[(&str, &str, i64)]| year(&tariff, "Asia/Shanghai", "2026-01", used).minor();
    let peak = |kwh| whole(&[("2026-05-05 06:00", "2026-05-05 22:00", kwh)]);
    let valley = |kwh| whole(&[("2026-05-05 22:00", "2026-05-06 06:00", kwh)]);
    // 3,120 x 0.617; 1,680 x (0.617 + 0.06); 200 x (0.617 + 0.36).
    assert_eq!((peak(3_120), peak(4_800), peak(5_000)), (192_504, 192_504 + 113_736, 192_504 + 113_736 + 19_540));
    // 3,120 x 0.307; 1,680 x (0.307 + 0.03); 200 x (0.307 + 0.18).
    assert_eq!((valley(3_120), valley(4_800), valley(5_000)), (95_784, 95_784 + 56_616, 95_784 + 56_616 + 9_740));
    // The tiers fill across the bands and from month to month: 3,000 by day in May, then 2,000 by night in June.
    let both =
        whole(&[("2026-05-05 06:00", "2026-05-05 22:00", 3_000), ("2026-06-05 22:00", "2026-06-06 06:00", 2_000)]);
    assert_eq!(both, 185_100 + 3_684 + 56_616 + 9_740);
}

/// The notices of the State Council's office for 2025 and 2026, and the list of GOV.UK: as the files name them.
#[test]
fn calendars_hold_the_days_that_were_announced() {
    let china = DayCalendar::parse(include_str!("../../../assets/calendars/cn.toml")).unwrap();
    let england = DayCalendar::parse(include_str!("../../../assets/calendars/gb-eng.toml")).unwrap();
    let count = |calendar: &DayCalendar, year| calendar.holidays.keys().filter(|date| date.year() == year).count();
    // 1 + 8 + 3 + 5 + 3 + 8 days of 2025, 3 + 9 + 3 + 5 + 3 + 3 + 7 of 2026.
    assert_eq!((count(&china, 2025), count(&china, 2026)), (28, 33));
    assert_eq!([2025, 2026, 2027].map(|year| count(&england, year)), [8, 8, 8]);
    for (date, kind) in [
        ("2025-01-26", DayType::Workday),
        ("2025-02-04", DayType::Holiday),
        ("2025-02-05", DayType::Workday),
        ("2026-02-14", DayType::Workday),
        ("2026-02-15", DayType::Holiday),
        ("2026-02-24", DayType::Workday),
        ("2026-09-20", DayType::Workday),
        ("2026-10-10", DayType::Workday),
        ("2026-10-11", DayType::Weekend),
    ] {
        assert_eq!(china.day_type(day(date)), kind, "{date}");
    }
    for date in england.holidays.keys() {
        assert!(!matches!(date.weekday(), chrono::Weekday::Sat | chrono::Weekday::Sun), "{date}");
    }
}

/// The example in the file that explains the format is one that reads.
#[test]
fn the_example_of_the_format_reads() {
    let text = include_str!("../../../assets/tariffs/README.md");
    let example = text.split("```").nth(1).and_then(|block| block.strip_prefix("toml\n")).unwrap();
    let tariff = Tariff::parse(example).unwrap();
    assert_eq!(Tariff::parse(&tariff.to_toml()), Ok(tariff));
}
