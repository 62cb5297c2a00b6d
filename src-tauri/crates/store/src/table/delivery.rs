//! Messages on their way out, and what became of them.

use rusqlite::{Row, params};
use units::{AccountId, Timestamp};

use crate::column::{At, codes};
use crate::{Db, Result, Tx};

pub(crate) const SQL: &str = "
    CREATE TABLE delivery (
        id INTEGER PRIMARY KEY,
        channel INTEGER NOT NULL REFERENCES channel,
        kind TEXT NOT NULL CHECK (kind IN ('alarm', 'notice', 'trial')),
        contact INTEGER REFERENCES contact,
        account INTEGER REFERENCES account,
        episode INTEGER,
        address TEXT NOT NULL,
        subject TEXT NOT NULL,
        text TEXT NOT NULL,
        fields TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('queued', 'accepted', 'given_up')),
        attempts INTEGER NOT NULL DEFAULT 0,
        next_at INTEGER NOT NULL,
        done_at INTEGER,
        said TEXT NOT NULL DEFAULT '',
        CHECK ((account IS NULL) = (episode IS NULL))
    ) STRICT;
    CREATE INDEX delivery_queued ON delivery (next_at) WHERE state = 'queued';
    CREATE INDEX delivery_of_account ON delivery (account, created_at) WHERE account IS NOT NULL;
    CREATE INDEX delivery_of_contact ON delivery (contact, created_at) WHERE contact IS NOT NULL;";

codes! {
    Kind { Alarm = "alarm", Notice = "notice", Trial = "trial" }
}

codes! {
    State { Queued = "queued", Accepted = "accepted", GivenUp = "given_up" }
}

/// A message to one reader by one channel, in the reader's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub channel: i64,
    pub kind: Kind,
    pub contact: Option<i64>,
    /// The tenant's account and spell of low credit that it gives notice of.
    pub notice_of: Option<(AccountId, i64)>,
    pub address: String,
    pub subject: String,
    pub text: String,
    /// Single values, in the engine's own writing.
    pub fields: String,
    pub created_at: Timestamp,
    /// Not sent before.
    pub next_at: Timestamp,
}

/// A delivery with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    pub id: i64,
    pub delivery: Delivery,
    pub state: State,
    pub attempts: u32,
    pub done_at: Option<Timestamp>,
    /// The server's last words, or why none were heard.
    pub said: String,
}

const COLUMNS: &str = "SELECT id, channel, kind, contact, account, episode, address, subject, text, fields, created_at,
    next_at, state, attempts, done_at, said FROM delivery";

fn read(row: &Row<'_>) -> rusqlite::Result<Delivered> {
    let account = row.get::<_, Option<i64>>(4)?.map(AccountId);
    let delivery = Delivery {
        channel: row.get(1)?,
        kind: row.get(2)?,
        contact: row.get(3)?,
        notice_of: account.zip(row.get(5)?),
        address: row.get(6)?,
        subject: row.get(7)?,
        text: row.get(8)?,
        fields: row.get(9)?,
        created_at: row.get::<_, At>(10)?.0,
        next_at: row.get::<_, At>(11)?.0,
    };
    Ok(Delivered {
        id: row.get(0)?,
        delivery,
        state: row.get(12)?,
        attempts: row.get(13)?,
        done_at: row.get::<_, Option<At>>(14)?.map(|at| at.0),
        said: row.get(15)?,
    })
}

/// Those to be sent by now, the oldest first.
pub fn due(db: &Db, now: Timestamp, limit: u32) -> Result<Vec<Delivered>> {
    let sql = format!("{COLUMNS} WHERE state = 'queued' AND next_at <= ?1 ORDER BY next_at, id LIMIT ?2");
    db.list(&sql, params![At(now), limit], read)
}

pub fn get(db: &Db, id: i64) -> Result<Option<Delivered>> {
    db.one(&format!("{COLUMNS} WHERE id = ?1"), [id], read)
}

