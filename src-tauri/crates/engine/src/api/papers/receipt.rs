use ledger::{Book, Cause, Entry};
use report::{BalanceLine, Labels, Receipt, ReceiptSize};
use units::{AccountId, Currency, Money};

use super::{Set, fact, issuer, paper_language, term, unprintable};
use crate::View;
use crate::api::money::{Paid, balance_before, find_receipt, shown_parts};
use crate::api::people::{People, Person};
use crate::core::Parts;
use crate::dto::ReceiptArgs;
use crate::error::{Refusal, Result};
use crate::words::{Language, Words};

pub(super) fn make(view: &View, args: &ReceiptArgs) -> Result<Set> {
    let language = view.paper_language(args.language.as_deref());
    let words = Words::new(language);
    let entry = find_receipt(&view.reader, &args.receipt)?;
    let model = model(view, &entry, &words)?;
    let file_name = words.say("paper-file-receipt", &[("number", &model.number)]);
    Ok(Set { paper: model.lay_out().map_err(unprintable)?, file_name })
}

fn model(view: &View, entry: &Entry, words: &Words) -> Result<Receipt> {
    let unknown = || Refusal::new("unknown-receipt").with("receipt", entry.id);
    let paid = Paid::of(entry).ok_or_else(unknown)?;
    let (tender, amount) = (paid.tender, paid.amount);
    let people = People::of(&view.reader)?;
    let person = paid.person(&people);
    let site = &view.live.site;
    let number = entry.receipt.map(|receipt| receipt.to_string()).unwrap_or_default();
    let at = words.instant(site.zone.local(entry.draft.at).naive_local());
    let facts = [
        Some(fact(words, "paper-fact-date", at)),
        person.map(|person| fact(words, "paper-fact-room", person.room.clone())),
        person.and_then(Person::tenant).map(|tenant| fact(words, "paper-fact-tenant", tenant)),
        paid.account.map(|account| fact(words, "paper-fact-account", account.to_string())),
        Some(fact(
            words,
            "paper-fact-what",
            words.say(&format!("cause-{}", entry.draft.cause.code().replace('_', "-")), &[]),
        )),
        Some(fact(words, "paper-fact-tender", words.say(&format!("paper-tender-{}", tender.code()), &[]))),
        Some(fact(words, "paper-fact-operator", operator(&entry.draft.actor, words))),
    ];
    Ok(Receipt {
        language: paper_language(words.language()),
        labels: Labels::look_up(|id, args| words.say(id, args)),
        size: ReceiptSize::A5,
        title: words.say("paper-receipt-title", &[("number", &number)]),
        issuer: issuer(view, words),
        mark: reversed_by(view, entry, words)?,
        amount: site.currency.display(amount),
        amount_in_words: in_words(amount, site.currency, words.language()),
        facts: facts.into_iter().flatten().collect(),
        balance: balance(view, entry, &paid, words)?,
        notes: Vec::new(),
        hash: entry.hash.to_string(),
        number,
    })
}

/// From the balance before a top-up to the one after it, with what went elsewhere by name; other receipts have none.
fn balance(view: &View, entry: &Entry, paid: &Paid, words: &Words) -> Result<Vec<BalanceLine>> {
    let Some(account) = paid.account.filter(|_| entry.draft.cause == Cause::TopUp) else { return Ok(Vec::new()) };
    let currency = view.live.site.currency;
    let parts = Parts::of(entry);
    let (before, after) = balances(view, entry, account, parts.balance)?;
    let mut lines = vec![
        term("", words.say("paper-sum-before", &[]), currency.display(before)),
        term("+", words.say("paper-sum-paid-now", &[]), currency.display(paid.amount)),
    ];
    for part in shown_parts(&parts, currency, words).into_iter().filter(|part| part.code != "balance") {
        lines.push(term("−", part.text, part.amount.text));
    }
    lines.push(term("=", words.say("paper-sum-after", &[]), currency.display(after)));
    Ok(lines)
}

/// The balance just before and after this entry: as the payer saw it, else that of the journal.
fn balances(view: &View, entry: &Entry, account: AccountId, amount: Money) -> Result<(Money, Money)> {
    if let Some(before) = balance_before(entry) {
        return Ok((before, before + amount));
    }
    let next = Some(units::EntryId(entry.id.0 + 1));
    let movement = store::entry::movements(&view.reader, Book::Tenant(account), next, 1)?;
    let after = movement.first().map_or(Money::ZERO, |movement| -movement.after);
    Ok((after - amount, after))
}

fn reversed_by(view: &View, entry: &Entry, words: &Words) -> Result<Option<String>> {
    let reversal = store::entry::reversal(&view.reader, entry.id)?;
    Ok(reversal.map(|by| words.say("paper-receipt-reversed", &[("receipt", &by.to_string())])))
}

pub(super) fn operator(actor: &str, words: &Words) -> String {
    let id = format!("actor-{actor}");
    if words.has(&id) { words.say(&id, &[]) } else { actor.to_owned() }
}

/// Receipts in Chinese write yuan in capitals, which cannot be altered with a stroke.
fn in_words(amount: Money, currency: Currency, language: Language) -> Option<String> {
    (language == Language::ZhCn && currency.code() == "CNY").then(|| report::yuan_in_capitals(amount.minor()))
}
