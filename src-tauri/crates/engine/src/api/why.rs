//! Why a room had the supply that it had, at any moment, from what was known then.

use chrono::Duration;
use ledger::Book;
use store::supply_event::{SupplyEvent, SupplyEventKind};
use units::{Money, Period, Timestamp, millis, timestamp};

use crate::View;
use crate::core::{Known, factor_text, watts};
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::live::LiveRoom;
use crate::words::Words;

/// What happened so long before the decision belongs to it.
const BEFORE: Duration = Duration::hours(2);
/// The most steps that are shown.
const MOST: usize = 60;

pub(crate) fn why(view: &View, args: WhyArgs) -> Result<WhyChain> {
    let room = view.room(&args.room)?;
    let words = view.words();
    let at = args.at.map_or(view.now, timestamp);
    if at > view.now {
        return Err(Refusal::new("why-future").field("at"));
    }
    let nothing = || Refusal::new("why-before").with("room", &room.name).field("at");
    let decision = store::supply_event::decision_at(&view.reader, room.point, at)?.ok_or_else(nothing)?;
    let known: Known = serde_json::from_str(&decision.facts).unwrap_or_default();
    let currency = view.live.site.currency;
    let account = store::account::of_place(&view.reader, room.place, at)?;
    let money = |minor: i64| Amount::of(Money::new(minor).unwrap_or(Money::ZERO), currency);
    let mut steps = Vec::new();
    let moment = Moment { view, room, at, words };
    moment.readings(&known, &mut steps)?;
    if let Some(account) = account {
        moment.notices(account, decision.at, &mut steps)?;
        moment.latch(account, &mut steps)?;
    }
    moment.loads(&mut steps)?;
    moment.supply(&decision, &mut steps)?;
    steps.sort_by_key(|step| step.at);
    let surplus = steps.len().saturating_sub(MOST);
    steps.drain(..surplus);
    let posted = account.map(|account| moment.posted(account)).transpose()?.unwrap_or(Money::ZERO);
    Ok(WhyChain {
        room: room.name.clone(),
        at: millis(at),
        desired: match decision.desired.as_str() {
            "off" => SupplyState::Off,
            "limited" => SupplyState::Limited,
            _ => SupplyState::On,
        },
        reason: Reason {
            code: decision.reason.clone(),
            args: serde_json::from_str(&decision.args).unwrap_or_default(),
            text: super::timeline::decision_text(&decision, &words),
        },
        decided_at: millis(decision.at),
        balance: money(known.balance),
        cut_off: money(known.cut_off),
        posted_balance: Amount::of(posted, currency),
        tenant: moment.tenant()?,
        rules: known.rules.iter().map(|rule| shown_rule(rule, &words)).collect(),
        guards: supply::Guard::ALL.into_iter().map(|guard| shown_guard(guard, &known, &words)).collect(),
        steps,
    })
}

fn shown_rule((rule, outcome, held_by): &(String, String, Vec<String>), words: &Words) -> WhyRule {
    let name = words.say(&format!("rule-{rule}"), &[]);
    let held: Vec<String> = held_by.iter().map(|guard| words.say(&format!("guard-{guard}"), &[])).collect();
    WhyRule {
        rule: rule.clone(),
        text: if held.is_empty() {
            name
        } else {
            words.say("why-held", &[("rule", &name), ("by", &held.join(&words.say("list-comma", &[])))])
        },
        outcome: match outcome.as_str() {
            "won" => RuleOutcome::Won,
            "passed" => RuleOutcome::Passed,
            _ => RuleOutcome::NotReached,
        },
    }
}

fn shown_guard(guard: supply::Guard, known: &Known, words: &Words) -> WhyGuard {
    let code = guard.code();
    WhyGuard {
        guard: code.to_owned(),
        text: words.say(&format!("guard-{code}"), &[]),
        blocks: known.guards.iter().any(|known| known == code),
    }
}

/// How old a reading was, in the unit that a person would choose.
fn aged(age: Duration, words: Words) -> String {
    let (id, number) = match age.num_minutes().max(0) {
        minutes @ ..120 => ("why-age-minutes", minutes),
        minutes @ 120..2880 => ("why-age-hours", minutes / 60),
        minutes => ("why-age-days", minutes / 1440),
    };
    words.say(id, &[("number", &number.to_string())])
}

/// One room at one moment.
struct Moment<'a> {
    view: &'a View,
    room: &'a LiveRoom,
    at: Timestamp,
    words: Words,
}

