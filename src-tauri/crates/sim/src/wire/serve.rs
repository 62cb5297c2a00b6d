//! Desks on real and pretended wires, each on a thread of its own.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use meter::Parity;
use serialport::SerialPort;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};

use super::desk::Desk;
use super::frame::Framing;
use super::line::Line;
use super::pace::Pace;

/// How long a quiet serial line takes to notice that it is to stop.
const IDLE: Duration = Duration::from_millis(50);
/// The end of each wait that is spent awake.
const SPIN: Duration = Duration::from_micros(80);
/// More than any frame, so that a request which came at once is read at once.
const CHUNK: usize = 512;

/// A line being served. Dropping it stops it and waits for its thread.
#[derive(Debug)]
pub struct Serving {
    path: Option<String>,
    address: Option<SocketAddr>,
    stop: Stop,
    thread: Option<JoinHandle<io::Result<()>>>,
}

#[derive(Debug)]
enum Stop {
    Flag(Arc<AtomicBool>),
    Watch(watch::Sender<bool>),
}

impl Serving {
    /// The serial path to open as the master: of a pseudo-terminal its slave side.
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// Where it listens, with the port that was free when 0 was asked for.
    pub fn address(&self) -> Option<SocketAddr> {
        self.address
    }

    /// True when the wire is gone, for example an unplugged adapter; [`Self::stop`] tells why.
    pub fn is_finished(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Ends the service after the answer in hand, and tells what had ended it before.
    pub fn stop(mut self) -> io::Result<()> {
        self.end()
    }

    /// Waits until the wire is gone.
    pub fn wait(mut self) -> io::Result<()> {
        join(self.thread.take())
    }

    fn end(&mut self) -> io::Result<()> {
        match &self.stop {
            Stop::Flag(flag) => flag.store(true, Ordering::Relaxed),
            Stop::Watch(sender) => {
                sender.send_replace(true);
            }
        }
        join(self.thread.take())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            tracing::debug!(%error, "a simulated line had ended");
        }
    }
}

fn join(thread: Option<JoinHandle<io::Result<()>>>) -> io::Result<()> {
    thread.map_or(Ok(()), |thread| thread.join().unwrap_or_else(|_| Err(io::Error::other("the simulated line broke"))))
}

/// Serves on a new pseudo-terminal; the master opens [`Serving::path`].
#[cfg(unix)]
pub fn serve_pty(line: Line, pace: Pace) -> io::Result<Serving> {
    let (master, slave) = serialport::TTYPort::pair()?;
    let path = slave.name();
    let mut serving = serve_port(Box::new(master), Desk::new(line, Framing::Rtu, pace), Some(Box::new(slave)))?;
    serving.path = path;
    Ok(serving)
}

/// Serves on a serial port with eight data bits and one stop bit.
///
/// A port that is a pseudo-terminal is paced to the baud; real hardware does that itself.
pub fn serve_path(line: Line, path: &str, baud: u32, parity: Parity) -> io::Result<Serving> {
    let (parity, bits) = match parity {
        Parity::None => (serialport::Parity::None, 10),
        Parity::Even => (serialport::Parity::Even, 11),
        Parity::Odd => (serialport::Parity::Odd, 11),
    };
    let port = serialport::new(path, baud).parity(parity).timeout(IDLE).open()?;
    let pace = if is_pseudo_terminal(path) { Pace::at(baud, bits) } else { Pace::none() };
    let mut serving = serve_port(port, Desk::new(line, Framing::Rtu, pace), None)?;
    serving.path = Some(path.to_owned());
    Ok(serving)
}

fn is_pseudo_terminal(path: &str) -> bool {
    std::fs::canonicalize(path).is_ok_and(|real| {
        let name = real.to_string_lossy();
        name.starts_with("/dev/pts/") || name.starts_with("/dev/ttys") || name.starts_with("/dev/pty")
    })
}

/// `kept` is held open for as long as the line is served: a pseudo-terminal's master reads an error while nobody has the
/// other side open.
fn serve_port(port: Box<dyn SerialPort>, desk: Desk, kept: Option<Box<dyn SerialPort>>) -> io::Result<Serving> {
    let flag = Arc::new(AtomicBool::new(false));
    let stop = flag.clone();
    let thread = thread::Builder::new().name("sim-line".to_owned()).spawn(move || {
        let _kept = kept;
        run_port(port, desk, &stop)
    })?;
    Ok(Serving { path: None, address: None, stop: Stop::Flag(flag), thread: Some(thread) })
}

