//! The rules of charging, each by its number, in figures that can be followed by hand.

use billing::{
    Allowance, Carried, ChargeKind, ChargeLine, Charges, Conditions, Cycle, Each, Facts, PartCycle, Quantity, Share,
    Surcharge, Tariff, TaxDue, Tenancy, TierCounter, TierCycle, Usage, charges,
};
use chrono::NaiveDate;
use units::{AllowanceId, DayCalendar, Energy, Money, Month, Period, Price, Timestamp, Zone};

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn month(text: &str) -> Month {
    text.parse().unwrap()
}

/// The instant at which a zone's wall clock shows this, such as `2026-10-01 08:00`; of two, the first.
pub fn at(zone: &str, local: &str) -> Timestamp {
    let (date, time) = local.split_once(' ').unwrap();
    Zone::parse(zone).unwrap().instant(date.parse().unwrap(), format!("{time}:00").parse().unwrap())
}

pub fn tariff(version: &str) -> Tariff {
    tariffs(&format!("[[version]]\nfrom = 2020-01-01\n{version}"))
}

pub fn tariffs(versions: &str) -> Tariff {
    Tariff::parse(&format!("name = \"t\"\ncurrency = \"CNY\"\n{versions}")).unwrap()
}

const TWO_BANDS: &str = "[[version.band]]\nname = \"peak\"\nprice = 0.60\n[[version.band]]\nname = \"valley\"\nprice = 0.30\n[[version.hours]]\nbands = \"08:00-22:00 peak, 22:00-08:00 valley\"\n";
const THREE_TIERS: &str = "[version.tiers]\nper = \"year\"\n[[version.tier]]\nup_to_kwh = 100\n[[version.tier]]\nup_to_kwh = 150\nsurcharge = 0.05\n[[version.tier]]\nsurcharge = 0.30\n";

/// A room in one zone, and what is known of it.
#[derive(Clone)]
struct Case {
    zone: &'static str,
    month: &'static str,
    tariff: Tariff,
    tenancy: Tenancy,
    calendar: DayCalendar,
    occupants: Vec<(NaiveDate, u32)>,
    usage: Vec<Usage>,
    allowances: Vec<Allowance>,
    surcharges: Vec<Surcharge>,
    shares: Vec<Share>,
    carried: Carried,
    tax_due: TaxDue,
    as_of: Option<Timestamp>,
}

impl Case {
    fn new(zone: &'static str, month: &'static str, tariff: Tariff) -> Self {
        Self {
            zone,
            month,
            tariff,
            tenancy: Tenancy { from: "2019-06-01T00:00:00Z".parse().unwrap(), to: None },
            calendar: DayCalendar::default(),
            occupants: Vec::new(),
            usage: Vec::new(),
            allowances: Vec::new(),
            surcharges: Vec::new(),
            shares: Vec::new(),
            carried: Carried::default(),
            tax_due: TaxDue::AtUse,
            as_of: None,
        }
    }

    fn used(mut self, from: &str, to: &str, wh: i64) -> Self {
        let period = Period::new(at(self.zone, from), at(self.zone, to)).unwrap();
        self.usage.push(Usage { period, energy: Energy::from_wh(wh), estimated: false });
        self
    }

    fn lived(mut self, from: &str, to: Option<&str>) -> Self {
        self.tenancy = Tenancy { from: at(self.zone, from), to: to.map(|to| at(self.zone, to)) };
        self
    }

    fn charges(&self) -> Charges {
        let (month, zone) = (month(self.month), Zone::parse(self.zone).unwrap());
        let conditions = Conditions {
            calendar: &self.calendar,
            occupants: &self.occupants,
            allowances: &self.allowances,
            surcharges: &self.surcharges,
            carried: &self.carried,
            tax_due: self.tax_due,
            ..Conditions::plain(month, self.tenancy, zone, &self.tariff)
        };
        let end = self.as_of.unwrap_or(zone.start_of(month.next().first()));
        charges(&Facts { shares: &self.shares, ..conditions.facts(&self.usage, end) }).unwrap()
    }

    fn check(&self, expected: &[&str]) -> Carried {
        let charges = self.charges();
        assert_eq!(charges.lines.iter().map(shown).collect::<Vec<_>>(), expected);
        charges.carried_out
    }
}

