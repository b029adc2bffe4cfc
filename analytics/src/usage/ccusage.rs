//! The JSON of ccusage: `daily`, `weekly` or `monthly`, with the models of each entry where it gives them.
//!
//! Read by hand: a derived reader would cost the client several kilobytes.

use super::{Entry, LineFault, Tokens};
use crate::json::Value;

/// A number of tokens; a missing one is 0, anything else than a whole number is a fault.
fn count(of: &Value, name: &str) -> Result<u128, String> {
    match of.get(name) {
        None | Some(Value::Null) => Ok(0),
        Some(value) => value.as_count().map(u128::from).ok_or_else(|| [name, " is no whole number of tokens"].concat()),
    }
}

fn tokens(of: &Value) -> Result<Tokens, String> {
    Ok(Tokens {
        fresh: count(of, "inputTokens")?,
        write: count(of, "cacheCreationTokens")?,
        read: count(of, "cacheReadTokens")?,
        output: count(of, "outputTokens")?,
    })
}

fn text(of: &Value, names: &[&str]) -> String {
    names.iter().find_map(|name| of.get(name)?.as_text()).unwrap_or("").to_owned()
}

pub(super) fn entries(text_of_file: &str, faults: &mut Vec<LineFault>) -> Result<Vec<Entry>, LineFault> {
    let fault = |line, what: &str| LineFault { line, what: what.to_owned() };
    let report: Value = serde_json::from_str(text_of_file)
        .map_err(|error| fault(error.line(), "this is no JSON of ccusage; `ccusage daily --json` prints it"))?;
    let parts = ["daily", "weekly", "monthly"].iter().find_map(|name| report.get(name)?.as_list());
    let parts = parts.ok_or_else(|| fault(1, "the JSON holds no daily, weekly or monthly usage"))?;
    let mut entries = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let date = text(part, &["date", "month", "week", "period"]);
        let models = part.get("modelBreakdowns").and_then(Value::as_list).filter(|models| !models.is_empty());
        for model in models.unwrap_or(std::slice::from_ref(part)) {
            // JSON keeps no lines: the number of the entry stands in for it.
            match tokens(model) {
                Ok(tokens) => {
                    entries.push(Entry {
                        line: at + 1,
                        date: date.clone(),
                        model: text(model, &["modelName"]),
                        tokens,
                    });
                }
                Err(what) => faults.push(LineFault { line: at + 1, what }),
            }
        }
    }
    Ok(entries)
}
