//! What a case may say, what is refused and how, and that no case makes the calculator panic.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::read::Shape;
use super::{bill, calendar, case, credit, grants, metering, pool, room, split};

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/examples")
}

fn flat(with: &Value) -> Value {
    let mut case = json!({
        "zone": "Europe/London",
        "month": "2026-10",
        "tariff": { "name": "t", "currency": "GBP", "version": [{ "from": "2026-01-01", "price": "0.25" }] },
        "readings": [{ "at": "2026-10-01", "kwh": 100 }, { "at": "2026-11-01", "kwh": 140 }],
    });
    for (key, value) in with.as_object().unwrap() {
        match value {
            Value::Null => case.as_object_mut().unwrap().remove(key),
            value => case.as_object_mut().unwrap().insert(key.clone(), value.clone()),
        };
    }
    case
}

/// Works the case out, or gives the sentence that refuses it.
fn work(case: &Value) -> Result<Value, String> {
    bill(&case.to_string(), &examples()).map_err(|error| error.message)
}

#[track_caller]
fn refused(with: &Value, said: &str) {
    let sentence = work(&flat(with)).expect_err(said);
    assert!(sentence.starts_with(said), "{sentence}\n{said}");
    assert!(!sentence.contains('\n'), "{sentence}");
}

#[track_caller]
fn total(with: &Value, total: &str) {
    assert_eq!(work(&flat(with)).unwrap()["total"], total);
}

fn shapes() -> BTreeMap<&'static str, &'static [&'static str]> {
    let all = [
        case::SHAPES,
        room::SHAPES,
        credit::SHAPES,
        metering::SHAPES,
        grants::SHAPES,
        calendar::SHAPES,
        pool::SHAPES,
        split::SHAPES,
    ];
    all.into_iter().flatten().map(|shape: &&Shape<'static>| (shape.name, shape.keys)).collect()
}

#[test]
fn every_key_that_is_read_is_documented_and_every_key_documented_is_read() {
    let text = std::fs::read_to_string(examples().join("README.md")).unwrap();
    let mut documented: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut heading = "";
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("### ").or(line.strip_prefix("## ")) {
            heading = title;
        }
        let cell = line.strip_prefix("| ").and_then(|row| row.split(" |").next()).unwrap_or("");
        if let Some(key) = cell.trim_matches('*').strip_prefix('`').and_then(|key| key.strip_suffix('`')) {
            documented.entry(heading).or_default().push(key);
        }
    }
    for (name, keys) in shapes() {
        let mut written = documented.remove(name).unwrap_or_default();
        let mut read = keys.to_vec();
        written.sort_unstable();
        read.sort_unstable();
        assert_eq!(written, read, "{name}");
    }
    let others: Vec<&&str> =
        documented.keys().filter(|name| name.chars().next().is_some_and(char::is_lowercase)).collect();
    assert!(others.is_empty(), "documented and not read: {others:?}");
    let version = &documented["Tariff"];
    for key in version {
        let sentence = work(&flat(&json!({ "tariff": { "name": "t", "currency": "GBP", "version": [{ *key: 1 }] } })));
        assert!(!sentence.unwrap_err().contains("not known"), "{key}");
    }
}

#[test]
fn the_smallest_case_of_the_description_prints_what_it_says() {
    let text = std::fs::read_to_string(examples().join("README.md")).unwrap();
    let case = text.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let bill = bill(case, &examples()).unwrap();
    let line = &bill["rooms"][0]["months"][0]["lines"][0];
    let printed = text.split("```text\n").nth(1).unwrap();
    assert!(printed.contains(line["arithmetic"].as_str().unwrap()));
    assert_eq!((&line["minor"], &bill["total"]), (&json!(5824), &json!("58.24")));
}

