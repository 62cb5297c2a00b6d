use ledger::{Book, Cause};
use store::supply_event::SupplyEventKind;
use units::{EntryId, Money, Timestamp, millis, timestamp};

use super::money::parts;
use crate::View;
use crate::dto::*;
use crate::error::Result;
use crate::live::LiveRoom;
use crate::words::Words;

/// The most that one call gives.
const MOST: u32 = 200;

pub(crate) fn timeline(view: &View, args: TimelineArgs) -> Result<Timeline> {
    let room = view.room(&args.room)?;
    let before = args.before.map_or(view.now + chrono::Duration::days(1), timestamp);
    let limit = args.limit.clamp(1, MOST);
    let words = view.words();
    let wants = |kind: TimelineKind| args.kinds.is_empty() || args.kinds.contains(&kind);
    let mut items = Vec::new();
    if wants(TimelineKind::Charge) || wants(TimelineKind::TopUp) {
        items.extend(money(view, room, before, limit, &words)?);
    }
    if wants(TimelineKind::Supply) {
        items.extend(supply(view, room, before, limit, &words)?);
    }
    if wants(TimelineKind::Notice) {
        items.extend(notices(view, room, before, &words)?);
    }
    if wants(TimelineKind::Alarm) {
        items.extend(alarms(view, room, before, limit, &words)?);
    }
    if wants(TimelineKind::Reading) {
        items.extend(readings(view, room, before, limit, &words)?);
    }
    items.retain(|item: &TimelineItem| wants(item.kind));
    items.sort_by_key(|item| std::cmp::Reverse((item.at, item.entry)));
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = items.len() > limit;
    items.truncate(limit);
    Ok(Timeline { items, more })
}

fn item(at: Timestamp, kind: TimelineKind, title: String, detail: String, tone: Tone) -> TimelineItem {
    TimelineItem {
        at: millis(at),
        kind,
        title,
        detail,
        energy_wh: None,
        amount: None,
        balance: None,
        receipt: None,
        entry: None,
        tone,
    }
}

/// One more than asked for, so that the caller can tell whether there is more.
fn money(view: &View, room: &LiveRoom, before: Timestamp, limit: u32, words: &Words) -> Result<Vec<TimelineItem>> {
    let book = Book::Tenant(room.account);
    let mut items = Vec::new();
    let mut below: Option<EntryId> = None;
    loop {
        let page = store::entry::movements(&view.reader, book, below, MOST)?;
        let Some(last) = page.last().map(|movement| movement.entry.id) else { break };
        for movement in page.iter().filter(|movement| movement.entry.draft.at < before) {
            items.push(movement_item(view, movement, words)?);
            if items.len() > usize::try_from(limit).unwrap_or(usize::MAX) {
                return Ok(items);
            }
        }
        below = Some(last);
    }
    Ok(items)
}

fn movement_item(view: &View, movement: &store::entry::Movement, words: &Words) -> Result<TimelineItem> {
    let currency = view.live.site.currency;
    let draft = &movement.entry.draft;
    let shown = |amount: Money| Amount::of(amount, currency);
    let (kind, id, tone) = match draft.cause {
        Cause::TopUp => (TimelineKind::TopUp, "timeline-top_up", Tone::Good),
        Cause::Reversal => (TimelineKind::TopUp, "timeline-reversal", Tone::Warn),
        Cause::Correction => (TimelineKind::Charge, "timeline-correction", Tone::Neutral),
        _ => (TimelineKind::Charge, "timeline-charge", Tone::Neutral),
    };
    let mut detail = match parts(&movement.entry) {
        Some((_, tender, _)) => words.say(&format!("paper-tender-{}", tender.code()), &[]),
        None => draft.memo.clone(),
    };
    let mut energy = None;
    if kind == TimelineKind::Charge {
        let lines = store::charge::of_entry(&view.reader, movement.entry.id)?;
        let sum: units::Energy = lines.iter().map(|charge| charge.line.energy).sum();
        energy = Some(sum.wh());
        let said = lines.iter().map(|charge| charge_text(charge, view, words));
        detail = said.collect::<Vec<_>>().join(" + ");
    }
    Ok(TimelineItem {
        energy_wh: energy,
        amount: Some(shown(-movement.amount)),
        balance: Some(shown(-movement.after)),
        receipt: movement.entry.receipt.map(|receipt| receipt.to_string()),
        entry: Some(movement.entry.id.0),
        ..item(draft.at, kind, words.say(id, &[]), detail, tone)
    })
}

