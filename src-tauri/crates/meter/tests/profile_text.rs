//! What a profile file may say, and how a mistake in it is reported.

use meter::{Block, Function, Profile, Request, Values};

const PLAIN: &str = r#"
id = "test"
maker = "Maker"
model = "Model"
sources = ["a document"]

[line]
baud = 9600

[values]
power = { table = "input", address = 4, type = "i32", unit = "W", scale = 0.1 }
"#;

fn complaint(from: &str, to: &str) -> String {
    assert!(PLAIN.contains(from), "{from}");
    Profile::parse(&PLAIN.replacen(from, to, 1)).unwrap_err().to_string()
}

#[test]
fn a_mistake_is_named_with_its_line_and_key() {
    for (from, to, expected) in [
        ("id = \"test\"", "id = \"Te st\"", "line 2, `id`: write at most 60 lower-case"),
        ("id = \"test\"", "", "line 1, `id`: this key is required"),
        ("maker = \"Maker\"", "maker = 3", "line 3, `maker`: write a text in quotes"),
        ("[\"a document\"]", "[]", "line 5, `sources`: name at least one document"),
        ("baud = 9600", "baud = 12", "line 8, `line.baud`: write a whole number from 300"),
        ("baud = 9600", "bauds = 9600", "line 8, `line.bauds`: this key is not known"),
        ("power =", "pover =", "line 11, `values.pover`: this key is not known"),
        (
            "\"input\"",
            "\"coil\"",
            "line 11, `values.power.table`: “coil” is not known here; write one of input, holding",
        ),
        ("\"i32\"", "\"f64\"", "line 11, `values.power.type`: write one of u16"),
        ("\"W\"", "\"kWh\"", "line 11, `values.power.unit`: “kWh” is not known here; write one of W, kW"),
        ("scale = 0.1", "scale = 0", "line 11, `values.power.scale`: write a positive decimal"),
        ("scale = 0.1", "scale = -1", "line 11, `values.power.scale`: write a positive decimal"),
        ("address = 4", "address = [4, 6]", "line 11, `values.power.address`: write 1 of them"),
        ("address = 4", "address = 65535", "line 11, `values.power.address`: write a whole number from 0 to 65534"),
        ("[values]", "[value]", "line 1, `values`: a device measures something or has a relay"),
        ("[line]", "[lines]", "line 1, `line`: this table is required"),
        ("baud = 9600", "baud = ", "line 8, ``:"),
    ] {
        let said = complaint(from, to);
        assert!(said.starts_with(expected), "{said}");
    }
}

