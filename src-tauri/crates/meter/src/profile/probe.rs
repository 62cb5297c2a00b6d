//! What tells this model from others that would answer the same reads.

use crate::wire::{Block, Values};

use super::Profile;
use super::tag::Tag;

/// A read and what this model answers to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Probe {
    pub(super) tag: Tag,
    pub(super) expected: Expected,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expected {
    /// Any of these; a text has to begin with it, in any case of letters.
    AnyOf(Vec<String>),
    /// The device has no such register.
    Refusal,
}

/// What came of a probe's read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Probed {
    Answered(Values),
    Refused,
    Silent,
}

/// Whether the device is of this model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fit {
    /// It said something that this model does not say.
    No,
    /// Nothing speaks against it, and not everything was answered.
    Possible,
    /// It said all that this model says.
    Proven,
}

impl Probe {
    pub(super) fn fit(&self, probed: &Probed) -> Fit {
        let fits = match (&self.expected, probed) {
            (_, Probed::Silent) | (Expected::AnyOf(_), Probed::Refused) => return Fit::Possible,
            (Expected::Refusal, Probed::Refused) => true,
            (Expected::Refusal, Probed::Answered(_)) => false,
            (Expected::AnyOf(texts), Probed::Answered(values)) => self.tag.text(values).is_some_and(|told| {
                texts.iter().any(|text| {
                    if self.tag.number(values).is_some() {
                        told == *text
                    } else {
                        told.to_ascii_lowercase().starts_with(&text.to_ascii_lowercase())
                    }
                })
            }),
        };
        if fits { Fit::Proven } else { Fit::No }
    }
}

impl Profile {
    /// Reads that tell this model from its relatives, in the order in which to ask; may be none.
    pub fn probes(&self) -> impl Iterator<Item = Block> + '_ {
        self.probes.iter().map(|probe| probe.tag.block())
    }

    /// What the answers to [`Profile::probes`], in their order, say. A profile without probes fits anything
    /// possibly.
    pub fn fit(&self, probed: &[Probed]) -> Fit {
        let found = self.probes.iter().zip(probed).map(|(probe, probed)| probe.fit(probed)).min();
        match found {
            Some(Fit::Proven) if probed.len() < self.probes.len() => Fit::Possible,
            found => found.unwrap_or(Fit::Possible),
        }
    }
}
