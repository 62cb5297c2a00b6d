use chrono::Duration;
use units::Timestamp;

use crate::{Rule, obeys};

/// How far the meter's data can be believed now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Data {
    /// The last good reading is recent.
    Fresh,
    /// It is too old, or there is none.
    Stale,
    /// The meter answers, but not believably.
    Suspect,
}

/// What can keep a rule from cutting. A guard only ever holds a cut back: it never reconnects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Guard {
    Stale,
    Suspect,
    /// The site has not chosen how notice is given (`rules.md` 19).
    NoNoticeMeans,
    /// No notice was given for this episode.
    NoNotice,
    /// The notice is not old enough.
    NoticeTooYoung,
    FriendlyHours,
    Protected,
    /// The room is exempt from the timetable.
    Exempt,
    PostPaid,
    EmergencyCredit,
    /// As many rooms as one cycle may cut have been cut in this one.
    CutsPerCycle,
    /// Nobody has confirmed how many rooms this timetable switches at once.
    UnconfirmedBatch,
    Paused,
    /// The room belongs to a pilot group: what would be done is recorded, and nothing is switched.
    Shadow,
    /// The computer's clock was set back, and nobody has said that it is right now.
    ClockUnsure,
    /// A backup was put back, and nobody has said that the payments since then are entered (rule 24).
    Restored,
}

impl Guard {
    pub const ALL: [Self; 16] = [
        Self::Stale,
        Self::Suspect,
        Self::NoNoticeMeans,
        Self::NoNotice,
        Self::NoticeTooYoung,
        Self::FriendlyHours,
        Self::Protected,
        Self::Exempt,
        Self::PostPaid,
        Self::EmergencyCredit,
        Self::CutsPerCycle,
        Self::UnconfirmedBatch,
        Self::Paused,
        Self::Shadow,
        Self::ClockUnsure,
        Self::Restored,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Stale => "stale",
            Self::Suspect => "suspect",
            Self::NoNoticeMeans => "no_notice_means",
            Self::NoNotice => "no_notice",
            Self::NoticeTooYoung => "notice_too_young",
            Self::FriendlyHours => "friendly_hours",
            Self::Protected => "protected",
            Self::Exempt => "exempt",
            Self::PostPaid => "post_paid",
            Self::EmergencyCredit => "emergency_credit",
            Self::CutsPerCycle => "cuts_per_cycle",
            Self::UnconfirmedBatch => "unconfirmed_batch",
            Self::Paused => "paused",
            Self::Shadow => "shadow",
            Self::ClockUnsure => "clock_unsure",
            Self::Restored => "restored",
        }
    }

    /// The code of [`crate::Reason::Held`] with this guard.
    pub const fn held_code(self) -> &'static str {
        match self {
            Self::Stale => "stale_guard",
            Self::Suspect => "suspect_guard",
            Self::NoNoticeMeans => "no_notice_means_guard",
            Self::NoNotice => "no_notice_guard",
            Self::NoticeTooYoung => "notice_too_young_guard",
            Self::FriendlyHours => "friendly_hours_guard",
            Self::Protected => "protected_guard",
            Self::Exempt => "exempt_guard",
            Self::PostPaid => "post_paid_guard",
            Self::EmergencyCredit => "emergency_credit_guard",
            Self::CutsPerCycle => "cuts_per_cycle_guard",
            Self::UnconfirmedBatch => "unconfirmed_batch_guard",
            Self::Paused => "paused_guard",
            Self::Shadow => "shadow_guard",
            Self::ClockUnsure => "clock_unsure_guard",
            Self::Restored => "restored_guard",
        }
    }
}

/// The state of every guard for one room at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conditions {
    pub data: Data,
    /// When notice of this episode was given.
    pub notice: Option<Timestamp>,
    /// How old the notice must be.
    pub notice_age_required: Duration,
    pub notice_means_chosen: bool,
    pub friendly_now: bool,
    pub protected: bool,
    pub exempt: bool,
    pub post_paid: bool,
    /// Emergency credit is drawn and not used up.
    pub emergency_credit: bool,
    pub cuts_left_this_cycle: bool,
    pub batch_confirmed: bool,
    pub paused: bool,
    pub shadow: bool,
    pub clock_unsure: bool,
    pub restored: bool,
}

impl Conditions {
    /// Nothing in the way: fresh data and notice given at `notice`.
    pub const fn clear(notice: Timestamp, notice_age_required: Duration) -> Self {
        Self {
            data: Data::Fresh,
            notice: Some(notice),
            notice_age_required,
            notice_means_chosen: true,
            friendly_now: false,
            protected: false,
            exempt: false,
            post_paid: false,
            emergency_credit: false,
            cuts_left_this_cycle: true,
            batch_confirmed: true,
            paused: false,
            shadow: false,
            clock_unsure: false,
            restored: false,
        }
    }

    /// Whether this guard stands in the way of the rules that obey it. A notice that seems to lie in the future (the
    /// clock was set back) is not old enough.
    pub fn raises(&self, guard: Guard, now: Timestamp) -> bool {
        match guard {
            Guard::Stale => self.data == Data::Stale,
            Guard::Suspect => self.data == Data::Suspect,
            Guard::NoNoticeMeans => !self.notice_means_chosen,
            Guard::NoNotice => self.notice.is_none(),
            Guard::NoticeTooYoung => {
                self.notice.is_some_and(|given| given > now || now - given < self.notice_age_required)
            }
            Guard::FriendlyHours => self.friendly_now,
            Guard::Protected => self.protected,
            Guard::Exempt => self.exempt,
            Guard::PostPaid => self.post_paid,
            Guard::EmergencyCredit => self.emergency_credit,
            Guard::CutsPerCycle => !self.cuts_left_this_cycle,
            Guard::UnconfirmedBatch => !self.batch_confirmed,
            Guard::Paused => self.paused,
            Guard::Shadow => self.shadow,
            Guard::ClockUnsure => self.clock_unsure,
            Guard::Restored => self.restored,
        }
    }
}

/// The guards that keep this rule from cutting now, by the printed matrix.
pub fn blocking(rule: Rule, conditions: &Conditions, now: Timestamp) -> Vec<Guard> {
    Guard::ALL.into_iter().filter(|&guard| obeys(rule, guard) && conditions.raises(guard, now)).collect()
}
