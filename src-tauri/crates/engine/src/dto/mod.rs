//! What crosses the edge of the engine: the only serialisable types of the house. Converted by
//! hand from the domain's own; money is sent as it is shown, so that nobody adds it up outside.

mod allowances;
mod book;
mod books;
mod close;
mod commission;
mod common;
mod fairness;
mod health;
mod losses;
mod messages;
mod meters;
mod outlook;
mod overview;
mod payments;
mod quotas;
mod readings;
mod room;
mod rules;
mod setup;
mod site;
mod tariffs;
mod tenancies;
mod why;

pub use allowances::*;
pub use book::*;
pub use books::*;
pub use close::*;
pub use commission::*;
pub use common::*;
pub use fairness::*;
pub use health::*;
pub use losses::*;
pub use messages::*;
pub use meters::*;
pub use outlook::*;
pub use overview::*;
pub use payments::*;
pub use quotas::*;
pub use readings::*;
pub use room::*;
pub use rules::*;
pub use setup::*;
pub use site::*;
pub use tariffs::*;
pub use tenancies::*;
pub use why::*;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use units::{Currency, Money};

/// Money in minor units, and as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Amount {
    pub minor: i64,
    pub text: String,
}

impl Amount {
    pub fn of(money: Money, currency: Currency) -> Self {
        Self { minor: money.minor(), text: currency.display(money) }
    }
}

/// For operations that need to be told nothing.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct Nothing {}

/// A file to save or to print.
#[derive(Debug, Clone, Serialize, TS)]
pub struct File {
    pub file_name: String,
    pub base64: String,
}

/// A paper as it will be printed, a picture a page.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Pages {
    pub svg_pages: Vec<String>,
    pub file_name: String,
}
