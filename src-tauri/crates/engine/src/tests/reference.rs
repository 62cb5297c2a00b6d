//! The rules of money in their plainest form, against which the core is held: everything is reckoned anew from
//! payments and believed readings, with nothing remembered but them. It shares no code with the rooms it checks.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

type At = DateTime<Utc>;

/// How a reading of a register is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    Believed,
    Doubted,
}

/// What is charged by. The flat list has two versions; the rich one has bands, tiers, a minimum and taxes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    Flat,
    Rich,
}

/// The facts of one room beside its meter.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Which list holds in the house from a day on.
    pub house: BTreeMap<NaiveDate, List>,
    /// And which in the room, where it has its own.
    pub own: BTreeMap<NaiveDate, List>,
    /// People from a day on.
    pub people: BTreeMap<NaiveDate, i64>,
    /// Energy granted each month from a day on, to the room.
    pub granted: Option<(NaiveDate, i64)>,
}

impl Facts {
    /// The list of a day, and since when: a list that follows itself goes on.
    fn list(&self, day: NaiveDate) -> (NaiveDate, List) {
        let days: BTreeSet<NaiveDate> = self.house.keys().chain(self.own.keys()).copied().collect();
        let mut runs: Vec<(NaiveDate, List)> = Vec::new();
        for from in days.range(..=day) {
            let own = self.own.range(..=from).next_back();
            let (_, list) = own.or_else(|| self.house.range(..=from).next_back()).expect("one holds from the start");
            if runs.last().is_none_or(|(_, last)| last != list) {
                runs.push((*from, *list));
            }
        }
        *runs.last().expect("one holds from the start")
    }

    /// The name of the version of a day: its first day.
    fn version(&self, day: NaiveDate) -> (NaiveDate, List) {
        let (since, list) = self.list(day);
        let dear = date(2026, 12, 1);
        if list == List::Flat && day >= dear { (since.max(dear), list) } else { (since, list) }
    }

    /// Where a tier of `wh` for a month ends, on a day: 2 kWh more for each of its people beyond the first, by days
    /// lived as they were, and days to come as on the day.
    fn threshold(&self, wh: i64, day: NaiveDate) -> i64 {
        let first = day.with_day(1).expect("a month begins");
        let of = |day: NaiveDate| {
            let known = self.people.range(..=day).next_back().or_else(|| self.people.first_key_value());
            known.map_or(0, |(_, people)| (people - 1).max(0))
        };
        let days: Vec<NaiveDate> = first.iter_days().take_while(|at| at.month() == first.month()).collect();
        let sum: i64 = days.iter().map(|at| wh + 2_000 * of(day.min(*at))).sum();
        rounded(sum, i64::try_from(days.len()).expect("a month is short"))
    }
}

/// One room's meter and account.
#[derive(Debug, Clone)]
pub struct Ledger {
    pub paid: i64,
    /// Register and energy counted since the start, at each believed reading.
    pub believed: BTreeMap<At, (i64, i64)>,
    /// Where the register starts again.
    pub turn_wh: Option<i64>,
    pub step_wh: i64,
    pub doubted: bool,
    /// A register that seems to have turned, and waits for a second reading to say the same.
    pub turned: Option<i64>,
}

impl Ledger {
    pub fn new(start: At, register: i64, turn_wh: Option<i64>, step_wh: i64) -> Self {
        let believed = BTreeMap::from([(start, (register, 0))]);
        Self { paid: 0, believed, turn_wh, step_wh, doubted: false, turned: None }
    }

    pub fn last(&self) -> (At, i64, i64) {
        let (at, (register, energy)) = self.believed.last_key_value().expect("the first is never taken away");
        (*at, *register, *energy)
    }

