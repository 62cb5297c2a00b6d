//! Who is where: the table from which an engine sets up its database for the demo.

/// A meter or a board by where it answers. Lines count from 0 in the order of [`LINES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    pub line: usize,
    /// Modbus unit address, 1 to 247.
    pub unit: u8,
}

/// A pair of wires with meters on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinePlan {
    pub name: &'static str,
    pub baud: u32,
}

/// The demo's two lines, both 8N1.
pub const LINES: [LinePlan; 2] = [LinePlan { name: "A", baud: 9600 }, LinePlan { name: "B", baud: 9600 }];

/// What a meter measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measures {
    /// One room with the people in it.
    Room,
    /// Corridor lights, router, pump: paid by all.
    Corridor,
    /// A branch of the house: some rooms, and what its cables lose.
    Feeder,
    /// Everything in the house and what its cables lose.
    Supply,
}

/// The switch of a room's supply. Channels count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RelayAt {
    /// In the meter itself.
    Meter { channel: u8 },
    /// On a relay board of the same line.
    Board { unit: u8, channel: u8 },
}

/// One meter at its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// `101` to `308`, `corridor`, `supply`; of independent meters their unit address.
    pub name: String,
    pub measures: Measures,
    /// 1 is the ground floor; 0 for what belongs to no floor.
    pub floor: u8,
    pub address: Address,
    /// The file name under `assets/meters` without its ending.
    pub profile: String,
    pub serial: String,
    pub relay: Option<RelayAt>,
    /// 0 for a vacant room.
    pub occupants: u8,
    /// 1 or 3.
    pub phases: u8,
    /// A dead meter answers nothing, while its room goes on using energy.
    pub answers: bool,
}

/// One relay board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Board {
    pub address: Address,
    pub profile: String,
    pub serial: String,
    pub channels: u8,
}

/// The room whose heavy load can be turned on to watch credit run out.
pub const WATCHED_ROOM: &str = "308";

const BOARD_UNIT: u8 = 31;

#[derive(Clone, Copy)]
enum Model {
    Sdm120,
    Ddsu666,
    Dds238,
    Sdm630,
}

impl Model {
    fn profile(self) -> &'static str {
        match self {
            Self::Sdm120 => "eastron-sdm120",
            Self::Ddsu666 => "chint-ddsu666",
            Self::Dds238 => "hiking-dds238-4w",
            Self::Sdm630 => "eastron-sdm630",
        }
    }

    fn phases(self) -> u8 {
        if matches!(self, Self::Sdm630) { 3 } else { 1 }
    }

    /// Leading digits of the serial numbers; they stay below 2^32, as some meters keep them in two registers.
    fn series(self) -> u32 {
        match self {
            Self::Sdm120 => 2_104_000,
            Self::Ddsu666 => 2_211_000,
            Self::Dds238 => 1_907_000,
            Self::Sdm630 => 2_305_000,
        }
    }
}

/// Room, model, channel of the line's board (`None`: relay in the meter), occupants; in order of unit address.
const LINE_A: [(&str, Model, Option<u8>, u8); 12] = [
    ("101", Model::Sdm120, Some(0), 2),
    ("102", Model::Sdm120, Some(1), 1),
    ("103", Model::Sdm120, Some(2), 3),
    ("104", Model::Sdm120, Some(3), 2),
    ("105", Model::Sdm120, Some(4), 1),
    ("106", Model::Sdm120, Some(5), 2),
    ("107", Model::Ddsu666, Some(6), 4),
    ("108", Model::Ddsu666, Some(7), 2),
    ("201", Model::Dds238, None, 1),
    ("202", Model::Dds238, None, 2),
    ("203", Model::Dds238, None, 3),
    ("204", Model::Dds238, None, 1),
];

const LINE_B: [(&str, Model, Option<u8>, u8); 12] = [
    ("205", Model::Sdm120, Some(0), 2),
    ("206", Model::Sdm120, Some(1), 2),
    ("207", Model::Dds238, None, 1),
    ("208", Model::Dds238, None, 0),
    ("301", Model::Sdm120, Some(2), 1),
    ("302", Model::Sdm120, Some(3), 2),
    ("303", Model::Sdm120, Some(4), 4),
    ("304", Model::Sdm120, Some(5), 1),
    ("305", Model::Dds238, None, 2),
    ("306", Model::Dds238, None, 3),
    ("307", Model::Ddsu666, Some(6), 2),
    ("308", Model::Sdm630, Some(7), 2),
];

const SILENT_ROOM: &str = "205";

/// The demo house: 24 rooms on three floors, then corridor and supply.
pub(crate) fn demo_meters() -> Vec<Placed> {
    let rooms = [LINE_A, LINE_B].into_iter().enumerate().flat_map(|(line, rooms)| {
        (1_u8..).zip(rooms).map(move |(unit, (name, model, channel, occupants))| Placed {
            relay: Some(
                channel.map_or(RelayAt::Meter { channel: 0 }, |channel| RelayAt::Board { unit: BOARD_UNIT, channel }),
            ),
            occupants,
            floor: name.as_bytes()[0] - b'0',
            answers: name != SILENT_ROOM,
            ..common(name, Measures::Room, model, Address { line, unit })
        })
    });
    let corridor = common("corridor", Measures::Corridor, Model::Ddsu666, Address { line: 1, unit: 21 });
    let supply = common("supply", Measures::Supply, Model::Sdm630, Address { line: 1, unit: 22 });
    rooms.chain([corridor, supply]).collect()
}

pub(crate) fn demo_boards() -> Vec<Board> {
    (0..LINES.len())
        .map(|line| Board {
            address: Address { line, unit: BOARD_UNIT },
            profile: "relay-board-8".to_owned(),
            serial: format!("RB8-{:04}", 501 + line),
            channels: 8,
        })
        .collect()
}

fn common(name: &str, measures: Measures, model: Model, address: Address) -> Placed {
    let line = u32::try_from(address.line).unwrap_or(0);
    Placed {
        name: name.to_owned(),
        measures,
        floor: 0,
        address,
        profile: model.profile().to_owned(),
        serial: (model.series() + 100 * line + u32::from(address.unit)).to_string(),
        relay: None,
        occupants: 0,
        phases: model.phases(),
        answers: true,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_house_has_24_rooms_on_three_floors_and_no_address_twice() {
        let meters = demo_meters();
        assert_eq!(meters.len(), 26);
        for floor in 1..=3 {
            assert_eq!(meters.iter().filter(|m| m.floor == floor).count(), 8);
        }
        let boards = demo_boards();
        let addresses: BTreeSet<_> = meters.iter().map(|m| m.address).chain(boards.iter().map(|b| b.address)).collect();
        assert_eq!(addresses.len(), 28);
        let serials: BTreeSet<_> = meters.iter().map(|m| &m.serial).collect();
        assert_eq!(serials.len(), 26);
    }

    #[test]
    fn every_room_has_its_own_relay_on_its_own_line() {
        let boards = demo_boards();
        let mut channels = BTreeSet::new();
        for room in demo_meters().iter().filter(|m| m.measures == Measures::Room) {
            match room.relay.expect("each room can be switched") {
                RelayAt::Meter { channel } => assert_eq!(channel, 0),
                RelayAt::Board { unit, channel } => {
                    let at = Address { line: room.address.line, unit };
                    let board = boards.iter().find(|b| b.address == at).expect("a board on the room's line");
                    assert!(channel < board.channels);
                    assert!(channels.insert((at, channel)), "{} shares its relay", room.name);
                }
            }
        }
        assert_eq!(channels.len(), 16);
    }
}
