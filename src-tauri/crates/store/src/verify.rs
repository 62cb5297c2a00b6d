use std::collections::{BTreeMap, BTreeSet};

use ledger::{Book, Cause, Fault, Head, Totals, Verifier};
use units::{EntryId, InstallationId, Month, PointId};

use crate::post::takes;
use crate::table::entry::Placement;
use crate::table::entry_day::{self, Days};
use crate::table::{balance, entry, head, reading_block, rollup};
use crate::trails::Trails;
use crate::{Db, Error, Reader, Result};

/// Something in the database that its own program could not have written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("{0}")]
    Journal(#[from] Fault),
    #[error("the journal cannot be read to its end ({0})")]
    Unreadable(String),
    #[error("the balance of {} is kept as {kept} minor units, its entries come to {counted}", .book.code())]
    Balance { book: Book, kept: i64, counted: i64 },
    #[error("the trail of {} breaks at entry {entry}; it or an entry before it was changed", .book.code())]
    Trail { book: Book, entry: EntryId },
    #[error("what {month} put on {} is not kept as its entries say", .book.code())]
    MonthSum { book: Book, month: Month },
    #[error("where the entries of a day stand in the journal is not kept as they say")]
    Days,
    #[error("the journal ends at entry {found}, but entry {kept} was posted last; its end is missing")]
    Head { kept: EntryId, found: EntryId },
    #[error("the database is older than what was known of it: entry {0} is missing or another")]
    OutsideHead(EntryId),
    #[error("the charge lines of entry {entry} come to {lines} minor units, the entry charges {charged}")]
    Charges { entry: EntryId, lines: i64, charged: i64 },
    #[error("the energy of metering point {0} is not the same by hour, day and month")]
    Rollup(PointId),
    #[error("{fault}")]
    Sealed { installation: InstallationId, fault: String },
}

/// What a verification found; good when there are no problems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    pub totals: Totals,
    pub problems: Vec<Problem>,
}

impl Verification {
    pub fn is_good(&self) -> bool {
        self.problems.is_empty()
    }
}

/// Reads the whole journal and recomputes all that follows from it. `outside` is the head as it was last kept outside
/// the database: only it shows that a whole older file was put in place.
pub fn verify(reader: &Reader, outside: Option<Head>) -> Result<Verification> {
    reader.snapshot(|db| {
        let mut check = Check::default();
        let charges = charges(db);
        check.charges = check.readable(charges)?;
        let read = entry::each_placed(db, |placement| check.take(&placement));
        check.readable(read)?;
        let Check { verifier, mut problems, trails, days, .. } = check;
        let totals = verifier.finish();
        problems.extend(trails.kept_otherwise(db)?);
        if days != entry_day::all(db)? {
            problems.push(Problem::Days);
        }
        problems.extend(heads(db, &totals, outside)?);
        problems.extend(balances(db, &totals)?);
        problems.extend(rollup::disagreeing(db)?.into_iter().map(Problem::Rollup));
        let sealed = reading_block::faults(db)?.into_iter();
        problems.extend(sealed.map(|(installation, fault)| Problem::Sealed { installation, fault }));
        Ok(Verification { totals, problems })
    })
}

#[derive(Default)]
struct Check {
    verifier: Verifier,
    problems: Vec<Problem>,
    /// What the charge lines of each entry come to.
    charges: BTreeMap<EntryId, i64>,
    trails: Trails,
    days: Days,
}

impl Check {
    /// A row that cannot be read is a finding, not a failure of the check.
    fn readable<T: Default>(&mut self, read: Result<T>) -> Result<T> {
        match read {
            Err(Error::Damaged(text)) => {
                self.problems.push(Problem::Unreadable(text));
                Ok(T::default())
            }
            other => other,
        }
    }

    fn take(&mut self, placement: &Placement) {
        let entry = &placement.entry;
        self.problems.extend(self.trails.follow(placement));
        entry_day::extend(&mut self.days, entry.draft.at, entry.id);
        self.problems.extend(self.verifier.feed(entry).into_iter().map(Problem::from));
        let lines = self.charges.remove(&entry.id);
        if lines.is_none() && !matches!(entry.draft.cause, Cause::Charge | Cause::Correction) {
            return;
        }
        let lines = lines.unwrap_or(0);
        let taken: i64 = entry.draft.lines.iter().filter(|line| takes(line.book)).map(|line| line.amount.minor()).sum();
        if lines != taken {
            self.problems.push(Problem::Charges { entry: entry.id, lines, charged: taken });
        }
    }
}

fn charges(db: &Db) -> Result<BTreeMap<EntryId, i64>> {
    let sql = "SELECT entry, sum(amount) FROM charge WHERE entry IS NOT NULL GROUP BY entry";
    let rows = db.list(sql, [], |row| Ok((EntryId(row.get(0)?), row.get(1)?)))?;
    Ok(rows.into_iter().collect())
}

fn heads(db: &Db, totals: &Totals, outside: Option<Head>) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    let kept = head::get(db)?;
    if kept != totals.head {
        problems.push(Problem::Head { kept: kept.id, found: totals.head.id });
    }
    if let Some(outside) = outside.filter(|head| *head != Head::START) {
        let there = entry::get(db, outside.id)?.is_some_and(|entry| entry.hash == outside.hash);
        if !there {
            problems.push(Problem::OutsideHead(outside.id));
        }
    }
    Ok(problems)
}

fn balances(db: &Db, totals: &Totals) -> Result<Vec<Problem>> {
    let kept = match balance::all(db) {
        Err(Error::Damaged(text)) => return Ok(vec![Problem::Unreadable(text)]),
        other => other?,
    };
    let books: BTreeSet<Book> = kept.keys().chain(totals.books.keys()).copied().collect();
    let problem = |book: Book| {
        let kept = kept.get(&book).map_or(0, |sum| sum.minor());
        let counted = totals.books.get(&book).map_or(0, |sum| sum.minor());
        (kept != counted).then_some(Problem::Balance { book, kept, counted })
    };
    Ok(books.into_iter().filter_map(problem).collect())
}
