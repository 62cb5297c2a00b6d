//! Tests of the whole house.

pub mod theft;
