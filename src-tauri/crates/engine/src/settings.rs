//! The site's settings: texts in the store, checked values here.

use std::collections::BTreeMap;

use billing::{Percent, TaxDue};
use supply::{Hours, Night, Span};
use units::{Currency, DayType, Money, Timestamp, Zone};

use crate::dto::{CutDays, Landlord, NoticeMeans, Settings, TaxDueName};
use crate::error::{Refusal, Result};
use crate::words::Language;

/// What a restore writes by itself.
pub(crate) const EPOCH: &str = "epoch";
pub(crate) const RESTORED: &str = "restored";

/// The largest limit that can be set, in whole units of the currency.
const LIMIT_UNITS: i64 = 1_000_000;

/// What wires and meters of a house usually take: 3 %.
fn usual_loss() -> Percent {
    Percent::new(3_000_000).unwrap_or_default()
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SiteSettings {
    pub name: String,
    pub currency: Currency,
    pub zone: Zone,
    pub language: Language,
    /// The seed of the simulated building; a demonstration site has one and a real site never.
    pub demo_seed: Option<u64>,
    pub warn1: Money,
    pub warn2: Money,
    /// Fewer days of credit than this warn too.
    pub warn1_days: Option<i64>,
    pub warn2_days: Option<i64>,
    pub cut_off: Money,
    pub reclose_minimum: Money,
    pub friendly: Friendly,
    /// A person may order a cut for a debt, which then goes the credit way (rule 20).
    pub debts_cut: bool,
    /// Rooms of a floor that come back together close so far apart, in seconds.
    pub reclose_gap_s: i64,
    pub notice_minutes: i64,
    pub notice_means: NoticeMeans,
    pub cuts_per_hour: i64,
    pub stale_minutes: i64,
    pub paused: bool,
    /// When tax falls due (rule 8).
    pub tax_due: TaxDue,
    /// A difference for a past month above this waits for a person's word (rule 3).
    pub correction_limit: Money,
    /// So do differences that touch more accounts than this at once.
    pub correction_accounts: i64,
    /// What of a branch's energy its wires and meters take themselves.
    pub technical_loss: Percent,
    /// What a tenant without credit can draw once, until it is repaid (rule 9); nothing for none.
    pub emergency_credit: Money,
    pub landlord: Landlord,
    /// Of receipt and bill numbers: it rises with every backup that is put back (rule 24).
    pub epoch: u16,
    /// When a backup was put back, until a person says that what happened since then is entered.
    pub restored: Option<Timestamp>,
}

/// Friendly hours: credit and quotas cut only between two times of the clock, and on workdays only where that is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Friendly {
    pub on: bool,
    /// Minutes from midnight between which a cut may fall.
    pub from: u16,
    pub to: u16,
    pub days: CutDays,
}

impl Friendly {
    /// On by default (rule 22): nobody is cut in the evening, at night, at the weekend or on a holiday.
    const USUAL: Self = Self { on: true, from: 9 * 60, to: 16 * 60, days: CutDays::Workdays };

    /// The hours in which a cut may fall; none where it may at any time.
    pub fn cut_hours(&self) -> Option<Hours> {
        let days = match self.days {
            CutDays::Workdays => &[DayType::Workday][..],
            CutDays::EveryDay => &DayType::ALL[..],
        };
        let span = Span::new(days, Night::Evening, self.from, self.to).ok()?;
        self.on.then(|| Hours::new(vec![span], Vec::new()))
    }
}

