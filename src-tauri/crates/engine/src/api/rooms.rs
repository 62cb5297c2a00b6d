use std::sync::Arc;

use supply::Supply;
use units::millis;

use super::tariffs::charged_by;
use crate::View;
use crate::dto::*;
use crate::error::Result;
use crate::live::{Live, LiveRelay, LiveRoom};
use crate::words::Words;

pub(crate) fn rooms(view: &View, _: Nothing) -> Result<Vec<RoomRow>> {
    let words = view.words();
    Ok(view.live.rooms.iter().map(|room| row(room, &view.live, &words)).collect())
}

pub(crate) fn room(view: &View, args: RoomArgs) -> Result<RoomPage> {
    let room = view.room(&args.room)?;
    let words = view.words();
    let months = store::charge::months(&view.reader, room.account)?;
    Ok(RoomPage {
        row: row(room, &view.live, &words),
        meter: room_meter(room, &view.live),
        tariff: charged_by(&room.tariff, view.today(), words),
        next: what_next(room, &view.live, &words),
        why: why(room, view, &words),
        smallest_topup_to_restore: room.smallest_topup.map(|amount| Amount::of(amount, view.live.site.currency)),
        manual: room.manual.clone(),
        maintenance: room.maintenance.clone(),
        rules: super::rules::of_room(view, room)?,
        tenancy: (!room.tenancy.vacant).then(|| Tenancy {
            name: room.tenancy.name.clone(),
            phone: room.tenancy.phone.clone(),
            since: millis(room.tenancy.since),
            occupants: room.tenancy.occupants,
            deposit: Amount::of(room.tenancy.deposit, view.live.site.currency),
        }),
        held: room.held.as_ref().map(|kept| crate::cause::said(kept, &words)),
        months: months.into_iter().map(|month| month.to_string()).collect(),
    })
}

pub(crate) fn row(room: &LiveRoom, live: &Live, words: &Words) -> RoomRow {
    let state = state(room);
    let since = if state == RoomState::Offline { room.sample_at } else { room.since };
    RoomRow {
        name: room.name.clone(),
        floor: room.floor.clone(),
        building: room.building.clone(),
        state,
        supply: match room.relay {
            LiveRelay::Closed => SupplyState::On,
            LiveRelay::Open => SupplyState::Off,
            LiveRelay::None | LiveRelay::Unknown => SupplyState::Unknown,
        },
        desired: match room.decision.state {
            Supply::On => SupplyState::On,
            Supply::Off => SupplyState::Off,
            Supply::Limited => SupplyState::Limited,
        },
        reason: crate::reasons::shown(&room.decision.reason, &live.site, words),
        balance: Amount::of(room.balance, live.site.currency),
        days_left: room.days_left,
        power_w: room.power.map(units::Power::w),
        energy_today_wh: room.energy_today.wh(),
        last_reading_at: room.sample_at.map(millis),
        stale: room.data != supply::Data::Fresh,
        tenant: (!room.tenancy.vacant).then(|| room.tenancy.name.clone()),
        occupants: room.tenancy.occupants,
        account: room.account.0,
        warn_level: room.warn_level,
        since: since.map(millis),
        pending: room.pending,
        paused: live.site.paused,
        limit_w: room.limit.map(|limit| limit.power.w()),
        lock: room.load_off.map(|off| LoadLock {
            load: off.load.code().to_owned(),
            since: millis(off.since),
            until: off.until.map(millis),
        }),
        hazards: room.hazards.iter().map(|hazard| hazard.code().to_owned()).collect(),
        shadow: room.shadow,
    }
}

/// One word for the badge: what is off comes before what is not heard, and that before what is low.
pub(crate) fn state(room: &LiveRoom) -> RoomState {
    let off = room.decision.state == Supply::Off;
    match () {
        () if off && room.decision.rule == supply::Rule::Credit => RoomState::Cut,
        () if off => RoomState::Off,
        () if room.data == supply::Data::Stale => RoomState::Offline,
        () if room.tenancy.vacant => RoomState::Vacant,
        () if room.warn_level > 0 => RoomState::Low,
        () => RoomState::On,
    }
}

fn room_meter(room: &LiveRoom, live: &Live) -> RoomMeter {
    let point = &live.points[&room.point];
    let sample = point.sample.clone().unwrap_or_default();
    let thousandths = |milli: i64| -> f64 {
        // Shown, never reckoned with.
        #[allow(clippy::cast_precision_loss)]
        let value = milli as f64 / 1000.0;
        value
    };
    RoomMeter {
        serial: point.serial.clone(),
        maker: point.profile.maker().to_owned(),
        model: point.profile.model().to_owned(),
        line: live.lines.get(&point.bus).map(|line| line.name.clone()).unwrap_or_default(),
        unit: point.unit,
        register_wh: point.register.map(units::Energy::wh),
        register_at: point.at.map(millis),
        voltage_v: sample.voltage_mv.iter().copied().map(thousandths).collect(),
        current_a: sample.current_ma.iter().copied().map(thousandths).collect(),
        power_factor: sample.power_factor_milli.map(thousandths),
        frequency_hz: sample.frequency_mhz.map(thousandths),
        relay: match room.relay {
            LiveRelay::None => None,
            _ if point.profile.relay_channels() > 0 => Some(RelayKind::Meter),
            _ => Some(RelayKind::Board),
        },
    }
}

/// What happens next at this balance, in order.
fn what_next(room: &LiveRoom, live: &Live, words: &Words) -> Vec<String> {
    let site = &live.site;
    let shown = |amount| crate::reasons::unbroken(amount, site.currency);
    let mut next = Vec::new();
    if room.balance > site.warn1 {
        next.push(words.say("next-warning", &[("amount", &shown(site.warn1))]));
    }
    // In the dark the next step is the smallest top-up that restores; it is sent by itself.
    if room.smallest_topup.is_none() {
        next.push(words.say("next-cut-off", &[("amount", &shown(site.cut_off))]));
    }
    if site.paused {
        next.push(words.say("next-paused", &[]));
    }
    next
}

fn why(room: &Arc<LiveRoom>, view: &View, words: &Words) -> Why {
    let rules = room.decision.considered.iter().map(|considered| {
        let rule = considered.rule.code();
        WhyRule {
            rule: rule.to_owned(),
            text: words.say(&format!("rule-{rule}"), &[]),
            outcome: match considered.outcome {
                supply::Outcome::Won => RuleOutcome::Won,
                supply::Outcome::Passed => RuleOutcome::Passed,
                supply::Outcome::NotReached => RuleOutcome::NotReached,
            },
        }
    });
    let guards = supply::Guard::ALL.iter().map(|guard| WhyGuard {
        guard: guard.code().to_owned(),
        text: words.say(&format!("guard-{}", guard.code()), &[]),
        blocks: room.guards.contains(guard),
    });
    Why {
        rules: rules.collect(),
        guards: guards.collect(),
        data_age_s: room.sample_at.map(|at| (view.now - at).num_seconds().max(0)),
        notice: room
            .notice
            .as_ref()
            .map(|(at, how)| GivenNotice { given_at: millis(*at), how: words.say(&format!("notice-how-{how}"), &[]) }),
    }
}
