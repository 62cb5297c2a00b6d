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