    /// Rule 15 in short: a reading counts when it is not older than the last, did not fall and did not rise by more
    /// than 23 kW with a fifth more could do; a turn counts when a second reading confirms it.
    pub fn read(&mut self, at: At, register: i64) -> Taken {
        let (last, before, energy) = self.last();
        let turned = self.turned.take();
        let seconds = (at - last).num_seconds() + 6;
        let most = (27_600 * seconds + 1_800) / 3_600 + 1 + self.step_wh;
        let rise = register - before;
        let possible = at >= last && register >= 0 && self.turn_wh.is_none_or(|turn| register < turn);
        let believed = match self.turn_wh {
            _ if !possible => None,
            _ if (0..=most).contains(&rise) => Some(rise),
            Some(turn) if rise < 0 && rise + turn <= most => {
                self.turned = Some(register);
                turned.filter(|first| *first <= register).map(|_| rise + turn)
            }
            _ => None,
        };
        self.doubted = believed.is_none();
        match believed {
            Some(rise) => {
                self.turned = None;
                self.at_edge(at, register);
                self.believed.insert(at, (register, energy + rise));
                Taken::Believed
            }
            None => Taken::Doubted,
        }
    }

    /// A quarter of an hour that ends between two readings, a minute at most from each, is read at its edge: by time.
    fn at_edge(&mut self, at: At, register: i64) {
        let (last, before, energy) = self.last();
        let edge = Utc.timestamp_opt(at.timestamp().div_euclid(900) * 900, 0).single().expect("a quarter begins");
        let minute = chrono::TimeDelta::minutes(1);
        if last < edge && edge - last <= minute && at - edge <= minute && register >= before {
            let part = (register - before) * (edge - last).num_milliseconds() / (at - last).num_milliseconds();
            self.believed.insert(edge, (before + part, energy + part));
        }
    }

    /// What the program knew and had not written is lost with it.
    pub fn crash(&mut self, last_stored: At) {
        self.believed.retain(|at, _| *at <= last_stored);
    }

    /// Credit in minor units at `now`: payments less charges, month by month, energy between readings in `stored` (and
    /// the last believed one) shared by time.
    pub fn balance(&self, zone: Tz, stored: &[At], now: At, facts: &Facts) -> i64 {
        let mut bases: Vec<At> = stored.to_vec();
        bases.push(self.last().0);
        bases.dedup();
        let start = *self.believed.first_key_value().expect("there is one").0;
        let mut due = 0;
        let mut month = first_of(zone, start);
        while month <= now.with_timezone(&zone).date_naive() {
            due += self.month(zone, &bases, now, facts, month);
            month = month.checked_add_months(chrono::Months::new(1)).expect("a month follows");
        }
        self.paid - due
    }

    /// What a month costs so far.
    fn month(&self, zone: Tz, bases: &[At], now: At, facts: &Facts, month: NaiveDate) -> i64 {
        let next = month.checked_add_months(chrono::Months::new(1)).expect("a month follows");
        let start = *self.believed.first_key_value().expect("there is one").0;
        // Energy by version, band and tier; and how much of it was granted.
        let mut used: BTreeMap<(NaiveDate, bool, usize), (i64, i64)> = BTreeMap::new();
        let (mut counter, mut taken) = (0, 0);
        for (at, wh) in self.parts(zone, bases, month, next) {
            let local = at.with_timezone(&zone);
            let day = local.date_naive();
            let (version, list) = facts.version(day);
            let peak = list == List::Rich && (8..22).contains(&local.hour());
            let ends = match list {
                List::Flat => vec![],
                List::Rich => vec![facts.threshold(15_000, day), facts.threshold(30_000, day)],
            };
            let granted = facts.granted.filter(|(from, _)| *from <= day).map_or(0, |(_, wh)| wh);
            let mut left = wh;
            while left > 0 {
                let tier = ends.iter().filter(|end| **end <= counter).count();
                let free = (granted - taken).max(0);
                let room = ends.get(tier).map_or(left, |end| end - counter);
                let part = if free > 0 { left.min(room).min(free) } else { left.min(room) };
                let sum = used.entry((version, peak, tier)).or_default();
                sum.0 += part;
                if free > 0 {
                    sum.1 += part;
                    taken += part;
                }
                if list == List::Rich {
                    counter += part;
                }
                left -= part;
            }
        }
        let all = (next - month).num_days();
        let lived = start.with_timezone(&zone).date_naive().max(month);
        let until = now.with_timezone(&zone).date_naive().min(next);
        let mut days: BTreeMap<(NaiveDate, bool), i64> = BTreeMap::new();
        for day in lived.iter_days().take_while(|day| *day < until) {
            let (version, list) = facts.version(day);
            *days.entry((version, list == List::Rich)).or_default() += 1;
        }
        let mut due = 0;
        let mut by_version: BTreeMap<NaiveDate, i64> = BTreeMap::new();
        for ((version, peak, tier), (wh, granted)) in used {
            let price = price(facts.version(version).1, version, peak, tier);
            let cost = rounded(wh * price, 10_000_000) - rounded(granted * price, 10_000_000);
            *by_version.entry(version).or_default() += cost;
            due += cost;
        }
        let mut fees = 0;
        for ((version, rich), days) in days {
            let daily = 20 * days;
            due += daily;
            if rich {
                let least = rounded(3_000 * days, all);
                let minimum = (least - by_version.get(&version).copied().unwrap_or(0) - daily).max(0);
                due += minimum;
                fees += daily + minimum;
            } else if version < date(2026, 12, 1) {
                due += rounded(310 * days, all);
            }
        }
        due + rounded(fees * 5, 100)
    }

