//! What RTU and TCP share: function code and data.

use modbus_core::{Data, Request as Codec};

use crate::wire::{Block, Function, Reply, Request, Values};

use super::FrameError;

/// Longest a request of ours can be on the wire: function 16 with 123 registers.
pub(super) const MAX_REQUEST: usize = 260;

/// 123 registers, the most function 16 takes.
const MAX_WRITE: usize = 246;

/// Hands the request to `encode` in modbus-core's terms.
pub(super) fn with_codec<R>(request: &Request, encode: impl FnOnce(Codec<'_>) -> R) -> R {
    let mut words = [0; MAX_REQUEST];
    encode(match request {
        Request::Read(Block { function, start, count }) => match function {
            Function::Coils => Codec::ReadCoils(*start, *count),
            Function::DiscreteInputs => Codec::ReadDiscreteInputs(*start, *count),
            Function::HoldingRegisters => Codec::ReadHoldingRegisters(*start, *count),
            Function::InputRegisters => Codec::ReadInputRegisters(*start, *count),
        },
        Request::WriteCoil { address, on } => Codec::WriteSingleCoil(*address, *on),
        Request::WriteRegister { address, value } => Codec::WriteSingleRegister(*address, *value),
        Request::WriteRegisters { address, values } => {
            // Its length counts the whole buffer, so that the buffer must fit exactly.
            let bytes = (values.len() * 2).min(MAX_WRITE);
            let data = Data::from_words(&values[..bytes / 2], &mut words[..bytes])
                .expect("profiles write at least one register");
            Codec::WriteMultipleRegisters(*address, data)
        }
    })
}

/// Bytes of the reply when the unit does as asked.
pub(super) fn reply_len(request: &Request) -> usize {
    match request {
        Request::Read(block) => 2 + block.bytes(),
        Request::WriteCoil { .. } | Request::WriteRegister { .. } | Request::WriteRegisters { .. } => 5,
    }
}

/// Function code with its high bit, and the exception code.
pub(super) const EXCEPTION_LEN: usize = 2;

/// Whether the reply that begins with this function code is an exception.
pub(super) const fn is_exception(code: u8) -> bool {
    code & 0x80 != 0
}

/// Checks function, length and echo. The bytes are exactly the reply's function code and data.
pub(super) fn check(request: &Request, pdu: &[u8]) -> Result<Reply, FrameError> {
    let (&code, data) = pdu.split_first().ok_or(FrameError::Short)?;
    if code == request.code() | 0x80 {
        return Err(match data {
            [] => FrameError::Short,
            [exception] => FrameError::Exception(*exception),
            _ => FrameError::Long,
        });
    }
    if code != request.code() {
        return Err(FrameError::WrongFunction);
    }
    match request {
        Request::Read(block) => read(*block, data).map(Reply::Values),
        Request::WriteCoil { address, on } => written(*address, if *on { 0xFF00 } else { 0 }, data),
        Request::WriteRegister { address, value } => written(*address, *value, data),
        Request::WriteRegisters { address, values } => {
            written(*address, u16::try_from(values.len()).unwrap_or(0), data)
        }
    }
}

fn read(block: Block, data: &[u8]) -> Result<Values, FrameError> {
    let (&length, payload) = data.split_first().ok_or(FrameError::Short)?;
    if usize::from(length) != block.bytes() {
        return Err(FrameError::WrongLength);
    }
    exactly(payload, block.bytes())?;
    if !block.function.is_bits() {
        return Ok(Values::Registers(payload.chunks_exact(2).map(|b| u16::from_be_bytes([b[0], b[1]])).collect()));
    }
    let bit = |index: u16| payload[usize::from(index / 8)] >> (index % 8) & 1 == 1;
    Ok(Values::Bits((0..block.count).map(bit).collect()))
}

fn written(address: u16, value: u16, data: &[u8]) -> Result<Reply, FrameError> {
    exactly(data, 4)?;
    let echo = [u16::from_be_bytes([data[0], data[1]]), u16::from_be_bytes([data[2], data[3]])];
    if echo == [address, value] { Ok(Reply::Written) } else { Err(FrameError::WrongEcho) }
}

fn exactly(bytes: &[u8], expected: usize) -> Result<(), FrameError> {
    match bytes.len() {
        found if found < expected => Err(FrameError::Short),
        found if found > expected => Err(FrameError::Long),
        _ => Ok(()),
    }
}
