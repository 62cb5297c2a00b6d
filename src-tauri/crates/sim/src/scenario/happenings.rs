//! `[[happening]]`: what befalls the house and its lines, at what time and until when.

use std::time::Duration;

use units::Timestamp;

use super::meters::{appliance, appliances, register, unknown_appliance, until as lasting, watts};
use super::moment::Calendar;
use super::reader::Reader;
use super::{LineSpec, Result};
use crate::building::{Appliance, Happening, HousePlan, Measures, Part, Use, Wear};
use crate::wire::{Fault, Faults, Trouble, Whom};

type Timed = (Timestamp, Happening);
/// The number of a line, and what strikes it.
type OnLine = (usize, Trouble);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    PowerFailure,
    Bypass,
    Lead,
    WeldedRelay,
    DeadRelay,
    CrossedMeters,
    CrossedRelays,
    Exchange,
    Register,
    Silence,
    MoveIn,
    Use,
    Faults,
}

const WHAT: [(&str, What); 13] = [
    ("power-failure", What::PowerFailure),
    ("bypass", What::Bypass),
    ("lead", What::Lead),
    ("welded-relay", What::WeldedRelay),
    ("dead-relay", What::DeadRelay),
    ("crossed-meters", What::CrossedMeters),
    ("crossed-relays", What::CrossedRelays),
    ("exchange", What::Exchange),
    ("register", What::Register),
    ("silence", What::Silence),
    ("move-in", What::MoveIn),
    ("use", What::Use),
    ("faults", What::Faults),
];

pub(super) fn read(
    root: &Reader<'_>,
    calendar: Calendar,
    plan: &HousePlan,
    lines: &[LineSpec],
) -> Result<(Vec<Timed>, Vec<OnLine>)> {
    let (mut happenings, mut troubles) = (Vec::new(), Vec::new());
    for table in root.tables("happening")? {
        let happening = Entry {
            table: &table,
            plan,
            from: calendar.moment(&table, "at")?,
            until: calendar.moment(&table, "until")?,
        };
        if let (Some(from), Some(until)) = (happening.from, happening.until)
            && until <= from
        {
            return Err(table.wrong("until", "this is not after `at`"));
        }
        match table.must("what", table.word("what", &WHAT)?)? {
            What::Faults => troubles.extend(happening.faults(lines)?),
            what => happenings.extend(happening.house(what, calendar)?),
        }
        table.finish()?;
    }
    Ok((happenings, troubles))
}

/// One `[[happening]]`.
struct Entry<'a> {
    table: &'a Reader<'a>,
    plan: &'a HousePlan,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
}

