//! The JSON of ccusage: days, weeks, months, sessions, blocks and projects, of Claude Code, Codex and of all agents.
//!
//! Read by hand: a derived reader would cost the client several kilobytes.

use super::period::Period;
use super::{LineFault, Reading, Tokens, period};
use crate::json::Value;

/// Lists of rows, by the name of the report.
const REPORTS: [&str; 7] = ["daily", "weekly", "monthly", "sessions", "session", "blocks", "data"];
/// What to run for a file that is none of them.
const RUN: &str = "run `ccusage daily --json > usage.json`, or `ccusage codex daily --json > usage.json` for Codex";

/// The first of these names that holds a number of tokens; anything else than a whole number is a fault.
fn count(of: &Value, names: &[&str]) -> Result<Option<u128>, String> {
    for name in names {
        match of.get(name) {
            None | Some(Value::Null) => {}
            Some(value) => {
                let count = value.as_count().ok_or_else(|| [name, " isn’t a whole number of tokens"].concat())?;
                return Ok(Some(u128::from(count)));
            }
        }
    }
    Ok(None)
}

fn text<'a>(of: &'a Value, names: &[&str]) -> &'a str {
    names.iter().find_map(|name| of.get(name)?.as_text()).unwrap_or("")
}

/// Whether the cached tokens of a row are a part of its input, which only Codex does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cached {
    Beside,
    Within,
}

/// The tokens of a row or of one of its models, and whether it names any class at all.
fn tokens(row: &Value, known: Option<Cached>) -> Result<(Tokens, Cached, bool), String> {
    let counts = row.get("tokenCounts").unwrap_or(row);
    let input = count(counts, &["inputTokens"])?;
    let output = count(counts, &["outputTokens"])?;
    let write = count(counts, &["cacheCreationTokens", "cacheCreationInputTokens"])?;
    let read = count(counts, &["cacheReadTokens", "cacheReadInputTokens"])?;
    let codex = count(counts, &["cachedInputTokens"])?;
    let total = count(row, &["totalTokens"])?;
    let named = [input, output, write, read, codex].iter().any(Option::is_some);
    let (input, output, write) = (input.unwrap_or(0), output.unwrap_or(0), write.unwrap_or(0));
    let in_cache = write + read.or(codex).unwrap_or(0);
    let cached = match (known, total) {
        (Some(cached), _) => cached,
        _ if in_cache == 0 => Cached::Beside,
        (None, Some(total)) if total == input + output => Cached::Within,
        // Some agents put thinking that no class names into the total.
        (None, Some(total)) if total >= input + output + in_cache => Cached::Beside,
        (None, None) if codex.is_none() => Cached::Beside,
        (None, None) => {
            return Err([
                "cachedInputTokens may be in inputTokens or beside them, and there is no totalTokens to tell; ",
                RUN,
            ]
            .concat());
        }
        (None, Some(_)) => return Err("its tokens do not add up to its totalTokens".to_owned()),
    };
    let fresh = if cached == Cached::Within { input.checked_sub(in_cache) } else { Some(input) };
    let fresh = fresh.ok_or("it has more cached tokens than inputTokens that they are a part of")?;
    Ok((Tokens { fresh, write, write_1h: 0, read: in_cache - write, output }, cached, named))
}

/// The models of a row with their numbers: a list, or names with numbers in Codex' reports.
fn models(row: &Value) -> Vec<(&str, &Value)> {
    match (row.get("modelBreakdowns"), row.get("models")) {
        (Some(Value::List(models)), _) => models.iter().map(|model| (text(model, &["modelName"]), model)).collect(),
        (_, Some(Value::Map(models))) => models.iter().map(|(name, model)| (name.as_str(), model)).collect(),
        _ => Vec::new(),
    }
}

