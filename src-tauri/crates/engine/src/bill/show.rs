//! The bill as data: amounts as texts of exact decimals, with their minor units beside them.

use billing::ChargeKind;
use serde_json::{Map, Value, json};
use units::{Energy, Money, Period, Timestamp};

use super::case::Site;
use super::line::line;
use super::money::{Account, account, sum};
use super::read::{CaseError, Read};
use super::shares::{PoolMonth, Whose};
use super::work::{Bill, Register, RoomBill, RoomMonth};

/// The whole bill. Keys that say nothing are left out.
pub fn bill(bill: &Bill<'_>) -> Read<Value> {
    let site = &bill.case.site;
    let rooms: Vec<Value> = bill.rooms.iter().map(|room| self::room(room, site)).collect::<Read<_>>()?;
    let total = sum(bill.rooms.iter().flat_map(|room| &room.months));
    let total = total.ok_or_else(|| CaseError::new("", "the charges are larger than an amount can be"))?;
    let mut shown = Map::new();
    if !bill.case.title.is_empty() {
        shown.insert("title".to_owned(), json!(bill.case.title));
    }
    put(&mut shown, "currency", json!(site.currency.code()));
    put(&mut shown, "zone", json!(site.zone.name()));
    put(&mut shown, "from", when(site.span.from, site));
    put(&mut shown, "to", when(site.span.to, site));
    put(&mut shown, "as_of", when(site.as_of, site));
    put(&mut shown, "rooms", Value::Array(rooms));
    if !bill.pools.is_empty() {
        put(&mut shown, "common", bill.pools.iter().map(|pool| self::pool(pool, bill)).collect());
    }
    amount(&mut shown, "total", "total_minor", total, site);
    Ok(Value::Object(shown))
}

fn room(bill: &RoomBill<'_>, site: &Site) -> Read<Value> {
    let mut shown = Map::new();
    put(&mut shown, "name", json!(bill.room.name));
    if bill.room.place != bill.room.name {
        put(&mut shown, "place", json!(bill.room.place));
    }
    put(&mut shown, "tariff", json!(bill.room.tariff.name));
    put(&mut shown, "months", bill.months.iter().map(|month| self::month(month, bill, site)).collect());
    let metered: Energy = bill.months.iter().map(RoomMonth::metered).sum();
    put(&mut shown, "kwh", json!(metered.to_string()));
    let account = account(bill, site)?;
    amount(&mut shown, "total", "total_minor", account.charges, site);
    if bill.room.credit.balance.is_some() || !bill.room.credit.payments.is_empty() {
        put(&mut shown, "money", money(&account, site));
    }
    Ok(Value::Object(shown))
}

fn month(month: &RoomMonth, bill: &RoomBill<'_>, site: &Site) -> Value {
    let mut shown = Map::new();
    put(&mut shown, "month", json!(month.month.to_string()));
    put(&mut shown, "from", when(month.period.from, site));
    put(&mut shown, "to", when(month.period.to, site));
    if let Some(held) = &month.held {
        put(&mut shown, "held", json!(held.to_string()));
    }
    put(&mut shown, "lines", month.lines.iter().map(|one| line(one, month, site)).collect());
    let sum = |kinds: &[ChargeKind]| {
        month.lines.iter().filter(|line| kinds.contains(&line.kind)).map(|line| line.amount).sum::<Money>()
    };
    let total = month.total().unwrap_or_default();
    let tax = sum(&[ChargeKind::Tax]);
    amount(&mut shown, "net", "net_minor", total - tax, site);
    amount(&mut shown, "tax", "tax_minor", tax, site);
    amount(&mut shown, "total", "total_minor", total, site);
    put(&mut shown, "kwh", json!(month.metered().to_string()));
    let estimated: Energy =
        month.lines.iter().filter(|line| line.kind == ChargeKind::Energy).map(|line| line.estimated).sum();
    if estimated != Energy::ZERO {
        put(&mut shown, "estimated_kwh", json!(estimated.to_string()));
    }
    if !month.registers.is_empty() {
        let rise: Energy = month.registers.iter().map(|register| register.rise).sum();
        put(&mut shown, "registers", month.registers.iter().map(|register| self::register(register, site)).collect());
        put(&mut shown, "rise_kwh", json!(rise.to_string()));
    }
    if !month.unknown.is_empty() {
        put(&mut shown, "unknown", month.unknown.iter().map(|period| span(period, site)).collect());
    }
    counters(&mut shown, month, bill);
    if let Some((_, posted)) = bill.room.credit.posted.iter().find(|(of, _)| *of == month.month) {
        amount(&mut shown, "posted", "posted_minor", *posted, site);
        amount(&mut shown, "difference", "difference_minor", total - *posted, site);
    }
    Value::Object(shown)
}

