//! The settlement of a tenancy on paper, in the layout of the statements.

use billing::LineKey;
use report::chart::{Size, Theme, bars};
use report::{BalanceLine, Charge, Labels, MeterLine, Note, Payment, Statement};
use store::tenancy::Tenancy;
use units::{Energy, Month, TenancyId, Timestamp, Zone, timestamp};

use super::{Set, fact, issuer, paper_language, term, unprintable};
use crate::View;
use crate::api::{charts, lines, tenancies};
use crate::core::{RegisterAt, on_the_display, posted_lines, register_of};
use crate::dto::{Settlement, SettlementArgs};
use crate::error::{Refusal, Result};
use crate::words::Words;

/// The size of the month's chart on the paper.
const CHART: Size = Size { width: 650, height: 138 };

pub(super) fn make(view: &View, args: &SettlementArgs) -> Result<Set> {
    let words = Words::new(view.paper_language(args.language.as_deref()));
    let tenancy = TenancyId(args.tenancy);
    let settlement = tenancies::settled(&view.reader, &view.live.site, tenancy, words.language())?;
    let row = store::tenancy::get(&view.reader, tenancy)?.ok_or_else(|| Refusal::new("not-settled"))?;
    let paper = model(view, tenancy, &row, &settlement, &words)?.lay_out().map_err(unprintable)?;
    let day = view.live.site.zone.date(timestamp(settlement.to)).to_string();
    let file_name = words.say("settlement-file", &[("room", &settlement.room), ("date", &day)]);
    Ok(Set { paper, file_name })
}

fn model(view: &View, tenancy: TenancyId, row: &Tenancy, settlement: &Settlement, words: &Words) -> Result<Statement> {
    let zone = view.live.site.zone;
    let to = timestamp(settlement.to);
    let month = zone.month(to);
    let point = tenancies::point_of_room(&view.reader, row)?;
    let chart = charts::month_bars(view, point, month, words)?;
    let charges = charges(view, tenancy, month, words)?;
    let charged = settlement.steps.iter().find(|step| step.code == "charges");
    let title = [("room", settlement.room.as_str()), ("tenant", settlement.tenant.as_str())];
    let head = store::head::get(&view.reader)?;
    let period = words.say(
        "paper-period",
        &[("from", &day(row.from_at, zone, words)), ("to", &day(to, zone, words)), ("zone", zone.name())],
    );
    Ok(Statement {
        language: paper_language(words.language()),
        labels: Labels::look_up(|id, args| words.say(id, args)),
        title: words.say("settlement-title", &title),
        month: words.month(month),
        standing: None,
        issuer: issuer(view, words),
        facts: vec![
            fact(words, "paper-fact-tenant", settlement.tenant.clone()),
            fact(words, "paper-fact-room", settlement.room.clone()),
            fact(words, "paper-fact-period", period),
            fact(words, "paper-fact-issued", instant(view.now, zone, words)),
        ],
        balance: steps(settlement, words),
        meters: vec![meter(view, row, point, month, to, words)?],
        meters_total: None,
        charges_total: charged.map(|step| step.amount.text.clone()).unwrap_or_default(),
        charges,
        payments: payments(settlement, zone, words),
        payments_total: settlement.open.text.clone(),
        chart_summary: chart.summary.clone(),
        chart: bars(&chart, CHART, Theme::Paper).map_err(unprintable)?,
        notes: notes(words),
        journal_head: format!("{}, {}", head.id, head.hash),
    })
}

fn steps(settlement: &Settlement, words: &Words) -> Vec<BalanceLine> {
    let sign = |minor: i64| if minor < 0 { "−" } else { "+" };
    let line = |(index, step): (usize, &crate::dto::SettlementStep)| {
        let sign = if index == 0 { "" } else { sign(step.amount.minor) };
        let text = if index == 0 { step.amount.text.clone() } else { step.amount.text.replace('-', "") };
        term(sign, step.text.clone(), text)
    };
    let mut lines: Vec<BalanceLine> = settlement.steps.iter().enumerate().map(line).collect();
    let result = if settlement.result.minor < 0 { "settlement-owes" } else { "settlement-gets" };
    lines.push(term("=", words.say(result, &[]), settlement.result.text.clone()));
    lines
}

