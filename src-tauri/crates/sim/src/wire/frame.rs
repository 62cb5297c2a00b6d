//! Frames from the slave's side: finding a request in what arrived, and wrapping an answer.

/// How requests are wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// Unit, function, data, CRC: on a serial line, or the same bytes through a TCP gateway.
    Rtu,
    /// Modbus TCP: transaction, protocol 0, length, unit, function, data.
    Tcp,
}

/// A request that arrived whole and sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Incoming {
    pub(super) unit: u8,
    transaction: u16,
    /// Function code and data.
    pub(super) pdu: Vec<u8>,
    /// The bytes as they came, for a wire that echoes.
    pub(super) raw: Vec<u8>,
}

/// What the bytes so far are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    Request(Incoming),
    /// A real slave would wait for silence and forget them.
    Noise,
}

impl Framing {
    /// Looks at the front of what arrived; a request or noise is taken off it.
    pub(super) fn take(self, buffer: &mut Vec<u8>) -> Found {
        let needed = match self {
            Self::Rtu => rtu_request_len(buffer),
            Self::Tcp => tcp_len(buffer),
        };
        match needed {
            Needed::Unknown => return Found::Nothing,
            Needed::Bytes(count) if buffer.len() < count => return Found::Nothing,
            Needed::Bytes(count) => {
                let raw: Vec<u8> = buffer.drain(..count).collect();
                if let Some(request) = self.unwrap(raw) {
                    return Found::Request(request);
                }
            }
            Needed::Never => {}
        }
        buffer.clear();
        Found::Noise
    }

    fn unwrap(self, raw: Vec<u8>) -> Option<Incoming> {
        match self {
            Self::Rtu => {
                let (body, crc) = raw.split_last_chunk::<2>()?;
                let sound = crc16(body) == u16::from_le_bytes(*crc);
                sound.then(|| Incoming { unit: body[0], transaction: 0, pdu: body[1..].to_vec(), raw: raw.clone() })
            }
            Self::Tcp => {
                let transaction = u16::from_be_bytes([raw[0], raw[1]]);
                Some(Incoming { unit: raw[6], transaction, pdu: raw[7..].to_vec(), raw })
            }
        }
    }

    /// The answer's bytes, as if from `unit`.
    pub(super) fn wrap(self, request: &Incoming, unit: u8, pdu: &[u8]) -> Vec<u8> {
        match self {
            Self::Rtu => {
                let mut frame = vec![unit];
                frame.extend_from_slice(pdu);
                let crc = crc16(&frame);
                frame.extend(crc.to_le_bytes());
                frame
            }
            Self::Tcp => {
                let mut frame = request.transaction.to_be_bytes().to_vec();
                frame.extend([0, 0]);
                frame.extend(u16::try_from(pdu.len() + 1).unwrap_or(u16::MAX).to_be_bytes());
                frame.push(unit);
                frame.extend_from_slice(pdu);
                frame
            }
        }
    }
}

enum Needed {
    Unknown,
    Bytes(usize),
    Never,
}

fn rtu_request_len(buffer: &[u8]) -> Needed {
    match (buffer.get(1), buffer.get(6)) {
        (None, _) | (Some(15 | 16), None) => Needed::Unknown,
        (Some(15 | 16), Some(&bytes)) => Needed::Bytes(9 + usize::from(bytes)),
        (Some(1..=6), _) => Needed::Bytes(8),
        // Diagnostics and the like, which no profile needs, have no length of their own: a frame that is
        // sound as far as it came is answered with an exception.
        (Some(_), _) if buffer.len() >= 4 && is_sound(buffer) => Needed::Bytes(buffer.len()),
        (Some(_), _) if buffer.len() < 256 => Needed::Unknown,
        (Some(_), _) => Needed::Never,
    }
}

fn is_sound(frame: &[u8]) -> bool {
    frame.split_last_chunk::<2>().is_some_and(|(body, crc)| crc16(body) == u16::from_le_bytes(*crc))
}

/// MBAP length counts unit and PDU; a PDU has at least a function code and at most 253 bytes.
fn tcp_len(buffer: &[u8]) -> Needed {
    if buffer.len() < 6 {
        return Needed::Unknown;
    }
    let length = u16::from_be_bytes([buffer[4], buffer[5]]);
    if buffer[2..4] != [0, 0] || !(2..=254).contains(&length) {
        return Needed::Never;
    }
    Needed::Bytes(6 + usize::from(length))
}

/// CRC-16 of Modbus over serial line 1.02, 6.2.2: polynomial A001 reflected, from FFFF, low byte first on the wire.
pub(super) fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xffff, |crc, byte| {
        (0..8).fold(crc ^ u16::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xa001 } else { crc >> 1 })
    })
}
