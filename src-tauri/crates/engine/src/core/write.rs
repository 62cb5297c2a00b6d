//! Every write of the core: one guarded transaction, and what is recorded of the supply.

use ledger::{Draft, Head};
use store::supply_event::{SupplyEvent, SupplyEventKind};
use supply::Decision;
use units::{PlaceId, Timestamp};

use super::Core;
use crate::error::{Refusal, Result};

impl Core {
    /// Runs one transaction. An error at commit means *unknown*: then the store is opened afresh, and only what is
    /// found there counts. While the journal cannot be written nothing is cut.
    pub fn write<R>(&mut self, change: impl FnOnce(&mut store::Tx<'_>) -> store::Result<R>) -> Result<R> {
        // What is not known to be there is not built upon.
        let result = if self.in_doubt { Err(store::Error::Stopped) } else { self.store.transaction(change) };
        #[cfg(test)]
        let result = self.lose_answer(result);
        match &result {
            Ok(_) => {
                self.fault = None;
                self.last_fault = None;
            }
            Err(error @ (store::Error::Unknown(_) | store::Error::Stopped)) => {
                self.in_doubt = true;
                self.note_fault(error.to_string());
            }
            Err(error @ (store::Error::Full | store::Error::Io(_) | store::Error::ReadOnly)) => {
                self.note_fault(error.to_string());
            }
            Err(_) => {}
        }
        result.map_err(|error| match error {
            store::Error::Full => Refusal::new("disk-full"),
            store::Error::Unknown(_) | store::Error::Stopped => Refusal::new("unsure"),
            store::Error::KeyReused { .. } => Refusal::new("key-reused").field("key"),
            other => other.into(),
        })
    }

    /// A disk that stays full or broken is spoken of once, not with every try.
    fn note_fault(&mut self, text: String) {
        if self.last_fault.is_none() {
            tracing::error!(fault = text, "the store cannot be written");
            self.last_fault = Some(text.clone());
        }
        self.fault = Some(text);
    }

    /// The change is on disk, and nobody was told.
    #[cfg(test)]
    fn lose_answer<R>(&mut self, result: store::Result<R>) -> store::Result<R> {
        match self.answers_left {
            Some(0) => {
                self.answers_left = None;
                result.and(Err(store::Error::Unknown("the answer was lost".to_owned())))
            }
            left => {
                self.answers_left = left.map(|left| left - 1);
                result
            }
        }
    }

    /// Posts one entry. After a commit in doubt the store is opened afresh and asked whether the entry is there.
    pub fn post(&mut self, draft: Draft) -> Result<store::Posted> {
        let again = draft.clone();
        let posted = match self.write(|tx| tx.post(draft)) {
            Err(refusal) if refusal.code == "unsure" => {
                self.try_to_recover();
                let meant = units::millis(again.at);
                let mut posted = self.write(|tx| tx.post(again)).map_err(|refusal| self.full_disk(refusal))?;
                // Found there with this very instant, it is this wish that was kept, not an earlier one.
                posted.repeated &= units::millis(posted.entry.draft.at) != meant;
                Ok(posted)
            }
            posted => posted,
        }?;
        self.keep_head_outside();
        Ok(posted)
    }

    /// In doubt because the disk is full: that can be said, and mended.
    fn full_disk(&self, refusal: Refusal) -> Refusal {
        let full = self.last_fault.as_ref().is_some_and(|fault| fault.contains("full"));
        if full && refusal.code == "unsure" { Refusal::new("disk-full") } else { refusal }
    }

    /// Opens the store afresh after a commit in doubt.
    pub fn try_to_recover(&mut self) {
        if self.fault.is_none() {
            return;
        }
        if let Err(error) = self.store.renew() {
            self.fault = Some(error.to_string());
            return;
        }
        if self.in_doubt {
            if let Err(refusal) = self.reload() {
                self.fault = Some(format!("{refusal:?}"));
                return;
            }
            self.in_doubt = false;
        }
        self.fault = None;
        tracing::info!("the store can be used again");
    }

    /// The head of the chain is kept beside the database, so that an older file put back is noticed.
    pub fn keep_head_outside(&self) {
        let Head { id, hash } = self.store.head();
        if let Err(error) = crate::head::write(&self.folder, id, &hash.to_string()) {
            tracing::warn!(%error, "the head of the journal could not be kept outside");
        }
    }

    pub fn record_decision(&mut self, place: PlaceId, decision: &Decision, balance: units::Money) {
        let Some(event) = self.event(place, SupplyEventKind::Decision) else { return };
        let facts = serde_json::to_string(&self.known(place, decision, balance)).unwrap_or_default();
        self.record(&SupplyEvent {
            desired: decision.state.code().to_owned(),
            reason: decision.reason.code().to_owned(),
            args: crate::reasons::kept(&decision.reason, &self.site),
            facts,
            ..event
        });
    }

    pub fn record_command(&mut self, place: PlaceId, on: bool) {
        let Some(event) = self.event(place, SupplyEventKind::Command) else { return };
        self.record(&SupplyEvent { desired: word(on), ..event });
    }

    pub fn record_relay(&mut self, place: PlaceId, closed: bool, at: Timestamp) {
        let Some(event) = self.event(place, SupplyEventKind::ReadBack) else { return };
        self.record(&SupplyEvent { actual: Some(word(closed)), at, ..event });
    }

    pub fn record_failed_command(&mut self, place: PlaceId, error: &bus::LineError) {
        let Some(event) = self.event(place, SupplyEventKind::Failed) else { return };
        self.record(&SupplyEvent { args: error.to_string(), ..event });
    }

    /// An event of now under the decision in force.
    fn event(&self, place: PlaceId, kind: SupplyEventKind) -> Option<SupplyEvent> {
        let room = self.rooms.get(&place)?;
        Some(SupplyEvent {
            point: room.point,
            at: self.now,
            kind,
            desired: word(room.decision.state.closed()),
            actual: None,
            reason: room.decision.reason.code().to_owned(),
            args: String::new(),
            facts: String::new(),
        })
    }

    fn record(&mut self, event: &SupplyEvent) {
        // Safety acts also when nothing can be recorded (rule 18); the fault is shown until it is mended.
        if let Err(refusal) = self.write(|tx| store::supply_event::insert(tx, event)) {
            tracing::warn!(?refusal, ?event, "a supply event could not be recorded");
        }
    }

    /// Credit is well again: the next low is an episode of its own, with a notice of its own (rule 19).
    pub fn begin_episode(&mut self, place: PlaceId) {
        let Some(room) = self.rooms.get_mut(&place) else { return };
        room.notice = None;
        room.episode += 1;
        let (key, episode) = (episode_key(room.account.id), room.episode.to_string());
        if let Err(refusal) = self.write(|tx| store::setting::put(tx, &key, &episode)) {
            tracing::warn!(?refusal, "the end of an episode could not be recorded");
        }
    }

    /// A notice was given: by a channel, a page or a person (rule 19).
    pub fn give_notice(&mut self, place: PlaceId, how: &str) {
        if let Err(refusal) = self.record_notice(place, how) {
            tracing::warn!(?refusal, "a notice could not be recorded");
        }
    }

    pub fn record_notice(&mut self, place: PlaceId, how: &str) -> Result<()> {
        let now = self.now;
        let Some(room) = self.rooms.get(&place) else { return Ok(()) };
        let notice = store::notice::Notice {
            account: room.account.id,
            episode: room.episode,
            level: room.warn_level,
            given_at: now,
            how: how.to_owned(),
        };
        self.write(|tx| store::notice::insert(tx, &notice))?;
        // While credit is well there is nothing to give notice of: it is recorded, and counts for no cut.
        if let Some(room) = self.rooms.get_mut(&place).filter(|room| room.warn_level > 0) {
            room.notice.get_or_insert((now, how.to_owned()));
        }
        Ok(())
    }

    pub fn clear_manual(&mut self, place: PlaceId, id: i64) {
        let since = self.rooms.get(&place).and_then(|room| room.manual.as_ref()).map(|manual| manual.shown.since);
        // An order does not end before it was given, wherever the clock was set to.
        let ended = since.map_or(self.now, |since| self.now.max(units::timestamp(since)));
        if self.write(|tx| store::manual_order::clear(tx, id, ended)).is_ok()
            && let Some(room) = self.rooms.get_mut(&place)
        {
            room.manual = None;
        }
    }
}

pub(super) fn episode_key(account: units::AccountId) -> String {
    format!("episode/{account}")
}

fn word(closed: bool) -> String {
    if closed { "on" } else { "off" }.to_owned()
}
