//! The trial balance of energy: where a month's energy went (rule 13).

use billing::energy_balance::{AccuracyClass, BranchEnergy, Counted, TenancyEnergy, Verdict};
use store::pool::PoolSource;
use store::point::{Point, PointKind};
use units::{Energy, Month, PointId};

use crate::View;
use crate::api::people::People;
use crate::core::common::PoolFacts;
use crate::core::{Charged, Ground, Terms, usage_over};
use crate::dto::*;
use crate::error::Result;

pub(crate) fn energy_balance(view: &View, args: EnergyBalanceArgs) -> Result<EnergyBalance> {
    let month = crate::api::parse_month(&args.month)?;
    let accounts = accounts(view, month)?;
    let held: Energy = accounts.iter().map(|row| row.held).sum();
    let mut sides = Sides::default();
    for (id, point) in store::point::all(&view.reader)? {
        sides.add(view, id, &point, month)?;
    }
    sides.hold(held);
    let found = billing::energy_balance::energy_balance(&BranchEnergy {
        supply: &sides.supply,
        generation: &[],
        rooms: &sides.rooms,
        common: &sides.common,
        shared_loss: shared_loss(view, month)?,
        held,
        estimated: sides.estimated,
    });
    let measured = !sides.supply.is_empty();
    let within = found.verdict == Verdict::InBand;
    let sentence = match (measured, within) {
        (false, _) => "energy-balance-unmeasured",
        (true, true) => "energy-balance-within",
        (true, false) => "energy-balance-outside",
    };
    let (unexplained, band) = (found.unexplained.to_string(), found.band.to_string());
    let said: &[(&str, &str)] =
        if measured { &[("unexplained", unexplained.as_str()), ("band", band.as_str())] } else { &[] };
    Ok(EnergyBalance {
        month: month.to_string(),
        supply_wh: found.supply.wh(),
        generation_wh: found.generation.wh(),
        rooms_wh: found.rooms.wh(),
        common_wh: found.common.wh(),
        held_wh: found.held.wh(),
        estimated_wh: found.estimated.wh(),
        unexplained_wh: found.unexplained.wh(),
        band_wh: found.band.wh(),
        within: within || !measured,
        measured,
        sentence: view.words().say(sentence, said),
        accounts: accounts.into_iter().map(|row| row.row).collect(),
    })
}

/// What the meters say, by what they measure.
#[derive(Default)]
struct Sides {
    supply: Vec<Counted>,
    rooms: Vec<Counted>,
    common: Vec<Counted>,
    estimated: Energy,
}

impl Sides {
    /// A feeder is counted by what lies behind it; a supply below another one is a feeder.
    fn add(&mut self, view: &View, id: PointId, point: &Point, month: Month) -> Result<()> {
        let months = store::rollup::months(&view.reader, id, month, month.next())?;
        let Some((_, sum)) = months.first() else { return Ok(()) };
        let class = view.live.points.get(&id).and_then(|live| live.profile.accuracy_class()).and_then(class);
        let class = class.unwrap_or(AccuracyClass::ONE);
        let actual = Counted { energy: sum.energy - sum.estimated, class };
        match point.kind {
            PointKind::Supply if point.parent.is_none() => {
                self.supply.push(Counted { energy: sum.energy, class });
                return Ok(());
            }
            PointKind::Supply | PointKind::Feeder => return Ok(()),
            PointKind::Room => self.rooms.push(actual),
            PointKind::Common | PointKind::Other => self.common.push(actual),
        }
        self.estimated += sum.estimated;
        Ok(())
    }

    /// What is held was measured in rooms, and is counted once.
    fn hold(&mut self, held: Energy) {
        if held != Energy::ZERO {
            self.rooms.push(Counted { energy: -held, class: AccuracyClass::ONE });
        }
    }
}

/// `1`, `0.5`, `0.5S`, `B` as profiles write it.
fn class(text: &str) -> Option<AccuracyClass> {
    let named = match text.trim() {
        "A" => Some(200),
        "B" => Some(100),
        "C" => Some(50),
        "D" => Some(20),
        _ => None,
    };
    named.or_else(|| hundredths(text.trim().trim_end_matches(['S', 's']))).and_then(AccuracyClass::new)
}

fn hundredths(text: &str) -> Option<u16> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    format!("{whole}{part:0<2}").parse().ok().filter(|_| part.len() <= 2)
}

/// The loss that was shared as common cost: it is explained.
fn shared_loss(view: &View, month: Month) -> Result<Energy> {
    let mut sum = Energy::ZERO;
    for pool in PoolFacts::all(&view.reader)? {
        let Some(id) = pool.id.filter(|_| pool.row.source == PoolSource::Loss) else { continue };
        let shares = store::share::of_pool(&view.reader, id, month)?;
        sum += shares.first().map(|share| share.energy).unwrap_or_default();
    }
    Ok(sum)
}

struct AccountEnergy {
    row: EnergyBalanceRow,
    /// Measured, and not charged because the charge is held.
    held: Energy,
}

/// The energy of each account's lines beside the rise of its registers.
fn accounts(view: &View, month: Month) -> Result<Vec<AccountEnergy>> {
    let terms = Terms::load(&view.reader)?;
    let ground = Ground { db: &view.reader, terms: &terms, site: &view.live.site };
    let zone = view.live.site.zone;
    let span = zone.span(month.dates());
    let as_of = span.to.min(view.live.posted_through);
    let mut rows = Vec::new();
    for (account, person) in People::of(&view.reader)?.accounts() {
        if person.tenancy.from_at >= as_of || person.tenancy.to_at.is_some_and(|to| to <= span.from) {
            continue;
        }
        let who = Charged::of(ground.db, account)?;
        let from = span.from.max(person.tenancy.from_at);
        let to = as_of.min(person.tenancy.to_at.unwrap_or(as_of));
        let Ok(period) = units::Period::new(from, to) else { continue };
        let usage = usage_over(ground.db, who.point, who.modulus, span)?;
        let registers: Energy = usage.iter().map(|usage| usage.energy_in(period)).sum();
        let posted = store::charge::posted(ground.db, account, month)?;
        let energy = posted.iter().filter(|line| line.kind == billing::ChargeKind::Energy.code());
        let lines: Energy = energy.map(|line| line.energy).sum();
        let found = TenancyEnergy { account, lines, registers };
        let charges = ground.month(&who, month)?.charges(as_of);
        rows.push(AccountEnergy {
            row: EnergyBalanceRow {
                room: person.room.clone(),
                tenant: person.tenancy.name.clone(),
                account: account.0,
                lines_wh: lines.wh(),
                registers_wh: registers.wh(),
                difference_wh: found.difference().wh(),
            },
            held: if charges.is_err() { registers - lines } else { Energy::ZERO },
        });
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accuracy_classes_are_read_as_profiles_write_them() {
        let check = |text: &str, hundredths: Option<u16>| assert_eq!(class(text).map(AccuracyClass::hundredths), hundredths);
        check("1", Some(100));
        check("1.0", Some(100));
        check("0.5S", Some(50));
        check("2", Some(200));
        check("B", Some(100));
        check("fine", None);
        check("", None);
    }
}
