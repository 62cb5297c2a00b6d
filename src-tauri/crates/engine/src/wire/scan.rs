//! What there is on this machine and on a line, as JSON.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use bus::{Evidence, Found, Guess, PortInfo, Progress, Scanned, Search, Settings, Sharing, Step};
use meter::Profile;
use serde_json::{Value, json};

use super::models::models;
use super::{Parity, named, port, refused, show};
use crate::ApiError;

/// A line, and what is searched on it.
#[derive(Debug, Clone, Copy)]
pub struct Scan<'a> {
    /// A device path, `tcp://host:port` or `rtu+tcp://host:port`.
    pub port: &'a str,
    pub units: &'a [u8],
    /// The likeliest first. On TCP the gateway decides, and the first counts.
    pub bauds: &'a [u32],
    pub parities: &'a [Parity],
    pub stop_bits: u8,
    /// Ids or files of the models that a device may be.
    pub profiles: Models<'a>,
    pub timeout_ms: u64,
}

/// Which models are compared.
#[derive(Debug, Clone, Copy)]
pub enum Models<'a> {
    Shipped,
    These(&'a [String]),
}

/// The serial ports of this machine: `path`, and where the system tells `stable`, `vid`, `pid`, `serial`, `product` and
/// `maker`.
pub fn ports() -> Value {
    bus::ports().iter().map(port_info).collect()
}

fn port_info(port: &PortInfo) -> Value {
    let hexadecimal = |number: u16| format!("{number:04x}");
    json!({
        "path": port.path,
        "stable": port.stable,
        "vid": port.usb.map(|(vendor, _)| hexadecimal(vendor)),
        "pid": port.usb.map(|(_, product)| hexadecimal(product)),
        "serial": port.serial,
        "product": port.product,
        "maker": port.maker,
    })
}

/// Scans a line. Each value told has an `event`: `progress`, `answers`, `device` or `garbled`; what is returned has
/// `done`. `told` breaks to stop.
pub fn scan(scan: &Scan<'_>, mut told: impl FnMut(Value) -> ControlFlow<()>) -> Result<Value, ApiError> {
    let port = port(scan.port)?;
    let settings = |baud, parity| Settings {
        baud,
        parity,
        stop_bits: scan.stop_bits,
        timeout: Duration::from_millis(scan.timeout_ms),
    };
    let mut all: Vec<Settings> =
        scan.bauds.iter().flat_map(|baud| scan.parities.iter().map(move |parity| settings(*baud, *parity))).collect();
    if !matches!(port, bus::Port::Serial { .. }) {
        all.truncate(1);
    }
    let profiles: Vec<Arc<Profile>> = match scan.profiles {
        Models::Shipped => models().to_vec(),
        Models::These(names) => names.iter().map(|name| named(name)).collect::<Result<_, _>>()?,
    };
    let search = Search { settings: all, units: scan.units.to_vec(), profiles };
    let mut shown = None;
    let summary = bus::scan(&port, &search, |scanned| match &scanned {
        Scanned::At(at) if !is_news(&mut shown, at) => told(Value::Null),
        scanned => told(event(scanned)),
    });
    let summary = summary.map_err(|error| refused("scan", error))?;
    Ok(json!({
        "event": "done",
        "devices": summary.devices,
        "garbled": summary.garbled,
        "requests": summary.requests,
        "elapsed_s": show::seconds(summary.elapsed),
        "stopped": summary.stopped,
    }))
}

/// Whether a twentieth more is done than was said, or another step or speed has begun.
fn is_news(shown: &mut Option<(Step, u32, Parity, usize)>, at: &Progress) -> bool {
    let now = Some((at.step, at.baud, at.parity, at.asked * 20 / at.of.max(1)));
    let news = *shown != now;
    *shown = now;
    news
}

fn event(scanned: &Scanned) -> Value {
    match scanned {
        Scanned::At(at) => json!({
            "event": "progress",
            "step": match at.step { Step::First => "first", Step::Second => "second", Step::Models => "models" },
            "asked": at.asked,
            "of": at.of,
            "unit": at.unit,
            "baud": at.baud,
            "parity": parity(at.parity),
        }),
        Scanned::Answers { unit, baud, parity: by } => {
            json!({ "event": "answers", "unit": unit, "baud": baud, "parity": parity(*by) })
        }
        Scanned::Device(found) => device(found),
        Scanned::Garbled { unit, baud, parity: by } => json!({
            "event": "garbled", "unit": unit, "baud": baud, "parity": parity(*by),
            "note": format!(
                "something answers at address {unit} and cannot be understood: two devices may share address {unit}, or it \
                 speaks at another speed or parity"
            ),
        }),
    }
}

fn device(found: &Found) -> Value {
    let first = found.guesses.first();
    let note = match (found.sharing, first) {
        (Sharing::Likely, _) => {
            let unit = found.unit;
            format!("two devices may share address {unit}; take one off the line and scan again")
        }
        (Sharing::Alone, None) => "no known model fits; give its own profile with --profile".to_owned(),
        (Sharing::Alone, Some(guess)) if guess.evidence == Evidence::Proven => {
            "it names itself as this model".to_owned()
        }
        (Sharing::Alone, Some(_)) => "a guess; compare it with the label on the device".to_owned(),
    };
    json!({
        "event": "device",
        "unit": found.unit,
        "baud": found.settings.baud,
        "parity": parity(found.settings.parity),
        "shared": found.sharing == Sharing::Likely,
        "model": first.map(|guess| guess.profile.id()),
        "certain": first.is_some_and(|guess| guess.evidence == Evidence::Proven),
        "models": found.guesses.iter().map(model).collect::<Value>(),
        "serial": first.and_then(|guess| guess.sample.serial.clone()),
        "reading": first.map(|guess| show::sample(&guess.sample)),
        "note": note,
    })
}

fn model(guess: &Guess) -> Value {
    let (evidence, plausible) = match guess.evidence {
        Evidence::Proven | Evidence::Probe => ("identity", None),
        Evidence::Values(count) => ("values", Some(count)),
        Evidence::Registers => ("registers", None),
    };
    json!({ "profile": guess.profile.id(), "evidence": evidence, "plausible": plausible })
}

pub(super) const fn parity(parity: Parity) -> &'static str {
    match parity {
        Parity::None => "none",
        Parity::Even => "even",
        Parity::Odd => "odd",
    }
}