#[test]
fn numbers_are_exact_whether_quoted_or_not() {
    let price = |price: &str| {
        let tariff = format!(
            "{{\"name\":\"t\",\"currency\":\"GBP\",\"version\":[{{\"from\":\"2026-01-01\",\"price\":{price}}}]}}"
        );
        let case = format!(
            "{{\"zone\":\"UTC\",\"month\":\"2026-10\",\"tariff\":{tariff},\"readings\":[{{\"at\":\"2026-10-01\",\"kwh\":100000000.001}},\
             {{\"at\":\"2026-11-01\",\"kwh\":\"100000100.004\"}}]}}"
        );
        bill(&case, Path::new(".")).map(|bill| bill["rooms"][0]["months"][0]["lines"][0]["arithmetic"].clone())
    };
    // 0.1 + 0.2 in binary is not 0.3; these digits survive no floating point.
    for same in ["0.300003", "\"0.300003\"", "300003e-6", "3.00003E-1"] {
        assert_eq!(price(same).unwrap(), "100.003 kWh × 0.300003 = 30.001200009 → 30.00", "{same}");
    }
    total(&json!({ "readings": null, "kwh": 40 }), "10.00");
    total(&json!({ "readings": null, "kwh": "40.000" }), "10.00");
    total(&json!({ "readings": null, "usage": [{ "month": "2026-10", "kwh": 4e1 }] }), "10.00");
}

#[test]
fn a_tariff_may_be_as_short_as_it_is_plain() {
    let short = |tariff: Value| flat(&json!({ "currency": "GBP", "tariff": tariff }));
    let total = |tariff: Value| work(&short(tariff)).unwrap()["total"].clone();
    assert_eq!(total(json!({ "price": 0.25 })), "10.00");
    assert_eq!(
        total(json!({ "version": { "from": "2026-01-01", "price": 0.25, "tax": { "name": "VAT", "percent": 5 } } })),
        "10.50"
    );
    let bands = json!([{ "name": "a", "price": 0.1 }, { "name": "b", "price": 0.5 }]);
    // Of 745 hours 373 lie in the second band: the month begins at 23:00 standard time.
    assert_eq!(total(json!({ "band": bands, "hours": "00:00-12:00 a, 12:00-24:00 b", "clock": "standard" })), "12.01");
    let refused = |tariff: Value, said: &str| {
        let sentence = work(&short(tariff)).unwrap_err();
        assert!(sentence.starts_with(said), "{sentence}");
    };
    refused(json!({ "prise": 0.25 }), "tariff.prise: this key is not known here; did you mean “price”?");
    refused(json!({ "price": 0.25, "tier": { "upto_kwh": 5 } }), "tariff.tiers: this must be given");
    refused(json!({ "price": -1 }), "tariff.price: this must not be negative");
    refused(
        json!({ "band": bands, "hours": "00:00-12:00 a" }),
        "tariff.hours.bands: from 12:00 to 24:00 no band holds",
    );
    refused(json!({ "price": null }), "tariff.price: leave the key out");
    let tier = json!([{ "upto_kwh": 5 }, {}]);
    let said = "tariff.version[0].tier[0].upto_kwh: this key is not known here; did you mean “up_to_kwh”?";
    refused(
        json!({ "version": [{ "price": 1, "from": "2026-01-01", "tiers": { "per": "month" }, "tier": tier }] }),
        said,
    );
}

#[test]
fn energy_by_band_fills_the_time_of_its_band() {
    let tariff = json!({ "band": [{ "name": "a", "price": 1 }, { "name": "b", "price": 2 }], "hours": "06:00-22:00 a, 22:00-06:00 b" });
    let with = |kwh: Value| flat(&json!({ "currency": "GBP", "tariff": tariff, "readings": null, "kwh": kwh }));
    let bill = work(&with(json!({ "a": 100.001, "b": 50 }))).unwrap();
    let month = &bill["rooms"][0]["months"][0];
    assert_eq!((&month["lines"][0]["wh"], &month["lines"][1]["wh"]), (&json!(100_001), &json!(50_000)));
    assert_eq!((&month["unknown"], &bill["total"]), (&Value::Null, &json!("200.00")));
    let sentence = work(&with(json!({ "c": 1 }))).unwrap_err();
    assert_eq!(sentence, "kwh.c: the tariff has no time in a band “c” here");
}

