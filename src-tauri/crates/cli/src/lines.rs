//! Lines, their devices and their readings, of a site.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Duration;

use clap::{Subcommand, ValueEnum};
use serde_json::{Value, json};

use crate::base64;
use crate::failure::Failure;
use crate::office::Office;
use crate::output::{Output, table, text};
use crate::papers::write_whole;

/// How often the running program is asked how far it is.
const LOOK: Duration = Duration::from_millis(500);

#[derive(Debug, Subcommand)]
pub enum Lines {
    /// Show how every line and device fared in the last 24 hours, and what to try
    Health,
    /// Assign devices to rooms as a list says, all or nothing
    #[command(
        after_help = "A line each: room, line, address, register, ratio, model; or room, serial number. A first line \
        may name the columns in any order: room, line, unit, serial, model, register, ratio, name."
    )]
    Assign {
        /// A CSV file in UTF-8; `-` reads it from stdin
        #[arg(value_name = "FILE.csv")]
        file: PathBuf,
        /// Show what the list would do, and change nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Find crossed wires: room by room its switch is opened for some seconds; Ctrl-C gives the supply back
    CrossedCheck(CrossedCheck),
    /// Write labels for devices as a PDF
    Labels {
        /// Of this line only
        #[arg(long, value_name = "NAME")]
        line: Option<String>,
        /// Of these rooms only
        #[arg(long, value_delimiter = ',', value_name = "ROOMS")]
        rooms: Vec<String>,
        /// en or zh-CN [default: the terminal's]
        #[arg(long)]
        language: Option<String>,
        #[arg(long, value_name = "F.pdf")]
        out: PathBuf,
    },
    /// Write readings, or energy by hour, day or month, as a table for other programs
    Export {
        /// The first day, such as 2026-11-01
        #[arg(long, value_name = "DAY")]
        from: String,
        /// The last day
        #[arg(long, value_name = "DAY")]
        to: String,
        /// Of one room or other point
        #[arg(long)]
        room: Option<String>,
        #[arg(long, value_enum, default_value_t = By::Reading)]
        by: By,
        /// A file that ends in .csv or .xlsx
        #[arg(long, value_name = "F.csv|F.xlsx")]
        out: PathBuf,
    },
}

#[derive(Debug, clap::Args)]
pub struct CrossedCheck {
    /// These rooms only [default: every room with a switch that is not protected]
    #[arg(long, value_delimiter = ',', value_name = "ROOMS")]
    pub rooms: Vec<String>,
    /// How long each room is dark at least
    #[arg(long, default_value_t = 10, value_name = "N", value_parser = clap::value_parser!(u32).range(5..=300))]
    pub seconds: u32,
    /// Protected rooms too
    #[arg(long)]
    pub protected: bool,
    /// Whoever is in the rooms knows that each will be dark for some seconds
    #[arg(long)]
    pub consent: bool,
    /// Say of the check under way which room is dark
    #[arg(long, value_name = "ROOM", conflicts_with_all = ["rooms", "protected", "consent"])]
    pub dark: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum By {
    Reading,
    Hour,
    Day,
    Month,
}

pub fn run(output: Output, folder: &Path, what: &Lines) -> Result<(), Failure> {
    let output = output.for_programs();
    let mut office = Office::reach(folder)?;
    match what {
        Lines::Health => {
            let health = office.call("health", json!({}))?;
            output.show(&health, |lines| rows(lines).iter().map(line_page).collect())
        }
        Lines::Assign { file, dry_run } => assign(output, &mut office, file, *dry_run),
        Lines::CrossedCheck(CrossedCheck { dark: Some(room), .. }) => output
            .show(&office.call("crossed_seen", json!({ "room": room }))?, |check| text(check, "/doing").to_owned()),
        Lines::CrossedCheck(check) => crossed(output, &mut office, check),
        Lines::Labels { line, rooms, language, out } => {
            let rooms = Some(rooms).filter(|rooms| !rooms.is_empty());
            let file = office.call("labels_pdf", json!({ "line": line, "rooms": rooms, "language": language }))?;
            keep(output, &file, out)
        }
        Lines::Export { from, to, room, by, out } => {
            let format = format_of(out)?;
            let by = by.to_possible_value().map(|value| value.get_name().to_owned());
            let args = json!({ "from": from, "to": to, "by": by, "format": format, "room": room });
            keep(output, &office.call("export_readings", args)?, out)
        }
    }
}

fn format_of(file: &Path) -> Result<&'static str, Failure> {
    match file.extension().and_then(|ending| ending.to_str()).map(str::to_lowercase).as_deref() {
        Some("csv") => Ok("csv"),
        Some("xlsx") => Ok("xlsx"),
        _ => Err(Failure::new("file", format!("{} ends neither in .csv nor in .xlsx", file.display()))),
    }
}

fn keep(output: Output, answer: &Value, file: &Path) -> Result<(), Failure> {
    let bytes = base64::decode(text(answer, "/base64"))
        .ok_or_else(|| Failure::new("internal", "the file came damaged; try again"))?;
    write_whole(file, &bytes)?;
    let written = json!({ "file": file.display().to_string(), "bytes": bytes.len() });
    output.show(&written, |written| text(written, "/file").to_owned())
}

