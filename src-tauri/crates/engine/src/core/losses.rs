//! Once a day: what each branch of the metering tree lost, and what that points to. Findings are reasons to look, never
//! accusations; nothing is switched or charged for one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Days, Duration, NaiveDate, Timelike};
use losses::{Branch, DAY, Likelihood, Meter, Sign};
use store::finding::{Closed, Finding};
use store::point::{Point, PointKind};
use units::{DateRange, Energy, PlaceId, PointId, Timestamp, Zone};

use super::Core;
use super::close::class_of;
use crate::Actor;
use crate::alarm::Kind;
use crate::error::Result;

/// How many days a look takes in, and how many of them tell of a bypass or of a branch's loss.
const LOOK_DAYS: u64 = 28;
const BYPASS_DAYS: usize = 14;
const BRANCH_DAYS: usize = 7;
/// A branch that loses less than this beyond all explanation in that time is not worth a walk.
const LEAST_LOSS_WH: i64 = 1_000;
/// What is not found for so long is over; what a person has looked at is not brought up again for so long.
const OVER_AFTER: i64 = 7;
const QUIET_AFTER_LOOK: Duration = Duration::days(30);

/// Which day was looked at, and what is still to be looked at.
#[derive(Debug, Default)]
pub(crate) struct Looking {
    day: Option<NaiveDate>,
    tree: Arc<Tree>,
    groups: Vec<Group>,
}

/// A meter, where there is one, and the nearest meters below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    pub above: Option<PointId>,
    pub below: Vec<PointId>,
    /// How many meters stand above it.
    pub depth: usize,
}

/// The metering points that have, or had, a meter, as a tree.
///
/// A point that was put below another lies there. Any other lies below the nearest supply meter of the places that it is
/// in, or the nearest feeder: one that nothing was put below feeds its whole place.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub points: BTreeMap<PointId, Point>,
    parents: BTreeMap<PointId, PointId>,
    metered: BTreeSet<PointId>,
}

impl Tree {
    pub fn load(db: &store::Db) -> Result<Self> {
        let points: BTreeMap<PointId, Point> = store::point::all(db)?.into_iter().collect();
        let mut metered = BTreeSet::new();
        for id in points.keys() {
            if !store::installation::of_point(db, *id)?.is_empty() {
                metered.insert(*id);
            }
        }
        let above: BTreeMap<PlaceId, PlaceId> =
            store::place::all(db)?.into_iter().filter_map(|(id, place)| Some((id, place.parent?))).collect();
        let parents =
            points.iter().filter_map(|(id, point)| Some((*id, parent(&points, &above, (*id, point))?))).collect();
        Ok(Self { points, parents, metered })
    }

    /// Every meter with what it feeds, from the top down; the first has no meter above where several stand at the top.
    pub fn groups(&self) -> Vec<Group> {
        let mut groups = Vec::new();
        let top = self.below(None);
        match top.as_slice() {
            [one] => self.descend(*one, 0, &mut groups),
            _ => {
                groups.push(Group { above: None, below: top.clone(), depth: 0 });
                top.into_iter().for_each(|one| self.descend(one, 0, &mut groups));
            }
        }
        groups
    }

    fn descend(&self, point: PointId, depth: usize, groups: &mut Vec<Group>) {
        let below = self.below(Some(point));
        if below.is_empty() {
            return;
        }
        groups.push(Group { above: Some(point), below: below.clone(), depth });
        below.into_iter().for_each(|one| self.descend(one, depth + 1, groups));
    }

    /// The nearest points with a meter below one; a point that never had a meter is looked through.
    fn below(&self, point: Option<PointId>) -> Vec<PointId> {
        let mut found = Vec::new();
        for (id, _) in self.points.iter().filter(|(id, _)| self.parents.get(id).copied() == point) {
            if self.metered.contains(id) {
                found.push(*id);
            } else {
                found.extend(self.below(Some(*id)));
            }
        }
        found
    }

    fn kind(&self, point: PointId) -> PointKind {
        self.points.get(&point).map_or(PointKind::Other, |point| point.kind)
    }

    pub fn name(&self, point: PointId) -> &str {
        self.points.get(&point).map_or("", |point| point.name.as_str())
    }
}

