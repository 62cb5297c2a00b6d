//! A room's account as the core keeps it: what is posted, what is due so far, and the difference.

use std::collections::BTreeMap;

use billing::{Carried, ChargeLine, Held, LineDifference, PostedLine, Running, Share, Usage};
use chrono::Duration;
use units::{AccountId, Money, Month, TenancyId, Timestamp};

use super::facts::RatedMonth;

/// Usage over more than this was not watched interval by interval: its sharing over time is an estimate.
pub(super) const UNWATCHED: Duration = Duration::hours(1);

#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub id: AccountId,
    pub tenancy_id: TenancyId,
    pub tenancy: billing::Tenancy,
    /// Credit positive: what the journal says, granted money included.
    pub posted_balance: Money,
    /// Months up to this one are locked: only a named correction touches them (rule 3).
    pub locked: Option<Month>,
    /// How much of all shares rests on bills that are still to come: alone it takes no room below the cut-off (rule 11).
    pub provisional: Money,
    /// Unlocked months with something to rate: the open one, and those that a late reading touched.
    months: BTreeMap<Month, MonthBook>,
    /// Why a month could not even be opened: until it can, nothing about the account is known.
    unopened: Option<Held>,
}

#[derive(Debug, Clone)]
struct MonthBook {
    running: Running,
    shares: Vec<Share>,
    posted: Vec<PostedLine>,
    /// Usage up to here is in it.
    known_to: Timestamp,
    /// Its difference waits for a person's word: it is neither posted nor taken from the balance (rule 3).
    waits: bool,
}

impl MonthBook {
    fn due(&self, as_of: Timestamp) -> Result<Vec<ChargeLine>, Held> {
        self.running.lines(as_of, &self.shares)
    }

    /// Everything due at `as_of` is posted, and nothing of it rests on a bill that is still to come.
    fn settled(&self, as_of: Timestamp) -> bool {
        !self.waits
            && self.due(as_of).is_ok_and(|due| {
                due.iter().all(|line| !line.provisional) && billing::difference(&due, &self.posted).is_empty()
            })
    }
}

/// The usage is older than what was rated: the month has to be opened anew from the facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OutOfOrder;

impl Account {
    pub fn new(
        id: AccountId,
        tenancy_id: TenancyId,
        tenancy: billing::Tenancy,
        posted_balance: Money,
        locked: Option<Month>,
    ) -> Self {
        let (months, unopened) = (BTreeMap::new(), None);
        Self { id, tenancy_id, tenancy, posted_balance, locked, provisional: Money::ZERO, months, unopened }
    }

    /// The month is rated here, or is locked and not rated any more.
    pub fn knows(&self, month: Month) -> bool {
        self.is_locked(month) || self.months.contains_key(&month)
    }

    pub fn is_open(&self, month: Month) -> bool {
        self.months.contains_key(&month)
    }

    pub fn set_shares(&mut self, month: Month, shares: Vec<Share>) {
        if let Some(book) = self.months.get_mut(&month) {
            book.shares = shares;
        }
    }

    pub fn is_locked(&self, month: Month) -> bool {
        self.locked.is_some_and(|locked| month <= locked)
    }

    /// Locks a month and those before it: they are rated no more.
    pub fn lock(&mut self, month: Month) {
        self.locked = self.locked.max(Some(month));
        self.months.retain(|open, _| *open > month);
    }

    /// Starts to rate a month from all its facts so far and what has been posted for it.
    pub fn open_month(&mut self, rated: RatedMonth, posted: Vec<PostedLine>, waits: bool) -> Result<(), Held> {
        let RatedMonth { month, running, shares, known_to } = rated;
        let running = running.inspect_err(|held| self.unopened = Some(*held))?;
        self.months.insert(month, MonthBook { running, shares, posted, known_to, waits });
        Ok(())
    }

    /// Forgets what is known from a month on; which months those were.
    pub fn forget_from(&mut self, month: Month) -> Vec<Month> {
        self.unopened = None;
        self.months.split_off(&month).into_keys().collect()
    }

    /// The months that are rated here, oldest first.
    pub fn open_months(&self) -> Vec<Month> {
        self.months.keys().copied().collect()
    }

    /// The counters at the end of a month that is rated here.
    pub fn carried_out(&self, month: Month) -> Option<Carried> {
        self.months.get(&month)?.running.carried_out().ok()
    }

    /// Adds usage to the months that are open here; what they know already is not added again, and months elsewhere clip
    /// it to nothing.
    pub fn add(&mut self, usage: &Usage) -> Result<(), OutOfOrder> {
        for book in self.months.values_mut().filter(|book| book.known_to < usage.period.to) {
            if usage.period.from < book.known_to {
                return Err(OutOfOrder);
            }
            book.running.add(usage).map_err(|_| OutOfOrder)?;
            book.known_to = usage.period.to;
        }
        Ok(())
    }

    /// The lines that are due and not posted yet, at `as_of`, over the months open here that do not wait.
    pub fn differences(&self, as_of: Timestamp) -> Result<Vec<LineDifference>, Held> {
        self.openable()?;
        let mut all = Vec::new();
        for book in self.months.values().filter(|book| !book.waits) {
            all.extend(billing::difference(&book.due(as_of)?, &book.posted));
        }
        Ok(all)
    }

    /// Months whose difference waits for a person, with it.
    pub fn waiting(&self, as_of: Timestamp) -> Vec<(Month, Vec<LineDifference>)> {
        let waiting = self.months.iter().filter(|(_, book)| book.waits);
        let open = waiting
            .filter_map(|(month, book)| Some((*month, billing::difference(&book.due(as_of).ok()?, &book.posted))));
        open.collect()
    }

    pub fn set_waiting(&mut self, month: Month, waits: bool) {
        if let Some(book) = self.months.get_mut(&month) {
            book.waits = waits;
        }
    }

    /// These differences are in the journal now.
    pub fn posted(&mut self, differences: &[LineDifference]) {
        for difference in differences {
            if let Some(book) = self.months.get_mut(&difference.month) {
                book.posted.push(difference.posted());
            }
            self.posted_balance = self.posted_balance - difference.amount;
        }
    }

    /// Forgets months before `month` whose differences are all posted for good; what is held stays.
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
        for book in self.months.values().filter(|book| !book.waits) {
            let due: Money = match unstored.filter(|usage| book.known_to < usage.period.to) {
                Some(usage) => {
                    let mut running = book.running.clone();
                    // What overlaps with stored usage is stored itself before long, and rated then.
                    let _ = running.add(usage);
                    running.due(as_of, &book.shares)?
                }
                None => book.running.due(as_of, &book.shares)?,
            };
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
