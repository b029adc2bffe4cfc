//! Tables of usage: which column holds what is told by the header.

use super::csv::{Record, records};
use super::{Entry, Format, LineFault, Tokens, cut};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Date,
    Model,
    Fresh,
    /// Input with its cached part.
    Prompt,
    /// The cached part of [`Holds::Prompt`].
    Cached,
    Write,
    Read,
    Output,
}

/// Names of columns, in small letters with underscores.
const NAMES: [(&str, Holds); 29] = [
    ("date", Holds::Date),
    ("day", Holds::Date),
    ("month", Holds::Date),
    ("created_at", Holds::Date),
    ("usage_date_utc", Holds::Date),
    ("model", Holds::Model),
    ("model_version", Holds::Model),
    ("model_permaslug", Holds::Model),
    ("fresh_input_tokens", Holds::Fresh),
    ("input_tokens", Holds::Fresh),
    ("uncached_input_tokens", Holds::Fresh),
    ("usage_input_tokens_no_cache", Holds::Fresh),
    ("tokens_prompt", Holds::Prompt),
    ("prompt_tokens", Holds::Prompt),
    ("tokens_cached", Holds::Cached),
    ("cached_tokens", Holds::Cached),
    ("cache_write_tokens", Holds::Write),
    ("cache_creation_tokens", Holds::Write),
    ("cache_creation_input_tokens", Holds::Write),
    ("usage_input_tokens_cache_write_5m", Holds::Write),
    ("usage_input_tokens_cache_write_1h", Holds::Write),
    ("usage_input_tokens_cache_write", Holds::Write),
    ("cache_read_tokens", Holds::Read),
    ("cache_read_input_tokens", Holds::Read),
    ("usage_input_tokens_cache_read", Holds::Read),
    ("output_tokens", Holds::Output),
    ("usage_output_tokens", Holds::Output),
    ("tokens_completion", Holds::Output),
    ("completion_tokens", Holds::Output),
];

/// The entries of a table; faults of single lines go into `faults`.
pub(super) fn entries(text: &str, faults: &mut Vec<LineFault>) -> Result<(Format, Vec<Entry>), LineFault> {
    let mut records = records(text).into_iter();
    let fault = |what: &str| LineFault { line: 1, what: what.to_owned() };
    let header = records.next().ok_or_else(|| fault("the text is empty"))?;
    let names: Vec<String> =
        header.cells.iter().map(|name| name.trim().to_ascii_lowercase().replace([' ', '-'], "_")).collect();
    let columns: Vec<Option<Holds>> =
        names.iter().map(|name| NAMES.iter().find(|(known, _)| known == name).map(|(_, holds)| *holds)).collect();
    let has = |holds| columns.contains(&Some(holds));
    if !has(Holds::Date) {
        return Err(fault("the header names no column with a date, such as date or month"));
    }
    if !has(Holds::Output) || !(has(Holds::Fresh) || has(Holds::Prompt)) {
        return Err(fault(
            "the header must name a column of input tokens and one of output tokens, such as fresh_input_tokens and output_tokens",
        ));
    }
    let format = if names.iter().any(|name| name.starts_with("usage_")) {
        Format::Anthropic
    } else if has(Holds::Prompt) {
        Format::OpenRouter
    } else {
        Format::Neutral
    };
    let mut entries = Vec::new();
    for record in records {
        let line = record.line;
        match entry(record, &columns, &names) {
            Ok(entry) => entries.push(entry),
            Err(what) => faults.push(LineFault { line, what }),
        }
    }
    Ok((format, entries))
}

fn entry(record: Record, columns: &[Option<Holds>], names: &[String]) -> Result<Entry, String> {
    if record.cells.len() != columns.len() {
        let (has, wants) = (record.cells.len().to_string(), columns.len().to_string());
        return Err(["it has ", &has, " cells where the header has ", &wants].concat());
    }
    let mut entry = Entry { line: record.line, date: String::new(), model: String::new(), tokens: Tokens::default() };
    let mut cached = 0;
    for ((cell, holds), name) in record.cells.into_iter().zip(columns).zip(names) {
        let Some(holds) = holds else { continue };
        let cell = cell.trim();
        match holds {
            Holds::Date => entry.date = cell.to_owned(),
            Holds::Model => entry.model = cell.to_owned(),
            _ => {
                let count = count(cell)
                    .ok_or_else(|| ["\"", &cut(cell), "\" is no number of tokens, in column ", name].concat())?;
                let tokens = &mut entry.tokens;
                match holds {
                    Holds::Fresh | Holds::Prompt => tokens.fresh += count,
                    Holds::Write => tokens.write += count,
                    Holds::Read => tokens.read += count,
                    Holds::Output => tokens.output += count,
                    Holds::Cached => cached += count,
                    Holds::Date | Holds::Model => {}
                }
            }
        }
    }
    if cached > entry.tokens.fresh {
        return Err("it has more cached tokens than prompt tokens".to_owned());
    }
    entry.tokens.fresh -= cached;
    entry.tokens.read += cached;
    Ok(entry)
}

/// A number of tokens; an empty cell is none. Thousands may be parted by commas or spaces.
fn count(cell: &str) -> Option<u128> {
    if cell.is_empty() {
        return Some(0);
    }
    let digits: String = cell.chars().filter(|letter| !matches!(letter, ',' | ' ' | '_' | '\u{a0}')).collect();
    let plain = !digits.is_empty() && digits.len() <= 18 && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok())?
}
