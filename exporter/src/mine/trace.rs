//! A trace of requests without any text: moments and token counts alone, for replaying them against a server.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::History;

/// The shape of a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// Mooncake's: a line for each request, milliseconds from the start, lengths of prompt and response.
    Mooncake,
    /// Weka's: a line for each session with its requests, seconds from the session's first.
    Weka,
}

/// Tokens of a block in Mooncake's and in Weka's form.
const BLOCKS: [u64; 2] = [512, 64];

/// A call in its session.
struct Row {
    at: i64,
    session: u32,
    model: Option<u32>,
    prompt: u64,
    read: u64,
    output: u64,
}

/// The lines of the trace, and how many calls have no moment and are left out.
///
/// Histories hold no token ids, so equal blocks are an estimate: a call that read `n` tokens from the cache begins with the
/// first `n` tokens of the call before it in its session; everything behind them is new. Sessions share no block. Sessions
/// and models are numbered, never named; the first moment is 0.
#[must_use]
pub fn lines(history: &History, form: Form) -> (Vec<String>, usize) {
    let mut rows: Vec<Row> = history
        .calls
        .iter()
        .filter_map(|call| {
            Some(Row {
                at: call.at?,
                session: call.session,
                model: call.model,
                prompt: call.tokens.prompt(),
                read: call.tokens.cache_read,
                output: call.tokens.output,
            })
        })
        .filter(|row| row.prompt > 0)
        .collect();
    let left_out = history.calls.len() - rows.len();
    rows.sort_by_key(|row| (row.at, row.session));
    let lines = match form {
        Form::Mooncake => mooncake(&rows),
        Form::Weka => weka(&rows),
    };
    (lines, left_out)
}

/// Blocks of the calls of one session after another.
#[derive(Default)]
struct Blocks {
    next: u64,
    before: BTreeMap<u32, Vec<u64>>,
}

impl Blocks {
    fn of(&mut self, row: &Row, size: u64, partial: bool) -> Vec<u64> {
        let wanted = if partial { row.prompt.div_ceil(size) } else { row.prompt / size };
        let before = self.before.entry(row.session).or_default();
        let kept = usize::try_from(row.read.min(row.prompt) / size).unwrap_or(usize::MAX).min(before.len());
        before.truncate(kept);
        while (before.len() as u64) < wanted {
            before.push(self.next);
            self.next += 1;
        }
        before.truncate(usize::try_from(wanted).unwrap_or(usize::MAX));
        before.clone()
    }
}

fn mooncake(rows: &[Row]) -> Vec<String> {
    let start = rows.first().map_or(0, |row| row.at);
    let mut blocks = Blocks::default();
    let line = |row: &Row| {
        let ids = blocks.of(row, BLOCKS[0], true);
        json!({
            "timestamp": row.at - start,
            "input_length": row.prompt,
            "output_length": row.output,
            "hash_ids": ids,
        })
        .to_string()
    };
    rows.iter().map(line).collect()
}

fn weka(rows: &[Row]) -> Vec<String> {
    let mut sessions: BTreeMap<u32, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        sessions.entry(row.session).or_default().push(row);
    }
    let mut models: Vec<Option<u32>> = Vec::new();
    let mut all: Vec<(i64, Vec<&Row>)> =
        sessions.into_values().map(|rows| (rows.first().map_or(0, |row| row.at), rows)).collect();
    all.sort_by_key(|(at, _)| *at);
    let lines = all.into_iter().enumerate().map(|(number, (start, rows))| {
        // Ids are of the conversation, from 1.
        let mut blocks = Blocks { next: 1, ..Blocks::default() };
        let requests: Vec<Value> = rows
            .iter()
            .map(|row| {
                let at = models.iter().position(|model| *model == row.model).unwrap_or_else(|| {
                    models.push(row.model);
                    models.len() - 1
                });
                #[allow(clippy::cast_precision_loss, reason = "milliseconds of a session")]
                let seconds = (row.at - start) as f64 / 1000.0;
                json!({
                    "t": seconds, "type": "n", "model": format!("m{}", at + 1), "in": row.prompt, "out": row.output,
                    "hash_ids": blocks.of(row, BLOCKS[1], false),
                })
            })
            .collect();
        let mut named: Vec<&str> = requests.iter().filter_map(|request| request["model"].as_str()).collect();
        named.sort_unstable();
        named.dedup();
        json!({
            "id": format!("c{}", number + 1), "models": named, "block_size": BLOCKS[1], "hash_id_scope": "local",
            "requests": requests,
        })
        .to_string()
    });
    lines.collect()
}
