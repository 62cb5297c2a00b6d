//! Every way in which a relay is moved and read back, as the bytes on the wire to unit 1. Frames that a document or a
//! capture prints are marked with it; the others were worked out by hand, checksum included.

use meter::{Profile, Request, Values, rtu};

fn profile(id: &str) -> Profile {
    let path = format!("{}/../../../assets/meters/{id}.toml", env!("CARGO_MANIFEST_DIR"));
    Profile::parse(&std::fs::read_to_string(path).unwrap()).unwrap_or_else(|error| panic!("{id}: {error}"))
}

fn bytes(request: Option<Request>) -> String {
    let frame = rtu::encode(1, &request.expect("a request"));
    frame.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ")
}

fn moves(profile: &Profile, channel: u8, close: &str, open: &str) {
    assert_eq!(bytes(profile.relay_command(channel, true)), close, "{}", profile.id());
    assert_eq!(bytes(profile.relay_command(channel, false)), open, "{}", profile.id());
}

fn asks(profile: &Profile, channel: u8, read: &str) {
    assert_eq!(bytes(profile.relay_read(channel).map(Request::Read)), read, "{}", profile.id());
}

/// What the words of a read-back mean; nothing for a code that the device does not have.
fn state(profile: &Profile, channel: u8, words: &[u16]) -> Option<bool> {
    let read = profile.relay_read(channel).unwrap();
    profile.relay_state(channel, read, &Values::Registers(words.to_vec())).ok()
}

/// Frames as github.com/double-eye-za/QuantifyMeteringSystem sends them to an SDM320C.
#[test]
fn a_coil_in_a_meter() {
    let meter = profile("eastron-sdm320c");
    moves(&meter, 0, "01 05 00 00 FF 00 8C 3A", "01 05 00 00 00 00 CD CA");
    asks(&meter, 0, "01 01 00 00 00 01 FD CA");
    let read = meter.relay_read(0).unwrap();
    assert_eq!(meter.relay_state(0, read, &Values::Bits(vec![true])), Ok(true));
    assert_eq!(meter.relay_state(0, read, &Values::Bits(vec![false])), Ok(false));
}

#[test]
fn coils_of_a_board_are_read_together() {
    let board = profile("wirenboard-mr6c");
    moves(&board, 5, "01 05 00 05 FF 00 9C 3B", "01 05 00 05 00 00 DD CB");
    asks(&board, 5, "01 01 00 00 00 06 BC 08");
    let read = board.relay_read(5).unwrap();
    let bits = Values::Bits(vec![false, false, false, false, false, true]);
    assert_eq!(board.relay_state(5, read, &bits), Ok(true));
    assert_eq!(board.relay_state(4, read, &bits), Ok(false));
}

/// Frames as the protocol V4.6 of the breaker prints them. The state lies in an input register, beside a lock that
/// does not belong to it.
#[test]
fn a_coil_whose_state_stands_in_a_register() {
    let breaker = profile("lingxun-lx47le-125");
    moves(&breaker, 0, "01 05 00 01 FF 00 DD FA", "01 05 00 01 00 00 9C 0A");
    asks(&breaker, 0, "01 04 00 00 00 01 31 CA");
    assert_eq!(state(&breaker, 0, &[0x00F0]), Some(true));
    assert_eq!(state(&breaker, 0, &[0x010F]), Some(false));
    assert_eq!(state(&breaker, 0, &[0x0000]), None);
}

#[test]
fn a_code_in_one_register_written_with_function_16_only() {
    for id in ["hiking-dds238-4w", "hiking-dds238-2-znsr"] {
        let meter = profile(id);
        moves(&meter, 0, "01 10 00 1A 00 01 02 00 01 65 AA", "01 10 00 1A 00 01 02 00 00 A4 6A");
        asks(&meter, 0, "01 03 00 1A 00 01 A5 CD");
        assert_eq!(state(&meter, 0, &[1]), Some(true));
        assert_eq!(state(&meter, 0, &[2]), None);
    }
}