impl SiteSettings {
    pub fn new(name: &str, currency: Currency, zone: Zone, language: Language) -> Self {
        let unit = currency.minor_per_unit();
        Self {
            name: name.to_owned(),
            currency,
            zone,
            language,
            demo_seed: None,
            warn1: Money::from_minor(20 * unit),
            warn2: Money::from_minor(5 * unit),
            warn1_days: None,
            warn2_days: None,
            cut_off: Money::ZERO,
            reclose_minimum: Money::from_minor(unit),
            friendly: Friendly::USUAL,
            debts_cut: false,
            reclose_gap_s: 2,
            notice_minutes: 24 * 60,
            notice_means: NoticeMeans::None,
            cuts_per_hour: 5,
            stale_minutes: 10,
            paused: false,
            tax_due: TaxDue::AtUse,
            correction_limit: Money::from_minor(50 * unit),
            correction_accounts: 10,
            technical_loss: usual_loss(),
            emergency_credit: Money::ZERO,
            landlord: Landlord::default(),
            epoch: 1,
            restored: None,
        }
    }

    pub fn to_texts(&self) -> Vec<(&'static str, String)> {
        vec![
            ("name", self.name.clone()),
            ("currency", self.currency.code().to_owned()),
            ("zone", self.zone.name().to_owned()),
            ("language", self.language.code().to_owned()),
            ("demo_seed", self.demo_seed.map(|seed| seed.to_string()).unwrap_or_default()),
            ("warn1", self.warn1.minor().to_string()),
            ("warn2", self.warn2.minor().to_string()),
            ("cut_off", self.cut_off.minor().to_string()),
            ("reclose_minimum", self.reclose_minimum.minor().to_string()),
            ("warn1_days", self.warn1_days.map(|days| days.to_string()).unwrap_or_default()),
            ("warn2_days", self.warn2_days.map(|days| days.to_string()).unwrap_or_default()),
            ("friendly", self.friendly.on.to_string()),
            ("cut_from", self.friendly.from.to_string()),
            ("cut_to", self.friendly.to.to_string()),
            ("cut_days", days_code(self.friendly.days).to_owned()),
            ("debts_cut", self.debts_cut.to_string()),
            ("reclose_gap_s", self.reclose_gap_s.to_string()),
            ("notice_minutes", self.notice_minutes.to_string()),
            ("notice_means", means_code(self.notice_means).to_owned()),
            ("cuts_per_hour", self.cuts_per_hour.to_string()),
            ("stale_minutes", self.stale_minutes.to_string()),
            ("paused", self.paused.to_string()),
            ("tax_due", tax_code(self.tax_due).to_owned()),
            ("correction_limit", self.correction_limit.minor().to_string()),
            ("correction_accounts", self.correction_accounts.to_string()),
            ("technical_loss", self.technical_loss.to_string()),
            ("emergency_credit", self.emergency_credit.minor().to_string()),
            (EPOCH, self.epoch.to_string()),
            (RESTORED, self.restored.map(|at| units::millis(at).to_string()).unwrap_or_default()),
            ("landlord_name", self.landlord.name.clone()),
            ("landlord_phone", self.landlord.phone.clone()),
            ("landlord_address", self.landlord.address.clone()),
            ("landlord_complaints", self.landlord.complaints.clone()),
        ]
    }

