//! A quarter of an hour of one room, second by second: what its people want from the mains.

use units::{Timestamp, millis, timestamp};

use super::appliance::Appliance;
use super::day::Piece;
use super::mains::Second;
use crate::chance::hash;

/// Seconds of a window. No zone changes its offset within a quarter of an hour.
pub(super) const WINDOW_S: usize = 900;
pub(super) const WINDOW_MS: i64 = 900_000;
/// As long as one throw of the noise lasts, s.
const WAVER_S: usize = 4;

/// Active and reactive power at one instant; inductive is positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Draw {
    pub active_mw: i64,
    pub reactive_mvar: i64,
}

impl Draw {
    pub const NOTHING: Self = Self { active_mw: 0, reactive_mvar: 0 };

    /// What flows, whether it works or not.
    pub fn apparent_mva(&self) -> i64 {
        let squared = i128::from(self.active_mw).pow(2) + i128::from(self.reactive_mvar).pow(2);
        i64::try_from(squared.isqrt()).unwrap_or(i64::MAX).max(self.active_mw.abs())
    }

    pub(super) const fn plus(self, other: Self) -> Self {
        Self { active_mw: self.active_mw + other.active_mw, reactive_mvar: self.reactive_mvar + other.reactive_mvar }
    }

    const fn share(self, per_mille: i64) -> Self {
        Self { active_mw: self.active_mw * per_mille / 1000, reactive_mvar: self.reactive_mvar * per_mille / 1000 }
    }

    const fn minus(self, other: Self) -> Self {
        Self { active_mw: self.active_mw - other.active_mw, reactive_mvar: self.reactive_mvar - other.reactive_mvar }
    }
}

/// By which wire something comes to a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Through its meter and its relay.
    Own,
    /// Past both.
    Bypass,
    /// Out of a socket of somebody else's.
    Lead,
}

/// What takes another way than the room's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// So much of everything, per mille.
    Share(u16),
    /// Whatever these take.
    Appliances(Vec<Appliance>),
}

/// What goes which way in a room.
#[derive(Debug, Clone, Default)]
pub(super) struct Ways {
    pub(super) bypass: Option<Part>,
    pub(super) lead: Option<Part>,
}

impl Ways {
    fn of(&self, appliance: Appliance) -> Way {
        let takes = |part: &Option<Part>| matches!(part, Some(Part::Appliances(all)) if all.contains(&appliance));
        match () {
            () if takes(&self.bypass) => Way::Bypass,
            () if takes(&self.lead) => Way::Lead,
            () => Way::Own,
        }
    }

    /// How much of what is on the room's own way goes this one instead.
    fn share(part: &Option<Part>) -> i64 {
        match part {
            Some(Part::Share(per_mille)) => i64::from((*per_mille).min(1000)),
            _ => 0,
        }
    }
}

/// What comes by one way, with its sums.
#[derive(Debug, Clone)]
pub(super) struct Flow {
    draws: Vec<Draw>,
    /// mW·s before each second, and what the cable takes of it likewise.
    energy: Vec<i64>,
    loss: Vec<i64>,
}

#[derive(Debug, Clone)]
pub(super) struct Window {
    pub(super) from: Timestamp,
    own: Option<Flow>,
    bypass: Option<Flow>,
    lead: Option<Flow>,
}

/// What a window is made of.
pub(super) struct Wanted<'a> {
    pub(super) seed: u64,
    pub(super) place: u64,
    pub(super) from: Timestamp,
    /// The wall clock's second after midnight at `from`.
    pub(super) second: u32,
    pub(super) pieces: &'a [Piece],
    pub(super) ways: &'a Ways,
}

impl Window {
    pub(super) fn starts(now: Timestamp) -> Timestamp {
        timestamp(millis(now).div_euclid(WINDOW_MS) * WINDOW_MS)
    }

    pub(super) fn of(wanted: &Wanted<'_>, mains: &[Second]) -> Self {
        let mut wants = [Wants::new(), Wants::new(), Wants::new()];
        for piece in wanted.pieces {
            wants[wanted.ways.of(piece.appliance) as usize].add(piece, wanted.second);
        }
        let [mut own, mut bypass, mut lead] = wants.map(|wants| wants.draws(wanted, mains));
        for (way, part) in [(&mut bypass, &wanted.ways.bypass), (&mut lead, &wanted.ways.lead)] {
            let share = Ways::share(part);
            if share > 0 {
                way.resize(WINDOW_S, Draw::NOTHING);
                for (own, way) in own.iter_mut().zip(way.iter_mut()) {
                    let moved = own.share(share);
                    (*own, *way) = (own.minus(moved), way.plus(moved));
                }
            }
        }
        let flow = |draws: Vec<Draw>| (!draws.is_empty()).then(|| Flow::of(draws, mains));
        Self { from: wanted.from, own: flow(own), bypass: flow(bypass), lead: flow(lead) }
    }

    pub(super) const fn flow(&self, way: Way) -> Option<&Flow> {
        match way {
            Way::Own => self.own.as_ref(),
            Way::Bypass => self.bypass.as_ref(),
            Way::Lead => self.lead.as_ref(),
        }
    }
}

/// What all that goes one way would take at the rated voltage.
struct Wants {
    /// By how much it changes at a second of the window.
    changes: Vec<(usize, Load)>,
}

#[derive(Clone, Copy, Default)]
struct Load {
    resistive_mw: i64,
    other_mw: i64,
    reactive_mvar: i64,
    /// How far it wavers, in thousandths of a mW either way.
    wavers: i64,
}

