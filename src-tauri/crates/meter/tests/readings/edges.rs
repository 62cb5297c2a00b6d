//! One register or a few at the edge of what they can hold, each with what a pocket calculator makes of it.

use meter::{Block, DecodeError, Function, Profile, Values};

const TOP: &str =
    "id = \"edge\"\nmaker = \"Edge\"\nmodel = \"Edge\"\nsources = [\"computed by hand\"]\n[line]\n[values]\n";

/// The energy import in Wh, power in mW, or why there is none.
fn read(key: &str, rest: &str, registers: &[u16]) -> Result<i64, DecodeError> {
    let text = format!("{TOP}{key} = {{ table = \"holding\", address = 0, {rest} }}\n");
    let profile = Profile::parse(&text).unwrap_or_else(|error| panic!("{error}"));
    let block =
        Block { function: Function::HoldingRegisters, start: 0, count: u16::try_from(registers.len()).unwrap() };
    let sample = profile.decode(&[(block, Values::Registers(registers.to_vec()))])?;
    Ok(sample.energy_import.map(units::Energy::wh).or(sample.power_mw).unwrap())
}

#[test]
fn integers_at_their_edges() {
    let power = |rest: &str, registers: &[u16]| read("power", rest, registers).unwrap();
    for (rest, registers, milliwatts) in [
        ("type = \"u16\", unit = \"W\"", &[0xFFFF][..], 65_535_000),
        ("type = \"i16\", unit = \"W\"", &[0x8000], -32_768_000),
        ("type = \"i16\", unit = \"W\"", &[0x7FFF], 32_767_000),
        ("type = \"i16\", unit = \"kW\", scale = \"0.01\"", &[0xFFFF], -10_000),
        ("type = \"u32\", unit = \"W\", scale = \"0.1\"", &[0x0001, 0x0000], 6_553_600),
        ("type = \"u32\", unit = \"W\", scale = \"0.1\", words = \"low-first\"", &[0x0001, 0x0000], 100),
        ("type = \"i32\", unit = \"W\", scale = \"0.001\"", &[0x8000, 0x0000], -2_147_483_648),
        ("type = \"i32\", unit = \"W\", words = \"low-first\"", &[0xFFFE, 0xFFFF], -2_000),
        ("type = \"i64\", unit = \"W\"", &[0xFFFF, 0xFFFF, 0xFFFF, 0xFFFD], -3_000),
        ("type = \"i64\", unit = \"W\", words = \"low-first\"", &[0x0005, 0, 0, 0], 5_000),
        ("type = \"i32\", unit = \"W\", sign = \"negated\"", &[0xFFFF, 0xFFFF], 1_000),
    ] {
        assert_eq!(power(rest, registers), milliwatts, "{rest} {registers:04X?}");
    }
}

#[test]
fn floats_at_their_edges() {
    let kwh = |words: [u16; 2]| read("energy_import", "type = \"f32\", unit = \"kWh\"", &words);
    for (words, wh) in [
        ([0x0000, 0x0000], Ok(0)),
        ([0x8000, 0x0000], Ok(0)),
        ([0x3A83, 0x126F], Ok(1)),
        ([0x0080, 0x0000], Ok(0)),
        ([0x4B80, 0x0000], Ok(16_777_216_000)),
        ([0x49F4, 0x23FF], Ok(1_999_999_875)),
        ([0xBF80, 0x0000], Err(DecodeError::OutOfRange { value: "energy_import", raw: 0xBF80_0000 })),
        ([0x0000, 0x0001], Err(DecodeError::NotNumber { value: "energy_import", raw: 1 })),
        ([0x7F80, 0x0000], Err(DecodeError::NotNumber { value: "energy_import", raw: 0x7F80_0000 })),
        ([0x7FC0, 0x0000], Err(DecodeError::NotNumber { value: "energy_import", raw: 0x7FC0_0000 })),
        ([0xFFFF, 0xFFFF], Err(DecodeError::NotNumber { value: "energy_import", raw: 0xFFFF_FFFF })),
    ] {
        assert_eq!(kwh(words), wh, "{words:04X?}");
    }
    let low_first = read("energy_import", "type = \"f32\", unit = \"kWh\", words = \"low-first\"", &[0xE6B6, 0x4640]);
    assert_eq!(low_first, Ok(12_345_678));
}

#[test]
fn patterns_for_what_is_not_there() {
    let gone = Err(DecodeError::Unavailable { value: "power" });
    for (rest, registers) in [
        ("type = \"u16\", unit = \"W\", unavailable = \"ones\"", &[0xFFFF][..]),
        ("type = \"i16\", unit = \"W\", unavailable = \"most\"", &[0x7FFF]),
        ("type = \"i16\", unit = \"W\", unavailable = \"least\"", &[0x8000]),
        ("type = \"i32\", unit = \"W\", unavailable = [0x7FFFFFFF, \"least\"]", &[0x8000, 0x0000]),
        ("type = \"i32\", unit = \"W\", words = \"low-first\", unavailable = \"most\"", &[0xFFFF, 0x7FFF]),
        ("type = \"i64\", unit = \"W\", unavailable = \"ones\"", &[0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF]),
    ] {
        assert_eq!(read("power", rest, registers), gone, "{rest}");
    }
}
