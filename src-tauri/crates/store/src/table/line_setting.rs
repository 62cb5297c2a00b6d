//! What is wanted of a line beside its port and speed.

use rusqlite::params;
use units::BusId;

use crate::{Db, Result, Tx};

/// A line without a row has what is usual.
pub(crate) const SQL: &str = "
    CREATE TABLE line_setting (
        bus INTEGER PRIMARY KEY REFERENCES bus,
        direction TEXT NOT NULL DEFAULT 'adapter' CHECK (direction IN ('adapter', 'kernel')),
        set_clocks INTEGER NOT NULL DEFAULT 0 CHECK (set_clocks IN (0, 1))
    ) STRICT;";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LineSetting {
    pub direction: Direction,
    /// Whether the clocks of its devices are to be set.
    pub set_clocks: bool,
}

/// Who switches an RS-485 driver between sending and listening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// The adapter by itself, as nearly all do.
    #[default]
    Adapter,
    /// The system, by the port's RTS line.
    Kernel,
}

impl Direction {
    const fn code(self) -> &'static str {
        match self {
            Self::Adapter => "adapter",
            Self::Kernel => "kernel",
        }
    }
}

pub fn get(db: &Db, bus: BusId) -> Result<LineSetting> {
    let sql = "SELECT direction = 'kernel', set_clocks FROM line_setting WHERE bus = ?1";
    let found = db.one(sql, [bus.0], |row| {
        let direction = if row.get(0)? { Direction::Kernel } else { Direction::Adapter };
        Ok(LineSetting { direction, set_clocks: row.get(1)? })
    })?;
    Ok(found.unwrap_or_default())
}

pub fn put(tx: &mut Tx<'_>, bus: BusId, setting: &LineSetting) -> Result<()> {
    let sql = "INSERT INTO line_setting (bus, direction, set_clocks) VALUES (?1, ?2, ?3)
        ON CONFLICT (bus) DO UPDATE SET direction = excluded.direction, set_clocks = excluded.set_clocks";
    tx.run(sql, params![bus.0, setting.direction.code(), setting.set_clocks]).map(drop)
}
