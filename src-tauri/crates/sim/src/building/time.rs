//! How time passes: energy is the exact integral of power, in whatever steps it is asked for.

use chrono::{Duration, DurationRound, NaiveDate, Timelike};
use units::{Timestamp, millis};

use super::appliances::{self, DayPlan};
use super::people::{Household, MINUTES};
use super::table::{Measures, Placed, WATCHED_ROOM};
use super::{Building, WATCHED_W};
use crate::chance::{hash, within};

pub(super) const MINUTE_MS: i64 = 60_000;

impl Building {
    /// Lets time pass. An earlier instant than [`Self::now`] changes nothing: registers never run back.
    pub fn advance(&mut self, to: Timestamp) {
        while self.now < to {
            // No zone changes its offset within a quarter of an hour.
            let quarter = self.now.duration_trunc(Duration::minutes(15)).unwrap_or(self.now);
            let until = to.min(quarter + Duration::minutes(15));
            let local = self.zone.local(quarter);
            let first_minute = usize::try_from(local.num_seconds_from_midnight() / 60).unwrap_or(0);
            self.plan_day(local.date_naive());
            for load in 0..self.loads.len() {
                let uj = self.energy_uj(load, quarter, first_minute, until);
                self.loads[load].counter_uj += uj;
            }
            self.now = until;
        }
    }

    pub(super) fn plan_day(&mut self, date: NaiveDate) {
        for load in &mut self.loads {
            if load.plan.as_ref().is_none_or(|(planned, _)| *planned != date) {
                load.plan = Some((date, plan_of(self.seed, &self.placed[load.place], &load.household, date)));
            }
        }
    }

    /// µJ that a load takes from now to `until`, both within the quarter of an hour that began at `quarter`.
    pub(super) fn energy_uj(&self, load: usize, quarter: Timestamp, first_minute: usize, until: Timestamp) -> i64 {
        let (from, until) = (millis(self.now), millis(until));
        if !self.is_fed(load) {
            return 0;
        }
        let Some((_, plan)) = &self.loads[load].plan else { return 0 };
        let mut total = 0;
        for step in 0..15 {
            let start = millis(quarter) + i64::try_from(step).unwrap_or(0) * MINUTE_MS;
            let (begin, end) = (from.max(start), until.min(start + MINUTE_MS));
            if begin < end {
                let watts = self.base_w(load, plan[(first_minute + step) % MINUTES]);
                total += self.minute_uj(load, watts, start, begin, end);
            }
        }
        total
    }

    /// The flicker of a minute adds up to nothing, so a whole minute needs no look at its seconds.
    pub(super) fn minute_uj(&self, load: usize, watts: u32, start: i64, begin: i64, end: i64) -> i64 {
        if end - begin == MINUTE_MS {
            return i64::from(watts) * 1000 * MINUTE_MS;
        }
        let seconds = (begin - start) / 1000..=(end - 1 - start) / 1000;
        seconds
            .map(|second| {
                let from = start + second * 1000;
                self.flickering_mw(load, watts, start, second) * (end.min(from + 1000) - begin.max(from))
            })
            .sum()
    }

    pub(super) fn flickering_mw(&self, load: usize, watts: u32, minute_start: i64, second: i64) -> i64 {
        let minute = minute_start.div_euclid(MINUTE_MS).unsigned_abs();
        let place = u64::try_from(self.loads[load].place).unwrap_or(0);
        let noise = within(hash(&[self.seed, place, minute, (second % 30).unsigned_abs()]), 25).cast_signed() - 12;
        let per_mille = if second < 30 { 1000 + noise } else { 1000 - noise };
        i64::from(watts) * i64::from(per_mille)
    }

    pub(super) fn base_w(&self, load: usize, planned_w: u32) -> u32 {
        let heavy = self.watched && self.placed[self.loads[load].place].name == WATCHED_ROOM;
        if heavy { WATCHED_W } else { planned_w }
    }
}

pub(super) fn plan_of(seed: u64, placed: &Placed, household: &Household, date: NaiveDate) -> DayPlan {
    match placed.measures {
        Measures::Corridor => appliances::corridor(seed, date),
        Measures::Room | Measures::Supply => appliances::room(seed, household, date),
    }
}
