use std::path::Path;

use serde_json::{Value, json};

use crate::args::TopUp;
use crate::failure::Failure;
use crate::office::Office;
use crate::output::{Output, text};
use crate::rooms::flat;

pub fn top_up(output: Output, folder: &Path, top_up: &TopUp) -> Result<(), Failure> {
    let key = top_up.key.clone().map_or_else(new_key, Ok)?;
    let args = json!({ "room": top_up.name, "amount": top_up.amount, "tender": top_up.tender, "key": key });
    let mut answer = Office::reach(folder)?.call("top_up", args).map_err(|failure| match failure.code.as_str() {
        // It may have been booked: only the same key can tell.
        "broken" | "stopping" => Failure::new(&failure.code, format!("{}: --key {key}", failure.message)),
        _ => failure,
    })?;
    for name in ["amount", "balance_before", "balance_after"] {
        answer[format!("{name}_minor")] = answer[name]["minor"].clone();
        answer[name] = answer[name]["text"].clone();
    }
    answer["key"] = json!(key);
    answer["supply"] = flat(&answer["supply"]);
    output.for_programs().show(&answer, |paid| {
        let again = if paid["repeated"] == Value::Bool(true) { " (booked before under this key)" } else { "" };
        let of = |name| text(paid, name);
        format!(
            "Receipt {}: room {}, {} by {}{again}. Balance {} -> {}.",
            of("/receipt"),
            of("/room"),
            of("/amount"),
            of("/tender"),
            of("/balance_before"),
            of("/balance_after"),
        )
    })
}

pub fn verify(output: Output, folder: &Path) -> Result<(), Failure> {
    let answer = Office::reach(folder)?.call("verify", json!({}))?;
    let problems: Vec<&str> = answer["problems"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    output.show(&answer, |found| {
        let mut page =
            format!("{} entries, {} receipts, head {}\n", found["entries"], found["receipts"], text(found, "/head"));
        for problem in &problems {
            page += &format!("- {problem}\n");
        }
        page
    })?;
    if answer["ok"] == Value::Bool(true) {
        Ok(())
    } else {
        let count = problems.len();
        Err(Failure::new(
            "books",
            format!("the books do not hold ({count} problems): stop taking money and restore the last good backup"),
        ))
    }
}

pub fn new_key() -> Result<String, Failure> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| Failure::new("system", error))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
