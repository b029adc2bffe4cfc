//! Workloads to begin with: what one request holds, and how many one person sends in a month.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Fact;

/// How work is done: it decides which plans cover it, how long it may wait and what a test of single questions tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkKind {
    /// A person asks and reads.
    Chat,
    /// An agent works over many calls.
    Agents,
    /// A program answers people at any hour.
    Service,
    /// Nobody waits.
    Batch,
}

impl WorkKind {
    /// Its name on pages.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Agents => "agents",
            Self::Service => "a service",
            Self::Batch => "batch",
        }
    }
}

/// Tokens of one request by class.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestTokens {
    /// Input that no cache knows and that is not written to one.
    pub fresh: f64,
    /// Input written to the cache for five minutes.
    pub write_5m: f64,
    /// Input written to the cache for one hour.
    pub write_1h: f64,
    /// Input read from the cache.
    pub read: f64,
    /// Output, thinking included.
    pub output: f64,
}

impl RequestTokens {
    /// Everything before the answer.
    #[must_use]
    pub fn prompt(&self) -> f64 {
        self.fresh + self.write_5m + self.write_1h + self.read
    }

    /// Input that has to be processed: everything that is not read from the cache.
    #[must_use]
    pub fn appended(&self) -> f64 {
        self.fresh + self.write_5m + self.write_1h
    }

    /// All classes.
    #[must_use]
    pub fn all(&self) -> f64 {
        self.prompt() + self.output
    }
}

/// A workload of the catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkloadEntry {
    /// Id within the project.
    pub id: String,
    /// Name on pages.
    pub name: String,
    /// How the work is done.
    pub kind: WorkKind,
    /// Tokens of one request, on average.
    pub tokens: Fact<RequestTokens>,
    /// Requests a month of one person; of a service or a batch all of them.
    pub requests_per_month: Fact<f64>,
    /// Tokens in the context at the end of a long session: what memory and the model's window must hold.
    pub context_end_tokens: Fact<u64>,
    /// Requests at once at the peak.
    pub peak_streams: Fact<u32>,
}

impl WorkloadEntry {
    pub(super) fn collect_sources<'a>(&'a self, into: &mut BTreeSet<&'a str>) {
        into.extend([
            self.tokens.source.as_str(),
            &self.requests_per_month.source,
            &self.context_end_tokens.source,
            &self.peak_streams.source,
        ]);
    }

    /// What cannot be: a prompt beyond the context, no output, a share of output that no counter shows.
    pub(super) fn impossible(&self) -> Vec<String> {
        let tokens = self.tokens.value;
        let mut found = Vec::new();
        let mut say = |text: String| found.push(format!("workload {}: {text}", self.id));
        let classes = [tokens.fresh, tokens.write_5m, tokens.write_1h, tokens.read, tokens.output];
        if classes.iter().any(|count| !count.is_finite() || *count < 0.0) {
            say("a number of tokens is below 0".to_owned());
        }
        let context = self.context_end_tokens.value;
        if tokens.all() > context as f64 {
            say(format!("a request of {:.0} tokens, and a context of {context}", tokens.all()));
        }
        if tokens.output / tokens.all().max(1.0) < 0.001 {
            say(format!("{:.4} % output, less than any true counter shows", 100.0 * tokens.output / tokens.all()));
        }
        if self.requests_per_month.value <= 0.0 || self.peak_streams.value == 0 {
            say("no request".to_owned());
        }
        found
    }
}
