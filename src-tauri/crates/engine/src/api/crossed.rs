//! The check for crossed wires, begun, watched, answered and stopped.

use chrono::Duration;
use units::{PlaceId, millis};

use crate::core::{Core, Crossed, Fall, Found, Phase, Protected, SECONDS, Why};
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::words::Words;
use crate::{Actor, View};

pub(crate) fn start_crossed_check(core: &mut Core, by: &Actor, args: StartCrossedArgs) -> Result<CrossedCheck> {
    if !args.consent {
        return Err(Refusal::new("crossed-consent").field("consent"));
    }
    let seconds = i64::from(args.seconds);
    if !SECONDS.contains(&seconds) {
        let (least, most) = (SECONDS.start(), SECONDS.end());
        return Err(Refusal::new("crossed-seconds").with("least", least).with("most", most).field("seconds"));
    }
    let rooms: Vec<PlaceId> = match &args.rooms {
        Some(names) => names.iter().map(|name| core.room_named(name)).collect::<Result<_>>()?,
        None => all_with_switch(core),
    };
    if rooms.is_empty() {
        return Err(Refusal::new("crossed-no-rooms").field("rooms"));
    }
    if let Some(protected) = named_and_protected(core, &args, &rooms) {
        return Err(Refusal::new("crossed-protected").with("room", protected).field("protected"));
    }
    let protected = if args.protected { Protected::CheckedToo } else { Protected::LeftOut };
    core.begin_crossed(&rooms, Duration::seconds(seconds), protected, by)?;
    Ok(shown(core.crossed.as_deref(), Words::new(by.language)))
}

/// In the order in which people count.
fn all_with_switch(core: &mut Core) -> Vec<PlaceId> {
    let picture = core.picture();
    let switched = |place: &PlaceId| core.rooms.get(place).is_some_and(|room| room.relay.is_some());
    picture.rooms.iter().map(|room| room.place).filter(switched).collect()
}

/// A protected room that was named is no slip: it takes a word of its own.
fn named_and_protected(core: &Core, args: &StartCrossedArgs, rooms: &[PlaceId]) -> Option<String> {
    let named = args.rooms.is_some() && !args.protected;
    let mut rooms = rooms.iter().filter_map(|place| core.rooms.get(place));
    rooms.find(|room| named && room.protected).map(|room| room.name.clone())
}

pub(crate) fn crossed_check(view: &View, _: Nothing) -> Result<CrossedCheck> {
    Ok(shown(view.live.crossed.as_deref(), view.words()))
}

pub(crate) fn crossed_seen(core: &mut Core, by: &Actor, args: CrossedSeenArgs) -> Result<CrossedCheck> {
    core.crossed_seen(&args.room)?;
    core.tick();
    Ok(shown(core.crossed.as_deref(), Words::new(by.language)))
}

pub(crate) fn stop_crossed_check(core: &mut Core, by: &Actor, _: Nothing) -> Result<CrossedCheck> {
    core.stop_crossed(by)?;
    Ok(shown(core.crossed.as_deref(), Words::new(by.language)))
}

