//! Where histories lie, and the reader of each format.

mod claude_code;
mod claude_prompts;
mod codex;
mod collector;
mod copilot;
mod discover;
mod gemini;
mod litellm;
mod neutral;
mod opencode;
mod openrouter;
mod qwen;
mod sniff;
mod tool;

use std::path::{Path, PathBuf};

pub use collector::Collector;
pub use discover::{Found, Places, discover};
pub use sniff::kind_of;

use super::history::History;

/// A program whose histories can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, clap::ValueEnum)]
pub enum Kind {
    /// Claude Code: `~/.claude/projects/**/*.jsonl`.
    ClaudeCode,
    /// Codex CLI: `~/.codex/sessions/**/*.jsonl`.
    Codex,
    /// Gemini CLI: `~/.gemini/tmp/*/chats/*.json(l)`.
    Gemini,
    /// Qwen Code: `~/.qwen/projects/*/chats/*.jsonl`.
    Qwen,
    /// GitHub Copilot CLI: OpenTelemetry files in `~/.copilot/otel/`.
    Copilot,
    /// OpenCode: `~/.local/share/opencode/opencode*.db`, and the older files of `storage/`.
    #[value(name = "opencode")]
    OpenCode,
    /// The spend log of a LiteLLM proxy, as JSON, JSON Lines or CSV, named with `--file`.
    #[value(name = "litellm")]
    LiteLlm,
    /// OpenRouter's activity as CSV, named with `--file`.
    #[value(name = "openrouter")]
    OpenRouter,
    /// The neutral form that docs/agent-histories.md describes.
    Neutral,
}

impl Kind {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 9] = [
        Self::ClaudeCode,
        Self::Codex,
        Self::OpenCode,
        Self::Gemini,
        Self::Qwen,
        Self::Copilot,
        Self::LiteLlm,
        Self::OpenRouter,
        Self::Neutral,
    ];

    /// The name on the command line.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::ClaudeCode => "claude-code",
            Self::Codex => "codex",
            Self::Gemini => "gemini",
            Self::Qwen => "qwen",
            Self::Copilot => "copilot",
            Self::OpenCode => "opencode",
            Self::LiteLlm => "litellm",
            Self::OpenRouter => "openrouter",
            Self::Neutral => "neutral",
        }
    }

    /// The name in sentences.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ClaudeCode => "Claude Code",
            Self::Codex => "Codex CLI",
            Self::Gemini => "Gemini CLI",
            Self::Qwen => "Qwen Code",
            Self::Copilot => "GitHub Copilot CLI",
            Self::OpenCode => "OpenCode",
            Self::LiteLlm => "LiteLLM",
            Self::OpenRouter => "OpenRouter",
            Self::Neutral => "neutral form",
        }
    }
}

/// Reads everything that was found. A file that cannot be read is named in the notes of its source; the rest counts.
#[must_use]
pub fn read(found: &[Found]) -> History {
    read_into(found, Collector::default())
}

/// The same, with the texts of the prompts.
#[must_use]
pub fn read_with_texts(found: &[Found]) -> History {
    read_into(found, Collector::with_texts())
}

/// The same; `seen` is told of every piece that was read, in bytes.
#[must_use]
pub fn read_and_tell(found: &[Found], texts: bool, seen: impl Fn(u64) + 'static) -> History {
    let collector = if texts { Collector::with_texts() } else { Collector::default() };
    read_into(found, collector.telling(seen))
}

fn read_into(found: &[Found], mut collector: Collector) -> History {
    for source in found {
        collector.begin(source.kind, source.notes.clone());
        match source.kind {
            // Whole folders of large files: two threads read them.
            Kind::ClaudeCode => claude_code::read(&source.files, &mut collector),
            kind => source.files.iter().for_each(|file| read_file(kind, file, &mut collector)),
        }
        collector.end();
    }
    collector.finish()
}

fn read_file(kind: Kind, path: &Path, into: &mut Collector) {
    let outcome = match kind {
        Kind::ClaudeCode => return claude_code::read(&[path.to_owned()], into),
        Kind::Codex => codex::read(path, into),
        Kind::Gemini => gemini::read(path, into),
        Kind::Qwen => qwen::read(path, into),
        Kind::Copilot => copilot::read(path, into),
        Kind::OpenCode => opencode::read(path, into),
        Kind::LiteLlm => litellm::read(path, into),
        Kind::OpenRouter => openrouter::read(path, into),
        Kind::Neutral => neutral::read(path, into),
    };
    into.progress(path.metadata().map_or(0, |data| data.len()));
    into.end_of_file(path, outcome);
}

/// Every file below a folder that `wanted` takes, sorted by path; links to folders are not followed, so that no file is
/// read twice and no circle is entered. What cannot be opened is named in `notes`.
pub(super) fn files_below(folder: &Path, wanted: &dyn Fn(&Path) -> bool, notes: &mut Vec<String>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                notes.push(format!("the folder {} cannot be read: {error}", folder.display()));
                continue;
            }
        };
        for entry in entries.flatten() {
            let path = entry.path();
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(path),
                // A link to a file counts as the file: some people keep their histories elsewhere.
                Ok(kind) if wanted(&path) && (kind.is_file() || (kind.is_symlink() && path.is_file())) => {
                    files.push(path)
                }
                _ => {}
            }
        }
    }
    files.sort();
    files
}
