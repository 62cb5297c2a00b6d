//! Common electricity, the closes, and the books.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde_json::{Value, json};

use crate::base64;
use crate::failure::Failure;
use crate::office::Office;
use crate::output::{Output, table, text};

#[derive(Debug, Subcommand)]
pub enum Books {
    /// Show the pools of common electricity: cost so far, and every room's share
    Common {
        /// Such as 2026-10 [default: the present month]
        #[arg(long, value_name = "MONTH")]
        month: Option<String>,
    },
    /// Close a day that is over, or compare a count with what the books expect
    CloseDay {
        /// Such as 2026-10-31
        day: String,
        /// What was counted, such as cash=431.50; what is not named is taken as expected
        #[arg(long, value_name = "TENDER=AMOUNT", value_parser = counted)]
        counted: Vec<(String, String)>,
        #[arg(long, default_value = "")]
        note: String,
        /// Compare only
        #[arg(long)]
        preview: bool,
    },
    /// Close a month that is over: post what is left, issue bills, lock it
    CloseMonth {
        /// Such as 2026-10
        month: String,
        /// A kind of open item that you have seen and leave open, such as day_open
        #[arg(long, value_name = "KIND")]
        seen: Vec<String>,
        /// Show what is open and what the close does, and change nothing
        #[arg(long)]
        preview: bool,
    },
    /// Correct a closed month of a room by name; the difference books in the open month
    CorrectMonth {
        /// The room
        name: String,
        /// Such as 2026-10
        month: String,
        #[arg(long, required_unless_present = "preview", default_value = "")]
        reason: String,
        /// Show the difference, and change nothing
        #[arg(long)]
        preview: bool,
    },
    /// Show every book over some months: opening, debits, credits, closing
    TrialBalance {
        /// Such as 2026-09
        #[arg(long, value_name = "MONTH")]
        from: String,
        /// Such as 2026-10 [default: the month of --from]
        #[arg(long, value_name = "MONTH")]
        to: Option<String>,
        /// Write it as a table for other programs
        #[arg(long, value_name = "F.csv")]
        out: Option<PathBuf>,
    },
    /// Show where a month's energy went
    EnergyBalance {
        /// Such as 2026-10
        month: String,
    },
    /// Compare what was collected for electricity with what it cost
    Fairness {
        /// Such as 2026-01
        #[arg(long, value_name = "MONTH")]
        from: String,
        /// Such as 2026-12 [default: the month of --from]
        #[arg(long, value_name = "MONTH")]
        to: Option<String>,
    },
}

pub fn perform(output: Output, folder: &Path, books: &Books) -> Result<(), Failure> {
    let output = output.for_programs();
    let mut office = Office::reach(folder)?;
    match books {
        Books::Common { month } => {
            let pools = office.call("pools", json!({ "month": month }))?;
            output.show(&pools, |pools| rows(pools).iter().map(pool).collect())
        }
        Books::CloseDay { day, counted, note, preview } => {
            let counted: Vec<Value> =
                counted.iter().map(|(tender, amount)| json!({ "tender": tender, "amount": amount })).collect();
            let name = if *preview { "close_day_preview" } else { "close_day" };
            let closed = office.call(name, json!({ "day": day, "counted": counted, "note": note }))?;
            output.show(&closed, day_page)
        }
        Books::CloseMonth { month, seen, preview } => {
            let closed = match preview {
                true => office.call("close_month_preview", json!({ "month": month }))?,
                false => office.call("close_month", json!({ "month": month, "seen": seen }))?,
            };
            output.show(&closed, month_page)
        }
        Books::CorrectMonth { name, month, reason, preview } => {
            let corrected = match preview {
                true => office.call("correct_month_preview", json!({ "room": name, "month": month }))?,
                false => office.call("correct_month", json!({ "room": name, "month": month, "reason": reason }))?,
            };
            output.show(&corrected, correction_page)
        }
        Books::TrialBalance { from, to, out } => {
            let span = json!({ "from": from, "to": to.as_ref().unwrap_or(from) });
            match out {
                Some(file) => csv(output, &office.call("trial_balance_csv", span)?, file),
                None => output.show(&office.call("trial_balance", span)?, balance_page),
            }
        }
        Books::EnergyBalance { month } => {
            let balance = office.call("energy_balance", json!({ "month": month }))?;
            output.show(&balance, energy_page)
        }
        Books::Fairness { from, to } => {
            let span = json!({ "from": from, "to": to.as_ref().unwrap_or(from) });
            output.show(&office.call("fairness", span)?, fairness_page)
        }
    }
}

