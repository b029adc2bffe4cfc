//! The commands that fetch and start a model with Ollama, llama.cpp and LM Studio; only from names that a source gives.

use crate::catalog::{MachineKind, ModelEntry};

/// The lines of one program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// The program.
    pub program: &'static str,
    /// Lines to type, one after another.
    pub lines: Vec<String>,
    /// What must be known before.
    pub note: Option<String>,
}

/// The tag behind a repository that picks a file: the quantisation, where it is one that GGUF files are named after.
#[must_use]
pub fn tag(quantisation: &str) -> Option<&str> {
    let name = quantisation.strip_prefix("UD-").unwrap_or(quantisation);
    let level = name.strip_prefix("IQ").or_else(|| name.strip_prefix('Q')).unwrap_or_default();
    let plain = quantisation.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    (plain && level.starts_with(|first: char| first.is_ascii_digit()) && level.contains('_')).then_some(quantisation)
}

/// The commands for a model and one of its files; empty where no source names a place to fetch it from.
///
/// The lines are for one person; a note says what `people` at once change.
#[must_use]
pub fn commands(
    entry: &ModelEntry,
    quantisation: &str,
    usual: bool,
    kind: MachineKind,
    context_tokens: u64,
    people: u32,
) -> Vec<Command> {
    let mut found = Vec::new();
    let library = entry.ollama_tag.as_ref().filter(|_| usual).map(|tag| tag.value.clone());
    let repository = entry.gguf_repo.as_ref().map(|repository| repository.value.as_str());
    let file = tag(quantisation);
    let from_hub = || repository.map(|repository| with_tag(&["hf.co/", repository].concat(), ':', file));
    if let Some(name) = library.or_else(from_hub) {
        found.push(Command {
            program: "Ollama",
            lines: vec![["ollama pull ", &name].concat(), ["ollama run ", &name].concat()],
            note: None,
        });
    }
    if let Some(repository) = repository {
        let gpu = if kind == MachineKind::Cpu { "" } else { " -ngl 99" };
        let from = with_tag(repository, ':', file);
        let line = format!("llama-server -hf {from} -c {context_tokens} -np 1{gpu} --jinja");
        let context = context_tokens * u64::from(people);
        let note = (people > 1).then(|| {
            format!(
                "For {people} people at once: -c {context} -np {people}. llama.cpp divides the context among its slots."
            )
        });
        found.push(Command { program: "llama.cpp", lines: vec![line], note });
        // Without a graphics processor its --gpu means nothing, and the other two programs suffice.
        if kind == MachineKind::Cpu {
            return found;
        }
        let get = ["lms get ", &with_tag(repository, '@', file.map(str::to_ascii_lowercase).as_deref())].concat();
        let load = format!("lms load --context-length {context_tokens} --gpu max");
        found.push(Command {
            program: "LM Studio",
            lines: vec![get, load, "lms server start".to_owned()],
            note: Some("lms load asks which of the downloaded models to load.".to_owned()),
        });
    }
    found
}

fn with_tag(name: &str, between: char, tag: Option<&str>) -> String {
    tag.map_or_else(|| name.to_owned(), |tag| format!("{name}{between}{tag}"))
}

#[cfg(test)]
mod tests {
    use super::tag;

    #[test]
    fn only_names_of_gguf_files_pick_a_file() {
        for name in ["Q4_K_M", "UD-Q4_K_XL", "IQ2_M", "Q8_0", "UD-IQ3_XXS"] {
            assert_eq!(tag(name), Some(name));
        }
        for name in ["MXFP4", "int4", "NVFP4", "BF16", "Q4_K_M (Ollama)", "Q4", ""] {
            assert_eq!(tag(name), None, "{name}");
        }
    }
}
