//! The relays of the house, in meters and on boards, and what they feed.

use super::Building;
use super::circuit::{Contact, Wear};
use super::table::{Address, RelayAt};
use super::window::Way;

impl Building {
    /// Moves a relay as a frame does: of a meter, or a board's channel. False where there is no such relay.
    pub fn switch(&mut self, address: Address, channel: u8, on: bool) -> bool {
        if let Some(board) = self.boards.iter().position(|board| board.address == address) {
            return self.coils[board].get_mut(usize::from(channel)).map(|coil| *coil = on).is_some();
        }
        let Some(place) = self.place_at(address) else { return false };
        let has_relay = self.placed[place].relay == Some(RelayAt::Meter { channel });
        if has_relay {
            self.closed[place] = on;
        }
        has_relay
    }

    /// Turns the relay that belongs to a room on or off, wherever it is. False for a name without one.
    pub fn set_supply(&mut self, room: &str, on: bool) -> bool {
        let Some(place) = self.place_named(room) else { return false };
        let own = self.placed[place].address;
        match self.placed[place].relay {
            None => false,
            Some(RelayAt::Meter { channel }) => self.switch(own, channel, on),
            Some(RelayAt::Board { unit, channel }) => self.switch(Address { unit, ..own }, channel, on),
        }
    }

    /// Whether a room has power at its own sockets.
    pub fn is_on(&self, room: &str) -> Option<bool> {
        self.circuit_named(room).map(|circuit| self.is_live(circuit, Way::Own))
    }

    /// A contact that stays closed although its relay says open; `false` repairs it.
    pub fn weld(&mut self, room: &str, welded: bool) -> bool {
        let wear = if welded { Wear::Welded } else { Wear::Sound };
        self.circuit_named(room).map(|circuit| self.circuits[circuit].wear = wear).is_some()
    }

    pub(super) fn is_live(&self, circuit: usize, way: Way) -> bool {
        self.has_mains
            && match way {
                Way::Own => self.is_closed(circuit),
                Way::Bypass => true,
                Way::Lead => self.is_closed(self.circuits[circuit].lead_from),
            }
    }

    fn is_closed(&self, circuit: usize) -> bool {
        let circuit = &self.circuits[circuit];
        match (circuit.wear, circuit.contact) {
            (Wear::Welded, _) | (Wear::Sound, Contact::None) => true,
            (Wear::Open, _) => false,
            (Wear::Sound, Contact::Meter(place)) => self.closed[place],
            (Wear::Sound, Contact::Board(board, channel)) => {
                self.coils[board].get(usize::from(channel)).copied().unwrap_or(true)
            }
        }
    }
}
