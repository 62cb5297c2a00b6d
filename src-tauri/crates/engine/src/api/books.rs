//! The trial balances of money and of energy.

use crate::View;
use crate::dto::*;
use crate::error::{Refusal, Result};

fn not_yet<T>() -> Result<T> {
    Err(Refusal::broken("no trial balance yet"))
}

pub(crate) fn trial_balance(_: &View, _: TrialBalanceArgs) -> Result<TrialBalance> {
    not_yet()
}

pub(crate) fn trial_balance_csv(_: &View, _: TrialBalanceArgs) -> Result<File> {
    not_yet()
}

pub(crate) fn book_entries(_: &View, _: BookEntriesArgs) -> Result<BookEntries> {
    not_yet()
}

pub(crate) fn book_entries_csv(_: &View, _: BookEntriesArgs) -> Result<File> {
    not_yet()
}

pub(crate) fn energy_balance(_: &View, _: EnergyBalanceArgs) -> Result<EnergyBalance> {
    not_yet()
}
