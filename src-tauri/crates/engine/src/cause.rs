//! What is wrong in a text or a fact, as the id of a message with its arguments: it is kept like this, in an alarm or a
//! refusal, and said in the language of who reads it.

use std::fmt::Display;
use std::io::ErrorKind;

use billing::quota::QuotaError;
use billing::{Held, Problem};
use bus::{LineError, NotPort};
use meter::{DecodeError, FrameError};
use notify::SendError;
use units::{CalendarProblem, UnitError};

use crate::words::Words;

/// Between the id and its arguments.
const MARK: char = '\u{1f}';

/// No meter model has this name.
pub(crate) const NO_MODEL: &str = "because-no-model";

fn kept(id: &str, args: &[(&str, &dyn Display)]) -> String {
    let mut text = format!("because-{id}");
    for (name, value) in args {
        text.push_str(&format!("{MARK}{name}={value}"));
    }
    text
}

/// A kept cause in words; what is no message of the language files is a sentence already.
pub(crate) fn said(kept: &str, words: &Words) -> String {
    let mut parts = kept.split(MARK);
    let id = parts.next().unwrap_or_default();
    if !words.has(id) {
        return kept.to_owned();
    }
    let args: Vec<(&str, &str)> = parts.filter_map(|part| part.split_once('=')).collect();
    words.say(id, &args)
}

/// What went wrong on a wire.
pub(crate) fn wire(error: &LineError) -> String {
    let at = |id: &str, port: &str| format!("wire-{id}{MARK}port={port}");
    match error {
        LineError::NoAnswer => "wire-no-answer".to_owned(),
        LineError::Frame(FrameError::Exception(code)) => format!("wire-exception{MARK}code={code}"),
        LineError::Frame(_) => "wire-frame".to_owned(),
        LineError::Down => "wire-down".to_owned(),
        LineError::Decode(DecodeError::Unavailable { .. }) => "wire-unavailable".to_owned(),
        LineError::Decode(_) => "wire-decode".to_owned(),
        LineError::NoChannel { channel } => format!("wire-no-channel{MARK}channel={}", channel + 1),
        LineError::UnknownMeter => "wire-unknown-meter".to_owned(),
        LineError::Gone { port, kind: ErrorKind::InvalidData } => at("not-tcp", port),
        LineError::Gone { port, .. } => at("gone", port),
        LineError::OtherMeters { port } => at("other-meters", port),
        LineError::Unproven { port } => at("unproven", port),
        LineError::Open { port, kind } => {
            let id = match kind {
                ErrorKind::NotFound => "no-port",
                ErrorKind::PermissionDenied => "no-permission",
                ErrorKind::ConnectionRefused => "gateway-refused",
                ErrorKind::TimedOut => "gateway-silent",
                ErrorKind::ResourceBusy => "port-busy",
                ErrorKind::Unsupported => "no-direction",
                _ if port.contains("://") => "gateway-failed",
                _ => "port-failed",
            };
            at(id, port)
        }
    }
}

/// A text that names no port.
pub(crate) fn port(cause: &NotPort) -> String {
    kept("no-port-text", &[("text", &cause.0)])
}

/// Why a message was not accepted.
pub(crate) fn send(error: &SendError) -> String {
    let id = format!("send-{}", error.code());
    match error {
        SendError::Unreachable { server, cause } | SendError::Insecure { server, cause } => {
            kept(&id, &[("server", server), ("cause", cause)])
        }
        SendError::Silent { server } => kept(&id, &[("server", server)]),
        SendError::Busy { server, status, reply } | SendError::Refused { server, status, reply } => {
            kept(&id, &[("server", server), ("status", status), ("reply", reply)])
        }
        SendError::Unclear { server, reply } => kept(&id, &[("server", server), ("reply", reply)]),
        SendError::Address { address, cause } => kept(&id, &[("address", address), ("cause", cause)]),
        SendError::Missing { setting } => kept(&id, &[("setting", setting)]),
        SendError::Value { setting, cause } => kept(&id, &[("setting", setting), ("cause", cause)]),
    }
}

