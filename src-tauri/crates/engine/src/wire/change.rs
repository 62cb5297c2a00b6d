//! Another address or speed for one device, without a data folder.

use bus::{Change, ChangeError, Changed, Holds, Left, Stage, To};
use serde_json::{Value, json};

use super::{Parity, Unit, refused};
use crate::ApiError;

/// What is set: one thing at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    Address(u8),
    Baud(u32),
    /// Parity and stop bits.
    Frame(Parity, u8),
}

/// What would be done, in order, and what a person has to do: `unit`, `to`, `steps`, `by_hand`, `after`. Nothing is sent.
pub fn plan(unit: &Unit<'_>, setting: Setting) -> Result<Value, ApiError> {
    let (port, settings, profile) = unit.open()?;
    let to = to_text(setting);
    let setup = profile.setup();
    let unlocks = setup.is_some_and(|setup| setup.unlock().is_some());
    let model = format!("{} {}", profile.maker(), profile.model());
    let unlock = unlocks.then(|| "unlock its settings with the password of its manual".to_owned());
    let steps: Vec<String> = [
        Some(format!(
            "make sure that exactly one {model} answers at address {} of {port}, at {} baud",
            unit.unit, settings.baud
        )),
        Some(format!("make sure that nobody answers at {to} yet")),
        unlock,
        Some(format!("write {to} to this one device; nothing is sent to all devices")),
        Some(format!("make sure that the same device answers at {to}, and nobody at the old place")),
    ]
    .into_iter()
    .flatten()
    .collect();
    Ok(json!({
        "unit": unit.unit,
        "to": to,
        "steps": steps,
        "by_hand": setup.and_then(|setup| setup.by_hand()),
        "after": setup.and_then(|setup| setup.after()),
    }))
}

/// Makes the change. `told` hears each stage: `old`, `new`, `writing`, `proving`. What is returned has `unit`, `baud`,
/// `parity`, `holds` (`now` or `after_restart`), and `serial` where the device tells one. A refusal says how the device
/// stands: `change-untouched`, `change-as-before` or `change-unknown`.
pub fn change(unit: &Unit<'_>, setting: Setting, mut told: impl FnMut(&str)) -> Result<Value, ApiError> {
    let (port, settings, profile) = unit.open()?;
    let after = profile.setup().and_then(|setup| setup.after()).map(str::to_owned);
    let to = match setting {
        Setting::Address(unit) => To::Unit(unit),
        Setting::Baud(baud) => To::Baud(baud),
        Setting::Frame(parity, stop_bits) => To::Frame(parity, stop_bits),
    };
    let wish = Change { unit: unit.unit, profile, to };
    let outcome = bus::change(&port, &settings, &wish, |stage| {
        told(match stage {
            Stage::Old => "old",
            Stage::New => "new",
            Stage::Writing => "writing",
            Stage::Proving => "proving",
        });
    });
    match outcome {
        Ok(changed) => Ok(changed_json(&changed, after.as_deref())),
        Err(error) => Err(refused(code(&error), format!("{error}{}", left(&error)))),
    }
}

fn changed_json(changed: &Changed, after: Option<&str>) -> Value {
    let waits = changed.holds == Holds::AfterRestart;
    json!({
        "unit": changed.unit,
        "baud": changed.settings.baud,
        "parity": super::scan::parity(changed.settings.parity),
        "stop_bits": changed.settings.stop_bits,
        "holds": if waits { "after_restart" } else { "now" },
        "after": after.filter(|_| waits),
        "serial": changed.identity.serial,
    })
}

/// How the device stands, for programs.
fn code(error: &ChangeError) -> &'static str {
    match error.left() {
        Left::Untouched => "change-untouched",
        Left::AsBefore => "change-as-before",
        Left::Unknown => "change-unknown",
    }
}

/// Said last, so that nobody has to guess.
const fn left(error: &ChangeError) -> &'static str {
    match error.left() {
        Left::Untouched => "",
        Left::AsBefore => " (the device is as it was)",
        Left::Unknown => " (look before you change anything else)",
    }
}

fn to_text(setting: Setting) -> String {
    match setting {
        Setting::Address(unit) => format!("address {unit}"),
        Setting::Baud(baud) => format!("{baud} baud"),
        Setting::Frame(parity, stop_bits) => {
            let letter = match parity {
                Parity::None => 'N',
                Parity::Even => 'E',
                Parity::Odd => 'O',
            };
            format!("8{letter}{stop_bits}")
        }
    }
}
