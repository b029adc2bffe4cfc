//! The rules of docs/task-format.md that one file can be held to on its own.

use std::collections::HashMap;
use std::path::Path;

use analytics::category::Category;
use analytics::digest::sha256_hex;
use analytics::ids::TaskId;
use analytics::score::Dimension;
use analytics::snapshot::v1::Origin;
use toml::de::DeTable;

use super::check::read as read_check;
use super::definition::{Capability, Check, Task};
use super::fault::Fault;
use super::fields::{At, Fields, Sheet};
use super::front_matter::{self, Parts};
use super::text::folded;

const TITLE_CHARACTERS: usize = 80;
const MAX_TOKENS: (i64, i64) = (16, 32_768);
const DIFFICULTY: (i64, i64) = (1, 5);
const FEWEST_CAPABILITIES: usize = 3;

/// What reading a file gave: a task only if there is no fault, but its id whenever one could be read.
#[derive(Debug)]
pub struct Reading {
    /// The task, when every rule holds.
    pub task: Option<Task>,
    /// The id as written, for finding duplicates also among faulty files.
    pub id: Option<At<String>>,
    /// Everything that is wrong.
    pub faults: Vec<Fault>,
}

/// Reads a task file's text. `smallest_context_tokens` is the context that every prompt must fit into; None asks nothing.
pub fn read(file: &Path, text: &str, smallest_context_tokens: Option<u64>) -> Reading {
    let text = front_matter::normalise(text);
    let parts = match front_matter::split(&text) {
        Ok(parts) => parts,
        Err(error) => {
            return Reading { task: None, id: None, faults: vec![Fault::on_line(file, 1, error.to_string())] };
        }
    };
    let mut sheet = Sheet::new(file, &parts);
    let (table, errors) = DeTable::parse_recoverable(parts.toml);
    if !errors.is_empty() {
        for error in errors {
            let line = sheet.line_of(error.span().map_or(0, |span| span.start));
            sheet.fault(line, format!("the front matter is no valid TOML: {}", error.message()));
        }
        // What is left of the table would only give faults that follow from these.
        return Reading { task: None, id: None, faults: sheet.into_faults() };
    }
    let (task, id) = task(&mut sheet, file, &text, &parts, table.get_ref(), smallest_context_tokens);
    let faults = sheet.into_faults();
    Reading { task: task.filter(|_| faults.is_empty()), id, faults }
}

fn task(
    sheet: &mut Sheet<'_>,
    file: &Path,
    text: &str,
    parts: &Parts<'_>,
    table: &DeTable<'_>,
    smallest_context_tokens: Option<u64>,
) -> (Option<Task>, Option<At<String>>) {
    let mut fields = Fields::new(table, "the front matter", 1);
    let written_id = fields.text(sheet, "id");
    let id = written_id.as_ref().and_then(|written| id(sheet, file, written));
    let version = fields.integer(sheet, "version", 1, i64::from(u32::MAX));
    let title = fields.text(sheet, "title");
    if let Some(title) = &title {
        check_title(sheet, title);
    }
    let category =
        read_check::named(sheet, &mut fields, "category", &Category::ALL.map(Category::slug), Category::from_slug);
    let difficulty = fields.integer(sheet, "difficulty", DIFFICULTY.0, DIFFICULTY.1);
    let max_tokens = fields.integer(sheet, "max_tokens", MAX_TOKENS.0, MAX_TOKENS.1);
    let tags = fields.texts(sheet, "tags");
    for tag in tags.iter().flatten() {
        if tag.value != tag.value.to_lowercase() {
            sheet.fault(tag.line, format!("tag {:?} must be lower-case: {:?}", tag.value, tag.value.to_lowercase()));
        }
    }
    let origin = read_check::named(sheet, &mut fields, "origin", &["generic", "real-world"], |name| match name {
        "generic" => Some(Origin::Generic),
        "real-world" => Some(Origin::RealWorld),
        _ => None,
    });
    let capabilities = capabilities(sheet, &mut fields, parts.prompt);
    let checks = checks(sheet, &mut fields);
    fields.finish(sheet);
    check_prompt(sheet, parts, max_tokens.as_ref(), smallest_context_tokens);

    let task = || {
        Some(Task {
            id: id?,
            version: u32::try_from(version?.value).ok()?,
            title: title?.value,
            category: category?,
            difficulty: u8::try_from(difficulty?.value).ok()?,
            max_tokens: u32::try_from(max_tokens?.value).ok()?,
            tags: tags?.into_iter().map(|tag| tag.value).collect(),
            origin: origin?,
            expected_capabilities: capabilities?,
            checks: checks?,
            prompt: parts.prompt.to_owned(),
            sha256: sha256_hex(text.as_bytes()),
        })
    };
    (task(), written_id)
}

