//! What a month costs, worked out watt-hour by watt-hour from the definitions in the rules: slow, plain, and sharing
//! nothing with the code under test but the types that go in and come out.
//!
//! A usage of E Wh over a time of L milliseconds has used floor(E × t ÷ L) of them after t. So its k-th watt-hour is
//! used within the millisecond that ends ceil(k × L ÷ E) after its start; what holds in that millisecond, prices it.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use billing::{
    Allowance, Carried, ChargeKind, Clock, Cycle, Each, EnergyPrice, Facts, Held, PartCycle, Rate, Tax, TaxDue, Taxed,
    TierCycle, TierPrice, Version,
};
use chrono::{DateTime, Datelike, Days, Duration, Months, NaiveDate, Timelike, Utc};
use units::{Energy, Price, Zone};

/// `(kind, version, detail)`.
pub type Key = (ChargeKind, NaiveDate, String);

/// A line as far as it can be told from the definitions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub wh: i64,
    pub amount: i64,
    pub within: i64,
    pub estimated: i64,
    pub provisional: bool,
    /// The price of a kWh.
    pub price: Option<Price>,
}

impl Line {
    /// A line of nothing may be left out, or be printed.
    fn says_something(&self) -> bool {
        self.wh != 0 || self.amount != 0 || self.within != 0
    }
}

pub type Lines = BTreeMap<Key, Line>;

/// Standard time ahead of UTC, in minutes, as the zones' laws say.
const STANDARD: [(&str, i64); 8] = [
    ("Europe/London", 0),
    ("Europe/Dublin", 0),
    ("Asia/Shanghai", 480),
    ("Asia/Kolkata", 330),
    ("Australia/Lord_Howe", 630),
    ("America/New_York", -300),
    ("America/Havana", -300),
    ("Africa/Cairo", 120),
];

type Instant = DateTime<Utc>;

/// Nearest whole number, halves away from zero.
pub fn nearest(numerator: i128, denominator: i128) -> i64 {
    let magnitude = (2 * numerator.abs() + denominator) / (2 * denominator);
    i64::try_from(if numerator < 0 { -magnitude } else { magnitude }).unwrap()
}

pub fn charges(facts: &Facts<'_>) -> Result<(Lines, Carried), Held> {
    let mut month = Month::new(facts);
    let mut usages: Vec<_> = facts.usage.iter().collect();
    usages.sort_by_key(|usage| usage.period.from);
    for usage in usages {
        let length = i128::from((usage.period.to - usage.period.from).num_milliseconds());
        let wh = i128::from(usage.energy.wh());
        for k in 1..=wh {
            let ends = i64::try_from((k * length + wh - 1) / wh).unwrap();
            let at = usage.period.from + Duration::milliseconds(ends - 1);
            month.watt_hour(at, usage.estimated);
        }
    }
    month.finish()
}

struct Month<'a> {
    facts: &'a Facts<'a>,
    /// First instant and end of month ∩ tenancy.
    from: Instant,
    to: Instant,
    lines: Lines,
    counters: HashMap<(TierCycle, NaiveDate), i64>,
    /// Used so far, by the place of the allowance among those in force.
    used: Vec<i64>,
    brought: Vec<i64>,
    allowances: Vec<&'a Allowance>,
    /// Days without a tariff on which energy was used.
    uncovered: Vec<NaiveDate>,
    thresholds: HashMap<(NaiveDate, NaiveDate), Vec<i64>>,
}

