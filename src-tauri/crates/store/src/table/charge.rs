//! The charge lines behind the charging entries: what statements print, by account, service month and ordinal (rule 4).

use chrono::NaiveDate;
use rusqlite::{Row, params};
use units::{AccountId, Energy, EntryId, Money, Month, Timestamp};

use crate::column::{At, Day, InMonth, Minor, Wh, append_only};
use crate::{ChargeLine, Db, Result, Tx};

/// A line without an entry cost nothing: energy too small to come to a minor unit.
pub(crate) const SQL: &str = concat!(
    "
    CREATE TABLE charge (
        account INTEGER NOT NULL REFERENCES account,
        service TEXT NOT NULL,
        ordinal INTEGER NOT NULL CHECK (ordinal >= 0),
        entry INTEGER REFERENCES entry,
        at INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind <> ''),
        version TEXT NOT NULL,
        detail TEXT NOT NULL,
        energy_wh INTEGER NOT NULL,
        estimated_wh INTEGER NOT NULL,
        from_register INTEGER,
        to_register INTEGER,
        amount INTEGER NOT NULL,
        PRIMARY KEY (account, service, ordinal),
        CHECK (entry IS NOT NULL OR amount = 0)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX charge_of_entry ON charge (entry);",
    append_only!("charge"),
);

/// Provisional: what a line waits for, such as the supplier's bill, is not known yet. Within: the tax that the line
/// says is contained in what others charge; its own amount is zero.
pub(crate) const SQL_2: &str = "
    ALTER TABLE charge ADD COLUMN provisional INTEGER NOT NULL DEFAULT 0 CHECK (provisional IN (0, 1));
    ALTER TABLE charge ADD COLUMN within INTEGER NOT NULL DEFAULT 0;";

/// A charge line with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    pub account: AccountId,
    pub service: Month,
    pub ordinal: u32,
    /// The posting that it belongs to; none when all that was recorded at the time cost nothing.
    pub entry: Option<EntryId>,
    pub at: Timestamp,
    pub line: ChargeLine,
}

const COLUMNS: &str = "SELECT account, service, ordinal, entry, at, kind, version, detail, energy_wh, estimated_wh,
    from_register, to_register, amount, within, provisional FROM charge";

fn read(row: &Row<'_>) -> rusqlite::Result<Charge> {
    let line = ChargeLine {
        kind: row.get(5)?,
        version: row.get::<_, Day>(6)?.0,
        detail: row.get(7)?,
        energy: row.get::<_, Wh>(8)?.0,
        estimated: row.get::<_, Wh>(9)?.0,
        from_register: row.get::<_, Option<Wh>>(10)?.map(|wh| wh.0),
        to_register: row.get::<_, Option<Wh>>(11)?.map(|wh| wh.0),
        amount: row.get::<_, Minor>(12)?.0,
        within: row.get::<_, Minor>(13)?.0,
        provisional: row.get(14)?,
    };
    Ok(Charge {
        account: AccountId(row.get(0)?),
        service: row.get::<_, InMonth>(1)?.0,
        ordinal: row.get(2)?,
        entry: row.get::<_, Option<i64>>(3)?.map(EntryId),
        at: row.get::<_, At>(4)?.0,
        line,
    })
}

/// All lines of an account for a service month, in order.
pub fn lines(db: &Db, account: AccountId, service: Month) -> Result<Vec<Charge>> {
    let sql = format!("{COLUMNS} WHERE account = ?1 AND service = ?2 ORDER BY ordinal");
    db.list(&sql, params![account.0, InMonth(service)], read)
}

/// The lines behind an entry.
pub fn of_entry(db: &Db, entry: EntryId) -> Result<Vec<Charge>> {
    db.list(&format!("{COLUMNS} WHERE entry = ?1 ORDER BY account, service, ordinal"), [entry.0], read)
}

/// What was posted so far for a service month, summed by kind, tariff version and detail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostedCharge {
    pub kind: String,
    pub version: NaiveDate,
    pub detail: String,
    pub energy: Energy,
    pub estimated: Energy,
    pub amount: Money,
    /// Tax contained.
    pub within: Money,
    /// Whether the last of these lines was.
    pub provisional: bool,
}

pub fn posted(db: &Db, account: AccountId, service: Month) -> Result<Vec<PostedCharge>> {
    let sql = "SELECT kind, version, detail, sum(energy_wh), sum(estimated_wh), sum(amount), sum(within),
            max(2 * ordinal + provisional) % 2
        FROM charge WHERE account = ?1 AND service = ?2 GROUP BY kind, version, detail ORDER BY min(ordinal)";
    db.list(sql, params![account.0, InMonth(service)], |row| {
        Ok(PostedCharge {
            kind: row.get(0)?,
            version: row.get::<_, Day>(1)?.0,
            detail: row.get(2)?,
            energy: row.get::<_, Wh>(3)?.0,
            estimated: row.get::<_, Wh>(4)?.0,
            amount: row.get::<_, Minor>(5)?.0,
            within: row.get::<_, Minor>(6)?.0,
            provisional: row.get(7)?,
        })
    })
}

/// The ordinal that the next line of this account and month must have.
pub fn next_ordinal(db: &Db, account: AccountId, service: Month) -> Result<u32> {
    let sql = "SELECT ifnull(max(ordinal) + 1, 0) FROM charge WHERE account = ?1 AND service = ?2";
    db.value(sql, params![account.0, InMonth(service)], |row| row.get(0))
}

/// The service months for which an account has lines, newest first.
pub fn months(db: &Db, account: AccountId) -> Result<Vec<Month>> {
    let sql = "SELECT DISTINCT service FROM charge WHERE account = ?1 ORDER BY service DESC";
    db.list(sql, [account.0], |row| Ok(row.get::<_, InMonth>(0)?.0))
}

pub(crate) fn insert(tx: &mut Tx<'_>, charge: &Charge) -> Result<()> {
    let line = &charge.line;
    let sql =
        "INSERT INTO charge (account, service, ordinal, entry, at, kind, version, detail, energy_wh, estimated_wh,
        from_register, to_register, amount, within, provisional)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
    let values = params![
        charge.account.0,
        InMonth(charge.service),
        charge.ordinal,
        charge.entry.map(|id| id.0),
        At(charge.at),
        line.kind,
        Day(line.version),
        line.detail,
        Wh(line.energy),
        Wh(line.estimated),
        line.from_register.map(Wh),
        line.to_register.map(Wh),
        Minor(line.amount),
        Minor(line.within),
        line.provisional,
    ];
    tx.run(sql, values).map(drop)
}
