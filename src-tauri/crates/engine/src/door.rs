//! The door: who holds a data folder, and how others speak to the holder.
//!
//! `roomwatt.lock` is locked by the program that owns the folder; the kernel lets go of it after a crash, so a lock
//! is never stale. The holder serves the one list of operations on a local socket named by a hash of the folder's
//! canonical path, to the same user only. A frame is a length (four bytes, little-endian) and JSON. Both sides
//! first say which protocol they speak.

mod client;
mod frame;
mod mount;
mod place;
mod serve;

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use client::{CallError, Client};
pub use serve::{Serving, serve};

/// Raised when frames change their meaning.
pub const PROTOCOL: u32 = 1;

const LOCK: &str = "roomwatt.lock";

/// A folder held by this program until this value is dropped, or the process ends in whatever way.
#[derive(Debug)]
pub struct Hold {
    folder: PathBuf,
    _lock: File,
}

impl Hold {
    /// The canonical path of the folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

/// Why a folder cannot be held.
#[derive(Debug, thiserror::Error)]
pub enum HoldError {
    #[error("another Roomwatt holds {}; use that one, or end it first", .0.display())]
    Held(PathBuf),
    #[error("{} lies on a network drive ({kind}), where a database is not safe from two writers; choose a folder on this computer", .folder.display())]
    Network { folder: PathBuf, kind: String },
    #[error("the folder {} cannot be used: {source}", .folder.display())]
    Folder { folder: PathBuf, source: io::Error },
}

/// Takes the folder, which is made where it does not exist, or says who has it.
pub fn hold(folder: &Path) -> Result<Hold, HoldError> {
    let unusable = |source| HoldError::Folder { folder: folder.to_owned(), source };
    fs::create_dir_all(folder).map_err(unusable)?;
    let folder = folder.canonicalize().map_err(unusable)?;
    let unusable = |source| HoldError::Folder { folder: folder.clone(), source };
    if let Some(kind) = mount::network(&folder) {
        return Err(HoldError::Network { folder, kind });
    }
    let lock = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(folder.join(LOCK))
        .map_err(unusable)?;
    match lock.try_lock() {
        Ok(()) => Ok(Hold { folder, _lock: lock }),
        Err(TryLockError::WouldBlock) => Err(HoldError::Held(folder)),
        Err(TryLockError::Error(source)) => Err(unusable(source)),
    }
}

/// What comes through the door: an operation of the list, and who asks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    pub name: String,
    #[serde(default)]
    pub args: Value,
    /// As written into the journal. Whoever gets through the door is the folder's user; this only says by which
    /// program.
    pub actor: String,
    /// The language of refusals, such as `en` or `zh-CN`; absent for the site's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// The first frame from each side.
#[derive(Debug, Serialize, Deserialize)]
struct Hello {
    roomwatt_door: u32,
    version: String,
}

impl Hello {
    fn ours() -> Self {
        Self { roomwatt_door: PROTOCOL, version: env!("CARGO_PKG_VERSION").to_owned() }
    }
}

/// A refusal as it crosses the door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Refused {
    code: String,
    message: String,
    #[serde(default)]
    field: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Ok(Value),
    Error(Refused),
}

#[cfg(test)]
mod tests;
