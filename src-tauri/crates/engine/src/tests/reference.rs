//! The rules of money in their plainest form, against which the core is held: everything is reckoned anew from
//! payments and believed readings, with nothing remembered but them. It shares no code with the rooms it checks.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;

type At = DateTime<Utc>;

/// How a reading of a register is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    Believed,
    Doubted,
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
                self.believed.insert(at, (register, energy + rise));
                Taken::Believed
            }
            None => Taken::Doubted,
        }
    }

    /// What the program knew and had not written is lost with it.
    pub fn crash(&mut self, last_stored: At) {
        self.believed.retain(|at, _| *at <= last_stored);
    }

    /// Credit in minor units at `now`: payments less charges, month by month, energy between readings in `stored` (and
    /// the last believed one) shared by time.
    pub fn balance(&self, zone: Tz, stored: &[At], now: At) -> i64 {
        let mut bases: Vec<At> = stored.to_vec();
        bases.push(self.last().0);
        bases.dedup();
        let start = *self.believed.first_key_value().expect("there is one").0;
        let mut due = 0;
        let mut month = first_of(zone, start);
        while month <= now.with_timezone(&zone).date_naive() {
            let next = if month.month() == 12 {
                NaiveDate::from_ymd_opt(month.year() + 1, 1, 1)
            } else {
                NaiveDate::from_ymd_opt(month.year(), month.month() + 1, 1)
            };
            let next = next.expect("a month follows");
            let (from, to) = (midnight(zone, month), midnight(zone, next));
            let energy: i64 = bases.windows(2).map(|pair| self.until(pair, to) - self.until(pair, from)).sum();
            let all = (next - month).num_days();
            let lived = start.with_timezone(&zone).date_naive().max(month);
            let days = (now.with_timezone(&zone).date_naive().min(next) - lived).num_days().max(0);
            let dear = month >= NaiveDate::from_ymd_opt(2026, 12, 1).expect("a day");
            let price = if dear { 720_000 } else { 608_300 };
            due += rounded(energy * price, 10_000_000) + 20 * days;
            due += if dear { 0 } else { rounded(310 * days, all) };
            month = next;
        }
        self.paid - due
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

/// Half away from zero, of what is not negative.
fn rounded(amount: i64, by: i64) -> i64 {
    (2 * amount + by) / (2 * by)
}

fn first_of(zone: Tz, at: At) -> NaiveDate {
    let day = at.with_timezone(&zone).date_naive();
    day.checked_sub_days(Days::new(u64::from(day.day0()))).expect("a month begins")
}

fn midnight(zone: Tz, day: NaiveDate) -> At {
    let naive = day.and_time(chrono::NaiveTime::MIN);
    zone.from_local_datetime(&naive).earliest().expect("these zones have a midnight").to_utc()
}
