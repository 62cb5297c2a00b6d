//! The site's database: one encrypted SQLite file, one writer, any number of readers.
//!
//! [`create`] and [`open`] give the [`Writer`], which lives on one thread and changes things only inside
//! [`Writer::transaction`]. [`Reader`]s have connections of their own and see the last committed state. Each table has
//! a file under [`table`] with its definition, its row, what reads it (`&Db`, which both a reader and a transaction
//! deref to) and what writes it (`&mut Tx`). Nothing outside this crate knows SQL.
//!
//! Columns: instants are integers, milliseconds since 1970; money is minor units; energy is Wh; civil days and months
//! are texts (`2026-11-23`, `2026-11`); what the domain names by a code is that code.

mod ballast;
mod block;
mod column;
mod copy;
mod db;
mod error;
mod key;
mod lines;
mod migrate;
mod open;
mod post;
mod sums;
mod trails;
mod verify;
mod writer;

pub mod books;
pub mod table;

pub use ballast::Ballast;
pub use db::{Db, Reader};
pub use error::{Error, Result};
pub use key::Key;
pub use open::{create, open};
pub use post::{ChargeLine, Charging, Posted};
pub use table::calendar::CalendarId;
pub use table::supplier_bill::SupplierBillId;
pub use table::tariff::TariffId;
pub use table::*;
pub use verify::{Problem, Verification, verify};
pub use writer::{Tx, Writer};

#[cfg(test)]
mod tests;
