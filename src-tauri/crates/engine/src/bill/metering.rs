//! Energy as a case gives it: registers, amounts over a time, or a row of intervals.

use billing::{Usage, UsageError};
use chrono::TimeDelta;
use units::{Energy, Period, Quality, Reading, Timestamp, Zone};

use super::banded::{Hours, by_band};
use super::read::{CaseError, Kind, Node, Object, Read, Shape};
use super::value::Decimal;

/// The keys by which a room, a common point or a supply says its energy: one of these.
pub const WAYS: &[&str] = &["readings", "meters", "usage", "interval", "kwh"];

pub const METER: Shape<'_> = Shape { name: "meter", keys: &["serial", "readings", "modulus_kwh", "ratio"] };
const READING: Shape<'_> = Shape { name: "reading", keys: &["at", "kwh", "quality"] };
const USAGE: Shape<'_> = Shape { name: "usage", keys: &["from", "to", "month", "kwh", "estimated"] };
const INTERVAL: Shape<'_> = Shape { name: "interval", keys: &["start", "minutes", "kwh"] };

#[cfg(test)]
pub const SHAPES: &[&Shape<'_>] = &[&METER, &READING, &USAGE, &INTERVAL];

/// More values than a year of minutes are not read.
const MOST_VALUES: usize = 600_000;
/// All the energy of one point, in Wh, positive and negative alike: sums then stay far inside what an `Energy` holds.
const MOST_WH: i128 = 10_000_000_000_000;

/// What is known of one point's energy.
#[derive(Debug, Clone, Default)]
pub struct Metering {
    /// In time order, not overlapping.
    pub usage: Vec<Usage>,
    /// The registers behind it, where there are some.
    pub meters: Vec<Meter>,
}

/// One meter at the point, from its first reading to its last.
#[derive(Debug, Clone)]
pub struct Meter {
    pub serial: String,
    pub readings: Vec<Reading>,
    pub modulus: Option<Energy>,
}

/// Reads what an object says of energy. `whole` is the time that a plain `kwh` covers.
///
/// `hours` are the bands by which energy may be given; none where there is no tariff.
pub fn metering(object: &Object<'_>, zone: Zone, whole: Period, hours: Option<Hours<'_>>) -> Read<Option<Metering>> {
    let Some(way) = object.one_of(WAYS)? else { return Ok(None) };
    let node = object.required(way)?;
    for key in ["modulus_kwh", "ratio"] {
        if way != "readings" && object.has(key) {
            return Err(CaseError::new(object.at(key), format!("this belongs to readings; “{way}” has no register")));
        }
    }
    let mut metering = match way {
        "readings" => of_meters(vec![(meter(object, zone)?, node.path.clone())], zone)?,
        "meters" => of_meters(meters(&node, zone)?, zone)?,
        "usage" => {
            let items = node.list()?;
            let usages: Vec<Vec<Usage>> = items.iter().map(|item| usage(item, zone, hours)).collect::<Read<_>>()?;
            Metering { usage: usages.concat(), meters: Vec::new() }
        }
        "interval" => Metering { usage: intervals(&node, zone)?, meters: Vec::new() },
        _ => Metering { usage: energy(&node, whole, false, hours)?, meters: Vec::new() },
    };
    metering.usage.sort_by_key(|usage| usage.period.from);
    if let Some(pair) = metering.usage.windows(2).find(|pair| pair[1].period.from < pair[0].period.to) {
        let at = zone.local(pair[1].period.from).format("%Y-%m-%d %H:%M");
        return Err(
            node.wrong(format!("two entries cover the same time from {at} on; let each end where the next begins"))
        );
    }
    let all: i128 = metering.usage.iter().map(|usage| i128::from(usage.energy.wh()).abs()).sum();
    if all > MOST_WH {
        return Err(node.wrong("this is more energy than one point can use; write kWh"));
    }
    Ok(Some(metering))
}

fn meters(node: &Node<'_>, zone: Zone) -> Read<Vec<(Meter, String)>> {
    let items = node.list()?;
    items.iter().map(|item| Ok((meter(&item.object(&METER)?, zone)?, item.path.clone()))).collect()
}

fn meter(object: &Object<'_>, zone: Zone) -> Read<Meter> {
    let ratio = match object.get("ratio") {
        Some(node) => {
            let ratio = node.decimal()?;
            if ratio.is_negative() || ratio.is_zero() {
                return Err(node.wrong("write the ratio of the current transformers, such as 40"));
            }
            ratio
        }
        None => Decimal::ONE,
    };
    let modulus =
        object.get("modulus_kwh").map(|node| node.energy_times(ratio).map(|modulus| (modulus, node))).transpose()?;
    if let Some((modulus, node)) = &modulus
        && modulus.wh() <= 0
    {
        return Err(node.wrong("write where the register starts again at zero, such as 10000"));
    }
    let modulus = modulus.map(|(modulus, _)| modulus);
    let readings = object.required("readings")?;
    let readings = readings.list()?.iter().map(|item| reading(item, zone, ratio, modulus)).collect::<Read<_>>()?;
    let serial = object.get("serial").map(|node| node.text()).transpose()?.unwrap_or_default();
    Ok(Meter { serial, readings, modulus })
}

fn reading(item: &Node<'_>, zone: Zone, ratio: Decimal, modulus: Option<Energy>) -> Read<Reading> {
    let object = item.object(&READING)?;
    let node = object.required("kwh")?;
    let register = node.energy_times(ratio)?;
    if let Some(modulus) = modulus.filter(|modulus| register >= *modulus) {
        return Err(node.wrong(format!("the register returns to zero at {modulus} kWh, so it cannot show this")));
    }
    let quality = object.get("quality").map_or(Ok(Quality::Actual), |node| {
        node.word(&[("actual", Quality::Actual), ("estimated", Quality::Estimated), ("suspect", Quality::Suspect)])
    })?;
    Ok(Reading { at: object.required("at")?.instant(zone)?, register, quality })
}

fn of_meters(meters: Vec<(Meter, String)>, zone: Zone) -> Read<Metering> {
    let mut metering = Metering::default();
    for (meter, path) in meters {
        let wrong = |error| CaseError::new(&path, sentence(error, zone));
        let usage = billing::between(&meter.readings, meter.modulus).map_err(wrong)?;
        metering.usage.extend(usage);
        metering.meters.push(meter);
    }
    Ok(metering)
}

fn sentence(error: UsageError, zone: Zone) -> String {
    let local = |at| zone.local(at).format("%Y-%m-%d %H:%M").to_string();
    match error {
        UsageError::Fell { at } => format!(
            "the register is lower at {} than before; give modulus_kwh if it passed zero, meters if it was exchanged, or mark \
             one reading \"quality\": \"suspect\"",
            local(at)
        ),
        UsageError::Disagree { at } => {
            format!("two readings at {} disagree; leave one out or mark it \"quality\": \"suspect\"", local(at))
        }
    }
}

fn usage(item: &Node<'_>, zone: Zone, hours: Option<Hours<'_>>) -> Read<Vec<Usage>> {
    let object = item.object(&USAGE)?;
    let period = match object.one_of(&["month", "from"])? {
        Some("month") => {
            if object.has("to") {
                return Err(CaseError::new(object.at("to"), "a month ends by itself; give from and to, or month"));
            }
            zone.span(object.required("month")?.month()?.dates())
        }
        _ => span(&object, zone)?,
    };
    let estimated = object.get("estimated").map_or(Ok(false), |node| node.truth())?;
    energy(&object.required("kwh")?, period, estimated, hours)
}

/// A number of kWh, or one for each band.
fn energy(node: &Node<'_>, period: Period, estimated: bool, hours: Option<Hours<'_>>) -> Read<Vec<Usage>> {
    let Kind::Object(_) = node.kind()? else {
        return Ok(vec![Usage { period, energy: node.used()?, estimated }]);
    };
    let hours = hours.ok_or_else(|| node.wrong("energy by band needs a tariff with bands; write a number"))?;
    let usages = by_band(node, hours, period)?;
    Ok(usages.into_iter().map(|usage| Usage { estimated, ..usage }).collect())
}

/// `from` and `to` of an object, `to` not included.
pub fn span(object: &Object<'_>, zone: Zone) -> Read<Period> {
    let from = object.required("from")?.instant(zone)?;
    let to = object.required("to")?;
    Period::new(from, to.instant(zone)?)
        .map_err(|_| to.wrong("this must be later than from; it is the first instant that no longer counts"))
}

fn intervals(node: &Node<'_>, zone: Zone) -> Read<Vec<Usage>> {
    let object = node.object(&INTERVAL)?;
    let start = object.required("start")?.instant(zone)?;
    let minutes = object.get("minutes").map_or(Ok(15), |node| node.whole_number(1, 1440))?;
    let step = TimeDelta::minutes(i64::from(minutes));
    let values = object.required("kwh")?;
    let items = values.list()?;
    if items.len() > MOST_VALUES {
        return Err(values.wrong(format!("at most {MOST_VALUES} values are read; split the case")));
    }
    let mut from: Timestamp = start;
    let mut usages = Vec::with_capacity(items.len());
    for item in items {
        let to = from.checked_add_signed(step).ok_or_else(|| item.wrong("this lies too far in the future"))?;
        usages.push(Usage { period: Period { from, to }, energy: item.used()?, estimated: false });
        from = to;
    }
    Ok(usages)
}
