//! The energy road: from a sample on the wire to stored readings, roll-ups and usage.

use billing::{PostedLine, Usage};
use chrono::{Duration, Timelike};
use meter::{Base, Sample, Verdict};
use store::rollup::{Slot, Sum};
use units::{AccountId, Energy, MeterId, Month, PlaceId, PointId, Quality, Reading, Timestamp, Zone};

use super::facts::Charged;
use super::register::at_the_point;
use super::{Core, Room};
use crate::alarm::Kind;
use crate::error::{Refusal, Result};

/// Interval readings lie on this grid. Lines sweep at its edges; see [`super::edge`].
pub(crate) const INTERVAL: Duration = Duration::minutes(15);

/// A doubt is urgent after so many days.
const OVERDUE_DAYS: i64 = 3;

/// Energy of one hour of the site, from a usage that may span several.
pub(crate) type HourPart = (Slot, Sum);

impl Core {
    /// A complete and correct answer of a meter.
    pub fn sample(&mut self, meter: MeterId, at: Timestamp, mut sample: Sample) {
        if self.silent.remove(&meter) {
            self.heard_again(|relay| relay.meter == meter);
        }
        for (channel, closed) in (0_u8..).zip(sample.relays.iter()) {
            if let Some(place) = self.by_relay.get(&(meter, channel)).copied() {
                self.relay_seen(place, *closed, at);
            }
        }
        let Some(id) = self.by_meter.get(&meter).copied() else {
            self.unplaced.insert(meter, (at, sample));
            return;
        };
        let Some(point) = self.points.get_mut(&id) else { return };
        point.heard = true;
        if !point.answering || point.error.is_some() {
            point.answering = true;
            point.error = None;
            self.alarms.clear(&mut self.store, Kind::MeterSilent, point.room, None, self.now);
        }
        // What the meter counts behind a transformer is a part of what flows at the point.
        let (primary, secondary) = point.ratio;
        sample.power_mw = sample.power_mw.map(|mw| mw * primary / secondary);
        sample.energy_import = sample.energy_import.and_then(|own| at_the_point(own, point.ratio));
        let register = sample.energy_import;
        let serial = sample.serial.clone();
        let told = sample.flags.clone();
        let before = point.sample.replace((at, sample)).map(|(_, sample)| sample.flags);
        let place = point.room;
        if let Some(register) = register {
            self.register(id, at, register, serial);
        }
        if before.as_ref() != Some(&told) {
            self.hear_flags(id, &told);
        }
        if let Some(place) = place {
            self.look_at_load(place, at);
            self.control(place);
        }
    }

    /// A register value: believed and perhaps stored, or put aside as doubtful.
    fn register(&mut self, id: PointId, at: Timestamp, register: Energy, serial: Option<String>) {
        let Some(point) = self.points.get_mut(&id) else { return };
        match meter::judge(point.base.as_ref(), at, register, serial.as_deref(), &point.limits) {
            Verdict::Good => {
                let reading = Reading { at, register, quality: Quality::Actual };
                let before = point.base.take();
                let at_edge = before.as_ref().and_then(|before| super::edge::between(before.reading, reading));
                let serial = serial.or_else(|| before.and_then(|base| base.serial));
                point.base = Some(Base { reading, serial });
                let doubted = point.doubt.take().is_some();
                let known = point.edge.or(point.stored);
                match at_edge {
                    Some(at_edge) => self.hold_edge(id, at_edge),
                    None if known.is_none_or(|known| interval_of(known.at) != interval_of(at)) => self.keep_reading(id),
                    None => {}
                }
                if doubted {
                    self.doubt_passed(id);
                }
            }
            Verdict::Rollover { .. } => self.rolled_over(id, at, register, serial),
            Verdict::Suspect(doubt) => self.doubt(id, at, register, serial, doubt),
        }
    }

    /// The register passed its end: believed when a second reading, at least as high, says the same (rule 15).
    fn rolled_over(&mut self, id: PointId, at: Timestamp, register: Energy, serial: Option<String>) {
        let Some(point) = self.points.get_mut(&id) else { return };
        let confirmed =
            point.doubt.is_some_and(|(doubt, before)| doubt == meter::Doubt::PossibleRollover && before <= register);
        if !confirmed {
            self.doubt(id, at, register, serial, meter::Doubt::PossibleRollover);
            return;
        }
        // The stretch up to the end of the register is stored first, so that no later rise hides the turn.
        let serial = serial.or_else(|| point.base.take().and_then(|base| base.serial));
        point.base = Some(Base { reading: Reading { at, register, quality: Quality::Actual }, serial });
        point.doubt = None;
        self.keep_reading(id);
        self.doubt_passed(id);
    }

