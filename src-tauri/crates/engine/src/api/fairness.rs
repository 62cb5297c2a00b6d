//! What was collected beside what the electricity cost: the resale guard (rule 22).

use std::collections::BTreeMap;

use billing::resale::{
    Checked, Component, Pass, ResaleFacts, ResaleReport, ResaleWarning, RuleSet, price_per_kwh, resale_guard,
};
use billing::{ChargeKind, Detail};
use units::{AccountId, Currency, DateRange, Energy, Money, Month};

use super::books::{message, span};
use super::people::People;
use crate::View;
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::words::Words;

/// The dated rule sets that come with the program. A site is taken to lie where its currency is used.
const RULES: [&str; 3] = [
    include_str!("../../../../../assets/tariffs/resale/cn.toml"),
    include_str!("../../../../../assets/tariffs/resale/gb.toml"),
    include_str!("../../../../../assets/tariffs/resale/za.toml"),
];

pub(crate) fn fairness(view: &View, args: FairnessArgs) -> Result<Fairness> {
    let (from, to) = span(&args.from, &args.to)?;
    let dates = DateRange { first: from.first(), end: to.next().first() };
    let currency = view.live.site.currency;
    let words = view.words();
    let rules = rules(currency, dates.first)?;
    let rooms = collected(view, from, to)?;
    let bills = billed(view, dates)?;
    let sold = rooms.values().map(|room| room.energy).sum();
    let of = |room: &Room| room.components.iter().map(|(component, amount)| (*component, *amount)).collect::<Vec<_>>();
    let mut income: Vec<(Component, Money)> = rooms.values().flat_map(of).collect();
    income.push((Component::Service, top_up_fees(view, from, to)?));
    let report = resale_guard(
        &rules,
        &ResaleFacts {
            currency,
            billed: &bills.amounts,
            declared: &[],
            collected: &income,
            supplied: bills.energy - bills.not_sold,
            sold,
        },
    );
    let amount = |money| Amount::of(money, currency);
    let no_bill = report.warnings.contains(&ResaleWarning::NoBill);
    Ok(Fairness {
        from: from.to_string(),
        to: to.to_string(),
        verdict: match report.warnings.is_empty() {
            true => FairnessVerdict::Fair,
            false if no_bill && report.warnings.len() == 1 => FairnessVerdict::NoBill,
            false => FairnessVerdict::Warning,
        },
        sentences: sentences(&report, &bills, currency, &words),
        components: report.rows.iter().map(|row| component(row, currency, &words)).collect(),
        collected: amount(report.collected),
        allowed: amount(report.allowed),
        excess: amount(report.collected - report.allowed),
        separately: amount(report.separately),
        supplied_wh: bills.energy.wh(),
        sold_wh: sold.wh(),
        days_without_bill: bills.open_days,
        paid_text: report.paid_per_kwh.map(|price| mean(price, currency)),
        charged_text: report.charged_per_kwh.map(|price| mean(price, currency)),
        rules: shown_rules(&rules, &words),
        rooms: room_rows(view, &rooms)?,
    })
}

/// What an account was charged over the months.
#[derive(Default)]
struct Room {
    energy: Energy,
    components: BTreeMap<Component, Money>,
}

fn collected(view: &View, from: Month, to: Month) -> Result<BTreeMap<AccountId, Room>> {
    let mut rooms: BTreeMap<AccountId, Room> = BTreeMap::new();
    let losses = losses(view)?;
    for (account, person) in People::of(&view.reader)?.accounts() {
        if person.is_owner() {
            continue;
        }
        let mut month = from;
        while month <= to {
            for line in store::charge::posted(&view.reader, account, month)? {
                let kind = line.kind.parse().map_err(Refusal::broken)?;
                let room = rooms.entry(account).or_default();
                // A granted kWh was delivered all the same.
                room.energy += if kind == ChargeKind::Energy { line.energy } else { Energy::ZERO };
                let lost = kind == ChargeKind::Common && losses.iter().any(|(_, name)| names(&line.detail, name));
                let component = if lost { Component::Loss } else { Component::of(kind) };
                *room.components.entry(component).or_default() += line.amount;
            }
            month = month.next();
        }
    }
    Ok(rooms)
}

/// The pools that share a measured loss.
fn losses(view: &View) -> Result<Vec<(units::PoolId, String)>> {
    let pools = store::pool::all(&view.reader)?.into_iter();
    let loss = pools.filter(|(_, pool)| pool.source == store::pool::PoolSource::Loss);
    Ok(loss.map(|(id, pool)| (id, pool.name)).collect())
}

