use std::io;

use meter::{DecodeError, FrameError};

/// Why a reading or a command did not succeed. Each sentence says what to try.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    #[error(
        "no answer within the time allowed; check the unit address, baud rate, parity, the A and B wires and that the meter has power"
    )]
    NoAnswer,
    #[error("{0}")]
    Frame(FrameError),
    #[error("{0}")]
    Decode(DecodeError),
    #[error("this device has no relay channel {}", .channel + 1)]
    NoChannel { channel: u8 },
    #[error("this line has no such meter")]
    UnknownMeter,
    #[error("{}", open_sentence(.port, *.kind))]
    Open { port: String, kind: io::ErrorKind },
    #[error("{}", gone_sentence(.port, *.kind))]
    Gone { port: String, kind: io::ErrorKind },
    /// Another adapter is plugged in, or the meters of another line.
    #[error(
        "{port}: other meters answer here than those of this line, so that nothing is read from it; plug in the adapter of \
         this line, or give the line the port that is its own"
    )]
    OtherMeters { port: String },
    /// It may be another adapter, and nobody told.
    #[error(
        "{port}: this may be another adapter, and no meter that the line knows answers, so that nothing is read from it; \
         check the plug and that the meters have power, or give the line this port anew"
    )]
    Unproven { port: String },
    /// The port went away, or is not open now.
    #[error("the line is down; it is opened again as soon as its port is back")]
    Down,
}

impl From<FrameError> for LineError {
    fn from(error: FrameError) -> Self {
        Self::Frame(error)
    }
}

impl From<DecodeError> for LineError {
    fn from(error: DecodeError) -> Self {
        Self::Decode(error)
    }
}

impl LineError {
    /// The unit answered this very request and said no; there is nothing wrong with the line.
    pub const fn is_refusal(&self) -> bool {
        matches!(self, Self::Frame(error) if error.is_refusal())
    }
}

fn open_sentence(port: &str, kind: io::ErrorKind) -> String {
    let remote = port.contains("://");
    let why = match kind {
        io::ErrorKind::NotFound => "there is no such port; plug in the adapter or choose another name",
        io::ErrorKind::PermissionDenied => {
            "permission denied; add your user to the group that owns the port (often dialout) and log in again"
        }
        io::ErrorKind::ConnectionRefused => "the gateway refused the connection; check its port number and mode",
        io::ErrorKind::TimedOut => "the gateway did not answer; check its address and the network",
        io::ErrorKind::InvalidInput => {
            "this is not a port; write a device path, tcp://host:port or rtu+tcp://host:port"
        }
        io::ErrorKind::ResourceBusy => "another program is using the port; close it first",
        io::ErrorKind::Unsupported => {
            "this port cannot switch the direction of an RS-485 line by itself; let the adapter do it"
        }
        _ if remote => "the connection failed; check the gateway's address and the network",
        _ => "it could not be opened; check that it is a serial port and that no other program is using it",
    };
    format!("{port}: {why}")
}

fn gone_sentence(port: &str, kind: io::ErrorKind) -> String {
    match kind {
        io::ErrorKind::InvalidData => format!("{port}: what arrives is not Modbus TCP; check the gateway's mode"),
        _ => format!("{port}: the port went away ({kind}); check the adapter's plug, or the gateway"),
    }
}
