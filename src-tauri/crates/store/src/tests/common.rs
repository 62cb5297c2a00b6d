//! Shared costs: pools, shares, supplier's bills.

use pool::{Pool, PoolSource, Vacancy};
use pool_key::PoolKey;
use share::Share;
use supplier_bill::SupplierBill;
use units::{PoolId, Price};

use super::*;

fn pool(place: PlaceId, source: PoolSource) -> Pool {
    Pool {
        name: "Stairs".to_owned(),
        place,
        source,
        tariff: None,
        declared: Some(Price::new(620_000).unwrap()),
        technical_permille: Some(30),
        vacancy: Vacancy::Owner,
        from_day: day("2026-01-01"),
        until_day: None,
    }
}

fn pooled(site: &mut Site) -> PoolId {
    let new = pool(site.room, PoolSource::Bill);
    site.writer.transaction(|tx| pool::insert(tx, &new)).unwrap()
}

#[test]
fn a_pool_comes_back_with_its_keys_weights_and_points() {
    let mut site = Site::new();
    let (room, point) = (site.room, site.point);
    let tariff = tariff::Tariff { name: "t".to_owned(), text: String::new(), effective: day("2026-01-01") };
    let (all, ids): (Vec<_>, Vec<_>) = site
        .writer
        .transaction(|tx| {
            let tariff = tariff::insert(tx, &tariff)?;
            let later = Pool {
                tariff: Some(tariff),
                declared: None,
                technical_permille: None,
                vacancy: Vacancy::Others,
                from_day: day("2026-02-01"),
                until_day: Some(day("2026-03-01")),
                ..pool(room, PoolSource::Common)
            };
            let both = [pool(room, PoolSource::Loss), later];
            let ids = both.iter().map(|one| pool::insert(tx, one)).collect::<Result<Vec<_>>>()?;
            Ok((both.to_vec(), ids))
        })
        .unwrap();
    assert_eq!(pool::all(&site.writer).unwrap(), ids.iter().copied().zip(all.clone()).collect::<Vec<_>>());
    let id = ids[0];
    let keys = [(PoolKey::Area, 7), (PoolKey::Fixed, 3)];
    site.writer
        .transaction(|tx| {
            pool_key::put(tx, id, &[(PoolKey::Equal, 1)])?;
            pool_key::put(tx, id, &keys)?;
            pool_weight::put(tx, id, &[(room, 12)])?;
            pool_point::put(tx, id, &[point])
        })
        .unwrap();
    assert_eq!(pool_key::of_pool(&site.writer, id).unwrap(), keys);
    assert_eq!(pool_weight::of_pool(&site.writer, id).unwrap(), [(room, 12)]);
    assert_eq!(pool_point::of_pool(&site.writer, id).unwrap(), [point]);
    site.writer.transaction(|tx| pool::end(tx, id, day("2026-12-01"))).unwrap();
    assert_eq!(pool::get(&site.writer, id).unwrap().unwrap().until_day, Some(day("2026-12-01")));
    site.writer.transaction(|tx| pool::remove(tx, id)).unwrap();
    assert_eq!(pool::get(&site.writer, id).unwrap(), None);
    assert!(pool_key::of_pool(&site.writer, id).unwrap().is_empty());
    let no_price = Pool { declared: None, ..pool(room, PoolSource::Bill) };
    assert!(matches!(site.writer.transaction(|tx| pool::insert(tx, &no_price)), Err(Error::Refused(_))));
}

fn share(pool: PoolId, account: Option<AccountId>, minor: i64) -> Share {
    Share {
        pool,
        service: november(),
        account,
        version: day("2026-11-01"),
        amount: Money::from_minor(minor),
        provisional: true,
        basis: format!("1/3 of 12.34: {minor}"),
        energy: Energy::from_wh(20_000),
        at: at(1),
    }
}