    /// Stores the last good sample as a reading, with its roll-ups, and rates its usage.
    pub fn keep_reading(&mut self, id: PointId) {
        self.keep_edge(id);
        if let Some(base) = self.points.get(&id).and_then(|point| point.base.as_ref()).map(|base| base.reading) {
            self.keep(id, base);
        }
    }

    pub(super) fn keep(&mut self, id: PointId, reading: Reading) {
        let zone = self.site.zone;
        let Some(point) = self.points.get(&id) else { return };
        if point.stored.is_some_and(|stored| stored.at >= reading.at) {
            return;
        }
        let usage = point.usage_to(reading);
        let installation = point.installation;
        let parts = usage.map(|usage| hour_parts(&usage, zone)).unwrap_or_default();
        let written = self.write(|tx| {
            store::reading::insert(tx, installation, reading)?;
            parts.iter().try_for_each(|(slot, sum)| store::rollup::add(tx, id, *slot, *sum))
        });
        if written.is_err() {
            // The energy is not lost: the next reading that can be stored carries it.
            return;
        }
        self.reading_kept(id, reading, usage, &parts);
    }

    /// What a stored reading changes in memory.
    pub fn reading_kept(&mut self, id: PointId, reading: Reading, usage: Option<Usage>, parts: &[HourPart]) {
        let zone = self.site.zone;
        let day = zone.date(reading.at);
        let Some(point) = self.points.get_mut(&id) else { return };
        let today: Energy = parts.iter().filter(|(slot, _)| slot.day == day).map(|(_, sum)| sum.energy).sum();
        point.day = if point.day.0 == day { (day, point.day.1 + today) } else { (day, today) };
        point.stored = Some(reading);
        let room = point.room;
        if let (Some(place), Some(usage)) = (room, usage) {
            self.rate(place, &usage);
        }
    }

    /// A register that is not believed: kept, shown, never charged. One episode of doubt is one item for a person.
    fn doubt(&mut self, id: PointId, at: Timestamp, register: Energy, serial: Option<String>, doubt: meter::Doubt) {
        let now = self.now;
        let Some(point) = self.points.get_mut(&id) else { return };
        // A rollover is confirmed from the last value that began it, also over a restart: a lower one begins anew.
        let goes_on = |before| doubt != meter::Doubt::PossibleRollover || before <= register;
        let known = point.doubt.is_some_and(|(known, before)| known == doubt && goes_on(before));
        point.doubt = Some((doubt, register));
        if known {
            return;
        }
        let suspect = store::suspect::Suspect {
            installation: point.installation,
            at,
            register,
            doubt: doubt.code().to_owned(),
            serial,
            base: point.base.as_ref().map(|base| (base.reading.at, base.reading.register)),
        };
        let (room, name) = (point.room, point.name.clone());
        if let Err(refusal) = self.write(|tx| store::suspect::insert(tx, &suspect)) {
            tracing::warn!(?refusal, "a doubtful reading could not be recorded");
        }
        let shown = register.to_string();
        let args = [("meter", name.as_str()), ("doubt", doubt.code()), ("register", shown.as_str())];
        self.alarms.raise(&mut self.store, Kind::SuspectReading, room, None, &args, now);
    }

    /// The meter reads well again: what was doubted was a passing glitch.
    fn doubt_passed(&mut self, id: PointId) {
        let now = self.now;
        let Some(point) = self.points.get(&id) else { return };
        let (installation, room) = (point.installation, point.room);
        let passed = store::suspect::Resolution { at: now, accepted: false, note: "passed".to_owned() };
        let written = self.write(|tx| {
            let open = store::suspect::open(tx)?;
            for (id, _) in open.into_iter().filter(|(_, suspect)| suspect.installation == installation) {
                store::suspect::resolve(tx, id, &passed)?;
            }
            Ok(())
        });
        if written.is_ok() {
            self.alarms.clear(&mut self.store, Kind::SuspectReading, room, None, now);
            self.alarms.clear(&mut self.store, Kind::SuspectOverdue, room, None, now);
        }
    }

