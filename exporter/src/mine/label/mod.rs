//! `mine label`: a person or a local model says of a random sample what each request was for.

pub mod plain;
pub mod rubric;
pub mod screen;
pub mod session;
