//! The configuration of a run with real files: a model and a provider for each, and both built-in judges.

use std::net::TcpListener;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// A file that is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its id: the file's name in small letters.
    pub id: String,
    /// The file's name without its ending.
    pub name: String,
    /// The file.
    pub file: PathBuf,
    /// The port of its server.
    pub port: u16,
}

/// One for each file, each with a port that is free now.
pub fn candidates(files: &[PathBuf]) -> Result<Vec<Candidate>> {
    let mut all: Vec<Candidate> = Vec::new();
    let mut held = Vec::new();
    for file in files {
        let name = file.file_stem().and_then(|name| name.to_str()).context("a model's file has no name")?.to_owned();
        let id = id_of(&name);
        if all.iter().any(|other| other.id == id) {
            bail!("two files are called {name}: rename one of them");
        }
        // Held until all are chosen, so that no port is given out twice.
        let listener = TcpListener::bind("127.0.0.1:0").context("no port is free")?;
        let port = listener.local_addr()?.port();
        held.push(listener);
        all.push(Candidate { id, name, file: file.clone(), port });
    }
    Ok(all)
}

/// Small letters, digits, dots and dashes.
fn id_of(name: &str) -> String {
    let clean =
        |letter: char| if letter.is_ascii_alphanumeric() || letter == '.' { letter.to_ascii_lowercase() } else { '-' };
    name.chars().map(clean).collect::<String>().trim_matches(['-', '.']).to_owned()
}

/// The file of the configuration.
pub fn text(candidates: &[Candidate], tasks: &Path) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let tasks = quoted(&tasks.to_string_lossy());
    let mut text = format!("[suite]\ntasks = {tasks}\n\n[run]\ntemperature = 0.0\nseed = 7\n");
    for Candidate { id, name, port, .. } in candidates {
        let (id, name) = (quoted(id), quoted(name));
        text.push_str(&format!(
            "\n[[providers]]\nid = {id}\nkind = \"openai-compatible\"\nbase_url = \"http://127.0.0.1:{port}/v1\"\n\
             concurrency = 1\nfirst_token_timeout_s = 900\nidle_timeout_s = 300\n\n\
             [[models]]\nid = {id}\nname = {name}\nprovider = {id}\nprovider_model = {name}\nfamily = {id}\n"
        ));
    }
    text.push_str("\n[[providers]]\nid = \"builtin\"\nkind = \"builtin\"\n");
    for method in ["checks", "coverage"] {
        text.push_str(&format!("\n[[judges]]\nid = \"{method}\"\nprovider = \"builtin\"\nmethod = \"{method}\"\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_has_an_id_and_a_port_of_its_own() {
        let files = ["m/Qwen2.5-Coder-1.5B_Q4_K_M.gguf", "m/smol.gguf"].map(PathBuf::from);
        let found = candidates(&files).unwrap();
        assert_eq!(found[0].id, "qwen2.5-coder-1.5b-q4-k-m");
        assert_eq!(found[0].name, "Qwen2.5-Coder-1.5B_Q4_K_M");
        assert_ne!(found[0].port, found[1].port);
        let twins = ["a/x.gguf", "b/X.gguf"].map(PathBuf::from);
        assert!(candidates(&twins).unwrap_err().to_string().contains("rename one of them"));
        let table: toml::Table = text(&found, Path::new("a \"b\"")).parse().unwrap();
        assert_eq!(table["suite"]["tasks"].as_str(), Some("a \"b\""));
        assert_eq!(table["models"].as_array().map(Vec::len), Some(2));
        assert_eq!(table["judges"].as_array().map(Vec::len), Some(2));
    }
}
