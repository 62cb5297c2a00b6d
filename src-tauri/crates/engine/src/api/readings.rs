//! Meters that change, and readings that a person enters or corrects.

use units::{Energy, MeterId, PointId, millis, timestamp};

use super::meters::meter_row;
use super::tenancies::asked;
use crate::core::{Changed, Command, Core, NewDevice, on_the_display, parse_kwh, register_of};
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::live::LivePoint;
use crate::wire::models::{model, models};
use crate::{Actor, View};

/// The most that one call gives.
const MOST: u32 = 500;

/// The most that a transformer multiplies by: a slip of the finger beyond that.
const MOST_RATIO: u32 = 100_000;

pub(crate) fn meter_models(_: &View, _: Nothing) -> Result<Vec<MeterModel>> {
    let models = models();
    let rows = models.iter().map(|profile| MeterModel {
        id: profile.id().to_owned(),
        maker: profile.maker().to_owned(),
        model: profile.model().to_owned(),
        relay: profile.relay_channels() > 0,
    });
    Ok(rows.collect())
}

pub(crate) fn installations(view: &View, args: MeterArgs) -> Result<Vec<InstallationRow>> {
    let (id, _) = point(view, args.meter)?;
    let mut rows = Vec::new();
    for (_, installed) in store::installation::of_point(&view.reader, id)?.into_iter().rev() {
        let device = store::meter::get(&view.reader, installed.meter)?;
        let profile = device.as_ref().and_then(|device| model(&device.profile));
        let text = |register| on_the_display(register, installed.ratio).to_string();
        rows.push(InstallationRow {
            serial: installed.serial.clone().unwrap_or_default(),
            model: profile.map(|profile| profile.model().to_owned()).unwrap_or_default(),
            from: millis(installed.from_at),
            from_text: text(installed.from_register),
            to: installed.to.map(|(at, _)| millis(at)),
            to_text: installed.to.map(|(_, register)| text(register)),
            ratio: ratio(installed.ratio),
        });
    }
    Ok(rows)
}

pub(crate) fn readings(view: &View, args: ReadingsArgs) -> Result<Vec<ReadingRow>> {
    let (_, point) = point(view, args.meter)?;
    let before = args.before.map_or(units::Timestamp::MAX_UTC, timestamp);
    let rows = store::reading::latest(&view.reader, point.installation, before, args.limit.clamp(1, MOST))?;
    let given = store::reading_correction::of_installation(&view.reader, point.installation)?;
    let shown = rows.into_iter().map(|reading| {
        let own = on_the_display(reading.register, point.ratio);
        let mut here: Vec<_> = given.iter().filter(|given| given.at == reading.at).collect();
        here.reverse();
        let corrected = here.iter().filter_map(|given| {
            let (old, _) = given.old?;
            Some(CorrectedFrom {
                at: millis(given.made_at),
                wh: on_the_display(old, point.ratio).wh(),
                by: given.actor.clone(),
                reason: given.reason.clone(),
            })
        });
        ReadingRow {
            at: millis(reading.at),
            wh: own.wh(),
            text: own.to_string(),
            estimated: reading.quality == units::Quality::Estimated,
            by: here.first().map(|given| given.actor.clone()),
            corrected: corrected.collect(),
        }
    });
    Ok(shown.collect())
}

pub(crate) fn exchange_meter(core: &mut Core, by: &Actor, args: ExchangeMeterArgs) -> Result<MeterExchanged> {
    let command = Command::new("exchange_meter", &args.key, &args, by)?;
    if core.done_before(&command)? {
        // The old meter is gone by now: what hangs there is told by the unit that took its place.
        let here =
            core.points.values().find(|point| point.unit == args.new.unit && point.profile.id() == args.new.profile);
        let id = here.map(|point| point.id).ok_or_else(unknown)?;
        return exchanged(core, id, true);
    }
    given(&args.reason)?;
    let id = core.point_of(MeterId(args.meter))?;
    let new = new_device(core, id, &args)?;
    let last = core.register_at(id, asked(args.at), &args.last, "last")?;
    core.exchange_meter(id, &last, &new, &command)?;
    exchanged(core, id, false)
}

