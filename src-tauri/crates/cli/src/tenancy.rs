//! People who come and go, and meters that change.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::money::new_key;
use crate::office::Office;
use crate::output::{Output, text};
use crate::{base64, papers};

#[derive(Debug, Subcommand)]
pub enum People {
    /// Move a tenant into a vacant room
    MoveIn {
        /// The room
        room: String,
        #[arg(long)]
        name: String,
        #[arg(long)]
        phone: Option<String>,
        #[arg(long, default_value_t = 1)]
        occupants: u32,
        /// en or zh-CN
        #[arg(long, default_value = "en")]
        language: String,
        /// The first payment, such as 50; a starting credit with --tender credit
        #[arg(long)]
        first: String,
        /// cash, transfer, card, wechat, alipay, or credit for one granted by the landlord
        #[arg(long, default_value = "cash")]
        tender: String,
        /// A deposit taken in cash
        #[arg(long)]
        deposit: Option<String>,
        #[command(flatten)]
        moment: Moment,
    },
    /// Move a tenant out and settle the account
    MoveOut {
        /// The room
        room: String,
        /// How a credit is paid out: cash, transfer, card, wechat or alipay [default: kept for the tenant]
        #[arg(long)]
        refund: Option<String>,
        /// Show the settlement, and change nothing
        #[arg(long)]
        preview: bool,
        /// Write the settlement as a PDF
        #[arg(long, value_name = "F.pdf")]
        out: Option<PathBuf>,
        #[command(flatten)]
        moment: Moment,
    },
    /// Put another meter in a meter's place
    Exchange {
        /// The number of the meter that is taken down, as `roomwatt call meters` lists it
        meter: i64,
        /// A model of `roomwatt profiles`
        #[arg(long)]
        profile: String,
        #[arg(long)]
        serial: Option<String>,
        /// The new meter's address on the line
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=247))]
        unit: u8,
        /// The new meter's register, in kWh as on its display
        #[arg(long, value_name = "KWH")]
        first: String,
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        moment: Moment,
    },
}

/// When, with which register, and under which key.
#[derive(Debug, clap::Args)]
pub struct Moment {
    /// The register in kWh as read off the display [default: as the meter was read]
    #[arg(long, value_name = "KWH")]
    register: Option<String>,
    /// Milliseconds since 1970 [default: now]
    #[arg(long, value_name = "MS")]
    at: Option<i64>,
    /// Names this command: the same key again does nothing twice [default: a new one]
    #[arg(long)]
    key: Option<String>,
}

impl Moment {
    fn register(&self) -> Value {
        match &self.register {
            Some(kwh) => json!({ "kind": "hand", "kwh": kwh }),
            None => json!({ "kind": "meter" }),
        }
    }

    fn key(&self) -> Result<String, Failure> {
        self.key.clone().map_or_else(new_key, Ok)
    }
}

pub fn perform(output: Output, folder: &Path, command: &People) -> Result<(), Failure> {
    match command {
        People::MoveIn { room, name, phone, occupants, language, first, tender, deposit, moment } => {
            let first = match tender.as_str() {
                "credit" => json!({ "kind": "granted", "amount": first }),
                tender => json!({ "kind": "top_up", "amount": first, "tender": tender }),
            };
            let deposit = deposit.as_ref().map(|amount| json!({ "amount": amount, "tender": "cash" }));
            let args = json!({
                "room": room, "name": name, "phone": phone, "language": language, "occupants": occupants,
                "protected": false, "payment": { "kind": "prepaid" }, "at": moment.at, "register": moment.register(),
                "deposit": deposit, "first": first, "key": moment.key()?,
            });
            let answer = Office::reach(folder)?.call("move_in", args)?;
            output.show(&answer, |moved| {
                let receipt = moved["receipt"].as_str().map_or(String::new(), |receipt| format!(", receipt {receipt}"));
                format!("{name} has room {room} from register {} kWh on{receipt}.", text(moved, "/register/text"))
            })
        }
        People::MoveOut { room, refund, preview, out, moment } => {
            move_out(output, folder, (room, refund.as_deref()), *preview, out.as_deref(), moment)
        }
        People::Exchange { meter, profile, serial, unit, first, reason, moment } => {
            let args = json!({
                "meter": meter, "at": moment.at, "last": moment.register(),
                "new": { "serial": serial, "profile": profile, "line": null, "unit": unit, "rated_w": null, "first_kwh": first },
                "ratio": { "primary": 1, "secondary": 1 }, "reason": reason, "key": moment.key()?,
            });
            let answer = Office::reach(folder)?.call("exchange_meter", args)?;
            output.show(&answer, |done| {
                let (last, first) = (text(done, "/last/text"), text(done, "/first/text"));
                format!("Exchanged: the old meter ends at {last} kWh, the new one begins at {first} kWh.")
            })
        }
    }
}

fn move_out(
    output: Output,
    folder: &Path,
    (room, refund): (&str, Option<&str>),
    preview: bool,
    out: Option<&Path>,
    moment: &Moment,
) -> Result<(), Failure> {
    let refund = refund.map_or(json!({ "kind": "keep" }), |tender| json!({ "kind": "by", "tender": tender }));
    let mut args = json!({ "room": room, "at": moment.at, "register": moment.register(), "refund": refund });
    let operation = if preview { "move_out_preview" } else { "move_out" };
    if !preview {
        args["key"] = json!(moment.key()?);
    }
    let mut office = Office::reach(folder)?;
    let answer = office.call(operation, args)?;
    if let Some(file) = out.filter(|_| !preview) {
        let paper = office.call("settlement_pdf", json!({ "tenancy": answer["tenancy"], "language": null }))?;
        let pdf = base64::decode(text(&paper, "/base64"))
            .ok_or_else(|| Failure::new("internal", "the settlement came damaged; try again"))?;
        papers::write_whole(file, &pdf)?;
    }
    output.show(&answer, |settlement| {
        let mut page =
            format!("{}, register {} kWh\n", text(settlement, "/tenant"), text(settlement, "/register/text"));
        for step in settlement["steps"].as_array().into_iter().flatten() {
            page += &format!("{:<40}{}\n", text(step, "/text"), text(step, "/amount/text"));
        }
        page += &format!("{:<40}{}\n", "=", text(settlement, "/result/text"));
        page += &format!("{:<40}{}", "open", text(settlement, "/open/text"));
        page
    })
}
