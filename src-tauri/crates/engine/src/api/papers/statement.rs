use std::collections::BTreeMap;

use billing::{
    Adjustment, ChargeKind, ChargeLine, ChargePeriod, Correction, LineKey, Payment, Quantity, Rate, RegisterSpan,
    Share, Version,
};
use chrono::{Duration, NaiveDate};
use ledger::{Book, Cause, Entry};
use report::chart::{Size, Theme, bars};
use report::{Charge, Labels, MeterLine, Note, Statement};
use units::{DateRange, Energy, Money, Month, Period, Quality, Reading, Timestamp};

use super::{Set, fact, issuer, paper_language, term, unprintable};
use crate::View;
use crate::api::lines::kind_name;
use crate::api::tariffs::price_in_short;
use crate::api::{charts, money};
use crate::core::account::usages;
use crate::core::{Charged, Ground, Parts, Stretch, Terms, on_the_display, stretches};
use crate::dto::StatementArgs;
use crate::error::{Refusal, Result};
use crate::live::LiveRoom;
use crate::words::Words;

/// The size of the month's chart on the paper.
const CHART: Size = Size { width: 650, height: 138 };

pub(super) fn make(view: &View, args: &StatementArgs) -> Result<Set> {
    let words = Words::new(view.paper_language(args.language.as_deref()));
    let room = view.room(&args.room)?;
    let month = super::super::parse_month(&args.month)?;
    let facts = gather(view, room, month)?;
    let paper = model(view, room, &facts, &words)?.lay_out().map_err(unprintable)?;
    let file_name = words.say("paper-file-statement", &[("room", &room.name), ("month", &month.to_string())]);
    Ok(Set { paper, file_name })
}

/// The sums of a statement, or where it does not add up.
#[cfg(test)]
pub(crate) fn proven(
    view: &View,
    room: &str,
    month: Month,
) -> Result<std::result::Result<billing::Totals, billing::Mismatch>> {
    let room = view.room(room)?;
    Ok(gather(view, room, month)?.statement.check())
}

/// The month as billing knows it, and whether it is over and closed.
struct Gathered {
    statement: billing::Statement,
    /// The transformer's ratio of each of its registers.
    ratios: Vec<(i64, i64)>,
    /// What its lines of common electricity rest on.
    shares: Vec<Share>,
    /// The name of the price list, and the versions that hold in the period, each from its day on.
    tariff: (String, Vec<(NaiveDate, Version)>),
    closed: bool,
    as_of: Timestamp,
}

fn gather(view: &View, room: &LiveRoom, month: Month) -> Result<Gathered> {
    let site = &view.live.site;
    let missing = || Refusal::new("no-such-month").with("room", &room.name).with("month", month).field("month");
    let tenancy = billing::Tenancy { from: room.tenancy.since, to: None };
    let period = ChargePeriod::new(month, tenancy, site.zone).instants().ok_or_else(missing)?;
    if period.from > view.now {
        return Err(missing());
    }
    let as_of = period.to.min(view.now);
    let closed = view.live.posted_through >= period.to;
    let booked = Booked::of(view, &entries(view, room, month)?, room, month)?;
    // What was read after the close is a correction of a later month: the paper of this one stays as it was.
    let known = if closed { booked.last_charged } else { None };
    let stretches = stretches_known(view, room, period, known)?;
    let unstored = if period.contains(view.now) { unstored(view, room) } else { None };
    let terms = Terms::load(&view.reader)?;
    let ground = Ground::new(&view.reader, &terms, site);
    let who = Charged::of(&view.reader, room.account)?;
    let rated = ground.month_by(&who, month, &ground.carried(&who, month)?, |running| {
        stretches.iter().try_for_each(|stretch| stretch.rate(running))?;
        unstored.iter().try_for_each(|(usage, _)| running.add(usage)).map_err(Refusal::broken)
    })?;
    let (charges, held) = match rated.charges(as_of) {
        Ok(charges) => (charges.lines, None),
        Err(held) => (Vec::new(), Some(held)),
    };
    let shares = rated.shares;
    let now = unstored.map(|(_, reading)| reading);
    let (registers, ratios) = registers(stretches, period, now)?.into_iter().unzip();
    let mut statement = billing::Statement {
        month,
        period: Period { from: period.from, to: as_of.max(period.from) },
        currency: site.currency,
        opening: opening(view, room, month)?,
        closing: Money::ZERO,
        registers,
        charges,
        corrections: booked.corrections,
        payments: booked.payments,
        adjustments: booked.adjustments,
        held,
    };
    if closed {
        statement.closing = opening(view, room, month.next())?;
        if statement.computed_closing() != statement.closing {
            // Rated anew since: the paper stays as it was booked.
            as_booked(&mut statement, &booked.charges);
        }
    } else {
        statement.closing = statement.computed_closing();
    }
    if let Err(mismatch) = statement.check() {
        tracing::error!(room = room.name, %month, %mismatch, "a statement does not add up");
    }
    let tariff = tariff_of(&ground, room, statement.period)?;
    Ok(Gathered { statement, ratios, shares, tariff, closed, as_of })
}

