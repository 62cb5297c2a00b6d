//! Meters that change, and readings of the past that are put right. What was printed stays; what follows is a signed
//! difference of its own, with its reason.

use std::sync::Arc;

use chrono::Duration;
use ledger::Book;
use meter::{Base, Limits, Profile};
use store::Tx;
use store::installation::Installation;
use store::tenancy::{Tenancy, TenancyKind};
use supply::{Plan, Reconciler};
use units::{
    AccountId, BusId, Energy, InstallationId, MeterId, Money, Month, PlaceId, PointId, Quality, Reading, Timestamp,
};

use super::Core;
use super::account::usages;
use super::dues::{Basis, Dues, post, post_former};
use super::facts::Charged;
use super::once::{Command, Stop};
use super::payment::Posting;
use super::register::{Entering, RegisterAt, at_the_point, on_the_display};
use super::state::Relay;
use crate::error::{Refusal, Result};
use crate::wire::models;

type Kept<R> = std::result::Result<R, Stop>;

/// The finest step of stored instants: a meter hangs somewhere at least this long.
const TICK: Duration = Duration::milliseconds(1);

/// The device that is put up.
pub(crate) struct NewDevice {
    pub serial: Option<String>,
    pub profile: Arc<Profile>,
    pub bus: BusId,
    pub unit: u8,
    pub rated_w: i64,
    /// Its register when it was put up, as on its display.
    pub first: Energy,
    pub ratio: (i64, i64),
}

/// What is charged otherwise, for an account and a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Changed {
    pub tenancy: Tenancy,
    pub month: Month,
    pub amount: Money,
}

impl Core {
    /// Which point a meter measures.
    pub fn point_of(&self, meter: MeterId) -> Result<PointId> {
        self.by_meter.get(&meter).copied().ok_or_else(|| Refusal::new("unknown-meter").field("meter"))
    }

    /// Takes a meter down and puts another one up at the same instant.
    pub fn exchange_meter(&mut self, id: PointId, last: &RegisterAt, new: &NewDevice, command: &Command) -> Result<()> {
        let entering = self.entering(id, last)?;
        let at = self.end_of(id, last)?;
        let (old, meter) = self.point(id).map(|point| (point.installation, point.meter))?;
        let first = at_the_point(new.first, new.ratio).ok_or_else(|| not_register(new.first).field("first_kwh"))?;
        let now = self.now;
        self.do_once(command, |tx| {
            entering.write(tx, "exchange", command.actor(), now)?;
            store::installation::end(tx, old, at, last.register)?;
            let device = take_down_and_put_up(tx, meter, new)?;
            let installed = Installation {
                point: id,
                meter: device,
                serial: new.serial.clone(),
                from_at: at,
                from_register: first,
                to: None,
                ratio: new.ratio,
            };
            store::installation::insert(tx, &installed)?;
            move_relay(tx, id, meter, device, &new.profile)?;
            settle_doubts(tx, old, now)
        })?;
        self.reinstall(id)?;
        self.rewired = true;
        self.reconsider(id, at)
    }

