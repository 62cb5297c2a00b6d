//! The picture of the moment that reading operations show.

use std::sync::Arc;

use units::{Energy, Money, Power};

use super::Core;
use super::state::{Point, Room};
use crate::live::{Live, LivePoint, LiveRelay, LiveRoom};

impl Core {
    pub fn picture(&mut self) -> Live {
        let mut rooms: Vec<Arc<LiveRoom>> = Vec::with_capacity(self.rooms.len());
        let places: Vec<_> = self.rooms.keys().copied().collect();
        for place in places {
            let balance = self.balance(place);
            let limit = self.limit_of(place);
            if let Some(room) = self.rooms.get(&place) {
                rooms.push(Arc::new(LiveRoom { limit, ..self.live_room(room, balance) }));
            }
        }
        rooms.sort_by_cached_key(|room| natural(&room.name));
        Live {
            site: self.site.clone(),
            rooms,
            points: self.points.iter().map(|(id, point)| (*id, self.live_point(point))).collect(),
            lines: self.lines.clone(),
            unplaced: self.unplaced.clone(),
            clocks: self.clocks.clone(),
            errands: self.errands.clone(),
            crossed: self.crossed.clone(),
            posted_through: self.posted_through,
            pending: self.pending(),
            fault: self.fault.clone(),
            watch: self.standing(),
        }
    }

    /// One room as it is shown; its limit is not looked up.
    pub fn live_room(&self, room: &Room, balance: Option<Money>) -> LiveRoom {
        let point = self.points.get(&room.point);
        let data = self.data(room);
        let balance = balance.unwrap_or(room.account.posted_balance);
        let unstored = point.and_then(Point::unstored);
        let fresh = data == supply::Data::Fresh;
        let power = point.and_then(|point| point.sample.as_ref()).and_then(|(_, sample)| sample.power_mw);
        let usable = balance - self.site.cut_off;
        LiveRoom {
            place: room.place,
            name: room.name.clone(),
            floor: room.floor.clone(),
            building: room.building.clone(),
            point: room.point,
            account: room.account.id,
            tenancy: room.tenancy.clone(),
            balance,
            cost_today: room.account.unposted(self.now, unstored.as_ref()).unwrap_or(Money::ZERO),
            days_left: billing::days_left(usable, &room.recent_costs).filter(|_| !room.post_paid),
            runs_out_at: billing::runs_out_at(usable, &room.recent_costs, self.now).filter(|_| !room.post_paid),
            tariff: Arc::clone(&room.tariff),
            warn_level: room.warn_level,
            power: power.filter(|_| fresh).map(|mw| Power::from_w(mw / 1000)),
            energy_today: point.map_or(Energy::ZERO, |point| self.energy_today(point)),
            sample_at: self.last_sample_at(room).or_else(|| point?.stored.map(|reading| reading.at)),
            data,
            relay: match &room.relay {
                None => LiveRelay::None,
                Some(relay) => match relay.seen {
                    None => LiveRelay::Unknown,
                    Some((true, _)) => LiveRelay::Closed,
                    Some((false, _)) => LiveRelay::Open,
                },
            },
            decision: room.decision.clone(),
            guards: room.guards.clone(),
            limit: None,
            load_off: room.guarded.protection.off(),
            hazards: room.in_danger.clone(),
            maintenance: room.maintenance.as_ref().map(|order| order.shown.clone()),
            shadow: self.rules.of(room.place).shadow(),
            since: room.since,
            pending: room.relay.as_ref().and_then(|relay| relay.pending),
            notice: room.notice.clone(),
            manual: room.manual.as_ref().map(|manual| manual.shown.clone()),
            smallest_topup: room.latch.and_then(|_| self.least_to_restore(room, balance)),
            held: room.held.clone(),
        }
    }

    fn live_point(&self, point: &Point) -> LivePoint {
        LivePoint {
            name: point.name.clone(),
            kind: point.kind,
            room: point.room,
            meter: point.meter,
            installation: point.installation,
            installed_at: point.installed_at,
            serial: point.serial.clone(),
            profile: Arc::clone(&point.profile),
            ratio: point.ratio,
            modulus: point.limits.modulus,
            bus: point.bus,
            unit: point.unit,
            register: point.base.as_ref().map(|base| base.reading.register),
            at: point.base.as_ref().map(|base| base.reading.at),
            sample: point.sample.as_ref().map(|(_, sample)| sample.clone()),
            error: point.error.clone(),
            answering: point.answering,
            energy_today: self.energy_today(point),
            suspects: i64::from(point.doubt.is_some()),
        }
    }

    fn energy_today(&self, point: &Point) -> Energy {
        let today = self.site.zone.date(self.now);
        point.energy_today(today, self.site.zone.start_of(today))
    }
}

/// Numbers within a name count as numbers: room 2-9 comes before 2-10.
fn natural(name: &str) -> Vec<(String, u64)> {
    let mut parts = Vec::new();
    let mut rest = name;
    while !rest.is_empty() {
        let words = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let (word, tail) = rest.split_at(words);
        let digits = tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len());
        let (number, tail) = tail.split_at(digits);
        parts.push((word.to_lowercase(), number.parse().unwrap_or(u64::MAX)));
        rest = tail;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::natural;

    #[test]
    fn rooms_stand_in_the_order_in_which_people_count() {
        let mut names = vec!["2-10", "2-9", "10", "9", "A2", "A10", "a1", "101", "Corridor"];
        names.sort_by_key(|name| natural(name));
        assert_eq!(names, ["2-9", "2-10", "9", "10", "101", "a1", "A2", "A10", "Corridor"]);
    }
}
