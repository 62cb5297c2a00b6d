//! The small house with a corridor's meter and a supply meter, for what is shared and closed.

use bus::FromLine;
use chrono::Duration;
use meter::Sample;
use serde::de::DeserializeOwned;
use serde_json::Value;
use units::{Energy, MeterId, PlaceId, PointId, Timestamp};

use super::site::{House, LINE, noon, settings};
use crate::core::Core;
use crate::words::Language;
use crate::{Actor, View};

/// One price, so that every figure can be worked out by hand.
pub const FLAT: &str = r#"
name = "Flat"
currency = "CNY"
source = "test"

[[version]]
from = 2020-01-01
price = 0.5000
"#;

pub struct Stairs {
    pub house: House,
    pub building: PlaceId,
    pub corridor: PointId,
    /// A feeder behind the supply, with the meter of a lift behind it; both stand still until they are told to run.
    pub feeder: PointId,
    pub feeder_w: i64,
    pub lift_w: i64,
    pub lift_answers: bool,
    meters: [Meter; 4],
}

#[derive(Clone, Copy)]
struct Meter {
    id: MeterId,
    register_wh: i64,
}

/// What the corridor uses, in W.
pub const CORRIDOR_W: i64 = 100;

impl Stairs {
    /// From 20:00 on 23 November in Shanghai; every tenant has 1,000.00.
    pub fn new() -> Self {
        Self::priced(FLAT)
    }

    pub fn priced(tariff: &str) -> Self {
        let mut house = House::made(&settings("Asia/Shanghai"), noon(), tariff);
        let now = house.now();
        let places = store::place::all(&house.core.store).unwrap();
        let of_kind = |kind| places.iter().find(|(_, place)| place.kind == kind).unwrap().0;
        let (root, building) = (of_kind(store::place::PlaceKind::Site), of_kind(store::place::PlaceKind::Building));
        let made = house.core.write(|tx| {
            use store::point::PointKind::{Common, Feeder, Supply};
            let corridor = device(tx, (building, Common, "corridor"), None, 50, now)?;
            let supply = device(tx, (root, Supply, "supply"), None, 51, now)?;
            let feeder = device(tx, (building, Feeder, "feeder"), Some(supply.0), 52, now)?;
            let lift = device(tx, (building, Common, "lift"), Some(feeder.0), 53, now)?;
            Ok([corridor, supply, feeder, lift])
        });
        let [corridor, supply, feeder, lift] = made.unwrap();
        let mut house = house.crash();
        (0..4).for_each(|room| drop(house.pay(room, 100_000, &format!("first-{room}"))));
        let meters = [corridor.1, supply.1, feeder.1, lift.1].map(|id| Meter { id, register_wh: 0 });
        let (corridor, feeder) = (corridor.0, feeder.0);
        let (feeder_w, lift_w, lift_answers) = (0, 0, true);
        let mut stairs = Self { house, building, corridor, feeder, feeder_w, lift_w, lift_answers, meters };
        stairs.poll();
        stairs
    }

    pub fn poll(&mut self) {
        self.house.poll_all();
        let answering = if self.lift_answers { 4 } else { 3 };
        for meter in self.meters.iter().take(answering) {
            let sample = Sample {
                energy_import: Some(Energy::from_wh(meter.register_wh)),
                serial: Some(meter.id.to_string()),
                ..Sample::default()
            };
            let at = self.house.core.now;
            self.house.core.hear(FromLine::Sample { bus: LINE, meter: meter.id, at, sample });
        }
    }

    /// Time passes until a wall clock of the site; all meters are read every so often.
    pub fn live_until(&mut self, wall: &str, every: Duration) {
        let end = self.at(wall);
        while self.house.now() < end {
            let step = every.min(end - self.house.now());
            self.house.use_energy(step);
            let rooms: i64 = self.house.units.iter().filter(|unit| unit.closed).map(|unit| unit.power_w).sum();
            let seconds = step.num_seconds();
            let powers = [CORRIDOR_W, rooms + CORRIDOR_W + self.feeder_w, self.feeder_w, self.lift_w];
            for (meter, power_w) in self.meters.iter_mut().zip(powers) {
                meter.register_wh += power_w * seconds / 3600;
            }
            self.house.core.now += step;
            self.poll();
            self.house.core.tick();
            self.house.collect();
            self.house.obey();
        }
    }

    /// `2026-12-01 08:00` in Shanghai.
    pub fn at(&self, wall: &str) -> Timestamp {
        let local = chrono::NaiveDateTime::parse_from_str(wall, "%Y-%m-%d %H:%M").unwrap();
        self.house.core.site.zone.instant(local.date(), local.time())
    }

    pub fn crash(self) -> Self {
        Self { house: self.house.crash(), ..self }
    }

    pub fn core(&mut self) -> &mut Core {
        &mut self.house.core
    }

    /// A writing operation, as the dispatcher calls it.
    pub fn call<A: DeserializeOwned, R>(
        &mut self,
        run: impl FnOnce(&mut Core, &Actor, A) -> crate::error::Result<R>,
        args: Value,
    ) -> crate::error::Result<R> {
        let args = serde_json::from_value(args).unwrap();
        let done = run(&mut self.house.core, &Actor::owner(Language::En), args);
        self.house.collect();
        done
    }

    /// A reading operation.
    pub fn read<A: DeserializeOwned, R>(
        &mut self,
        run: impl FnOnce(&View, A) -> crate::error::Result<R>,
        args: Value,
    ) -> crate::error::Result<R> {
        let live = std::sync::Arc::new(self.house.core.picture());
        let (now, folder) = (self.house.core.now, self.house.folder.path().to_owned());
        let reader = self.house.core.store.reader().unwrap();
        run(&View { reader, live, now, language: Language::En, folder }, serde_json::from_value(args).unwrap())
    }

    /// The common lines posted to a room for a month, in minor units.
    pub fn common_of(&self, room: usize, month: &str) -> i64 {
        let account = self.house.units[room].account;
        self.common_of_account(account, month)
    }

    pub fn common_of_account(&self, account: units::AccountId, month: &str) -> i64 {
        let lines = store::charge::posted(&self.house.core.store, account, month.parse().unwrap()).unwrap();
        lines.iter().filter(|line| line.kind == "common").map(|line| line.amount.minor()).sum()
    }
}

pub fn device(
    tx: &mut store::Tx<'_>,
    (place, kind, name): (PlaceId, store::point::PointKind, &str),
    parent: Option<PointId>,
    unit: u8,
    at: Timestamp,
) -> store::Result<(PointId, MeterId)> {
    let point = store::point::Point { parent, place, kind, name: name.to_owned() };
    let point = store::point::insert(tx, &point)?;
    let meter = store::meter::Meter {
        serial: None,
        profile: "eastron-sdm120".to_owned(),
        bus: Some(LINE),
        unit,
        rated_w: 23_000,
    };
    let meter = store::meter::insert(tx, &meter)?;
    let installed = store::installation::Installation {
        point,
        meter,
        from_at: at,
        from_register: Energy::ZERO,
        to: None,
        ratio: (1, 1),
        serial: None,
    };
    store::installation::insert(tx, &installed)?;
    Ok((point, meter))
}
