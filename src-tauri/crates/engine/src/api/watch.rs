//! Whether somebody watched, and what waits for a person's word before cuts go on.

use units::{millis, timestamp};

use crate::core::Core;
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::{Actor, View};

pub(crate) fn absences(view: &View, _: Nothing) -> Result<Vec<AbsenceRow>> {
    let found = store::absence::since(&view.reader, timestamp(0), 200)?;
    let row = |absence: store::absence::Absence| AbsenceRow {
        from: millis(absence.period.from),
        to: millis(absence.period.to),
        minutes: absence.period.duration().num_minutes(),
        cause: absence.cause.code().to_owned(),
    };
    Ok(found.into_iter().map(row).collect())
}

pub(crate) fn confirm_clock(core: &mut Core, by: &Actor, _: Nothing) -> Result<Site> {
    core.clock_is_right(by)?;
    Ok(super::site::shown(core))
}

pub(crate) fn allow_cuts(core: &mut Core, by: &Actor, args: NoteArgs) -> Result<Site> {
    if args.note.trim().is_empty() {
        return Err(Refusal::new("reason-missing").field("note"));
    }
    core.allow_cuts(by, args.note.trim())?;
    Ok(super::site::shown(core))
}