pub(crate) fn set_ratio(core: &mut Core, by: &Actor, args: RatioArgs) -> Result<MeterExchanged> {
    let command = Command::new("set_ratio", &args.key, &args, by)?;
    let id = core.point_of(MeterId(args.meter))?;
    let repeated = core.done_before(&command)?;
    if !repeated {
        let reason = given(&args.reason)?;
        let to = checked(args.ratio)?;
        let last = core.register_at(id, asked(args.at), &args.register, "register")?;
        core.set_ratio(id, &last, to, &reason, &command)?;
    }
    exchanged(core, id, repeated)
}

pub(crate) fn manual_reading(core: &mut Core, by: &Actor, args: ManualReadingArgs) -> Result<ReadingChange> {
    let command = Command::new("manual_reading", &args.key, &args, by)?;
    let id = core.point_of(MeterId(args.meter))?;
    if core.done_before(&command)? {
        let point = core.points.get(&id).ok_or_else(unknown)?;
        let at = asked(args.at).or(point.stored.map(|stored| stored.at)).unwrap_or(core.now);
        let there = register_of(&core.store, id, at)?;
        return Ok(ReadingChange {
            repeated: true,
            ..change(core, (there.serial, at, None, there.register), &[], true)
        });
    }
    let wish = RegisterWish::Hand { kwh: args.kwh.clone() };
    let register = core.register_at(id, asked(args.at), &wish, "kwh")?;
    let changed = core.keep_by_hand(id, &register, &command)?;
    Ok(change(core, (register.serial, register.at, None, register.register), &changed, true))
}

pub(crate) fn correct_reading_preview(core: &mut Core, by: &Actor, args: CorrectReadingArgs) -> Result<ReadingChange> {
    let id = core.point_of(MeterId(args.meter))?;
    let (reading, old, register) = core.corrected(id, timestamp(args.at), &args.kwh)?;
    let command = Command::tried("correct_reading", by);
    let changed = core.try_correct_reading(id, reading, &args.reason, &command)?;
    Ok(change(core, (register.serial, reading.at, Some(old), reading.register), &changed, false))
}

pub(crate) fn correct_reading(core: &mut Core, by: &Actor, args: CorrectReadingArgs) -> Result<ReadingChange> {
    let command = Command::new("correct_reading", &args.key, &args, by)?;
    let id = core.point_of(MeterId(args.meter))?;
    if core.done_before(&command)? {
        let there = register_of(&core.store, id, timestamp(args.at))?;
        let done = change(core, (there.serial, there.at, None, there.register), &[], true);
        return Ok(ReadingChange { repeated: true, ..done });
    }
    let reason = given(&args.reason)?;
    let (reading, old, register) = core.corrected(id, timestamp(args.at), &args.kwh)?;
    let changed = core.correct_reading(id, reading, &reason, &command)?;
    Ok(change(core, (register.serial, reading.at, Some(old), reading.register), &changed, true))
}

fn change(
    core: &Core,
    (meter, at, old, new): (String, units::Timestamp, Option<Energy>, Energy),
    changed: &[Changed],
    booked: bool,
) -> ReadingChange {
    let room = |place| core.rooms.get(&place).map(|room| room.name.clone()).unwrap_or_default();
    let differences = changed.iter().map(|changed| ReadingDifference {
        room: room(changed.tenancy.place),
        tenant: changed.tenancy.name.clone(),
        month: changed.month.to_string(),
        former: changed.tenancy.to_at.is_some(),
        amount: Amount::of(changed.amount, core.site.currency),
    });
    ReadingChange {
        meter,
        at: millis(at),
        old_wh: old.map(Energy::wh),
        new_wh: new.wh(),
        differences: differences.collect(),
        booked,
        repeated: false,
    }
}

