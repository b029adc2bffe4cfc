//! OpenCode: messages and their parts, in a database or, until February 2026, in files.

use std::collections::HashMap;
use std::io;
use std::path::Path;

use analytics::work::TokenCounts;
use serde::Deserialize;

use super::Collector;
use super::collector::identity;
use super::tool::tool;
use crate::mine::lenient::{count, flag, text};
use crate::store::{OpenCodeRow, read_opencode};

#[derive(Default, Deserialize)]
#[serde(default)]
struct Message {
    #[serde(deserialize_with = "text")]
    id: Option<String>,
    #[serde(rename = "sessionID", deserialize_with = "text")]
    session: Option<String>,
    #[serde(deserialize_with = "text")]
    role: Option<String>,
    #[serde(rename = "modelID", deserialize_with = "text")]
    model_id: Option<String>,
    model: Option<Model>,
    tokens: Option<Tokens>,
    time: Option<Time>,
    path: Option<Folder>,
    #[serde(deserialize_with = "text")]
    text: Option<String>,
    /// The second version of the tables holds the parts here.
    content: Vec<Part>,
}

#[derive(Deserialize)]
struct Model {
    #[serde(default, deserialize_with = "text")]
    id: Option<String>,
}

#[derive(Deserialize)]
struct Time {
    #[serde(default, deserialize_with = "count")]
    created: Option<u64>,
}

#[derive(Deserialize)]
struct Folder {
    #[serde(default, deserialize_with = "text")]
    cwd: Option<String>,
}

#[derive(Deserialize)]
struct Tokens {
    #[serde(default, deserialize_with = "count")]
    total: Option<u64>,
    #[serde(default, deserialize_with = "count")]
    input: Option<u64>,
    #[serde(default, deserialize_with = "count")]
    output: Option<u64>,
    #[serde(default, deserialize_with = "count")]
    reasoning: Option<u64>,
    cache: Option<Cache>,
}

#[derive(Deserialize)]
struct Cache {
    #[serde(default, deserialize_with = "count")]
    read: Option<u64>,
    #[serde(default, deserialize_with = "count")]
    write: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Part {
    #[serde(rename = "type", default, deserialize_with = "text")]
    kind: Option<String>,
    #[serde(default, deserialize_with = "text")]
    text: Option<String>,
    #[serde(default, deserialize_with = "flag")]
    synthetic: bool,
    #[serde(default, deserialize_with = "flag")]
    ignored: bool,
    #[serde(rename = "callID", default, deserialize_with = "text")]
    call_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    tool: Option<String>,
    /// The call's id and the tool's name in the second version.
    #[serde(default, deserialize_with = "text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    name: Option<String>,
    state: Option<State>,
}

#[derive(Deserialize)]
struct State {
    input: Option<serde_json::Value>,
}

/// Sessions, and the messages whose parts are still to come.
#[derive(Default)]
struct Reading {
    parents: HashMap<String, String>,
    folders: HashMap<String, String>,
    messages: HashMap<String, Held>,
    /// In the order of the messages.
    order: Vec<String>,
}

/// What a message is needed for until its parts are read.
struct Held {
    session: String,
    at: Option<i64>,
    /// The text of a person; None for a response.
    typed: Option<String>,
}

/// Reads one database, or one message of the older files with its parts.
pub fn read(path: &Path, into: &mut Collector) -> io::Result<()> {
    let mut reading = Reading::default();
    if path.extension().is_some_and(|extension| extension == "json") {
        reading.file(path, into)?;
    } else {
        read_opencode(path, &mut |row| reading.row(row, into)).map_err(io::Error::other)?;
    }
    reading.prompts(into);
    Ok(())
}

impl Reading {
    fn row(&mut self, row: OpenCodeRow, into: &mut Collector) {
        match row {
            OpenCodeRow::Session { id, parent, directory } => {
                self.folders.extend(directory.map(|directory| (id.clone(), directory)));
                self.parents.extend(parent.map(|parent| (id, parent)));
            }
            OpenCodeRow::Message { id, session, kind, data } => {
                into.notes().lines += 1;
                match serde_json::from_str::<Message>(&data) {
                    Ok(message) => self.message(&id, &session, kind.as_deref(), message, into),
                    Err(_) => into.notes().unreadable += 1,
                }
            }
            OpenCodeRow::Part { message, data } => {
                into.notes().lines += 1;
                match serde_json::from_str::<Part>(&data) {
                    Ok(part) => self.part(&message, &part, into),
                    Err(_) => into.notes().unreadable += 1,
                }
            }
        }
    }

    /// `storage/message/<session>/<message>.json`, its parts in `storage/part/<message>/`.
    fn file(&mut self, path: &Path, into: &mut Collector) -> io::Result<()> {
        into.notes().lines += 1;
        let Ok(message) = serde_json::from_slice::<Message>(&crate::regular::read(path)?) else {
            into.notes().unreadable += 1;
            return Ok(());
        };
        let name = |path: &Path| path.file_stem().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        let id = message.id.clone().unwrap_or_else(|| name(path));
        let folder = path.parent().unwrap_or(path);
        let session = message.session.clone().unwrap_or_else(|| name(folder));
        let storage = folder.parent().and_then(Path::parent).unwrap_or(folder);
        self.session_file(storage, &session);
        self.message(&id, &session, None, message, into);
        let mut parts: Vec<_> =
            std::fs::read_dir(storage.join("part").join(&id)).into_iter().flatten().flatten().collect();
        parts.sort_by_key(std::fs::DirEntry::path);
        for part in parts {
            let data = crate::regular::read(&part.path())?;
            let data = String::from_utf8_lossy(&data).into_owned();
            self.row(OpenCodeRow::Part { message: id.clone(), data }, into);
        }
        Ok(())
    }

