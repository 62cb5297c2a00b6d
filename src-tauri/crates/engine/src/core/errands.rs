//! Scans and changes of devices under way: what a line's owner tells of them, and what is kept of it to be shown.

use std::collections::BTreeMap;
use std::sync::Arc;

use bus::{Change, ChangeError, Changed, ErrandId, ErrandTold, Found, Holds, Progress, Scanned, Stage, Summary, To};
use units::{BusId, MeterId};

use super::{Core, Outgoing};
use crate::Actor;
use crate::error::{Refusal, Result};

/// Errands that are over are shown until so many newer ones are there.
const REMEMBERED: usize = 50;

/// Where an errand is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Site {
    /// On a line of the site, by its owner.
    Line(BusId),
    /// On a port that no line of the site has.
    Port(bus::Port),
}

/// A search for devices.
#[derive(Debug, Clone)]
pub(crate) struct Scan {
    /// As a person names it.
    pub port: String,
    pub line: Option<BusId>,
    pub progress: Option<Progress>,
    /// Places at which something answers.
    pub answers: usize,
    pub found: Vec<Found>,
    /// Where something was heard and not understood: address, baud, parity.
    pub unclear: Vec<(u8, u32, bus::Parity)>,
    pub stopping: bool,
    /// What it came to, or the cause why it ended.
    pub over: Option<std::result::Result<Summary, String>>,
}

/// Another setting for one device.
#[derive(Debug, Clone)]
pub(crate) struct ChangeRun {
    pub port: String,
    pub line: Option<BusId>,
    /// The device of the site, where it is one.
    pub meter: Option<MeterId>,
    pub change: Change,
    pub stage: Option<Stage>,
    pub over: Option<std::result::Result<Changed, ChangeError>>,
    by: Actor,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Errands {
    last: ErrandId,
    pub scans: BTreeMap<ErrandId, Arc<Scan>>,
    pub changes: BTreeMap<ErrandId, Arc<ChangeRun>>,
}

impl Core {
    /// One scan of a port at a time; what an earlier one found there is forgotten.
    pub fn begin_scan(&mut self, site: &Site, port: String, search: bus::Search) -> Result<ErrandId> {
        self.has_lines()?;
        let line = if let Site::Line(line) = site { Some(*line) } else { None };
        if self.errands.scans.values().any(|scan| scan.port == port && scan.over.is_none()) {
            return Err(Refusal::new("scan-runs").with("port", port).field("port"));
        }
        self.errands.scans.retain(|_, scan| scan.port != port);
        let id = self.errands.next();
        let scan = Scan {
            port,
            line,
            progress: None,
            answers: 0,
            found: Vec::new(),
            unclear: Vec::new(),
            stopping: false,
            over: None,
        };
        self.errands.scans.insert(id, Arc::new(scan));
        self.errands.forget();
        self.outbox.push(Outgoing::Errand { site: site.clone(), id, errand: bus::Errand::Scan(search) });
        Ok(id)
    }

    pub fn stop_scan(&mut self, id: ErrandId) -> Result<()> {
        let scan = self.errands.scans.get_mut(&id).ok_or_else(|| Refusal::new("unknown-scan").field("id"))?;
        if scan.over.is_none() {
            Arc::make_mut(scan).stopping = true;
            self.outbox.push(Outgoing::StopErrand { id });
        }
        Ok(())
    }

    pub fn begin_change(
        &mut self,
        site: &Site,
        (port, meter): (String, Option<MeterId>),
        settings: bus::Settings,
        change: Change,
        by: &Actor,
    ) -> Result<ErrandId> {
        self.has_lines()?;
        let line = if let Site::Line(line) = site { Some(*line) } else { None };
        if self.errands.changes.values().any(|run| run.port == port && run.over.is_none()) {
            return Err(Refusal::new("change-runs").with("port", port));
        }
        let args = format!("{port} {}: {:?}", change.unit, change.to);
        self.audit(by, "change_device", args)?;
        let (id, by) = (self.errands.next(), by.clone());
        let run = ChangeRun { port, line, meter, change: change.clone(), stage: None, over: None, by };
        self.errands.changes.insert(id, Arc::new(run));
        self.errands.forget();
        self.outbox.push(Outgoing::Errand { site: site.clone(), id, errand: bus::Errand::Change(settings, change) });
        Ok(id)
    }

