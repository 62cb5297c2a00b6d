//! Backups: taken while the books are open, put back while nobody holds them, and what was paid in between entered again.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::office::{Office, must_hold_data};
use crate::output::{Output, text};

#[derive(Debug, Subcommand)]
pub enum Safe {
    /// Copy everything to a file under the same key, read back whole before it counts
    Backup { file: PathBuf },
    /// Put a backup in the place of the data folder's database, which is kept aside
    Restore { file: PathBuf },
    /// After a restore: enter a payment again from its paper receipt
    Reenter {
        room: String,
        amount: String,
        #[arg(long)]
        tender: String,
        /// The number on the paper
        #[arg(long, value_name = "N")]
        receipt: String,
        /// The day on the paper
        #[arg(long)]
        day: Option<String>,
    },
    /// After a restore: say that everything paid since the backup is entered
    Reentered {
        #[arg(long)]
        note: String,
    },
}

pub fn run(output: Output, folder: &Path, what: &Safe) -> Result<(), Failure> {
    let call = |name: &str, args: Value| Office::reach(folder)?.call(name, args);
    match what {
        Safe::Backup { file } => {
            let file = std::path::absolute(file).map_err(|error| Failure::new("path", error))?;
            let answer = call("backup", json!({ "path": file }))?;
            output.show(&answer, |done| {
                format!(
                    "{}: {} entries, {} bytes, read back whole.",
                    text(done, "/path"),
                    done["entries"],
                    done["bytes"]
                )
            })
        }
        Safe::Restore { file } => {
            must_hold_data(folder)?;
            let done = engine::restore(folder, file, (crate::office::clock())(), engine::words::Language::En)
                .map_err(Failure::from)?;
            let shown = json!({ "epoch": done.epoch, "entries": done.entries, "aside": done.aside,
                "until": done.until.map(|at| at.timestamp_millis()) });
            output.show(&shown, |_| {
                let aside = done.aside.as_ref().map_or(String::new(), |path| {
                    format!(" What was there before is kept as {}.", path.display())
                });
                format!(
                    "Put back: {} entries. Receipts are numbered in epoch {} from now on.{aside} Enter again what was paid \
                     since then (`roomwatt reenter`), then say so (`roomwatt reentered`); until then nobody is cut for credit.",
                    done.entries, done.epoch
                )
            })
        }
        Safe::Reenter { room, amount, tender, receipt, day } => {
            let args = json!({ "room": room, "amount": amount, "tender": tender, "receipt": receipt, "day": day });
            let answer = call("reenter_receipt", args)?;
            output.for_programs().show(&answer, |paid| {
                let again = if paid["repeated"] == Value::Bool(true) { " (entered before)" } else { "" };
                format!("{receipt} is entered as {}{again}: room {}.", text(paid, "/receipt"), text(paid, "/room"))
            })
        }
        Safe::Reentered { note } => {
            call("confirm_restored", json!({ "note": note }))?;
            output.show(&json!({ "done": true }), |_| "Noted: cuts for credit may fall again.".to_owned())
        }
    }
}
