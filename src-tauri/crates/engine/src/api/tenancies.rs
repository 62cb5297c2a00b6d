//! Who lives where: moving in and out, and what is settled then.

mod former;
mod settlement;

use billing::settlement::DepositAtMoveOut;
use ledger::{Book, Tender};
use store::tenancy::{Tenancy, TenancyKind};
use units::{Currency, Money, PlaceId, TenancyId, Timestamp, millis, timestamp};

use super::money::{parse_amount, parse_tender, room_row};
use super::tariffs::charged_by;
use crate::core::{Arriving, Command, Core, First, How, Leaving, RegisterAt, Settling, held, on_the_display};
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::words::{Language, Words};
use crate::{Actor, View};

pub(crate) use former::{former_tenants, settle_former};
pub(crate) use settlement::{Figures, point_of_room, settled, settlement};

/// The most people in a room: a slip of the finger, not a hall.
const MOST_PEOPLE: u32 = 999;

pub(crate) fn tenancies(view: &View, args: RoomArgs) -> Result<Vec<TenancyRow>> {
    let place = view.room(&args.room)?.place;
    let mut all = store::tenancy::of_place(&view.reader, place)?;
    all.reverse();
    all.into_iter().map(|(id, row)| tenancy_row(&view.reader, view.live.site.currency, id, row)).collect()
}

pub(crate) fn move_in_preview(core: &mut Core, by: &Actor, args: MoveInPreviewArgs) -> Result<MoveInPreview> {
    let place = vacant(core, &args.room)?;
    let since = core.rooms[&place].tenancy.since;
    let leaving = core.leaving(place, asked(args.at), &args.register, "register")?;
    let cost = core.try_vacancy(&leaving, &Command::tried("move_in", by))?;
    let currency = core.site.currency;
    let room = &core.rooms[&place];
    let least = core.least_first(room).unwrap_or_default();
    let tariff = charged_by(&room.tariff, core.site.zone.date(core.now), Words::new(by.language));
    let row = room_row(core, place, by)?;
    Ok(MoveInPreview {
        room: row.name,
        at: millis(leaving.register.at),
        register: shown(&leaving.register),
        vacant_since: millis(since),
        owners_share: Amount::of(cost, currency),
        tariff,
        least_first: Amount::of(least, currency),
    })
}

pub(crate) fn move_in(core: &mut Core, by: &Actor, args: MoveInArgs) -> Result<MovedIn> {
    let command = Command::new("move_in", &args.key, &args, by)?;
    let place = core.room_named(&args.room)?;
    let repeated = core.done_before(&command)?;
    if !repeated {
        vacant(core, &args.room)?;
        let arriving = arriving(core, &args, place)?;
        let leaving = core.leaving(place, asked(args.at), &args.register, "register")?;
        core.move_in(&leaving, &arriving, &command)?;
    }
    let (tenancy, since) = (core.tenancy_of(place)?, core.rooms[&place].tenancy.since);
    let receipt = |core: &Core, what: &str| -> Result<Option<String>> {
        let entry = store::entry::by_key(&core.store, &command.entry_key(what))?;
        Ok(entry.and_then(|entry| entry.receipt).map(|receipt| receipt.to_string()))
    };
    Ok(MovedIn {
        tenancy: tenancy.0,
        at: millis(since),
        register: register_there(core, place, since)?,
        receipt: receipt(core, "first")?,
        deposit_receipt: receipt(core, "deposit")?,
        room: room_row(core, place, by)?,
        repeated,
    })
}

pub(crate) fn move_out_preview(core: &mut Core, by: &Actor, args: MoveOutPreviewArgs) -> Result<Settlement> {
    let place = occupied(core, &args.room)?;
    let how = settling(&args.refund)?;
    let leaving = core.leaving(place, asked(args.at), &args.register, "register")?;
    let came_to = core.try_move_out(&leaving, &how, &Command::tried("move_out", by))?;
    let figures = Figures::of(&came_to);
    settlement::shown(core, by.language, &leaving, &figures, how.refund)
}

pub(crate) fn move_out(core: &mut Core, by: &Actor, args: MoveOutArgs) -> Result<Settlement> {
    let command = Command::new("move_out", &args.key, &args, by)?;
    let place = core.room_named(&args.room)?;
    let repeated = core.done_before(&command)?;
    if !repeated {
        occupied(core, &args.room)?;
        let how = settling(&args.refund)?;
        let leaving = core.leaving(place, asked(args.at), &args.register, "register")?;
        core.move_out(&leaving, &how, &command)?;
    }
    let left = store::tenancy::of_place(&core.store, place)?;
    let left = left.into_iter().rfind(|(_, row)| row.kind == TenancyKind::Tenancy && row.to_at.is_some());
    let (tenancy, _) = left.ok_or_else(|| Refusal::broken("the tenancy is gone"))?;
    let done = settled(&core.store, &core.site, tenancy, by.language)?;
    Ok(Settlement { repeated, ..done })
}

