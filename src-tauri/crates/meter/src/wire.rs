/// The four Modbus tables, by the function that reads them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Function {
    /// Function 1.
    Coils,
    /// Function 2.
    DiscreteInputs,
    /// Function 3.
    HoldingRegisters,
    /// Function 4.
    InputRegisters,
}

impl Function {
    pub const fn code(self) -> u8 {
        match self {
            Self::Coils => 1,
            Self::DiscreteInputs => 2,
            Self::HoldingRegisters => 3,
            Self::InputRegisters => 4,
        }
    }

    /// One bit per address instead of a 16-bit register.
    pub const fn is_bits(self) -> bool {
        matches!(self, Self::Coils | Self::DiscreteInputs)
    }

    /// The most that one request may ask for (Modbus Application Protocol 1.1b3, 6.1 to 6.4).
    pub const fn limit(self) -> u16 {
        if self.is_bits() { 2000 } else { 125 }
    }
}

/// A run of registers or bits that one request reads. `count` is at least 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Block {
    pub function: Function,
    /// Zero-based address as sent on the wire.
    pub start: u16,
    pub count: u16,
}

impl Block {
    /// The first address after the block; 65 536 for one that ends with the table.
    pub fn end(&self) -> u32 {
        u32::from(self.start) + u32::from(self.count)
    }

    /// Bytes of payload in the reply.
    pub fn bytes(&self) -> usize {
        if self.function.is_bits() { usize::from(self.count).div_ceil(8) } else { usize::from(self.count) * 2 }
    }

    pub fn holds(&self, function: Function, address: u16, count: u16) -> bool {
        self.function == function && self.start <= address && u32::from(address) + u32::from(count) <= self.end()
    }
}

/// The payload of a read, as many as were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Values {
    Registers(Vec<u16>),
    Bits(Vec<bool>),
}

/// What is asked of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    Read(Block),
    /// Function 5.
    WriteCoil {
        address: u16,
        on: bool,
    },
    /// Function 6.
    WriteRegister {
        address: u16,
        value: u16,
    },
    /// Function 16. Some meters accept this one only, also for a single register.
    WriteRegisters {
        address: u16,
        values: Vec<u16>,
    },
}

impl Request {
    pub const fn code(&self) -> u8 {
        match self {
            Self::Read(block) => block.function.code(),
            Self::WriteCoil { .. } => 5,
            Self::WriteRegister { .. } => 6,
            Self::WriteRegisters { .. } => 16,
        }
    }
}

/// What a unit answered, already checked against the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    Values(Values),
    Written,
}