thread_local! {
    static STARTS: RefCell<HashMap<(&'static str, NaiveDate), Instant>> = RefCell::default();
}

/// The first instant of a date: searched from long before it, a quarter of an hour at a time.
fn start_of(zone: Zone, date: NaiveDate) -> Instant {
    STARTS.with_borrow_mut(|known| {
        *known.entry((zone.name(), date)).or_insert_with(|| {
            let mut at = date.and_hms_opt(0, 0, 0).unwrap().and_utc() - Duration::hours(15);
            while zone.local(at).date_naive() < date {
                at += Duration::minutes(15);
            }
            at
        })
    })
}

impl<'a> Month<'a> {
    fn new(facts: &'a Facts<'a>) -> Self {
        let first = facts.month.first();
        let next = first + Months::new(1);
        let from = start_of(facts.zone, first).max(facts.tenancy.from);
        let end = start_of(facts.zone, next);
        let to = facts.tenancy.to.map_or(end, |to| to.min(end));
        let mut allowances: Vec<&Allowance> = facts.allowances.iter().collect();
        allowances.sort_by_key(|allowance| allowance.id.0);
        allowances.retain(|allowance| {
            from < to
                && start_of(facts.zone, allowance.from) < to
                && allowance.until.is_none_or(|until| start_of(facts.zone, until) > from)
        });
        let mut month = Self {
            facts,
            from,
            to,
            lines: Lines::new(),
            counters: facts
                .carried
                .tier
                .iter()
                .map(|counter| ((counter.per, counter.cycle), counter.used.wh()))
                .collect(),
            used: Vec::new(),
            brought: Vec::new(),
            allowances,
            uncovered: Vec::new(),
            thresholds: HashMap::new(),
        };
        for allowance in month.allowances.clone() {
            let (cycle, _) = month.allowance_cycle(allowance);
            let carried = facts.carried.allowances.iter().find(|(id, _)| *id == allowance.id).map(|(_, c)| *c);
            let (used, brought) = match carried {
                Some(counter) if counter.cycle == cycle => (counter.used.wh(), counter.brought.wh()),
                Some(counter) if following(allowance.per, counter.cycle) == Some(cycle) => {
                    (0, counter.left.wh().min(allowance.carry_over.map_or(0, |most| most.wh())))
                }
                _ => (0, 0),
            };
            month.used.push(used);
            month.brought.push(brought);
        }
        month
    }

    fn date(&self, at: Instant) -> NaiveDate {
        self.facts.zone.local(at).date_naive()
    }

    fn version(&self, date: NaiveDate) -> Option<&'a Version> {
        let latest =
            self.facts.tariff.versions().iter().filter(|version| version.from <= date).max_by_key(|v| v.from)?;
        latest.until.is_none_or(|until| date < until).then_some(latest)
    }

    /// One watt-hour, used within the millisecond that begins at `at`.
    fn watt_hour(&mut self, at: Instant, estimated: bool) {
        if at < self.from || at >= self.to {
            return;
        }
        let date = self.date(at);
        let Some(version) = self.version(date) else {
            self.uncovered.push(date);
            return;
        };
        let band = self.band(version, at);
        let tiers = version.terms.tiers.as_ref();
        let cycle = tiers.map(|tiers| (tiers.per, tier_cycle(tiers.per, date).0));
        let count = cycle.map_or(0, |cycle| self.counters.get(&cycle).copied().unwrap_or(0));
        let tier = match tiers {
            None => 0,
            Some(_) => self.thresholds(version, date).iter().filter(|end| **end <= count).count(),
        };
        let price = price(version, band, tier);
        let name = band_name(version, band);
        let mut detail: Vec<String> = name.iter().map(|name| format!("band={name}")).collect();
        if tiers.is_some() {
            detail.push(format!("tier={}", tier + 1));
        }
        self.put(ChargeKind::Energy, version.from, detail.join(";"), 1, estimated, price);
        let granting = (0..self.allowances.len()).find(|i| {
            let allowance = self.allowances[*i];
            allowance.from <= date
                && allowance.until.is_none_or(|until| date < until)
                && allowance.band.as_deref().is_none_or(|only| Some(only) == name.as_deref())
                && self.used[*i] < self.grant(allowance, date) + self.brought[*i]
        });
        if let Some(i) = granting {
            self.used[i] += 1;
            detail.push(format!("name={}", self.allowances[i].name));
            self.put(ChargeKind::Allowance, version.from, detail.join(";"), -1, false, price);
        }
        if let Some(cycle) = cycle
            && granting.is_none_or(|i| self.allowances[i].counts_for_tiers)
        {
            *self.counters.entry(cycle).or_default() += 1;
        }
        for surcharge in self.facts.surcharges {
            if surcharge.from <= at && surcharge.until.is_none_or(|until| at < until) {
                let detail = format!("name={}", surcharge.name);
                self.put(ChargeKind::QuotaSurcharge, version.from, detail, 1, estimated, surcharge.per_kwh);
            }
        }
    }

    fn put(&mut self, kind: ChargeKind, version: NaiveDate, detail: String, wh: i64, estimated: bool, price: Price) {
        let nothing = Line { wh: 0, amount: 0, within: 0, estimated: 0, provisional: false, price: Some(price) };
        let line = self.lines.entry((kind, version, detail)).or_insert(nothing);
        line.wh += wh;
        line.estimated += if estimated { wh } else { 0 };
    }

    /// The band of what the tariff's clock shows.
    fn band(&self, version: &Version, at: Instant) -> usize {
        let EnergyPrice::Banded(bands) = &version.terms.energy else { return 0 };
        let shown = match bands.clock {
            Clock::Wall => self.facts.zone.local(at).naive_local(),
            Clock::Standard => {
                let name = self.facts.zone.name();
                let (_, minutes) = STANDARD.iter().find(|(zone, _)| *zone == name).unwrap();
                at.naive_utc() + Duration::minutes(*minutes)
            }
        };
        let day = format!("{:02}-{:02}", shown.month(), shown.day());
        let season = bands.seasons.iter().position(|season| {
            // As texts of equal length, days of the year are in their order.
            let (from, to) = (season.from.to_string(), season.to.to_string());
            if from <= to { from <= day && day <= to } else { from <= day || day <= to }
        });
        let kind = self.facts.calendar.day_type(shown.date());
        let rows: Vec<_> = bands.hours.iter().filter(|row| row.season == season && row.days.contains(&kind)).collect();
        assert_eq!(rows.len(), 1, "one row holds on each day");
        let minute = shown.hour() * 60 + shown.minute();
        let here =
            rows[0].stretches.iter().filter(|s| u32::from(s.from) * 15 <= minute && minute < u32::from(s.to) * 15);
        let here: Vec<_> = here.collect();
        assert_eq!(here.len(), 1, "one band holds at each time");
        here[0].band
    }

    fn thresholds(&mut self, version: &Version, date: NaiveDate) -> Vec<i64> {
        if let Some(known) = self.thresholds.get(&(version.from, date)) {
            return known.clone();
        }
        let tiers = version.terms.tiers.as_ref().unwrap();
        let (first, end) = tier_cycle(tiers.per, date);
        let mut ends = Vec::new();
        for tier in &tiers.tiers {
            let Some(up_to) = tier.up_to else { continue };
            let portion = |occupants: u32| {
                let beyond = i64::from(occupants) - i64::from(tiers.beyond_occupants);
                up_to.wh() + tier.per_occupant.wh() * beyond.max(0)
            };
            ends.push(self.portion((first, end), (first, end), tiers.part_cycle, date, portion));
        }
        self.thresholds.insert((version.from, date), ends.clone());
        ends
    }

    /// The mean over the days of the cycle: those before today as lived, the others as today.
    fn portion(
        &self,
        (first, end): (NaiveDate, NaiveDate),
        granted: (NaiveDate, NaiveDate),
        part: PartCycle,
        today: NaiveDate,
        of: impl Fn(u32) -> i64,
    ) -> i64 {
        let moved_in = self.date(self.facts.tenancy.from);
        let moved_out = self.facts.tenancy.to.map(|to| self.date(to).max(moved_in + Days::new(1)));
        let (mut sum, mut days) = (0_i128, 0_i128);
        for date in first.iter_days().take_while(|date| *date < end) {
            days += 1;
            let lived = moved_in <= date && moved_out.is_none_or(|out| date < out);
            let counts = part == PartCycle::Whole || (lived && granted.0 <= date && date < granted.1);
            if counts {
                sum += i128::from(of(self.occupants(date.min(today))));
            }
        }
        nearest(sum, days)
    }

    fn occupants(&self, date: NaiveDate) -> u32 {
        let known = self.facts.occupants.iter().filter(|(from, _)| *from <= date).max_by_key(|(from, _)| *from);
        known.or_else(|| self.facts.occupants.iter().min_by_key(|(from, _)| *from)).map_or(0, |(_, number)| *number)
    }

    fn allowance_cycle(&self, allowance: &Allowance) -> (NaiveDate, Option<NaiveDate>) {
        match allowance.per {
            Cycle::Month => bounded(tier_cycle(TierCycle::Month, self.facts.month.first())),
            Cycle::Year { starts } => bounded(tier_cycle(TierCycle::Year { starts }, self.facts.month.first())),
            Cycle::Term => (allowance.from, allowance.until),
        }
    }

    fn grant(&self, allowance: &Allowance, today: NaiveDate) -> i64 {
        let of = |occupants: u32| match allowance.each {
            Each::Room => allowance.grant.wh(),
            Each::Occupant => allowance.grant.wh() * i64::from(occupants),
        };
        match self.allowance_cycle(allowance) {
            (first, Some(end)) => {
                let granted = (allowance.from, allowance.until.unwrap_or(NaiveDate::MAX));
                self.portion((first, end), granted, allowance.part_cycle, today, of)
            }
            // A term without an end has no part.
            (_, None) => of(self.occupants(today)),
        }
    }

    fn finish(mut self) -> Result<(Lines, Carried), Held> {
        self.hold()?;
        let carried = self.carried();
        let digits = self.facts.currency.minor_per_unit();
        for line in self.lines.values_mut() {
            let price = line.price.unwrap().micro_per_kwh();
            line.amount = nearest(i128::from(price) * i128::from(line.wh) * i128::from(digits), 1_000_000_000);
        }
        let dates: Vec<NaiveDate> = self.facts.month.dates().iter().collect();
        let touched = |date: &NaiveDate| {
            start_of(self.facts.zone, *date) < self.to && start_of(self.facts.zone, *date + Days::new(1)) > self.from
        };
        let mut versions: Vec<&Version> = Vec::new();
        for date in dates.iter().filter(|date| touched(date)) {
            if let Some(version) = self.version(*date)
                && versions.iter().all(|known| known.from != version.from)
            {
                versions.push(version);
            }
        }
        for version in &versions {
            self.fees(version, &dates);
        }
        for share in self.facts.shares {
            let key = (ChargeKind::Common, share.version, format!("name={}", share.pool));
            self.money(key, share.amount.minor(), 0, share.provisional);
        }
        self.taxes(&versions);
        self.lines.retain(|_, line| line.says_something());
        Ok((self.lines, carried))
    }

    fn hold(&self) -> Result<(), Held> {
        let mut stretch: Option<(NaiveDate, bool)> = None;
        for date in self.facts.month.dates().iter() {
            let (first, last) = (start_of(self.facts.zone, date), start_of(self.facts.zone, date + Days::new(1)));
            let (first, last) = (first.max(self.from), last.min(self.to));
            if first >= last {
                continue;
            }
            if self.version(date).is_some() {
                stretch = None;
                continue;
            }
            let begun = first < self.facts.as_of;
            let (since, before) = stretch.unwrap_or((date, false));
            stretch = Some((since, before || begun));
            if begun || before || self.uncovered.contains(&date) {
                return Err(Held::NoTariff { since });
            }
        }
        Ok(())
    }

    fn carried(&self) -> Carried {
        let mut carried = self.facts.carried.clone();
        for date in self.facts.month.dates().iter() {
            let inside = start_of(self.facts.zone, date + Days::new(1)) > self.from
                && start_of(self.facts.zone, date) < self.to
                && self.from < self.to;
            let tiers = self.version(date).and_then(|version| version.terms.tiers.as_ref());
            if let (true, Some(tiers)) = (inside, tiers) {
                let (cycle, _) = tier_cycle(tiers.per, date);
                let used = Energy::from_wh(self.counters.get(&(tiers.per, cycle)).copied().unwrap_or(0));
                carried.tier = Some(billing::TierCounter { per: tiers.per, cycle, used });
            }
        }
        carried.allowances.clear();
        for (i, allowance) in self.allowances.iter().enumerate() {
            let last = self.date(self.to - Duration::milliseconds(1));
            let left = (self.grant(allowance, last) + self.brought[i] - self.used[i]).max(0);
            let counter = billing::AllowanceCounter {
                cycle: self.allowance_cycle(allowance).0,
                used: Energy::from_wh(self.used[i]),
                brought: Energy::from_wh(self.brought[i]),
                left: Energy::from_wh(left),
            };
            carried.allowances.push((allowance.id, counter));
        }
        carried
    }

    fn fees(&mut self, version: &Version, dates: &[NaiveDate]) {
        let (moved_in, today) = (self.date(self.facts.tenancy.from), self.date(self.facts.as_of));
        let moved_out = self.facts.tenancy.to.map(|to| self.date(to));
        let over = |date: &&NaiveDate| {
            self.version(**date).is_some_and(|here| here.from == version.from)
                && **date >= moved_in
                && **date < today
                && moved_out.is_none_or(|out| **date < out)
        };
        let days = i128::try_from(dates.iter().filter(over).count()).unwrap();
        let all = i128::try_from(dates.len()).unwrap();
        let by_days = |fee: units::Money| nearest(i128::from(fee.minor()) * days, all);
        let terms = &version.terms;
        if let Some(fee) = terms.daily_fee.filter(|_| days > 0) {
            let per_unit = i128::from(self.facts.currency.minor_per_unit());
            let amount = nearest(i128::from(fee.micro_per_kwh()) * days * per_unit, 1_000_000);
            self.money((ChargeKind::DailyFee, version.from, String::new()), amount, 0, false);
        }
        if let Some(fee) = terms.monthly_fee.filter(|_| days > 0) {
            self.money((ChargeKind::MonthlyFee, version.from, String::new()), by_days(fee), 0, false);
        }
        if let Some(minimum) = terms.minimum {
            let charged: i64 =
                self.lines.iter().filter(|((_, v, _), _)| *v == version.from).map(|(_, line)| line.amount).sum();
            let missing = (by_days(minimum) - charged).max(0);
            self.money((ChargeKind::Minimum, version.from, String::new()), missing, 0, false);
        }
    }

    fn money(&mut self, key: Key, amount: i64, within: i64, provisional: bool) {
        let line = Line { wh: 0, amount, within, estimated: 0, provisional, price: None };
        assert!(self.lines.insert(key, line).is_none(), "one line for each key");
    }

    fn taxes(&mut self, versions: &[&Version]) {
        let mut taxes: Vec<(&Tax, NaiveDate, i64, bool)> = Vec::new();
        for version in versions {
            for tax in &version.terms.taxes {
                if self.facts.tax_due == TaxDue::AtTopUp && !tax.included {
                    continue;
                }
                let same = |t: &(&Tax, NaiveDate, i64, bool)| {
                    (&t.0.name, t.0.percent, t.0.included) == (&tax.name, tax.percent, tax.included)
                };
                let at = taxes.iter().position(same).unwrap_or_else(|| {
                    taxes.push((tax, version.from, 0, false));
                    taxes.len() - 1
                });
                for ((kind, from, _), line) in &self.lines {
                    let (group, bears) = match kind {
                        ChargeKind::Energy | ChargeKind::Allowance | ChargeKind::QuotaSurcharge => {
                            (Taxed::Energy, *from)
                        }
                        ChargeKind::DailyFee | ChargeKind::MonthlyFee | ChargeKind::Minimum => (Taxed::Fees, *from),
                        ChargeKind::Common => {
                            let before = versions.iter().rev().find(|version| version.from <= *from);
                            (Taxed::Common, before.unwrap_or(&versions[0]).from)
                        }
                        ChargeKind::Tax | ChargeKind::TaxIncluded => continue,
                    };
                    if tax.on.contains(&group) && bears == version.from {
                        taxes[at].2 += line.amount;
                        taxes[at].3 |= line.provisional;
                    }
                }
            }
        }
        for (tax, version, sum, provisional) in taxes {
            let percent = i128::from(tax.percent.micro());
            let detail = format!("name={}", tax.label());
            if tax.included {
                let within = nearest(i128::from(sum) * percent, 100_000_000 + percent);
                self.money((ChargeKind::TaxIncluded, version, detail), 0, within, provisional);
            } else {
                let added = nearest(i128::from(sum) * percent, 100_000_000);
                self.money((ChargeKind::Tax, version, detail), added, 0, provisional);
            }
        }
    }
}