/// What a room was charged by in a period.
fn tariff_of(ground: &Ground<'_>, room: &LiveRoom, period: Period) -> Result<(String, Vec<(NaiveDate, Version)>)> {
    let zone = ground.site.zone;
    let dates = DateRange {
        first: zone.date(period.from),
        end: zone.date(period.to - Duration::milliseconds(1)).succ_opt().unwrap_or_default(),
    };
    let tariff = ground.terms.tariff_of(room.place, ground.site.currency)?;
    let versions = tariff.within(dates).map(|(version, dates)| (dates.first, version.clone())).collect();
    Ok((tariff.name.clone(), versions))
}

/// In words: where the prices changed in the period, each with its day.
fn prices(gathered: &Gathered, words: &Words) -> String {
    let (name, versions) = &gathered.tariff;
    let currency = gathered.statement.currency;
    let told = |(from, version): &(NaiveDate, Version)| match versions.len() {
        1 => price_in_short(version, currency, *words),
        _ => format!("{}: {}", words.date(*from), price_in_short(version, currency, *words)),
    };
    std::iter::once(name.clone()).chain(versions.iter().map(told)).collect::<Vec<_>>().join(", ")
}

/// The account's own money, and what was granted.
fn books(room: &LiveRoom) -> [Book; 2] {
    [Book::Tenant(room.account), Book::Grant(room.account)]
}

/// What was booked in a month on either, in the order of posting.
fn entries(view: &View, room: &LiveRoom, month: Month) -> Result<Vec<Entry>> {
    let mut entries = BTreeMap::new();
    for book in books(room) {
        entries.extend(store::entry::booked(&view.reader, book, month)?.into_iter().map(|entry| (entry.id, entry)));
    }
    Ok(entries.into_values().collect())
}

fn opening(view: &View, room: &LiveRoom, month: Month) -> Result<Money> {
    let mut sum = Money::ZERO;
    for book in books(room) {
        sum = sum - store::entry::opening(&view.reader, book, month)?;
    }
    Ok(sum)
}

/// The readings of the period, up to those that were known at an instant.
fn stretches_known(view: &View, room: &LiveRoom, period: Period, known: Option<Timestamp>) -> Result<Vec<Stretch>> {
    let mut all = stretches(&view.reader, room.point, period)?;
    if let Some(known) = known {
        all.retain(|stretch| stretch.installed.from_at <= known);
        all.iter_mut().for_each(|stretch| stretch.retain(|reading| reading.at <= known));
        before_corrections(view, room, known, &mut all)?;
    }
    Ok(all)
}