fn exchanged(core: &mut Core, id: PointId, repeated: bool) -> Result<MeterExchanged> {
    let rows = store::installation::of_point(&core.store, id)?;
    let mut newest = rows.into_iter().rev().map(|(_, row)| row);
    let (now, before) = (newest.next().ok_or_else(unknown)?, newest.next());
    let at = now.from_at;
    let register = |row: &store::installation::Installation, register| {
        let own = on_the_display(register, row.ratio);
        ShownRegister {
            meter: row.serial.clone().unwrap_or_default(),
            at: millis(at),
            wh: own.wh(),
            text: own.to_string(),
            by_hand: false,
            estimated: false,
        }
    };
    let first = register(&now, now.from_register);
    let last = before.as_ref().and_then(|row| row.to.map(|(_, last)| register(row, last)));
    let live = core.picture();
    let point = live.points.get(&id).ok_or_else(unknown)?;
    let language = live.site.language;
    let meter = meter_row(point, &live, &crate::words::Words::new(language));
    Ok(MeterExchanged { at: millis(at), last: last.unwrap_or_else(|| first.clone()), first, meter, repeated })
}

fn new_device(core: &Core, id: PointId, args: &ExchangeMeterArgs) -> Result<NewDevice> {
    let point = core.points.get(&id).ok_or_else(unknown)?;
    let new = &args.new;
    let profile = model(&new.profile).ok_or_else(|| {
        Refusal::new("profile").with("profile", &new.profile).with("cause", crate::cause::NO_MODEL).field("profile")
    })?;
    let bus = match &new.line {
        None => point.bus,
        Some(line) => {
            let lines = store::bus::all(&core.store)?;
            let found = lines.into_iter().find(|(_, row)| row.name == *line).map(|(id, _)| id);
            found.ok_or_else(|| Refusal::new("unknown-line").with("line", line).field("line"))?
        }
    };
    if !(1..=247).contains(&new.unit) {
        return Err(Refusal::new("bad-unit").with("text", new.unit).field("unit"));
    }
    let old = store::meter::get(&core.store, point.meter)?.ok_or_else(unknown)?;
    let serial = new.serial.as_deref().map(str::trim).filter(|serial| !serial.is_empty()).map(str::to_owned);
    Ok(NewDevice {
        serial: serial.filter(|serial| serial.chars().count() <= 60 && !serial.chars().any(char::is_control)),
        profile,
        bus,
        unit: new.unit,
        rated_w: new.rated_w.filter(|rated| (1..=1_000_000_000).contains(rated)).unwrap_or(old.rated_w),
        first: parse_kwh(&new.first_kwh, "first_kwh")?,
        ratio: checked(args.ratio)?,
    })
}

fn checked(wish: Ratio) -> Result<(i64, i64)> {
    let fits = (1..=MOST_RATIO).contains(&wish.secondary) && (wish.secondary..=MOST_RATIO).contains(&wish.primary);
    if fits {
        Ok((i64::from(wish.primary), i64::from(wish.secondary)))
    } else {
        Err(Refusal::new("bad-ratio").field("ratio"))
    }
}

fn ratio((primary, secondary): (i64, i64)) -> Ratio {
    let number = |number: i64| u32::try_from(number).unwrap_or(1);
    Ratio { primary: number(primary), secondary: number(secondary) }
}

fn given(reason: &str) -> Result<String> {
    let reason = reason.trim();
    if reason.is_empty() { Err(Refusal::new("reason-missing").field("reason")) } else { Ok(reason.to_owned()) }
}

fn point(view: &View, meter: i64) -> Result<(PointId, &LivePoint)> {
    let found = view.live.points.iter().find(|(_, point)| point.meter == MeterId(meter));
    found.map(|(id, point)| (*id, point)).ok_or_else(unknown)
}

fn unknown() -> Refusal {
    Refusal::new("unknown-meter").field("meter")
}
