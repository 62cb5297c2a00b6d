//! Rooms rated by all facts, in simulated time: tariffs over time, occupants, allowances, taxes; changes to the past that
//! a person sees first; differences that wait; grants; back-tests.

use chrono::Duration;
use ledger::{Book, Revenue};
use serde_json::{Value, json};

use super::papers;
use super::site::{House, TARIFF, noon, settings};
use crate::api::{allowances, calendar, close, money, pending, tariffs};
use crate::dto::*;

const HOUR: Duration = Duration::hours(1);

/// Two bands, three tiers, two taxes, a minimum.
pub const RICH: &str = r#"
name = "Test"
currency = "CNY"
source = "test"

[[version]]
from = 2020-01-01
daily_fee = 0.20
minimum = 30

[[version.band]]
name = "peak"
price = 0.6172

[[version.band]]
name = "valley"
price = 0.3072

[[version.hours]]
bands = "08:00-22:00 peak, 22:00-08:00 valley"

[version.tiers]
per = "month"
part_cycle = "whole"

[[version.tier]]
up_to_kwh = 20

[[version.tier]]
up_to_kwh = 40
surcharge = 0.05

[[version.tier]]
surcharge = 0.30

[[version.tax]]
name = "VAT"
percent = 13
included = true
on = ["energy"]

[[version.tax]]
name = "Levy"
percent = 5
included = false
on = ["fees"]
"#;

fn paid(tariff: &str) -> House {
    let mut house = House::made(&settings("Asia/Shanghai"), noon(), tariff);
    house.poll_all();
    (0..4).for_each(|room| drop(house.pay(room, 100_000, &format!("first-{room}"))));
    house
}

/// What the journal has on a book, credit positive.
fn credit(house: &House, book: Book) -> i64 {
    -store::balance::of(&house.core.store, book).unwrap().minor()
}

fn change(house: &mut House, from: &str, seen: Option<&str>) -> Change {
    let args = json!({ "place": null, "name": "Dear", "from": from, "seen": seen });
    house.call(tariffs::assign_tariff, args).unwrap()
}

fn dear() -> String {
    TARIFF.replace("\"Test\"", "\"Dear\"").replace("0.6083", "1.2166")
}

fn save(house: &mut House, text: &str, replaces: Option<&str>) -> crate::error::Result<Change> {
    house.call(tariffs::save_tariff, json!({ "text": text, "replaces": replaces, "seen": null }))
}

#[test]
fn bands_tiers_taxes_and_a_minimum_are_posted_to_their_books_and_stand_on_the_paper() {
    let mut house = paid(RICH);
    house.live(70, Duration::minutes(15));
    papers::add_up(&mut house);
    house.live(24 * 10, HOUR);
    papers::add_up(&mut house);
    let before = house.balance(0);
    let mut house = house.crash();
    assert_eq!(house.balance(0), before, "a start rates as the core did");
    // 1 kW through the rest of November goes through all three tiers in both bands.
    let account = house.units[1].account;
    let lines = store::charge::posted(&house.core.store, account, "2026-11".parse().unwrap()).unwrap();
    let of = |kind: &str| lines.iter().filter(|line| line.kind == kind).collect::<Vec<_>>();
    let mut details: Vec<&str> = of("energy").iter().map(|line| line.detail.as_str()).collect();
    details.sort_unstable();
    let all = ["peak", "valley"].iter().flat_map(|band| (1..=3).map(move |tier| format!("band={band};tier={tier}")));
    assert_eq!(details, all.collect::<Vec<_>>());
    let sum = |kind| of(kind).iter().map(|line| line.amount.minor()).sum::<i64>();
    let vat = of("tax_included").iter().map(|line| line.within.minor()).sum::<i64>();
    // amount × 13 ÷ 113, half away from zero.
    assert_eq!(vat, (2 * sum("energy") * 13 + 113) / 226);
    assert_eq!(sum("tax_included"), 0);
    let fees = sum("daily_fee") + sum("minimum");
    assert_eq!(sum("tax"), (2 * fees * 5 + 100) / 200);
    // The books: what the tenants were charged is revenue and tax, and included tax is no revenue.
    let posted = |kind: &str| -> i64 {
        let mut sum = 0;
        for unit in &house.units {
            for month in store::charge::months(&house.core.store, unit.account).unwrap() {
                let lines = store::charge::posted(&house.core.store, unit.account, month).unwrap();
                let of = lines.iter().filter(|line| line.kind == kind);
                sum += of.map(|line| line.amount.minor() + line.within.minor()).sum::<i64>();
            }
        }
        sum
    };
    assert_eq!(credit(&house, Book::Revenue(Revenue::Energy)), posted("energy"));
    assert_eq!(credit(&house, Book::Revenue(Revenue::TaxIncluded)), -posted("tax_included"));
    assert_eq!(credit(&house, Book::TaxPayable), posted("tax") + posted("tax_included"));
    house.verify();
}

