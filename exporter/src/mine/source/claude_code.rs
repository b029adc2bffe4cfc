//! Claude Code: one JSON object a line; a response stands on several lines, and copies of it in several files.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use analytics::work::{TokenCounts, Tool};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::collector::identity;
use super::tool::tool;
use super::{Collector, claude_prompts};
use crate::mine::lenient::{borrowed, count, flag, moment};
use crate::mine::parallel::{Step, each_record_of};

/// A line, borrowed: most of a history is results of tools, which are never copied.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    #[serde(rename = "type", default, borrow, deserialize_with = "borrowed")]
    kind: Option<Cow<'a, str>>,
    #[serde(default, borrow, deserialize_with = "borrowed")]
    uuid: Option<Cow<'a, str>>,
    #[serde(default, borrow, deserialize_with = "borrowed")]
    session_id: Option<Cow<'a, str>>,
    #[serde(default, borrow, deserialize_with = "borrowed")]
    timestamp: Option<Cow<'a, str>>,
    #[serde(default, borrow, deserialize_with = "borrowed")]
    cwd: Option<Cow<'a, str>>,
    #[serde(default, deserialize_with = "flag")]
    is_sidechain: bool,
    #[serde(default, deserialize_with = "flag")]
    is_meta: bool,
    #[serde(default, deserialize_with = "flag")]
    is_compact_summary: bool,
    #[serde(default, deserialize_with = "flag")]
    is_api_error_message: bool,
    #[serde(borrow)]
    message: Option<Message<'a>>,
}

#[derive(Deserialize)]
struct Message<'a> {
    #[serde(default, borrow, deserialize_with = "borrowed")]
    id: Option<Cow<'a, str>>,
    #[serde(default, borrow, deserialize_with = "borrowed")]
    model: Option<Cow<'a, str>>,
    #[serde(default, borrow)]
    content: Option<&'a RawValue>,
    usage: Option<Usage>,
}

#[derive(Deserialize)]
struct Block<'a> {
    #[serde(rename = "type", default, borrow, deserialize_with = "borrowed")]
    kind: Option<Cow<'a, str>>,
    #[serde(default, borrow, deserialize_with = "borrowed")]
    text: Option<Cow<'a, str>>,
    #[serde(default, borrow, deserialize_with = "borrowed")]
    id: Option<Cow<'a, str>>,
    #[serde(default, borrow, deserialize_with = "borrowed")]
    name: Option<Cow<'a, str>>,
    #[serde(default, borrow)]
    input: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Fields<'a> {
    #[serde(default, borrow, deserialize_with = "borrowed")]
    file_path: Option<Cow<'a, str>>,
    #[serde(default, borrow, deserialize_with = "borrowed")]
    notebook_path: Option<Cow<'a, str>>,
    #[serde(default, borrow, deserialize_with = "borrowed")]
    command: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Usage {
    #[serde(default, deserialize_with = "count")]
    input_tokens: Option<u64>,
    #[serde(default, deserialize_with = "count")]
    output_tokens: Option<u64>,
    #[serde(default, deserialize_with = "count")]
    cache_creation_input_tokens: Option<u64>,
    #[serde(default, deserialize_with = "count")]
    cache_read_input_tokens: Option<u64>,
    cache_creation: Option<Creation>,
}

#[derive(Deserialize)]
struct Creation {
    #[serde(default, deserialize_with = "count")]
    ephemeral_5m_input_tokens: Option<u64>,
    #[serde(default, deserialize_with = "count")]
    ephemeral_1h_input_tokens: Option<u64>,
}

/// What a line says, small enough to wait for its turn.
struct Record {
    session: String,
    at: Option<i64>,
    what: What,
}

enum What {
    Prompt { uuid: Option<String>, folder: Option<String>, text: String },
    Response { call: Option<(Identity, Option<String>, TokenCounts)>, tools: Vec<ToolUse> },
}

/// By its own id, or by what tells a line without one apart: its uuid.
enum Identity {
    Message(String),
    Line(Option<String>),
}

struct ToolUse {
    id: Option<String>,
    uuid: Option<String>,
    name: String,
    does: Tool,
    file: Option<String>,
}

/// Reads session files, then the lists of prompts, which are compared with them.
pub fn read(files: &[PathBuf], into: &mut Collector) {
    let is_list = |path: &&PathBuf| path.file_name().is_some_and(|name| name == claude_prompts::NAME);
    let (lists, sessions): (Vec<&PathBuf>, Vec<&PathBuf>) = files.iter().partition(is_list);
    read_sessions(&sessions, into);
    for list in lists {
        let end = claude_prompts::read(list, into);
        into.end_of_file(list, end);
    }
}

fn read_sessions(files: &[&PathBuf], into: &mut Collector) {
    each_record_of(files, record, |path, step| match step {
        Step::Records(batch) => {
            into.notes().lines += batch.lines;
            into.notes().unreadable += batch.unreadable;
            into.progress(batch.bytes);
            batch.records.into_iter().for_each(|record| take(record, into));
        }
        Step::End(end) => into.end_of_file(path, end),
    });
}

fn record(path: &Path, line: &[u8]) -> Option<Option<Record>> {
    let line: Line<'_> = serde_json::from_slice(line).ok()?;
    Some(of_line(path, &line))
}

