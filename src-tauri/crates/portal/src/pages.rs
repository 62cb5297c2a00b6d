//! The user interface's files, with headers that let them do no more than they need.

use std::path::PathBuf;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::call::refusal;

/// Charts carry style attributes, so styles may stand in the page; scripts may not.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
    font-src 'self' data:; connect-src 'self'; frame-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 4] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

pub(crate) fn with_pages(api: Router, ui: Option<PathBuf>) -> Router {
    let routes = match ui {
        Some(ui) => api.fallback_service(ServeDir::new(ui)),
        None => api.fallback(nothing),
    };
    HEADERS.into_iter().fold(routes, |routes, (name, value)| {
        routes.layer(SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value)))
    })
}

async fn nothing() -> impl IntoResponse {
    let text = "only operations are served here; start `roomwatt run` with --ui to have the pages too";
    refusal(StatusCode::NOT_FOUND, "no-pages", text)
}
