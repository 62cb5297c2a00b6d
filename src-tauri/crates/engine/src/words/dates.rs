use chrono::{Datelike, NaiveDate, NaiveDateTime};
use units::Month;

use super::{Language, Words};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn name(month: u32) -> &'static str {
    usize::try_from(month).ok().and_then(|month| MONTHS.get(month.checked_sub(1)?)).copied().unwrap_or_default()
}

/// Dates as people write them in the language; the caller brings the site's civil time.
impl Words {
    /// `October 2026`, `2026年10月`
    pub fn month(self, month: Month) -> String {
        match self.language() {
            Language::En => format!("{} {}", name(month.month()), month.year()),
            Language::ZhCn => format!("{}年{}月", month.year(), month.month()),
        }
    }

    /// `1 Oct 2026`, `2026-10-01`
    pub fn date(self, day: NaiveDate) -> String {
        match self.language() {
            Language::En => format!("{} {} {}", day.day(), &name(day.month())[..3], day.year()),
            Language::ZhCn => day.format("%Y-%m-%d").to_string(),
        }
    }

    /// `18 October`, `10月18日`
    pub fn day(self, day: NaiveDate) -> String {
        match self.language() {
            Language::En => format!("{} {}", day.day(), name(day.month())),
            Language::ZhCn => format!("{}月{}日", day.month(), day.day()),
        }
    }

    /// Under the bar of a chart: `18 Oct`, `18日`
    pub fn short_day(self, day: NaiveDate) -> String {
        match self.language() {
            Language::En => format!("{} {}", day.day(), &name(day.month())[..3]),
            Language::ZhCn => format!("{}日", day.day()),
        }
    }

    /// Under the bar of a chart: `Oct`, `10月`
    pub fn short_month(self, month: Month) -> String {
        match self.language() {
            Language::En => name(month.month())[..3].to_owned(),
            Language::ZhCn => format!("{}月", month.month()),
        }
    }

    /// `1 Oct 2026, 18:03`, `2026-10-01 18:03`
    pub fn instant(self, at: NaiveDateTime) -> String {
        let between = match self.language() {
            Language::En => ", ",
            Language::ZhCn => " ",
        };
        format!("{}{between}{}", self.date(at.date()), at.format("%H:%M"))
    }
}
