//! What was read from all sources: prompts, calls and tool calls, without any text.

use std::collections::{HashMap, HashSet};

use analytics::work::{Evidence, TokenCounts, Tool};

use super::source::Kind;

/// A number for a name: a session, project or model.
pub type NameId = u32;

/// One request of a person, as it was typed. The text itself is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// The beginning of a SHA-256 over session, moment and text: the same in every reading.
    pub id: u64,
    /// The session.
    pub session: NameId,
    /// The project, where the source names a folder.
    pub project: Option<NameId>,
    /// Milliseconds since 1970; None where the source has no readable time.
    pub at: Option<i64>,
    /// What its words speak for.
    pub evidence: Evidence,
    /// Its language: `en`, `sv` or `other`.
    pub language: Option<&'static str>,
}

/// One response of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The session.
    pub session: NameId,
    /// Milliseconds since 1970.
    pub at: Option<i64>,
    /// The model, where the source names it.
    pub model: Option<NameId>,
    /// What it took.
    pub tokens: TokenCounts,
}

/// One tool that a model called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolCall {
    /// The session.
    pub session: NameId,
    /// Milliseconds since 1970.
    pub at: Option<i64>,
    /// What it did.
    pub tool: Tool,
    /// The file, as a number.
    pub file: Option<NameId>,
}

/// What one source holds and lacks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceNotes {
    /// Files that were read.
    pub files: u64,
    /// Lines or records that were read.
    pub lines: u64,
    /// Lines or records that are no valid record of this format.
    pub unreadable: u64,
    /// Lines that repeat a response, or a history copied into another file.
    pub repeated: u64,
    /// Prompts of sessions whose files are gone: known by a list of prompts alone, and in no share.
    pub expired_prompts: u64,
    /// What a reader should know, each sentence once.
    pub notes: Vec<String>,
    /// Indices into the history's lists: where this source begins and ends.
    pub prompts: std::ops::Range<usize>,
    /// As above, for calls.
    pub calls: std::ops::Range<usize>,
}

impl SourceNotes {
    /// Adds a sentence, once.
    pub fn note(&mut self, sentence: impl Into<String>) {
        let sentence = sentence.into();
        if !self.notes.contains(&sentence) {
            self.notes.push(sentence);
        }
    }
}

/// Names as numbers, so that a million calls do not hold a million texts.
#[derive(Debug, Default)]
pub struct Names {
    ids: HashMap<String, NameId>,
    list: Vec<String>,
}

impl Names {
    /// The number of a name.
    pub fn id(&mut self, name: &str) -> NameId {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        let id = NameId::try_from(self.list.len()).unwrap_or(NameId::MAX);
        self.ids.insert(name.to_owned(), id);
        self.list.push(name.to_owned());
        id
    }

    /// Whether a name has a number.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.ids.contains_key(name)
    }

    /// The name of a number.
    #[must_use]
    pub fn get(&self, id: NameId) -> Option<&str> {
        self.list.get(id as usize).map(String::as_str)
    }

    /// All names.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(String::as_str)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

/// Everything that was read.
#[derive(Debug, Default)]
pub struct History {
    /// Prompts in the order of reading.
    pub prompts: Vec<Prompt>,
    /// What was typed, in the order of `prompts`; empty unless it was asked for.
    pub texts: Vec<String>,
    /// Model calls in the order of reading, each once.
    pub calls: Vec<Call>,
    /// Tool calls in the order of reading.
    pub tools: Vec<ToolCall>,
    /// Names of sessions.
    pub sessions: Names,
    /// Folders of projects.
    pub projects: Names,
    /// Names of models.
    pub models: Names,
    /// Paths of files that tools touched.
    pub files: Names,
    /// What each source holds.
    pub sources: Vec<(Kind, SourceNotes)>,
}

impl History {
    /// Leaves out every session of which a prompt was typed in a folder whose path holds one of these texts.
    pub fn exclude_projects(&mut self, texts: &[String]) {
        if texts.is_empty() {
            return;
        }
        let is_out = |project: Option<NameId>| {
            let path = project.and_then(|id| self.projects.get(id)).unwrap_or_default();
            texts.iter().any(|text| !text.is_empty() && path.contains(text.as_str()))
        };
        let out: HashSet<NameId> =
            self.prompts.iter().filter(|prompt| is_out(prompt.project)).map(|prompt| prompt.session).collect();
        let mut kept = self.prompts.iter().map(|prompt| !out.contains(&prompt.session));
        self.texts.retain(|_| kept.next().unwrap_or(true));
        for (_, notes) in &mut self.sources {
            let left = |range: &std::ops::Range<usize>, is_in: &dyn Fn(usize) -> bool| {
                let before = (0..range.start).filter(|at| is_in(*at)).count();
                before..before + range.clone().filter(|at| is_in(*at)).count()
            };
            notes.prompts = left(&notes.prompts, &|at| !out.contains(&self.prompts[at].session));
            notes.calls = left(&notes.calls, &|at| !out.contains(&self.calls[at].session));
        }
        self.prompts.retain(|prompt| !out.contains(&prompt.session));
        self.calls.retain(|call| !out.contains(&call.session));
        self.tools.retain(|tool| !out.contains(&tool.session));
    }
}
