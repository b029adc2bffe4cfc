//! A regular expression of a task file, compiled within limits.

use regex::{Regex, RegexBuilder};
use serde::{Serialize, Serializer};

/// Limit on a compiled pattern: a task file is read by machines that somebody else pays for.
const SIZE_LIMIT_BYTES: usize = 4 << 20;
/// Limit on nested groups; deeper ones are a mistake.
const NEST_LIMIT: u32 = 100;

/// A pattern that has been compiled.
#[derive(Debug, Clone)]
pub struct Pattern(Regex);

impl Pattern {
    /// Compiles the pattern.
    ///
    /// # Errors
    /// What is wrong with it, in one line.
    pub fn compile(text: &str) -> Result<Self, String> {
        RegexBuilder::new(text)
            .size_limit(SIZE_LIMIT_BYTES)
            .nest_limit(NEST_LIMIT)
            .build()
            .map(Self)
            .map_err(|error| explain(&error))
    }

    /// The text of the pattern.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whether the pattern matches anywhere.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        self.0.is_match(text)
    }

    /// How often the pattern matches, without overlaps.
    #[must_use]
    pub fn count(&self, text: &str) -> u64 {
        self.0.find_iter(text).count() as u64
    }

    /// The first match.
    #[must_use]
    pub fn first<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.0.find(text).map(|found| found.as_str())
    }

    /// Number of capture groups, the whole match not counted.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.0.captures_len() - 1
    }

    /// What the first group captured, match by match.
    pub fn captured<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> {
        self.0.captures_iter(text).filter_map(|captures| captures.get(1).map(|group| group.as_str()))
    }
}

impl Serialize for Pattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// The regex crate draws a picture over several lines; a fault has one.
fn explain(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(_) => format!(
            "it becomes larger than {} MiB; use smaller repetitions, or (?-u) for plain ASCII",
            SIZE_LIMIT_BYTES >> 20
        ),
        other => {
            let text = other.to_string();
            text.rsplit("error: ").next().unwrap_or(&text).split_whitespace().collect::<Vec<_>>().join(" ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_compile_says_why_in_one_line() {
        assert_eq!(Pattern::compile("(a").unwrap_err(), "unclosed group");
        let look_around = Pattern::compile("a(?=b)").unwrap_err();
        assert!(look_around.contains("look-around") && !look_around.contains('\n'), "{look_around}");
        assert!(Pattern::compile(r"(a)\1").unwrap_err().contains("backreferences"));
    }

    #[test]
    fn a_pattern_beyond_the_limit_is_refused() {
        let reason = Pattern::compile(r"(\w{1000}){1000}").unwrap_err();
        assert!(reason.contains("4 MiB"), "{reason}");
        assert!(Pattern::compile(&"(".repeat(500)).is_err());
        assert!(Pattern::compile(r"(?s)first.{0,2000}second").is_ok(), "an honest pattern stays possible");
    }

    #[test]
    fn captures_and_counts() {
        let pattern = Pattern::compile(r"(?m)^a=(\d+)").unwrap();
        assert_eq!(pattern.groups(), 1);
        assert_eq!(pattern.captured("a=1\na=22\nb=3").collect::<Vec<_>>(), ["1", "22"]);
        assert_eq!(pattern.count("a=1\na=22\nb=3"), 2);
    }
}
