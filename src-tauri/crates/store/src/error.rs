use std::path::PathBuf;

use ledger::{Book, LedgerError};
use rusqlite::ErrorCode;
use units::{AccountId, EntryId, Month};

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{} exists already; choose another folder or open it as it is", .0.display())]
    Exists(PathBuf),
    #[error("there is no database at {}; create one first", .0.display())]
    Missing(PathBuf),
    #[error(
        "the key does not open this database; check that key and file belong together (or the file is damaged: restore a backup)"
    )]
    WrongKey,
    #[error("{} is not a Roomwatt database, or it was cut short; check the path or restore a backup", .0.display())]
    NotADatabase(PathBuf),
    #[error("{} is a database without encryption, not one of Roomwatt's; check the path", .0.display())]
    NotEncrypted(PathBuf),
    #[error(
        "the database is of version {found}, but this program knows only up to {known}; install the newer Roomwatt"
    )]
    Newer { found: i64, known: i64 },
    #[error("this program was built with SQLite {0}, which has a known fault; it needs 3.51.3 or later with SQLCipher")]
    OldSqlite(String),
    #[error("the copy taken before the update is not sound ({0}); the database was left as it was")]
    BadCopy(String),
    #[error("the disk is full; free some space, nothing was changed")]
    Full,
    #[error("another program holds the database; close it and try again")]
    Busy,
    #[error("the database cannot be written; check the rights on the folder and that the disk is not read-only")]
    ReadOnly,
    #[error("the disk failed: {0}; nothing was changed")]
    Io(String),
    #[error("the database is damaged ({0}); stop and restore a backup")]
    Damaged(String),
    #[error(
        "whether the last change was kept is not known ({0}); reopen the database and look it up before repeating it"
    )]
    Unknown(String),
    #[error("an earlier change ended in doubt, so nothing is written any more; reopen the database")]
    Stopped,
    #[error("the key “{key}” was used for something else (entry {first}); open the form anew")]
    KeyReused { key: String, first: EntryId },
    #[error("entry {entry} was taken back already, by entry {by}")]
    AlreadyReversed { entry: EntryId, by: EntryId },
    #[error("the reversal must take back entry {0} line by line")]
    NotItsReversal(EntryId),
    #[error("the sum of {} would become larger than money can be", .0.code())]
    TooLarge(Book),
    #[error(
        "account {account} has its next charge of {month} at {expected}, not at {found}; compute the difference anew"
    )]
    ChargeOrder { account: AccountId, month: Month, expected: u32, found: u32 },
    #[error("the charge lines come to {lines} minor units, the entry charges {entry}")]
    ChargeSum { lines: i64, entry: i64 },
    #[error("{month} is locked; only a correction that names it may change what it comes to")]
    Locked { month: Month },
    #[error("there is no such {0}")]
    NoSuch(&'static str),
    #[error("{0}")]
    Overlap(&'static str),
    #[error("the database refuses this change: {0}")]
    Refused(String),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    File(#[from] std::io::Error),
    #[error("the database failed: {0}")]
    Sql(rusqlite::Error),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::Error as Sql;
        match error {
            Sql::SqliteFailure(failure, ref text) => {
                let text = || text.clone().unwrap_or_else(|| failure.to_string());
                match failure.code {
                    ErrorCode::DiskFull => Self::Full,
                    ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
                    ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen => Self::ReadOnly,
                    ErrorCode::SystemIoFailure => Self::Io(text()),
                    ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Damaged(text()),
                    ErrorCode::ConstraintViolation => Self::Refused(text()),
                    _ => Self::Sql(error),
                }
            }
            Sql::FromSqlConversionFailure(..) | Sql::InvalidColumnType(..) | Sql::IntegralValueOutOfRange(..) => {
                Self::Damaged(error.to_string())
            }
            other => Self::Sql(other),
        }
    }
}
