//! Reads the histories of coding agents: what was asked, with which tools, files, models and tokens. Read only, offline.
//!
//! [`source`] finds the files and reads each format into a [`History`]: prompts, model calls and tool calls in the order
//! of time. [`requests`] joins them into units: one request of a person with everything up to the next one. The formats,
//! their traps and how each is counted stand in docs/agent-histories.md.

mod history;
mod lenient;
mod lines;
pub mod report;
mod request;
pub mod source;

pub use history::{Call, History, Prompt, SourceNotes, ToolCall};
pub use request::{Request, requests};