/// What is wrong in a price list.
pub(crate) fn tariff(cause: &Problem) -> String {
    match cause {
        Problem::Unit(cause) => unit(cause),
        Problem::Syntax(cause) => kept("no-toml", &[("cause", cause)]),
        Problem::Missing => kept("missing", &[]),
        Problem::Unknown => kept("unknown-key", &[]),
        Problem::NotText => kept("no-text", &[]),
        Problem::NotDate => kept("no-date", &[]),
        Problem::NotNumber => kept("no-number", &[]),
        Problem::NotTables(name) => kept("no-tables", &[("name", name)]),
        Problem::NotTable => kept("no-table", &[]),
        Problem::NotYes => kept("no-yes", &[]),
        Problem::NotList => kept("no-list", &[]),
        Problem::NotKwh => kept("no-kwh", &[]),
        Problem::NotCount => kept("no-count", &[]),
        Problem::NotPercent => kept("no-percent", &[]),
        Problem::Negative => kept("negative", &[]),
        Problem::NoCredit => kept("no-credit", &[]),
        Problem::SameStart(day) => kept("same-start", &[("day", day)]),
        Problem::Overlaps(day) => kept("overlaps", &[("day", day)]),
        Problem::SameName(name) => kept("same-name", &[("name", name)]),
        Problem::TwoPrices => kept("two-prices", &[]),
        Problem::NoBandPrice(band) => kept("no-band-price", &[("band", band)]),
        Problem::NoBands => kept("no-bands", &[]),
        Problem::NotBand(band) => kept("no-band-name", &[("band", band)]),
        Problem::UnknownBand(band) => kept("unknown-band", &[("band", band)]),
        Problem::UnknownSeason(season) => kept("unknown-season", &[("season", season)]),
        Problem::NotClock => kept("no-clock", &[]),
        Problem::NotMonthDay(text) => kept("no-month-day", &[("text", text)]),
        Problem::SeasonsOverlap(day) => kept("seasons-overlap", &[("day", day)]),
        Problem::NoRestOfYear => kept("no-rest-of-year", &[]),
        Problem::NotDays => kept("no-days", &[]),
        Problem::NotHours(text) => kept("no-hours-text", &[("text", text)]),
        Problem::OffGrid(text) => kept("off-grid", &[("text", text)]),
        Problem::HoursOverlap(from, to) => kept("hours-overlap", &[("from", from), ("to", to)]),
        Problem::HoursHole(from, to) => kept("hours-hole", &[("from", from), ("to", to)]),
        Problem::HoursTwice(days) => kept("hours-twice", &[("days", days)]),
        Problem::NoHours(days) => kept("no-hours", &[("days", days)]),
        Problem::NotCycle => kept("no-cycle", &[]),
        Problem::NotMonth => kept("no-month-of-year", &[]),
        Problem::NotPerYear => kept("not-per-year", &[]),
        Problem::NotPartCycle => kept("no-part-cycle", &[]),
        Problem::LastTierEnds => kept("last-tier-ends", &[]),
        Problem::TierGoesOn => kept("tier-goes-on", &[]),
        Problem::NotAscending => kept("tier-not-above", &[]),
        Problem::FewerPerOccupant => kept("tier-fewer-per-occupant", &[]),
        Problem::NotTaxed => kept("no-taxed", &[]),
        Problem::EndsFirst => kept("version-ends-first", &[]),
    }
}

/// What is wrong in a calendar.
pub(crate) fn calendar(cause: &CalendarProblem) -> String {
    match cause {
        CalendarProblem::Syntax(cause) => kept("no-toml", &[("cause", cause)]),
        CalendarProblem::Missing => kept("missing", &[]),
        CalendarProblem::Unknown => kept("unknown-key", &[]),
        CalendarProblem::NotText => kept("no-text", &[]),
        CalendarProblem::NotDate => kept("no-date", &[]),
        CalendarProblem::NotDates => kept("no-dates", &[]),
        CalendarProblem::NotHolidays => kept("no-holidays", &[]),
        CalendarProblem::EndsFirst => kept("holiday-ends-first", &[]),
        CalendarProblem::Twice(day) => kept("holiday-twice", &[("day", day)]),
        CalendarProblem::NotWeekend(day) => kept("no-weekend", &[("day", day)]),
    }
}

/// Why a charge is held.
pub(crate) fn held(cause: &Held) -> String {
    match cause {
        Held::NoTariff { since } => kept("no-tariff", &[("since", since)]),
        Held::WrongCurrency { tariff, site } => {
            kept("wrong-currency", &[("tariff", &tariff.code()), ("site", &site.code())])
        }
        Held::TooLarge { month } => kept("charge-too-large", &[("month", month)]),
    }
}

