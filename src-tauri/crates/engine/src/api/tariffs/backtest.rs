//! The last months under another tariff, room by room.

use std::sync::Arc;

use billing::ChargeLine;
use units::{Currency, Energy, Money, Month};

use super::meant;
use crate::View;
use crate::cause;
use crate::core::{Charged, Ground, Terms};
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::live::LiveRoom;
use crate::words::Words;

const MOST_MONTHS: i64 = 12;

pub(crate) fn tariff_backtest(view: &View, args: BacktestArgs) -> Result<Backtest> {
    if !(1..=MOST_MONTHS).contains(&args.months) {
        return Err(Refusal::new("backtest-months").with("most", MOST_MONTHS).field("months"));
    }
    let terms = Terms::load(&view.reader)?;
    let draft = Arc::new(meant(&terms, args.text.as_deref(), args.name.as_deref())?.newest_throughout());
    let ground = Ground { draft: Some(&draft), ..Ground::new(&view.reader, &terms, &view.live.site) };
    let months = whole_months(view, args.months);
    let currency = view.live.site.currency;
    let mut rows = Vec::new();
    let (mut energy, mut sums) = (Energy::ZERO, Sums::default());
    for room in &view.live.rooms {
        let replayed = replay(&ground, room, &months)?;
        if replayed.problem.is_none() {
            energy += replayed.energy;
            sums.add(replayed.sums);
        }
        rows.push(replayed.row(room, currency, &view.words()));
    }
    Ok(Backtest {
        months: months.iter().map(Month::to_string).collect(),
        rows,
        energy_wh: energy.wh(),
        energy_text: format!("{energy} kWh"),
        charged: Amount::of(sums.charged, currency),
        draft: Amount::of(sums.draft, currency),
        difference: Amount::of(sums.draft - sums.charged, currency),
        difference_text: sums.percent(),
    })
}

/// The last whole months before the present one, oldest first.
fn whole_months(view: &View, count: i64) -> Vec<Month> {
    let present = view.live.site.zone.month(view.now);
    let count = usize::try_from(count).unwrap_or(1);
    let mut months: Vec<Month> =
        std::iter::successors(Some(present.previous()), |month| Some(month.previous())).take(count).collect();
    months.reverse();
    months
}

#[derive(Default, Clone, Copy)]
struct Sums {
    charged: Money,
    draft: Money,
}

impl Sums {
    fn add(&mut self, other: Self) {
        self.charged += other.charged;
        self.draft += other.draft;
    }

    fn percent(self) -> String {
        percent_of(self.draft - self.charged, self.charged)
    }
}

/// What part of `whole` a difference is, with its sign and one digit: `+4.2 %`.
pub(super) fn percent_of(difference: Money, whole: Money) -> String {
    if whole.is_zero() {
        return String::new();
    }
    let wide = i128::from(difference.minor()) * 1000;
    let whole = i128::from(whole.minor());
    let tenths = (2 * wide.abs() + whole.abs()) / (2 * whole.abs());
    let sign = match () {
        () if tenths == 0 => "",
        () if (wide < 0) == (whole < 0) => "+",
        () => "−",
    };
    format!("{sign}{}.{} %", tenths / 10, tenths % 10)
}

struct Replayed {
    energy: Energy,
    sums: Sums,
    months: Vec<(Month, Sums)>,
    problem: Option<String>,
}

impl Replayed {
    fn row(self, room: &LiveRoom, currency: Currency, words: &Words) -> BacktestRow {
        let amount = |money| Amount::of(money, currency);
        let month = |(month, sums): (Month, Sums)| BacktestMonth {
            month: month.to_string(),
            charged: amount(sums.charged),
            draft: amount(sums.draft),
            difference: amount(sums.draft - sums.charged),
        };
        BacktestRow {
            room: room.name.clone(),
            tenant: Some(room.tenancy.name.clone()).filter(|name| !room.tenancy.vacant && !name.is_empty()),
            energy_wh: self.energy.wh(),
            energy_text: format!("{} kWh", self.energy),
            charged: amount(self.sums.charged),
            draft: amount(self.sums.draft),
            difference: amount(self.sums.draft - self.sums.charged),
            difference_text: self.sums.percent(),
            months: self.months.into_iter().map(month).collect(),
            problem: self.problem.map(|kept| cause::said(&kept, words)),
        }
    }
}

/// Everybody who had the room in these months, the owner too: what the room was charged is all that they were.
fn replay(ground: &Ground<'_>, room: &LiveRoom, months: &[Month]) -> Result<Replayed> {
    let mut replayed = Replayed { energy: Energy::ZERO, sums: Sums::default(), months: Vec::new(), problem: None };
    for (tenancy, _) in store::tenancy::of_place(ground.db, room.place)? {
        let Some(account) = store::account::of_tenancy(ground.db, tenancy)? else { continue };
        replay_account(ground, &Charged::of(ground.db, account)?, months, &mut replayed)?;
    }
    replayed.months.sort_by_key(|(month, _)| *month);
    Ok(replayed)
}

fn replay_account(ground: &Ground<'_>, who: &Charged, months: &[Month], replayed: &mut Replayed) -> Result<()> {
    let zone = ground.site.zone;
    let mut carried = None;
    for month in months.iter().copied() {
        let span = zone.span(month.dates());
        if span.to <= who.period.from || who.period.to.is_some_and(|left| left <= span.from) {
            continue;
        }
        // Tiers of a year count what was used before the first month that is replayed.
        let rated = match carried.take() {
            Some(carried) => ground.month_with(who, month, &carried)?,
            None => ground.month(who, month)?,
        };
        match rated.charges(span.to) {
            Ok(charges) => {
                let posted = store::charge::posted(ground.db, who.account, month)?;
                let draft = charges.lines.iter().map(|line| line.amount).sum();
                let sums = Sums { charged: posted.iter().map(|line| line.amount).sum(), draft };
                replayed.energy += charges.lines.iter().map(ChargeLine::metered).sum();
                replayed.sums.add(sums);
                match replayed.months.iter_mut().find(|(known, _)| *known == month) {
                    Some((_, known)) => known.add(sums),
                    None => replayed.months.push((month, sums)),
                }
                carried = Some(charges.carried_out);
            }
            Err(held) => replayed.problem = Some(cause::held(&held)),
        }
    }
    Ok(())
}
