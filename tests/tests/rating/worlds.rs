//! Small random worlds: price lists, tenancies and usages in which every rule of rating has something to do.

use std::fmt::Write as _;
use std::sync::Arc;

use billing::{
    Allowance, Carried, Conditions, Cycle, Each, Facts, PartCycle, Share, Surcharge, Tariff, TaxDue, Tenancy, Usage,
};
use chrono::{Days, Duration, NaiveDate, Timelike};
use proptest::prelude::*;
use units::{AllowanceId, Currency, DayCalendar, Energy, Money, Month, Period, Price, Timestamp, Zone};

/// Random numbers to draw from; when they run out, zeroes, so that a failing world shrinks to a plain one.
#[derive(Debug, Clone)]
pub struct Tape {
    numbers: Vec<u16>,
    at: usize,
}

impl Tape {
    /// Below `n`.
    pub fn draw(&mut self, n: u32) -> u32 {
        let number = self.numbers.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        u32::from(number) % n
    }

    fn long(&mut self, n: i64) -> i64 {
        (i64::from(self.draw(1 << 16)) << 16 | i64::from(self.draw(1 << 16))) % n
    }

    fn once_in(&mut self, n: u32) -> bool {
        self.draw(n) == 1
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        let at = usize::try_from(self.draw(u32::try_from(from.len()).unwrap())).unwrap();
        from[at].clone()
    }
}

pub fn tape() -> impl Strategy<Value = Tape> {
    prop::collection::vec(any::<u16>(), 100..900).prop_map(|numbers| Tape { numbers, at: 0 })
}

#[derive(Debug, Clone)]
pub struct World {
    pub zone: Zone,
    /// The first of the months looked at.
    pub month: Month,
    pub tenancy: Tenancy,
    pub calendar: DayCalendar,
    pub text: String,
    pub tariff: Tariff,
    pub occupants: Vec<(NaiveDate, u32)>,
    pub allowances: Vec<Allowance>,
    pub surcharges: Vec<Surcharge>,
    pub shares: Vec<Share>,
    /// In time order.
    pub usage: Vec<Usage>,
    pub tax_due: TaxDue,
}

const ZONES: [&str; 8] = [
    "Asia/Shanghai",
    "Europe/London",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "America/New_York",
    "America/Havana",
    "Africa/Cairo",
];

impl World {
    pub fn draw(tape: &mut Tape) -> Self {
        let zone = Zone::parse(tape.pick(&ZONES)).unwrap();
        let month: Month = tape.pick(&["2026-10", "2026-03", "2028-02", "2026-04", "2026-12"]).parse().unwrap();
        let first = month.first();
        let text = price_list(tape, first);
        let tariff = Tariff::parse(&text).unwrap_or_else(|error| panic!("{text}\n{error}"));
        let tenancy = tenancy(tape, zone, first);
        Self {
            zone,
            month,
            tenancy,
            calendar: calendar(tape, first),
            tariff,
            occupants: occupants(tape, first),
            allowances: (0..tape.draw(3)).map(|id| allowance(tape, id, first)).collect(),
            surcharges: (0..tape.draw(2)).map(|_| surcharge(tape, zone, first)).collect(),
            shares: (0..tape.draw(2)).map(|_| share(tape, first)).collect(),
            usage: usages(tape, zone, first),
            tax_due: if tape.once_in(8) { TaxDue::AtTopUp } else { TaxDue::AtUse },
            text,
        }
    }

    pub fn facts<'a>(&'a self, month: Month, carried: &'a Carried, usage: &'a [Usage], as_of: Timestamp) -> Facts<'a> {
        let plain = Conditions::plain(month, self.tenancy, self.zone, &self.tariff);
        let conditions = Conditions {
            currency: Currency::CNY,
            calendar: &self.calendar,
            occupants: &self.occupants,
            allowances: &self.allowances,
            surcharges: &self.surcharges,
            carried,
            tax_due: self.tax_due,
            ..plain
        };
        Facts { shares: &self.shares, ..conditions.facts(usage, as_of) }
    }

    /// An instant within the world's first two months.
    pub fn instant(&self, tape: &mut Tape) -> Timestamp {
        self.zone.start_of(self.month.first()) + Duration::minutes(tape.long(62 * 1440))
    }
}