impl Entry<'_> {
    fn house(&self, what: What, calendar: Calendar) -> Result<Vec<Timed>> {
        let table = self.table;
        let from = self.from.unwrap_or(calendar.start);
        let (begins, ends) = match what {
            What::PowerFailure => (Happening::PowerFails, Some(Happening::PowerReturns)),
            What::Bypass => {
                let room = self.room("room")?;
                let part = Some(self.part()?);
                (Happening::Bypass { room: room.clone(), part }, Some(Happening::Bypass { room, part: None }))
            }
            What::Lead => {
                let (room, lender) = (self.room("room")?, self.circuit("from")?);
                let begins = Happening::Lead { room: room.clone(), from: lender.clone(), part: Some(self.part()?) };
                (begins, Some(Happening::Lead { room, from: lender, part: None }))
            }
            What::WeldedRelay | What::DeadRelay => {
                let room = self.room("room")?;
                let wear = if what == What::WeldedRelay { Wear::Welded } else { Wear::Open };
                let mended = Happening::Wears { room: room.clone(), wear: Wear::Sound };
                (Happening::Wears { room, wear }, Some(mended))
            }
            What::CrossedMeters => {
                let (one, other) = self.two()?;
                let crossed = Happening::CrossMeters { one, other };
                (crossed.clone(), Some(crossed))
            }
            What::CrossedRelays => {
                let (one, other) = self.two()?;
                let crossed = Happening::CrossRelays { one, other };
                (crossed.clone(), Some(crossed))
            }
            What::Exchange => {
                let (meter, serial) = (self.meter("meter")?, table.required_text("serial")?.to_owned());
                let register = table.must("register_kwh", register(table)?)?;
                (Happening::Exchange { meter, serial, register }, None)
            }
            What::Register => {
                let register = table.must("register_kwh", register(table)?)?;
                (Happening::Register { meter: self.meter("meter")?, register }, None)
            }
            What::Silence => {
                let meter = self.meter("meter")?;
                let speaks = Happening::Answers { meter: meter.clone(), answers: true };
                (Happening::Answers { meter, answers: false }, Some(speaks))
            }
            What::MoveIn => {
                let occupants = u8::try_from(table.required_integer("occupants", 0, 50)?).unwrap_or(0);
                (Happening::MoveIn { room: self.room("room")?, occupants, appliances: appliances(table)? }, None)
            }
            What::Use | What::Faults => {
                let appliance = table.must("appliance", appliance(table, "appliance")?)?;
                let watts = watts(table)?.unwrap_or(appliance.usual_w());
                let used = Use { appliance, from, until: lasting(table, from)?, watts };
                (Happening::Uses { room: self.circuit("room")?, used }, None)
            }
        };
        match (ends, self.until) {
            (None, Some(_)) => Err(table.wrong("until", "this happens once and does not end")),
            (Some(ends), Some(until)) => Ok(vec![(from, begins), (until, ends)]),
            (_, None) => Ok(vec![(from, begins)]),
        }
    }

    /// One of the plan's meters of which this holds.
    fn named(&self, key: &str, name: &str, what: &str, fits: impl Fn(Measures) -> bool) -> Result<String> {
        let mut meters = self.plan.meters.iter().filter(|meter| fits(meter.placed.measures));
        match meters.find(|meter| meter.placed.name == name) {
            Some(meter) => Ok(meter.placed.name.clone()),
            None => Err(self.table.wrong(key, format!("there is no {what} “{name}”"))),
        }
    }

    fn meter(&self, key: &str) -> Result<String> {
        self.named(key, self.table.required_text(key)?, "meter", |_| true)
    }

    fn room(&self, key: &str) -> Result<String> {
        self.named(key, self.table.required_text(key)?, "room", |measures| measures == Measures::Room)
    }

    /// A room or a common area: what has sockets.
    fn circuit(&self, key: &str) -> Result<String> {
        let has_sockets = |measures| matches!(measures, Measures::Room | Measures::Corridor);
        self.named(key, self.table.required_text(key)?, "room or common area", has_sockets)
    }

    fn two(&self) -> Result<(String, String)> {
        let rooms = self.table.texts("rooms")?.unwrap_or_default();
        let [one, other] = rooms[..] else {
            return Err(self.table.wrong("rooms", "name the two rooms, such as [\"101\", \"102\"]"));
        };
        let has_sockets = |measures| matches!(measures, Measures::Room | Measures::Corridor);
        let named = |name| self.named("rooms", name, "room", has_sockets);
        if one == other {
            return Err(self.table.wrong("rooms", "name two rooms, not one twice"));
        }
        Ok((named(one)?, named(other)?))
    }

    /// `share_percent = 30` or `appliances = ["kettle"]`.
    fn part(&self) -> Result<Part> {
        let table = self.table;
        let share = table.integer("share_percent", 1, 100)?;
        let listed = table.texts("appliances")?;
        match (share, listed) {
            (Some(percent), None) => Ok(Part::Share(u16::try_from(percent * 10).unwrap_or(0))),
            (None, Some(names)) if !names.is_empty() => {
                let known = |name: &&str| {
                    let found = Appliance::ALL.into_iter().find(|appliance| appliance.key() == *name);
                    found.ok_or_else(|| table.wrong("appliances", unknown_appliance(name)))
                };
                names.iter().map(known).collect::<Result<_>>().map(Part::Appliances)
            }
            _ => Err(table.wrong("share_percent", "write either this or a list of `appliances`")),
        }
    }

    /// Rates per mille of answers, of a line or of some of its units.
    fn faults(&self, lines: &[LineSpec]) -> Result<Vec<OnLine>> {
        let table = self.table;
        let on: Vec<usize> = match table.text("line")? {
            None => (0..lines.len()).collect(),
            Some(name) => match lines.iter().position(|line| line.name == name) {
                Some(line) => vec![line],
                None => return Err(table.wrong("line", format!("there is no [[line]] “{name}”"))),
            },
        };
        let whom = match table.text("units")? {
            None => Whom::Line,
            Some(text) => {
                let wrong = || table.wrong("units", "write unit addresses such as \"1-4,7\"");
                Whom::Units(units(text).ok_or_else(wrong)?)
            }
        };
        let rates = table.must("rates", table.table("rates")?)?;
        let mut faults = Faults::none();
        for (key, rate) in rates.counts(1_000)? {
            let fault = Fault::ALL.into_iter().find(|fault| fault.key() == key).ok_or_else(|| {
                let all = Fault::ALL.map(Fault::key).join(", ");
                rates.wrong(key, format!("“{key}” is no fault that is known here; there are {all}"))
            })?;
            faults = faults.with(fault, rate);
        }
        let ms = |key, usual: Duration| {
            let ms = table.integer(key, 1, 60_000)?;
            Ok(ms.map_or(usual, |ms| Duration::from_millis(ms.unsigned_abs())))
        };
        faults.late_by = ms("late_by_ms", faults.late_by)?;
        faults.slow_by = ms("slow_by_ms", faults.slow_by)?;
        let (from, until) = (self.from.unwrap_or(Timestamp::MIN_UTC), self.until.unwrap_or(Timestamp::MAX_UTC));
        Ok(on
            .into_iter()
            .map(|line| (line, Trouble { whom: whom.clone(), from, until, faults: faults.clone() }))
            .collect())
    }
}

/// `1-4,7`.
fn units(text: &str) -> Option<std::collections::BTreeSet<u8>> {
    let mut units = std::collections::BTreeSet::new();
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last): (u8, u8) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        if first == 0 || last > 247 || first > last {
            return None;
        }
        units.extend(first..=last);
    }
    Some(units)
}
