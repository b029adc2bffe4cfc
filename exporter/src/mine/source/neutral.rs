//! The neutral form: one JSON object a line, for programs that have no reader of their own.

use std::io;
use std::path::Path;

use analytics::work::TokenCounts;
use serde::Deserialize;

use super::Collector;
use super::collector::identity;
use super::tool::tool;
use crate::mine::lenient::moment;
use crate::mine::lines::each_line;

/// A line. docs/agent-histories.md describes every field.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, tag = "type", rename_all = "kebab-case")]
enum Line {
    Prompt {
        time: String,
        session: String,
        project: Option<String>,
        text: String,
        id: Option<String>,
    },
    Call {
        time: String,
        session: String,
        model: Option<String>,
        #[serde(default)]
        fresh: u64,
        #[serde(default)]
        cache_write_5m: u64,
        #[serde(default)]
        cache_write_1h: u64,
        #[serde(default)]
        cache_read: u64,
        #[serde(default)]
        output: u64,
        #[serde(default)]
        reasoning: u64,
        id: Option<String>,
    },
    Tool {
        time: String,
        session: String,
        name: String,
        command: Option<String>,
        file: Option<String>,
        id: Option<String>,
    },
}

/// Reads one file.
pub fn read(path: &Path, into: &mut Collector) -> io::Result<()> {
    let mut number = 0_u64;
    each_line(path, |line| {
        number += 1;
        into.notes().lines += 1;
        let read = match line {
            Some(line) => serde_json::from_slice::<Line>(line).map_err(|error| error.to_string()),
            None => Err("it is longer than 64 MiB".to_owned()),
        };
        match read {
            Ok(line) => take(line, number, into),
            Err(error) => {
                let notes = into.notes();
                notes.unreadable += 1;
                if notes.unreadable == 1 {
                    notes.note(format!("the first unreadable line of {} is record {number}: {error}", path.display()));
                }
            }
        }
    })
}

fn take(line: Line, number: u64, into: &mut Collector) {
    match line {
        Line::Prompt { time, session, project, text, id } => {
            let identity = identity(("neutral-prompt", &session, &time, id.unwrap_or_else(|| text.clone())));
            let session = into.session(&session);
            into.prompt(identity, session, project.as_deref(), moment(&time), &text);
        }
        Line::Call {
            time,
            session,
            model,
            fresh,
            cache_write_5m,
            cache_write_1h,
            cache_read,
            output,
            reasoning,
            id,
        } => {
            let tokens = TokenCounts { fresh, cache_write_5m, cache_write_1h, cache_read, output, reasoning };
            let identity = identity(("neutral", &session, &time, id.unwrap_or_else(|| number.to_string())));
            let session = into.session(&session);
            into.call(identity, session, moment(&time), model.as_deref(), tokens);
        }
        Line::Tool { time, session, name, command, file, id } => {
            let identity = identity(("neutral-tool", &session, &time, id.unwrap_or_else(|| number.to_string())));
            let session = into.session(&session);
            into.tool(identity, session, moment(&time), tool(&name, command.as_deref()), file.as_deref());
        }
    }
}