/// `energy band=peak;tier=1: 1000 Wh = 60`.
fn shown(line: &ChargeLine) -> String {
    let quantity = match line.quantity {
        Quantity::Energy(energy) => format!("{} Wh", energy.wh()),
        Quantity::Days { days, of } => format!("{days}/{of} d"),
        Quantity::Minimum { days, of, charged } => format!("{days}/{of} d over {}", charged.minor()),
        Quantity::Charged(sum) => format!("on {}", sum.minor()),
        Quantity::Pool(energy) => format!("of {} Wh", energy.wh()),
    };
    let of = if line.detail == billing::Detail::NONE { String::new() } else { format!(" {}", line.detail) };
    let within = if line.within.is_zero() { String::new() } else { format!(" within {}", line.within.minor()) };
    format!("{}{of}: {quantity} = {}{within}", line.kind, line.amount.minor())
}

fn energy_of(lines: &[ChargeLine]) -> i64 {
    lines.iter().map(|line| line.metered().wh()).sum()
}

#[test]
fn rule_2_a_period_is_the_month_as_far_as_the_tenancy_lasts() {
    let case = Case::new("Asia/Shanghai", "2026-10", tariff("price = 1\ndaily_fee = 0.5")).used(
        "2026-10-10 00:00",
        "2026-10-12 00:00",
        4_800,
    );
    // Two tenancies that meet at noon of the 11th: 36 of 48 hours, and the rest; the day itself is the newcomer's.
    case.clone()
        .lived("2026-01-01 00:00", Some("2026-10-11 12:00"))
        .check(&["energy: 3600 Wh = 360", "daily_fee: 10/31 d = 500"]);
    case.clone().lived("2026-10-11 12:00", None).check(&["energy: 1200 Wh = 120", "daily_fee: 21/31 d = 1050"]);
    // A tenancy that begins on the 31st has a period of that day only.
    Case { usage: Vec::new(), ..case.clone() }
        .lived("2026-10-31 09:00", None)
        .used("2026-10-31 08:00", "2026-11-01 08:00", 2_400)
        .check(&["energy: 1500 Wh = 150", "daily_fee: 1/31 d = 50"]);
    // A leap day is a day like others.
    Case { month: "2028-02", usage: Vec::new(), ..case }
        .used("2028-02-28 00:00", "2028-03-01 00:00", 480)
        .check(&["energy: 480 Wh = 48", "daily_fee: 29/29 d = 1450"]);
}

#[test]
fn rule_2_counters_enter_as_energy_and_never_as_rounded_money() {
    let tiers = tariff(&format!("price = 0.333\n{THREE_TIERS}"));
    let months = [("2026-01", 99_999), ("2026-02", 1), ("2026-03", 2), ("2026-12", 60_000), ("2027-01", 1_000)];
    let mut carried = Carried::default();
    let mut told = Vec::new();
    for (month, wh) in months {
        let (first, last) = (format!("{month}-05 00:00"), format!("{month}-06 00:00"));
        let case = Case { carried, ..Case::new("Asia/Shanghai", month, tiers.clone()) }.used(&first, &last, wh);
        let charges = case.charges();
        told.push(charges.lines.iter().map(shown).collect::<Vec<_>>().join(", "));
        carried = charges.carried_out.to_string().parse().unwrap();
    }
    assert_eq!(
        told,
        [
            "energy tier=1: 99999 Wh = 3330",
            "energy tier=1: 1 Wh = 0",
            "energy tier=2: 2 Wh = 0",
            "energy tier=2: 49998 Wh = 1915, energy tier=3: 10002 Wh = 633",
            // A new year of the counter.
            "energy tier=1: 1000 Wh = 33",
        ]
    );
}

#[test]
fn rule_5_fees_and_minimum_are_due_by_days() {
    let case =
        Case::new("Asia/Shanghai", "2026-10", tariff("price = 1\nmonthly_fee = 10\nminimum = 31\ndaily_fee = 0.1"));
    // Ten days: 3.23 of the fee, 1.00 by the day, and what is missing to 10.00.
    let case = Case { as_of: Some(at("Asia/Shanghai", "2026-10-11 00:00")), ..case };
    case.clone().used("2026-10-02 00:00", "2026-10-03 00:00", 2_500).check(&[
        "energy: 2500 Wh = 250",
        "daily_fee: 10/31 d = 100",
        "monthly_fee: 10/31 d = 323",
        "minimum: 10/31 d over 673 = 327",
    ]);
    // Who uses enough pays no minimum.
    case.clone().used("2026-10-02 00:00", "2026-10-03 00:00", 9_000).check(&[
        "energy: 9000 Wh = 900",
        "daily_fee: 10/31 d = 100",
        "monthly_fee: 10/31 d = 323",
    ]);
    // A leaver pays for the days lived, without a residual.
    Case { as_of: None, ..case }.lived("2026-10-05 00:00", Some("2026-10-06 10:00")).check(&[
        "daily_fee: 1/31 d = 10",
        "monthly_fee: 1/31 d = 32",
        "minimum: 1/31 d over 42 = 58",
    ]);
}

