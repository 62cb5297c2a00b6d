//! Sockets and a pseudo-terminal, in real time: few and short.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use bus::{LineError, Parity, Port, Settings, read_once, switch_once};
use meter::{DecodeError, FrameError, Function, Profile, RegisterImage, Sample, Values, rtu};
use units::Energy;

const SDM120: &str = include_str!("../../../../assets/meters/eastron-sdm120.toml");
const EM115: &str = include_str!("../../../../assets/meters/fineco-em115.toml");
const BOARD: &str = include_str!("../../../../assets/meters/relay-board-8.toml");

fn settings() -> Settings {
    Settings { baud: 115_200, parity: Parity::None, stop_bits: 1, timeout: Duration::from_millis(120) }
}

fn known() -> (Profile, RegisterImage) {
    let profile = Profile::parse(SDM120).unwrap();
    let sample = Sample {
        energy_import: Some(Energy::from_wh(1_234_500)),
        voltage_mv: vec![229_500],
        serial: Some("77".to_owned()),
        ..Sample::default()
    };
    let image = profile.image(&sample);
    (profile, image)
}

/// Function code and data of the answer to a request's function code and data.
fn answer(image: &mut RegisterImage, pdu: &[u8]) -> Vec<u8> {
    let (start, count) = (u16::from_be_bytes([pdu[1], pdu[2]]), u16::from_be_bytes([pdu[3], pdu[4]]));
    let function = match pdu[0] {
        1 => Function::Coils,
        3 => Function::HoldingRegisters,
        4 => Function::InputRegisters,
        5 => {
            image.set(Function::Coils, start, u16::from(count != 0));
            return pdu[..5].to_vec();
        }
        other => return vec![other | 0x80, 1],
    };
    let block = meter::Block { function, start, count };
    let bytes: Vec<u8> = match image.read(block) {
        None => return vec![pdu[0] | 0x80, 2],
        Some(Values::Registers(words)) => words.iter().flat_map(|word| word.to_be_bytes()).collect(),
        Some(Values::Bits(bits)) => vec![bits.iter().rev().fold(0, |packed, bit| packed << 1 | u8::from(*bit))],
    };
    [&[pdu[0], u8::try_from(bytes.len()).unwrap()], bytes.as_slice()].concat()
}

/// A server for one connection; `wrap` turns a request's bytes into all the bytes that are sent back.
fn server(mut wrap: impl FnMut(&[u8]) -> Vec<u8> + Send + 'static, request: usize) -> (u16, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let thread = std::thread::spawn(move || {
        let (mut stream, _): (TcpStream, _) = listener.accept().unwrap();
        let mut frame = vec![0; request];
        while stream.read_exact(&mut frame[..request]).is_ok() {
            // A write of several registers in RTU is longer by as much as it says.
            let whole = if request == 8 && frame[1] == 16 { 9 + usize::from(frame[6]) } else { request };
            frame.resize(whole, 0);
            if stream.read_exact(&mut frame[request..]).is_err() {
                return;
            }
            if stream.write_all(&wrap(&frame)).is_err() {
                return;
            }
        }
    });
    (port, thread)
}

fn rtu_answer(image: &mut RegisterImage, frame: &[u8]) -> Vec<u8> {
    rtu::seal([&frame[..1], &answer(image, &frame[1..])].concat())
}

fn tcp_answer(image: &mut RegisterImage, frame: &[u8], transaction: [u8; 2]) -> Vec<u8> {
    let pdu = answer(image, &frame[7..]);
    let length = u8::try_from(pdu.len() + 1).unwrap();
    [&transaction, &[0, 0, 0, length, frame[6]][..], &pdu].concat()
}

fn whole(sample: &Sample) {
    assert_eq!(sample.energy_import, Some(Energy::from_wh(1_234_500)));
    assert_eq!(sample.voltage_mv, [229_500]);
    assert_eq!(sample.serial.as_deref(), Some("77"));
}

#[test]
fn modbus_tcp_with_late_answers_of_earlier_transactions() {
    let (profile, mut image) = known();
    let (port, thread) = server(
        move |frame| {
            let number = u16::from_be_bytes([frame[0], frame[1]]);
            let mut late = tcp_answer(&mut image, frame, number.wrapping_sub(1).to_be_bytes());
            late[9] = 0x42;
            late.extend(tcp_answer(&mut image, frame, number.to_be_bytes()));
            late
        },
        12,
    );
    let port = Port::Tcp { host: "127.0.0.1".to_owned(), port };
    whole(&read_once(&port, &settings(), 5, &profile).unwrap());
    thread.join().unwrap();
}

#[test]
fn rtu_over_tcp() {
    let (profile, mut image) = known();
    let (port, thread) = server(move |frame| rtu_answer(&mut image, frame), 8);
    let port = Port::RtuOverTcp { host: "127.0.0.1".to_owned(), port };
    whole(&read_once(&port, &settings(), 5, &profile).unwrap());
    thread.join().unwrap();
}

#[test]
fn a_number_that_is_none_refuses_the_whole_reading() {
    let (profile, mut image) = known();
    image.set(Function::InputRegisters, 0x48, 0x7FC0);
    let (port, thread) = server(move |frame| rtu_answer(&mut image, frame), 8);
    let port = Port::RtuOverTcp { host: "127.0.0.1".to_owned(), port };
    let error = read_once(&port, &settings(), 5, &profile).unwrap_err();
    assert!(matches!(error, LineError::Decode(DecodeError::NotNumber { value: "energy_import", .. })), "{error}");
    thread.join().unwrap();
}