impl Load {
    fn of(piece: &Piece, mw: i64) -> Self {
        let is_resistive = piece.appliance.is_resistive();
        Self {
            resistive_mw: if is_resistive { mw } else { 0 },
            other_mw: if is_resistive { 0 } else { mw },
            reactive_mvar: mw * piece.appliance.reactive_per_mille() / 1000,
            wavers: mw * piece.appliance.wavers_per_mille(),
        }
    }

    const fn plus(self, other: Self) -> Self {
        Self {
            resistive_mw: self.resistive_mw + other.resistive_mw,
            other_mw: self.other_mw + other.other_mw,
            reactive_mvar: self.reactive_mvar + other.reactive_mvar,
            wavers: self.wavers + other.wavers,
        }
    }

    const fn minus(self, other: Self) -> Self {
        Self {
            resistive_mw: self.resistive_mw - other.resistive_mw,
            other_mw: self.other_mw - other.other_mw,
            reactive_mvar: self.reactive_mvar - other.reactive_mvar,
            wavers: self.wavers - other.wavers,
        }
    }
}

impl Wants {
    const fn new() -> Self {
        Self { changes: Vec::new() }
    }

    /// `begin` is the wall clock's second after midnight at the window's beginning.
    fn add(&mut self, piece: &Piece, begin: u32) {
        let end = begin + u32::try_from(WINDOW_S).unwrap_or(0);
        let (from, until) = (piece.from.max(begin), piece.until.min(end));
        if from >= until {
        } else if piece.first_mw == piece.last_mw {
            self.hold(Load::of(piece, piece.first_mw), from - begin, until - begin);
        } else {
            for second in from..until {
                self.hold(Load::of(piece, piece.mw_at(second)), second - begin, second + 1 - begin);
            }
        }
    }

    fn hold(&mut self, load: Load, from: u32, until: u32) {
        let index = |second: u32| usize::try_from(second).unwrap_or(0);
        self.changes.push((index(from), load));
        self.changes.push((index(until), Load::default().minus(load)));
    }

    /// As the mains and chance have it.
    fn draws(mut self, wanted: &Wanted<'_>, mains: &[Second]) -> Vec<Draw> {
        if self.changes.is_empty() {
            return Vec::new();
        }
        self.changes.sort_unstable_by_key(|(second, _)| *second);
        let mut draws = Vec::with_capacity(WINDOW_S);
        let mut chance = Chance::of(wanted);
        let mut load = Load::default();
        for (second, change) in self.changes.into_iter().chain([(WINDOW_S, Load::default())]) {
            let begins = draws.len();
            draws.extend(mains[begins..second].iter().zip(begins..).map(|(mains, second)| {
                let wavering = (load.wavers * chance.at(second)) >> 25;
                let active_mw = ((load.resistive_mw * mains.square_q20) >> 20) + load.other_mw + wavering;
                Draw { active_mw, reactive_mvar: load.reactive_mvar }
            }));
            load = load.plus(change);
        }
        draws
    }
}

/// How far each second of a window strays: 16 bits of one throw for each.
struct Chance {
    seed: u64,
    window: u64,
    throw: (usize, u64),
}

impl Chance {
    fn of(wanted: &Wanted<'_>) -> Self {
        let seed = wanted.seed ^ wanted.place << 32;
        Self { seed, window: millis(wanted.from).unsigned_abs(), throw: (usize::MAX, 0) }
    }

    /// From -0x8000 to 0x7fff.
    fn at(&mut self, second: usize) -> i64 {
        let number = second / WAVER_S;
        if self.throw.0 != number {
            self.throw = (number, hash(&[self.seed, self.window + number as u64]));
        }
        let bits = self.throw.1 >> (16 * (second % WAVER_S)) & 0xffff;
        bits.cast_signed() - 0x8000
    }
}

impl Flow {
    fn of(draws: Vec<Draw>, mains: &[Second]) -> Self {
        let (mut energy, mut loss) = (Vec::with_capacity(WINDOW_S), Vec::with_capacity(WINDOW_S));
        let (mut sum, mut lost) = (0, 0);
        for (draw, mains) in draws.iter().zip(mains) {
            energy.push(sum);
            loss.push(lost);
            sum += draw.active_mw;
            lost += mains.cable_loss_mw(draw);
        }
        energy.push(sum);
        loss.push(lost);
        Self { draws, energy, loss }
    }

    /// In the second that holds so many milliseconds after the window's beginning.
    pub(super) fn draw(&self, at_ms: i64) -> Draw {
        usize::try_from(at_ms / 1000).ok().and_then(|second| self.draws.get(second)).copied().unwrap_or(Draw::NOTHING)
    }

    /// µJ between two instants of the window, of the room and of its cable.
    pub(super) fn energy_uj(&self, from_ms: i64, until_ms: i64) -> (i64, i64) {
        let between = |sums: &[i64]| upto(sums, until_ms) - upto(sums, from_ms);
        (between(&self.energy), between(&self.loss))
    }
}

/// A sum over whole seconds and a part of one, in thousandths.
fn upto(sums: &[i64], at_ms: i64) -> i64 {
    let (second, part) = (usize::try_from(at_ms / 1000).unwrap_or(0), at_ms % 1000);
    let before = sums[second.min(sums.len() - 1)];
    let within = sums.get(second + 1).map_or(0, |after| after - before);
    before * 1000 + within * part
}
