//! Tasks and a configuration of the size that a measurement needs, in a folder of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// What a measurement asks for.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Tasks.
    pub tasks: u32,
    /// How often each is asked.
    pub repeats: u32,
    /// Requests at a time.
    pub concurrency: u32,
    /// Judges that are language models, on the same server; 0 leaves the built-in ones.
    pub judges: u32,
}

/// Writes tasks and configuration; the path of the configuration.
pub fn write(folder: &Path, address: &str, size: Size) -> Result<PathBuf> {
    let tasks = folder.join("tasks");
    fs::create_dir_all(&tasks).with_context(|| format!("cannot create {}", tasks.display()))?;
    for number in 0..size.tasks {
        let name = format!("bench-{number:04}");
        fs::write(tasks.join(format!("{name}.md")), task(&name))?;
    }
    let path = folder.join("bench.toml");
    fs::write(&path, configuration(&tasks, address, size))?;
    Ok(path)
}

/// The program in this folder, without settings that the environment may hold for it.
pub fn command(exporter: &Path, folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(exporter);
    command.args(words).current_dir(folder);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("LIM_")) {
        command.env_remove(name);
    }
    command
}

fn configuration(tasks: &Path, address: &str, size: Size) -> String {
    let mut text = format!(
        "[suite]\ntasks = {tasks:?}\n[run]\nrepeats = {repeats}\n\
         [[providers]]\nid = \"server\"\nkind = \"openai-compatible\"\nbase_url = \"http://{address}/v1\"\n\
         concurrency = {concurrency}\n\
         [[models]]\nid = \"model\"\nprovider = \"server\"\nprovider_model = \"model\"\nfamily = \"own\"\n",
        repeats = size.repeats,
        concurrency = size.concurrency,
    );
    if size.judges == 0 {
        text.push_str("[[providers]]\nid = \"builtin\"\nkind = \"builtin\"\n");
        for method in ["checks", "coverage"] {
            text.push_str(&format!(
                "[[judges]]\nid = \"{method}\"\nprovider = \"builtin\"\nmethod = \"{method}\"\nfamily = \"{method}\"\n"
            ));
        }
    }
    for number in 0..size.judges {
        text.push_str(&format!(
            "[[judges]]\nid = \"judge-{number}\"\nprovider = \"server\"\nprovider_model = \"judge-{number}\"\n\
             family = \"family-{number}\"\n"
        ));
    }
    text
}

fn task(name: &str) -> String {
    let mut text = format!(
        "+++\nid = \"{name}\"\nversion = 1\ntitle = \"Sum {name}\"\ncategory = \"reasoning\"\ndifficulty = 1\n\
         max_tokens = 256\ntags = [\"bench\"]\norigin = \"generic\"\n"
    );
    for (shows, evidence) in
        [("Gives the result", "forty-two"), ("Shows the way", "addition"), ("Is short", "therefore")]
    {
        text.push_str(&format!(
            "[[expected_capabilities]]\ntext = \"{shows}\"\nessential = true\nevidence = [\"{evidence}\"]\n"
        ));
    }
    for dimension in ["correctness", "completeness", "quality"] {
        text.push_str(&format!(
            "[[checks]]\nid = \"{dimension}\"\ndimension = \"{dimension}\"\nwhy = \"A measurement needs a check.\"\n\
             kind = \"words\"\nmin = 1\n"
        ));
    }
    text.push_str(&format!("+++\nWhat is 20 + 22? This is {name}.\n"));
    text
}