fn around(tape: &mut Tape, first: NaiveDate) -> NaiveDate {
    // From ten days before to two months after.
    first - Days::new(10) + Days::new(u64::from(tape.draw(70)))
}

fn tenancy(tape: &mut Tape, zone: Zone, first: NaiveDate) -> Tenancy {
    let start = zone.start_of(first) + Duration::minutes(tape.pick(&[-60_000, -1_440, 0, 1_000, 12_345, 43_000]));
    let from = start + Duration::seconds(i64::from(tape.draw(3) * 1_811));
    let lasts = Duration::seconds(tape.long(70 * 86_400) + 1);
    Tenancy { from, to: tape.once_in(3).then_some(from + lasts) }
}

fn calendar(tape: &mut Tape, first: NaiveDate) -> DayCalendar {
    let mut calendar = DayCalendar::default();
    for _ in 0..tape.draw(6) {
        calendar.holidays.insert(around(tape, first), "Holiday".to_owned());
    }
    for _ in 0..tape.draw(3) {
        let date = around(tape, first);
        if !calendar.holidays.contains_key(&date) {
            calendar.workdays.insert(date);
        }
    }
    calendar
}

fn occupants(tape: &mut Tape, first: NaiveDate) -> Vec<(NaiveDate, u32)> {
    let mut all = std::collections::BTreeMap::new();
    for _ in 0..tape.draw(4) {
        all.insert(around(tape, first), tape.draw(7));
    }
    all.into_iter().collect()
}

fn cycle(tape: &mut Tape) -> Cycle {
    tape.pick(&[Cycle::Month, Cycle::Year { starts: 1 }, Cycle::Year { starts: 4 }, Cycle::Term])
}

fn part_cycle(tape: &mut Tape) -> PartCycle {
    tape.pick(&[PartCycle::Whole, PartCycle::ByDays])
}

fn allowance(tape: &mut Tape, id: u32, first: NaiveDate) -> Allowance {
    let from = if tape.once_in(3) { around(tape, first) } else { first - Days::new(300) };
    let until = tape.once_in(3).then(|| around(tape, first).max(from + Days::new(1)));
    Allowance {
        // Not in the order of the list, and all of different names.
        id: AllowanceId(i64::from(9 - id)),
        name: format!("Grant {id}").into(),
        per: cycle(tape),
        grant: Energy::from_wh(i64::from(tape.draw(300))),
        each: tape.pick(&[Each::Room, Each::Occupant]),
        part_cycle: part_cycle(tape),
        band: tape.once_in(3).then(|| Arc::from("peak")),
        counts_for_tiers: !tape.once_in(3),
        carry_over: tape.once_in(2).then(|| Energy::from_wh(i64::from(tape.draw(200)))),
        from,
        until,
    }
}

fn surcharge(tape: &mut Tape, zone: Zone, first: NaiveDate) -> Surcharge {
    let from = zone.start_of(first) + Duration::seconds(tape.long(40 * 86_400));
    let until = tape.once_in(2).then(|| from + Duration::seconds(tape.long(20 * 86_400) + 1));
    Surcharge { name: "Above quota".into(), from, until, per_kwh: Price::new(tape.long(9_000_000)).unwrap() }
}

fn share(tape: &mut Tape, first: NaiveDate) -> Share {
    Share {
        pool: "Corridor".into(),
        version: around(tape, first),
        amount: Money::from_minor(i64::from(tape.draw(900)) - 100),
        provisional: tape.once_in(2),
        basis: String::new(),
        energy: Energy::from_wh(i64::from(tape.draw(9_000))),
    }
}

