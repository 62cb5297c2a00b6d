use std::fs::{self, File};
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use crate::{Error, Key, Result, open};

/// Copies the whole database to `to` under the same key. The copy takes its name only after it was read back whole.
pub(crate) fn checked(connection: &Connection, to: &Path, key: &Key) -> Result<()> {
    let mut part = to.as_os_str().to_owned();
    part.push(".part");
    let part = Path::new(&part);
    if part.exists() {
        fs::remove_file(part)?;
    }
    let name = part.to_str().ok_or_else(|| Error::BadCopy("its path is not Unicode".to_owned()))?;
    connection.execute("VACUUM INTO ?1", [name])?;
    check(part, key)?;
    File::options().read(true).write(true).open(part)?.sync_all()?;
    fs::rename(part, to)?;
    sync_folder(to)
}

fn check(path: &Path, key: &Key) -> Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let copy = open::connect(path, key, flags)?;
    let faults = page_faults(&copy)?;
    match faults.first() {
        None => Ok(()),
        Some(first) => Err(Error::BadCopy(first.clone())),
    }
}

/// What SQLCipher's page signatures and SQLite's own check complain of. The caller checkpoints first: before that the
/// signature check raises false alarms.
pub(crate) fn page_faults(connection: &Connection) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for sql in ["PRAGMA cipher_integrity_check", "PRAGMA integrity_check(10)"] {
        let mut statement = connection.prepare(sql)?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        for row in rows {
            faults.extend(Some(row?).filter(|text| text != "ok"));
        }
    }
    Ok(faults)
}

/// A rename is durable once its folder is written; only Unix lets a folder be opened for that.
#[cfg(unix)]
fn sync_folder(of: &Path) -> Result<()> {
    match of.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => Ok(File::open(folder)?.sync_all()?),
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
fn sync_folder(_of: &Path) -> Result<()> {
    Ok(())
}
