use crate::core::Core;
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::live::LiveWatch;
use crate::settings::SiteSettings;
use crate::words::Language;
use crate::{Actor, ShellRequest, View};

pub(crate) fn site(view: &View, _: Nothing) -> Result<Site> {
    Ok(site_of(&view.live.site, view.live.watch))
}

pub(crate) fn settings(view: &View, _: Nothing) -> Result<Settings> {
    Ok(view.live.site.shown())
}

pub(crate) fn save_settings(core: &mut Core, by: &Actor, wish: Settings) -> Result<Settings> {
    let next = core.site.changed(&wish)?;
    let (money, time) = (next.currency != core.site.currency, next.zone != core.site.zone);
    if (money || time) && begun(&core.store)? {
        return Err(Refusal::new("site-begun").field(if money { "currency" } else { "zone" }));
    }
    core.change_site(next, by, "save_settings")?;
    if money || time {
        core.begin_days_anew()?;
    }
    Ok(core.site.shown())
}

/// Something is booked, measured, priced or granted: what its money and its days are is settled.
pub(super) fn begun(db: &store::Db) -> Result<bool> {
    Ok(store::head::get(db)? != ledger::Head::START
        || !store::installation::all(db)?.is_empty()
        || !store::tariff::all(db)?.is_empty()
        || !store::allowance::all(db)?.is_empty()
        || !store::quota::all(db)?.is_empty()
        || !store::pool::all(db)?.is_empty()
        || !store::supplier_bill::all(db)?.is_empty())
}

pub(crate) fn shown(core: &Core) -> Site {
    site_of(&core.site, core.standing())
}

fn site_of(site: &SiteSettings, watch: LiveWatch) -> Site {
    let amount = |money| Amount::of(money, site.currency);
    Site {
        name: site.name.clone(),
        currency: site.currency.code().to_owned(),
        currency_symbol: site.currency.symbol().to_owned(),
        currency_digits: site.currency.digits(),
        zone: site.zone.name().to_owned(),
        language: site.language.code().to_owned(),
        languages: Language::ALL.iter().map(|language| language.code().to_owned()).collect(),
        demo: site.demo_seed.is_some(),
        notice_minutes: site.notice_minutes,
        warn1: amount(site.warn1),
        warn2: amount(site.warn2),
        cut_off: amount(site.cut_off),
        reclose_minimum: amount(site.reclose_minimum),
        paused: site.paused,
        shadow_rooms: watch.shadow_rooms,
        clock_unsure: watch.clock_unsure,
        restored: site.restored.map(units::millis),
        cuts_wait: watch.cuts_wait,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

pub(crate) fn verify(view: &View, _: Nothing) -> Result<Verified> {
    crate::head::verify(&view.reader, &view.folder)
}

pub(crate) fn show(core: &mut Core, _: &Actor, _: Nothing) -> Result<()> {
    core.ask_shell(ShellRequest::Show)
}

pub(crate) fn quit(core: &mut Core, _: &Actor, _: Nothing) -> Result<()> {
    core.ask_shell(ShellRequest::Quit)
}
