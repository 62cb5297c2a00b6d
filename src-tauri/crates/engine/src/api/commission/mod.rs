//! From a box of meters to rooms on the screen: ports, scans, addresses, who measures what, labels.

pub(crate) mod assign;
pub(crate) mod changes;
pub(crate) mod devices;
pub(crate) mod labels;
pub(crate) mod ports;
pub(crate) mod scans;

use bus::{Parity, Port};
use store::bus::Bus;
use units::BusId;

use crate::core::{Core, Site};
use crate::error::{Refusal, Result};

/// Where something is to be done: on a line by its name, or on a port, which may be that of a line.
fn site(core: &Core, line: Option<&str>, port: Option<&str>) -> Result<(Site, String, Option<Bus>)> {
    let lines = store::bus::all(&core.store)?;
    if let Some(name) = line {
        let found = lines.into_iter().find(|(_, row)| row.name == name);
        let (id, row) = found.ok_or_else(|| Refusal::new("unknown-line").with("line", name).field("line"))?;
        return Ok((Site::Line(id), row.address.clone(), Some(row)));
    }
    let text = port.map(str::trim).filter(|port| !port.is_empty());
    let text = text.ok_or_else(|| Refusal::new("port-missing").field("port"))?;
    let address = ports::named(text)?;
    if let Some((id, row)) = ports::owner(&lines, &address) {
        return Ok((Site::Line(id), row.address.clone(), Some(row.clone())));
    }
    let port = address
        .parse::<Port>()
        .map_err(|cause| Refusal::new("port").with("cause", crate::cause::port(&cause)).field("port"))?;
    Ok((Site::Port(port), address, None))
}

fn line_name(lines: &[(BusId, Bus)], id: Option<BusId>) -> Option<String> {
    lines.iter().find(|(line, _)| Some(*line) == id).map(|(_, row)| row.name.clone())
}

pub(super) fn parity(text: &str) -> Result<Parity> {
    match text {
        "none" => Ok(Parity::None),
        "even" => Ok(Parity::Even),
        "odd" => Ok(Parity::Odd),
        other => Err(Refusal::new("bad-parity").with("text", other).field("parity")),
    }
}

const fn parity_code(parity: Parity) -> &'static str {
    match parity {
        Parity::None => "none",
        Parity::Even => "even",
        Parity::Odd => "odd",
    }
}

/// As people write it: data bits, parity, stop bits.
pub(super) fn frame_text(parity: Parity, stop_bits: u8) -> String {
    let letter = match parity {
        Parity::None => 'N',
        Parity::Even => 'E',
        Parity::Odd => 'O',
    };
    format!("8{letter}{stop_bits}")
}

fn frame(text: &str) -> Result<(Parity, u8)> {
    let all = [Parity::None, Parity::Even, Parity::Odd].into_iter().flat_map(|parity| [(parity, 1), (parity, 2)]);
    let found = all.into_iter().find(|(parity, stop_bits)| frame_text(*parity, *stop_bits).eq_ignore_ascii_case(text));
    found.ok_or_else(|| Refusal::new("bad-frame").with("text", text).field("to_frame"))
}
