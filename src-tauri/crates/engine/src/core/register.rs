//! The register of a point at an instant: as it was read, shared by time, or as a person read it.

use billing::{Usage, register_at};
use chrono::Duration;
use meter::{Base, Limits, Verdict};
use store::installation::Installation;
use store::reading::ByHand;
use store::rollup::Sum;
use units::{Energy, InstallationId, Period, PointId, Quality, Reading, Timestamp};

use super::account::usages;
use super::energy::{HourPart, hour_parts};
use super::exchange::limits;
use super::usage::{TICK, stretches};
use super::{Core, Point};
use crate::dto::RegisterWish;
use crate::error::{Refusal, Result};

/// A register at an instant, in Wh at the point (ratio applied).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RegisterAt {
    pub at: Timestamp,
    pub register: Energy,
    pub how: How,
    pub installation: InstallationId,
    pub serial: String,
    pub ratio: (i64, i64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    Read,
    /// By time between two readings.
    Shared,
    /// Entered by a person; it becomes a reading.
    Hand,
}

impl RegisterAt {
    pub const fn reading(&self) -> Reading {
        Reading { at: self.at, register: self.register, quality: Quality::Actual }
    }
}

/// The good readings around an instant, and the meter that hung there.
pub(super) struct Around {
    pub id: InstallationId,
    pub installed: Installation,
    /// The last one before it, or the one at it.
    pub before: Reading,
    pub after: Option<Reading>,
    pub modulus: Option<Energy>,
}

/// A reading that a person gives, and what it changes in the roll-ups.
#[derive(Default)]
pub(crate) struct Entering {
    reading: Option<(PointId, InstallationId, Reading)>,
    /// What is taken out, and what comes in.
    parts: Vec<HourPart>,
}

impl Entering {
    pub fn write(&self, tx: &mut store::Tx<'_>, reason: &str, actor: &str, now: Timestamp) -> store::Result<()> {
        let Some((point, installation, reading)) = self.reading else { return Ok(()) };
        let by_hand = ByHand { reading, reason: reason.to_owned(), actor: actor.to_owned(), made_at: now };
        store::reading::correct(tx, installation, &by_hand)?;
        let mut sums = store::rollup::Batch::default();
        self.parts.iter().for_each(|(slot, sum)| sums.add(point, *slot, *sum));
        sums.write(tx)
    }

    pub fn is_nothing(&self) -> bool {
        self.reading.is_none()
    }
}

impl Core {
    /// The register of a point at an instant, or now. `Meter` at the present is the last good sample with its own
    /// time, while it is fresh; in the past it is shared by time between two readings.
    pub fn register_at(
        &mut self,
        id: PointId,
        at: Option<Timestamp>,
        wish: &RegisterWish,
        field: &'static str,
    ) -> Result<RegisterAt> {
        if at.is_some_and(|at| at > self.now) {
            return Err(Refusal::new("at-future").field("at"));
        }
        // What was read last is a reading of its own before anything follows from it.
        self.keep_reading(id);
        match wish {
            RegisterWish::Meter => self.register_read(id, at, field),
            RegisterWish::Hand { kwh } => self.register_by_hand(id, at.unwrap_or(self.now), kwh, field),
        }
    }

    fn register_read(&self, id: PointId, at: Option<Timestamp>, field: &'static str) -> Result<RegisterAt> {
        let point = self.point(id)?;
        let last =
            point.base.as_ref().map(|base| base.reading).ok_or_else(|| Refusal::new("no-reading").field(field))?;
        let at = at.unwrap_or(self.now);
        if at < last.at {
            return self.register_between(id, at, field);
        }
        let stale = Duration::minutes(self.site.stale_minutes);
        let stored = point.stored.is_some_and(|stored| stored.at >= last.at);
        if at - last.at > stale || point.doubt.is_some() || !stored {
            let when = self.site.zone.local(last.at).format("%Y-%m-%d %H:%M");
            return Err(Refusal::new("reading-old").with("meter", &point.serial).with("at", when).field(field));
        }
        let Reading { at, register, .. } = last;
        let (installation, serial, ratio) = (point.installation, point.serial.clone(), point.ratio);
        Ok(RegisterAt { at, register, how: How::Read, installation, serial, ratio })
    }

