//! Searching ports and lines for devices, through the owner of each line.

use std::sync::Arc;
use std::time::Duration;

use bus::{Evidence, Found, Parity, Search, Settings, Sharing, Step};
use meter::Profile;
use store::bus::Bus;
use units::{BusId, Energy};

use super::{line_name, parity, parity_code, site};
use crate::core::{Core, Scan};
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::wire::models::{model, models};
use crate::words::Words;
use crate::{Actor, View};

/// As meters leave the factory, the most frequent first.
const BAUDS: [u32; 4] = [9600, 2400, 19_200, 4800];
const PARITIES: [Parity; 2] = [Parity::None, Parity::Even];
const TIMEOUT: Duration = Duration::from_millis(300);

/// More of them would take an hour.
const MOST_SETTINGS: usize = 30;

pub(crate) fn start_scan(core: &mut Core, by: &Actor, args: StartScanArgs) -> Result<ScanRow> {
    let (site, port, line) = site(core, args.line.as_deref(), args.port.as_deref())?;
    if port.starts_with(crate::demo::SIMULATED) && !matches!(site, crate::core::Site::Line(_)) {
        return Err(Refusal::new("port").with("cause", port).field("port"));
    }
    let search = search(&args, &port, line.as_ref())?;
    core.audit(by, "start_scan", port.clone())?;
    let id = core.begin_scan(&site, port, search)?;
    shown(core, id, by)
}

pub(crate) fn stop_scan(core: &mut Core, by: &Actor, args: ScanArgs) -> Result<ScanRow> {
    core.stop_scan(args.id.into())?;
    shown(core, args.id.into(), by)
}

pub(crate) fn scans(view: &View, _: Nothing) -> Result<Vec<ScanRow>> {
    let known = Known::of(&view.reader)?;
    let words = view.words();
    Ok(view.live.errands.scans.iter().rev().map(|(id, scan)| row(*id, scan, &known, words)).collect())
}

fn shown(core: &Core, id: u64, by: &Actor) -> Result<ScanRow> {
    let known = Known::of(&core.store)?;
    let scan = core.errands.scans.get(&id).ok_or_else(|| Refusal::new("unknown-scan").field("id"))?;
    Ok(row(id, scan, &known, Words::new(by.language)))
}

fn search(args: &StartScanArgs, port: &str, line: Option<&Bus>) -> Result<Search> {
    let units = match args.units.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => units_of(text)?,
        None => (1..=247).collect(),
    };
    // A line that is set up already is searched as it speaks, unless a person says otherwise.
    let usual = line.map(|row| (row.baud, parity(&row.parity).unwrap_or_default(), row.stop_bits));
    let bauds = match (&args.bauds, usual) {
        (Some(bauds), _) if !bauds.is_empty() => bauds.clone(),
        (_, Some((baud, ..))) => vec![baud],
        _ => BAUDS.to_vec(),
    };
    let parities = match (&args.parities, usual) {
        (Some(texts), _) if !texts.is_empty() => texts.iter().map(|text| parity(text)).collect::<Result<Vec<_>>>()?,
        (_, Some((_, parity, _))) => vec![parity],
        _ => PARITIES.to_vec(),
    };
    let stop_bits = args.stop_bits.or(usual.map(|(.., bits)| bits)).unwrap_or(1);
    if !(1..=2).contains(&stop_bits) {
        return Err(Refusal::new("bad-stop-bits").with("text", stop_bits).field("stop_bits"));
    }
    if let Some(baud) = bauds.iter().find(|baud| !(300..=1_000_000).contains(*baud)) {
        return Err(Refusal::new("bad-baud").with("text", baud).field("bauds"));
    }
    let mut settings: Vec<Settings> = bauds
        .iter()
        .flat_map(|baud| parities.iter().map(|parity| (*baud, *parity)))
        .map(|(baud, parity)| Settings { baud, parity, stop_bits, timeout: TIMEOUT })
        .collect();
    if settings.len() > MOST_SETTINGS {
        return Err(Refusal::new("too-many-settings").with("most", MOST_SETTINGS).field("bauds"));
    }
    // Behind a gateway the gateway decides.
    if port.contains("tcp://") {
        settings.truncate(1);
    }
    let unknown =
        |id: &str| Refusal::new("profile").with("profile", id).with("cause", crate::cause::NO_MODEL).field("profiles");
    let profiles: Vec<Arc<Profile>> = match &args.profiles {
        Some(ids) if !ids.is_empty() => {
            ids.iter().map(|id| model(id).ok_or_else(|| unknown(id))).collect::<Result<_>>()?
        }
        _ => models(),
    };
    Ok(Search { settings, units, profiles })
}

/// Addresses without repetition, in order: `1-32` or `1,5,7-9`.
fn units_of(text: &str) -> Result<Vec<u8>> {
    let wrong = || Refusal::new("bad-units").with("text", text).field("units");
    let unit = |text: &str| text.trim().parse().ok().filter(|unit| (1..=247_u8).contains(unit)).ok_or_else(wrong);
    let mut units = Vec::new();
    for part in text.split([',', '，', '、']) {
        match part.split_once(['-', '–']) {
            Some((first, last)) => {
                let (first, last) = (unit(first)?, unit(last)?);
                if first > last {
                    return Err(wrong());
                }
                units.extend(first..=last);
            }
            None => units.push(unit(part)?),
        }
    }
    units.sort_unstable();
    units.dedup();
    Ok(units)
}

/// What is set up already.
struct Known {
    lines: Vec<(BusId, Bus)>,
    /// Line, address, and what measures there.
    devices: Vec<(BusId, u8, String)>,
}

