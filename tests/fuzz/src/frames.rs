//! Any bytes as the answer to a request.

use meter::{Block, FrameError, Function, Reply, Request, Values, rtu, tcp};

use crate::Bytes;

const UNIT: u8 = 7;
const TRANSACTION: u16 = 0x1234;

fn request(bytes: &mut Bytes<'_>) -> Request {
    let read = |function, most, bytes: &mut Bytes<'_>| {
        let count = bytes.word() % most + 1;
        Request::Read(Block { function, start: bytes.word() % (u16::MAX - most), count })
    };
    match bytes.byte() % 7 {
        0 => read(Function::Coils, 2000, bytes),
        1 => read(Function::DiscreteInputs, 2000, bytes),
        2 => read(Function::HoldingRegisters, 125, bytes),
        3 => read(Function::InputRegisters, 125, bytes),
        4 => Request::WriteCoil { address: bytes.word(), on: bytes.byte() & 1 == 1 },
        5 => Request::WriteRegister { address: bytes.word(), value: bytes.word() },
        _ => {
            let values = (0..bytes.byte() % 123 + 1).map(u16::from).collect();
            Request::WriteRegisters { address: bytes.word() % 0xF000, values }
        }
    }
}

/// As many values as were asked for, or none for a write.
fn answers(request: &Request, reply: &Reply) -> bool {
    match (request, reply) {
        (Request::Read(block), Reply::Values(Values::Registers(found))) => {
            !block.function.is_bits() && found.len() == usize::from(block.count)
        }
        (Request::Read(block), Reply::Values(Values::Bits(found))) => {
            block.function.is_bits() && found.len() == usize::from(block.count)
        }
        (Request::Read(_), _) => false,
        (_, reply) => !matches!(reply, Reply::Values(_)),
    }
}

/// CRC-16/MODBUS bit by bit, as the serial line specification draws it; the low byte goes first.
fn crc(bytes: &[u8]) -> [u8; 2] {
    let mut crc = 0xFFFF_u16;
    for byte in bytes {
        crc ^= u16::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xA001 } else { crc >> 1 };
        }
    }
    crc.to_le_bytes()
}

pub fn rtu(data: &[u8]) {
    let mut bytes = Bytes(data);
    let request = request(&mut bytes);
    let is_sealed = bytes.byte() & 1 == 1;
    let frame = if is_sealed { rtu::seal(bytes.0.to_vec()) } else { bytes.0.to_vec() };
    let sent = rtu::encode(UNIT, &request);
    assert_eq!(crc(&sent[..sent.len() - 2]), sent[sent.len() - 2..]);
    let is_whole = frame.len() > 3 && crc(&frame[..frame.len() - 2]) == frame[frame.len() - 2..];
    assert_eq!(rtu::is_whole(&frame), is_whole);
    let _ = rtu::expected_len(&request, &frame);
    match rtu::check(UNIT, &request, &frame) {
        Ok(reply) => {
            assert!(is_whole && frame[0] == UNIT && frame[1] == request.code(), "{frame:02X?}");
            assert_eq!(frame.len(), rtu::reply_len(&request));
            assert!(answers(&request, &reply), "{request:?} {reply:?}");
        }
        Err(error) => {
            assert!(!matches!(error, FrameError::Exception(_)) || (is_whole && frame[1] == request.code() | 0x80));
            assert!(!error.to_string().is_empty());
        }
    }
}

pub fn tcp(data: &[u8]) {
    let mut bytes = Bytes(data);
    let request = request(&mut bytes);
    // Half of the frames begin with a true header, so that what lies behind it is reached.
    let is_headed = bytes.byte() & 1 == 1;
    let length = u16::try_from(bytes.0.len() + 1).unwrap_or(u16::MAX).to_be_bytes();
    let [high, low] = TRANSACTION.to_be_bytes();
    let header = [high, low, 0, 0, length[0], length[1], UNIT];
    let frame: Vec<u8> = if is_headed { header.iter().chain(bytes.0).copied().collect() } else { bytes.0.to_vec() };
    let _ = (tcp::transaction(&frame), tcp::frame_len(&frame));
    if let Ok(reply) = tcp::check(TRANSACTION, UNIT, &request, &frame) {
        assert_eq!(frame.len(), tcp::reply_len(&request));
        assert_eq!(tcp::transaction(&frame), Some(TRANSACTION));
        assert_eq!(tcp::frame_len(&frame), Ok(Some(frame.len())));
        assert!(frame[6] == UNIT && frame[7] == request.code(), "{frame:02X?}");
        assert!(answers(&request, &reply), "{request:?} {reply:?}");
    }
}
