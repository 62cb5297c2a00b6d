//! What a person could try, told from counts alone. Every piece carries the figures that led to it.

use units::MeterId;

use crate::statistics::{Counts, DeviceStatistics};

/// Fewer transactions say nothing.
const ENOUGH: u64 = 50;

/// Bad frames in a thousand transactions from which on a wire is noisy. The thresholds here are choices of ours: a sound
/// line stays far below them, and what they find can be seen in the figures.
const NOISY_PERMILLE: u64 = 5;

/// Bad frames in a thousand from which on one device, while its neighbours are fine, is not alone on its address.
const SHARED_PERMILLE: u64 = 50;

/// Time-outs in a thousand from which on a device that does answer has a loose wire.
const LOOSE_PERMILLE: u64 = 20;

/// A device is slow when it takes so many milliseconds, and so many times as long as the median of the others.
const SLOW_MS: u64 = 150;
const SLOW_TIMES: u64 = 4;

/// A port that is opened again so often in a day is not plugged in well.
const RECONNECTS_A_DAY: u64 = 3;

const DAY_S: u64 = 24 * 60 * 60;

/// What a line did in a stretch of time: an hour at least, better a day. What of the counts is needed is what a table by
/// the hour keeps; `garbled`, `foreign` and the codes may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LineHealth {
    /// How long it was counted.
    pub seconds: u64,
    /// Of the whole line.
    pub line: Counts,
    pub devices: Vec<DeviceStatistics>,
    /// A round over all answering devices, and how often each should be read.
    pub cycle_ms: Option<u64>,
    pub interval_ms: u64,
    /// The adapter hears itself.
    pub echo: bool,
}

/// Shares are in thousandths of the transactions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    /// Nothing at all came back: the wires A and B, the power of the meters, the port.
    NothingAnswers { requests: u64 },
    /// Something comes back and none of it is an answer: baud, parity, stop bits; A and B exchanged.
    WrongSettings { requests: u64, bad_frames: u64 },
    /// Answers of many devices are garbled: 120 ohms at both ends and only there, shield, distance from power cables.
    Noise { bad_permille: u64, devices: u32, of: u32 },
    /// One device gives garbled or foreign answers while its neighbours are fine: two have the same address.
    SharedAddress { meter: MeterId, unit: u8, bad_permille: u64, others_permille: u64 },
    /// It never answered while others did: power, address, its wires.
    Dead { meter: MeterId, unit: u8, requests: u64 },
    /// It answers, and loses answers while its neighbours do not: its terminals, its supply.
    LooseWire { meter: MeterId, unit: u8, lost_permille: u64, others_permille: u64 },
    /// It thinks for much longer than the others: read it less often, or give it a longer time-out.
    Slow { meter: MeterId, unit: u8, p99_ms: u64, others_ms: u64 },
    /// It refuses every request: another model than its profile says. The code is the most frequent, or 0 where codes
    /// were not kept.
    WrongProfile { meter: MeterId, unit: u8, exceptions: u64, code: u8 },
    /// A round takes longer than the interval: a higher baud, fewer meters on a line, a second adapter.
    Saturated { cycle_ms: u64, interval_ms: u64 },
    /// Tolerated: switch the adapter's echo off where that is possible.
    Echo,
    /// The port goes away again and again: plug, cable, hub, the power of the adapter; the network to a gateway.
    Reconnects { reconnects: u64, seconds: u64 },
}

impl Advice {
    /// For messages and tables; never changes.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NothingAnswers { .. } => "nothing-answers",
            Self::WrongSettings { .. } => "wrong-settings",
            Self::Noise { .. } => "noise",
            Self::SharedAddress { .. } => "shared-address",
            Self::Dead { .. } => "dead",
            Self::LooseWire { .. } => "loose-wire",
            Self::Slow { .. } => "slow",
            Self::WrongProfile { .. } => "wrong-profile",
            Self::Saturated { .. } => "saturated",
            Self::Echo => "echo",
            Self::Reconnects { .. } => "reconnects",
        }
    }

    /// The device that it is about, where it is about one.
    pub const fn meter(&self) -> Option<MeterId> {
        match self {
            Self::SharedAddress { meter, .. }
            | Self::Dead { meter, .. }
            | Self::LooseWire { meter, .. }
            | Self::Slow { meter, .. }
            | Self::WrongProfile { meter, .. } => Some(*meter),
            _ => None,
        }
    }
}

/// What there is to say, the line first, then its devices in their order. Nothing is said of too few transactions.
pub fn advice(health: &LineHealth) -> Vec<Advice> {
    let mut said: Vec<Advice> = of_line(health).collect();
    // Where nobody is understood, the line itself is the cause.
    if health.line.answers + health.line.exceptions > 0 {
        let noisy = said.iter().any(|advice| matches!(advice, Advice::Noise { .. }));
        said.extend(health.devices.iter().filter_map(|device| of_device(health, device, noisy)));
    }
    said
}