    /// A doubt that nobody has settled for days is brought up once more, as urgent: what flows meanwhile is not charged,
    /// and nobody is cut for it (rule 15).
    pub(super) fn escalate_doubts(&mut self) -> Result<()> {
        let now = self.now;
        for (_, suspect) in store::suspect::open(&self.store)? {
            let days = (now - suspect.at).num_days();
            let point = self.points.values().find(|point| point.installation == suspect.installation);
            let Some(point) = point.filter(|_| days >= OVERDUE_DAYS) else { continue };
            let (room, name, days) = (point.room, point.name.clone(), days.to_string());
            let args = [("meter", name.as_str()), ("doubt", suspect.doubt.as_str()), ("days", &days)];
            self.alarms.raise(&mut self.store, Kind::SuspectOverdue, room, None, &args, now);
        }
        Ok(())
    }

    /// A person's word on a doubt. An accepted register is where the next usage starts, and nothing up to it is charged:
    /// a new base without usage. Otherwise the next reading is judged against the old base as if nothing had been.
    ///
    /// `serial` is the number that the meter told, where it told one: after an exchange it is the new one's.
    pub fn resolve_doubt(&mut self, id: PointId, accepted: Option<Reading>, serial: Option<String>) -> Result<()> {
        let now = self.now;
        if accepted.is_some() {
            // What the old register told until now is charged before it ends.
            self.keep_reading(id);
        }
        let Some(point) = self.points.get_mut(&id) else { return Ok(()) };
        let room = point.room;
        if let Some(reading) = accepted {
            let ended = point.base.as_ref().map(|base| base.reading);
            let (old, meter, point_id, ratio) = (point.installation, point.meter, point.id, point.ratio);
            let start = ended.map_or(reading.at, |ended| ended.at.max(reading.at));
            // The register does not go on: what ends here is one installation, what begins is the next.
            let new = self.write(|tx| {
                let last = ended.map_or(reading.register, |ended| ended.register);
                store::installation::end(tx, old, start, last)?;
                let device = store::meter::get(tx, meter)?;
                let known = serial.clone().or_else(|| device.as_ref().and_then(|device| device.serial.clone()));
                if let (Some(told), Some(device)) = (&serial, device) {
                    store::meter::update(tx, meter, &store::meter::Meter { serial: Some(told.clone()), ..device })?;
                }
                let next = store::installation::Installation {
                    point: point_id,
                    meter,
                    serial: known,
                    from_at: start,
                    from_register: reading.register,
                    to: None,
                    ratio,
                };
                store::installation::insert(tx, &next)
            })?;
            if let Some(point) = self.points.get_mut(&id) {
                let base = Reading { at: start, register: reading.register, quality: Quality::Actual };
                point.installation = new;
                if let Some(told) = &serial {
                    point.serial.clone_from(told);
                }
                point.base = Some(Base { reading: base, serial });
                point.stored = Some(base);
            }
        }
        if let Some(point) = self.points.get_mut(&id) {
            point.doubt = None;
        }
        self.alarms.clear(&mut self.store, Kind::SuspectReading, room, None, now);
        self.alarms.clear(&mut self.store, Kind::SuspectOverdue, room, None, now);
        if let Some(place) = room {
            self.control(place);
        }
        Ok(())
    }

    /// Adds usage, which is in the store already, to the room's account. A month after the one in which it began starts
    /// from that one's counters, and so is opened anew.
    fn rate(&mut self, place: PlaceId, usage: &Usage) {
        let zone = self.site.zone;
        let (first, last) = (zone.month(usage.period.from), zone.month(usage.period.to));
        let Some(room) = self.rooms.get_mut(&place) else { return };
        let added = room.account.knows(first) && room.account.add(usage).is_ok();
        let from = if added { first.next() } else { first };
        let last = room.account.open_months().last().map_or(last, |open| last.max(*open));
        if from <= last
            && let Err(refusal) = self.open_from(place, from, last)
        {
            // What is missing is read from the store when it can be.
            tracing::warn!(?refusal, "months could not be opened");
        }
        self.count_quotas(place, Some(usage));
    }

