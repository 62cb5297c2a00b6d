use units::{Money, Power, Timestamp};

use crate::Guard;

/// What a room is to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Supply {
    On,
    Off,
    /// On, up to a limit: the relay is closed.
    Limited,
}

impl Supply {
    pub const fn code(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
            Self::Limited => "limited",
        }
    }

    /// Whether the relay is to be closed.
    pub const fn closed(self) -> bool {
        !matches!(self, Self::Off)
    }
}

/// The rules of supply in the order in which they are asked; the first that matches wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// Without a relay nothing can be switched, so nothing else is asked.
    NoRelay,
    Safety,
    Maintenance,
    ManualOff,
    Overload,
    ManualOn,
    Calendar,
    Credit,
    Quota,
    /// What holds when nothing else does.
    On,
}

impl Rule {
    pub const ALL: [Self; 10] = [
        Self::NoRelay,
        Self::Safety,
        Self::Maintenance,
        Self::ManualOff,
        Self::Overload,
        Self::ManualOn,
        Self::Calendar,
        Self::Credit,
        Self::Quota,
        Self::On,
    ];

    /// The rules that can open a relay.
    pub const CUTTING: [Self; 7] =
        [Self::Safety, Self::Maintenance, Self::ManualOff, Self::Overload, Self::Calendar, Self::Credit, Self::Quota];

    pub const fn code(self) -> &'static str {
        match self {
            Self::NoRelay => "no_relay",
            Self::Safety => "safety",
            Self::Maintenance => "maintenance",
            Self::ManualOff => "manual_off",
            Self::Overload => "overload",
            Self::ManualOn => "manual_on",
            Self::Calendar => "calendar",
            Self::Credit => "credit",
            Self::Quota => "quota",
            Self::On => "on",
        }
    }
}

/// Why a room has the supply that it has, with what a sentence about it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    NoRelay,
    Safety {
        since: Timestamp,
    },
    Maintenance {
        since: Timestamp,
    },
    /// `why` is a code of the site's list of reasons.
    ManualOff {
        why: String,
        since: Timestamp,
    },
    /// Closed again at `until`; without, a person lets it go.
    Overload {
        since: Timestamp,
        until: Option<Timestamp>,
    },
    /// An appliance that is not allowed; as an overload.
    Forbidden {
        since: Timestamp,
        until: Option<Timestamp>,
    },
    ManualOn {
        until: Option<Timestamp>,
    },
    Calendar {
        until: Timestamp,
    },
    /// Cut: the credit is used up.
    Credit {
        balance: Money,
        limit: Money,
    },
    /// Cut for a debt, by a person's order.
    Debt {
        since: Timestamp,
    },
    /// The credit is used up; so much is left on.
    Lifeline {
        power: Power,
        balance: Money,
    },
    /// Off for a while: more was drawn than a lifeline or a quota leaves on.
    OverLimit {
        power: Power,
        since: Timestamp,
        until: Option<Timestamp>,
    },
    Quota {
        until: Timestamp,
    },
    /// The quota is used up; so much is left on.
    QuotaLimit {
        power: Power,
        until: Timestamp,
    },
    /// On, though the credit is used up: this guard holds the cut.
    Held {
        guard: Guard,
        balance: Money,
        limit: Money,
    },
    /// On, though a person has ordered a cut for a debt: this guard holds it.
    HeldDebt {
        guard: Guard,
    },
    /// On, though a quota is used up: this guard holds what would follow.
    HeldQuota {
        guard: Guard,
    },
    Vacant,
    Protected,
    PostPaid,
    /// On: there is credit.
    OkCredit {
        balance: Money,
    },
}

/// A value for a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    Money(Money),
    Power(Power),
    At(Timestamp),
    Text(String),
    Guard(Guard),
}

impl Reason {
    /// The stable name, for the store and for messages.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoRelay => "no_relay",
            Self::Safety { .. } => "safety",
            Self::Maintenance { .. } => "maintenance",
            Self::ManualOff { .. } => "manual_off",
            Self::Overload { until: None, .. } => "overload",
            Self::Overload { until: Some(_), .. } => "overload_pause",
            Self::Forbidden { until: None, .. } => "forbidden",
            Self::Forbidden { until: Some(_), .. } => "forbidden_pause",
            Self::ManualOn { .. } => "manual_on",
            Self::Calendar { .. } => "calendar",
            Self::Credit { .. } => "credit",
            Self::Debt { .. } => "debt",
            Self::Lifeline { .. } => "lifeline",
            Self::OverLimit { .. } => "over_limit",
            Self::Quota { .. } => "quota",
            Self::QuotaLimit { .. } => "quota_limit",
            Self::HeldDebt { .. } => "held_debt",
            Self::HeldQuota { .. } => "held_quota",
            Self::Held { guard, .. } => guard.held_code(),
            Self::Vacant => "vacant",
            Self::Protected => "protected",
            Self::PostPaid => "post_paid",
            Self::OkCredit { .. } => "ok_credit",
        }
    }

    /// Named values; the names are part of the message's contract.
    pub fn args(&self) -> Vec<(&'static str, Arg)> {
        match self {
            Self::NoRelay | Self::Vacant | Self::Protected | Self::PostPaid => Vec::new(),
            Self::Safety { since } | Self::Maintenance { since } | Self::Debt { since } => {
                vec![("since", Arg::At(*since))]
            }
            Self::Overload { since, until } | Self::Forbidden { since, until } => since_until(*since, *until),
            Self::OverLimit { power, since, until } => {
                let mut args = since_until(*since, *until);
                args.push(("power", Arg::Power(*power)));
                args
            }
            Self::Lifeline { power, balance } => {
                vec![("power", Arg::Power(*power)), ("balance", Arg::Money(*balance))]
            }
            Self::QuotaLimit { power, until } => vec![("power", Arg::Power(*power)), ("until", Arg::At(*until))],
            Self::HeldDebt { guard } | Self::HeldQuota { guard } => vec![("guard", Arg::Guard(*guard))],
            Self::ManualOff { why, since } => vec![("why", Arg::Text(why.clone())), ("since", Arg::At(*since))],
            Self::ManualOn { until } => until.map(|until| ("until", Arg::At(until))).into_iter().collect(),
            Self::Calendar { until } | Self::Quota { until } => vec![("until", Arg::At(*until))],
            Self::Credit { balance, limit } | Self::Held { balance, limit, .. } => {
                vec![("balance", Arg::Money(*balance)), ("limit", Arg::Money(*limit))]
            }
            Self::OkCredit { balance } => vec![("balance", Arg::Money(*balance))],
        }
    }
}

fn since_until(since: Timestamp, until: Option<Timestamp>) -> Vec<(&'static str, Arg)> {
    let until = until.map(|until| ("until", Arg::At(until)));
    [("since", Arg::At(since))].into_iter().chain(until).collect()
}