    /// `storage/session/<project>/<session>.json`.
    fn session_file(&mut self, storage: &Path, session: &str) {
        #[derive(Deserialize)]
        struct Session {
            #[serde(rename = "parentID", default, deserialize_with = "text")]
            parent: Option<String>,
            #[serde(default, deserialize_with = "text")]
            directory: Option<String>,
        }
        for project in std::fs::read_dir(storage.join("session")).into_iter().flatten().flatten() {
            let bytes = crate::regular::read(&project.path().join(session).with_extension("json"));
            if let Some(found) = bytes.ok().and_then(|bytes| serde_json::from_slice::<Session>(&bytes).ok()) {
                self.folders.extend(found.directory.map(|directory| (session.to_owned(), directory)));
                self.parents.extend(found.parent.map(|parent| (session.to_owned(), parent)));
            }
        }
    }

    /// The session of the person: a subagent's work belongs to the one that started it.
    fn root<'a>(&'a self, session: &'a str) -> &'a str {
        let mut root = session;
        // A circle among parents ends here too.
        for _ in 0..32 {
            match self.parents.get(root) {
                Some(parent) => root = parent,
                None => break,
            }
        }
        root
    }

    fn message(&mut self, id: &str, session: &str, kind: Option<&str>, message: Message, into: &mut Collector) {
        let role = kind.map(str::to_owned).or(message.role);
        let at = message.time.and_then(|time| time.created).and_then(|at| i64::try_from(at).ok());
        let root = self.root(session).to_owned();
        if let Some(folder) = message.path.and_then(|path| path.cwd) {
            self.folders.entry(root.clone()).or_insert(folder);
        }
        let typed = match role.as_deref() {
            Some("user") if root == session => Some(message.text.unwrap_or_default()),
            Some("assistant") => None,
            _ => return,
        };
        if let (None, Some(tokens)) = (&typed, message.tokens.as_ref().map(counts)) {
            let model = message.model_id.or(message.model.and_then(|model| model.id));
            // A fork copies messages under new ids: the moment and every count stay.
            let known = identity((
                "opencode",
                at,
                &model,
                (tokens.fresh, tokens.cache_write_5m, tokens.cache_read, tokens.output, tokens.reasoning),
            ));
            if !tokens.is_empty() {
                let session = into.session(&root);
                into.call(known, session, at, model.as_deref(), tokens);
            }
        }
        self.order.push(id.to_owned());
        self.messages.insert(id.to_owned(), Held { session: root, at, typed });
        for part in &message.content {
            self.part(id, part, into);
        }
    }

    fn part(&mut self, message: &str, part: &Part, into: &mut Collector) {
        let Some(held) = self.messages.get_mut(message) else { return };
        match (part.kind.as_deref(), &mut held.typed) {
            (Some("text"), Some(typed)) if !part.synthetic && !part.ignored => {
                if !typed.is_empty() {
                    typed.push('\n');
                }
                typed.push_str(part.text.as_deref().unwrap_or_default());
            }
            (Some("tool"), None) => {
                let argument = |name: &str| part.state.as_ref()?.input.as_ref()?.get(name)?.as_str();
                let name = part.tool.as_deref().or(part.name.as_deref()).unwrap_or_default();
                let session = into.session(&held.session);
                let known = identity(("opencode-tool", held.at, part.call_id.as_ref().or(part.id.as_ref()), name));
                into.tool(known, session, held.at, tool(name, argument("command")), argument("filePath"));
            }
            _ => {}
        }
    }

    fn prompts(&mut self, into: &mut Collector) {
        for id in &self.order {
            let Some(Held { session, at, typed: Some(typed) }) = self.messages.remove(id) else { continue };
            if !typed.trim().is_empty() {
                let number = into.session(&session);
                let folder = self.folders.get(&session).map(String::as_str);
                into.prompt(identity(("opencode-prompt", at, &typed)), number, folder, at, &typed);
            }
        }
    }
}

/// Input stands without the cache. Newer versions count reasoning beside the output, older ones within it; the total
/// tells, where there is one.
fn counts(tokens: &Tokens) -> TokenCounts {
    let (output, reasoning) = (tokens.output.unwrap_or(0), tokens.reasoning.unwrap_or(0));
    let cache = tokens.cache.as_ref();
    let (read, write) =
        (cache.and_then(|cache| cache.read).unwrap_or(0), cache.and_then(|cache| cache.write).unwrap_or(0));
    let plain = tokens.input.unwrap_or(0).saturating_add(read).saturating_add(write).saturating_add(output);
    let within = reasoning > 0 && tokens.total == Some(plain);
    TokenCounts {
        fresh: tokens.input.unwrap_or(0),
        cache_write_5m: write,
        cache_write_1h: 0,
        cache_read: read,
        output: if within { output } else { output.saturating_add(reasoning) },
        reasoning,
    }
}