/// What was put right after an instant stands as it was then.
fn before_corrections(view: &View, room: &LiveRoom, known: Timestamp, all: &mut [Stretch]) -> Result<()> {
    for (id, installed) in store::installation::of_point(&view.reader, room.point)? {
        let Some(stretch) = all.iter_mut().find(|stretch| stretch.installed == installed) else { continue };
        let given = store::reading_correction::of_installation(&view.reader, id)?;
        // The first correction of an instant after it knows what was there; taken in reverse, it comes last.
        let mut readings: Vec<Reading> = stretch.readings.iter().collect();
        for given in given.iter().rev().filter(|given| given.made_at > known) {
            readings.retain(|reading| reading.at != given.at);
            readings.extend(given.old.map(|(register, quality)| Reading { at: given.at, register, quality }));
        }
        readings.sort_by_key(|reading| reading.at);
        stretch.readings = readings.into_iter().collect();
    }
    Ok(())
}

/// What the meter shows beyond the last stored reading.
fn unstored(view: &View, room: &LiveRoom) -> Option<(billing::Usage, Reading)> {
    let point = view.live.points.get(&room.point)?;
    let now = Reading { at: point.at?, register: point.register?, quality: Quality::Actual };
    let stored = store::reading::base(&view.reader, point.installation, now.at).ok()??;
    let usage = usages(&[stored, now], point.modulus).ok()?.pop()?;
    Some((usage, now))
}

/// What the journal booked in a month on one account.
#[derive(Default)]
struct Booked {
    payments: Vec<Payment>,
    adjustments: Vec<Adjustment>,
    corrections: Vec<Correction>,
    /// When the month's own charges were last booked in it.
    last_charged: Option<Timestamp>,
    charges: BTreeMap<LineKey, (Energy, Money)>,
}

impl Booked {
    fn of(view: &View, entries: &[Entry], room: &LiveRoom, month: Month) -> Result<Self> {
        let mut booked = Self::default();
        for entry in entries {
            booked.take(view, entry, room, month)?;
        }
        Ok(booked)
    }

    fn take(&mut self, view: &View, entry: &Entry, room: &LiveRoom, month: Month) -> Result<()> {
        let draft = &entry.draft;
        let credit = -books(room).into_iter().map(|book| draft.amount_on(book)).sum::<Money>();
        match (draft.cause, money::parts(entry)) {
            (Cause::TopUp, Some((_, tender, amount))) => {
                let receipt = entry.receipt.map(|receipt| receipt.to_string()).unwrap_or_default();
                self.payments.push(Payment { at: draft.at, receipt, tender, amount });
                self.elsewhere(draft.at, &Parts::of(entry));
            }
            (Cause::Charge | Cause::Correction, _) => {
                for charge in store::charge::of_entry(&view.reader, entry.id)? {
                    let kind = charge.line.kind.parse().map_err(Refusal::broken)?;
                    let detail: billing::Detail = charge.line.detail.parse().map_err(Refusal::broken)?;
                    let (version, energy, amount) = (charge.line.version, charge.line.energy, charge.line.amount);
                    if charge.service == month {
                        self.last_charged = self.last_charged.max(Some(draft.at));
                        let sum = self.charges.entry(LineKey { month, kind, version, detail }).or_default();
                        sum.0 += energy;
                        sum.1 += amount;
                    } else {
                        let service = charge.service;
                        self.corrections.push(Correction { service, kind, version, detail, energy, amount });
                    }
                }
            }
            (Cause::Reversal, _) => {
                // What was given back is a payment less, under the number of the receipt that it reverses.
                let first = draft.reverses.map(|id| store::entry::get(&view.reader, id)).transpose()?.flatten();
                if let Some((first, (_, tender, amount))) =
                    first.and_then(|first| Some((first.clone(), money::parts(&first)?)))
                {
                    let receipt = first.receipt.map(|receipt| receipt.to_string()).unwrap_or_default();
                    self.payments.push(Payment { at: draft.at, receipt, tender, amount: -amount });
                    self.elsewhere(draft.at, &Parts::of(entry));
                }
            }
            (cause, _) => {
                self.adjustments.push(Adjustment { at: draft.at, cause: cause.code().to_owned(), amount: credit });
            }
        }
        Ok(())
    }
}

