//! What the meters of the house show.

use chrono::Timelike;
use meter::Sample;
use units::{Energy, millis};

use super::table::{Address, RelayAt};
use super::time::{MINUTE_MS, plan_of};
use super::{Building, LOSS_PER_MILLE, WH_UJ, electric};

impl Building {
    pub(super) fn load_mw(&self, load: usize) -> i64 {
        if !self.is_fed(load) {
            return 0;
        }
        let local = self.zone.local(self.now);
        let minute = usize::try_from(local.num_seconds_from_midnight() / 60).unwrap_or(0);
        let date = local.date_naive();
        let behind = &self.loads[load];
        let planned = match &behind.plan {
            Some((planned, plan)) if *planned == date => plan[minute],
            _ => plan_of(self.seed, &self.placed[behind.place], &behind.household, date)[minute],
        };
        let now = millis(self.now);
        let start = now.div_euclid(MINUTE_MS) * MINUTE_MS;
        self.flickering_mw(load, self.base_w(load, planned), start, (now - start) / 1000)
    }

    /// Active power at a meter now, mW; 0 where the supply is off, nothing where there is no such meter.
    pub fn power_mw(&self, address: Address) -> Option<i64> {
        if let Some(load) = self.load_at(address) {
            return Some(self.load_mw(load));
        }
        self.placed[self.supply.as_ref()?.place].address.eq(&address).then(|| {
            let others: i64 = (0..self.loads.len()).map(|load| self.load_mw(load)).sum();
            with_loss(others)
        })
    }

    /// The register of a meter now.
    pub fn register(&self, address: Address) -> Option<Energy> {
        let uj = match self.load_at(address) {
            Some(load) => self.loads[load].counter_uj,
            None => {
                let supply = self.supply.as_ref().filter(|supply| self.placed[supply.place].address == address)?;
                supply.reference_uj + with_loss(self.others_uj() - supply.others_at_reference_uj)
            }
        };
        Energy::new(uj / WH_UJ)
    }

    pub(super) fn others_uj(&self) -> i64 {
        self.loads.iter().map(|load| load.counter_uj).sum()
    }

    /// All that a meter or board would show now; nothing where there is none.
    pub fn sample(&self, address: Address) -> Option<Sample> {
        if let Some(board) = self.boards.iter().position(|board| board.address == address) {
            return Some(electric::board_sample(&self.coils[board]));
        }
        let placed = self.placed.iter().find(|placed| placed.address == address)?;
        let relay = self.load_at(address).and_then(|load| match placed.relay {
            Some(RelayAt::Meter { .. }) => Some(self.loads[load].closed),
            _ => None,
        });
        Some(electric::sample(self.seed, self.now, placed, self.power_mw(address)?, self.register(address)?, relay))
    }
}

pub(super) fn with_loss(others: i64) -> i64 {
    others + others * LOSS_PER_MILLE / 1000
}
