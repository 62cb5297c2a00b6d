//! Why a room has its supply, what trips, and who could be cut.

use std::path::Path;

use clap::Subcommand;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::office::Office;
use crate::output::{Output, table, text};

#[derive(Debug, Subcommand)]
pub enum Supply {
    /// Say why a room has or had its supply: the chain of facts at one moment
    Why {
        room: String,
        /// The moment, such as 2026-11-23T22:14:07+08:00 [default: now]
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
    },
    /// List loads above a limit and appliances that are not allowed
    Loads {
        /// Of this room only
        #[arg(long)]
        room: Option<String>,
        #[arg(long, default_value_t = 50, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=500))]
        limit: u32,
    },
    /// Let a room go that its load had switched off
    Release {
        room: String,
        #[arg(long)]
        note: String,
    },
    /// List the rooms that credit could cut, the soonest first
    Outlook,
    /// List the rules of supply: limits, timetables, pilot groups
    Rules,
    /// List the alarms that stand
    Alarms,
    /// Compare each meter with those below it, and list what that points to
    Losses {
        /// How many days, up to yesterday
        #[arg(long, default_value_t = 7, value_name = "N", value_parser = clap::value_parser!(i64).range(1..=92))]
        days: i64,
    },
}

pub fn run(output: Output, folder: &Path, what: &Supply) -> Result<(), Failure> {
    let mut office = Office::reach(folder)?;
    let site = office.call("site", json!({}))?;
    let clock = |ms: &Value| ms.as_i64().map_or("-".to_owned(), |ms| engine::wall_clock(ms, text(&site, "/zone")));
    match what {
        Supply::Why { room, at } => {
            let at = at.as_deref().map(instant).transpose()?;
            let answer = office.call("why", json!({ "room": room, "at": at }))?;
            output.show(&answer, |chain| why(chain, clock))
        }
        Supply::Loads { room, limit } => {
            let answer = office.call("load_events", json!({ "room": room, "limit": limit }))?;
            output.for_programs().show(&answer, |events| {
                let cells = |event: &Value| {
                    vec![clock(&event["at"]), plain(event, "/room"), plain(event, "/text"), ended(event, clock)]
                };
                table(&["when", "room", "what", "and then"], &rows(events, cells))
            })
        }
        Supply::Release { room, note } => {
            let answer = office.call("release_load", json!({ "room": room, "note": note }))?;
            output.for_programs().show(&crate::rooms::flat(&answer), |room| text(room, "/reason_text").to_owned())
        }
        Supply::Outlook => {
            let answer = office.call("cut_outlook", json!({}))?;
            output.for_programs().show(&answer, |outlook| {
                let cells = |row: &Value| vec![plain(row, "/room"), plain(row, "/balance/text"), plain(row, "/text")];
                table(&["room", " balance", "what comes"], &rows(&outlook["rooms"], cells))
            })
        }
        Supply::Rules => {
            let answer = office.call("supply_rules", json!({}))?;
            output.for_programs().show(&answer, |rules| {
                let cells = |rule: &Value| vec![plain(rule, "/path"), plain(rule, "/kind"), plain(rule, "/words")];
                table(&["where", "rule", "in words"], &rows(rules, cells))
            })
        }
        Supply::Losses { days } => {
            let (from, to) = last_days(text(&site, "/zone"), *days);
            let mut answer = office.call("losses", json!({ "from": from, "to": to }))?;
            answer["findings"] = office.call("findings", json!({}))?["standing"].take();
            output.for_programs().show(&answer, losses)
        }
        Supply::Alarms => {
            let answer = office.call("alarms", json!({}))?;
            output.for_programs().show(&answer, |alarms| {
                let cells = |alarm: &Value| vec![clock(&alarm["at"]), plain(alarm, "/severity"), plain(alarm, "/text")];
                table(&["since", "severity", "what"], &rows(alarms, cells))
            })
        }
    }
}

