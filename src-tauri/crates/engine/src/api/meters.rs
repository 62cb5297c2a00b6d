use store::suspect::Resolution;
use units::{PointId, Quality, Reading, millis};

use crate::core::Core;
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::live::{Live, LivePoint};
use crate::words::Words;
use crate::{Actor, View};

pub(crate) fn meters(view: &View, _: Nothing) -> Result<Vec<MeterRow>> {
    let words = view.words();
    Ok(view.live.points.values().map(|point| meter_row(point, &view.live, &words)).collect())
}

pub(super) fn meter_row(point: &LivePoint, live: &Live, words: &Words) -> MeterRow {
    let room = |place| live.rooms.iter().find(|room| Some(room.place) == place).map(|room| room.name.clone());
    MeterRow {
        id: point.meter.0,
        serial: point.serial.clone(),
        maker: point.profile.maker().to_owned(),
        model: point.profile.model().to_owned(),
        line: live.lines.get(&point.bus).map(|line| line.name.clone()).unwrap_or_default(),
        unit: point.unit,
        room: room(point.room),
        point: point.name.clone(),
        answering: point.answering,
        last_at: point.at.map(millis),
        error: point.error.as_deref().map(|cause| super::alarms::wire_text(cause, words)),
        register_wh: point.register.map(units::Energy::wh),
        power_w: point.sample.as_ref().filter(|_| point.answering).and_then(|s| s.power_mw).map(|mw| mw / 1000),
        suspects: point.suspects,
    }
}

pub(crate) fn suspects(view: &View, _: Nothing) -> Result<Vec<Suspect>> {
    let name = |of| view.live.points.values().find(|point| point.installation == of).map(|point| point.name.clone());
    open(&view.reader, name, &view.words())
}

/// A person's word on a doubtful reading: accepted, it is the base from now on and nothing before it is charged;
/// rejected, the next believable reading goes on from the last good one.
pub(crate) fn resolve_suspect(core: &mut Core, by: &Actor, args: ResolveSuspectArgs) -> Result<Vec<Suspect>> {
    let unknown = || Refusal::new("unknown-suspect");
    let (suspect, resolution) = store::suspect::get(&core.store, args.id)?.ok_or_else(unknown)?;
    if resolution.is_some() {
        return Err(unknown());
    }
    if args.note.trim().is_empty() {
        return Err(Refusal::new("reason-missing").field("note"));
    }
    let how = Resolution { at: core.now, accepted: args.accept, note: args.note.clone() };
    core.write(|tx| store::suspect::resolve(tx, args.id, &how))?;
    core.audit(by, "resolve_suspect", format!("{}: {} {}", args.id, args.accept, args.note))?;
    let point: Option<PointId> =
        core.points.values().find(|point| point.installation == suspect.installation).map(|point| point.id);
    if let Some(id) = point {
        let accepted = Reading { at: suspect.at, register: suspect.register, quality: Quality::Actual };
        core.resolve_doubt(id, args.accept.then_some(accepted), suspect.serial)?;
    }
    let names: Vec<_> = core.points.values().map(|point| (point.installation, point.name.clone())).collect();
    let name = |of| names.iter().find(|(installation, _)| *installation == of).map(|(_, name)| name.clone());
    open(&core.store, name, &Words::new(by.language))
}

fn open(db: &store::Db, name: impl Fn(units::InstallationId) -> Option<String>, words: &Words) -> Result<Vec<Suspect>> {
    let rows = store::suspect::open(db)?.into_iter().map(|(id, row)| Suspect {
        id,
        room: name(row.installation).unwrap_or_default(),
        at: millis(row.at),
        register_wh: row.register.wh(),
        base_wh: row.base.map(|(_, register)| register.wh()),
        base_at: row.base.map(|(at, _)| millis(at)),
        text: words.say(&format!("doubt-{}", row.doubt), &[]),
        explanation: words.say(&format!("doubt-{}-explained", row.doubt), &[]),
        doubt: row.doubt,
    });
    Ok(rows.collect())
}