/// Consecutive usages, some apart, over two months and a bit.
fn usages(tape: &mut Tape, zone: Zone, first: NaiveDate) -> Vec<Usage> {
    let mut at = zone.start_of(first) - Duration::hours(i64::from(tape.draw(60)));
    let end = zone.start_of(first + Days::new(66));
    let mut all = Vec::new();
    while at < end && all.len() < 80 {
        if tape.once_in(4) {
            at += Duration::minutes(i64::from(tape.draw(3_000)));
        }
        let lasts = match tape.draw(5) {
            0 => Duration::days(1 + i64::from(tape.draw(9))),
            1 => Duration::minutes(15),
            2 => Duration::milliseconds(1 + tape.long(100_000_000)),
            3 => Duration::hours(1 + i64::from(tape.draw(60))),
            _ => Duration::minutes(1 + i64::from(tape.draw(2_000))),
        };
        let wh = i64::from(if tape.once_in(2) { tape.draw(400) } else { tape.draw(20) });
        let period = Period { from: at, to: at + lasts };
        all.push(Usage { period, energy: Energy::from_wh(wh), estimated: tape.once_in(5) });
        at += lasts;
    }
    all
}

fn price_list(tape: &mut Tape, first: NaiveDate) -> String {
    let mut text = "name = \"t\"\ncurrency = \"CNY\"\n".to_owned();
    let mut starts = std::collections::BTreeSet::new();
    starts.insert(if tape.once_in(12) { around(tape, first) } else { first - Days::new(400) });
    for _ in 0..tape.draw(3) {
        starts.insert(around(tape, first));
    }
    let starts: Vec<NaiveDate> = starts.into_iter().collect();
    for (i, start) in starts.iter().enumerate() {
        version(tape, &mut text, *start, starts.get(i + 1).copied());
    }
    text
}

fn version(tape: &mut Tape, text: &mut String, from: NaiveDate, next: Option<NaiveDate>) {
    writeln!(text, "[[version]]\nfrom = {from}").unwrap();
    if tape.once_in(20) {
        let until = next.unwrap_or(from + Days::new(430));
        let until = until - Days::new(u64::from(tape.draw(5)));
        if until > from {
            writeln!(text, "until = {until}").unwrap();
        }
    }
    if tape.once_in(3) {
        writeln!(text, "daily_fee = 0.{:04}", tape.draw(9_000)).unwrap();
    }
    for (key, most) in [("monthly_fee", 4_000), ("minimum", 60_000)] {
        if tape.once_in(3) {
            writeln!(text, "{key} = {}", cents(tape.draw(most))).unwrap();
        }
    }
    let bands = if tape.once_in(4) { 0 } else { 1 + tape.draw(4) };
    if bands == 0 {
        writeln!(text, "price = {}", price(tape)).unwrap();
    } else {
        if tape.once_in(3) {
            writeln!(text, "clock = \"standard\"").unwrap();
        }
        band_tables(tape, text, bands);
    }
    if !tape.once_in(3) {
        tier_tables(tape, text, bands);
    }
    for tax in 0..tape.draw(3) {
        let percent = tape.pick(&["5", "13", "6.25", "0.1"]);
        let name = ["VAT", "Levy"][usize::try_from(tax).unwrap()];
        let included = tape.once_in(2);
        let on = tape.pick(&["", "on = [\"energy\"]\n", "on = [\"fees\", \"common\"]\n"]);
        write!(text, "[[version.tax]]\nname = \"{name}\"\npercent = {percent}\nincluded = {included}\n{on}").unwrap();
    }
}

const NAMES: [&str; 4] = ["peak", "valley", "flat", "critical peak"];

fn band_tables(tape: &mut Tape, text: &mut String, bands: u32) {
    let names = &NAMES[..usize::try_from(bands).unwrap()];
    for name in names {
        writeln!(text, "[[version.band]]\nname = \"{name}\"\nprice = {}", price(tape)).unwrap();
    }
    let mut seasons = vec![None];
    match tape.draw(4) {
        1 => {
            // It ends one to eleven months later, so that there is a rest of the year.
            let (from, lasts) = (tape.draw(12), 1 + tape.draw(11));
            let (from, to) = (month_day(tape, from), month_day(tape, (from + lasts) % 12));
            writeln!(text, "[[version.season]]\nname = \"one\"\nfrom = \"{from}\"\nto = \"{to}\"").unwrap();
            seasons.push(Some("one"));
        }
        2 => {
            for (name, from, to) in [("a", "03-15", "10-13"), ("b", "10-14", "03-14")] {
                writeln!(text, "[[version.season]]\nname = \"{name}\"\nfrom = \"{from}\"\nto = \"{to}\"").unwrap();
            }
            seasons = vec![Some("a"), Some("b")];
        }
        _ => {}
    }
    for season in seasons {
        let rows = tape.pick(&[
            &["\"workday\", \"weekend\", \"holiday\""][..],
            &["\"workday\"", "\"weekend\", \"holiday\""],
            &["\"workday\"", "\"weekend\"", "\"holiday\""],
        ]);
        for days in rows {
            let hours = hours(tape, names);
            writeln!(text, "[[version.hours]]\ndays = [{days}]\nbands = \"{hours}\"").unwrap();
            if let Some(season) = season {
                writeln!(text, "season = \"{season}\"").unwrap();
            }
        }
    }
}