fn price(version: &Version, band: usize, tier: usize) -> Price {
    let base = match &version.terms.energy {
        EnergyPrice::Flat(price) => *price,
        EnergyPrice::Banded(bands) => bands.bands[band].price,
    };
    match version.terms.tiers.as_ref().map(|tiers| &tiers.tiers[tier].price) {
        None | Some(TierPrice::Base) => base,
        Some(TierPrice::Own(price)) => *price,
        Some(TierPrice::PerBand(prices)) => prices[band],
        Some(TierPrice::Surcharge(more)) => Price::new(base.micro_per_kwh() + more.micro_per_kwh()).unwrap(),
    }
}

fn band_name(version: &Version, band: usize) -> Option<String> {
    match &version.terms.energy {
        EnergyPrice::Flat(_) => None,
        EnergyPrice::Banded(bands) => Some(bands.bands[band].name.to_string()),
    }
}

/// First day and end of the cycle around a day.
fn tier_cycle(per: TierCycle, date: NaiveDate) -> (NaiveDate, NaiveDate) {
    match per {
        TierCycle::Month => {
            let first = date.with_day(1).unwrap();
            (first, first + Months::new(1))
        }
        TierCycle::Year { starts } => {
            let mut first = NaiveDate::from_ymd_opt(date.year() + 1, starts, 1).unwrap();
            while first > date {
                first = first - Months::new(12);
            }
            (first, first + Months::new(12))
        }
    }
}

fn bounded((first, end): (NaiveDate, NaiveDate)) -> (NaiveDate, Option<NaiveDate>) {
    (first, Some(end))
}

fn following(per: Cycle, first: NaiveDate) -> Option<NaiveDate> {
    match per {
        Cycle::Month => Some(first + Months::new(1)),
        Cycle::Year { .. } => Some(first + Months::new(12)),
        Cycle::Term => None,
    }
}

/// The lines under test in the same form.
pub fn told(lines: &[billing::ChargeLine]) -> Lines {
    let mut all = Lines::new();
    for line in lines {
        let price = match line.rate {
            Rate::PerKwh(price) => Some(price),
            _ => None,
        };
        let told = Line {
            wh: line.quantity.energy().wh(),
            amount: line.amount.minor(),
            within: line.within.minor(),
            estimated: line.estimated.wh(),
            provisional: line.provisional,
            price,
        };
        let key = (line.kind, line.version, line.detail.to_string());
        assert!(all.insert(key, told).is_none(), "one line for each key: {line:?}");
    }
    all.retain(|_, line| line.says_something());
    all
}
