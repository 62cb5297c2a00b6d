//! Tests of the whole house.

pub mod relays;
pub mod steps;
pub mod theft;
