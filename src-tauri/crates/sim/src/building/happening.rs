//! What befalls the house, now or at its time.

use units::{Energy, Timestamp};

use super::Building;
use super::appliance::Appliance;
use super::circuit::{Contact, Use, Wear};
use super::people::Household;
use super::window::Part;

/// Something that changes the house. Rooms and meters are named as in the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// The house is without power; its meters are silent.
    PowerFails,
    PowerReturns,
    /// The contact of a room's relay burns together, or no longer closes, or is repaired.
    Wears {
        room: String,
        wear: Wear,
    },
    /// A part of what the room takes is led past its meter and its relay; nothing: no more.
    Bypass {
        room: String,
        part: Option<Part>,
    },
    /// A part of what the room takes comes out of a socket elsewhere; nothing: no more.
    Lead {
        room: String,
        from: String,
        part: Option<Part>,
    },
    /// Two meters change their wires, and with them the relays in them.
    CrossMeters {
        one: String,
        other: String,
    },
    /// Two relays change their wires.
    CrossRelays {
        one: String,
        other: String,
    },
    /// Another meter of the same model comes in the place of this one.
    Exchange {
        meter: String,
        serial: String,
        register: Energy,
    },
    /// The register jumps.
    Register {
        meter: String,
        register: Energy,
    },
    /// A meter falls silent, or speaks again.
    Answers {
        meter: String,
        answers: bool,
    },
    /// Other people live in the room, with what they bring; nothing: as the seed has it. None of them: it is vacant.
    MoveIn {
        room: String,
        occupants: u8,
        appliances: Option<Vec<(Appliance, u8)>>,
    },
    /// Somebody turns something on.
    Uses {
        room: String,
        used: Use,
    },
}

impl Building {
    /// Now. False where a name is not known.
    pub fn happen(&mut self, happening: &Happening) -> bool {
        let happened = self.change(happening);
        self.look_ahead();
        happened.is_some()
    }

    /// At that time, or now if it is past.
    pub fn schedule(&mut self, at: Timestamp, happening: Happening) {
        let behind = self.to_come.partition_point(|(other, _)| *other <= at);
        self.to_come.insert(behind, (at, happening));
    }

    pub(super) fn next_happening(&self) -> Option<Timestamp> {
        self.to_come.first().map(|(at, _)| *at)
    }

    /// Carries out what is due.
    pub(super) fn come_to_pass(&mut self) {
        while self.next_happening().is_some_and(|at| at <= self.now) {
            let (at, happening) = self.to_come.remove(0);
            if self.change(&happening).is_none() {
                tracing::warn!(%at, ?happening, "nobody of this name lives in the simulated house");
            }
        }
    }

    fn change(&mut self, happening: &Happening) -> Option<()> {
        match happening {
            Happening::PowerFails => {
                self.outages += u32::from(self.has_mains);
                self.has_mains = false;
            }
            Happening::PowerReturns => self.has_mains = true,
            Happening::Wears { room, wear } => {
                let circuit = self.circuit_named(room)?;
                self.circuits[circuit].wear = *wear;
            }
            Happening::Bypass { room, part } => {
                let circuit = self.circuit_named(room)?;
                self.circuits[circuit].ways.bypass.clone_from(part);
                self.windows[circuit] = None;
            }
            Happening::Lead { room, from, part } => {
                let (circuit, lender) = (self.circuit_named(room)?, self.circuit_named(from)?);
                self.circuits[circuit].ways.lead.clone_from(part);
                self.circuits[circuit].lead_from = lender;
                self.windows[circuit] = None;
            }
            Happening::CrossMeters { one, other } => self.cross_meters(one, other)?,
            Happening::CrossRelays { one, other } => {
                let (one, other) = (self.circuit_named(one)?, self.circuit_named(other)?);
                let contact = self.circuits[one].contact;
                self.circuits[one].contact = self.circuits[other].contact;
                self.circuits[other].contact = contact;
            }
            Happening::Exchange { meter, serial, register } => {
                let place = self.place_named(meter)?;
                self.placed[place].serial.clone_from(serial);
                self.gauges[place].show(*register);
            }
            Happening::Register { meter, register } => {
                let place = self.place_named(meter)?;
                self.gauges[place].show(*register);
            }
            Happening::Answers { meter, answers } => {
                let place = self.place_named(meter)?;
                self.placed[place].answers = *answers;
            }
            Happening::MoveIn { room, occupants, appliances } => {
                let circuit = self.circuit_named(room)?;
                let place = self.place_named(room)?;
                let household = Household::of(self.seed, place as u64, *occupants);
                let household = match appliances {
                    Some(appliances) => household.with(appliances),
                    None => household,
                };
                self.placed[place].occupants = *occupants;
                self.circuits[circuit].move_in(household);
                self.windows[circuit] = None;
            }
            Happening::Uses { room, used } => {
                let circuit = self.circuit_named(room)?;
                self.circuits[circuit].uses.push(used.clone());
                self.windows[circuit] = None;
            }
        }
        Some(())
    }

    fn cross_meters(&mut self, one: &str, other: &str) -> Option<()> {
        let (one, other) = (self.circuit_named(one)?, self.circuit_named(other)?);
        let (of_one, of_other) = (self.circuits[one].metered_by, self.circuits[other].metered_by);
        (self.circuits[one].metered_by, self.circuits[other].metered_by) = (of_other, of_one);
        // A relay in the meter goes with it.
        let with_meter = |contact: Contact, from: usize, to: usize, has_relay: bool| match contact {
            Contact::Meter(place) if place == from && !has_relay => Contact::None,
            Contact::Meter(place) if place == from => Contact::Meter(to),
            Contact::None if has_relay => Contact::Meter(to),
            elsewhere => elsewhere,
        };
        let has_relay = |place: usize| matches!(self.placed[place].relay, Some(super::RelayAt::Meter { .. }));
        let (in_other, in_one) = (has_relay(of_other), has_relay(of_one));
        self.circuits[one].contact = with_meter(self.circuits[one].contact, of_one, of_other, in_other);
        self.circuits[other].contact = with_meter(self.circuits[other].contact, of_other, of_one, in_one);
        Some(())
    }
}
