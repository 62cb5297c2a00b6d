//! Common electricity: pools, what they cost, who bears it, and the supplier's bills.

mod bills;
mod draft;

use store::pool::{PoolSource as Source, Vacancy};
use units::{Currency, Month, PoolId};

pub(crate) use bills::{
    components, enter_supplier_bill, supplier_bill_preview, supplier_bills, withdraw_supplier_bill,
};

use super::books::message;
use super::people::People;
use super::places::place_row;
use crate::core::common::{Note, PoolFacts, Shared, Sharing};
use crate::core::{Core, Ground, Terms};
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::words::Words;
use crate::{Actor, View};

pub(crate) fn pools(view: &View, args: PoolsArgs) -> Result<Vec<PoolRow>> {
    let month = args.month.as_deref().map(super::parse_month).transpose()?;
    let terms = Terms::load(&view.reader)?;
    let ground = Ground::new(&view.reader, &terms, &view.live.site);
    rows(ground, view.live.posted_through, month, &view.words())
}

pub(crate) fn pool_choices(view: &View, _: Nothing) -> Result<PoolChoices> {
    use store::point::PointKind;
    let terms = Terms::load(&view.reader)?;
    let branch = |id: &units::PlaceId| {
        let row = place_row(&terms, *id)?;
        let several = row.rooms > 0 && row.kind != "room";
        several.then_some(PoolBranch { id: row.id, name: row.path, rooms: row.rooms })
    };
    let points = store::point::all(&view.reader)?;
    let of = |kinds: &[PointKind]| {
        let chosen = points.iter().filter(|(_, point)| kinds.contains(&point.kind));
        chosen.map(|(id, point)| PoolPoint { id: id.0, name: point.name.clone() }).collect()
    };
    Ok(PoolChoices {
        branches: terms.places.keys().filter_map(branch).collect(),
        common_points: of(&[PointKind::Common, PointKind::Other]),
        supply_points: of(&[PointKind::Supply, PointKind::Feeder]),
        tariffs: terms.tariffs.iter().map(|(id, row)| PoolTariff { id: id.0, name: row.name.clone() }).collect(),
        rooms: room_rows(&view.live, &terms),
    })
}

/// A live example: the present month, as if the draft counted in all of it.
pub(crate) fn pool_preview(view: &View, draft: PoolDraft) -> Result<PoolResult> {
    let terms = Terms::load(&view.reader)?;
    let ground = Ground::new(&view.reader, &terms, &view.live.site);
    let mut pool = draft::read(ground, &draft)?;
    let through = view.live.posted_through;
    let month = view.live.site.zone.month(through - chrono::Duration::milliseconds(1));
    pool.row.from_day = pool.row.from_day.min(month.first());
    let shared = Sharing::new(ground, through, None).share(&pool, month)?;
    let people = People::of(&view.reader)?;
    let words = view.words();
    Ok(shared.map_or_else(
        || nothing(month, view.live.site.currency),
        |shared| result(&shared, &people, view.live.site.currency, &words),
    ))
}

/// A new pool, or other rules for one from a day on: then the old one ends, and what it shared stays.
pub(crate) fn save_pool(core: &mut Core, by: &Actor, wish: PoolDraft) -> Result<Vec<PoolRow>> {
    let pool = draft::read(core.ground(), &wish)?;
    let open = open_from(&core.store)?;
    if open.is_some_and(|open| pool.row.from_day < open.first()) {
        let first = open.map(|open| open.first().to_string()).unwrap_or_default();
        return Err(Refusal::new("pool-month-closed").with("day", first).field("from"));
    }
    let old = wish.id.map(|id| standing(&core.store, id)).transpose()?;
    if let Some(old) = &old
        && pool.row.from_day < old.row.from_day
    {
        return Err(Refusal::new("pool-before").with("day", old.row.from_day).field("from"));
    }
    if let Some(old) = &old
        && pool.row.from_day == old.row.from_day
        && has_shared(&core.store, old)?
    {
        return Err(Refusal::new("pool-before").with("day", old.row.from_day).field("from"));
    }
    let done = core.done(by, "save_pool", format!("{wish:?}"));
    core.write(|tx| {
        if let Some((old, id)) = old.as_ref().and_then(|old| Some((old, old.id?))) {
            if old.row.from_day == pool.row.from_day {
                store::pool::remove(tx, id)?;
            } else {
                store::pool::end(tx, id, pool.row.from_day)?;
            }
        }
        let id = store::pool::insert(tx, &pool.row)?;
        store::pool_key::put(tx, id, &pool.keys)?;
        store::pool_weight::put(
            tx,
            id,
            &pool.weights.iter().map(|(place, weight)| (*place, *weight)).collect::<Vec<_>>(),
        )?;
        store::pool_point::put(tx, id, &pool.points)?;
        store::operation::insert(tx, &done)
    })?;
    after_change(core, by)
}