/// What a point lies below: what it was put below, or what feeds the place that it is in.
fn parent(
    points: &BTreeMap<PointId, Point>,
    above: &BTreeMap<PlaceId, PlaceId>,
    (id, point): (PointId, &Point),
) -> Option<PointId> {
    if point.parent.is_some() || point.kind == PointKind::Supply {
        return point.parent;
    }
    let feeds_its_place = |(other, candidate): &(&PointId, &Point)| match candidate.kind {
        PointKind::Supply => true,
        // Of two feeders at one place neither feeds the other.
        PointKind::Feeder => {
            let beside = point.kind == PointKind::Feeder && candidate.place == point.place;
            !beside && !points.values().any(|child| child.parent == Some(**other))
        }
        PointKind::Room | PointKind::Common | PointKind::Other => false,
    };
    let mut place = Some(point.place);
    while let Some(here) = place {
        let at_place = points.iter().filter(|(other, candidate)| candidate.place == here && **other != id);
        let found: Vec<(&PointId, &Point)> = at_place.filter(feeds_its_place).collect();
        let feeders: Vec<PointId> =
            found.iter().filter(|(_, one)| one.kind == PointKind::Feeder).map(|(id, _)| **id).collect();
        let supplies: Vec<PointId> =
            found.iter().filter(|(_, one)| one.kind == PointKind::Supply).map(|(id, _)| **id).collect();
        if let ([one], _) | ([], [one]) = (feeders.as_slice(), supplies.as_slice()) {
            return Some(*one);
        }
        place = above.get(&here).copied();
    }
    None
}

/// A meter's hours over some days: 24 to a day. The hour that a clock jumps over counts nothing; the hour that it
/// counts twice is one. Estimated hours are not known.
pub(crate) fn hours(db: &store::Db, point: PointId, days: DateRange, zone: Zone) -> Result<Meter> {
    let (from, to) = (zone.start_of(days.first), zone.start_of(days.end));
    let known: BTreeMap<Timestamp, store::rollup::Sum> =
        store::rollup::hours(db, point, from, to)?.into_iter().collect();
    let mut of = Vec::with_capacity(usize::try_from(days.days()).unwrap_or_default() * DAY);
    for day in days.iter() {
        let mut slots = [Some(0_i64); DAY];
        let span = zone.day(day);
        let mut hour = span.from;
        while hour < span.to {
            let slot = &mut slots[usize::try_from(zone.local(hour).hour()).unwrap_or_default() % DAY];
            let wh = known.get(&hour).filter(|sum| sum.estimated == Energy::ZERO).map(|sum| sum.energy.wh());
            *slot = slot.zip(wh).map(|(before, wh)| before + wh);
            hour += Duration::hours(1);
        }
        of.extend(slots);
    }
    Ok(Meter { class: class_of(db, point)?, hours: of })
}

/// Something that was found about a point, with what its sentence is filled with.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Found {
    sign: Sign,
    point: PointId,
    likelihood: Likelihood,
    args: BTreeMap<&'static str, String>,
}