fn assign(output: Output, office: &mut Office, file: &Path, dry_run: bool) -> Result<(), Failure> {
    let list = list_of(file)?;
    let seen = office.call("assign_list_preview", json!({ "text": list }))?;
    let wrong = seen["wrong"].as_i64().unwrap_or(0);
    if let Some(problem) = seen["problem"].as_str() {
        return Err(Failure::new("list-problem", problem));
    }
    if dry_run || wrong > 0 || seen["token"].is_null() {
        output.show(&seen, list_page)?;
        let sentence = format!("{wrong} lines of the list are wrong; nothing was changed");
        return if wrong > 0 { Err(Failure::new("list-wrong", sentence)) } else { Ok(()) };
    }
    output.show(&office.call("assign_list", json!({ "text": list, "seen": seen["token"] }))?, list_page)
}

fn list_of(file: &Path) -> Result<String, Failure> {
    let read = match file.to_str() {
        Some("-") => std::io::read_to_string(std::io::stdin()),
        _ => std::fs::read_to_string(file),
    };
    read.map_err(|error| Failure::new("file", format!("{} cannot be read: {error}", file.display())))
}

fn list_page(list: &Value) -> String {
    let cells = |row: &Value| {
        let names = ["/room", "/line", "/model", "/text"].map(|name| text(row, name).to_owned());
        let [room, line, model, said] = names;
        let unit = row["unit"].as_u64().map(|unit| unit.to_string()).unwrap_or_default();
        vec![row["number"].to_string(), room, line, unit, model, text(row, "/verdict").to_owned(), said]
    };
    let found: Vec<_> = rows(&list["rows"]).iter().map(cells).collect();
    let page = table(&[" line", "room", "on", " address", "model", "", "what"], &found);
    let (to_assign, same, wrong) = (&list["to_assign"], &list["same"], &list["wrong"]);
    let done = if list["done"] == json!(true) { "assigned" } else { "to assign" };
    format!("{page}{to_assign} {done}, {same} as it is, {wrong} wrong\n")
}

fn crossed(output: Output, office: &mut Office, wish: &CrossedCheck) -> Result<(), Failure> {
    let rooms = Some(&wish.rooms).filter(|rooms| !rooms.is_empty());
    let args = json!({ "rooms": rooms, "seconds": wish.seconds, "protected": wish.protected, "consent": wish.consent });
    let stopped = crate::scan::stopped_by_signal()?;
    let mut check = office.call("start_crossed_check", args)?;
    let mut told = String::new();
    while check["running"] == json!(true) {
        if told != text(&check, "/doing") {
            text(&check, "/doing").clone_into(&mut told);
            eprintln!("{told}");
        }
        if stopped.load(Ordering::Relaxed) {
            check = office.call("stop_crossed_check", json!({}))?;
            break;
        }
        std::thread::sleep(LOOK);
        check = office.call("crossed_check", json!({}))?;
    }
    output.show(&check, |check| {
        let cells = |row: &Value| vec![text(row, "/room").to_owned(), text(row, "/text").to_owned()];
        let found: Vec<_> = rows(&check["rows"]).iter().map(cells).collect();
        format!("{}{}\n", table(&["room", "what was found"], &found), text(check, "/summary"))
    })
}

fn line_page(line: &Value) -> String {
    let state = match line["up"] == json!(true) {
        true => format!("{} of {} answer", line["answering"], line["devices"]),
        false => line["reason"].as_str().unwrap_or("down").to_owned(),
    };
    let cycle = line["cycle_text"].as_str().map(|cycle| format!("; one round {cycle}")).unwrap_or_default();
    let busy = text(line, "/counts/busy_text");
    let mut page = format!("{} ({}): {state}{cycle}; busy {busy}\n", text(line, "/name"), text(line, "/port_text"));
    let cells = |device: &Value| {
        let counts = &device["counts"];
        let number = |name: &str| counts[name].as_i64().map_or_else(|| "-".to_owned(), |count| count.to_string());
        let named = [device["unit"].to_string(), text(device, "/name").to_owned(), text(device, "/model").to_owned()];
        let counted = ["answers", "time_outs", "bad_frames", "exceptions", "median_ms", "p99_ms"].map(number);
        let errors = text(counts, "/errors_text").to_owned();
        let clock = text(device, "/clock").to_owned();
        named.into_iter().chain(counted).chain([errors, clock]).collect::<Vec<_>>()
    };
    let titles = [
        " unit",
        "name",
        "model",
        " answers",
        " time-outs",
        " garbled",
        " refusals",
        " median ms",
        " p99 ms",
        " errors/1000",
        "clock",
    ];
    page += &table(&titles, &rows(&line["rows"]).iter().map(cells).collect::<Vec<_>>());
    for advice in rows(&line["advice"]) {
        page += &format!("! {} {}\n", text(advice, "/text"), text(advice, "/try_text"));
    }
    page + "\n"
}

fn rows(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_of_a_file_says_what_it_becomes() {
        assert_eq!(format_of(Path::new("a.csv")).unwrap(), "csv");
        assert_eq!(format_of(Path::new("A.XLSX")).unwrap(), "xlsx");
        assert_eq!(format_of(Path::new("a.ods")).unwrap_err().code, "file");
    }
}