#[test]
fn refusals_name_the_place_and_what_to_do() {
    refused(&json!({ "readngs": [] }), "readngs: this key is not known here; did you mean “readings”?");
    refused(&json!({ "colour": 1 }), "colour: this key is not known here; a case may have: title");
    refused(&json!({ "month": null }), "month: this must be given");
    refused(&json!({ "zone": null }), "zone: this must be given");
    refused(&json!({ "tariff": null, "currency": "GBP" }), "tariff: this must be given, here or for the whole case");
    refused(&json!({ "tariff": "no-such.toml" }), "tariff: there is no file");
    refused(&json!({ "tariff": "x = 1" }), "tariff: in the tariff's text, line 1");
    refused(&json!({ "currency": "EUR" }), "tariff: the tariff is in GBP, the case in EUR");
    refused(&json!({ "zone": "Londinium" }), "zone: “Londinium” is not a time zone");
    refused(
        &json!({ "period": { "from": "2026-10-01", "to": "2026-11-01" } }),
        "period: give either “month” or “period”",
    );
    refused(
        &json!({ "month": null, "period": { "from": "2026-10-01", "to": "2026-10-01" } }),
        "period.to: this must be later",
    );
    refused(
        &json!({ "month": null, "period": { "from": "1990-01-01", "to": "2026-10-01" } }),
        "period: a case spans at most",
    );
    refused(&json!({ "calendar": "mars" }), "calendar: no calendar is called “mars”");
    refused(&json!({ "calendar": { "workdays": ["2026-10-09"] } }), "calendar.workdays[0]: 2026-10-09 is no Saturday");
    refused(&json!({ "tax_due": "never" }), "tax_due: “never” is not known here; write one of: use, top_up");
    refused(&json!({ "readings": null }), "say what was used");
    refused(&json!({ "kwh": 5 }), "kwh: give either “readings” or “kwh”, not both");
    refused(&json!({ "readings": [{ "at": "2026-10-01" }] }), "readings[0].kwh: this must be given");
    refused(&json!({ "readings": [{ "at": "2026-10-01", "kwh": "1,5" }] }), "readings[0].kwh: “1,5” is not a number");
    refused(&json!({ "readings": [{ "at": "2026-10-01", "kwh": 0.0001 }] }), "readings[0].kwh: 0.0001 kWh is finer");
    refused(&json!({ "readings": [{ "at": "2026-10-01", "kwh": 1e15 }] }), "readings[0].kwh: this is more energy");
    refused(&json!({ "readings": [{ "at": "yesterday", "kwh": 1 }] }), "readings[0].at: “yesterday” is not a time");
    refused(&json!({ "readings": [{ "at": 5, "kwh": 1 }] }), "readings[0].at: write a text in quotes");
    refused(
        &json!({ "readings": [{ "at": "2026-10-01", "kwh": 9 }, { "at": "2026-11-01", "kwh": 8 }] }),
        "readings: the register is lower at 2026-11-01 00:00 than before; give modulus_kwh",
    );
    refused(&json!({ "modulus_kwh": 100 }), "readings[0].kwh: the register returns to zero at 100.00 kWh");
    refused(&json!({ "ratio": 0 }), "ratio: write the ratio");
    refused(&json!({ "readings": null, "kwh": 5, "ratio": 2 }), "ratio: this belongs to readings");
    refused(&json!({ "readings": null, "kwh": -5 }), "kwh: this must not be negative");
    refused(
        &json!({ "occupants": [{ "from": "2026-10-05", "n": 2 }] }),
        "occupants: say how many there were on 2026-10-01",
    );
    refused(&json!({ "occupants": 1.5 }), "occupants: write a whole number");
    refused(&json!({ "tenancy": { "from": "2026-10-05", "to": "2026-10-05" } }), "tenancy.to: the tenancy ends before");
    refused(&json!({ "allowances": [{ "per": "month" }] }), "allowances[0].kwh: this must be given");
    refused(&json!({ "allowances": [{ "per": "month", "kwh_per_occupant": 8 }] }), "occupants: this must be given");
    refused(
        &json!({ "allowances": [{ "per": "month", "kwh": 8, "band": "night" }] }),
        "allowances: “allowance” is taken from",
    );
    refused(&json!({ "allowances": [{ "per": "term", "kwh": 8 }] }), "allowances[0]: a term needs from and until");
    refused(&json!({ "carried": { "tier_kwh": 5 } }), "carried.tier_kwh: the tariff has no tiers");
    refused(&json!({ "carried": { "allowances": { "x": {} } } }), "carried.allowances.x: no allowance of the room");
    refused(&json!({ "balance": "1.005" }), "balance: an amount in GBP has at most 2 digits");
    refused(&json!({ "payments": [{ "at": "2026-12-01", "amount": 5 }] }), "payments[0].at: this is not within");
    refused(
        &json!({ "payments": [{ "at": "2026-10-02", "amount": 0 }] }),
        "payments[0].amount: a payment must be more",
    );
    refused(&json!({ "posted": { "2026-09": 5 } }), "posted.2026-09: this month is not in");
    refused(&json!({ "month": "0001-01" }), "month: “0001-01” is not a month");
    refused(&json!({ "as_of": "2026-09-30" }), "as_of: this is before the period begins");
    refused(&json!({ "tenancy": { "to": "2026-10-01" } }), "tenancy: this is not within the case's period");
    refused(&json!({ "tenancy": { "from": "2026-11-01" } }), "tenancy: this is not within the case's period");
    refused(&json!({ "readings": null, "kwh": 1e300 }), "kwh: “1e+300” is longer than any figure of a bill");
    refused(
        &json!({ "readings": null, "kwh": "9".repeat(400) }),
        "kwh: “999999999999999999999999…” is longer than any figure of a bill",
    );
    refused(&json!({ "readings": null, "kwh": "NaN" }), "kwh: “NaN” is not a number");
    refused(
        &json!({ "ratio": 1.5, "readings": [{ "at": "2026-10-01", "kwh": 0.001 }] }),
        "readings[0].kwh: 0.0015 kWh after the ratio is finer than a watt-hour",
    );
    let twice = json!([{ "name": "a", "place": "1", "kwh": 1 }, { "name": "b", "place": "1", "kwh": 1 }]);
    refused(&json!({ "readings": null, "rooms": twice }), "rooms[1].tenancy: “a” and “b” have the place 1 at the same");
    refused(
        &json!({ "currency": "GBP", "tariff": { "price": "0.1234567" } }),
        "tariff.price: “0.1234567” is not a price; write for example 0.6083, with six digits after the point at most",
    );
    refused(&json!({ "rooms": [] }), "readings: this belongs into a room");
    refused(&json!({ "rooms": [], "readings": null }), "rooms: give at least one room");
    let same = json!([{ "name": "1", "kwh": 1 }, { "name": 1, "kwh": 1 }]);
    refused(&json!({ "readings": null, "rooms": same }), "rooms[1].name: another room has this name");
    let negative = json!({ "name": "t", "currency": "GBP", "version": [{ "from": "2026-01-01", "price": "-0.1" }] });
    refused(&json!({ "tariff": negative }), "tariff.version[0].price: this must not be negative");
    let hole = json!({ "name": "t", "currency": "GBP", "version": [{ "from": "2026-01-01",
        "band": [{ "name": "a", "price": 1 }], "hours": [{ "bands": "08:00-22:00 a" }] }] });
    refused(&json!({ "tariff": hole }), "tariff.version[0].hours[0].bands: from 00:00 to 08:00 no band holds");
}