#[test]
fn rule_5_each_version_has_its_own_days_and_minimum() {
    let both = tariffs(
        "[[version]]\nfrom = 2026-01-01\nprice = 1\nminimum = 31\n[[version]]\nfrom = 2026-10-11\nprice = 2\nminimum = 62",
    );
    Case::new("Asia/Shanghai", "2026-10", both).used("2026-10-10 00:00", "2026-10-12 00:00", 10_000).check(&[
        "energy: 5000 Wh = 500",
        "energy: 5000 Wh = 1000",
        "minimum: 10/31 d over 500 = 500",
        "minimum: 21/31 d over 1000 = 3200",
    ]);
}

#[test]
fn rule_6_tiers_fill_in_time_order_across_bands() {
    let case = Case::new("Asia/Shanghai", "2026-10", tariff(&format!("{TWO_BANDS}{THREE_TIERS}")));
    let case = case
        .used("2026-10-01 08:00", "2026-10-01 22:00", 70_000)
        .used("2026-10-01 22:00", "2026-10-02 08:00", 50_000)
        .used("2026-10-02 08:00", "2026-10-02 22:00", 70_000);
    let carried = case.check(&[
        "energy band=peak;tier=1: 70000 Wh = 4200",
        "energy band=peak;tier=2: 30000 Wh = 1950",
        "energy band=peak;tier=3: 40000 Wh = 3600",
        "energy band=valley;tier=1: 30000 Wh = 900",
        "energy band=valley;tier=2: 20000 Wh = 700",
    ]);
    assert_eq!(carried.to_string(), "tier=2026-01-01/190000");
    // Whatever the order in which the readings arrive.
    let mut late = case.clone();
    late.usage.reverse();
    assert_eq!(late.charges(), case.charges());
}

#[test]
fn rule_6_a_tariff_change_in_the_middle_of_a_tier_goes_on_counting() {
    let both = tariffs(&format!(
        "[[version]]\nfrom = 2026-01-01\nprice = 0.50\n{THREE_TIERS}[[version]]\nfrom = 2026-10-11\nprice = 0.60\n{}",
        THREE_TIERS.replace("150", "130")
    ));
    Case::new("Asia/Shanghai", "2026-10", both)
        .used("2026-10-10 00:00", "2026-10-11 00:00", 110_000)
        .used("2026-10-11 00:00", "2026-10-12 00:00", 30_000)
        .check(&[
            "energy tier=1: 100000 Wh = 5000",
            "energy tier=2: 10000 Wh = 550",
            "energy tier=2: 20000 Wh = 1300",
            "energy tier=3: 10000 Wh = 900",
        ]);
}

#[test]
fn rule_6_tiers_of_another_cycle_begin_anew() {
    let by = |from: &str, per: &str| {
        format!(
            "[[version]]\nfrom = {from}\nprice = 1\n[version.tiers]\nper = \"{per}\"\n[[version.tier]]\nup_to_kwh = 100\n[[version.tier]]\nsurcharge = 1\n"
        )
    };
    let used = |tariff: &Tariff, month: &'static str, carried: Carried| {
        let (first, last) = (format!("{month}-05 00:00"), format!("{month}-25 00:00"));
        let case = Case { carried, ..Case::new("Asia/Shanghai", month, tariff.clone()) };
        let charges = case.used(&first, &last, 160_000).charges();
        (charges.lines.iter().map(shown).collect::<Vec<_>>().join(", "), charges.carried_out)
    };
    // From years to months and back, both from the first of January on: ten days by each.
    for (before, after) in [("year", "month"), ("month", "year")] {
        let both = tariffs(&format!("{}{}", by("2026-01-01", before), by("2026-01-15", after)));
        let (told, carried) = used(&both, "2026-01", Carried::default());
        assert_eq!(told, "energy tier=1: 80000 Wh = 8000, energy tier=1: 80000 Wh = 8000", "{before}");
        // What a year has counted goes on in February, what a month has counted does not.
        let (told, _) = used(&both, "2026-02", carried.to_string().parse().unwrap());
        let (first, rest) = if after == "year" { (20_000, 140_000) } else { (100_000, 60_000) };
        assert_eq!(
            told,
            format!("energy tier=1: {first} Wh = {}, energy tier=2: {rest} Wh = {}", first / 10, rest / 5)
        );
    }
    // A month's counter is not taken for that of a year that began on the same day.
    let both = tariffs(&format!("{}{}", by("2026-01-01", "month"), by("2026-02-01", "year")));
    let (_, carried) = used(&both, "2026-01", Carried::default());
    let (told, _) = used(&both, "2026-02", carried);
    assert_eq!(told, "energy tier=1: 100000 Wh = 10000, energy tier=2: 60000 Wh = 12000");
}

