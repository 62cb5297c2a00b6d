//! `POST /api/{name}`: one operation of the list.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use engine::ApiError;
use serde_json::{Value, json};

use crate::{Operations, Shared};

pub(crate) async fn call<O: Operations>(
    State(shared): State<Arc<Shared<O>>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let body = match body {
        Ok(body) => body,
        Err(rejection) => return refusal(rejection.status(), "body", &rejection.body_text()).into_response(),
    };
    let args = match if body.is_empty() { Ok(Value::Null) } else { serde_json::from_slice(&body) } {
        Ok(args) => args,
        Err(error) => {
            return refusal(StatusCode::BAD_REQUEST, "json", &format!("the body must be JSON: {error}"))
                .into_response();
        }
    };
    match shared.operations.call(language(&headers), &name, args).await {
        Ok(value) => ([(header::CACHE_CONTROL, "no-store")], Json(value)).into_response(),
        Err(error) => {
            let status = status_of(&error);
            let ApiError { code, message, field } = error;
            (status, Json(json!({ "code": code, "message": message, "field": field }))).into_response()
        }
    }
}

/// A refusal of the portal's own, in the shape of the engine's.
pub(crate) fn refusal(status: StatusCode, code: &str, message: &str) -> (StatusCode, Json<Value>) {
    (status, Json(json!({ "code": code, "message": message, "field": null })))
}

/// The page reads the code; the status is for proxies and for people with a terminal.
fn status_of(error: &ApiError) -> StatusCode {
    match error.code.as_str() {
        "unknown-operation" => StatusCode::NOT_FOUND,
        "not-allowed" => StatusCode::FORBIDDEN,
        "arguments" => StatusCode::BAD_REQUEST,
        "internal" | "store" => StatusCode::INTERNAL_SERVER_ERROR,
        "stopping" => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// The first language of `Accept-Language`; our own pages send exactly one.
fn language(headers: &HeaderMap) -> Option<&str> {
    let first = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?.split([',', ';']).next()?.trim();
    (!first.is_empty()).then_some(first)
}
