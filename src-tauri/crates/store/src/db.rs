use std::cell::RefCell;
use std::ops::Deref;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension, Params, Row};

use crate::sums::Sums;
use crate::{Key, Result, open};

/// A connection as the tables read from it.
pub struct Db {
    pub(crate) connection: Connection,
    pub(crate) sums: RefCell<Sums>,
}

impl Db {
    pub(crate) fn new(connection: Connection) -> Self {
        connection.set_prepared_statement_cache_capacity(256);
        Self { connection, sums: RefCell::default() }
    }

    pub(crate) fn one<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.connection.prepare_cached(sql)?.query_row(params, read).optional()?)
    }

    /// The one row of an aggregate or of a table that has exactly one.
    pub(crate) fn value<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<T> {
        Ok(self.connection.prepare_cached(sql)?.query_row(params, read)?)
    }

    pub(crate) fn list<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params, read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Looks at row after row, where the caller keeps them otherwise than as a list.
    pub(crate) fn each(
        &self,
        sql: &str,
        params: impl Params,
        mut look: impl FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        while let Some(row) = rows.next()? {
            look(row)?;
        }
        Ok(())
    }

    /// Runs several statements on one state: within what is under way, or one of its own.
    pub(crate) fn steady<R>(&self, read: impl FnOnce(&Self) -> Result<R>) -> Result<R> {
        if !self.connection.is_autocommit() {
            return read(self);
        }
        let begun = self.connection.unchecked_transaction()?;
        let result = read(self);
        begun.finish()?;
        result
    }
}

/// A connection that cannot write. It sees the last committed state; each call its own, unless in [`Self::snapshot`].
pub struct Reader {
    db: Db,
}

impl Reader {
    /// Opens the database beside a [`crate::Writer`] of this or another process.
    pub fn open(path: &Path, key: &Key) -> Result<Self> {
        Ok(Self { db: Db::new(open::reading(path, key)?) })
    }

    /// Runs `read` on one unchanging state, however long it takes and whatever is written meanwhile.
    pub fn snapshot<R, E: From<crate::Error>>(&self, read: impl FnOnce(&Db) -> Result<R, E>) -> Result<R, E> {
        let begun = self.db.connection.unchecked_transaction().map_err(crate::Error::from)?;
        let result = read(&self.db);
        begun.finish().map_err(crate::Error::from)?;
        result
    }
}

impl Deref for Reader {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}
