use meter::{Reply, Request, Sample, rtu};
use units::Energy;

use super::*;

/// A meter that shows the same for ever.
struct Still(Sample);

impl Source for Still {
    fn sample(&mut self) -> Option<Sample> {
        Some(self.0.clone())
    }

    fn switch(&mut self, channel: u8, on: bool) {
        self.0.relays[usize::from(channel)] = on;
    }
}

fn still(unit: u8, id: &str, sample: Sample) -> Exchange {
    let meter = VirtualMeter::new(unit, profile(id).unwrap(), Box::new(Still(sample)));
    Exchange::rtu(Line::new(1, vec![meter]))
}

fn sdm120() -> Exchange {
    let sample =
        Sample { energy_import: Some(Energy::from_wh(1_234_500)), voltage_mv: vec![230_200], ..Sample::default() };
    still(1, "eastron-sdm120", sample)
}

/// Bytes from "01 04 …", by hand or from a document.
fn bytes(text: &str) -> Vec<u8> {
    text.split(' ').map(|byte| u8::from_str_radix(byte, 16).expect("hexadecimal")).collect()
}

#[test]
fn reads_are_answered_to_the_byte() {
    // 230.2 as an IEEE 754 single is 4366 3333; the CRCs are from an independent program.
    assert_eq!(sdm120().ask(&bytes("01 04 00 00 00 02 71 cb")), bytes("01 04 04 43 66 33 33 5a fa"));
    let relays = [true, true, true, false, true, true, true, true];
    let mut board = still(31, "relay-board-8", Sample { relays: relays.to_vec(), ..Sample::default() });
    assert_eq!(board.ask(&bytes("1f 01 00 00 00 08 3e 72")), bytes("1f 01 01 f7 16 26"));
}

#[test]
fn relays_move_by_one_coil_and_by_several() {
    let mut board = still(31, "relay-board-8", Sample { relays: vec![true; 8], ..Sample::default() });
    assert_eq!(board.ask(&bytes("1f 05 00 03 00 00 3e 74")), bytes("1f 05 00 03 00 00 3e 74"));
    assert_eq!(board.ask(&bytes("1f 01 00 00 00 08 3e 72")), bytes("1f 01 01 f7 16 26"));
    assert_eq!(board.ask(&bytes("1f 0f 00 00 00 08 01 aa fe 6a")), bytes("1f 0f 00 00 00 08 57 b3"));
    assert_eq!(board.ask(&bytes("1f 01 00 00 00 08 3e 72"))[3], 0xaa);
}

#[test]
fn what_a_device_does_not_have_is_an_exception() {
    let refused = |mut exchange: Exchange, unit: u8, pdu: &[u8]| {
        let mut request = vec![unit];
        request.extend_from_slice(pdu);
        let crc = frame::crc16(&request);
        request.extend(crc.to_le_bytes());
        let answer = exchange.ask(&request);
        assert_eq!((answer[0], answer[1], answer.len()), (unit, pdu[0] | 0x80, 5), "{pdu:02x?}");
        answer[2]
    };
    let hiking = || still(9, "hiking-dds238-4w", Sample { relays: vec![true], ..Sample::default() });
    let board = || still(31, "relay-board-8", Sample { relays: vec![true; 8], ..Sample::default() });
    for (exchange, unit, pdu, code) in [
        (sdm120(), 1, &[4, 0x10, 0, 0, 2][..], 2),
        (sdm120(), 1, &[4, 0xff, 0xff, 0, 2], 2),
        (sdm120(), 1, &[4, 0, 0, 0, 0], 3),
        (sdm120(), 1, &[4, 0, 0, 0, 126], 3),
        (sdm120(), 1, &[1, 0, 0, 0, 1], 2),
        (sdm120(), 1, &[5, 0, 0, 0xff, 0], 1),
        (sdm120(), 1, &[0x11], 1),
        (board(), 31, &[5, 0, 8, 0xff, 0], 2),
        (board(), 31, &[5, 0, 7, 0x12, 0x34], 3),
        (board(), 31, &[15, 0, 7, 0, 2, 1, 3], 2),
        (hiking(), 9, &[6, 0, 0x1a, 0, 0], 1),
        (hiking(), 9, &[16, 0, 0x1a, 0, 1, 2, 0, 7], 3),
        (hiking(), 9, &[16, 0, 0x1b, 0, 1, 2, 0, 0], 2),
    ] {
        assert_eq!(refused(exchange, unit, pdu), code, "{pdu:02x?}");
    }
}

#[test]
fn a_write_that_is_refused_in_part_moves_nothing() {
    let mut board = still(31, "relay-board-8", Sample { relays: vec![true; 8], ..Sample::default() });
    let mut request = vec![31, 15, 0, 6, 0, 3, 1, 0];
    request.extend(frame::crc16(&request).to_le_bytes());
    assert_eq!(board.ask(&request)[1], 0x8f);
    assert_eq!(board.ask(&bytes("1f 01 00 00 00 08 3e 72"))[3], 0xff);
}

#[test]
fn other_units_and_spoilt_requests_stay_unanswered() {
    let mut exchange = sdm120();
    assert_eq!(exchange.ask(&bytes("1f 01 00 00 00 08 3e 72")), []);
    assert_eq!(exchange.ask(&bytes("01 04 00 00 00 02 71 cc")), []);
    assert_eq!(exchange.ask(&bytes("01 04 00 00 00 02 71 cb")).len(), 9);
}

