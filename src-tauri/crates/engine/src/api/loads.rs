//! Loads above a limit and appliances that are not allowed, with their curves.

use report::chart::{Limit, Line, Mark, Point, Size, Theme as ChartTheme, Unit};
use store::load_event::{Act, Known};
use units::{Timestamp, millis, timestamp};

use super::money::room_row;
use crate::core::{Core, CurvePoint, factor_text, watts};
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::words::Words;
use crate::{Actor, View};

pub(crate) fn load_events(view: &View, args: LoadEventsArgs) -> Result<Vec<LoadEventRow>> {
    let place = args.room.as_deref().map(|room| view.room(room).map(|room| room.place)).transpose()?;
    let before = args.before.map_or(view.now + chrono::Duration::days(1), timestamp);
    let words = view.words();
    let events = store::load_event::latest(&view.reader, place, before, args.limit.clamp(1, 500))?;
    Ok(events.iter().map(|event| row(view, event, &words)).collect())
}

pub(crate) fn load_event(view: &View, args: LoadEventArgs) -> Result<LoadEventPage> {
    let event = store::load_event::get(&view.reader, args.id)?.ok_or_else(|| Refusal::new("unknown-load-event"))?;
    let words = view.words();
    let row = row(view, &event, &words);
    let samples: Vec<CurvePoint> = serde_json::from_str(&event.1.curve).unwrap_or_default();
    let theme = match args.theme {
        Theme::Light => ChartTheme::Light,
        Theme::Dark => ChartTheme::Dark,
    };
    let svg =
        report::chart::line(&curve(view, &event, &samples, &row.text, &words), Size { width: 640, height: 220 }, theme)
            .map_err(|cause| Refusal::new("paper").with("cause", cause))?;
    let shown = |sample: &CurvePoint| LoadSample { at: sample.at, power_w: sample.w, power_factor_milli: sample.pf };
    Ok(LoadEventPage { row, svg, samples: samples.iter().map(shown).collect() })
}

fn curve(view: &View, (_, event, _): &Known, samples: &[CurvePoint], summary: &str, words: &Words) -> Line {
    let zone = view.live.site.zone;
    let clock = |at: Timestamp| zone.local(at).format("%H:%M:%S").to_string();
    let (first, last) = (samples.first().map_or(0, |sample| sample.at), samples.last().map_or(1, |sample| sample.at));
    let mut marks: Vec<Mark> = [first, last].map(|at| Mark { at, label: clock(timestamp(at)) }).into();
    let at = millis(event.at);
    // Names that would lie on each other say less than one.
    if (at - first).min(last - at) > (last - first) / 6 {
        marks.insert(1, Mark { at, label: clock(event.at) });
    }
    Line {
        title: words.say("load-curve", &[("room", &room_name(view, event.place))]),
        summary: summary.to_owned(),
        unit: Unit { text: "W".to_owned(), size: 1 },
        from: first,
        to: last,
        points: samples.iter().map(|sample| Point { at: sample.at, value: Some(sample.w) }).collect(),
        marks,
        limit: event.limit.map(|limit| Limit { value: limit.w(), label: watts(limit) }),
    }
}

fn room_name(view: &View, place: units::PlaceId) -> String {
    view.live.rooms.iter().find(|room| room.place == place).map(|room| room.name.clone()).unwrap_or_default()
}

fn row(view: &View, (id, event, release): &Known, words: &Words) -> LoadEventRow {
    let zone = view.live.site.zone;
    let room = room_name(view, event.place);
    let watched = event.act == Act::Watched;
    let power = watts(event.power);
    let (limit, factor) =
        (event.limit.map(watts).unwrap_or_default(), event.power_factor_milli.map(factor_text).unwrap_or_default());
    let at = zone.local(event.at).format("%H:%M:%S").to_string();
    let args = [("room", room.as_str()), ("power", &power), ("limit", &limit), ("factor", &factor), ("at", &at)];
    LoadEventRow {
        id: *id,
        at: millis(event.at),
        text: words.say(&format!("load-event-{}", event.load.replace('_', "-")), &args),
        room,
        load: event.load.clone(),
        watched,
        power_w: event.power.w(),
        limit_w: event.limit.map(units::Power::w),
        power_factor_milli: event.power_factor_milli,
        until: event.until.map(millis),
        released_at: release.as_ref().map(|release| millis(release.at)),
        released_by: release.as_ref().map(|release| release.by.clone()).filter(|by| !by.is_empty()),
        note: release.as_ref().map(|release| release.note.clone()).unwrap_or_default(),
        locked: !watched && release.is_none() && event.until.is_none(),
    }
}

pub(crate) fn release_load(core: &mut Core, by: &Actor, args: ReleaseLoadArgs) -> Result<RoomRow> {
    let place = core.room_named(&args.room)?;
    if core.rooms[&place].guarded.protection.off().is_none() {
        return Err(Refusal::new("no-load-lock").with("room", &args.room));
    }
    if args.note.trim().is_empty() {
        return Err(Refusal::new("reason-missing").field("note"));
    }
    core.release_load(place, by, args.note.trim())?;
    room_row(core, place, by)
}
