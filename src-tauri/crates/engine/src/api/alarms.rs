use std::collections::BTreeMap;

use store::alarm::{AlarmState, Severity as Stored};
use units::millis;

use crate::core::Core;
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::words::Words;
use crate::{Actor, View, alarm};

pub(crate) fn alarms(view: &View, _: Nothing) -> Result<Vec<Alarm>> {
    let words = view.words();
    let room = |place| view.live.rooms.iter().find(|room| Some(room.place) == place).map(|room| room.name.clone());
    let standing = store::alarm::standing(&view.reader)?;
    Ok(standing.into_iter().map(|state| shown(&state, room(state.alarm.place), &words)).collect())
}

pub(crate) fn acknowledge_alarm(core: &mut Core, by: &Actor, args: AcknowledgeArgs) -> Result<Alarm> {
    let unknown = || Refusal::new("unknown-alarm");
    let now = core.now;
    let found = store::alarm::get(&core.store, args.id)?.ok_or_else(unknown)?;
    core.write(|tx| store::alarm::acknowledge(tx, args.id, now, &by.name, &args.note))?;
    if alarm::is_news(&found.alarm.kind) {
        core.alarms.clear_standing(&mut core.store, &found, now);
    }
    core.audit(by, "acknowledge_alarm", format!("{}: {}", args.id, args.note))?;
    let state = store::alarm::get(&core.store, args.id)?.ok_or_else(unknown)?;
    let room = core.rooms.values().find(|room| Some(room.place) == state.alarm.place).map(|room| room.name.clone());
    Ok(shown(&state, room, &Words::new(by.language)))
}

pub(crate) fn alarm_history(view: &View, args: AlarmHistoryArgs) -> Result<Vec<Alarm>> {
    let words = view.words();
    let rooms: BTreeMap<_, _> = view.live.rooms.iter().map(|room| (room.place, room.name.clone())).collect();
    let room = |state: &AlarmState| state.alarm.place.and_then(|place| rooms.get(&place).cloned());
    let over = store::alarm::over(&view.reader, args.limit.min(1000))?;
    Ok(over.iter().map(|state| shown(state, room(state), &words)).collect())
}

pub(super) const fn severity(stored: Stored) -> Severity {
    match stored {
        Stored::Info => Severity::Info,
        Stored::Warning => Severity::Warning,
        Stored::Critical => Severity::Critical,
    }
}

pub(super) fn shown(state: &AlarmState, room: Option<String>, words: &Words) -> Alarm {
    let (kind, args) = alarm::message(state);
    Alarm {
        id: state.id,
        at: millis(state.alarm.at),
        severity: severity(state.alarm.severity),
        room,
        text: sentence(&kind, &args, words),
        kind,
        acknowledged: state.acknowledged.is_some(),
        acknowledged_at: state.acknowledged.as_ref().map(|(at, _)| millis(*at)),
        owner: state.owner.clone(),
        note: state.acknowledged.as_ref().map(|(_, note)| note.clone()).unwrap_or_default(),
        cleared_at: state.cleared_at.map(millis),
    }
}

/// A cause on the wire in words: causes without a message are sentences already.
pub(super) fn wire_text(cause: &str, words: &Words) -> String {
    crate::cause::said(cause, words)
}

/// An alarm's sentence; a doubt is said in words.
pub(crate) fn sentence(kind: &str, args: &BTreeMap<String, String>, words: &Words) -> String {
    let doubt = args.get("doubt").map(|code| words.say(&format!("doubt-{code}"), &[])).unwrap_or_default();
    let flag =
        args.get("flag").map(|key| words.say(&format!("flag-{}", key.replace('_', "-")), &[])).unwrap_or_default();
    let cause = args.get("cause").map(|cause| wire_text(cause, words)).unwrap_or_default();
    let args = args.iter().map(|(name, value)| match name.as_str() {
        "doubt" => (name.as_str(), doubt.as_str()),
        "cause" => (name.as_str(), cause.as_str()),
        "flag" => (name.as_str(), flag.as_str()),
        _ => (name.as_str(), value.as_str()),
    });
    words.say(&format!("alarm-{}", kind.replace('_', "-")), &args.collect::<Vec<_>>())
}
