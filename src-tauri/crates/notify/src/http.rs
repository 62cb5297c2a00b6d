use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig};

use crate::error::SendError;
use crate::fill::{Place, fill, percent};
use crate::template::{Body, Sign, Template};
use crate::{Accepted, Message, Moment, acs3, short, untrusted};

/// As much of a reply is read; those that say yes or no are far shorter.
const REPLY_READ: u64 = 64 * 1024;

pub(crate) fn send(template: &Template, request: Request, patience: Duration) -> Result<Accepted, SendError> {
    let server = request.server();
    let mut call = ureq::http::Request::builder().method(template.method.as_str()).uri(&request.url);
    for (name, value) in &request.headers {
        call = call.header(name, value);
    }
    let call = call
        .body(request.body)
        .map_err(|cause| SendError::Value { setting: "url".to_owned(), cause: cause.to_string() })?;
    let mut response = agent(patience).run(call).map_err(|error| unanswered(&server, error))?;
    let status = response.status().as_u16();
    let reply = response.body_mut().with_config().limit(REPLY_READ).lossy_utf8(true).read_to_string();
    let reply = reply.map_err(|error| unanswered(&server, error))?;
    judge(template, server, status, &reply)
}

/// What goes over the wire.
#[derive(Debug)]
pub(crate) struct Request {
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Request {
    /// Host and port of the address, which hold no secret.
    fn server(&self) -> String {
        let behind = self.url.split_once("://").map_or(self.url.as_str(), |(_, behind)| behind);
        behind.split(['/', '?']).next().unwrap_or(behind).to_owned()
    }
}

pub(crate) fn compose(
    template: &Template,
    settings: &BTreeMap<String, String>,
    message: &Message,
    moment: &Moment,
) -> Result<Request, SendError> {
    if !template.kind.takes(&message.to) {
        let cause = template.kind.wants().to_owned();
        return Err(SendError::Address { address: message.to.clone(), cause });
    }
    let value = |name: &str| -> Option<Cow<'_, str>> {
        match name {
            "to" => Some(Cow::Borrowed(message.to.as_str())),
            "subject" => Some(Cow::Borrowed(message.subject.as_str())),
            "text" => Some(Cow::Borrowed(template.cut(&message.text))),
            _ => {
                let setting = settings.get(name).filter(|value| !value.is_empty());
                setting.or_else(|| message.fields.get(name)).map(|value| Cow::Borrowed(value.as_str()))
            }
        }
    };
    // The server's own address is a setting of some templates, and stands as it is.
    let base = fill(&template.base, Place::Plain, &value)?;
    let url = format!("{base}{}", fill(&template.path, Place::Url, &value)?);
    let mut headers = Vec::new();
    for (name, text) in &template.headers {
        headers.push((name.clone(), fill(text, Place::Header, &value)?));
    }
    let body = match &template.body {
        Body::None => String::new(),
        Body::Json(text) => {
            headers.push(content("application/json; charset=utf-8"));
            fill(text, Place::Json, &value)?
        }
        Body::Text(text) => {
            headers.push(content("text/plain; charset=utf-8"));
            fill(text, Place::Plain, &value)?
        }
        Body::Form(fields) => {
            headers.push(content("application/x-www-form-urlencoded"));
            let mut pairs = Vec::new();
            for (name, field) in fields {
                pairs.push(format!("{}={}", percent(name), percent(&fill(&field.text, field.place, &value)?)));
            }
            pairs.join("&")
        }
    };
    if let Some((user, password)) = &template.basic {
        let login = format!("{}:{}", fill(user, Place::Plain, &value)?, fill(password, Place::Plain, &value)?);
        headers.push(("Authorization".to_owned(), format!("Basic {}", STANDARD.encode(login))));
    }
    let mut request = Request { url, headers, body };
    if let Some(Sign::Acs3 { key, secret, action, version }) = &template.sign {
        let signed = acs3::Signing {
            key: &fill(key, Place::Header, &value)?,
            secret: &fill(secret, Place::Plain, &value)?,
            action,
            version,
        };
        acs3::sign(&mut request, template.method.as_str(), &signed, moment);
    }
    Ok(request)
}

fn content(kind: &str) -> (String, String) {
    ("Content-Type".to_owned(), kind.to_owned())
}

fn agent(patience: Duration) -> Agent {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::PlatformVerifier)
        .unversioned_rustls_crypto_provider(provider)
        .build();
    let config = Agent::config_builder()
        .timeout_global(Some(patience))
        .http_status_as_error(false)
        // A message with a secret in it goes where it was sent, or nowhere.
        .max_redirects(0)
        .max_redirects_will_error(false)
        .user_agent("Roomwatt")
        .tls_config(tls)
        .build();
    Agent::new_with_config(config)
}

fn unanswered(server: &str, error: ureq::Error) -> SendError {
    let server = server.to_owned();
    match error {
        ureq::Error::Timeout(_) => SendError::Silent { server },
        ureq::Error::Tls(cause) => SendError::Insecure { server, cause: cause.to_owned() },
        ureq::Error::Rustls(cause) => SendError::Insecure { server, cause: cause.to_string() },
        ureq::Error::BadUri(cause) => SendError::Value { setting: "url".to_owned(), cause },
        ureq::Error::Protocol(_) | ureq::Error::BodyExceedsLimit(_) => {
            SendError::Unclear { server, reply: short(&error.to_string()) }
        }
        ureq::Error::Io(cause) if untrusted(&cause) => SendError::Insecure { server, cause: cause.to_string() },
        other => SendError::Unreachable { server, cause: short(&other.to_string()) },
    }
}

fn judge(template: &Template, server: String, status: u16, reply: &str) -> Result<Accepted, SendError> {
    let spaceless: String = reply.chars().filter(|c| !c.is_whitespace()).collect();
    let said = |marks: &[String]| marks.iter().any(|mark| spaceless.contains(mark.as_str()));
    let reply = short(reply);
    match status {
        _ if said(&template.never) => Err(SendError::Refused { server, status, reply }),
        200..300 if template.taken.is_empty() || said(&template.taken) => Ok(Accepted { reply }),
        200..300 => Err(SendError::Unclear { server, reply }),
        408 | 425 | 429 | 500..600 => Err(SendError::Busy { server, status, reply }),
        _ => Err(SendError::Refused { server, status, reply }),
    }
}