impl Moment<'_> {
    fn step(&self, at: Timestamp, kind: &str, text: String, tone: Tone) -> WhyStep {
        WhyStep { at: millis(at), kind: kind.to_owned(), text, tone }
    }

    /// The reading that the decision went by, and the last one before the moment.
    fn readings(&self, known: &Known, steps: &mut Vec<WhyStep>) -> Result<()> {
        let told = |at: Timestamp, register: units::Energy, age: Duration| {
            let args = [("register", register.to_string()), ("age", aged(age, self.words))];
            let args: Vec<(&str, &str)> = args.iter().map(|(name, text)| (*name, text.as_str())).collect();
            self.step(at, "reading", self.words.say("why-reading", &args), Tone::Neutral)
        };
        if let Some((at, wh)) = known.reading_at.zip(known.register_wh) {
            let power = known.power_w.map(|w| watts(units::Power::from_w(w)));
            let power = power.unwrap_or_else(|| self.words.say("why-no-power", &[]));
            let register = units::Energy::new(wh).unwrap_or_default().to_string();
            let data = self.words.say(&format!("why-data-{}", known.data), &[]);
            let text = self.words.say("why-known", &[("register", &register), ("power", &power), ("data", &data)]);
            steps.push(self.step(timestamp(at), "reading", text, Tone::Neutral));
        }
        for (id, installed) in store::installation::of_point(&self.view.reader, self.room.point)? {
            let there = installed.from_at <= self.at && installed.to.is_none_or(|(to, _)| to > self.at);
            if let (true, Some(last)) = (there, store::reading::base(&self.view.reader, id, self.at)?) {
                steps.push(told(last.at, last.register, self.at - last.at));
            }
        }
        Ok(())
    }

    fn notices(&self, account: units::AccountId, decided: Timestamp, steps: &mut Vec<WhyStep>) -> Result<()> {
        for notice in store::notice::of_account(&self.view.reader, account)? {
            let near = notice.given_at <= self.at && notice.given_at > decided - Duration::days(14);
            if near {
                let how = self.words.say(&format!("notice-how-{}", notice.how), &[]);
                let text = self.words.say("why-notice", &[("how", &how), ("level", &notice.level.to_string())]);
                steps.push(self.step(notice.given_at, "notice", text, Tone::Warn));
            }
        }
        Ok(())
    }

    fn latch(&self, account: units::AccountId, steps: &mut Vec<WhyStep>) -> Result<()> {
        let history = store::latch::history(&self.view.reader, account)?;
        let Some((set, cleared)) = history.into_iter().find(|(set, _)| *set <= self.at) else { return Ok(()) };
        if self.at - cleared.unwrap_or(self.at) > Duration::days(1) {
            return Ok(());
        }
        steps.push(self.step(set, "latch", self.words.say("why-latch-set", &[]), Tone::Bad));
        if let Some(cleared) = cleared.filter(|cleared| *cleared <= self.at) {
            steps.push(self.step(cleared, "latch", self.words.say("why-latch-cleared", &[]), Tone::Good));
        }
        Ok(())
    }

    fn loads(&self, steps: &mut Vec<WhyStep>) -> Result<()> {
        let events = store::load_event::latest(
            &self.view.reader,
            Some(self.room.place),
            self.at + Duration::milliseconds(1),
            8,
        )?;
        for (_, event, release) in events {
            let over = release.as_ref().is_some_and(|release| release.at < self.at - BEFORE);
            if over || event.at < self.at - Duration::days(7) {
                continue;
            }
            let (power, limit) = (watts(event.power), event.limit.map(watts).unwrap_or_default());
            let factor = event.power_factor_milli.map(factor_text).unwrap_or_default();
            let clock = self.view.live.site.zone.local(event.at).format("%H:%M:%S").to_string();
            let args = [
                ("room", self.room.name.as_str()),
                ("power", &power),
                ("limit", &limit),
                ("factor", &factor),
                ("at", &clock),
            ];
            let text = self.words.say(&format!("load-event-{}", event.load.replace('_', "-")), &args);
            steps.push(self.step(event.at, "load", text, Tone::Warn));
            if let Some(release) = release.filter(|release| release.at <= self.at) {
                let text = match release.by.as_str() {
                    "" => self.words.say("why-load-over", &[]),
                    by => self.words.say("why-load-released", &[("by", by), ("note", &release.note)]),
                };
                steps.push(self.step(release.at, "load", text, Tone::Good));
            }
        }
        Ok(())
    }

    /// The decision, and what was commanded and read back around it and since.
    fn supply(&self, decision: &SupplyEvent, steps: &mut Vec<WhyStep>) -> Result<()> {
        let period = Period { from: decision.at - BEFORE, to: self.at + Duration::milliseconds(1) };
        for event in store::supply_event::between(&self.view.reader, self.room.point, period)? {
            let (kind, text, tone) = match event.kind {
                SupplyEventKind::Decision => {
                    let off = event.desired == "off";
                    let text = super::timeline::decision_text(&event, &self.words);
                    ("decision", text, if off { Tone::Bad } else { Tone::Good })
                }
                SupplyEventKind::Command => {
                    let id = if event.desired == "off" { "why-command-off" } else { "why-command-on" };
                    ("command", self.words.say(id, &[]), Tone::Neutral)
                }
                SupplyEventKind::ReadBack => {
                    let open = event.actual.as_deref() == Some("off");
                    let id = if open { "why-read-off" } else { "why-read-on" };
                    ("read_back", self.words.say(id, &[]), if open { Tone::Bad } else { Tone::Good })
                }
                SupplyEventKind::Failed => {
                    ("failed", self.words.say("why-failed", &[("cause", &event.args)]), Tone::Warn)
                }
            };
            steps.push(self.step(event.at, kind, text, tone));
        }
        Ok(())
    }

    /// The journal's balance of the account at the moment.
    fn posted(&self, account: units::AccountId) -> Result<Money> {
        let mut below = None;
        loop {
            let page = store::entry::movements(&self.view.reader, Book::Tenant(account), below, 200)?;
            let Some(last) = page.last() else { return Ok(Money::ZERO) };
            if let Some(before) = page.iter().find(|movement| movement.entry.draft.at <= self.at) {
                return Ok(-before.after);
            }
            below = Some(last.entry.id);
        }
    }

    fn tenant(&self) -> Result<Option<String>> {
        let rows = store::tenancy::of_place(&self.view.reader, self.room.place)?;
        let there = rows
            .into_iter()
            .map(|(_, row)| row)
            .find(|row| row.from_at <= self.at && row.to_at.is_none_or(|to| to > self.at));
        Ok(there.filter(|row| row.kind != store::tenancy::TenancyKind::Owner).map(|row| row.name))
    }
}