    /// Sets the ratio of a meter's transformers from an instant on; what was read since counts by it.
    pub fn set_ratio(
        &mut self,
        id: PointId,
        last: &RegisterAt,
        ratio: (i64, i64),
        reason: &str,
        command: &Command,
    ) -> Result<()> {
        let entering = self.entering(id, last)?;
        let point = self.point(id)?;
        let (old, place) = (point.installation, point.room);
        let row = store::installation::get(&self.store, old)?.ok_or_else(|| Refusal::new("unknown-meter"))?;
        if last.installation != old {
            return Err(Refusal::new("before-meter").field("at"));
        }
        let at = last.at.max(row.from_at + TICK);
        let scaled = |register: Energy| {
            at_the_point(on_the_display(register, row.ratio), ratio)
                .ok_or_else(|| not_register(register).field("ratio"))
        };
        let first = scaled(last.register)?;
        let later = store::reading::between(&self.store, old, at + TICK, Timestamp::MAX_UTC)?;
        let later = later.into_iter().filter(|reading| reading.quality == Quality::Actual);
        let later: Vec<(Reading, Reading)> = later
            .map(|reading| Ok((reading, Reading { register: scaled(reading.register)?, ..reading })))
            .collect::<Result<_>>()?;
        let start = |register| Reading { at, register, quality: Quality::Actual };
        let parts = self.exchanged_parts(id, (start(last.register), start(first)), &later, ratio)?;
        let (posting, basis, now) = (self.posting(command), self.basis(), self.now);
        let next = Installation { from_at: at, from_register: first, to: None, ratio, ..row };
        self.do_once(command, |tx| {
            let change = |tx: &mut Tx<'_>| {
                entering.write(tx, reason, command.actor(), now)?;
                store::installation::end(tx, old, at, last.register)?;
                let new = store::installation::insert(tx, &next)?;
                later.iter().try_for_each(|(_, reading)| store::reading::insert(tx, new, *reading))?;
                let mut sums = store::rollup::Batch::default();
                parts.iter().for_each(|(slot, sum)| sums.add(id, *slot, *sum));
                Ok(sums.write(tx)?)
            };
            put_right(tx, &basis, (place, at), (&posting, reason), change).map(drop)
        })?;
        self.reinstall(id)?;
        self.reconsider(id, at)
    }

    /// The hours of the readings after an exchange of ratios: those by the old ratio out, those by the new one in.
    fn exchanged_parts(
        &self,
        id: PointId,
        (old, new): (Reading, Reading),
        later: &[(Reading, Reading)],
        ratio: (i64, i64),
    ) -> Result<Vec<super::energy::HourPart>> {
        let point = self.point(id)?;
        let before: Vec<Reading> = std::iter::once(old).chain(later.iter().map(|(old, _)| *old)).collect();
        let after: Vec<Reading> = std::iter::once(new).chain(later.iter().map(|(_, new)| *new)).collect();
        let modulus = point.profile.register_modulus().and_then(|modulus| at_the_point(modulus, ratio));
        let out = usages(&before, point.limits.modulus).map_err(Refusal::broken)?;
        let back_in = usages(&after, modulus).map_err(Refusal::broken)?;
        Ok(self.rolled(&out, &back_in))
    }

    /// Keeps a register that a person read, where no reading was. A gap of the past is shared anew by it.
    pub fn keep_by_hand(&mut self, id: PointId, register: &RegisterAt, command: &Command) -> Result<Vec<Changed>> {
        let entering = self.entering(id, register)?;
        let latest = self.point(id)?.stored.is_none_or(|stored| stored.at < register.at);
        if !latest {
            return self.change_reading(id, register.at, &entering, "by hand", command);
        }
        let now = self.now;
        self.do_once(command, |tx| Ok(entering.write(tx, "by hand", command.actor(), now)?))?;
        self.reread(id)?;
        self.reconsider(id, register.at)?;
        Ok(Vec::new())
    }

    /// Puts a reading of the past right: the old value is kept, and the difference is booked in the open month.
    pub fn correct_reading(
        &mut self,
        id: PointId,
        to: Reading,
        reason: &str,
        command: &Command,
    ) -> Result<Vec<Changed>> {
        let entering = self.putting(id, to)?;
        self.change_reading(id, to.at, &entering, reason, command)
    }

    /// What that would change.
    pub fn try_correct_reading(
        &mut self,
        id: PointId,
        to: Reading,
        reason: &str,
        command: &Command,
    ) -> Result<Vec<Changed>> {
        let entering = self.putting(id, to)?;
        let since = self.touched_since(id, to.at)?;
        let place = self.point(id)?.room;
        let (posting, basis) = (self.posting(command), self.basis());
        self.try_out(|tx| {
            let change = |tx: &mut Tx<'_>| Ok(entering.write(tx, reason, posting.command.actor(), posting.at)?);
            put_right(tx, &basis, (place, since), (&posting, reason), change)
        })
    }

    fn change_reading(
        &mut self,
        id: PointId,
        at: Timestamp,
        entering: &Entering,
        reason: &str,
        command: &Command,
    ) -> Result<Vec<Changed>> {
        let since = self.touched_since(id, at)?;
        let place = self.point(id)?.room;
        let (posting, basis) = (self.posting(command), self.basis());
        let changed = self.do_once(command, |tx| {
            let change = |tx: &mut Tx<'_>| Ok(entering.write(tx, reason, posting.command.actor(), posting.at)?);
            put_right(tx, &basis, (place, since), (&posting, reason), change)
        })?;
        self.reread(id)?;
        self.reconsider(id, since)?;
        Ok(changed.unwrap_or_default())
    }

    /// A reading changes the usage from the one before it on.
    fn touched_since(&self, id: PointId, at: Timestamp) -> Result<Timestamp> {
        let earlier = self.around(id, at - TICK, "at").map(|around| around.before.at);
        Ok(earlier.unwrap_or(at))
    }

    /// When an installation ends: after it began, and after everything that was read of it.
    fn end_of(&self, id: PointId, last: &RegisterAt) -> Result<Timestamp> {
        let point = self.point(id)?;
        let row = store::installation::get(&self.store, point.installation)?;
        let began = row.map_or(last.at, |row| row.from_at);
        if last.installation != point.installation {
            return Err(Refusal::new("before-meter").field("at"));
        }
        match point.stored.filter(|stored| stored.at > last.at) {
            Some(stored) => {
                let when = self.site.zone.local(stored.at).format("%Y-%m-%d %H:%M");
                Err(Refusal::new("read-after").with("meter", &point.serial).with("at", when).field("at"))
            }
            None => Ok(last.at.max(began + TICK)),
        }
    }

    /// Takes what hangs at a point from the store, after it was exchanged there.
    fn reinstall(&mut self, id: PointId) -> Result<()> {
        let gone = || Refusal::new("unknown-meter");
        let (number, row) = store::installation::of_point(&self.store, id)?
            .into_iter()
            .rfind(|(_, row)| row.to.is_none())
            .ok_or_else(gone)?;
        let device = store::meter::get(&self.store, row.meter)?.ok_or_else(gone)?;
        let profile = models::model(&device.profile).ok_or_else(gone)?;
        let first = Reading { at: row.from_at, register: row.from_register, quality: Quality::Actual };
        let stored = store::reading::base(&self.store, number, Timestamp::MAX_UTC)?.unwrap_or(first);
        let Some(point) = self.points.get_mut(&id) else { return Err(gone()) };
        let old = std::mem::replace(&mut point.meter, row.meter);
        if old != row.meter {
            (point.sample, point.error, point.answering) = (None, None, false);
        }
        point.installation = number;
        point.serial = row.serial.clone().unwrap_or_default();
        point.bus = device.bus.unwrap_or(point.bus);
        point.unit = device.unit;
        point.limits = limits(device.rated_w, &profile, stored.register, row.ratio);
        (point.ratio, point.profile) = (row.ratio, profile);
        point.base = Some(Base { reading: stored, serial: row.serial });
        (point.stored, point.doubt) = (Some(stored), None);
        let room = point.room;
        self.by_meter.remove(&old);
        self.by_meter.insert(row.meter, id);
        self.silent.remove(&old);
        let now = self.now;
        for kind in [crate::alarm::Kind::SuspectReading, crate::alarm::Kind::MeterSilent] {
            self.alarms.clear(&mut self.store, kind, room, None, now);
        }
        room.map_or(Ok(()), |place| self.rewire_relay(place, id))
    }

    fn rewire_relay(&mut self, place: PlaceId, id: PointId) -> Result<()> {
        let row = store::relay::all(&self.store)?.into_iter().find(|row| row.point == id);
        let bus = match &row {
            Some(row) => store::meter::get(&self.store, row.meter)?.and_then(|device| device.bus),
            None => None,
        };
        self.by_relay.retain(|_, switched| *switched != place);
        if let Some(row) = &row {
            self.by_relay.insert((row.meter, row.channel), place);
        }
        let now = self.now;
        let Some(room) = self.rooms.get_mut(&place) else { return Ok(()) };
        let known = room.relay.as_ref().map(|relay| (relay.meter, relay.channel));
        let here = row.as_ref().map(|row| (row.meter, row.channel));
        if known != here {
            room.relay = row.zip(bus).map(|(row, bus)| Relay {
                bus,
                meter: row.meter,
                channel: row.channel,
                seen: None,
                pending: None,
                reconciler: Reconciler::new(Plan::default(), now),
            });
        }
        Ok(())
    }

    /// The point's account and its supply follow what was changed of its readings.
    fn reconsider(&mut self, id: PointId, since: Timestamp) -> Result<()> {
        let Some(place) = self.point(id)?.room else { return Ok(()) };
        self.read_balance(place)?;
        let month = self.site.zone.month(since);
        let open = self.rooms.get(&place).and_then(|room| room.account.first_open());
        // Months before the open ones are posted to their end already.
        self.reopen_from(place, open.map_or(month, |open| open.max(month)))
    }
}