#[test]
fn rule_6_a_change_of_occupants_acts_forward_only() {
    let tiers = "[version.tiers]\nper = \"month\"\nbeyond_occupants = 2\n[[version.tier]]\nup_to_kwh = 100\nper_occupant_kwh = 31\n[[version.tier]]\nsurcharge = 1\n";
    let case = Case::new("Asia/Shanghai", "2026-10", tariff(&format!("price = 1\n{tiers}")))
        .used("2026-10-01 00:00", "2026-10-11 00:00", 110_000)
        .used("2026-10-11 00:00", "2026-10-21 00:00", 50_000);
    let with = |occupants: &[(&str, u32)]| Case {
        occupants: occupants.iter().map(|(from, number)| (day(from), *number)).collect(),
        ..case.clone()
    };
    // Two people: 100 kWh. Four: 100 + 2 x 31.
    with(&[("2026-01-01", 2)]).check(&["energy tier=1: 100000 Wh = 10000", "energy tier=2: 60000 Wh = 12000"]);
    with(&[("2026-01-01", 4)]).check(&["energy tier=1: 160000 Wh = 16000"]);
    // Two more from the 11th on: 21 of 31 days count for them, 142 kWh. What was in the second tier stays there.
    with(&[("2026-01-01", 2), ("2026-10-11", 4)])
        .check(&["energy tier=1: 132000 Wh = 13200", "energy tier=2: 28000 Wh = 5600"]);
    // They leave again: 120 kWh from the 11th on; the first 110 had gone into a tier of 162.
    with(&[("2026-01-01", 4), ("2026-10-11", 2)])
        .check(&["energy tier=1: 120000 Wh = 12000", "energy tier=2: 40000 Wh = 8000"]);
}

#[test]
fn rule_6_a_part_of_a_cycle_is_whole_or_by_days() {
    let with = |part: &str| {
        let tiers = format!(
            "[version.tiers]\nper = \"year\"\npart_cycle = \"{part}\"\n[[version.tier]]\nup_to_kwh = 365\n[[version.tier]]\nsurcharge = 1\n"
        );
        Case::new("Asia/Shanghai", "2026-12", tariff(&format!("price = 1\n{tiers}"))).used(
            "2026-12-01 00:00",
            "2026-12-20 00:00",
            50_000,
        )
    };
    // Moved in on 1 December: 31 of 365 days.
    with("whole").lived("2026-12-01 00:00", None).check(&["energy tier=1: 50000 Wh = 5000"]);
    with("by_days")
        .lived("2026-12-01 00:00", None)
        .check(&["energy tier=1: 31000 Wh = 3100", "energy tier=2: 19000 Wh = 3800"]);
    // A known move-out shortens it too: 19 days.
    with("by_days")
        .lived("2026-12-01 00:00", Some("2026-12-20 00:00"))
        .check(&["energy tier=1: 19000 Wh = 1900", "energy tier=2: 31000 Wh = 6200"]);
    // In and out within a day counts as a day.
    with("by_days")
        .lived("2026-12-05 08:00", Some("2026-12-05 20:00"))
        .check(&["energy tier=1: 1000 Wh = 100", "energy tier=2: 316 Wh = 63"]);
}

fn grant(wh: i64) -> Allowance {
    Allowance {
        id: AllowanceId(1),
        name: "Free".into(),
        per: Cycle::Month,
        grant: Energy::from_wh(wh),
        each: Each::Room,
        part_cycle: PartCycle::Whole,
        band: None,
        counts_for_tiers: true,
        carry_over: None,
        from: day("2026-01-01"),
        until: None,
    }
}

