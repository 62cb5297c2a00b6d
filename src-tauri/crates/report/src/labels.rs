use std::collections::BTreeMap;

use typst::foundations::{Dict, Value};

use crate::paper::Ink;

/// The fixed words of the papers, by the id of their message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels(BTreeMap<&'static str, String>);

impl Labels {
    /// The messages that every language must have.
    pub const IDS: [&'static str; 33] = [
        "paper-statement",
        "paper-balance",
        "paper-readings",
        "paper-meter",
        "paper-opening-reading",
        "paper-closing-reading",
        "paper-factor",
        "paper-energy",
        "paper-charges",
        "paper-item",
        "paper-quantity",
        "paper-rate",
        "paper-amount",
        "paper-charges-total",
        "paper-no-charges",
        "paper-payments",
        "paper-date",
        "paper-receipt-number",
        "paper-tender",
        "paper-payments-total",
        "paper-no-payments",
        "paper-daily-energy",
        "paper-estimated",
        "paper-estimated-note",
        "paper-not-utility",
        "paper-journal-head",
        "paper-page",
        "paper-receipt",
        "paper-received",
        "paper-received-by",
        "paper-signature",
        "paper-keep-receipt",
        "paper-journal-hash",
    ];

    /// Asks `say(id, arguments)` for each message. The page numbers are only known when the paper is set, so
    /// the arguments are marks that the template replaces.
    pub fn look_up(say: impl Fn(&str, &[(&str, &str)]) -> String) -> Self {
        let arguments = [("page", "<page>"), ("pages", "<pages>")];
        Self(Self::IDS.into_iter().map(|id| (id, say(id, &arguments))).collect())
    }

    pub(crate) fn ink(&self, ink: &mut Ink) -> Value {
        let words = self.0.iter().map(|(id, text)| (id.trim_start_matches("paper-").into(), ink.text(text)));
        Value::Dict(words.collect::<Dict>())
    }
}
