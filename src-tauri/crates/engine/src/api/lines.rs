//! Charge lines as people read them: on a preview, a bill, a list of differences.

use billing::{ChargeKind, ChargeLine, Detail, Quantity, Rate};
use units::{Currency, Energy};

use crate::dto::{Amount, PreviewLine};
use crate::words::Words;

pub(crate) fn kind_name(kind: ChargeKind, words: &Words) -> String {
    let id = match kind {
        ChargeKind::Energy => "paper-line-energy",
        ChargeKind::DailyFee => "paper-line-daily-fee",
        ChargeKind::MonthlyFee => "paper-line-service-fee",
        ChargeKind::Allowance => "paper-line-allowance",
        ChargeKind::QuotaSurcharge => "paper-line-quota-surcharge",
        ChargeKind::Common => "paper-line-common",
        ChargeKind::Minimum => "paper-line-minimum",
        ChargeKind::Tax => "paper-line-tax",
        ChargeKind::TaxIncluded => "paper-line-tax-included",
    };
    words.say(id, &[])
}

pub(crate) fn line(line: &ChargeLine, currency: Currency, words: &Words) -> PreviewLine {
    let estimated = (line.estimated != Energy::ZERO)
        .then(|| words.say("paper-line-estimated", &[("energy", &line.estimated.to_string())]));
    let contained = (!line.within.is_zero()).then(|| currency.display(line.within));
    let parts: Vec<String> = [detail(&line.detail, words), contained, estimated].into_iter().flatten().collect();
    PreviewLine {
        what: kind_name(line.kind, words),
        detail: (!parts.is_empty()).then(|| parts.join(&words.say("list-comma", &[]))),
        quantity: quantity(line.quantity, currency, words),
        rate: rate(line.rate, currency),
        amount: Amount::of(line.amount, currency),
    }
}

/// Band, tier and name of a line.
pub(crate) fn detail(detail: &Detail, words: &Words) -> Option<String> {
    let tier = detail.tier.map(|tier| words.say("paper-line-tier", &[("tier", &tier.to_string())]));
    let named = [detail.band.as_deref(), detail.name.as_deref()];
    let parts: Vec<String> = named.into_iter().flatten().map(str::to_owned).chain(tier).collect();
    (!parts.is_empty()).then(|| parts.join(&words.say("list-comma", &[])))
}

fn quantity(quantity: Quantity, currency: Currency, words: &Words) -> String {
    match quantity {
        Quantity::Energy(energy) | Quantity::Pool(energy) => {
            words.say("paper-quantity-energy", &[("energy", &energy.to_string())])
        }
        Quantity::Charged(sum) => currency.display(sum),
        Quantity::Days { days, of } | Quantity::Minimum { days, of, .. } => {
            words.say("paper-quantity-days", &[("days", &days.to_string()), ("all", &of.to_string())])
        }
    }
}

fn rate(rate: Rate, currency: Currency) -> String {
    match rate {
        Rate::PerKwh(price) => format!("{} {price}", currency.symbol()),
        Rate::PerDay(fee) => format!("{} {fee}", currency.symbol()),
        Rate::PerMonth(fee) => currency.display(fee),
        Rate::Percent(percent) | Rate::PercentWithin(percent) => format!("{percent} %"),
        Rate::Stated(_) => String::new(),
    }
}
