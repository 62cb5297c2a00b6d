//! The caller's side of the door. It blocks; a shell with an event loop calls it from a thread.

use std::io;
use std::path::Path;
use std::time::Duration;

use interprocess::local_socket::Stream;
use interprocess::local_socket::prelude::*;
use serde_json::Value;

use super::{Answer, Call, Hello, PROTOCOL, frame, place};

/// Longer than any operation takes; it only keeps a caller from waiting for a holder that hangs.
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// Why a call through the door brought nothing.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// No program has this folder's door open.
    #[error("no running Roomwatt holds this folder")]
    Nobody,
    #[error(
        "the Roomwatt that holds this folder is version {0} and speaks another protocol; update both to the same version"
    )]
    OtherVersion(String),
    #[error("{message}")]
    Refused { code: String, message: String, field: Option<String> },
    /// What was asked for may have been done: ask again with the same key.
    #[error("the Roomwatt that holds this folder broke off ({0}); try again with the same key")]
    Broken(io::Error),
}

/// A conversation with the program that holds a folder.
#[derive(Debug)]
pub struct Client {
    stream: Stream,
    actor: String,
    language: Option<String>,
}

impl Client {
    /// `actor` is the program's name for the journal; `language` that of refusals, or the site's own.
    pub fn connect(folder: &Path, actor: &str, language: Option<&str>) -> Result<Self, CallError> {
        let folder = folder.canonicalize().map_err(|_| CallError::Nobody)?;
        let stream = place::names(&folder)
            .into_iter()
            .find_map(|name| Stream::connect(name.ok()?).ok().filter(is_ours))
            .ok_or(CallError::Nobody)?;
        // Named pipes have no such limit; there the call waits as long as the holder lives.
        let _ = stream.set_recv_timeout(Some(LONGEST_WAIT));
        let hello: Hello = frame::read(&mut &stream, frame::LARGEST_CALL).map_err(CallError::Broken)?;
        if hello.roomwatt_door != PROTOCOL {
            return Err(CallError::OtherVersion(hello.version));
        }
        frame::write(&mut &stream, &Hello::ours()).map_err(CallError::Broken)?;
        Ok(Self { stream, actor: actor.to_owned(), language: language.map(str::to_owned) })
    }

    pub fn call(&mut self, name: &str, args: Value) -> Result<Value, CallError> {
        let call = Call { name: name.to_owned(), args, actor: self.actor.clone(), language: self.language.clone() };
        frame::write(&mut &self.stream, &call).map_err(CallError::Broken)?;
        match frame::read(&mut &self.stream, frame::LARGEST_ANSWER).map_err(CallError::Broken)? {
            Answer::Ok(value) => Ok(value),
            Answer::Error(refused) => {
                Err(CallError::Refused { code: refused.code, message: refused.message, field: refused.field })
            }
        }
    }
}

/// Another user's program must not be taken for the holder.
fn is_ours(stream: &Stream) -> bool {
    #[cfg(unix)]
    {
        stream.peer_creds().is_ok_and(|who| who.euid().is_none_or(|user| user == place::own_user() || user == 0))
    }
    #[cfg(not(unix))]
    {
        let _ = stream;
        true
    }
}
