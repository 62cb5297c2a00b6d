//! The arithmetic of a charge line in figures and signs, as a person with a calculator repeats it.

use billing::{ChargeLine, Percent, Quantity, Rate};
use units::{Currency, Money};

/// Such as `31.25 kWh × 0.6172 = 19.2875 → 19.29`. Of a share of common electricity, `basis`.
pub fn arithmetic(line: &ChargeLine, currency: Currency, basis: &str) -> String {
    let amount = currency.plain(line.amount);
    let minor = i128::from(currency.minor_per_unit());
    let places = usize::from(currency.digits());
    let plain = |money: Money| currency.plain(money);
    match (line.quantity, line.rate) {
        (Quantity::Energy(energy), Rate::PerKwh(price)) => {
            let product = i128::from(energy.wh()) * i128::from(price.micro_per_kwh());
            format!("{energy} kWh × {price} = {} → {amount}", quotient(product, 1_000_000_000, places))
        }
        (Quantity::Days { days, .. }, Rate::PerDay(fee)) => {
            let product = i128::from(days) * i128::from(fee.micro_per_kwh());
            format!("{days} d × {fee} = {} → {amount}", quotient(product, 1_000_000, places))
        }
        (Quantity::Days { days, of }, Rate::PerMonth(fee)) => {
            let exact = quotient(i128::from(fee.minor()) * i128::from(days), minor * i128::from(of.max(1)), places);
            format!("{} × {days}/{of} d = {exact} → {amount}", plain(fee))
        }
        (Quantity::Minimum { days, of, charged }, Rate::PerMonth(least)) => {
            let due = least.share(days, of.max(1)).unwrap_or_default();
            format!("{} × {days}/{of} d → {}; {} − {} = {amount}", plain(least), plain(due), plain(due), plain(charged))
        }
        (Quantity::Charged(sum), Rate::Percent(percent)) => {
            let exact = i128::from(sum.minor()) * i128::from(percent.micro());
            format!("{} × {percent} % = {} → {amount}", plain(sum), quotient(exact, Percent::WHOLE * minor, places))
        }
        (Quantity::Charged(sum), Rate::PercentWithin(percent)) => {
            let part = i128::from(percent.micro());
            let exact = quotient(i128::from(sum.minor()) * part, (Percent::WHOLE + part) * minor, places);
            let whole = quotient(Percent::WHOLE + part, 1_000_000, 0);
            format!("{} × {percent}/{whole} = {exact} → {} contained", plain(sum), plain(line.within))
        }
        (_, Rate::Stated(_)) => basis.to_owned(),
        _ => amount,
    }
}

/// `numerator ÷ denominator` in figures: exact where it ends within twelve places, else cut off after six with `…`; at
/// least `places` after the point.
pub fn quotient(numerator: i128, denominator: i128, places: usize) -> String {
    let sign = if (numerator < 0) == (denominator < 0) || numerator == 0 { "" } else { "-" };
    let (numerator, denominator) = (numerator.unsigned_abs(), denominator.unsigned_abs().max(1));
    let mut rest = numerator % denominator;
    let mut figures = String::new();
    while rest != 0 && figures.len() < 12 {
        rest *= 10;
        figures.push(char::from_digit(u32::try_from(rest / denominator).unwrap_or(0), 10).unwrap_or('0'));
        rest %= denominator;
    }
    let mut more = "";
    if rest != 0 {
        figures.truncate(6);
        more = "…";
    }
    let figures = format!("{figures:0<places$}");
    let point = if figures.is_empty() { "" } else { "." };
    format!("{sign}{}{point}{figures}{more}", numerator / denominator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotients_say_where_they_are_cut_off() {
        for (numerator, denominator, places, said) in [
            (19_287_500_000, 1_000_000_000, 2, "19.2875"),
            (6, 2, 2, "3.00"),
            (-1, 8, 2, "-0.125"),
            (100, 3, 2, "33.333333…"),
            (0, 7, 0, "0"),
            (105_000_000, 1_000_000, 0, "105"),
        ] {
            assert_eq!(quotient(numerator, denominator, places), said);
        }
    }
}