/// The text as a task's id: lower-case letters, digits and hyphens.
///
/// # Errors
/// What is wrong with it.
pub fn task_id(text: &str) -> Result<TaskId, String> {
    let plain = |character: &char| character.is_ascii_lowercase() || character.is_ascii_digit() || *character == '-';
    // Ids elsewhere may also hold '_' and '.'; a message that offers them would mislead here.
    let bad = text.chars().find(|character| !plain(character)).or(text.chars().next().filter(|first| *first == '-'));
    match (bad, TaskId::new(text)) {
        (Some(bad), _) => Err(format!(
            "id {text:?} cannot be used: {bad:?} is not allowed there; use lower-case letters, digits and hyphens, \
             and begin with a letter or digit"
        )),
        (None, Ok(id)) => Ok(id),
        (None, Err(error)) => Err(format!("id {text:?} cannot be used: {error}")),
    }
}

fn id(sheet: &mut Sheet<'_>, file: &Path, written: &At<String>) -> Option<TaskId> {
    let text = &written.value;
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    if stem != text.as_str() {
        // An id that is no file name must not be proposed as one.
        let rename = task_id(text).map_or_else(|_| String::new(), |id| format!(" or rename the file to {id}.md"));
        sheet.fault(written.line, format!("id {text:?} differs from the file name; write id = {stem:?}{rename}"));
    }
    task_id(text).map_err(|reason| sheet.fault(written.line, reason)).ok()
}

fn check_title(sheet: &mut Sheet<'_>, title: &At<String>) {
    let length = title.value.chars().count();
    if length > TITLE_CHARACTERS {
        sheet.fault(
            title.line,
            format!("the title has {length} characters; at most {TITLE_CHARACTERS} fit on the pages"),
        );
    }
    if let Some(letter) = title.value.chars().find(|letter| letter.is_control() && *letter != '\n') {
        sheet.fault(title.line, format!("the title holds the control character U+{:04X}", u32::from(letter)));
    }
    if title.value.contains('\n') {
        sheet.fault(title.line, "the title runs over more than one line");
    }
}

fn capabilities(sheet: &mut Sheet<'_>, fields: &mut Fields<'_>, prompt: &str) -> Option<Vec<Capability>> {
    let tables = fields.tables(sheet, "expected_capabilities")?;
    let prompt = folded(prompt);
    let line = tables.first().map_or(1, |table| table.line);
    let count = tables.len();
    let mut capabilities = Vec::with_capacity(count);
    let mut essential_seen = false;
    for table in tables {
        let mut fields = Fields::new(table.value, "the expected capability", table.line);
        let text = fields.text(sheet, "text");
        let essential = match fields.optional("essential") {
            None => false,
            Some(value) => value.get_ref().as_bool().unwrap_or_else(|| {
                let line = super::fields::line_of(sheet, value);
                sheet.fault(line, super::fields::wrong_type("essential", "true or false", value.get_ref()));
                // Wrongly written is still meant: no second fault for "none is essential".
                true
            }),
        };
        essential_seen |= essential;
        let evidence = fields.texts(sheet, "evidence");
        for text in evidence.iter().flatten() {
            if prompt.contains(&folded(&text.value)) {
                sheet.fault(
                    text.line,
                    format!(
                        "evidence {:?} already stands in the prompt; repeating the prompt would earn it",
                        text.value
                    ),
                );
            }
        }
        fields.finish(sheet);
        if let (Some(text), Some(evidence)) = (text, evidence) {
            let evidence = evidence.into_iter().map(|text| text.value).collect();
            capabilities.push(Capability { text: text.value, essential, evidence });
        }
    }
    if count < FEWEST_CAPABILITIES {
        sheet
            .fault(line, format!("there are {count} expected capabilities; at least {FEWEST_CAPABILITIES} are needed"));
    }
    if !essential_seen {
        sheet.fault(line, "no expected capability is essential; mark at least one with essential = true");
    }
    Some(capabilities)
}

