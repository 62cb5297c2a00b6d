use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a site consists of, and what still misses something.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Setup {
    /// Something is booked, measured or priced: currency and time zone stay.
    pub begun: bool,
    pub rooms: Vec<SetupRoom>,
    pub lines: Vec<SetupLine>,
    pub devices: Vec<SetupDevice>,
    /// Rooms and other points that no meter measures yet.
    pub unmetered: Vec<SetupPoint>,
    /// Every model that can be on a line.
    pub profiles: Vec<String>,
}

/// A room, measured or not yet.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SetupRoom {
    pub name: String,
    /// The places above it, such as `House / 2`.
    pub above: String,
    /// In square metres, such as `18.5`; empty where nobody said.
    pub area_m2: String,
    /// What switches its supply.
    pub switch: Option<SetupSwitch>,
}

/// A relay of a device.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SetupSwitch {
    pub line: String,
    pub unit: u8,
    /// Counted from 1.
    pub channel: u8,
}

/// A line as it is set up.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SetupLine {
    pub id: i64,
    pub name: String,
    /// A device path, `usb:…` for an adapter wherever it is plugged in, `tcp://host:port` or `rtu+tcp://host:port`.
    pub address: String,
    pub baud: u32,
    pub parity: String,
    pub stop_bits: u8,
    /// The port as people tell it: the adapter, and what the system calls it now.
    pub port_text: String,
    /// The system switches between sending and listening, not the adapter.
    pub kernel_direction: bool,
    /// The clocks of its devices are set once a day.
    pub set_clocks: bool,
    pub up: bool,
    /// Why the line is down.
    pub reason: Option<String>,
}

/// A meter or relay board on a line.
#[derive(Debug, Clone, Serialize, TS)]
pub struct SetupDevice {
    pub id: i64,
    pub line: String,
    pub unit: u8,
    pub profile: String,
    /// Maker and model.
    pub model: String,
    /// What people call it; may be empty.
    pub name: String,
    pub serial: Option<String>,
    /// It counts energy; a board of relays does not.
    pub counts: bool,
    /// How many relays it has.
    pub relays: u8,
    /// The point that it measures.
    pub measures: Option<String>,
    pub register_wh: Option<i64>,
    pub power_w: Option<i64>,
    /// When it last answered.
    pub at: Option<i64>,
}

#[derive(Debug, Clone, Serialize, TS)]
pub struct SetupPoint {
    pub point: i64,
    pub name: String,
    /// `room`, `supply`, `feeder`, `common` or `other`.
    pub kind: String,
    /// With the places above it, such as `House / 2 / 201`.
    pub path: String,
}

/// It is done, and nothing else is to be said.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Done {
    pub done: bool,
}

/// A new line, or what changes of one that has this name.
#[derive(Debug, Clone, Default, Deserialize, TS)]
pub struct SaveLineArgs {
    pub name: String,
    pub address: String,
    #[serde(default)]
    #[ts(optional)]
    pub baud: Option<u32>,
    #[serde(default)]
    #[ts(optional)]
    pub parity: Option<String>,
    #[serde(default)]
    #[ts(optional)]
    pub stop_bits: Option<u8>,
    /// Let the system switch between sending and listening; as before when left out.
    #[serde(default)]
    #[ts(optional)]
    pub kernel_direction: Option<bool>,
    /// Set the clocks of its devices once a day; as before when left out.
    #[serde(default)]
    #[ts(optional)]
    pub set_clocks: Option<bool>,
}

/// Rooms of one floor, or of a building without floors.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct AddRoomsArgs {
    pub building: String,
    #[serde(default)]
    #[ts(optional)]
    pub floor: Option<String>,
    pub rooms: Vec<NewRoom>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct NewRoom {
    pub name: String,
    /// In square metres, such as `18.5`.
    #[serde(default)]
    #[ts(optional)]
    pub area_m2: Option<String>,
}

/// Another name or floor area for a room.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct EditRoomArgs {
    pub room: String,
    pub name: String,
    #[serde(default)]
    #[ts(optional)]
    pub area_m2: Option<String>,
}

/// A point that is no room: the supply of the house, a feeder, a corridor.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct AddPointArgs {
    pub name: String,
    /// `supply`, `feeder`, `common` or `other`.
    pub kind: String,
    /// The place that it stands for; the whole site where none is named.
    #[serde(default)]
    #[ts(optional)]
    pub place: Option<i64>,
    /// The name of the point that feeds it.
    #[serde(default)]
    #[ts(optional)]
    pub below: Option<String>,
}

/// A device on a line, or another profile for the one that answers there.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct SaveDeviceArgs {
    pub line: String,
    pub unit: u8,
    pub profile: String,
    #[serde(default)]
    #[ts(optional)]
    pub serial: Option<String>,
    /// What the connection can carry at most; from the profile where it is not given.
    #[serde(default)]
    #[ts(optional)]
    pub rated_w: Option<i64>,
}

/// Which meter measures a point from now on.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct AssignMeterArgs {
    /// A room's name, or that of another point.
    pub point: String,
    pub line: String,
    pub unit: u8,
    /// As read by a person; as last read on the line where it is not given.
    #[serde(default)]
    #[ts(optional)]
    pub register_kwh: Option<String>,
    /// Current transformer ratio, such as `[40, 1]`.
    #[serde(default)]
    #[ts(optional)]
    pub ratio: Option<(i64, i64)>,
}

/// The switch of a room: none, or a channel of a device.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct AssignRelayArgs {
    pub room: String,
    #[serde(default)]
    #[ts(optional)]
    pub relay: Option<RelayAt>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct RelayAt {
    pub line: String,
    pub unit: u8,
    /// Counted from 1.
    pub channel: u8,
}
