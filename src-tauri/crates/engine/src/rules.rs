//! The rules of supply: from what a person wrote to what the core goes by, or the one sentence that says what is wrong.

use chrono::Duration;
use supply::{
    Allowed, Bound, Bounds, Cause, Forbidden, Hazard, Hours, LoadLimit, Night, Retry, Span, SpecialDays, Then,
};
use units::{DateRange, DayType, Power};

use crate::dto::*;
use crate::error::{Refusal, Result};

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    Load,
    Forbidden,
    LightsOut,
    AfterHours,
    Lifeline,
    Safety,
    Shadow,
    Exempt,
}

impl Kind {
    pub const ALL: [Self; 8] = [
        Self::Load,
        Self::Forbidden,
        Self::LightsOut,
        Self::AfterHours,
        Self::Lifeline,
        Self::Safety,
        Self::Shadow,
        Self::Exempt,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Forbidden => "forbidden",
            Self::LightsOut => "lights_out",
            Self::AfterHours => "after_hours",
            Self::Lifeline => "lifeline",
            Self::Safety => "safety",
            Self::Shadow => "shadow",
            Self::Exempt => "exempt",
        }
    }

    pub fn parse(code: &str) -> Result<Self> {
        let known = Self::ALL.into_iter().find(|kind| kind.code() == code);
        known.ok_or_else(|| Refusal::new("unknown-rule-kind").with("name", code).field("kind"))
    }

    pub const fn of(form: &SupplyRuleForm) -> Self {
        match form {
            SupplyRuleForm::Load { .. } => Self::Load,
            SupplyRuleForm::Forbidden { .. } => Self::Forbidden,
            SupplyRuleForm::LightsOut { .. } => Self::LightsOut,
            SupplyRuleForm::AfterHours { .. } => Self::AfterHours,
            SupplyRuleForm::Lifeline { .. } => Self::Lifeline,
            SupplyRuleForm::Safety { .. } => Self::Safety,
            SupplyRuleForm::Shadow => Self::Shadow,
            SupplyRuleForm::Exempt => Self::Exempt,
        }
    }
}