/// The last ones, newest first.
pub fn latest(db: &Db, limit: u32) -> Result<Vec<Delivered>> {
    db.list(&format!("{COLUMNS} ORDER BY id DESC LIMIT ?1"), [limit], read)
}

/// Those of an account since an instant, newest first.
pub fn of_account(db: &Db, account: AccountId, since: Timestamp) -> Result<Vec<Delivered>> {
    let sql = format!("{COLUMNS} WHERE account = ?1 AND created_at >= ?2 ORDER BY created_at DESC, id DESC");
    db.list(&sql, params![account.0, At(since)], read)
}

/// What waits for a later hour to be sent to a contact.
pub fn waiting(db: &Db, contact: i64, now: Timestamp) -> Result<Option<Delivered>> {
    let sql = format!(
        "{COLUMNS} WHERE contact = ?1 AND state = 'queued' AND attempts = 0 AND next_at > ?2 AND kind = 'alarm'
            ORDER BY id DESC LIMIT 1"
    );
    db.one(&sql, params![contact, At(now)], read)
}

/// Puts more into a message that waits.
pub fn extend(tx: &mut Tx<'_>, id: i64, subject: &str, text: &str) -> Result<()> {
    let sql = "UPDATE delivery SET subject = ?2, text = ?3 WHERE id = ?1 AND state = 'queued'";
    tx.amend("delivery", sql, params![id, subject, text])
}

/// How many messages of alarms a contact was sent since an instant.
pub fn count_for_contact(db: &Db, contact: i64, since: Timestamp) -> Result<u32> {
    let sql = "SELECT count(*) FROM delivery WHERE contact = ?1 AND created_at >= ?2 AND kind = 'alarm'";
    Ok(db.one(sql, params![contact, At(since)], |row| row.get(0))?.unwrap_or(0))
}

pub fn insert(tx: &mut Tx<'_>, delivery: &Delivery) -> Result<i64> {
    let sql = "INSERT INTO delivery (channel, kind, contact, account, episode, address, subject, text, fields,
        created_at, next_at, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 'queued')";
    let (account, episode) = delivery.notice_of.unzip();
    let Delivery { channel, kind, contact, address, subject, text, fields, created_at, next_at, .. } = delivery;
    let account = account.map(|account| account.0);
    tx.insert(
        sql,
        params![
            channel,
            kind,
            contact,
            account,
            episode,
            address,
            subject,
            text,
            fields,
            At(*created_at),
            At(*next_at)
        ],
    )
}

/// What an attempt came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Accepted,
    /// Tried again, not before.
    Again(Timestamp),
    GivenUp,
}

/// Records an attempt. One that is no longer queued stays as it is.
pub fn attempted(tx: &mut Tx<'_>, id: i64, at: Timestamp, outcome: Outcome, said: &str) -> Result<bool> {
    let (state, next, done) = match outcome {
        Outcome::Accepted => (State::Accepted, None, Some(At(at))),
        Outcome::Again(next) => (State::Queued, Some(At(next)), None),
        Outcome::GivenUp => (State::GivenUp, None, Some(At(at))),
    };
    let sql = "UPDATE delivery SET state = ?2, attempts = attempts + 1, next_at = ifnull(?3, next_at), done_at = ?4,
        said = ?5 WHERE id = ?1 AND state = 'queued'";
    Ok(tx.run(sql, params![id, state, next, done, said])? > 0)
}

/// Sends one again that was given up.
pub fn again(tx: &mut Tx<'_>, id: i64, at: Timestamp) -> Result<()> {
    let sql = "UPDATE delivery SET state = 'queued', attempts = 0, next_at = ?2, done_at = NULL
        WHERE id = ?1 AND state = 'given_up'";
    tx.amend("delivery", sql, params![id, At(at)])
}

/// Forgets what was done before an instant: addresses and texts are kept no longer than they are of use.
pub fn purge(tx: &mut Tx<'_>, before: Timestamp) -> Result<usize> {
    tx.run("DELETE FROM delivery WHERE state <> 'queued' AND created_at < ?1", [At(before)])
}
