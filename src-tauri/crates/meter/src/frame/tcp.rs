//! Modbus TCP: a seven-byte header with a transaction number, no CRC.

use modbus_core::RequestPdu;
use modbus_core::tcp::{Header, RequestAdu, client};

use crate::wire::{Reply, Request};

use super::{FrameError, pdu};

/// Transaction, protocol, length, unit.
pub const HEADER: usize = 7;

/// The longest frame the specification allows.
pub const LONGEST: usize = 260;

/// The request as it goes on the wire.
pub fn encode(transaction: u16, unit: u8, request: &Request) -> Vec<u8> {
    let mut frame = vec![0; pdu::MAX_REQUEST + HEADER];
    let header = Header { transaction_id: transaction, unit_id: unit };
    let length = pdu::with_codec(request, |codec| {
        client::encode_request(RequestAdu { hdr: header, pdu: RequestPdu(codec) }, &mut frame)
    });
    frame.truncate(length.expect("the buffer holds the longest request"));
    frame
}

/// Bytes of the whole reply when the unit does as asked.
pub fn reply_len(request: &Request) -> usize {
    pdu::reply_len(request) + HEADER
}

/// Bytes of the whole frame that begins like this, whoever it is for; nothing while too few have
/// come. An error when the bytes cannot be the beginning of a Modbus TCP frame.
pub fn frame_len(begun: &[u8]) -> Result<Option<usize>, FrameError> {
    if begun.len() < 6 {
        return Ok(None);
    }
    let length = usize::from(u16::from_be_bytes([begun[4], begun[5]])) + 6;
    if begun[2..4] != [0, 0] || !(HEADER + 2..=LONGEST).contains(&length) {
        return Err(FrameError::WrongEcho);
    }
    Ok(Some(length))
}

/// The transaction number of a frame.
pub fn transaction(frame: &[u8]) -> Option<u16> {
    Some(u16::from_be_bytes([*frame.first()?, *frame.get(1)?]))
}

/// Accepts the frame only as the whole answer of this unit to this request.
pub fn check(transaction: u16, unit: u8, request: &Request, frame: &[u8]) -> Result<Reply, FrameError> {
    let expected = frame_len(frame)?.ok_or(FrameError::Short)?;
    match frame.len() {
        found if found < expected => return Err(FrameError::Short),
        found if found > expected => return Err(FrameError::Long),
        _ if self::transaction(frame) != Some(transaction) => return Err(FrameError::WrongEcho),
        _ if frame[6] != unit => return Err(FrameError::WrongUnit),
        _ => {}
    }
    pdu::check(request, &frame[HEADER..])
}
