//! Modbus frames. Requests are encoded by `modbus-core`; replies are checked here, against the one
//! request in flight. (Its RTU reply decoder searches for a frame anywhere in the bytes and panics on
//! an exception code outside the standard's list, so only its CRC is used on the way back.)

mod pdu;
pub mod rtu;
pub mod tcp;
#[cfg(test)]
mod tests;

/// Why bytes are not the answer to the request in flight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    #[error("the answer is cut short")]
    Short,
    #[error("the answer is longer than it should be")]
    Long,
    #[error("the checksum of the answer is wrong")]
    Crc,
    #[error("another unit answered")]
    WrongUnit,
    #[error("the answer is to another function")]
    WrongFunction,
    #[error("the answer carries another number of values than was asked for")]
    WrongLength,
    #[error("the answer confirms another write, or belongs to another request")]
    WrongEcho,
    #[error("the unit refused: {}", exception(*.0))]
    Exception(u8),
}

impl FrameError {
    /// The unit itself answered this request, and said no: the line is clean. What a gateway says of a
    /// unit that it could not reach (10, 11) is no answer of the unit.
    pub const fn is_refusal(self) -> bool {
        matches!(self, Self::Exception(code) if code != 10 && code != 11)
    }
}

/// Exception codes of the Modbus Application Protocol 1.1b3, section 7.
fn exception(code: u8) -> String {
    let meaning = match code {
        1 => "it does not know this function",
        2 => "it has no such address",
        3 => "it does not take this value or length",
        4 => "it failed",
        5 => "it needs more time",
        6 => "it is busy",
        8 => "its memory is damaged",
        10 => "the gateway has no path to it",
        11 => "the gateway got no answer from it",
        _ => "for a reason of its own",
    };
    format!("{meaning} (exception {code})")
}
