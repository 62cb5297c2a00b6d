//! Set-up of a device over the line, and its clock: frames to unit 1, byte by byte, and what is read back.

use chrono::{NaiveDate, NaiveDateTime};
use meter::{Parity, Profile, Request, Values, rtu};

fn profile(id: &str) -> Profile {
    let path = format!("{}/../../../assets/meters/{id}.toml", env!("CARGO_MANIFEST_DIR"));
    Profile::parse(&std::fs::read_to_string(path).unwrap()).unwrap_or_else(|error| panic!("{id}: {error}"))
}

fn bytes(request: Option<Request>) -> String {
    let frame = rtu::encode(1, &request.expect("a request"));
    frame.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ")
}

fn words(words: &[u16]) -> Values {
    Values::Registers(words.to_vec())
}

/// The frame for 9600 baud is the one of the SolarNetwork wiki.
#[test]
fn floats_after_a_button_was_held() {
    let meter = profile("eastron-sdm120");
    let setup = meter.setup().unwrap();
    assert!(setup.by_hand().unwrap().contains("button") && setup.after().is_some());
    assert_eq!(setup.unlock(), None);
    assert_eq!(bytes(setup.set_baud(9600, None)), "01 10 00 1C 00 02 04 40 00 00 00 E7 36");
    assert_eq!(bytes(setup.set_address(42, None)), "01 10 00 14 00 02 04 42 28 00 00 67 20");
    assert_eq!(bytes(setup.set_frame(Parity::Even, 1, None)), "01 10 00 12 00 02 04 3F 80 00 00 7E 86");
    assert_eq!(setup.held_address(&words(&[0x4228, 0])), Some(42));
    assert_eq!(setup.held_baud(&words(&[0x40A0, 0])), Some(1200));
    assert_eq!(setup.held_frame(&words(&[0x4040, 0])), Some((Parity::None, 2)));
    assert_eq!(setup.bauds().collect::<Vec<_>>(), [1200, 2400, 4800, 9600]);
}

#[test]
fn what_a_device_does_not_take_is_not_written() {
    let meter = profile("eastron-sdm120");
    let setup = meter.setup().unwrap();
    for unit in [0, 248, 255] {
        assert_eq!(setup.set_address(unit, None), None, "{unit}");
    }
    assert_eq!(setup.set_baud(115_200, None), None);
    assert_eq!(setup.set_frame(Parity::Even, 2, None), None);
    assert_eq!(setup.held_baud(&words(&[0x4110, 0])), None, "a code that means nothing");
    assert_eq!(setup.held_address(&words(&[0x7FC0, 0])), None, "no number");
    assert_eq!(setup.held_address(&words(&[0x4228])), None, "half of it");
}

#[test]
fn address_and_speed_in_one_register_keep_each_other() {
    let meter = profile("hiking-dds238-2-zns");
    let setup = meter.setup().unwrap();
    assert_eq!(setup.address_read(), setup.baud_read());
    let held = words(&[0x0101]);
    assert_eq!((setup.held_address(&held), setup.held_baud(&held)), (Some(1), Some(9600)));
    assert_eq!(bytes(setup.set_address(5, Some(&held))), "01 10 00 15 00 01 02 05 01 66 05");
    assert_eq!(bytes(setup.set_baud(4800, Some(&held))), "01 10 00 15 00 01 02 01 02 24 C4");
    assert_eq!(setup.set_address(5, None), None, "the speed would be lost");
}

#[test]
fn one_register_with_function_6_or_16() {
    let of = |id: &str, request: fn(&meter::Setup) -> Option<Request>| bytes(request(profile(id).setup().unwrap()));
    assert_eq!(of("peacefair-pzem-004t-v3", |to| to.set_address(5, None)), "01 06 00 02 00 05 E8 09");
    assert_eq!(of("waveshare-relay-8", |to| to.set_address(2, None)), "01 06 40 00 00 02 1D CB");
    assert_eq!(of("chint-dtsu666", |to| to.set_frame(Parity::Even, 1, None)), "01 10 00 2C 00 01 02 00 04 A0 3F");
    assert_eq!(of("wirenboard-mr6c", |to| to.set_baud(115_200, None)), "01 06 00 6E 04 80 EB 77");
    assert_eq!(of("fineco-em115", |to| to.set_baud(19_200, None)), "01 10 05 25 00 01 02 4B 00 C2 95");
}

#[test]
fn a_password_goes_first() {
    let text = r#"
id = "locked"
maker = "Maker"
model = "Model"
sources = ["a document"]
[line]
[values]
power = { table = "input", address = 4, type = "i32", unit = "W" }
[setup]
unlock = { address = 0x0018, write = "registers", type = "f32", value = 1000 }
address = { address = 0x0014, write = "registers", type = "f32" }
"#;
    let meter = Profile::parse(text).unwrap();
    assert_eq!(bytes(meter.setup().unwrap().unlock().cloned()), "01 10 00 18 00 02 04 44 7A 00 00 C6 2C");
}

fn time(day: u32, hour: u32, minute: u32, second: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 11, day).and_then(|date| date.and_hms_opt(hour, minute, second)).unwrap()
}

#[test]
fn a_clock_in_bytes_is_read_and_set() {
    let meter = profile("acrel-adl3000");
    let clock = meter.clock().unwrap();
    assert_eq!(bytes(clock.set(time(24, 4, 22, 5))), "01 10 00 3C 00 03 06 1A 0B 18 04 16 05 08 B9");
    assert_eq!(clock.read(&words(&[0x1A0B, 0x1804, 0x1605])), Some(time(24, 4, 22, 5)));
    assert_eq!(clock.read(&words(&[0x1A0D, 0x1804, 0x1605])), None, "month 13");
    assert_eq!(clock.read(&words(&[0, 0, 0])), None, "a clock that was never set");
    assert_eq!(clock.block().count, 3);
}

#[test]
fn a_clock_of_whole_registers_in_digits_of_four_bits() {
    let text = r#"
id = "clock"
maker = "Maker"
model = "Model"
sources = ["a document"]
[line]
[values]
power = { table = "input", address = 4, type = "i32", unit = "W" }
[clock]
address = 0x10
digits = "bcd"
fields = ["second", "minute", "hour", "-/day", "month", "year"]
"#;
    let meter = Profile::parse(text).unwrap();
    let clock = meter.clock().unwrap();
    let held = words(&[0x59, 0x22, 0x04, 0x0024, 0x11, 0x26]);
    assert_eq!(clock.read(&held), Some(time(24, 4, 22, 59)));
    let Request::WriteRegisters { address: 0x10, values } = clock.set(time(24, 4, 22, 59)).unwrap() else { panic!() };
    assert_eq!(Values::Registers(values), held);
    assert_eq!(clock.read(&words(&[0x5A, 0x22, 0x04, 0x24, 0x11, 0x26])), None, "5Ah is no two digits");
}
