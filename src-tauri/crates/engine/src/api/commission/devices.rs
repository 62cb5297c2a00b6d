//! The devices of a line, kept all at once; their names.

use store::meter as meter_table;
use units::BusId;

use crate::Actor;
use crate::api::setup::{DevicePlan, LinePlan, device_at, line_named, named};
use crate::core::Core;
use crate::dto::*;
use crate::error::{Refusal, Result};

/// The line of a person's choice and what was found on it.
pub(crate) fn add_devices(core: &mut Core, by: &Actor, args: AddDevicesArgs) -> Result<Done> {
    let line = LinePlan::of(core, &args.line)?;
    let mut plans: Vec<(u8, DevicePlan, Option<String>)> = Vec::new();
    for wish in args.devices {
        let AddDevice { unit, profile, serial, name } = wish;
        if plans.iter().any(|(other, ..)| *other == unit) {
            return Err(Refusal::new("unit-twice").with("unit", unit).field("devices"));
        }
        let name = name.as_deref().map(str::trim).filter(|name| !name.is_empty());
        let name = name.map(|name| named(name, "devices")).transpose()?;
        let wish = SaveDeviceArgs { line: args.line.name.clone(), unit, profile, serial, rated_w: None };
        plans.push((unit, DevicePlan::of(core, line.before, &wish)?, name));
    }
    let done = core.done(
        by,
        "add_devices",
        format!("{line:?}: {:?}", plans.iter().map(|(unit, ..)| unit).collect::<Vec<_>>()),
    );
    core.rebuild(|tx| {
        let id = line.write(tx)?;
        for (_, plan, name) in &plans {
            let meter = plan.write(tx, id)?;
            if let Some(name) = name {
                meter_table::rename(tx, meter, name)?;
            }
        }
        store::operation::insert(tx, &done)
    })?;
    Ok(Done { done: true })
}

pub(crate) fn name_device(core: &mut Core, by: &Actor, args: NameDeviceArgs) -> Result<Done> {
    let (_, meter) = device(core, &args.line, args.unit)?;
    let name = if args.name.trim().is_empty() { String::new() } else { named(&args.name, "name")? };
    let done = core.done(by, "name_device", format!("{} {}: {name}", args.line, args.unit));
    core.write(|tx| {
        meter_table::rename(tx, meter, &name)?;
        store::operation::insert(tx, &done)
    })?;
    Ok(Done { done: true })
}

/// Takes a device off its line that measures and switches nothing: it was found by mistake, or is gone.
pub(crate) fn remove_device(core: &mut Core, by: &Actor, args: DeviceArgs) -> Result<Done> {
    let (_, meter) = device(core, &args.line, args.unit)?;
    let installed = store::installation::current(&core.store)?.into_iter().find(|(_, row)| row.meter == meter);
    let switches = store::relay::all(&core.store)?.into_iter().find(|relay| relay.meter == meter);
    if let Some(point) = installed.map(|(_, row)| row.point).or(switches.map(|relay| relay.point)) {
        let points = store::point::all(&core.store)?;
        let name = points.into_iter().find(|(id, _)| *id == point).map(|(_, row)| row.name).unwrap_or_default();
        return Err(Refusal::new("device-in-use").with("point", name).field("unit"));
    }
    let row = store::meter::get(&core.store, meter)?.ok_or_else(|| Refusal::new("unknown-meter"))?;
    let done = core.done(by, "remove_device", format!("{} {}", args.line, args.unit));
    core.rebuild(|tx| {
        meter_table::update(tx, meter, &meter_table::Meter { bus: None, ..row })?;
        store::operation::insert(tx, &done)
    })?;
    Ok(Done { done: true })
}

pub(super) fn device(core: &Core, line: &str, unit: u8) -> Result<(BusId, units::MeterId)> {
    let bus = line_named(core, line)?;
    let absent = || Refusal::new("unknown-device").with("line", line).with("unit", unit).field("unit");
    let (meter, _) = device_at(core, bus, unit)?.ok_or_else(absent)?;
    Ok((bus, meter))
}
