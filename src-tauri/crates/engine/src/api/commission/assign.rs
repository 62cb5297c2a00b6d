//! Which device measures which room, as a list that is pasted or comes from a file: looked at line by line, and done as a
//! whole or not at all.

mod columns;

use std::hash::{DefaultHasher, Hash, Hasher};

use store::meter as meter_table;
use units::{BusId, MeterId, PointId};

use crate::Actor;
use crate::api::setup::{Beginning, DevicePlan, device_at, line_named, named};
use crate::core::{Core, on_the_display};
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::wire::models::{model, models};
use crate::words::Words;
use columns::{Column, Table};

/// The longest list, in bytes and lines.
const MOST_BYTES: usize = 2_000_000;
const MOST_LINES: usize = 20_000;

/// One line of the list that can be done.
struct Planned {
    device: Device,
    name: Option<String>,
    beginning: Beginning,
}

enum Device {
    There(MeterId),
    New(BusId, DevicePlan),
}

enum Verdict {
    Assign(Box<Planned>),
    Same,
}

pub(crate) fn assign_list_preview(core: &mut Core, by: &Actor, args: AssignListArgs) -> Result<AssignList> {
    Ok(looked_at(core, &args.text, by)?.0)
}

pub(crate) fn assign_list(core: &mut Core, by: &Actor, args: AssignListArgs) -> Result<AssignList> {
    let (list, planned) = looked_at(core, &args.text, by)?;
    if let Some(problem) = &list.problem {
        return Err(Refusal::new("list-problem").with("cause", problem).field("text"));
    }
    if let Some(row) = list.rows.iter().find(|row| row.verdict == "wrong") {
        return Err(Refusal::new("list-wrong").with("line", row.number).with("cause", &row.text).field("text"));
    }
    if args.seen.is_some() && args.seen != list.token {
        return Err(Refusal::new("list-changed").field("text"));
    }
    let done = core.done(by, "assign_list", format!("{} of {}: {}", list.to_assign, list.rows.len(), args.text));
    core.rebuild(|tx| {
        for Planned { device, name, beginning } in &planned {
            let meter = match device {
                Device::There(meter) => *meter,
                Device::New(line, plan) => plan.write(tx, *line)?,
            };
            if let Some(name) = name {
                meter_table::rename(tx, meter, name)?;
            }
            beginning.write(tx, meter)?;
        }
        store::operation::insert(tx, &done)
    })?;
    Ok(AssignList { done: true, ..list })
}

fn looked_at(core: &Core, text: &str, by: &Actor) -> Result<(AssignList, Vec<Planned>)> {
    let words = Words::new(by.language);
    if text.len() > MOST_BYTES || text.lines().count() > MOST_LINES {
        return Err(Refusal::new("list-too-long").with("most", MOST_LINES).field("text"));
    }
    let table = match Table::read(text) {
        Ok(table) => table,
        Err(refusal) => {
            let problem = Some(refusal.say(by.language).message);
            let list =
                AssignList { rows: Vec::new(), to_assign: 0, same: 0, wrong: 0, problem, token: None, done: false };
            return Ok((list, Vec::new()));
        }
    };
    let ground = Ground::of(core)?;
    let (mut rows, mut planned): (Vec<AssignRow>, Vec<Planned>) = (Vec::new(), Vec::new());
    for line in table.lines() {
        let cell = |column| line.cell(column).to_owned();
        let mut row = AssignRow {
            number: i64::try_from(line.number).unwrap_or(i64::MAX),
            room: cell(Column::Room),
            line: cell(Column::Line),
            unit: None,
            model: cell(Column::Model),
            serial: cell(Column::Serial),
            register: cell(Column::Register),
            verdict: String::new(),
            text: String::new(),
        };
        match ground.verdict(core, &mut row, &line, &planned) {
            Ok(Verdict::Same) => {
                row.verdict = "same".to_owned();
                row.text = words.say("assign-same", &[]);
            }
            Ok(Verdict::Assign(plan)) => {
                row.verdict = "assign".to_owned();
                row.text = words.say("assign-from", &[("register", &row.register)]);
                planned.push(*plan);
            }
            Err(refusal) => {
                row.verdict = "wrong".to_owned();
                row.text = refusal.say(by.language).message;
            }
        }
        rows.push(row);
    }
    let count = |verdict: &str| rows.iter().filter(|row| row.verdict == verdict).count();
    let number = |verdict| i64::try_from(count(verdict)).unwrap_or(i64::MAX);
    let (to_assign, same, wrong) = (number("assign"), number("same"), number("wrong"));
    let token = (wrong == 0 && to_assign > 0).then(|| token(&rows));
    Ok((AssignList { rows, to_assign, same, wrong, problem: None, token, done: false }, planned))
}

