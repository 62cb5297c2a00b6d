//! The head of the journal's chain, kept outside the database: a whole older file verifies clean by itself.

use std::fs;
use std::io;
use std::path::Path;

use units::EntryId;

use crate::dto::Verified;
use crate::error::{Refusal, Result};

/// Where the head of the journal is kept outside the database.
const HEAD: &str = "roomwatt.head";

/// Keeps the head of the chain beside the database.
pub(crate) fn write(folder: &Path, id: EntryId, hash: &str) -> io::Result<()> {
    let fresh = folder.join("roomwatt.head.new");
    fs::write(&fresh, format!("{id} {hash}\n"))?;
    fs::rename(fresh, folder.join(HEAD))
}

fn known(folder: &Path) -> Option<ledger::Head> {
    let text = fs::read_to_string(folder.join(HEAD)).ok()?;
    let (id, hash) = text.trim().split_once(' ')?;
    Some(ledger::Head { id: EntryId(id.parse().ok()?), hash: ledger::Hash::parse(hash).ok()? })
}

/// An older file put back verifies clean by itself; the head kept outside tells.
pub(crate) fn check(store: &store::Writer, folder: &Path) -> Result<()> {
    let Some(known) = known(folder) else { return Ok(()) };
    let head = store.head();
    let there = store::entry::get(store, known.id)?.is_some_and(|entry| entry.hash == known.hash);
    if known.id.0 == 0 || there {
        return Ok(());
    }
    Err(Refusal::new("rolled-back").with("entry", head.id).with("known", known.id))
}

/// Everything that can be checked of the books, the head outside too.
pub(crate) fn verify(reader: &store::Reader, folder: &Path) -> Result<Verified> {
    let found = store::verify(reader, known(folder))?;
    Ok(Verified {
        ok: found.problems.is_empty(),
        entries: i64::try_from(found.totals.entries).unwrap_or(i64::MAX),
        receipts: found.totals.receipts.values().map(|last| i64::from(*last)).sum(),
        head: found.totals.head.hash.to_string(),
        problems: found.problems.iter().map(ToString::to_string).collect(),
    })
}