impl Booked {
    /// The parts of a payment that went elsewhere than to the balance (rule 9), each by its name.
    fn elsewhere(&mut self, at: Timestamp, parts: &Parts) {
        let Parts { fee, tax, emergency, debt, bills, balance: _ } = *parts;
        let all = [("fee", fee), ("tax", tax), ("emergency", emergency), ("debt", debt), ("bills", bills)];
        for (code, part) in all.into_iter().filter(|(_, part)| !part.is_zero()) {
            self.adjustments.push(Adjustment { at, cause: format!("part_{code}"), amount: -part });
        }
    }
}

fn as_booked(statement: &mut billing::Statement, booked: &BTreeMap<LineKey, (Energy, Money)>) {
    statement.charges.retain(|line| booked.contains_key(&line.key()));
    for line in &mut statement.charges {
        if let Some((energy, amount)) = booked.get(&line.key()) {
            line.amount = *amount;
            if let Quantity::Energy(quantity) = &mut line.quantity {
                *quantity = *energy;
            }
        }
    }
}

/// Opening and closing of every meter that measured in the period.
fn registers(stretches: Vec<Stretch>, period: Period, now: Option<Reading>) -> Result<Vec<(RegisterSpan, (i64, i64))>> {
    let mut spans = Vec::new();
    for mut stretch in stretches {
        if stretch.installed.to.is_none() {
            stretch.readings = stretch.readings.iter().chain(now).collect();
        }
        let first = stretch.installed.from_at.max(period.from);
        let last = stretch.installed.to.map_or(period.to, |(at, _)| at.min(period.to));
        if let (Some(opening), Some(closing)) = (stretch.register_at(first)?, stretch.register_at(last)?) {
            let meter = stretch.installed.serial.clone().unwrap_or_default();
            let span = RegisterSpan { meter, opening, closing, modulus: stretch.modulus };
            spans.push((span, stretch.installed.ratio));
        }
    }
    Ok(spans)
}

