//! The holder's side of the door.

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use interprocess::local_socket::ListenerOptions;
use interprocess::local_socket::tokio::{Listener, Stream, prelude::*};
use serde_json::Value;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::{Answer, Call, Hello, Hold, PROTOCOL, Refused, frame, place};
use crate::ApiError;

/// Callers at one time. A person has a few; a program that leaks connections must not take the holder with it.
const MOST_CALLERS: usize = 64;
/// How long calls that are under way may take when the door closes.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open door. It closes when this is stopped; dropping it also lets go of the folder.
#[derive(Debug)]
pub struct Serving {
    closing: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
    hold: Option<Hold>,
}

impl Serving {
    /// Takes no more calls and waits for those under way. The folder stays held by what is given back: let go of it
    /// when the last write is done. Must not be called from within a call.
    #[must_use = "dropping it lets go of the folder"]
    pub fn stop(mut self) -> Option<Hold> {
        self.close();
        self.hold.take()
    }

    fn close(&mut self) {
        self.closing.send_replace(true);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.close();
    }
}

/// Opens the door of a folder that is held. Each call is one operation; several run at a time.
pub fn serve<D, F>(hold: Hold, dispatch: D) -> io::Result<Serving>
where
    D: Fn(Call) -> F + Send + Sync + 'static,
    F: Future<Output = Result<Value, ApiError>> + Send + 'static,
{
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let listener = {
        let _inside = runtime.enter();
        listen(&hold)?
    };
    let (closing, closed) = watch::channel(false);
    let thread = thread::Builder::new()
        .name("door".to_owned())
        .spawn(move || runtime.block_on(answer_all(listener, Arc::new(dispatch), closed)))?;
    Ok(Serving { closing, thread: Some(thread), hold: Some(hold) })
}

/// The lock is ours, so whatever stands at the socket's place was left by a holder that is gone.
fn listen(hold: &Hold) -> io::Result<Listener> {
    #[cfg(unix)]
    let names = place::prepare(hold.folder());
    #[cfg(not(unix))]
    let names = place::names(hold.folder());
    let mut last = io::Error::from(io::ErrorKind::NotFound);
    for name in names {
        match name.and_then(|name| ListenerOptions::new().name(name).create_tokio()) {
            Ok(listener) => return Ok(listener),
            Err(error) => last = error,
        }
    }
    Err(last)
}

async fn answer_all<D, F>(listener: Listener, dispatch: Arc<D>, closed: watch::Receiver<bool>)
where
    D: Fn(Call) -> F + Send + Sync + 'static,
    F: Future<Output = Result<Value, ApiError>> + Send + 'static,
{
    let mut callers = JoinSet::new();
    let mut closing = closed.clone();
    loop {
        tokio::select! {
            _ = closing.wait_for(|closed| *closed) => break,
            Some(_) = callers.join_next() => {}
            caller = listener.accept() => match caller {
                Ok(caller) if callers.len() < MOST_CALLERS && is_ours(&caller) => {
                    callers.spawn(answer(caller, Arc::clone(&dispatch), closed.clone()));
                }
                Ok(refused) => drop(refused),
                Err(error) => {
                    tracing::warn!(%error, "the door could not take a call");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            },
        }
    }
    drop(listener);
    let _ = tokio::time::timeout(PATIENCE, async { while callers.join_next().await.is_some() {} }).await;
}

async fn answer<D, F>(caller: Stream, dispatch: Arc<D>, mut closed: watch::Receiver<bool>)
where
    D: Fn(Call) -> F + Send + Sync,
    F: Future<Output = Result<Value, ApiError>> + Send,
{
    if let Err(error) = converse(&caller, &*dispatch, &mut closed).await {
        tracing::debug!(%error, "a caller at the door broke off");
    }
}

async fn converse<D, F>(mut caller: &Stream, dispatch: &D, closed: &mut watch::Receiver<bool>) -> io::Result<()>
where
    D: Fn(Call) -> F,
    F: Future<Output = Result<Value, ApiError>>,
{
    frame::send(&mut caller, &Hello::ours()).await?;
    let hello = tokio::select! {
        _ = closed.wait_for(|closed| *closed) => return Ok(()),
        hello = frame::receive::<Hello>(&mut caller, frame::LARGEST_CALL) => hello?,
    };
    if hello.is_none_or(|hello| hello.roomwatt_door != PROTOCOL) {
        return Ok(());
    }
    loop {
        // A call that has begun is answered; between calls the door may close.
        let call = tokio::select! {
            _ = closed.wait_for(|closed| *closed) => return Ok(()),
            call = frame::receive::<Call>(&mut caller, frame::LARGEST_CALL) => call?,
        };
        let Some(call) = call else { return Ok(()) };
        let answer = match dispatch(call).await {
            Ok(value) => Answer::Ok(value),
            Err(ApiError { code, message, field }) => Answer::Error(Refused { code, message, field }),
        };
        frame::send(&mut caller, &answer).await?;
    }
}

/// The directory already keeps others out; the kernel's word on who calls is asked as well.
fn is_ours(caller: &Stream) -> bool {
    #[cfg(unix)]
    {
        caller.peer_creds().is_ok_and(|who| who.euid().is_none_or(|user| user == place::own_user()))
    }
    #[cfg(not(unix))]
    {
        let _ = caller;
        true
    }
}