#[test]
fn rule_7_an_allowance_is_taken_in_time_order_at_the_price_that_it_replaces() {
    let case = Case::new("Asia/Shanghai", "2026-10", tariff(&format!("{TWO_BANDS}{THREE_TIERS}")))
        .used("2026-10-01 08:00", "2026-10-01 22:00", 70_000)
        .used("2026-10-01 22:00", "2026-10-02 08:00", 50_000);
    let all = [
        "energy band=peak;tier=1: 70000 Wh = 4200",
        "energy band=valley;tier=1: 30000 Wh = 900",
        "energy band=valley;tier=2: 20000 Wh = 700",
    ];
    let with = |allowance: Allowance| Case { allowances: vec![allowance], ..case.clone() };
    let check = |allowance: Allowance, given: &[&str]| with(allowance).check(&[&all[..], given].concat());
    check(
        grant(80_000),
        &[
            "allowance band=peak;tier=1;name=Free: -70000 Wh = -4200",
            "allowance band=valley;tier=1;name=Free: -10000 Wh = -300",
        ],
    );
    // From a band of its own.
    let valley = Allowance { band: Some("valley".into()), ..grant(40_000) };
    let carried = check(
        valley,
        &[
            "allowance band=valley;tier=1;name=Free: -30000 Wh = -900",
            "allowance band=valley;tier=2;name=Free: -10000 Wh = -350",
        ],
    );
    assert_eq!(carried.to_string(), "tier=2026-01-01/120000;allowance=1:2026-10-01/40000/0/0");
    // A price list without that band takes nothing from it.
    assert_eq!(
        check(Allowance { band: Some("night".into()), ..grant(40_000) }, &[]).allowances[0].1.used,
        Energy::ZERO
    );
    // What does not count for tiers leaves their counter where it is; the lines still charge every kWh.
    let apart = with(Allowance { counts_for_tiers: false, ..grant(80_000) });
    let carried = apart.check(&[
        "energy band=peak;tier=1: 70000 Wh = 4200",
        "energy band=valley;tier=1: 50000 Wh = 1500",
        "allowance band=peak;tier=1;name=Free: -70000 Wh = -4200",
        "allowance band=valley;tier=1;name=Free: -10000 Wh = -300",
    ]);
    assert_eq!(
        carried.tier,
        Some(TierCounter {
            per: TierCycle::Year { starts: 1 },
            cycle: day("2026-01-01"),
            used: Energy::from_wh(40_000)
        })
    );
    assert_eq!(energy_of(&apart.charges().lines), 120_000);
}

#[test]
fn rule_7_what_is_left_goes_to_the_next_cycle_up_to_a_limit() {
    let flat = tariff("price = 1");
    let allowance = Allowance { carry_over: Some(Energy::from_wh(3_000)), ..grant(10_000) };
    let mut carried = Carried::default();
    let mut given = Vec::new();
    for (month, wh) in [("2026-09", 4_000), ("2026-10", 20_000), ("2026-11", 9_000), ("2026-12", 20_000)] {
        let case =
            Case { allowances: vec![allowance.clone()], carried, ..Case::new("Asia/Shanghai", month, flat.clone()) };
        let case = case.used(&format!("{month}-05 00:00"), &format!("{month}-06 00:00"), wh);
        let charges = case.charges();
        let taken = charges.lines.iter().filter(|line| line.kind == ChargeKind::Allowance);
        given.push(-taken.map(|line| line.quantity.energy().wh()).sum::<i64>());
        carried = charges.carried_out;
    }
    // 6,000 are left in September and 3,000 of them go on; 1,000 are left in November.
    assert_eq!(given, [4_000, 13_000, 9_000, 11_000]);
}

