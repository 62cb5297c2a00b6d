use std::fs::File;
use std::io::Read;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::{Error, Key, Result, Writer, migrate};

/// SQLite before 3.51.3 can lose a checkpoint (the WAL-reset fault of its release notes).
const OLDEST_SQLITE: i32 = 3_051_003;
const PAGE: u64 = 4096;

/// Makes a new database. An empty file in its place, such as a crash at this very point leaves, is no hindrance.
pub fn create(path: &Path, key: &Key) -> Result<Writer> {
    if path.metadata().is_ok_and(|file| file.len() > 0) {
        return Err(Error::Exists(path.to_owned()));
    }
    writing(path, key, OpenFlags::SQLITE_OPEN_CREATE)
}

/// Opens a database, and brings it up to date if it was made by an older program: a checked copy of the file is left
/// beside it first. One made by a newer program is refused.
pub fn open(path: &Path, key: &Key) -> Result<Writer> {
    if !path.exists() {
        return Err(Error::Missing(path.to_owned()));
    }
    writing(path, key, OpenFlags::empty())
}

fn writing(path: &Path, key: &Key, more: OpenFlags) -> Result<Writer> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | more;
    let connection = connect(path, key, flags)?;
    connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get::<_, String>(0))?;
    // A log of up to 32 MiB: pages that every posting changes are copied into the file once for many commits.
    connection.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA fullfsync = ON;
         PRAGMA checkpoint_fullfsync = ON;
         PRAGMA foreign_keys = ON;
         PRAGMA recursive_triggers = ON;
         PRAGMA wal_autocheckpoint = 8000;
         PRAGMA journal_size_limit = 67108864;",
    )?;
    migrate::run(&connection, path, key, migrate::ALL)?;
    Writer::new(connection, path, key)
}

pub(crate) fn reading(path: &Path, key: &Key) -> Result<Connection> {
    if !path.exists() {
        return Err(Error::Missing(path.to_owned()));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = connect(path, key, flags)?;
    connection.execute_batch("PRAGMA query_only = ON;")?;
    migrate::refuse_newer(&connection, migrate::ALL)?;
    Ok(connection)
}

/// Connects and proves the key by reading the first page.
pub(crate) fn connect(path: &Path, key: &Key, flags: OpenFlags) -> Result<Connection> {
    check_library(rusqlite::version_number())?;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.pragma_update(None, "cipher_log_level", "NONE")?;
    connection.pragma_update(None, "key", key.pragma())?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    let cipher: Option<String> = connection.pragma_query_value(None, "cipher_version", |row| row.get(0)).ok();
    if cipher.is_none_or(|version| version.is_empty()) {
        return Err(Error::OldSqlite(format!("{} without SQLCipher", rusqlite::version())));
    }
    match connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0)) {
        Ok(_) => {}
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) => {
            return Err(unreadable(path));
        }
        Err(error) => return Err(error.into()),
    }
    // Without this, a bound value that may decide on a partial index has its statement compiled anew each time.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000;")?;
    Ok(connection)
}

fn check_library(number: i32) -> Result<()> {
    if number < OLDEST_SQLITE { Err(Error::OldSqlite(rusqlite::version().to_owned())) } else { Ok(()) }
}

/// SQLCipher has one error for a wrong key and for a file that is no database; the file itself tells more.
fn unreadable(path: &Path) -> Error {
    let mut first = [0; 16];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut first));
    let length = path.metadata().map_or(0, |file| file.len());
    if read.is_ok() && &first == b"SQLite format 3\0" {
        Error::NotEncrypted(path.to_owned())
    } else if !length.is_multiple_of(PAGE) {
        Error::NotADatabase(path.to_owned())
    } else {
        Error::WrongKey
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_with_the_checkpoint_fault_is_refused() {
        assert!(matches!(check_library(3_051_002), Err(Error::OldSqlite(_))));
        assert!(check_library(3_051_003).is_ok());
    }
}