#[test]
fn rule_2_a_version_is_planned_ahead_and_what_has_begun_is_not_edited() {
    let mut house = paid(TARIFF);
    house.live(30, HOUR);
    let edited = TARIFF.replace("0.6083", "0.5");
    assert_eq!(save(&mut house, &edited, Some("Test")).unwrap_err().code, "tariff-version-used");
    assert_eq!(save(&mut house, TARIFF, None).unwrap_err().code, "tariff-name-taken");
    let usd = dear().replace("CNY", "USD");
    assert_eq!(save(&mut house, &usd, None).unwrap_err().code, "tariff-currency");
    let hole = RICH.replace("22:00-08:00", "23:00-08:00");
    let refused = save(&mut house, &hole, None).unwrap_err();
    assert_eq!((refused.code, refused.field), ("tariff-text", Some("text")));
    // The planned December price may change until it begins.
    let planned = TARIFF.replace("0.7200", "0.9000");
    assert!(save(&mut house, &planned, Some("Test")).unwrap().done);
    let page = house.ask(tariffs::tariff, json!({ "name": "Test" })).unwrap();
    let standings: Vec<(Standing, bool)> =
        page.row.versions.iter().map(|version| (version.standing, version.may_change)).collect();
    assert_eq!(standings, [(Standing::InForce, false), (Standing::Planned, true)]);
    assert_eq!(page.form.versions[1].price.as_deref(), Some("0.90"));
    let before = house.balance(0);
    house.live(24 * 8, HOUR);
    assert!(house.balance(0) < before);
    let lines = house.charged(0);
    let wh: i64 = store::charge::lines(&house.core.store, house.units[0].account, "2026-12".parse().unwrap())
        .unwrap()
        .iter()
        .map(|charge| charge.line.energy.wh())
        .sum();
    // Two days of December are over.
    assert_eq!(lines["2026-12"] - 40, (wh * 900_000 + 5_000_000) / 10_000_000, "December is charged by the new plan");
    assert_eq!(save(&mut house, TARIFF, Some("Test")).unwrap_err().code, "tariff-version-used");
    let gone = json!({ "name": "Test", "from": "2026-12-01" });
    assert_eq!(house.call(tariffs::remove_tariff, gone).unwrap_err().code, "tariff-version-used");
    house.verify();
}

#[test]
fn rule_3_a_change_of_the_past_is_seen_before_it_is_made() {
    let mut house = paid(TARIFF);
    house.live(60, HOUR);
    assert!(save(&mut house, &dear(), None).unwrap().done);
    let balances: Vec<i64> = (0..4).map(|room| house.balance(room)).collect();
    let first = change(&mut house, "2026-11-24", None);
    let preview = first.preview.expect("days that are over are touched");
    assert!(!first.done && preview.accounts == 4);
    assert_eq!((0..4).map(|room| house.balance(room)).collect::<Vec<_>>(), balances, "nothing is changed by asking");
    assert!(house.core.terms.tariff_of(house.units[0].place, house.core.site.currency).unwrap().name == "Test");
    assert!(!change(&mut house, "2026-11-24", Some("another")).done);
    // What is used meanwhile makes another difference, which has to be seen too.
    house.live(2, HOUR);
    assert!(!change(&mut house, "2026-11-24", Some(&preview.token)).done);
    let preview = change(&mut house, "2026-11-24", None).preview.unwrap();
    let balances: Vec<i64> = (0..4).map(|room| house.balance(room)).collect();
    assert!(change(&mut house, "2026-11-24", Some(&preview.token)).done);
    for (room, before) in balances.iter().enumerate() {
        let row = &preview.rows[room];
        assert!(row.difference.minor > 0);
        assert_eq!(house.balance(room), before - row.difference.minor, "{row:?}");
    }
    // A start, and the next close, come to the same.
    let after = house.balance(1);
    let mut house = house.crash();
    assert_eq!(house.balance(1), after);
    house.live(30, HOUR);
    papers::add_up(&mut house);
    // From a day ahead nothing is to be seen.
    assert!(house.call(tariffs::assign_tariff, assign("Test", "2026-12-24")).unwrap().done);
    let back = |from: &str| json!({ "place": null, "from": from });
    assert!(house.call(tariffs::unassign_tariff, back("2026-12-24")).unwrap().done);
    assert_eq!(house.call(tariffs::unassign_tariff, back("2026-12-24")).unwrap_err().code, "tariff-not-planned");
    assert_eq!(house.call(tariffs::unassign_tariff, back("2026-11-24")).unwrap_err().code, "tariff-not-planned");
    house.verify();
}

