//! Whole scenarios, as a person plays them: read, switched, and refused where they are wrong.

use std::path::Path;

use serde_json::{Value, json};

use super::{read, relay};
use crate::program::{Running, command, run};

fn shipped(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/scenarios").join(name).display().to_string()
}

fn written(folder: &tempfile::TempDir, text: &str) -> String {
    let path = folder.path().join("scenario.toml");
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

fn play(path: &str) -> (Running, Value) {
    let mut sim = Running::start(command().args(["sim", path]));
    let ready = serde_json::from_str(&sim.line()).expect("one line of JSON");
    (sim, ready)
}

#[test]
fn a_floor_is_read_and_switched_over_its_pseudo_terminal() {
    let (sim, ready) = play(&shipped("floor.toml"));
    assert_eq!((&ready["speed"], &ready["lines"][0]["units"]), (&json!(60), &json!([31, 1, 2, 3, 4, 21, 22])));
    let port = ready["lines"][0]["port"].as_str().unwrap();
    let voltage = |unit, profile| read(port, unit, profile).json()["voltage_v"].as_array().unwrap().len();
    assert_eq!(voltage(2, "eastron-sdm120"), 1);
    assert_eq!(voltage(22, "eastron-sdm630"), 3);
    for (state, is_dark) in [("off", true), ("on", false)] {
        assert_eq!(relay(port, 31, "relay-board-8", &["--channel", "2", state]).stdout.trim(), state);
        let power = read(port, 2, "eastron-sdm120").json()["power_w"].as_f64().unwrap();
        assert_eq!(power < 0.001, is_dark, "room 302 is {state} and takes {power} W");
    }
    assert_eq!(sim.terminate(), Some(0));
}

#[test]
fn lines_of_a_scenario_are_served_by_link_by_tcp_and_as_rtu_over_tcp() {
    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("line").display().to_string();
    let mut text = String::new();
    for (name, port) in
        [("a", format!("pty:{link}")), ("b", "tcp://127.0.0.1:0".to_owned()), ("c", "rtu+tcp://127.0.0.1:0".to_owned())]
    {
        text += &format!("[[line]]\nname = \"{name}\"\nport = \"{port}\"\n");
        text += &format!("[[meter]]\nname = \"{name}1\"\nline = \"{name}\"\nunit = 7\n");
        text += &format!("profile = \"eastron-sdm120\"\nserial = \"{}\"\n", name.as_bytes()[0]);
    }
    let (sim, ready) = play(&written(&folder, &text));
    for (line, serial) in ready["lines"].as_array().unwrap().iter().zip(["97", "98", "99"]) {
        assert_eq!(read(line["port"].as_str().unwrap(), 7, "eastron-sdm120").json()["serial"], serial, "{line}");
    }
    assert_eq!(sim.terminate(), Some(0));
    assert!(std::fs::symlink_metadata(&link).is_err(), "the link is taken away");
}

#[test]
fn a_wrong_scenario_is_refused_with_its_line_and_key() {
    let folder = tempfile::tempdir().unwrap();
    for (text, line, key) in [
        ("", "line 1", "`line`"),
        ("[[line]]\nname = \"a\"\nbaut = 9600\n", "line 3", "`line[0].baut`"),
        ("seed = [", "line 1", "``"),
    ] {
        let refused = run(["sim", &written(&folder, text)]);
        let sentence = refused.refusal();
        assert!(sentence.contains(line) && sentence.contains(key), "{sentence}");
    }
    assert!(run(["sim", "/nowhere/scenario.toml"]).refusal().contains("/nowhere/scenario.toml"));
    assert_eq!(run(["sim", &shipped("first.toml"), "--units", "3"]).code, 2);
    assert_eq!(run(["sim", "--units", "3"]).code, 2);
}
