//! Reads a person's own usage: a ccusage JSON, an OpenRouter or Anthropic CSV, or the neutral CSV of docs/usage-format.md.
//!
//! Pure: the text is read where it is, in the browser or in the exporter, and goes nowhere.

mod ccusage;
mod csv;
mod date;
mod table;

use crate::cost::{Dec, Fault, Mix, joined, percent, tokens};

/// What was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `ccusage daily --json` and its sisters.
    Ccusage,
    /// OpenRouter's activity export.
    OpenRouter,
    /// The usage export of Anthropic's console.
    Anthropic,
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
            Self::Neutral => "usage CSV",
        }
    }
}

/// Numbers of tokens by class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tokens {
    /// Fresh input.
    pub fresh: u128,
    /// Cache write.
    pub write: u128,
    /// Cache read.
    pub read: u128,
    /// Output.
    pub output: u128,
}

impl Tokens {
    /// All classes.
    #[must_use]
    pub const fn total(&self) -> u128 {
        self.fresh + self.write + self.read + self.output
    }

    const fn add(&mut self, other: &Self) {
        self.fresh += other.fresh;
        self.write += other.write;
        self.read += other.read;
        self.output += other.output;
    }

    /// Shares of the classes, which add to 1 exactly.
    ///
    /// # Errors
    /// No tokens at all.
    pub fn mix(&self) -> Result<Mix, Fault> {
        let total = self.total();
        if total == 0 {
            return Err(Fault::NotPositive("the tokens of the file"));
        }
        let share = |part: u128| Dec::micro(((part * 1_000_000 + total / 2) / total) as i64);
        let (fresh, write, output) = (share(self.fresh), share(self.write), share(self.output));
        // What rounding leaves over goes to the cache reads, by far the largest class where there are any, else to input.
        let rest = 1_000_000 - fresh.millionths() - write.millionths() - output.millionths();
        if self.read > 0 {
            Mix::new(fresh, write, Dec::micro(rest), output)
        } else {
            Mix::new(Dec::micro(fresh.millionths() + rest), write, Dec::ZERO, output)
        }
    }
}

/// A line that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFault {
    /// Number of the line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: String,
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
    /// Days from the first to the last, both included; 30.4375 for each month where only months are named.
    pub days: Dec,
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
        Dec::from_f64(self.total.total() as f64 / 1e6 / days * 30.4375).filter(|_| days > 0.0)
    }

    /// What the file says, in sentences: months, models, and the average month that is taken.
    #[must_use]
    pub fn summary(&self, average: Dec) -> String {
        let millions = |of: &Tokens| tokens(of.total() as f64 / 1e6);
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
        [
            self.format.label(),
            ": ",
            &tokens(average.to_f64()),
            " tokens in an average month, over ",
            &self.days.print(),
            " days. Months: ",
            &joined(&months, ", "),
            ".",
            &by,
        ]
        .concat()
    }
}

/// One line or entry.
struct Entry {
    line: usize,
    date: String,
    model: String,
    tokens: Tokens,
}

/// Reads a text of any of the formats.
///
/// # Errors
/// When the text as a whole is none of them, or holds no line that can be read. Faults of single lines are in the result.
pub fn read(text: &str) -> Result<Usage, LineFault> {
    let text = text.trim_start_matches('\u{feff}');
    let mut faults = Vec::new();
    let (format, entries) = if text.trim_start().starts_with(['{', '[']) {
        (Format::Ccusage, ccusage::entries(text, &mut faults)?)
    } else {
        table::entries(text, &mut faults)?
    };
    let mut total = Tokens::default();
    let (mut months, mut models) = (Vec::new(), Vec::new());
    let (mut first, mut last, mut whole_months) = (i64::MAX, i64::MIN, false);
    for entry in entries {
        let Some(when) = date::read(&entry.date) else {
            let what = ["\"", &cut(&entry.date), "\" is no date such as 2026-02-05 or month such as 2026-02"].concat();
            faults.push(LineFault { line: entry.line, what });
            continue;
        };
        whole_months |= when.whole_month;
        first = first.min(when.day);
        last = last.max(when.day);
        total.add(&entry.tokens);
        count(&mut months, when.month, &entry.tokens);
        count(&mut models, entry.model, &entry.tokens);
    }
    if months.is_empty() {
        return Err(faults
            .into_iter()
            .next()
            .unwrap_or(LineFault { line: 1, what: "there is no usage in it".to_owned() }));
    }
    let days = if whole_months { Dec::micro(30_437_500 * months.len() as i64) } else { Dec::whole(last - first + 1) };
    let fault_count = faults.len();
    faults.truncate(100);
    Ok(Usage { format, total, months, models, days, faults, fault_count })
}

/// Adds to the entry of this name; the larger stand first, by moving it up. A file names few models and months.
fn count(all: &mut Vec<(String, Tokens)>, name: String, tokens: &Tokens) {
    let at = all.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
        all.push((name, Tokens::default()));
        all.len() - 1
    });
    all[at].1.add(tokens);
    let mut at = at;
    while at > 0 && all[at - 1].1.total() < all[at].1.total() {
        all.swap(at - 1, at);
        at -= 1;
    }
}

/// The beginning of a text, for a message.
fn cut(text: &str) -> String {
    text.chars().take(30).collect()
}
