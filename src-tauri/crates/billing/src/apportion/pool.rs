use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;

/// By what a day's cost is split over the legs of a pool (`rules.md` 11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyKind {
    /// One for each room.
    Equal,
    /// Floor area, in dm².
    Area,
    /// Occupants of the day; over days that makes occupant-days.
    OccupantDays,
    /// Energy of the last closed month, in Wh.
    Consumption,
    /// Weights that somebody has set.
    Fixed,
}

impl KeyKind {
    pub const ALL: [Self; 5] = [Self::Equal, Self::Area, Self::OccupantDays, Self::Consumption, Self::Fixed];

    /// The stable name, for the store and for messages.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Area => "area",
            Self::OccupantDays => "occupant_days",
            Self::Consumption => "consumption",
            Self::Fixed => "fixed",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A part of a mixed key: `weight ÷ sum of the weights` of the cost goes by `kind`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyPart {
    pub weight: u64,
    pub kind: KeyKind,
}

/// A key, or a weighted mix of several.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    parts: Vec<KeyPart>,
}

impl Key {
    pub fn one(kind: KeyKind) -> Self {
        Self { parts: vec![KeyPart { weight: 1, kind }] }
    }

    /// For example 30 parts equal and 70 parts by consumption. Parts of weight zero are dropped.
    pub fn mix(parts: &[(i64, KeyKind)]) -> Result<Self, PoolError> {
        if parts.is_empty() {
            return Err(PoolError::EmptyMix);
        }
        let weights = weights(&parts.iter().map(|(weight, _)| *weight).collect::<Vec<_>>())?;
        let mut mixed: Vec<KeyPart> = Vec::with_capacity(parts.len());
        for (weight, (_, kind)) in weights.into_iter().zip(parts) {
            if mixed.iter().any(|part| part.kind == *kind) {
                return Err(PoolError::TwiceInMix(*kind));
            }
            mixed.push(KeyPart { weight, kind: *kind });
        }
        mixed.retain(|part| part.weight > 0);
        Ok(Self { parts: mixed })
    }

    /// Never empty, never of weight zero.
    pub fn parts(&self) -> &[KeyPart] {
        &self.parts
    }

    pub(super) fn whole(&self) -> i128 {
        self.parts.iter().map(|part| i128::from(part.weight)).sum()
    }
}

/// Who bears the share of a vacant room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Vacancy {
    /// The owner, by the vacant room's own keys.
    OwnerBears,
    /// The rooms that are let, among themselves.
    OthersBear,
}

/// A pool as it stands from a date: what it is called and how its cost is split.
///
/// A change of keys is a new version with a pool of its own, and so has lines of its own on the statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    pub name: Arc<str>,
    /// From when this version counts: the name of the version.
    pub from: NaiveDate,
    pub key: Key,
    pub vacancy: Vacancy,
}

/// Why a pool cannot be set up like this.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PoolError {
    #[error("a mix of keys needs at least one part; add one")]
    EmptyMix,
    #[error("the key “{0}” is in the mix twice; give it one weight")]
    TwiceInMix(KeyKind),
    #[error("the weight {0} is negative; write zero or more")]
    NegativeWeight(i64),
    #[error("the weights sum to zero, so that nobody would bear the cost; give at least one a weight above zero")]
    ZeroWeights,
}

/// Weights as a person sets them, one for each leg or part: none negative, not all zero.
pub fn weights(set: &[i64]) -> Result<Vec<u64>, PoolError> {
    let weights = set
        .iter()
        .map(|weight| u64::try_from(*weight).map_err(|_| PoolError::NegativeWeight(*weight)))
        .collect::<Result<Vec<_>, _>>()?;
    if weights.iter().all(|weight| *weight == 0) { Err(PoolError::ZeroWeights) } else { Ok(weights) }
}