fn with(more: &str) -> Profile {
    Profile::parse(&format!("{PLAIN}{more}")).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn order_of_words_scale_sign_and_missing_values_are_the_files_to_say() {
    let text =
        PLAIN.replace("scale = 0.1", r#"scale = 0.1, words = "low-first", sign = "negated", unavailable = 0x7FFFFFFF"#);
    let profile = Profile::parse(&text).unwrap();
    let block = Block { function: Function::InputRegisters, start: 4, count: 2 };
    assert_eq!(profile.blocks(), [block]);
    let decode = |words: [u16; 2]| profile.decode(&[(block, Values::Registers(words.to_vec()))]);
    assert_eq!(decode([2505, 0]).unwrap().power_mw, Some(-250_500));
    assert_eq!(decode([0xFFFF, 0xFFFF]).unwrap().power_mw, Some(100));
    assert!(decode([0xFFFF, 0x7FFF]).unwrap_err().to_string().contains("not available"));
}

#[test]
fn two_registers_in_one_write_and_another_place_to_read_back() {
    let profile = with(
        r#"
[relay]
write = "registers"
address = 0x100
close = [0xA5, 1]
open = [0xA5, 0]
read = { table = "input", address = 0x200, mask = 0x0100, closed = 0x0100, opened = 0 }
"#,
    );
    let open = Request::WriteRegisters { address: 0x100, values: vec![0xA5, 0] };
    assert_eq!(profile.relay_command(0, false), Some(open));
    let read = profile.relay_read(0).unwrap();
    assert_eq!(read, Block { function: Function::InputRegisters, start: 0x200, count: 1 });
    assert_eq!(profile.relay_state(0, read, &Values::Registers(vec![0xFFFF])), Ok(true));
    assert_eq!(profile.relay_state(0, read, &Values::Registers(vec![0xFEFF])), Ok(false));
}

#[test]
fn a_code_in_a_register_written_with_function_6() {
    let profile = with("\n[relay]\nwrite = \"register\"\naddress = 9\nclose = 0x55\nopen = 0xAA\n");
    assert_eq!(profile.relay_command(0, true), Some(Request::WriteRegister { address: 9, value: 0x55 }));
    let read = profile.relay_read(0).unwrap();
    assert!(profile.relay_state(0, read, &Values::Registers(vec![0])).is_err());
}

#[test]
fn a_relay_that_cannot_work_is_refused() {
    for (relay, expected) in [
        ("write = \"coil\"\naddress = 0\nclose = 1\nopen = 1", "close and open are"),
        ("write = \"coil\"\naddress = 0\nclose = 2\nopen = 0", "close and open are"),
        ("write = \"register\"\naddress = 0\nclose = [1, 2]\nopen = [0, 0]", "only write = "),
        ("write = \"coil\"\naddress = 65535\nchannels = 2", "beyond the end"),
        ("write = \"lever\"\naddress = 0", "is not known here"),
        (
            "write = \"register\"\naddress = 0\nread = { table = \"holding\", address = 0, closed = 1, opened = [0, 1] }",
            "one code cannot",
        ),
    ] {
        let said = Profile::parse(&format!("{PLAIN}\n[relay]\n{relay}\n")).unwrap_err().to_string();
        assert!(said.contains(expected), "{said}");
    }
}

/// Tables beyond `[values]`, each appended to the plain profile, and what is said of them.
#[test]
fn a_mistake_in_any_table_is_named_with_its_key() {
    for (more, expected) in [
        ("[identity]\ntable = \"holding\"\naddress = 1\ntype = \"f32\"", "`identity.type`: “f32” is not known"),
        ("[identity]\ntable = \"holding\"\naddress = 1\ntype = \"text\"", "`identity.registers`: a text has a length"),
        (
            "[identity]\ntable = \"holding\"\naddress = 1\ntype = \"u32\"\nregisters = 2",
            "`identity.registers`: only a text has a length",
        ),
        (
            "[identity]\ntable = \"holding\"\naddress = 65535\ntype = \"u32\"",
            "`identity.address`: the register lies beyond",
        ),
        (
            "[identity]\ntable = \"holding\"\naddress = 1\ntype = \"u16\"\nunavailable = 65536",
            "`identity.unavailable`: write a whole number from 0 to 65535",
        ),
        ("[[probe]]\ntable = \"holding\"\naddress = 1\ntype = \"u16\"", "`probe[0].expect`: this key is required"),
        (
            "[[probe]]\ntable = \"holding\"\naddress = 1\ntype = \"u16\"\nexpect = \"B21\"",
            "`probe[0].expect`: write numbers for a number",
        ),
        (
            "[[probe]]\ntable = \"holding\"\naddress = 1\ntype = \"u16\"\nexpect = 65536",
            "`probe[0].expect`: the number is larger",
        ),
        (
            "[[probe]]\ntable = \"holding\"\naddress = 1\ntype = \"text\"\nregisters = 2\nexpect = 7",
            "`probe[0].expect`: write texts for a text",
        ),
        ("[probe]\ntable = \"holding\"", "`probe`: write a list of tables here"),
        ("[setup]\naddress = { address = 1 }", "`setup.address.write`: this key is required"),
        (
            "[setup]\naddress = { address = 1, write = \"register\", least = 9, most = 8 }",
            "`setup.address.least`: the least address is not above",
        ),
        (
            "[setup]\naddress = { address = 1, write = \"register\", type = \"f32\" }",
            "`setup.address.type`: two registers are written whole",
        ),
        ("[setup]\nbaud = { address = 1, write = \"register\" }", "`setup.baud.codes`: this table is required"),
        (
            "[setup]\nbaud = { address = 1, write = \"register\", codes = { 9601000 = 1 } }",
            "`setup.baud.codes.9601000`: write a baud rate",
        ),
        (
            "[setup]\nbaud = { address = 1, write = \"register\", codes = { 9600 = 1, 4800 = 1 } }",
            "`setup.baud.codes`: one code cannot mean two things",
        ),
        (
            "[setup]\nparity = { address = 1, write = \"register\", codes = { \"7E1\" = 1 } }",
            "`setup.parity.codes.7E1`: write a baud rate such as 9600, or a frame such as 8N1",
        ),
        (
            "[setup]\nparity = { address = 1, write = \"register\", part = \"low-byte\", codes = { \"8E1\" = 256 } }",
            "`setup.parity.codes`: a part of a register holds 0 to 255",
        ),
        ("[setup]\nunlock = { address = 1, write = \"register\" }", "`setup.unlock.value`: this key is required"),
        ("[setup]\npassword = 1000", "`setup.password`: this key is not known"),
        ("[clock]\naddress = 1\nfields = [\"second\"]", "`clock.fields`: write one entry per register"),
        (
            "[clock]\naddress = 65534\nfields = [\"year/month\", \"day/hour\", \"minute/second\"]",
            "`clock.address`: the registers lie beyond",
        ),
        (
            "[clock]\naddress = 1\ndigits = \"hex\"\nfields = [\"year/month\", \"day/hour\", \"minute/second\"]",
            "`clock.digits`: “hex” is not known",
        ),
        (
            "[relay]\nwrite = \"registers\"\naddress = 1\nkey = { serial_shifts = 8 }",
            "`relay.key`: a key comes from a number in [identity]",
        ),
        (
            "[relay]\nwrite = \"registers\"\naddress = 1\nclose = [1, 0]\nopen = [1, 1]",
            "`relay.read`: several codes in one write need a place",
        ),
        ("[relay]\nwrite = \"coil\"\naddress = 1\nauto = 0", "`relay.auto`: a third state has a code of its own"),
        (
            "[relay]\nwrite = \"coil\"\naddress = 1\nread = { table = \"coil\", address = 1, type = \"u32\" }",
            "`relay.read.type`: a coil or a discrete input is one bit",
        ),
        (
            "[relay]\nwrite = \"coil\"\naddress = 1\nread = { table = \"coil\", address = 1, closed = \"other\", opened = \"other\" }",
            "`relay.read.closed`: one code cannot mean both",
        ),
        (
            "[relay]\nwrite = \"coil\"\naddress = 1\nread = { table = \"coil\", address = 1, closed = [1, \"other\"] }",
            "`relay.read.closed`: \"other\" stands alone",
        ),
        (
            "[relay]\nwrite = \"coil\"\naddress = 1\nopen_lasts_s = 0",
            "`relay.open_lasts_s`: write a whole number from 1",
        ),
    ] {
        let said = Profile::parse(&format!("{PLAIN}\n{more}\n")).unwrap_err().to_string();
        let (line, problem) = said.split_once(", ").unwrap();
        assert!(problem.starts_with(expected), "{more}\n{said}");
        let line: usize = line.strip_prefix("line ").unwrap().parse().unwrap();
        assert!((13..=13 + more.lines().count()).contains(&line), "{more}\n{said}");
    }
}

#[test]
fn a_mistake_in_a_value_is_named_with_its_key() {
    let of = |value: &str| {
        let text = PLAIN.replace("power = ", &format!("energy_import = {value}\npower = "));
        Profile::parse(&text).unwrap_err().to_string()
    };
    for (value, expected) in [
        (
            r#"{ table = "input", address = 0, type = "u16", unit = "Wh", unavailable = 65536 }"#,
            "`values.energy_import.unavailable`: write a whole number from 0 to 65535, or \"ones\"",
        ),
        (
            r#"{ table = "input", address = 0, type = "u16", unit = "Wh", unavailable = "none" }"#,
            "`values.energy_import.unavailable`: write a whole number",
        ),
        (
            r#"{ table = "input", address = 0, type = "u16", unit = "Wh", combine = "sum" }"#,
            "`values.energy_import.address`: a sum takes 2 to 16 addresses",
        ),
        (
            r#"{ table = "input", address = 0, type = "u32", unit = "Wh", wraps_after_digits = 6, wraps_after_bits = 20 }"#,
            "`values.energy_import.wraps_after_bits`: write digits or bits, not both",
        ),
        (
            r#"{ table = "input", address = 0, type = "f32", unit = "Wh", wraps_after_digits = 6 }"#,
            "`values.energy_import.wraps_after_digits`: only an integer register",
        ),
        (
            r#"{ table = "input", address = 0, type = "u16", unit = "var" }"#,
            "`values.energy_import.unit`: “var” is not known here; write one of Wh, kWh, MWh",
        ),
    ] {
        let said = of(value);
        assert!(said.starts_with(&format!("line 11, {expected}")), "{said}");
    }
}

/// A limit of the line that the values do not fit into, and limits that they do.
#[test]
fn blocks_keep_within_what_the_line_allows() {
    let with = |more: &str| Profile::parse(&PLAIN.replace("baud = 9600", &format!("baud = 9600\n{more}")));
    let said = with("max_block = 1").unwrap_err().to_string();
    assert!(said.contains("`line.max_block`: the values do not fit"), "{said}");
    let said = with("guard = { table = \"input\", address = 0, count = 2 }").unwrap_err().to_string();
    assert!(said.contains("`line.guard.count`: a guard must be unlike"), "{said}");
    let profile = with("max_block = 2\nread_across = 0\ngap_ms = 20\ntimeout_ms = 900").unwrap();
    assert_eq!((profile.gap_ms(), profile.timeout_ms()), (20, 900));
}

#[test]
fn a_sum_of_phases_is_one_value() {
    let text = PLAIN.replace("address = 4,", "address = [4, 6, 10], combine = \"sum\", unavailable = \"most\",");
    let profile = Profile::parse(&text).unwrap();
    let block = Block { function: Function::InputRegisters, start: 4, count: 8 };
    assert_eq!(profile.blocks(), [block]);
    let decode = |words: [u16; 8]| profile.decode(&[(block, Values::Registers(words.to_vec()))]);
    assert_eq!(decode([0, 1000, 0xFFFF, 0xFFFF, 7, 7, 0, 501]).unwrap().power_mw, Some(150_000));
    let said = decode([0, 1000, 0x7FFF, 0xFFFF, 0, 0, 0, 501]).unwrap_err().to_string();
    assert!(said.contains("`power` is not available"), "{said}");
    let sample = meter::Sample { power_mw: Some(150_100), ..meter::Sample::default() };
    assert_eq!(profile.decode(&[(block, profile.image(&sample).read(block).unwrap())]), Ok(sample));
}

#[test]
fn the_width_of_a_register_says_where_it_starts_again() {
    let of = |energy: &str| {
        let text = PLAIN.replace("power = ", &format!("energy_import = {{ table = \"input\", {energy} }}\npower = "));
        Profile::parse(&text).unwrap().register_modulus().map(units::Energy::wh)
    };
    let register = |wraps: &str| of(&format!("address = 0, type = \"u32\", unit = \"kWh\", scale = 0.01{wraps}"));
    assert_eq!(register(""), None);
    assert_eq!(register(", wraps_after_digits = 8"), Some(1_000_000_000));
    assert_eq!(register(", wraps_after_bits = 32"), Some(42_949_672_960));
    assert_eq!(of("address = 0, type = \"u16\", unit = \"Wh\", wraps_after_bits = 16"), Some(65_536));
    let both = PLAIN.replace("maker", "rollover_kwh = 1000\nmaker").replace(
        "power = ",
        "energy_import = { table = \"input\", address = 0, type = \"u32\", unit = \"Wh\", wraps_after_digits = 6 }\npower = ",
    );
    assert!(Profile::parse(&both).unwrap_err().to_string().contains("`rollover_kwh`: the width"));
}
