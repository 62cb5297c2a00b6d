//! The system's keychain, asked on a thread of its own: a locked one may wait for a prompt that nobody sees.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::{Key, KeyError};

const SERVICE: &str = "org.roomwatt.desktop";
const DEADLINE: Duration = Duration::from_secs(20);

pub(super) fn get(name: &str) -> Result<Key, KeyError> {
    let name = name.to_owned();
    let text = within(DEADLINE, move || {
        let entry = keyring::Entry::new(SERVICE, &name).map_err(|error| error.to_string())?;
        entry.get_password().map_err(|error| error.to_string())
    })?;
    Key::from_hex(&text).ok_or_else(|| KeyError::Keychain("what it holds is not a key".to_owned()))
}

pub(super) fn put(name: &str, key: &Key) -> Result<(), KeyError> {
    let (name, text) = (name.to_owned(), key.hex());
    within(DEADLINE, move || {
        let entry = keyring::Entry::new(SERVICE, &name).map_err(|error| error.to_string())?;
        entry.set_password(&text).map_err(|error| error.to_string())
    })
}

/// An answer that comes after the deadline is dropped with its thread.
fn within<T: Send + 'static>(
    deadline: Duration,
    ask: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, KeyError> {
    let (send, receive) = mpsc::channel();
    thread::Builder::new()
        .name("keychain".to_owned())
        .spawn(move || {
            let _ = send.send(ask());
        })
        .map_err(|error| KeyError::Keychain(error.to_string()))?;
    match receive.recv_timeout(deadline) {
        Ok(answer) => answer.map_err(KeyError::Keychain),
        Err(mpsc::RecvTimeoutError::Timeout) => Err(KeyError::KeychainSlow(deadline.as_secs())),
        Err(mpsc::RecvTimeoutError::Disconnected) => Err(KeyError::Keychain("it broke off".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keychain_that_waits_for_ever_is_left_waiting() {
        let (hold, held) = mpsc::channel::<()>();
        let answer = within(Duration::from_millis(5), move || held.recv().map_err(|error| error.to_string()));
        assert!(matches!(answer, Err(KeyError::KeychainSlow(0))));
        drop(hold);
    }

    #[test]
    fn an_answer_and_a_refusal_pass_through() {
        assert_eq!(within(DEADLINE, || Ok(7)).unwrap(), 7);
        let refused = within::<()>(DEADLINE, || Err("locked".to_owned()));
        assert!(matches!(refused, Err(KeyError::Keychain(why)) if why == "locked"));
    }
}
