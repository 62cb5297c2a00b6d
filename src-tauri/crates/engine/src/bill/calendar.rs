//! Holidays: a calendar that ships, a file, or days given by hand.

use std::path::Path;

use chrono::NaiveDate;
use units::{DayCalendar, DayType};

use super::read::{CaseError, Kind, Node, Read, Shape, nearest};

const CALENDAR: Shape<'_> = Shape { name: "calendar", keys: &["holidays", "workdays"] };

#[cfg(test)]
pub const SHAPES: &[&Shape<'_>] = &[&CALENDAR];

/// The calendars of `assets/calendars`, by the names of their files.
pub(crate) const CALENDARS: &[(&str, &str)] = &[
    ("cn", include_str!("../../../../../assets/calendars/cn.toml")),
    ("gb-eng", include_str!("../../../../../assets/calendars/gb-eng.toml")),
];

/// The name of one that ships, the path of a file, or an object with days.
pub fn calendar(node: &Node<'_>, folder: &Path) -> Read<DayCalendar> {
    match node.kind()? {
        Kind::Text(name) if name.ends_with(".toml") => {
            let path = folder.join(&name);
            let text = super::text_of(&path)
                .map_err(|error| node.wrong(format!("{error}; a path counts from the case's folder")))?;
            DayCalendar::parse(&text).map_err(|error| node.wrong(format!("{}, {error}", path.display())))
        }
        Kind::Text(name) => shipped(node, &name),
        _ => by_hand(node),
    }
}

fn shipped(node: &Node<'_>, name: &str) -> Read<DayCalendar> {
    let Some((_, text)) = CALENDARS.iter().find(|(known, _)| *known == name) else {
        let known: Vec<&str> = CALENDARS.iter().map(|(known, _)| *known).collect();
        let hint = match nearest(name, &known) {
            Some(near) => format!("did you mean “{near}”?"),
            None => {
                format!("there are {}; or give {{\"holidays\": [...]}} or the path of a .toml file", known.join(", "))
            }
        };
        return Err(node.wrong(format!("no calendar is called “{name}”; {hint}")));
    };
    DayCalendar::parse(text).map_err(|error| node.wrong(error))
}

fn by_hand(node: &Node<'_>) -> Read<DayCalendar> {
    let object = node.object(&CALENDAR)?;
    let mut calendar = DayCalendar { name: "given with the case".to_owned(), ..DayCalendar::default() };
    if let Some(list) = object.get("workdays") {
        for item in list.list()? {
            let date = item.date()?;
            if DayCalendar::default().day_type(date) != DayType::Weekend {
                return Err(
                    item.wrong(format!("{date} is no Saturday or Sunday; name only days of a weekend that are worked"))
                );
            }
            calendar.workdays.insert(date);
        }
    }
    for (date, name, path) in holidays(&object.get("holidays"))? {
        if calendar.workdays.contains(&date) {
            return Err(CaseError::new(path, format!("{date} is a working day already; name each date once")));
        }
        calendar.holidays.insert(date, name);
    }
    Ok(calendar)
}

/// A list of dates, or an object that names them.
fn holidays(node: &Option<Node<'_>>) -> Read<Vec<(NaiveDate, String, String)>> {
    let Some(node) = node else { return Ok(Vec::new()) };
    match node.kind()? {
        Kind::Object(_) => {
            let day = |(day, name): (String, Node<'_>)| {
                let wrong =
                    || CaseError::new(&name.path, format!("“{day}” is not a date; write for example 2026-10-01"));
                Ok((super::value::date(&day).ok_or_else(wrong)?, name.text()?, name.path))
            };
            node.names()?.into_iter().map(day).collect()
        }
        _ => node.list()?.into_iter().map(|item| Ok((item.date()?, "holiday".to_owned(), item.path))).collect(),
    }
}
