use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use units::Month;

use super::*;

/// Every message id with the arguments that its text, its variants and its attributes use.
fn messages(files: Files) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages = BTreeMap::new();
    let mut current = String::new();
    for line in files.iter().flat_map(|(_, text)| text.lines()) {
        let starts = line.chars().next().is_some_and(|first| first.is_ascii_alphabetic() || first == '-');
        if let (true, Some((id, _))) = (starts, line.split_once('=')) {
            current = id.trim().to_owned();
            let before = messages.insert(current.clone(), BTreeSet::new());
            assert_eq!(before, None, "{current} is defined twice");
        }
        if line.starts_with('#') {
            continue;
        }
        for rest in line.split('$').skip(1) {
            let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
            messages.entry(current.clone()).or_default().insert(name);
        }
    }
    messages
}

#[test]
fn both_languages_have_the_same_messages_with_the_same_arguments() {
    let (english, chinese) = (messages(EN), messages(ZH_CN));
    let ids = |all: &BTreeMap<String, BTreeSet<String>>| all.keys().cloned().collect::<BTreeSet<_>>();
    let differing: Vec<_> = ids(&english).symmetric_difference(&ids(&chinese)).cloned().collect();
    assert!(differing.is_empty(), "in one language only: {differing:?}");
    for (id, arguments) in &english {
        assert_eq!(arguments, &chinese[id], "the arguments of {id} differ");
    }
}

#[test]
fn every_file_can_be_read_without_a_fault() {
    for (name, text) in EN.iter().chain(ZH_CN) {
        let faults = FluentResource::try_new((*text).to_owned()).err().map(|(_, faults)| faults);
        assert!(faults.is_none(), "{name}: {faults:?}");
    }
}

#[test]
fn every_file_in_the_folder_is_embedded() {
    for (language, files) in [(Language::En, EN), (Language::ZhCn, ZH_CN)] {
        let folder = format!("{}/../../../assets/locales/{}", env!("CARGO_MANIFEST_DIR"), language.code());
        let found: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter_map(|name| name.strip_suffix(".ftl").map(str::to_owned))
            .collect();
        let embedded: BTreeSet<String> = files.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(found, embedded, "{}", language.code());
    }
}

#[test]
fn the_papers_find_all_their_words() {
    for language in Language::ALL {
        let words = Words::new(language);
        for id in report::Labels::IDS {
            assert!(words.has(id), "{id} in {}", language.code());
        }
        let said = words.say("paper-page", &[("page", "2"), ("pages", "3")]);
        assert!(said.contains('2') && said.contains('3') && !said.contains('\u{2068}'), "{said}");
    }
}

#[test]
fn a_missing_message_is_visible() {
    assert_eq!(Words::new(Language::ZhCn).say("no-such-message", &[]), "no-such-message");
    let page = Words::new(Language::En).say("paper-page", &[("page", "2")]);
    assert_eq!(page, "Page 2 of {$pages}");
}

#[test]
fn languages_are_found_by_the_codes_that_systems_give() {
    for (code, language) in [
        ("en", Some(Language::En)),
        ("en_GB.UTF-8", Some(Language::En)),
        ("zh-CN", Some(Language::ZhCn)),
        ("zh_CN.UTF-8", Some(Language::ZhCn)),
        ("zh-Hans-CN", Some(Language::ZhCn)),
        ("fr", None),
        ("", None),
        ("eng", None),
    ] {
        assert_eq!(Language::parse(code), language, "{code}");
    }
    for language in Language::ALL {
        assert_eq!(Language::parse(language.code()), Some(language));
    }
}

#[test]
fn dates_read_as_people_write_them() {
    let day = NaiveDate::from_ymd_opt(2026, 10, 1).unwrap();
    let at = day.and_hms_opt(18, 3, 59).unwrap();
    let (en, zh) = (Words::new(Language::En), Words::new(Language::ZhCn));
    let month = Month::of(day);
    assert_eq!([en.month(month), en.short_month(month)], ["October 2026", "Oct"]);
    assert_eq!([zh.month(month), zh.short_month(month)], ["2026年10月", "10月"]);
    assert_eq!([en.date(day), en.day(day), en.short_day(day)], ["1 Oct 2026", "1 October", "1 Oct"]);
    assert_eq!([zh.date(day), zh.day(day), zh.short_day(day)], ["2026-10-01", "10月1日", "1日"]);
    assert_eq!([en.instant(at), zh.instant(at)], ["1 Oct 2026, 18:03", "2026-10-01 18:03"]);
}
