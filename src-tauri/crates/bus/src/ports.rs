//! The serial ports of this machine, by what stays the same when they are plugged in elsewhere.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A serial port. What the system does not tell is nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PortInfo {
    /// What to open now: `/dev/ttyUSB0`, `COM3`.
    pub path: String,
    /// What to open also after a restart or another order of plugging in: a name by the adapter's identity.
    pub stable: Option<String>,
    /// USB vendor and product number.
    pub usb: Option<(u16, u16)>,
    /// The adapter's own serial number; many cheap ones have none.
    pub serial: Option<String>,
    pub product: Option<String>,
    pub maker: Option<String>,
    /// Which of the adapter's ports it is, such as `1.0`.
    pub interface: Option<String>,
    /// The USB socket in which the adapter is plugged in, such as `1-2.4`.
    pub socket: Option<String>,
}

/// The ports of this machine, by path; empty where the system lists none.
pub fn ports() -> Vec<PortInfo> {
    if cfg!(target_os = "linux") { linux(Path::new("/")) } else { listed() }
}

/// As the operating system lists them.
fn listed() -> Vec<PortInfo> {
    let listed = tokio_serial::available_ports().unwrap_or_default();
    let mut ports: Vec<PortInfo> = listed
        .into_iter()
        .map(|port| {
            let path = port.port_name;
            match port.port_type {
                tokio_serial::SerialPortType::UsbPort(usb) => PortInfo {
                    path,
                    stable: None,
                    usb: Some((usb.vid, usb.pid)),
                    serial: usb.serial_number,
                    product: usb.product,
                    maker: usb.manufacturer,
                    ..PortInfo::default()
                },
                _ => PortInfo { path, ..PortInfo::default() },
            }
        })
        .collect();
    ports.sort_by(|one, other| one.path.cmp(&other.path));
    ports
}

/// From `sys/class/tty` and `dev/serial/by-id` below `root`. A terminal without a device behind it is none, and neither
/// is a place on the board for a port that was never fitted.
fn linux(root: &Path) -> Vec<PortInfo> {
    let names = by_id(root);
    let entries = fs::read_dir(root.join("sys/class/tty")).into_iter().flatten().flatten();
    let mut ports: Vec<PortInfo> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let device = fs::canonicalize(entry.path().join("device")).ok()?;
            // The type of a serial port that is not there is 0 (include/uapi/linux/serial_core.h, PORT_UNKNOWN).
            if fs::read_to_string(entry.path().join("type")).is_ok_and(|kind| kind.trim() == "0") {
                return None;
            }
            let mut port = PortInfo { path: format!("/dev/{name}"), ..PortInfo::default() };
            port.stable = names.get(&name).cloned();
            if let Some(usb) = device.ancestors().find(|folder| folder.join("idVendor").exists()) {
                let text = |file| Some(fs::read_to_string(usb.join(file)).ok()?.trim().to_owned());
                let number = |file| u16::from_str_radix(&text(file)?, 16).ok();
                port.usb = number("idVendor").zip(number("idProduct"));
                port.serial = text("serial").filter(|serial| !serial.is_empty());
                (port.product, port.maker) = (text("product"), text("manufacturer"));
                port.socket = usb.file_name().and_then(|name| name.to_str()).map(str::to_owned);
                port.interface = interface(&device, usb);
            }
            Some(port)
        })
        .collect();
    ports.sort_by(|one, other| one.path.cmp(&other.path));
    ports
}

/// The part of the adapter between its own folder and the port's, `1-2:1.0`, and the number of the port in it.
fn interface(device: &Path, usb: &Path) -> Option<String> {
    let part = device.strip_prefix(usb).ok()?.iter().next()?.to_str()?;
    let (_, part) = part.split_once(':')?;
    let number = fs::read_to_string(device.join("port_number")).unwrap_or_default();
    let number = number.trim();
    Some(if matches!(number, "" | "0") { part.to_owned() } else { format!("{part}.{number}") })
}

/// Names that udev makes of an adapter's identity, by the device they lead to.
fn by_id(root: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(root.join("dev/serial/by-id")).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| {
        let leads = fs::read_link(entry.path()).ok()?;
        let device = leads.file_name()?.to_str()?.to_owned();
        let name = entry.file_name().into_string().ok()?;
        Some((device, format!("/dev/serial/by-id/{name}")))
    });
    names.collect()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn write(path: &Path, text: &str) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    #[test]
    fn an_adapter_is_known_by_its_serial_number() {
        let root = std::env::temp_dir().join(format!("roomwatt-ports-{}", std::process::id()));
        let usb = root.join("sys/devices/usb1/1-2");
        for (file, text) in
            [("idVendor", "0403\n"), ("idProduct", "6001\n"), ("serial", "A50285BI\n"), ("product", "RS485\n")]
        {
            write(&usb.join(file), text);
        }
        fs::create_dir_all(usb.join("1-2:1.0/ttyUSB0")).unwrap();
        fs::create_dir_all(root.join("sys/devices/platform/serial8250")).unwrap();
        let class = root.join("sys/class/tty");
        for (name, device) in
            [("ttyUSB0", "devices/usb1/1-2/1-2:1.0/ttyUSB0"), ("ttyS0", "devices/platform/serial8250")]
        {
            fs::create_dir_all(class.join(name)).unwrap();
            symlink(root.join("sys").join(device), class.join(name).join("device")).unwrap();
        }
        write(&class.join("ttyS0/type"), "0\n");
        fs::create_dir_all(class.join("tty1")).unwrap();
        fs::create_dir_all(root.join("dev/serial/by-id")).unwrap();
        symlink("../../ttyUSB0", root.join("dev/serial/by-id/usb-FTDI_RS485_A50285BI-if00-port0")).unwrap();
        let found = linux(&root);
        fs::remove_dir_all(&root).unwrap();
        let expected = PortInfo {
            path: "/dev/ttyUSB0".to_owned(),
            stable: Some("/dev/serial/by-id/usb-FTDI_RS485_A50285BI-if00-port0".to_owned()),
            usb: Some((0x0403, 0x6001)),
            serial: Some("A50285BI".to_owned()),
            product: Some("RS485".to_owned()),
            maker: None,
            interface: Some("1.0".to_owned()),
            socket: Some("1-2".to_owned()),
        };
        assert_eq!(found, [expected]);
    }
}
