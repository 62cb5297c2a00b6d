//! The trails of the books, walked forwards: what the entries make of each book, against what is kept of it.

use std::collections::{BTreeMap, HashMap};

use ledger::Book;
use units::Month;

use crate::column::{BookCode, InMonth};
use crate::table::balance;
use crate::table::entry::Placement;
use crate::{Db, Error, Problem, Result};

/// All books as the entries taken so far leave them.
#[derive(Default)]
pub(crate) struct Trails(HashMap<Book, Trail>);

#[derive(Default)]
struct Trail {
    /// Zero before the first.
    last: i64,
    /// As the last entry on the book says: one change is reported once.
    sum: i64,
    months: BTreeMap<Month, MonthCount>,
}

/// Debits, credits and number of entries.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
struct MonthCount(i64, i64, i64);

impl Trails {
    /// Takes the next entry. The books whose trail does not lead to it, or not with this sum.
    pub(crate) fn follow(&mut self, placement: &Placement) -> Vec<Problem> {
        let mut broken = Vec::new();
        let draft = &placement.entry.draft;
        for (index, (line, placed)) in draft.lines.iter().zip(&placement.lines).enumerate() {
            let trail = self.0.entry(line.book).or_default();
            let month = trail.months.entry(draft.booking).or_default();
            month.0 += line.amount.minor().max(0);
            month.1 -= line.amount.minor().min(0);
            if draft.lines[..index].iter().any(|earlier| earlier.book == line.book) {
                continue;
            }
            month.2 += 1;
            let after = trail.sum + draft.amount_on(line.book).minor();
            if placed.previous.0 != trail.last || placed.after.minor() != after {
                broken.push(Problem::Trail { book: line.book, entry: placement.entry.id });
            }
            trail.last = placement.entry.id.0;
            trail.sum = placed.after.minor();
        }
        broken
    }

    /// The books whose last entry or whose months are kept otherwise than the entries say.
    pub(crate) fn kept_otherwise(&self, db: &Db) -> Result<Vec<Problem>> {
        let (kept, months) = match (balance::all_stored(db), months(db)) {
            (Err(Error::Damaged(text)), _) | (_, Err(Error::Damaged(text))) => {
                return Ok(vec![Problem::Unreadable(text)]);
            }
            (kept, months) => (kept?, months?),
        };
        let mut problems = Vec::new();
        for (book, stored) in kept {
            if self.0.get(&book).map_or(0, |trail| trail.last) != stored.last.0 {
                problems.push(Problem::Trail { book, entry: stored.last });
            }
        }
        let counted =
            self.0.iter().flat_map(|(book, t)| t.months.iter().map(|(month, count)| ((*book, *month), *count)));
        let counted: BTreeMap<_, _> = counted.collect();
        let mut places: Vec<_> = counted.keys().chain(months.keys()).collect();
        places.sort_unstable();
        places.dedup();
        let wrong = places.into_iter().filter(|place| counted.get(*place) != months.get(*place));
        problems.extend(wrong.map(|(book, month)| Problem::MonthSum { book: *book, month: *month }));
        Ok(problems)
    }
}

fn months(db: &Db) -> Result<BTreeMap<(Book, Month), MonthCount>> {
    let sql = "SELECT balance.book, book_sum.month, sum(book_sum.debits), sum(book_sum.credits), sum(book_sum.entries)
        FROM book_sum JOIN balance ON balance.id = book_sum.book GROUP BY balance.id, book_sum.month";
    let read = |row: &rusqlite::Row<'_>| {
        let place = (row.get::<_, BookCode>(0)?.0, row.get::<_, InMonth>(1)?.0);
        Ok((place, MonthCount(row.get(2)?, row.get(3)?, row.get(4)?)))
    };
    Ok(db.list(sql, [], read)?.into_iter().collect())
}
