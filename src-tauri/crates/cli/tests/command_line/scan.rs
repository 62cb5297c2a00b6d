//! Finding ports, and devices on a line, as a person with a box of meters does.

use serde_json::Value;

use crate::program::{Outcome, Running, command, run};

fn meters(port: &str, units: &str, profile: &str) -> (Running, String) {
    let mut sim = command();
    sim.args(["sim", "--port", port, "--units", units, "--profile", profile]);
    let mut running = Running::start(&mut sim);
    let ready: Value = serde_json::from_str(&running.line()).expect("one line of JSON");
    let port = ready["port"].as_str().expect("a port").to_owned();
    (running, port)
}

fn lines(outcome: &Outcome) -> Vec<Value> {
    assert_eq!(outcome.code, 0, "{outcome:?}");
    outcome.stdout.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

fn events<'v>(lines: &'v [Value], event: &str) -> Vec<&'v Value> {
    lines.iter().filter(|line| line["event"] == event).collect()
}

#[test]
fn ports_are_a_list() {
    assert!(run(["ports", "--json"]).json().is_array());
}

#[test]
fn a_scan_tells_progress_every_device_and_the_whole() {
    for address in ["tcp://127.0.0.1:0", "rtu+tcp://127.0.0.1:0"] {
        let (_meters, port) = meters(address, "2,5", "eastron-sdm230");
        let words = ["scan", "--port", &port, "--units", "1-6", "--timeout-ms", "60", "--json"];
        let lines = lines(&run(words));
        let devices = events(&lines, "device");
        assert_eq!(devices.iter().map(|device| device["unit"].as_u64().unwrap()).collect::<Vec<_>>(), [2, 5]);
        for device in devices {
            let models = device["models"].as_array().unwrap();
            assert!(models.iter().any(|model| model["profile"] == "eastron-sdm230"), "{device}");
            // Its relatives have the same registers, and it has no register that names its model.
            assert_eq!((&device["certain"], &device["shared"]), (&Value::Bool(false), &Value::Bool(false)));
            assert!(device["serial"].is_string() && device["reading"]["voltage_v"].is_array(), "{device}");
        }
        assert!(!events(&lines, "progress").is_empty() && events(&lines, "answers").len() == 2);
        let done = lines.last().unwrap();
        assert_eq!((&done["event"], &done["devices"], &done["stopped"]), (&"done".into(), &2.into(), &false.into()));
    }
}

#[test]
fn a_device_that_names_itself_is_certain_and_a_wrong_profile_never_is() {
    let (_meters, port) = meters("rtu+tcp://127.0.0.1:0", "7", "abb-b21");
    let scan = |more: &[&str]| {
        let words = ["scan", "--port", &port, "--units", "7", "--timeout-ms", "60", "--json"];
        let lines = lines(&run(words.iter().chain(more)));
        events(&lines, "device")[0].clone()
    };
    let device = scan(&[]);
    assert_eq!((&device["model"], &device["certain"]), (&"abb-b21".into(), &true.into()), "{device}");
    let wrong = scan(&["--profile", "abb-b23,eastron-sdm120"]);
    assert_eq!((&wrong["model"], &wrong["certain"]), (&Value::Null, &false.into()), "{wrong}");
}

#[test]
fn a_signal_ends_a_scan_in_order() {
    let (_meters, port) = meters("rtu+tcp://127.0.0.1:0", "1", "eastron-sdm120");
    let mut scan = command();
    scan.args(["scan", "--port", &port, "--timeout-ms", "2000", "--json"]);
    let mut scan = Running::start(&mut scan);
    while !scan.line().contains("\"answers\"") {}
    let sent = std::process::Command::new("kill").args(["-INT", &scan.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let mut last = scan.line();
    while !last.contains("\"done\"") {
        last = scan.line();
    }
    let done: Value = serde_json::from_str(&last).unwrap();
    assert_eq!((&done["stopped"], scan.wait()), (&true.into(), Some(0)));
}

#[test]
fn what_cannot_be_scanned_is_said() {
    assert!(run(["scan", "--port", "/nowhere/at/all"]).refusal().contains("/nowhere/at/all"));
    assert!(run(["scan", "--port", "tcp://127.0.0.1:9", "--profile", "no-such"]).refusal().contains("no-such"));
    assert_eq!(run(["scan", "--port", "/dev/null", "--bauds", "12"]).code, 2);
}
