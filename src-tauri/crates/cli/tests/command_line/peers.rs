//! Against Modbus that is not ours, over a pair of pseudo-terminals: slaves by libmodbus and pymodbus here, masters in
//! `masters`, whole scenarios in `scenarios`.

mod masters;
mod scenarios;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::program::{Outcome, Running, run};

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

/// A program on libmodbus, compiled here and now, in the folder where it lies.
fn compiled(name: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("program");
    let compiled = Command::new("cc")
        .args(["-O1", "-I/usr/include/modbus", "-o"])
        .arg(&program)
        .arg(source(name))
        .arg("-lmodbus")
        .output()
        .expect("cc is missing: `cargo xtask test` installs it");
    let said = String::from_utf8_lossy(&compiled.stderr);
    assert!(
        compiled.status.success(),
        "libmodbus-dev is missing (`cargo xtask test` installs it) or does not fit: {said}"
    );
    (folder, program)
}

/// A slave by libmodbus.
fn libmodbus(place: &str, unit: u8, cells: &[&str]) -> Running {
    let (_folder, program) = compiled("slave.c");
    let mut slave = Running::start(Command::new(&program).args([place, &unit.to_string()]).args(cells));
    assert_eq!(slave.line(), "ready\n");
    slave
}

fn python() -> PathBuf {
    let target = Path::new(env!("CARGO_BIN_EXE_roomwatt")).parent().and_then(Path::parent).unwrap();
    let python = target.join("tools/venv/bin/python");
    assert!(python.exists(), "pymodbus is missing ({}): `cargo xtask test` installs it", python.display());
    python
}

/// A slave by pymodbus, and the rest of its line: the port where it listens.
fn pymodbus(place: &str, unit: u8, cells: &[&str]) -> (Running, String) {
    let mut slave =
        Running::start(Command::new(python()).arg(source("slave.py")).args([place, &unit.to_string()]).args(cells));
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

/// A program's lines of JSON.
fn lines(outcome: &Outcome) -> Vec<Value> {
    assert_eq!(outcome.code, 0, "{outcome:?}");
    outcome.stdout.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

#[test]
fn foreign_slaves_are_polled_and_scanned_over_serial_tcp_and_rtu_over_tcp() {
    let cable = Cable::lay();
    let _serial = libmodbus(&format!("rtu:{}:9600", cable.far()), 2, &SDM120);
    let (_tcp, tcp) = pymodbus("tcp:0", 2, &SDM120);
    // A serial server in front of a slave of the same kind.
    let behind = Cable::lay();
    let _gatewayed = pymodbus(&format!("rtu:{}:9600", behind.far()), 2, &SDM120);
    let near = format!("{},raw,echo=0", behind.near());
    let mut gateway =
        Running::start(Command::new("socat").args(["-d", "-d", "tcp-listen:0,fork,bind=127.0.0.1", &near]));
    let port = gateway.stderr_word_behind("listening on AF=2 127.0.0.1:");
    for address in [cable.near(), format!("tcp://127.0.0.1:{tcp}"), format!("rtu+tcp://127.0.0.1:{port}")] {
        let words = ["poll", "--port", &address, "--units", "2,3", "--profile", "eastron-sdm120", "--cycles", "3"];
        let polled = lines(&run(words.iter().chain(&["--timeout-ms", "150", "--json"])));
        let of = |unit: u64| polled.iter().filter(move |line| line["unit"] == unit);
        assert_eq!(of(2).filter(|line| line["power_w"] == 979.5).count(), 3, "{address}: {polled:?}");
        assert!(of(3).all(|line| line["error"].is_string()), "{address}: {polled:?}");
        let whole = polled.last().unwrap();
        assert_eq!((&whole["answers"], &whole["errors"]), (&json!(3), &json!(3)), "{address}: {whole}");
        assert!(whole["elapsed_s"].is_number() && whole["utilisation"].is_number(), "{whole}");
        // A slave by libmodbus takes the request behind one to somebody silent for that one's answer, and is deaf to it
        // in the quick look: the second look has to find it.
        let words = ["scan", "--port", &address, "--units", "1-3", "--bauds", "9600", "--parities", "none"];
        let words = words.iter().chain(&["--timeout-ms", "150", "--json"]);
        let scanned = lines(&run(words));
        let devices: Vec<_> = scanned.iter().filter(|line| line["event"] == "device").collect();
        assert_eq!(
            devices.iter().map(|device| &device["unit"]).collect::<Vec<_>>(),
            [&json!(2)],
            "{address}: {scanned:?}"
        );
    }
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
