//! A civil day of a room: which appliance takes how much, and when.

use chrono::NaiveDate;

use super::appliance::Appliance;
use super::people::{Household, MINUTES, Presence};
use super::weather;
use crate::chance::Dice;

pub(super) const DAY_S: u32 = 86_400;
const MINUTE_S: u32 = 60;

/// One appliance over some seconds of a day, at a steady power or on a straight line from one to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) appliance: Appliance,
    /// Pieces of one use have the same number.
    pub(super) run: u32,
    /// Seconds of the wall clock after midnight, half open.
    pub(super) from: u32,
    pub(super) until: u32,
    pub(super) first_mw: i64,
    pub(super) last_mw: i64,
}

impl Piece {
    /// In the second that begins so long after midnight, which lies within.
    pub(super) fn mw_at(&self, second: u32) -> i64 {
        let (into, all) = (i64::from(second - self.from), i64::from(self.until - self.from));
        self.first_mw + (self.last_mw - self.first_mw) * into / all
    }
}

/// Pieces as they are written down.
#[derive(Debug, Default)]
pub(super) struct Day {
    pieces: Vec<Piece>,
    runs: u32,
}

impl Day {
    /// A use as a whole: seconds from its beginning and watts, each held until the next.
    fn run(&mut self, appliance: Appliance, from: u32, steps: &[(u32, i64)]) {
        self.runs += 1;
        let mut at = from;
        for &(lasts, mw) in steps {
            self.piece(appliance, at, at + lasts, mw, mw);
            at += lasts;
        }
    }

    fn steady(&mut self, appliance: Appliance, from: u32, lasts: u32, watts: u32) {
        self.run(appliance, from, &[(lasts, mw(watts))]);
    }

    /// Cut at midnight.
    fn piece(&mut self, appliance: Appliance, from: u32, until: u32, first_mw: i64, last_mw: i64) {
        let piece = Piece { appliance, run: self.runs, from, until, first_mw, last_mw };
        if from >= until || from >= DAY_S {
            return;
        }
        let last_mw = if until > DAY_S { piece.mw_at(DAY_S) } else { last_mw };
        self.pieces.push(Piece { until: until.min(DAY_S), last_mw, ..piece });
    }
}

fn mw(watts: u32) -> i64 {
    i64::from(watts) * 1000
}

/// A room's day: a pure function of seed, room and date.
pub(super) fn room(seed: u64, household: &Household, date: NaiveDate) -> Vec<Piece> {
    let presence = household.presence(date);
    let mut day = Day::default();
    let mut dice = household.dice(date, 0x20);
    let mean = weather::mean(seed, date);
    for (appliance, watts) in household.standing() {
        day.steady(appliance, 0, DAY_S, watts);
    }
    for &watts in household.watts(Appliance::Fridge) {
        fridge(&mut day, watts, &mut dice);
    }
    lights(&mut day, household, &presence, &mut dice);
    for (person, &watts) in household.watts(Appliance::Laptop).iter().enumerate() {
        laptop(&mut day, person, watts, &presence, &mut dice);
    }
    for &watts in household.watts(Appliance::Kettle) {
        kettle(&mut day, watts, &presence, &mut dice);
    }
    kitchen(&mut day, household, &presence, &mut dice);
    bathroom(&mut day, household, &presence, &mut dice);
    for &watts in household.watts(Appliance::AirConditioner) {
        air_conditioner(&mut day, watts, &presence, mean, &mut dice);
    }
    for &watts in household.watts(Appliance::InverterAirConditioner) {
        inverter(&mut day, watts, &presence, mean, &mut dice);
    }
    for &watts in household.watts(Appliance::FanHeater) {
        fan_heater(&mut day, watts, &presence, mean, &mut dice);
    }
    day.pieces
}

/// A corridor's day: an emergency light and a router always, lamps by night, a pump now and then.
pub(super) fn corridor(household: &Household, date: NaiveDate) -> Vec<Piece> {
    let mut dice = household.dice(date, 0x21);
    let mut day = Day::default();
    day.steady(Appliance::Router, 0, DAY_S, Appliance::Router.usual_w());
    day.steady(Appliance::StairLights, 0, 390 * MINUTE_S, Appliance::StairLights.usual_w());
    day.steady(Appliance::StairLights, 1065 * MINUTE_S, 375 * MINUTE_S, Appliance::StairLights.usual_w());
    let mut at = 330 * MINUTE_S;
    while at < 1400 * MINUTE_S {
        motor(&mut day, Appliance::Pump, at, dice.range(180, 420), Appliance::Pump.usual_w());
        at += dice.range(25 * MINUTE_S, 70 * MINUTE_S);
    }
    day.pieces
}

