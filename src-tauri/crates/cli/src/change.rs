//! Another address, speed or frame for one device: by whoever runs its line, or on a port that is free.

use std::path::Path;
use std::time::Duration;

use clap::ArgGroup;
use engine::wire;
use engine::wire::change::{Setting, change, plan};
use serde_json::{Value, json};

use crate::args::Parity;
use crate::failure::Failure;
use crate::held::holder_of;
use crate::office::Office;
use crate::output::{Output, text};

/// How often the running program is asked how far it is.
const LOOK: Duration = Duration::from_millis(300);

#[derive(Debug, clap::Args)]
#[command(group(ArgGroup::new("place").required(true).args(["line", "port"])))]
#[command(group(ArgGroup::new("setting").required(true).args(["to", "to_baud", "to_frame"])))]
pub struct SetAddress {
    /// A line of the site, by its name; the program that runs the site makes the change
    #[arg(long, value_name = "NAME")]
    pub line: Option<String>,
    /// A device path, tcp://host:port or rtu+tcp://host:port
    #[arg(long, value_name = "P")]
    pub port: Option<String>,
    /// The device's address now
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=247))]
    pub unit: u8,
    /// Its model, as in `roomwatt profiles`, or a profile file of your own [default: that of the line's device]
    #[arg(long, value_name = "ID")]
    pub profile: Option<String>,
    /// Its speed now [default: that of the line, or 9600]
    #[arg(long, value_parser = clap::value_parser!(u32).range(300..=1_000_000))]
    pub baud: Option<u32>,
    /// Its parity now [default: that of the line, or none]
    #[arg(long, value_enum)]
    pub parity: Option<Parity>,
    /// [default: those of the line, or 1]
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=2))]
    pub stop_bits: Option<u8>,
    /// The new address
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=247))]
    pub to: Option<u8>,
    /// The new speed
    #[arg(long, value_name = "BAUD", value_parser = clap::value_parser!(u32).range(300..=1_000_000))]
    pub to_baud: Option<u32>,
    /// The new parity and stop bits, such as 8E1
    #[arg(long, value_name = "FRAME", value_parser = frame)]
    pub to_frame: Option<Frame>,
    /// Say what would be done, and send nothing
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame(wire::Parity, u8);

fn frame(text: &str) -> Result<Frame, String> {
    let parity = |letter| match letter {
        'N' | 'n' => Some(wire::Parity::None),
        'E' | 'e' => Some(wire::Parity::Even),
        'O' | 'o' => Some(wire::Parity::Odd),
        _ => None,
    };
    let found = match text.chars().collect::<Vec<_>>().as_slice() {
        ['8', letter, '1'] => parity(*letter).map(|parity| Frame(parity, 1)),
        ['8', letter, '2'] => parity(*letter).map(|parity| Frame(parity, 2)),
        _ => None,
    };
    found.ok_or_else(|| format!("“{text}” is not a frame; write for example 8N1 or 8E1"))
}

/// `folder` is looked at for a running program that has the port.
pub fn set_address(output: Output, folder: Result<&Path, Failure>, wish: &SetAddress) -> Result<(), Failure> {
    let output = output.for_programs();
    match &wish.port {
        None => by_the_site(output, Office::reach(folder?)?, wish),
        Some(port) => match folder.ok().and_then(|folder| holder_of(folder, port)) {
            Some(holder) => by_the_site(output, holder.office, wish),
            None => on_the_port(output, port, wish),
        },
    }
}

