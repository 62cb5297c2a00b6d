//! From a decision to the relay and back: commands, read-backs, proof, alarms.

use bus::{CommandId, LineError};
use supply::{Action, Fault, Observation, Progress, Seen};
use units::{MeterId, PlaceId, Power, Timestamp};

use super::state::Relay;
use super::{Core, Outgoing};
use crate::alarm::Kind;
use crate::dto::Pending;

impl Core {
    /// Lets the room's reconciler look at what is wanted and what was seen.
    pub fn reconcile(&mut self, place: PlaceId) {
        let seen = self.observation(place);
        let now = self.now;
        let turn = self.turn_of(place, &seen);
        let Some(room) = self.rooms.get_mut(&place) else { return };
        let desired = room.decision.state;
        let Some(relay) = &mut room.relay else { return };
        let actions = relay.reconciler.step(now, desired, &seen, turn);
        self.act(place, actions);
    }

    /// When a room that is to close may: a floor that comes back together does not draw its surge together.
    fn turn_of(&mut self, place: PlaceId, seen: &Observation) -> Option<Timestamp> {
        let room = self.rooms.get(&place)?;
        let closing = room.decision.state.closed() && seen.relay.is_some_and(|relay| !relay.value);
        if !closing {
            self.turns.done(&place);
            return None;
        }
        let gap = chrono::Duration::seconds(self.site.reclose_gap_s);
        Some(self.turns.turn(place, (room.building.clone(), room.floor.clone()), self.now, gap))
    }

    /// A person's order starts the relay's tries anew.
    pub fn ordered(&mut self, place: PlaceId) {
        if let Some(relay) = self.rooms.get_mut(&place).and_then(|room| room.relay.as_mut()) {
            relay.reconciler.ordered();
        }
    }

    /// A line or a device is back after a silence: what nobody heard there is commanded anew.
    pub fn heard_again(&mut self, there: impl Fn(&Relay) -> bool) {
        let relays = self.rooms.values_mut().filter_map(|room| room.relay.as_mut());
        relays.filter(|relay| there(relay)).for_each(|relay| relay.reconciler.heard_again());
    }

    pub fn relay_seen(&mut self, place: PlaceId, closed: bool, at: Timestamp) {
        let Some(relay) = self.rooms.get_mut(&place).and_then(|room| room.relay.as_mut()) else { return };
        let before = relay.seen.replace((closed, at)).map(|(state, _)| state);
        if before.is_some_and(|before| before != closed) {
            self.record_relay(place, closed, at);
            self.load_switched(place);
        }
        self.reconcile(place);
    }

    /// A command came back from the line with the state read after it, or why there is none.
    pub fn switched(&mut self, id: CommandId, at: Timestamp, outcome: Result<bool, LineError>) {
        let Some(place) = self.commands.remove(&id) else { return };
        match outcome {
            Ok(closed) => {
                self.relay_seen(place, closed, at);
                self.poll_meter(place);
            }
            Err(error) => {
                self.record_failed_command(place, &error);
                let now = self.now;
                let relay = self.rooms.get_mut(&place).and_then(|room| room.relay.as_mut());
                let actions = relay.map(|relay| relay.reconciler.failed(now)).unwrap_or_default();
                self.act(place, actions);
            }
        }
    }

    fn observation(&self, place: PlaceId) -> Observation {
        let Some(room) = self.rooms.get(&place) else { return Observation::default() };
        let relay = room.relay.as_ref().and_then(|relay| relay.seen).map(|(value, at)| Seen { value, at });
        let sample = self.points.get(&room.point).and_then(|point| point.sample.as_ref());
        let power = sample.and_then(|(at, sample)| {
            let value = Power::from_w(sample.power_mw? / 1000);
            Some(Seen { value, at: *at })
        });
        Observation { relay, power }
    }

    fn act(&mut self, place: PlaceId, actions: Vec<Action>) {
        for action in actions {
            match action {
                Action::Send(on) => self.send(place, on),
                Action::Alarm(fault) => self.raise_fault(place, fault),
                Action::Cleared(fault) => {
                    self.alarms.clear(&mut self.store, Kind::Relay(fault), Some(place), None, self.now);
                }
            }
        }
        let Some(relay) = self.rooms.get_mut(&place).and_then(|room| room.relay.as_mut()) else { return };
        relay.pending = match relay.reconciler.progress() {
            Progress::Switching(true) => Some(Pending::SwitchingOn),
            Progress::Switching(false) => Some(Pending::SwitchingOff),
            Progress::Failed(_) => Some(Pending::Failed),
            Progress::Unknown | Progress::Waiting | Progress::Settled => None,
        };
    }

    fn send(&mut self, place: PlaceId, on: bool) {
        let Some(relay) = self.rooms.get(&place).and_then(|room| room.relay.as_ref()) else { return };
        let id = self.next_command;
        self.next_command += 1;
        let switch = bus::Switch { id, meter: relay.meter, channel: relay.channel, on };
        let bus = relay.bus;
        self.commands.insert(id, place);
        self.outbox.push(Outgoing::Switch { bus, switch });
        self.record_command(place, on);
    }

    /// After a switch the power is read again at once: it is half of the proof.
    fn poll_meter(&mut self, place: PlaceId) {
        let point = self.rooms.get(&place).and_then(|room| self.points.get(&room.point));
        if let Some((bus, meter)) = point.map(|point| (point.bus, point.meter)) {
            self.outbox.push(Outgoing::PollNow { bus, meter });
        }
    }

    fn raise_fault(&mut self, place: PlaceId, fault: Fault) {
        let Some(name) = self.rooms.get(&place).map(|room| room.name.clone()) else { return };
        self.alarms.raise(&mut self.store, Kind::Relay(fault), Some(place), None, &[("room", &name)], self.now);
    }

    /// A meter that did not answer: shown at once, an alarm when it lasts.
    pub fn unheard(&mut self, meter: MeterId, error: &LineError) {
        self.silent.insert(meter);
        let Some(id) = self.by_meter.get(&meter).copied() else { return };
        let stale = chrono::Duration::minutes(self.site.stale_minutes);
        let now = self.now;
        let Some(point) = self.points.get_mut(&id) else { return };
        point.error = Some(crate::cause::wire(error));
        (point.answering, point.heard) = (false, true);
        let silent = point.base.as_ref().is_none_or(|base| base.reading.at < now - stale);
        let (room, name) = (point.room, point.name.clone());
        let line_up = self.lines.get(&point.bus).is_some_and(|line| line.up);
        if silent && line_up {
            let cause = crate::cause::wire(error);
            let args = [("meter", name.as_str()), ("cause", cause.as_str())];
            self.alarms.raise(&mut self.store, Kind::MeterSilent, room, None, &args, now);
        }
        if let Some(place) = room {
            self.control(place);
        }
    }
}
