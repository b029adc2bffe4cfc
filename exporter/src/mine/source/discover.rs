//! Finds the histories of this person: the folders that each program uses, and the variables that move them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Kind, claude_prompts, files_below};

/// What decides where histories lie.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// The home folder.
    pub home: PathBuf,
    /// Variables of the environment, by name.
    pub variables: BTreeMap<String, String>,
}

impl Places {
    /// Those of this process.
    #[must_use]
    pub fn of_this_process() -> Self {
        let home = std::env::home_dir().unwrap_or_default();
        let names = [
            "CLAUDE_CONFIG_DIR",
            "CODEX_HOME",
            "GEMINI_CLI_HOME",
            "GEMINI_DATA_DIR",
            "QWEN_RUNTIME_DIR",
            "COPILOT_HOME",
            "COPILOT_OTEL_FILE_EXPORTER_PATH",
            "OPENCODE_DB",
            "OPENCODE_DATA_DIR",
            "XDG_CONFIG_HOME",
            "XDG_DATA_HOME",
        ];
        let value = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let variables = names.iter().filter_map(|name| value(name).map(|value| ((*name).to_owned(), value))).collect();
        Self { home, variables }
    }

    fn variable(&self, name: &str) -> Option<PathBuf> {
        self.variables.get(name).map(PathBuf::from)
    }
}

/// The files of one program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The program.
    pub kind: Kind,
    /// Its files, sorted by path: most programs put the day into it, so that a fork comes after what it copies.
    pub files: Vec<PathBuf>,
    /// What could not be opened, and what a reader should know.
    pub notes: Vec<String>,
}

/// Looks for the histories of these programs. A program without any file is left out.
#[must_use]
pub fn discover(places: &Places, kinds: &[Kind]) -> Vec<Found> {
    let all = kinds.iter().map(|kind| {
        let mut notes = Vec::new();
        let mut files = Vec::new();
        for folder in folders(places, *kind) {
            if folder.is_dir() {
                files.extend(files_below(&folder, &|path| belongs(*kind, path), &mut notes));
                remark(*kind, &folder, &mut notes);
            } else if folder.is_file() {
                files.push(folder);
            }
        }
        if *kind == Kind::ClaudeCode {
            let lists = folders(places, *kind)
                .into_iter()
                .filter_map(|folder| Some(folder.parent()?.join(claude_prompts::NAME)));
            files.extend(lists.filter(|path| path.is_file()));
        }
        files.sort();
        files.dedup();
        Found { kind: *kind, files, notes }
    });
    all.filter(|found| !found.files.is_empty() || !found.notes.is_empty()).collect()
}

fn folders(places: &Places, kind: Kind) -> Vec<PathBuf> {
    let home = |rest: &str| places.home.join(rest);
    match kind {
        Kind::ClaudeCode => match places.variables.get("CLAUDE_CONFIG_DIR") {
            Some(list) => list.split(',').map(str::trim).filter(|one| !one.is_empty()).map(projects_of).collect(),
            None => {
                let config = places.variable("XDG_CONFIG_HOME").unwrap_or_else(|| home(".config"));
                vec![home(".claude/projects"), config.join("claude/projects")]
            }
        },
        Kind::Codex => {
            let base = places.variable("CODEX_HOME").unwrap_or_else(|| home(".codex"));
            vec![base.join("sessions"), base.join("archived_sessions")]
        }
        Kind::Gemini => match places.variable("GEMINI_DATA_DIR") {
            Some(folder) => vec![folder],
            None => vec![places.variable("GEMINI_CLI_HOME").unwrap_or_else(|| places.home.clone()).join(".gemini/tmp")],
        },
        Kind::Qwen => {
            let base = places.variable("QWEN_RUNTIME_DIR").unwrap_or_else(|| home(".qwen"));
            vec![base.join("projects")]
        }
        Kind::Copilot => {
            let base = places.variable("COPILOT_HOME").unwrap_or_else(|| home(".copilot"));
            let mut all = vec![base.join("otel")];
            all.extend(places.variable("COPILOT_OTEL_FILE_EXPORTER_PATH").filter(|path| !path.starts_with(&all[0])));
            all
        }
        Kind::OpenCode => {
            let data = places.variable("XDG_DATA_HOME").unwrap_or_else(|| home(".local/share"));
            let base = places.variable("OPENCODE_DATA_DIR").unwrap_or_else(|| data.join("opencode"));
            // Beside them lie snapshots of whole projects, which are none of this program's business.
            let databases = std::fs::read_dir(&base).into_iter().flatten().flatten().map(|entry| entry.path());
            let mut all: Vec<PathBuf> = databases.filter(|path| belongs(kind, path)).collect();
            all.push(base.join("storage/message"));
            all.extend(places.variable("OPENCODE_DB").filter(|path| path.is_absolute()));
            all
        }
        // A log of a proxy and a bill lie where somebody saved them.
        Kind::LiteLlm | Kind::OpenRouter | Kind::Neutral => Vec::new(),
    }
}

/// `CLAUDE_CONFIG_DIR` may name the folder of configuration or its `projects`.
fn projects_of(folder: &str) -> PathBuf {
    let folder = PathBuf::from(folder);
    if folder.ends_with("projects") { folder } else { folder.join("projects") }
}

fn belongs(kind: Kind, path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let is = |extension: &str| path.extension().is_some_and(|found| found == extension);
    let in_chats = path.components().any(|part| part.as_os_str() == "chats");
    match kind {
        Kind::ClaudeCode => is("jsonl") && name != "journal.jsonl",
        Kind::Codex => is("jsonl") && name.starts_with("rollout-"),
        Kind::Gemini => in_chats && (is("jsonl") || is("json")),
        Kind::Qwen => in_chats && is("jsonl"),
        Kind::OpenCode => {
            let in_storage = |part: &str| path.components().any(|at| at.as_os_str() == part);
            is("db") && name.starts_with("opencode") || is("json") && in_storage("storage") && in_storage("message")
        }
        Kind::Copilot | Kind::LiteLlm | Kind::OpenRouter | Kind::Neutral => is("jsonl"),
    }
}

/// What is missing from a source without anybody's fault.
fn remark(kind: Kind, folder: &Path, notes: &mut Vec<String>) {
    match kind {
        Kind::ClaudeCode => {
            let settings = folder.parent().map(|parent| parent.join("settings.json"));
            let text = settings.and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
            let days = serde_json::from_str::<serde_json::Value>(&text).ok();
            let days = days.and_then(|settings| settings.get("cleanupPeriodDays")?.as_u64()).unwrap_or(30);
            notes.push(format!(
                "Claude Code deletes sessions after {days} days (cleanupPeriodDays in its settings), so what is older is missing"
            ));
        }
        Kind::Codex => {
            let packed = files_below(folder, &|path| path.extension().is_some_and(|found| found == "zst"), &mut Vec::new());
            let lone = packed.iter().filter(|path| !path.with_extension("").is_file()).count();
            if lone > 0 {
                notes.push(format!("{lone} sessions are compressed (.zst) and not read; `zstd -d` unpacks them"));
            }
        }
        Kind::Gemini => notes.push("Gemini CLI deletes sessions after 30 days unless general.sessionRetention says otherwise".to_owned()),
        Kind::Copilot => notes.push(
            "Copilot's telemetry holds tokens and no prompts, and only from the day on which COPILOT_OTEL_ENABLED was set".to_owned(),
        ),
        Kind::OpenCode | Kind::Qwen | Kind::LiteLlm | Kind::OpenRouter | Kind::Neutral => {}
    }
}
