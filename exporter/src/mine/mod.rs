//! Reads the histories of coding agents: what was asked, with which tools, files, models and tokens. Read only, offline.
//!
//! [`source`] finds the files and reads each format into a [`History`]: prompts, model calls and tool calls in the order
//! of time. [`requests`] joins them into units: one request of a person with everything up to the next one. The formats,
//! their traps and how each is counted stand in docs/agent-histories.md.

pub mod draft;
mod history;
pub mod host;
pub mod label;
pub mod labels;
mod lenient;
mod lines;
mod needs;
mod parallel;
mod pricing;
pub mod profile;
pub mod projects;
pub mod redact;
pub mod report;
mod request;
pub mod router;
pub mod similar;
pub mod source;
pub mod trace;

pub use history::{Call, History, Prompt, SourceNotes, ToolCall};
pub use pricing::{Costs, dollars};
pub use request::{Request, requests};
