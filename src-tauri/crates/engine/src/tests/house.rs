//! The rules of a place as they are printed.

use serde_json::{Value, json};

use super::site::House;
use crate::api::house_rules::house_rules;
use crate::dto::HouseRules;

fn printed(house: &mut House, args: Value) -> HouseRules {
    house.ask(house_rules, args).unwrap()
}

fn lines<'a>(rules: &'a HouseRules, code: &str) -> Vec<&'a str> {
    let section = rules.sections.iter().find(|section| section.code == code);
    section.map(|section| section.lines.iter().map(String::as_str).collect()).unwrap_or_default()
}

fn load(limit_w: i64) -> Value {
    let retry = json!({ "off_s": 300, "tries": 2, "within_min": 60 });
    json!({ "limit_w": limit_w, "timed": [], "over_s": 30, "retry": retry, "act": "trip" })
}

#[test]
fn what_holds_at_a_place_is_printed_with_its_exceptions_below() {
    let mut house = House::new();
    house.rule("load", load(1_500));
    let room = house.units[0].place.0;
    house.rule_at(room, "load", load(900));
    let other = house.units[1].place.0;
    let none = json!({ "place": other, "kind": "load", "rule": null });
    house.call(crate::api::rules::save_supply_rule, none).unwrap();

    let all = printed(&mut house, json!({}));
    assert_eq!((all.path.as_str(), all.rooms, all.language.as_str()), ("", 4, "en"));
    let said = lines(&all, "load");
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said[0].starts_with("No more than 1,500\u{a0}W."), "{said:?}");
    assert!(said[1..].iter().any(|line| line.contains("101: No more than 900\u{a0}W.")), "{said:?}");
    assert!(said[1..].iter().any(|line| line.ends_with("102: What holds above does not hold here.")), "{said:?}");

    let of_room = printed(&mut house, json!({ "place": room, "language": "zh-CN" }));
    assert!(of_room.path.ends_with("101"), "{}", of_room.path);
    assert_eq!(of_room.language, "zh-CN");
    assert!(lines(&of_room, "load")[0].starts_with("不超过 900\u{a0}W。"));
    assert!(lines(&printed(&mut house, json!({ "place": other })), "load").is_empty());
}

#[test]
fn credit_is_printed_by_the_settings_in_force() {
    let mut house = House::new();
    house.core.site.friendly.on = false;
    house.core.site.emergency_credit = units::Money::ZERO;
    house.core.site.notice_minutes = 90;
    let said = printed(&mut house, json!({}));
    let credit = lines(&said, "credit").join(" ");
    assert!(credit.contains("90 min after the first warning"), "{credit}");
    for absent in ["at no other time", "emergency credit", "debt"] {
        assert!(!credit.contains(absent), "{absent} in {credit}");
    }
    house.core.site.friendly.on = true;
    house.core.site.notice_minutes = 24 * 60;
    house.core.site.debts_cut = true;
    house.core.site.emergency_credit = units::Money::from_minor(500);
    let said = printed(&mut house, json!({}));
    let credit = lines(&said, "credit").join(" ");
    for there in ["24 hours after", "only on workdays between 09:00 and 16:00", "emergency credit", "unpaid debt"] {
        assert!(credit.contains(there), "{there} not in {credit}");
    }
}
