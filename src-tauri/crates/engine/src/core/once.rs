//! Commands that are done once, however often they come (rule 4), and what they would do.

use serde::Serialize;
use store::Tx;

use super::Core;
use crate::Actor;
use crate::error::{Refusal, Result};

/// A person's command with the key that its form was given when it opened.
#[derive(Debug, Clone)]
pub(crate) struct Command {
    name: &'static str,
    key: String,
    /// All that was asked for, to tell a repetition from another wish under an old key.
    args: String,
    actor: String,
}

impl Command {
    pub fn new(name: &'static str, key: &str, args: &impl Serialize, by: &Actor) -> Result<Self> {
        if !is_key(key) {
            return Err(Refusal::new("key-missing").field("key"));
        }
        let args = serde_json::to_string(args).map_err(Refusal::broken)?;
        Ok(Self { name, key: format!("{name}/{key}"), args, actor: by.name.clone() })
    }

    /// A command that is only tried out: it leaves no trace, so any key will do.
    pub fn tried(name: &'static str, by: &Actor) -> Self {
        Self { name, key: name.to_owned(), args: String::new(), actor: by.name.clone() }
    }

    /// The key of one of the entries that this command posts.
    pub fn entry_key(&self, what: &str) -> String {
        format!("{}/{what}", self.key)
    }

    pub fn actor(&self) -> &str {
        &self.actor
    }
}

pub(crate) fn is_key(key: &str) -> bool {
    (1..=100).contains(&key.len()) && key.is_ascii() && !key.contains(char::is_control)
}

/// Why a change under way is not kept.
pub(crate) enum Stop {
    Store(store::Error),
    Refused(Refusal),
}

impl From<store::Error> for Stop {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// The word for a change that is not to be kept.
const NOT_KEPT: store::Error = store::Error::NoSuch("wish to keep this change");

impl Core {
    /// Whether this very command was done before. Another wish under its key is refused.
    pub fn done_before(&self, command: &Command) -> Result<bool> {
        match store::operation::by_key(&self.store, &command.key)? {
            None => Ok(false),
            Some(first) if first.args == command.args => Ok(true),
            Some(_) => Err(Refusal::new("key-reused").field("key")),
        }
    }

    /// Does all that a command means in one transaction, and says what it came to. After a commit in doubt the store is
    /// opened afresh and asked whether it was done.
    pub fn do_once<R>(
        &mut self,
        command: &Command,
        change: impl FnOnce(&mut Tx<'_>) -> std::result::Result<R, Stop>,
    ) -> Result<Option<R>> {
        let done = store::operation::Operation {
            at: self.now,
            actor: command.actor.clone(),
            name: command.name.to_owned(),
            args: command.args.clone(),
            key: Some(command.key.clone()),
        };
        let mut refused = None;
        let written = self.write(|tx| match change(tx) {
            Ok(result) => store::operation::insert(tx, &done).map(|()| result),
            Err(Stop::Store(error)) => Err(error),
            Err(Stop::Refused(refusal)) => {
                refused = Some(refusal);
                Err(NOT_KEPT)
            }
        });
        if let Some(refusal) = refused {
            return Err(refusal);
        }
        let result = match written {
            Err(refusal) if refusal.code == "unsure" => {
                self.try_to_recover();
                if !self.done_before(command)? {
                    return Err(refusal);
                }
                None
            }
            written => Some(written?),
        };
        self.keep_head_outside();
        Ok(result)
    }

    /// What a change would come to: it is made and taken back, and leaves no trace.
    pub fn try_out<R>(&mut self, change: impl FnOnce(&mut Tx<'_>) -> std::result::Result<R, Stop>) -> Result<R> {
        let mut outcome = None;
        // The transaction always ends without a commit.
        let ended = self.store.transaction(|tx| {
            outcome = Some(change(tx));
            Err::<(), _>(NOT_KEPT)
        });
        match (outcome, ended) {
            (Some(Ok(result)), _) => Ok(result),
            (Some(Err(Stop::Refused(refusal))), _) => Err(refusal),
            (Some(Err(Stop::Store(error))), _) | (None, Err(error)) => Err(error.into()),
            (None, Ok(())) => Err(Refusal::new("unsure")),
        }
    }
}
