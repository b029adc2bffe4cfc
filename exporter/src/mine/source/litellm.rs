//! The spend log of a LiteLLM proxy: one call a row, as a JSON array, JSON Lines or CSV with the table's columns.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::path::Path;

use analytics::work::TokenCounts;
use serde_json::Value;

use super::Collector;
use super::collector::identity;
use super::openrouter::instant;
use crate::mine::lines::each_record;

/// A row, as far as it is needed.
struct Row {
    id: Option<String>,
    session: Option<String>,
    model: Option<String>,
    at: Option<i64>,
    prompt: u64,
    output: u64,
    read: u64,
    write: u64,
    typed: Option<String>,
}

/// Reads one log.
pub fn read(path: &Path, into: &mut Collector) -> io::Result<()> {
    let mut rows = Vec::new();
    let mut beside = 0_u64;
    let mut take = |value: &Value, into: &mut Collector| {
        for value in value.get("data").and_then(Value::as_array).map_or(std::slice::from_ref(value), Vec::as_slice) {
            match row(value) {
                Ok(Some(row)) => rows.push(row),
                Ok(None) => beside += 1,
                Err(()) => into.notes().unreadable += 1,
            }
        }
    };
    match first_byte(path)? {
        Some(b'[') => {
            let all: Vec<Value> = serde_json::from_slice(&crate::regular::read(path)?)?;
            into.notes().lines += all.len() as u64;
            all.iter().for_each(|value| take(value, into));
        }
        Some(b'{') if is_one_document(path)? => {
            let value: Value = serde_json::from_slice(&crate::regular::read(path)?)?;
            into.notes().lines += value.get("data").and_then(Value::as_array).map_or(1, |rows| rows.len() as u64);
            take(&value, into);
        }
        Some(b'{') => each_record(path, into, |value: Value, into| take(&value, into))?,
        _ => table(path, into, &mut take)?,
    }
    if beside > 0 {
        into.notes().note(format!(
            "{beside} rows of the LiteLLM log are no calls of a language model, failed, or came from the proxy's own cache, and are left out"
        ));
    }
    give(rows, into);
    Ok(())
}

fn first_byte(path: &Path) -> io::Result<Option<u8>> {
    let mut reader = BufReader::new(File::open(path)?);
    let begin = reader.fill_buf()?;
    let begin = begin.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(begin);
    Ok(begin.iter().copied().find(|byte| !byte.is_ascii_whitespace()))
}

/// Whether the first line is no JSON by itself: then the file is one object over several lines.
fn is_one_document(path: &Path) -> io::Result<bool> {
    let mut line = Vec::new();
    BufReader::new(File::open(path)?).read_until(b'\n', &mut line)?;
    Ok(serde_json::from_slice::<serde::de::IgnoredAny>(&line).is_err_and(|error| error.is_eof()))
}

fn table(path: &Path, into: &mut Collector, take: &mut dyn FnMut(&Value, &mut Collector)) -> io::Result<()> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(path)?;
    let header: Vec<String> = reader
        .byte_headers()?
        .iter()
        .map(|name| String::from_utf8_lossy(name).trim_matches('\u{feff}').to_owned())
        .collect();
    for row in reader.byte_records() {
        into.notes().lines += 1;
        let Ok(row) = row else {
            into.notes().unreadable += 1;
            continue;
        };
        let fields = header.iter().zip(row.iter()).map(|(name, field)| {
            let field = String::from_utf8_lossy(field).into_owned();
            // Objects, lists and numbers stand as their text.
            let looks = field.starts_with(['{', '[']) || name.ends_with("_tokens");
            let value = if looks { serde_json::from_str(&field).ok() } else { None };
            (name.clone(), value.unwrap_or(Value::String(field)))
        });
        take(&Value::Object(fields.collect()), into);
    }
    Ok(())
}

