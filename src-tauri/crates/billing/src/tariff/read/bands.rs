use units::{DayType, Price};

use super::items;
use super::table::{Table, line_of};
use crate::Detail;
use crate::tariff::{Problem, TariffError};
use crate::terms::{Band, Bands, Clock, Hours, MonthDay, QUARTERS, Season, Stretch};

/// The bands of a version, and which of them say their price; nothing where the version has none.
pub(super) fn bands(table: &Table<'_, '_>) -> Result<Option<(Bands, Vec<bool>)>, TariffError> {
    let tables = table.tables("band", "version.band")?;
    if tables.is_empty() {
        return match ["hours", "season", "clock"].into_iter().find(|key| table.get(key).is_some()) {
            Some(key) => Err(table.wrong(key, Problem::NoBands)),
            None => Ok(None),
        };
    }
    let mut bands: Vec<Band> = Vec::new();
    let mut priced = Vec::new();
    for band in &tables {
        band.only(&["name", "price", "credit"])?;
        let name = band.text_of("name")?;
        if !Detail::is_band(&name) {
            return Err(band.wrong("name", Problem::NotBand(name)));
        }
        if bands.iter().any(|other| *other.name == *name) {
            return Err(band.wrong("name", Problem::SameName(name)));
        }
        let said = band.get("price").is_some();
        priced.push(said);
        bands.push(Band { name: name.into(), price: if said { band.price("price")? } else { Price::default() } });
    }
    let clock = match table.get("clock").map(|_| table.text_of("clock")).transpose()?.as_deref() {
        None | Some("wall") => Clock::Wall,
        Some("standard") => Clock::Standard,
        Some(_) => return Err(table.wrong("clock", Problem::NotClock)),
    };
    let seasons = seasons(table)?;
    let hours = hours(table, &bands, &seasons)?;
    Ok(Some((Bands { clock, bands, seasons, hours }, priced)))
}

fn seasons(table: &Table<'_, '_>) -> Result<Vec<Season>, TariffError> {
    let mut seasons: Vec<Season> = Vec::new();
    for season in table.tables("season", "version.season")? {
        season.only(&["name", "from", "to"])?;
        let name = season.text_of("name")?;
        if seasons.iter().any(|other| *other.name == *name) {
            return Err(season.wrong("name", Problem::SameName(name)));
        }
        let day = |key| {
            let text = season.text_of(key)?;
            MonthDay::parse(&text).ok_or_else(|| season.wrong(key, Problem::NotMonthDay(text)))
        };
        let new = Season { name: name.into(), from: day("from")?, to: day("to")? };
        if let Some(day) = MonthDay::all().find(|day| new.contains(*day) && seasons.iter().any(|s| s.contains(*day))) {
            return Err(season.wrong("from", Problem::SeasonsOverlap(day)));
        }
        seasons.push(new);
    }
    Ok(seasons)
}

fn hours(table: &Table<'_, '_>, bands: &[Band], seasons: &[Season]) -> Result<Vec<Hours>, TariffError> {
    let mut rows: Vec<Hours> = Vec::new();
    let rest = MonthDay::all().any(|day| !seasons.iter().any(|season| season.contains(day)));
    for row in table.tables("hours", "version.hours")? {
        row.only(&["bands", "days", "season"])?;
        let season = match row.get("season").map(|_| row.text_of("season")).transpose()? {
            None if rest => None,
            None => return Err(row.wrong("season", Problem::NoRestOfYear)),
            Some(name) => match seasons.iter().position(|season| *season.name == *name) {
                Some(season) => Some(season),
                None => return Err(row.wrong("season", Problem::UnknownSeason(name))),
            },
        };
        let days = days(&row)?;
        let stretches = stretches(&row, bands)?;
        let clash = |other: &&Hours| other.season == season && other.days.iter().any(|day| days.contains(day));
        if let Some(other) = rows.iter().find(clash) {
            let day = other.days.iter().copied().find(|day| days.contains(day)).unwrap_or(DayType::Workday);
            return Err(row.wrong("bands", Problem::HoursTwice(when(day, season, seasons))));
        }
        rows.push(Hours { season, days, stretches });
    }
    let named = (0..seasons.len()).map(Some);
    for season in named.chain(rest.then_some(None)) {
        for day in DayType::ALL {
            if !rows.iter().any(|row| row.season == season && row.days.contains(&day)) {
                return Err(table.wrong("hours", Problem::NoHours(when(day, season, seasons))));
            }
        }
    }
    Ok(rows)
}

