//! The people of a room and their day: when they are in, awake, asleep or away.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::appliance::Appliance;
use crate::chance::Dice;

/// Minutes of a civil day. A day of 23 or 25 hours skips or repeats an hour of the plan, as its people do.
pub(super) const MINUTES: usize = 1440;

/// How a room lives, fixed by the seed for good.
#[derive(Debug, Clone)]
pub(super) struct Household {
    pub(super) occupants: u8,
    /// Minutes by which everything happens later than elsewhere.
    late: i32,
    /// Chance of cooking an evening at home, per mille.
    pub(super) cooks: u32,
    /// What stands in the room, each device with its watts.
    owns: BTreeMap<Appliance, Vec<u32>>,
    seed: u64,
    room: u64,
}

impl Household {
    pub(super) fn of(seed: u64, room: u64, occupants: u8) -> Self {
        let mut dice = Dice::of(&[seed, room, 0x11]);
        let late = dice.range(0, 150).cast_signed() - 50;
        let cooks = dice.range(250, 900);
        let mut owns = BTreeMap::new();
        let mut own = |appliance, is_owned: bool, watts: u32| {
            if is_owned {
                owns.insert(appliance, vec![watts]);
            }
        };
        own(Appliance::WaterHeater, dice.per_mille(450), 1_500);
        own(Appliance::Television, dice.per_mille(500), 85);
        own(Appliance::WashingMachine, dice.per_mille(400), 1_850);
        let (has_cooling, cooling_w, is_inverter) = (dice.per_mille(850), dice.range(620, 980), dice.per_mille(500));
        own(Appliance::InverterAirConditioner, has_cooling && is_inverter, cooling_w);
        own(Appliance::AirConditioner, has_cooling && !is_inverter, cooling_w);
        own(Appliance::Fridge, dice.per_mille(800) && occupants > 0, dice.range(55, 95));
        own(Appliance::Standby, true, if occupants > 0 { dice.range(4, 14) } else { 2 });
        own(Appliance::Lights, true, Appliance::Lights.usual_w());
        own(Appliance::Kettle, true, dice.range(1_200, 2_000));
        own(Appliance::RiceCooker, true, 640);
        own(Appliance::Hob, true, 1_400);
        own(Appliance::HairDryer, true, dice.range(1_000, 1_600));
        owns.insert(Appliance::Laptop, (0..occupants).map(|_| dice.range(35, 70)).collect());
        Self { occupants, late, cooks, owns, seed, room }
    }

    /// The same people with these things and no others, each of its usual power or a little more or less.
    pub(super) fn with(mut self, appliances: &[(Appliance, u8)]) -> Self {
        let mut dice = Dice::of(&[self.seed, self.room, 0x12]);
        let mut device = |appliance: Appliance| appliance.usual_w() * dice.range(900, 1_100) / 1000;
        let owned =
            appliances.iter().map(|&(appliance, count)| (appliance, (0..count).map(|_| device(appliance)).collect()));
        self.owns = owned.collect();
        self
    }

    /// Of each such device in the room.
    pub(super) fn watts(&self, appliance: Appliance) -> &[u32] {
        self.owns.get(&appliance).map_or(&[], Vec::as_slice)
    }

