//! Which of several models a device is, by what it says of itself.

use meter::{Fit, Probed, Profile, Values};

fn profile(id: &str) -> Profile {
    let path = format!("{}/../../../assets/meters/{id}.toml", env!("CARGO_MANIFEST_DIR"));
    Profile::parse(&std::fs::read_to_string(path).unwrap()).unwrap_or_else(|error| panic!("{id}: {error}"))
}

fn says(words: &[u16]) -> Probed {
    Probed::Answered(Values::Registers(words.to_vec()))
}

#[test]
fn a_name_in_two_characters_a_register() {
    for (said, fits) in [([0x4232, 0x3320], "abb-b23"), ([0x4232, 0x3120], "abb-b21"), ([0x4232, 0x3420], "abb-b24")] {
        for id in ["abb-b21", "abb-b23", "abb-b24"] {
            let expected = if id == fits { Fit::Proven } else { Fit::No };
            assert_eq!(profile(id).fit(&[says(&said)]), expected, "{id}");
        }
    }
    assert_eq!(profile("abb-b21").fit(&[says(&[0, 0])]), Fit::No, "no text");
    assert_eq!(profile("finder-7e-23").fit(&[says(&[0x3745, 0x3233, 0x382E, 0, 0, 0])]), Fit::Proven);
}

#[test]
fn a_name_in_one_character_a_register_and_a_longer_one_in_any_case() {
    let soco = says(&[0x53, 0x4F, 0x43, 0x4F]);
    let countis = |digits: [u16; 2]| says(&[0x436F, 0x756E, 0x7469, 0x7320, digits[0], digits[1], 0, 0]);
    let (e23, e44) = (countis([0x4532, 0x3300]), countis([0x4534, 0x3400]));
    for (id, said, expected) in [
        ("socomec-countis-e23", &e23, Fit::Proven),
        ("socomec-countis-e23", &e44, Fit::No),
        ("socomec-countis-e34", &e44, Fit::Proven),
        ("socomec-countis-e34", &e23, Fit::No),
        ("socomec-countis-e14", &countis([0x4531, 0x3400]), Fit::Proven),
        ("socomec-countis-e14", &e23, Fit::No),
    ] {
        assert_eq!(profile(id).fit(&[soco.clone(), said.clone()]), expected, "{id}");
        assert_eq!(profile(id).fit(std::slice::from_ref(&soco)), Fit::Possible, "{id}");
        assert_eq!(profile(id).fit(&[soco.clone(), Probed::Silent]), Fit::Possible, "{id}");
    }
}

#[test]
fn a_number_among_several_and_a_mode_that_has_to_be_set() {
    let meter = profile("carlo-gavazzi-em24-e1");
    assert_eq!(meter.fit(&[says(&[1653]), says(&[7])]), Fit::Proven);
    assert_eq!(meter.fit(&[says(&[1654]), says(&[7])]), Fit::No);
    assert_eq!(meter.fit(&[says(&[1648]), says(&[5])]), Fit::No);
    assert_eq!(meter.fit(&[says(&[1648]), Probed::Refused]), Fit::Possible);
    assert_eq!(meter.probes().count(), 2);
}

/// FC02h of Eastron's meters; 000Bh of Carlo Gavazzi's.
#[test]
fn relatives_with_one_set_of_registers_by_their_code() {
    let eastron = ["eastron-sdm120", "eastron-sdm72d-m", "eastron-sdm72d-m-2"];
    let gavazzi = ["carlo-gavazzi-em111", "carlo-gavazzi-em24", "carlo-gavazzi-em340"];
    for (relatives, code, fits) in [
        (eastron, 0x0020, "eastron-sdm120"),
        (eastron, 0x0084, "eastron-sdm72d-m"),
        (eastron, 0x0200, "eastron-sdm72d-m"),
        (eastron, 0x0087, "eastron-sdm72d-m-2"),
        (eastron, 0x0089, "eastron-sdm72d-m-2"),
        (eastron, 0x0070, "none of these"),
        (gavazzi, 104, "carlo-gavazzi-em111"),
        (gavazzi, 71, "carlo-gavazzi-em24"),
        (gavazzi, 341, "carlo-gavazzi-em340"),
        (gavazzi, 340, "none: a sample with its words the other way round"),
    ] {
        for id in relatives {
            let expected = if id == fits { Fit::Proven } else { Fit::No };
            assert_eq!(profile(id).fit(&[says(&[code])]), expected, "{id} {code}");
            assert_eq!(profile(id).fit(&[Probed::Refused]), Fit::Possible, "{id}");
        }
    }
}

#[test]
fn a_register_that_only_the_other_revision_has() {
    let text = r#"
id = "first-revision"
maker = "Maker"
model = "Model"
sources = ["a document"]
[line]
[values]
power = { table = "input", address = 4, type = "i32", unit = "W" }
[[probe]]
table = "holding"
address = 0xFC00
type = "u32"
expect = "refusal"
"#;
    let meter = Profile::parse(text).unwrap();
    assert_eq!(meter.fit(&[Probed::Refused]), Fit::Proven);
    assert_eq!(meter.fit(&[says(&[0, 1])]), Fit::No);
    assert_eq!(meter.fit(&[Probed::Silent]), Fit::Possible);
}

#[test]
fn a_profile_without_probes_fits_anything_possibly() {
    assert_eq!(profile("eastron-sdm230").fit(&[]), Fit::Possible);
}
