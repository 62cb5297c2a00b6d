use units::Energy;

use crate::{Block, DecodeError, Function, Profile, Request, Sample, Values};

pub(super) const SDM120: &str = include_str!("../../../../../assets/meters/eastron-sdm120.toml");
pub(super) const SDM630: &str = include_str!("../../../../../assets/meters/eastron-sdm630.toml");
pub(super) const DDSU666: &str = include_str!("../../../../../assets/meters/chint-ddsu666.toml");
pub(super) const DDS238: &str = include_str!("../../../../../assets/meters/hiking-dds238-4w.toml");
pub(super) const BOARD: &str = include_str!("../../../../../assets/meters/relay-board-8.toml");
const ALL: [&str; 5] = [SDM120, SDM630, DDSU666, DDS238, BOARD];

fn parse(text: &str) -> Profile {
    Profile::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

fn input(start: u16, count: u16) -> Block {
    Block { function: Function::InputRegisters, start, count }
}

fn holding(start: u16, count: u16) -> Block {
    Block { function: Function::HoldingRegisters, start, count }
}

/// A block of zeroes with some registers set.
fn reply(block: Block, set: &[(u16, &[u16])]) -> (Block, Values) {
    let mut registers = vec![0; usize::from(block.count)];
    for (address, words) in set {
        let at = usize::from(address - block.start);
        registers[at..at + words.len()].copy_from_slice(words);
    }
    (block, Values::Registers(registers))
}

#[test]
fn reads_are_few() {
    assert_eq!(parse(SDM120).blocks(), [input(0x00, 32), input(0x46, 6)]);
    assert_eq!(parse(SDM630).blocks(), [input(0x00, 12), input(0x34, 24)]);
    assert_eq!(parse(DDSU666).blocks(), [holding(0x2000, 16), holding(0x4000, 2)]);
    assert_eq!(parse(DDS238).blocks(), [holding(0x08, 19)]);
    assert_eq!(parse(BOARD).blocks(), [Block { function: Function::Coils, start: 0, count: 8 }]);
}

/// The words were computed by hand from IEEE 754: 230.2 V, 4.35 A, 1000.5 W, 1001.4 VA, -41.25 var,
/// 0.999, 49.98 Hz, 12345.678 kWh, 0.25 kWh.
#[test]
fn an_sdm120_reads_as_it_shows() {
    let profile = parse(SDM120);
    let replies = [
        reply(
            input(0x00, 32),
            &[
                (0x00, &[0x4366, 0x3333]),
                (0x06, &[0x408B, 0x3333]),
                (0x0C, &[0x447A, 0x2000]),
                (0x12, &[0x447A, 0x599A]),
                (0x18, &[0xC225, 0x0000]),
                (0x1E, &[0x3F7F, 0xBE77]),
            ],
        ),
        reply(input(0x46, 6), &[(0x46, &[0x4247, 0xEB85]), (0x48, &[0x4640, 0xE6B6]), (0x4A, &[0x3E80, 0x0000])]),
    ];
    let expected = Sample {
        energy_import: Some(Energy::from_wh(12_345_678)),
        energy_export: Some(Energy::from_wh(250)),
        power_mw: Some(1_000_500),
        apparent_mva: Some(1_001_400),
        reactive_mvar: Some(-41_250),
        power_factor_milli: Some(999),
        frequency_mhz: Some(49_980),
        voltage_mv: vec![230_200],
        current_ma: vec![4_350],
        ..Sample::default()
    };
    assert_eq!(profile.decode(&replies), Ok(expected.clone()));
    let identity = profile.identity().unwrap();
    let mut with_serial = replies.to_vec();
    with_serial.push(reply(identity, &[(0xFC00, &[0x0132, 0xABCD])]));
    assert_eq!(profile.decode(&with_serial).unwrap().serial.as_deref(), Some("20097997"));
    with_serial[2] = reply(identity, &[(0xFC00, &[0xFFFF, 0xFFFF])]);
    assert_eq!(profile.decode(&with_serial), Ok(expected));
}

/// The registers of a real meter, as github.com/dzlabing/dds238 prints them in a row.
#[test]
fn a_dds238_reads_as_captured() {
    let captured: [u16; 19] = [0, 2399, 0, 4733, 2306, 62, 132, 65_534, 917, 4999, 0, 0, 0, 257, 0, 0, 0, 0, 0];
    let mut captured = captured.to_vec();
    let profile = parse(DDS238);
    let sample = profile.decode(&[(holding(0x08, 19), Values::Registers(captured.clone()))]).unwrap();
    assert_eq!(sample.energy_import, Some(Energy::from_wh(47_330)));
    assert_eq!(sample.energy_export, Some(Energy::from_wh(23_990)));
    assert_eq!(sample.voltage_mv, [230_600]);
    assert_eq!(sample.current_ma, [620]);
    assert_eq!(sample.power_mw, Some(132_000));
    assert_eq!(sample.reactive_mvar, Some(-2_000));
    assert_eq!(sample.power_factor_milli, Some(917));
    assert_eq!(sample.frequency_mhz, Some(49_990));
    assert_eq!(sample.relays, [false]);
    captured[18] = 7;
    let unknown = profile.decode(&[(holding(0x08, 19), Values::Registers(captured))]);
    assert_eq!(unknown, Err(DecodeError::RelayCode { channel: 0, contents: 7 }));
}

#[test]
fn a_doubtful_number_refuses_the_whole_reading() {
    let profile = parse(SDM120);
    let mut image = profile.image(&whole(&profile));
    let decode = |image: &crate::RegisterImage| {
        let replies: Vec<_> = profile.blocks().iter().map(|block| (*block, image.read(*block).unwrap())).collect();
        profile.decode(&replies)
    };
    assert!(decode(&image).is_ok());
    for (words, error) in [
        ([0x7FC0, 0x0000], DecodeError::NotNumber { value: "energy_import", raw: 0x7FC0_0000 }),
        ([0xFFFF, 0xFFFF], DecodeError::NotNumber { value: "energy_import", raw: 0xFFFF_FFFF }),
        ([0x7F80, 0x0000], DecodeError::NotNumber { value: "energy_import", raw: 0x7F80_0000 }),
        ([0x0000, 0x4640], DecodeError::NotNumber { value: "energy_import", raw: 0x0000_4640 }),
        ([0xBF80, 0x0000], DecodeError::OutOfRange { value: "energy_import", raw: 0xBF80_0000 }),
        ([0x7F7F, 0xFFFF], DecodeError::OutOfRange { value: "energy_import", raw: 0x7F7F_FFFF }),
        ([0x5F80, 0x0000], DecodeError::OutOfRange { value: "energy_import", raw: 0x5F80_0000 }),
    ] {
        image.set(Function::InputRegisters, 0x48, words[0]);
        image.set(Function::InputRegisters, 0x49, words[1]);
        assert_eq!(decode(&image), Err(error));
    }
    let first = profile.blocks()[0];
    let only_first = [(first, image.read(first).unwrap())];
    assert_eq!(profile.decode(&only_first), Err(DecodeError::Missing { value: "energy_import" }));
    let short = [reply(input(0, 31), &[]), reply(input(0x46, 6), &[])];
    assert_eq!(profile.decode(&short), Err(DecodeError::Missing { value: "power_factor" }));
}

fn whole(profile: &Profile) -> Sample {
    let phases = usize::from(profile.phases());
    let measures = profile.has_energy();
    let has_apparent = profile.id().starts_with("eastron");
    let has_export = measures && profile.id() != "chint-ddsu666";
    Sample {
        energy_import: measures.then(|| Energy::from_wh(1_234_560)),
        energy_export: has_export.then(|| Energy::from_wh(70)),
        power_mw: measures.then_some(-1_500_000),
        apparent_mva: has_apparent.then_some(1_600_500),
        reactive_mvar: measures.then_some(41_000),
        power_factor_milli: measures.then_some(-937),
        frequency_mhz: measures.then_some(50_010),
        voltage_mv: vec![229_900; phases],
        current_ma: vec![6_950; phases],
        relays: (0..profile.relay_channels()).map(|channel| channel % 2 == 0).collect(),
        serial: profile.identity().map(|_| "22001234".to_owned()),
        ..Sample::default()
    }
}

#[test]
fn an_image_decodes_to_the_sample_it_was_made_from() {
    for text in ALL {
        let profile = parse(text);
        let sample = whole(&profile);
        let image = profile.image(&sample);
        let blocks = profile.blocks().iter().copied().chain(profile.identity());
        let replies: Vec<_> = blocks.map(|block| (block, image.read(block).unwrap())).collect();
        assert_eq!(profile.decode(&replies), Ok(sample), "{}", profile.id());
        assert_eq!(image.read(input(0x7000, 2)), None);
        assert_eq!(image.read(holding(0xFFFF, 2)), None);
    }
}

#[test]
fn a_relay_in_the_meter_is_written_with_function_16_and_read_back_alone() {
    let profile = parse(DDS238);
    let close = Request::WriteRegisters { address: 0x1A, values: vec![1] };
    assert_eq!(profile.relay_channels(), 1);
    assert_eq!(profile.relay_command(0, true), Some(close.clone()));
    assert_eq!(profile.relay_command(1, true), None);
    let read = profile.relay_read(0).unwrap();
    assert_eq!(read, holding(0x1A, 1));
    assert_eq!(profile.relay_state(0, read, &Values::Registers(vec![1])), Ok(true));
    assert_eq!(profile.relay_state(0, read, &Values::Registers(vec![0])), Ok(false));
    let unknown = DecodeError::RelayCode { channel: 0, contents: 2 };
    assert_eq!(profile.relay_state(0, read, &Values::Registers(vec![2])), Err(unknown));
}

#[test]
fn a_board_has_a_coil_per_channel_and_is_read_as_a_whole() {
    let profile = parse(BOARD);
    let open = Request::WriteCoil { address: 7, on: false };
    assert_eq!(profile.relay_channels(), 8);
    assert_eq!(profile.relay_command(7, false), Some(open.clone()));
    assert_eq!(profile.relay_command(8, false), None);
    let read = profile.relay_read(7).unwrap();
    assert_eq!(read, Block { function: Function::Coils, start: 0, count: 8 });
    let bits = Values::Bits(vec![false, true, false, false, false, false, false, true]);
    assert_eq!(profile.relay_state(7, read, &bits), Ok(true));
    assert_eq!(profile.relay_state(0, read, &bits), Ok(false));
    assert_eq!(profile.guard(), Some(holding(0x4000, 1)));
}

#[test]
fn register_steps_grow_with_a_float_and_stay_with_an_integer() {
    let step = |text: &str, wh: i64| parse(text).register_step(Energy::from_wh(wh)).wh();
    assert_eq!(step(DDS238, 1_000), 10);
    assert_eq!(step(SDM120, 1_000), 1);
    assert_eq!(step(SDM120, 300_000_000), 31);
    assert_eq!(parse(DDS238).register_modulus(), Some(Energy::from_wh(1_000_000_000)));
    assert_eq!(parse(SDM120).register_modulus(), None);
    assert_eq!(parse(SDM630).rated_w(), 69_000);
}
