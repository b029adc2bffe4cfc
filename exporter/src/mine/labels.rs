//! Labels by a person: a file of JSON lines that is only ever added to, and the sample that they are asked for.

use std::collections::HashMap;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use analytics::digest::sha256_hex;
use analytics::work::{Kind, Sorted};
use serde::{Deserialize, Serialize};

use super::request::Request;
use super::{Costs, History};
use crate::clock::{now_ms, rfc3339};
use crate::failure::Failure;

/// A line of the file. It holds no text: the id finds the prompt again in the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// The prompt, as sixteen hexadecimal digits.
    pub prompt: String,
    /// What it was for; none takes the label before it back.
    pub kind: Option<Kind>,
    /// Who labels: `person`, or `model:NAME`.
    pub by: String,
    /// When, RFC 3339.
    pub at: String,
}

/// Who labels, where a person does.
pub const PERSON: &str = "person";

impl Label {
    /// A label of now.
    #[must_use]
    pub fn new(prompt: u64, kind: Option<Kind>, by: &str) -> Self {
        Self { prompt: format!("{prompt:016x}"), kind, by: by.to_owned(), at: rfc3339(now_ms()) }
    }

    /// Adds it to the file, which is created when missing.
    ///
    /// # Errors
    /// When the file cannot be written to.
    pub fn append(&self, path: &Path) -> Result<(), Failure> {
        let failed = |error: std::io::Error| Failure::file("write", path, &error);
        let mut line = serde_json::to_string(self).map_err(|error| failed(std::io::Error::other(error)))?;
        line.push('\n');
        let mut file = OpenOptions::new().create(true).append(true).open(path).map_err(failed)?;
        file.write_all(line.as_bytes()).map_err(failed)
    }
}

/// The labels that count: the last of each prompt by each labeller.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels(HashMap<(String, String), Option<Kind>>);

impl Labels {
    /// Reads the file; a missing one holds none.
    ///
    /// # Errors
    /// When it cannot be read, or a line is no label: with its number.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let bytes = match crate::regular::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(Failure::file("read", path, &error)),
        };
        let mut labels = Self::default();
        for (number, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
            if line.trim_ascii().is_empty() {
                continue;
            }
            let label: Label = serde_json::from_slice(line).map_err(|error| {
                Failure::usage(format!("{}:{}: no label: {error}", path.display(), number + 1))
                    .hint("`exporter mine label` writes this file; remove the line, or name another file with --labels")
            })?;
            labels.take(label);
        }
        Ok(labels)
    }

    /// Takes a label in.
    pub fn take(&mut self, label: Label) {
        self.0.insert((label.prompt, label.by), label.kind);
    }

    /// What a labeller says of a prompt.
    #[must_use]
    pub fn of(&self, prompt: u64, by: &str) -> Option<Kind> {
        self.0.get(&(format!("{prompt:016x}"), by.to_owned())).copied().flatten()
    }

    /// Whether a person has labelled anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|((_, by), kind)| by != PERSON || kind.is_none())
    }
}

/// The order in which requests are drawn: by a hash of seed and prompt, so that the same sample comes again, and a larger
/// one begins with the smaller.
#[must_use]
pub fn drawing_order(history: &History, requests: &[Request], seed: u64) -> Vec<usize> {
    let key = |request: &Request| {
        let prompt = history.prompts.get(request.prompt).map_or(0, |prompt| prompt.id);
        sha256_hex(format!("{seed}:{prompt:016x}").as_bytes())
    };
    let mut order: Vec<(String, usize)> = requests.iter().enumerate().map(|(at, request)| (key(request), at)).collect();
    order.sort();
    order.into_iter().map(|(_, at)| at).collect()
}

/// What a share is a share of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Requests of a person.
    Requests,
    /// Tokens.
    Tokens,
    /// Money.
    Money,
}

/// Requests with rules and labels, weighted by the measure.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "token counts lie far below 2^53")]
pub fn sorted(
    history: &History,
    requests: &[Request],
    labels: &Labels,
    costs: &Costs,
    by: &str,
    of: Measure,
) -> Vec<Sorted> {
    requests
        .iter()
        .map(|request| Sorted {
            rules: request.kind,
            person: history.prompts.get(request.prompt).and_then(|prompt| labels.of(prompt.id, by)),
            weight: match of {
                Measure::Requests => 1.0,
                Measure::Tokens => request.tokens.total() as f64,
                Measure::Money => costs.sum(history, &request.call_indices).0,
            },
        })
        .collect()
}
