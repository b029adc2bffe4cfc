//! Codex CLI: events with running totals; a fork begins with a copy of its parent's events.

use std::io;
use std::path::Path;

use analytics::work::{TokenCounts, Tool};
use serde::Deserialize;

use super::Collector;
use super::collector::identity;
use super::tool::tool;
use crate::mine::lenient::{count, moment, text};
use crate::mine::lines::each_record;

#[derive(Deserialize)]
struct Line {
    #[serde(default, deserialize_with = "text")]
    timestamp: Option<String>,
    #[serde(rename = "type", default, deserialize_with = "text")]
    kind: Option<String>,
    payload: Option<Payload>,
}

/// The fields of every payload that is read; each kind of line has some of them.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Payload {
    #[serde(rename = "type", deserialize_with = "text")]
    kind: Option<String>,
    #[serde(deserialize_with = "text")]
    id: Option<String>,
    #[serde(deserialize_with = "text")]
    cwd: Option<String>,
    #[serde(deserialize_with = "text")]
    model: Option<String>,
    #[serde(deserialize_with = "text")]
    message: Option<String>,
    #[serde(deserialize_with = "text")]
    name: Option<String>,
    #[serde(deserialize_with = "text")]
    arguments: Option<String>,
    #[serde(deserialize_with = "text")]
    input: Option<String>,
    #[serde(deserialize_with = "text")]
    call_id: Option<String>,
    #[serde(deserialize_with = "text")]
    forked_from_id: Option<String>,
    #[serde(deserialize_with = "text")]
    parent_thread_id: Option<String>,
    info: Option<Info>,
    item: Option<Item>,
}

#[derive(Deserialize)]
struct Info {
    total_token_usage: Option<Usage>,
    last_token_usage: Option<Usage>,
}

#[derive(Deserialize)]
struct Item {
    #[serde(rename = "type", default, deserialize_with = "text")]
    kind: Option<String>,
    #[serde(default, deserialize_with = "text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    text: Option<String>,
    #[serde(default, deserialize_with = "text")]
    command: Option<String>,
}

#[derive(Deserialize)]
struct Usage {
    #[serde(default, deserialize_with = "count")]
    input_tokens: Option<u64>,
    #[serde(default, deserialize_with = "count")]
    cached_input_tokens: Option<u64>,
    #[serde(default, alias = "cache_creation_input_tokens", deserialize_with = "count")]
    cache_write_input_tokens: Option<u64>,
    #[serde(default, deserialize_with = "count")]
    output_tokens: Option<u64>,
    #[serde(default, deserialize_with = "count")]
    reasoning_output_tokens: Option<u64>,
}

impl Usage {
    /// Cached and written tokens are parts of the input, reasoning is a part of the output.
    fn counts(&self) -> TokenCounts {
        let input = self.input_tokens.unwrap_or(0);
        let read = self.cached_input_tokens.unwrap_or(0).min(input);
        let write = self.cache_write_input_tokens.unwrap_or(0).min(input - read);
        TokenCounts {
            fresh: input - read - write,
            cache_write_5m: write,
            cache_write_1h: 0,
            cache_read: read,
            output: self.output_tokens.unwrap_or(0),
            reasoning: self.reasoning_output_tokens.unwrap_or(0),
        }
    }
}

enum Event {
    Prompt { at: Option<i64>, text: String, id: Option<String> },
    Tool { at: Option<i64>, what: Tool, file: Option<String>, id: Option<String> },
    Usage { at: Option<i64>, model: Option<String>, total: Option<TokenCounts>, last: Option<TokenCounts> },
}

#[derive(Default)]
struct Session {
    id: Option<String>,
    parent: Option<String>,
    cwd: Option<String>,
    model: Option<String>,
    events: Vec<Event>,
}

/// Reads one rollout file.
pub fn read(path: &Path, into: &mut Collector) -> io::Result<()> {
    let mut session = Session::default();
    each_record(path, into, |line: Line, _| take(line, &mut session))?;
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    give(session, stem, into);
    Ok(())
}

