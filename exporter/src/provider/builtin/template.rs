//! The form letter: the structure of a good answer for the category, filled with what the prompt names.

use analytics::category::Category;

use super::copy_code::fenced;
use super::names::Names;
use super::outline::Outline;
use super::sentences;

/// The filled form.
pub fn answer(prompt: &str, category: Category) -> String {
    let outline = Outline::of(prompt);
    let names = Names::of(&outline);
    let subject = subject(&outline);
    let mut sections: Vec<(String, String)> = if names.headings.is_empty() {
        default_sections(category, &names)
    } else {
        names.headings.iter().map(|heading| (heading.clone(), filler(heading, &names))).collect()
    };
    if names.headings.is_empty() && asks_for_code(category) {
        sections.push(("## Code".to_owned(), skeleton(&outline, &names)));
    }
    let mut answer = format!("This answer is a form, filled in by a program. It concerns: {subject}\n");
    for (heading, text) in sections {
        answer.push_str(&format!("\n{heading}\n\n{}\n", text.trim_end()));
    }
    if !names.json_keys.is_empty() {
        answer.push('\n');
        answer.push_str(&fenced("json", &json_document(&names.json_keys, asks_for_array(&outline))));
    }
    answer
}

/// What the prompt is about: its first sentence, if that is not too long to repeat.
fn subject(outline: &Outline) -> String {
    let sentence = sentences::of_lines(&outline.prose)
        .into_iter()
        .next()
        .unwrap_or_else(|| "a prompt without a sentence.".to_owned());
    if sentence.chars().count() <= 160 {
        return sentence;
    }
    let cut: String = sentence.chars().take(159).collect();
    format!("{cut}…")
}

const fn asks_for_code(category: Category) -> bool {
    matches!(category, Category::SimpleCoding | Category::Refactoring | Category::Debugging | Category::MultiFile)
}

fn default_sections(category: Category, names: &Names) -> Vec<(String, String)> {
    let parts: &[(&str, &str)] = match category {
        Category::SimpleCoding => &[
            (
                "Approach",
                "Read the input, check it against each rule in turn, refuse what breaks one, and return the result.",
            ),
            (
                "Edge cases",
                "Empty input, the smallest and largest values, repeated entries and malformed text need a test each.",
            ),
        ],
        Category::Refactoring => &[
            ("What stays", "Every observable behaviour stays as it is, including order, messages and error cases."),
            (
                "What changes",
                "Repeated branches become one function each; names say what is meant; state has one owner.",
            ),
        ],
        Category::Architecture => &[
            ("Requirements", "Load, availability, consistency and cost decide; each option is held against all four."),
            ("Options", "One service with one database; a queue in between; or separate services with their own data."),
            ("Decision", "Begin with the simplest option that meets the stated load, and measure before splitting it."),
            (
                "Risks",
                "A growing backlog, a failed node and an expired credential need an alarm and a written procedure.",
            ),
        ],
        Category::Debugging => &[
            ("Symptom", "What was observed differs from what was expected at the point that the log shows."),
            ("Cause", "A boundary, a shared state or the order of two steps is the most common reason."),
            ("Repair", "Change the smallest place that removes the cause, and keep a test that failed before."),
        ],
        Category::MultiFile => &[
            ("Files", "Each file that declares, implements, calls or tests the changed part has to change with it."),
            ("Order", "First the types, then their users, then tests and documentation."),
        ],
        Category::Reasoning => &[
            ("Given", "The rules are applied in the order in which they are stated, one event at a time."),
            ("Steps", "At each step the first rule that applies decides; ties go to the earlier entry."),
            ("Result", "The result follows from the last step and has to be checked against every rule once more."),
        ],
        Category::NonCoding => &[
            ("Summary", "The main points follow in order of importance, each with its source in the text."),
            ("Details", "Dates, names and figures are taken as last stated; earlier versions no longer count."),
            ("Open points", "What the text leaves undecided is listed with the person who can decide it."),
        ],
    };
    parts.iter().map(|(heading, text)| (format!("## {heading}"), format!("{text}{}", concerning(names)))).collect()
}

fn filler(heading: &str, names: &Names) -> String {
    let title = heading.trim_start_matches('#').trim();
    format!("- This section would state what the material says under \"{title}\", point by point.{}", concerning(names))
}

fn concerning(names: &Names) -> String {
    match names.definitions.as_slice() {
        [] => String::new(),
        [one] => format!(" This concerns `{one}`."),
        [first, second, ..] => format!(" This concerns `{first}` and `{second}`."),
    }
}

/// A fenced block in the prompt's language that names what has to be written.
fn skeleton(outline: &Outline, names: &Names) -> String {
    let language = outline.blocks.iter().map(|block| block.language.as_str()).find(|language| !language.is_empty());
    let language = language.unwrap_or_default();
    let comment =
        if matches!(language, "python" | "py" | "sh" | "bash" | "yaml" | "toml" | "ruby") { "#" } else { "//" };
    let mut text = String::new();
    for name in &names.definitions {
        text.push_str(&format!("{comment} {name}: check the input, apply the rules in order, return the result\n"));
    }
    if text.is_empty() {
        text = format!("{comment} check the input, apply the rules in order, return the result\n");
    }
    fenced(language, &text)
}

fn asks_for_array(outline: &Outline) -> bool {
    outline.prose.iter().any(|line| line.contains("JSON") && line.to_lowercase().contains("array"))
}

/// An object with the keys and no values, since nothing is made up; in an array where one was asked for.
fn json_document(keys: &[String], in_array: bool) -> String {
    let object: serde_json::Map<String, serde_json::Value> =
        keys.iter().map(|key| (key.clone(), serde_json::Value::Null)).collect();
    let document = serde_json::Value::Object(object);
    let document = if in_array { serde_json::Value::Array(vec![document]) } else { document };
    serde_json::to_string_pretty(&analytics::canonical::sorted(document)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requested_headings_come_in_their_order() {
        let answer = answer("Write a report. Headings: `## Done`, `## Risks`.", Category::NonCoding);
        let headings: Vec<&str> = answer.lines().filter(|line| line.starts_with('#')).collect();
        assert_eq!(headings, ["## Done", "## Risks"]);
        assert!(answer.contains("Write a report."));
    }

    #[test]
    fn code_tasks_get_a_block_in_their_language_and_json_its_keys() {
        let prompt = "Mend it and give JSON with `cause`.\n```python\ndef run(): ...\n```";
        let answer = answer(prompt, Category::Debugging);
        assert!(answer.contains("```python\n# run:"), "{answer}");
        assert!(answer.contains("{\n  \"cause\": null\n}"), "{answer}");
        let array = super::answer("Give a JSON array with the key `cause`.", Category::Debugging);
        assert!(array.contains("[\n  {\n    \"cause\": null"), "{array}");
    }

    #[test]
    fn every_category_has_its_own_form() {
        let mut answers: Vec<String> = Category::ALL.iter().map(|category| answer("Do it.", *category)).collect();
        answers.sort();
        answers.dedup();
        assert_eq!(answers.len(), Category::ALL.len());
    }
}
