//! What must be on the machine before anything can be installed: one clear message for each.

use anyhow::{Result, bail};

use crate::process::find_on_path;

struct Prerequisite {
    program: &'static str,
    why: &'static str,
    remedy: &'static str,
}

const COMPILER: Prerequisite = Prerequisite {
    program: "cc",
    why: "a C compiler builds SQLite and parts of the tools",
    remedy: "install one: `apt install build-essential`, `dnf install gcc`, or `xcode-select \
             --install`; or set CC",
};

const NODE: Prerequisite = Prerequisite {
    program: "node",
    why: "wasm-opt and the WebAssembly tests run on it",
    remedy: "install Node.js 18 or newer: https://nodejs.org, `apt install nodejs npm` or `brew \
             install node`",
};

const NPM: Prerequisite = Prerequisite {
    program: "npm",
    why: "wasm-opt is installed from npm (the package binaryen)",
    remedy: "install npm; it usually comes with Node.js: https://nodejs.org or `apt install npm`",
};

const RUSTUP: Prerequisite = Prerequisite {
    program: "rustup",
    why: "it adds the compiler's WebAssembly target, which is missing",
    remedy: "install it from https://rustup.rs, or install the target wasm32-unknown-unknown with \
             the package manager that your Rust came from",
};

/// What every build needs, even when all tools are installed.
pub fn check_always() -> Result<()> {
    if std::env::var_os("CC").is_none() && !cfg!(windows) {
        check(&COMPILER)?;
    }
    check(&NODE)
}

/// What installing wasm-opt needs.
pub fn check_npm() -> Result<()> {
    check(&NPM)
}

/// What adding the WebAssembly target needs.
pub fn check_rustup() -> Result<()> {
    check(&RUSTUP)
}

fn check(wanted: &Prerequisite) -> Result<()> {
    let Prerequisite { program, why, remedy } = wanted;
    // On Windows npm is a script with another suffix; the call itself will tell.
    if cfg!(windows) || find_on_path(program).is_some() {
        return Ok(());
    }
    bail!("`{program}` is not on the PATH.\n  why: {why}\n  how to mend: {remedy}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_is_named_with_reason_and_remedy() {
        let missing = Prerequisite { program: "no-such-program", why: "reason", remedy: "cure" };
        let text = check(&missing).unwrap_err().to_string();
        assert!(text.contains("no-such-program") && text.contains("reason") && text.contains("cure"));
    }
}
