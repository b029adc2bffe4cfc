//! Drafts of tasks from somebody's own requests: redacted, the most frequent first, for a person to approve.

use std::collections::BTreeMap;

use analytics::category::Category;
use analytics::ids::TaskId;
use analytics::snapshot::v1::Origin;

use super::redact::redact;
use super::request::Request;
use super::{History, similar};
use crate::tasks::template;

/// A request of fewer words says too little to be a task.
const FEWEST_WORDS: usize = 6;
/// A longer one is a paste of a whole file, and no prompt that could be judged.
const LONGEST: usize = 8_000;

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its category.
    pub category: Category,
    /// How often it was asked in nearly these words.
    pub asked: usize,
    /// The prompt, redacted.
    pub prompt: String,
    /// What was taken out, with how often.
    pub found: BTreeMap<&'static str, usize>,
}

/// Drafts of the kinds that tasks can be of, the most frequent first.
#[must_use]
pub fn drafts(history: &History, requests: &[Request], names: &[String]) -> Vec<Draft> {
    let usable: Vec<(&Request, &str)> = requests
        .iter()
        .filter(|request| request.kind.category().is_some())
        .filter_map(|request| Some((request, history.texts.get(request.prompt)?.trim())))
        .filter(|(_, text)| text.split_whitespace().count() >= FEWEST_WORDS && text.chars().count() <= LONGEST)
        .collect();
    let texts: Vec<&str> = usable.iter().map(|(_, text)| *text).collect();
    let groups = similar::groups(&texts);
    let draft = |group: Vec<usize>| {
        let (request, text) = usable[group[0]];
        let redacted = redact(text, names);
        Some(Draft {
            category: request.kind.category()?,
            asked: group.len(),
            prompt: redacted.text,
            found: redacted.found,
        })
    };
    groups.into_iter().filter_map(draft).collect()
}

impl Draft {
    /// The file: the template with its category and the prompt, for `tasks check` to say what is missing.
    #[must_use]
    pub fn file(&self, id: &TaskId) -> String {
        // A line of three plus signs would end the front matter.
        let prompt = self.prompt.replace("\n+++", "\n\\+++");
        format!("{}\n{}\n", template::task_file(id, None, self.category, Origin::RealWorld), prompt.trim())
    }
}

/// Words that belong to this person: their name on the machine, the machine's name, and the folders of their projects.
#[must_use]
pub fn own_names(history: &History, home: &std::path::Path) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    names.extend(home.file_name().map(|name| name.to_string_lossy().into_owned()));
    names.extend(
        ["USER", "USERNAME", "LOGNAME", "HOSTNAME", "COMPUTERNAME"].iter().filter_map(|name| std::env::var(name).ok()),
    );
    names.extend(std::fs::read_to_string("/etc/hostname").ok().map(|name| name.trim().to_owned()));
    for folder in history.projects.all() {
        names.extend(folder.split(['/', '\\']).filter(|part| !ORDINARY.contains(part)).map(str::to_owned));
    }
    names.retain(|name| name.chars().count() >= 3);
    names.sort();
    names.dedup();
    // A long name before one that is a part of it.
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names
}

/// Parts of paths that tell nothing, and whose removal would make prompts unreadable.
const ORDINARY: [&str; 16] = [
    "home",
    "Users",
    "root",
    "src",
    "app",
    "work",
    "code",
    "projects",
    "repos",
    "dev",
    "tmp",
    "Documents",
    "git",
    "var",
    "opt",
    "test",
];
