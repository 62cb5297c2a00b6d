//! What a device may be: which models it answers as, and whose registers then hold plausible values.
//!
//! A guess is proven only when the model's own identity probe was answered as it answers, its values are plausible and
//! no other model is proven as well. Anything else is a guess and stays one.

use std::sync::Arc;
use std::time::Duration;

use meter::{Block, Fit, Probed, Profile, Sample, Values};

use super::presence::{Ear, Told};
use crate::conversation::Trouble;

/// Mains anywhere in the world, with room for bad days, in mV and mHz.
const VOLTAGE_MV: std::ops::RangeInclusive<i64> = 80_000..=300_000;
const FREQUENCY_MHZ: std::ops::RangeInclusive<i64> = 45_000..=65_000;

/// A phase that is not wired.
const UNWIRED_MV: i64 = 5_000;

/// What speaks for a guess, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Evidence {
    /// It has all registers of the model; nothing in them can be checked.
    Registers,
    /// Voltage or frequency, as many values as this, are what mains have.
    Values(u8),
    /// The identity probe fits, and another model's does too.
    Probe,
    /// The identity probe fits, and no other model's.
    Proven,
}

/// One model that a device may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    pub profile: Arc<Profile>,
    pub evidence: Evidence,
    /// What it measured as this model.
    pub sample: Sample,
}

/// Guesses device after device: what was found before is tried first.
pub(super) struct Guesser<'a> {
    profiles: &'a [Arc<Profile>],
    /// The likeliest of the devices before, without repetition.
    before: Vec<Arc<Profile>>,
}

impl<'a> Guesser<'a> {
    pub(super) const fn new(profiles: &'a [Arc<Profile>]) -> Self {
        Self { profiles, before: Vec::new() }
    }

    /// What the unit may be, the likeliest first. A device like one before is compared with that one's relatives
    /// only: models of the same maker.
    pub(super) async fn guess(&mut self, ear: &mut Ear, unit: u8) -> Result<Vec<Guess>, Trouble> {
        let mut asked = Asked { ear, unit, told: Vec::new() };
        let mut guesses = Vec::new();
        for known in self.before.clone() {
            for relative in self.profiles.iter().filter(|profile| profile.maker() == known.maker()) {
                guesses.extend(asked.try_as(relative).await?);
            }
            if guesses.iter().any(|guess| guess.evidence > Evidence::Registers) {
                break;
            }
            guesses.clear();
        }
        if guesses.is_empty() {
            for profile in self.profiles {
                guesses.extend(asked.try_as(profile).await?);
            }
        }
        guesses.sort_by_key(|guess| std::cmp::Reverse(guess.evidence));
        if let [first, second, ..] = &mut guesses[..]
            && second.evidence == Evidence::Proven
        {
            (first.evidence, second.evidence) = (Evidence::Probe, Evidence::Probe);
            guesses.iter_mut().for_each(|guess| guess.evidence = guess.evidence.min(Evidence::Probe));
        }
        if let Some(first) = guesses.first()
            && !self.before.contains(&first.profile)
        {
            self.before.insert(0, Arc::clone(&first.profile));
        }
        Ok(guesses)
    }
}

/// One unit, and what it answered so far: no block is read twice.
struct Asked<'e> {
    ear: &'e mut Ear,
    unit: u8,
    told: Vec<(Block, Told)>,
}

impl Asked<'_> {
    async fn tell(&mut self, block: Block, profile: &Profile) -> Result<Told, Trouble> {
        if let Some((_, told)) = self.told.iter().find(|(known, _)| *known == block) {
            return Ok(told.clone());
        }
        let gap = Duration::from_millis(profile.gap_ms());
        let told = self.ear.ask(self.unit, block, gap).await?;
        self.told.push((block, told.clone()));
        Ok(told)
    }

    /// Nothing when something speaks against the model.
    async fn try_as(&mut self, profile: &Arc<Profile>) -> Result<Option<Guess>, Trouble> {
        let mut probed = Vec::new();
        for block in profile.probes() {
            probed.push(match self.tell(block, profile).await? {
                Told::Values(values) => Probed::Answered(values),
                Told::Refused => Probed::Refused,
                Told::Silent | Told::Spoiled => Probed::Silent,
            });
            if profile.fit(&probed) == Fit::No {
                return Ok(None);
            }
        }
        let fit = profile.fit(&probed);
        let mut replies: Vec<(Block, Values)> = Vec::new();
        for block in profile.blocks() {
            let Told::Values(values) = self.tell(*block, profile).await? else { return Ok(None) };
            replies.push((*block, values));
        }
        if let Some(block) = profile.identity()
            && let Told::Values(values) = self.tell(block, profile).await?
        {
            replies.push((block, values));
        }
        let Ok(sample) = profile.decode(&replies) else { return Ok(None) };
        let Some(plausible) = plausible(profile, &sample) else { return Ok(None) };
        let evidence = match (fit, plausible) {
            (Fit::Proven, _) => Evidence::Proven,
            (_, 0) => Evidence::Registers,
            (_, count) => Evidence::Values(count),
        };
        Ok(Some(Guess { profile: Arc::clone(profile), evidence, sample }))
    }
}

/// How many values can be checked and are what mains have; nothing when one is not.
fn plausible(profile: &Profile, sample: &Sample) -> Option<u8> {
    let wired: Vec<i64> = sample.voltage_mv.iter().copied().filter(|voltage| voltage.abs() > UNWIRED_MV).collect();
    let is_powered = sample.voltage_mv.is_empty() || !wired.is_empty();
    let mains = wired.iter().all(|voltage| VOLTAGE_MV.contains(voltage));
    let frequency = sample.frequency_mhz.is_none_or(|frequency| FREQUENCY_MHZ.contains(&frequency));
    let most_mw = profile.rated_w().saturating_mul(2_000);
    let power = sample.power_mw.is_none_or(|power| !profile.has_energy() || power.abs() <= most_mw);
    let checked = wired.len() + usize::from(sample.frequency_mhz.is_some());
    (is_powered && mains && frequency && power).then(|| u8::try_from(checked).unwrap_or(u8::MAX))
}
