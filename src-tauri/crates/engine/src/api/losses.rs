//! Energy that no meter accounts for: by branch, by day and hour, and what it points to.

use billing::energy_balance::AccuracyClass;
use chrono::NaiveDate;
use losses::{Branch, DAY, Likelihood, Meter, Total};
use store::finding::Known;
use units::{DateRange, PointId, millis};

use crate::core::{Core, Group, Tree, hours};
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::words::Words;
use crate::{Actor, View};

/// The longest span that is summed by hours.
const LONGEST_DAYS: i64 = 92;

pub(crate) fn losses(view: &View, args: LossesArgs) -> Result<Losses> {
    let days = span(view, &args.from, &args.to)?;
    let tree = Tree::load(&view.reader)?;
    let branches = tree.groups().iter().map(|group| branch(view, &tree, group, days)).collect::<Result<_>>()?;
    Ok(Losses {
        from: days.first.to_string(),
        to: (days.end.pred_opt().unwrap_or(days.end)).to_string(),
        technical: view.live.site.technical_loss.to_string(),
        branches,
    })
}

pub(crate) fn loss_slots(view: &View, args: LossSlotsArgs) -> Result<Vec<LossSlot>> {
    let days = span(view, &args.from, &args.to)?;
    let tree = Tree::load(&view.reader)?;
    let group = tree.groups().into_iter().find(|group| group.above == Some(PointId(args.point)));
    let group = group.ok_or_else(|| Refusal::new("unknown-branch").field("point"))?;
    let (supply, below) = measured(view, &group, days)?;
    let branch = Branch { above: &supply, below: &below, technical: view.live.site.technical_loss };
    let slot = |name: String, within: std::ops::Range<usize>| {
        let total = losses::total(&branch, within.clone());
        LossSlot { name, sum: sum(&branch, &total, within), verdict: verdict(&total) }
    };
    if days.days() == 1 {
        return Ok((0..DAY).map(|hour| slot(format!("{hour:02}:00"), hour..hour + 1)).collect());
    }
    Ok(days.iter().enumerate().map(|(at, day)| slot(day.to_string(), at * DAY..(at + 1) * DAY)).collect())
}

/// Whole days that are closed; what is asked for beyond them is left out.
fn span(view: &View, from: &str, to: &str) -> Result<DateRange> {
    let (first, last) = (super::parse_day(from, "from")?, super::parse_day(to, "to")?);
    let known = view.live.site.zone.date(view.live.posted_through);
    let days = DateRange { first, end: last.succ_opt().unwrap_or(last).min(known) };
    if last < first || (last - first).num_days() >= LONGEST_DAYS {
        return Err(Refusal::new("span-too-long").with("days", LONGEST_DAYS).field("to"));
    }
    Ok(DateRange { end: days.end.max(first), ..days })
}

fn measured(view: &View, group: &Group, days: DateRange) -> Result<(Meter, Vec<Meter>)> {
    let zone = view.live.site.zone;
    let below: Vec<Meter> =
        group.below.iter().map(|point| hours(&view.reader, *point, days, zone)).collect::<Result<_>>()?;
    let supply = match group.above {
        Some(above) => hours(&view.reader, above, days, zone)?,
        None => Meter { class: AccuracyClass::ONE, hours: Vec::new() },
    };
    Ok((supply, below))
}

fn branch(view: &View, tree: &Tree, group: &Group, days: DateRange) -> Result<LossBranch> {
    let words = view.words();
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let (supply, below) = measured(view, group, days)?;
    let branch = Branch { above: &supply, below: &below, technical: view.live.site.technical_loss };
    let all = 0..supply.hours.len();
    let total = losses::total(&branch, all.clone());
    let verdict = if group.above.is_some() { verdict(&total) } else { LossVerdict::Unmeasured };
    let message = match verdict {
        LossVerdict::Unmeasured => "loss-verdict-unmeasured",
        LossVerdict::Unknown => "loss-verdict-unknown",
        LossVerdict::Within => "loss-verdict-within",
        LossVerdict::Above => "loss-verdict-above",
        LossVerdict::Backwards => "loss-verdict-backwards",
    };
    Ok(LossBranch {
        point: group.above.map(|above| above.0),
        name: group.above.map_or_else(|| words.say("loss-top", &[]), |above| tree.name(above).to_owned()),
        depth: count(group.depth),
        meters: count(group.below.len()),
        sum: sum(&branch, &total, all),
        verdict,
        sentence: words.say(message, &[("unexplained", &total.unexplained().to_string())]),
    })
}

