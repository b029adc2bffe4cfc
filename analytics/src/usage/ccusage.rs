//! The JSON of ccusage: `daily`, `weekly` or `monthly`, with the models of each entry where it gives them.

use serde::Deserialize;

use super::{Entry, LineFault, Tokens};

#[derive(Deserialize)]
struct Report {
    #[serde(default, alias = "monthly", alias = "weekly")]
    daily: Vec<Part>,
}

/// An entry or one model of it: both name their tokens alike.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Part {
    #[serde(default, alias = "month", alias = "week", alias = "period")]
    date: String,
    #[serde(default)]
    model_name: String,
    #[serde(default)]
    input_tokens: u64,
    #[serde(default)]
    output_tokens: u64,
    #[serde(default)]
    cache_creation_tokens: u64,
    #[serde(default)]
    cache_read_tokens: u64,
    #[serde(default)]
    model_breakdowns: Vec<Part>,
}

impl Part {
    fn tokens(&self) -> Tokens {
        Tokens {
            fresh: self.input_tokens.into(),
            write: self.cache_creation_tokens.into(),
            read: self.cache_read_tokens.into(),
            output: self.output_tokens.into(),
        }
    }
}

pub(super) fn entries(text: &str) -> Result<Vec<Entry>, LineFault> {
    let report: Report = serde_json::from_str(text).map_err(|error| LineFault {
        line: error.line(),
        what: "this is no JSON of ccusage; `ccusage daily --json` prints it".to_owned(),
    })?;
    let mut entries = Vec::new();
    for (at, part) in report.daily.iter().enumerate() {
        let own = std::slice::from_ref(part);
        let models = if part.model_breakdowns.is_empty() { own } else { &part.model_breakdowns };
        for model in models {
            let tokens = model.tokens();
            // JSON keeps no lines: the number of the entry stands in for it.
            entries.push(Entry { line: at + 1, date: part.date.clone(), model: model.model_name.clone(), tokens });
        }
    }
    if entries.is_empty() {
        return Err(LineFault { line: 1, what: "the JSON holds no daily, weekly or monthly usage".to_owned() });
    }
    Ok(entries)
}