fn when(day: DayType, season: Option<usize>, seasons: &[Season]) -> String {
    match season.and_then(|season| seasons.get(season)) {
        Some(season) => format!("a {} in “{}”", day.code(), season.name),
        None if seasons.is_empty() => format!("a {}", day.code()),
        None => format!("a {} in the rest of the year", day.code()),
    }
}

fn days(row: &Table<'_, '_>) -> Result<Vec<DayType>, TariffError> {
    let mut days = Vec::new();
    for item in items(row, "days")? {
        let text = item.get_ref().as_str().unwrap_or_default();
        match DayType::parse(text) {
            Some(day) if !days.contains(&day) => days.push(day),
            _ => {
                let line = line_of(row.text, item.span().start);
                return Err(TariffError { line, key: "days".to_owned(), problem: Problem::NotDays });
            }
        }
    }
    days.sort();
    Ok(if days.is_empty() { DayType::ALL.to_vec() } else { days })
}

/// `08:00-22:00 peak, 22:00-08:00 valley` as stretches from midnight to midnight.
fn stretches(row: &Table<'_, '_>, bands: &[Band]) -> Result<Vec<Stretch>, TariffError> {
    let text = row.text_of("bands")?;
    let mut day: [Option<usize>; QUARTERS as usize] = [None; QUARTERS as usize];
    for part in text.split(',').map(str::trim) {
        let wrong = || row.wrong("bands", Problem::NotHours(part.to_owned()));
        let (span, name) = part.split_once(' ').ok_or_else(wrong)?;
        let (from, to) = span.split_once('-').ok_or_else(wrong)?;
        let quarter = |text: &str| {
            let minutes = minutes(text).ok_or_else(wrong)?;
            let off = || row.wrong("bands", Problem::OffGrid(text.to_owned()));
            if minutes % 15 == 0 { Ok(minutes / 15) } else { Err(off()) }
        };
        let (from, to) = (quarter(from)?, quarter(to)?);
        let name = name.trim();
        let band = bands.iter().position(|band| &*band.name == name);
        let band = band.ok_or_else(|| row.wrong("bands", Problem::UnknownBand(name.to_owned())))?;
        if from == day.len() {
            return Err(wrong());
        }
        let inside = |quarter: usize| {
            if from < to { from <= quarter && quarter < to } else { from <= quarter || quarter < to }
        };
        if let Some(first) = (0..day.len()).find(|quarter| inside(*quarter) && day[*quarter].is_some()) {
            let last = (first..day.len()).take_while(|quarter| inside(*quarter) && day[*quarter].is_some()).count();
            return Err(row.wrong("bands", Problem::HoursOverlap(clock(first), clock(first + last))));
        }
        (0..day.len()).filter(|quarter| inside(*quarter)).for_each(|quarter| day[quarter] = Some(band));
    }
    if let Some(first) = day.iter().position(Option::is_none) {
        let last = day[first..].iter().take_while(|band| band.is_none()).count();
        return Err(row.wrong("bands", Problem::HoursHole(clock(first), clock(first + last))));
    }
    let mut stretches: Vec<Stretch> = Vec::new();
    for (quarter, band) in (0..QUARTERS).zip(day.into_iter().flatten()) {
        match stretches.last_mut() {
            Some(last) if last.band == band => last.to = quarter + 1,
            _ => stretches.push(Stretch { from: quarter, to: quarter + 1, band }),
        }
    }
    Ok(stretches)
}

/// `22:30` as minutes from midnight; up to 24:00.
fn minutes(text: &str) -> Option<usize> {
    let (hours, minutes) = text.split_once(':')?;
    if hours.len() != 2 || minutes.len() != 2 || !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b':') {
        return None;
    }
    let (hours, minutes): (usize, usize) = (hours.parse().ok()?, minutes.parse().ok()?);
    (minutes < 60 && hours * 60 + minutes <= 24 * 60).then_some(hours * 60 + minutes)
}

/// A quarter of an hour as the clock shows it.
fn clock(quarter: usize) -> String {
    format!("{:02}:{:02}", quarter / 4, quarter % 4 * 15)
}
