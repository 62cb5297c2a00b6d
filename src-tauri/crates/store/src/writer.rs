use std::ops::Deref;
use std::path::{Path, PathBuf};

use ledger::{Head, ReceiptNumber};
use rusqlite::{CachedStatement, Connection, Params};

use crate::{Db, Error, Key, Reader, Result, copy, open, table};

/// The write half: one per database, on one thread.
pub struct Writer {
    db: Db,
    path: PathBuf,
    key: Key,
    head: Head,
    stopped: bool,
}

impl Writer {
    pub(crate) fn new(connection: Connection, path: &Path, key: &Key) -> Result<Self> {
        let db = Db::new(connection);
        let head = table::head::get(&db)?;
        Ok(Self { db, path: path.to_owned(), key: key.clone(), head, stopped: false })
    }

    /// Runs `change` as one transaction: all of it is kept, on disk, or nothing.
    ///
    /// [`Error::Unknown`] is neither: the disk failed while it was being kept. From then on nothing is written
    /// ([`Error::Stopped`]); [`Self::reopen`] and look up what was meant to be there.
    pub fn transaction<R>(&mut self, change: impl FnOnce(&mut Tx<'_>) -> Result<R>) -> Result<R> {
        self.transact(change)
    }

    /// As [`Self::transaction`], for a caller with an error type of its own.
    pub fn transact<R, E: From<Error>>(&mut self, change: impl FnOnce(&mut Tx<'_>) -> Result<R, E>) -> Result<R, E> {
        if self.stopped {
            return Err(Error::Stopped.into());
        }
        let mut tx = Tx::begin(&self.db, self.head)?;
        let result = change(&mut tx)?;
        tx.write_head()?;
        tx.db.settle()?;
        let head = tx.head;
        match tx.commit() {
            Ok(()) => {
                self.head = head;
                Ok(result)
            }
            Err(error) => {
                self.stopped = true;
                Err(error.into())
            }
        }
    }

    /// The last entry of the journal. After each transaction that posted, keep it outside the database too.
    pub fn head(&self) -> Head {
        self.head
    }

    /// A reading connection, for any thread.
    pub fn reader(&self) -> Result<Reader> {
        Reader::open(&self.path, &self.key)
    }

    /// Opens the same database afresh, after [`Error::Unknown`].
    pub fn reopen(self) -> Result<Self> {
        let (path, key) = (self.path.clone(), self.key.clone());
        drop(self);
        open(&path, &key)
    }

    /// As [`Self::reopen`], for an owner that keeps its place: on an error the old half stays, and stays stopped.
    pub fn renew(&mut self) -> Result<()> {
        *self = open(&self.path, &self.key)?;
        Ok(())
    }

    /// A checked copy of everything under the same key, while work goes on.
    pub fn copy_to(&self, path: &Path) -> Result<()> {
        copy::checked(&self.db.connection, path, &self.key)
    }

    /// Reads every page and says which do not carry their signature or do not fit together; empty is good.
    pub fn check_pages(&self) -> Result<Vec<String>> {
        self.checkpoint()?;
        copy::page_faults(&self.db.connection)
    }

    /// Moves what the write-ahead log holds into the file. [`Error::Busy`] when a reader is in the midst of it for
    /// longer than five seconds; nothing is lost by that.
    pub fn checkpoint(&self) -> Result<()> {
        let blocked: bool = self.db.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if blocked { Err(Error::Busy) } else { Ok(()) }
    }

    /// Closes in order. Dropping the writer loses nothing either, it only leaves the log for the next opening; so
    /// does a reader that is still at work.
    pub fn close(self) -> Result<()> {
        match self.checkpoint() {
            Ok(()) | Err(Error::Busy) => {}
            Err(error) => return Err(error),
        }
        self.db.connection.close().map_err(|(_, error)| error.into())
    }
}

impl Deref for Writer {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

/// A transaction under way. Dropped without commit, also by a panic, it leaves no trace.
pub struct Tx<'w> {
    db: &'w Db,
    pub(crate) head: Head,
    pub(crate) last_receipt: Option<ReceiptNumber>,
    begun_at: Head,
    /// What puts an entry in, looked up once for all of them.
    posting: Option<CachedStatement<'w>>,
}

impl<'w> Tx<'w> {
    fn begin(db: &'w Db, head: Head) -> Result<Self> {
        db.connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        Ok(Self { db, head, last_receipt: None, begun_at: head, posting: None })
    }

    fn write_head(&mut self) -> Result<()> {
        if self.head == self.begun_at { Ok(()) } else { table::head::set(self, self.head) }
    }

    /// A statement that met a full or failing disk may have ended the transaction behind our back; then there is
    /// nothing to commit, and the caller must not believe there was.
    fn commit(mut self) -> Result<()> {
        self.posting = None;
        if self.db.connection.is_autocommit() {
            return Err(Error::Unknown("the transaction ended early".to_owned()));
        }
        let committed = self.db.connection.prepare_cached("COMMIT").and_then(|mut commit| commit.execute([]));
        committed.map_err(|error| Error::Unknown(error.to_string()))?;
        self.db.committed();
        Ok(())
    }

    pub(crate) fn posting(&mut self) -> Result<&mut CachedStatement<'w>> {
        Ok(match &mut self.posting {
            Some(statement) => statement,
            none => none.insert(self.db.connection.prepare_cached(table::entry::INSERT)?),
        })
    }

    pub(crate) fn run(&mut self, sql: &str, params: impl Params) -> Result<usize> {
        Ok(self.db.connection.prepare_cached(sql)?.execute(params)?)
    }

    /// Runs an INSERT and gives the number of the new row.
    pub(crate) fn insert(&mut self, sql: &str, params: impl Params) -> Result<i64> {
        Ok(self.db.connection.prepare_cached(sql)?.insert(params)?)
    }

    /// Runs a change that must meet exactly one row.
    pub(crate) fn amend(&mut self, what: &'static str, sql: &str, params: impl Params) -> Result<()> {
        if self.run(sql, params)? == 1 { Ok(()) } else { Err(Error::NoSuch(what)) }
    }
}

impl Deref for Tx<'_> {
    type Target = Db;

    fn deref(&self) -> &Db {
        self.db
    }
}

impl Drop for Tx<'_> {
    fn drop(&mut self) {
        self.db.rolled_back();
        if !self.db.connection.is_autocommit() {
            // Should even this fail, the connection holds the transaction open and the next BEGIN says so.
            let _ = self.db.connection.execute_batch("ROLLBACK");
        }
    }
}