pub(crate) fn end_pool(core: &mut Core, by: &Actor, args: EndPoolArgs) -> Result<Vec<PoolRow>> {
    let until = super::parse_day(&args.until, "until")?;
    let pool = standing(&core.store, args.id)?;
    if until <= pool.row.from_day {
        return Err(Refusal::new("pool-before").with("day", pool.row.from_day).field("until"));
    }
    if open_from(&core.store)?.is_some_and(|open| until < open.first()) {
        let first = open_from(&core.store)?.map(|open| open.first().to_string()).unwrap_or_default();
        return Err(Refusal::new("pool-month-closed").with("day", first).field("until"));
    }
    let done = core.done(by, "end_pool", format!("{} {until}", args.id));
    core.write(|tx| {
        store::pool::end(tx, PoolId(args.id), until)?;
        store::operation::insert(tx, &done)
    })?;
    after_change(core, by)
}

pub(crate) fn save_room_areas(core: &mut Core, by: &Actor, args: RoomAreasArgs) -> Result<Vec<PoolRoom>> {
    let mut changes = Vec::new();
    for wish in &args.areas {
        let place = core.room_named(&wish.room)?;
        let area_dm2 = area(&wish.area)?;
        let row = store::place::get(&core.store, place)?.ok_or_else(|| Refusal::new("unknown-room"))?;
        changes.push((place, store::place::Place { area_dm2, ..row }));
    }
    let done = core.done(by, "save_room_areas", format!("{:?}", args.areas));
    core.write(|tx| {
        changes.iter().try_for_each(|(id, row)| store::place::update(tx, *id, row))?;
        store::operation::insert(tx, &done)
    })?;
    core.terms = Terms::load(&core.store)?;
    core.share_common(core.posted_through())?;
    let live = core.picture();
    Ok(room_rows(&live, &core.terms))
}

fn after_change(core: &mut Core, by: &Actor) -> Result<Vec<PoolRow>> {
    let through = core.posted_through();
    core.share_common(through)?;
    rows(core.ground(), through, None, &Words::new(by.language))
}

/// The first month that is not closed, once one was.
fn open_from(db: &store::Db) -> Result<Option<Month>> {
    Ok(store::month_close::last(db)?.map(|close| close.month.next()))
}

/// Whether anything was shared by it: then it ends, and is not replaced from its first day on.
fn has_shared(db: &store::Db, pool: &PoolFacts) -> Result<bool> {
    let Some(id) = pool.id else { return Ok(false) };
    let shared = !store::share::of_pool(db, id, Month::of(pool.row.from_day))?.is_empty();
    Ok(shared || !store::supplier_bill::of_pool(db, id)?.is_empty())
}

fn standing(db: &store::Db, id: i64) -> Result<PoolFacts> {
    let pool = PoolFacts::get(db, PoolId(id))?;
    if pool.row.until_day.is_some() { Err(Refusal::new("pool-ended").with("pool", &pool.row.name)) } else { Ok(pool) }
}

/// The pools that count in a month, or those that have not ended.
fn rows(ground: Ground<'_>, through: units::Timestamp, month: Option<Month>, words: &Words) -> Result<Vec<PoolRow>> {
    let people = People::of(ground.db)?;
    let present = ground.site.zone.month(through - chrono::Duration::milliseconds(1));
    let shown = month.unwrap_or(present);
    let mut rows = Vec::new();
    for pool in PoolFacts::all(ground.db)? {
        if pool.dates(shown).is_none() && (month.is_some() || pool.row.until_day.is_some()) {
            continue;
        }
        rows.push(row(ground, through, &pool, shown, &people, words)?);
    }
    Ok(rows)
}