/// The only model that a row names, where it names one.
fn only_model(row: &Value) -> &str {
    let own = text(row, &["model", "modelName"]);
    let listed = |name: &str| match row.get(name)?.as_list()? {
        [one] => one.as_text(),
        _ => None,
    };
    match models(row)[..] {
        _ if !own.is_empty() => own,
        [(name, _)] => name,
        _ => listed("modelsUsed").or_else(|| listed("models")).unwrap_or(""),
    }
}

/// The row's tokens by model. Parts are believed only where they add up to the whole.
fn parts(row: &Value) -> Result<Vec<(String, Tokens)>, String> {
    let (whole, cached, named) = tokens(row, None)?;
    let mut sum = Tokens::default();
    let mut parts = Vec::new();
    for (name, model) in models(row) {
        let (part, ..) = tokens(model, named.then_some(cached))?;
        sum.add(&part);
        parts.push((name.to_owned(), part));
    }
    if parts.is_empty() || (named && sum != whole) {
        if !named {
            return Err("it names no inputTokens, outputTokens or other number of tokens".to_owned());
        }
        return Ok(vec![(only_model(row).to_owned(), whole)]);
    }
    Ok(parts)
}

/// The file's own money for a row.
fn cost(row: &Value) -> Option<f64> {
    ["totalCost", "costUSD", "cost"].iter().find_map(|name| row.get(name)?.as_number())
}

fn row(row: &Value, report: &str, entry: usize, reading: &mut Reading) {
    if row.get("isGap").and_then(Value::as_truth) == Some(true) {
        return;
    }
    let date = text(row, &["date", "month", "week", "period", "startTime", "lastActivity"]);
    let Some(when) = reading.date(entry, date, report == "weekly" || row.get("week").is_some()) else { return };
    // A session can last for days.
    let first: Option<Period> = row.get("firstActivity").and_then(Value::as_text).and_then(period::read);
    let when = match first {
        Some(first) if first.first < when.first => reading.longer(first.to(&when)),
        _ => when,
    };
    match parts(row) {
        Ok(parts) => {
            // The money belongs to the row; it is told with its first part.
            let mut cost = cost(row);
            for (model, tokens) in parts {
                reading.add(when.clone(), &model, tokens, cost);
                cost = cost.map(|_| 0.0);
            }
        }
        Err(what) => reading.fault(entry, &what),
    }
}

fn rows(list: &[Value], report: &str, reading: &mut Reading, before: usize) {
    let period = |row: &Value| text(row, &["period", "date", "week", "month"]).to_owned();
    let is_all = |row: &Value| text(row, &["agent"]) == "all";
    // Rows of single agents are parts of the row of all of them.
    let whole: Vec<String> = list.iter().filter(|row| is_all(row)).map(period).collect();
    for (at, part) in list.iter().enumerate() {
        let agent = text(part, &["agent"]);
        if agent.is_empty() || agent == "all" || !whole.contains(&period(part)) {
            row(part, report, before + at + 1, reading);
        }
    }
}

pub(super) fn entries(text_of_file: &str, reading: &mut Reading) -> Result<(), LineFault> {
    let file: Value = serde_json::from_str(text_of_file).map_err(|error| {
        let column = error.column().to_string();
        LineFault::line(error.line(), &["this is no JSON, from column ", &column, " on; ", RUN].concat())
    })?;
    reading.in_entries = true;
    if let Some(list) = file.as_list() {
        rows(list, "daily", reading, 0);
        return Ok(());
    }
    for report in REPORTS {
        if let Some(list) = file.get(report).and_then(Value::as_list) {
            rows(list, report, reading, 0);
            return Ok(());
        }
    }
    if let Some(Value::Map(projects)) = file.get("projects") {
        let mut before = 0;
        for (_, project) in projects {
            let list = project.as_list().unwrap_or_default();
            rows(list, "daily", reading, before);
            before += list.len();
        }
        return Ok(());
    }
    let what = ["this JSON holds no daily, weekly, monthly, session, blocks or projects of ccusage; ", RUN].concat();
    Err(LineFault::line(1, &what))
}
