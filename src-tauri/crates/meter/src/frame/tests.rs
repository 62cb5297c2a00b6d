use crate::{Block, FrameError, Function, Reply, Request, Values, rtu, tcp};

const HOLDING: Function = Function::HoldingRegisters;

fn read(function: Function, start: u16, count: u16) -> Request {
    Request::Read(Block { function, start, count })
}

fn hex(text: &str) -> Vec<u8> {
    text.split(' ').map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect()
}

#[test]
fn requests_are_encoded_to_the_byte() {
    let writes = Request::WriteRegisters { address: 0x1A, values: vec![1] };
    for (request, frame) in [
        (read(HOLDING, 0, 10), "01 03 00 00 00 0A C5 CD"),
        (read(Function::InputRegisters, 0x48, 2), "01 04 00 48 00 02 F1 DD"),
        (read(Function::Coils, 0, 8), "01 01 00 00 00 08 3D CC"),
        (Request::WriteCoil { address: 0, on: true }, "01 05 00 00 FF 00 8C 3A"),
        (Request::WriteCoil { address: 0, on: false }, "01 05 00 00 00 00 CD CA"),
        (Request::WriteRegister { address: 1, value: 3 }, "01 06 00 01 00 03 98 0B"),
    ] {
        assert_eq!(rtu::encode(1, &request), hex(frame), "{request:?}");
    }
    assert_eq!(rtu::encode(1, &writes), rtu::seal(hex("01 10 00 1A 00 01 02 00 01")));
    assert_eq!(tcp::encode(0x1234, 7, &writes), hex("12 34 00 00 00 09 07 10 00 1A 00 01 02 00 01"));
}

#[test]
fn only_the_answer_to_the_request_in_flight_is_accepted() {
    let request = read(HOLDING, 0x20, 2);
    let good = rtu::seal(hex("01 03 04 00 20 00 07"));
    assert_eq!(rtu::check(1, &request, &good), Ok(Reply::Values(Values::Registers(vec![0x20, 7]))));
    assert_eq!(rtu::reply_len(&request), good.len());
    let mut padded = good.clone();
    padded.push(0x55);
    for (frame, error) in [
        (vec![], FrameError::Short),
        (vec![1], FrameError::Short),
        (good[..8].to_vec(), FrameError::Short),
        (padded, FrameError::Long),
        (rtu::seal(hex("02 03 04 00 20 00 07")), FrameError::WrongUnit),
        (rtu::seal(hex("01 04 04 00 20 00 07")), FrameError::WrongFunction),
        (rtu::seal(hex("01 03 02 00 20")), FrameError::WrongLength),
        (rtu::seal(hex("01 03 06 00 20 00 07 00 08")), FrameError::WrongLength),
        (rtu::seal(hex("01 03 02 00 20 00 07")), FrameError::WrongLength),
        (rtu::seal(hex("01 83 02")), FrameError::Exception(2)),
        (rtu::seal(hex("01 83 07")), FrameError::Exception(7)),
        (rtu::seal(hex("01 83 FF")), FrameError::Exception(255)),
        (rtu::seal(hex("01 84 02")), FrameError::WrongFunction),
        (rtu::seal(hex("02 83 02")), FrameError::WrongUnit),
    ] {
        assert_eq!(rtu::check(1, &request, &frame), Err(error), "{frame:02x?}");
    }
}

/// Found on a line that doubles bytes, one frame in some millions: the relay of a meter was believed to be open.
#[test]
fn a_doubled_byte_that_the_checksum_does_not_see_is_seen() {
    let answer = hex(
        "08 03 26 00 00 00 00 00 00 D3 0F 07 EF 0F BF 0F BF 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 \
         00 00 00 00 01 C0 00",
    );
    let request = read(HOLDING, 8, 19);
    assert!(rtu::check(8, &request, &answer).is_ok());
    let mut doubled = answer.clone();
    doubled.insert(30, 0);
    assert!(rtu::check(8, &request, &doubled[..answer.len()]).is_ok(), "the checksum does not see it");
    assert!(rtu::is_doubled(&doubled));

    let usual = rtu::seal(hex("08 03 06 00 00 4E 4E 00 01"));
    for at in 0..usual.len() - 1 {
        let mut doubled = usual.clone();
        doubled.insert(at, usual[at]);
        assert!(rtu::is_doubled(&doubled), "{at}");
    }
    assert!(!rtu::is_doubled(&usual) && !rtu::is_doubled(&[]) && !rtu::is_doubled(&[1]));
    // What a driver leaves behind as it switches off, or the last byte once more.
    for stray in [0x00, 0x80, 0xF0, 0xFF, usual[usual.len() - 1]] {
        assert!(!rtu::is_doubled(&[&usual[..], &[stray]].concat()), "{stray:02x}");
    }
}

