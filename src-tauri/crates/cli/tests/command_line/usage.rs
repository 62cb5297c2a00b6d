use crate::program::{on, run};

#[test]
fn profiles_are_a_list_of_objects() {
    let profiles = run(["profiles"]).json();
    let profiles = profiles.as_array().unwrap();
    for id in ["eastron-sdm120", "eastron-sdm630", "chint-ddsu666", "hiking-dds238-4w", "relay-board-8"] {
        let profile = profiles.iter().find(|profile| profile["id"] == id).unwrap_or_else(|| panic!("{id}"));
        for key in ["maker", "model", "source"] {
            assert!(profile[key].as_str().is_some_and(|text| !text.is_empty()), "{id}: {key}");
        }
    }
}

#[test]
fn wrong_usage_is_two() {
    let read = "read --port /dev/null --profile eastron-sdm120";
    for words in [
        "",
        "nonsense",
        "topup 101",
        "read",
        &format!("{read} --unit 0"),
        &format!("{read} --unit 300"),
        &format!("{read} --unit 1 --parity strange"),
        &format!("{read} --unit 1 --stop-bits 3"),
        "relay --port /dev/null --unit 1 --profile relay-board-8 perhaps",
        "sim --port /dev/null --units 9-3 --profile eastron-sdm120",
        "init",
        "run --ui .",
    ] {
        let outcome = run(words.split_whitespace());
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{words}: {outcome:?}");
        assert!(!outcome.stderr.is_empty(), "{words}");
    }
    let outcome = run(["--json", "read"]);
    let error: serde_json::Value = serde_json::from_str(&outcome.stderr).unwrap();
    assert_eq!((outcome.code, &error["code"]), (2, &"usage".into()));
    assert!(error["message"].as_str().unwrap().contains("--port"), "{error}");
}

#[test]
fn help_and_version_are_no_errors() {
    for words in [&["--help"][..], &["--version"], &["read", "--help"], &["completions", "bash"]] {
        let outcome = run(words);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{words:?}");
        assert!(outcome.stdout.contains("roomwatt"), "{words:?}");
    }
}

#[test]
fn a_line_that_cannot_be_read_is_one_sentence_and_no_number() {
    let check = |words: &str, word: &str| {
        let outcome = run(words.split_whitespace());
        assert!(outcome.refusal().contains(word), "{outcome:?}");
    };
    check("read --port /dev/there-is-no-such-port --unit 1 --profile eastron-sdm120", "/dev/there-is-no-such-port");
    check("read --port /dev/null --unit 1 --profile no-such-meter", "no-such-meter");
    check("read --port tcp://127.0.0.1 --unit 1 --profile eastron-sdm120", "tcp://127.0.0.1");
    check("relay --port /dev/null --unit 1 --profile eastron-sdm120 on", "no relay");
    check("relay --port /dev/null --unit 1 --profile relay-board-8 --channel 9 on", "1 to 8");
    check("sim --port /dev/there-is-no-such-port --units 1-3 --profile eastron-sdm120", "/dev/there-is-no-such-port");
}

#[test]
fn a_folder_without_data_stays_empty() {
    let folder = tempfile::tempdir().unwrap();
    for words in ["rooms", "room 101", "topup 101 5 --tender cash --key a", "verify", "run", "key", "call site"] {
        let outcome = on(folder.path(), words);
        assert!(outcome.refusal().contains("init"), "{outcome:?}");
    }
    assert_eq!(folder.path().read_dir().unwrap().count(), 0);
    let outcome = on(folder.path(), "--json rooms");
    let error: serde_json::Value = serde_json::from_str(&outcome.stderr).unwrap();
    assert_eq!((outcome.code, &error["code"]), (1, &"no-database".into()));
}
