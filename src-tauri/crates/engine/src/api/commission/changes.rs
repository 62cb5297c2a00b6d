//! Another address or speed for one device: planned, begun, and told how it went.

use std::time::Duration;

use bus::{Change, ChangeError, Changed, Holds, Left, Settings, Stage, To};
use store::bus::Bus;
use units::BusId;

use super::{frame, frame_text, line_name, parity, site};
use crate::api::setup::device_at;
use crate::core::{ChangeRun, Core, Site};
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::wire::models::{model, models};
use crate::words::Words;
use crate::{Actor, View};

const TIMEOUT: Duration = Duration::from_millis(500);

/// A change as it was asked for, checked as far as that goes without the device.
struct Wish {
    site: Site,
    port: String,
    meter: Option<units::MeterId>,
    settings: Settings,
    change: Change,
}

pub(crate) fn model_setups(_: &View, _: Nothing) -> Result<Vec<ModelSetup>> {
    let models = models();
    let rows = models.iter().filter_map(|profile| {
        let setup = profile.setup()?;
        let frames = [bus::Parity::None, bus::Parity::Even, bus::Parity::Odd]
            .into_iter()
            .flat_map(|parity| [(parity, 1), (parity, 2)])
            .filter(|(parity, stop_bits)| setup.set_frame(*parity, *stop_bits, Some(&any())).is_some())
            .map(|(parity, stop_bits)| frame_text(parity, stop_bits));
        Some(ModelSetup {
            profile: profile.id().to_owned(),
            address: setup.address_read().is_some(),
            bauds: setup.bauds().collect(),
            frames: frames.collect(),
            by_hand: setup.by_hand().map(str::to_owned),
        })
    });
    Ok(rows.collect())
}

/// Register contents that any setting can be put into.
fn any() -> meter::Values {
    meter::Values::Registers(vec![0, 0])
}

pub(crate) fn change_device_plan(core: &mut Core, by: &Actor, args: ChangeDeviceArgs) -> Result<ChangePlan> {
    let wish = wish(core, &args)?;
    let words = Words::new(by.language);
    let setup = wish.change.profile.setup();
    let from = speed_text(&wish.settings);
    let (place, value) = match wish.change.to {
        To::Unit(unit) => ("change-to-unit", unit.to_string()),
        To::Baud(baud) => ("change-to-baud", baud.to_string()),
        To::Frame(parity, stop_bits) => ("change-to-frame", frame_text(parity, stop_bits)),
    };
    let to = words.say(place, &[("value", &value)]);
    let model = format!("{} {}", wish.change.profile.maker(), wish.change.profile.model());
    let unit = wish.change.unit.to_string();
    let args = [("unit", unit.as_str()), ("from", from.as_str()), ("to", to.as_str()), ("model", model.as_str())];
    let unlocks = setup.is_some_and(|setup| setup.unlock().is_some());
    let steps = ["change-step-look", "change-step-free"]
        .into_iter()
        .chain(unlocks.then_some("change-step-unlock"))
        .chain(["change-step-write", "change-step-prove"]);
    Ok(ChangePlan {
        steps: steps.map(|step| words.say(step, &args)).collect(),
        by_hand: setup.and_then(|setup| setup.by_hand()).map(str::to_owned),
        after: setup.and_then(|setup| setup.after()).map(str::to_owned),
    })
}

pub(crate) fn change_device(core: &mut Core, by: &Actor, args: ChangeDeviceArgs) -> Result<ChangeRow> {
    let Wish { site, port, meter, settings, change } = wish(core, &args)?;
    let id = core.begin_change(&site, (port, meter), settings, change, by)?;
    let lines = store::bus::all(&core.store)?;
    let run = core.errands.changes.get(&id).ok_or_else(|| Refusal::broken("the change is not there"))?;
    Ok(row(id, run, &lines, Words::new(by.language)))
}

pub(crate) fn device_changes(view: &View, _: Nothing) -> Result<Vec<ChangeRow>> {
    let lines = store::bus::all(&view.reader)?;
    let words = view.words();
    Ok(view.live.errands.changes.iter().rev().map(|(id, run)| row(*id, run, &lines, words)).collect())
}

fn wish(core: &Core, args: &ChangeDeviceArgs) -> Result<Wish> {
    let (site, port, row) = site(core, args.line.as_deref(), args.port.as_deref())?;
    if !(1..=247).contains(&args.unit) {
        return Err(Refusal::new("bad-unit").with("text", args.unit).field("unit"));
    }
    let line = if let Site::Line(line) = &site { Some(*line) } else { None };
    let device = line.map(|line| device_at(core, line, args.unit)).transpose()?.flatten();
    let profile = args.profile.clone().or(device.as_ref().map(|(_, row)| row.profile.clone()));
    let profile = profile.ok_or_else(|| Refusal::new("profile-missing").field("profile"))?;
    let profile = model(&profile).ok_or_else(|| {
        Refusal::new("profile").with("profile", &profile).with("cause", crate::cause::NO_MODEL).field("profile")
    })?;
    let to = to(args)?;
    if let (To::Unit(unit), Some(line)) = (to, line)
        && let Some((_, other)) = device_at(core, line, unit)?
    {
        return Err(Refusal::new("unit-taken").with("unit", other.unit).field("to_unit"));
    }
    let settings = settings(args, row.as_ref())?;
    // A device of the line that speaks otherwise than the line is not the one that is kept at that address.
    let own = row.as_ref().is_none_or(|row| speaks_as(row, &settings));
    let meter = device.map(|(id, _)| id).filter(|_| own);
    Ok(Wish { site, port, meter, settings, change: Change { unit: args.unit, profile, to } })
}

