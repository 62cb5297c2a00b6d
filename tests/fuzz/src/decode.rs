//! Any contents of the registers of every meter that ships.

use std::sync::OnceLock;

use meter::{Block, Probed, Profile, Request, Sample, Values};

use crate::Bytes;

fn profiles() -> &'static [Profile] {
    static PROFILES: OnceLock<Vec<Profile>> = OnceLock::new();
    PROFILES.get_or_init(|| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/meters");
        let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
        paths.sort();
        let read = |path| Profile::parse(&std::fs::read_to_string(path).unwrap()).unwrap();
        paths.iter().map(read).collect()
    })
}

/// The first byte chooses the profile, the second what is cut, the rest are the contents.
pub fn decode(data: &[u8]) {
    let mut bytes = Bytes(data);
    let profiles = profiles();
    let profile = &profiles[usize::from(bytes.byte()) % profiles.len()];
    exercise(profile, &mut bytes);
}

fn values(bytes: &mut Bytes<'_>, block: Block, count: u16) -> Values {
    if block.function.is_bits() {
        Values::Bits((0..count).map(|_| bytes.byte() & 1 == 1).collect())
    } else {
        Values::Registers((0..count).map(|_| bytes.word()).collect())
    }
}

/// Asks a profile everything that it can be asked. What it accepts has to be within what is possible, and an image of
/// it has to read as the same.
pub(crate) fn exercise(profile: &Profile, bytes: &mut Bytes<'_>) {
    let missing = u16::from(bytes.byte() == 0xFF);
    let blocks: Vec<Block> = profile.blocks().iter().copied().chain(profile.identity()).collect();
    let replies: Vec<(Block, Values)> =
        blocks.iter().map(|block| (*block, values(bytes, *block, block.count - missing))).collect();
    if let Ok(sample) = profile.decode(&replies) {
        is_possible(profile, &sample);
        let image = profile.image(&sample);
        let again: Vec<(Block, Values)> =
            blocks.iter().map(|block| (*block, image.read(*block).expect("every block exists"))).collect();
        let again = profile.decode(&again).expect("an image of what was read can be read");
        assert_eq!(again.flags, sample.flags);
        assert_eq!(again.relays, sample.relays);
    }
    relays(profile, bytes);
    let probed: Vec<Probed> =
        profile.probes().map(|block| Probed::Answered(values(bytes, block, block.count))).collect();
    let _ = profile.fit(&probed);
    if let Some(clock) = profile.clock() {
        let _ = clock.read(&values(bytes, clock.block(), clock.block().count));
    }
}

fn is_possible(profile: &Profile, sample: &Sample) {
    assert!(sample.energy_import.is_none_or(|energy| !energy.is_negative()));
    assert!(sample.energy_export.is_none_or(|energy| !energy.is_negative()));
    assert!(sample.power_factor_milli.is_none_or(|factor| (-1_050..=1_050).contains(&factor)));
    assert!(sample.voltage_mv.iter().all(|voltage| (0..=1_000_000_000).contains(voltage)));
    assert!(sample.leakage_ma.is_none_or(|leakage| (0..=1_000_000).contains(&leakage)));
    assert!(sample.temperature_deci_c.iter().all(|deci| (-1_000..=3_000).contains(deci)));
    assert!(sample.relays.len() == usize::from(profile.relay_channels()));
    assert!(profile.flags().all(|flag| sample.flags.get(flag).is_some()));
    let phases = usize::from(profile.phases());
    assert!(
        [0, phases.max(1)].contains(&sample.voltage_mv.len()) && [0, phases.max(1)].contains(&sample.current_ma.len())
    );
}

fn relays(profile: &Profile, bytes: &mut Bytes<'_>) {
    let told = profile.relay_key_read().map(|block| values(bytes, block, block.count));
    for channel in 0..profile.relay_channels() {
        let order = |on| match &told {
            Some(told) => profile.relay_command_with_key(channel, on, told),
            None => profile.relay_command(channel, on),
        };
        let (close, open): (Option<Request>, Option<Request>) = (order(true), order(false));
        assert!(close.is_none() || close != open, "{}", profile.id());
        if let Some(block) = profile.relay_read(channel) {
            let _ = profile.relay_state(channel, block, &values(bytes, block, block.count));
        }
    }
    assert_eq!(profile.relay_command(profile.relay_channels(), true), None);
}