pub(crate) fn undo_move(core: &mut Core, by: &Actor, args: UndoMoveArgs) -> Result<RoomRow> {
    if args.reason.trim().is_empty() {
        return Err(Refusal::new("reason-missing").field("reason"));
    }
    let command = Command::new("undo_move", &args.key, &args, by)?;
    let place = core.room_named(&args.room)?;
    if !core.done_before(&command)? {
        core.undo_move(place, args.reason.trim(), &command)?;
    }
    room_row(core, place, by)
}

pub(crate) fn change_occupants(core: &mut Core, by: &Actor, args: OccupantsArgs) -> Result<TenancyRow> {
    let command = Command::new("change_occupants", &args.key, &args, by)?;
    let place = occupied(core, &args.room)?;
    let occupants = people(args.occupants)?;
    let day = super::parse_day(&args.from_day, "from_day")?;
    if !core.done_before(&command)? {
        core.change_occupants(place, day, occupants, &command)?;
    }
    present(core, place)
}

pub(crate) fn exchange_rooms(core: &mut Core, by: &Actor, args: ExchangeRoomsArgs) -> Result<RoomsExchanged> {
    let command = Command::new("exchange_rooms", &args.key, &args, by)?;
    let (room, with) = (core.room_named(&args.room)?, core.room_named(&args.with)?);
    let repeated = core.done_before(&command)?;
    if !repeated {
        if room == with {
            return Err(Refusal::new("same-room").field("with"));
        }
        if core.rooms[&room].tenancy.vacant && core.rooms[&with].tenancy.vacant {
            return Err(Refusal::new("room-vacant").with("room", &args.room).field("room"));
        }
        let a = core.leaving(room, asked(args.at), &args.register, "register")?;
        let b = core.leaving(with, asked(args.at), &args.register_with, "register_with")?;
        core.exchange_rooms(&a, &b, &command)?;
    }
    Ok(RoomsExchanged {
        at: millis(core.rooms[&room].tenancy.since),
        room: room_row(core, room, by)?,
        with: room_row(core, with, by)?,
        repeated,
    })
}

pub(crate) fn edit_tenant(core: &mut Core, by: &Actor, args: EditTenantArgs) -> Result<TenancyRow> {
    let place = occupied(core, &args.room)?;
    let tenancy = core.tenancy_of(place)?;
    let before = store::tenancy::get(&core.store, tenancy)?.ok_or_else(|| Refusal::broken("the tenancy is gone"))?;
    let (postpaid, due_days) = terms(args.payment)?;
    let row = Tenancy {
        name: name(&args.name)?,
        phone: phone(args.phone.as_deref())?,
        email: email(args.email.as_deref())?,
        language: language(&args.language)?,
        protected: args.protected,
        postpaid,
        due_days,
        ..before
    };
    core.edit_tenant(place, tenancy, &row, by)?;
    present(core, place)
}

fn present(core: &Core, place: PlaceId) -> Result<TenancyRow> {
    let tenancy = core.tenancy_of(place)?;
    let row = store::tenancy::get(&core.store, tenancy)?.ok_or_else(|| Refusal::broken("the tenancy is gone"))?;
    tenancy_row(&core.store, core.site.currency, tenancy, row)
}

/// A tenancy of any time as it is listed.
pub(super) fn tenancy_row(db: &store::Db, currency: Currency, id: TenancyId, row: Tenancy) -> Result<TenancyRow> {
    let account = store::account::of_tenancy(db, id)?;
    let own =
        account.map(|account| Ok::<Money, Refusal>(held(db, Book::Tenant(account))? + held(db, Book::Grant(account))?));
    let room = store::place::get(db, row.place)?.map(|place| place.name).unwrap_or_default();
    let occupants = store::occupancy::of_tenancy(db, id)?.into_iter();
    Ok(TenancyRow {
        tenancy: id.0,
        room,
        vacant: row.kind == TenancyKind::Owner,
        name: row.name,
        phone: row.phone,
        email: row.email,
        language: row.language,
        from: millis(row.from_at),
        to: row.to_at.map(millis),
        occupants: occupants.map(|(day, occupants)| OccupantsFrom { from_day: day.to_string(), occupants }).collect(),
        protected: row.protected,
        payment: match row.postpaid {
            true => PaymentTerms::Postpaid { due_days: row.due_days.map_or(DUE_DAYS, u32::from) },
            false => PaymentTerms::Prepaid,
        },
        deposit: Amount::of(held(db, Book::Deposit(id))?, currency),
        credit: Amount::of(own.transpose()?.unwrap_or_default(), currency),
        open: Amount::of(held(db, Book::FormerTenant(id))?, currency),
    })
}

/// Days from a bill to its due date where nothing else was agreed.
const DUE_DAYS: u32 = 14;

