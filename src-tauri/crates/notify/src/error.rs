use thiserror::Error;

/// Whether it makes sense to try the same message again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    Later,
    /// Not before a person has changed something.
    Never,
}

/// Why a message was not accepted. Each is one sentence that says what to look at.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SendError {
    #[error("{server} cannot be reached: {cause}; check the network, the name and the port")]
    Unreachable { server: String, cause: String },
    #[error("{server} did not answer in time; it is tried again")]
    Silent { server: String },
    #[error("{server} is busy or in trouble ({status}): {reply}; it is tried again")]
    Busy { server: String, status: u16, reply: String },
    #[error("{server} refused the message ({status}): {reply}; check the channel's settings and the address")]
    Refused { server: String, status: u16, reply: String },
    #[error("{server} answered, but not that it took the message: {reply}")]
    Unclear { server: String, reply: String },
    #[error("{server} has no encryption that can be trusted: {cause}; check its certificate or the kind of encryption")]
    Insecure { server: String, cause: String },
    #[error("the address {address:?} cannot be used: {cause}; correct it")]
    Address { address: String, cause: String },
    #[error("the channel lacks {setting:?}; fill it in")]
    Missing { setting: String },
    #[error("the value of {setting:?} cannot stand there: {cause}")]
    Value { setting: String, cause: String },
}

impl SendError {
    pub const fn again(&self) -> Again {
        match self {
            Self::Unreachable { .. } | Self::Silent { .. } | Self::Busy { .. } | Self::Unclear { .. } => Again::Later,
            Self::Refused { .. }
            | Self::Insecure { .. }
            | Self::Address { .. }
            | Self::Missing { .. }
            | Self::Value { .. } => Again::Never,
        }
    }

    /// A code that stays the same when the sentence changes.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } => "unreachable",
            Self::Silent { .. } => "silent",
            Self::Busy { .. } => "busy",
            Self::Refused { .. } => "refused",
            Self::Unclear { .. } => "unclear",
            Self::Insecure { .. } => "insecure",
            Self::Address { .. } => "address",
            Self::Missing { .. } => "missing",
            Self::Value { .. } => "value",
        }
    }
}

/// What is wrong in a template file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}, {key}: {problem}")]
pub struct TemplateError {
    pub line: usize,
    pub key: String,
    pub problem: String,
}
