//! A room's account as the core keeps it: what is posted, what is due so far, and the difference.

use std::collections::BTreeMap;

use billing::{ChargeLine, Held, LineDifference, PostedLine, Running, Tariff, Usage};
use chrono::Duration;
use units::{AccountId, Currency, Money, Month, Timestamp, Zone};

/// Usage over more than this was not watched interval by interval: its sharing over time is an estimate.
const UNWATCHED: Duration = Duration::hours(1);

#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub id: AccountId,
    pub tenancy: billing::Tenancy,
    /// Credit positive: what the journal says.
    pub posted_balance: Money,
    /// Unlocked months with something to rate: the open one, and those that a late reading touched.
    months: BTreeMap<Month, MonthBook>,
    /// Why a month could not even be opened: until it can, nothing about the account is known.
    unopened: Option<Held>,
}

#[derive(Debug, Clone)]
struct MonthBook {
    running: Running,
    posted: Vec<PostedLine>,
}

impl MonthBook {
    /// Everything due at `as_of` is posted.
    fn settled(&self, as_of: Timestamp) -> bool {
        self.running.lines(as_of).is_ok_and(|due| billing::difference(&due, &self.posted).is_empty())
    }
}

/// What an account needs to know of the world to be rated.
#[derive(Clone, Copy)]
pub(crate) struct Terms<'a> {
    pub zone: Zone,
    pub currency: Currency,
    pub tariff: &'a Tariff,
}

impl Account {
    pub fn new(id: AccountId, tenancy: billing::Tenancy, posted_balance: Money) -> Self {
        Self { id, tenancy, posted_balance, months: BTreeMap::new(), unopened: None }
    }

    pub fn knows(&self, month: Month) -> bool {
        self.months.contains_key(&month)
    }

    /// Starts to rate a month from all its usage so far and what has been posted for it.
    pub fn open_month(
        &mut self,
        month: Month,
        terms: Terms<'_>,
        usage: &[Usage],
        posted: Vec<PostedLine>,
    ) -> Result<(), Held> {
        let mut running = Running::new(month, self.tenancy, terms.zone, terms.tariff, terms.currency)
            .inspect_err(|held| self.unopened = Some(*held))?;
        usage.iter().for_each(|usage| running.add(usage));
        self.months.insert(month, MonthBook { running, posted });
        Ok(())
    }

    /// Adds usage to every month that is open here; months elsewhere clip it to nothing.
    pub fn add(&mut self, usage: &Usage) {
        self.months.values_mut().for_each(|book| book.running.add(usage));
    }

    /// The lines that are due and not posted yet, at `as_of`, over all months open here.
    pub fn differences(&self, as_of: Timestamp) -> Result<Vec<LineDifference>, Held> {
        self.openable()?;
        let mut all = Vec::new();
        for book in self.months.values() {
            all.extend(billing::difference(&book.running.lines(as_of)?, &book.posted));
        }
        Ok(all)
    }

    pub fn posted(&mut self, difference: &LineDifference) {
        if let Some(book) = self.months.get_mut(&difference.month) {
            book.posted.push(difference.posted());
        }
        self.posted_balance = self.posted_balance - difference.amount;
    }

    /// Forgets months before `month` whose differences are all posted; what is held stays.
    pub fn settle_before(&mut self, month: Month, as_of: Timestamp) {
        self.months.retain(|kept, book| *kept >= month || !book.settled(as_of));
    }

    /// The first month that is not posted to its end.
    pub fn first_open(&self) -> Option<Month> {
        self.months.keys().next().copied()
    }

    fn openable(&self) -> Result<(), Held> {
        self.unopened.map_or(Ok(()), Err)
    }

    /// `posted balance - (due so far - posted so far)`, with usage that is not a stored reading yet.
    pub fn balance(&self, as_of: Timestamp, unstored: Option<&Usage>) -> Result<Money, Held> {
        Ok(self.posted_balance - self.unposted(as_of, unstored)?)
    }

    /// Due so far less posted so far.
    pub fn unposted(&self, as_of: Timestamp, unstored: Option<&Usage>) -> Result<Money, Held> {
        self.openable()?;
        let mut sum = Money::ZERO;
        for book in self.months.values() {
            let lines = match unstored {
                Some(usage) => {
                    let mut running = book.running.clone();
                    running.add(usage);
                    running.lines(as_of)?
                }
                None => book.running.lines(as_of)?,
            };
            let due: Money = lines.iter().map(|line: &ChargeLine| line.amount).sum();
            let posted: Money = book.posted.iter().map(|line| line.amount).sum();
            sum += due - posted;
        }
        Ok(sum)
    }
}

/// Usage between good readings, long unwatched stretches marked as estimated.
pub(crate) fn usages(
    readings: &[units::Reading],
    modulus: Option<units::Energy>,
) -> Result<Vec<Usage>, billing::UsageError> {
    let mut usages = billing::between(readings, modulus)?;
    for usage in &mut usages {
        usage.estimated |= unwatched(usage);
    }
    Ok(usages)
}

pub(crate) fn unwatched(usage: &Usage) -> bool {
    usage.period.duration() > UNWATCHED
}
