//! Ports that vanish and come back, in real time: pseudo-terminals that stand for USB adapters, a serial server that restarts.
#![cfg(unix)]

use std::io::{ErrorKind, Read, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use bus::{Device, Direction, FromLine, Line, LineError, Link, Parity, Plugged, Port, PortInfo, Settings};
use meter::{Block, Function, Profile, RegisterImage, Sample, Values, rtu};
use serialport::{SerialPort, TTYPort};
use units::{BusId, Energy, MeterId, timestamp};

const SDM120: &str = include_str!("../../../../assets/meters/eastron-sdm120.toml");

fn profile() -> Arc<Profile> {
    Arc::new(Profile::parse(SDM120).unwrap())
}

/// The registers of a meter with this serial number.
fn meter(serial: &str) -> RegisterImage {
    let sample = Sample {
        energy_import: Some(Energy::from_wh(1_000)),
        voltage_mv: vec![230_000],
        serial: Some(serial.to_owned()),
        ..Sample::default()
    };
    profile().image(&sample)
}

fn answer(image: &RegisterImage, frame: &[u8]) -> Vec<u8> {
    let word = |at: usize| u16::from_be_bytes([frame[at], frame[at + 1]]);
    let function = if frame[1] == 3 { Function::HoldingRegisters } else { Function::InputRegisters };
    let block = Block { function, start: word(2), count: word(4) };
    let Some(Values::Registers(words)) = image.read(block) else {
        return rtu::seal(vec![frame[0], frame[1] | 0x80, 2]);
    };
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
    rtu::seal([&[frame[0], frame[1], u8::try_from(bytes.len()).unwrap()], bytes.as_slice()].concat())
}

/// Answers until it is unplugged; whoever has the other side open then reads the end of it.
fn serve(mut wire: impl Read + Write, image: &RegisterImage, unplugged: &AtomicBool) {
    let (mut frame, mut chunk) = (Vec::new(), [0; 64]);
    while !unplugged.load(Ordering::Relaxed) {
        match wire.read(&mut chunk) {
            Ok(0) => return,
            Ok(count) => frame.extend(&chunk[..count]),
            Err(error) if matches!(error.kind(), ErrorKind::TimedOut | ErrorKind::WouldBlock) => continue,
            Err(_) => return,
        }
        if frame.len() == 8 {
            wire.write_all(&answer(image, &frame)).unwrap();
            frame.clear();
        }
    }
}

/// An adapter with one meter behind it.
struct Adapter {
    path: String,
    unplugged: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Adapter {
    fn plug_in(serial: &str) -> Self {
        let (mut master, slave) = TTYPort::pair().unwrap();
        let (path, image) = (slave.name().unwrap(), meter(serial));
        master.set_timeout(Duration::from_millis(10)).unwrap();
        let unplugged = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&unplugged);
        let thread = std::thread::spawn(move || {
            // A master reads errors while nobody has the other side open.
            let _slave = slave;
            serve(master, &image, &flag);
        });
        Self { path, unplugged, thread: Some(thread) }
    }
}

impl Drop for Adapter {
    fn drop(&mut self) {
        self.unplugged.store(true, Ordering::Relaxed);
        self.thread.take().unwrap().join().unwrap();
    }
}

/// What the machine lists.
type Listed = Arc<Mutex<Vec<PortInfo>>>;

fn listed(path: &str, serial: Option<&str>, socket: &str) -> PortInfo {
    PortInfo {
        path: path.to_owned(),
        usb: Some((0x1a86, 0x7523)),
        serial: serial.map(str::to_owned),
        socket: Some(socket.to_owned()),
        ..PortInfo::default()
    }
}

struct Rig {
    line: Option<Line>,
    said: Receiver<FromLine>,
}

impl Rig {
    /// A line by an adapter's identity, with a meter that is known by its number, or not.
    fn start(port: Port, ports: &Listed, known: Option<&str>) -> Self {
        let ports = Arc::clone(ports);
        let plugged = Plugged::new(port, Direction::Adapter, Arc::new(move || ports.lock().unwrap().clone()));
        let serials = known.map(|serial| (MeterId(1), serial.to_owned()));
        let link = Link::Plugged(plugged.knowing(serials.into_iter().collect()));
        let device = Device { meter: MeterId(1), unit: 1, profile: profile(), every: Duration::ZERO };
        let settings =
            Settings { baud: 115_200, parity: Parity::None, stop_bits: 1, timeout: Duration::from_millis(60) };
        let (out, said) = mpsc::channel();
        let clock: bus::Clock = Arc::new(|| timestamp(0));
        let line = bus::spawn(BusId(1), link, settings, vec![device], clock, move |message| {
            // The test may have ended.
            let _ = out.send(message);
        });
        Self { line: Some(line), said }
    }

    fn next<T>(&self, pick: impl Fn(FromLine) -> Option<T>) -> T {
        loop {
            let message = self.said.recv_timeout(Duration::from_secs(15)).expect("it is said within fifteen seconds");
            if let Some(found) = pick(message) {
                return found;
            }
        }
    }

    fn sample(&self) -> Sample {
        self.next(|message| if let FromLine::Sample { sample, .. } = message { Some(sample) } else { None })
    }

    fn down(&self) -> LineError {
        self.next(|message| match message {
            FromLine::Down { reason, .. } => Some(reason),
            FromLine::Sample { sample, .. } => panic!("believed {sample:?}"),
            _ => None,
        })
    }

    /// Until it is down; samples that were on their way may come before.
    fn gone(&self) {
        self.next(|message| matches!(message, FromLine::Down { reason: LineError::Gone { .. }, .. }).then_some(()));
    }
}

impl Drop for Rig {
    fn drop(&mut self) {
        self.line.take().unwrap().join();
    }
}

fn usb(text: &str) -> Port {
    text.parse().unwrap()
}

#[test]
#[allow(clippy::disallowed_methods, reason = "seconds on the wall are what is asked for")]
fn an_adapter_that_comes_back_under_another_name_is_polled_within_seconds() {
    let first = Adapter::plug_in("77");
    let ports: Listed = Arc::new(Mutex::new(vec![listed(&first.path, Some("A5"), "1-1")]));
    let rig = Rig::start(usb("usb:1a86:7523:A5::1-1"), &ports, None);
    assert_eq!(rig.sample().serial.as_deref(), Some("77"));
    // Another adapter takes its name; its own number is its identity.
    let other = Adapter::plug_in("99");
    *ports.lock().unwrap() = vec![listed(&other.path, Some("B6"), "1-1")];
    drop(first);
    rig.gone();
    assert!(matches!(rig.down(), LineError::Open { kind: ErrorKind::NotFound, .. }));
    let back = Adapter::plug_in("77");
    ports.lock().unwrap().push(listed(&back.path, Some("A5"), "1-2"));
    let plugged_in = Instant::now();
    assert_eq!(rig.sample().serial.as_deref(), Some("77"));
    assert!(plugged_in.elapsed() < Duration::from_secs(3), "{:?}", plugged_in.elapsed());
    drop(other);
}

#[test]
fn an_adapter_without_a_number_is_believed_when_a_known_meter_tells_its_own() {
    let (theirs, ours) = (Adapter::plug_in("99"), Adapter::plug_in("77"));
    // The wrong one stands where ours was.
    let ports: Listed = Arc::new(Mutex::new(vec![listed(&theirs.path, None, "1-1")]));
    let rig = Rig::start(usb("usb:1a86:7523:::1-1"), &ports, Some("77"));
    assert!(matches!(rig.down(), LineError::OtherMeters { .. }));
    ports.lock().unwrap().push(listed(&ours.path, None, "1-4"));
    assert_eq!(rig.sample().serial.as_deref(), Some("77"));
}

#[test]
fn where_no_meter_can_tell_the_socket_has_to_do_and_nothing_else_does() {
    let here = Adapter::plug_in("77");
    let ports: Listed = Arc::new(Mutex::new(vec![listed(&here.path, None, "1-9")]));
    let rig = Rig::start(usb("usb:1a86:7523:::1-1"), &ports, None);
    assert!(matches!(rig.down(), LineError::Unproven { .. }));
    *ports.lock().unwrap() = vec![listed(&here.path, None, "1-1")];
    rig.sample();
}

#[test]
fn a_port_that_cannot_switch_the_direction_says_so() {
    let here = Adapter::plug_in("77");
    let port = Port::Serial { path: here.path.clone() };
    let link = Link::Plugged(Plugged::new(port, Direction::Kernel, Arc::new(Vec::new)));
    let (out, said) = mpsc::channel();
    let clock: bus::Clock = Arc::new(|| timestamp(0));
    let line = bus::spawn(BusId(1), link, Settings::default(), Vec::new(), clock, move |message| {
        let _ = out.send(message);
    });
    let told = said.recv_timeout(Duration::from_secs(10)).unwrap();
    let FromLine::Down { reason, .. } = told else { panic!("{told:?}") };
    assert!(reason.to_string().contains("direction"), "{reason}");
    line.join();
}

#[test]
#[allow(clippy::disallowed_methods, reason = "seconds on the wall are what is asked for")]
fn a_serial_server_that_restarts_is_polled_again() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let unplugged = Arc::new(AtomicBool::new(false));
    let run = |listener: TcpListener| {
        let flag = Arc::clone(&unplugged);
        std::thread::spawn(move || {
            let (stream, _) = listener.accept().unwrap();
            stream.set_read_timeout(Some(Duration::from_millis(10))).unwrap();
            serve(stream, &meter("77"), &flag);
        })
    };
    let server = run(listener);
    let rig = Rig::start(format!("rtu+tcp://{address}").parse().unwrap(), &Listed::default(), None);
    rig.sample();
    unplugged.store(true, Ordering::Relaxed);
    server.join().unwrap();
    rig.gone();
    unplugged.store(false, Ordering::Relaxed);
    let restarted = Instant::now();
    let server = run(TcpListener::bind(address).unwrap());
    rig.sample();
    assert!(restarted.elapsed() < Duration::from_secs(3), "{:?}", restarted.elapsed());
    unplugged.store(true, Ordering::Relaxed);
    server.join().unwrap();
}
