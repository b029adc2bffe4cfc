//! Claude Code: one JSON object a line; a response stands on several lines, and copies of it in several files.

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
    #[serde(rename = "type", default, deserialize_with = "text")]
    kind: Option<String>,
    #[serde(default, deserialize_with = "text")]
    uuid: Option<String>,
    #[serde(default, deserialize_with = "text")]
    session_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    timestamp: Option<String>,
    #[serde(default, deserialize_with = "text")]
    cwd: Option<String>,
    #[serde(default, deserialize_with = "flag")]
    is_sidechain: bool,
    #[serde(default, deserialize_with = "flag")]
    is_meta: bool,
    #[serde(default, deserialize_with = "flag")]
    is_compact_summary: bool,
    #[serde(default, deserialize_with = "flag")]
    is_api_error_message: bool,
    message: Option<Message>,
}

#[derive(Deserialize)]
struct Message {
    #[serde(default, deserialize_with = "text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    model: Option<String>,
    content: Option<Content>,
    usage: Option<Usage>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Content {
    Text(String),
    Blocks(Vec<Block>),
    Other(#[allow(dead_code)] serde::de::IgnoredAny),
}

#[derive(Deserialize)]
struct Block {
    #[serde(rename = "type", default, deserialize_with = "text")]
    kind: Option<String>,
    #[serde(default, deserialize_with = "text")]
    text: Option<String>,
    #[serde(default, deserialize_with = "text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    name: Option<String>,
    input: Option<Input>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Input {
    Fields(Fields),
    Other(#[allow(dead_code)] serde::de::IgnoredAny),
}

#[derive(Deserialize)]
struct Fields {
    #[serde(default, deserialize_with = "text")]
    file_path: Option<String>,
    #[serde(default, deserialize_with = "text")]
    notebook_path: Option<String>,
    #[serde(default, deserialize_with = "text")]
    command: Option<String>,
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

/// Reads one session file.
pub fn read(path: &Path, into: &mut Collector) -> io::Result<()> {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
    each_record(path, into, |line: Line, into| take(&line, &stem, into))
}

fn take(line: &Line, stem: &str, into: &mut Collector) {
    let Some(message) = &line.message else { return };
    let session = into.session(line.session_id.as_deref().unwrap_or(stem));
    let at = line.timestamp.as_deref().and_then(moment);
    match line.kind.as_deref() {
        Some("user") => {
            let by_a_person = !(line.is_meta || line.is_sidechain || line.is_compact_summary);
            if let Some(text) = message.content.as_ref().and_then(typed).filter(|_| by_a_person) {
                let id = match &line.uuid {
                    Some(uuid) => identity(("claude-prompt", uuid)),
                    None => identity(("claude-prompt", session, at, &text)),
                };
                into.prompt(id, session, line.cwd.as_deref(), at, &text);
            }
        }
        Some("assistant") if !line.is_api_error_message && message.model.as_deref() != Some("<synthetic>") => {
            if let Some(usage) = &message.usage {
                let tokens = tokens(usage);
                // Some relays give every message one id, so the prompt's tokens belong to the identity.
                let prompt = TokenCounts { output: 0, reasoning: 0, ..tokens };
                let id = match &message.id {
                    Some(id) => identity(("claude", id, prompt.fresh, prompt.prompt(), prompt.cache_read)),
                    None => identity(("claude-line", &line.uuid, session, at, tokens.fresh, tokens.total())),
                };
                if !tokens.is_empty() {
                    into.call(id, session, at, message.model.as_deref(), tokens);
                }
            }
            if let Some(Content::Blocks(blocks)) = &message.content {
                blocks.iter().for_each(|block| take_tool(block, line, session, at, into));
            }
        }
        _ => {}
    }
}

fn take_tool(block: &Block, line: &Line, session: u32, at: Option<i64>, into: &mut Collector) {
    let (Some("tool_use"), Some(name)) = (block.kind.as_deref(), &block.name) else { return };
    let fields = match &block.input {
        Some(Input::Fields(fields)) => Some(fields),
        _ => None,
    };
    let file = fields.and_then(|fields| fields.file_path.as_deref().or(fields.notebook_path.as_deref()));
    let what = tool(name, fields.and_then(|fields| fields.command.as_deref()));
    let id = match &block.id {
        Some(id) => identity(("claude-tool", id)),
        None => identity(("claude-tool", &line.uuid, name, file)),
    };
    into.tool(id, session, at, what, file);
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
fn typed(content: &Content) -> Option<String> {
    let text = match content {
        Content::Text(text) => text.clone(),
        Content::Blocks(blocks) => {
            if blocks.iter().any(|block| block.kind.as_deref() == Some("tool_result")) {
                return None;
            }
            let texts = blocks.iter().filter(|block| block.kind.as_deref() == Some("text"));
            texts.filter_map(|block| block.text.as_deref()).collect::<Vec<_>>().join("\n")
        }
        Content::Other(_) => return None,
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