fn row(
    ground: Ground<'_>,
    through: units::Timestamp,
    pool: &PoolFacts,
    month: Month,
    people: &People,
    words: &Words,
) -> Result<PoolRow> {
    let currency = ground.site.currency;
    let result = match Sharing::new(ground, through, None).share(pool, month) {
        Ok(Some(shared)) => kept(ground.db, pool, &shared, people, currency, words)?,
        Ok(None) => nothing(month, currency),
        Err(refusal) => PoolResult { notes: vec![refusal.say(words.language()).message], ..nothing(month, currency) },
    };
    let terms = ground.terms;
    Ok(PoolRow {
        id: pool.id.map_or(0, |id| id.0),
        draft: draft::written(ground, pool),
        branch_text: place_row(terms, pool.row.place).map(|place| place.path).unwrap_or_default(),
        source_text: source_text(ground, pool, words)?,
        keys_text: keys_text(pool, words),
        until: pool.row.until_day.map(|day| day.to_string()),
        result,
    })
}

/// As the accounts are charged: what is kept goes before what would be by present facts.
fn kept(
    db: &store::Db,
    pool: &PoolFacts,
    shared: &Shared,
    people: &People,
    currency: Currency,
    words: &Words,
) -> Result<PoolResult> {
    let mut shown = result(shared, people, currency, words);
    let Some(id) = pool.id else { return Ok(shown) };
    let rows = store::share::of_pool(db, id, shared.month)?;
    if rows.is_empty() {
        return Ok(shown);
    }
    let amount = |money| Amount::of(money, currency);
    shown.cost = amount(rows.iter().map(|share| share.amount).sum());
    shown.provisional = rows.iter().any(|share| share.provisional);
    shown.owner = amount(rows.iter().filter(|share| share.account.is_none()).map(|share| share.amount).sum());
    let legs = rows.iter().filter_map(|share| {
        let account = share.account?;
        Some(pool_share(account, share.amount, share.provisional, share.basis.clone(), people, currency))
    });
    shown.shares = legs.collect();
    sort(&mut shown.shares);
    Ok(shown)
}

fn result(shared: &Shared, people: &People, currency: Currency, words: &Words) -> PoolResult {
    let split = &shared.split;
    let legs = split.legs.iter().map(|leg| {
        let provisional = !leg.provisional.is_zero();
        pool_share(leg.account, leg.amount, provisional, leg.arithmetic(currency), people, currency)
    });
    let mut shares: Vec<PoolShare> = legs.collect();
    sort(&mut shares);
    PoolResult {
        month: shared.month.to_string(),
        cost: Amount::of(split.cost, currency),
        energy_wh: shared.energy.wh(),
        provisional: shares.iter().any(|share| share.provisional) || !split.owner.provisional.is_zero(),
        owner: Amount::of(split.owner.amount(), currency),
        shares,
        notes: shared.notes.iter().map(|note| note_text(*note, words)).collect(),
    }
}

fn pool_share(
    account: units::AccountId,
    amount: units::Money,
    provisional: bool,
    basis: String,
    people: &People,
    currency: Currency,
) -> PoolShare {
    let person = people.of_account(account);
    PoolShare {
        room: person.map(|person| person.room.clone()).unwrap_or_default(),
        tenant: person.and_then(super::people::Person::tenant),
        account: account.0,
        amount: Amount::of(amount, currency),
        provisional,
        basis,
    }
}

fn sort(shares: &mut [PoolShare]) {
    shares.sort_by(|a, b| (a.room.len(), &a.room, a.account).cmp(&(b.room.len(), &b.room, b.account)));
}

fn nothing(month: Month, currency: Currency) -> PoolResult {
    let none = Amount::of(units::Money::ZERO, currency);
    PoolResult {
        month: month.to_string(),
        cost: none.clone(),
        energy_wh: 0,
        provisional: false,
        owner: none,
        shares: Vec::new(),
        notes: Vec::new(),
    }
}