fn assign(name: &str, from: &str) -> Value {
    json!({ "place": null, "name": name, "from": from, "seen": null })
}

#[test]
fn rule_3_large_differences_for_a_past_month_wait_for_a_person() {
    let mut site = settings("Asia/Shanghai");
    site.correction_limit = units::Money::from_minor(200);
    let mut house = House::made(&site, noon(), TARIFF);
    house.poll_all();
    (0..4).for_each(|room| drop(house.pay(room, 100_000, &format!("first-{room}"))));
    house.live(24 * 6, HOUR);
    // Room 102 is not heard over the end of the month, room 103 is.
    for _ in 0..24 * 4 {
        house.use_energy(HOUR);
        house.core.now += HOUR;
        [0, 2, 3].into_iter().for_each(|room| house.poll(room));
        house.silent(1);
        house.core.tick();
        house.collect();
    }
    let before = house.balance(1);
    let november = house.charged(1)["2026-11"];
    house.poll(1);
    let told = house.balance(1);
    assert!(told < before - 2_000, "what was used is due at once");
    house.live(24, HOUR);
    let waiting = house.ask(pending::pending_differences, json!({})).unwrap();
    assert_eq!(waiting.rows.len(), 1, "{waiting:?}");
    let row = &waiting.rows[0];
    assert_eq!((row.room.as_str(), row.month.as_str()), ("102", "2026-11"));
    assert!(
        row.difference.minor > 200
            && row.lines.iter().map(|line| line.amount.minor).sum::<i64>() == row.difference.minor
    );
    assert_eq!(house.charged(1)["2026-11"], november, "nothing of it is posted");
    assert!(house.alarms().contains(&"differences_wait".to_owned()));
    let balance = house.balance(1);
    let mut house = house.crash();
    assert_eq!(house.balance(1), balance, "it waits over a start");
    let other = json!({ "rows": [{ "account": row.account, "month": row.month, "difference_minor": 1 }], "note": "" });
    assert_eq!(house.call(pending::approve_differences, other).unwrap_err().code, "difference-changed");
    let seen = row.difference.minor;
    let yes =
        json!({ "rows": [{ "account": row.account, "month": row.month, "difference_minor": seen }], "note": "seen" });
    assert!(house.call(pending::approve_differences, yes).unwrap().rows.is_empty());
    assert_eq!(house.charged(1)["2026-11"], november + seen);
    assert_eq!(house.balance(1), balance - seen);
    assert!(!house.alarms().contains(&"differences_wait".to_owned()));
    let mut house = house.crash();
    assert_eq!(house.balance(1), balance - seen);
    house.live(30, HOUR);
    papers::add_up(&mut house);
    house.verify();
}

fn allowance(name: &str, kind: &str, amount: &str, from: &str) -> Value {
    json!({ "id": null, "seen": null, "form": {
        "name": name, "place": 1, "kind": kind, "amount": amount, "basis": "occupant", "per": "month",
        "year_starts": null, "part_cycle": "whole", "band": null, "counts_for_tiers": true, "carry_over": null,
        "from": from, "until": null,
    }})
}

#[test]
fn rule_7_granted_energy_is_taken_first_and_printed_as_what_it_replaces() {
    let mut house = paid(TARIFF);
    house.live(20, HOUR);
    assert!(house.call(allowances::save_allowance, allowance("Basic", "energy", "5", "2026-11-25")).unwrap().done);
    house.live(24 * 2 + 4, HOUR);
    let row = &house.ask(allowances::room_allowances, json!({ "room": "102" })).unwrap()[0];
    // Two people, five kWh each.
    assert_eq!((row.granted.as_str(), row.left.as_str()), ("10.00 kWh", "0.00 kWh"));
    let lines = store::charge::posted(&house.core.store, house.units[1].account, "2026-11".parse().unwrap()).unwrap();
    let granted: Vec<_> = lines.iter().filter(|line| line.kind == "allowance").collect();
    assert_eq!(
        granted.iter().map(|line| (line.energy.wh(), line.amount.minor())).collect::<Vec<_>>(),
        [(-10_000, -608)]
    );
    papers::add_up(&mut house);
    // A person moves in: from the next day more is granted, forward only.
    let tenancy = house.core.tenancy_of(house.units[1].place).unwrap();
    let place = house.units[1].place;
    let day = house.core.site.zone.date(house.core.now);
    house.core.store.transaction(|tx| store::occupancy::put(tx, tenancy, day, 5)).unwrap();
    house.core.reopen(place).unwrap();
    let row = &house.ask(allowances::room_allowances, json!({ "room": "102" })).unwrap()[0];
    assert_ne!(row.granted, "10.00 kWh");
    let live = house.balance(1);
    let mut house = house.crash();
    assert_eq!(house.balance(1), live);
    // What has begun is ended with a day, and never edited.
    let mut again = allowance("Basic", "energy", "9", "2027-01-01");
    again["id"] = json!(1);
    assert_eq!(house.call(allowances::save_allowance, again).unwrap_err().code, "allowance-began");
    let end = json!({ "id": 1, "until": "2026-12-01", "seen": null });
    assert!(house.call(allowances::end_allowance, end).unwrap().done);
    house.live(24 * 7, HOUR);
    let december =
        store::charge::posted(&house.core.store, house.units[1].account, "2026-12".parse().unwrap()).unwrap();
    assert!(!december.is_empty() && december.iter().all(|line| line.kind != "allowance"));
    papers::add_up(&mut house);
    house.verify();
}

