//! Child processes: a clean environment, output into a log, and an error that shows the end of it.

use std::collections::VecDeque;
use std::env;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::PoisonError;

use anyhow::{Context, Result, bail};

use crate::progress::Step;

/// How much of a failed command's output is shown; the log has the rest.
const SHOWN_LINES: usize = 80;

/// What `cargo run` sets for us and must not reach a Cargo below us: build scripts that watch these
/// variables (ring's does) would run again, and everything behind them would be compiled again.
fn is_set_by_cargo_run(name: &str) -> bool {
    const EXACT: [&str; 6] =
        ["CARGO", "CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH", "CARGO_CRATE_NAME", "CARGO_BIN_NAME", "OUT_DIR"];
    EXACT.contains(&name) || name.starts_with("CARGO_PKG_")
}

/// A command in `folder` without the variables of the Cargo that started us.
pub fn command(program: impl AsRef<std::ffi::OsStr>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).stdin(Stdio::null());
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(is_set_by_cargo_run) {
            command.env_remove(name);
        }
    }
    command
}

/// The command as one would type it.
pub fn shown(command: &Command) -> String {
    let mut text = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        let argument = argument.to_string_lossy();
        text.push(' ');
        if argument.contains(char::is_whitespace) {
            text.push_str(&format!("'{argument}'"));
        } else {
            text.push_str(&argument);
        }
    }
    text
}

/// Runs a command to its end, its output into `log` and as status into `step`; returns all lines.
pub fn run(command: &mut Command, log: &Path, step: &Step) -> Result<Vec<String>> {
    let text = shown(command);
    let mut file = File::create(log).with_context(|| format!("cannot write the log {}", log.display()))?;
    writeln!(file, "$ {text}")?;
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{text}`"))?;
    let sink = Mutex::new((file, Vec::new()));
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        if let Some(stream) = stdout {
            scope.spawn(|| copy_lines(stream, &sink, step));
        }
        if let Some(stream) = stderr {
            scope.spawn(|| copy_lines(stream, &sink, step));
        }
    });
    let status = child.wait().with_context(|| format!("lost `{text}`"))?;
    let (_, lines) = sink.into_inner().unwrap_or_else(PoisonError::into_inner);
    if !status.success() {
        bail!("`{text}` failed ({status}); its output is in {}, the end of it:\n{}", log.display(), tail(&lines));
    }
    Ok(lines)
}

/// Runs a short command and returns what it wrote to stdout.
pub fn output(command: &mut Command) -> Result<String> {
    let text = shown(command);
    let output = command.output().with_context(|| format!("cannot start `{text}`"))?;
    if !output.status.success() {
        bail!("`{text}` failed ({}): {}", output.status, String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The first file called `name` (with the platform's suffix) in the folders of PATH.
pub fn find_on_path(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(&file)).find(|path| path.is_file())
}

fn copy_lines(stream: impl Read, sink: &Mutex<(File, Vec<String>)>, step: &Step) {
    let mut reader = BufReader::new(stream);
    let mut bytes = Vec::new();
    while matches!(reader.read_until(b'\n', &mut bytes), Ok(count) if count > 0) {
        let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
        bytes.clear();
        step.child_line(&line);
        let mut sink = sink.lock().unwrap_or_else(PoisonError::into_inner);
        // A full disk must not hide what the command itself has to say.
        let _ = writeln!(sink.0, "{line}");
        sink.1.push(line);
    }
}

fn tail(lines: &[String]) -> String {
    let mut end: VecDeque<&str> = VecDeque::new();
    for line in lines {
        if end.len() == SHOWN_LINES {
            end.pop_front();
        }
        end.push_back(line);
    }
    end.into_iter().collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_variables_of_cargo_run_are_dropped() {
        for name in ["CARGO_MANIFEST_DIR", "CARGO_PKG_NAME", "CARGO", "OUT_DIR"] {
            assert!(is_set_by_cargo_run(name), "{name}");
        }
        for name in ["CARGO_HOME", "CARGO_TARGET_DIR", "CARGO_NET_OFFLINE", "CARGO_BUILD_JOBS"] {
            assert!(!is_set_by_cargo_run(name), "{name}");
        }
    }

    #[test]
    fn arguments_with_spaces_are_quoted() {
        let mut command = Command::new("trunk");
        command.args(["build", "--dist", "a b"]);
        assert_eq!(shown(&command), "trunk build --dist 'a b'");
    }

    #[test]
    fn only_the_end_of_a_long_output_is_shown() {
        let lines: Vec<String> = (0..200).map(|n| n.to_string()).collect();
        let end = tail(&lines);
        assert!(end.starts_with("120\n") && end.ends_with("\n199"));
    }
}