/// A row; None for what is no call of a language model.
fn row(value: &Value) -> Result<Option<Row>, ()> {
    let text = |name: &str| value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    let count = |value: Option<&Value>| value.and_then(Value::as_u64).unwrap_or(0);
    if !value.is_object() || value.get("prompt_tokens").is_none() {
        return Err(());
    }
    let kind = text("call_type").unwrap_or_default();
    let other = ["embedding", "image", "transcription", "speech", "moderation", "rerank"];
    let cached = match value.get("cache_hit") {
        Some(Value::Bool(hit)) => *hit,
        Some(Value::String(hit)) => hit.eq_ignore_ascii_case("true"),
        _ => false,
    };
    if other.iter().any(|other| kind.contains(other)) || cached || text("status").as_deref() == Some("failure") {
        return Ok(None);
    }
    let metadata = match value.get("metadata") {
        Some(Value::String(json)) => serde_json::from_str(json).unwrap_or(Value::Null),
        Some(other) => other.clone(),
        None => Value::Null,
    };
    let usage = |name: &str| {
        let places = ["usage_object", "additional_usage_values"];
        places.iter().find_map(|place| metadata.get(place)?.get(name).filter(|value| !value.is_null()))
    };
    let read = usage("cache_read_input_tokens").or_else(|| usage("prompt_tokens_details")?.get("cached_tokens"));
    Ok(Some(Row {
        id: text("request_id"),
        session: text("session_id"),
        model: text("model").or_else(|| text("model_group")),
        at: text("startTime").or_else(|| text("start_time")).as_deref().and_then(instant),
        prompt: count(value.get("prompt_tokens")),
        output: count(value.get("completion_tokens")),
        read: count(read),
        write: count(usage("cache_creation_input_tokens")),
        typed: typed(value.get("messages")),
    }))
}

/// What a person typed, where the proxy was told to keep it: the last message, if it is a person's.
fn typed(messages: Option<&Value>) -> Option<String> {
    let parsed;
    let messages = match messages? {
        Value::String(json) => {
            parsed = serde_json::from_str::<Value>(json).ok()?;
            &parsed
        }
        other => other,
    };
    let last = messages.as_array()?.last()?;
    if last.get("role")?.as_str()? != "user" {
        return None;
    }
    match last.get("content")? {
        Value::String(text) => Some(text.clone()),
        Value::Array(parts) => {
            if parts.iter().any(|part| part.get("type").and_then(Value::as_str) == Some("tool_result")) {
                return None;
            }
            Some(parts.iter().filter_map(|part| part.get("text")?.as_str()).collect::<Vec<_>>().join("\n"))
        }
        _ => None,
    }
}

/// Whether the prompt's tokens hold the cache's differs by version of LiteLLM: where one row of a model has more cached
/// than prompt tokens, none of that model's prompts holds them.
fn give(rows: Vec<Row>, into: &mut Collector) {
    let apart: HashSet<Option<String>> = rows
        .iter()
        .filter(|row| row.read.saturating_add(row.write) > row.prompt)
        .map(|row| row.model.clone())
        .collect();
    if !apart.is_empty() {
        into.notes().note("this LiteLLM log counts cached tokens beside the prompt's for some models");
    }
    for row in rows {
        let within = if apart.contains(&row.model) { 0 } else { row.read + row.write };
        let tokens = TokenCounts {
            fresh: row.prompt - within,
            cache_write_5m: row.write,
            cache_read: row.read,
            output: row.output,
            ..TokenCounts::default()
        };
        if tokens.is_empty() {
            continue;
        }
        let name = row.session.as_deref().or(row.id.as_deref()).unwrap_or("log").to_owned();
        let session = into.session(&name);
        let known = match &row.id {
            Some(id) => identity(("litellm", id)),
            None => identity(("litellm-row", &name, row.at, row.prompt, row.output, row.read)),
        };
        if let Some(typed) = row.typed.filter(|typed| !typed.trim().is_empty()) {
            into.prompt(identity(("litellm-prompt", &row.id, row.at, &typed)), session, None, row.at, &typed);
        }
        into.call(known, session, row.at, row.model.as_deref(), tokens);
    }
}