fn arriving(core: &Core, args: &MoveInArgs, place: PlaceId) -> Result<Arriving> {
    let currency = core.site.currency;
    let (postpaid, due_days) = terms(args.payment)?;
    let deposit = args.deposit.as_ref().map(|deposit| tendered(&deposit.amount, &deposit.tender, currency, "deposit"));
    let first = match &args.first {
        FirstCredit::TopUp { amount, tender } => {
            let (amount, tender) = tendered(amount, tender, currency, "first")?;
            First::Paid(amount, tender)
        }
        FirstCredit::Granted { amount } => {
            First::Granted(parse_amount(amount, currency).map_err(|r| r.field("first"))?)
        }
        // Whoever can be cut for credit begins with some (rule 19).
        FirstCredit::Nothing if postpaid || args.protected => First::Nothing,
        FirstCredit::Nothing => return Err(Refusal::new("first-credit-missing").field("first")),
    };
    let row = Tenancy {
        place,
        kind: TenancyKind::Tenancy,
        name: name(&args.name)?,
        phone: phone(args.phone.as_deref())?,
        email: email(args.email.as_deref())?,
        language: language(&args.language)?,
        postpaid,
        protected: args.protected,
        from_at: core.now,
        to_at: None,
        due_days,
        leaving_on: None,
        note: String::new(),
    };
    Ok(Arriving { row, occupants: people(args.occupants)?, deposit: deposit.transpose()?, first })
}

fn tendered(amount: &str, tender: &str, currency: Currency, field: &'static str) -> Result<(Money, Tender)> {
    let amount = parse_amount(amount, currency).map_err(|refusal| refusal.field(field))?;
    Ok((amount, parse_tender(tender).map_err(|refusal| refusal.field(field))?))
}

fn settling(refund: &Refund) -> Result<Settling> {
    let refund = match refund {
        Refund::By { tender } => Some(parse_tender(tender)?),
        Refund::Keep => None,
    };
    Ok(Settling { deposit: DepositAtMoveOut::SetOff, refund })
}

fn terms(payment: PaymentTerms) -> Result<(bool, Option<u16>)> {
    match payment {
        PaymentTerms::Prepaid => Ok((false, None)),
        PaymentTerms::Postpaid { due_days } => match u16::try_from(due_days) {
            Ok(days @ 0..=365) => Ok((true, Some(days))),
            _ => Err(Refusal::new("bad-due-days").field("payment")),
        },
    }
}

fn name(text: &str) -> Result<String> {
    let name = text.trim();
    let plain = !name.is_empty() && name.chars().count() <= 100 && !name.chars().any(char::is_control);
    if plain { Ok(name.to_owned()) } else { Err(Refusal::new("name-missing").field("name")) }
}

fn phone(text: Option<&str>) -> Result<Option<String>> {
    let phone = text.map(str::trim).filter(|phone| !phone.is_empty());
    match phone {
        Some(phone) if phone.chars().count() > 40 || phone.chars().any(char::is_control) => {
            Err(Refusal::new("bad-phone").field("phone"))
        }
        phone => Ok(phone.map(str::to_owned)),
    }
}

fn email(text: Option<&str>) -> Result<Option<String>> {
    let email = text.map(str::trim).filter(|email| !email.is_empty());
    match email {
        Some(email) if notify::is_address(email) => Ok(Some(email.to_owned())),
        None => Ok(None),
        Some(email) => Err(Refusal::new("bad-email").with("email", email).field("email")),
    }
}

fn language(code: &str) -> Result<String> {
    let language =
        Language::parse(code).ok_or_else(|| Refusal::new("bad-language").with("language", code).field("language"))?;
    Ok(language.code().to_owned())
}

fn people(occupants: u32) -> Result<u32> {
    if occupants <= MOST_PEOPLE {
        Ok(occupants)
    } else {
        Err(Refusal::new("too-many-people").with("most", MOST_PEOPLE).field("occupants"))
    }
}

fn vacant(core: &Core, room: &str) -> Result<PlaceId> {
    let place = core.room_named(room)?;
    let tenancy = &core.rooms[&place].tenancy;
    if tenancy.vacant {
        return Ok(place);
    }
    Err(Refusal::new("room-occupied").with("room", room).with("name", &tenancy.name).field("room"))
}

pub(super) fn occupied(core: &Core, room: &str) -> Result<PlaceId> {
    let place = core.room_named(room)?;
    if core.rooms[&place].tenancy.vacant {
        return Err(Refusal::new("room-vacant").with("room", room).field("room"));
    }
    Ok(place)
}

/// An instant as it was asked for.
pub(super) fn asked(ms: Option<i64>) -> Option<Timestamp> {
    ms.map(timestamp)
}

/// A register as its meter's display shows it.
pub(super) fn shown(register: &RegisterAt) -> ShownRegister {
    let own = on_the_display(register.register, register.ratio);
    ShownRegister {
        meter: register.serial.clone(),
        at: millis(register.at),
        wh: own.wh(),
        text: own.to_string(),
        by_hand: register.how == How::Hand,
        estimated: register.how == How::Shared,
    }
}

/// The register of a room's meter at an instant of the past.
fn register_there(core: &Core, place: PlaceId, at: Timestamp) -> Result<ShownRegister> {
    let point = core.rooms[&place].point;
    Ok(shown(&crate::core::register_of(&core.store, point, at)?))
}

/// What a settlement names of a tenancy that is about to end.
impl Leaving {
    fn named(&self, core: &Core) -> (String, String) {
        let room = core.rooms.get(&self.place).map(|room| room.name.clone()).unwrap_or_default();
        (room, self.row.name.clone())
    }
}
