//! Qwen Code: one JSON object a line with Google's field names.

use std::io;
use std::path::Path;

use analytics::work::TokenCounts;
use serde::Deserialize;

use super::Collector;
use super::collector::identity;
use super::tool::tool;
use crate::mine::lenient::{count, flag, moment, text};
use crate::mine::lines::each_record;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    #[serde(default, deserialize_with = "text")]
    uuid: Option<String>,
    #[serde(default, deserialize_with = "text")]
    session_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    timestamp: Option<String>,
    #[serde(rename = "type", default, deserialize_with = "text")]
    kind: Option<String>,
    #[serde(default, deserialize_with = "text")]
    subtype: Option<String>,
    #[serde(default, deserialize_with = "text")]
    provenance: Option<String>,
    #[serde(default, deserialize_with = "flag")]
    is_sidechain: bool,
    #[serde(default, deserialize_with = "text")]
    cwd: Option<String>,
    #[serde(default, deserialize_with = "text")]
    model: Option<String>,
    message: Option<Message>,
    usage_metadata: Option<Usage>,
}

#[derive(Deserialize)]
struct Message {
    #[serde(default)]
    parts: Vec<Part>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Part {
    #[serde(default, deserialize_with = "text")]
    text: Option<String>,
    function_call: Option<FunctionCall>,
}

#[derive(Deserialize)]
struct FunctionCall {
    #[serde(default, deserialize_with = "text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    name: Option<String>,
    args: Option<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Usage {
    #[serde(default, deserialize_with = "count")]
    prompt_token_count: Option<u64>,
    #[serde(default, deserialize_with = "count")]
    cached_content_token_count: Option<u64>,
    #[serde(default, deserialize_with = "count")]
    candidates_token_count: Option<u64>,
    #[serde(default, deserialize_with = "count")]
    thoughts_token_count: Option<u64>,
}

/// Reads one session.
pub fn read(path: &Path, into: &mut Collector) -> io::Result<()> {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
    each_record(path, into, |line: Line, into| take(&line, &stem, into))
}

fn take(line: &Line, stem: &str, into: &mut Collector) {
    let session = into.session(line.session_id.as_deref().unwrap_or(stem));
    let at = line.timestamp.as_deref().and_then(moment);
    let parts = line.message.as_ref().map(|message| message.parts.as_slice()).unwrap_or_default();
    // `/branch` copies a session and keeps the ids of its lines.
    let id = |what: &str| match &line.uuid {
        Some(uuid) => identity(("qwen", what, uuid)),
        None => identity(("qwen", what, session, at, parts.len())),
    };
    match line.kind.as_deref() {
        Some("user") if is_by_a_person(line) => {
            let typed = parts.iter().filter_map(|part| part.text.as_deref()).collect::<Vec<_>>().join("\n");
            if !typed.trim().is_empty() {
                into.prompt(id("prompt"), session, line.cwd.as_deref(), at, &typed);
            }
        }
        Some("assistant") => {
            if let Some(usage) = &line.usage_metadata {
                let tokens = tokens(usage);
                if !tokens.is_empty() {
                    into.call(id("call"), session, at, line.model.as_deref(), tokens);
                }
            }
            for (place, call) in parts.iter().filter_map(|part| part.function_call.as_ref()).enumerate() {
                let argument = |name: &str| call.args.as_ref()?.get(name)?.as_str();
                let what = tool(call.name.as_deref().unwrap_or_default(), argument("command"));
                let id = identity(("qwen-tool", &line.uuid, &call.id, place));
                into.tool(id, session, at, what, argument("file_path"));
            }
        }
        _ => {}
    }
}

fn is_by_a_person(line: &Line) -> bool {
    let machine = matches!(line.subtype.as_deref(), Some("notification" | "cron"));
    !line.is_sidechain && line.provenance.as_deref().map_or(!machine, |provenance| provenance == "real_user")
}

fn tokens(usage: &Usage) -> TokenCounts {
    let prompt = usage.prompt_token_count.unwrap_or(0);
    let cached = usage.cached_content_token_count.unwrap_or(0).min(prompt);
    let thoughts = usage.thoughts_token_count.unwrap_or(0);
    TokenCounts {
        fresh: prompt - cached,
        cache_read: cached,
        output: usage.candidates_token_count.unwrap_or(0).saturating_add(thoughts),
        reasoning: thoughts,
        ..TokenCounts::default()
    }
}
