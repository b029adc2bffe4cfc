//! `exporter tasks` as a user runs it: what it prints where, for good files and for every kind of bad one.

#![allow(clippy::unwrap_used, reason = "a helper of a test may panic as the test itself may")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// A task that keeps every rule of docs/task-format.md. Line numbers below count in this text.
const GOOD: &str = r##"+++
id = "a-1"
version = 1
title = "Add two numbers"
category = "simple-coding"
difficulty = 1
max_tokens = 100
tags = ["sums"]
origin = "generic"

[[expected_capabilities]]
text = "Gives the sum"
essential = true
evidence = ["forty-two"]

[[expected_capabilities]]
text = "Shows the steps"
evidence = ["first"]

[[expected_capabilities]]
text = "Checks the result"
evidence = ["check"]

[[checks]]
id = "sum"
dimension = "correctness"
why = "40 + 2 = 42."
kind = "number"
pattern = '(\d+)'
equals = 42

[[checks]]
id = "steps"
dimension = "completeness"
why = "The steps were asked for."
kind = "contains_any"
texts = ["first", "then"]

[[checks]]
id = "short"
dimension = "quality"
why = "At most 20 words."
kind = "words"
max = 20
+++

Add forty and two. Give the steps.
"##;

const PASS: &str = "First take 40, then add 2: 42, forty-two. I check it backwards.\n";
const FAIL: &str = "First, it is 43.\n";

/// data/tasks of a project in a temporary folder with a space in its name.
struct Project {
    root: tempfile::TempDir,
}