    pub fn from_texts(texts: &BTreeMap<String, String>) -> Result<Self> {
        let text = |key: &'static str| texts.get(key).map_or("", String::as_str);
        let number = |key: &'static str| -> Result<i64> { text(key).parse().map_err(|_| broken(key, text(key))) };
        let money = |key: &'static str| -> Result<Money> { Ok(Money::new(number(key)?)?) };
        Ok(Self {
            name: text("name").to_owned(),
            currency: Currency::parse(text("currency"))?,
            zone: Zone::parse(text("zone"))?,
            language: Language::parse(text("language")).ok_or_else(|| broken("language", text("language")))?,
            demo_seed: text("demo_seed").parse().ok(),
            warn1: money("warn1")?,
            warn2: money("warn2")?,
            cut_off: money("cut_off")?,
            reclose_minimum: money("reclose_minimum")?,
            warn1_days: text("warn1_days").parse().ok(),
            warn2_days: text("warn2_days").parse().ok(),
            friendly: Friendly {
                on: text("friendly") != "false",
                from: text("cut_from").parse().unwrap_or(Friendly::USUAL.from),
                to: text("cut_to").parse().unwrap_or(Friendly::USUAL.to),
                days: if text("cut_days") == days_code(CutDays::EveryDay) {
                    CutDays::EveryDay
                } else {
                    CutDays::Workdays
                },
            },
            debts_cut: text("debts_cut") == "true",
            reclose_gap_s: text("reclose_gap_s").parse().unwrap_or(2),
            notice_minutes: number("notice_minutes")?,
            notice_means: parse_means(text("notice_means"))
                .ok_or_else(|| broken("notice_means", text("notice_means")))?,
            cuts_per_hour: number("cuts_per_hour")?,
            stale_minutes: number("stale_minutes")?,
            paused: text("paused") == "true",
            tax_due: if text("tax_due") == tax_code(TaxDue::AtTopUp) { TaxDue::AtTopUp } else { TaxDue::AtUse },
            correction_limit: match texts.get("correction_limit") {
                Some(_) => money("correction_limit")?,
                None => Money::from_minor(50 * Currency::parse(text("currency"))?.minor_per_unit()),
            },
            correction_accounts: texts.get("correction_accounts").and_then(|text| text.parse().ok()).unwrap_or(10),
            technical_loss: Percent::parse(text("technical_loss")).unwrap_or_else(|_| usual_loss()),
            emergency_credit: match texts.get("emergency_credit") {
                Some(_) => money("emergency_credit")?,
                None => Money::ZERO,
            },
            landlord: Landlord {
                name: text("landlord_name").to_owned(),
                phone: text("landlord_phone").to_owned(),
                address: text("landlord_address").to_owned(),
                complaints: text("landlord_complaints").to_owned(),
            },
            epoch: text(EPOCH).parse().unwrap_or(1),
            restored: text(RESTORED).parse().ok().map(units::timestamp),
        })
    }

