//! Reads a person's own usage: a ccusage JSON, an export of a provider, or the neutral CSV of docs/usage-format.md.
//!
//! Pure: the file is read where it is, in the browser or in the exporter, and goes nowhere.

mod ccusage;
mod columns;
mod csv;
mod encoding;
mod fault;
mod number;
mod period;
mod reading;
mod table;
mod tokens;

pub use self::fault::LineFault;
pub use self::tokens::Tokens;

use self::reading::Reading;
use crate::cost::{Dec, grouped, joined, percent, tokens as in_words};

/// Days in an average month.
pub const DAYS_A_MONTH: f64 = 30.4375;
/// A file of fewer days says little about a month.
const FEW_DAYS: i64 = 7;

/// What was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `ccusage daily --json` and its sisters.
    Ccusage,
    /// OpenRouter's activity export.
    OpenRouter,
    /// The usage export of Anthropic's console.
    Anthropic,
    /// Spend logs of a LiteLLM proxy.
    LiteLlm,
    /// OpenAI's usage by day.
    OpenAi,
    /// docs/usage-format.md.
    Neutral,
}

impl Format {
    /// Its name.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Ccusage => "ccusage JSON",
            Self::OpenRouter => "OpenRouter activity CSV",
            Self::Anthropic => "Anthropic usage CSV",
            Self::LiteLlm => "LiteLLM usage CSV",
            Self::OpenAi => "OpenAI usage CSV",
            Self::Neutral => "usage CSV",
        }
    }
}

/// What a file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    /// What it is.
    pub format: Format,
    /// All tokens.
    pub total: Tokens,
    /// Tokens by month, YYYY-MM, most first.
    pub months: Vec<(String, Tokens)>,
    /// Tokens by model, most first.
    pub models: Vec<(String, Tokens)>,
    /// Days from the first to the last of the file, both included; 30.4375 for each month where only months are named.
    /// Lines that were left out count, where their date can be read.
    pub days: Dec,
    /// What the file says that all of it cost, in US dollars, where every line says so.
    pub cost_usd: Option<Dec>,
    /// Lines that were left out, the first hundred.
    pub faults: Vec<LineFault>,
    /// Lines that were left out, all of them.
    pub fault_count: usize,
}

impl Usage {
    /// Million tokens in an average month of 30.4375 days.
    #[must_use]
    pub fn million_tokens_per_month(&self) -> Option<Dec> {
        let days = self.days.to_f64();
        Dec::from_f64(self.total.total() as f64 / 1e6 / days * DAYS_A_MONTH).filter(|_| days > 0.0)
    }

    /// What the file says that an average month costs, in US dollars.
    #[must_use]
    pub fn usd_per_month(&self) -> Option<Dec> {
        Dec::from_f64(self.cost_usd?.to_f64() / self.days.to_f64() * DAYS_A_MONTH)
    }

    /// What the file says, in sentences: months, models, and the average month that is taken.
    #[must_use]
    pub fn summary(&self, average: Dec) -> String {
        let millions = |of: &Tokens| in_words(of.total() as f64 / 1e6);
        // By time. Few months: putting each in its place is the least code for the client.
        let mut months: Vec<String> = Vec::new();
        for (month, of) in &self.months {
            let at = months.iter().position(|later| later > month).unwrap_or(months.len());
            months.insert(at, [month, " ", &millions(of)].concat());
        }
        let all = self.total.total().max(1) as f64;
        let share = |of: &Tokens| percent(of.total() as f64 / all);
        let models: Vec<String> = self
            .models
            .iter()
            .filter(|(name, _)| !name.is_empty())
            .take(5)
            .map(|(name, of)| [name, " ", &share(of)].concat())
            .collect();
        let by = if models.is_empty() { String::new() } else { [" Models: ", &joined(&models, ", "), "."].concat() };
        let one = self.days == Dec::whole(1);
        let few = if self.days < Dec::whole(FEW_DAYS) {
            " So few days say little about a month: a longer file is better."
        } else {
            ""
        };
        let cost = self.usd_per_month().map_or(String::new(), |month| {
            [" By the file itself, such a month costs ", &grouped(month.to_f64(), 2), " USD."].concat()
        });
        [
            self.format.label(),
            ": ",
            &in_words(average.to_f64()),
            " tokens in an average month, over ",
            &self.days.print(),
            if one { " day." } else { " days." },
            few,
            " Months: ",
            &joined(&months, ", "),
            ".",
            &by,
            &cost,
        ]
        .concat()
    }
}

/// Reads the bytes of a file of any of the formats, in UTF-8 or UTF-16.
///
/// # Errors
/// As [`read`], and for bytes that are no text.
pub fn read_bytes(bytes: &[u8]) -> Result<Usage, LineFault> {
    read(&encoding::text(bytes)?)
}

/// Reads a text of any of the formats.
///
/// # Errors
/// When the text as a whole is none of them, or holds no line that can be read. Faults of single lines are in the result.
pub fn read(text: &str) -> Result<Usage, LineFault> {
    let text = lines(text.trim_start_matches('\u{feff}'));
    let mut reading = Reading::default();
    let format = if text.trim_start().starts_with(['{', '[']) {
        ccusage::entries(&text, &mut reading)?;
        Format::Ccusage
    } else {
        table::entries(&text, &mut reading)?
    };
    reading.finish(format)
}

/// The text with a line feed at the end of each line: CSV of old spreadsheets ends lines with a carriage return.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// The beginning of a text, for a message.
fn cut(text: &str) -> String {
    text.chars().take(30).collect()
}
