use std::fmt;
use std::mem::discriminant;
use std::sync::Arc;

use meter::{Block, Function, Profile, RegisterImage, Request, Sample, Values};

/// What a virtual meter measures and moves.
pub trait Source: Send {
    /// What the meter shows now; nothing where it is dead.
    fn sample(&mut self) -> Option<Sample>;

    /// Moves a relay, channels from 0; true closes it, which gives supply.
    fn switch(&mut self, channel: u8, on: bool);
}

/// One unit on a line: it answers as a device with this profile would.
pub struct VirtualMeter {
    unit: u8,
    profile: Arc<Profile>,
    source: Box<dyn Source>,
}

impl fmt::Debug for VirtualMeter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unit {}: {}", self.unit, self.profile.id())
    }
}

/// Modbus Application Protocol 1.1b3, 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusal {
    Function = 1,
    Address = 2,
    Value = 3,
}

impl VirtualMeter {
    pub fn new(unit: u8, profile: Arc<Profile>, source: Box<dyn Source>) -> Self {
        Self { unit, profile, source }
    }

    pub const fn unit(&self) -> u8 {
        self.unit
    }

    /// Answers function code and data with function code and data; a dead meter with nothing. A stuck relay acknowledges
    /// and stays.
    pub(super) fn answer(&mut self, pdu: &[u8], relay_is_stuck: bool) -> Option<Vec<u8>> {
        let sample = self.source.sample()?;
        let function = *pdu.first()?;
        let image = self.profile.image(&sample);
        let answered = match function {
            1..=4 => read(pdu, &image),
            5 | 6 | 15 | 16 => self.write(pdu, &image, relay_is_stuck),
            _ => Err(Refusal::Function),
        };
        Some(answered.unwrap_or_else(|refusal| vec![function | 0x80, refusal as u8]))
    }

    fn write(&mut self, pdu: &[u8], image: &RegisterImage, relay_is_stuck: bool) -> Result<Vec<u8>, Refusal> {
        let writes = writes(pdu)?;
        let moves: Vec<(u8, bool)> =
            writes.iter().map(|write| self.moved_by(write, image)).collect::<Result<_, _>>()?;
        for (channel, on) in moves {
            if !relay_is_stuck {
                self.source.switch(channel, on);
            }
        }
        Ok(pdu[..5].to_vec())
    }

    fn moved_by(&self, write: &Write, image: &RegisterImage) -> Result<(u8, bool), Refusal> {
        let commands = (0..self.profile.relay_channels())
            .flat_map(|channel| [(channel, true), (channel, false)])
            .filter_map(|(channel, on)| Some((channel, on, Write::of(self.command(channel, on, image)?)?)));
        let mut refusal = Refusal::Function;
        for (channel, on, command) in commands {
            if command == *write {
                return Ok((channel, on));
            }
            if discriminant(&command) == discriminant(write) {
                let is_here = command.address() == write.address() || refusal == Refusal::Value;
                refusal = if is_here { Refusal::Value } else { Refusal::Address };
            }
        }
        Err(refusal)
    }

    fn command(&self, channel: u8, on: bool, image: &RegisterImage) -> Option<Request> {
        match self.profile.relay_key_read() {
            None => self.profile.relay_command(channel, on),
            Some(key) => self.profile.relay_command_with_key(channel, on, &image.read(key)?),
        }
    }
}

/// One coil, by function 5 or 15, or registers by exactly the function that the device understands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Write {
    Coil(u16, bool),
    Register(u16, u16),
    Registers(u16, Vec<u16>),
}

impl Write {
    fn of(command: Request) -> Option<Self> {
        Some(match command {
            Request::Read(_) => return None,
            Request::WriteCoil { address, on } => Self::Coil(address, on),
            Request::WriteRegister { address, value } => Self::Register(address, value),
            Request::WriteRegisters { address, values } => Self::Registers(address, values),
        })
    }

    const fn address(&self) -> u16 {
        match self {
            Self::Coil(address, _) | Self::Register(address, _) | Self::Registers(address, _) => *address,
        }
    }
}

fn read(pdu: &[u8], image: &RegisterImage) -> Result<Vec<u8>, Refusal> {
    let &[code, s1, s0, c1, c0] = pdu else { return Err(Refusal::Value) };
    let function = match code {
        1 => Function::Coils,
        2 => Function::DiscreteInputs,
        3 => Function::HoldingRegisters,
        _ => Function::InputRegisters,
    };
    let block = Block { function, start: u16::from_be_bytes([s1, s0]), count: u16::from_be_bytes([c1, c0]) };
    if block.count == 0 || block.count > function.limit() {
        return Err(Refusal::Value);
    }
    let values = image.read(block).ok_or(Refusal::Address)?;
    let bytes = match values {
        Values::Registers(registers) => registers.into_iter().flat_map(u16::to_be_bytes).collect(),
        Values::Bits(bits) => packed(&bits),
    };
    let mut answer = vec![code, u8::try_from(bytes.len()).map_err(|_| Refusal::Value)?];
    answer.extend(bytes);
    Ok(answer)
}

/// The first bit is the lowest of the first byte.
fn packed(bits: &[bool]) -> Vec<u8> {
    bits.chunks(8).map(|byte| byte.iter().rev().fold(0, |packed, bit| packed << 1 | u8::from(*bit))).collect()
}

fn writes(pdu: &[u8]) -> Result<Vec<Write>, Refusal> {
    let (&[code, a1, a0, v1, v0], data) = pdu.split_first_chunk().ok_or(Refusal::Value)?;
    let (address, value) = (u16::from_be_bytes([a1, a0]), u16::from_be_bytes([v1, v0]));
    match (code, data) {
        (5, []) => match value {
            0xff00 => Ok(vec![Write::Coil(address, true)]),
            0x0000 => Ok(vec![Write::Coil(address, false)]),
            _ => Err(Refusal::Value),
        },
        (6, []) => Ok(vec![Write::Register(address, value)]),
        (15, [count, bits @ ..])
            if value > 0 && usize::from(*count) == bits.len() && bits.len() == usize::from(value).div_ceil(8) =>
        {
            let is_on = |index: u16| bits[usize::from(index / 8)] >> (index % 8) & 1 == 1;
            (0..value)
                .map(|index| {
                    let coil = address.checked_add(index).ok_or(Refusal::Address)?;
                    Ok(Write::Coil(coil, is_on(index)))
                })
                .collect()
        }
        (16, [count, words @ ..])
            if usize::from(*count) == words.len() && words.len() == 2 * usize::from(value) && value > 0 =>
        {
            let values = words.chunks_exact(2).map(|word| u16::from_be_bytes([word[0], word[1]])).collect();
            Ok(vec![Write::Registers(address, values)])
        }
        _ => Err(Refusal::Value),
    }
}