    /// Without lines of its own the program reaches no device: it keeps accounts for one command.
    pub fn has_lines(&self) -> Result<()> {
        if self.owns_lines { Ok(()) } else { Err(Refusal::new("no-lines-here")) }
    }

    pub(super) fn errand_told(&mut self, id: ErrandId, told: ErrandTold) {
        match told {
            ErrandTold::Scanned(scanned) => self.scan(id, |scan| scan.hear(scanned)),
            ErrandTold::ScanOver(outcome) => {
                let outcome = outcome.map_err(|error| crate::cause::wire(&error));
                self.scan(id, |scan| scan.over = Some(outcome));
            }
            ErrandTold::At(stage) => {
                if let Some(run) = self.errands.changes.get_mut(&id) {
                    Arc::make_mut(run).stage = Some(stage);
                }
            }
            ErrandTold::ChangeOver(outcome) => self.change_over(id, &outcome),
        }
    }

    fn scan(&mut self, id: ErrandId, change: impl FnOnce(&mut Scan)) {
        if let Some(scan) = self.errands.scans.get_mut(&id) {
            change(Arc::make_mut(scan));
        }
    }

    /// A device of the site that has moved is asked at its new address from now on.
    fn change_over(&mut self, id: ErrandId, outcome: &std::result::Result<Changed, ChangeError>) {
        let Some(run) = self.errands.changes.get_mut(&id) else { return };
        let run = Arc::make_mut(run);
        run.over = Some(outcome.clone());
        let (meter, by) = (run.meter, run.by.clone());
        let said = match outcome {
            Ok(changed) => format!("{} at {}: {:?}", changed.unit, changed.settings.baud, changed.holds),
            Err(error) => error.code().to_owned(),
        };
        let done = self.done(&by, "device_changed", said);
        let moved = match (outcome, run_to(&self.errands, id), meter) {
            (Ok(Changed { holds: Holds::Now, .. }), Some(To::Unit(unit)), Some(meter)) => Some((meter, unit)),
            _ => None,
        };
        let kept = self.rebuild(|tx| {
            if let Some((meter, unit)) = moved
                && let Some(row) = store::meter::get(tx, meter)?
            {
                store::meter::update(tx, meter, &store::meter::Meter { unit, ..row })?;
            }
            store::operation::insert(tx, &done)
        });
        if let Err(refusal) = kept {
            tracing::error!(?refusal, ?moved, "a device has another address now, and that could not be stored");
        }
    }
}

fn run_to(errands: &Errands, id: ErrandId) -> Option<To> {
    errands.changes.get(&id).map(|run| run.change.to)
}

impl Scan {
    fn hear(&mut self, scanned: Scanned) {
        match scanned {
            Scanned::At(progress) => self.progress = Some(progress),
            Scanned::Answers { .. } => self.answers += 1,
            Scanned::Device(found) => self.found.push(found),
            Scanned::Garbled { unit, baud, parity } => self.unclear.push((unit, baud, parity)),
        }
    }
}

impl Errands {
    /// A device of that line is being changed; its line had better stay as it is.
    pub fn is_changing(&self, line: Option<BusId>) -> bool {
        line.is_some() && self.changes.values().any(|run| run.line == line && run.over.is_none())
    }

    fn next(&mut self) -> ErrandId {
        self.last += 1;
        self.last
    }

    fn forget(&mut self) {
        while self.scans.len() > REMEMBERED {
            let Some(old) = self.scans.iter().find(|(_, scan)| scan.over.is_some()).map(|(id, _)| *id) else { break };
            self.scans.remove(&old);
        }
        while self.changes.len() > REMEMBERED {
            let Some(old) = self.changes.iter().find(|(_, run)| run.over.is_some()).map(|(id, _)| *id) else { break };
            self.changes.remove(&old);
        }
    }
}
