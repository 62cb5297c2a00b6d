use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension};

use crate::{Error, Key, Result, copy, table};

/// What takes the database from one version to the next. Once released, a migration is never edited.
pub(crate) type Migration = &'static [&'static str];

/// The first migration makes version 1, and so on.
pub(crate) const ALL: &[Migration] = &[table::VERSION_1, table::VERSION_2, table::VERSION_3];

/// Brings the database to the last version, in one transaction, after a checked copy of a database that holds data.
pub(crate) fn run(connection: &Connection, path: &Path, key: &Key, migrations: &[Migration]) -> Result<()> {
    let found = refuse_newer(connection, migrations)?;
    let (at, known) = (usize::try_from(found).unwrap_or(0), migrations.len());
    if at == known {
        return Ok(());
    }
    if found > 0 {
        copy::checked(connection, &copy_path(path, found), key)?;
    } else if connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))? > 0 {
        return Err(Error::NotADatabase(path.to_owned()));
    }
    // A table that is made anew is gone for a moment; what refers to it is checked at the end instead.
    connection.pragma_update(None, "foreign_keys", false)?;
    let migrated = apply(connection, &migrations[at..], known);
    connection.pragma_update(None, "foreign_keys", true)?;
    migrated
}

fn apply(connection: &Connection, migrations: &[Migration], version: usize) -> Result<()> {
    let transaction = rusqlite::Transaction::new_unchecked(connection, rusqlite::TransactionBehavior::Immediate)?;
    for sql in migrations.iter().copied().flatten() {
        transaction.execute_batch(sql)?;
    }
    if let Some(table) = transaction
        .query_row("SELECT \"table\" FROM pragma_foreign_key_check", [], |row| row.get::<_, String>(0))
        .optional()?
    {
        return Err(Error::Damaged(format!("a row of {table} refers to one that is not there")));
    }
    transaction.pragma_update(None, "user_version", i64::try_from(version).unwrap_or(i64::MAX))?;
    transaction.commit().map_err(|error| Error::Unknown(error.to_string()))
}

/// The version of the database, if this program knows it.
pub(crate) fn refuse_newer(connection: &Connection, migrations: &[Migration]) -> Result<i64> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = i64::try_from(migrations.len()).unwrap_or(i64::MAX);
    if found > known || found < 0 { Err(Error::Newer { found, known }) } else { Ok(found) }
}

/// Where the copy of version `found` lies: `roomwatt.db.v3.backup`.
pub(crate) fn copy_path(path: &Path, found: i64) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".v{found}.backup"));
    name.into()
}
