use units::{Money, Timestamp};

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
    Overload {
        since: Timestamp,
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
    Quota {
        until: Timestamp,
    },
    /// On, though the credit is used up: this guard holds the cut.
    Held {
        guard: Guard,
        balance: Money,
        limit: Money,
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
    At(Timestamp),
    Text(String),
}

impl Reason {
    /// The stable name, for the store and for messages.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoRelay => "no_relay",
            Self::Safety { .. } => "safety",
            Self::Maintenance { .. } => "maintenance",
            Self::ManualOff { .. } => "manual_off",
            Self::Overload { .. } => "overload",
            Self::ManualOn { .. } => "manual_on",
            Self::Calendar { .. } => "calendar",
            Self::Credit { .. } => "credit",
            Self::Quota { .. } => "quota",
            Self::Held { guard, .. } => guard.reason_code(),
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
            Self::Safety { since } | Self::Maintenance { since } | Self::Overload { since } => {
                vec![("since", Arg::At(*since))]
            }
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
