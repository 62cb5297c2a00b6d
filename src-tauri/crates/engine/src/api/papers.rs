mod receipt;
mod settlement;
mod statement;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::View;
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::words::{Language, Words};

pub(crate) fn receipt(view: &View, args: ReceiptArgs) -> Result<Pages> {
    receipt::make(view, &args).map(Set::pages)
}

pub(crate) fn receipt_pdf(view: &View, args: ReceiptArgs) -> Result<File> {
    receipt::make(view, &args)?.file()
}

pub(crate) fn statement(view: &View, args: StatementArgs) -> Result<Pages> {
    statement::make(view, &args).map(Set::pages)
}

pub(crate) fn statement_pdf(view: &View, args: StatementArgs) -> Result<File> {
    statement::make(view, &args)?.file()
}

pub(crate) fn settlement_pdf(view: &View, args: SettlementArgs) -> Result<File> {
    settlement::make(view, &args)?.file()
}

#[cfg(test)]
pub(crate) use statement::proven;

/// A paper that has been set, and what its file is called.
struct Set {
    paper: report::Paper,
    file_name: String,
}

impl Set {
    fn pages(self) -> Pages {
        Pages { svg_pages: self.paper.svg_pages(), file_name: self.file_name }
    }

    fn file(self) -> Result<File> {
        let pdf = self.paper.pdf().map_err(unprintable)?;
        Ok(File { file_name: self.file_name, base64: BASE64_STANDARD.encode(pdf) })
    }
}

fn unprintable(cause: report::ReportError) -> Refusal {
    Refusal::new("paper").with("cause", cause)
}

fn paper_language(language: Language) -> report::Language {
    match language {
        Language::En => report::Language::En,
        Language::ZhCn => report::Language::ZhCn,
    }
}

fn issuer(view: &View, words: &Words) -> report::Issuer {
    let landlord = &view.live.site.landlord;
    let name = if landlord.name.is_empty() { &view.live.site.name } else { &landlord.name };
    let phone = (!landlord.phone.is_empty()).then(|| words.say("paper-phone", &[("phone", &landlord.phone)]));
    let lines = [Some(landlord.address.clone()).filter(|line| !line.is_empty()), phone];
    report::Issuer { name: name.clone(), lines: lines.into_iter().flatten().collect() }
}

fn fact(words: &Words, id: &str, value: impl Into<String>) -> report::Fact {
    report::Fact { label: words.say(id, &[]), value: value.into() }
}

fn term(sign: &str, label: String, amount: String) -> report::BalanceLine {
    report::BalanceLine { sign: sign.to_owned(), label, amount }
}