/// Frames as the description of the R421A08 prints them for its first channel.
#[test]
fn a_code_per_channel_written_with_function_6_that_reads_back_as_another() {
    let board = profile("relay-board-r421a08");
    moves(&board, 0, "01 06 00 01 01 00 D9 9A", "01 06 00 01 02 00 D9 6A");
    assert_eq!(bytes(board.relay_command(7, false)), "01 06 00 08 02 00 09 68");
    asks(&board, 0, "01 03 00 01 00 01 D5 CA");
    assert_eq!(state(&board, 0, &[1]), Some(true));
    assert_eq!(state(&board, 0, &[0]), Some(false));
    assert_eq!(state(&board, 0, &[0x0100]), None);
}

#[test]
fn two_registers_in_one_write_and_a_third_state_of_its_own_logic() {
    for id in ["acrel-ddsy1352", "acrel-dtsy1352"] {
        let meter = profile(id);
        let (close, open) = ("01 10 00 57 00 02 04 00 01 00 00 E6 B5", "01 10 00 57 00 02 04 00 01 00 01 27 75");
        moves(&meter, 0, close, open);
        assert_eq!(bytes(meter.relay_release(0, None)), "01 10 00 57 00 02 04 00 00 00 00 B7 75");
        let read = meter.relay_read(0).unwrap();
        let first = usize::from(0x57 - read.start);
        for (words, closed) in [([1, 0], true), ([1, 1], false), ([0, 0], true), ([0, 1], true)] {
            let mut contents = vec![0xFFFF; read.count.into()];
            contents[first..first + 2].copy_from_slice(&words);
            assert_eq!(meter.relay_state(0, read, &Values::Registers(contents)), Ok(closed), "{words:?}");
        }
    }
}

/// Serial number and key as github.com/sman-dk/energy_meter_setuptool has them: 286331153 gives 4128.
#[test]
fn a_key_that_follows_from_the_serial_number() {
    for id in ["fineco-em115", "fineco-em737"] {
        let meter = profile(id);
        assert_eq!(bytes(meter.relay_key_read().map(Request::Read)), "01 04 FF 00 00 02 41 DF");
        let serial = Values::Registers(vec![0x1111, 0x1111]);
        let order = |on| bytes(meter.relay_command_with_key(0, on, &serial));
        assert_eq!(order(true), "01 10 05 66 00 02 04 10 20 55 55 B0 98");
        assert_eq!(order(false), "01 10 05 66 00 02 04 10 20 AA AA B1 28");
        assert_eq!(bytes(meter.relay_release(0, Some(&serial))), "01 10 05 66 00 02 04 10 20 88 88 29 91");
        assert_eq!(meter.relay_command(0, true), None);
        assert_eq!(meter.relay_release(0, None), None);
        for none in [vec![0x1111], vec![0, 0], vec![0xFFFF, 0xFFFF]] {
            assert_eq!(meter.relay_command_with_key(0, true, &Values::Registers(none)), None);
        }
        asks(&meter, 0, "01 04 05 66 00 01 D1 19");
        assert_eq!(state(&meter, 0, &[0x5555]), Some(true));
        assert_eq!(state(&meter, 0, &[0xAAAA]), Some(false));
        assert_eq!(state(&meter, 0, &[0x8888]), None);
    }
}

/// Frames as github.com/double-eye-za/QuantifyMeteringSystem sends them to an IVY EM114: the seconds of a break, all
/// ones for one without end. No profile of it ships, since the rest of its registers has no source.
#[test]
fn a_break_of_so_many_seconds() {
    let text = r#"
id = "timed-break"
maker = "Maker"
model = "Model"
sources = ["the frames of another project"]
[line]
[relay]
write = "registers"
address = 0x00A7
close = [0, 0]
open = [0xFFFF, 0xFFFF]
open_lasts_s = 4294967295
read = { table = "holding", address = 0x00A7, type = "u32", closed = 0, opened = "other" }
"#;
    let meter = Profile::parse(text).unwrap();
    assert_eq!(meter.relay_open_lasts_s(), Some(4_294_967_295));
    moves(&meter, 0, "01 10 00 A7 00 02 04 00 00 00 00 B8 31", "01 10 00 A7 00 02 04 FF FF FF FF B9 A5");
    asks(&meter, 0, "01 03 00 A7 00 02 75 E8");
    assert_eq!(state(&meter, 0, &[0, 0]), Some(true));
    assert_eq!(state(&meter, 0, &[0, 59]), Some(false));
    assert_eq!(state(&meter, 0, &[0xFFFF, 0xFFFE]), Some(false));
}