/// A rule as the core goes by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rule {
    Load(LoadRule),
    Forbidden(ForbiddenRule),
    LightsOut(LightsOut),
    AfterHours(AfterHours),
    Lifeline(LoadLimit),
    Safety(Bounds),
    Shadow,
    Exempt,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LoadRule {
    pub always: Option<LoadLimit>,
    pub timed: Vec<(Hours, LoadLimit)>,
    pub retry: Retry,
    pub act: LoadAct,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ForbiddenRule {
    pub forbidden: Forbidden,
    pub retry: Retry,
    pub act: LoadAct,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LightsOut {
    pub hours: Hours,
    pub confirmed: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AfterHours {
    pub hours: Hours,
    pub least: Power,
}

/// The largest limit that means anything: a megawatt.
const MOST_W: i64 = 1_000_000;
const DAY_S: i64 = 86_400;

impl Rule {
    pub fn read(form: &SupplyRuleForm) -> Result<Self> {
        Ok(match form {
            SupplyRuleForm::Load { limit_w, timed, over_s, retry, act } => {
                let retry = read_retry(retry, Then::Locked)?;
                let over_for = Duration::seconds(within("over_s", *over_s, 0, 3600)?);
                let limit = |watts: i64| -> Result<LoadLimit> {
                    let power = Power::from_w(within("limit_w", watts, 1, MOST_W)?);
                    Ok(LoadLimit { power, cause: Cause::Room, over_for, retry })
                };
                let read = |timed: &TimedLimit| Ok((hours(&timed.hours)?, limit(timed.limit_w)?));
                let timed = timed.iter().map(read).collect::<Result<Vec<_>>>()?;
                if limit_w.is_none() && timed.is_empty() {
                    return Err(Refusal::new("no-limit").field("limit_w"));
                }
                Self::Load(LoadRule { always: limit_w.map(limit).transpose()?, timed, retry, act: *act })
            }
            SupplyRuleForm::Forbidden { least_w, most_w, power_factor_milli, within_s, allowed, retry, act } => {
                let least = within("least_w", *least_w, 50, MOST_W)?;
                let most = most_w.map(|most| within("most_w", most, least, MOST_W)).transpose()?;
                let forbidden = Forbidden {
                    least: Power::from_w(least),
                    most: most.map(Power::from_w),
                    power_factor_milli: within("power_factor_milli", *power_factor_milli, 500, 1000)?,
                    within: Duration::seconds(within("within_s", *within_s, 1, 60)?),
                    allowed: allowed.iter().map(read_allowed).collect::<Result<_>>()?,
                };
                Self::Forbidden(ForbiddenRule { forbidden, retry: read_retry(retry, Then::Locked)?, act: *act })
            }
            SupplyRuleForm::LightsOut { hours: form, confirmed } => Self::LightsOut(LightsOut {
                hours: some_hours(form)?,
                confirmed: within("confirmed", *confirmed, 0, 1_000_000)?,
            }),
            SupplyRuleForm::AfterHours { hours: form, least_w } => Self::AfterHours(AfterHours {
                hours: some_hours(form)?,
                least: Power::from_w(within("least_w", *least_w, 0, MOST_W)?),
            }),
            SupplyRuleForm::Lifeline { limit_w, off_min, tries } => Self::Lifeline(LoadLimit {
                power: Power::from_w(within("limit_w", *limit_w, 1, MOST_W)?),
                cause: Cause::Lifeline,
                over_for: Duration::seconds(30),
                retry: Retry {
                    off_for: Duration::minutes(within("off_min", *off_min, 1, 24 * 60)?),
                    tries: u32::try_from(within("tries", *tries, 0, 48)?).unwrap_or(0),
                    within: Duration::days(1),
                    then: Then::Waits,
                },
            }),
            SupplyRuleForm::Safety { bounds } => Self::Safety(bounds.iter().map(read_bound).collect::<Result<_>>()?),
            SupplyRuleForm::Shadow => Self::Shadow,
            SupplyRuleForm::Exempt => Self::Exempt,
        })
    }
}

/// How a quota holds a room to its limit.
pub(crate) const fn quota_limit(power: Power) -> LoadLimit {
    LoadLimit {
        power,
        cause: Cause::Quota,
        over_for: Duration::seconds(30),
        retry: Retry { off_for: Duration::minutes(10), tries: 6, within: Duration::days(1), then: Then::Waits },
    }
}

fn read_retry(form: &RetryForm, then: Then) -> Result<Retry> {
    Ok(Retry {
        off_for: Duration::seconds(within("off_s", form.off_s, 10, DAY_S)?),
        tries: u32::try_from(within("tries", form.tries, 0, 20)?).unwrap_or(0),
        within: Duration::minutes(within("within_min", form.within_min, 1, 31 * 24 * 60)?),
        then,
    })
}

fn read_allowed(form: &AllowedForm) -> Result<Allowed> {
    let name = form.name.trim();
    if name.is_empty() || name.chars().count() > 60 {
        return Err(Refusal::new("allowed-name").field("allowed"));
    }
    Ok(Allowed {
        name: name.to_owned(),
        power: Power::from_w(within("allowed", form.power_w, 1, MOST_W)?),
        tolerance: Power::from_w(within("allowed", form.tolerance_w, 0, MOST_W)?),
    })
}

/// The hazard with its bound in the units of a meter; what lies outside these was not meant.
fn read_bound(form: &BoundForm) -> Result<(Hazard, Bound)> {
    let (hazard, least, most, scale) = match form.hazard {
        HazardName::OverVoltage => (Hazard::OverVoltage, 100, 1_000, 1_000),
        HazardName::UnderVoltage => (Hazard::UnderVoltage, 10, 999, 1_000),
        HazardName::OverCurrent => (Hazard::OverCurrent, 1, 10_000, 1_000),
        HazardName::Leakage => (Hazard::Leakage, 1, 30_000, 1),
        HazardName::Heat => (Hazard::Heat, 20, 200, 10),
    };
    let act = match form.act {
        HazardAct::Alarm => supply::Act::Alarm,
        HazardAct::Trip => supply::Act::Trip,
    };
    let limit = within("bounds", form.limit, least, most)? * scale;
    let lasting = Duration::seconds(within("bounds", form.lasting_s, 0, 3600)?);
    Ok((hazard, Bound { limit, lasting, act }))
}

fn some_hours(form: &WeekForm) -> Result<Hours> {
    let hours = hours(form)?;
    if hours.is_empty() { Err(Refusal::new("no-hours").field("hours")) } else { Ok(hours) }
}

pub(crate) fn hours(form: &WeekForm) -> Result<Hours> {
    let spans = |spans: &[SpanForm]| spans.iter().map(span).collect::<Result<Vec<_>>>();
    let special = form.special.iter().map(|special| {
        let first = crate::api::parse_day(&special.from, "hours")?;
        let last = crate::api::parse_day(&special.to, "hours")?;
        let end = last.succ_opt().filter(|_| first <= last);
        let end = end.ok_or_else(|| Refusal::new("special-ends-first").with("name", &special.name).field("hours"))?;
        let name = special.name.trim();
        if name.is_empty() || name.chars().count() > 60 {
            return Err(Refusal::new("special-name").field("hours"));
        }
        Ok(SpecialDays { name: name.to_owned(), days: DateRange { first, end }, spans: spans(&special.spans)? })
    });
    Ok(Hours::new(spans(&form.spans)?, special.collect::<Result<_>>()?))
}

fn span(form: &SpanForm) -> Result<Span> {
    let minute = |text: &str| minutes(text).ok_or_else(|| Refusal::new("bad-time").with("text", text).field("hours"));
    let days: Vec<DayType> = form.days.iter().map(|day| day_type(*day)).collect();
    let night = match form.night {
        NightKind::Evening => Night::Evening,
        NightKind::Morning => Night::Morning,
    };
    let (from, to) = (minute(&form.from)?, minute(&form.to)?);
    Span::new(&days, night, from, to).map_err(|cause| {
        let id = match cause {
            supply::SpanError::NoDays => "span-days",
            supply::SpanError::Beyond => "span-beyond",
            supply::SpanError::Empty => "span-empty",
        };
        Refusal::new(id).field("hours")
    })
}

/// Minutes from midnight of `23:00`; 24:00 is 1440.
pub(crate) fn minutes(text: &str) -> Option<u16> {
    let (hour, minute) = text.trim().split_once(':')?;
    let number = |part: &str| part.parse::<u16>().ok().filter(|_| (1..=2).contains(&part.len()));
    let (hour, minute) = (number(hour)?, number(minute)?);
    (minute < 60 && hour * 60 + minute <= 24 * 60).then_some(hour * 60 + minute)
}

pub(crate) const fn day_type(kind: DayTypeName) -> DayType {
    match kind {
        DayTypeName::Workday => DayType::Workday,
        DayTypeName::Weekend => DayType::Weekend,
        DayTypeName::Holiday => DayType::Holiday,
    }
}

fn within(field: &'static str, value: i64, least: i64, most: i64) -> Result<i64> {
    if (least..=most).contains(&value) {
        return Ok(value);
    }
    Err(Refusal::new("out-of-bounds").with("value", value).with("least", least).with("most", most).field(field))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        for (text, read) in [
            ("23:00", Some(1380)),
            ("6:05", Some(365)),
            ("00:00", Some(0)),
            ("24:00", Some(1440)),
            ("24:01", None),
            ("12:60", None),
            ("12", None),
            ("12:5x", None),
            ("-1:00", None),
            ("012:00", None),
            ("", None),
        ] {
            assert_eq!(minutes(text), read, "{text}");
        }
    }

    fn every_day(from: &str, to: &str) -> WeekForm {
        let days = vec![DayTypeName::Workday, DayTypeName::Weekend, DayTypeName::Holiday];
        WeekForm {
            spans: vec![SpanForm { days, night: NightKind::Evening, from: from.to_owned(), to: to.to_owned() }],
            special: Vec::new(),
        }
    }

    fn retry() -> RetryForm {
        RetryForm { off_s: 300, tries: 2, within_min: 60 }
    }

    #[test]
    fn what_cannot_be_meant_is_refused_with_its_field() {
        let load = |limit_w, over_s, retry| SupplyRuleForm::Load {
            limit_w,
            timed: Vec::new(),
            over_s,
            retry,
            act: LoadAct::Trip,
        };
        let forbidden = |least_w, power_factor_milli| SupplyRuleForm::Forbidden {
            least_w,
            most_w: Some(3_000),
            power_factor_milli,
            within_s: 8,
            allowed: Vec::new(),
            retry: retry(),
            act: LoadAct::Trip,
        };
        let bound = |hazard, limit| {
            let bound = BoundForm { hazard, limit, lasting_s: 10, act: HazardAct::Trip };
            SupplyRuleForm::Safety { bounds: vec![bound] }
        };
        for (form, code, field) in [
            (load(None, 30, retry()), "no-limit", "limit_w"),
            (load(Some(0), 30, retry()), "out-of-bounds", "limit_w"),
            (load(Some(1_500), -1, retry()), "out-of-bounds", "over_s"),
            (load(Some(1_500), 30, RetryForm { off_s: 0, ..retry() }), "out-of-bounds", "off_s"),
            (load(Some(1_500), 30, RetryForm { tries: 100, ..retry() }), "out-of-bounds", "tries"),
            (forbidden(0, 980), "out-of-bounds", "least_w"),
            (forbidden(4_000, 980), "out-of-bounds", "most_w"),
            (forbidden(500, 1_200), "out-of-bounds", "power_factor_milli"),
            (bound(HazardName::Heat, 7_000), "out-of-bounds", "bounds"),
            (SupplyRuleForm::LightsOut { hours: WeekForm::default(), confirmed: 0 }, "no-hours", "hours"),
            (SupplyRuleForm::LightsOut { hours: every_day("23:00", "23:00"), confirmed: 0 }, "span-empty", "hours"),
            (SupplyRuleForm::LightsOut { hours: every_day("25:00", "6:00"), confirmed: 0 }, "bad-time", "hours"),
            (SupplyRuleForm::Lifeline { limit_w: 200, off_min: 0, tries: 6 }, "out-of-bounds", "off_min"),
        ] {
            let refusal = Rule::read(&form).expect_err(code);
            assert_eq!((refusal.code, refusal.field), (code, Some(field)), "{form:?}");
        }
        assert!(Rule::read(&load(Some(1_500), 0, retry())).is_ok());
        assert!(Rule::read(&bound(HazardName::OverVoltage, 253)).is_ok());
    }

    #[test]
    fn every_kind_has_a_code_of_its_own() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.code()), Ok(kind));
        }
        assert!(Kind::parse("kettle").is_err());
    }
}
