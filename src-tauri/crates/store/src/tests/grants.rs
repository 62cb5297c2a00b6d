//! Calendars, allowances, quotas, and money granted.

use allowance::{Allowance, Cycle, Granted, PartCycle};
use granted::{Grant, GrantEnd};
use quota::{Quota, QuotaPer, QuotaScope};
use quota_level::{QuotaAction, QuotaLevel};
use units::{AllowanceId, EntryId, Power, Price};

use super::*;

fn allowance(place: PlaceId) -> Allowance {
    Allowance {
        name: "Free light".to_owned(),
        place,
        granted: Granted::Energy(Energy::from_wh(8_000)),
        per: Cycle::Month,
        per_occupant: true,
        part_cycle: PartCycle::ByDays,
        band: None,
        counts_for_tiers: true,
        carry_over: None,
        from_day: day("2026-09-01"),
        until_day: None,
    }
}

#[test]
fn a_calendar_is_kept_under_its_name() {
    let mut site = Site::new();
    let named = |text: &str| calendar::Calendar { name: "China 2026".to_owned(), text: text.to_owned() };
    let first = site.writer.transaction(|tx| calendar::put(tx, &named("a"))).unwrap();
    let second = site.writer.transaction(|tx| calendar::put(tx, &named("b"))).unwrap();
    assert_eq!(first, second);
    assert_eq!(calendar::get(&site.writer, first).unwrap(), Some(named("b")));
    assert_eq!(calendar::all(&site.writer).unwrap(), [(first, named("b"))]);
    site.writer.transaction(|tx| calendar::remove(tx, first)).unwrap();
    assert!(calendar::all(&site.writer).unwrap().is_empty());
    assert!(matches!(site.writer.transaction(|tx| calendar::remove(tx, first)), Err(Error::NoSuch("calendar"))));
}

#[test]
fn allowances_come_back_as_they_were_put_and_end() {
    let mut site = Site::new();
    let house = place::Place {
        parent: None,
        kind: place::PlaceKind::Building,
        name: "East".to_owned(),
        sort: 0,
        area_dm2: None,
    };
    let (house, inside) = site
        .writer
        .transaction(|tx| {
            let house = place::insert(tx, &house)?;
            Ok((house, room(tx, Some(house), "102", 2)?.0))
        })
        .unwrap();
    let all = [
        allowance(house),
        Allowance {
            granted: Granted::Money(Money::from_minor(2_000)),
            per: Cycle::Year { start: 4 },
            per_occupant: false,
            part_cycle: PartCycle::Whole,
            band: Some("valley".to_owned()),
            counts_for_tiers: false,
            carry_over: Some(5_000),
            from_day: day("2026-09-02"),
            until_day: Some(day("2027-01-16")),
            ..allowance(inside)
        },
        Allowance { per: Cycle::Term, from_day: day("2026-09-03"), ..allowance(site.room) },
    ];
    let ids: Vec<_> =
        site.writer.transaction(|tx| all.iter().map(|one| allowance::insert(tx, one)).collect::<Result<_>>()).unwrap();
    let numbered: Vec<_> = ids.iter().copied().zip(all.clone()).collect();
    assert_eq!(allowance::all(&site.writer).unwrap(), numbered);
    let too_early = site.writer.transaction(|tx| allowance::end(tx, ids[0], day("2026-09-01")));
    assert!(matches!(too_early, Err(Error::Refused(_))));
    site.writer.transaction(|tx| allowance::end(tx, ids[0], day("2026-10-01"))).unwrap();
    let ended = Allowance { until_day: Some(day("2026-10-01")), ..all[0].clone() };
    assert_eq!(allowance::get(&site.writer, ids[0]).unwrap(), Some(ended));
    site.writer.transaction(|tx| allowance::remove(tx, ids[2])).unwrap();
    assert_eq!(allowance::get(&site.writer, ids[2]).unwrap(), None);
}

