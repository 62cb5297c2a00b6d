use std::io;
use std::path::PathBuf;

use super::{VARIABLE, place};

/// Why there is no key. Each sentence says what to do.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("{VARIABLE} must be 64 hexadecimal digits; set it to the key of this folder, or unset it")]
    Variable,
    #[error("there is a database in {} but nothing says where its key lives ({} is missing); restore that file, or set {VARIABLE}", .0.display(), place::FILE)]
    NoSource(PathBuf),
    #[error("the key of {} is expected in {VARIABLE}, which is not set; set it to the 64 hexadecimal digits kept at set-up", .0.display())]
    NotSet(PathBuf),
    #[error("the key file {} is missing; put it back, or enter the recovery key", .0.display())]
    FileMissing(PathBuf),
    #[error("the key file {} does not hold 64 hexadecimal digits; put back the right file, or enter the recovery key", .0.display())]
    FileBroken(PathBuf),
    #[error("the key file {} can be read by other users; run `chmod 600` on it", .0.display())]
    FileOpen(PathBuf),
    #[error("the key given is not the key of this folder; use the one that was made with {}", .0.display())]
    Wrong(PathBuf),
    #[error("{} already holds a database; a new key would make it unreadable", .0.display())]
    NotNew(PathBuf),
    #[error("{} line {line}: {problem}", .file.display())]
    Place { file: PathBuf, line: usize, problem: String },
    #[error("the system's keychain did not answer within {0} seconds; unlock it and try again, or set {VARIABLE}")]
    KeychainSlow(u64),
    #[error("the system's keychain has no key for this folder ({0}); unlock the keychain, or enter the recovery key")]
    Keychain(String),
    #[error("this is not a recovery key: {0}")]
    Recovery(&'static str),
    #[error("the system gives no random numbers: {0}")]
    Random(String),
    #[error("{}: {source}", .path.display())]
    File { path: PathBuf, source: io::Error },
}
