use chrono::NaiveDate;
use ledger::{Book, Cause, Draft, Line, Revenue, Series, Tender};
use tempfile::TempDir;
use units::{AccountId, Energy, InstallationId, Money, Month, PlaceId, PointId, Timestamp, timestamp};

use crate::*;

mod closes;
mod common;
mod facts;
mod files;
mod grants;
mod journal;
mod line_hours;
mod older;
mod pace;
mod readings;
mod sealing;
mod supply;
mod tampering;
mod trial;

const KEY: Key = Key([7; 32]);
const SERIES: Series = Series::new(2026, 1);
/// 2026-11-01 00:00 in Shanghai.
const START: i64 = 1_793_462_400_000;

/// A site of one room with its account, in a real file.
struct Site {
    folder: TempDir,
    writer: Writer,
    room: PlaceId,
    account: AccountId,
    point: PointId,
    installation: InstallationId,
}

fn at(minutes: i64) -> Timestamp {
    timestamp(START + minutes * 60_000)
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn november() -> Month {
    Month::new(2026, 11).unwrap()
}

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = create(&folder.path().join("roomwatt.db"), &KEY).unwrap();
        let (room, account, point, installation) = writer.transaction(|tx| room(tx, None, "101", 1)).unwrap();
        Self { folder, writer, room, account, point, installation }
    }

    fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("roomwatt.db")
    }

    /// The process ends here without a word.
    fn crash(self) -> TempDir {
        drop(self.writer);
        self.folder
    }

    fn post(&mut self, draft: Draft) -> Result<Posted> {
        self.writer.transaction(|tx| tx.post(draft))
    }

    fn verification(&self) -> Verification {
        verify(&self.writer.reader().unwrap(), None).unwrap()
    }

    /// What somebody with the key and another program does to the file.
    fn tamper(&self, sql: &str) {
        let other = open::connect(&self.path(), &KEY, rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
        other.execute_batch(sql).unwrap();
    }
}

/// A room with an owner's account and a meter of its own.
fn room(
    tx: &mut Tx<'_>,
    parent: Option<PlaceId>,
    name: &str,
    unit: u8,
) -> Result<(PlaceId, AccountId, PointId, InstallationId)> {
    let kind = place::PlaceKind::Room;
    let room = place::insert(tx, &place::Place { parent, kind, name: name.to_owned(), sort: 0, area_dm2: None })?;
    let tenancy = tenancy::insert(tx, &owner(room))?;
    let account = account::insert(tx, account::Account { tenancy, opened: at(0) })?;
    let point = point::Point { parent: None, place: room, kind: point::PointKind::Room, name: name.to_owned() };
    let point = point::insert(tx, &point)?;
    let meter = meter::Meter { serial: None, profile: "eastron-sdm120".to_owned(), bus: None, unit, rated_w: 23_000 };
    let meter = meter::insert(tx, &meter)?;
    let installation = installation::insert(tx, &installed(point, meter))?;
    Ok((room, account, point, installation))
}

fn owner(place: PlaceId) -> tenancy::Tenancy {
    tenancy::Tenancy {
        place,
        kind: tenancy::TenancyKind::Owner,
        name: "Owner".to_owned(),
        phone: None,
        email: None,
        language: "en".to_owned(),
        postpaid: false,
        protected: false,
        from_at: at(0),
        to_at: None,
        due_days: None,
        leaving_on: None,
        note: String::new(),
    }
}

fn installed(point: PointId, meter: units::MeterId) -> installation::Installation {
    let from_register = Energy::from_wh(1_000_000);
    installation::Installation { point, meter, from_at: at(0), from_register, serial: None, to: None, ratio: (1, 1) }
}

fn top_up(account: AccountId, key: &str, minor: i64) -> Draft {
    Draft {
        at: at(1),
        cause: Cause::TopUp,
        key: key.to_owned(),
        booking: november(),
        service: None,
        lines: vec![
            Line::new(Book::Tender(Tender::Cash), Money::from_minor(minor)),
            Line::new(Book::Tenant(account), Money::from_minor(-minor)),
        ],
        memo: String::new(),
        reverses: None,
        receipt: Some(SERIES),
        actor: "clerk".to_owned(),
    }
}

fn charge_draft(charging: Charging, minor: i64) -> Draft {
    let energy = Line::new(Book::Revenue(Revenue::Energy), Money::from_minor(-minor));
    Draft {
        cause: Cause::Charge,
        key: charging.key(),
        service: Some(charging.service),
        lines: vec![Line::new(Book::Tenant(charging.account), Money::from_minor(minor)), energy],
        receipt: None,
        ..top_up(charging.account, "", 1)
    }
}

fn charge_line(wh: i64, minor: i64) -> ChargeLine {
    ChargeLine {
        kind: "energy".to_owned(),
        version: day("2026-01-01"),
        detail: String::new(),
        energy: Energy::from_wh(wh),
        estimated: Energy::ZERO,
        from_register: Some(Energy::from_wh(1_000_000)),
        to_register: Some(Energy::from_wh(1_000_000 + wh)),
        amount: Money::from_minor(minor),
        within: Money::ZERO,
        provisional: false,
    }
}