fn note_text(note: Note, words: &Words) -> String {
    match note {
        Note::Estimated => words.say("pool-note-estimated", &[]),
        Note::BillUnknown { days } => words.say("pool-note-bill-unknown", &[("days", &days.to_string())]),
        Note::LeftOut { hours } => words.say("pool-note-left-out", &[("hours", &hours.to_string())]),
        Note::Excess { energy } => words.say("pool-note-excess", &[("energy", &energy.to_string())]),
        Note::Carried { energy } => words.say("pool-note-carried", &[("energy", &energy.to_string())]),
    }
}

fn source_text(ground: Ground<'_>, pool: &PoolFacts, words: &Words) -> Result<String> {
    let points = store::point::all(ground.db)?;
    let names = points.iter().filter(|(id, _)| pool.points.contains(id)).map(|(_, point)| point.name.as_str());
    let meters = names.collect::<Vec<_>>().join(", ");
    let priced = pool.row.tariff.and_then(|id| ground.terms.tariffs.get(&id)).map(|priced| priced.name.clone());
    let tariff = priced.unwrap_or_else(|| words.say("pool-tariff-of-place", &[]));
    let permille = pool.row.technical_permille.unwrap_or(0);
    let percent = format!("{}.{}", permille / 10, permille % 10);
    let price = pool.row.declared.map(|price| format!("{} {price}", ground.site.currency.symbol())).unwrap_or_default();
    Ok(match pool.row.source {
        Source::Common => words.say("pool-source-common", &[("meters", &meters), ("tariff", &tariff)]),
        Source::Loss => {
            words.say("pool-source-loss", &[("meters", &meters), ("percent", &percent), ("tariff", &tariff)])
        }
        Source::Bill => words.say("pool-source-bill", &[("price", &price)]),
    })
}

/// `60 % floor area, 40 % people`.
fn keys_text(pool: &PoolFacts, words: &Words) -> String {
    let whole: u64 = pool.keys.iter().map(|(_, weight)| u64::from(*weight)).sum();
    let key = |key: store::pool_key::PoolKey| words.say(&message("pool-key", key.code()), &[]);
    let part = |(kind, weight): &(store::pool_key::PoolKey, u32)| {
        let hundredths = u64::from(*weight) * 100 / whole.max(1);
        if pool.keys.len() == 1 { key(*kind) } else { format!("{hundredths} % {}", key(*kind)) }
    };
    let mut text = pool.keys.iter().map(part).collect::<Vec<_>>().join(&words.say("list-comma", &[]));
    if pool.row.vacancy == Vacancy::Others {
        text.push_str(&words.say("list-semicolon", &[]));
        text.push_str(&words.say("pool-vacancy-others", &[]));
    }
    text
}

fn room_rows(live: &crate::live::Live, terms: &Terms) -> Vec<PoolRoom> {
    let row = |room: &std::sync::Arc<crate::live::LiveRoom>| PoolRoom {
        room: room.name.clone(),
        tenant: (!room.tenancy.vacant).then(|| room.tenancy.name.clone()),
        occupants: room.tenancy.occupants,
        area: terms.places.get(&room.place).and_then(|place| place.area_dm2).map(area_text).unwrap_or_default(),
    };
    live.rooms.iter().map(row).collect()
}

/// Square decimetres as square metres: `18.5`.
pub(super) fn area_text(dm2: u32) -> String {
    let text = format!("{}.{:02}", dm2 / 100, dm2 % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn area(text: &str) -> Result<Option<u32>> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || Refusal::new("bad-area").with("text", text).field("area");
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.chars().all(|digit| digit.is_ascii_digit());
    if whole.is_empty() || whole.len() > 6 || part.len() > 2 || !digits(whole) || !digits(part) {
        return Err(wrong());
    }
    let area: u32 = format!("{whole}{part:0<2}").parse().map_err(|_| wrong())?;
    if area == 0 { Err(wrong()) } else { Ok(Some(area)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_read_and_shown_in_square_metres() {
        for (text, dm2, shown) in [("18.5", 1_850, "18.5"), ("20", 2_000, "20"), (" 7.25 ", 725, "7.25")] {
            assert_eq!(area(text), Ok(Some(dm2)));
            assert_eq!(area_text(dm2), shown);
        }
        assert_eq!(area(""), Ok(None));
        for wrong in ["0", "-3", "1.234", ".5", "12 m", "9999999"] {
            assert_eq!(area(wrong).unwrap_err().code, "bad-area", "{wrong}");
        }
    }
}