#[test]
fn common_costs_are_refused_with_a_sentence() {
    let pool = |with: Value| {
        let mut pool = json!({ "name": "Stairs", "source": { "kwh": 10 }, "split": "equal" });
        pool.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
        let rooms = json!([{ "name": "1", "kwh": 1 }, { "name": "2", "kwh": 2 }]);
        json!({ "readings": null, "rooms": rooms, "common": [pool] })
    };
    refused(&pool(json!({ "split": "areas" })), "common[0].split: “areas” is not known here; did you mean “area”?");
    refused(&pool(json!({ "split": "area" })), "rooms[0].area_m2: this must be given");
    refused(&pool(json!({ "split": "occupants" })), "rooms[0].occupants: this must be given");
    refused(&pool(json!({ "split": "consumption" })), "rooms[0].last_month_kwh: this must be given");
    refused(
        &pool(json!({ "split": { "fixed": { "1": 0, "2": 0 } } })),
        "common[0].split.fixed: the weights sum to zero",
    );
    refused(&pool(json!({ "split": { "fixed": { "1": 1 } } })), "common[0].split.fixed: room 2 has no weight");
    refused(&pool(json!({ "split": { "fixed": { "3": 1 } } })), "common[0].split.fixed.3: no room that this serves");
    refused(&pool(json!({ "split": { "mix": [] } })), "common[0].split.mix: a mix of keys needs at least one");
    refused(&pool(json!({ "rooms": ["9"] })), "common[0].rooms[0]: no room of the case");
    refused(&pool(json!({ "source": {} })), "common[0].source: say where the cost comes from");
    refused(
        &pool(json!({ "source": { "supply": { "kwh": 5 } } })),
        "common[0].source.technical_percent: this must be given",
    );
    refused(
        &pool(json!({ "source": { "supply": { "kwh": 5 }, "technical_percent": 101 } })),
        "common[0].source.technical_percent: write a percentage from 0 to 100",
    );
    refused(
        &pool(json!({ "source": { "supply": { "kwh": 5 }, "technical_percent": 3, "less": ["7"] } })),
        "common[0].source.less: “7” is neither",
    );
    refused(
        &pool(json!({ "source": { "bill": { "from": "2026-10-01", "to": "2026-11-01" } } })),
        "common[0].source.bill: give",
    );
}

