//! Tests of the whole house.

pub mod steps;
pub mod theft;
