//! Differences for past months that wait for a person who has seen them (rule 3): above a limit of the site, or touching
//! many accounts at once.

use std::collections::{BTreeMap, BTreeSet};

use billing::LineDifference;
use units::{AccountId, Money, Month, PlaceId};

use super::post::Due;
use super::{Core, RATING_RULES};
use crate::Actor;
use crate::error::{Refusal, Result};

/// A month of an account whose difference waits.
#[derive(Debug, Clone)]
pub(crate) struct Pending {
    pub place: PlaceId,
    pub account: AccountId,
    pub month: Month,
    pub differences: Vec<LineDifference>,
}

impl Pending {
    pub fn amount(&self) -> Money {
        self.differences.iter().map(|difference| difference.amount).sum()
    }
}

/// What a person has seen and says yes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Approved {
    pub account: AccountId,
    pub month: Month,
    pub difference: Money,
}

const SETTING: &str = "differences_wait";

/// The setting that names the version of the rating rules which rated last.
const RULES: &str = "rating_rules";

pub(super) fn waiting(texts: &BTreeMap<String, String>) -> BTreeSet<(AccountId, Month)> {
    let text = texts.get(SETTING).map_or("", String::as_str);
    let pairs = text.split_whitespace().filter_map(|pair| {
        let (account, month) = pair.split_once('/')?;
        Some((AccountId(account.parse().ok()?), month.parse().ok()?))
    });
    pairs.collect()
}

fn text(waiting: &BTreeSet<(AccountId, Month)>) -> String {
    waiting.iter().map(|(account, month)| format!("{account}/{month}")).collect::<Vec<_>>().join(" ")
}

impl Core {
    /// Puts aside what has to wait; what is left may be posted.
    pub(super) fn keep_waiting(&mut self, due: Vec<Due>, booking: Month) -> Result<Vec<Due>> {
        let (late, mut now): (Vec<Due>, Vec<Due>) = due.into_iter().partition(|due| due.month < booking);
        let rules = store::setting::get(&self.store, RULES)?;
        let other_rules = rules.as_deref().is_some_and(|known| known != RATING_RULES);
        let many = other_rules || i64::try_from(late.len()).unwrap_or(i64::MAX) > self.site.correction_accounts;
        let (wait, small): (Vec<Due>, Vec<Due>) =
            late.into_iter().partition(|due| many || due.amount().abs() > self.site.correction_limit);
        now.extend(small);
        if !wait.is_empty() {
            let mut next = self.waiting.clone();
            next.extend(wait.iter().map(|due| (self.rooms[&due.place].account.id, due.month)));
            self.write(|tx| store::setting::put(tx, SETTING, &text(&next)))?;
            self.waiting = next;
            let kind = crate::alarm::Kind::DifferencesWait;
            self.alarms.raise(&mut self.store, kind, None, None, &[], self.now);
            for due in &wait {
                if let Some(room) = self.rooms.get_mut(&due.place) {
                    room.account.set_waiting(due.month, true);
                }
            }
        }
        if rules.as_deref() != Some(RATING_RULES) {
            self.write(|tx| store::setting::put(tx, RULES, RATING_RULES))?;
        }
        Ok(now)
    }

    pub fn pending(&self) -> Vec<Pending> {
        let of_room = |room: &super::Room| {
            let (place, account) = (room.place, room.account.id);
            let waiting = room.account.waiting(self.posted_through).into_iter();
            waiting.map(move |(month, differences)| Pending { place, account, month, differences }).collect::<Vec<_>>()
        };
        self.rooms.values().flat_map(of_room).collect()
    }

    /// Posts differences that a person has seen. One that is another by now is refused, and nothing is posted.
    pub fn approve(&mut self, approved: &[Approved], note: &str, by: &Actor) -> Result<()> {
        let pending = self.pending();
        let mut due = Vec::new();
        let mut next = self.waiting.clone();
        for wish in approved {
            let found = pending.iter().find(|pending| (pending.account, pending.month) == (wish.account, wish.month));
            let found = found.filter(|pending| pending.amount() == wish.difference);
            let found = found.ok_or_else(|| Refusal::new("difference-changed").field("rows"))?;
            next.remove(&(wish.account, wish.month));
            due.push(Due { place: found.place, month: found.month, differences: found.differences.clone() });
        }
        let booking = self.site.zone.month(self.posted_through.max(self.now));
        let done = self.done(by, "approve_differences", format!("{note} {approved:?}"));
        let kept = text(&next);
        self.post_due(&due, booking, &by.name, |tx| {
            store::setting::put(tx, SETTING, &kept)?;
            store::operation::insert(tx, &done)
        })?;
        self.waiting = next;
        for due in due {
            if let Some(room) = self.rooms.get_mut(&due.place) {
                room.account.set_waiting(due.month, false);
            }
            self.control(due.place);
        }
        if self.waiting.is_empty() {
            let kind = crate::alarm::Kind::DifferencesWait;
            self.alarms.clear(&mut self.store, kind, None, None, self.now);
        }
        Ok(())
    }
}
