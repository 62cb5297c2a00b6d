//! Against Modbus that is not ours, over a pair of pseudo-terminals: slaves by libmodbus and pymodbus, mbpoll as
//! the master.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::program::{Outcome, Running, command, finish, run};

/// Two serial ports with a cable between them.
struct Cable {
    _socat: Running,
    folder: tempfile::TempDir,
}

impl Cable {
    fn lay() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let end = |name| format!("pty,raw,echo=0,link={}", folder.path().join(name).display());
        let mut socat = Running::start(Command::new("socat").args(["-d", "-d", &end("near"), &end("far")]));
        socat.until_stderr_says("starting data transfer loop");
        Self { _socat: socat, folder }
    }

    fn near(&self) -> String {
        self.folder.path().join("near").display().to_string()
    }

    fn far(&self) -> String {
        self.folder.path().join("far").display().to_string()
    }
}

fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/command_line/peers").join(name)
}

/// A slave by libmodbus, compiled here and now.
fn libmodbus(place: &str, unit: u8, cells: &[&str]) -> Running {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("slave");
    let compiled = Command::new("cc")
        .args(["-O1", "-I/usr/include/modbus", "-o"])
        .arg(&program)
        .arg(source("slave.c"))
        .arg("-lmodbus")
        .output()
        .expect("cc is missing: `cargo xtask test` installs it");
    let said = String::from_utf8_lossy(&compiled.stderr);
    assert!(
        compiled.status.success(),
        "libmodbus-dev is missing (`cargo xtask test` installs it) or does not fit: {said}"
    );
    let mut slave = Running::start(Command::new(&program).args([place, &unit.to_string()]).args(cells));
    assert_eq!(slave.line(), "ready\n");
    slave
}

/// A slave by pymodbus, and the rest of its line: the port where it listens.
fn pymodbus(place: &str, unit: u8, cells: &[&str]) -> (Running, String) {
    let target = Path::new(env!("CARGO_BIN_EXE_roomwatt")).parent().and_then(Path::parent).unwrap();
    let python = target.join("tools/venv/bin/python");
    assert!(python.exists(), "pymodbus is missing ({}): `cargo xtask test` installs it", python.display());
    let mut slave =
        Running::start(Command::new(python).arg(source("slave.py")).args([place, &unit.to_string()]).args(cells));
    let line = slave.line();
    (slave, line.trim().strip_prefix("ready").expect("it says so").trim().to_owned())
}

fn read(port: &str, unit: u8, profile: &str) -> Outcome {
    run(["read", "--port", port, "--unit", &unit.to_string(), "--profile", profile, "--timeout-ms", "1000"])
}

fn relay(port: &str, unit: u8, profile: &str, more: &[&str]) -> Outcome {
    let unit = unit.to_string();
    run(["relay", "--port", port, "--unit", &unit, "--profile", profile].iter().chain(more))
}

/// IEEE 754 single precision, worked out by hand: 230.5 V = 43668000; 4.25 A = 40880000; 979.5 W = 4474E000; 980 VA
/// = 44750000; -30.5 var = C1F40000; 0.5 = 3F000000; 50 Hz = 42480000; 1234.5 kWh = 449A5000; 0.25 kWh = 3E800000.
const SDM120: [&str; 8] = [
    "i:0=4366,8000",
    "i:6=4088,0",
    "i:c=4474,e000",
    "i:12=4475,0",
    "i:18=c1f4,0",
    "i:1e=3f00,0",
    "i:46=4248,0,449a,5000,3e80,0",
    "h:fc00=132,abcd",
];

fn sdm120() -> Value {
    json!({
        "voltage_v": [230.5], "current_a": [4.25], "power_w": 979.5, "apparent_va": 980, "reactive_var": -30.5,
        "power_factor": 0.5, "frequency_hz": 50, "energy_import_wh": 1_234_500, "energy_export_wh": 250, "serial": "20097997",
    })
}

#[track_caller]
fn assert_sdm120(outcome: &Outcome) {
    assert_eq!(outcome.json(), sdm120());
}

#[test]
fn a_libmodbus_meter_is_read_over_a_serial_line() {
    let cable = Cable::lay();
    let _slave = libmodbus(&format!("rtu:{}:9600", cable.far()), 17, &SDM120);
    assert_sdm120(&read(&cable.near(), 17, "eastron-sdm120"));
    // Nobody answers for another unit, and the line is as good as before.
    let outcome =
        run(["read", "--port", &cable.near(), "--unit", "18", "--profile", "eastron-sdm120", "--timeout-ms", "100"]);
    outcome.refusal();
    assert_sdm120(&read(&cable.near(), 17, "eastron-sdm120"));
}

