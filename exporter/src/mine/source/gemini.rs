//! Gemini CLI: a log of records in which the same id may be written again, or one JSON object for a session.

use std::io;
use std::path::Path;

use analytics::work::TokenCounts;
use serde::Deserialize;

use super::Collector;
use super::collector::identity;
use super::tool::tool;
use crate::mine::lenient::{count, moment, text};
use crate::mine::lines::each_record;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    #[serde(default, deserialize_with = "text")]
    session_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    timestamp: Option<String>,
    #[serde(rename = "type", default, deserialize_with = "text")]
    kind: Option<String>,
    content: Option<Content>,
    #[serde(default, deserialize_with = "text")]
    model: Option<String>,
    tokens: Option<Tokens>,
    #[serde(default)]
    tool_calls: Vec<ToolUse>,
    #[serde(rename = "$set")]
    set: Option<Box<Whole>>,
}

/// A session in one object, or the part of one that is written anew.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Whole {
    #[serde(default, deserialize_with = "text")]
    session_id: Option<String>,
    #[serde(default)]
    messages: Vec<Record>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Content {
    Text(String),
    Parts(Vec<Part>),
    Other(#[allow(dead_code)] serde::de::IgnoredAny),
}

#[derive(Deserialize)]
struct Part {
    #[serde(default, deserialize_with = "text")]
    text: Option<String>,
}

#[derive(Deserialize)]
struct Tokens {
    #[serde(default, deserialize_with = "count")]
    input: Option<u64>,
    #[serde(default, deserialize_with = "count")]
    output: Option<u64>,
    #[serde(default, deserialize_with = "count")]
    cached: Option<u64>,
    #[serde(default, deserialize_with = "count")]
    thoughts: Option<u64>,
    #[serde(default, deserialize_with = "count")]
    tool: Option<u64>,
}

#[derive(Deserialize)]
struct ToolUse {
    #[serde(default, deserialize_with = "text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    name: Option<String>,
    args: Option<Arguments>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Arguments {
    Fields {
        #[serde(default, deserialize_with = "text")]
        file_path: Option<String>,
        #[serde(default, deserialize_with = "text")]
        command: Option<String>,
    },
    Other(#[allow(dead_code)] serde::de::IgnoredAny),
}

/// Reads one session, of either form.
pub fn read(path: &Path, into: &mut Collector) -> io::Result<()> {
    let mut session = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
    let project = path.parent().and_then(Path::parent).map(|folder| folder.display().to_string());
    if path.extension().is_some_and(|extension| extension == "json") {
        into.notes().lines += 1;
        match serde_json::from_slice::<Whole>(&std::fs::read(path)?) {
            Ok(whole) => {
                session = whole.session_id.unwrap_or(session);
                whole.messages.iter().for_each(|record| take(record, &session, project.as_deref(), into));
            }
            Err(_) => into.notes().unreadable += 1,
        }
        return Ok(());
    }
    each_record(path, into, |record: Record, into| {
        if let (Some(id), None) = (&record.session_id, &record.id) {
            session.clone_from(id);
        }
        if let Some(whole) = &record.set {
            whole.messages.iter().for_each(|record| take(record, &session, project.as_deref(), into));
        }
        // `$rewindTo` takes messages out of the conversation; they were asked and paid all the same.
        take(&record, &session, project.as_deref(), into);
    })
}

fn take(record: &Record, session: &str, project: Option<&str>, into: &mut Collector) {
    let Some(id) = &record.id else { return };
    let at = record.timestamp.as_deref().and_then(moment);
    let number = into.session(session);
    match record.kind.as_deref() {
        Some("user") => {
            let typed = record.content.as_ref().map(written).unwrap_or_default();
            if !typed.trim().is_empty() {
                into.prompt(identity(("gemini-prompt", session, id)), number, project, at, &typed);
            }
        }
        Some("gemini") => {
            if let Some(tokens) = &record.tokens {
                let input = tokens.input.unwrap_or(0);
                let cached = tokens.cached.unwrap_or(0).min(input);
                let thoughts = tokens.thoughts.unwrap_or(0);
                let counts = TokenCounts {
                    // Results of tools are counted apart from the input, and are input.
                    fresh: (input - cached).saturating_add(tokens.tool.unwrap_or(0)),
                    cache_read: cached,
                    output: tokens.output.unwrap_or(0).saturating_add(thoughts),
                    reasoning: thoughts,
                    ..TokenCounts::default()
                };
                if !counts.is_empty() {
                    into.call(identity(("gemini", session, id)), number, at, record.model.as_deref(), counts);
                }
            }
            for (place, call) in record.tool_calls.iter().enumerate() {
                let (file, command) = match &call.args {
                    Some(Arguments::Fields { file_path, command }) => (file_path.as_deref(), command.as_deref()),
                    _ => (None, None),
                };
                let what = tool(call.name.as_deref().unwrap_or_default(), command);
                into.tool(identity(("gemini-tool", session, id, &call.id, place)), number, at, what, file);
            }
        }
        _ => {}
    }
}

fn written(content: &Content) -> String {
    match content {
        Content::Text(text) => text.clone(),
        Content::Parts(parts) => parts.iter().filter_map(|part| part.text.as_deref()).collect::<Vec<_>>().join("\n"),
        Content::Other(_) => String::new(),
    }
}