/// Whether a line's detail names a pool.
fn names(detail: &str, pool: &str) -> bool {
    detail.parse::<Detail>().is_ok_and(|detail| detail.name.as_deref() == Some(pool))
}

fn top_up_fees(view: &View, from: Month, to: Month) -> Result<Money> {
    let sums = super::books::sums(&view.reader, from, to)?;
    let fees = sums.get(&ledger::Book::Revenue(ledger::Revenue::TopUpFee));
    Ok(fees.map(|sums| sums.credits - sums.debits).unwrap_or_default())
}

struct Bills {
    amounts: Vec<(Component, Money)>,
    energy: Energy,
    /// What of it common parts used and what was lost in the wires.
    not_sold: Energy,
    open_days: i64,
}

/// The supplier's bills by days; what common parts used is common cost, what was lost is loss.
fn billed(view: &View, dates: DateRange) -> Result<Bills> {
    let mut sums: BTreeMap<Component, Money> = BTreeMap::new();
    let mut energy = Energy::ZERO;
    let mut known: std::collections::BTreeSet<chrono::NaiveDate> = std::collections::BTreeSet::new();
    for (_, bill) in store::supplier_bill::over(&view.reader, dates.first, dates.end)? {
        let whole = DateRange { first: bill.from_day, end: bill.until_day };
        let Some(part) = whole.overlap(&dates) else { continue };
        let share = |amount: Money| amount.share(part.days(), whole.days().max(1));
        let mut rest = bill.amount;
        for (component, amount) in super::common::components(&bill.components)? {
            rest = rest - amount;
            *sums.entry(component).or_default() += share(amount)?;
        }
        *sums.entry(Component::Energy).or_default() += share(rest)?;
        energy += part_of(bill.energy, part.days(), whole.days());
        known.extend(part.iter());
    }
    let mut not_sold = Energy::ZERO;
    if let Some(all) = sums.get(&Component::Energy).copied().filter(|_| energy.wh() > 0) {
        let parts = [(Component::Common, common_energy(view, dates)?), (Component::Loss, lost_energy(view, dates)?)];
        for (component, used) in parts {
            let used = used.wh().clamp(0, (energy - not_sold).wh().max(0));
            let cost = all.share(used, energy.wh())?;
            *sums.entry(Component::Energy).or_default() += -cost;
            *sums.entry(component).or_default() += cost;
            not_sold += Energy::from_wh(used);
        }
    }
    let open = dates.iter().filter(|day| *day < view.today() && !known.contains(day)).count();
    Ok(Bills {
        amounts: sums.into_iter().collect(),
        energy,
        not_sold,
        open_days: i64::try_from(open).unwrap_or(i64::MAX),
    })
}

/// The energy of the common points over whole months.
fn common_energy(view: &View, dates: DateRange) -> Result<Energy> {
    let mut sum = Energy::ZERO;
    for (point, row) in store::point::all(&view.reader)? {
        if row.kind == store::point::PointKind::Common {
            let months = store::rollup::months(&view.reader, point, Month::of(dates.first), Month::of(dates.end))?;
            sum += months.iter().map(|(_, sum)| sum.energy).sum::<Energy>();
        }
    }
    Ok(sum)
}

/// The loss that was shared over whole months.
fn lost_energy(view: &View, dates: DateRange) -> Result<Energy> {
    let mut sum = Energy::ZERO;
    for (pool, _) in losses(view)? {
        let mut month = Month::of(dates.first);
        while month.first() < dates.end {
            let shares = store::share::of_pool(&view.reader, pool, month)?;
            sum += shares.first().map(|share| share.energy).unwrap_or_default();
            month = month.next();
        }
    }
    Ok(sum)
}

fn part_of(energy: Energy, days: i64, of: i64) -> Energy {
    let wh = i128::from(energy.wh()) * i128::from(days) / i128::from(of.max(1));
    i64::try_from(wh).ok().and_then(Energy::new).unwrap_or_default()
}

fn rules(currency: Currency, day: chrono::NaiveDate) -> Result<RuleSet> {
    let sets: Vec<RuleSet> =
        RULES.iter().map(|text| RuleSet::parse(text).map_err(Refusal::broken)).collect::<Result<_>>()?;
    let here = sets.iter().find(|set| currency.code().starts_with(&set.country) && set.in_force(day));
    here.or_else(|| sets.iter().find(|set| currency.code().starts_with(&set.country)))
        .cloned()
        .ok_or_else(|| Refusal::new("no-resale-rules").with("currency", currency.code()))
}