fn to(args: &ChangeDeviceArgs) -> Result<To> {
    let wishes = [
        args.to_unit.map(|unit| Ok(To::Unit(unit))),
        args.to_baud.map(|baud| Ok(To::Baud(baud))),
        args.to_frame.as_deref().map(|text| frame(text).map(|(parity, stop_bits)| To::Frame(parity, stop_bits))),
    ];
    let mut wishes = wishes.into_iter().flatten();
    match (wishes.next(), wishes.next()) {
        (Some(wish), None) => wish,
        _ => Err(Refusal::new("one-setting").field("to_unit")),
    }
}

fn settings(args: &ChangeDeviceArgs, line: Option<&Bus>) -> Result<Settings> {
    let baud = args.baud.or(line.map(|row| row.baud)).unwrap_or(9600);
    let by = args.parity.as_deref().or(line.map(|row| row.parity.as_str())).unwrap_or("none");
    let stop_bits = args.stop_bits.or(line.map(|row| row.stop_bits)).unwrap_or(1);
    if !(300..=1_000_000).contains(&baud) {
        return Err(Refusal::new("bad-baud").with("text", baud).field("baud"));
    }
    if !(1..=2).contains(&stop_bits) {
        return Err(Refusal::new("bad-stop-bits").with("text", stop_bits).field("stop_bits"));
    }
    Ok(Settings { baud, parity: parity(by)?, stop_bits, timeout: TIMEOUT })
}

fn speaks_as(row: &Bus, settings: &Settings) -> bool {
    let by = parity(&row.parity).unwrap_or_default();
    (row.baud, by, row.stop_bits) == (settings.baud, settings.parity, settings.stop_bits)
}

fn speed_text(settings: &Settings) -> String {
    format!("{} {}", settings.baud, frame_text(settings.parity, settings.stop_bits))
}

fn row(id: u64, run: &ChangeRun, lines: &[(BusId, Bus)], words: Words) -> ChangeRow {
    let (text, done, left, code) = match &run.over {
        None => (stage_text(run.stage, words), false, None, None),
        Some(Ok(changed)) => (changed_text(run, changed, words), true, None, None),
        Some(Err(error)) => {
            let left = match error.left() {
                Left::Untouched => "untouched",
                Left::AsBefore => "as_before",
                Left::Unknown => "unknown",
            };
            (error_text(error, words), false, Some(left.to_owned()), Some(error.code().to_owned()))
        }
    };
    ChangeRow {
        id: i64::try_from(id).unwrap_or(i64::MAX),
        port: run.port.clone(),
        line: line_name(lines, run.line),
        unit: run.change.unit,
        running: run.over.is_none(),
        text,
        done,
        left,
        code,
    }
}

fn stage_text(stage: Option<Stage>, words: Words) -> String {
    let id = match stage {
        None => "change-waits",
        Some(Stage::Old) => "change-looks-old",
        Some(Stage::New) => "change-looks-new",
        Some(Stage::Writing) => "change-writes",
        Some(Stage::Proving) => "change-proves",
    };
    words.say(id, &[])
}

fn changed_text(run: &ChangeRun, changed: &Changed, words: Words) -> String {
    let unit = changed.unit.to_string();
    let speed = speed_text(&changed.settings);
    let serial = changed.identity.serial.clone().unwrap_or_default();
    let after = run.change.profile.setup().and_then(|setup| setup.after()).unwrap_or_default().to_owned();
    let args = [("unit", unit.as_str()), ("speed", speed.as_str()), ("serial", &serial), ("after", &after)];
    let id = match (changed.holds, serial.is_empty()) {
        (Holds::AfterRestart, _) => "change-after-restart",
        (Holds::Now, true) => "change-done",
        (Holds::Now, false) => "change-done-serial",
    };
    words.say(id, &args)
}

/// How the device stands, and what to do.
pub(crate) fn error_text(error: &ChangeError, words: Words) -> String {
    let said = |args: &[(&str, &str)]| words.say(&format!("change-{}", error.code()), args);
    let hint = |by_hand: &Option<String>| match by_hand {
        Some(how) => words.say("change-by-hand", &[("how", how)]),
        None => String::new(),
    };
    match error {
        ChangeError::NotDocumented | ChangeError::NotTaken | ChangeError::Same | ChangeError::Gateway => said(&[]),
        ChangeError::AtTheDevice(how) => said(&[("how", how)]),
        ChangeError::Nobody { unit }
        | ChangeError::Shared { unit }
        | ChangeError::OtherModel { unit }
        | ChangeError::Taken { unit }
        | ChangeError::TwoAtNew { unit } => said(&[("unit", &unit.to_string())]),
        ChangeError::Line(error) | ChangeError::BrokenOff(error) => {
            said(&[("cause", &crate::cause::said(&crate::cause::wire(error), &words))])
        }
        ChangeError::Refused { code, by_hand } => {
            format!("{}{}", said(&[("code", &code.to_string())]), hint(by_hand))
        }
        ChangeError::AsBefore { by_hand } => format!("{}{}", said(&[]), hint(by_hand)),
        ChangeError::Lost { unit, new_unit } | ChangeError::OldAnswers { unit, new_unit } => {
            said(&[("unit", &unit.to_string()), ("new", &new_unit.to_string())])
        }
        ChangeError::AnotherDevice { unit, serial } => {
            said(&[("unit", &unit.to_string()), ("serial", serial.as_deref().unwrap_or("–"))])
        }
    }
}