    /// Opens every month from `first` to `last`, and those after it that are open, from the store: what was used and
    /// what was posted for them so far. Months before the tenancy and locked months are left out.
    pub fn open_from(&mut self, place: PlaceId, first: Month, last: Month) -> Result<()> {
        let zone = self.site.zone;
        let Some(room) = self.rooms.get_mut(&place) else { return Ok(()) };
        let last = room.account.open_months().last().copied().unwrap_or(last).max(last);
        let moved_in = zone.month(room.account.tenancy.from);
        let mut month = first.max(moved_in).max(room.account.locked.map_or(moved_in, Month::next));
        room.account.forget_from(month);
        while month <= last {
            self.open_month(place, month)?;
            month = month.next();
        }
        Ok(())
    }

    fn open_month(&mut self, place: PlaceId, month: Month) -> Result<()> {
        let Some(room) = self.rooms.get(&place) else { return Ok(()) };
        let who = self.charged(room);
        let ground = self.ground();
        let rated = match room.account.carried_out(month.previous()) {
            Some(carried) => ground.month_with(&who, month, &carried)?,
            None => ground.month(&who, month)?,
        };
        let posted = posted_lines(&self.store, room.account.id, month)?;
        let waits = self.waiting.contains(&(room.account.id, month));
        let Some(room) = self.rooms.get_mut(&place) else { return Ok(()) };
        if let Err(held) = room.account.open_month(rated, posted, waits) {
            room.held = Some(crate::cause::held(&held));
        }
        Ok(())
    }

    /// Who is charged for a room's energy now.
    pub fn charged(&self, room: &Room) -> Charged {
        Charged {
            account: room.account.id,
            tenancy: room.account.tenancy_id,
            place: room.place,
            point: room.point,
            period: room.account.tenancy,
        }
    }
}

/// What has been posted for an account and a month, as billing knows it.
pub(crate) fn posted_lines(db: &store::Db, account: AccountId, month: Month) -> Result<Vec<PostedLine>> {
    let posted = store::charge::posted(db, account, month)?;
    let lines = posted.into_iter().map(|line| {
        let kind = line.kind.parse().map_err(Refusal::broken)?;
        let detail = line.detail.parse().map_err(Refusal::broken)?;
        let (version, energy, amount, within) = (line.version, line.energy, line.amount, line.within);
        Ok(PostedLine { month, kind, version, detail, energy, amount, within })
    });
    lines.collect()
}

/// Which interval of the grid an instant lies in.
pub(crate) fn interval_of(at: Timestamp) -> i64 {
    at.timestamp().div_euclid(INTERVAL.num_seconds())
}

/// Splits usage at the hours of the site's wall clock; the parts add up exactly.
pub(crate) fn hour_parts(usage: &Usage, zone: Zone) -> Vec<HourPart> {
    let mut parts = Vec::new();
    let mut from = usage.period.from;
    let mut counted = Energy::ZERO;
    while from < usage.period.to {
        let local = zone.local(from);
        let into = Duration::seconds(i64::from(local.minute() * 60 + local.second()))
            + Duration::nanoseconds(i64::from(local.nanosecond() % 1_000_000_000));
        let hour = from - into;
        let end = (hour + Duration::hours(1)).min(usage.period.to);
        let until = usage.energy_until(end);
        let energy = until - counted;
        let sum = if usage.estimated { Sum::estimated(energy) } else { Sum::actual(energy) };
        let day = local.date_naive();
        parts.push((Slot { hour, day, month: Month::of(day) }, sum));
        counted = until;
        from = end;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::{Period, timestamp};

    #[test]
    fn usage_is_split_at_the_hours_of_the_wall_clock_and_adds_up() {
        let kolkata = Zone::parse("Asia/Kolkata").unwrap();
        let period = Period::new(timestamp(0), timestamp(3 * 3_600_000 + 1)).unwrap();
        for wh in [0, 1, 7, 1_000, 999_999] {
            let usage = Usage { period, energy: Energy::from_wh(wh), estimated: false };
            let parts = hour_parts(&usage, kolkata);
            assert_eq!(parts.len(), 4);
            assert_eq!(parts.iter().map(|(_, sum)| sum.energy).sum::<Energy>(), usage.energy);
            assert_eq!(kolkata.local(parts[1].0.hour).format("%H:%M").to_string(), "06:00");
        }
    }

    #[test]
    fn the_grid_has_four_intervals_an_hour() {
        assert_eq!(interval_of(timestamp(899_999)), 0);
        assert_eq!(interval_of(timestamp(900_000)), 1);
    }
}