fn counted(text: &str) -> Result<(String, String), String> {
    let parts = text.split_once('=').filter(|(tender, amount)| !tender.is_empty() && !amount.is_empty());
    parts
        .map(|(tender, amount)| (tender.to_owned(), amount.to_owned()))
        .ok_or_else(|| format!("“{text}” is no count; write for example cash=431.50"))
}

fn csv(output: Output, answer: &Value, file: &Path) -> Result<(), Failure> {
    let bytes = base64::decode(text(answer, "/base64"))
        .ok_or_else(|| Failure::new("internal", "the table came damaged; try again"))?;
    fs::write(file, &bytes)
        .map_err(|error| Failure::new("file", format!("{} cannot be written: {error}", file.display())))?;
    let written = json!({ "file": file.display().to_string(), "bytes": bytes.len() });
    output.show(&written, |written| text(written, "/file").to_owned())
}

fn rows(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn cells(row: &Value, pointers: &[&str]) -> Vec<String> {
    pointers.iter().map(|pointer| text(row, pointer).to_owned()).collect()
}

fn pool(pool: &Value) -> String {
    let open = if pool["result"]["provisional"] == Value::Bool(true) { " (provisional)" } else { "" };
    let of = |pointer| text(pool, pointer);
    let mut page = format!(
        "{} in {}: {}{open}. {}; {}\n",
        of("/draft/name"),
        of("/result/month"),
        of("/result/cost/text"),
        of("/source_text"),
        of("/keys_text"),
    );
    let shares = rows(&pool["result"]["shares"]);
    let shares: Vec<_> =
        shares.iter().map(|share| cells(share, &["/room", "/tenant", "/amount/text", "/basis"])).collect();
    page += &table(&["room", "tenant", " share", "basis"], &shares);
    page += &format!("owner {}\n", of("/result/owner/text"));
    for note in rows(&pool["result"]["notes"]).iter().filter_map(Value::as_str) {
        page += &format!("{note}\n");
    }
    page + "\n"
}

fn day_page(day: &Value) -> String {
    let tenders: Vec<_> = rows(&day["tenders"])
        .iter()
        .map(|row| {
            let all = ["/receipts/text", "/refunds/text", "/voids/text", "/expected/text", "/counted/text"];
            let mut line = vec![text(row, "/tender").to_owned()];
            line.extend(cells(row, &all));
            line.push(text(row, "/difference/text").to_owned());
            line
        })
        .collect();
    let closed = if day["closed"] == Value::Bool(true) { "closed" } else { "open" };
    let head = format!("{} is {closed}.\n", text(day, "/day"));
    let titles = ["tender", " receipts", " refunds", " voids", " expected", " counted", " difference"];
    head + &table(&titles, &tenders)
}

fn month_page(month: &Value) -> String {
    let closed = if month["closed"] == Value::Bool(true) { "closed" } else { "open" };
    let of = |pointer| text(month, pointer);
    let mut page =
        format!("{} is {closed}: {} accounts, {} charged.\n", of("/month"), month["accounts"], of("/charged/text"));
    for item in rows(&month["open"]) {
        let room = item["room"].as_str().map(|room| format!("{room}: ")).unwrap_or_default();
        page += &format!("- {} ({}{})\n", text(item, "/kind"), room, text(item, "/text"));
    }
    let kinds: Vec<_> = rows(&month["kinds"]).iter().map(|kind| cells(kind, &["/name", "/amount/text"])).collect();
    page += &table(&["what", " amount"], &kinds);
    page += &format!("owner's share {}\n", of("/owners_share/text"));
    for bill in rows(&month["bills"]) {
        let number = bill["number"].as_str().unwrap_or("-");
        page += &format!(
            "bill {number}: room {}, {}, due {}\n",
            text(bill, "/room"),
            text(bill, "/amount/text"),
            text(bill, "/due_on")
        );
    }
    page
}

fn correction_page(correction: &Value) -> String {
    let of = |pointer| text(correction, pointer);
    let mut page = format!(
        "Room {}, {}: {} in all, booked in {}.\n",
        of("/room"),
        of("/month"),
        of("/total/text"),
        of("/booking")
    );
    for account in rows(&correction["accounts"]) {
        page += &format!("{}: {}\n", text(account, "/tenant"), text(account, "/difference/text"));
        let lines = rows(&account["lines"]);
        let lines: Vec<_> = lines
            .iter()
            .map(|line| cells(line, &["/name", "/before/text", "/after/text", "/difference/text"]))
            .collect();
        page += &table(&["what", " before", " after", " difference"], &lines);
    }
    page
}

fn balance_page(balance: &Value) -> String {
    let sums = ["/sums/opening/text", "/sums/debits/text", "/sums/credits/text", "/sums/closing/text"];
    let mut lines = Vec::new();
    for group in rows(&balance["groups"]) {
        let mut line = vec![text(group, "/name").to_uppercase()];
        line.extend(cells(group, &sums));
        lines.push(line);
        for book in rows(&group["books"]) {
            let mut line = vec![format!("  {}", text(book, "/name"))];
            line.extend(cells(book, &sums));
            lines.push(line);
        }
    }
    let total = cells(&balance["total"], &["/opening/text", "/debits/text", "/credits/text", "/closing/text"]);
    lines.push([vec!["=".to_owned()], total].concat());
    let head = if balance["balanced"] == Value::Bool(true) { "" } else { "THE BOOKS DO NOT BALANCE.\n" };
    head.to_owned() + &table(&["book", " opening", " debits", " credits", " closing"], &lines)
}

fn energy_page(balance: &Value) -> String {
    let line = |(name, key): (&str, &str)| vec![name.to_owned(), kwh(&balance[key])];
    let sides = [
        ("supply", "supply_wh"),
        ("generation", "generation_wh"),
        ("rooms", "rooms_wh"),
        ("common", "common_wh"),
        ("held or doubtful", "held_wh"),
        ("estimated", "estimated_wh"),
        ("unexplained", "unexplained_wh"),
        ("explained by accuracy", "band_wh"),
    ];
    let mut page = format!("{}\n", text(balance, "/sentence"));
    page += &table(&["energy", " kWh"], &sides.map(line));
    let apart = rows(&balance["accounts"]).iter().filter(|row| row["difference_wh"] != json!(0));
    for row in apart {
        page += &format!(
            "room {}: lines {} kWh, registers {} kWh\n",
            text(row, "/room"),
            kwh(&row["lines_wh"]),
            kwh(&row["registers_wh"])
        );
    }
    page
}

fn kwh(wh: &Value) -> String {
    let wh = wh.as_i64().unwrap_or(0);
    let sign = if wh < 0 { "-" } else { "" };
    format!("{sign}{}.{:03}", wh.abs() / 1000, wh.abs() % 1000)
}

fn fairness_page(fairness: &Value) -> String {
    let mut page: String =
        rows(&fairness["sentences"]).iter().filter_map(Value::as_str).map(|line| format!("{line}\n")).collect();
    let components = rows(&fairness["components"]);
    let components: Vec<_> =
        components.iter().map(|row| cells(row, &["/name", "/pass_text", "/cost/text", "/collected/text"])).collect();
    page += &table(&["component", "may be charged", " cost", " collected"], &components);
    let rooms: Vec<_> = rows(&fairness["rooms"])
        .iter()
        .map(|row| {
            vec![
                text(row, "/room").to_owned(),
                kwh(&row["energy_wh"]),
                text(row, "/amount/text").to_owned(),
                text(row, "/price_text").to_owned(),
            ]
        })
        .collect();
    page += &table(&["room", " kWh", " charged", " per kWh"], &rooms);
    page + &format!(
        "{} ({}): {}\n",
        text(fairness, "/rules/name"),
        text(fairness, "/rules/country"),
        text(fairness, "/rules/status")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_names_its_tender() {
        assert_eq!(counted("cash=431.50"), Ok(("cash".to_owned(), "431.50".to_owned())));
        for wrong in ["cash", "=5", "cash="] {
            assert!(counted(wrong).unwrap_err().contains("cash=431.50"), "{wrong}");
        }
    }

    #[test]
    fn energy_is_shown_to_the_watt_hour() {
        for (wh, shown) in [(0, "0.000"), (1_234_567, "1234.567"), (-12, "-0.012")] {
            assert_eq!(kwh(&json!(wh)), shown);
        }
    }
}
