//! How the words of the house stand in a column.

use crate::lines::{self, Placed};
use chrono::NaiveDate;
use ledger::{Book, Cause, Hash, Series, Tender};
use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use units::{Energy, Money, Month, Quality, Timestamp, millis, timestamp};

pub(crate) fn bad(error: impl std::error::Error + Send + Sync + 'static) -> FromSqlError {
    FromSqlError::Other(Box::new(error))
}

/// A column type and the domain type that it carries.
macro_rules! column {
    ($name:ident($domain:ty), write $write:expr, read $read:expr) => {
        pub(crate) struct $name(pub $domain);

        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                let write: fn(&$domain) -> ToSqlOutput<'static> = $write;
                Ok(write(&self.0))
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                let read: fn(ValueRef<'_>) -> FromSqlResult<$domain> = $read;
                read(value).map(Self)
            }
        }
    };
}

column!(At(Timestamp), write | at | millis(*at).into(), read | v | v.as_i64().map(timestamp));
column!(Minor(Money), write | m | m.minor().into(), read | v | Money::new(v.as_i64()?).map_err(bad));
column!(
    Wh(Energy),
    write | e | e.wh().into(),
    read | v | {
        let wh = v.as_i64()?;
        Energy::new(wh).ok_or(FromSqlError::OutOfRange(wh))
    }
);
column!(
    Count(u64),
    write | count | i64::try_from(*count).unwrap_or(i64::MAX).into(),
    read | v | {
        let count = v.as_i64()?;
        u64::try_from(count).map_err(|_| FromSqlError::OutOfRange(count))
    }
);
column!(Day(NaiveDate), write | day | day.to_string().into(), read | v | v.as_str()?.parse().map_err(bad));
column!(InMonth(Month), write | month | month.to_string().into(), read | v | v.as_str()?.parse().map_err(bad));
column!(BookCode(Book), write | book | book.code().into(), read | v | Book::parse(v.as_str()?).map_err(bad));
column!(CauseCode(Cause), write | cause | cause.code().into(), read | v | Cause::parse(v.as_str()?).map_err(bad));
column!(TenderCode(Tender), write | tender | tender.code().into(), read | v | Tender::parse(v.as_str()?).map_err(bad));
column!(
    SeriesCode(Series),
    write | series | series.to_string().into(),
    read | v | { Series::parse(v.as_str()?).map_err(bad) }
);
column!(
    Link(Hash),
    write | hash | hash.0.to_vec().into(),
    read | v | {
        let bytes = v.as_blob()?;
        let wrong = FromSqlError::InvalidBlobSize { expected_size: 32, blob_size: bytes.len() };
        bytes.try_into().map(Hash).map_err(|_| wrong)
    }
);
column!(
    Lines(Vec<Placed>),
    write | placed | lines::write(placed).into(),
    read | v | lines::read(v.as_str()?).ok_or(FromSqlError::InvalidType)
);
column!(
    QualityCode(Quality),
    write
        | quality
        | match quality {
            Quality::Actual => 0_i64,
            Quality::Estimated => 1,
            Quality::Suspect => 2,
        }
        .into(),
    read | v
        | match v.as_i64()? {
            0 => Ok(Quality::Actual),
            1 => Ok(Quality::Estimated),
            2 => Ok(Quality::Suspect),
            other => Err(FromSqlError::OutOfRange(other)),
        }
);

/// A small enum that stands in its column as its code.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident = $code:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$inner])* $variant),* }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The stable name in the database.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }

            pub fn parse(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)* _ => None }
            }
        }

        impl rusqlite::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                Ok(self.code().into())
            }
        }

        impl rusqlite::types::FromSql for $name {
            fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
                Self::parse(value.as_str()?).ok_or(rusqlite::types::FromSqlError::InvalidType)
            }
        }
    };
}
pub(crate) use codes;

/// Triggers that refuse every change to a row once it is there.
macro_rules! append_only {
    ($table:literal) => {
        concat!(
            "CREATE TRIGGER ",
            $table,
            "_never_changes BEFORE UPDATE ON ",
            $table,
            " BEGIN SELECT RAISE(ABORT, '",
            $table,
            " is append-only'); END;",
            "CREATE TRIGGER ",
            $table,
            "_never_goes BEFORE DELETE ON ",
            $table,
            " BEGIN SELECT RAISE(ABORT, '",
            $table,
            " is append-only'); END;",
        )
    };
}
pub(crate) use append_only;
