//! Letting the kernel switch an RS-485 driver between sending and listening, by the port's RTS line.

use std::io;

/// Tells the port's driver to do so. It keeps that for as long as the port exists, also when it is opened anew.
///
/// [`io::ErrorKind::Unsupported`] where the driver, or the system, cannot. The interface is Linux's TIOCSRS485
/// (<https://docs.kernel.org/driver-api/serial/serial-rs485.html>).
#[cfg(target_os = "linux")]
pub(crate) fn by_kernel(path: &str) -> io::Result<()> {
    use serial2::rs4xx::{Rs485Config, TransceiverMode};
    use serial2::{KeepSettings, SerialPort};

    let port = SerialPort::open(path, KeepSettings)?;
    let wish = TransceiverMode::Rs485(Rs485Config::new());
    // Drivers say no in several ways.
    port.set_rs4xx_mode(wish).map_err(|_| io::ErrorKind::Unsupported)?;
    match port.get_rs4xx_mode() {
        Ok(TransceiverMode::Rs485(_)) => Ok(()),
        _ => Err(io::ErrorKind::Unsupported.into()),
    }
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn by_kernel(_: &str) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
