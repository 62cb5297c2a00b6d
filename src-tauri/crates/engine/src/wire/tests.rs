use std::sync::Arc;

use super::*;

fn clock() -> Clock {
    Arc::new(|| units::timestamp(1_790_000_000_000))
}

fn simulated(profile: &str) -> Simulation {
    let meters = Meters { port: "rtu+tcp://127.0.0.1:0", baud: 9600, parity: Parity::None, units: &[1, 7], profile };
    sim(&meters, &clock()).unwrap()
}

fn at<'a>(port: &'a str, unit: u8, profile: &'a str) -> Unit<'a> {
    Unit { port, unit, profile, baud: 9600, parity: Parity::None, stop_bits: 1, timeout_ms: 300 }
}

#[test]
fn a_virtual_meter_is_read_through_a_real_socket() {
    let line = simulated("eastron-sdm630");
    let reading = read(&at(line.port(), 7, "eastron-sdm630")).unwrap();
    assert!(reading["energy_import_wh"].is_i64(), "{reading}");
    assert_eq!(reading["voltage_v"].as_array().unwrap().len(), 3, "{reading}");
    assert!(reading.get("relay").is_none(), "{reading}");
    line.stop().unwrap();
}

#[test]
fn a_relay_is_switched_and_read_back() {
    let line = simulated("hiking-dds238-4w");
    let unit = at(line.port(), 1, "hiking-dds238-4w");
    for on in [false, true] {
        assert_eq!(relay(&unit, 1, on), Ok(on));
        assert_eq!(read(&unit).unwrap()["relay"], if on { "on" } else { "off" });
    }
    assert_eq!(relay(&unit, 2, true).unwrap_err().code, "relay");
}

#[test]
fn what_cannot_be_is_said_in_a_sentence() {
    let line = simulated("eastron-sdm120");
    let check = |unit: Unit<'_>, code: &str| {
        let error = read(&unit).unwrap_err();
        assert_eq!(error.code, code, "{error:?}");
        assert!(error.message.len() > 20, "{error:?}");
    };
    check(Unit { timeout_ms: 30, ..at(line.port(), 9, "eastron-sdm120") }, "read");
    check(at("/dev/there-is-no-such-port", 1, "eastron-sdm120"), "read");
    check(at(line.port(), 1, "no-such-model"), "profile");
    check(at(line.port(), 1, "/no/such/file.toml"), "profile");
    assert_eq!(relay(&at(line.port(), 1, "eastron-sdm120"), 1, true).unwrap_err().code, "relay");
}
