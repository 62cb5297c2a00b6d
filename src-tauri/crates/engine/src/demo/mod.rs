//! The demonstration: a simulated building in a folder of its own, never to be mixed with a real site.

mod history;
mod office;
mod setup;
mod tenants;

use std::path::Path;
use std::sync::{Arc, Mutex};

use sim::{Address, Building};
use units::{BusId, Currency, Energy, Timestamp, Zone};

use crate::core::{self, Core};
use crate::dto::{Landlord, NoticeMeans};
use crate::error::{Refusal, Result};
use crate::settings::SiteSettings;
use crate::words::{Language, Words};

/// How the address of a simulated line begins; its number follows.
pub(crate) const SIMULATED: &str = "simulated:";

const SEED: u64 = 2026;

/// Writes the building and its history into a fresh database. `end` is the present.
pub(crate) fn create(path: &Path, key: &store::Key, folder: &Path, language: Language, end: Timestamp) -> Result<Core> {
    let site = site(language)?;
    let start = history::begins(end, site.zone);
    let mut building = Building::demo(SEED, site.zone, start);
    let mut writer = store::create(path, key)?;
    writer.transact(|tx| setup::write(tx, &site, &building, start))?;
    let mut core = core::load(writer, folder.to_owned(), start)?;
    history::live_through(&mut core, &mut building, end)?;
    Ok(core)
}

/// The building as it stood when the program last saw it, for its virtual meters.
pub(crate) fn building(core: &Core, now: Timestamp) -> Arc<Mutex<Building>> {
    let seed = core.site.demo_seed.unwrap_or(SEED);
    let last = core.points.values().filter_map(|point| point.stored).map(|reading| reading.at).max();
    let mut building = Building::demo(seed, core.site.zone, last.unwrap_or(now).min(now));
    building.restore(history::last_registers(core));
    for room in core.rooms.values() {
        building.set_supply(&room.name, room.decision.state.closed());
    }
    building.watch(true);
    Arc::new(Mutex::new(building))
}

fn site(language: Language) -> Result<SiteSettings> {
    let words = Words::new(language);
    let zone = iana_time_zone::get_timezone().ok().and_then(|name| Zone::parse(&name).ok());
    let mut site = SiteSettings::new(&words.say("demo-site", &[]), Currency::CNY, zone.unwrap_or(Zone::UTC), language);
    site.demo_seed = Some(SEED);
    site.notice_means = NoticeMeans::Simulated;
    site.notice_minutes = 1;
    // A visitor in the evening is to see a cut too; the banner says so.
    site.friendly.on = false;
    site.warn1 = units::Money::from_minor(1500);
    site.warn2 = units::Money::from_minor(500);
    site.landlord = Landlord {
        name: words.say("demo-landlord", &[]),
        phone: "000 0000 0000".to_owned(),
        address: words.say("demo-address", &[]),
        complaints: words.say("demo-complaints", &[]),
    };
    Ok(site)
}

/// Where a device of the demonstration answers: its lines are numbered as they were set up.
fn address_of(bus: BusId, unit: u8) -> Option<Address> {
    let line = usize::try_from(bus.0.checked_sub(1)?).ok()?;
    Some(Address { line, unit })
}

/// A register as its meter shows it: in whole steps.
fn shown_register(building: &Building, address: Address, profile: &meter::Profile) -> Option<Energy> {
    let register = building.register(address)?;
    let step = profile.register_step(register).wh().max(1);
    Energy::new(register.wh() / step * step)
}

impl Refusal {
    pub(crate) fn broken(cause: impl ToString) -> Self {
        Self::new("internal").with("cause", cause)
    }
}
