//! The steps that are one call of Cargo.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::process;
use crate::progress::{Outcome, Step};
use crate::tools::Tools;
use crate::workspace::Workspace;

/// All members together, the app with the feature that prerender asks for.
pub const LINTS_NATIVE: [&str; 7] =
    ["clippy", "--workspace", "--all-targets", "--features", "browser-tests/browser", "--", "-Dwarnings"];

/// The app as the browser runs it.
pub const LINTS_BROWSER: [&str; 9] =
    ["clippy", "--package", "app", "--features", "hydrate", "--target", "wasm32-unknown-unknown", "--", "-Dwarnings"];

/// Everything but the browser tests, which need a built site.
pub const TESTS_NATIVE: [&str; 2] = ["test", "--no-fail-fast"];

/// Without the app's features, so that analytics cannot lean on them.
pub const CHECK_ANALYTICS: [&str; 5] = ["check", "--package", "analytics", "--target", "wasm32-unknown-unknown"];

const WASM_TESTS: [&str; 7] =
    ["test", "--package", "analytics", "--target", "wasm32-unknown-unknown", "--test", "wasm"];

/// A call of Cargo in the checkout.
pub fn run(workspace: &Workspace, arguments: &[&str], step: &Step) -> Result<Outcome> {
    let mut command = process::command("cargo", &workspace.root);
    lines(command.args(arguments), workspace, step)?;
    Ok(Outcome::Done(String::new()))
}

/// A call of `cargo test` with variables for the tests; says how many ran and fails when there was none.
pub fn tests(workspace: &Workspace, arguments: &[&str], variables: &[(&str, &Path)], step: &Step) -> Result<Outcome> {
    let mut command = process::command("cargo", &workspace.root);
    command.args(arguments).envs(variables.iter().copied());
    counted(&mut command, workspace, step)
}

/// The tests of analytics that run as WebAssembly, in Node.
pub fn wasm_tests(workspace: &Workspace, tools: &Tools, step: &Step) -> Result<Outcome> {
    let mut command = tools.command("cargo", workspace)?;
    command.args(WASM_TESTS);
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
    counted(&mut command, workspace, step)
}

/// Runs a command that reports tests as Cargo does.
pub fn counted(command: &mut Command, workspace: &Workspace, step: &Step) -> Result<Outcome> {
    let text = process::shown(command);
    let (passed, ignored) = count(&lines(command, workspace, step)?);
    if passed == 0 {
        bail!("`{text}` ran no test");
    }
    let ignored = if ignored == 0 { String::new() } else { format!(", {ignored} ignored") };
    Ok(Outcome::Done(format!("{passed} tests{ignored}")))
}

fn lines(command: &mut Command, workspace: &Workspace, step: &Step) -> Result<Vec<String>> {
    let log = workspace.scratch()?.join(format!("test-{}.log", step.slug()));
    process::run(command, &log, step)
}

/// Sums `test result: ok. 12 passed; 0 failed; 1 ignored; …`.
fn count(lines: &[String]) -> (usize, usize) {
    let number = |line: &str, word: &str| -> usize {
        line.split([';', '.']).find_map(|part| part.trim().strip_suffix(word)?.trim().parse().ok()).unwrap_or(0)
    };
    lines
        .iter()
        .filter(|line| line.starts_with("test result:"))
        .map(|line| (number(line, "passed"), number(line, "ignored")))
        .fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_all_test_programs_are_added() {
        let lines = [
            "running 3 tests",
            "test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out",
            "test result: ok. 40 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out",
        ]
        .map(str::to_owned);
        assert_eq!(count(&lines), (42, 1));
    }
}