fn shown(check: Option<&Crossed>, words: Words) -> CrossedCheck {
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let Some(check) = check else {
        return CrossedCheck {
            running: false,
            stopped: false,
            began: 0,
            over: None,
            room: None,
            dark: false,
            doing: String::new(),
            done: 0,
            of: 0,
            rows: Vec::new(),
            summary: None,
        };
    };
    let current = check.current.filter(|_| check.is_running());
    let room = current.map(|(index, _)| check.rooms[index].name.clone());
    let doing = current.map(|(_, phase)| {
        let id = match phase {
            Phase::Before { .. } => "crossed-reads-before",
            Phase::Opening { .. } => "crossed-opens",
            Phase::Dark { .. } => "crossed-dark",
            Phase::Closing { .. } => "crossed-closes",
        };
        words.say(id, &[("room", room.as_deref().unwrap_or_default())])
    });
    let rows: Vec<CrossedRow> = check
        .rooms
        .iter()
        .enumerate()
        .map(|(index, room)| {
            let now = current.is_some_and(|(current, _)| current == index);
            let (state, code, text) = match &room.found {
                None if now => ("running", "running", words.say("crossed-running", &[])),
                None => ("waiting", "waiting", words.say("crossed-waiting", &[])),
                Some(found) => found_text(&room.name, found, room.seen_dark.as_deref(), words),
            };
            CrossedRow { room: room.name.clone(), state: state.to_owned(), code: code.to_owned(), text }
        })
        .collect();
    let of_state = |state: &str| rows.iter().filter(|row| row.state == state).count().to_string();
    let summary = check.over.map(|_| {
        let (right, crossed) = (of_state("right"), of_state("crossed"));
        let (unclear, skipped) = (of_state("unclear"), of_state("skipped"));
        let args = [("right", &*right), ("crossed", &*crossed), ("unclear", &*unclear), ("skipped", &*skipped)];
        words.say("crossed-summary", &args)
    });
    CrossedCheck {
        running: check.is_running(),
        stopped: check.stopped,
        began: millis(check.began),
        over: check.over.map(millis),
        room,
        dark: matches!(current, Some((_, Phase::Dark { .. }))),
        doing: doing.unwrap_or_default(),
        done: count(check.rooms.iter().filter(|room| room.found.is_some()).count()),
        of: count(check.rooms.len()),
        rows,
        summary,
    }
}

/// State, code and sentence. What a person saw counts for more than what meters tell.
fn found_text(room: &str, found: &Found, seen: Option<&str>, words: Words) -> (&'static str, &'static str, String) {
    let said = |id: &str, args: &[(&str, &str)]| {
        let mut all = vec![("room", room)];
        all.extend_from_slice(args);
        words.say(&format!("crossed-{id}"), &all)
    };
    let watts = |fall: &Fall| (fall.before_w.to_string(), fall.after_w.to_string());
    let names = |falls: &[Fall]| {
        let each = falls.iter().map(|fall| {
            let (before, after) = watts(fall);
            words.say("crossed-fall", &[("name", &fall.name), ("before", &before), ("after", &after)])
        });
        each.collect::<Vec<_>>().join(words.say("crossed-and", &[]).as_str())
    };
    let (state, code, text) = match found {
        Found::Right { own, built_in } => {
            let (before, after) = watts(own);
            let args = [("before", before.as_str()), ("after", after.as_str())];
            match (built_in, seen) {
                (true, None) => ("unclear", "built-in", said("built-in", &args)),
                _ => ("right", "right", said("right", &args)),
            }
        }
        Found::Crossed { own, others } => {
            let id = if own.as_ref().is_some_and(|own| own.before_w >= 30) { "crossed-own-stays" } else { "crossed" };
            let own = own.as_ref().map(|own| own.after_w.to_string()).unwrap_or_default();
            (
                "crossed",
                "crossed",
                said(id.trim_start_matches("crossed-"), &[("others", &names(others)), ("own", &own)]),
            )
        }
        Found::More { own, others } => {
            let (before, after) = watts(own);
            let args = [("others", names(others)), ("before", before), ("after", after)];
            let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
            ("unclear", "more", said("more", &args))
        }
        Found::NoLoad { own_w } => {
            let own = own_w.map(|w| w.to_string()).unwrap_or_default();
            ("unclear", "no-load", said("no-load", &[("own", &own)]))
        }
        Found::NothingFell { own } => {
            let (before, after) = watts(own);
            ("crossed", "nothing-fell", said("nothing-fell", &[("before", &before), ("after", &after)]))
        }
        Found::NotRead => ("unclear", "not-read", said("not-read", &[])),
        Found::Stuck => ("unclear", "stuck", said("stuck", &[])),
        Found::Stopped => ("skipped", "stopped", said("stopped", &[])),
        Found::Skipped(why) => {
            let code = match why {
                Why::NoSwitch => "no-switch",
                Why::Protected => "left-out",
                Why::Off => "off",
                Why::LineDown => "line-down",
            };
            ("skipped", code, said(code, &[]))
        }
    };
    match seen {
        Some(seen) if seen != room => {
            let crossed = said("seen-other", &[("seen", seen)]);
            ("crossed", "seen-other", format!("{crossed} {text}"))
        }
        Some(_) => (state, code, format!("{} {text}", said("seen-right", &[]))),
        None => (state, code, text),
    }
}