#[test]
fn no_flipped_bit_passes() {
    let request = read(HOLDING, 0, 4);
    let good = rtu::seal(hex("11 03 08 12 34 56 78 9A BC DE F0"));
    assert!(rtu::check(0x11, &request, &good).is_ok());
    for bit in 0..good.len() * 8 {
        let mut flipped = good.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(rtu::check(0x11, &request, &flipped).is_err(), "bit {bit}");
    }
    for length in 0..good.len() {
        assert_eq!(rtu::check(0x11, &request, &good[..length]), Err(FrameError::Short), "{length} bytes");
    }
}

#[test]
fn bits_are_unpacked_from_the_lowest() {
    let request = read(Function::Coils, 0, 10);
    let frame = rtu::seal(hex("01 01 02 05 02"));
    let bits = [true, false, true, false, false, false, false, false, false, true];
    assert_eq!(rtu::check(1, &request, &frame), Ok(Reply::Values(Values::Bits(bits.to_vec()))));
}

#[test]
fn a_write_is_done_when_its_echo_says_so() {
    let coil = Request::WriteCoil { address: 3, on: true };
    assert_eq!(rtu::check(1, &coil, &rtu::seal(hex("01 05 00 03 FF 00"))), Ok(Reply::Written));
    for other in ["01 05 00 03 00 00", "01 05 00 04 FF 00", "01 05 00 03 00 FF"] {
        assert_eq!(rtu::check(1, &coil, &rtu::seal(hex(other))), Err(FrameError::WrongEcho), "{other}");
    }
    let registers = Request::WriteRegisters { address: 0x1A, values: vec![1, 0] };
    assert_eq!(rtu::check(1, &registers, &rtu::seal(hex("01 10 00 1A 00 02"))), Ok(Reply::Written));
    assert_eq!(rtu::check(1, &registers, &rtu::seal(hex("01 10 00 1A 00 01"))), Err(FrameError::WrongEcho));
    let register = Request::WriteRegister { address: 1, value: 2 };
    assert_eq!(rtu::check(1, &register, &rtu::seal(hex("01 06 00 01 00 02"))), Ok(Reply::Written));
}

#[test]
fn a_tcp_answer_carries_the_transaction_number() {
    let request = read(HOLDING, 0, 1);
    let good = hex("00 09 00 00 00 05 01 03 02 00 2A");
    assert_eq!(tcp::check(9, 1, &request, &good), Ok(Reply::Values(Values::Registers(vec![42]))));
    assert_eq!(tcp::check(8, 1, &request, &good), Err(FrameError::WrongEcho));
    assert_eq!(tcp::check(9, 2, &request, &good), Err(FrameError::WrongUnit));
    assert_eq!(tcp::check(9, 1, &request, &good[..10]), Err(FrameError::Short));
    assert_eq!(tcp::check(9, 1, &request, &hex("00 09 00 00 00 03 01 83 02")), Err(FrameError::Exception(2)));
    assert_eq!(tcp::check(9, 1, &request, &hex("00 09 00 00 00 03 01 03 02")), Err(FrameError::Short));
    assert_eq!(tcp::frame_len(&hex("00 09 00 01 00 05")), Err(FrameError::WrongEcho));
    assert_eq!(tcp::frame_len(&hex("00 09 00 00 FF FF")), Err(FrameError::WrongEcho));
    assert_eq!(tcp::frame_len(&good[..5]), Ok(None));
    assert_eq!(tcp::frame_len(&good), Ok(Some(11)));
}