fn by_the_site(output: Output, mut office: Office, wish: &SetAddress) -> Result<(), Failure> {
    let args = json!({
        "line": wish.line, "port": wish.port, "unit": wish.unit, "profile": wish.profile, "baud": wish.baud,
        "parity": wish.parity.map(crate::wire::parity_code), "stop_bits": wish.stop_bits, "to_unit": wish.to,
        "to_baud": wish.to_baud, "to_frame": wish.to_frame.map(frame_text),
    });
    if wish.dry_run {
        return output.show(&office.call("change_device_plan", args)?, planned);
    }
    let mut row = office.call("change_device", args)?;
    let id = row["id"].clone();
    let mut told = String::new();
    while row["running"] == json!(true) {
        if told != text(&row, "/text") {
            text(&row, "/text").clone_into(&mut told);
            output.each(&json!({ "stage": told }), |_| told.clone())?;
        }
        std::thread::sleep(LOOK);
        let changes = office.call("device_changes", json!({}))?;
        let mine = changes.as_array().into_iter().flatten().find(|row| row["id"] == id).cloned();
        row = mine.ok_or_else(|| Failure::new("internal", "the change is not listed any more; scan the line"))?;
    }
    if row["done"] == json!(true) {
        return output.each(&row, |row| text(row, "/text").to_owned());
    }
    Err(Failure::new(&format!("change-{}", text(&row, "/left").replace('_', "-")), text(&row, "/text")))
}

fn on_the_port(output: Output, port: &str, wish: &SetAddress) -> Result<(), Failure> {
    let Some(profile) = &wish.profile else {
        return Err(Failure::new("profile-missing", "say by --profile which model the device is"));
    };
    let unit = wire::Unit {
        port,
        unit: wish.unit,
        profile,
        baud: wish.baud.unwrap_or(9600),
        parity: wish.parity.map_or(wire::Parity::None, crate::wire::parity),
        stop_bits: wish.stop_bits.unwrap_or(1),
        timeout_ms: 500,
    };
    let setting = match (wish.to, wish.to_baud, wish.to_frame) {
        (Some(unit), ..) => Setting::Address(unit),
        (_, Some(baud), _) => Setting::Baud(baud),
        (.., Some(Frame(parity, stop_bits))) => Setting::Frame(parity, stop_bits),
        _ => return Err(Failure::new("usage", "write --to, --to-baud or --to-frame")),
    };
    if wish.dry_run {
        return output.show(&plan(&unit, setting)?, planned);
    }
    let mut written = Ok(());
    let done = change(&unit, setting, |stage| {
        if written.is_ok() {
            written = output.each(&json!({ "stage": stage }), |_| stage_text(stage).to_owned());
        }
    })?;
    written?;
    output.each(&done, |done| {
        let serial = done["serial"].as_str().map(|serial| format!(", serial number {serial}")).unwrap_or_default();
        let place = format!("address {} at {} baud, parity {}", done["unit"], done["baud"], text(done, "/parity"));
        match done["after"].as_str() {
            _ if done["holds"] == json!("now") => format!("Done and proven: {place}{serial}. The old place is silent."),
            after => {
                format!("The device keeps it ({place}) and still answers as before. {}", after.unwrap_or_default())
            }
        }
    })
}

fn planned(plan: &Value) -> String {
    let steps = plan["steps"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let mut page: String = (1..).zip(steps).map(|(number, step)| format!("{number}. {step}\n")).collect();
    for (name, title) in [("by_hand", "Before it, at the device"), ("after", "After it")] {
        if let Some(what) = plan[name].as_str() {
            page += &format!("{title}: {what}\n");
        }
    }
    page + "Nothing was sent.\n"
}

fn stage_text(stage: &str) -> &'static str {
    match stage {
        "old" => "Looking who answers there …",
        "new" => "Looking whether the new place is free …",
        "writing" => "Writing …",
        _ => "Waiting for the device to answer as it should …",
    }
}

fn frame_text(Frame(parity, stop_bits): Frame) -> String {
    let letter = match parity {
        wire::Parity::None => 'N',
        wire::Parity::Even => 'E',
        wire::Parity::Odd => 'O',
    };
    format!("8{letter}{stop_bits}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_written_as_on_datasheets() {
        for text in ["8N1", "8E1", "8O2"] {
            assert_eq!(frame(text).map(frame_text), Ok(text.to_owned()));
        }
        assert_eq!(frame("8e1"), Ok(Frame(wire::Parity::Even, 1)));
        for wrong in ["", "7E1", "8X1", "8N3", "8N", "8N11"] {
            assert!(frame(wrong).is_err(), "{wrong}");
        }
    }
}
