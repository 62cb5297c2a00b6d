//! One file per table: definition, row, readers, writers.

pub mod absence;
pub mod account;
pub mod alarm;
pub mod allowance;
pub mod balance;
pub mod bill;
pub(crate) mod book_month;
pub mod bus;
pub mod calendar;
pub mod channel;
pub mod charge;
pub mod contact;
pub mod day_close;
pub mod delivery;
pub mod entry;
pub(crate) mod entry_day;
pub mod finding;
pub mod granted;
pub mod head;
pub mod installation;
pub mod latch;
pub mod line_hour;
pub mod line_setting;
pub mod load_event;
pub mod manual_order;
pub mod meter;
pub mod month_close;
pub mod notice;
pub mod occupancy;
pub mod operation;
pub mod period_lock;
pub mod place;
pub mod point;
pub mod pool;
pub mod pool_key;
pub mod pool_point;
pub mod pool_weight;
pub mod profile_override;
pub mod quota;
pub mod quota_level;
pub mod quota_passed;
pub mod reading;
pub mod reading_block;
pub mod reading_correction;
pub mod relay;
pub mod rollup;
pub mod setting;
pub mod share;
pub mod supplier_bill;
pub mod supply_event;
pub mod supply_rule;
pub mod suspect;
pub mod tariff;
pub mod tariff_assignment;
pub mod tenancy;
pub mod trip;

/// In an order in which every table finds those that it refers to.
pub(crate) const VERSION_1: &[&str] = &[
    setting::SQL,
    place::SQL,
    bus::SQL,
    meter::SQL,
    point::SQL,
    installation::SQL,
    relay::SQL,
    profile_override::SQL,
    tariff::SQL,
    tariff_assignment::SQL,
    tenancy::SQL,
    occupancy::SQL,
    account::SQL,
    balance::SQL,
    entry::SQL,
    head::SQL,
    charge::SQL,
    reading::SQL,
    rollup::SQL,
    suspect::SQL,
    supply_event::SQL,
    latch::SQL,
    manual_order::SQL,
    trip::SQL,
    notice::SQL,
    alarm::SQL,
    period_lock::SQL,
    operation::SQL,
];

/// Everything that bills need: tariffs with bands and tiers, allowances, shared costs, closes.
pub(crate) const VERSION_2: &[&str] = &[
    balance::SQL_2,
    book_month::SQL,
    entry::SQL_2,
    entry_day::SQL,
    place::SQL_2,
    tenancy::SQL_2,
    installation::SQL_2,
    charge::SQL_2,
    period_lock::SQL_2,
    calendar::SQL,
    allowance::SQL,
    quota::SQL,
    quota_level::SQL,
    quota_passed::SQL,
    pool::SQL,
    pool_key::SQL,
    pool_weight::SQL,
    pool_point::SQL,
    share::SQL,
    supplier_bill::SQL,
    day_close::SQL,
    month_close::SQL,
    bill::SQL,
    granted::SQL,
    reading_correction::SQL,
];

/// Sealed readings, how lines fare, messages, and what protects a house.
pub(crate) const VERSION_3: &[&str] = &[
    reading_block::SQL,
    line_hour::SQL,
    line_setting::SQL,
    meter::SQL_3,
    tenancy::SQL_3,
    alarm::SQL_3,
    channel::SQL,
    contact::SQL,
    delivery::SQL,
    supply_event::SQL_3,
    supply_rule::SQL,
    load_event::SQL,
    absence::SQL,
    finding::SQL,
];
