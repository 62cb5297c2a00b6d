//! Ports by name, and how they are opened.

use std::fmt;
use std::future::Future;
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::str::FromStr;
use std::time::Duration;

use meter::Parity;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_serial::{SerialPort, SerialPortBuilderExt};

use crate::adapter::{self, Adapter};
use crate::plugged::{Doubt, Opened, Plugged};
use crate::ports::ports;

/// A gateway that has not answered by then is not there.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// Where a line begins.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Port {
    /// A serial device: `/dev/ttyUSB0`, `COM3`.
    Serial { path: String },
    /// A serial device by its USB adapter, wherever that is plugged in: `usb:0403:6001:A50285BI`.
    Usb(Adapter),
    /// Modbus TCP: `tcp://host:502`.
    Tcp { host: String, port: u16 },
    /// RTU frames through a transparent gateway: `rtu+tcp://host:4001`.
    RtuOverTcp { host: String, port: u16 },
}

impl Port {
    pub(crate) const fn framing(&self) -> Framing {
        match self {
            Self::Tcp { .. } => Framing::Tcp,
            Self::Serial { .. } | Self::Usb(_) | Self::RtuOverTcp { .. } => Framing::Rtu,
        }
    }
}

/// A text that names no port.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a port; write a device path, tcp://host:port or rtu+tcp://host:port")]
pub struct NotPort(pub String);

impl FromStr for Port {
    type Err = NotPort;

    fn from_str(text: &str) -> Result<Self, NotPort> {
        let wrong = || NotPort(text.to_owned());
        let remote = |rest: &str| {
            let (host, port) = rest.rsplit_once(':').ok_or_else(wrong)?;
            let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
            let port: u16 = port.parse().map_err(|_| wrong())?;
            if host.is_empty() || port == 0 { Err(wrong()) } else { Ok((host, port)) }
        };
        if let Some(rest) = text.strip_prefix("rtu+tcp://") {
            remote(rest).map(|(host, port)| Self::RtuOverTcp { host, port })
        } else if let Some(rest) = text.strip_prefix("tcp://") {
            remote(rest).map(|(host, port)| Self::Tcp { host, port })
        } else if text.starts_with(adapter::SCHEME) {
            text.parse().map(Self::Usb).map_err(|()| wrong())
        } else if text.is_empty() || text.contains("://") || text.trim() != text {
            Err(wrong())
        } else {
            Ok(Self::Serial { path: text.to_owned() })
        }
    }
}

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bracketed = |host: &str| if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
        match self {
            Self::Serial { path } => f.write_str(path),
            Self::Usb(adapter) => adapter.fmt(f),
            Self::Tcp { host, port } => write!(f, "tcp://{}:{port}", bracketed(host)),
            Self::RtuOverTcp { host, port } => write!(f, "rtu+tcp://{}:{port}", bracketed(host)),
        }
    }
}

/// How a line is spoken on. Behind a gateway, baud and the rest are those of the gateway's own line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    pub baud: u32,
    pub parity: Parity,
    /// 1 or 2.
    pub stop_bits: u8,
    /// The longest that a unit may take to begin its answer. Once its pace is known, less is waited.
    pub timeout: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self { baud: 9600, parity: Parity::None, stop_bits: 1, timeout: Duration::from_millis(500) }
    }
}

/// Bytes in and out.
pub trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Makes a new connection each time it is called.
pub type Connect = Box<dyn Fn() -> BoxFuture<io::Result<Box<dyn Wire>>> + Send>;

/// How frames are told apart on a wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    Rtu,
    Tcp,
}

/// What a line owner opens, and opens again when it went away.
pub enum Link {
    Port(Port),
    /// For an in-memory line (simulator, tests). It speaks RTU, and waits by tokio's clock alone.
    Connect(Connect),
    /// A line's port, which may come back under another name.
    Plugged(Plugged),
    /// For a moment it is somebody else's.
    Lent,
}

impl Link {
    pub(crate) const fn framing(&self) -> Framing {
        match self {
            Self::Port(port) => port.framing(),
            Self::Plugged(plugged) => plugged.port().framing(),
            Self::Connect(_) | Self::Lent => Framing::Rtu,
        }
    }

    /// Whether waits of a few milliseconds must be kept in real time.
    pub(crate) const fn is_real(&self) -> bool {
        matches!(self, Self::Port(_) | Self::Plugged(_))
    }

    /// Whether somebody else, a gateway, speaks on the line.
    pub(crate) const fn is_remote(&self) -> bool {
        let port = match self {
            Self::Port(port) => Some(port),
            Self::Plugged(plugged) => Some(plugged.port()),
            Self::Connect(_) | Self::Lent => None,
        };
        matches!(port, Some(Port::Tcp { .. } | Port::RtuOverTcp { .. }))
    }