fn run_port(mut port: Box<dyn SerialPort>, mut desk: Desk, stop: &AtomicBool) -> io::Result<()> {
    let mut chunk = [0; CHUNK];
    while !stop.load(Ordering::Relaxed) {
        let now = Instant::now();
        while let Some(bytes) = desk.take_due(now) {
            // A master that has stopped reading loses the answer, as it would on a wire.
            if let Err(error) = port.write_all(&bytes)
                && error.kind() != ErrorKind::TimedOut
            {
                return Err(error);
            }
        }
        // Waiting for input is also the clock of the answers. The kernel ends a wait some 60 µs late, so the rest is spun.
        let wait = desk.due().map_or(IDLE, |due| due.duration_since(now).min(IDLE));
        if wait <= SPIN {
            std::hint::spin_loop();
            continue;
        }
        port.set_timeout(wait - SPIN)?;
        match port.read(&mut chunk) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(count) => desk.receive(&chunk[..count], Instant::now()),
            Err(error) if matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::Interrupted) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Listens for Modbus TCP, or for RTU frames over TCP as a plain gateway would pass them on.
pub fn serve_tcp(line: Line, address: SocketAddr, framing: Framing, pace: Pace) -> io::Result<Serving> {
    let listener = std::net::TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    let bound = listener.local_addr()?;
    let mut serving = spawn_async(move |mut stopped| async move {
        let listener = TcpListener::from_std(listener)?;
        loop {
            tokio::select! {
                _ = stopped.changed() => return Ok(()),
                accepted = listener.accept() => {
                    let (stream, _) = accepted?;
                    stream.set_nodelay(true)?;
                    tokio::spawn(answer(stream, Desk::new(line.clone(), framing, pace)));
                }
            }
        }
    })?;
    serving.address = Some(bound);
    Ok(serving)
}

/// Makes pipes to a line in the same process, for systems without pseudo-terminals.
#[derive(Debug, Clone)]
pub struct Connector(mpsc::UnboundedSender<DuplexStream>);

impl Connector {
    /// The master's end of a new pipe; an error when the line is no longer served.
    pub fn connect(&self) -> io::Result<DuplexStream> {
        let (ours, theirs) = tokio::io::duplex(CHUNK);
        self.0.send(theirs).map_err(|_| io::Error::from(ErrorKind::NotConnected))?;
        Ok(ours)
    }
}

/// Serves RTU frames over pipes in this process.
pub fn serve_in_process(line: Line, pace: Pace) -> io::Result<(Connector, Serving)> {
    let (sender, mut pipes) = mpsc::unbounded_channel();
    let serving = spawn_async(move |mut stopped| async move {
        loop {
            tokio::select! {
                _ = stopped.changed() => return Ok(()),
                pipe = pipes.recv() => match pipe {
                    Some(pipe) => drop(tokio::spawn(answer(pipe, Desk::new(line.clone(), Framing::Rtu, pace)))),
                    None => {
                        let _ = stopped.changed().await;
                        return Ok(());
                    }
                },
            }
        }
    })?;
    Ok((Connector(sender), serving))
}

fn spawn_async<F>(serve: impl FnOnce(watch::Receiver<bool>) -> F + Send + 'static) -> io::Result<Serving>
where
    F: Future<Output = io::Result<()>>,
{
    let (sender, stopped) = watch::channel(false);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let thread = thread::Builder::new().name("sim-line".to_owned()).spawn(move || runtime.block_on(serve(stopped)))?;
    Ok(Serving { path: None, address: None, stop: Stop::Watch(sender), thread: Some(thread) })
}

/// Answers on one stream until it ends. Tests call it on a pipe under paused time.
pub async fn answer(mut stream: impl AsyncRead + AsyncWrite + Unpin, mut desk: Desk) {
    let mut chunk = [0; CHUNK];
    loop {
        while let Some(bytes) = desk.take_due(Instant::now()) {
            if stream.write_all(&bytes).await.is_err() {
                return;
            }
        }
        let due = desk.due();
        let until_due = async {
            match due {
                Some(due) => sleep_until(due).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            read = stream.read(&mut chunk) => match read {
                Ok(0) | Err(_) => return,
                Ok(count) => desk.receive(&chunk[..count], Instant::now()),
            },
            () = until_due => {}
        }
    }
}
