//! What a device tells of itself, its leakage and its temperatures, each from literal registers.

use meter::{Block, DecodeError, Flag, Function, Profile, Sample, Values};

const TOP: &str = "id = \"breaker\"\nmaker = \"Maker\"\nmodel = \"Breaker\"\nsources = [\"a document\"]\n[line]\n";
const VALUES: &str = r#"
[values]
energy_import = { table = "input", address = 0, type = "u32", unit = "Wh" }
leakage = { table = "input", address = 2, type = "u16", unit = "mA", scale = "0.1", unavailable = "ones" }
temperature = { table = "input", address = [3, 4], type = "i16", unit = "°C", unavailable = "least" }
"#;
const FLAGS: &str = r#"
[[flag]]
says = "overload"
table = "input"
address = 5
mask = 0x0006

[[flag]]
says = "overload"
table = "input"
address = 5
mask = 0x0100

[[flag]]
says = "locked"
table = "input"
address = 5
mask = 0xF000
raised = [0x1000, 0x2000]

[[flag]]
says = "cover-open"
table = "input"
address = 6
type = "u32"
words = "low-first"
mask = 0x00010000
clear = 0x00010000
"#;

fn profile(text: &str) -> Profile {
    Profile::parse(&format!("{TOP}{text}")).unwrap_or_else(|error| panic!("{error}"))
}

fn decode(profile: &Profile, registers: &[u16]) -> Result<Sample, DecodeError> {
    let block = Block { function: Function::InputRegisters, start: 0, count: 8 };
    profile.decode(&[(block, Values::Registers(registers.to_vec()))])
}

#[test]
fn leakage_and_temperatures_have_their_units_and_may_be_missing() {
    let meter = profile(&format!("{VALUES}{FLAGS}"));
    assert!(meter.measures_leakage() && meter.measures_temperature());
    let sample = decode(&meter, &[0, 7, 0x012C, 0xFFFB, 41, 0, 0, 1]).unwrap();
    assert_eq!((sample.leakage_ma, sample.temperature_deci_c), (Some(30), vec![-50, 410]));
    let without = decode(&meter, &[0, 7, 0xFFFF, 0x8000, 41, 0, 0, 1]).unwrap();
    assert_eq!((without.leakage_ma, without.temperature_deci_c), (None, vec![410]));
    let melted = decode(&meter, &[0, 7, 0, 301, 41, 0, 0, 1]);
    assert_eq!(melted, Err(DecodeError::OutOfRange { value: "temperature", raw: 301 }));
}

#[test]
fn a_flag_is_a_bit_a_code_or_the_absence_of_one() {
    let meter = profile(&format!("{VALUES}{FLAGS}"));
    assert_eq!(meter.flags().collect::<Vec<_>>(), [Flag::Overload, Flag::Locked, Flag::CoverOpen]);
    for (state, cover, raised) in [
        (0x0000, [0, 1], vec![]),
        (0x0001, [0xFFFF, 1], vec![]),
        (0x0002, [0, 1], vec![Flag::Overload]),
        (0x0100, [0, 1], vec![Flag::Overload]),
        (0x1000, [0, 1], vec![Flag::Locked]),
        (0x2004, [0, 1], vec![Flag::Overload, Flag::Locked]),
        (0x3000, [0, 1], vec![]),
        (0x0000, [1, 0], vec![Flag::CoverOpen]),
    ] {
        let sample = decode(&meter, &[0, 7, 0, 41, 41, state, cover[0], cover[1]]).unwrap();
        assert_eq!(sample.flags.raised().collect::<Vec<_>>(), {
            let mut sorted = raised.clone();
            sorted.sort_unstable();
            sorted
        });
        assert_eq!(sample.flags.get(Flag::Magnet), None, "{state:#06x}");
        let again = meter.image(&sample).read(Block { function: Function::InputRegisters, start: 0, count: 8 });
        let Some(Values::Registers(again)) = again else { panic!("{state:#06x}") };
        assert_eq!(decode(&meter, &again).unwrap().flags, sample.flags, "{state:#06x}");
    }
    let short = decode(&meter, &[0, 7, 0, 41, 41, 0, 0]);
    assert_eq!(short, Err(DecodeError::Missing { value: "flag" }));
}

#[test]
fn a_lock_beside_the_relay_leaves_its_state_alone() {
    let breaker = profile(
        r#"
[values]
energy_import = { table = "input", address = 1, type = "u32", unit = "Wh" }
[relay]
write = "coil"
address = 1
read = { table = "input", address = 0, mask = 0x00FF, closed = 0x00F0, opened = 0x000F }
[[flag]]
says = "locked"
table = "input"
address = 0
mask = 0xFF00
raised = 0x0100
"#,
    );
    let block = Block { function: Function::InputRegisters, start: 0, count: 3 };
    for (state, on, locked) in [(0x00F0, true, false), (0x010F, false, true)] {
        let sample = breaker.decode(&[(block, Values::Registers(vec![state, 0, 1]))]).unwrap();
        assert_eq!((sample.relays.as_slice(), sample.flags.get(Flag::Locked)), ([on].as_slice(), Some(locked)));
        assert_eq!(breaker.image(&sample).get(Function::InputRegisters, 0), Some(state));
    }
}

#[test]
fn a_flag_that_cannot_be_both_is_refused_with_line_and_key() {
    let flag = |rest: &str| format!("{TOP}{VALUES}[[flag]]\nsays = \"locked\"\ntable = \"input\"\naddress = 9\n{rest}");
    for (rest, line, key) in [
        ("raised = 1\nclear = 0\n", 16, "flag[0].clear"),
        ("mask = 1\nraised = 2\n", 16, "flag[0].raised"),
        ("mask = 1\nclear = [0, 1]\n", 16, "flag[0].clear"),
        ("mask = 0x10000\n", 15, "flag[0].mask"),
        ("bit = 3\n", 15, "flag[0].bit"),
        ("type = \"f32\"\n", 15, "flag[0].type"),
    ] {
        let error = Profile::parse(&flag(rest)).unwrap_err();
        assert_eq!((error.line, error.key.as_str()), (line, key), "{rest}: {error}");
    }
    let error = Profile::parse(&flag("").replace("locked", "asleep")).unwrap_err();
    assert_eq!((error.line, error.key.as_str()), (12, "flag[0].says"));
}