    pub(crate) async fn open(&self, settings: &Settings) -> io::Result<Box<dyn Wire>> {
        match self {
            Self::Port(port) => open(port, settings).await,
            Self::Plugged(plugged) => plugged.open(settings).await,
            Self::Connect(connect) => connect().await,
            Self::Lent => Err(io::ErrorKind::ResourceBusy.into()),
        }
    }
}

impl Link {
    /// Opens the next port at which the line may be found; most are found at one.
    pub(crate) async fn open_next(&mut self, settings: &Settings) -> io::Result<Opened> {
        match self {
            Self::Plugged(plugged) => plugged.open_next(settings).await,
            link => Ok(Opened { wire: link.open(settings).await?, doubt: Doubt::None }),
        }
    }

    /// The port that was opened last is that of the line.
    pub(crate) fn believe(&mut self) {
        if let Self::Plugged(plugged) = self {
            plugged.believe();
        }
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Port(port) => port.fmt(f),
            Self::Plugged(plugged) => plugged.port().fmt(f),
            Self::Connect(_) => f.write_str("the in-memory line"),
            Self::Lent => f.write_str("the line"),
        }
    }
}

/// Opens a port, an adapter where it is now.
pub(crate) async fn open(port: &Port, settings: &Settings) -> io::Result<Box<dyn Wire>> {
    match port {
        Port::Serial { path } => serial(path, settings),
        Port::Usb(adapter) => {
            let found = adapter.candidates(&ports());
            serial(&found.first().ok_or(io::ErrorKind::NotFound)?.path, settings)
        }
        Port::Tcp { host, port } | Port::RtuOverTcp { host, port } => remote(host, *port).await,
    }
}

pub(crate) fn serial(path: &str, settings: &Settings) -> io::Result<Box<dyn Wire>> {
    let parity = match settings.parity {
        Parity::None => tokio_serial::Parity::None,
        Parity::Even => tokio_serial::Parity::Even,
        Parity::Odd => tokio_serial::Parity::Odd,
    };
    let stop_bits = if settings.stop_bits == 2 { tokio_serial::StopBits::Two } else { tokio_serial::StopBits::One };
    let stream = tokio_serial::new(path, settings.baud)
        .data_bits(tokio_serial::DataBits::Eight)
        .parity(parity)
        .stop_bits(stop_bits)
        .flow_control(tokio_serial::FlowControl::None)
        .open_native_async()
        .map_err(|error| opening(path, &error))?;
    // What lies in the driver's buffers belongs to an earlier conversation.
    stream.clear(tokio_serial::ClearBuffer::All)?;
    Ok(Box::new(stream))
}

/// serialport says "no device" for most causes; the file system knows better.
fn opening(path: &str, error: &tokio_serial::Error) -> io::Error {
    let kind = match error.kind {
        tokio_serial::ErrorKind::Io(kind) => kind,
        _ if error.description.contains("busy") || error.description.contains("lock") => io::ErrorKind::ResourceBusy,
        _ if cfg!(unix) && !Path::new(path).exists() => io::ErrorKind::NotFound,
        tokio_serial::ErrorKind::NoDevice if cfg!(windows) => io::ErrorKind::NotFound,
        _ => match std::fs::OpenOptions::new().read(true).open(path) {
            Err(denied) if denied.kind() == io::ErrorKind::PermissionDenied => io::ErrorKind::PermissionDenied,
            _ => io::ErrorKind::Other,
        },
    };
    io::Error::new(kind, error.description.clone())
}

async fn remote(host: &str, port: u16) -> io::Result<Box<dyn Wire>> {
    let connecting = TcpStream::connect((host, port));
    let stream = tokio::time::timeout(CONNECT_WITHIN, connecting).await.map_err(|_| io::ErrorKind::TimedOut)??;
    stream.set_nodelay(true)?;
    Ok(Box::new(stream))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_named_and_named_back() {
        for text in [
            "/dev/ttyUSB0",
            "COM3",
            "tcp://10.0.0.7:502",
            "rtu+tcp://gw.local:4001",
            "tcp://[fe80::1]:502",
            "usb:0403:6001:A5",
        ] {
            assert_eq!(text.parse::<Port>().unwrap().to_string(), text);
        }
        let remote = Port::Tcp { host: "fe80::1".to_owned(), port: 502 };
        assert_eq!("tcp://[fe80::1]:502".parse(), Ok(remote));
        for wrong in
            ["", "tcp://", "tcp://host", "tcp://:502", "tcp://host:0", "tcp://host:x", "udp://h:1", " COM3", "usb:403"]
        {
            assert_eq!(wrong.parse::<Port>(), Err(NotPort(wrong.to_owned())), "{wrong}");
        }
    }
}
