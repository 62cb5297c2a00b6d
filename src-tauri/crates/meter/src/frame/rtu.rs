//! Modbus RTU: unit, function, data, CRC.

use modbus_core::RequestPdu;
use modbus_core::rtu::{Header, RequestAdu, client, crc16};

use crate::wire::{Reply, Request};

use super::{FrameError, pdu};

/// Unit and CRC around the function code and data.
const AROUND: usize = 3;

/// The request as it goes on the wire.
pub fn encode(unit: u8, request: &Request) -> Vec<u8> {
    let mut frame = vec![0; pdu::MAX_REQUEST];
    let length = pdu::with_codec(request, |codec| {
        client::encode_request(RequestAdu { hdr: Header { slave: unit }, pdu: RequestPdu(codec) }, &mut frame)
    });
    frame.truncate(length.expect("the buffer holds the longest request"));
    frame
}

/// Bytes of the whole reply when the unit does as asked.
pub fn reply_len(request: &Request) -> usize {
    pdu::reply_len(request) + AROUND
}

/// Bytes of the whole reply that begins like this; nothing while too few have come.
pub fn expected_len(request: &Request, begun: &[u8]) -> Option<usize> {
    let code = *begun.get(1)?;
    Some(if pdu::is_exception(code) { pdu::EXCEPTION_LEN + AROUND } else { reply_len(request) })
}

/// Accepts the frame only as the whole answer of this unit to this request.
pub fn check(unit: u8, request: &Request, frame: &[u8]) -> Result<Reply, FrameError> {
    let expected = expected_len(request, frame).ok_or(FrameError::Short)?;
    // A reply that says it is of another length is told apart from one that is cut or padded.
    if frame.len() != expected && is_whole(frame) {
        return Err(if frame[0] == unit { FrameError::WrongLength } else { FrameError::WrongUnit });
    }
    match frame.len() {
        found if found < expected => return Err(FrameError::Short),
        found if found > expected => return Err(FrameError::Long),
        _ if !is_whole(frame) => return Err(FrameError::Crc),
        _ if frame[0] != unit => return Err(FrameError::WrongUnit),
        _ => {}
    }
    pdu::check(request, &frame[1..frame.len() - 2])
}

/// Whether the last two bytes are the CRC of those before.
pub fn is_whole(frame: &[u8]) -> bool {
    frame.len() > AROUND && frame[frame.len() - 2..] == crc16(&frame[..frame.len() - 2]).to_be_bytes()
}

/// Whether this is a whole frame with one byte too many in it, which came twice. Its front may pass for a frame: where
/// the sum of what came so far is zero, zeros more or fewer do not change it.
pub fn is_doubled(frame: &[u8]) -> bool {
    // Of a run of equal bytes any may be the one too many. Where it is the last of all, the front is the frame.
    let mut ends =
        (1..frame.len().saturating_sub(1)).filter(|at| frame[*at] == frame[at - 1] && frame[*at] != frame[at + 1]);
    ends.any(|at| is_whole(&[&frame[..at], &frame[at + 1..]].concat()))
}

/// Appends the CRC, as a server needs it for its answers.
pub fn seal(mut frame: Vec<u8>) -> Vec<u8> {
    let crc = crc16(&frame);
    frame.extend(crc.to_be_bytes());
    frame
}
