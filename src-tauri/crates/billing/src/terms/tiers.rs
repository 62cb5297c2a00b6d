use units::{Energy, Price};

use crate::PartCycle;

/// Blocks of energy that are filled in time order, across bands, from the start of each cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tiers {
    pub per: TierCycle,
    /// What the thresholds are for a tenant who was there for a part of the cycle.
    pub part_cycle: PartCycle,
    /// Occupants up to this number add nothing to the thresholds.
    pub beyond_occupants: u32,
    /// At least one; ascending, and only the last is without an end.
    pub tiers: Vec<Tier>,
}

/// How long the counter of the tiers runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TierCycle {
    Month,
    /// A year that starts on the first of this month, 1 to 12.
    Year {
        starts: u32,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier {
    /// The energy of the cycle at which the tier ends; none on the last.
    pub up_to: Option<Energy>,
    /// How much later it ends for each occupant beyond [`Tiers::beyond_occupants`].
    pub per_occupant: Energy,
    pub price: TierPrice,
}

/// What a kWh in a tier costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TierPrice {
    /// The price of the band, or the flat price.
    Base,
    /// Its own price, in whatever band.
    Own(Price),
    /// Its own price in each band, in the order of the bands.
    PerBand(Vec<Price>),
    /// So much more than the price of the band, or than the flat price.
    Surcharge(Price),
}
