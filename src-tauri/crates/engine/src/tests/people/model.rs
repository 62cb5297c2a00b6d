//! People come and go, pay, draw, change rooms and meters in any order; after every step each room's balance, each
//! former tenant's account and the till are held against a ledger that knows only what was paid and what was used.

use chrono::Duration;
use ledger::{Book, Tender};
use serde_json::json;
use units::{Energy, Money, TenancyId, Timestamp, millis};

use super::*;
use crate::api::{money, money_account, readings, tenancies};
use crate::settings::SiteSettings;
use crate::tests::site::{noon, settings};

const FLAT: &str =
    "name = \"Test\"\ncurrency = \"CNY\"\nsource = \"test\"\n[[version]]\nfrom = 2020-01-01\nprice = 0.6083\n";

const EMERGENCY: i64 = 500;

/// Who has a room, as the ledger of the test knows it.
#[derive(Debug, Clone, Default)]
struct Holder {
    tenant: bool,
    /// What reached the balance.
    credit: i64,
    emergency: i64,
    /// What the room had used when the holder came.
    from_wh: i64,
}

/// A tenant who has left: what the register said then, and what the landlord owes by now.
#[derive(Debug, Clone)]
struct Former {
    room: usize,
    tenancy: TenancyId,
    at: Timestamp,
    used_wh: i64,
    open: i64,
}

struct World {
    house: Option<House>,
    dice: u64,
    holders: Vec<Holder>,
    /// What each room has used since the start.
    used_wh: Vec<i64>,
    former: Vec<Former>,
    cash: i64,
    keys: u32,
    said: Vec<String>,
}

/// 0.6083 a kWh, to the fen, half away from zero.
fn cost(wh: i64) -> i64 {
    (2 * wh * 608_300 + 10_000_000) / 20_000_000
}

