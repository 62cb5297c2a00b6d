//! The relays of the house, in meters and on boards.

use super::Building;
use super::table::{Address, RelayAt};

impl Building {
    /// Moves a relay as a frame does: of a meter, or a board's channel. False where there is no such relay.
    pub fn switch(&mut self, address: Address, channel: u8, on: bool) -> bool {
        if let Some(board) = self.boards.iter().position(|board| board.address == address) {
            return self.coils[board].get_mut(usize::from(channel)).map(|coil| *coil = on).is_some();
        }
        let Some(load) = self.load_at(address) else { return false };
        let has_relay = self.placed[self.loads[load].place].relay == Some(RelayAt::Meter { channel });
        if has_relay {
            self.loads[load].closed = on;
        }
        has_relay
    }

    /// Turns a room's supply on or off, wherever its relay is. False for a name without one.
    pub fn set_supply(&mut self, room: &str, on: bool) -> bool {
        let Some(load) = self.load_named(room) else { return false };
        let placed = &self.placed[self.loads[load].place];
        let (line, own) = (placed.address.line, placed.address);
        match placed.relay {
            None => false,
            Some(RelayAt::Meter { channel }) => self.switch(own, channel, on),
            Some(RelayAt::Board { unit, channel }) => self.switch(Address { line, unit }, channel, on),
        }
    }

    /// Whether a room has power at its sockets.
    pub fn is_on(&self, room: &str) -> Option<bool> {
        self.load_named(room).map(|load| self.is_fed(load))
    }

    /// A contact that stays closed although its relay says open; `false` repairs it.
    pub fn weld(&mut self, room: &str, welded: bool) -> bool {
        self.load_named(room).map(|load| self.loads[load].welded = welded).is_some()
    }

    pub(super) fn is_fed(&self, load: usize) -> bool {
        let load = &self.loads[load];
        load.welded
            || match self.placed[load.place].relay {
                None => true,
                Some(RelayAt::Meter { .. }) => load.closed,
                Some(RelayAt::Board { unit, channel }) => {
                    let board = Address { line: self.placed[load.place].address.line, unit };
                    self.coil(board, channel).unwrap_or(true)
                }
            }
    }

    pub(super) fn coil(&self, board: Address, channel: u8) -> Option<bool> {
        let board = self.boards.iter().position(|at| at.address == board)?;
        self.coils[board].get(usize::from(channel)).copied()
    }
}