/// A motor takes three times its power in the first second.
fn motor(day: &mut Day, appliance: Appliance, from: u32, lasts: u32, watts: u32) {
    day.run(appliance, from, &[(1, mw(3 * watts)), (lasts.saturating_sub(1), mw(watts))]);
}

fn fridge(day: &mut Day, watts: u32, dice: &mut Dice) {
    let mut at = dice.range(0, 30 * MINUTE_S);
    while at < DAY_S {
        let cooling = dice.range(12 * MINUTE_S, 18 * MINUTE_S);
        motor(day, Appliance::Fridge, at, cooling, watts);
        at += cooling + dice.range(24 * MINUTE_S, 34 * MINUTE_S);
    }
}

/// Lamps where somebody is up in the dark, a television in the evening.
fn lights(day: &mut Day, household: &Household, presence: &Presence, dice: &mut Dice) {
    let lamp = dice.range(14, 32);
    let has_lamps = !household.watts(Appliance::Lights).is_empty();
    let mut lit = Switched::new(Appliance::Lights);
    let mut watched = Switched::new(Appliance::Television);
    let television = household.watts(Appliance::Television).iter().sum();
    for (minute, &awake) in (0_u32..).zip(&presence.awake) {
        let up = u32::from(awake);
        let dark = !(420..1050).contains(&minute);
        lit.set(day, minute, if up > 0 && dark && has_lamps { lamp + 6 * up } else { 0 }, dice);
        watched.set(day, minute, if up > 0 && (1140..1380).contains(&minute) { television } else { 0 }, dice);
    }
    lit.set(day, 1440, 0, dice);
    watched.set(day, 1440, 0, dice);
}

/// Something that is switched by hand, at any second of a minute.
struct Switched {
    appliance: Appliance,
    since: u32,
    watts: u32,
}

impl Switched {
    const fn new(appliance: Appliance) -> Self {
        Self { appliance, since: 0, watts: 0 }
    }

    fn set(&mut self, day: &mut Day, minute: u32, watts: u32, dice: &mut Dice) {
        if watts == self.watts {
            return;
        }
        let at = if minute >= 1440 { DAY_S } else { minute * MINUTE_S + dice.range(0, 59) };
        if self.watts > 0 {
            day.steady(self.appliance, self.since, at.saturating_sub(self.since), self.watts);
        }
        (self.since, self.watts) = (at, watts);
    }
}

/// On while its owner is up. It idles, works and labours in turn, and goes from one to the other softly.
fn laptop(day: &mut Day, person: usize, watts: u32, presence: &Presence, dice: &mut Dice) {
    let is_up = |minute: usize| presence.awake.get(minute).is_some_and(|&up| usize::from(up) > person);
    let mut minute = 0;
    while minute < MINUTES {
        if !is_up(minute) {
            minute += 1;
            continue;
        }
        let end = (minute..MINUTES).find(|&later| !is_up(later)).unwrap_or(MINUTES);
        let until = seconds(end);
        let mut at = seconds(minute) + dice.range(0, 240);
        day.runs += 1;
        let mut last = mw(watts) / 2;
        while at < until {
            let level = [500, 800, 1000, 1300][usize::try_from(dice.range(0, 3)).unwrap_or(0)];
            let next = mw(watts) * level / 1000;
            let softly = dice.range(4, 20).min(until - at);
            day.piece(Appliance::Laptop, at, at + softly, last, next);
            at += softly;
            let holds = dice.range(4 * MINUTE_S, 25 * MINUTE_S).min(until.saturating_sub(at));
            day.piece(Appliance::Laptop, at, at + holds, next, next);
            at += holds.max(1);
            last = next;
        }
        minute = end;
    }
}

fn seconds(minute: usize) -> u32 {
    u32::try_from(minute).unwrap_or(0) * MINUTE_S
}

fn kettle(day: &mut Day, watts: u32, presence: &Presence, dice: &mut Dice) {
    for minute in presence.arrivals() {
        if dice.per_mille(550) {
            let from = seconds(minute) + dice.range(4 * MINUTE_S, 15 * MINUTE_S);
            day.steady(Appliance::Kettle, from, dice.range(150, 310), watts);
        }
    }
}

