//! Why a supply is as it is, in words: the sentence `reason-<code>` with its arguments.

use std::collections::BTreeMap;

use supply::{Arg, Reason};
use units::{Currency, Money};

use crate::settings::SiteSettings;
use crate::words::Words;

/// What the reason's sentence is filled with, as it is kept with a decision: codes where a reader's language matters.
pub(crate) fn kept(reason: &Reason, site: &SiteSettings) -> String {
    serde_json::to_string(&args(reason, site)).unwrap_or_default()
}

fn args(reason: &Reason, site: &SiteSettings) -> BTreeMap<String, String> {
    let said = reason.args().into_iter().map(|(name, arg)| {
        let text = match arg {
            Arg::Money(amount) => unbroken(amount, site.currency),
            Arg::Power(power) => crate::core::watts(power),
            Arg::At(at) => site.zone.local(at).format("%Y-%m-%d %H:%M").to_string(),
            Arg::Text(text) => text,
            Arg::Guard(guard) => guard.code().to_owned(),
        };
        (name.to_owned(), text)
    });
    said.collect()
}

/// The sentence of a reason that was kept by its code.
pub(crate) fn said(code: &str, args: &BTreeMap<String, String>, words: &Words) -> String {
    let args = in_words(args, words);
    let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    words.say(&format!("reason-{code}"), &args)
}

/// The reason of a decision in force: code, arguments in words, sentence.
pub(crate) fn shown(reason: &Reason, site: &SiteSettings, words: &Words) -> crate::dto::Reason {
    let args = args(reason, site);
    let text = said(reason.code(), &args, words);
    crate::dto::Reason { code: reason.code().to_owned(), args: in_words(&args, words), text }
}

/// Codes of guards and of orders' reasons said in the reader's language.
fn in_words(args: &BTreeMap<String, String>, words: &Words) -> BTreeMap<String, String> {
    let said = args.iter().map(|(name, value)| {
        let text = match name.as_str() {
            "why" => words.say(&format!("order-reason-{}", value.replace('_', "-")), &[]),
            "guard" => words.say(&format!("guard-{value}"), &[]),
            _ => value.clone(),
        };
        (name.clone(), text)
    });
    said.collect()
}

/// An amount within a sentence: no line may end between the sign and the figures.
pub(crate) fn unbroken(amount: Money, currency: Currency) -> String {
    currency.display(amount).replace(' ', "\u{a0}")
}