/// The serial number is read first: its key goes before the code, as github.com/sman-dk/energy_meter_setuptool has it.
#[test]
fn a_relay_that_wants_a_key_of_its_serial_number() {
    let profile = Profile::parse(EM115).unwrap();
    for (serial, expected) in [(Some("286331153"), Ok(false)), (None, Err("identity"))] {
        let sample = Sample { relays: vec![true], serial: serial.map(str::to_owned), ..Sample::default() };
        let mut image = profile.image(&sample);
        let relay = move |frame: &[u8]| {
            if frame[1] != 16 {
                return rtu_answer(&mut image, frame);
            }
            assert_eq!(frame[2..11], [0x05, 0x66, 0x00, 0x02, 0x04, 0x10, 0x20, 0xAA, 0xAA]);
            image.set(Function::InputRegisters, 0x566, 0xAAAA);
            rtu::seal(frame[..6].to_vec())
        };
        let (port, thread) = server(relay, 8);
        let port = Port::RtuOverTcp { host: "127.0.0.1".to_owned(), port };
        let outcome = switch_once(&port, &settings(), 1, &profile, 0, false);
        let expected = expected.map_err(|value| LineError::Decode(DecodeError::Unavailable { value }));
        assert_eq!(outcome, expected);
        thread.join().unwrap();
    }
}

#[test]
fn a_relay_is_switched_and_read_back() {
    let profile = Profile::parse(BOARD).unwrap();
    let mut image = profile.image(&Sample { relays: vec![false; 8], ..Sample::default() });
    let (port, thread) = server(move |frame| rtu_answer(&mut image, frame), 8);
    let port = Port::RtuOverTcp { host: "127.0.0.1".to_owned(), port };
    assert_eq!(switch_once(&port, &settings(), 1, &profile, 3, true), Ok(true));
    assert_eq!(switch_once(&port, &settings(), 1, &profile, 8, true), Err(LineError::NoChannel { channel: 8 }));
    thread.join().unwrap();
}

#[test]
fn what_cannot_be_had_is_said_in_a_sentence() {
    let (profile, _) = known();
    let read = |port: &str| read_once(&port.parse().unwrap(), &settings(), 1, &profile).unwrap_err();
    let missing = read("/dev/no-such-port").to_string();
    assert!(missing.starts_with("/dev/no-such-port: "), "{missing}");
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let refused = read(&format!("tcp://127.0.0.1:{closed}")).to_string();
    assert!(refused.contains("tcp://127.0.0.1"), "{refused}");
    let (silent, thread) = server(|_| Vec::new(), 8);
    assert_eq!(read(&format!("rtu+tcp://127.0.0.1:{silent}")), LineError::NoAnswer);
    thread.join().unwrap();
    let (garbled, thread) = server(|_| vec![1, 4, 64, 0, 0], 8);
    assert_eq!(read(&format!("rtu+tcp://127.0.0.1:{garbled}")), LineError::Frame(FrameError::Short));
    thread.join().unwrap();
}

#[cfg(unix)]
#[test]
fn a_line_over_a_pseudo_terminal_reads_and_reports_its_end() {
    use std::sync::Arc;

    use bus::{Device, FromLine, Link};
    use serialport::{SerialPort, TTYPort};
    use units::{BusId, MeterId, timestamp};

    let (mut master, slave) = TTYPort::pair().unwrap();
    let path = slave.name().unwrap();
    master.set_timeout(Duration::from_millis(50)).unwrap();
    let (hang_up, told) = mpsc::channel::<()>();
    let server = std::thread::spawn(move || {
        let (_, mut image) = known();
        let mut frame = Vec::new();
        let mut byte = [0; 64];
        while told.try_recv().is_err() {
            // Nothing within the time-out is only a pause between requests.
            let Ok(count) = master.read(&mut byte) else { continue };
            frame.extend(&byte[..count]);
            if frame.len() == 8 {
                master.write_all(&rtu_answer(&mut image, &frame)).unwrap();
                frame.clear();
            }
        }
        drop(slave);
    });
    let (profile, _) = known();
    let device = Device { meter: MeterId(1), unit: 1, profile: Arc::new(profile), every: Duration::ZERO };
    let (out, said) = mpsc::channel();
    let link = Link::Port(Port::Serial { path });
    let clock: bus::Clock = Arc::new(|| timestamp(0));
    let line = bus::spawn(BusId(1), link, settings(), vec![device], clock, move |message| {
        let _ = out.send(message);
    });
    let wait = |wanted: fn(&FromLine) -> bool| {
        let messages = std::iter::from_fn(|| said.recv_timeout(Duration::from_secs(10)).ok());
        messages.into_iter().inspect(|m| eprintln!("{m:?}")).find(wanted).expect("it is said within ten seconds")
    };
    wait(|message| matches!(message, FromLine::Up { .. }));
    let FromLine::Sample { sample, .. } = wait(|message| matches!(message, FromLine::Sample { .. })) else { return };
    whole(&sample);
    hang_up.send(()).unwrap();
    server.join().unwrap();
    wait(|message| matches!(message, FromLine::Down { .. }));
    line.join();
}