#[test]
fn rule_7_granted_money_is_used_first_expires_and_is_no_payment() {
    let mut house = paid(TARIFF);
    house.live(20, HOUR);
    assert!(house.call(allowances::save_allowance, allowance("Subsidy", "money", "4", "2026-11-24")).unwrap().done);
    let granted = |house: &House, room: usize| credit(house, Book::Grant(house.units[room].account));
    let own = |house: &House, room: usize| credit(house, Book::Tenant(house.units[room].account));
    assert_eq!(granted(&house, 1), 800, "two people, four each");
    let before = house.balance(1);
    let tenant = own(&house, 1);
    house.live(16, HOUR);
    assert!(granted(&house, 1) < 800 && granted(&house, 1) >= 0);
    assert!(house.balance(1) < before);
    if granted(&house, 1) > 0 {
        assert_eq!(own(&house, 1), tenant, "the tenant's own money is touched last");
    }
    papers::add_up(&mut house);
    let mut house = house.crash();
    house.live(24 * 3, HOUR);
    assert_eq!(granted(&house, 1), 0);
    // December gives anew what November gave, once.
    house.live(24 * 4, HOUR);
    let grants = store::granted::of_account(&house.core.store, house.units[1].account).unwrap();
    assert_eq!(grants.len(), 2);
    assert!(grants[0].1.is_some(), "November's has ended");
    papers::add_up(&mut house);
    house.verify();
}

#[test]
fn a_back_test_shows_each_room_before_anything_takes_effect() {
    let mut house = paid(TARIFF);
    house.live(24 * 10, HOUR);
    // Without the prices of December.
    let present = |text: &str| text.split("[[version]]\nfrom = 2026-12-01").next().unwrap().to_owned();
    let (present, dearer) = (present(TARIFF), present(&dear()));
    let same = house.ask(tariffs::tariff_backtest, json!({ "text": present, "name": null, "months": 12 })).unwrap();
    assert_eq!(same.rows.len(), 4);
    assert!(same.charged.minor > 0);
    assert_eq!((same.difference.minor, same.difference_text.as_str()), (0, "0.0 %"));
    let draft = house.ask(tariffs::tariff_backtest, json!({ "text": dearer, "name": null, "months": 12 })).unwrap();
    for row in &draft.rows {
        let energy = row.energy_wh;
        // Twice the price: the difference is the price of the energy once more, to the rounding of one line.
        let once = (energy * 608_300 + 5_000_000) / 10_000_000;
        assert!((row.difference.minor - once).abs() <= 1, "{row:?}");
    }
    let sum: i64 = draft.rows.iter().map(|row| row.difference.minor).sum();
    assert_eq!(draft.difference.minor, sum);
    // Who has left counts as well: the room's months are the same as those of a room whose tenant stayed.
    let left = json!({
        "room": "103", "at": null, "register": { "kind": "meter" }, "refund": { "kind": "by", "tender": "cash" },
        "key": "out",
    });
    house.call(crate::api::tenancies::move_out, left).unwrap();
    let after = house.ask(tariffs::tariff_backtest, json!({ "text": dearer, "name": null, "months": 12 })).unwrap();
    assert_eq!((after.charged, after.draft, after.energy_wh), (draft.charged, draft.draft, draft.energy_wh));
    let refused = house.ask(tariffs::tariff_backtest, json!({ "text": dearer, "name": null, "months": 13 }));
    assert_eq!(refused.unwrap_err().code, "backtest-months");
}

#[test]
fn a_back_test_replays_the_newest_prices_also_those_that_are_planned_ahead() {
    let mut house = paid(TARIFF);
    house.live(24 * 10, HOUR);
    // From December on, as the file has it, the kilowatt-hour costs more and there is no monthly fee.
    let planned = house.ask(tariffs::tariff_backtest, json!({ "text": null, "name": "Test", "months": 1 })).unwrap();
    let only = "name = \"t\"\ncurrency = \"CNY\"\n[[version]]\nfrom = 2020-01-01\nprice = 0.72\ndaily_fee = 0.20\n";
    let alone = house.ask(tariffs::tariff_backtest, json!({ "text": only, "name": null, "months": 1 })).unwrap();
    assert_eq!((planned.draft.minor, planned.charged), (alone.draft.minor, alone.charged));
    assert_ne!(planned.difference.minor, 0);
    let later = only.replace("2020-01-01", "2030-01-01");
    let ahead = house.ask(tariffs::tariff_backtest, json!({ "text": later, "name": null, "months": 1 })).unwrap();
    assert_eq!((ahead.draft.minor, ahead.rows.iter().any(|row| row.problem.is_some())), (alone.draft.minor, false));
}