fn charge_text(charge: &store::charge::Charge, view: &View, words: &Words) -> String {
    let amount = view.live.site.currency.display(charge.line.amount);
    let what = words.say(&format!("paper-line-{}", charge.line.kind.replace('_', "-")), &[]);
    if charge.line.energy == units::Energy::ZERO {
        format!("{what} {amount}")
    } else {
        let energy = charge.line.energy.to_string();
        words.say("timeline-charge-line", &[("what", &what), ("energy", &energy), ("amount", &amount)])
    }
}

fn supply(view: &View, room: &LiveRoom, before: Timestamp, limit: u32, words: &Words) -> Result<Vec<TimelineItem>> {
    let events = store::supply_event::latest(&view.reader, room.point, before, limit + 1)?;
    let items = events.into_iter().map(|(_, event)| {
        let off = event.desired == "off";
        let (id, detail, tone) = match event.kind {
            SupplyEventKind::Decision => {
                let id = if off { "timeline-decided-off" } else { "timeline-decided-on" };
                let detail = decision_text(&event, words);
                (id, detail, if off { Tone::Bad } else { Tone::Good })
            }
            SupplyEventKind::Command => {
                let id = if off { "timeline-command-off" } else { "timeline-command-on" };
                (id, String::new(), Tone::Neutral)
            }
            SupplyEventKind::ReadBack => {
                let open = event.actual.as_deref() == Some("off");
                let id = if open { "timeline-supply-off" } else { "timeline-supply-on" };
                (id, words.say("timeline-read-back", &[]), if open { Tone::Bad } else { Tone::Good })
            }
            SupplyEventKind::Failed => ("timeline-supply-failed", event.args.clone(), Tone::Warn),
        };
        item(event.at, TimelineKind::Supply, words.say(id, &[]), detail, tone)
    });
    Ok(items.collect())
}

/// Why it was decided, in words.
pub(super) fn decision_text(event: &store::supply_event::SupplyEvent, words: &Words) -> String {
    let args = serde_json::from_str(&event.args).unwrap_or_default();
    crate::reasons::said(&event.reason, &args, words)
}

fn notices(view: &View, room: &LiveRoom, before: Timestamp, words: &Words) -> Result<Vec<TimelineItem>> {
    let notices = store::notice::of_account(&view.reader, room.account)?;
    let items = notices.into_iter().filter(|notice| notice.given_at < before).map(|notice| {
        let how = words.say(&format!("notice-how-{}", notice.how), &[]);
        item(notice.given_at, TimelineKind::Notice, words.say("timeline-notice", &[]), how, Tone::Warn)
    });
    Ok(items.collect())
}

fn alarms(view: &View, room: &LiveRoom, before: Timestamp, limit: u32, words: &Words) -> Result<Vec<TimelineItem>> {
    let alarms = store::alarm::of_place(&view.reader, room.place, before, limit + 1)?;
    let items = alarms.into_iter().map(|state| {
        let shown = super::alarms::shown(&state, Some(room.name.clone()), words);
        item(state.alarm.at, TimelineKind::Alarm, words.say("timeline-alarm", &[]), shown.text, Tone::Bad)
    });
    Ok(items.collect())
}

fn readings(view: &View, room: &LiveRoom, before: Timestamp, limit: u32, words: &Words) -> Result<Vec<TimelineItem>> {
    let installation = view.live.points[&room.point].installation;
    let readings = store::reading::latest(&view.reader, installation, before, limit + 1)?;
    let items = readings.into_iter().map(|reading| {
        let detail = format!("{} kWh", reading.register);
        item(reading.at, TimelineKind::Reading, words.say("timeline-reading", &[]), detail, Tone::Neutral)
    });
    Ok(items.collect())
}