fn register(register: &Register, site: &Site) -> Value {
    let mut shown = Map::new();
    if !register.span.meter.is_empty() {
        put(&mut shown, "serial", json!(register.span.meter));
    }
    put(&mut shown, "from", when(register.span.opening.at, site));
    put(&mut shown, "from_kwh", json!(register.span.opening.register.to_string()));
    put(&mut shown, "to", when(register.span.closing.at, site));
    put(&mut shown, "to_kwh", json!(register.span.closing.register.to_string()));
    put(&mut shown, "rise_kwh", json!(register.rise.to_string()));
    Value::Object(shown)
}

/// What goes on into the next month.
fn counters(shown: &mut Map<String, Value>, month: &RoomMonth, bill: &RoomBill<'_>) {
    let mut counters = Map::new();
    if let Some(tier) = month.carried.tier {
        put(&mut counters, "tier", json!({ "since": tier.cycle.to_string(), "kwh": tier.used.to_string() }));
    }
    let allowances: Vec<Value> = month
        .carried
        .allowances
        .iter()
        .filter_map(|(id, counter)| {
            let allowance = bill.room.allowances.iter().find(|allowance| allowance.id == *id)?;
            Some(json!({
                "name": *allowance.name,
                "since": counter.cycle.to_string(),
                "used_kwh": counter.used.to_string(),
                "brought_kwh": counter.brought.to_string(),
                "left_kwh": counter.left.to_string(),
            }))
        })
        .collect();
    if !allowances.is_empty() {
        put(&mut counters, "allowances", Value::Array(allowances));
    }
    if !counters.is_empty() {
        put(shown, "counters", Value::Object(counters));
    }
}

fn money(account: &Account, site: &Site) -> Value {
    let mut shown = Map::new();
    amount(&mut shown, "opening", "opening_minor", account.opening, site);
    let payment = |payment: &super::money::Payment| {
        let mut shown = Map::new();
        put(&mut shown, "at", when(payment.at, site));
        amount(&mut shown, "amount", "minor", payment.amount, site);
        let parts = &payment.parts;
        for (key, minor, part) in [
            ("fee", "fee_minor", parts.fee),
            ("tax", "tax_minor", parts.tax),
            ("emergency", "emergency_minor", parts.emergency),
            ("debt", "debt_minor", parts.debt),
        ] {
            if !part.is_zero() {
                amount(&mut shown, key, minor, part, site);
            }
        }
        amount(&mut shown, "credited", "credited_minor", parts.balance, site);
        Value::Object(shown)
    };
    put(&mut shown, "payments", account.payments.iter().map(payment).collect());
    amount(&mut shown, "charges", "charges_minor", account.charges, site);
    amount(&mut shown, "closing", "closing_minor", account.closing, site);
    if !account.owed.emergency.is_zero() {
        amount(&mut shown, "emergency_owed", "emergency_owed_minor", account.owed.emergency, site);
    }
    if !account.owed.debt.is_zero() {
        amount(&mut shown, "debt_owed", "debt_owed_minor", account.owed.debt, site);
    }
    Value::Object(shown)
}

fn pool(pool: &PoolMonth<'_>, bill: &Bill<'_>) -> Value {
    let site = &bill.case.site;
    let mut shown = Map::new();
    put(&mut shown, "name", json!(pool.pool.name));
    put(&mut shown, "month", json!(pool.month.to_string()));
    put(&mut shown, "kwh", json!(pool.costs.energy.to_string()));
    amount(&mut shown, "cost", "cost_minor", pool.split.cost, site);
    if pool.provisional() {
        put(&mut shown, "provisional", json!(true));
    }
    let share = |(whose, leg): (&Whose, &billing::apportion::LegShare)| {
        let mut shown = Map::new();
        match whose {
            Whose::Room(index) => {
                put(&mut shown, "room", json!(bill.case.rooms.get(*index).map_or("", |room| &room.name)));
            }
            Whose::Vacant(place) => put(&mut shown, "vacant", json!(place)),
        }
        amount(&mut shown, "amount", "minor", leg.amount, site);
        put(&mut shown, "basis", json!(leg.arithmetic(site.currency)));
        Value::Object(shown)
    };
    put(&mut shown, "shares", pool.shares().map(share).collect());
    if !pool.split.owner.amount().is_zero() {
        amount(&mut shown, "unclaimed", "unclaimed_minor", pool.split.owner.amount(), site);
    }
    if !pool.costs.notes.is_empty() {
        put(&mut shown, "notes", json!(pool.costs.notes));
    }
    Value::Object(shown)
}

pub fn put(shown: &mut Map<String, Value>, key: &str, value: Value) {
    shown.insert(key.to_owned(), value);
}

pub fn amount(shown: &mut Map<String, Value>, key: &str, minor: &str, amount: Money, site: &Site) {
    put(shown, key, json!(site.currency.plain(amount)));
    put(shown, minor, json!(amount.minor()));
}

fn span(period: &Period, site: &Site) -> Value {
    json!({ "from": when(period.from, site), "to": when(period.to, site) })
}

fn when(at: Timestamp, site: &Site) -> Value {
    json!(site.zone.local(at).format("%Y-%m-%dT%H:%M:%S%:z").to_string())
}
