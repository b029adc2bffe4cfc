//! Requests: one prompt of a person with every model call and tool call up to the next one.

use std::collections::HashSet;

use analytics::work::{Kind, TokenCounts, Tool, Trait, classify};

use super::history::{History, NameId};

/// Prompts with more tokens than this are long: contexts up to here fit beside most models on most machines.
const LONG_CONTEXT: u64 = 32_768;
/// From so many model calls on, a request is one of many turns.
const MANY_TURNS: u64 = 10;

/// One request of a person, with everything that followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What it was for.
    pub kind: Kind,
    /// Its prompt, by place in the history.
    pub prompt: usize,
    /// Its calls, by place in the history.
    pub call_indices: Vec<u32>,
    /// What its tools did, each once.
    pub used: Vec<Tool>,
    /// What else is true of it.
    pub traits: Vec<Trait>,
    /// The session.
    pub session: NameId,
    /// The project, where known.
    pub project: Option<NameId>,
    /// When it was typed, in milliseconds since 1970.
    pub at: Option<i64>,
    /// Milliseconds from the prompt to the last call or tool.
    pub wall_ms: Option<i64>,
    /// Model calls.
    pub calls: u64,
    /// Tool calls.
    pub tools: u64,
    /// Different files that tools changed.
    pub changed_files: usize,
    /// The tokens of all its calls.
    pub tokens: TokenCounts,
    /// Prompt tokens of the longest call.
    pub longest_prompt: u64,
    /// Its models, each once.
    pub models: Vec<Option<NameId>>,
}

/// The requests of a history in the order of time, and the tokens of calls before any prompt of their session (titles,
/// scheduled work, and sessions whose prompts are gone).
#[must_use]
pub fn requests(history: &History) -> (Vec<Request>, TokenCounts) {
    // By session, then by time; what has no time keeps its place behind what has one.
    let mut prompts: Vec<usize> = (0..history.prompts.len()).collect();
    prompts.sort_by_key(|at| {
        let prompt = &history.prompts[*at];
        (prompt.session, prompt.at.unwrap_or(i64::MAX), *at)
    });
    let starts: Vec<(NameId, i64)> =
        prompts.iter().map(|at| (history.prompts[*at].session, history.prompts[*at].at.unwrap_or(i64::MAX))).collect();
    let owner = |session: NameId, at: Option<i64>| -> Option<usize> {
        let behind = starts.partition_point(|start| *start <= (session, at.unwrap_or(i64::MAX)));
        let candidate = behind.checked_sub(1)?;
        (starts[candidate].0 == session).then_some(candidate)
    };
    let mut all: Vec<Gathered> = prompts.iter().map(|_| Gathered::default()).collect();
    let mut orphans = TokenCounts::default();
    for (place, call) in history.calls.iter().enumerate() {
        match owner(call.session, call.at) {
            Some(at) => {
                all[at].call(call.at, call.model, &call.tokens);
                all[at].indices.extend(u32::try_from(place));
            }
            None => orphans.add(&call.tokens),
        }
    }
    for tool in &history.tools {
        if let Some(at) = owner(tool.session, tool.at) {
            all[at].tool(tool.at, tool.tool, tool.file);
        }
    }
    let requests = prompts.into_iter().zip(all).map(|(at, gathered)| {
        let prompt = &history.prompts[at];
        let mut traits = Vec::new();
        match prompt.language {
            Some("sv") => traits.push(Trait::Swedish),
            Some("other") => traits.push(Trait::OtherLanguage),
            _ => {}
        }
        if gathered.longest_prompt > LONG_CONTEXT {
            traits.push(Trait::LongContext);
        }
        if gathered.calls >= MANY_TURNS {
            traits.push(Trait::ManyTurns);
        }
        let mut used = gathered.tools.clone();
        used.sort_unstable();
        used.dedup();
        Request {
            prompt: at,
            call_indices: gathered.indices,
            used,
            kind: classify(&prompt.evidence, &gathered.tools, gathered.changed.len()),
            traits,
            session: prompt.session,
            project: prompt.project,
            at: prompt.at,
            wall_ms: prompt.at.zip(gathered.last).map(|(first, last)| (last - first).max(0)),
            calls: gathered.calls,
            tools: gathered.tools.len() as u64,
            changed_files: gathered.changed.len(),
            tokens: gathered.tokens,
            longest_prompt: gathered.longest_prompt,
            models: gathered.models,
        }
    });
    (requests.collect(), orphans)
}

#[derive(Default)]
struct Gathered {
    calls: u64,
    indices: Vec<u32>,
    tokens: TokenCounts,
    longest_prompt: u64,
    models: Vec<Option<NameId>>,
    tools: Vec<Tool>,
    changed: HashSet<NameId>,
    last: Option<i64>,
}

impl Gathered {
    fn call(&mut self, at: Option<i64>, model: Option<NameId>, tokens: &TokenCounts) {
        self.calls += 1;
        self.tokens.add(tokens);
        self.longest_prompt = self.longest_prompt.max(tokens.prompt());
        if !self.models.contains(&model) {
            self.models.push(model);
        }
        self.last = self.last.max(at);
    }

    fn tool(&mut self, at: Option<i64>, tool: Tool, file: Option<NameId>) {
        self.tools.push(tool);
        if tool == Tool::Edit {
            self.changed.extend(file);
        }
        self.last = self.last.max(at);
    }
}