    /// These settings with a person's changes, or the one sentence that says what is impossible.
    pub fn changed(&self, wish: &Settings) -> Result<Self> {
        let currency = Currency::parse(&wish.currency).map_err(|cause| bad("currency", &wish.currency, cause))?;
        let zone = Zone::parse(&wish.zone).map_err(|cause| bad("zone", &wish.zone, cause))?;
        if currency != self.currency {
            // Twenty of one currency are not twenty of another.
            let usual = Self::new(&self.name, currency, zone, self.language);
            let new = Self {
                currency,
                warn1: usual.warn1,
                warn2: usual.warn2,
                cut_off: usual.cut_off,
                reclose_minimum: usual.reclose_minimum,
                correction_limit: usual.correction_limit,
                emergency_credit: usual.emergency_credit,
                ..self.clone()
            };
            let limits = new.shown();
            return new.changed(&Settings {
                warn1: limits.warn1,
                warn2: limits.warn2,
                cut_off: limits.cut_off,
                reclose_minimum: limits.reclose_minimum,
                correction_limit: limits.correction_limit,
                emergency_credit: limits.emergency_credit,
                ..wish.clone()
            });
        }
        let name = wish.name.trim().to_owned();
        if name.is_empty() {
            return Err(Refusal::new("name-missing").field("name"));
        }
        let amount = |field: &'static str, text: &str| {
            let amount =
                self.currency.parse_amount(text).map_err(|cause| bad(field, text, crate::cause::unit(&cause)))?;
            let limit = LIMIT_UNITS * self.currency.minor_per_unit();
            within(field, amount.minor(), -limit, limit).map_err(|_| {
                let most = self.currency.plain(Money::from_minor(limit));
                bad(field, text, format!("-{most} – {most}"))
            })?;
            Ok::<Money, Refusal>(amount)
        };
        let next = Self {
            name,
            zone,
            language: Language::parse(&wish.language).ok_or_else(|| bad("language", &wish.language, "en, zh-CN"))?,
            warn1: amount("warn1", &wish.warn1)?,
            warn2: amount("warn2", &wish.warn2)?,
            cut_off: amount("cut_off", &wish.cut_off)?,
            reclose_minimum: amount("reclose_minimum", &wish.reclose_minimum)?,
            warn1_days: wish.warn1_days.map(|days| within("warn1_days", days, 1, 90)).transpose()?,
            warn2_days: wish.warn2_days.map(|days| within("warn2_days", days, 1, 90)).transpose()?,
            friendly: Friendly {
                on: wish.friendly,
                from: time("cut_from", &wish.cut_from)?,
                to: time("cut_to", &wish.cut_to)?,
                days: wish.cut_days,
            },
            debts_cut: wish.debts_cut,
            reclose_gap_s: within("reclose_gap_s", wish.reclose_gap_s, 0, 120)?,
            notice_minutes: within("notice_minutes", wish.notice_minutes, 0, 30 * 24 * 60)?,
            notice_means: wish.notice_means,
            cuts_per_hour: within("cuts_per_hour", wish.cuts_per_hour, 1, 1000)?,
            stale_minutes: within("stale_minutes", wish.stale_minutes, 1, 24 * 60)?,
            tax_due: match wish.tax_due {
                TaxDueName::AtUse => TaxDue::AtUse,
                TaxDueName::AtTopUp => TaxDue::AtTopUp,
            },
            correction_limit: amount("correction_limit", &wish.correction_limit)?,
            correction_accounts: within("correction_accounts", wish.correction_accounts, 0, 100_000)?,
            emergency_credit: amount("emergency_credit", &wish.emergency_credit)?,
            landlord: wish.landlord.clone(),
            ..self.clone()
        };
        if next.warn1 <= next.warn2 || next.warn2 < next.cut_off {
            return Err(Refusal::new("warn-order").field("warn1"));
        }
        if next.friendly.on && next.friendly.cut_hours().is_none() {
            return Err(Refusal::new("span-empty").field("cut_to"));
        }
        if next.warn1_days.zip(next.warn2_days).is_some_and(|(first, second)| first <= second) {
            return Err(Refusal::new("warn-days-order").field("warn1_days"));
        }
        if next.correction_limit.is_negative() {
            return Err(bad("correction_limit", &wish.correction_limit, ">= 0"));
        }
        if next.emergency_credit.is_negative() {
            return Err(bad("emergency_credit", &wish.emergency_credit, ">= 0"));
        }
        if next.reclose_minimum < next.cut_off {
            return Err(bad("reclose_minimum", &wish.reclose_minimum, format!(">= {}", wish.cut_off)));
        }
        if wish.notice_means == NoticeMeans::Simulated && self.demo_seed.is_none() {
            return Err(bad("notice_means", "simulated", "person"));
        }
        Ok(next)
    }

    pub fn shown(&self) -> Settings {
        let plain = |amount| self.currency.plain(amount);
        Settings {
            name: self.name.clone(),
            currency: self.currency.code().to_owned(),
            zone: self.zone.name().to_owned(),
            language: self.language.code().to_owned(),
            warn1: plain(self.warn1),
            warn2: plain(self.warn2),
            cut_off: plain(self.cut_off),
            reclose_minimum: plain(self.reclose_minimum),
            warn1_days: self.warn1_days,
            warn2_days: self.warn2_days,
            friendly: self.friendly.on,
            cut_from: clock(self.friendly.from),
            cut_to: clock(self.friendly.to),
            cut_days: self.friendly.days,
            debts_cut: self.debts_cut,
            reclose_gap_s: self.reclose_gap_s,
            notice_minutes: self.notice_minutes,
            notice_means: self.notice_means,
            cuts_per_hour: self.cuts_per_hour,
            stale_minutes: self.stale_minutes,
            tax_due: match self.tax_due {
                TaxDue::AtUse => TaxDueName::AtUse,
                TaxDue::AtTopUp => TaxDueName::AtTopUp,
            },
            correction_limit: plain(self.correction_limit),
            correction_accounts: self.correction_accounts,
            emergency_credit: plain(self.emergency_credit),
            landlord: self.landlord.clone(),
        }
    }
}

