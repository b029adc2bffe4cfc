//! Rules for the text of a file, tested on samples: no file is read here.

use super::rules::{LONG_FILES, LONGEST_FILE};

/// Ways out of purity; the same words in a comment are allowed.
const IMPURE: [&str; 8] =
    ["std::fs", "std::env", "std::net", "std::process", "SystemTime", "time::Instant", "Instant::now", "thread::spawn"];

/// The same modules inside `use std::{...}`.
const IMPURE_MODULES: [&str; 4] = ["fs", "env", "net", "process"];

// Put together here, so that this file does not accuse itself.
const SQL: [&str; 5] = [
    concat!("SEL", "ECT "),
    concat!("INS", "ERT INTO "),
    concat!("UPD", "ATE "),
    concat!("DEL", "ETE FROM "),
    concat!("CRE", "ATE TABLE "),
];
const UNFINISHED: [&str; 2] = [concat!("TO", "DO"), concat!("FIX", "ME")];
const MACHINE_FOLDERS: [&str; 4] =
    [concat!("/ho", "me/"), concat!("/ro", "ot/"), concat!("/wo", "rk/"), concat!("/Us", "ers/")];

/// Material that quotes the outside world: prompts, answers and what was made from them.
const QUOTING: [&str; 4] = ["data/tasks/", "data/answers/", "data/snapshots/", "data/content/"];

/// Every fault of one file, named `path:line: what`.
pub fn check(name: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let quoting = QUOTING.iter().any(|folder| name.starts_with(folder)) || is_fixture(name);
    if !quoting && name != "Cargo.lock" {
        faults.extend(machine_paths(name, text));
        if has_extension(name, &["rs", "toml", "css", "html", "js", "sql"]) {
            faults.extend(unfinished(name, text));
        }
    }
    if has_extension(name, &["rs"]) && !quoting {
        faults.extend(first_line(name, text));
        faults.extend(length(name, text));
        faults.extend(queries(name, text));
        if name.starts_with("analytics/src/") {
            faults.extend(impure(name, text));
        }
    }
    faults
}

fn is_fixture(name: &str) -> bool {
    name.contains("/fixtures/")
}

fn has_extension(name: &str, wanted: &[&str]) -> bool {
    name.rsplit_once('.').is_some_and(|(_, extension)| wanted.contains(&extension))
}

fn first_line(name: &str, text: &str) -> Option<String> {
    (!text.starts_with("//! ")).then(|| format!("{name}:1: the first line says with `//!` what the file is for"))
}

fn length(name: &str, text: &str) -> Option<String> {
    let lines = text.lines().count();
    let excused = LONG_FILES.iter().any(|(long, _)| *long == name);
    (lines > LONGEST_FILE && !excused)
        .then(|| format!("{name}: {lines} lines; more than {LONGEST_FILE} need a reason in xtask/src/tidy/rules.rs"))
}

fn unfinished(name: &str, text: &str) -> Vec<String> {
    each_line(name, text, |line| {
        let word = UNFINISHED.iter().find(|word| has_word(line, word))?;
        Some(format!("{word} left in: do it, or open an issue"))
    })
}

fn machine_paths(name: &str, text: &str) -> Vec<String> {
    each_line(name, text, |line| {
        let folder = MACHINE_FOLDERS.iter().find(|folder| {
            line.match_indices(**folder).any(|(at, _)| {
                // Inside an address or a longer path the same letters are harmless.
                !line[..at].ends_with(|c: char| c.is_alphanumeric() || "._-~}".contains(c))
            })
        })?;
        Some(format!("a path of one machine ({folder})"))
    })
}

fn queries(name: &str, text: &str) -> Vec<String> {
    if !name.contains("/src/") || name.starts_with("exporter/src/store") {
        return Vec::new();
    }
    each_line(name, text, |line| {
        let begins = |words: &str| line.trim_start().starts_with(words) || line.contains(&format!("\"{words}"));
        let words = SQL.iter().find(|words| begins(words))?;
        Some(format!("SQL ({}) outside exporter/src/store", words.trim_end()))
    })
}

