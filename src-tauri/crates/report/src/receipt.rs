use typst::foundations::{Dict, dict};

use crate::paper::{Ink, Language, Paper, Template, set};
use crate::statement::{BalanceLine, Fact, Issuer};
use crate::{Labels, ReportError};

/// The paper that a receipt is printed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReceiptSize {
    /// A sheet of A5, landscape.
    A5,
    /// A roll of 80 mm, as long as it needs to be.
    Roll80,
}

/// The print model of a top-up's receipt, or of its reversal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    pub language: Language,
    pub labels: Labels,
    pub size: ReceiptSize,
    /// The document's title: `Receipt 2026-00412`.
    pub title: String,
    pub issuer: Issuer,
    /// `2026-00412`
    pub number: String,
    /// `Reversed by 2026-00415`, `Copy`; nothing on a plain original.
    pub mark: Option<String>,
    /// What was paid, with its currency.
    pub amount: String,
    /// The amount in words where that is the custom (大写), or nothing.
    pub amount_in_words: Option<String>,
    /// Date and time, room, tenant, account, tender, meter, operator: in reading order.
    pub facts: Vec<Fact>,
    /// Balance before, `+` what was paid (and `−` what was taken from it), `=` balance after.
    pub balance: Vec<BalanceLine>,
    /// A sentence each, such as whether the supply comes back and where to ask.
    pub notes: Vec<String>,
    /// The hash of the journal entry.
    pub hash: String,
}

impl Receipt {
    pub fn lay_out(&self) -> Result<Paper, ReportError> {
        let mut ink = Ink::default();
        let data = self.ink(&mut ink);
        set(Template::Receipt, data, ink)
    }

    fn ink(&self, ink: &mut Ink) -> Dict {
        dict! {
            "lang" => self.language.lang(),
            "region" => self.language.region(),
            "label" => self.labels.ink(ink),
            "roll" => self.size == ReceiptSize::Roll80,
            "title" => ink.text(&self.title),
            "issuer" => self.issuer.ink(ink),
            "number" => ink.text(&self.number),
            "mark" => ink.maybe(self.mark.as_deref()),
            "amount" => ink.text(&self.amount),
            "words" => ink.maybe(self.amount_in_words.as_deref()),
            "facts" => ink.each(&self.facts, |ink, fact| fact.ink(ink)),
            "balance" => ink.each(&self.balance, |ink, line| line.ink(ink)),
            "notes" => ink.texts(&self.notes),
            "hash" => ink.text(&self.hash),
        }
    }
}