#[test]
fn what_editors_leave_in_a_file_is_read_or_refused_with_its_line() {
    let text = |text: &str| bill(text, &examples()).map_err(|error| error.message);
    let plain = serde_json::to_string_pretty(&flat(&json!({}))).unwrap();
    for good in [format!("\u{feff}{plain}"), plain.replace('\n', "\r\n"), format!("\n{plain}\n")] {
        assert_eq!(text(&good).unwrap()["total"], "10.00");
    }
    for (wrong, said) in [
        ("", "the case is empty"),
        ("\u{feff} \n", "the case is empty"),
        ("{", "line 1, column 1: this is no JSON: the text ends too early"),
        ("{\"a\": 1,\n}", "line 2, column 1: this is no JSON: no key in quotes stands here"),
        ("{\"a\": [1,\n]}", "line 2, column 1: this is no JSON: no value stands here"),
        ("{\"a\": NaN}", "line 1, column 7: this is no JSON: no value stands here"),
        ("{} {}", "line 1, column 4: this is no JSON: the case ends before this"),
        ("{\"a\": \"1\n2\"}", "line 1, column 8: this is no JSON: a text in quotes must stand on one line"),
        ("{\"a\" 1}", "line 1, column 6: this is no JSON: expected `:`"),
        ("{\"a\": 1.}", "line 1, column 9: this is no JSON: no number is written so"),
        ("{\"zone\": \"\\ud800\"}", "zone: this holds half of a sign"),
        ("{\"zone\": \"a\\nb\"}", "zone: “a b” is not a time zone"),
        ("{\"a\\nb\": 1}", "a b: this key is not known here"),
    ] {
        let sentence = text(wrong).expect_err(said);
        assert!(sentence.starts_with(said), "{sentence}\n{said}");
        assert!(!sentence.contains('\n'), "{sentence}");
    }
    let long = text(&flat(&json!({ "zone": "x".repeat(10_000) })).to_string()).unwrap_err();
    assert!(long.chars().count() < 700 && long.ends_with('…'), "{long}");
}

