//! A backup put back (rule 24): checked before anything is touched, what was there kept aside, a new epoch of numbers.

use std::fs;
use std::path::{Path, PathBuf};

use store::{Key, Writer, setting};
use units::{Timestamp, millis};

use crate::error::{ApiError, Refusal, Result};
use crate::settings::{EPOCH, RESTORED};
use crate::words::Language;
use crate::{door, head, key};

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Where the database lies that was there before, where there was one.
    pub aside: Option<PathBuf>,
    /// Numbers of receipts and bills bear it from now on.
    pub epoch: u16,
    /// The last entry that the backup knows, and when it was posted.
    pub entries: i64,
    pub until: Option<Timestamp>,
}

/// Puts a backup in the place of a folder's database. Nobody may hold the folder.
pub fn restore(
    folder: &Path,
    backup: &Path,
    now: Timestamp,
    language: Language,
) -> std::result::Result<Restored, ApiError> {
    put_back(folder, backup, now).map_err(|refusal| refusal.say(language))
}

fn put_back(folder: &Path, backup: &Path, now: Timestamp) -> Result<Restored> {
    let _hold = door::hold(folder).map_err(|error| match error {
        door::HoldError::Held(folder) => Refusal::new("held").with("folder", folder.display()),
        other => Refusal::new("folder").with("folder", folder.display()).with("cause", other),
    })?;
    let key = key::find(folder).map_err(|cause| Refusal::new("no-key").with("cause", cause))?;
    let key = Key(*key.bytes());
    let fresh = folder.join("roomwatt.db.restoring");
    leave(&fresh)?;
    fs::copy(backup, &fresh).map_err(|cause| bad(backup, cause))?;
    let done = prepare(&fresh, folder, &key, now).map_err(|cause| match cause {
        Unfit::Backup(cause) => bad(backup, cause),
        Unfit::Other(refusal) => refusal,
    });
    let (restored, end) = done.inspect_err(|_| drop(leave(&fresh)))?;
    let path = folder.join(key::DATABASE);
    let aside = path.exists().then(|| folder.join(format!("roomwatt-before-restore-{}.db", millis(now))));
    if let Some(aside) = &aside {
        for suffix in ["-wal", "-shm", ""] {
            let from = with(&path, suffix);
            if from.exists() {
                fs::rename(from, with(aside, suffix)).map_err(Refusal::broken)?;
            }
        }
    }
    fs::rename(&fresh, &path).map_err(Refusal::broken)?;
    head::write(folder, end.id, &end.hash.to_string()).map_err(Refusal::broken)?;
    Ok(Restored { aside, ..restored })
}

enum Unfit {
    Backup(String),
    Other(Refusal),
}

impl From<store::Error> for Unfit {
    fn from(error: store::Error) -> Self {
        Self::Backup(error.to_string())
    }
}

/// Opens the copy of the backup, checks all of it, and marks it as restored.
fn prepare(
    fresh: &Path,
    folder: &Path,
    key: &Key,
    now: Timestamp,
) -> std::result::Result<(Restored, ledger::Head), Unfit> {
    let mut writer = store::open(fresh, key)?;
    if let Some(fault) = writer.check_pages()?.first() {
        return Err(Unfit::Backup(fault.clone()));
    }
    let found = store::verify(&writer.reader()?, None)?;
    if let Some(problem) = found.problems.first() {
        return Err(Unfit::Backup(problem.to_string()));
    }
    let present = store::open(&folder.join(key::DATABASE), key).ok().and_then(|present| epoch(&present).ok());
    let epoch = epoch(&writer)?.max(present.unwrap_or(1)).saturating_add(1);
    let last = writer.head().id;
    let until = store::entry::get(&writer, last)?.map(|entry| entry.draft.at);
    let restored_at = millis(until.unwrap_or(now)).to_string();
    let note = store::operation::Operation {
        at: now,
        actor: "system".to_owned(),
        name: "restore".to_owned(),
        args: format!("epoch {epoch}, entry {last}"),
        key: None,
    };
    writer.transaction(|tx| {
        setting::put(tx, EPOCH, &epoch.to_string())?;
        setting::put(tx, RESTORED, &restored_at)?;
        store::operation::insert(tx, &note)
    })?;
    let end = writer.head();
    writer.close().map_err(|error| Unfit::Other(error.into()))?;
    Ok((Restored { aside: None, epoch, entries: last.0, until }, end))
}

fn epoch(db: &Writer) -> store::Result<u16> {
    Ok(setting::get(db, EPOCH)?.and_then(|text| text.parse().ok()).unwrap_or(1))
}

fn bad(backup: &Path, cause: impl std::fmt::Display) -> Refusal {
    Refusal::new("bad-backup").with("path", backup.display()).with("cause", cause)
}

fn leave(fresh: &Path) -> Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let path = with(fresh, suffix);
        if path.exists() {
            fs::remove_file(path).map_err(Refusal::broken)?;
        }
    }
    Ok(())
}

fn with(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
