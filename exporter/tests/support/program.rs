//! Starts the compiled program as a user does.

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

/// The key that tests plant.
pub const KEY: &str = "sk-planted-0123456789abcdef";

/// The program in an empty environment but for the planted key.
pub fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_exporter"));
    command
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("TEST_KEY", KEY)
        .env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command
}

/// How a call ended.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ended {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Fails the test unless the code is this one.
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }
}

/// Runs it to its end.
pub fn exporter(folder: &Path, arguments: &[&str]) -> Ended {
    Ended::of(command(folder, arguments).output().unwrap())
}

/// Starts it in the background.
pub fn spawn(folder: &Path, arguments: &[&str]) -> Child {
    command(folder, arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Waits for a program in the background.
pub fn wait(child: Child) -> Ended {
    Ended::of(child.wait_with_output().unwrap())
}
