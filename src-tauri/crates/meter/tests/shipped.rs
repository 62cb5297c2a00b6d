//! What holds for every profile that ships, whatever its maker.

use std::collections::BTreeSet;
use std::path::Path;

use meter::{Block, Flag, Flags, Profile, Sample, Values};
use units::Energy;

fn texts() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/meters");
    let mut texts: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    texts.sort();
    texts
}

fn profiles() -> Vec<Profile> {
    let parse = |(name, text): (String, String)| Profile::parse(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
    texts().into_iter().map(parse).collect()
}

#[test]
fn a_file_is_named_after_its_profile() {
    let texts = texts();
    assert!(texts.len() >= 40, "{}", texts.len());
    for (name, text) in texts {
        assert_eq!(Profile::parse(&text).unwrap_or_else(|e| panic!("{name}: {e}")).id(), name);
        assert!(text.starts_with("# "), "{name}: the first line says what it is");
        assert!(!text.contains('\t') && text.ends_with('\n'), "{name}");
    }
}

#[test]
fn every_profile_says_where_its_registers_are_documented_and_no_two_are_one_model() {
    let mut models = BTreeSet::new();
    for profile in profiles() {
        let id = profile.id();
        assert!(!profile.sources().is_empty(), "{id}");
        for said in profile.sources().iter().chain(profile.notes()) {
            assert!(said.len() > 20 && said.trim() == said, "{id}: {said}");
        }
        for note in profile.notes() {
            assert!(note.ends_with('.'), "{id}: {note}");
        }
        assert!(models.insert((profile.maker().to_owned(), profile.model().to_owned())), "{id}");
    }
}

#[test]
fn every_meter_counts_and_every_other_device_switches() {
    for profile in profiles() {
        assert_eq!(profile.has_energy(), profile.phases() > 0, "{}", profile.id());
        assert!(profile.has_energy() || profile.has_relay(), "{}", profile.id());
    }
}

/// A reply that is late must not pass for the reply to another read of the device.
#[test]
fn reads_are_few_and_their_replies_are_told_apart() {
    for profile in profiles() {
        let (id, blocks) = (profile.id(), profile.blocks());
        assert!((1..=6).contains(&blocks.len()), "{id}: {blocks:?}");
        let guard = profile.guard().unwrap_or_else(|| panic!("{id} has no guard"));
        let all: Vec<Block> = blocks.iter().copied().chain([guard]).chain(profile.identity()).collect();
        for (index, block) in all.iter().enumerate() {
            let alike = |other: &&Block| other.function == block.function && other.bytes() == block.bytes();
            let mut others = all[..index].iter().filter(alike);
            assert!(others.all(|other| profile.identity() == Some(*block) && *other != guard), "{id}: {block:?}");
        }
    }
}

/// Values that every unit and scale in use can show.
fn sample(profile: &Profile) -> Sample {
    let phases = usize::from(profile.phases());
    Sample {
        energy_import: profile.has_energy().then(|| Energy::from_wh(1_234_500)),
        energy_export: Some(Energy::from_wh(700)),
        power_mw: Some(1_510_000),
        apparent_mva: Some(1_600_000),
        reactive_mvar: Some(40_000),
        power_factor_milli: Some(940),
        frequency_mhz: Some(50_000),
        voltage_mv: (0..phases).map(|phase| [230_000, 229_000, 231_000][phase]).collect(),
        current_ma: (0..phases).map(|phase| [7_000, 6_500, 800][phase]).collect(),
        relays: (0..profile.relay_channels()).map(|channel| channel % 3 == 0).collect(),
        leakage_ma: Some(30),
        temperature_deci_c: vec![410; 8],
        flags: profile.flags().enumerate().fold(Flags::default(), |flags, (at, flag)| flags.with(flag, at % 2 == 0)),
        serial: profile.identity().map(|_| "12345678".to_owned()),
    }
}

fn read(profile: &Profile, sample: &Sample) -> Vec<(Block, Values)> {
    let image = profile.image(sample);
    let blocks = profile.blocks().iter().copied().chain(profile.identity());
    blocks.map(|block| (block, image.read(block).unwrap_or_else(|| panic!("{}: {block:?}", profile.id())))).collect()
}

#[test]
fn what_a_device_shows_is_read_back_the_same() {
    for profile in profiles() {
        let id = profile.id();
        let whole = sample(&profile);
        let found = profile.decode(&read(&profile, &whole)).unwrap_or_else(|error| panic!("{id}: {error}"));
        let kept = |known: Option<i64>, found: Option<i64>| found.is_none() || found == known;
        assert_eq!(found.energy_import, whole.energy_import, "{id}");
        assert!(found.energy_export.is_none() || found.energy_export == whole.energy_export, "{id}");
        assert!(kept(whole.power_mw, found.power_mw), "{id}: {found:?}");
        assert!(kept(whole.apparent_mva, found.apparent_mva), "{id}: {found:?}");
        assert!(kept(whole.reactive_mvar, found.reactive_mvar), "{id}: {found:?}");
        assert!(kept(whole.power_factor_milli, found.power_factor_milli), "{id}: {found:?}");
        assert!(kept(whole.frequency_mhz, found.frequency_mhz), "{id}: {found:?}");
        assert!(found.voltage_mv.is_empty() || found.voltage_mv == whole.voltage_mv, "{id}: {found:?}");
        assert!(found.current_ma.is_empty() || found.current_ma == whole.current_ma, "{id}: {found:?}");
        assert!(found.leakage_ma.is_some() == profile.measures_leakage(), "{id}: {found:?}");
        assert!(kept(whole.leakage_ma, found.leakage_ma), "{id}: {found:?}");
        assert_eq!(found.temperature_deci_c.is_empty(), !profile.measures_temperature(), "{id}: {found:?}");
        assert!(found.temperature_deci_c.iter().all(|deci| *deci == 410), "{id}: {found:?}");
        assert_eq!(found.flags, whole.flags, "{id}");
        assert_eq!(found.relays, whole.relays, "{id}");
        let told = if id == "carlo-gavazzi-em111" { &whole.serial.as_ref().unwrap()[..7] } else { "12345678" };
        assert_eq!(found.serial, whole.serial.as_ref().map(|_| told.to_owned()), "{id}");
    }
}

#[test]
fn every_relay_is_moved_both_ways_and_read_back_where_the_command_can_be_checked() {
    for profile in profiles().iter().filter(|profile| profile.has_relay()) {
        let id = profile.id();
        let told = profile.relay_key_read().map(|block| profile.image(&sample(profile)).read(block).unwrap());
        for channel in 0..profile.relay_channels() {
            let order = |on| match &told {
                Some(told) => profile.relay_command_with_key(channel, on, told),
                None => profile.relay_command(channel, on),
            };
            let (close, open) = (order(true), order(false));
            assert!(close.is_some() && open.is_some() && close != open, "{id}");
            let block = profile.relay_read(channel).unwrap();
            for on in [true, false] {
                let relays = vec![on; profile.relay_channels().into()];
                let image = profile.image(&Sample { relays, ..sample(profile) });
                let state = profile.relay_state(channel, block, &image.read(block).unwrap());
                assert_eq!(state, Ok(on), "{id}");
            }
        }
        assert_eq!(profile.relay_command(profile.relay_channels(), true), None, "{id}");
    }
}

#[test]
fn every_profile_fits_the_device_that_it_describes() {
    use meter::{Fit, Probed};
    for profile in profiles() {
        let image = profile.image(&sample(&profile));
        let answers: Vec<Probed> =
            profile.probes().map(|block| image.read(block).map_or(Probed::Refused, Probed::Answered)).collect();
        let fit = profile.fit(&answers);
        assert_eq!(fit, if answers.is_empty() { Fit::Possible } else { Fit::Proven }, "{}", profile.id());
    }
}

fn description() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/meters/README.md");
    std::fs::read_to_string(path).unwrap()
}

