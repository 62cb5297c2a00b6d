//! A frame: four bytes of length, little-endian, then so many bytes of JSON.

use std::io::{self, Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// What a caller may send.
pub(super) const LARGEST_CALL: usize = 1 << 20;
/// What a holder may answer; a statement travels as one.
pub(super) const LARGEST_ANSWER: usize = 64 << 20;

pub(super) fn encode(value: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut frame = vec![0; 4];
    serde_json::to_writer(&mut frame, value).map_err(io::Error::other)?;
    let length = u32::try_from(frame.len() - 4).map_err(|_| invalid("the answer is too large"))?;
    frame[..4].copy_from_slice(&length.to_le_bytes());
    Ok(frame)
}

pub(super) fn read<T: DeserializeOwned>(from: &mut impl Read, largest: usize) -> io::Result<T> {
    let mut head = [0; 4];
    from.read_exact(&mut head)?;
    let mut body = vec![0; checked(head, largest)?];
    from.read_exact(&mut body)?;
    decode(&body)
}

pub(super) fn write(to: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    to.write_all(&encode(value)?)?;
    to.flush()
}

/// `None` where the other side has hung up between frames.
pub(super) async fn receive<T: DeserializeOwned>(
    from: &mut (impl AsyncRead + Unpin),
    largest: usize,
) -> io::Result<Option<T>> {
    let mut head = [0; 4];
    match from.read_exact(&mut head).await {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    };
    let mut body = vec![0; checked(head, largest)?];
    from.read_exact(&mut body).await?;
    decode(&body).map(Some)
}

pub(super) async fn send(to: &mut (impl AsyncWrite + Unpin), value: &impl Serialize) -> io::Result<()> {
    to.write_all(&encode(value)?).await?;
    to.flush().await
}

fn checked(head: [u8; 4], largest: usize) -> io::Result<usize> {
    usize::try_from(u32::from_le_bytes(head))
        .ok()
        .filter(|length| *length <= largest)
        .ok_or_else(|| invalid("a frame on the door is too long"))
}

fn decode<T: DeserializeOwned>(body: &[u8]) -> io::Result<T> {
    serde_json::from_slice(body).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

fn invalid(text: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn a_frame_is_its_length_and_its_json() {
        let frame = encode(&json!({"a": 1})).unwrap();
        assert_eq!(frame, b"\x07\0\0\0{\"a\":1}");
        assert_eq!(read::<Value>(&mut frame.as_slice(), 7).unwrap(), json!({"a": 1}));
    }

    #[test]
    fn long_short_and_foreign_frames_are_refused() {
        let kind = |frame: &[u8]| read::<Value>(&mut &*frame, 7).unwrap_err().kind();
        assert_eq!(kind(b"\x08\0\0\0{\"a\":12}"), io::ErrorKind::InvalidData);
        assert_eq!(kind(b"\x07\0\0\0{\"a\""), io::ErrorKind::UnexpectedEof);
        assert_eq!(kind(b"\x02\0\0\0xx"), io::ErrorKind::InvalidData);
        assert_eq!(kind(b"GET / HTTP/1.1"), io::ErrorKind::InvalidData);
    }
}
