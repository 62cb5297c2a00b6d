//! Who is asked next: who was wished for, who still owes its reading of the interval, then a silent one where its share
//! of the time allows, then the watched and the others in turn, whoever has waited longest first. One whose answers come
//! spoilt waits until the others had their time again.

use std::time::Duration;

use tokio::time::Instant;
use units::{MeterId, Timestamp};

use crate::Device;
use crate::device::Known;
use crate::session::UNKNOWN_TURNAROUND;
use crate::sweep::{Sweep, Swept};

/// All silent devices together may cost the others one part in so many of the time.
const SHARE_OF_SILENT: u32 = 32;

/// What one device wastes may cost the others one part in so many of the time.
const SHARE_OF_SPOILT: u32 = 24;

/// Only where at most one device in so many is spoilt, the others come first.
const FEW_ARE_ONE_IN: usize = 4;

/// Where nobody answers, somebody is tried this often: a plug that is back is noticed within seconds.
const KNOCK: Duration = Duration::from_secs(2);

#[derive(Debug)]
pub(crate) struct Scheduler {
    known: Vec<Known>,
    /// The line's longest wait for an answer; a profile may ask for more.
    longest: Duration,
    watched: Vec<MeterId>,
    watched_every: Duration,
    /// The last one asked was a watched one.
    watched_last: bool,
    /// From here on a silent one may be tried at the cost of the others.
    silent_from: Instant,
    /// When somebody silent was last tried.
    knocked: Option<Instant>,
    pub(crate) sweep: Sweep,
}

impl Scheduler {
    pub(crate) fn new(devices: Vec<Device>, longest: Duration, now: Instant) -> Self {
        let mut scheduler = Self {
            known: Vec::new(),
            longest,
            watched: Vec::new(),
            watched_every: Duration::ZERO,
            watched_last: false,
            silent_from: now,
            knocked: None,
            sweep: Sweep::default(),
        };
        scheduler.replace(devices, now);
        scheduler
    }

    /// These and no others; what is known of those that stay is kept.
    pub(crate) fn replace(&mut self, devices: Vec<Device>, now: Instant) {
        let mut before = std::mem::take(&mut self.known);
        for device in devices {
            match before.iter().position(|known| known.device.meter == device.meter) {
                None => {
                    let longest = self.longest.max(Duration::from_millis(device.profile.timeout_ms()));
                    let mut known = Known::new(device, longest, now);
                    known.swept = self.sweep.number();
                    self.known.push(known);
                }
                Some(index) => {
                    let mut known = before.swap_remove(index);
                    known.update(device, now);
                    self.known.push(known);
                }
            }
        }
    }

    /// These are read so often as well, as far as that takes no more than half of the time.
    pub(crate) fn watch(&mut self, meters: Vec<MeterId>, every: Duration) {
        self.watched = meters;
        self.watched_every = every;
    }

    pub(crate) fn index(&self, meter: MeterId) -> Option<usize> {
        self.known.iter().position(|known| known.device.meter == meter)
    }

    pub(crate) fn get(&mut self, index: usize) -> &mut Known {
        &mut self.known[index]
    }

    pub(crate) fn all_mut(&mut self) -> &mut [Known] {
        &mut self.known
    }

    /// The device to ask now. `at` is the wall clock, for the edges of intervals.
    pub(crate) fn next(&mut self, now: Instant, at: Timestamp) -> Option<usize> {
        self.sweep.pass(at);
        if let Some(wished) = self.known.iter().position(|known| known.wanted_now) {
            return Some(wished);
        }
        if let Some(owing) = self.sweep.owing(&self.known) {
            return Some(owing);
        }
        let silent = self.earliest(now, |known| known.is_silent().then_some(known.due));
        if silent.is_some() && now >= self.silent_from {
            return silent;
        }
        let watched = self.earliest(now, |known| self.watched_due(known));
        let behind = self.known.iter().filter(|known| known.is_behind(now)).count();
        // Where many are spoilt it is the line, and those that are left would be asked again and again.
        let few = behind * FEW_ARE_ONE_IN <= self.known.len();
        let other = few.then(|| self.earliest(now, |known| (!known.is_silent()).then_some(known.fair())));
        // Nobody gains by a line that stands still.
        let other = other.flatten().or_else(|| self.earliest(now, |known| (!known.is_silent()).then_some(known.due)));
        let watched = watched.filter(|_| other.is_none() || !self.watched_last);
        self.watched_last = watched.is_some();
        watched.or(other).or(silent).or_else(|| self.knock(now))
    }