#[test]
fn a_quota_has_its_levels_and_takes_them_with_it() {
    let mut site = Site::new();
    let quota = |scope, per, from: &str| Quota {
        name: "Floor 3".to_owned(),
        scope,
        per,
        energy: Energy::from_wh(500_000),
        per_occupant: false,
        from_day: day(from),
        until_day: None,
    };
    let all = [
        quota(QuotaScope::EachRoom(site.room), QuotaPer::Month, "2026-09-01"),
        quota(QuotaScope::Whole(site.room), QuotaPer::Term, "2026-09-02"),
        quota(QuotaScope::Point(site.point), QuotaPer::Day, "2026-09-03"),
    ];
    let levels = [
        QuotaLevel { percent: 80, action: QuotaAction::Warning },
        QuotaLevel { percent: 100, action: QuotaAction::Limit(Power::from_w(500)) },
        QuotaLevel { percent: 100, action: QuotaAction::Price(Price::new(200_000).unwrap()) },
        QuotaLevel { percent: 120, action: QuotaAction::Cut },
    ];
    let ids: Vec<_> =
        site.writer.transaction(|tx| all.iter().map(|one| quota::insert(tx, one)).collect::<Result<_>>()).unwrap();
    site.writer.transaction(|tx| quota_level::put(tx, ids[0], &levels[3..])).unwrap();
    site.writer.transaction(|tx| quota_level::put(tx, ids[0], &levels)).unwrap();
    assert_eq!(quota_level::of_quota(&site.writer, ids[0]).unwrap(), levels);
    assert_eq!(quota::all(&site.writer).unwrap(), ids.iter().copied().zip(all.clone()).collect::<Vec<_>>());
    let none = QuotaLevel { percent: 0, action: QuotaAction::Cut };
    assert!(site.writer.transaction(|tx| quota_level::put(tx, ids[1], &[none])).is_err());
    site.writer.transaction(|tx| quota::end(tx, ids[1], day("2026-12-01"))).unwrap();
    assert_eq!(quota::get(&site.writer, ids[1]).unwrap().unwrap().until_day, Some(day("2026-12-01")));
    site.writer.transaction(|tx| quota::remove(tx, ids[0])).unwrap();
    assert!(quota_level::of_quota(&site.writer, ids[0]).unwrap().is_empty());
    assert_eq!(quota::get(&site.writer, ids[0]).unwrap(), None);
}

#[test]
fn a_rule_grants_once_a_month_and_what_expires_first_comes_first() {
    let mut site = Site::new();
    let account = site.account;
    let rule = allowance(site.room);
    let rule = site.writer.transaction(|tx| allowance::insert(tx, &rule)).unwrap();
    for key in ["a", "b", "c"] {
        site.post(top_up(account, key, 100)).unwrap();
    }
    let grant = |allowance: Option<AllowanceId>, entry, expires: Option<&str>| Grant {
        account,
        allowance,
        month: november(),
        amount: Money::from_minor(100),
        entry: EntryId(entry),
        expires_on: expires.map(day),
    };
    let (by_hand, by_rule) = (grant(None, 1, None), grant(Some(rule), 2, Some("2026-12-01")));
    let mut give = |grant: &Grant| site.writer.transaction(|tx| granted::insert(tx, grant));
    let (first, second) = (give(&by_hand).unwrap(), give(&by_rule).unwrap());
    assert!(matches!(give(&grant(Some(rule), 3, None)), Err(Error::Refused(_))));
    assert_eq!(granted::open(&site.writer, account).unwrap(), [(second, by_rule.clone()), (first, by_hand.clone())]);
    assert!(granted::expiring(&site.writer, day("2026-11-30")).unwrap().is_empty());
    assert_eq!(granted::expiring(&site.writer, day("2026-12-01")).unwrap(), [(second, by_rule.clone())]);
    let end = GrantEnd { at: at(9), entry: Some(EntryId(3)) };
    site.writer.transaction(|tx| granted::end(tx, second, end)).unwrap();
    assert!(matches!(site.writer.transaction(|tx| granted::end(tx, second, end)), Err(Error::NoSuch(_))));
    assert_eq!(granted::of_account(&site.writer, account).unwrap(), [(by_hand.clone(), None), (by_rule, Some(end))]);
    assert_eq!(granted::open(&site.writer, account).unwrap(), [(first, by_hand)]);
}