#[test]
fn what_has_no_end_is_not_read() {
    let endless = std::io::repeat(b' ');
    assert_eq!(super::text_from(endless, &"it").unwrap_err(), "it is larger than 64 MB; split it");
    assert_eq!(super::text_from(&b"\xff"[..], &"it").unwrap_err(), "it is not a text in UTF-8; save it as UTF-8");
    let folder = super::text_of(&examples()).unwrap_err();
    assert!(folder.ends_with("is a folder; name a file"), "{folder}");
}

#[test]
fn any_object_may_have_a_note_that_is_not_read() {
    let tariff =
        json!({ "note": "n", "price": 0.25, "tax": { "name": "VAT", "percent": 5, "note": ["a", { "b": null }] } });
    total(&json!({ "note": 1, "currency": "GBP", "tariff": tariff }), "10.50");
    let band = json!([{ "name": "note", "price": 0.1 }, { "name": "b", "price": 0.1 }]);
    let tier = json!([{ "up_to_kwh": 10 }, { "prices": { "note": 1, "b": 1 } }]);
    let banded =
        json!({ "band": band, "hours": "00:00-12:00 note, 12:00-24:00 b", "tiers": { "per": "month" }, "tier": tier });
    total(&json!({ "currency": "GBP", "tariff": banded }), "31.00");
    let readings = json!([{ "at": "2026-10-01", "kwh": 1, "note": {} }, { "at": "2026-11-01", "kwh": 2 }]);
    total(&json!({ "readings": readings }), "0.25");
}

#[test]
fn tax_due_at_top_up_is_taken_once_whether_prices_contain_it_or_not() {
    let tax =
        |name: &str, percent: &str, included: bool| json!({ "name": name, "percent": percent, "included": included });
    let paid = |taxes: Value| {
        let with = json!({
            "currency": "GBP", "tax_due": "top_up", "tariff": { "price": 0.25, "tax": taxes },
            "payments": [{ "at": "2026-10-05", "amount": 115 }],
        });
        work(&flat(&with)).unwrap()
    };
    let added = paid(json!([tax("a", "10", false), tax("b", "5", false)]));
    assert_eq!(added["rooms"][0]["money"]["payments"][0]["tax"], "15.00");
    assert_eq!(added["rooms"][0]["months"][0]["lines"].as_array().unwrap().len(), 1);
    let both = paid(json!([tax("a", "15", false), tax("b", "25", true)]));
    assert_eq!(both["rooms"][0]["money"]["payments"][0]["tax"], "15.00");
    assert_eq!(both["rooms"][0]["months"][0]["lines"][1]["contained"], "2.00");
    assert_eq!(both["rooms"][0]["money"]["closing"], "90.00");
}