#[test]
fn rule_7_an_allowance_may_be_for_each_occupant_by_days_and_for_a_term() {
    let case = Case::new("Asia/Shanghai", "2026-10", tariff("price = 1")).used(
        "2026-10-01 00:00",
        "2026-11-01 00:00",
        310_000,
    );
    let given = |allowance: Allowance, occupants: u32, lived: Option<&str>| {
        let mut case =
            Case { allowances: vec![allowance], occupants: vec![(day("2026-01-01"), occupants)], ..case.clone() };
        if let Some(from) = lived {
            case = case.lived(from, None);
        }
        let lines = case.charges().lines;
        -lines.iter().filter(|l| l.kind == ChargeKind::Allowance).map(|l| l.quantity.energy().wh()).sum::<i64>()
    };
    let each = Allowance { each: Each::Occupant, ..grant(10_000) };
    assert_eq!(given(each.clone(), 3, None), 30_000);
    let by_days = Allowance { part_cycle: PartCycle::ByDays, ..each.clone() };
    assert_eq!(given(by_days, 3, Some("2026-10-22 00:00")), 9_677);
    assert_eq!(given(each, 3, Some("2026-10-22 00:00")), 30_000);
    // From its first day to its last only, whole or by days.
    let term = Allowance { per: Cycle::Term, from: day("2026-10-11"), until: Some(day("2026-10-13")), ..grant(50_000) };
    assert_eq!(given(term.clone(), 1, None), 20_000);
    assert_eq!(given(Allowance { grant: Energy::from_wh(12_345), ..term }, 1, None), 12_345);
}

#[test]
fn rule_8_tax_is_a_line_of_its_own_once_for_each_rate() {
    let taxed = |included: bool, on: &str| {
        let tax = format!("[[version.tax]]\nname = \"VAT\"\npercent = 5\nincluded = {included}\n{on}");
        let version =
            |from: &str, price: &str| format!("[[version]]\nfrom = {from}\nprice = {price}\ndaily_fee = 0.03\n{tax}\n");
        let both = format!("{}{}", version("2026-01-01", "0.1"), version("2026-10-11", "0.2"));
        Case::new("Asia/Shanghai", "2026-10", tariffs(&both)).used("2026-10-10 00:00", "2026-10-12 00:00", 2_000)
    };
    let lines = ["energy: 1000 Wh = 10", "energy: 1000 Wh = 20", "daily_fee: 10/31 d = 30", "daily_fee: 21/31 d = 63"];
    let check = |case: Case, tax: &[&str]| drop(case.check(&[&lines[..], tax].concat()));
    // 5 % of 123, once, and not of each line: 6.15. Contained in 123: 123 x 5 / 105 = 5.857.
    check(taxed(false, ""), &["tax name=VAT 5 %: on 123 = 6"]);
    check(taxed(true, ""), &["tax_included name=VAT 5 %: on 123 = 0 within 6"]);
    check(taxed(false, "on = [\"fees\"]"), &["tax name=VAT 5 %: on 93 = 5"]);
    check(taxed(false, "on = [\"common\"]"), &[]);
    // Where it falls due at top-up, no charge line bears it; one that the prices contain is in them all the same.
    check(Case { tax_due: TaxDue::AtTopUp, ..taxed(false, "") }, &[]);
    check(Case { tax_due: TaxDue::AtTopUp, ..taxed(true, "") }, &["tax_included name=VAT 5 %: on 123 = 0 within 6"]);
    let shared = Share {
        pool: "Stairs".into(),
        version: day("2026-10-11"),
        amount: Money::from_minor(100),
        provisional: true,
        basis: "3.00 / 3".to_owned(),
        energy: Energy::from_wh(3_000),
    };
    let case = Case { shares: vec![shared], ..taxed(false, "on = [\"common\"]") };
    case.check(&[&lines[..], &["common name=Stairs: of 3000 Wh = 100", "tax name=VAT 5 %: on 100 = 5"]].concat());
    assert!(case.charges().lines.iter().filter(|line| line.provisional).count() == 2);
}

#[test]
fn rule_8_two_rates_are_two_lines() {
    let two = "price = 1\nmonthly_fee = 10\n[[version.tax]]\nname = \"VAT\"\npercent = 5\non = [\"energy\"]\n[[version.tax]]\nname = \"VAT\"\npercent = 20\non = [\"fees\"]";
    Case::new("Asia/Shanghai", "2026-10", tariff(two)).used("2026-10-10 00:00", "2026-10-12 00:00", 3_000).check(&[
        "energy: 3000 Wh = 300",
        "monthly_fee: 31/31 d = 1000",
        "tax name=VAT 5 %: on 300 = 15",
        "tax name=VAT 20 %: on 1000 = 200",
    ]);
}

