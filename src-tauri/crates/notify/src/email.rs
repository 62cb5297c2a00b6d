use std::time::Duration;
use std::{fmt, io};

use lettre::message::header::ContentType;
use lettre::message::{Mailbox, MessageBuilder};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{SmtpTransport, Transport};

use crate::error::SendError;
use crate::{Accepted, Message, short, untrusted};

/// How the way to the mail server is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Encrypted from the first byte, port 465 (RFC 8314).
    Tls,
    /// Begun in the clear and then encrypted, or given up; port 587.
    StartTls,
    /// In the clear: only for a server on this machine or in this house.
    None,
}

/// A mail server that takes mail from us.
#[derive(Clone, PartialEq, Eq)]
pub struct Email {
    pub host: String,
    pub port: u16,
    pub security: Security,
    /// User and password, where the server wants them.
    pub login: Option<(String, String)>,
    /// `name@example.org`, or `The landlord <name@example.org>`.
    pub from: String,
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without the password.
        write!(f, "Email({}:{}, {:?}, from {:?})", self.host, self.port, self.security, self.from)
    }
}

pub(crate) fn send(email: &Email, message: &Message, patience: Duration) -> Result<Accepted, SendError> {
    let letter = MessageBuilder::new()
        .from(mailbox(&email.from)?)
        .to(mailbox(&message.to)?)
        .subject(message.subject.replace(|c: char| c.is_control(), " "))
        // RFC 3834: nobody's holiday notice answers it.
        .raw_header(automatic())
        .header(ContentType::TEXT_PLAIN)
        .body(message.text.clone())
        .map_err(|cause| SendError::Value { setting: "text".to_owned(), cause: cause.to_string() })?;
    let reply = transport(email, patience)?.send(&letter).map_err(|error| refusal(email, &error))?;
    Ok(Accepted { reply: short(&reply.message().collect::<Vec<_>>().join(" ")) })
}

fn automatic() -> lettre::message::header::HeaderValue {
    let name = lettre::message::header::HeaderName::new_from_ascii_str("Auto-Submitted");
    lettre::message::header::HeaderValue::new(name, "auto-generated".to_owned())
}

/// Whether a mail can be sent there, as far as the writing tells.
pub fn is_address(address: &str) -> bool {
    mailbox(address).is_ok()
}

fn mailbox(address: &str) -> Result<Mailbox, SendError> {
    address.parse().map_err(|cause: lettre::address::AddressError| SendError::Address {
        address: address.to_owned(),
        cause: cause.to_string(),
    })
}

fn transport(email: &Email, patience: Duration) -> Result<SmtpTransport, SendError> {
    let insecure =
        |cause: lettre::transport::smtp::Error| SendError::Insecure { server: server(email), cause: cause.to_string() };
    let tls = match email.security {
        Security::Tls => Tls::Wrapper(TlsParameters::new(email.host.clone()).map_err(insecure)?),
        Security::StartTls => Tls::Required(TlsParameters::new(email.host.clone()).map_err(insecure)?),
        Security::None => Tls::None,
    };
    let plain = SmtpTransport::builder_dangerous(&email.host).port(email.port).tls(tls).timeout(Some(patience));
    let login = email.login.clone().map(|(user, password)| Credentials::new(user, password));
    Ok(login.into_iter().fold(plain, lettre::transport::smtp::SmtpTransportBuilder::credentials).build())
}

/// RFC 5321: what begins with 4 is for later, what begins with 5 is final.
fn refusal(email: &Email, error: &lettre::transport::smtp::Error) -> SendError {
    let server = server(email);
    let status = error.status().map_or(0, u16::from);
    let cause = std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string);
    let reply = short(&cause);
    if error.is_permanent() {
        SendError::Refused { server, status, reply }
    } else if error.is_transient() {
        SendError::Busy { server, status, reply }
    } else if error.is_tls() || error.is_client() || inner(error).is_some_and(untrusted) {
        SendError::Insecure { server, cause: reply }
    } else if error.is_timeout() || inner(error).is_some_and(|inner| inner.kind() == io::ErrorKind::WouldBlock) {
        SendError::Silent { server }
    } else if error.is_response() {
        SendError::Unclear { server, reply }
    } else {
        SendError::Unreachable { server, cause: reply }
    }
}

/// What went wrong on the connection.
fn inner(error: &lettre::transport::smtp::Error) -> Option<&io::Error> {
    std::error::Error::source(error)?.downcast_ref()
}

fn server(email: &Email) -> String {
    format!("{}:{}", email.host, email.port)
}