/// What a meter can do, at the point.
pub(super) fn limits(rated_w: i64, profile: &Profile, register: Energy, ratio: (i64, i64)) -> Limits {
    let there = |own: Energy| at_the_point(own, ratio).unwrap_or(own);
    Limits {
        rated_w: at_the_point(Energy::new(rated_w).unwrap_or_default(), ratio).map_or(rated_w, Energy::wh),
        register_step: there(profile.register_step(on_the_display(register, ratio))),
        modulus: profile.register_modulus().map(there),
    }
}

/// Makes a change to readings of the past, and books what follows from it for every account that held the room since.
///
/// What was due anyway is posted before, so that the difference is that of the change alone.
fn put_right(
    tx: &mut Tx<'_>,
    basis: &Basis,
    (place, since): (Option<PlaceId>, Timestamp),
    (posting, reason): (&Posting<'_>, &str),
    change: impl FnOnce(&mut Tx<'_>) -> Kept<()>,
) -> Kept<Vec<Changed>> {
    let holders = place.map_or(Ok(Vec::new()), |place| holders(tx, place, since))?;
    let first = |who: &Charged| basis.site.zone.month(since.max(who.period.from));
    for (who, row) in &holders {
        let dues = basis.dues(tx, who, first(who))?;
        book(tx, &dues, who, row, posting, ("before", ""))?;
    }
    change(tx)?;
    let mut changed = Vec::new();
    for (who, row) in &holders {
        let dues = basis.dues(tx, who, first(who))?;
        book(tx, &dues, who, row, posting, ("corrected", reason))?;
        recount(tx, who.account, &dues)?;
        changed.extend(dues.charged.iter().map(|due| Changed {
            tenancy: row.clone(),
            month: due.month,
            amount: due.amount(),
        }));
    }
    Ok(changed)
}

/// Who had a room at some time after an instant, by account.
fn holders(tx: &Tx<'_>, place: PlaceId, since: Timestamp) -> Kept<Vec<(Charged, Tenancy)>> {
    let mut holders = Vec::new();
    for (tenancy, row) in store::tenancy::of_place(tx, place)? {
        let ended = row.to_at.is_some_and(|to| to <= since);
        if let Some(account) = store::account::of_tenancy(tx, tenancy)?.filter(|_| !ended) {
            holders.push((Charged::of(tx, account)?, row));
        }
    }
    Ok(holders)
}

fn book(
    tx: &mut Tx<'_>,
    dues: &Dues,
    who: &Charged,
    row: &Tenancy,
    posting: &Posting<'_>,
    (what, memo): (&str, &str),
) -> Kept<()> {
    let to = match (row.to_at, row.kind) {
        (None, _) => return post(tx, dues, who.account, posting, memo),
        (Some(_), TenancyKind::Tenancy) => Book::FormerTenant(who.tenancy),
        (Some(_), TenancyKind::Owner) => Book::OwnersShare,
    };
    post_former(tx, dues, (who, to), posting, (what, memo))
}

/// What a locked month hands on may have changed with it.
fn recount(tx: &mut Tx<'_>, account: AccountId, dues: &Dues) -> Kept<()> {
    for (month, carried) in &dues.carried {
        if store::period_lock::get(tx, account, *month)?.is_some() {
            store::period_lock::recount(tx, account, *month, &carried.to_string())?;
        }
    }
    Ok(())
}

/// The old device leaves its line; the new one takes its place, or is one that answers there already.
fn take_down_and_put_up(tx: &mut Tx<'_>, old: MeterId, new: &NewDevice) -> Kept<MeterId> {
    let gone = || Refusal::new("unknown-meter").field("meter");
    let row = store::meter::get(tx, old)?.ok_or_else(gone)?;
    store::meter::update(tx, old, &store::meter::Meter { bus: None, ..row })?;
    let device = store::meter::Meter {
        serial: new.serial.clone(),
        profile: new.profile.id().to_owned(),
        bus: Some(new.bus),
        unit: new.unit,
        rated_w: new.rated_w,
    };
    let there = store::meter::all(tx)?.into_iter().find(|(_, row)| row.bus == Some(new.bus) && row.unit == new.unit);
    let Some((id, _)) = there else { return Ok(store::meter::insert(tx, &device)?) };
    let measures = store::installation::current(tx)?.iter().any(|(_, row)| row.meter == id);
    let switches = store::relay::all(tx)?.iter().any(|row| row.meter == id);
    if measures || switches {
        return Err(Refusal::new("unit-taken").with("unit", new.unit).field("unit").into());
    }
    store::meter::update(tx, id, &device)?;
    Ok(id)
}

/// A relay within the old meter goes with it; the new one's takes over where it has one.
fn move_relay(tx: &mut Tx<'_>, id: PointId, old: MeterId, new: MeterId, profile: &Profile) -> Kept<()> {
    let own = store::relay::all(tx)?.into_iter().find(|row| row.point == id && row.meter == old);
    match own {
        Some(row) if profile.relay_channels() > 0 => {
            Ok(store::relay::put(tx, store::relay::Relay { meter: new, channel: 0, ..row })?)
        }
        Some(_) => Ok(store::relay::remove(tx, id)?),
        None => Ok(()),
    }
}

/// What was doubted of a meter that is gone needs no word any more.
fn settle_doubts(tx: &mut Tx<'_>, old: InstallationId, at: Timestamp) -> Kept<()> {
    let exchanged = store::suspect::Resolution { at, accepted: false, note: "exchanged".to_owned() };
    for (id, _) in store::suspect::open(tx)?.into_iter().filter(|(_, suspect)| suspect.installation == old) {
        store::suspect::resolve(tx, id, &exchanged)?;
    }
    Ok(())
}

fn not_register(register: Energy) -> Refusal {
    Refusal::new("not-register").with("text", register)
}
