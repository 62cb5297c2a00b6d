//! The money of a tenancy beside its credit: grants, emergency credit, debt, deposit, bills.

use crate::core::Core;
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::{Actor, View};

fn not_yet<T>() -> Result<T> {
    Err(Refusal::broken("not kept in this database yet"))
}

pub(crate) fn room_money(_: &mut Core, _: &Actor, _: RoomArgs) -> Result<RoomMoney> {
    not_yet()
}

pub(crate) fn draw_emergency(_: &mut Core, _: &Actor, _: EmergencyArgs) -> Result<RoomMoney> {
    not_yet()
}

pub(crate) fn put_debt(_: &mut Core, _: &Actor, _: DebtArgs) -> Result<RoomMoney> {
    not_yet()
}

pub(crate) fn refund(_: &mut Core, _: &Actor, _: RefundArgs) -> Result<RoomMoney> {
    not_yet()
}

pub(crate) fn grant(_: &mut Core, _: &Actor, _: GrantArgs) -> Result<RoomMoney> {
    not_yet()
}

pub(crate) fn deposit(_: &mut Core, _: &Actor, _: DepositArgs) -> Result<RoomMoney> {
    not_yet()
}

pub(crate) fn bills(_: &View, _: Nothing) -> Result<Vec<BillRow>> {
    not_yet()
}