/// Windows from edge to edge round the clock, the last over midnight.
fn hours(tape: &mut Tape, names: &[&str]) -> String {
    let mut edges = std::collections::BTreeSet::new();
    for _ in 0..=tape.draw(5) {
        edges.insert(tape.draw(96));
    }
    let edges: Vec<u32> = edges.into_iter().collect();
    let clock = |quarter: u32| format!("{:02}:{:02}", quarter / 4, quarter % 4 * 15);
    let windows = edges.iter().enumerate().map(|(i, from)| {
        let to = edges.get(i + 1).unwrap_or(&edges[0]);
        format!("{}-{} {}", clock(*from), clock(*to), tape.pick(names))
    });
    windows.collect::<Vec<_>>().join(", ")
}

fn tier_tables(tape: &mut Tape, text: &mut String, bands: u32) {
    let per = tape.pick(&["\"month\"", "\"year\"", "\"year\"\nyear_starts = \"04\"", "\"year\"\nyear_starts = 11"]);
    let part = tape.pick(&["whole", "by_days"]);
    let beyond = tape.draw(4);
    writeln!(text, "[version.tiers]\nper = {per}\npart_cycle = \"{part}\"\nbeyond_occupants = {beyond}").unwrap();
    let tiers = 1 + tape.draw(4);
    let (mut end, mut more) = (0, 0);
    for tier in 0..tiers {
        writeln!(text, "[[version.tier]]").unwrap();
        if tier + 1 < tiers {
            end += 1 + tape.draw(900);
            writeln!(text, "up_to_kwh = {}.{:03}", end / 1_000, end % 1_000).unwrap();
            if tape.once_in(2) || more > 0 {
                more += tape.draw(120);
                writeln!(text, "per_occupant_kwh = 0.{more:03}").unwrap();
            }
        }
        match tape.draw(4) {
            1 => writeln!(text, "price = {}", price(tape)).unwrap(),
            2 => writeln!(text, "surcharge = {}", price(tape)).unwrap(),
            3 if bands > 0 => {
                let names = &NAMES[..usize::try_from(bands).unwrap()];
                let prices = names.iter().map(|name| format!("\"{name}\" = {}", price(tape)));
                let prices = prices.collect::<Vec<_>>().join(", ");
                writeln!(text, "prices = {{ {prices} }}").unwrap();
            }
            _ => {}
        }
    }
}

/// Dear, so that every watt-hour matters.
fn price(tape: &mut Tape) -> String {
    format!("{}.{:04}", tape.draw(40), tape.draw(10_000))
}

fn cents(minor: u32) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

fn month_day(tape: &mut Tape, month: u32) -> String {
    format!("{:02}-{:02}", 1 + month, 1 + tape.draw(28))
}

/// The same usage in quarter hours, for the fast road: `(start, Wh)`.
pub fn grid(tape: &mut Tape, world: &World) -> (Timestamp, Vec<u32>) {
    let start = world.zone.start_of(world.month.first()) - Duration::hours(30);
    // On the grid of quarter hours, or off it.
    let off = tape.pick(&[0, 0, 1, 420]);
    let start = start - Duration::seconds(i64::from(start.minute() % 15) * 60) + Duration::seconds(off);
    let length = usize::try_from(tape.draw(96 * 40)).unwrap();
    (start, (0..length).map(|_| tape.draw(6)).collect())
}
