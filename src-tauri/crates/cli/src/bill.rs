//! `roomwatt bill`: the calculator's figures in columns.

use std::path::{Path, PathBuf};

use engine::bill;
use serde_json::Value;

use crate::failure::Failure;
use crate::output::{Output, table, text};

/// `-` reads the case from stdin; paths in it then count from the current folder.
pub fn bill(output: Output, case: &Path) -> Result<(), Failure> {
    let (text, folder) = if case == Path::new("-") {
        let text = bill::text_from(std::io::stdin(), &"what comes from stdin");
        (text.map_err(|error| Failure::new("case", error))?, PathBuf::from("."))
    } else {
        let text = bill::text_of(case).map_err(|error| Failure::new("case", error))?;
        (text, case.parent().map(PathBuf::from).unwrap_or_default())
    };
    output.show(&bill::bill(&text, &folder)?, paper)
}

/// Says what is wrong in a tariff file, or gives it back as the program understands it.
pub fn tariff(output: Output, file: &Path) -> Result<(), Failure> {
    let text = bill::text_of(file).map_err(|error| Failure::new("tariff", error))?;
    let toml = bill::tariff(&text)?;
    output.show(&serde_json::json!({ "tariff": toml }), |_| toml.clone())
}

/// The whole bill as text.
fn paper(bill: &Value) -> String {
    let mut paper = String::new();
    if let Some(title) = bill["title"].as_str() {
        paper.push_str(&format!("{title}\n\n"));
    }
    for room in list(bill, "rooms") {
        for month in list(room, "months") {
            paper.push_str(&self::month(room, month));
            paper.push('\n');
        }
        if list(room, "months").len() > 1 {
            paper.push_str(&format!(
                "{}: {} kWh, {} {}\n\n",
                name(room),
                text(room, "/kwh"),
                text(room, "/total"),
                currency(bill)
            ));
        }
        paper.push_str(&money(room));
    }
    for pool in list(bill, "common") {
        paper.push_str(&self::pool(pool));
        paper.push('\n');
    }
    paper.push_str(&format!("total {} {}\n", text(bill, "/total"), currency(bill)));
    paper
}

fn currency(bill: &Value) -> &str {
    text(bill, "/currency")
}

fn name(room: &Value) -> &str {
    text(room, "/name")
}

/// Heading, lines, sums, registers and counters of one charge period.
fn month(room: &Value, month: &Value) -> String {
    let mut paper =
        format!("{}, {}: {} to {}\n", name(room), text(month, "/month"), moment(month, "/from"), moment(month, "/to"));
    if let Some(held) = month["held"].as_str() {
        paper.push_str(&format!("nothing is charged: {held}\n"));
    }
    paper.push_str(&lines(month));
    for gap in list(month, "unknown") {
        paper.push_str(&format!("no energy is known from {} to {}\n", moment(gap, "/from"), moment(gap, "/to")));
    }
    for register in list(month, "registers") {
        let serial = register["serial"].as_str().map(|serial| format!(" {serial}")).unwrap_or_default();
        paper.push_str(&format!(
            "register{serial}: {} kWh at {}, {} kWh at {}, rise {} kWh\n",
            text(register, "/from_kwh"),
            moment(register, "/from"),
            text(register, "/to_kwh"),
            moment(register, "/to"),
            text(register, "/rise_kwh")
        ));
    }
    if let Some(rise) = month["rise_kwh"].as_str() {
        paper.push_str(&format!("registers rose by {rise} kWh, the lines charge {} kWh\n", text(month, "/kwh")));
    }
    if let Some(estimated) = month["estimated_kwh"].as_str() {
        paper.push_str(&format!("{estimated} kWh of it are estimated\n"));
    }
    paper.push_str(&counters(&month["counters"]));
    if month["posted"].is_string() {
        paper.push_str(&format!(
            "posted so far {}, still to post {}\n",
            text(month, "/posted"),
            text(month, "/difference")
        ));
    }
    paper
}

fn lines(month: &Value) -> String {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for line in list(month, "lines") {
        let amount = line["contained"].as_str().map_or(text(line, "/amount").to_owned(), |_| "-".to_owned());
        let mut how = text(line, "/arithmetic").to_owned();
        if line["provisional"] == true {
            how.push_str(" (provisional)");
        }
        rows.push(vec![text(line, "/what").to_owned(), quantity(line), rate(line), amount, how]);
    }
    let sum = |what: &str, key: &str| {
        vec![what.to_owned(), String::new(), String::new(), text(month, key).to_owned(), String::new()]
    };
    if text(month, "/tax_minor") != "0" && month["tax_minor"] != 0 {
        rows.push(sum("sum before tax", "/net"));
    }
    rows.push(sum("total", "/total"));
    table(&["what", " quantity", " rate", " amount", "arithmetic"], &rows)
}

