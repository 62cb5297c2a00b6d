//! Who lives where: moving in and out, and what is settled then.

use crate::core::Core;
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::{Actor, View};

fn not_yet<T>() -> Result<T> {
    Err(Refusal::broken("not kept in this database yet"))
}

pub(crate) fn tenancies(_: &View, _: RoomArgs) -> Result<Vec<TenancyRow>> {
    not_yet()
}

pub(crate) fn former_tenants(_: &View, _: Nothing) -> Result<Vec<TenancyRow>> {
    not_yet()
}

pub(crate) fn move_in_preview(_: &mut Core, _: &Actor, _: MoveInPreviewArgs) -> Result<MoveInPreview> {
    not_yet()
}

pub(crate) fn move_in(_: &mut Core, _: &Actor, _: MoveInArgs) -> Result<MovedIn> {
    not_yet()
}

pub(crate) fn move_out_preview(_: &mut Core, _: &Actor, _: MoveOutPreviewArgs) -> Result<Settlement> {
    not_yet()
}

pub(crate) fn move_out(_: &mut Core, _: &Actor, _: MoveOutArgs) -> Result<Settlement> {
    not_yet()
}

pub(crate) fn settlement(_: &View, _: SettlementArgs) -> Result<Settlement> {
    not_yet()
}

pub(crate) fn undo_move(_: &mut Core, _: &Actor, _: UndoMoveArgs) -> Result<RoomRow> {
    not_yet()
}

pub(crate) fn change_occupants(_: &mut Core, _: &Actor, _: OccupantsArgs) -> Result<TenancyRow> {
    not_yet()
}

pub(crate) fn exchange_rooms(_: &mut Core, _: &Actor, _: ExchangeRoomsArgs) -> Result<RoomsExchanged> {
    not_yet()
}

pub(crate) fn edit_tenant(_: &mut Core, _: &Actor, _: EditTenantArgs) -> Result<TenancyRow> {
    not_yet()
}

pub(crate) fn settle_former(_: &mut Core, _: &Actor, _: FormerArgs) -> Result<FormerSettled> {
    not_yet()
}
