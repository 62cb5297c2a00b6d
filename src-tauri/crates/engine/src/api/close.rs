//! The close of a day and of a month.

use crate::core::Core;
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::{Actor, View};

fn not_yet<T>() -> Result<T> {
    Err(Refusal::broken("no closes in this database yet"))
}

pub(crate) fn close_day_preview(_: &View, _: DayCloseArgs) -> Result<DayClose> {
    not_yet()
}

pub(crate) fn close_day(_: &mut Core, _: &Actor, _: DayCloseArgs) -> Result<DayClose> {
    not_yet()
}

pub(crate) fn day_closes(_: &View, _: DayClosesArgs) -> Result<Vec<DayClose>> {
    not_yet()
}

pub(crate) fn close_month_preview(_: &mut Core, _: &Actor, _: CloseMonthPreviewArgs) -> Result<MonthClose> {
    not_yet()
}

pub(crate) fn close_month(_: &mut Core, _: &Actor, _: CloseMonthArgs) -> Result<MonthClose> {
    not_yet()
}

pub(crate) fn month_closes(_: &View, _: Nothing) -> Result<Vec<MonthClose>> {
    not_yet()
}

pub(crate) fn correct_month_preview(_: &mut Core, _: &Actor, _: MonthCorrectionArgs) -> Result<MonthCorrection> {
    not_yet()
}

pub(crate) fn correct_month(_: &mut Core, _: &Actor, _: CorrectMonthArgs) -> Result<MonthCorrection> {
    not_yet()
}