#[test]
fn a_request_in_pieces_is_put_together_and_a_torn_one_forgotten() {
    let mut desk = sdm120().0;
    let start = Instant::now();
    let ms = std::time::Duration::from_millis;
    let request = bytes("01 04 00 00 00 02 71 cb");
    desk.receive(&request[..3], start);
    desk.receive(&request[3..7], start + ms(8));
    assert_eq!(desk.due(), None);
    desk.receive(&request[7..], start + ms(9));
    assert!(desk.take_due(start + ms(9)).is_some());
    desk.receive(&request[..5], start + ms(100));
    desk.receive(&request, start + ms(400));
    assert_eq!(desk.take_due(start + ms(400)).map(|answer| answer.len()), Some(9));
}

#[test]
fn tcp_answers_carry_the_transaction_of_their_request() {
    let meter = VirtualMeter::new(1, profile("eastron-sdm120").unwrap(), Box::new(Still(Sample::default())));
    let mut desk = Desk::new(Line::new(1, vec![meter]), Framing::Tcp, Pace::none());
    let now = Instant::now();
    let mut both = bytes("12 34 00 00 00 06 01 04 00 00 00 02");
    both.extend(bytes("12 35 00 00 00 06 01 04 10 00 00 02"));
    desk.receive(&both, now);
    assert_eq!(desk.take_due(now), Some(bytes("12 34 00 00 00 07 01 04 04 00 00 00 00")));
    assert_eq!(desk.take_due(now), Some(bytes("12 35 00 00 00 03 01 84 02")));
}

/// Every meter of the house, read as the program reads it, shows what the house says.
#[test]
fn the_whole_house_reads_back_through_its_frames() {
    let building = house();
    building.lock().unwrap().set_supply("203", false);
    for line in 0..2 {
        let mut exchange = Exchange::rtu(house_line(&building, line));
        let placed = building.lock().unwrap().placed().to_vec();
        for place in placed.iter().filter(|place| place.address.line == line) {
            let profile = profile(&place.profile).unwrap();
            let mut replies = Vec::new();
            for block in profile.blocks() {
                let request = Request::Read(*block);
                let answer = exchange.ask(&rtu::encode(place.address.unit, &request));
                assert_eq!(answer.is_empty(), !place.answers, "{}", place.name);
                if let Ok(Reply::Values(values)) = rtu::check(place.address.unit, &request, &answer) {
                    replies.push((*block, values));
                }
            }
            if !place.answers {
                continue;
            }
            let read = profile.decode(&replies).unwrap_or_else(|error| panic!("{}: {error}", place.name));
            let shown = building.lock().unwrap().sample(place.address).unwrap();
            let off_wh = (read.energy_import.unwrap() - shown.energy_import.unwrap()).wh().abs();
            assert!(off_wh <= 10, "{}: {off_wh} Wh", place.name);
            assert!((read.power_mw.unwrap() - shown.power_mw.unwrap()).abs() <= 1000, "{}", place.name);
            assert_eq!(read.voltage_mv.len(), shown.voltage_mv.len(), "{}", place.name);
            assert_eq!(read.relays, shown.relays, "{}", place.name);
        }
    }
}

#[test]
fn a_relay_frame_turns_a_room_dark_and_light() {
    let building = house();
    for (room, line, channel, unit) in [("104", 0, 3, 31), ("203", 0, 0, 11), ("308", 1, 7, 31)] {
        let mut exchange = Exchange::rtu(house_line(&building, line));
        let id = if unit == 31 { "relay-board-8" } else { "hiking-dds238-4w" };
        let profile = profile(id).unwrap();
        for on in [false, true] {
            let command = profile.relay_command(channel, on).unwrap();
            let answer = exchange.ask(&rtu::encode(unit, &command));
            assert_eq!(rtu::check(unit, &command, &answer), Ok(Reply::Written));
            let building = building.lock().unwrap();
            assert_eq!(building.is_on(room), Some(on), "{room}");
        }
    }
}

/// Whatever way of moving a relay a profile of the project knows, the virtual device understands it, and says so.
#[test]
fn every_relay_of_the_project_can_be_moved() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets/meters");
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut moved = 0;
    for path in names.filter(|path| path.extension().is_some_and(|ending| ending == "toml")) {
        let id = path.file_stem().unwrap().to_string_lossy().into_owned();
        let profile = profile(&id).unwrap();
        let relays = vec![true; profile.relay_channels().into()];
        let serial = profile.identity().map(|_| "286331153".to_owned());
        let mut device = still(9, &id, Sample { relays, serial, ..Sample::default() });
        let mut ask = |request: &Request| {
            let answer = device.ask(&rtu::encode(9, request));
            rtu::check(9, request, &answer).unwrap_or_else(|error| panic!("{id}: {request:?}: {error}"))
        };
        for channel in 0..profile.relay_channels() {
            let block = profile.relay_read(channel).unwrap();
            for on in [false, true] {
                let told = profile.relay_key_read().map(|key| ask(&Request::Read(key)));
                let command = match &told {
                    Some(Reply::Values(told)) => profile.relay_command_with_key(channel, on, told),
                    _ => profile.relay_command(channel, on),
                };
                assert_eq!(ask(&command.unwrap()), Reply::Written, "{id}");
                let Reply::Values(values) = ask(&Request::Read(block)) else { panic!("{id}") };
                assert_eq!(profile.relay_state(channel, block, &values), Ok(on), "{id}");
                moved += 1;
            }
        }
    }
    assert!(moved >= 60, "{moved}");
}