fn model(view: &View, room: &LiveRoom, gathered: &Gathered, words: &Words) -> Result<Statement> {
    let site = &view.live.site;
    let statement = &gathered.statement;
    let currency = site.currency;
    let shown = |amount| currency.display(amount);
    let month = words.month(statement.month);
    let day = |at: Timestamp| words.date(site.zone.date(at));
    let instant = |at: Timestamp| words.instant(site.zone.local(at).naive_local());
    let other: Money = statement.adjustments.iter().map(|adjustment| adjustment.amount).sum();
    let charged: Money = statement.charges.iter().map(|line| line.amount).sum::<Money>()
        + statement.corrections.iter().map(|line| line.amount).sum();
    let paid: Money = statement.payments.iter().map(|payment| payment.amount).sum();
    // Money that goes the other way is not shown as minus a minus.
    let signed =
        |plus: &'static str, minus: &'static str, amount: Money| if amount.is_negative() { minus } else { plus };
    let mut balance = vec![
        term("", words.say("paper-sum-opening", &[("date", &day(statement.period.from))]), shown(statement.opening)),
        term(signed("+", "−", paid), words.say("paper-sum-paid", &[]), shown(paid.abs())),
        term(signed("−", "+", charged), words.say("paper-sum-charged", &[]), shown(charged.abs())),
    ];
    if !other.is_zero() {
        balance.push(term(signed("+", "−", other), words.say("paper-sum-other", &[]), shown(other.abs())));
    }
    let closing = words.say("paper-sum-closing", &[("date", &day(gathered.as_of))]);
    balance.push(term("=", closing, shown(statement.closing)));
    let tenant = if room.tenancy.vacant { words.say("paper-vacant", &[]) } else { room.tenancy.name.clone() };
    let end = site.zone.start_of(statement.month.next().first());
    let period = words
        .say("paper-period", &[("from", &day(statement.period.from)), ("to", &day(end)), ("zone", site.zone.name())]);
    let chart = charts::month_bars(view, room.point, statement.month, words)?;
    let head = store::head::get(&view.reader)?;
    let mut payments: Vec<report::Payment> = statement
        .payments
        .iter()
        .map(|payment| report::Payment {
            at: instant(payment.at),
            receipt: payment.receipt.clone(),
            what: payment_name(payment, words),
            amount: shown(payment.amount),
        })
        .collect();
    payments.extend(statement.adjustments.iter().map(|adjustment| report::Payment {
        at: instant(adjustment.at),
        receipt: String::new(),
        what: words.say(&format!("cause-{}", adjustment.cause.replace('_', "-")), &[]),
        amount: shown(adjustment.amount),
    }));
    Ok(Statement {
        language: paper_language(words.language()),
        labels: Labels::look_up(|id, args| words.say(id, args)),
        title: words.say("paper-statement-title", &[("room", &room.name), ("month", &month)]),
        standing: (!gathered.closed).then(|| words.say("paper-standing", &[("at", &instant(gathered.as_of))])),
        month,
        issuer: issuer(view, words),
        facts: vec![
            fact(words, "paper-fact-tenant", tenant),
            fact(words, "paper-fact-room", format!("{}, {}", room.name, room.building)),
            fact(words, "paper-fact-account", room.account.to_string()),
            fact(words, "paper-fact-period", period),
            fact(words, "paper-fact-tariff", prices(gathered, words)),
            fact(words, "paper-fact-issued", instant(view.now)),
        ],
        balance,
        meters: meter_lines(gathered, view, words),
        meters_total: (statement.registers.len() > 1).then(|| {
            let total: Energy = statement.registers.iter().filter_map(RegisterSpan::rise).sum();
            format!("{total} kWh")
        }),
        charges: charge_lines(gathered, currency, words),
        charges_total: shown(charged),
        payments_total: shown(paid + other),
        payments,
        chart_summary: chart.summary.clone(),
        chart: bars(&chart, CHART, Theme::Paper).map_err(unprintable)?,
        notes: notes(view, words),
        journal_head: format!("{}, {}", head.id, head.hash),
    })
}

fn payment_name(payment: &Payment, words: &Words) -> String {
    if payment.amount.is_negative() {
        words.say("paper-payment-reversal", &[("receipt", &payment.receipt)])
    } else {
        words.say(&format!("paper-tender-{}", payment.tender.code()), &[])
    }
}

/// Registers as the displays show them, and the factor that makes energy of their difference.
fn meter_lines(gathered: &Gathered, view: &View, words: &Words) -> Vec<MeterLine> {
    let zone = view.live.site.zone;
    let at = |reading: &Reading| words.instant(zone.local(reading.at).naive_local());
    let spans = gathered.statement.registers.iter().zip(&gathered.ratios);
    let line = |(span, ratio): (&RegisterSpan, &(i64, i64))| MeterLine {
        meter: span.meter.clone(),
        opening: format!("{} kWh", on_the_display(span.opening.register, *ratio)),
        opening_at: at(&span.opening),
        closing: format!("{} kWh", on_the_display(span.closing.register, *ratio)),
        closing_at: at(&span.closing),
        factor: factor(*ratio),
        energy: format!("{} kWh", span.rise().unwrap_or_default()),
        estimated: false,
    };
    spans.map(line).collect()
}

/// 100 to 5 is 20; what does not divide stays a fraction.
fn factor((primary, secondary): (i64, i64)) -> String {
    if primary % secondary == 0 { (primary / secondary).to_string() } else { format!("{primary}/{secondary}") }
}