/// `09:00`.
fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

fn time(field: &'static str, text: &str) -> Result<u16> {
    crate::rules::minutes(text).ok_or_else(|| Refusal::new("bad-time").with("text", text).field(field))
}

const fn days_code(days: CutDays) -> &'static str {
    match days {
        CutDays::Workdays => "workdays",
        CutDays::EveryDay => "every_day",
    }
}

fn within(field: &'static str, value: i64, least: i64, most: i64) -> Result<i64> {
    if (least..=most).contains(&value) { Ok(value) } else { Err(bad(field, value, format!("{least} – {most}"))) }
}

fn bad(field: &'static str, value: impl ToString, cause: impl ToString) -> Refusal {
    Refusal::new("bad-setting").with("value", value).with("cause", cause).field(field)
}

fn broken(key: &'static str, value: &str) -> Refusal {
    Refusal::new("bad-setting").with("value", value).with("cause", key)
}

const fn tax_code(due: TaxDue) -> &'static str {
    match due {
        TaxDue::AtUse => "at_use",
        TaxDue::AtTopUp => "at_top_up",
    }
}

fn means_code(means: NoticeMeans) -> &'static str {
    match means {
        NoticeMeans::None => "none",
        NoticeMeans::Channel => "channel",
        NoticeMeans::Person => "person",
        NoticeMeans::Simulated => "simulated",
    }
}

fn parse_means(code: &str) -> Option<NoticeMeans> {
    [NoticeMeans::None, NoticeMeans::Channel, NoticeMeans::Person, NoticeMeans::Simulated]
        .into_iter()
        .find(|means| means_code(*means) == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> SiteSettings {
        SiteSettings::new("Lakeside", Currency::CNY, Zone::UTC, Language::En)
    }

    #[test]
    fn settings_survive_the_store() {
        let texts = site().to_texts().into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        assert_eq!(SiteSettings::from_texts(&texts), Ok(site()));
    }

    #[test]
    fn impossible_settings_are_refused_with_their_field() {
        let check = |change: fn(&mut Settings), field: &str| {
            let mut wish = site().shown();
            change(&mut wish);
            assert_eq!(site().changed(&wish).unwrap_err().field, Some(field));
        };
        check(|s| s.warn1 = "abc".into(), "warn1");
        check(|s| s.warn1 = "1.00".into(), "warn1");
        check(|s| s.cut_off = "10".into(), "warn1");
        check(|s| s.reclose_minimum = "-1".into(), "reclose_minimum");
        check(|s| s.notice_minutes = -1, "notice_minutes");
        check(|s| s.cut_off = "-90071992547409.91".into(), "cut_off");
        check(|s| s.cuts_per_hour = 0, "cuts_per_hour");
        check(|s| s.language = "fr".into(), "language");
        check(|s| s.name = " ".into(), "name");
        check(|s| s.currency = "pounds".into(), "currency");
        check(|s| s.zone = "Here".into(), "zone");
        check(|s| s.notice_means = NoticeMeans::Simulated, "notice_means");
        assert_eq!(site().changed(&site().shown()), Ok(site()));
    }

    #[test]
    fn another_currency_begins_with_its_own_limits() {
        let mut wish = site().shown();
        (wish.currency, wish.zone) = ("JPY".into(), "Asia/Tokyo".into());
        let next = site().changed(&wish).unwrap();
        assert_eq!((next.currency.code(), next.zone.name()), ("JPY", "Asia/Tokyo"));
        assert_eq!((next.warn1, next.shown().warn1.as_str()), (Money::from_minor(20), "20"));
        assert_eq!(next.name, "Lakeside");
    }
}
