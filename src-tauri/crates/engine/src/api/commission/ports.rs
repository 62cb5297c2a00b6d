//! The serial ports of the machine, and which line has which.

use bus::{Adapter, Port, PortInfo};
use store::bus::Bus;
use units::BusId;

use crate::View;
use crate::dto::*;
use crate::error::{Refusal, Result};

pub(crate) fn serial_ports(view: &View, _: Nothing) -> Result<Vec<SerialPort>> {
    let lines = store::bus::all(&view.reader)?;
    let rows = bus::ports().into_iter().map(|port| {
        let address = address_of(&port);
        SerialPort {
            line: owner(&lines, &address).map(|(_, row)| row.name.clone()),
            address,
            usb: port.usb.map(|(vendor, product)| format!("{vendor:04x}:{product:04x}")),
            path: port.path,
            product: port.product,
            maker: port.maker,
            serial: port.serial,
        }
    });
    Ok(rows.collect())
}

/// A port by its adapter, where it has one that can be told from others.
fn address_of(port: &PortInfo) -> String {
    Adapter::of(port).map_or_else(|| port.path.clone(), |adapter| adapter.to_string())
}

/// The address that a line keeps for what a person named: a USB adapter by its identity, under whatever name it goes now.
pub(crate) fn named(text: &str) -> Result<String> {
    let port = text
        .parse::<Port>()
        .map_err(|cause| Refusal::new("port").with("cause", crate::cause::port(&cause)).field("address"))?;
    Ok(match port {
        Port::Serial { path } => {
            let known = bus::ports();
            let found = known.iter().find(|port| port.path == path || port.stable.as_deref() == Some(path.as_str()));
            found.map_or(path, address_of)
        }
        port => port.to_string(),
    })
}

/// The port of a line as people tell it.
pub(crate) fn text(address: &str, plugged: &[PortInfo]) -> String {
    let Ok(adapter) = address.parse::<Adapter>() else { return address.to_owned() };
    let here = adapter.candidates(plugged);
    let info = here.first().and_then(|first| plugged.iter().find(|port| port.path == first.path));
    let name = info.and_then(|port| port.product.clone()).unwrap_or_else(|| "USB".to_owned());
    let serial = adapter.serial.map(|serial| format!(" {serial}")).unwrap_or_default();
    let path = info.map(|port| format!(" ({})", port.path)).unwrap_or_default();
    format!("{name}{serial}{path}")
}

/// The line that has this address, also where its adapter is in another socket now.
pub(crate) fn owner<'a>(lines: &'a [(BusId, Bus)], address: &str) -> Option<(BusId, &'a Bus)> {
    let wanted = address.parse::<Adapter>().ok();
    let is_same = |row: &Bus| {
        if row.address == address {
            return true;
        }
        let (Some(wanted), Ok(known)) = (&wanted, row.address.parse::<Adapter>()) else { return false };
        let anywhere = |adapter: &Adapter| Adapter { socket: None, ..adapter.clone() };
        // One without a number of its own is only told by its socket.
        wanted.serial.is_some() && anywhere(wanted) == anywhere(&known)
    };
    lines.iter().find(|(_, row)| is_same(row)).map(|(id, row)| (*id, row))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_its_adapter_wherever_that_is_plugged_in() {
        let line = |address: &str| Bus {
            name: address.to_owned(),
            address: address.to_owned(),
            baud: 9600,
            parity: "none".to_owned(),
            stop_bits: 1,
        };
        let lines: Vec<(BusId, Bus)> = (1..)
            .map(BusId)
            .zip(["usb:0403:6001:A5::1-1", "usb:1a86:7523:::1-2", "tcp://10.0.0.7:502"].map(line))
            .collect();
        let has = |address: &str| owner(&lines, address).map(|(id, _)| id.0);
        assert_eq!((has("usb:0403:6001:A5::9-9"), has("usb:0403:6001:B6::1-1")), (Some(1), None));
        assert_eq!((has("usb:1a86:7523:::1-2"), has("usb:1a86:7523:::1-3")), (Some(2), None));
        assert_eq!((has("tcp://10.0.0.7:502"), has("/dev/ttyS0")), (Some(3), None));
    }
}