    fn register_between(&self, id: PointId, at: Timestamp, field: &'static str) -> Result<RegisterAt> {
        let around = self.around(id, at, field)?;
        let readings: Vec<Reading> = [Some(around.before), around.after].into_iter().flatten().collect();
        let found = register_at(&readings, around.modulus, at).map_err(Refusal::broken)?;
        let found = found.ok_or_else(|| Refusal::new("before-meter").field("at"))?;
        Ok(RegisterAt {
            at,
            register: found.register,
            how: if found.quality == Quality::Estimated { How::Shared } else { How::Read },
            installation: around.id,
            serial: around.installed.serial.unwrap_or_default(),
            ratio: around.installed.ratio,
        })
    }

    /// What a person read is believed when the readings before and after allow it.
    fn register_by_hand(&self, id: PointId, at: Timestamp, kwh: &str, field: &'static str) -> Result<RegisterAt> {
        let around = self.around(id, at, field)?;
        let register = at_the_point(parse_kwh(kwh, field)?, around.installed.ratio)
            .ok_or_else(|| Refusal::new("not-register").with("text", kwh).field(field))?;
        let found = RegisterAt {
            at,
            register,
            how: How::Hand,
            installation: around.id,
            serial: around.installed.serial.clone().unwrap_or_default(),
            ratio: around.installed.ratio,
        };
        if around.before.at == at {
            // The same twice is no contradiction.
            if around.before.register == register {
                return Ok(RegisterAt { how: How::Read, ..found });
            }
            return Err(Refusal::new("reading-there").with("register", around.before.register).field(field));
        }
        self.plausible(id, &around, found.reading(), field)?;
        Ok(found)
    }

    /// A reading of the past with another register, as a person read it: there must be one at that instant.
    pub fn corrected(&mut self, id: PointId, at: Timestamp, kwh: &str) -> Result<(Reading, Energy, RegisterAt)> {
        self.keep_reading(id);
        let around = self.around(id, at, "at")?;
        if around.before.at != at {
            return Err(Refusal::new("no-such-reading").field("at"));
        }
        let register = at_the_point(parse_kwh(kwh, "kwh")?, around.installed.ratio)
            .ok_or_else(|| Refusal::new("not-register").with("text", kwh).field("kwh"))?;
        let reading = Reading { at, register, quality: Quality::Actual };
        let earlier = self.around(id, at - TICK, "at").ok().filter(|earlier| earlier.id == around.id);
        let old = around.before.register;
        let serial = around.installed.serial.clone().unwrap_or_default();
        let (installation, ratio) = (around.id, around.installed.ratio);
        let between = Around { before: earlier.map_or(reading, |earlier| earlier.before), ..around };
        self.plausible(id, &between, reading, "kwh")?;
        Ok((reading, old, RegisterAt { at, register, how: How::Hand, installation, serial, ratio }))
    }

    fn plausible(&self, id: PointId, around: &Around, reading: Reading, field: &'static str) -> Result<()> {
        let limits = self.limits_of(id, around)?;
        let follows = |before: Reading, after: Reading| {
            let base = Base { reading: before, serial: None };
            let verdict = meter::judge(Some(&base), after.at, after.register, None, &limits);
            matches!(verdict, Verdict::Good | Verdict::Rollover { .. })
        };
        let fits = follows(around.before, reading) && around.after.is_none_or(|after| follows(reading, after));
        if fits {
            return Ok(());
        }
        let refusal = Refusal::new("register-implausible").with("register", reading.register);
        let refusal = refusal.with("before", around.before.register);
        Err(refusal.with("after", around.after.map_or("…".to_owned(), |after| after.register.to_string())).field(field))
    }

    /// What the meter that hung there could do; the one that hangs there now may be another.
    fn limits_of(&self, id: PointId, around: &Around) -> Result<Limits> {
        let (point, installed) = (self.point(id)?, &around.installed);
        if around.id == point.installation {
            return Ok(point.limits);
        }
        let gone = || Refusal::new("unknown-meter");
        let device = store::meter::get(&self.store, installed.meter)?.ok_or_else(gone)?;
        let profile = crate::wire::models::model(&device.profile).ok_or_else(gone)?;
        Ok(limits(device.rated_w, &profile, around.before.register, installed.ratio))
    }