#[test]
fn a_back_test_fills_the_tiers_of_the_draft_from_the_start_of_their_year() {
    let mut house = paid(TARIFF);
    house.live(24 * 40, HOUR);
    // November and December of a year of the counter that began in January.
    let tiers = "name = \"t\"\ncurrency = \"CNY\"\n[[version]]\nfrom = 2027-06-01\n[version.tiers]\nper = \"year\"\n[[version.tier]]\nup_to_kwh = 10\nprice = 1\n[[version.tier]]\nprice = 2\n";
    let ask = |house: &mut House, months: i64| {
        let args = json!({ "text": tiers, "name": null, "months": months });
        house.ask(tariffs::tariff_backtest, args).unwrap().rows
    };
    let (both, last) = (ask(&mut house, 2), ask(&mut house, 1));
    assert!(last.iter().any(|row| row.draft.minor > row.energy_wh / 10), "somebody is above the first tier");
    for (both, last) in both.iter().zip(&last) {
        // The newer month alone is what it is behind the older one.
        assert_eq!(both.months.last().map(|month| month.draft.minor), Some(last.draft.minor), "{both:?}");
    }
}

#[test]
fn a_preview_has_a_whole_day_and_lines_that_add_up() {
    let mut house = paid(RICH);
    let args = json!({ "text": null, "name": "Test", "date": "2026-11-25", "occupants": 2, "room": null });
    let preview = house.ask(tariffs::tariff_preview, args).unwrap();
    assert_eq!(preview.day.quarters.len(), 96);
    let names: Vec<&str> = preview.day.bands.iter().map(|band| band.name.as_str()).collect();
    assert_eq!(names, ["valley", "peak"]);
    assert_eq!(preview.day.bands.iter().map(|band| band.height).collect::<Vec<_>>(), [497, 1000]);
    assert_eq!((preview.day.quarters[31].band, preview.day.quarters[32].band), (0, 1));
    assert_eq!(preview.month.lines.iter().map(|line| line.amount.minor).sum::<i64>(), preview.month.total.minor);
    assert!(preview.month.energy_wh > 100_000 && preview.month.problem.is_none());
    // A form makes the file that it came from.
    let page = house.ask(tariffs::tariff, json!({ "name": "Test" })).unwrap();
    let made = house.ask(tariffs::tariff_compose, json!({ "form": page.form })).unwrap();
    assert_eq!(made.problem, None, "{}", made.text);
    assert_eq!(billing::Tariff::parse(&made.text), billing::Tariff::parse(RICH));
    let wrong = house.ask(tariffs::tariff_check, json!({ "text": RICH.replace("0.6172", "\"dear\"") })).unwrap();
    let problem = wrong.problem.unwrap();
    assert_eq!((problem.line, problem.key.as_str()), (13, "price"));
}

#[test]
fn a_calendar_decides_which_hours_a_day_has() {
    let text = RICH.replace(
        "[[version.hours]]\n",
        "[[version.hours]]\ndays = [\"holiday\"]\nbands = \"00:00-24:00 valley\"\n\n[[version.hours]]\ndays = [\"workday\", \"weekend\"]\n",
    );
    let mut house = paid(&text);
    house.live(40, HOUR);
    let before = house.balance(1);
    let calendar = "name = \"Own\"\n[[holiday]]\nname = \"Feast\"\nfrom = 2026-11-24\n";
    let first = house.call(calendar::save_calendar, json!({ "text": calendar, "seen": null })).unwrap();
    let preview = first.preview.expect("a day that is over becomes another kind of day");
    assert!(preview.total.minor < 0, "valley hours are cheaper");
    let row = preview.rows.iter().find(|row| row.room == "102").unwrap().difference.minor;
    assert!(house.call(calendar::save_calendar, json!({ "text": calendar, "seen": preview.token })).unwrap().done);
    assert_eq!(house.balance(1), before - row);
    assert_eq!(house.ask(calendar::calendar, json!({})).unwrap().days.len(), 1);
    let mut house = house.crash();
    assert_eq!(house.balance(1), before - row);
    house.live(20, HOUR);
    papers::add_up(&mut house);
    let wrong = json!({ "text": "name = 1", "seen": null });
    assert_eq!(house.call(calendar::save_calendar, wrong).unwrap_err().code, "calendar-text");
}

