//! Carries a message out of the house: by e-mail over SMTP, or by one HTTP request that a template file describes.
//!
//! One call is one attempt. Who is told what, when it is tried again, and what is recorded, is decided by the engine;
//! here is only whether a server accepted the message, and whether trying again makes sense.

mod acs3;
mod email;
mod error;
mod fill;
mod http;
mod template;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};

pub use email::{Email, Security, is_address};
pub use error::{Again, SendError, TemplateError};
pub use template::{Kind, Setting, Template};

/// What is sent, ready in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message {
    /// A mail address, a telephone number in international form; empty where the channel itself names the reader.
    pub to: String,
    /// One line: a mail's subject, a title.
    pub subject: String,
    pub text: String,
    /// Single values for channels that only send registered texts: `room`, `balance`, and so on.
    pub fields: BTreeMap<String, String>,
}

/// A road out of the house, with all that it needs to be walked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Channel {
    Email(Email),
    Http {
        template: Box<Template>,
        /// The values of the template's settings, secrets too.
        settings: BTreeMap<String, String>,
    },
}

/// What makes two equal requests different, for services that sign them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    pub at: DateTime<Utc>,
    /// Never used before.
    pub nonce: String,
}

/// A server took the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The server's own words, cut short: often a number to ask it about.
    pub reply: String,
}

/// Tries once to hand a message over. Blocks; a server that takes longer than `patience` for a step is given up.
pub fn send(channel: &Channel, message: &Message, moment: &Moment, patience: Duration) -> Result<Accepted, SendError> {
    match channel {
        Channel::Email(email) => email::send(email, message, patience),
        Channel::Http { template, settings } => {
            let request = http::compose(template, settings, message, moment)?;
            http::send(template, request, patience)
        }
    }
}

/// At most so much of a server's words is kept.
const REPLY_KEPT: usize = 300;

/// A server's words in one line, without what could move a terminal's cursor.
fn short(reply: &str) -> String {
    let plain = reply.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut short: String = plain.take(REPLY_KEPT).collect();
    short.truncate(short.trim_end().len());
    short
}

/// What the encryption says comes wrapped as an error of the connection.
fn untrusted(error: &std::io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>())
}