fn checks(sheet: &mut Sheet<'_>, fields: &mut Fields<'_>) -> Option<Vec<Check>> {
    let tables = fields.tables(sheet, "checks")?;
    let line = tables.first().map_or(1, |table| table.line);
    let mut checks = Vec::with_capacity(tables.len());
    let mut lines_by_id: HashMap<String, usize> = HashMap::new();
    let mut unread = false;
    for table in tables {
        let (check, id) = read_check::check(sheet, table.value, table.line);
        if let Some(id) = id
            && let Some(first) = lines_by_id.insert(id.value.clone(), id.line)
        {
            sheet.fault(
                id.line,
                format!("check {:?} has the id of the check on line {first}; rename one of them", id.value),
            );
        }
        match check {
            Some(check) => checks.push(check),
            None => unread = true,
        }
    }
    for dimension in Dimension::ALL {
        // A check that could not be read may have been the one.
        if !unread && !checks.iter().any(|check: &Check| check.dimension == dimension) {
            sheet.fault(
                line,
                format!("no check has dimension {:?}; each dimension needs at least one", dimension.slug()),
            );
        }
    }
    Some(checks)
}

fn check_prompt(
    sheet: &mut Sheet<'_>,
    parts: &Parts<'_>,
    max_tokens: Option<&At<i64>>,
    smallest_context_tokens: Option<u64>,
) {
    if parts.prompt.is_empty() {
        sheet.fault(parts.prompt_line, "the prompt is empty; write it below the second line of +++");
        return;
    }
    let (Some(context), Some(max_tokens)) = (smallest_context_tokens, max_tokens) else { return };
    let answer = max_tokens.value.unsigned_abs();
    let prompt = estimated_tokens(parts.prompt);
    if prompt + answer > context {
        sheet.fault(
            parts.prompt_line,
            format!(
                "the prompt (about {prompt} tokens) and its answer (max_tokens = {answer}) do not fit into the smallest context, \
                 {context} tokens; shorten the prompt or lower max_tokens"
            ),
        );
    }
}

