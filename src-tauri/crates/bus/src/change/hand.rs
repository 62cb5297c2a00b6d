//! Looking at a place of a line, and writing to it.

use std::io;
use std::time::Duration;

use meter::{Block, Fit, Probed, Profile, Request, Values};
use tokio::time::Instant;
use units::Energy;

use super::ChangeError;
use crate::conversation::{Conversation, Trouble};
use crate::error::LineError;
use crate::port::{Link, Settings};
use crate::scan::presence::{Ear, Heard, Look, Sharing, Told, Written};
use crate::timing::Pace;

/// What a device tells of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Identity {
    pub serial: Option<String>,
    pub register: Option<Energy>,
    /// When it was asked.
    pub(super) at: Option<Instant>,
}

impl Identity {
    /// Whether nothing speaks against being the device that told `before` some moments ago.
    pub(super) fn may_be(&self, before: &Self, profile: &Profile) -> bool {
        let serial = match (&before.serial, &self.serial) {
            (Some(before), Some(now)) => before == now,
            (Some(_), None) => false,
            (None, _) => true,
        };
        let register = match (before.register, self.register) {
            (Some(before_wh), Some(now_wh)) => {
                let passed =
                    self.at.zip(before.at).map_or(Duration::ZERO, |(now, then)| now.saturating_duration_since(then));
                let seconds = i64::try_from(passed.as_secs()).unwrap_or(0) + 5;
                let most = profile.rated_w() * seconds / 3600 + 2 * profile.register_step(before_wh).wh() + 1;
                (0..=most).contains(&(now_wh - before_wh).wh())
            }
            (Some(_), None) => false,
            (None, _) => true,
        };
        serial && register
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    Nobody,
    One,
    Several,
}

/// One line, opened at one speed at a time.
pub(super) struct Hand<'a> {
    link: &'a Link,
    profile: &'a Profile,
    ear: Option<(Settings, Ear)>,
}

impl<'a> Hand<'a> {
    pub(super) const fn new(link: &'a Link, profile: &'a Profile) -> Self {
        Self { link, profile, ear: None }
    }

    async fn ear(&mut self, settings: &Settings) -> Result<&mut Ear, LineError> {
        let ear = match self.ear.take() {
            Some((open, ear)) if open == *settings => ear,
            other => {
                // The port is opened once only.
                drop(other);
                let wire = self.link.open(settings).await;
                let wire = wire.map_err(|error| self.failed(error.kind()))?;
                let pace = Pace::new(settings);
                let conversation = Conversation::new(wire, self.link.framing(), pace, self.link.is_real());
                Ear::new(conversation, settings.timeout)
            }
        };
        Ok(&mut self.ear.insert((*settings, ear)).1)
    }

    fn failed(&self, kind: io::ErrorKind) -> LineError {
        LineError::Open { port: self.link.to_string(), kind }
    }

    fn trouble(&self, trouble: Trouble) -> LineError {
        match trouble {
            Trouble::Gone(kind) => self.failed(kind),
            Trouble::Refused(error) | Trouble::Bad(error) => LineError::Frame(error),
            Trouble::NoAnswer => LineError::NoAnswer,
        }
    }

    /// Who answers at an address, asked twice with different functions and the whole patience.
    pub(super) async fn look(&mut self, settings: &Settings, unit: u8) -> Result<Presence, LineError> {
        let mut heard = Vec::new();
        for look in [Look::Patient, Look::Plain] {
            let told = self.ear(settings).await?.look(unit, look).await;
            heard.push(told.map_err(|trouble| self.trouble(trouble))?);
        }
        Ok(if heard.iter().all(|heard| *heard == Heard::Silent) {
            Presence::Nobody
        } else if heard.iter().any(|heard| matches!(heard, Heard::Garbled | Heard::Device(Sharing::Likely))) {
            Presence::Several
        } else {
            Presence::One
        })
    }

    /// The values; nothing where the device refuses.
    pub(super) async fn read(
        &mut self,
        settings: &Settings,
        unit: u8,
        block: Block,
    ) -> Result<Option<Values>, LineError> {
        let gap = Duration::from_millis(self.profile.gap_ms());
        let told = self.ear(settings).await?.ask(unit, block, gap).await;
        match told.map_err(|trouble| self.trouble(trouble))? {
            Told::Values(values) => Ok(Some(values)),
            Told::Refused => Ok(None),
            Told::Silent => Err(LineError::NoAnswer),
            Told::Spoiled => Err(LineError::Frame(meter::FrameError::Crc)),
        }
    }

    /// What the device tells of itself, when it answers as its model does.
    pub(super) async fn identify(&mut self, settings: &Settings, unit: u8) -> Result<Identity, ChangeError> {
        let other = || ChangeError::OtherModel { unit };
        let profile = self.profile;
        let mut probed = Vec::new();
        for block in profile.probes() {
            probed.push(match self.read(settings, unit, block).await {
                Ok(Some(values)) => Probed::Answered(values),
                Ok(None) => Probed::Refused,
                Err(LineError::NoAnswer) => Probed::Silent,
                Err(error) => return Err(error.into()),
            });
        }
        if profile.fit(&probed) == Fit::No {
            return Err(other());
        }
        let mut replies = Vec::new();
        for block in profile.blocks() {
            replies.push((*block, self.read(settings, unit, *block).await?.ok_or_else(other)?));
        }
        if let Some(block) = profile.identity() {
            // One that refuses, or is silent, tells no serial number.
            match self.read(settings, unit, block).await {
                Ok(values) => replies.extend(values.map(|values| (block, values))),
                Err(LineError::NoAnswer) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let sample = profile.decode(&replies).map_err(|_| other())?;
        Ok(Identity { serial: sample.serial, register: sample.energy_import, at: Some(Instant::now()) })
    }

    /// All of them in order; the first that is refused ends it.
    pub(super) async fn write(
        &mut self,
        settings: &Settings,
        unit: u8,
        requests: &[Request],
    ) -> Result<Written, ChangeError> {
        let gap = Duration::from_millis(self.profile.gap_ms());
        let mut written = Written::Done;
        for request in requests {
            let told = self.ear(settings).await?.write(unit, request, gap).await;
            // The wire may have carried it before it went away.
            match told.map_err(|trouble| ChangeError::BrokenOff(self.trouble(trouble)))? {
                Written::Refused(code) => return Ok(Written::Refused(code)),
                Written::Unsure => written = Written::Unsure,
                Written::Done => {}
            }
        }
        Ok(written)
    }
}
