//! The commented file that `exporter tasks new` writes, for an author to fill in.

use analytics::category::Category;
use analytics::ids::TaskId;
use analytics::snapshot::v1::Origin;

/// A task file with blanks. It breaks the rules until its author has filled it in.
#[must_use]
pub fn task_file(id: &TaskId, title: Option<&str>, category: Category, origin: Origin) -> String {
    let origin = match origin {
        Origin::Generic => "generic",
        Origin::RealWorld => "real-world",
    };
    let title = toml::Value::from(title.unwrap_or_default());
    let category = category.slug();
    format!(
        r#"+++
# The rules stand in docs/task-format.md; `exporter tasks check` names what is still missing.
id = "{id}"
version = 1                  # raise it whenever the prompt, a check or a capability changes
title = {title}                   # at most 80 characters
category = "{category}"
difficulty = 0               # 1 (trivial) to 5 (hard for an expert)
max_tokens = 4000            # limit on the answer, thinking included: 16 to 32768
tags = []                    # lower-case, at least one
origin = "{origin}"

# What a good answer shows: at least three, at least one essential.
# Evidence: texts of which one stands in an answer that shows it, and none in the prompt.
[[expected_capabilities]]
text = ""
essential = true
evidence = []

[[expected_capabilities]]
text = ""
evidence = []

[[expected_capabilities]]
text = ""
evidence = []

# Facts that a program can decide: at least one for each dimension.
# Kinds: regex, not_regex, contains_all, contains_any, not_contains, number, words, json.
[[checks]]
id = "is-right"
dimension = "correctness"    # is it right?
why = ""
kind = "regex"
pattern = ''

[[checks]]
id = "is-all-there"
dimension = "completeness"   # is everything there?
why = ""
kind = "contains_all"
texts = []

[[checks]]
id = "is-fit-to-use"
dimension = "quality"        # is it in the form that was asked for?
why = ""
kind = "words"
part = "prose"               # answer (the default), code or prose
max = 200
+++
"#
    )
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::tasks::rules;

    fn faults(text: &str) -> Vec<String> {
        rules::read(Path::new("a-1.md"), text, None).faults.into_iter().map(|fault| fault.reason).collect()
    }

    #[test]
    fn the_template_is_incomplete_and_says_where() {
        let id = TaskId::new("a-1").unwrap();
        let faults = faults(&task_file(&id, None, Category::Reasoning, Origin::RealWorld));
        for words in [
            "\"title\" is blank",
            "difficulty",
            "\"tags\" is an empty list",
            "\"evidence\" is an empty list",
            "the prompt is empty",
        ] {
            assert!(faults.iter().any(|fault| fault.contains(words)), "{words:?} is not in {faults:#?}");
        }
        for words in ["TOML", "unknown", "category", "origin", "differs"] {
            assert!(!faults.iter().any(|fault| fault.contains(words)), "{words:?} is in {faults:#?}");
        }
    }

    #[test]
    fn filled_in_it_keeps_every_rule() {
        let id = TaskId::new("a-1").unwrap();
        let title = "Quotes \" and \\ backslashes";
        let text = task_file(&id, Some(title), Category::Reasoning, Origin::Generic)
            .replace("difficulty = 0", "difficulty = 1")
            .replace("tags = []", "tags = [\"a\"]")
            .replace("text = \"\"", "text = \"Shows it\"")
            .replace("evidence = []", "evidence = [\"because\"]")
            .replace("why = \"\"", "why = \"It must.\"")
            .replace("pattern = ''", "pattern = 'x'")
            .replace("texts = []", "texts = [\"x\"]")
            + "\nSay why.\n";
        assert_eq!(faults(&text), Vec::<String>::new());
        assert_eq!(rules::read(Path::new("a-1.md"), &text, None).task.unwrap().title, title);
    }
}