fn verdict(total: &Total) -> LossVerdict {
    if total.hours == 0 {
        LossVerdict::Unknown
    } else if total.backwards() {
        LossVerdict::Backwards
    } else if total.unexplained().wh() > 0 {
        LossVerdict::Above
    } else {
        LossVerdict::Within
    }
}

fn sum(branch: &Branch<'_>, total: &Total, within: std::ops::Range<usize>) -> LossSum {
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let (supply, loss) = (total.supply.wh(), total.loss().wh());
    let night = losses::night_minimum(branch, within);
    LossSum {
        supply_wh: supply,
        counted_wh: total.counted.wh(),
        loss_wh: loss,
        loss_milli: (supply > 0).then(|| loss.saturating_mul(1000) / supply),
        technical_wh: total.technical.wh(),
        band_wh: total.band.wh(),
        unexplained_wh: total.unexplained().wh(),
        hours: count(total.hours),
        left_out: count(total.left_out),
        night_w: night,
    }
}

pub(crate) fn findings(view: &View, _: Nothing) -> Result<Findings> {
    let tree = Tree::load(&view.reader)?;
    let words = view.words();
    let rows = |known: Vec<Known>| known.iter().map(|known| row(view, &tree, known, &words)).collect();
    Ok(Findings {
        standing: rows(store::finding::standing(&view.reader)?),
        over: rows(store::finding::over(&view.reader, 200)?),
    })
}

fn row(view: &View, tree: &Tree, (id, finding, closed): &Known, words: &Words) -> FindingRow {
    let args = serde_json::from_str(&finding.args).unwrap_or_default();
    let room = view.live.rooms.iter().find(|room| room.point == finding.point).map(|room| room.name.clone());
    let day = |day: NaiveDate| day.to_string();
    FindingRow {
        id: *id,
        sign: finding.sign.clone(),
        likely: finding.likelihood == Likelihood::Likely.code(),
        name: tree.name(finding.point).to_owned(),
        room,
        first_day: day(finding.first_day),
        last_day: day(finding.last_day),
        text: super::alarms::sentence(&finding.sign, &args, words),
        closed_at: closed.as_ref().map(|closed| millis(closed.at)),
        closed_by: closed.as_ref().map(|closed| closed.by.clone()).filter(|by| !by.is_empty()),
        note: closed.as_ref().map(|closed| closed.note.clone()).unwrap_or_default(),
    }
}

pub(crate) fn close_finding(core: &mut Core, by: &Actor, args: CloseFindingArgs) -> Result<Done> {
    let found = store::finding::get(&core.store, args.id)?.filter(|(_, _, closed)| closed.is_none());
    let (id, finding, _) = found.ok_or_else(|| Refusal::new("unknown-finding").field("id"))?;
    let note = args.note.trim();
    if note.is_empty() {
        return Err(Refusal::new("reason-missing").field("note"));
    }
    core.close_finding(id, &finding, note, by)?;
    Ok(Done { done: true })
}

pub(crate) fn set_technical_loss(core: &mut Core, by: &Actor, args: TechnicalLossArgs) -> Result<Done> {
    let percent = billing::Percent::parse(args.percent.trim()).ok();
    let percent = percent.filter(|percent| percent.micro() <= 20_000_000);
    let technical_loss = percent.ok_or_else(|| Refusal::new("bad-technical-loss").field("percent"))?;
    core.change_site(crate::settings::SiteSettings { technical_loss, ..core.site.clone() }, by, "set_technical_loss")?;
    Ok(Done { done: true })
}
