//! Money allowances: granted at the start of each cycle to the accounts that they are for, taken back when they expire
//! (rule 7).

use chrono::{Datelike, Days, Months, NaiveDate};
use ledger::{Cause, Draft, Move};
use store::allowance::{Allowance, Cycle, Granted, PartCycle};
use store::granted::Grant;
use units::{AllowanceId, DateRange, Money, Month, PlaceId};

use super::payment::grants_left;
use super::{Core, Room};
use crate::error::Result;

/// A grant that is due and was not given.
struct DueGrant {
    place: PlaceId,
    grant: Grant,
    /// What goes on from the cycle before is at most this; the rest lapses.
    carry_over: Option<Money>,
}

impl Core {
    /// Gives every money allowance that is due and was not given yet, and takes back what has expired: once a day, and
    /// whenever tenants or allowances are others than before.
    pub fn settle_grants(&mut self) -> Result<()> {
        self.expire_grants()?;
        let mut due = Vec::new();
        for (id, row) in &self.terms.allowances {
            let Granted::Money(each) = row.granted else { continue };
            for room in self.rooms.values().filter(|room| !room.tenancy.vacant) {
                due.extend(self.due_grant(*id, row, each, room)?);
            }
        }
        for grant in due {
            self.give(&grant)?;
        }
        Ok(())
    }

    fn due_grant(&self, id: AllowanceId, row: &Allowance, each: Money, room: &Room) -> Result<Option<DueGrant>> {
        let zone = self.site.zone;
        let today = zone.date(self.now);
        let runs = row.from_day <= today && row.until_day.is_none_or(|until| today < until);
        if !runs || !self.terms.upwards(room.place).contains(&row.place) {
            return Ok(None);
        }
        let cycle = cycle(row, today);
        let account = room.account.id;
        let given = store::granted::of_account(&self.store, account)?;
        let first = Month::of(cycle.first);
        if given.iter().any(|(grant, _)| grant.allowance == Some(id) && grant.month >= first) {
            return Ok(None);
        }
        let factor = if row.per_occupant { room.tenancy.occupants } else { 1 };
        let moved_in = zone.date(room.account.tenancy.from);
        let lived = DateRange { first: cycle.first.max(row.from_day).max(moved_in), end: cycle.end };
        let end = row.until_day.map_or(cycle.end, |until| until.min(cycle.end));
        let days = DateRange { end, ..lived }.days();
        let whole = each.share(factor, 1)?;
        let amount = match row.part_cycle {
            PartCycle::ByDays if cycle.end < NaiveDate::MAX => whole.share(days, cycle.days().max(1))?,
            PartCycle::ByDays | PartCycle::Whole => whole,
        };
        if !amount.is_positive() {
            return Ok(None);
        }
        // What may go on into the next cycle expires with that one.
        let expires_on = match row.carry_over {
            Some(_) => next_end(row, cycle),
            None => Some(end).filter(|end| *end < NaiveDate::MAX),
        };
        let month = zone.month(self.now).max(first);
        let entry = units::EntryId(0);
        let grant = Grant { account, allowance: Some(id), month, amount, entry, expires_on };
        Ok(Some(DueGrant { place: room.place, grant, carry_over: row.carry_over.map(Money::from_minor) }))
    }

    /// Books a grant and, where what is left of the cycle before may go on, takes back what is more than may.
    fn give(&mut self, due: &DueGrant) -> Result<()> {
        let (now, booking) = (self.now, self.site.zone.month(self.now));
        let Grant { account, allowance, month, amount, .. } = due.grant.clone();
        let left: Money = grants_left(&self.store, account)?
            .into_iter()
            .filter(|(_, grant, _)| grant.allowance == allowance)
            .map(|(_, _, left)| left)
            .sum();
        let excess = due.carry_over.map_or(Money::ZERO, |most| (left - most).max(Money::ZERO));
        let name = allowance.map(|id| id.to_string()).unwrap_or_default();
        let draft = |what: &str, amount: Money| Draft {
            at: now,
            cause: Cause::Grant,
            key: format!("{what}/{name}/{account}/{month}"),
            booking,
            service: None,
            lines: Move::Granted { account, amount }.lines(),
            memo: String::new(),
            reverses: None,
            receipt: None,
            actor: "system".to_owned(),
        };
        self.write(|tx| {
            if excess.is_positive() {
                tx.post(draft("grant_lapsed", -excess))?;
            }
            let entry = tx.post(draft("grant", amount))?.entry.id;
            store::granted::insert(tx, &Grant { entry, ..due.grant.clone() }).map(drop)
        })?;
        self.keep_head_outside();
        self.read_balance(due.place)?;
        self.control(due.place);
        Ok(())
    }
}

/// The days of an allowance's cycle in which a day lies.
fn cycle(row: &Allowance, day: NaiveDate) -> DateRange {
    let months = |first: NaiveDate, count| DateRange {
        first,
        end: first.checked_add_months(Months::new(count)).unwrap_or(NaiveDate::MAX),
    };
    match row.per {
        Cycle::Month => months(Month::of(day).first(), 1),
        Cycle::Year { start } => {
            let start = u32::from(start).clamp(1, 12);
            let year = if day.month() < start { day.year() - 1 } else { day.year() };
            months(NaiveDate::from_ymd_opt(year, start, 1).unwrap_or(day), 12)
        }
        Cycle::Term => DateRange { first: row.from_day, end: row.until_day.unwrap_or(NaiveDate::MAX) },
    }
}

/// The end of the cycle after this one.
fn next_end(row: &Allowance, this: DateRange) -> Option<NaiveDate> {
    let inside = this.end.checked_add_days(Days::new(1)).filter(|_| this.end < NaiveDate::MAX)?;
    Some(match row.per {
        Cycle::Term => this.end,
        Cycle::Month | Cycle::Year { .. } => cycle(row, inside).end,
    })
}
