use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::SaveLineArgs;

/// A serial port of the machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SerialPort {
    /// What to give a line as its address; it stays right when the adapter is plugged in elsewhere.
    pub address: String,
    /// What the system calls it now: `/dev/ttyUSB0`, `COM3`.
    pub path: String,
    pub product: Option<String>,
    pub maker: Option<String>,
    /// The adapter's own serial number; many have none.
    pub serial: Option<String>,
    /// USB vendor and product, such as `0403:6001`.
    pub usb: Option<String>,
    /// The line that has it.
    pub line: Option<String>,
}

/// Search a port, or a line of the site, for devices. What is not said is searched as is usual.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(default)]
pub struct StartScanArgs {
    #[ts(optional)]
    pub port: Option<String>,
    #[ts(optional)]
    pub line: Option<String>,
    /// Such as `1-32` or `1,5,7-9`.
    #[ts(optional)]
    pub units: Option<String>,
    /// The likeliest first.
    #[ts(optional)]
    pub bauds: Option<Vec<u32>>,
    /// `none`, `even` or `odd`, the likeliest first.
    #[ts(optional)]
    pub parities: Option<Vec<String>>,
    #[ts(optional)]
    pub stop_bits: Option<u8>,
    /// Which models devices may be; all when left out.
    #[ts(optional)]
    pub profiles: Option<Vec<String>>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct ScanArgs {
    pub id: u32,
}

/// A scan, under way or over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ScanRow {
    pub id: i64,
    pub port: String,
    pub line: Option<String>,
    pub running: bool,
    pub stopping: bool,
    /// `first`, `second` or `models`.
    pub step: Option<String>,
    /// In words, with the speed.
    pub doing: String,
    /// Of the step under way.
    pub asked: i64,
    pub of: i64,
    /// Places at which something answered so far.
    pub answers: i64,
    pub devices: Vec<ScannedDevice>,
    /// What was heard and not understood, a sentence each.
    pub unclear: Vec<String>,
    /// Why it ended early.
    pub error: Option<String>,
    /// What it came to, once it is over.
    pub summary: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ScannedDevice {
    pub unit: u8,
    pub baud: u32,
    /// `none`, `even` or `odd`.
    pub parity: String,
    pub stop_bits: u8,
    /// Two devices seem to share the address.
    pub shared: bool,
    /// The likeliest first.
    pub models: Vec<ScannedModel>,
    /// It names itself as the first model.
    pub certain: bool,
    pub serial: Option<String>,
    pub register_wh: Option<i64>,
    pub power_w: Option<i64>,
    /// Such as `229.9`.
    pub voltage_v: Option<String>,
    pub note: String,
    /// It is set up already: what it measures, or its line and address.
    pub known: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ScannedModel {
    pub profile: String,
    pub maker: String,
    pub model: String,
}

/// A line with devices on it, all kept together or not at all.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct AddDevicesArgs {
    pub line: SaveLineArgs,
    pub devices: Vec<AddDevice>,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct AddDevice {
    pub unit: u8,
    pub profile: String,
    #[serde(default)]
    #[ts(optional)]
    pub serial: Option<String>,
    /// What people call it.
    #[serde(default)]
    #[ts(optional)]
    pub name: Option<String>,
}

/// A device on a line.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct DeviceArgs {
    pub line: String,
    pub unit: u8,
}

#[derive(Debug, Clone, Deserialize, TS)]
pub struct NameDeviceArgs {
    pub line: String,
    pub unit: u8,
    /// Empty for none.
    pub name: String,
}

/// Another address or another speed for one device, on a line of the site or on a port of its own.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(default)]
pub struct ChangeDeviceArgs {
    #[ts(optional)]
    pub line: Option<String>,
    #[ts(optional)]
    pub port: Option<String>,
    /// Its address now.
    pub unit: u8,
    /// Its model; that of the line's device when left out.
    #[ts(optional)]
    pub profile: Option<String>,
    /// How it speaks now; as the line when left out.
    #[ts(optional)]
    pub baud: Option<u32>,
    #[ts(optional)]
    pub parity: Option<String>,
    #[ts(optional)]
    pub stop_bits: Option<u8>,
    /// One of these: an address, a speed, or parity with stop bits.
    #[ts(optional)]
    pub to_unit: Option<u8>,
    #[ts(optional)]
    pub to_baud: Option<u32>,
    /// Such as `8N1`, `8E1`.
    #[ts(optional)]
    pub to_frame: Option<String>,
}

/// What a change of a device comes to, before it is begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ChangePlan {
    /// What is done, in order, a sentence each.
    pub steps: Vec<String>,
    /// What a person has to do at the device first.
    pub by_hand: Option<String>,
    /// When the new setting holds, where it does not at once.
    pub after: Option<String>,
}

/// What of a model can be set over the line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ModelSetup {
    pub profile: String,
    pub address: bool,
    pub bauds: Vec<u32>,
    /// Such as `8N1`.
    pub frames: Vec<String>,
    pub by_hand: Option<String>,
}

/// A change of a device, under way or over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ChangeRow {
    pub id: i64,
    pub port: String,
    pub line: Option<String>,
    pub unit: u8,
    pub running: bool,
    /// What is done now, or what it came to, with what to do next.
    pub text: String,
    /// The new setting is proven, or kept by the device until it restarts.
    pub done: bool,
    /// How the device stands where it is not: `untouched`, `as_before` or `unknown`.
    pub left: Option<String>,
    /// For programs.
    pub code: Option<String>,
}

/// A list of which device measures which room, as text: one line each, columns separated by commas, semicolons or tabs.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct AssignListArgs {
    pub text: String,
    /// The token of the preview that a person has seen.
    #[serde(default)]
    #[ts(optional)]
    pub seen: Option<String>,
}

/// What a list would do, or did, line by line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AssignList {
    pub rows: Vec<AssignRow>,
    pub to_assign: i64,
    /// Lines that say what holds already.
    pub same: i64,
    pub wrong: i64,
    /// What is wrong with the list as a whole.
    pub problem: Option<String>,
    /// Names this very outcome; nothing where something is wrong.
    pub token: Option<String>,
    pub done: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AssignRow {
    /// The line of the list, counted from 1.
    pub number: i64,
    pub room: String,
    pub line: String,
    pub unit: Option<u8>,
    pub model: String,
    pub serial: String,
    /// In kWh, where measuring begins.
    pub register: String,
    /// `assign`, `same` or `wrong`.
    pub verdict: String,
    /// What will be done, or what is wrong.
    pub text: String,
}

/// Which devices get labels; all of a line, or all of the site, when left out.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(default)]
pub struct LabelsArgs {
    #[ts(optional)]
    pub line: Option<String>,
    /// Only these rooms.
    #[ts(optional)]
    pub rooms: Option<Vec<String>>,
    #[ts(optional)]
    pub language: Option<String>,
}
