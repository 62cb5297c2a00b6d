//! Common electricity: pools, what they cost, who bears it, and the supplier's bills.

use crate::core::Core;
use crate::dto::*;
use crate::error::{Refusal, Result};
use crate::{Actor, View};

fn not_yet<T>() -> Result<T> {
    Err(Refusal::broken("no pools in this database yet"))
}

pub(crate) fn pools(_: &View, _: PoolsArgs) -> Result<Vec<PoolRow>> {
    Ok(Vec::new())
}

pub(crate) fn pool_choices(_: &View, _: Nothing) -> Result<PoolChoices> {
    not_yet()
}

pub(crate) fn pool_preview(_: &View, _: PoolDraft) -> Result<PoolResult> {
    not_yet()
}

pub(crate) fn save_pool(_: &mut Core, _: &Actor, _: PoolDraft) -> Result<Vec<PoolRow>> {
    not_yet()
}

pub(crate) fn end_pool(_: &mut Core, _: &Actor, _: EndPoolArgs) -> Result<Vec<PoolRow>> {
    not_yet()
}

pub(crate) fn save_room_areas(_: &mut Core, _: &Actor, _: RoomAreasArgs) -> Result<Vec<PoolRoom>> {
    not_yet()
}

pub(crate) fn supplier_bills(_: &View, _: Nothing) -> Result<Vec<SupplierBill>> {
    Ok(Vec::new())
}

pub(crate) fn supplier_bill_effect(_: &View, _: SupplierBillIdArgs) -> Result<SupplierBillEffect> {
    not_yet()
}

pub(crate) fn enter_supplier_bill(_: &mut Core, _: &Actor, _: SupplierBillArgs) -> Result<SupplierBillEffect> {
    not_yet()
}

pub(crate) fn correct_supplier_bill(_: &mut Core, _: &Actor, _: CorrectSupplierBillArgs) -> Result<SupplierBillEffect> {
    not_yet()
}

pub(crate) fn confirm_supplier_bill(_: &mut Core, _: &Actor, _: SupplierBillIdArgs) -> Result<SupplierBillEffect> {
    not_yet()
}