fn why(chain: &Value, clock: impl Fn(&Value) -> String) -> String {
    let line = |title: &str, value: &str| format!("{title:<12}{value}\n");
    let mut page = line("Room", text(chain, "/room"));
    page += &line("At", &clock(&chain["at"]));
    page += &line("Tenant", chain["tenant"].as_str().unwrap_or("-"));
    page += &line("Supply", &format!("{}: {}", text(chain, "/desired"), text(chain, "/reason/text")));
    page += &line("Decided", &clock(&chain["decided_at"]));
    page += &line(
        "Balance",
        &format!("{} (posted then: {})", text(chain, "/balance/text"), text(chain, "/posted_balance/text")),
    );
    page += "\nThe rules, in order\n";
    for rule in chain["rules"].as_array().into_iter().flatten() {
        let mark = match text(rule, "/outcome") {
            "won" => "->",
            "passed" => " -",
            _ => "  ",
        };
        page += &format!("  {mark} {}\n", text(rule, "/text"));
    }
    let up: Vec<&str> = chain["guards"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|guard| guard["blocks"] == json!(true))
        .map(|guard| text(guard, "/text"))
        .collect();
    if !up.is_empty() {
        page += &format!("\nIn the way of a cut for credit: {}\n", up.join(", "));
    }
    page += "\nWhat happened\n";
    for step in chain["steps"].as_array().into_iter().flatten() {
        page += &format!("  {}  {}\n", clock(&step["at"]), text(step, "/text"));
    }
    page
}

/// So many days up to yesterday.
fn last_days(zone: &str, days: i64) -> (String, String) {
    let now = crate::office::clock()();
    let day = |back| engine::wall_clock((now - chrono::Duration::days(back)).timestamp_millis(), zone);
    let date = |back| day(back).chars().take(10).collect();
    (date(days), date(1))
}

fn losses(found: &Value) -> String {
    let kwh = |sum: &Value, name: &str| {
        sum[name].as_i64().map_or("-".to_owned(), |wh| {
            let (sign, hundredths) = (if wh < 0 { "-" } else { "" }, (wh.abs() + 5) / 10);
            format!("{sign}{}.{:02}", hundredths / 100, hundredths % 100)
        })
    };
    let cells = |branch: &Value| {
        let depth = usize::try_from(branch["depth"].as_i64().unwrap_or_default()).unwrap_or_default();
        let sum = |name| kwh(&branch["sum"], name);
        vec![
            format!("{}{}", "  ".repeat(depth), text(branch, "/name")),
            sum("supply_wh"),
            sum("counted_wh"),
            sum("loss_wh"),
            sum("unexplained_wh"),
            plain(branch, "/sentence"),
        ]
    };
    let head = ["branch", " came in", " counted", " lost", " unexplained", "verdict"];
    let mut page = format!("{} to {}, kWh\n", text(found, "/from"), text(found, "/to"));
    page += &table(&head, &rows(&found["branches"], cells));
    for finding in found["findings"].as_array().into_iter().flatten() {
        page += &format!("\n- {}", text(finding, "/text"));
    }
    page
}

fn ended(event: &Value, clock: impl Fn(&Value) -> String) -> String {
    if event["watched"] == json!(true) {
        return "only told".to_owned();
    }
    match (event["released_at"].as_i64(), event["released_by"].as_str(), event["until"].as_i64()) {
        (Some(_), Some(by), _) => format!("let go by {by}"),
        (Some(_), None, _) => format!("came back {}", clock(&event["released_at"])),
        (None, _, Some(_)) => format!("off until {}", clock(&event["until"])),
        (None, _, None) => "locked".to_owned(),
    }
}

fn plain(value: &Value, pointer: &str) -> String {
    text(value, pointer).to_owned()
}

fn rows(list: &Value, cells: impl Fn(&Value) -> Vec<String>) -> Vec<Vec<String>> {
    list.as_array().into_iter().flatten().map(cells).collect()
}

/// Milliseconds of an instant with its zone.
fn instant(text: &str) -> Result<i64, Failure> {
    let read = chrono::DateTime::parse_from_rfc3339(text);
    read.map(|at| at.timestamp_millis())
        .map_err(|_| Failure::new("time", format!("“{text}” is no instant; write it as 2026-11-23T22:14:07+08:00")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_have_their_zone() {
        assert_eq!(instant("2026-11-23T22:14:07+08:00").ok(), Some(1_795_443_247_000));
        assert_eq!(engine::wall_clock(1_795_443_247_000, "Asia/Shanghai"), "2026-11-23 22:14:07");
        assert!(instant("2026-11-23 22:14").is_err());
    }
}
