//! Judging: every answered case gets a verdict from every judge of the plan.

pub mod builtin;
pub mod independence;
pub mod language_model;
mod lenient;
pub mod panel;
pub mod parse;
pub mod prompt;
mod stated;
mod version;
pub mod wanted;