    /// What a register entered by hand writes; nothing for one that was read.
    pub fn entering(&self, id: PointId, register: &RegisterAt) -> Result<Entering> {
        if register.how == How::Hand { self.putting(id, register.reading()) } else { Ok(Entering::default()) }
    }

    /// What putting a reading in a meter's row of readings writes, where there was none or another one.
    pub(super) fn putting(&self, id: PointId, reading: Reading) -> Result<Entering> {
        let around = self.around(id, reading.at, "at")?;
        let mut old = vec![around.before];
        if around.before.at == reading.at {
            // What stands there is replaced; the one before it is the base of both.
            let earlier = self.around(id, reading.at - TICK, "at").ok().filter(|earlier| earlier.id == around.id);
            earlier.into_iter().for_each(|earlier| old.insert(0, earlier.before));
        }
        let mut new: Vec<Reading> = old.iter().copied().filter(|other| other.at != reading.at).collect();
        new.push(reading);
        for readings in [&mut old, &mut new] {
            readings.extend(around.after);
        }
        let out = usages(&old, around.modulus).map_err(Refusal::broken)?;
        let back_in = usages(&new, around.modulus).map_err(Refusal::broken)?;
        Ok(Entering { reading: Some((id, around.id, reading)), parts: self.rolled(&out, &back_in) })
    }

    /// What is taken out of the roll-ups and what comes in.
    pub(super) fn rolled(&self, out: &[Usage], back_in: &[Usage]) -> Vec<HourPart> {
        let hours = |usage: &Usage| hour_parts(usage, self.site.zone);
        let taken = out.iter().flat_map(hours).map(|(slot, sum)| (slot, back(sum)));
        taken.chain(back_in.iter().flat_map(hours)).collect()
    }

    /// Takes what a point knows of its readings from the store, after they were changed there.
    pub(super) fn reread(&mut self, id: PointId) -> Result<()> {
        let today = self.site.zone.date(self.now);
        let of_today = store::rollup::of_day(&self.store, today)?.get(&id).map_or(Energy::ZERO, |sum| sum.energy);
        let installation = self.point(id)?.installation;
        let stored = store::reading::base(&self.store, installation, Timestamp::MAX_UTC)?;
        let Some(point) = self.points.get_mut(&id) else { return Ok(()) };
        point.day = (today, of_today);
        if let Some(stored) = stored {
            point.stored = Some(stored);
            let serial = point.base.take().and_then(|base| base.serial);
            point.base = Some(Base { reading: stored, serial });
        }
        Ok(())
    }

    pub(super) fn around(&self, id: PointId, at: Timestamp, field: &'static str) -> Result<Around> {
        let outside = || Refusal::new("before-meter").field(field);
        if at > self.now {
            return Err(Refusal::new("at-future").field("at"));
        }
        if at < units::timestamp(0) {
            return Err(outside());
        }
        self.readings_are_whole(self.site.zone.month(at))?;
        let span = Period::new(at, at + TICK).map_err(|_| outside())?;
        let stretches = stretches(&self.store, id, span)?;
        let here = |installed: &Installation| installed.from_at <= at && installed.to.is_none_or(|(end, _)| at < end);
        let stretch = stretches.into_iter().find(|stretch| here(&stretch.installed)).ok_or_else(outside)?;
        let (number, installed) = store::installation::of_point(&self.store, id)?
            .into_iter()
            .find(|(_, installed)| here(installed))
            .ok_or_else(outside)?;
        let modulus = stretch.modulus;
        let good: Vec<Reading> = stretch.readings.iter().filter(|reading| reading.quality == Quality::Actual).collect();
        let before = good.iter().rfind(|reading| reading.at <= at).copied().ok_or_else(outside)?;
        let after = good.iter().find(|reading| reading.at > at).copied();
        Ok(Around { id: number, installed, before, after, modulus })
    }