fn quantity(line: &Value) -> String {
    if let Some(kwh) = line["kwh"].as_str() {
        format!("{kwh} kWh")
    } else if let Some(days) = line["days"].as_i64() {
        format!("{days} d")
    } else if let Some(sum) = line["sum"].as_str() {
        sum.to_owned()
    } else {
        String::new()
    }
}

fn rate(line: &Value) -> String {
    let rate = text(line, "/rate");
    match text(line, "/per") {
        "kWh" => rate.to_owned(),
        "100" | "100 contained" => format!("{rate} %"),
        "share" => String::new(),
        per => format!("{rate}/{per}"),
    }
}

fn counters(counters: &Value) -> String {
    let mut paper = String::new();
    if counters["tier"].is_object() {
        let tier = &counters["tier"];
        paper.push_str(&format!("tiers: {} kWh counted since {}\n", text(tier, "/kwh"), text(tier, "/since")));
    }
    for allowance in list(counters, "allowances") {
        paper.push_str(&format!(
            "{}: {} kWh taken since {}, {} kWh brought, {} kWh left\n",
            text(allowance, "/name"),
            text(allowance, "/used_kwh"),
            text(allowance, "/since"),
            text(allowance, "/brought_kwh"),
            text(allowance, "/left_kwh")
        ));
    }
    paper
}

fn money(room: &Value) -> String {
    let money = &room["money"];
    if !money.is_object() {
        return String::new();
    }
    let mut rows = vec![vec!["opening balance".to_owned(), text(money, "/opening").to_owned(), String::new()]];
    for payment in list(money, "payments") {
        let taken = ["fee", "tax", "emergency", "debt"].into_iter().filter_map(|part| {
            let amount = payment[part].as_str()?;
            Some(format!(" − {amount} {part}"))
        });
        let how = format!("{}{} = {}", text(payment, "/amount"), taken.collect::<String>(), text(payment, "/credited"));
        rows.push(vec![format!("payment {}", moment(payment, "/at")), text(payment, "/credited").to_owned(), how]);
    }
    let charges = text(money, "/charges");
    let less = charges.strip_prefix('-').map_or_else(|| format!("-{charges}"), str::to_owned);
    rows.push(vec!["charges".to_owned(), less, String::new()]);
    rows.push(vec!["closing balance".to_owned(), text(money, "/closing").to_owned(), String::new()]);
    for (owed, what) in [("/emergency_owed", "emergency credit still owed"), ("/debt_owed", "debt still owed")] {
        if money.pointer(owed).is_some() {
            rows.push(vec![what.to_owned(), text(money, owed).to_owned(), String::new()]);
        }
    }
    format!("{}, credit\n{}\n", name(room), table(&["what", " amount", "arithmetic"], &rows))
}

fn pool(pool: &Value) -> String {
    let provisional = if pool["provisional"] == true { ", provisional" } else { "" };
    let mut paper = format!(
        "{}, {}: {} kWh cost {}{provisional}\n",
        name(pool),
        text(pool, "/month"),
        text(pool, "/kwh"),
        text(pool, "/cost")
    );
    for note in list(pool, "notes") {
        paper.push_str(&format!("{}\n", note.as_str().unwrap_or("")));
    }
    let mut rows = Vec::new();
    for share in list(pool, "shares") {
        let whose = match share["room"].as_str() {
            Some(room) => room.to_owned(),
            None => format!("owner, {} vacant", text(share, "/vacant")),
        };
        rows.push(vec![whose, text(share, "/amount").to_owned(), text(share, "/basis").to_owned()]);
    }
    if pool["unclaimed"].is_string() {
        rows.push(vec!["owner, no key on these days".to_owned(), text(pool, "/unclaimed").to_owned(), String::new()]);
    }
    rows.push(vec!["total".to_owned(), text(pool, "/cost").to_owned(), String::new()]);
    paper.push_str(&table(&["share of", " amount", "arithmetic"], &rows));
    paper
}

/// A date where the time is midnight, otherwise the date with its time and offset.
fn moment(value: &Value, pointer: &str) -> String {
    let text = text(value, pointer);
    match text.split_once("T00:00:00") {
        Some((date, _)) => date.to_owned(),
        None => text.replacen('T', " ", 1),
    }
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}