#[test]
fn a_common_meter_counts_on_in_its_tiers_and_needs_no_price_before_it_is_charged() {
    let pool = |month: &str, period: Value, source: Value| {
        let rooms = json!([{ "name": "1", "usage": [] }]);
        let common = json!([{ "name": "s", "split": "equal", "source": source }]);
        json!({ "month": month.parse::<units::Month>().ok().map(|_| month), "period": period, "readings": null,
            "rooms": rooms, "common": common, "currency": "GBP", "tariff": { "price": 1 } })
    };
    let tariff = json!({ "from": "2026-10-15", "tiers": { "per": "year", "part_cycle": "by_days" },
        "tier": [{ "up_to_kwh": 365, "price": 1 }, { "price": 2 }] });
    let source = |more: Value| {
        let mut source = json!({ "kwh": 20, "tariff": tariff });
        source.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        source
    };
    // From its first price on there are 78 days of the year, and so many kWh in the first tier.
    let part = json!({ "from": "2026-10-20", "to": "2026-11-01" });
    total(&pool("", part.clone(), source(json!({ "tier_kwh": 50 }))), "20.00");
    total(&pool("", part, source(json!({ "tier_kwh": 70 }))), "32.00");
    refused(&pool("2026-10", Value::Null, source(json!({}))), "common[0]: no tariff is in force from 2026-10-01");
    let flat = json!({ "kwh": 5, "tier_kwh": 5 });
    refused(&pool("2026-10", Value::Null, flat), "common[0].source.tier_kwh: the tariff has no tiers on 2026-10-01");
    let lost = json!({ "supply": { "kwh": 5 }, "technical_percent": 5, "tier_kwh": 5 });
    refused(&pool("2026-10", Value::Null, lost), "common[0].source.tier_kwh: this does not belong to a loss");
    let metered = json!({ "kwh": 5, "less": ["1"] });
    refused(&pool("2026-10", Value::Null, metered), "common[0].source.less: this does not belong to a common meter");
}

#[test]
fn a_share_bears_the_taxes_of_the_first_day_on_which_it_is_shared() {
    let version =
        |from: &str, percent: u32| json!({ "from": from, "price": 1, "tax": { "name": "VAT", "percent": percent } });
    let shared = |from: &str| {
        let bill = json!({ "from": from, "to": "2026-11-01", "amount": 100 });
        let case = json!({ "currency": "GBP", "readings": null, "rooms": [{ "name": "1", "usage": [] }],
            "tariff": { "version": [version("2026-01-01", 5), version("2026-10-16", 20)] },
            "common": [{ "name": "s", "split": "equal", "source": { "bill": bill } }] });
        work(&flat(&case)).unwrap()["rooms"][0]["months"][0]["tax"].clone()
    };
    assert_eq!(
        (shared("2026-10-01"), shared("2026-10-15"), shared("2026-10-16")),
        (json!("5.00"), json!("5.00"), json!("20.00"))
    );
}

#[test]
fn local_times_that_come_twice_or_never_are_refused() {
    let at = |at: &str| json!({ "readings": [{ "at": at, "kwh": 100 }, { "at": "2026-11-01", "kwh": 140 }] });
    refused(&at("2026-10-25T01:30"), "readings[0].at: 2026-10-25T01:30 comes twice in Europe/London");
    refused(&at("2026-03-29T01:30"), "readings[0].at: 2026-03-29T01:30 does not exist in Europe/London");
    for good in ["2026-10-25T01:30+01:00", "2026-10-25T01:30:00Z", "2026-10-25 00:59:59", "2026-10-24T24:00"] {
        assert!(work(&flat(&at(good))).is_ok(), "{good}");
    }
}

#[test]
fn a_key_given_twice_is_refused() {
    let twice = flat(&json!({})).to_string().replacen('{', "{\"month\":\"2026-09\",", 1);
    let sentence = bill(&twice, Path::new(".")).unwrap_err().message;
    assert!(sentence.starts_with("month: this key is given twice"), "{sentence}");
}

#[test]
fn a_month_without_a_tariff_is_held_and_says_so() {
    let late = json!({ "name": "t", "currency": "GBP", "version": [{ "from": "2026-10-15", "price": 1 }] });
    let bill = work(&flat(&json!({ "tariff": late }))).unwrap();
    let month = &bill["rooms"][0]["months"][0];
    assert!(month["held"].as_str().unwrap().contains("no tariff is in force from 2026-10-01"), "{month}");
    assert_eq!((&bill["total"], &month["lines"]), (&json!("0.00"), &json!([])));
}

