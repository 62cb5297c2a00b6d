use units::{Currency, Money};

use super::items;
use super::table::{Table, line_of};
use crate::tariff::{Problem, TariffError};
use crate::terms::{Percent, Tax, Taxed, TopUpFee};

pub(super) fn taxes(table: &Table<'_, '_>) -> Result<Vec<Tax>, TariffError> {
    let mut taxes: Vec<Tax> = Vec::new();
    for row in table.tables("tax", "version.tax")? {
        row.only(&["name", "percent", "included", "on"])?;
        let name = row.text_of("name")?;
        let percent = percent(&row)?;
        if taxes.iter().any(|other| *other.name == *name && other.percent == percent) {
            return Err(row.wrong("name", Problem::SameName(name)));
        }
        taxes.push(Tax { name: name.into(), percent, included: row.yes("included")?, on: on(&row)? });
    }
    Ok(taxes)
}

fn on(row: &Table<'_, '_>) -> Result<Vec<Taxed>, TariffError> {
    let mut on = Vec::new();
    for item in items(row, "on")? {
        match item.get_ref().as_str().and_then(Taxed::parse) {
            Some(group) if !on.contains(&group) => on.push(group),
            _ => {
                let line = line_of(row.text, item.span().start);
                return Err(TariffError { line, key: "on".to_owned(), problem: Problem::NotTaxed });
            }
        }
    }
    on.sort();
    Ok(if on.is_empty() { Taxed::ALL.to_vec() } else { on })
}

pub(super) fn top_up_fee(table: &Table<'_, '_>, currency: Currency) -> Result<Option<TopUpFee>, TariffError> {
    let Some(fee) = table.table("top_up_fee")? else { return Ok(None) };
    fee.only(&["percent", "fixed", "most"])?;
    let percent = if fee.get("percent").is_some() { percent(&fee)? } else { Percent::default() };
    let fixed = fee.fee("fixed", currency)?.unwrap_or(Money::ZERO);
    Ok(Some(TopUpFee { percent, fixed, most: fee.fee("most", currency)? }))
}

fn percent(row: &Table<'_, '_>) -> Result<Percent, TariffError> {
    Percent::parse(row.digits("percent")?).map_err(|_| row.wrong("percent", Problem::NotPercent))
}