impl Found {
    fn new<const N: usize>(
        sign: Sign,
        point: PointId,
        likelihood: Likelihood,
        args: [(&'static str, String); N],
    ) -> Self {
        Self { sign, point, likelihood, args: args.into() }
    }
}

/// What the look needs to know of a room.
#[derive(Debug, Clone, Copy)]
struct Lived {
    vacant: bool,
    since: Timestamp,
}

impl Core {
    /// Looks at one meter of the tree at a time, once a day after its close, so that nothing else waits for long.
    pub fn watch_losses(&mut self) {
        let today = self.site.zone.date(self.now);
        if self.losses.day != Some(today) {
            if self.posted_through < self.site.zone.start_of(today) || self.fault.is_some() {
                return;
            }
            match Tree::load(&self.store) {
                Ok(tree) => {
                    let groups = tree.groups();
                    self.losses = Looking { day: Some(today), tree: Arc::new(tree), groups };
                }
                Err(refusal) => tracing::warn!(?refusal, "the metering tree could not be read"),
            }
        }
        let Some(group) = self.losses.groups.pop() else { return };
        if let Err(refusal) = self.look_for_losses(&group, today) {
            tracing::warn!(?refusal, ?group, "losses could not be looked at");
        }
    }

    fn look_for_losses(&mut self, group: &Group, today: NaiveDate) -> Result<()> {
        let tree = Arc::clone(&self.losses.tree);
        let days = DateRange { first: today - Days::new(LOOK_DAYS), end: today };
        let zone = self.site.zone;
        let below: Vec<Meter> =
            group.below.iter().map(|point| hours(&self.store, *point, days, zone)).collect::<Result<_>>()?;
        let mut found = Vec::new();
        if let Some(above) = group.above {
            let supply = hours(&self.store, above, days, zone)?;
            found.extend(self.of_branch(&tree, above, &supply, &group.below, &below));
        }
        found.extend(of_common(&tree, &group.below, &below));
        for (point, meter) in group.below.iter().zip(&below) {
            if let Some(lived) = self.lived(*point) {
                found.extend(of_room(&tree, *point, meter, lived, days, zone));
            }
        }
        self.keep_findings(&tree, group, today, &found)
    }

    fn of_branch(
        &self,
        tree: &Tree,
        above: PointId,
        supply: &Meter,
        points: &[PointId],
        below: &[Meter],
    ) -> Vec<Found> {
        let name = tree.name(above).to_owned();
        let (short, of_each) = (last(supply, BRANCH_DAYS), lasts(below, BRANCH_DAYS));
        let branch = Branch { above: &short, below: &of_each, technical: self.site.technical_loss };
        let total = losses::total(&branch, 0..short.hours.len());
        let args = |missing: Energy| {
            let explained = total.technical + total.band;
            [("branch", name.clone()), ("missing", missing.to_string()), ("explained", explained.to_string())]
        };
        let mut found = Vec::new();
        if total.unexplained().wh() >= LEAST_LOSS_WH {
            found.push(Found::new(Sign::Above, above, Likelihood::Likely, args(total.loss())));
        } else if total.backwards() && total.loss().wh() <= -LEAST_LOSS_WH {
            found.push(Found::new(Sign::Backwards, above, Likelihood::Likely, args(-total.loss())));
        }
        let (long, of_each) = (last(supply, BYPASS_DAYS), lasts(below, BYPASS_DAYS));
        for bypass in losses::bypass(&Branch { above: &long, below: &of_each, technical: self.site.technical_loss }) {
            let point = points[bypass.index];
            let args = [
                ("room", tree.name(point).to_owned()),
                ("branch", name.clone()),
                ("part", milli(bypass.per_counted_milli)),
                ("explains", (bypass.explains_milli / 10).to_string()),
                ("energy", bypass.a_day.to_string()),
            ];
            found.push(Found::new(Sign::Bypass, point, bypass.likelihood, args));
        }
        found
    }

    /// Since when the people of a room live there, or nobody does.
    fn lived(&self, point: PointId) -> Option<Lived> {
        let room = self.rooms.values().find(|room| room.point == point)?;
        Some(Lived { vacant: room.tenancy.vacant, since: room.account.tenancy.from })
    }

    /// What is found anew stands; what is found again goes on; what is not found for some days is over.
    fn keep_findings(&mut self, tree: &Tree, group: &Group, today: NaiveDate, found: &[Found]) -> Result<()> {
        let now = self.now;
        let last_day = today.pred_opt().unwrap_or(today);
        let standing = store::finding::standing(&self.store)?;
        for new in found {
            let args = serde_json::to_string(&new.args).unwrap_or_default();
            let row = Finding {
                sign: new.sign.code().to_owned(),
                point: new.point,
                branch: group.above.filter(|above| *above != new.point),
                likelihood: new.likelihood.code().to_owned(),
                first_day: last_day,
                last_day,
                args,
            };
            let known = standing.iter().find(|(_, one, _)| one.sign == row.sign && one.point == row.point);
            if let Some((id, before, _)) = known {
                self.write(|tx| store::finding::renew(tx, *id, &row))?;
                if before.likelihood == row.likelihood {
                    continue;
                }
                // It grew surer, or less so: who was told of it is told again.
                self.clear_finding(tree, before);
            } else {
                let looked = store::finding::looked_at(&self.store, &row.sign, row.point)?;
                if looked.is_some_and(|at| now < at + QUIET_AFTER_LOOK) {
                    continue;
                }
                self.write(|tx| store::finding::insert(tx, &row))?;
            }
            let args: Vec<(&str, &str)> = new.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let place = tree.points.get(&new.point).map(|point| point.place);
            self.alarms.raise(&mut self.store, Kind::Loss(new.sign, new.likelihood), place, None, &args, now);
        }
        for (id, one, _) in &standing {
            let here = group.above == Some(one.point) || group.below.contains(&one.point);
            if here && (last_day - one.last_day).num_days() >= OVER_AFTER {
                self.end_finding(tree, *id, one, &Closed { at: now, by: String::new(), note: String::new() })?;
            }
        }
        Ok(())
    }

    /// A person has looked: what was there to see is kept with it.
    pub fn close_finding(&mut self, id: i64, finding: &Finding, note: &str, by: &Actor) -> Result<()> {
        let closed = Closed { at: self.now, by: by.name.clone(), note: note.to_owned() };
        self.end_finding(&Tree::load(&self.store)?, id, finding, &closed)?;
        self.audit(by, "close_finding", format!("{id}: {note}"))
    }

    fn end_finding(&mut self, tree: &Tree, id: i64, finding: &Finding, closed: &Closed) -> Result<()> {
        self.write(|tx| store::finding::close(tx, id, closed))?;
        self.clear_finding(tree, finding);
        Ok(())
    }

    fn clear_finding(&mut self, tree: &Tree, finding: &Finding) {
        let place = tree.points.get(&finding.point).map(|point| point.place);
        if let Some(sign) = Sign::parse(&finding.sign) {
            // Its kind is the same however likely it is.
            let kind = Kind::Loss(sign, Likelihood::Likely);
            self.alarms.clear(&mut self.store, kind, place, None, self.now);
        }
    }
}

/// What the common meters of a group point to.
fn of_common(tree: &Tree, points: &[PointId], meters: &[Meter]) -> Vec<Found> {
    let mut found = Vec::new();
    let rooms: Vec<usize> = (0..points.len()).filter(|at| tree.kind(points[*at]) == PointKind::Room).collect();
    let of_rooms: Vec<Meter> = rooms.iter().map(|at| meters[*at].clone()).collect();
    for (point, meter) in points.iter().zip(meters).filter(|(point, _)| tree.kind(**point) == PointKind::Common) {
        let name = tree.name(*point).to_owned();
        if let Some(lead) = losses::lead(meter, &of_rooms) {
            let room = points[rooms[lead.index]];
            let args = [
                ("room", tree.name(room).to_owned()),
                ("common", name.clone()),
                ("part", milli(lead.per_counted_milli)),
                ("energy", lead.a_day.to_string()),
            ];
            found.push(Found::new(Sign::Lead, room, lead.likelihood, args));
        }
        if let Some(rise) = losses::rise(meter) {
            let args = [("common", name), ("was", rise.was_a_day.to_string()), ("is", rise.is_a_day.to_string())];
            found.push(Found::new(Sign::Rise, *point, Likelihood::Possible, args));
        }
    }
    found
}

fn of_room(tree: &Tree, point: PointId, meter: &Meter, lived: Lived, days: DateRange, zone: Zone) -> Option<Found> {
    let room = tree.name(point).to_owned();
    if lived.vacant {
        // The day on which people left is theirs.
        let since = zone.date(lived.since) + Days::new(1);
        let vacant = usize::try_from((days.end - since.max(days.first)).num_days()).unwrap_or_default();
        let unused = losses::vacant_use(&last(meter, vacant))?;
        let args = [("room", room), ("energy", unused.a_day.to_string()), ("days", unused.days.to_string())];
        return Some(Found::new(Sign::VacantUse, point, Likelihood::Likely, args));
    }
    if zone.date(lived.since) >= days.first {
        // Other people, another base load.
        return None;
    }
    let vanished = losses::vanished(meter)?;
    let args = [("room", room), ("was", vanished.was.w().to_string()), ("is", vanished.is.w().to_string())];
    Some(Found::new(Sign::BaseGone, point, Likelihood::Possible, args))
}

fn last(meter: &Meter, days: usize) -> Meter {
    let from = meter.hours.len().saturating_sub(days * DAY);
    Meter { class: meter.class, hours: meter.hours[from..].to_vec() }
}

fn lasts(meters: &[Meter], days: usize) -> Vec<Meter> {
    meters.iter().map(|meter| last(meter, days)).collect()
}

/// Thousandths as a decimal with two digits.
fn milli(value: i64) -> String {
    let hundredths = (value + 5).div_euclid(10);
    format!("{}.{:02}", hundredths / 100, hundredths.rem_euclid(100))
}