#[test]
fn counters_are_carried_from_month_to_month_as_one_period_or_several_cases() {
    let tiers = json!({ "name": "t", "currency": "GBP", "version": [{ "from": "2026-01-01", "price": "0.25",
        "tiers": { "per": "year" }, "tier": [{ "up_to_kwh": 50 }, { "surcharge": "0.10" }] }] });
    let usage = json!([{ "month": "2026-10", "kwh": 40 }, { "month": "2026-11", "kwh": 30 }]);
    let whole = json!({ "tariff": tiers, "readings": null, "usage": usage, "month": null,
        "period": { "from": "2026-10-01", "to": "2026-12-01" } });
    let both = work(&flat(&whole)).unwrap();
    let second =
        json!({ "tariff": tiers, "readings": null, "usage": usage, "month": "2026-11", "carried": { "tier_kwh": 40 } });
    let alone = work(&flat(&second)).unwrap();
    assert_eq!(both["rooms"][0]["months"][1], alone["rooms"][0]["months"][0]);
    assert_eq!((&both["total"], &alone["total"]), (&json!("19.50"), &json!("9.50")));
}

/// One value of a case changed to another, or taken away.
fn mutate(case: &mut Value, picks: &mut impl Iterator<Item = usize>) {
    const STRANGE: &[&str] = &[
        "null",
        "true",
        "-1",
        "0",
        "1e18",
        "999999999",
        "\"\"",
        "\"2026-10-25T01:30\"",
        "\"2199-12-31\"",
        "[]",
        "{}",
        "\"month\"",
        "0.001",
        "[[]]",
        "\"year\"",
        "\"x\"",
        "[{}]",
        "1e-3",
        "\"1900-01-01\"",
        "{\"from\":\"2026-10-01\"}",
    ];
    let pick = picks.next().unwrap_or(0);
    match case {
        Value::Object(entries) if !entries.is_empty() && !pick.is_multiple_of(8) => {
            let key = entries.keys().nth(pick / 8 % entries.len()).cloned().unwrap_or_default();
            if pick % 8 == 1 {
                entries.remove(&key);
            } else {
                mutate(&mut entries[&key], picks);
            }
        }
        Value::Array(items) if !items.is_empty() && !pick.is_multiple_of(8) => {
            let index = pick / 8 % items.len();
            match pick % 8 {
                1 => drop(items.remove(index)),
                2 => items.push(items[index].clone()),
                _ => mutate(&mut items[index], picks),
            }
        }
        value => *value = serde_json::from_str(STRANGE[pick / 8 % STRANGE.len()]).unwrap(),
    }
}

fn every_example() -> Vec<Value> {
    let files = std::fs::read_dir(examples()).unwrap().flatten().map(|entry| entry.path());
    let cases = files.filter(|path| path.extension().is_some_and(|end| end == "json"));
    cases.map(|path| serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()).collect()
}

proptest! {
    #[test]
    fn no_case_makes_the_calculator_panic(
        example in any::<prop::sample::Index>(),
        picks in prop::collection::vec(0..10_000_usize, 1..40),
    ) {
        let all = every_example();
        let mut case = all[example.index(all.len())].clone();
        let mut picks = picks.into_iter();
        mutate(&mut case, &mut picks);
        if picks.len() > 12 {
            mutate(&mut case, &mut picks);
        }
        if let Err(sentence) = work(&case) {
            prop_assert!(sentence.len() > 10 && !sentence.contains("panicked"), "{}", sentence);
        }
    }

    #[test]
    fn no_text_makes_the_calculator_panic(text in ".{0,200}", cut in any::<prop::sample::Index>()) {
        prop_assert!(bill(&text, Path::new(".")).is_err());
        let whole = flat(&json!({})).to_string();
        let part = whole.get(..cut.index(whole.len())).unwrap_or_default();
        prop_assert!(bill(part, Path::new(".")).is_err());
    }
}