#[test]
fn a_value_that_is_no_number_is_no_reading() {
    let cable = Cable::lay();
    let mut cells = SDM120.to_vec();
    cells.push("i:c=7fc0,0");
    let _slave = libmodbus(&format!("rtu:{}:9600", cable.far()), 1, &cells);
    read(&cable.near(), 1, "eastron-sdm120").refusal();
}

/// DDS238: 12 345.67 kWh = 1 234 567 = 0012D687h; 0.05 kWh; 229.9 V; 4.35 A; -500 W = FE0Ch; 7 var; 0.998; 49.98
/// Hz; relay.
const DDS238: [&str; 1] = ["h:8=0,5,12,d687,8fb,1b3,fe0c,7,3e6,1386,0,0,0,0,0,0,0,0,1"];

#[test]
fn a_libmodbus_relay_in_the_meter_is_switched_and_read_back() {
    let cable = Cable::lay();
    let _slave = libmodbus(&format!("rtu:{}:9600", cable.far()), 3, &DDS238);
    let reading = read(&cable.near(), 3, "hiking-dds238-4w").json();
    assert_eq!(reading["energy_import_wh"], 12_345_670);
    assert_eq!(reading["energy_export_wh"], 50);
    assert_eq!(reading["voltage_v"], json!([229.9]));
    assert_eq!(reading["current_a"], json!([4.35]));
    assert_eq!(reading["power_w"].as_f64(), Some(-500.0));
    assert_eq!(reading["power_factor"], 0.998);
    assert_eq!(reading["frequency_hz"], 49.98);
    assert_eq!(reading["relay"], "on");
    for state in ["off", "on", "off"] {
        let outcome = relay(&cable.near(), 3, "hiking-dds238-4w", &[state]);
        assert_eq!((outcome.code, outcome.stdout.trim()), (0, state), "{outcome:?}");
        assert_eq!(read(&cable.near(), 3, "hiking-dds238-4w").json()["relay"], state);
    }
}

#[test]
fn a_libmodbus_relay_board_switches_one_channel_only() {
    let cable = Cable::lay();
    let _slave = libmodbus(&format!("rtu:{}:9600", cable.far()), 9, &["c:0=1,0,1,0,1,0,1,0"]);
    let outcome = relay(&cable.near(), 9, "relay-board-8", &["--channel", "4", "--json", "on"]);
    assert_eq!(outcome.json(), json!({"relay": "on"}));
    let states = read(&cable.near(), 9, "relay-board-8").json();
    assert_eq!(states["relays"], json!(["on", "off", "on", "on", "on", "off", "on", "off"]));
}

#[test]
fn a_pymodbus_meter_is_read_over_serial_and_over_tcp() {
    let cable = Cable::lay();
    let _serial = pymodbus(&format!("rtu:{}:9600", cable.far()), 5, &SDM120);
    assert_sdm120(&read(&cable.near(), 5, "eastron-sdm120"));
    let (_tcp, port) = pymodbus("tcp:0", 5, &SDM120);
    assert_sdm120(&read(&format!("tcp://127.0.0.1:{port}"), 5, "eastron-sdm120"));
    assert_eq!(relay(&format!("tcp://127.0.0.1:{port}"), 5, "relay-board-8", &["on"]).stdout.trim(), "on");
}

/// DDSU666: 231 V = 43670000, 2 A = 40000000, 0.4615 kW = 3EEC49BA, -0.03125 kvar = BD000000, 0.75 = 3F400000, 50 Hz,
/// 1.5 kWh = 3FC00000, nothing fed back.
#[test]
fn a_pymodbus_meter_in_kilowatts_is_read_in_watts() {
    let cable = Cable::lay();
    let cells = ["h:2000=4367,0,4000,0,3eec,49ba,bd00,0,0,0,3f40,0,0,0,4248,0", "h:4000=3fc0,0"];
    let _slave = pymodbus(&format!("rtu:{}:9600", cable.far()), 33, &cells);
    let reading = read(&cable.near(), 33, "chint-ddsu666").json();
    let number = |key: &str| reading[key].as_f64();
    assert_eq!(reading["energy_import_wh"], 1500);
    assert_eq!(number("power_w"), Some(461.5));
    assert_eq!(number("reactive_var"), Some(-31.25));
    assert_eq!(number("power_factor"), Some(0.75));
    assert_eq!(reading["voltage_v"][0].as_f64(), Some(231.0));
}

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
    let relay =
        || mbpoll(&["-m", "tcp", "-p", port, "-a", "4", "-t", "4", "-r", "26", "-c", "1", "127.0.0.1"])[0] > 0.5;
    assert_eq!(read(&address, 4, "hiking-dds238-4w").json()["relay"], "on");
    assert!(relay());
    for (state, on) in [("off", false), ("on", true)] {
        assert_eq!(self::relay(&address, 4, "hiking-dds238-4w", &[state]).stdout.trim(), state);
        assert_eq!(relay(), on);
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
