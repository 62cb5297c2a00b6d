//! USB adapters by what stays the same when they are plugged in elsewhere, and where each is now.

use std::fmt;
use std::str::FromStr;

use crate::ports::PortInfo;

/// What is known of an adapter. As a text it is the name of its port: `usb:0403:6001:A50285BI:1.0:1-2`, with its vendor
/// and product, its serial number, its interface where it has several ports, and the socket in which it was last seen;
/// what is not known is left empty, and what is empty at the end left out.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Adapter {
    pub vendor: u16,
    pub product: u16,
    /// Many cheap ones have none, and some all have the same.
    pub serial: Option<String>,
    pub interface: Option<String>,
    pub socket: Option<String>,
}

/// A port at which the adapter may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub path: String,
    /// It can be no other adapter.
    pub is_sure: bool,
    /// It is plugged in where the adapter was.
    pub same_socket: bool,
}

pub(crate) const SCHEME: &str = "usb:";

impl Adapter {
    /// Of a port that is one of a USB adapter.
    pub fn of(port: &PortInfo) -> Option<Self> {
        let (vendor, product) = port.usb?;
        let (serial, interface, socket) = (port.serial.clone(), port.interface.clone(), port.socket.clone());
        Some(Self { vendor, product, serial, interface, socket })
    }

    /// Where it may be among these ports, the likeliest first.
    pub fn candidates(&self, ports: &[PortInfo]) -> Vec<Candidate> {
        let is_like = |port: &&PortInfo| {
            let same_interface =
                self.interface.is_none() || port.interface.is_none() || self.interface == port.interface;
            port.usb == Some((self.vendor, self.product)) && port.serial == self.serial && same_interface
        };
        let here: Vec<&PortInfo> = ports.iter().filter(is_like).collect();
        let is_sure = self.serial.is_some() && here.len() == 1;
        let mut found: Vec<Candidate> = here
            .iter()
            .map(|port| {
                let same_socket = self.socket.is_some() && port.socket == self.socket;
                Candidate { path: port.path.clone(), is_sure, same_socket }
            })
            .collect();
        found.sort_by_key(|candidate| (!candidate.same_socket, candidate.path.clone()));
        found
    }
}

impl fmt::Display for Adapter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [&self.serial, &self.interface, &self.socket].map(|part| part.as_deref().map(escaped));
        let mut text = format!("{SCHEME}{:04x}:{:04x}", self.vendor, self.product);
        for part in parts {
            text.push(':');
            text.push_str(&part.unwrap_or_default());
        }
        f.write_str(text.trim_end_matches(':'))
    }
}

impl FromStr for Adapter {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.strip_prefix(SCHEME).ok_or(())?.split(':');
        let mut number = || u16::from_str_radix(parts.next().unwrap_or_default(), 16).map_err(|_| ());
        let (vendor, product) = (number()?, number()?);
        let mut part = || parts.next().filter(|part| !part.is_empty()).map(unescaped);
        let (serial, interface, socket) = (part(), part(), part());
        if parts.next().is_some() { Err(()) } else { Ok(Self { vendor, product, serial, interface, socket }) }
    }
}

/// Colons would end a part, and spaces a word on a command line.
fn escaped(part: &str) -> String {
    part.chars()
        .map(|c| match c {
            ':' => "%3a".to_owned(),
            '%' => "%25".to_owned(),
            ' ' => "%20".to_owned(),
            c => c.to_string(),
        })
        .collect()
}

fn unescaped(part: &str) -> String {
    part.replace("%3a", ":").replace("%20", " ").replace("%25", "%")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn port(path: &str, serial: &str, interface: &str, socket: &str) -> PortInfo {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        PortInfo {
            path: path.to_owned(),
            usb: Some((0x1a86, 0x7523)),
            serial: some(serial),
            interface: some(interface),
            socket: some(socket),
            ..PortInfo::default()
        }
    }

    #[test]
    fn adapters_are_named_and_named_back() {
        for text in
            ["usb:0403:6001", "usb:0403:6001:A50285BI", "usb:1a86:7523::1.0:1-2", "usb:1a86:55d5:a%3ab%25%20c:1.2"]
        {
            assert_eq!(text.parse::<Adapter>().unwrap().to_string(), text);
        }
        let odd: Adapter = "usb:1a86:55d5:a%3ab%25%20c".parse().unwrap();
        assert_eq!(odd.serial.as_deref(), Some("a:b% c"));
        for wrong in ["usb:", "usb:0403", "usb:zzzz:6001", "usb:1:2:3:4:5:6", "usb 0403:6001"] {
            assert_eq!(wrong.parse::<Adapter>(), Err(()), "{wrong}");
        }
    }

    #[test]
    fn an_adapter_is_found_where_it_is_and_only_a_number_of_its_own_is_sure() {
        let check = |wanted: &PortInfo, ports: &[PortInfo], expected: &[(&str, bool, bool)]| {
            let found = Adapter::of(wanted).unwrap().candidates(ports);
            let found: Vec<_> = found.iter().map(|one| (one.path.as_str(), one.is_sure, one.same_socket)).collect();
            assert_eq!(found, expected, "{wanted:?}");
        };
        let (one, other) = (port("/dev/ttyUSB0", "A1", "1.0", "1-1"), port("/dev/ttyUSB1", "B2", "1.0", "1-2"));
        let moved = port("/dev/ttyUSB7", "A1", "1.0", "3-4");
        check(&one, &[moved.clone(), other.clone()], &[("/dev/ttyUSB7", true, false)]);
        check(&one, std::slice::from_ref(&other), &[]);
        // A number that two have is no identity.
        check(&one, &[moved, one.clone()], &[("/dev/ttyUSB0", false, true), ("/dev/ttyUSB7", false, false)]);
        // Neither is none.
        let (bare, twin) = (port("/dev/ttyUSB2", "", "1.0", "1-1"), port("/dev/ttyUSB0", "", "1.0", "1-9"));
        check(&bare, &[twin, bare.clone()], &[("/dev/ttyUSB2", false, true), ("/dev/ttyUSB0", false, false)]);
        // The ports of one adapter are told apart by their interface.
        let (first, second) = (port("/dev/ttyUSB4", "Q", "1.0", "1-1"), port("/dev/ttyUSB5", "Q", "1.1", "1-1"));
        check(&second, &[first, second.clone()], &[("/dev/ttyUSB5", true, true)]);
    }
}