#[test]
fn rule_16_a_gap_is_shared_over_bands_by_time_and_marked() {
    let mut case =
        Case::new("Asia/Shanghai", "2026-10", tariff(TWO_BANDS)).used("2026-10-01 07:00", "2026-10-03 07:00", 4_801);
    case.usage[0].estimated = true;
    // 1 + 10 + 9 hours of the night and 28 of the day, and the odd watt-hour to the last part, a night.
    case.check(&["energy band=peak: 2800 Wh = 168", "energy band=valley: 2001 Wh = 60"]);
    let lines = case.charges().lines;
    assert!(lines.iter().all(|line| line.estimated == line.quantity.energy()));
}

#[test]
fn rule_16_days_of_23_and_25_hours_have_the_bands_of_their_clock() {
    let hours = |month: &'static str, zone: &'static str, clock: &str, from: &str, to: &str| {
        let bands = format!("clock = \"{clock}\"\n{TWO_BANDS}")
            .replace("08:00-22:00 peak, 22:00-08:00", "02:30-22:00 peak, 22:00-02:30");
        let case = Case::new(zone, month, tariff(&bands));
        let hours = (at(zone, to) - at(zone, from)).num_minutes();
        let lines = case.used(from, to, hours).charges().lines;
        lines.iter().map(|line| line.quantity.energy().wh()).collect::<Vec<_>>()
    };
    // Minutes of peak and valley. In the spring the clock goes from 01:00 to 02:00 in London: an hour of the night less.
    let (spring, autumn) = (("2026-03-29 00:00", "2026-03-30 00:00"), ("2026-10-25 00:00", "2026-10-26 00:00"));
    assert_eq!(hours("2026-03", "Europe/London", "wall", spring.0, spring.1), [1_170, 210]);
    assert_eq!(hours("2026-10", "Europe/London", "wall", autumn.0, autumn.1), [1_170, 330]);
    // By standard time the day has 24 hours, cut out of the wall clock's day of 23 and 25.
    assert_eq!(hours("2026-03", "Europe/London", "standard", spring.0, spring.1), [1_170, 210]);
    assert_eq!(hours("2026-10", "Europe/London", "standard", autumn.0, autumn.1), [1_170, 330]);
    let summer = ("2026-07-01 00:00", "2026-07-02 00:00");
    assert_eq!(hours("2026-07", "Europe/London", "standard", summer.0, summer.1), [1_170, 270]);
    // The clock goes from 02:00 to 03:00 in New York, past the edge at 02:30, and from 02:00 to 01:00 before it.
    let (spring, autumn) = (("2026-03-08 00:00", "2026-03-09 00:00"), ("2026-11-01 00:00", "2026-11-02 00:00"));
    assert_eq!(hours("2026-03", "America/New_York", "wall", spring.0, spring.1), [1_140, 240]);
    assert_eq!(hours("2026-11", "America/New_York", "wall", autumn.0, autumn.1), [1_170, 330]);
    // Half an hour, and a zone of half hours.
    assert_eq!(hours("2026-10", "Australia/Lord_Howe", "wall", "2026-10-04 00:00", "2026-10-05 00:00"), [1_170, 240]);
    assert_eq!(hours("2026-04", "Australia/Lord_Howe", "wall", "2026-04-05 00:00", "2026-04-06 00:00"), [1_170, 300]);
    assert_eq!(hours("2026-10", "Asia/Kolkata", "wall", "2026-10-04 00:00", "2026-10-05 00:00"), [1_170, 270]);
}

#[test]
fn rule_16_a_band_that_follows_standard_time_is_an_hour_later_in_summer() {
    let night = "clock = \"standard\"\n[[version.band]]\nname = \"day\"\nprice = 0.3\n[[version.band]]\nname = \"night\"\nprice = 0.1\n[[version.hours]]\nbands = \"07:30-00:30 day, 00:30-07:30 night\"";
    let case = Case::new("Europe/London", "2026-07", tariff(night));
    case.clone().used("2026-07-10 00:30", "2026-07-10 01:30", 1_000).check(&["energy band=day: 1000 Wh = 30"]);
    case.clone().used("2026-07-10 01:30", "2026-07-10 08:30", 1_000).check(&["energy band=night: 1000 Wh = 10"]);
    let winter = Case { month: "2026-01", ..case };
    winter.used("2026-01-10 00:30", "2026-01-10 07:30", 1_000).check(&["energy band=night: 1000 Wh = 10"]);
}