    /// What is never off.
    pub(super) fn standing(&self) -> impl Iterator<Item = (Appliance, u32)> + '_ {
        let always = [Appliance::Standby, Appliance::Router, Appliance::StairLights];
        always.into_iter().flat_map(|appliance| self.watts(appliance).iter().map(move |watts| (appliance, *watts)))
    }

    pub(super) fn dice(&self, date: NaiveDate, purpose: u64) -> Dice {
        Dice::of(&[self.seed, self.room, u64::from(date.num_days_from_ce().unsigned_abs()), purpose])
    }

    /// How many are in the room at each minute of a day.
    pub(super) fn presence(&self, date: NaiveDate) -> Presence {
        let mut presence = Presence { awake: [0; MINUTES], asleep: [0; MINUTES] };
        if self.occupants == 0 || self.is_away(date) {
            return presence;
        }
        for person in 0..u64::from(self.occupants) {
            let today = self.habits(date, person);
            // Who went to bed after midnight was still up at the start of this day.
            let last_night = date.pred_opt().map_or(0, |eve| self.habits(eve, person).bed.saturating_sub(MINUTES));
            add(&mut presence.awake, 0, last_night.min(today.wake));
            add(&mut presence.asleep, last_night, today.wake);
            add(&mut presence.awake, today.wake, today.leave);
            add(&mut presence.awake, today.back, today.bed);
            add(&mut presence.asleep, today.bed, MINUTES);
        }
        presence
    }

    /// A weekend or the autumn holiday elsewhere, or now and then a day without a reason.
    fn is_away(&self, date: NaiveDate) -> bool {
        let weekend = date.weekday().number_from_monday() >= 6;
        let week = date.iso_week();
        let holiday = date.month() == 10 && date.day() <= 7;
        let mut trip = Dice::of(&[self.seed, self.room, u64::from(week.week()), 0xa7]);
        let mut autumn = Dice::of(&[self.seed, self.room, u64::from(date.year().unsigned_abs()), 0xa8]);
        (weekend && trip.per_mille(180)) || (holiday && autumn.per_mille(420)) || self.dice(date, 0xa9).per_mille(25)
    }

    fn habits(&self, date: NaiveDate, person: u64) -> Habits {
        let mut dice = self.dice(date, 0x100 + person);
        let weekend = date.weekday().number_from_monday() >= 6;
        let later = |minute: u32| usize::try_from((minute.cast_signed() + self.late).max(0)).unwrap_or(0);
        let wake = if weekend { later(dice.around(430, 620)) } else { later(dice.around(370, 450)) };
        let stays_in = weekend && dice.per_mille(450);
        let leave = if weekend { wake + minutes(&mut dice, 60, 240) } else { wake + minutes(&mut dice, 25, 70) };
        let back = if weekend { leave + minutes(&mut dice, 60, 330) } else { later(dice.around(980, 1190)) };
        let bed = later(dice.around(1330, 1430)).max(1290);
        let leave = leave.min(MINUTES);
        Habits {
            wake,
            leave: if stays_in { bed } else { leave },
            back: if stays_in { bed } else { back.max(leave) },
            bed,
        }
    }
}

fn minutes(dice: &mut Dice, low: u32, high: u32) -> usize {
    usize::try_from(dice.range(low, high)).unwrap_or(0)
}

/// Minutes after midnight; `bed` may lie on the next day.
struct Habits {
    wake: usize,
    leave: usize,
    back: usize,
    bed: usize,
}

pub(super) struct Presence {
    pub(super) awake: [u8; MINUTES],
    pub(super) asleep: [u8; MINUTES],
}

impl Presence {
    /// The minutes in which somebody gets up, comes home or goes out, in order: occasions for a kettle.
    pub(super) fn arrivals(&self) -> impl Iterator<Item = usize> + '_ {
        (1..MINUTES).filter(|&minute| self.awake[minute] > self.awake[minute - 1])
    }

    pub(super) fn is_anybody_up(&self, from: usize, until: usize) -> bool {
        self.awake.get(from..until.min(MINUTES)).is_some_and(|minutes| minutes.iter().any(|&people| people > 0))
    }
}

fn add(minutes: &mut [u8; MINUTES], from: usize, until: usize) {
    let until = until.min(MINUTES);
    if let Some(span) = minutes.get_mut(from..until) {
        for minute in span {
            *minute += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_awake_and_asleep_at_once() {
        let monday = NaiveDate::from_ymd_opt(2026, 9, 7).unwrap();
        for room in 0..40 {
            let household = Household::of(1, room, 3);
            for day in monday.iter_days().take(28) {
                let presence = household.presence(day);
                for minute in 0..MINUTES {
                    assert!(presence.awake[minute] + presence.asleep[minute] <= 3, "{room} {day} {minute}");
                }
            }
        }
    }

    #[test]
    fn rooms_are_empty_on_some_days_and_full_on_most_nights() {
        let day = NaiveDate::from_ymd_opt(2026, 9, 1).unwrap();
        let nights: Vec<u8> = (0..24)
            .flat_map(|room| day.iter_days().take(30).map(move |d| Household::of(5, room, 2).presence(d).asleep[200]))
            .collect();
        let empty = nights.iter().filter(|&&asleep| asleep == 0).count();
        assert!((20..250).contains(&empty), "{empty} of {} nights are empty", nights.len());
    }

    #[test]
    fn a_vacant_room_stays_empty() {
        let day = NaiveDate::from_ymd_opt(2026, 9, 1).unwrap();
        let presence = Household::of(5, 1, 0).presence(day);
        assert!(presence.awake.iter().chain(&presence.asleep).all(|&people| people == 0));
    }
}
