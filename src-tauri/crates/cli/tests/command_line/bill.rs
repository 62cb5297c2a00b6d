//! The calculator on every example of `assets/examples`, against what lies beside them. After a deliberate change,
//! `ROOMWATT_EXAMPLES=write cargo test -p cli bill` writes the expected files anew.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::program::run;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/examples")
}

fn cases() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder()).unwrap().flatten().map(|entry| entry.path());
    let mut cases: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|end| end == "json")).collect();
    cases.sort();
    cases
}

/// The file of what a case prints.
fn expected(case: &Path, kind: &str) -> PathBuf {
    folder().join("expected").join(case.file_stem().unwrap()).with_extension(kind)
}

#[test]
fn every_example_prints_what_lies_beside_it() {
    let write = std::env::var("ROOMWATT_EXAMPLES").is_ok_and(|how| how == "write");
    let cases = cases();
    assert!(cases.len() >= 14, "{cases:?}");
    for case in &cases {
        let name = case.to_str().unwrap();
        let text = run(["bill", name]);
        let data = run(["--json", "bill", name]);
        assert_eq!((text.code, text.stderr.as_str()), (0, ""), "{name}: {text:?}");
        if write {
            std::fs::write(expected(case, "txt"), &text.stdout).unwrap();
            std::fs::write(expected(case, "json"), &data.stdout).unwrap();
        }
        let read =
            |kind| std::fs::read_to_string(expected(case, kind)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(text.stdout, read("txt"), "{name}");
        assert_eq!(data.json(), serde_json::from_str::<Value>(&read("json")).unwrap(), "{name}");
    }
}

#[test]
fn every_example_is_named_in_the_description() {
    let description = std::fs::read_to_string(folder().join("README.md")).unwrap();
    for case in cases() {
        let name = format!("| `{}` |", case.file_name().unwrap().to_str().unwrap());
        assert!(description.contains(&name), "{name}");
    }
}

#[test]
fn what_is_printed_adds_up() {
    for case in cases() {
        let bill = run(["--json", "bill", case.to_str().unwrap()]).json();
        let minor = |value: &Value, key: &str| value[key].as_i64().unwrap();
        let mut all = 0;
        for month in bill["rooms"].as_array().unwrap().iter().flat_map(|room| room["months"].as_array().unwrap()) {
            let lines = month["lines"].as_array().unwrap();
            let sum: i64 = lines.iter().map(|line| minor(line, "minor")).sum();
            assert_eq!(sum, minor(month, "total_minor"), "{case:?}");
            assert_eq!(minor(month, "net_minor") + minor(month, "tax_minor"), sum, "{case:?}");
            if month["rise_kwh"].is_string() {
                assert_eq!(month["rise_kwh"], month["kwh"], "{case:?}");
            }
            all += sum;
        }
        assert_eq!(all, minor(&bill, "total_minor"), "{case:?}");
        for pool in bill["common"].as_array().into_iter().flatten() {
            let shares: i64 = pool["shares"].as_array().unwrap().iter().map(|share| minor(share, "minor")).sum();
            assert_eq!(shares + pool["unclaimed_minor"].as_i64().unwrap_or(0), minor(pool, "cost_minor"), "{case:?}");
        }
    }
}

#[test]
fn a_case_that_cannot_be_worked_out_is_one_sentence() {
    let check = |words: &[&str], said: &str| {
        let outcome = run(words);
        assert!(outcome.refusal().contains(said), "{outcome:?}");
    };
    check(&["bill", "there-is-no-such-case.json"], "there is no file there-is-no-such-case.json; check its name");
    let folder = tempfile::tempdir().unwrap();
    let case = folder.path().join("case.json");
    std::fs::write(&case, r#"{"zone": "UTC", "month": "2026-10", "tarif": "x.toml", "kwh": 5}"#).unwrap();
    check(&["bill", case.to_str().unwrap()], "tarif: this key is not known here; did you mean “tariff”?");
    std::fs::write(&case, "{").unwrap();
    check(&["bill", case.to_str().unwrap()], "line 1, column 1: this is no JSON: the text ends too early");
    std::fs::write(&case, b"\xff\xfe{\0}\0").unwrap();
    check(&["bill", case.to_str().unwrap()], "case.json is not a text in UTF-8; save it as UTF-8");
    assert_eq!(run(["bill"]).code, 2);
    assert_eq!(run(["tariff"]).code, 2);
}

#[test]
fn a_tariff_file_is_checked_and_printed() {
    let tariffs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/tariffs");
    let file = tariffs.join("shanghai-residential-cny.toml");
    let printed = run(["tariff", "check", file.to_str().unwrap()]);
    assert_eq!((printed.code, printed.stderr.as_str()), (0, ""), "{printed:?}");
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.toml");
    std::fs::write(&copy, &printed.stdout).unwrap();
    assert_eq!(run(["tariff", "check", copy.to_str().unwrap()]).stdout, printed.stdout);
    std::fs::write(&copy, printed.stdout.replace("0.307", "-0.307")).unwrap();
    assert!(run(["tariff", "check", copy.to_str().unwrap()]).refusal().contains("credit"));
}