fn kitchen(day: &mut Day, household: &Household, presence: &Presence, dice: &mut Dice) {
    for (from, chance) in [(700, household.cooks / 2), (1090, household.cooks)] {
        let minute = from + usize::try_from(dice.range(0, 70)).unwrap_or(0);
        if !dice.per_mille(chance) || !presence.is_anybody_up(minute, minute + 10) {
            continue;
        }
        let from = seconds(minute);
        for &watts in household.watts(Appliance::RiceCooker) {
            let cooks = dice.range(22 * MINUTE_S, 34 * MINUTE_S);
            // Then it keeps warm for a while.
            day.run(Appliance::RiceCooker, from, &[(cooks, mw(watts)), (dice.range(600, 1_500), mw(40))]);
        }
        for &watts in household.watts(Appliance::Hob) {
            for _ in 0..dice.range(1, 3) {
                let (wait, lasts) = (dice.range(0, 25 * MINUTE_S), dice.range(4 * MINUTE_S, 12 * MINUTE_S));
                hob(day, from + wait, lasts, dice.range(watts * 2 / 3, watts * 8 / 7), dice);
            }
        }
    }
}

/// First at full heat, then at times at low heat, in pulses.
fn hob(day: &mut Day, from: u32, lasts: u32, watts: u32, dice: &mut Dice) {
    let full = if dice.per_mille(500) { lasts } else { lasts / 2 };
    let mut steps = vec![(full, mw(watts))];
    let (on, off) = (dice.range(4, 9), dice.range(3, 7));
    let mut left = lasts - full;
    while left > on + off {
        steps.extend([(on, mw(watts)), (off, mw(3))]);
        left -= on + off;
    }
    day.run(Appliance::Hob, from, &steps);
}

fn bathroom(day: &mut Day, household: &Household, presence: &Presence, dice: &mut Dice) {
    for _ in 0..household.occupants {
        let minute = if dice.per_mille(650) { 1230 } else { 400 } + usize::try_from(dice.range(0, 90)).unwrap_or(0);
        if !presence.is_anybody_up(minute, minute + 15) {
            continue;
        }
        let from = seconds(minute);
        for &watts in household.watts(Appliance::WaterHeater) {
            day.steady(Appliance::WaterHeater, from, dice.range(18 * MINUTE_S, 32 * MINUTE_S), watts);
        }
        for &watts in household.watts(Appliance::HairDryer) {
            if dice.per_mille(500) {
                let wait = dice.range(12 * MINUTE_S, 20 * MINUTE_S);
                hair_dryer(day, from + wait, watts, dice);
            }
        }
    }
    for &watts in household.watts(Appliance::WashingMachine) {
        let noon = usize::try_from(dice.range(600, 960)).unwrap_or(0);
        if dice.per_mille(280) && presence.is_anybody_up(noon, noon + 20) {
            washing_machine(day, seconds(noon), watts, dice);
        }
    }
}

/// At full heat, then at half, then off, in some order.
fn hair_dryer(day: &mut Day, from: u32, watts: u32, dice: &mut Dice) {
    let (hot, warm) = (dice.range(100, 260), dice.range(40, 150));
    let (full, half) = ((hot, mw(watts)), (warm, mw(watts) * 55 / 100));
    let steps = if dice.per_mille(600) { [full, half] } else { [half, full] };
    day.run(Appliance::HairDryer, from, &steps);
}

/// Heats, turns to and fro, spins.
fn washing_machine(day: &mut Day, from: u32, heats_w: u32, dice: &mut Dice) {
    let mut steps = vec![(dice.range(600, 840), mw(heats_w))];
    for _ in 0..dice.range(50, 64) {
        steps.extend([(18, mw(260)), (12, mw(25))]);
    }
    steps.extend([(60, mw(180)), (240, mw(420))]);
    day.run(Appliance::WashingMachine, from, &steps);
}

/// How far the weather is from comfort for those who are there, in tenths of a degree; nothing where nobody minds.
fn discomfort(presence: &Presence, mean: i32, minute: usize) -> Option<u32> {
    let (up, asleep) = (presence.awake[minute] > 0, presence.asleep[minute] > 0);
    if !(up || asleep) {
        return None;
    }
    let outside = weather::at(mean, u32::try_from(minute).unwrap_or(0));
    let (hot, cold) = if up { (270, 90) } else { (285, 40) };
    u32::try_from((outside - hot).max(cold - outside)).ok().filter(|beyond| *beyond > 0)
}

/// Runs in cycles of twelve minutes, longer the further the weather is from comfort.
fn air_conditioner(day: &mut Day, watts: u32, presence: &Presence, mean: i32, dice: &mut Dice) {
    let mut at = usize::try_from(dice.range(0, 11)).unwrap_or(0);
    while at < MINUTES {
        if let Some(beyond) = discomfort(presence, mean, at) {
            let runs = (4 + beyond / 12).min(12) * MINUTE_S;
            let from = seconds(at) + dice.range(0, 30);
            if runs >= 12 * MINUTE_S {
                day.steady(Appliance::AirConditioner, from, runs, watts);
            } else {
                motor(day, Appliance::AirConditioner, from, runs, watts);
            }
        }
        at += 12;
    }
}