fn take(line: Line, session: &mut Session) {
    let at = line.timestamp.as_deref().and_then(moment);
    let Some(payload) = line.payload else { return };
    match (line.kind.as_deref(), payload.kind.as_deref()) {
        // The first is the file's own; later ones are copied from the session that was forked.
        (Some("session_meta"), _) if session.id.is_none() => {
            session.id = payload.id;
            session.cwd = payload.cwd;
            session.parent = payload.forked_from_id.or(payload.parent_thread_id);
        }
        (Some("turn_context"), _) => {
            session.model = payload.model.or(session.model.take());
            session.cwd = session.cwd.take().or(payload.cwd);
        }
        (Some("event_msg"), Some("user_message")) => {
            if let Some(text) = payload.message.filter(|text| !text.trim().is_empty()) {
                session.events.push(Event::Prompt { at, text, id: None });
            }
        }
        (Some("event_msg"), Some("item_completed")) => {
            session.events.extend(payload.item.and_then(|item| item_event(item, at)))
        }
        (Some("event_msg"), Some("token_count")) => {
            if let Some(info) = payload.info {
                let total = info.total_token_usage.map(|usage| usage.counts());
                let last = info.last_token_usage.map(|usage| usage.counts());
                session.events.push(Event::Usage { at, model: session.model.clone(), total, last });
            }
        }
        (Some("response_item"), Some("function_call" | "custom_tool_call" | "local_shell_call")) => {
            let name = payload.name.unwrap_or_else(|| "shell".to_owned());
            let body = payload.arguments.or(payload.input).unwrap_or_default();
            let what = tool(&name, Some(&body));
            let file = (what == Tool::Edit).then(|| patched_file(&body)).flatten();
            session.events.push(Event::Tool { at, what, file, id: payload.call_id });
        }
        (Some("response_item"), Some("web_search_call")) => {
            session.events.push(Event::Tool { at, what: Tool::Web, file: None, id: payload.id });
        }
        _ => {}
    }
}

/// Sessions with paginated history write completed items in place of the older events.
fn item_event(item: Item, at: Option<i64>) -> Option<Event> {
    match item.kind.as_deref()? {
        "UserMessage" => Some(Event::Prompt { at, text: item.text?, id: item.id }),
        "CommandExecution" => {
            Some(Event::Tool { at, what: tool("shell", item.command.as_deref()), file: None, id: item.id })
        }
        "FileChange" => Some(Event::Tool { at, what: Tool::Edit, file: None, id: item.id }),
        _ => None,
    }
}

/// The first file of a patch.
fn patched_file(patch: &str) -> Option<String> {
    let at = patch.find("File: ")? + "File: ".len();
    let rest = &patch[at..];
    let end = rest.find(['\n', '\\', '"']).unwrap_or(rest.len());
    Some(rest[..end].trim().to_owned()).filter(|file| !file.is_empty())
}

fn give(session: Session, stem: &str, into: &mut Collector) {
    let name = session.id.as_deref().unwrap_or(stem).to_owned();
    let parent = session.parent.as_ref().and_then(|parent| into.totals.get(parent)).cloned().unwrap_or_default();
    let copied = copied_events(&session.events, &parent);
    let repeated = session.events[..copied].iter().filter(|event| !matches!(event, Event::Tool { .. })).count();
    into.notes().repeated += repeated as u64;
    let id = into.session(&name);
    let mut series: Vec<TokenCounts> = Vec::new();
    let mut before = TokenCounts::default();
    for (at, event) in session.events.iter().enumerate() {
        let is_new = at >= copied;
        match event {
            Event::Prompt { at: moment, text, id: item } if is_new => {
                let identity = match item {
                    Some(item) => identity(("codex-prompt", &name, item)),
                    None => identity(("codex-prompt", &name, at, text)),
                };
                into.prompt(identity, id, session.cwd.as_deref(), *moment, text);
            }
            Event::Tool { at: moment, what, file, id: call } if is_new => {
                let identity = match call {
                    Some(call) => identity(("codex-tool", call)),
                    None => identity(("codex-tool", &name, at)),
                };
                into.tool(identity, id, *moment, *what, file.as_deref());
            }
            Event::Usage { at: moment, model, total, last } => {
                let tokens = match total {
                    Some(total) if *total == before && !series.is_empty() => {
                        into.notes().repeated += 1;
                        continue;
                    }
                    Some(total) => total.since(&before),
                    None => last.unwrap_or_default(),
                };
                if let Some(total) = total {
                    before = *total;
                    series.push(*total);
                }
                if is_new && !tokens.is_empty() {
                    // A rollout kept in two folders is the same session with the same running total.
                    let identity = match total {
                        Some(total) => identity(("codex", &name, series.len(), total.total(), total.output)),
                        None => identity(("codex-last", &name, at, moment)),
                    };
                    into.call(identity, id, *moment, model.as_deref(), tokens);
                }
            }
            Event::Prompt { .. } | Event::Tool { .. } => {}
        }
    }
    into.totals.entry(name).or_insert(series);
}

/// How many events at the beginning are copies: up to the last running total that the parent has at the same place.
fn copied_events(events: &[Event], parent: &[TokenCounts]) -> usize {
    let mut expected = parent.iter().peekable();
    let mut copied = 0;
    let mut before = None;
    for (at, event) in events.iter().enumerate() {
        let Event::Usage { total: Some(total), .. } = event else { continue };
        if before == Some(*total) {
            continue;
        }
        if expected.peek().is_none_or(|next| **next != *total) {
            break;
        }
        expected.next();
        before = Some(*total);
        copied = at + 1;
    }
    copied
}