fn of_line(path: &Path, line: &Line<'_>) -> Option<Record> {
    let message = line.message.as_ref()?;
    let owned = |text: &Option<Cow<'_, str>>| text.as_deref().map(str::to_owned);
    let what = match line.kind.as_deref()? {
        "user" if !(line.is_meta || line.is_sidechain || line.is_compact_summary) => {
            let text = message.content.and_then(typed)?;
            What::Prompt { uuid: owned(&line.uuid), folder: owned(&line.cwd), text }
        }
        "assistant" if !line.is_api_error_message && message.model.as_deref() != Some("<synthetic>") => {
            let tokens = message.usage.as_ref().map(tokens).filter(|tokens| !tokens.is_empty());
            let call = tokens.map(|tokens| {
                let identity = owned(&message.id).map_or_else(|| Identity::Line(owned(&line.uuid)), Identity::Message);
                (identity, owned(&message.model), tokens)
            });
            let tools = message.content.map(|content| tools(content, line)).unwrap_or_default();
            if call.is_none() && tools.is_empty() {
                return None;
            }
            What::Response { call, tools }
        }
        _ => return None,
    };
    let stem = || path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let session = line.session_id.as_deref().unwrap_or_else(stem).to_owned();
    Some(Record { session, at: line.timestamp.as_deref().and_then(moment), what })
}

fn take(record: Record, into: &mut Collector) {
    let Record { session, at, what } = record;
    let session = into.session(&session);
    match what {
        What::Prompt { uuid, folder, text } => {
            let id = match &uuid {
                Some(uuid) => identity(("claude-prompt", uuid)),
                None => identity(("claude-prompt", session, at, &text)),
            };
            into.prompt(id, session, folder.as_deref(), at, &text);
        }
        What::Response { call, tools } => {
            if let Some((id, model, tokens)) = call {
                // Some relays give every message one id, so the prompt's tokens belong to the identity.
                let prompt = TokenCounts { output: 0, reasoning: 0, ..tokens };
                let id = match id {
                    Identity::Message(id) => identity(("claude", id, prompt.fresh, prompt.prompt(), prompt.cache_read)),
                    Identity::Line(uuid) => identity(("claude-line", uuid, session, at, tokens.fresh, tokens.total())),
                };
                into.call(id, session, at, model.as_deref(), tokens);
            }
            for of in tools {
                let id = match &of.id {
                    Some(id) => identity(("claude-tool", id)),
                    None => identity(("claude-tool", &of.uuid, &of.name, &of.file)),
                };
                into.tool(id, session, at, of.does, of.file.as_deref());
            }
        }
    }
}

/// The blocks of a content; none where it is a text or anything else.
fn blocks(content: &RawValue) -> Vec<Block<'_>> {
    serde_json::from_str(content.get()).unwrap_or_default()
}

fn tools(content: &RawValue, line: &Line<'_>) -> Vec<ToolUse> {
    if !content.get().contains("tool_use") {
        return Vec::new();
    }
    let owned = |text: &Option<Cow<'_, str>>| text.as_deref().map(str::to_owned);
    let tool_use = |block: Block<'_>| {
        let name = block.name.as_deref().filter(|_| block.kind.as_deref() == Some("tool_use"))?.to_owned();
        let fields: Option<Fields<'_>> = block.input.and_then(|input| serde_json::from_str(input.get()).ok());
        let file = fields.as_ref().and_then(|of| of.file_path.as_deref().or(of.notebook_path.as_deref()));
        let does = tool(&name, fields.as_ref().and_then(|of| of.command.as_deref()));
        let id = owned(&block.id);
        // Needed only where the block has no id.
        let uuid = if id.is_none() { owned(&line.uuid) } else { None };
        Some(ToolUse { id, uuid, name, does, file: file.map(str::to_owned) })
    };
    blocks(content).into_iter().filter_map(tool_use).collect()
}

fn tokens(usage: &Usage) -> TokenCounts {
    let flat = usage.cache_creation_input_tokens.unwrap_or(0);
    let split = usage
        .cache_creation
        .as_ref()
        .map(|split| (split.ephemeral_5m_input_tokens.unwrap_or(0), split.ephemeral_1h_input_tokens.unwrap_or(0)));
    // Where both stand and differ, the split is the newer and finer count.
    let (cache_write_5m, cache_write_1h) = split.filter(|(short, long)| short + long > 0).unwrap_or((flat, 0));
    TokenCounts {
        fresh: usage.input_tokens.unwrap_or(0),
        cache_write_5m,
        cache_write_1h,
        cache_read: usage.cache_read_input_tokens.unwrap_or(0),
        output: usage.output_tokens.unwrap_or(0),
        reasoning: 0,
    }
}

/// What a person typed: None for results of tools and for lines that hold nothing but markup of the program.
fn typed(content: &RawValue) -> Option<String> {
    let text = match content.get().as_bytes().first()? {
        b'"' => serde_json::from_str::<String>(content.get()).ok()?,
        b'[' => {
            let blocks = blocks(content);
            if blocks.iter().any(|block| block.kind.as_deref() == Some("tool_result")) {
                return None;
            }
            let texts = blocks.iter().filter(|block| block.kind.as_deref() == Some("text"));
            texts.filter_map(|block| block.text.as_deref()).collect::<Vec<_>>().join("\n")
        }
        _ => return None,
    };
    const MARKUP: [&str; 6] = [
        "<command-name>",
        "<command-message>",
        "<local-command-stdout>",
        "<local-command-caveat>",
        "<system-reminder>",
        "[Request interrupted",
    ];
    let trimmed = text.trim();
    (!trimmed.is_empty() && !MARKUP.iter().any(|mark| trimmed.starts_with(mark))).then_some(text)
}