fn sentences(report: &ResaleReport, bills: &Bills, currency: Currency, words: &Words) -> Vec<String> {
    let money = |amount: Money| currency.display(amount);
    let say = |warning: &ResaleWarning| match warning {
        ResaleWarning::AboveCost { excess } => words.say(
            "fairness-above-cost",
            &[
                ("collected", &money(report.collected)),
                ("allowed", &money(report.allowed)),
                ("excess", &money(*excess)),
            ],
        ),
        ResaleWarning::AbovePrice { paid, charged, excess } => words.say(
            "fairness-above-price",
            &[
                ("paid", &per_kwh(*paid, currency)),
                ("charged", &per_kwh(*charged, currency)),
                ("excess", &money(*excess)),
            ],
        ),
        ResaleWarning::Forbidden { component, amount } => words.say(
            "fairness-forbidden",
            &[("component", &component_name(*component, words)), ("amount", &money(*amount))],
        ),
        ResaleWarning::NoBill => words.say("fairness-no-bill", &[]),
    };
    let mut sentences: Vec<String> = report.warnings.iter().map(say).collect();
    if sentences.is_empty() {
        let args = [("collected", money(report.collected)), ("allowed", money(report.allowed))];
        sentences.push(words.say("fairness-fair", &args.each_ref().map(|(name, text)| (*name, text.as_str()))));
    }
    if bills.open_days > 0 && !bills.amounts.is_empty() {
        sentences.push(words.say("fairness-part-of-bill", &[("days", &bills.open_days.to_string())]));
    }
    sentences
}

fn component(row: &billing::resale::ResaleRow, currency: Currency, words: &Words) -> FairnessComponent {
    let (pass, said) = match row.pass {
        Pass::InPrice => (FairnessPass::InPrice, "fairness-pass-in-price"),
        Pass::Separately => (FairnessPass::Separately, "fairness-pass-separately"),
        Pass::Never => (FairnessPass::Never, "fairness-pass-never"),
    };
    FairnessComponent {
        component: row.component.code().to_owned(),
        name: component_name(row.component, words),
        pass,
        pass_text: words.say(said, &[]),
        cost: Amount::of(row.cost, currency),
        collected: Amount::of(row.collected, currency),
    }
}

fn component_name(component: Component, words: &Words) -> String {
    words.say(&message("fairness-component", component.code()), &[])
}

fn shown_rules(rules: &RuleSet, words: &Words) -> FairnessRules {
    let status = match &rules.checked {
        Checked::ToBeChecked => words.say("fairness-unchecked", &[]),
        Checked::By(name) => words.say("fairness-checked", &[("name", name)]),
    };
    let source = |source: &billing::resale::Source| {
        format!("{}: {}, {}. {}", source.publisher, source.title, source.date, source.address)
    };
    FairnessRules {
        country: rules.country.clone(),
        name: rules.name.clone(),
        from: rules.from.to_string(),
        status,
        note: rules.note.clone(),
        sources: rules.sources.iter().map(source).collect(),
    }
}

fn room_rows(view: &View, rooms: &BTreeMap<AccountId, Room>) -> Result<Vec<FairnessRoom>> {
    let currency = view.live.site.currency;
    let people = People::of(&view.reader)?;
    let row = |(account, room): (&AccountId, &Room)| {
        let person = people.of_account(*account)?;
        let amount: Money = room.components.values().copied().sum();
        Some(FairnessRoom {
            room: person.room.clone(),
            tenant: person.tenant(),
            energy_wh: room.energy.wh(),
            amount: Amount::of(amount, currency),
            price_text: price_per_kwh(amount, room.energy, currency).map(|price| mean(price, currency)),
        })
    };
    let mut rows: Vec<FairnessRoom> = rooms.iter().filter_map(row).collect();
    rows.sort_by(|a, b| (&a.room, &a.tenant).cmp(&(&b.room, &b.tenant)));
    Ok(rows)
}

/// A mean of many, with the four digits that people compare; they stand under each other.
fn mean(price: units::Price, currency: Currency) -> String {
    let shown = units::round_div(i128::from(price.micro_per_kwh()), 100);
    let sign = if shown < 0 { "−" } else { "" };
    let magnitude = shown.unsigned_abs();
    format!("{sign}{} {}.{:04}/kWh", currency.symbol(), magnitude / 10_000, magnitude % 10_000)
}

fn per_kwh(price: units::Price, currency: Currency) -> String {
    format!("{} {price}/kWh", currency.symbol())
}