fn impure(name: &str, text: &str) -> Vec<String> {
    // Unit tests stand at the end of a file and may read fixtures.
    let code = text.split("#[cfg(test)]\nmod").next().unwrap_or(text);
    each_line(name, code, |line| {
        let line = line.split("//").next().unwrap_or(line);
        let word = IMPURE.iter().find(|word| line.contains(**word)).copied().or_else(|| grouped(line))?;
        Some(format!("analytics is pure, but uses {word}"))
    })
}

/// A forbidden module in `use std::{…}`.
fn grouped(line: &str) -> Option<&'static str> {
    let (_, list) = line.split_once("use std::{")?;
    IMPURE_MODULES.into_iter().find(|module| {
        list.split([',', '}']).any(|part| {
            let part = part.trim();
            part == *module || part.starts_with(&format!("{module}::"))
        })
    })
}

fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        !letter(before) && !letter(after)
    })
}

fn each_line(name: &str, text: &str, fault: impl Fn(&str) -> Option<String>) -> Vec<String> {
    text.lines()
        .enumerate()
        .filter_map(|(number, line)| Some(format!("{name}:{}: {}", number + 1, fault(line)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(name: &str, text: &str) -> String {
        let faults = check(name, text);
        assert_eq!(faults.len(), 1, "{faults:?}");
        faults.into_iter().next().unwrap()
    }

    #[test]
    fn a_source_file_says_first_what_it_is_for() {
        assert!(one("app/src/a.rs", "use std::fmt;\n").contains("app/src/a.rs:1"));
        assert!(check("app/src/a.rs", "//! A.\nuse std::fmt;\n").is_empty());
    }

    #[test]
    fn long_files_are_faults() {
        let text = format!("//! A.\n{}", "\n".repeat(LONGEST_FILE));
        assert!(one("app/src/a.rs", &text).contains("401 lines"));
    }

    #[test]
    fn analytics_is_pure_outside_tests_and_comments() {
        let name = "analytics/src/a.rs";
        for line in ["use std::fs;", "use std::{env, fmt};", "let t = Instant::now();", "x(std::net::A)"] {
            assert!(one(name, &format!("//! A.\n{line}\n")).contains("analytics is pure"), "{line}");
        }
        assert!(check(name, "//! A.\n// not std::fs\nuse std::{fmt, str};\n").is_empty());
        assert!(check(name, "//! A.\n#[cfg(test)]\nmod tests { use std::fs; }\n").is_empty());
        assert!(check("exporter/src/a.rs", "//! A.\nuse std::fs;\n").is_empty());
    }

    #[test]
    fn queries_live_in_the_store() {
        let text = format!("//! A.\nlet q = \"{}1\";\n", SQL[0]);
        assert!(one("exporter/src/run.rs", &text).contains("outside exporter/src/store"));
        assert!(check("exporter/src/store/rows.rs", &text).is_empty());
        let long = format!("//! A.\nlet q = r#\"\n    {}x\n\"#;\n", SQL[0]);
        assert!(one("exporter/src/run.rs", &long).contains(":3:"));
    }

    #[test]
    fn nothing_is_left_unfinished() {
        let word = UNFINISHED[0];
        assert!(one("app/src/a.rs", &format!("//! A.\n// {word}: later\n")).contains(":2:"));
        assert!(check("app/src/a.rs", &format!("//! A.\nlet {word}S = 1;\n")).is_empty());
        assert!(check("data/tasks/a.md", word).is_empty());
    }

    #[test]
    fn paths_of_a_machine_are_found_but_not_in_addresses() {
        let folder = MACHINE_FOLDERS[0];
        assert!(one("docs/a.md", &format!("see {folder}me/x\n")).contains("docs/a.md:1"));
        assert!(check("docs/a.md", &format!("https://example.com{folder}x\n")).is_empty());
        assert!(check("data/tasks/a.md", &format!("log {folder}x\n")).is_empty());
    }
}
