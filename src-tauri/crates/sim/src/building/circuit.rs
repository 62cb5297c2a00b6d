//! What hangs behind one meter, how it is wired, and what moves it.

use std::sync::Arc;

use chrono::NaiveDate;
use units::{Timestamp, millis};

use super::appliance::Appliance;
use super::day::{self, Piece};
use super::people::Household;
use super::window::Ways;

/// A contact, whatever its coil says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wear {
    #[default]
    Sound,
    /// Burnt together: it feeds for ever.
    Welded,
    /// It no longer closes.
    Open,
}

/// What opens and closes a circuit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Contact {
    None,
    /// In the meter of this place.
    Meter(usize),
    /// A channel of a board.
    Board(usize, u8),
}

/// One use that somebody wrote down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    pub appliance: Appliance,
    pub from: Timestamp,
    pub until: Timestamp,
    pub watts: u32,
}

/// The people of a room or the devices of a corridor, with the wires that lead there.
#[derive(Debug, Clone)]
pub(super) struct Circuit {
    pub(super) name: String,
    pub(super) household: Household,
    /// Lamps and pumps instead of people.
    pub(super) is_common: bool,
    /// Which of the three phases of the mains.
    pub(super) phase: u64,
    /// The meter whose terminals it is on.
    pub(super) metered_by: usize,
    pub(super) contact: Contact,
    pub(super) wear: Wear,
    pub(super) ways: Ways,
    /// The circuit out of whose sockets its lead comes.
    pub(super) lead_from: usize,
    pub(super) uses: Vec<Use>,
    /// Instead of all that: so many watts.
    pub(super) heavy_w: Option<u32>,
    /// All that was used here, by whatever way, µJ.
    pub(super) used_uj: i64,
    /// Of that, what did not come through the room's own meter.
    pub(super) unmetered_uj: i64,
    day: Option<(NaiveDate, Arc<[Piece]>)>,
}

impl Circuit {
    pub(super) fn new(name: &str, household: Household, is_common: bool, phase: u64, place: usize) -> Self {
        Self {
            name: name.to_owned(),
            household,
            is_common,
            phase,
            metered_by: place,
            contact: Contact::None,
            wear: Wear::Sound,
            ways: Ways::default(),
            lead_from: 0,
            uses: Vec::new(),
            heavy_w: None,
            used_uj: 0,
            unmetered_uj: 0,
            day: None,
        }
    }

    /// Other people, or the same with other things.
    pub(super) fn move_in(&mut self, household: Household) {
        self.household = household;
        self.day = None;
    }

    /// Everything of a day.
    pub(super) fn day(&mut self, seed: u64, date: NaiveDate) -> Arc<[Piece]> {
        match &self.day {
            Some((planned, pieces)) if *planned == date => pieces.clone(),
            _ => {
                let pieces: Arc<[Piece]> = if self.is_common {
                    day::corridor(&self.household, date).into()
                } else {
                    day::room(seed, &self.household, date).into()
                };
                self.day = Some((date, pieces.clone()));
                pieces
            }
        }
    }

    /// What is on in a window: of the day, and what was written down for these very seconds. `second` is the wall clock's
    /// after midnight.
    pub(super) fn pieces(
        &mut self,
        seed: u64,
        date: NaiveDate,
        from: Timestamp,
        second: u32,
        lasts: u32,
    ) -> Vec<Piece> {
        if let Some(watts) = self.heavy_w {
            return vec![day::scripted(Appliance::Heavy, second, lasts, watts)];
        }
        let day = self.day(seed, date);
        let planned = day.iter().filter(|piece| piece.from < second + lasts && second < piece.until).copied();
        let end = from + chrono::Duration::seconds(lasts.into());
        let written = self.uses.iter().filter(|used| used.from < end && from < used.until).map(|used| {
            let into = |at: Timestamp| u32::try_from((millis(at) - millis(from)).div_euclid(1000)).unwrap_or(0);
            let begins = into(used.from.max(from));
            let ends = into(used.until.min(end)).max(begins + 1);
            day::scripted(used.appliance, second + begins, ends - begins, used.watts)
        });
        planned.chain(written).collect()
    }
}
