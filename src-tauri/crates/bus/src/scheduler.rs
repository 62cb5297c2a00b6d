//! Who is asked next.

use std::time::Duration;

use tokio::time::Instant;
use units::MeterId;

use crate::Device;
use crate::device::Known;
use crate::session::UNKNOWN_TURNAROUND;

#[derive(Debug)]
pub(crate) struct Scheduler {
    known: Vec<Known>,
    /// The line's longest wait for an answer; a profile may ask for more.
    longest: Duration,
}

impl Scheduler {
    pub(crate) fn new(devices: Vec<Device>, longest: Duration, now: Instant) -> Self {
        let mut scheduler = Self { known: Vec::new(), longest };
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
                    self.known.push(Known::new(device, longest, now));
                }
                Some(index) => {
                    let mut known = before.swap_remove(index);
                    known.update(device, now);
                    self.known.push(known);
                }
            }
        }
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

    /// The device to ask now: one that was wished for, else the one that has been due the longest.
    pub(crate) fn next(&self, now: Instant) -> Option<usize> {
        let wished = self.known.iter().position(|known| known.wanted_now);
        wished.or_else(|| {
            let due = self.known.iter().enumerate().filter(|(_, known)| known.due <= now);
            due.min_by_key(|(_, known)| known.due).map(|(index, _)| index)
        })
    }

    /// When the next one is due.
    pub(crate) fn wake(&self) -> Option<Instant> {
        self.known.iter().map(|known| known.due).min()
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
