//! The trial balance of energy as people see it (rule 13).

use billing::energy_balance::TenancyEnergy;

use crate::View;
use crate::api::people::People;
use crate::core::{Ground, MonthEnergy, Terms};
use crate::dto::*;
use crate::error::Result;

pub(crate) fn energy_balance(view: &View, args: EnergyBalanceArgs) -> Result<EnergyBalance> {
    let month = crate::api::parse_month(&args.month)?;
    let terms = Terms::load(&view.reader)?;
    let ground = Ground::new(&view.reader, &terms, &view.live.site);
    let found = MonthEnergy::of(ground, month, view.live.posted_through)?;
    let people = People::of(&view.reader)?;
    let balance = &found.balance;
    let row = |energy: &TenancyEnergy| {
        let person = people.of_account(energy.account)?;
        Some(EnergyBalanceRow {
            room: person.room.clone(),
            tenant: person.tenancy.name.clone(),
            account: energy.account.0,
            lines_wh: energy.lines.wh(),
            registers_wh: energy.registers.wh(),
            difference_wh: energy.difference().wh(),
        })
    };
    Ok(EnergyBalance {
        month: month.to_string(),
        supply_wh: balance.supply.wh(),
        generation_wh: balance.generation.wh(),
        rooms_wh: balance.rooms.wh(),
        common_wh: balance.common.wh(),
        held_wh: balance.held.wh(),
        estimated_wh: balance.estimated.wh(),
        unexplained_wh: balance.unexplained.wh(),
        band_wh: balance.band.wh(),
        within: !found.alarms(),
        measured: found.measured,
        sentence: sentence(view, &found),
        accounts: found.accounts.iter().filter_map(row).collect(),
    })
}

fn sentence(view: &View, found: &MonthEnergy) -> String {
    if !found.measured {
        return view.words().say("energy-balance-unmeasured", &[]);
    }
    let message = if found.alarms() { "energy-balance-outside" } else { "energy-balance-within" };
    let (unexplained, band) = (found.balance.unexplained.to_string(), found.balance.band.to_string());
    view.words().say(message, &[("unexplained", &unexplained), ("band", &band)])
}