#[test]
fn a_price_where_none_was_and_nothing_was_used_needs_no_look() {
    let late = TARIFF.replace("from = 2020-01-01", "from = 2026-11-30");
    let mut house = House::made(&settings("Asia/Shanghai"), noon(), &late);
    let free = dear().replace("price = 1.2166", "price = 0").replace("daily_fee = 0.20\nmonthly_fee = 3.10\n", "");
    assert!(save(&mut house, &free, None).unwrap().done);
    let done = change(&mut house, "2026-11-23", None);
    assert!(done.done && done.preview.is_none(), "what was held and now comes to nothing is no difference: {done:?}");
    // With a price there is something to see, and only the rooms and months that differ are shown.
    let priced = free.replace("price = 0\n", "price = 2\n").replace("\"Dear\"", "\"Priced\"");
    assert!(save(&mut house, &priced, None).unwrap().done);
    house.units[3].power_w = 0;
    house.poll_all();
    house.live(3, HOUR);
    let wish = json!({ "place": null, "name": "Priced", "from": "2026-11-23", "seen": null });
    let preview = house.call(tariffs::assign_tariff, wish).unwrap().preview.expect("energy was used");
    let rooms: Vec<&str> = preview.rows.iter().map(|row| row.room.as_str()).collect();
    assert_eq!(rooms, ["101", "102", "103"]);
    assert!(preview.rows.iter().all(|row| row.difference.minor != 0));
}

#[test]
fn rule_3_no_price_grant_or_calendar_changes_a_closed_month() {
    let mut house = paid(RICH);
    house.live(24 * 9, HOUR);
    let closed = json!({ "month": "2026-11", "seen": ["day_open"] });
    assert!(house.call(close::close_month, closed).unwrap().closed);
    assert!(save(&mut house, &dear(), None).unwrap().done);
    let charged: Vec<_> = (0..4).map(|room| house.charged(room)["2026-11"]).collect();
    // Also from before the tenants came: November is in it.
    for from in ["2020-01-01", "2026-11-24", "2026-11-30"] {
        let refused = house.call(tariffs::assign_tariff, assign("Dear", from)).unwrap_err();
        assert_eq!((refused.code, refused.field), ("month-locked", Some("from")), "{from}");
        let refused = house.call(allowances::save_allowance, basic("Basic", 1, "10", from)).unwrap_err();
        assert_eq!((refused.code, refused.field), ("month-locked", Some("from")), "{from}");
    }
    // A day of the calendar is a fact; what the closed month was charged stays, and only the open one is shown.
    let calendar = "name = \"Own\"\n[[holiday]]\nname = \"Feast\"\nfrom = 2026-11-24\n";
    let wish = json!({ "text": calendar, "seen": null });
    assert!(house.call(calendar::save_calendar, wish).unwrap().done);
    house.live(24, HOUR);
    let mut house = house.crash();
    house.live(24, HOUR);
    assert_eq!((0..4).map(|room| house.charged(room)["2026-11"]).collect::<Vec<_>>(), charged);
    house.verify();
}

fn basic(name: &str, place: i64, kwh: &str, from: &str) -> Value {
    json!({ "id": null, "seen": null, "form": {
        "name": name, "place": place, "kind": "energy", "amount": kwh, "basis": "room", "per": "month",
        "year_starts": null, "part_cycle": "whole", "band": null, "counts_for_tiers": true, "carry_over": null,
        "from": from, "until": null,
    }})
}

#[test]
fn a_planned_grant_that_goes_elsewhere_leaves_nothing_behind() {
    let mut house = paid(TARIFF);
    let (first, other) = (house.units[0].place.0, house.units[1].place.0);
    assert!(house.call(allowances::save_allowance, basic("Basic", first, "100", "2026-11-25")).unwrap().done);
    let id = house.ask(allowances::allowances, json!({})).unwrap()[0].id;
    let mut moved = basic("Basic", other, "100", "2026-12-01");
    moved["id"] = json!(id);
    assert!(house.call(allowances::save_allowance, moved).unwrap().done);
    house.live(24 * 4, HOUR);
    let granted = |house: &House, room: usize| {
        let lines = store::charge::posted(&house.core.store, house.units[room].account, "2026-11".parse().unwrap());
        lines.unwrap().iter().filter(|line| line.kind == "allowance").count()
    };
    assert_eq!((granted(&house, 0), granted(&house, 1)), (0, 0));
    let before = house.balance(0);
    let mut house = house.crash();
    assert_eq!(house.balance(0), before);
}

