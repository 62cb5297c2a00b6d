//! Every meter that ships, from literal registers to what its display would show. Registers that a profile does not
//! name hold FFFFh, so that reading one of them by mistake does not pass.

mod abb;
mod acrel;
mod boards;
mod carlo_gavazzi;
mod chint;
mod ddm18sd;
mod eastron;
mod edges;
mod finder;
mod fineco;
mod hiking;
mod inepro;
mod janitza;
mod lingxun;
mod orno;
mod peacefair;
mod schneider;
mod socomec;

use std::collections::BTreeMap;

use meter::{Block, Profile, Sample, Values};

fn profile(id: &str) -> Profile {
    let path = format!("{}/../../../assets/meters/{id}.toml", env!("CARGO_MANIFEST_DIR"));
    Profile::parse(&std::fs::read_to_string(path).unwrap()).unwrap_or_else(|error| panic!("{id}: {error}"))
}

/// `registers` holds the words from an address on, `coils` the addresses of those that are on.
fn reads(id: &str, registers: &[(u16, &[u16])], coils: &[u16], display: &str) {
    let profile = profile(id);
    let held: BTreeMap<u16, u16> =
        registers.iter().flat_map(|(start, words)| (*start..).zip(words.iter().copied())).collect();
    let at = |block: Block| block.start..=block.start + (block.count - 1);
    let replies: Vec<(Block, Values)> = profile
        .blocks()
        .iter()
        .copied()
        .chain(profile.identity())
        .map(|block| {
            let values = if block.function.is_bits() {
                Values::Bits(at(block).map(|address| coils.contains(&address)).collect())
            } else {
                Values::Registers(at(block).map(|address| held.get(&address).copied().unwrap_or(0xFFFF)).collect())
            };
            (block, values)
        })
        .collect();
    let sample = profile.decode(&replies).unwrap_or_else(|error| panic!("{id}: {error}"));
    assert_eq!(shown(&sample), display, "{id}");
}

/// As a person would read it out.
fn shown(sample: &Sample) -> String {
    let mut said = Vec::new();
    let mut say = |before: &str, value: Option<i64>, after: &str| {
        said.extend(value.map(|value| format!("{before}{}{after}", thousandths(value))));
    };
    say("", sample.energy_import.map(units::Energy::wh), " kWh");
    say("", sample.energy_export.map(units::Energy::wh), " kWh back");
    say("", sample.power_mw, " W");
    say("", sample.apparent_mva, " VA");
    say("", sample.reactive_mvar, " var");
    say("cos ", sample.power_factor_milli, "");
    say("", sample.frequency_mhz, " Hz");
    for (values, unit) in [(&sample.voltage_mv, "V"), (&sample.current_ma, "A")] {
        let phases: Vec<String> = values.iter().copied().map(thousandths).collect();
        said.extend((!phases.is_empty()).then(|| format!("{} {unit}", phases.join(" "))));
    }
    said.extend(sample.leakage_ma.map(|leakage| format!("leaks {} A", thousandths(leakage))));
    let tenths = |deci: &i64| format!("{}{}.{}", if *deci < 0 { "-" } else { "" }, deci.abs() / 10, deci.abs() % 10);
    let temperatures: Vec<String> = sample.temperature_deci_c.iter().map(tenths).collect();
    said.extend((!temperatures.is_empty()).then(|| format!("{} °C", temperatures.join(" "))));
    said.extend(sample.relays.iter().map(|closed| format!("relay {}", if *closed { "on" } else { "off" })));
    said.extend(sample.flags.raised().map(|flag| flag.key().to_owned()));
    said.extend(sample.serial.iter().map(|serial| format!("serial {serial}")));
    said.join("; ")
}

fn thousandths(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}.{:03}", value.unsigned_abs() / 1000, value.unsigned_abs() % 1000)
}

#[test]
fn no_profile_ships_without_a_reading() {
    let here = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/readings");
    let texts = |folder: &str| -> Vec<(String, String)> {
        std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| (path.to_string_lossy().into_owned(), std::fs::read_to_string(path).unwrap()))
            .collect()
    };
    let written: String = texts(here).into_iter().map(|(_, text)| text).collect();
    let written: String = written.split_whitespace().collect();
    for (path, text) in texts(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../assets/meters")) {
        if !path.ends_with(".toml") {
            continue;
        }
        let meter = Profile::parse(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(written.contains(&format!("reads(\"{}\",&[", meter.id())), "{path}");
    }
}

/// The example of Eastron's manuals, request and answer with their checksums: 230.2 V.
#[test]
fn the_example_of_a_manual_from_frame_to_volts() {
    use meter::{Function, Reply, Request, rtu};
    let block = Block { function: Function::InputRegisters, start: 0, count: 2 };
    let request = Request::Read(block);
    assert_eq!(rtu::encode(1, &request), [0x01, 0x04, 0x00, 0x00, 0x00, 0x02, 0x71, 0xCB]);
    let reply = rtu::check(1, &request, &[0x01, 0x04, 0x04, 0x43, 0x66, 0x33, 0x34, 0x1B, 0x38]);
    let Ok(Reply::Values(values)) = reply else { panic!("{reply:?}") };
    assert_eq!(values, Values::Registers(vec![0x4366, 0x3334]));
    let text = "id = \"volts\"\nmaker = \"Eastron\"\nmodel = \"Volts\"\nsources = [\"a manual\"]\n[line]\n[values]\n\
                voltage = { table = \"input\", address = 0, type = \"f32\", unit = \"V\" }\n";
    let sample = Profile::parse(text).unwrap().decode(&[(block, values)]).unwrap();
    assert_eq!(sample.voltage_mv, [230_200]);
}
