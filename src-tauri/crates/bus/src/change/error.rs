use crate::error::LineError;

/// Why a setting was not changed, or is not proven to be. Each sentence says how the device stands and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    #[error("no register is documented by which this model takes that setting; set it at the device")]
    NotDocumented,
    /// In the words of the profile.
    #[error("this model does not take that setting over the line: {0}")]
    AtTheDevice(String),
    #[error("this model does not take that value")]
    NotTaken,
    #[error("that is how the device is set already; nothing was written")]
    Same,
    #[error(
        "behind a gateway the gateway speaks to the device, and its own speed would have to change in the same moment; \
         nothing was written: change the speed over a serial port, then that of the gateway"
    )]
    Gateway,
    #[error("nobody answers at address {unit}; nothing was written: check the address and the speed, or scan the line")]
    Nobody { unit: u8 },
    #[error(
        "two devices seem to share address {unit}; nothing was written: take one of them off the line, change the other, \
         and connect it again"
    )]
    Shared { unit: u8 },
    #[error(
        "the device at address {unit} does not answer as this model does; nothing was written: choose the model that it is"
    )]
    OtherModel { unit: u8 },
    #[error(
        "somebody answers at address {unit} already, where the device is to go; nothing was written: choose a free one"
    )]
    Taken { unit: u8 },
    #[error("{0}; nothing was written")]
    Line(LineError),
    #[error("the device refused it with exception {code} and is set as before{}", hint(.by_hand))]
    Refused { code: u8, by_hand: Option<String> },
    #[error("the device did not take it and is set as before{}", hint(.by_hand))]
    AsBefore { by_hand: Option<String> },
    #[error(
        "it was written, and now the device answers neither as before nor as it should: give it a moment, or take its power \
         away for ten seconds, and scan the line at both settings"
    )]
    Lost { unit: u8, new_unit: u8 },
    #[error(
        "a device answers at address {new_unit} now, and one still at {unit}: two had shared that address, and one of them \
         moved; change the other one too, or look which is which"
    )]
    OldAnswers { unit: u8, new_unit: u8 },
    #[error(
        "two devices answer at address {unit} now: both had the old address and both moved; take one of them off the line \
         and change the other"
    )]
    TwoAtNew { unit: u8 },
    #[error(
        "it was written, and another device answers at address {unit} now{}: look at the wiring before anything else is \
         changed",
        told(.serial)
    )]
    AnotherDevice { unit: u8, serial: Option<String> },
    #[error("{0}; the setting may or may not have been written: scan the line at the old and at the new setting")]
    BrokenOff(LineError),
}

/// How a device stands after that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// Nothing was written.
    Untouched,
    /// It was written, and the device is set as it was.
    AsBefore,
    /// Nobody knows.
    Unknown,
}

impl ChangeError {
    /// For messages and programs; never changes.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotDocumented => "not-documented",
            Self::AtTheDevice(_) => "at-the-device",
            Self::NotTaken => "not-taken",
            Self::Same => "same",
            Self::Gateway => "gateway",
            Self::Nobody { .. } => "nobody",
            Self::Shared { .. } => "shared",
            Self::OtherModel { .. } => "other-model",
            Self::Taken { .. } => "taken",
            Self::Line(_) => "line",
            Self::Refused { .. } => "refused",
            Self::AsBefore { .. } => "as-before",
            Self::Lost { .. } => "lost",
            Self::OldAnswers { .. } => "old-answers",
            Self::TwoAtNew { .. } => "two-at-new",
            Self::AnotherDevice { .. } => "another-device",
            Self::BrokenOff(_) => "broken-off",
        }
    }

    pub const fn left(&self) -> Left {
        match self {
            Self::NotDocumented
            | Self::AtTheDevice(_)
            | Self::NotTaken
            | Self::Same
            | Self::Gateway
            | Self::Nobody { .. }
            | Self::Shared { .. }
            | Self::OtherModel { .. }
            | Self::Taken { .. }
            | Self::Line(_) => Left::Untouched,
            Self::Refused { .. } | Self::AsBefore { .. } => Left::AsBefore,
            Self::Lost { .. }
            | Self::OldAnswers { .. }
            | Self::TwoAtNew { .. }
            | Self::AnotherDevice { .. }
            | Self::BrokenOff(_) => Left::Unknown,
        }
    }
}

impl From<LineError> for ChangeError {
    fn from(error: LineError) -> Self {
        Self::Line(error)
    }
}

fn hint(by_hand: &Option<String>) -> String {
    by_hand.as_ref().map(|how| format!("; it wants this first: {how}")).unwrap_or_default()
}

fn told(serial: &Option<String>) -> String {
    serial.as_ref().map(|serial| format!(" (serial number {serial})")).unwrap_or_default()
}
