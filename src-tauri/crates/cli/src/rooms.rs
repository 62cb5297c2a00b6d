use std::io::Read;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::failure::Failure;
use crate::office::Office;
use crate::output::{Output, table, text};

pub fn rooms(output: Output, folder: &Path) -> Result<(), Failure> {
    let answer = Office::reach(folder)?.call("rooms", json!({}))?;
    let rows = answer.as_array().into_iter().flatten().map(flat).collect();
    output.for_programs().show(&Value::Array(rows), |rooms| {
        let cells = |room: &Value| {
            let power = room["power_w"].as_i64().map_or("-".to_owned(), |power_w| format!("{power_w} W"));
            let days = room["days_left"].as_i64().map_or("-".to_owned(), |days| days.to_string());
            let plain = |name| text(room, name).to_owned();
            vec![plain("/name"), plain("/supply"), plain("/balance"), days, power, plain("/reason_text")]
        };
        let rows: Vec<_> = rooms.as_array().into_iter().flatten().map(cells).collect();
        table(&["room", "supply", " balance", " days left", " power", "why"], &rows)
    })
}

pub fn room(output: Output, folder: &Path, name: &str) -> Result<(), Failure> {
    let answer = Office::reach(folder)?.call("room", json!({ "room": name }))?;
    output.for_programs().show(&flat(&answer), |room| {
        let line = |title: &str, value: String| format!("{title:<14}{value}\n");
        let maybe =
            |value: &Value, unit: &str| value.as_i64().map_or("-".to_owned(), |value| format!("{value} {unit}"));
        let mut page = line("Room", text(room, "/name").to_owned());
        page += &line("Tenant", room["tenant"].as_str().unwrap_or("-").to_owned());
        page += &line("Balance", text(room, "/balance").to_owned());
        page += &line("Days left", maybe(&room["days_left"], "days"));
        page += &line("Supply", format!("{}: {}", text(room, "/supply"), text(room, "/reason_text")));
        page += &line("Power", maybe(&room["power_w"], "W"));
        page += &line("Register", maybe(&room["meter"]["register_wh"], "Wh"));
        for next in room["next"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            page += &line("Next", next.to_owned());
        }
        page
    })
}

/// Any operation of the list, for what has no command of its own.
pub fn call(output: Output, folder: &Path, name: &str, args: Option<&str>) -> Result<(), Failure> {
    let mut typed = String::new();
    let args = match args {
        Some("-") => {
            std::io::stdin().read_to_string(&mut typed).map_err(|error| Failure::new("input", error))?;
            typed.as_str()
        }
        Some(args) => args,
        None => "{}",
    };
    let args = serde_json::from_str(args)
        .map_err(|error| Failure::new("json", format!("the arguments must be a JSON object: {error}")))?;
    let answer = Office::reach(folder)?.call(name, args)?;
    output.show(&answer, |answer| format!("{answer:#}"))
}

/// A room as scripts see it: amounts and reasons as plain values, under names that stay.
pub fn flat(room: &Value) -> Value {
    let mut flat = room.as_object().cloned().unwrap_or_else(Map::new);
    flat.insert("balance_minor".to_owned(), room["balance"]["minor"].clone());
    flat.insert("balance".to_owned(), room["balance"]["text"].clone());
    flat.insert("reason".to_owned(), room["reason"]["code"].clone());
    flat.insert("reason_text".to_owned(), room["reason"]["text"].clone());
    Value::Object(flat)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_for_scripts_has_plain_values() {
        let room = json!({
            "name": "101", "supply": "off",
            "balance": {"minor": -5, "text": "¥ -0.05"}, "reason": {"code": "credit", "args": {}, "text": "No credit"},
        });
        assert_eq!(
            flat(&room),
            json!({
                "name": "101", "supply": "off", "balance_minor": -5, "balance": "¥ -0.05",
                "reason": "credit", "reason_text": "No credit",
            })
        );
    }
}