fn of_line(health: &LineHealth) -> impl Iterator<Item = Advice> {
    let line = &health.line;
    let told = line.answers + line.exceptions;
    let enough = line.requests >= ENOUGH;
    let deaf = (enough && told == 0).then(|| match line.bad_frames + line.strays {
        0 => Advice::NothingAnswers { requests: line.requests },
        _ => Advice::WrongSettings { requests: line.requests, bad_frames: line.bad_frames },
    });
    let noise = if told == 0 { None } else { noise(health) };
    let saturated = health.cycle_ms.filter(|cycle| health.interval_ms > 0 && *cycle > health.interval_ms);
    let saturated = saturated.map(|cycle_ms| Advice::Saturated { cycle_ms, interval_ms: health.interval_ms });
    let reopened = line.reconnects * DAY_S >= RECONNECTS_A_DAY * health.seconds.max(1);
    let reconnects = (line.reconnects >= RECONNECTS_A_DAY && reopened)
        .then_some(Advice::Reconnects { reconnects: line.reconnects, seconds: health.seconds });
    let echo = health.echo.then_some(Advice::Echo);
    [deaf, noise, saturated, reconnects, echo].into_iter().flatten()
}

/// Noise is everywhere: on half of the devices that are asked enough, and on two at least.
fn noise(health: &LineHealth) -> Option<Advice> {
    let asked: Vec<&Counts> =
        health.devices.iter().map(|device| &device.counts).filter(|counts| speaks(counts)).collect();
    let struck = asked.iter().filter(|counts| permille(counts.bad_frames, counts.requests) >= NOISY_PERMILLE).count();
    let all =
        permille(asked.iter().map(|counts| counts.bad_frames).sum(), asked.iter().map(|counts| counts.requests).sum());
    (struck >= 2 && struck * 2 >= asked.len() && all >= NOISY_PERMILLE).then(|| Advice::Noise {
        bad_permille: all,
        devices: u32::try_from(struck).unwrap_or(u32::MAX),
        of: u32::try_from(asked.len()).unwrap_or(u32::MAX),
    })
}

fn of_device(health: &LineHealth, device: &DeviceStatistics, noisy: bool) -> Option<Advice> {
    let DeviceStatistics { meter, unit, counts, .. } = *device;
    let others = others(health, meter);
    // A silent device is backed off from, so that little is asked of it.
    let told = counts.answers + counts.exceptions + counts.bad_frames;
    if told == 0 && counts.timeouts > 2 && !device.answering {
        return Some(Advice::Dead { meter, unit, requests: counts.requests });
    }
    if counts.requests < ENOUGH {
        return None;
    }
    let bad_permille = permille(counts.bad_frames, counts.requests);
    let others_permille = permille(others.bad_frames, others.requests);
    if bad_permille >= SHARED_PERMILLE && bad_permille >= 5 * others_permille {
        return Some(Advice::SharedAddress { meter, unit, bad_permille, others_permille });
    }
    if counts.answers == 0 && counts.exceptions > 0 {
        let code = (0..).zip(counts.exceptions_by_code).max_by_key(|(_, count)| *count);
        let code = code.filter(|(_, count)| *count > 0).map_or(0, |(code, _)| code);
        return Some(Advice::WrongProfile { meter, unit, exceptions: counts.exceptions, code });
    }
    let lost_permille = permille(counts.timeouts, counts.requests);
    let others_permille = permille(others.timeouts, others.requests);
    if !noisy && lost_permille >= LOOSE_PERMILLE && lost_permille >= 5 * others_permille {
        return Some(Advice::LooseWire { meter, unit, lost_permille, others_permille });
    }
    slow(health, device)
}

fn slow(health: &LineHealth, device: &DeviceStatistics) -> Option<Advice> {
    let p99_ms = device.counts.turnarounds.permille_ms(990)?;
    let others = health.devices.iter().filter(|other| other.meter != device.meter);
    let mut medians: Vec<u64> = others.filter_map(|other| other.counts.turnarounds.permille_ms(500)).collect();
    medians.sort_unstable();
    let others_ms = *medians.get(medians.len() / 2)?;
    let is_slow = p99_ms >= SLOW_MS && p99_ms >= SLOW_TIMES * others_ms;
    is_slow.then_some(Advice::Slow { meter: device.meter, unit: device.unit, p99_ms, others_ms })
}

/// All other devices that answer, added up.
fn others(health: &LineHealth, meter: MeterId) -> Counts {
    let mut sum = Counts::default();
    let others = health.devices.iter().filter(|other| other.meter != meter && speaks(&other.counts));
    others.for_each(|other| sum += &other.counts);
    sum
}

/// Asked often enough to tell, and there.
const fn speaks(counts: &Counts) -> bool {
    counts.requests >= ENOUGH && counts.answers > 0
}

fn permille(part: u64, whole: u64) -> u64 {
    part * 1000 / whole.max(1)
}

#[cfg(test)]
mod tests;