#[test]
fn a_calendar_without_this_year_is_an_alarm_until_it_has_it() {
    let mut house = paid(RICH);
    let keep = |house: &mut House, year: i32| {
        let text = format!("name = \"Own {year}\"\n[[holiday]]\nname = \"Feast\"\nfrom = {year}-12-31\n");
        let done = house.call(calendar::save_calendar, json!({ "text": text, "seen": null })).unwrap();
        assert!(done.done);
    };
    let told = |house: &House| house.alarms().iter().any(|kind| kind == "calendar_ends");
    assert!(!told(&house), "without a calendar nobody counts on holidays");
    keep(&mut house, 2025);
    assert!(told(&house));
    keep(&mut house, 2026);
    assert!(!told(&house));
    house.live(24 * 37, HOUR);
    assert!(!told(&house));
    house.live(24 * 2, HOUR);
    assert!(told(&house), "the year has turned, and the calendar ends with the one before");
    assert!(house.ask(crate::api::alarms::alarms, json!({})).unwrap().iter().any(|alarm| alarm.text.contains("2027")));
}

#[test]
fn a_grant_for_a_band_that_no_price_list_has_is_refused() {
    let mut house = paid(RICH);
    let mut wish = basic("Night", 1, "10", "2026-12-01");
    wish["form"]["band"] = json!("night");
    let refused = house.call(allowances::save_allowance, wish.clone()).unwrap_err();
    assert_eq!((refused.code, refused.field), ("unknown-band", Some("band")));
    wish["form"]["band"] = json!("valley");
    assert!(house.call(allowances::save_allowance, wish).unwrap().done);
}

/// A tariff with a tax on top.
const TAXED: &str = r#"
name = "Test"
currency = "CNY"
source = "test"

[[version]]
from = 2020-01-01
price = 1.00

[[version.tax]]
name = "VAT"
percent = 25
included = false

[version.top_up_fee]
fixed = 1.00
"#;

fn top_up(house: &mut House, room: &str, amount: &str, key: &str) -> TopUp {
    let args = json!({ "room": room, "amount": amount, "tender": "cash", "key": key });
    house.call(money::top_up, args).unwrap()
}

fn parts(paid: &TopUp) -> Vec<(&str, i64)> {
    paid.parts.iter().map(|part| (part.code.as_str(), part.amount.minor)).collect()
}

#[test]
fn rule_8_tax_falls_due_at_top_up_or_at_use_as_the_site_says_and_never_at_both() {
    let mut house = House::made(&settings("Asia/Shanghai"), noon(), TAXED);
    house.poll_all();
    let at_use = top_up(&mut house, "102", "101", "a");
    assert_eq!(parts(&at_use), [("fee", 100), ("balance", 10_000)]);
    assert_eq!(credit(&house, Book::TaxPayable), 0);
    let site = crate::settings::SiteSettings { tax_due: billing::TaxDue::AtTopUp, ..house.core.site.clone() };
    house.live(10, HOUR);
    let used = 10_000 - house.balance(1);
    house.core.change_site(site, &crate::Actor::owner(crate::words::Language::En), "save_settings").unwrap();
    // 10 kWh cost 10.00, and 2.50 of tax that is no longer due at use.
    assert_eq!((used, 10_000 - house.balance(1)), (1_250, 1_000));
    let live = house.balance(1);
    let mut house = house.crash();
    assert_eq!(house.balance(1), live, "a start rates as the core did");
    // 1.00 fee; of the 125.00 that remain a fifth is tax.
    let before = credit(&house, Book::TaxPayable);
    let paid = top_up(&mut house, "102", "126", "b");
    assert_eq!(parts(&paid), [("fee", 100), ("tax", 2_500), ("balance", 10_000)]);
    assert_eq!(credit(&house, Book::TaxPayable), before + 2_500);
    // What the first midnight had booked at use is given back with the next, and no use bears tax from then on.
    house.live(48, HOUR);
    assert_eq!(credit(&house, Book::TaxPayable), 2_500);
    // Taken back, the tax is taken back with it.
    let reverse = json!({ "receipt": paid.receipt, "reason": "typed twice", "key": "r" });
    house.call(money::reverse_top_up, reverse).unwrap();
    assert_eq!(credit(&house, Book::TaxPayable), 0);
    papers::add_up(&mut house);
    house.verify();
}

/// What was posted for a room and month, a sum for each kind and detail.
fn lines_of(house: &House, room: usize, month: &str) -> std::collections::BTreeMap<(String, String), (i64, i64, i64)> {
    let mut sums = std::collections::BTreeMap::new();
    let account = house.units[room].account;
    for line in store::charge::posted(&house.core.store, account, month.parse().unwrap()).unwrap() {
        let sum: &mut (i64, i64, i64) = sums.entry((line.kind, line.detail)).or_default();
        *sum = (sum.0 + line.energy.wh(), sum.1 + line.amount.minor(), sum.2 + line.within.minor());
    }
    sums.retain(|_, sum| *sum != (0, 0, 0));
    sums
}

