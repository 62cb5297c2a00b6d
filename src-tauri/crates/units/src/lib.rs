//! The words that every room of the house shares: money, energy, power, price, identifiers,
//! no clock, no floating point.

mod calendar;
mod id;
mod money;
mod quantity;
mod reading;
mod time;

pub use calendar::{CalendarError, CalendarProblem, DayCalendar, DayType};
pub use id::{
    AccountId, AllowanceId, BusId, EntryId, InstallationId, MeterId, PlaceId, PointId, PoolId, QuotaId, TenancyId,
};
pub use money::{Currency, Money, Price, round_div};
pub use quantity::{Energy, Power};
pub use reading::{Quality, Reading};
pub use time::{DateRange, Month, Period, Timestamp, Zone, millis, timestamp};

/// A value that is outside what its type can hold, or a text that does not say one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnitError {
    #[error("the amount is too large")]
    TooLarge,
    #[error("“{0}” is not an amount of money; write for example 50 or 50.00")]
    NotMoney(String),
    #[error("an amount in {currency} has at most {digits} digits after the point")]
    TooPrecise { currency: String, digits: u8 },
    #[error("“{0}” is not a currency code; use three letters such as CNY or EUR")]
    NotCurrency(String),
    #[error("“{0}” is not a price; write for example 0.6083, with six digits after the point at most")]
    NotPrice(String),
    #[error("“{0}” is not a month; write for example 2026-10")]
    NotMonth(String),
    #[error("“{0}” is not a time zone; write for example Asia/Shanghai")]
    NotZone(String),
    #[error("a period must end after it starts")]
    EmptyPeriod,
}