/// A careful estimate before any tokenizer is known: three bytes to a token, rounded up.
fn estimated_tokens(text: &str) -> u64 {
    (text.len() as u64).div_ceil(3)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{TEXT, faults_after, read, task};
    use super::*;

    /// The one fault after a replacement; the test fails when there are more, or none.
    fn fault(from: &str, to: &str) -> String {
        let faults = faults_after(from, to);
        assert_eq!(faults.len(), 1, "{faults:#?}");
        faults[0].clone()
    }

    #[test]
    fn a_good_file_is_read_in_full() {
        let task = task();
        assert_eq!((task.id.as_str(), task.version, task.difficulty, task.max_tokens), ("window-001", 2, 3, 1000));
        assert_eq!((task.category, task.origin), (Category::Debugging, Origin::Generic));
        assert_eq!(task.expected_capabilities.len(), 3);
        assert!(task.expected_capabilities[0].essential && !task.expected_capabilities[2].essential);
        assert_eq!(
            task.checks.iter().map(|check| check.id.as_str()).collect::<Vec<_>>(),
            ["end", "sum", "parts", "short"]
        );
        assert_eq!(task.prompt, "The last window is missing. Give the cause, the repair and the sum as JSON.");
        assert_eq!(task.sha256, sha256_hex(TEXT.as_bytes()));
    }

    #[test]
    fn windows_line_ends_give_the_same_task() {
        let windows = read(&format!("\u{feff}{}", TEXT.replace('\n', "\r\n"))).task.unwrap();
        assert_eq!((windows.sha256, windows.prompt), (task().sha256, task().prompt));
    }

    #[test]
    fn each_rule_of_a_field_is_held_with_its_line() {
        for (from, to, line, words) in [
            ("title =", "titel =", 4, "did you mean \"title\"?"),
            ("version = 2", "version = 0", 3, "at least 1"),
            ("version = 2", "version = \"2\"", 3, "must be a whole number, not a string"),
            ("\"Mend a sliding window\"", "\" \"", 4, "blank"),
            ("\"debugging\"", "\"debuging\"", 5, "did you mean \"debugging\"?"),
            ("\"debugging\"", "\"poetry\"", 5, "simple-coding, refactoring"),
            ("difficulty = 3", "difficulty = 9", 6, "9, out of range; it must be 1 to 5"),
            ("difficulty = 3", "difficulty = 0", 6, "out of range"),
            ("difficulty = 3", "difficulty = 3.0", 6, "not a decimal number"),
            ("max_tokens = 1000", "max_tokens = 15", 7, "16 to 32768"),
            ("max_tokens = 1000", "max_tokens = 32769", 7, "16 to 32768"),
            ("max_tokens = 1000", "max_tokens = 99999999999999999999", 7, "16 to 32768"),
            ("[\"rust\", \"off-by-one\"]", "[]", 8, "empty list"),
            ("[\"rust\", \"off-by-one\"]", "[\"Rust\"]", 8, "lower-case"),
            ("\"generic\"", "\"real\"", 9, "generic, real-world"),
            ("evidence = [\"#[test]\"]", "evidence = [\"LAST  window\"]", 23, "already stands in the prompt"),
            ("essential = true", "essential = 1", 13, "true or false"),
            ("text = \"Adds a test\"", "text = \"Adds a test\"\nweight = 2", 23, "unknown field \"weight\""),
        ] {
            let faults = faults_after(from, to);
            let wanted = faults.iter().find(|fault| fault.starts_with(&format!("{line}: ")) && fault.contains(words));
            assert!(wanted.is_some(), "{to}: no fault on line {line} with {words:?} in {faults:#?}");
        }
    }

    #[test]
    fn a_missing_field_is_named_on_the_first_line_or_at_its_table() {
        assert_eq!(fault("version = 2\n", ""), "1: the front matter has no field \"version\"; add it");
        assert_eq!(fault("why = \"The last window counts.\"\n", ""), "25: check \"end\" has no field \"why\"; add it");
        assert!(
            faults_after("title =", "titel =")
                .contains(&"1: the front matter has no field \"title\"; add it".to_owned())
        );
    }

    #[test]
    fn all_faults_are_found_at_once() {
        let text = TEXT
            .replace("difficulty = 3", "difficulty = 9")
            .replace("\"debugging\"", "\"x\"")
            .replace("size\\s", "(size\\s");
        let lines: Vec<Option<usize>> = read(&text).faults.iter().map(|fault| fault.line).collect();
        assert_eq!(lines, [Some(5), Some(6), Some(31)]);
    }

    #[test]
    fn the_id_is_a_plain_name_and_the_file_name() {
        assert!(fault("window-001", "window-002").contains("differs from the file name"));
        let faults = faults_after("window-001", "../x");
        assert!(
            faults.iter().any(|fault| fault.starts_with("2: ") && fault.contains("'.' is not allowed")),
            "{faults:?}"
        );
        assert!(faults.iter().all(|fault| !fault.contains("rename the file")), "{faults:?}");
        assert!(task_id("a_b").is_err() && task_id("a.b").is_err() && task_id("a-1").is_ok());
        assert!(task_id("-a").is_err() && task_id("").is_err() && task_id(&"a".repeat(81)).is_err());
    }

    #[test]
    fn capabilities_and_dimensions_have_a_least_number() {
        let third = "[[expected_capabilities]]\ntext = \"Adds a test\"\nevidence = [\"#[test]\"]\n";
        assert_eq!(fault(third, ""), "11: there are 2 expected capabilities; at least 3 are needed");
        let faults = read(&TEXT.replace("essential = true", "essential = false")).faults;
        assert!(faults.len() == 1 && faults[0].reason.contains("no expected capability is essential"), "{faults:?}");
        assert!(fault("\"quality\"", "\"completeness\"").contains("no check has dimension \"quality\""));
    }

    #[test]
    fn an_empty_prompt_and_one_that_is_too_long() {
        assert_eq!(fault("The last window is missing. Give the cause, the repair and the sum as JSON.", " "), {
            let closing = TEXT.lines().position(|line| line == "+++").unwrap() + 1;
            assert_eq!(closing, 1);
            let closing = TEXT.lines().skip(1).position(|line| line == "+++").unwrap() + 2;
            format!("{closing}: the prompt is empty; write it below the second line of +++")
        });
        // 75 bytes are 25 tokens by the rule of three, rounded up; max_tokens is 1000.
        assert_eq!(task().prompt.len(), 75);
        let with_context = |tokens| rules_read(tokens).faults;
        assert_eq!(with_context(1025), []);
        assert_eq!(with_context(1024).len(), 1);
        assert!(with_context(1024)[0].reason.contains("about 25 tokens"));
    }

    fn rules_read(context: u64) -> Reading {
        super::read(Path::new("window-001.md"), TEXT, Some(context))
    }

    #[test]
    fn broken_toml_is_one_fault_on_its_line() {
        let fault = fault("version = 2", "version = ");
        assert!(fault.starts_with("3: the front matter is no valid TOML"), "{fault}");
        assert!(faults_after("version = 2", "version = 2\nversion = 3")[0].starts_with("4: "));
    }
}