#[test]
fn readings_of_a_gap_that_come_after_its_days_and_its_month_were_closed_end_in_the_same_charges() {
    // Room 102 is read all the time; room 103 lives the same life and is silent over the month's end.
    let mut house = paid(RICH);
    house.live(24 * 6, HOUR);
    let (mut seen, gap) = (Vec::new(), 24 * 5);
    for hour in 0..gap {
        house.units[1].power_w = 200 + 137 * (hour % 24);
        house.units[2].power_w = house.units[1].power_w;
        house.use_energy(HOUR);
        house.core.now += HOUR;
        [0, 1, 3].into_iter().for_each(|room| house.poll(room));
        house.silent(2);
        house.core.tick();
        house.collect();
        seen.push((units::millis(house.now()), house.units[2].register_wh));
    }
    house.poll_all();
    house.live(30, HOUR);
    let months = ["2026-11", "2026-12"];
    let shared_by_time = months.map(|month| lines_of(&house, 2, month));
    assert_ne!(shared_by_time, months.map(|month| lines_of(&house, 1, month)), "the gap was spread over its bands");
    // What its memory holds comes in now, in no order, and some of it after another start.
    let meter = house.core.points[&house.units[2].point].meter.0;
    let last = seen.len() - 1;
    for n in 0..last {
        let (at, wh) = seen[(n * 37) % last];
        let kwh = units::Energy::from_wh(wh).to_string();
        let read = json!({ "meter": meter, "at": at, "kwh": kwh, "key": format!("late-{n}") });
        house.call(crate::api::readings::manual_reading, read).unwrap();
        if n == 50 {
            house = house.crash();
        }
    }
    house.live(24 * 2, HOUR);
    for month in months {
        let (in_time, late) = (lines_of(&house, 1, month), lines_of(&house, 2, month));
        assert_eq!(late, in_time, "{month}");
    }
    let live = house.balance(2);
    let mut house = house.crash();
    assert_eq!(house.balance(2), live);
    house.verify();
}

#[test]
fn rule_7_what_is_left_of_an_allowance_goes_on_over_a_closed_month() {
    let mut house = paid(TARIFF);
    let place = house.units[1].place.0;
    let mut wish = basic("Saved", place, "200", "2026-11-24");
    wish["form"]["carry_over"] = json!("30");
    assert!(house.call(allowances::save_allowance, wish).unwrap().done);
    house.live(24 * 9, HOUR);
    let free = |house: &House, month: &str| {
        let lines = lines_of(house, 1, month);
        lines.iter().filter(|((kind, _), _)| kind == "allowance").map(|(_, sum)| sum.0).sum::<i64>()
    };
    // All of 24 to 30 November was free, and 32 kWh are left, of which 30 go on.
    assert_eq!(free(&house, "2026-11"), -168_000);
    let closed = json!({ "month": "2026-11", "seen": ["day_open"] });
    assert!(house.call(close::close_month, closed).unwrap().closed);
    let mut house = house.crash();
    house.live(24 * 12, HOUR);
    let row = house.ask(allowances::room_allowances, json!({ "room": "102" })).unwrap();
    assert_eq!(row[0].granted.as_str(), "230.00 kWh");
    assert_eq!(free(&house, "2026-12"), -230_000, "the counter of the lock goes into December");
    let live = house.balance(1);
    let mut house = house.crash();
    assert_eq!(house.balance(1), live);
    house.verify();
}

#[test]
fn rule_3_after_a_change_of_the_rating_rules_every_difference_for_a_past_month_waits() {
    let mut house = paid(TARIFF);
    house.live(24 * 7 + 2, HOUR);
    // Silent over the end of November; what comes after is a few cents of a past month.
    for _ in 0..40 {
        house.core.now += HOUR;
        [0, 2, 3].into_iter().for_each(|room| house.poll(room));
        house.silent(1);
        house.core.tick();
        house.collect();
    }
    house.core.write(|tx| store::setting::put(tx, "rating_rules", "roomwatt 0.0.9")).unwrap();
    let mut house = house.crash();
    house.units[1].register_wh += 400;
    house.poll(1);
    house.live(26, HOUR);
    let waiting = house.ask(pending::pending_differences, json!({})).unwrap();
    assert_eq!(
        waiting.rows.iter().map(|row| (row.room.as_str(), row.month.as_str())).collect::<Vec<_>>(),
        [("102", "2026-11")]
    );
    assert!(waiting.rows[0].difference.minor < 100);
    let mut house = house.crash();
    house.live(26, HOUR);
    assert_eq!(house.ask(pending::pending_differences, json!({})).unwrap().rows.len(), 1, "until a person has seen it");
    house.verify();
}
