//! Puts what the readers find into one history, each response and each prompt once.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::path::Path;

use analytics::digest::sha256_hex;
use analytics::work::{Evidence, TokenCounts, Tool, language_of};

use super::Kind;
use crate::mine::history::{Call, History, NameId, Prompt, SourceNotes, ToolCall};

/// Gathers the records of all files.
#[derive(Debug, Default)]
pub struct Collector {
    history: History,
    kind: Option<Kind>,
    notes: SourceNotes,
    keeps_texts: bool,
    /// Responses by the hash of their identity: index of the call.
    responses: HashMap<u64, usize>,
    /// Prompts and tool calls by the hash of their identity.
    seen: HashMap<u64, ()>,
    seen_bytes: Telling,
    /// The session of the last record and its number.
    last_session: Option<(String, NameId)>,
    /// Codex: the running totals of each session, for its forks.
    pub(super) totals: HashMap<String, Vec<TokenCounts>>,
}

/// Who is told how far reading has come.
#[derive(Default)]
struct Telling(Option<Box<dyn Fn(u64)>>);

impl std::fmt::Debug for Telling {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Telling")
    }
}

/// The hash of an identity, such as an id of a message.
pub fn identity(parts: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    parts.hash(&mut hasher);
    hasher.finish()
}

impl Collector {
    /// One that keeps what was typed, for a sample that a person labels or for tasks.
    #[must_use]
    pub fn with_texts() -> Self {
        Self { keeps_texts: true, ..Self::default() }
    }

    /// The same one, which tells of the bytes that it has read.
    #[must_use]
    pub fn telling(self, seen: impl Fn(u64) + 'static) -> Self {
        Self { seen_bytes: Telling(Some(Box::new(seen))), ..self }
    }

    /// So many bytes more are read.
    pub fn progress(&self, bytes: u64) {
        if let Some(seen) = &self.seen_bytes.0 {
            seen(bytes);
        }
    }

    /// A file is read, or could not be read to its end.
    pub fn end_of_file(&mut self, path: &Path, end: std::io::Result<()>) {
        match end {
            Ok(()) => self.notes.files += 1,
            Err(error) => self.notes.note(format!("{} cannot be read: {error}", path.display())),
        }
    }

    /// Begins a source.
    pub fn begin(&mut self, kind: Kind, notes: Vec<String>) {
        self.kind = Some(kind);
        self.last_session = None;
        self.notes = SourceNotes { notes, ..SourceNotes::default() };
        self.notes.prompts.start = self.history.prompts.len();
        self.notes.calls.start = self.history.calls.len();
    }

    /// Ends a source.
    pub fn end(&mut self) {
        if let Some(kind) = self.kind.take() {
            let mut notes = std::mem::take(&mut self.notes);
            notes.prompts.end = self.history.prompts.len();
            notes.calls.end = self.history.calls.len();
            self.history.sources.push((kind, notes));
        }
    }

    /// The whole history.
    #[must_use]
    pub fn finish(self) -> History {
        self.history
    }

    /// What is noted of the present source.
    pub const fn notes(&mut self) -> &mut SourceNotes {
        &mut self.notes
    }

    /// The number of a session. Two programs may use the same id.
    pub fn session(&mut self, id: &str) -> NameId {
        // Lines of a session follow each other.
        if let Some((last, number)) = &self.last_session
            && last == id
        {
            return *number;
        }
        let kind = self.kind.map_or("", Kind::slug);
        let number = self.history.sessions.id(&format!("{kind}:{id}"));
        self.last_session = Some((id.to_owned(), number));
        number
    }

    /// Whether anything was read of a session of the present source.
    pub fn has_session(&self, id: &str) -> bool {
        self.history.sessions.has(&format!("{}:{id}", self.kind.map_or("", Kind::slug)))
    }

    /// The moment of the present source's first prompt.
    pub fn first_prompt(&self) -> Option<i64> {
        self.history.prompts[self.notes.prompts.start..].iter().filter_map(|prompt| prompt.at).min()
    }

    /// A prompt of a person; `identity` tells copies apart from repetitions.
    pub fn prompt(&mut self, identity: u64, session: NameId, project: Option<&str>, at: Option<i64>, text: &str) {
        if self.seen.insert(identity, ()).is_some() {
            self.notes.repeated += 1;
            return;
        }
        let project = project.map(|folder| self.history.projects.id(folder));
        let evidence = Evidence::of(text);
        let id = self.prompt_id(session, at, text);
        self.history.prompts.push(Prompt { id, session, project, at, evidence, language: language_of(text) });
        if self.keeps_texts {
            self.history.texts.push(text.to_owned());
        }
    }

    /// The same in every reading and on every machine, so that a label finds its prompt again.
    fn prompt_id(&self, session: NameId, at: Option<i64>, text: &str) -> u64 {
        let session = self.history.sessions.get(session).unwrap_or_default();
        let digest = sha256_hex(format!("{session}\n{at:?}\n{text}").as_bytes());
        u64::from_str_radix(&digest[..16], 16).unwrap_or_default()
    }

    /// A response. Copies of one response keep the largest output and the earliest time.
    pub fn call(&mut self, identity: u64, session: NameId, at: Option<i64>, model: Option<&str>, tokens: TokenCounts) {
        let model = model.map(|name| self.history.models.id(name));
        match self.responses.entry(identity) {
            Entry::Occupied(entry) => {
                self.notes.repeated += 1;
                let call = &mut self.history.calls[*entry.get()];
                if tokens.output > call.tokens.output {
                    call.tokens.output = tokens.output;
                    call.tokens.reasoning = tokens.reasoning;
                }
                if at.is_some() && (call.at.is_none() || at < call.at) {
                    call.at = at;
                }
            }
            Entry::Vacant(entry) => {
                entry.insert(self.history.calls.len());
                self.history.calls.push(Call { session, at, model, tokens });
            }
        }
    }

    /// A tool call.
    pub fn tool(&mut self, identity: u64, session: NameId, at: Option<i64>, tool: Tool, file: Option<&str>) {
        if self.seen.insert(identity, ()).is_none() {
            let file = file.map(|path| self.history.files.id(path));
            self.history.tools.push(ToolCall { session, at, tool, file });
        }
    }
}