    /// The one that is due for the longest.
    fn earliest(&self, now: Instant, due: impl Fn(&Known) -> Option<Instant>) -> Option<usize> {
        let due = self.known.iter().enumerate().filter_map(|(index, known)| Some((due(known)?, index)));
        due.filter(|(due, _)| *due <= now).min().map(|(_, index)| index)
    }

    /// When a watched one should be read again; one in trouble comes in its usual turn.
    fn watched_due(&self, known: &Known) -> Option<Instant> {
        let watched = known.failures == 0 && self.watched.contains(&known.device.meter);
        watched.then(|| known.began.map_or(known.due, |began| began + self.watched_every))
    }

    fn knock(&self, now: Instant) -> Option<usize> {
        let next = self.knocking()?;
        (next <= now).then(|| self.earliest_of_all()).flatten()
    }

    /// When somebody is tried because nobody answers.
    fn knocking(&self) -> Option<Instant> {
        let all_silent = !self.known.is_empty() && self.known.iter().all(Known::is_silent);
        all_silent.then(|| self.knocked.map(|at| at + KNOCK)).flatten()
    }

    fn earliest_of_all(&self) -> Option<usize> {
        self.known.iter().enumerate().min_by_key(|(_, known)| known.due).map(|(index, _)| index)
    }

    /// When the next one is due.
    pub(crate) fn wake(&self, now: Instant, at: Timestamp) -> Option<Instant> {
        let due = self.known.iter().map(|known| known.due);
        let watched = self.known.iter().filter_map(|known| self.watched_due(known));
        let edge = self.sweep.until_edge(at).map(|left| now + left);
        due.chain(watched).chain(self.knocking()).chain(edge).min()
    }

    /// A whole reading came of it.
    pub(crate) fn succeeded(&mut self, index: usize, began: Instant, now: Instant) {
        let all_were_silent = self.known.iter().all(Known::is_silent);
        let known = &mut self.known[index];
        known.succeeded(began, now.saturating_duration_since(began));
        known.pay(now, SHARE_OF_SPOILT);
        if all_were_silent {
            // The line is back: so may the others be.
            self.known.iter_mut().for_each(|known| known.due = known.due.min(now));
            self.silent_from = now;
        }
    }

    /// Nothing came of it.
    pub(crate) fn failed(&mut self, index: usize, began: Instant, now: Instant) {
        let known = &mut self.known[index];
        known.failed(began);
        if known.is_mute() {
            known.wasted = Duration::ZERO;
        } else {
            known.pay(now, SHARE_OF_SPOILT);
        }
        if self.known[index].is_silent() {
            self.knocked = Some(now);
            self.silent_from = now + now.saturating_duration_since(began) * SHARE_OF_SILENT;
        }
    }

    /// Whether an edge has passed since which somebody was not read.
    pub(crate) fn owes_sweep(&mut self, at: Timestamp) -> bool {
        self.owing(at).is_some()
    }

    /// Who is asked next in the sweep.
    pub(crate) fn owing(&mut self, at: Timestamp) -> Option<usize> {
        self.sweep.pass(at);
        self.sweep.owing(&self.known)
    }

    /// The sweep that has just ended, told once.
    pub(crate) fn swept(&mut self) -> Option<Swept> {
        self.sweep.over(&self.known)
    }

    /// The silence that a dirty line needs: longer than the slowest known turnaround on it.
    pub(crate) fn quiet(&self) -> Duration {
        let slowest = self.known.iter().filter_map(|known| known.habit.slowest()).max();
        slowest.map_or(UNKNOWN_TURNAROUND, |slowest| slowest * 5 / 4 + Duration::from_millis(5))
    }

    /// How many answered when last asked.
    pub(crate) fn answering(&self) -> u32 {
        u32::try_from(self.known.iter().filter(|known| known.answers()).count()).unwrap_or(u32::MAX)
    }

    /// What one round over the answering devices takes.
    pub(crate) fn cycle(&self) -> Option<Duration> {
        let costs = self.known.iter().filter(|known| known.answers()).filter_map(|known| known.cost);
        Some(costs.sum()).filter(|cycle: &Duration| !cycle.is_zero())
    }
}