/// What was charged in the last month, line by line.
fn charges(view: &View, tenancy: TenancyId, month: Month, words: &Words) -> Result<Vec<Charge>> {
    let Some(account) = store::account::of_tenancy(&view.reader, tenancy)? else { return Ok(Vec::new()) };
    let currency = view.live.site.currency;
    let charge = |line: billing::PostedLine| {
        let LineKey { kind, detail, .. } =
            LineKey { month: line.month, kind: line.kind, version: line.version, detail: line.detail };
        let of: Vec<String> =
            [detail.band.as_deref(), detail.name.as_deref()].into_iter().flatten().map(str::to_owned).collect();
        let energy = line.energy != Energy::ZERO;
        Charge {
            what: lines::kind_name(kind, words),
            detail: (!of.is_empty()).then(|| of.join(", ")),
            quantity: if energy {
                words.say("paper-quantity-energy", &[("energy", &line.energy.to_string())])
            } else {
                String::new()
            },
            rate: String::new(),
            amount: currency.display(line.amount),
            estimated: false,
        }
    };
    Ok(posted_lines(&view.reader, account, month)?.into_iter().map(charge).collect())
}

/// The register at the start of the last month, or of the tenancy, and at its end.
fn meter(
    view: &View,
    row: &Tenancy,
    point: units::PointId,
    month: Month,
    to: Timestamp,
    words: &Words,
) -> Result<MeterLine> {
    let zone = view.live.site.zone;
    let first = register_of(&view.reader, point, zone.start_of(month.first()).max(row.from_at))?;
    let last = register_of(&view.reader, point, to)?;
    let shown = |register: &RegisterAt| format!("{} kWh", on_the_display(register.register, register.ratio));
    let same = first.installation == last.installation;
    Ok(MeterLine {
        meter: last.serial.clone(),
        opening: if same { shown(&first) } else { String::new() },
        opening_at: if same { instant(first.at, zone, words) } else { String::new() },
        closing: shown(&last),
        closing_at: instant(last.at, zone, words),
        factor: if last.ratio.0 == last.ratio.1 {
            "1".to_owned()
        } else {
            format!("{}/{}", last.ratio.0, last.ratio.1)
        },
        energy: if same { format!("{} kWh", last.register - first.register) } else { String::new() },
        estimated: false,
    })
}

fn payments(settlement: &Settlement, zone: Zone, words: &Words) -> Vec<Payment> {
    let at = instant(timestamp(settlement.to), zone, words);
    let refunded = settlement.receipt.as_ref().map(|receipt| Payment {
        at: at.clone(),
        receipt: receipt.clone(),
        what: words.say("settlement-refunded", &[("receipt", receipt)]),
        amount: settlement.result.text.clone(),
    });
    let kept = (settlement.open.minor > 0).then(|| Payment {
        at,
        receipt: String::new(),
        what: words.say("settlement-kept", &[]),
        amount: settlement.open.text.clone(),
    });
    refunded.into_iter().chain(kept).collect()
}

fn notes(words: &Words) -> Vec<Note> {
    let note = |id: &str| Note {
        heading: words.say(&format!("settlement-note-{id}"), &[]),
        text: words.say(&format!("settlement-note-{id}-text"), &[]),
    };
    vec![note("next"), note("later")]
}

fn day(at: Timestamp, zone: Zone, words: &Words) -> String {
    words.date(zone.date(at))
}

fn instant(at: Timestamp, zone: Zone, words: &Words) -> String {
    words.instant(zone.local(at).naive_local())
}
