//! Claude Code's `history.jsonl`: prompts alone, which outlive the session files that it deletes.

use std::collections::HashSet;
use std::path::Path;

use serde::Deserialize;

use super::Collector;
use crate::mine::lenient::{borrowed, count};
use crate::mine::lines::each_line;

/// Its name, in the folder of the configuration.
pub const NAME: &str = "history.jsonl";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    #[serde(default, borrow, deserialize_with = "borrowed")]
    display: Option<std::borrow::Cow<'a, str>>,
    #[serde(default, deserialize_with = "count")]
    timestamp: Option<u64>,
    #[serde(default, borrow, deserialize_with = "borrowed")]
    session_id: Option<std::borrow::Cow<'a, str>>,
}

/// Counts the prompts of sessions whose files are gone. Without tokens they are in no share; lines without a session are
/// of older versions and cannot be told from what was read, so they count only where no file reaches so far back.
pub fn read(path: &Path, into: &mut Collector) -> std::io::Result<()> {
    let mut sessions = HashSet::new();
    let (mut prompts, mut first) = (0_u64, u64::MAX);
    let oldest = into.first_prompt();
    each_line(path, |line| {
        into.notes().lines += 1;
        let Some(line) = line.and_then(|line| serde_json::from_slice::<Line<'_>>(line).ok()) else {
            into.notes().unreadable += 1;
            return;
        };
        // Commands of the program are no prompts, as in its sessions.
        if line.display.as_deref().is_none_or(|text| text.trim().is_empty() || text.starts_with('/')) {
            return;
        }
        let gone = match line.session_id.as_deref() {
            Some(session) => !into.has_session(session),
            None => {
                line.timestamp.and_then(|at| i64::try_from(at).ok()).is_some_and(|at| oldest.is_none_or(|of| at < of))
            }
        };
        if gone {
            prompts += 1;
            first = first.min(line.timestamp.unwrap_or(u64::MAX));
            sessions.extend(line.session_id.map(std::borrow::Cow::into_owned));
        }
    })?;
    if prompts > 0 {
        into.notes().expired_prompts += prompts;
        let since = i64::try_from(first).ok().filter(|first| *first < i64::MAX / 2).map(crate::clock::rfc3339);
        let since = since.map(|day| format!(" from {} on", &day[..10])).unwrap_or_default();
        into.notes().note(format!(
            "{prompts} prompts{since} are only in {NAME}, the files of their {} sessions are gone: they are in no share",
            sessions.len()
        ));
    }
    Ok(())
}