    pub(super) fn point(&self, id: PointId) -> Result<&Point> {
        self.points.get(&id).ok_or_else(|| Refusal::new("unknown-meter"))
    }
}

/// The register of a point at an instant of the past, as the store has it.
pub(crate) fn register_of(db: &store::Db, point: PointId, at: Timestamp) -> Result<RegisterAt> {
    let outside = || Refusal::new("before-meter").field("at");
    let here = |installed: &Installation| installed.from_at <= at && installed.to.is_none_or(|(end, _)| at < end);
    let found = store::installation::of_point(db, point)?.into_iter().find(|(_, installed)| here(installed));
    let (installation, installed) = found.ok_or_else(outside)?;
    let span = Period::new(at, at + TICK)?;
    let stretch =
        stretches(db, point, span)?.into_iter().find(|stretch| here(&stretch.installed)).ok_or_else(outside)?;
    let reading = stretch.register_at(at)?.ok_or_else(outside)?;
    let given = store::reading_correction::of_installation(db, installation)?;
    let how = match reading.quality {
        _ if given.iter().any(|given| given.at == at) => How::Hand,
        Quality::Estimated => How::Shared,
        Quality::Actual | Quality::Suspect => How::Read,
    };
    let (register, ratio) = (reading.register, installed.ratio);
    Ok(RegisterAt { at, register, how, installation, serial: installed.serial.unwrap_or_default(), ratio })
}

fn back(sum: Sum) -> Sum {
    Sum { energy: -sum.energy, estimated: -sum.estimated }
}

/// A meter's own register as energy at the point; what is beyond any register is none.
pub(crate) fn at_the_point(register: Energy, (primary, secondary): (i64, i64)) -> Option<Energy> {
    let wh = i128::from(register.wh()) * i128::from(primary) / i128::from(secondary.max(1));
    i64::try_from(wh).ok().and_then(Energy::new)
}

/// Energy at the point as the meter's own display shows it.
pub(crate) fn on_the_display(register: Energy, (primary, secondary): (i64, i64)) -> Energy {
    // A register that was made by the ratio goes back to itself: rounded up by less than one step.
    let product = i128::from(register.wh()) * i128::from(secondary);
    let primary = i128::from(primary.max(1));
    let wh = product.div_euclid(primary) + i128::from(product.rem_euclid(primary) > 0);
    i64::try_from(wh).ok().and_then(Energy::new).unwrap_or(register)
}

/// A register as a person reads it off a display, in kWh with at most three digits after the point.
pub(crate) fn parse_kwh(text: &str, field: &'static str) -> Result<Energy> {
    let wrong = || Refusal::new("not-register").with("text", text).field(field);
    let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let digits = |text: &str| text.chars().all(|digit| digit.is_ascii_digit());
    if whole.is_empty() || whole.len() > 12 || part.len() > 3 || !digits(whole) || !digits(part) {
        return Err(wrong());
    }
    let number: i64 = format!("{whole}{part:0<3}").parse().map_err(|_| wrong())?;
    Energy::new(number).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_register_is_read_as_people_write_it() {
        for (text, wh) in [("0", 0), ("12.5", 12_500), ("12345.678", 12_345_678), (" 7.", 7_000)] {
            assert_eq!(parse_kwh(text, "kwh"), Ok(Energy::from_wh(wh)), "{text}");
        }
        for text in ["", ".5", "-1", "1.2345", "1e3", "12,5", "9999999999999", "一"] {
            assert_eq!(parse_kwh(text, "kwh").unwrap_err().code, "not-register", "{text}");
        }
    }

    #[test]
    fn a_ratio_leads_to_the_point_and_back_to_the_display() {
        for ratio in [(1, 1), (20, 1), (100, 5), (400, 3), (75, 2)] {
            for wh in [0, 1, 7, 999, 1_000, 123_456_789] {
                let shown = Energy::from_wh(wh);
                let there = at_the_point(shown, ratio).unwrap();
                assert_eq!(on_the_display(there, ratio), shown, "{ratio:?} {wh}");
            }
        }
        assert_eq!(at_the_point(Energy::from_wh(1_000_000_000_000_000), (20, 1)), None);
    }
}