#[test]
fn bands_know_weekends_holidays_and_seasons() {
    let rows = "[[version.band]]\nname = \"a\"\nprice = 0.1\n[[version.band]]\nname = \"b\"\nprice = 0.2\n[[version.band]]\nname = \"c\"\nprice = 0.3\n[[version.season]]\nname = \"golden\"\nfrom = \"10-05\"\nto = \"10-06\"\n[[version.hours]]\ndays = [\"workday\"]\nbands = \"00:00-24:00 a\"\n[[version.hours]]\ndays = [\"weekend\", \"holiday\"]\nbands = \"00:00-24:00 b\"\n[[version.hours]]\nseason = \"golden\"\nbands = \"00:00-24:00 c\"";
    let mut case = Case::new("Asia/Shanghai", "2026-10", tariff(rows));
    case.calendar = DayCalendar::parse(include_str!("../../../assets/calendars/cn.toml")).unwrap();
    // Holidays to the 7th, two of them in the season; the 10th is a Saturday that is worked, the 11th a Sunday.
    for date in 1..=12 {
        let (from, to) = (format!("2026-10-{date:02} 00:00"), format!("2026-10-{:02} 00:00", date + 1));
        case = case.used(&from, &to, 1 << date);
    }
    let of = |dates: &[i64]| dates.iter().map(|date| 1_i64 << date).sum::<i64>();
    let told: Vec<i64> = case.charges().lines.iter().map(|line| line.quantity.energy().wh()).collect();
    assert_eq!(told, [of(&[8, 9, 10, 12]), of(&[1, 2, 3, 4, 7, 11]), of(&[5, 6])]);
}

#[test]
fn another_price_holds_from_the_instant_at_which_a_level_was_passed() {
    let more = Surcharge {
        name: "Above 100 kWh".into(),
        from: at("Asia/Shanghai", "2026-10-11 06:00"),
        until: Some(at("Asia/Shanghai", "2026-10-11 18:00")),
        per_kwh: Price::parse("0.5").unwrap(),
    };
    let case = Case::new("Asia/Shanghai", "2026-10", tariff("price = 1"));
    Case { surcharges: vec![more], ..case }
        .used("2026-10-11 00:00", "2026-10-12 00:00", 2_400)
        .check(&["energy: 2400 Wh = 240", "quota_surcharge name=Above 100 kWh: 1200 Wh = 60"]);
}

#[test]
fn energy_below_zero_leaves_the_tiers_that_it_had_filled() {
    let case = Case::new("Asia/Shanghai", "2026-10", tariff(&format!("price = 1\n{THREE_TIERS}"))).used(
        "2026-10-01 00:00",
        "2026-10-02 00:00",
        160_000,
    );
    let carried = case
        .clone()
        .used("2026-10-02 00:00", "2026-10-03 00:00", -20_000)
        .check(&["energy tier=1: 100000 Wh = 10000", "energy tier=2: 40000 Wh = 4200"]);
    assert_eq!(carried.to_string(), "tier=2026-01-01/140000");
    let whole = case.used("2026-10-02 00:00", "2026-10-03 00:00", -160_000);
    assert_eq!(whole.check(&[]).to_string(), "tier=2026-01-01/0");
}

/// Two readings of one instant, such as the last of a meter and the first of the next with energy between them.
#[test]
fn energy_without_a_length_of_time_belongs_to_its_instant() {
    let mut case = Case::new("Asia/Shanghai", "2026-10", tariff(TWO_BANDS));
    for (local, wh) in
        [("2026-10-01 00:00", 1), ("2026-10-01 08:00", 10), ("2026-10-01 22:00", 100), ("2026-11-01 00:00", 1_000)]
    {
        let instant = at(case.zone, local);
        let period = Period { from: instant, to: instant };
        case.usage.push(Usage { period, energy: Energy::from_wh(wh), estimated: false });
    }
    case.check(&["energy band=peak: 10 Wh = 1", "energy band=valley: 101 Wh = 3"]);
}

#[test]
fn a_fee_of_zero_is_printed_and_no_fee_is_not() {
    let case = Case::new("Asia/Shanghai", "2026-10", tariff("price = 0\ndaily_fee = 0\nmonthly_fee = 0"));
    case.used("2026-10-01 00:00", "2026-10-02 00:00", 5).check(&[
        "energy: 5 Wh = 0",
        "daily_fee: 31/31 d = 0",
        "monthly_fee: 31/31 d = 0",
    ]);
}