impl Known {
    fn of(db: &store::Db) -> Result<Self> {
        let lines = store::bus::all(db)?;
        let points = store::point::all(db)?;
        let installed = store::installation::current(db)?;
        let devices = store::meter::all(db)?.into_iter().filter_map(|(id, row)| {
            let bus = row.bus?;
            let measured = installed.iter().find(|(_, installed)| installed.meter == id).map(|(_, row)| row.point);
            let point = points.iter().find(|(point, _)| Some(*point) == measured).map(|(_, point)| point.name.clone());
            Some((bus, row.unit, point.unwrap_or_default()))
        });
        let devices = devices.collect();
        Ok(Self { lines, devices })
    }

    fn at(&self, line: Option<BusId>, unit: u8, words: Words) -> Option<String> {
        let (line, _, point) = self.devices.iter().find(|(bus, known, _)| Some(*bus) == line && *known == unit)?;
        let name = line_name(&self.lines, Some(*line)).unwrap_or_default();
        let args = [("point", point.as_str()), ("line", name.as_str()), ("unit", &unit.to_string())];
        Some(words.say(if point.is_empty() { "scan-known" } else { "scan-known-point" }, &args))
    }
}

fn row(id: u64, scan: &Scan, known: &Known, words: Words) -> ScanRow {
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let number = |number: usize| number.to_string();
    let line = line_name(&known.lines, scan.line);
    let at = scan.progress.filter(|_| scan.over.is_none());
    let speed = at.map(|at| format!("{} {}", at.baud, super::frame_text(at.parity, 1))).unwrap_or_default();
    let doing = match at.map(|at| at.step) {
        None if scan.over.is_none() => words.say("scan-begins", &[]),
        None => String::new(),
        Some(Step::First) => words.say("scan-first", &[("speed", &speed)]),
        Some(Step::Second) => words.say("scan-second", &[("speed", &speed)]),
        Some(Step::Models) => words.say("scan-models", &[]),
    };
    let unclear = scan.unclear.iter().map(|(unit, baud, parity)| {
        let speed = format!("{baud} {}", super::frame_text(*parity, 1));
        words.say("scan-unclear", &[("unit", &unit.to_string()), ("speed", &speed)])
    });
    let (error, summary) = match &scan.over {
        None => (None, None),
        Some(Err(cause)) => (Some(crate::cause::said(cause, &words)), None),
        Some(Ok(summary)) => {
            let seconds = summary.elapsed.as_secs().to_string();
            let args = [
                ("devices", number(summary.devices)),
                ("requests", summary.requests.to_string()),
                ("seconds", seconds),
            ];
            let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let message = match (summary.stopped, summary.devices) {
                (true, _) => "scan-stopped",
                (false, 0) => "scan-nothing",
                (false, _) => "scan-done",
            };
            (None, Some(words.say(message, &args)))
        }
    };
    ScanRow {
        id: i64::try_from(id).unwrap_or(i64::MAX),
        port: scan.port.clone(),
        line,
        running: scan.over.is_none(),
        stopping: scan.stopping && scan.over.is_none(),
        step: at.map(|at| step_code(at.step).to_owned()),
        doing,
        asked: at.map_or(0, |at| count(at.asked)),
        of: at.map_or(0, |at| count(at.of)),
        answers: count(scan.answers),
        devices: scan.found.iter().map(|found| device(found, known.at(scan.line, found.unit, words), words)).collect(),
        unclear: unclear.collect(),
        error,
        summary,
    }
}

const fn step_code(step: Step) -> &'static str {
    match step {
        Step::First => "first",
        Step::Second => "second",
        Step::Models => "models",
    }
}

fn device(found: &Found, known: Option<String>, words: Words) -> ScannedDevice {
    let first = found.guesses.first();
    let certain = first.is_some_and(|guess| guess.evidence == Evidence::Proven);
    let note = match (found.sharing, first) {
        (Sharing::Likely, _) => "scan-note-shared",
        (Sharing::Alone, None) => "scan-note-unknown",
        (Sharing::Alone, Some(_)) if certain => "scan-note-certain",
        (Sharing::Alone, Some(_)) => "scan-note-guess",
    };
    let sample = first.map(|guess| &guess.sample);
    let voltage = sample.and_then(|sample| sample.voltage_mv.first()).map(|mv| {
        let tenths = (mv + 50) / 100;
        format!("{}.{}", tenths / 10, tenths % 10)
    });
    ScannedDevice {
        unit: found.unit,
        baud: found.settings.baud,
        parity: parity_code(found.settings.parity).to_owned(),
        stop_bits: found.settings.stop_bits,
        shared: found.sharing == Sharing::Likely,
        models: found
            .guesses
            .iter()
            .map(|guess| ScannedModel {
                profile: guess.profile.id().to_owned(),
                maker: guess.profile.maker().to_owned(),
                model: guess.profile.model().to_owned(),
            })
            .collect(),
        certain,
        serial: sample.and_then(|sample| sample.serial.clone()),
        register_wh: sample.and_then(|sample| sample.energy_import).map(Energy::wh),
        power_w: sample.and_then(|sample| sample.power_mw).map(|mw| mw / 1000),
        voltage_v: voltage,
        note: words.say(note, &[("unit", &found.unit.to_string())]),
        known,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_ranges_and_single_ones() {
        for (text, units) in [("1-3", vec![1, 2, 3]), ("7, 2-3,3", vec![2, 3, 7]), ("1，5", vec![1, 5])] {
            assert_eq!(units_of(text), Ok(units), "{text}");
        }
        for wrong in ["0", "248", "3-1", "1-", "a", "1..3"] {
            assert_eq!(units_of(wrong).unwrap_err().code, "bad-units", "{wrong}");
        }
    }
}