fn charge_lines(gathered: &Gathered, currency: units::Currency, words: &Words) -> Vec<Charge> {
    let statement = &gathered.statement;
    let what = |kind| kind_name(kind, words);
    let several = |line: &ChargeLine| {
        statement.charges.iter().any(|other| other.kind == line.kind && other.version != line.version)
    };
    let lines = statement.charges.iter().map(|line| {
        let estimated = line.estimated != Energy::ZERO;
        let of = [line.detail.band.as_deref(), line.detail.name.as_deref()].into_iter().flatten().map(str::to_owned);
        let tier = line.detail.tier.map(|tier| words.say("paper-line-tier", &[("tier", &tier.to_string())]));
        let since = || words.say("paper-line-since", &[("date", &words.date(line.version))]);
        let since = (several(line) && line.kind != ChargeKind::Common).then(since);
        let guessed = || words.say("paper-line-estimated", &[("energy", &line.estimated.to_string())]);
        let parts = of.chain(tier).chain(since).chain(estimated.then(guessed)).chain(basis(gathered, line));
        let detail = Some(parts.collect::<Vec<_>>().join(", ")).filter(|detail| !detail.is_empty());
        let quantity = match line.quantity {
            Quantity::Energy(energy) => words.say("paper-quantity-energy", &[("energy", &energy.to_string())]),
            Quantity::Charged(sum) => currency.display(sum),
            Quantity::Pool(energy) => words.say("paper-quantity-energy", &[("energy", &energy.to_string())]),
            Quantity::Days { days, of } | Quantity::Minimum { days, of, .. } => {
                words.say("paper-quantity-days", &[("days", &days.to_string()), ("all", &of.to_string())])
            }
        };
        let rate = match line.rate {
            Rate::PerKwh(price) => format!("{} {price}", currency.symbol()),
            Rate::PerDay(fee) => format!("{} {fee}", currency.symbol()),
            Rate::PerMonth(fee) => currency.display(fee),
            Rate::Percent(percent) | Rate::PercentWithin(percent) => format!("{percent} %"),
            Rate::Stated(_) => String::new(),
        };
        Charge { what: what(line.kind), detail, quantity, rate, amount: currency.display(line.amount), estimated }
    });
    let corrections = statement.corrections.iter().map(|line| Charge {
        what: words.say("paper-line-correction", &[("month", &words.month(line.service)), ("what", &what(line.kind))]),
        detail: None,
        quantity: words.say("paper-quantity-energy", &[("energy", &line.energy.to_string())]),
        rate: String::new(),
        amount: currency.display(line.amount),
        estimated: false,
    });
    lines.chain(corrections).collect()
}

/// How a share of common electricity was worked out, where it is this very amount.
fn basis(gathered: &Gathered, line: &ChargeLine) -> Option<String> {
    let of = |share: &&Share| {
        line.detail.name.as_ref() == Some(&share.pool) && (share.version, share.amount) == (line.version, line.amount)
    };
    let share = gathered.shares.iter().find(of).filter(|_| line.kind == ChargeKind::Common)?;
    Some(share.basis.clone())
}

fn notes(view: &View, words: &Words) -> Vec<Note> {
    let site = &view.live.site;
    let shown = |amount| site.currency.display(amount);
    let contact = [&site.landlord.complaints, &site.landlord.phone].into_iter().find(|text| !text.is_empty());
    let contact = contact.cloned().unwrap_or_else(|| site.name.clone());
    let note = |id: &str, args: &[(&str, &str)]| Note {
        heading: words.say(&format!("paper-note-{id}"), &[]),
        text: words.say(&format!("paper-note-{id}-text"), args),
    };
    vec![
        note("topup", &[]),
        note("cutoff", &[("warning", &shown(site.warn1)), ("limit", &shown(site.cut_off))]),
        note("questions", &[("contact", &contact)]),
    ]
}