/// What the description of the format shows has to be understood, so that it cannot drift from the program.
#[test]
fn the_examples_of_the_description_can_be_read() {
    let readme = description();
    let examples: Vec<&str> = readme.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    let whole = examples.iter().find(|example| example.contains("id = ")).unwrap();
    let parse = |text: &str| Profile::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(parse(whole).id(), "maker-model");
    let (mut relays, mut flags) = (0, 0);
    for example in examples.iter().filter(|example| *example != whole) {
        for table in example.split("\n\n") {
            let profile = parse(&format!("{whole}\n{table}"));
            relays += profile.relay_channels();
            flags += profile.flags().count();
            let says = |key: &str| table.contains(key);
            assert_eq!(profile.has_relay(), says("[relay]"));
            assert_eq!(profile.identity().is_some(), says("[identity]"));
            assert_eq!(profile.probes().count(), usize::from(says("[[probe]]")));
            assert_eq!(profile.flags().count(), usize::from(says("[[flag]]")));
            assert_eq!(profile.clock().is_some(), says("[clock]"));
            assert_eq!(profile.setup().is_some(), says("[setup]"));
            assert_eq!(profile.measures_temperature(), says("[values.temperature]"));
        }
    }
    assert_eq!((examples.len(), relays, flags), (8, 4, 3));
}

/// Every key and every word that the parser knows stands in the description, as code.
#[test]
fn the_description_names_every_key_and_word_of_the_format() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/profile");
    let mut files = vec![source.join("parse.rs"), source.join("point.rs")];
    files.extend(std::fs::read_dir(source.join("parse")).unwrap().map(|entry| entry.unwrap().path()));
    let literal = |text: &str| text.replace("\\\"", "");
    let of_the_format = |word: &&str| {
        !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || c == '_' || (c == '-' && word.len() > 1))
    };
    let mut known: BTreeSet<String> = Flag::ALL.iter().map(|flag| flag.key().to_owned()).collect();
    for file in files {
        let text = literal(&std::fs::read_to_string(file).unwrap());
        let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        known.extend(code.split('"').skip(1).step_by(2).filter(of_the_format).map(str::to_owned));
    }
    for key in ["energy_import", "leakage", "if_unavailable", "raised", "high-first", "bcd", "serial_shifts", "kvar"] {
        assert!(known.contains(key), "{key} was not found in the parser");
    }
    let readme = description();
    let code: BTreeSet<&str> = readme
        .split('`')
        .skip(1)
        .step_by(2)
        .flat_map(|code| code.split(|c: char| !c.is_alphanumeric() && !"_-°%".contains(c)))
        .collect();
    let missing: Vec<&String> = known.iter().filter(|word| !code.contains(word.as_str())).collect();
    assert_eq!(missing, Vec::<&String>::new());
}