    /// The energy of a month in time order, cut at midnights and at the edges of the bands: from when, and how much.
    fn parts(&self, zone: Tz, bases: &[At], month: NaiveDate, next: NaiveDate) -> Vec<(At, i64)> {
        let (from, to) = (midnight(zone, month), midnight(zone, next));
        let mut edges: Vec<At> = month
            .iter_days()
            .take_while(|day| *day < next)
            .flat_map(|day| [0, 8, 22].map(|hour| hour_of(zone, day, hour)))
            .collect();
        edges.push(to);
        let mut parts = Vec::new();
        for pair in bases.windows(2).filter(|pair| pair[1] > from && pair[0] < to) {
            let (begin, end) = (pair[0].max(from), pair[1].min(to));
            let inside = edges.iter().copied().filter(|edge| begin < *edge && *edge < end);
            let cuts: Vec<At> = std::iter::once(begin).chain(inside).chain([end]).collect();
            let cut = cuts.windows(2).map(|cut| (cut[0], self.until(pair, cut[1]) - self.until(pair, cut[0])));
            parts.extend(cut);
        }
        parts
    }

    /// Energy of the stretch between two readings that was used before an instant.
    fn until(&self, pair: &[At], at: At) -> i64 {
        let (from, to) = (pair[0], pair[1]);
        let energy = self.believed[&to].1 - self.believed[&from].1;
        if at <= from {
            0
        } else if at >= to {
            energy
        } else {
            let share = i128::from(energy) * i128::from((at - from).num_milliseconds());
            i64::try_from(share / i128::from((to - from).num_milliseconds())).expect("less than the whole")
        }
    }
}

/// Millionths of the currency for a kWh.
fn price(list: List, version: NaiveDate, peak: bool, tier: usize) -> i64 {
    match (list, tier) {
        (List::Flat, _) if version < date(2026, 12, 1) => 608_300,
        (List::Flat, _) => 720_000,
        (List::Rich, 2) => 1_000_000,
        (List::Rich, tier) => {
            let base = if peak { 617_200 } else { 307_200 };
            base + if tier == 1 { 50_000 } else { 0 }
        }
    }
}

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}

/// Half away from zero, of what is not negative.
fn rounded(amount: i64, by: i64) -> i64 {
    (2 * amount + by) / (2 * by)
}

fn first_of(zone: Tz, at: At) -> NaiveDate {
    let day = at.with_timezone(&zone).date_naive();
    day.checked_sub_days(Days::new(u64::from(day.day0()))).expect("a month begins")
}

fn midnight(zone: Tz, day: NaiveDate) -> At {
    hour_of(zone, day, 0)
}

fn hour_of(zone: Tz, day: NaiveDate, hour: u32) -> At {
    let naive = day.and_hms_opt(hour, 0, 0).expect("an hour of the day");
    zone.from_local_datetime(&naive).earliest().expect("these zones have a midnight").to_utc()
}