/// Ramps up to full power, then follows what the room needs from one few minutes to the next.
fn inverter(day: &mut Day, watts: u32, presence: &Presence, mean: i32, dice: &mut Dice) {
    let mut level = 0;
    let mut minute = 0;
    while minute < MINUTES {
        let wanted = discomfort(presence, mean, minute).map_or(0, |beyond| {
            let share = if level == 0 { 1_000 } else { (250 + beyond * 6).min(900) };
            mw(watts) * i64::from(share) / 1000
        });
        let wanted = if wanted > 0 { wanted * i64::from(dice.range(920, 1_080)) / 1000 } else { 0 };
        let holds = dice.range(3, 9);
        if wanted > 0 && level == 0 {
            day.runs += 1;
        }
        let (from, end) = (seconds(minute), seconds(minute) + holds * MINUTE_S);
        if wanted > 0 {
            let ramp = dice.range(40, 120);
            day.piece(Appliance::InverterAirConditioner, from, from + ramp, level.max(60_000), wanted);
            day.piece(Appliance::InverterAirConditioner, from + ramp, end, wanted, wanted);
        }
        level = wanted;
        minute += usize::try_from(holds).unwrap_or(1);
    }
}

/// On in the cold, by a thermostat.
fn fan_heater(day: &mut Day, watts: u32, presence: &Presence, mean: i32, dice: &mut Dice) {
    let mut minute = 0;
    while minute < MINUTES {
        let outside = weather::at(mean, u32::try_from(minute).unwrap_or(0));
        let (on, off) = (dice.range(6, 12), dice.range(3, 8));
        if presence.awake[minute] > 0 && outside < 120 {
            day.steady(Appliance::FanHeater, seconds(minute), on * MINUTE_S, watts);
        }
        minute += usize::try_from(on + off).unwrap_or(1);
    }
}

/// One use that somebody wrote down, from the second `from` of this day on, as long as it lasts.
pub(super) fn scripted(appliance: Appliance, from: u32, lasts: u32, watts: u32) -> Piece {
    Piece { appliance, run: u32::MAX, from, until: from + lasts, first_mw: mw(watts), last_mw: mw(watts) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Watt-hours of a day, before the mains have their say.
    fn wh(pieces: &[Piece]) -> i64 {
        pieces
            .iter()
            .map(|piece| (piece.first_mw + piece.last_mw) / 2 * i64::from(piece.until - piece.from))
            .sum::<i64>()
            / 3_600_000
    }

    fn kwh_a_day(date: NaiveDate, occupants: u8) -> i64 {
        let rooms = 60;
        let sum: i64 = (0..rooms).map(|number| wh(&plan(number, date, occupants))).sum();
        sum / 1_000 / i64::try_from(rooms).unwrap()
    }

    fn plan(number: u64, date: NaiveDate, occupants: u8) -> Vec<Piece> {
        room(9, &Household::of(9, number, occupants), date)
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
        assert_eq!(wh(&plan(4, date(8, 3), 0)), 48);
    }

    #[test]
    fn pieces_lie_within_their_day_and_what_they_take_within_a_fuse() {
        for number in 0..40 {
            for day in date(7, 1).iter_days().take(40) {
                for piece in plan(number, day, 4) {
                    assert!(piece.from < piece.until && piece.until <= DAY_S, "{piece:?}");
                    assert!((0..=3_600_000).contains(&piece.first_mw), "{piece:?}");
                    assert!((0..=3_600_000).contains(&piece.last_mw), "{piece:?}");
                }
            }
        }
    }

    #[test]
    fn days_differ_and_repeat_for_their_seed() {
        assert_eq!(plan(1, date(9, 9), 2), plan(1, date(9, 9), 2));
        assert_ne!(plan(1, date(9, 9), 2), plan(1, date(9, 10), 2));
        assert_ne!(plan(1, date(9, 9), 2), plan(2, date(9, 9), 2));
    }

    #[test]
    fn every_appliance_of_a_room_is_used_some_day() {
        let all = [
            (Appliance::Kettle, 1),
            (Appliance::Laptop, 6),
            (Appliance::HairDryer, 1),
            (Appliance::Hob, 1),
            (Appliance::FanHeater, 1),
            (Appliance::InverterAirConditioner, 1),
            (Appliance::WashingMachine, 1),
        ];
        let household = Household::of(3, 1, 6).with(&all);
        let used: std::collections::BTreeSet<Appliance> = date(1, 1)
            .iter_days()
            .take(200)
            .flat_map(|day| room(3, &household, day))
            .map(|piece| piece.appliance)
            .collect();
        for (appliance, _) in all {
            assert!(used.contains(&appliance), "{}", appliance.key());
        }
        assert!(!used.contains(&Appliance::Fridge), "nobody has one");
    }
}