/// What is wrong with an amount, a price or a date.
pub(crate) fn unit(cause: &UnitError) -> String {
    match cause {
        UnitError::TooLarge => kept("amount-too-large", &[]),
        UnitError::NotMoney(text) => kept("no-money", &[("text", text)]),
        UnitError::TooPrecise { currency, digits } => {
            kept("too-precise", &[("currency", currency), ("digits", digits)])
        }
        UnitError::NotCurrency(text) => kept("no-currency", &[("text", text)]),
        UnitError::NotPrice(text) => kept("no-price", &[("text", text)]),
        UnitError::NotMonth(text) => kept("no-month", &[("text", text)]),
        UnitError::NotZone(text) => kept("no-zone", &[("text", text)]),
        UnitError::EmptyPeriod => kept("empty-period", &[]),
    }
}

/// Why a quota cannot be set up.
pub(crate) fn quota(cause: &QuotaError) -> String {
    match cause {
        QuotaError::NoName => kept("quota-name", &[]),
        QuotaError::NothingGranted => kept("quota-nothing", &[]),
        QuotaError::NoLevels => kept("quota-no-levels", &[]),
        QuotaError::NotAscending(level) => kept("quota-not-ascending", &[("level", level)]),
        QuotaError::MixedLevels => kept("quota-mixed", &[]),
        QuotaError::EmptyAction(level) => kept("quota-empty-action", &[("level", level)]),
        QuotaError::EndsFirst => kept("quota-ends-first", &[]),
        QuotaError::EndlessTerm => kept("quota-endless", &[]),
        QuotaError::NotMonth(month) => kept("quota-month", &[("month", month)]),
    }
}

#[cfg(test)]
mod tests {
    use units::{Currency, Month};

    use super::*;
    use crate::words::Language;

    /// In English a kept cause is the sentence of the pure rooms; in Chinese it is another one, with the same arguments.
    fn check(cause: &impl Display, kept: &str) {
        let [en, zh] = [Language::En, Language::ZhCn].map(|language| said(kept, &Words::new(language)));
        assert_eq!(en, cause.to_string());
        assert!(zh != en && !zh.contains('{') && !zh.contains(MARK), "{zh}");
        for argument in kept.split(MARK).skip(1).filter_map(|part| part.split_once('=')) {
            assert!(zh.contains(argument.1), "{zh} lacks {argument:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_in_both_languages() {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
        let text = || "x".to_owned();
        for problem in [
            Problem::Missing,
            Problem::Unknown,
            Problem::Negative,
            Problem::NoCredit,
            Problem::SameStart(day),
            Problem::Overlaps(day),
            Problem::NotTables("version.band"),
            Problem::HoursHole("23:00".to_owned(), "24:00".to_owned()),
            Problem::HoursOverlap("01:00".to_owned(), "02:00".to_owned()),
            Problem::NoHours(text()),
            Problem::OffGrid(text()),
            Problem::NotList,
            Problem::NotAscending,
            Problem::UnknownBand("a = b".to_owned()),
            Problem::Unit(UnitError::NotPrice(text())),
        ] {
            check(&problem, &tariff(&problem));
        }
        for problem in [CalendarProblem::Twice(day), CalendarProblem::NotWeekend(day), CalendarProblem::NotHolidays] {
            check(&problem, &calendar(&problem));
        }
        let month: Month = "2026-12".parse().unwrap();
        for cause in [
            Held::NoTariff { since: day },
            Held::TooLarge { month },
            Held::WrongCurrency { tariff: Currency::CNY, site: Currency::parse("GBP").unwrap() },
        ] {
            let kept = held(&cause);
            let [en, zh] = [Language::En, Language::ZhCn].map(|language| said(&kept, &Words::new(language)));
            assert_eq!(en.replace('’', "'"), cause.to_string().replace('’', "'"));
            assert!(zh != en && !zh.contains('{'), "{zh}");
        }
        for cause in [QuotaError::NoLevels, QuotaError::NotAscending(2), QuotaError::EmptyAction(1)] {
            check(&cause, &quota(&cause));
        }
        let cause = NotPort("tcp://nowhere".to_owned());
        check(&cause, &port(&cause));
        let server = || "mail.example.org".to_owned();
        for cause in [
            SendError::Unreachable { server: server(), cause: text() },
            SendError::Silent { server: server() },
            SendError::Busy { server: server(), status: 503, reply: text() },
            SendError::Refused { server: server(), status: 550, reply: "no such reader".to_owned() },
            SendError::Unclear { server: server(), reply: text() },
            SendError::Insecure { server: server(), cause: text() },
            SendError::Address { address: "office".to_owned(), cause: text() },
            SendError::Missing { setting: "host".to_owned() },
            SendError::Value { setting: "port".to_owned(), cause: text() },
        ] {
            check(&cause, &send(&cause));
        }
        assert_eq!(said("a sentence already", &Words::new(Language::ZhCn)), "a sentence already");
    }
}