fn text(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

impl World {
    fn new(seed: u64) -> Self {
        let site = SiteSettings {
            emergency_credit: Money::from_minor(EMERGENCY),
            notice_means: NoticeMeans::None,
            ..settings("Asia/Shanghai")
        };
        let mut house = House::made(&site, noon(), FLAT);
        house.poll_all();
        let holders = vec![Holder { tenant: true, ..Holder::default() }; 4];
        let (used_wh, former, said) = (vec![0; 4], Vec::new(), Vec::new());
        Self { house: Some(house), dice: seed, holders, used_wh, former, cash: 0, keys: 0, said }
    }

    fn below(&mut self, n: i64) -> i64 {
        self.dice = self.dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((self.dice >> 33) % u64::try_from(n).unwrap()).unwrap()
    }

    fn room(&mut self) -> usize {
        usize::try_from(self.below(4)).unwrap()
    }

    fn key(&mut self) -> String {
        self.keys += 1;
        format!("k{}", self.keys)
    }

    fn house(&mut self) -> &mut House {
        self.house.as_mut().expect("always put back")
    }

    fn step(&mut self) {
        let minutes = 1 + self.below(200);
        let house = self.house();
        let before: Vec<i64> = house.units.iter().map(|unit| unit.register_wh).collect();
        house.use_energy(Duration::minutes(minutes));
        house.core.now += Duration::minutes(minutes);
        house.poll_all();
        house.core.tick();
        house.collect();
        for (room, before) in before.into_iter().enumerate() {
            self.used_wh[room] += self.house().units[room].register_wh - before;
        }
        let room = self.room();
        match self.below(12) {
            0..3 => self.pay(room),
            3 => self.draw(room),
            4..6 => self.change_hands(room),
            6 => self.swap(room),
            7 => self.exchange(room),
            8..10 => self.correct(),
            10 => self.settle_former(),
            _ => self.start_again(),
        }
        self.check();
    }

    fn pay(&mut self, room: usize) {
        if !self.holders[room].tenant {
            return;
        }
        let minor = 100 + self.below(3_000);
        let args =
            json!({ "room": name(self.house(), room), "amount": text(minor), "tender": "cash", "key": self.key() });
        self.said.push(format!("room {room} pays {minor}"));
        call(self.house(), money::top_up, args.clone()).unwrap();
        assert!(call(self.house(), money::top_up, args).unwrap().repeated);
        let holder = &mut self.holders[room];
        let repaid = minor.min(holder.emergency);
        holder.emergency -= repaid;
        holder.credit += minor - repaid;
        self.cash += minor;
    }

    fn draw(&mut self, room: usize) {
        let args = json!({ "room": name(self.house(), room), "key": self.key() });
        let holder = self.holders[room].clone();
        let balance = holder.credit - cost(self.used_wh[room] - holder.from_wh);
        let may = holder.tenant && holder.emergency == 0 && balance + EMERGENCY > 0;
        let done = call(self.house(), money_account::draw_emergency, args);
        assert_eq!(done.is_ok(), may, "{done:?}");
        if may {
            self.said.push(format!("room {room} draws"));
            self.holders[room].credit += EMERGENCY;
            self.holders[room].emergency = EMERGENCY;
        }
    }

    /// The tenant leaves, or somebody comes.
    fn change_hands(&mut self, room: usize) {
        let key = self.key();
        let used = self.used_wh[room];
        if self.holders[room].tenant {
            let refund = self.below(2) == 0;
            let how = if refund { json!({ "kind": "by", "tender": "cash" }) } else { json!({ "kind": "keep" }) };
            let args = json!({
                "room": name(self.house(), room), "at": null, "register": { "kind": "meter" }, "refund": how, "key": key,
            });
            let left = *all(self.house(), room).last().map(|(id, _)| id).unwrap();
            let settlement = call(self.house(), tenancies::move_out, args).unwrap();
            let holder = std::mem::take(&mut self.holders[room]);
            let result = holder.credit - cost(used - holder.from_wh) - holder.emergency;
            self.said.push(format!("room {room} is left with {result}"));
            assert_eq!(settlement.result.minor, result);
            let paid_out = if refund { result.max(0) } else { 0 };
            self.cash -= paid_out;
            let at = units::timestamp(settlement.to);
            let used_wh = used - holder.from_wh;
            self.former.push(Former { room, tenancy: left, at, used_wh, open: result - paid_out });
        } else {
            let first = 500 + self.below(2_000);
            let args = moving_in(self.house(), room, &text(first), &key);
            call(self.house(), tenancies::move_in, args).unwrap();
            self.said.push(format!("somebody comes to room {room} with {first}"));
            self.cash += first;
            self.holders[room] = Holder { tenant: true, credit: first, emergency: 0, from_wh: used };
        }
        self.holders[room].from_wh = used;
        let account = self.house().room(room).account.id;
        self.house().units[room].account = account;
    }

    fn swap(&mut self, room: usize) {
        let with = (room + 1) % 4;
        if !self.holders[room].tenant && !self.holders[with].tenant {
            return;
        }
        let args = json!({
            "room": name(self.house(), room), "with": name(self.house(), with), "at": null,
            "register": { "kind": "meter" }, "register_with": { "kind": "meter" }, "key": self.key(),
        });
        call(self.house(), tenancies::exchange_rooms, args).unwrap();
        self.said.push(format!("rooms {room} and {with} change"));
        let settled = |world: &Self, room: usize| {
            let holder = world.holders[room].clone();
            Holder { credit: holder.credit - cost(world.used_wh[room] - holder.from_wh), ..holder }
        };
        let (a, b) = (settled(self, room), settled(self, with));
        let comes = |holder: Holder, from_wh: i64| {
            let credit = if holder.tenant { holder.credit } else { 0 };
            Holder { credit, from_wh, ..holder }
        };
        self.holders[room] = comes(b, self.used_wh[room]);
        self.holders[with] = comes(a, self.used_wh[with]);
        // What was corrected before is behind two moves now.
        self.former.iter_mut().filter(|former| former.room == room || former.room == with).for_each(|f| f.used_wh = 0);
        for room in [room, with] {
            let account = self.house().room(room).account.id;
            self.house().units[room].account = account;
        }
    }

    fn exchange(&mut self, room: usize) {
        if room == 0 {
            // Its relay is within the meter.
            return;
        }
        let (key, unit) = (self.key(), 30 + i64::from(self.keys % 60));
        let first = self.below(10_000);
        let house = self.house();
        let (point, serial) = (house.units[room].point, house.units[room].serial);
        let args = json!({
            "meter": house.core.points[&point].meter.0, "at": null, "last": { "kind": "meter" },
            "new": { "serial": serial, "profile": "eastron-sdm120", "line": null, "unit": unit, "rated_w": null,
                "first_kwh": Energy::from_wh(first).to_string() },
            "ratio": { "primary": 1, "secondary": 1 }, "reason": "exchange", "key": key,
        });
        call(house, readings::exchange_meter, args).unwrap();
        house.units[room].meter = house.core.points[&point].meter;
        house.units[room].register_wh = first;
        self.said.push(format!("room {room} has a new meter at {first}"));
        self.former.iter_mut().filter(|former| former.room == room).for_each(|former| former.used_wh = 0);
    }

    /// The register of the last move of a room was misread by a little.
    fn correct(&mut self) {
        let Some(index) = self.former.iter().rposition(|former| former.used_wh > 200) else { return };
        let Former { room, tenancy, at, used_wh, .. } = self.former[index].clone();
        let next = all(self.house(), room).into_iter().find(|(_, row)| row.from_at == at).unwrap().1;
        let last_move = self.former.iter().rposition(|former| former.room == room) == Some(index);
        if !last_move || next.to_at.is_some() {
            return;
        }
        let less = 1 + self.below(100);
        let stored = self.house().stored(room);
        let Some(reading) = stored.iter().find(|reading| reading.at == at) else { return };
        let register = reading.register - Energy::from_wh(less);
        let before = stored.iter().rfind(|other| other.at < at).map(|other| other.register);
        if before.is_some_and(|before| register < before) {
            return;
        }
        let key = self.key();
        let house = self.house();
        let meter = house.core.points[&house.units[room].point].meter.0;
        let args =
            json!({ "meter": meter, "at": millis(at), "kwh": register.to_string(), "reason": "misread", "key": key });
        match call(house, readings::correct_reading, args) {
            Ok(_) => {}
            // Below what the meter showed when it was put there.
            Err(refusal) if refusal.code == "register-implausible" => return,
            Err(refusal) => panic!("{refusal:?}"),
        }
        self.said.push(format!("the leaver of room {room} had used {less} Wh less: {tenancy}"));
        self.former[index].open += cost(used_wh) - cost(used_wh - less);
        self.former[index].used_wh -= less;
        self.holders[room].from_wh -= less;
    }

    fn settle_former(&mut self) {
        let Some(index) = self.former.iter().position(|former| former.open != 0) else { return };
        let Former { tenancy, open, .. } = self.former[index].clone();
        let step = match open.cmp(&0) {
            std::cmp::Ordering::Less => json!({ "kind": "pays", "amount": text(-open), "tender": "cash" }),
            _ => json!({ "kind": "paid_out", "tender": "cash" }),
        };
        let args = json!({ "tenancy": tenancy.0, "step": step, "reason": "", "key": self.key() });
        call(self.house(), tenancies::settle_former, args).unwrap();
        self.cash -= open;
        self.former[index].open = 0;
    }

    fn start_again(&mut self) {
        let killed = self.below(2) == 0;
        self.said.push(format!("started again, killed: {killed}"));
        let house = self.house.take().expect("always put back");
        // What was read and not stored yet is lost with the program; it is read again at once.
        let mut house = if killed { house.crash() } else { house.restart() };
        house.poll_all();
        self.house = Some(house);
    }

    fn check(&mut self) {
        let (holders, used) = (self.holders.clone(), self.used_wh.clone());
        let (former, cash) = (self.former.clone(), self.cash);
        let house = self.house();
        for room in 0..4 {
            let holder = &holders[room];
            assert_eq!(house.room(room).tenancy.vacant, !holder.tenant, "room {room}");
            assert_eq!(
                house.balance(room),
                holder.credit - cost(used[room] - holder.from_wh),
                "room {room}: {holder:?}"
            );
            assert_eq!(house.room(room).emergency.minor(), holder.emergency, "room {room}");
        }
        for former in former {
            assert_eq!(on(house, Book::FormerTenant(former.tenancy)), -former.open, "{former:?}");
            settled(house, former.tenancy);
        }
        assert_eq!(on(house, Book::Tender(Tender::Cash)), cash);
    }
}

fn live(seed: u64) {
    let mut world = World::new(seed);
    let lived = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        for step in 0..50 {
            world.step();
            if step % 10 == 9 {
                world.house().verify();
                assert_eq!(store::rollup::disagreeing(&world.house().core.store).unwrap(), []);
            }
        }
        super::super::papers::add_up(world.house());
    }));
    if let Err(cause) = lived {
        eprintln!("seed {seed} failed after:\n{}", world.said.join("\n"));
        std::panic::resume_unwind(cause);
    }
}

/// Seeds can be chosen: `ROOMWATT_SEED=17` for one, `ROOMWATT_SEEDS=500` for many.
#[test]
fn whoever_comes_and_goes_each_account_keeps_its_own() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    match number("ROOMWATT_SEED") {
        Some(seed) => live(seed),
        None => (1..=number("ROOMWATT_SEEDS").unwrap_or(30)).for_each(live),
    }
}
