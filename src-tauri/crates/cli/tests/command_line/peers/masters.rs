//! Masters that are not ours on our virtual meters: mbpoll, pymodbus, libmodbus.

use std::process::Command;

use serde_json::Value;

use super::{Cable, compiled, python, read, relay, source};
use crate::program::{Running, command, finish};

/// What mbpoll printed for each reference, in order.
fn mbpoll(args: &[&str]) -> Vec<f64> {
    let outcome = match Command::new("mbpoll").args(args).args(["-1", "-0"]).output() {
        Ok(output) => String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr),
        Err(error) => panic!("mbpoll is missing ({error}): `cargo xtask test` installs it"),
    };
    let values: Vec<f64> = outcome
        .lines()
        .filter_map(|line| line.strip_prefix('[')?.split_once("]:")?.1.split_whitespace().next()?.parse().ok())
        .collect();
    assert!(!values.is_empty(), "{outcome}");
    values
}

#[test]
fn mbpoll_reads_our_virtual_meters_over_a_serial_line() {
    let cable = Cable::lay();
    let mut sim = Running::start(command().args([
        "sim",
        "--port",
        &cable.far(),
        "--baud",
        "9600",
        "--units",
        "1-32",
        "--profile",
        "eastron-sdm120",
    ]));
    let ready: Value = serde_json::from_str(&sim.line()).unwrap();
    assert_eq!(ready["units"].as_array().map(Vec::len), Some(32));
    let near = cable.near();
    let poll = |unit: &str, first: &str| {
        mbpoll(&[
            "-m", "rtu", "-b", "9600", "-P", "none", "-a", unit, "-t", "3:float", "-B", "-r", first, "-c", "1", &near,
        ])
    };
    for unit in ["1", "32"] {
        let volts = poll(unit, "0")[0];
        assert!((200.0..260.0).contains(&volts), "{volts} V");
        let hertz = poll(unit, "70")[0];
        assert!((49.0..51.0).contains(&hertz), "{hertz} Hz");
    }
    // Its register and ours agree: mbpoll shows whole kWh and their parts as the wire has them.
    let before = read(&near, 7, "eastron-sdm120").json()["energy_import_wh"].as_i64().unwrap();
    let theirs = poll("7", "72")[0] * 1000.0;
    let after = read(&near, 7, "eastron-sdm120").json()["energy_import_wh"].as_i64().unwrap();
    let wide = |wh: i64, step: i32| f64::from(i32::try_from(wh).unwrap() + step);
    assert!((wide(before, -2)..=wide(after, 2)).contains(&theirs), "{before} <= {theirs} <= {after}");
    assert_eq!(sim.terminate(), Some(0));
}

#[test]
fn mbpoll_reads_and_switches_our_virtual_meters_over_tcp() {
    let mut sim = Running::start(command().args([
        "sim",
        "--port",
        "tcp://127.0.0.1:0",
        "--units",
        "4",
        "--profile",
        "hiking-dds238-4w",
    ]));
    let ready: Value = serde_json::from_str(&sim.line()).unwrap();
    let address = ready["port"].as_str().unwrap().to_owned();
    let port = address.rsplit(':').next().unwrap();
    let shows =
        || mbpoll(&["-m", "tcp", "-p", port, "-a", "4", "-t", "4", "-r", "26", "-c", "1", "127.0.0.1"])[0] > 0.5;
    assert_eq!(read(&address, 4, "hiking-dds238-4w").json()["relay"], "on");
    assert!(shows());
    for (state, on) in [("off", false), ("on", true)] {
        assert_eq!(relay(&address, 4, "hiking-dds238-4w", &[state]).stdout.trim(), state);
        assert_eq!(shows(), on);
    }
    let outcome = finish(command().args([
        "read",
        "--port",
        &address,
        "--unit",
        "5",
        "--profile",
        "hiking-dds238-4w",
        "--timeout-ms",
        "50",
    ]));
    outcome.refusal();
    assert_eq!(sim.terminate(), Some(0));
}

/// Serves virtual meters, and tells where.
fn sim(port: &str, profile: &str) -> (Running, String) {
    let mut sim = Running::start(command().args(["sim", "--port", port, "--units", "4,9", "--profile", profile]));
    let ready: Value = serde_json::from_str(&sim.line()).unwrap();
    (sim, ready["port"].as_str().unwrap().to_owned())
}

/// Words in hexadecimal.
fn words(command: &mut Command) -> Vec<u16> {
    let output = command.output().expect("the master starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let printed = String::from_utf8(output.stdout).unwrap();
    printed.split_whitespace().map(|word| u16::from_str_radix(word, 16).unwrap()).collect()
}

/// IEEE 754 single precision, high word first.
fn float(words: &[u16]) -> f32 {
    f32::from_bits(u32::from(words[0]) << 16 | u32::from(words[1]))
}

#[track_caller]
fn assert_sdm120(mut read: impl FnMut(u8, &str, &str) -> Vec<u16>) {
    for unit in [4, 9] {
        let volts = float(&read(unit, "0", "2"));
        assert!((200.0..260.0).contains(&volts), "{volts} V");
        // Frequency, and behind it the register, in one read.
        let both = read(unit, "46", "4");
        assert!((49.0..51.0).contains(&float(&both)), "{both:?}");
        assert!((100.0..10_000.0).contains(&float(&both[2..])), "{both:?}");
    }
}

#[test]
fn pymodbus_reads_and_switches_over_serial_tcp_and_rtu_over_tcp() {
    let cable = Cable::lay();
    for (kind, port) in
        [("rtu", cable.far()), ("tcp", "tcp://127.0.0.1:0".to_owned()), ("rtu+tcp", "rtu+tcp://127.0.0.1:0".to_owned())]
    {
        let (meters, served) = sim(&port, "eastron-sdm120");
        let place = if kind == "rtu" { cable.near() } else { served.rsplit('/').next().unwrap().to_owned() };
        let master = |unit: u8, start: &str, count: &str| {
            let mut master = Command::new(python());
            words(master.arg(source("master.py")).args([kind, &place, &unit.to_string(), start, count]))
        };
        assert_sdm120(master);
        assert_eq!(meters.terminate(), Some(0));
        let (meters, served) = sim(&port, "hiking-dds238-4w");
        let place = if kind == "rtu" { cable.near() } else { served.rsplit('/').next().unwrap().to_owned() };
        for (state, shown) in [("off", 0), ("on", 1)] {
            let mut master = Command::new(python());
            let master = master.arg(source("master.py")).args([kind, &place, "4", "1a", "1", state]);
            assert_eq!(words(master), [shown], "{kind} {state}");
        }
        assert_eq!(meters.terminate(), Some(0));
    }
}

#[test]
fn libmodbus_reads_over_serial_and_over_tcp() {
    let cable = Cable::lay();
    let (_folder, program) = compiled("master.c");
    for (kind, port) in [("rtu", cable.far()), ("tcp", "tcp://127.0.0.1:0".to_owned())] {
        let (meters, served) = sim(&port, "eastron-sdm120");
        let place = if kind == "rtu" { cable.near() } else { served.rsplit('/').next().unwrap().to_owned() };
        assert_sdm120(|unit, start, count| {
            words(Command::new(&program).args([kind, &place, &unit.to_string(), start, count]))
        });
        assert_eq!(meters.terminate(), Some(0));
    }
}
