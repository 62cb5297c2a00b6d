//! Meters that change, and readings that a person enters or corrects.

use crate::core::Core;
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::{Actor, View};

fn not_yet<T>() -> Result<T> {
    Err(Refusal::broken("not kept in this database yet"))
}

pub(crate) fn meter_models(_: &View, _: Nothing) -> Result<Vec<MeterModel>> {
    not_yet()
}

pub(crate) fn installations(_: &View, _: MeterArgs) -> Result<Vec<InstallationRow>> {
    not_yet()
}

pub(crate) fn readings(_: &View, _: ReadingsArgs) -> Result<Vec<ReadingRow>> {
    not_yet()
}

pub(crate) fn exchange_meter(_: &mut Core, _: &Actor, _: ExchangeMeterArgs) -> Result<MeterExchanged> {
    not_yet()
}

pub(crate) fn set_ratio(_: &mut Core, _: &Actor, _: RatioArgs) -> Result<MeterExchanged> {
    not_yet()
}

pub(crate) fn manual_reading(_: &mut Core, _: &Actor, _: ManualReadingArgs) -> Result<ReadingChange> {
    not_yet()
}

pub(crate) fn correct_reading_preview(_: &mut Core, _: &Actor, _: CorrectReadingArgs) -> Result<ReadingChange> {
    not_yet()
}

pub(crate) fn correct_reading(_: &mut Core, _: &Actor, _: CorrectReadingArgs) -> Result<ReadingChange> {
    not_yet()
}
