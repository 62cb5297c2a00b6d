//! `GET /api/events`: what has changed, as server-sent events, until either side ends.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures::Stream;
use futures::stream::unfold;
use serde_json::json;
use tokio::sync::broadcast::error::RecvError;

use crate::{Operations, Shared};

pub(crate) async fn events<O: Operations>(
    State(shared): State<Arc<Shared<O>>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = shared.operations.changes();
    let stream = unfold((changes, shared.closed.clone()), |(mut changes, mut closed)| async move {
        let change = tokio::select! {
            _ = closed.wait_for(|closed| *closed) => return None,
            change = changes.recv() => match change {
                Ok(change) => change,
                // A slow page is told to look again rather than what it missed.
                Err(RecvError::Lagged(_)) => json!({ "kind": "changed" }),
                Err(RecvError::Closed) => return None,
            },
        };
        Some((Ok(Event::default().data(change.to_string())), (changes, closed)))
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}