#[test]
fn a_share_is_replaced_until_its_month_is_locked_and_revised_after() {
    let mut site = Site::new();
    let account = site.account;
    let pool = pooled(&mut site);
    let leg = |minor| share(pool, Some(account), minor);
    let owners = share(pool, None, 822);
    site.writer
        .transaction(|tx| {
            share::put(tx, &leg(410))?;
            share::put(tx, &owners)?;
            share::put(tx, &leg(411))
        })
        .unwrap();
    assert_eq!(share::of_account(&site.writer, account, november()).unwrap(), [leg(411)]);
    assert_eq!(share::of_pool(&site.writer, pool, november()).unwrap(), [owners.clone(), leg(411)]);
    let lock = period_lock::PeriodLock {
        account,
        month: november(),
        at: at(2),
        rules: "1".to_owned(),
        counters: String::new(),
    };
    site.writer.transaction(|tx| period_lock::insert(tx, &lock)).unwrap();
    let refused = site.writer.transaction(|tx| share::put(tx, &leg(500)));
    assert!(matches!(refused, Err(Error::Locked { month }) if month == november()));
    site.writer.transaction(|tx| share::revise(tx, &leg(500))).unwrap();
    assert_eq!(share::of_month(&site.writer, november()).unwrap(), [owners.clone(), leg(500)]);
    assert_eq!(share::history(&site.writer, pool, november(), Some(account)).unwrap(), [leg(411), leg(500)]);
    assert_eq!(share::history(&site.writer, pool, november(), None).unwrap(), std::slice::from_ref(&owners));
    let close = month_close::MonthClose {
        month: november(),
        until: at(30 * 24 * 60),
        at: at(31 * 24 * 60),
        actor: "clerk".to_owned(),
        rules: "1".to_owned(),
    };
    site.writer.transaction(|tx| month_close::insert(tx, &close)).unwrap();
    assert!(matches!(site.writer.transaction(|tx| share::put(tx, &owners)), Err(Error::Locked { .. })));
    assert!(matches!(site.writer.transaction(|tx| pool::remove(tx, pool)), Err(Error::Refused(_))));
}

#[test]
fn a_suppliers_bill_stands_until_it_is_withdrawn() {
    let mut site = Site::new();
    let pool = pooled(&mut site);
    let bill = |pool, from: &str, until: &str| SupplierBill {
        place: site.room,
        pool,
        reference: "0042".to_owned(),
        from_day: day(from),
        until_day: day(until),
        energy: Energy::from_wh(1_234_000),
        amount: Money::from_minor(76_543),
        components: "energy=700.00".to_owned(),
        received_on: day("2026-12-14"),
        entered_at: at(5),
        actor: "clerk".to_owned(),
        withdrawn_at: None,
    };
    let (october, later) = (bill(None, "2026-10-01", "2026-11-01"), bill(Some(pool), "2026-11-01", "2026-12-01"));
    let mut enter = |bill: &SupplierBill| site.writer.transaction(|tx| supplier_bill::insert(tx, bill));
    let (first, second) = (enter(&october).unwrap(), enter(&later).unwrap());
    assert!(matches!(enter(&bill(None, "2026-10-01", "2026-10-01")), Err(Error::Refused(_))));
    let over = |from: &str, until: &str| supplier_bill::over(&site.writer, day(from), day(until)).unwrap();
    assert_eq!(over("2026-10-31", "2026-11-01"), [(first, october.clone())]);
    assert_eq!(over("2026-10-31", "2026-11-02"), [(first, october), (second, later.clone())]);
    assert_eq!(supplier_bill::of_pool(&site.writer, pool).unwrap(), [(second, later)]);
    site.writer.transaction(|tx| supplier_bill::withdraw(tx, second, at(9))).unwrap();
    assert!(supplier_bill::of_pool(&site.writer, pool).unwrap().is_empty());
    assert_eq!(supplier_bill::get(&site.writer, second).unwrap().unwrap().withdrawn_at, Some(at(9)));
    assert_eq!(supplier_bill::all(&site.writer).unwrap().len(), 2);
    let again = site.writer.transaction(|tx| supplier_bill::withdraw(tx, second, at(10)));
    assert!(matches!(again, Err(Error::NoSuch(_))));
}
