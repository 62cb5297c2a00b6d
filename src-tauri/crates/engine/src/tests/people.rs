//! People, their money and their meters on the core in simulated time.

mod meters;
mod model;
mod moves;
mod payments;

use chrono::Duration;
use ledger::Book;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use store::tenancy::{Tenancy, TenancyKind};
use units::{AccountId, Energy, Money, TenancyId};

use super::site::House;
use crate::Actor;
use crate::api::tenancies;
use crate::core::Core;
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::words::Language;

pub fn owner() -> Actor {
    Actor::owner(Language::En)
}

/// Calls a writing operation of the list with arguments as they come over the wire.
pub fn call<A: DeserializeOwned, R>(
    house: &mut House,
    operation: fn(&mut Core, &Actor, A) -> Result<R>,
    args: Value,
) -> Result<R> {
    let done = operation(&mut house.core, &owner(), serde_json::from_value(args).unwrap());
    house.collect();
    done
}

/// A house whose rooms are read every quarter of an hour, each tenant with 50.00.
pub fn lived(hours: i64) -> House {
    let mut house = House::new();
    house.poll_all();
    (0..4).for_each(|room| drop(house.pay(room, 5_000, &format!("first-{room}"))));
    house.live(hours, Duration::minutes(15));
    house
}

pub fn name(house: &House, room: usize) -> String {
    house.room(room).name.clone()
}

pub fn move_out(house: &mut House, room: usize, refund: &str, key: &str) -> Result<Settlement> {
    let args = json!({
        "room": name(house, room), "at": null, "register": { "kind": "meter" },
        "refund": { "kind": "by", "tender": refund }, "key": key,
    });
    call(house, tenancies::move_out, args)
}

pub fn moving_in(house: &House, room: usize, paid: &str, key: &str) -> Value {
    json!({
        "room": name(house, room), "name": "The next one", "phone": null, "language": "en", "occupants": 1,
        "protected": false, "payment": { "kind": "prepaid" }, "at": null, "register": { "kind": "meter" },
        "deposit": null, "first": { "kind": "top_up", "amount": paid, "tender": "cash" }, "key": key,
    })
}

pub fn move_in(house: &mut House, room: usize, paid: &str, key: &str) -> Result<MovedIn> {
    let args = moving_in(house, room, paid, key);
    let moved = call(house, tenancies::move_in, args);
    // From now on the room's account is another one.
    house.units[room].account = house.room(room).account.id;
    moved
}

pub fn all(house: &House, room: usize) -> Vec<(TenancyId, Tenancy)> {
    store::tenancy::of_place(&house.core.store, house.units[room].place).unwrap()
}

pub fn account_of(house: &House, tenancy: TenancyId) -> AccountId {
    store::account::of_tenancy(&house.core.store, tenancy).unwrap().unwrap()
}

/// What is on a book, debit positive, in minor units.
pub fn on(house: &House, book: Book) -> i64 {
    store::balance::of(&house.core.store, book).unwrap().minor()
}

/// Nothing is left on any book of an account but what is named.
pub fn settled(house: &House, tenancy: TenancyId) {
    let account = account_of(house, tenancy);
    let books = [
        Book::Tenant(account),
        Book::Grant(account),
        Book::EmergencyCredit(account),
        Book::Debt(account),
        Book::Receivable(account),
        Book::Deposit(tenancy),
    ];
    for book in books {
        assert_eq!(on(house, book), 0, "{book}");
    }
}

/// All energy that the charge lines of an account have.
pub fn charged_energy(house: &House, account: AccountId) -> Energy {
    let db = &house.core.store;
    let months = store::charge::months(db, account).unwrap();
    let lines = months.into_iter().flat_map(|month| store::charge::lines(db, account, month).unwrap());
    lines.filter(|charge| charge.line.kind == "energy").map(|charge| charge.line.energy).sum()
}

/// All that was charged to an account in the journal.
pub fn charged_money(house: &House, account: AccountId) -> i64 {
    let db = &house.core.store;
    let months = store::charge::months(db, account).unwrap();
    let lines = months.into_iter().flat_map(|month| store::charge::lines(db, account, month).unwrap());
    lines.map(|charge| charge.line.amount).sum::<Money>().minor()
}

pub fn entries(house: &House) -> usize {
    let all = store::entry::between(&house.core.store, units::timestamp(0), units::Timestamp::MAX_UTC);
    all.unwrap().len()
}

pub fn refused<R: std::fmt::Debug>(done: Result<R>) -> &'static str {
    done.map_err(|refusal: Refusal| refusal.code).unwrap_err()
}

#[test]
fn vacant_rooms_have_an_owner_and_occupied_ones_a_tenant() {
    let mut house = lived(1);
    move_out(&mut house, 0, "cash", "out").unwrap();
    let kinds: Vec<_> = all(&house, 0).into_iter().map(|(_, row)| (row.kind, row.to_at.is_some())).collect();
    assert_eq!(kinds, [(TenancyKind::Tenancy, true), (TenancyKind::Owner, false)]);
    let rows = {
        let live = std::sync::Arc::new(house.core.picture());
        let (now, folder) = (house.now(), house.folder.path().to_owned());
        let reader = house.core.store.reader().unwrap();
        let view = crate::View { reader, live, now, language: Language::En, folder };
        tenancies::tenancies(&view, RoomArgs { room: "101".to_owned() }).unwrap()
    };
    assert_eq!(
        rows.iter().map(|row| (row.vacant, row.to.is_some())).collect::<Vec<_>>(),
        [(true, false), (false, true)]
    );
    assert_eq!(rows[1].open.minor, 0);
}