/// Names what a person has seen: what began to be read meanwhile changes no verdict.
fn token(rows: &[AssignRow]) -> String {
    let mut hasher = DefaultHasher::new();
    for row in rows {
        (&row.room, &row.line, row.unit, &row.model, &row.verdict).hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}

/// What a list is held against.
struct Ground {
    lines: Vec<(BusId, store::bus::Bus)>,
    devices: Vec<(MeterId, meter_table::Meter)>,
    points: Vec<(PointId, store::point::Point)>,
    installed: Vec<store::installation::Installation>,
}

impl Ground {
    fn of(core: &Core) -> Result<Self> {
        Ok(Self {
            lines: store::bus::all(&core.store)?,
            devices: meter_table::all(&core.store)?,
            points: store::point::all(&core.store)?,
            installed: store::installation::current(&core.store)?.into_iter().map(|(_, row)| row).collect(),
        })
    }

    fn verdict(
        &self,
        core: &Core,
        row: &mut AssignRow,
        line: &columns::Line<'_>,
        before: &[Planned],
    ) -> Result<Verdict> {
        let point = self.points.iter().find(|(_, point)| point.name == row.room);
        let (point, _) = point.ok_or_else(|| Refusal::new("unknown-point").with("point", &row.room))?;
        let (bus, unit) = self.place(core, row, line)?;
        let there = device_at(core, bus, unit)?;
        if let Some((_, device)) = &there {
            row.model.clone_from(&device.profile);
            row.serial = device.serial.clone().unwrap_or_else(|| row.serial.clone());
        }
        if let Some((meter, _)) = &there
            && self.installed.iter().any(|row| row.point == *point && row.meter == *meter)
        {
            return Ok(Verdict::Same);
        }
        let (device, kept) = match there {
            Some((meter, kept)) => (Device::There(meter), kept),
            None => self.new_device(core, row, line, (bus, unit))?,
        };
        let meter = if let Device::There(meter) = device { Some(meter) } else { None };
        if before.iter().any(|other| other.beginning.point == *point) {
            return Err(Refusal::new("list-point-twice").with("point", &row.room));
        }
        if before.iter().any(|other| is_same(&other.device, &device)) {
            return Err(Refusal::new("list-device-twice").with("line", &row.line).with("unit", unit));
        }
        let wish = AssignMeterArgs {
            point: row.room.clone(),
            line: row.line.clone(),
            unit,
            register_kwh: Some(row.register.clone()).filter(|text| !text.is_empty()),
            ratio: ratio(line.cell(Column::Ratio))?,
        };
        let beginning = Beginning::of(core, &wish, meter, &kept)?;
        let own = wish.ratio.unwrap_or((1, 1));
        row.register = on_the_display(beginning.from_register, own).to_string();
        let name = Some(line.cell(Column::Name)).filter(|name| !name.is_empty());
        let name = name.map(|name| named(name, "text")).transpose()?;
        Ok(Verdict::Assign(Box::new(Planned { device, name, beginning })))
    }

    /// The line and address that a row names, or that the device of its serial number has.
    fn place(&self, core: &Core, row: &mut AssignRow, line: &columns::Line<'_>) -> Result<(BusId, u8)> {
        let unit = line.cell(Column::Unit);
        let (bus, unit) = if unit.is_empty() {
            self.by_serial(&row.serial)?
        } else {
            let wrong = || Refusal::new("bad-unit").with("text", unit);
            let number = unit.parse().ok().filter(|unit| (1..=247_u8).contains(unit)).ok_or_else(wrong)?;
            let bus = match self.lines.as_slice() {
                [(only, _)] if row.line.is_empty() => *only,
                _ => line_named(core, &row.line)?,
            };
            (bus, number)
        };
        row.line = super::line_name(&self.lines, Some(bus)).unwrap_or_default();
        row.unit = Some(unit);
        Ok((bus, unit))
    }

    fn by_serial(&self, serial: &str) -> Result<(BusId, u8)> {
        if serial.is_empty() {
            return Err(Refusal::new("list-no-device"));
        }
        let here = self.devices.iter().filter(|(_, row)| row.serial.as_deref() == Some(serial));
        let places: Vec<(BusId, u8)> = here.filter_map(|(_, row)| Some((row.bus?, row.unit))).collect();
        match places.as_slice() {
            [one] => Ok(*one),
            [] => Err(Refusal::new("list-no-serial").with("serial", serial)),
            _ => Err(Refusal::new("list-serial-twice").with("serial", serial)),
        }
    }

    /// A device that is not set up yet and is named with its model.
    fn new_device(
        &self,
        core: &Core,
        row: &mut AssignRow,
        line: &columns::Line<'_>,
        (bus, unit): (BusId, u8),
    ) -> Result<(Device, meter_table::Meter)> {
        let text = line.cell(Column::Model);
        if text.is_empty() {
            return Err(Refusal::new("unknown-device").with("line", &row.line).with("unit", unit));
        }
        row.model = model_named(text)?;
        let wish = SaveDeviceArgs {
            line: row.line.clone(),
            unit,
            profile: row.model.clone(),
            serial: Some(row.serial.clone()),
            rated_w: None,
        };
        let plan = DevicePlan::of(core, Some(bus), &wish)?;
        let kept = plan.row().clone();
        Ok((Device::New(bus, plan), kept))
    }
}

fn is_same(one: &Device, other: &Device) -> bool {
    match (one, other) {
        (Device::There(one), Device::There(other)) => one == other,
        (Device::New(line, one), Device::New(other_line, other)) => {
            line == other_line && one.row().unit == other.row().unit
        }
        _ => false,
    }
}

/// A model by its id, or by its name where only one has it.
fn model_named(text: &str) -> Result<String> {
    if model(text).is_some() {
        return Ok(text.to_owned());
    }
    let plain = |text: &str| text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let models = models();
    let same = models.iter().filter(|profile| {
        let full = format!("{} {}", profile.maker(), profile.model());
        plain(profile.model()) == plain(text) || plain(&full) == plain(text)
    });
    let ids: Vec<&str> = same.map(|profile| profile.id()).collect();
    match ids.as_slice() {
        [one] => Ok((*one).to_owned()),
        _ => Err(Refusal::new("profile").with("profile", text).with("cause", crate::cause::NO_MODEL)),
    }
}

/// `40`, `200/5` or `200:5`.
fn ratio(text: &str) -> Result<Option<(i64, i64)>> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || Refusal::new("bad-ratio");
    let number = |text: &str| text.trim().parse::<i64>().ok().filter(|number| (1..=100_000).contains(number));
    match text.split_once(['/', ':']) {
        Some((one, other)) => number(one).zip(number(other)).map(Some).ok_or_else(wrong),
        None => number(text).map(|number| Some((number, 1))).ok_or_else(wrong),
    }
}
