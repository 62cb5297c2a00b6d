//! Who may call: whoever has the token, from our own pages, under this computer's own name.

use std::fmt;
use std::hint::black_box;
use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::call::refusal;
use crate::{Operations, Shared};

const TOKEN: &str = "x-roomwatt-token";

/// A secret that is made anew at each start.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// 128 random bits, as hexadecimal digits; fails where the system gives no random numbers.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    pub fn text(&self) -> &str {
        &self.0
    }

    /// Takes as long for a near miss as for a far one.
    fn is(&self, given: &[u8]) -> bool {
        let ours = self.0.as_bytes();
        let difference = ours.iter().zip(given).fold(0, |difference, (a, b)| black_box(difference | (a ^ b)));
        ours.len() == given.len() && difference == 0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(secret)")
    }
}

/// For the operations: without the token there is nothing.
pub(crate) async fn token<O: Operations>(
    State(shared): State<Arc<Shared<O>>>,
    request: Request,
    next: Next,
) -> Response {
    let given = request.headers().get(TOKEN).map(|given| given.as_bytes());
    if given.is_some_and(|given| shared.token.is(given)) {
        next.run(request).await
    } else {
        let text = "this page has lost its token; open the address that Roomwatt printed at its start";
        refusal(StatusCode::UNAUTHORIZED, "token", text).into_response()
    }
}

/// For everything: a foreign name in `Host` is DNS rebinding, a foreign `Origin` another site's page.
pub(crate) async fn origin<O: Operations>(
    State(shared): State<Arc<Shared<O>>>,
    request: Request,
    next: Next,
) -> Response {
    if is_ours(request.headers(), shared.port) {
        next.run(request).await
    } else {
        let text = "open this page by the address that Roomwatt printed at its start";
        refusal(StatusCode::FORBIDDEN, "origin", text).into_response()
    }
}

fn is_ours(headers: &HeaderMap, port: u16) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or(""));
    let Some(host) = text(header::HOST) else { return false };
    is_own_name(host, port)
        && text(header::ORIGIN).is_none_or(|origin| origin.strip_prefix("http://").is_some_and(|origin| origin == host))
}

/// `localhost` or an address in figures: a name that a stranger's DNS answers for is neither.
fn is_own_name(host: &str, port: u16) -> bool {
    let (name, given) = match host.rsplit_once(':') {
        Some((name, given)) if !given.ends_with(']') => (name, given.parse().ok()),
        _ => (host, Some(80)),
    };
    let literal = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    given == Some(port) && (name.eq_ignore_ascii_case("localhost") || literal.parse::<IpAddr>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_computers_own_names_pass() {
        for ours in ["127.0.0.1:8080", "localhost:8080", "[::1]:8080", "192.168.1.7:8080"] {
            assert!(is_own_name(ours, 8080), "{ours}");
        }
        for foreign in ["evil.example:8080", "localhost", "127.0.0.1:8081", "127.0.0.1.evil.example:8080", "", ":8080"]
        {
            assert!(!is_own_name(foreign, 8080), "{foreign}");
        }
        assert!(is_own_name("127.0.0.1", 80));
        assert!(is_own_name("[::1]", 80));
    }

    #[test]
    fn a_token_is_itself_only() {
        let token = Token::random().unwrap();
        assert!(token.is(token.text().as_bytes()));
        for wrong in ["", &token.text()[1..], &format!("{}0", token.text()), Token::random().unwrap().text()] {
            assert!(!token.is(wrong.as_bytes()));
        }
        assert_eq!(format!("{token:?}"), "Token(secret)");
    }
}
