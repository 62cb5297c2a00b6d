//! A statement checked with nothing but what is printed on it.

/// Adds up every sum on the paper and works out every product.
///
/// # Panics
/// Where a figure is not what the others make it.
pub fn adds_up(statement: &str) {
    let line = |beginning: &str| {
        let found = statement.lines().find(|line| line.trim_start().starts_with(beginning));
        found.unwrap_or_else(|| panic!("no line begins with {beginning:?}:\n{statement}"))
    };
    let balance = amounts(after(statement, "Balance on"));
    let [opening, paid, charged, closing] = balance[..] else { panic!("{balance:?} in\n{statement}") };
    assert_eq!(opening + paid - charged, closing, "the balance:\n{statement}");

    let charges: Vec<&str> =
        between(statement, "Charges", "Charges in all").filter(|line| line.contains('¥')).collect();
    assert!(!charges.is_empty(), "{statement}");
    let sum: i64 = charges.iter().filter_map(|line| amounts(line).last().copied()).sum();
    assert_eq!(vec![sum], amounts(line("Charges in all")), "the charges:\n{statement}");
    assert_eq!(sum, charged, "the charges:\n{statement}");
    let priced: Vec<&&str> = charges.iter().filter(|line| line.contains(" kWh") && line.contains('×')).collect();
    assert!(!priced.is_empty(), "{statement}");
    priced.into_iter().for_each(|charge| energy_charge(charge));

    let payments: i64 = between(statement, "Paid in", "Paid in all").flat_map(amounts).sum();
    assert_eq!(vec![payments], amounts(line("Paid in all")), "the payments:\n{statement}");
    assert_eq!(payments, paid, "the payments:\n{statement}");
}

/// `77.865 kWh × ¥ 0.6083 = ¥ 47.37`, rounded half away from zero.
fn energy_charge(line: &str) {
    let energy_wh = decimal(line.split(" kWh").next().and_then(|text| text.split_whitespace().last()).unwrap_or(""), 3);
    let rate =
        line.split('×').nth(1).and_then(|text| text.split('¥').nth(1)).and_then(|text| text.split_whitespace().next());
    let rate_micro = decimal(rate.unwrap_or(""), 6);
    let amount = (2 * energy_wh * rate_micro + 10_000_000) / 20_000_000;
    assert_eq!(amounts(line).last(), Some(&amount), "{line}");
}

/// The line below the one that begins so.
fn after<'a>(text: &'a str, beginning: &str) -> &'a str {
    let mut lines = text.lines().skip_while(|line| !line.trim_start().starts_with(beginning));
    lines.nth(1).unwrap_or_else(|| panic!("nothing below {beginning:?}:\n{text}"))
}

fn between<'a>(text: &'a str, first: &'a str, last: &'a str) -> impl Iterator<Item = &'a str> {
    text.lines()
        .skip_while(move |line| line.trim() != first)
        .skip(1)
        .take_while(move |line| !line.trim_start().starts_with(last))
}

/// The amounts of a line in minor units; `−¥ 0.33` is negative, `− ¥ 0.33` is a subtraction.
fn amounts(line: &str) -> Vec<i64> {
    let pieces: Vec<&str> = line.split('¥').collect();
    let signed = pieces.windows(2).map(|pair| {
        let digits = pair[1].split_whitespace().next().unwrap_or("");
        let amount = decimal(digits, 2);
        if pair[0].ends_with(['−', '-']) { -amount } else { amount }
    });
    signed.collect()
}

/// A decimal number as an integer of its last place.
fn decimal(text: &str, places: usize) -> i64 {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{}{part:0<places$}", whole.replace(',', ""));
    digits.parse().unwrap_or_else(|error| panic!("{text:?} is no number: {error}"))
}