impl Project {
    /// With these files in data/tasks.
    fn new(files: &[(&str, &str)]) -> Self {
        let root = tempfile::Builder::new().prefix("task test ").tempdir().unwrap();
        fs::create_dir_all(root.path().join("data/tasks")).unwrap();
        let project = Self { root };
        for (name, text) in files {
            project.write(&format!("data/tasks/{name}"), text.as_bytes());
        }
        project
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn path(&self) -> &Path {
        self.root.path()
    }

    fn tasks(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_exporter"))
            .arg("tasks")
            .args(arguments)
            .current_dir(self.path())
            .env("NO_COLOR", "1")
            .output()
            .unwrap()
    }
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// `check` of one file must end with 4, leave stdout empty and print a line that begins with `place` and holds `words`.
fn bad(text: &str, place: &str, words: &str) {
    let project = Project::new(&[("a-1.md", text)]);
    bad_project(&project, place, words);
}

fn bad_project(project: &Project, place: &str, words: &str) {
    let output = project.tasks(&["check"]);
    let errors = stderr(&output);
    assert_eq!(output.status.code(), Some(4), "{errors}");
    assert_eq!(stdout(&output), "", "faults belong on stderr");
    let found = errors.lines().any(|line| line.starts_with(place) && line.contains(words));
    assert!(found, "no line begins with {place:?} and holds {words:?}:\n{errors}");
}

#[test]
fn a_good_folder_is_one_line_on_stdout() {
    let project = Project::new(&[("a-1.md", GOOD)]);
    project.write("data/tasks/answers/a-1.pass.md", PASS.as_bytes());
    project.write("data/tasks/answers/a-1.fail.md", FAIL.as_bytes());
    let output = project.tasks(&["check"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(stdout(&output).lines().count(), 1);
    for words in ["1 task ", "3 checks", "3 expected capabilities", "2 reference answers", "no faults"] {
        assert!(stdout(&output).contains(words), "{words:?} is not in {}", stdout(&output));
    }
    assert!(
        stderr(&output).contains("32768 tokens"),
        "without a catalogue the assumed context is named: {}",
        stderr(&output)
    );
}

#[test]
fn files_that_hold_no_task() {
    bad("", "data/tasks/a-1.md:1: ", "empty");
    bad("# A title\n", "data/tasks/a-1.md:1: ", "must begin with a line of +++");
    bad("+++\nid = \"a-1\"\n", "data/tasks/a-1.md:1: ", "never closed");
    bad(&GOOD.replace("version = 1", "version 1"), "data/tasks/a-1.md:3: ", "no valid TOML");
}

#[test]
fn fields_that_break_a_rule() {
    let with = |from: &str, to: &str| {
        assert!(GOOD.contains(from), "{from}");
        GOOD.replacen(from, to, 1)
    };
    bad(&with("difficulty = 1", "dificulty = 1"), "data/tasks/a-1.md:6: ", "did you mean \"difficulty\"?");
    bad(
        &with("dimension = \"quality\"", "dimension = \"quality\"\ncolour = 1"),
        "data/tasks/a-1.md:42: ",
        "unknown field \"colour\"",
    );
    bad(&with("version = 1", "version = \"one\""), "data/tasks/a-1.md:3: ", "whole number");
    bad(&with("tags = [\"sums\"]", "tags = \"sums\""), "data/tasks/a-1.md:8: ", "list of strings");
    bad(&with("difficulty = 1", "difficulty = 9"), "data/tasks/a-1.md:6: ", "1 to 5");
    bad(&with("\"simple-coding\"", "\"coding\""), "data/tasks/a-1.md:5: ", "unknown category \"coding\"");
    bad(&with("(\\d+)", "(\\d+"), "data/tasks/a-1.md:29: ", "unclosed group");
    bad(&with("\"forty-two\"", "\"Forty and  TWO\""), "data/tasks/a-1.md:14: ", "already stands in the prompt");
    bad(&with("\"a-1\"", "\"a-2\""), "data/tasks/a-1.md:2: ", "differs from the file name");
    bad(&with("\"a-1\"", "\"../x\""), "data/tasks/a-1.md:2: ", "cannot be used");
    bad(&with("dimension = \"quality\"", "dimension = \"correctness\""), "data/tasks/a-1.md:24: ", "\"quality\"");
    bad(&with("title = \"Add two numbers\"\n", ""), "data/tasks/a-1.md:1: ", "no field \"title\"");
}

#[test]
fn prompts_that_cannot_be_sent() {
    let (front, _) = GOOD.rsplit_once("Add forty").unwrap();
    bad(front, "data/tasks/a-1.md:45: ", "the prompt is empty");
    let long = format!("{front}{}\n", "word ".repeat(40_000));
    bad(&long, "data/tasks/a-1.md:47: ", "do not fit into the smallest context, 32768 tokens");
}

#[test]
fn the_smallest_context_of_the_catalogue_counts() {
    // 34 bytes are at most 12 tokens; with max_tokens = 100 they need 112.
    for (context, code) in [(112, 0), (111, 4)] {
        let project = Project::new(&[("a-1.md", GOOD)]);
        project.write("data/catalog/models.toml", catalogue(context).as_bytes());
        let output = project.tasks(&["check"]);
        assert_eq!(output.status.code(), Some(code), "{}", stderr(&output));
        assert!(!stderr(&output).contains("taken to be"), "{}", stderr(&output));
    }
}

/// The project's own catalogue with the first context replaced.
fn catalogue(context: u64) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/catalog/models.toml");
    let mut models: toml::Table = toml::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let first = models["models"].as_array_mut().unwrap().first_mut().unwrap();
    first["context_tokens"]["value"] = i64::try_from(context).unwrap().into();
    toml::to_string(&models).unwrap()
}

#[test]
fn a_duplicate_id_names_the_other_file() {
    let project = Project::new(&[("a-1.md", GOOD), ("b-1.md", GOOD)]);
    bad_project(&project, "data/tasks/b-1.md:2: ", "data/tasks/a-1.md:2 has it too");
    bad_project(&project, "data/tasks/a-1.md:2: ", "data/tasks/b-1.md:2 has it too");
}

#[test]
fn bytes_and_folders_that_are_no_text() {
    let project = Project::new(&[]);
    project.write("data/tasks/a-1.md", b"+++\nid = \"\xff\"\n+++\n");
    bad_project(&project, "data/tasks/a-1.md:2: ", "not UTF-8");
    let project = Project::new(&[]);
    fs::create_dir(project.path().join("data/tasks/x.md")).unwrap();
    bad_project(&project, "data/tasks/x.md: ", "is a folder");
    bad_project(&Project::new(&[]), "data/tasks: ", "holds no task file");
}

#[test]
fn all_faults_of_all_files_are_counted() {
    let project = Project::new(&[
        ("a-1.md", &GOOD.replace("difficulty = 1", "difficulty = 9").replace("version = 1", "version = 0")),
        ("b-1.md", ""),
    ]);
    let errors = stderr(&project.tasks(&["check"]));
    assert!(errors.contains("3 faults in 2 files"), "{errors}");
    assert_eq!(errors.lines().filter(|line| line.starts_with("data/tasks/")).count(), 3, "{errors}");
}

#[test]
fn reference_answers_are_graded() {
    let project = Project::new(&[("a-1.md", GOOD)]);
    project.write("data/tasks/answers/a-1.pass.md", FAIL.as_bytes());
    project.write("data/tasks/answers/a-1.fail.md", PASS.as_bytes());
    bad_project(&project, "data/tasks/answers/a-1.pass.md: ", "fails check \"sum\" (correctness): 40 + 2 = 42.");
    bad_project(&project, "data/tasks/answers/a-1.pass.md: ", "essential capability \"Gives the sum\"");
    bad_project(&project, "data/tasks/answers/a-1.pass.md: ", "1 of 3 capabilities");
    bad_project(&project, "data/tasks/answers/a-1.fail.md: ", "gets 2 for correctness instead of 0");
    fs::remove_file(project.path().join("data/tasks/answers/a-1.pass.md")).unwrap();
    bad_project(&project, "data/tasks/answers/a-1.pass.md: ", "cannot read this reference answer");
}

#[test]
fn an_answer_without_a_task_is_a_fault() {
    let project = Project::new(&[("a-1.md", GOOD)]);
    for (name, text) in [("a-1.pass", PASS), ("a-1.fail", FAIL), ("old-1.pass", PASS)] {
        project.write(&format!("data/tasks/answers/{name}.md"), text.as_bytes());
    }
    bad_project(&project, "data/tasks/answers/old-1.pass.md: ", "belongs to no task");
}

#[test]
fn one_file_can_be_checked_alone() {
    let project = Project::new(&[("a-1.md", GOOD), ("b-1.md", "")]);
    assert_eq!(project.tasks(&["check", "data/tasks/a-1.md"]).status.code(), Some(0));
    assert_eq!(project.tasks(&["check", "data/tasks/b-1.md"]).status.code(), Some(4));
    let none = project.tasks(&["check", "data/tasks/none"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(stderr(&none).contains("data/tasks/none does not exist"), "{}", stderr(&none));
}

#[test]
fn list_is_a_table_or_json() {
    let other = GOOD.replace("\"a-1\"", "\"longer-id-2\"").replace("\"generic\"", "\"real-world\"");
    let project = Project::new(&[("longer-id-2.md", &other), ("a-1.md", GOOD)]);
    let table = stdout(&project.tasks(&["list"]));
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 3, "{table}");
    let column = lines[0].find("TITLE").unwrap();
    for line in &lines[1..] {
        assert_eq!(line.find("Add two numbers"), Some(column), "{table}");
    }
    assert!(lines[1].starts_with("a-1 ") && lines[2].starts_with("longer-id-2 "), "{table}");
    let json: serde_json::Value = serde_json::from_str(&stdout(&project.tasks(&["list", "--json"]))).unwrap();
    assert_eq!(json[1]["id"], "longer-id-2");
    assert_eq!(json[1]["origin"], "real-world");
    assert_eq!(json[0]["difficulty"], 1);
}

#[test]
fn list_does_not_hide_a_fault() {
    let project = Project::new(&[("a-1.md", GOOD), ("b-1.md", "")]);
    let output = project.tasks(&["list"]);
    assert_eq!(output.status.code(), Some(4));
    assert_eq!(stdout(&output), "");
}

#[test]
fn show_has_everything_of_the_task() {
    let project = Project::new(&[("a-1.md", GOOD)]);
    let text = stdout(&project.tasks(&["show", "a-1"]));
    for words in [
        "Add two numbers",
        "simple-coding",
        "1 of 5",
        "Gives the sum (essential)",
        "\"forty-two\"",
        "40 + 2 = 42.",
        r"'(\d+)'",
        "equals = 42",
        "max = 20",
        "Add forty and two. Give the steps.",
    ] {
        assert!(text.contains(words), "{words:?} is not in\n{text}");
    }
    let json: serde_json::Value = serde_json::from_str(&stdout(&project.tasks(&["show", "a-1", "--json"]))).unwrap();
    assert_eq!(json["checks"][0]["kind"], "number");
    assert_eq!(json["checks"][0]["pattern"], r"(\d+)");
    assert_eq!(json["expected_capabilities"][0]["essential"], true);
    assert_eq!(json["prompt"], "Add forty and two. Give the steps.");
}

#[test]
fn show_of_an_unknown_or_evil_id_is_a_usage_error() {
    let project = Project::new(&[("a-1.md", GOOD)]);
    project.write("data/x.md", GOOD.as_bytes());
    for id in ["a-2", "../x", "/etc/passwd", ""] {
        let output = project.tasks(&["show", id]);
        assert_eq!(output.status.code(), Some(2), "{id}: {}", stderr(&output));
        assert_eq!(stdout(&output), "");
    }
    assert!(stderr(&project.tasks(&["show", "a-2"])).contains("data/tasks/a-2.md does not exist"));
}

#[test]
fn new_writes_a_template_that_check_leads_through() {
    let project = Project::new(&[]);
    let output = project.tasks(&[
        "new",
        "debugging-9",
        "--category",
        "debugging",
        "--title",
        "Find it",
        "--origin",
        "real-world",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(stdout(&output).trim(), Path::new("data/tasks/debugging-9.md").display().to_string());
    let text = fs::read_to_string(project.path().join("data/tasks/debugging-9.md")).unwrap();
    assert!(
        text.contains("category = \"debugging\"") && text.contains("\"Find it\"") && text.contains("\"real-world\"")
    );
    let errors = stderr(&project.tasks(&["check"]));
    for words in ["difficulty", "\"tags\" is an empty list", "\"why\" is blank", "the prompt is empty"] {
        assert!(errors.contains(words), "{words:?} is not in\n{errors}");
    }
    assert!(!errors.contains("TOML"), "{errors}");
}

#[test]
fn new_overwrites_nothing_and_stays_in_its_folder() {
    let project = Project::new(&[("a-1.md", "mine")]);
    let output = project.tasks(&["new", "a-1", "--category", "debugging"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("already exists"), "{}", stderr(&output));
    assert_eq!(fs::read_to_string(project.path().join("data/tasks/a-1.md")).unwrap(), "mine");
    assert_eq!(project.tasks(&["new", "../x", "--category", "debugging"]).status.code(), Some(2));
    assert!(!project.path().join("data/x.md").exists());
    let wrong = project.tasks(&["new", "b-1", "--category", "debuging"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(stderr(&wrong).contains("did you mean \"debugging\"?"), "{}", stderr(&wrong));
}
