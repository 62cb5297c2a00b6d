//! What people turn on: watts for every minute of a civil day.

use chrono::NaiveDate;

use super::people::{Household, MINUTES, Presence};
use super::weather;
use crate::chance::Dice;

/// Watts by minute of the day.
pub(super) type DayPlan = Box<[u32; MINUTES]>;

/// A room's day: a pure function of seed, room and date.
pub(super) fn room(seed: u64, household: &Household, date: NaiveDate) -> DayPlan {
    let presence = household.presence(date);
    let mut plan: DayPlan = Box::new([household.standby_w; MINUTES]);
    let mut dice = household.dice(date, 0x20);
    fridge(&mut plan, household, &mut dice);
    lights_and_screens(&mut plan, household, &presence, &mut dice);
    kettle(&mut plan, &presence, &mut dice);
    kitchen(&mut plan, household, &presence, &mut dice);
    bathroom(&mut plan, household, &presence, &mut dice);
    air_conditioner(&mut plan, household, &presence, weather::mean(seed, date), &mut dice);
    plan
}

/// The corridor's day: an emergency light and a router always, lamps by night, a pump now and then.
pub(super) fn corridor(seed: u64, date: NaiveDate) -> DayPlan {
    let household = Household::of(seed, 0xc0, 0);
    let mut dice = household.dice(date, 0x21);
    let mut plan: DayPlan = Box::new([28; MINUTES]);
    run(&mut plan, 0, 390, 120);
    run(&mut plan, 1065, 375, 120);
    let mut minute = 330;
    while minute < 1400 {
        let lasts = minutes(&mut dice, 3, 7);
        run(&mut plan, minute, lasts, 370);
        minute += minutes(&mut dice, 25, 70);
    }
    plan
}

fn run(plan: &mut DayPlan, from: usize, lasts: usize, watts: u32) {
    for minute in plan.iter_mut().skip(from).take(lasts) {
        *minute += watts;
    }
}

fn minutes(dice: &mut Dice, low: u32, high: u32) -> usize {
    usize::try_from(dice.range(low, high)).unwrap_or(0)
}

fn fridge(plan: &mut DayPlan, household: &Household, dice: &mut Dice) {
    if household.fridge_w == 0 {
        return;
    }
    let mut minute = minutes(dice, 0, 30);
    while minute < MINUTES {
        let cooling = minutes(dice, 12, 18);
        run(plan, minute, cooling, household.fridge_w);
        minute += cooling + minutes(dice, 24, 34);
    }
}

fn lights_and_screens(plan: &mut DayPlan, household: &Household, presence: &Presence, dice: &mut Dice) {
    let (lamp, screen) = (dice.range(14, 32), dice.range(35, 70));
    for (minute, watts) in plan.iter_mut().enumerate() {
        let up = u32::from(presence.awake[minute]);
        if up == 0 {
            continue;
        }
        let dark = !(420..1050).contains(&minute);
        *watts += if dark { lamp + 6 * up } else { 0 } + screen * up;
        let evening = (1140..1380).contains(&minute);
        *watts += if evening && household.has_television { 85 } else { 0 };
    }
}

fn kettle(plan: &mut DayPlan, presence: &Presence, dice: &mut Dice) {
    for minute in presence.arrivals() {
        if dice.per_mille(550) {
            let (wait, lasts) = (minutes(dice, 4, 15), minutes(dice, 3, 5));
            run(plan, minute + wait, lasts, 1_750);
        }
    }
}

fn kitchen(plan: &mut DayPlan, household: &Household, presence: &Presence, dice: &mut Dice) {
    for (from, chance) in [(700, household.cooks / 2), (1090, household.cooks)] {
        let from = from + minutes(dice, 0, 70);
        if !dice.per_mille(chance) || !presence.is_anybody_up(from, from + 10) {
            continue;
        }
        run(plan, from, minutes(dice, 22, 34), 640);
        for _ in 0..dice.range(1, 3) {
            let (wait, lasts) = (minutes(dice, 0, 25), minutes(dice, 4, 12));
            run(plan, from + wait, lasts, dice.range(900, 1_600));
        }
    }
}

fn bathroom(plan: &mut DayPlan, household: &Household, presence: &Presence, dice: &mut Dice) {
    for _ in 0..household.occupants {
        let from = if dice.per_mille(650) { 1230 } else { 400 } + minutes(dice, 0, 90);
        if !presence.is_anybody_up(from, from + 15) {
            continue;
        }
        if household.has_storage_heater {
            run(plan, from, minutes(dice, 18, 32), 1_500);
        }
        if dice.per_mille(500) {
            let (wait, lasts) = (minutes(dice, 12, 20), minutes(dice, 3, 7));
            run(plan, from + wait, lasts, 1_150);
        }
    }
    let noon = minutes(dice, 600, 960);
    if household.has_washing_machine && dice.per_mille(280) && presence.is_anybody_up(noon, noon + 20) {
        run(plan, noon, 12, 1_850);
        run(plan, noon + 12, 38, 210);
    }
}

/// Runs in cycles of twelve minutes, longer the further the weather is from comfort.
fn air_conditioner(plan: &mut DayPlan, household: &Household, presence: &Presence, mean: i32, dice: &mut Dice) {
    let offset = minutes(dice, 0, 11);
    for (minute, watts) in plan.iter_mut().enumerate() {
        let (up, asleep) = (presence.awake[minute] > 0, presence.asleep[minute] > 0);
        if household.cooling_w == 0 || !(up || asleep) {
            continue;
        }
        let outside = weather::at(mean, u32::try_from(minute).unwrap_or(0));
        let (hot, cold) = if up { (270, 90) } else { (285, 40) };
        let beyond = (outside - hot).max(cold - outside);
        if beyond <= 0 {
            continue;
        }
        let runs = usize::try_from(4 + beyond / 12).unwrap_or(0).min(12);
        if (minute + offset) % 12 < runs {
            *watts += household.cooling_w;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kwh_a_day(date: NaiveDate, occupants: u8) -> u32 {
        let rooms = 60;
        let wm: u32 = (0..rooms).map(|room| plan(room, date, occupants).iter().sum::<u32>()).sum();
        wm / 60_000 / u32::try_from(rooms).unwrap()
    }

    fn plan(room_number: u64, date: NaiveDate, occupants: u8) -> DayPlan {
        room(9, &Household::of(9, room_number, occupants), date)
    }

    fn date(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    #[test]
    fn rooms_use_what_such_rooms_use() {
        let autumn = kwh_a_day(date(10, 21), 2);
        let summer = kwh_a_day(date(7, 22), 2);
        assert!((2..=6).contains(&autumn), "{autumn} kWh on an autumn day");
        assert!(summer > autumn + 1, "{summer} kWh on a summer day, {autumn} in autumn");
    }

    #[test]
    fn a_vacant_room_uses_next_to_nothing() {
        assert!(plan(4, date(8, 3), 0).iter().all(|&watts| watts == 2));
    }

    #[test]
    fn no_room_passes_what_its_fuse_would_carry() {
        for number in 0..60 {
            for day in date(7, 1).iter_days().take(60) {
                let peak = plan(number, day, 4).iter().copied().max().unwrap();
                assert!(peak < 10_000, "{peak} W");
            }
        }
    }

    #[test]
    fn days_differ_and_repeat_for_their_seed() {
        assert_eq!(plan(1, date(9, 9), 2), plan(1, date(9, 9), 2));
        assert_ne!(plan(1, date(9, 9), 2), plan(1, date(9, 10), 2));
        assert_ne!(plan(1, date(9, 9), 2), plan(2, date(9, 9), 2));
    }
}
