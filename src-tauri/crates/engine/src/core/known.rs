//! What was known when a decision was taken: kept with it, so that it can be explained afterwards.

use serde::{Deserialize, Serialize};
use supply::Decision;
use units::{Money, PlaceId, millis};

use super::Core;

/// Amounts in minor units, instants in milliseconds. What was not known is none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Known {
    pub balance: i64,
    /// Below it credit may cut.
    pub cut_off: i64,
    pub reclose_minimum: i64,
    /// `fresh`, `stale` or `suspect`.
    pub data: String,
    pub reading_at: Option<i64>,
    pub register_wh: Option<i64>,
    pub power_w: Option<i64>,
    pub relay_closed: Option<bool>,
    pub relay_at: Option<i64>,
    pub notice_at: Option<i64>,
    pub notice_how: Option<String>,
    pub latched_since: Option<i64>,
    /// Every rule in order: its code, what became of it, what held it.
    pub rules: Vec<(String, String, Vec<String>)>,
    /// Every guard that stood in the way of a cut for credit.
    pub guards: Vec<String>,
}

impl Core {
    pub(super) fn known(&self, place: PlaceId, decision: &Decision, balance: Money) -> Known {
        let Some(room) = self.rooms.get(&place) else { return Known::default() };
        let point = self.points.get(&room.point);
        let base = point.and_then(|point| point.base.as_ref()).map(|base| base.reading);
        let sample = point.and_then(|point| point.sample.as_ref()).map(|(_, sample)| sample);
        let seen = room.relay.as_ref().and_then(|relay| relay.seen);
        let codes = |guards: &[supply::Guard]| guards.iter().map(|guard| guard.code().to_owned()).collect();
        Known {
            balance: balance.minor(),
            cut_off: self.site.cut_off.minor(),
            reclose_minimum: self.site.reclose_minimum.minor(),
            data: data_code(self.data(room)).to_owned(),
            reading_at: base.map(|reading| millis(reading.at)),
            register_wh: base.map(|reading| reading.register.wh()),
            power_w: sample.and_then(|sample| sample.power_mw).map(|mw| mw / 1000),
            relay_closed: seen.map(|(closed, _)| closed),
            relay_at: seen.map(|(_, at)| millis(at)),
            notice_at: room.notice.as_ref().map(|(at, _)| millis(*at)),
            notice_how: room.notice.as_ref().map(|(_, how)| how.clone()),
            latched_since: room.latch.map(millis),
            rules: decision
                .considered
                .iter()
                .map(|rule| (rule.rule.code().to_owned(), rule.outcome.code().to_owned(), codes(&rule.held_by)))
                .collect(),
            guards: codes(&room.guards),
        }
    }
}

const fn data_code(data: supply::Data) -> &'static str {
    match data {
        supply::Data::Fresh => "fresh",
        supply::Data::Stale => "stale",
        supply::Data::Suspect => "suspect",
    }
}
