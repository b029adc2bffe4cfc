//! `mine label`: a person says of a random sample what each request was for.

pub mod plain;
pub mod screen;
pub mod session;
