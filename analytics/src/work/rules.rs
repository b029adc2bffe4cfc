//! Sorts a request by rules that can be read: words in English and Swedish, then the tools that were used.

use std::sync::LazyLock;

use serde::Deserialize;

use super::Kind;

/// What a tool call did, as far as the rules ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tool {
    /// Read or searched files.
    Read,
    /// Changed a file.
    Edit,
    /// Ran a command.
    Run,
    /// Ran tests.
    Test,
    /// Made a commit.
    Commit,
    /// Searched or fetched from the web.
    Web,
    /// Started a subagent.
    Agent,
    /// Anything else.
    Other,
}

/// Words and phrases that speak for a kind, as `cues.json` holds them.
#[derive(Debug, Deserialize)]
struct Cue {
    kind: Kind,
    /// 4: it names the kind outright. 3: it names it. 2: it is typical of it.
    weight: u8,
    /// Lower case, whole words; one that ends in `*` matches the beginning of a word.
    phrases: Vec<String>,
}

/// In order of priority: the first of two kinds with the same weight wins.
static CUES: LazyLock<Vec<Cue>> = LazyLock::new(|| serde_json::from_str(include_str!("cues.json")).unwrap_or_default());

/// Why a request was sorted as it was.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Weight of the words for each kind, in the order of [`Kind::ALL`].
    weights: [u8; Kind::ALL.len()],
}

impl Evidence {
    /// Looks for the words of every kind in a prompt. A word among the first eight counts one more: requests open with
    /// what is wanted.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let words = words(text);
        let mut weights = [0_u8; Kind::ALL.len()];
        for cue in CUES.iter() {
            let mut best = 0;
            for phrase in &cue.phrases {
                if let Some(at) = find(&words, phrase) {
                    best = best.max(cue.weight + u8::from(at < 8));
                }
            }
            let index = Kind::ALL.iter().position(|kind| *kind == cue.kind).unwrap_or(0);
            weights[index] = weights[index].max(best);
        }
        Self { weights }
    }

    fn strongest(&self) -> Option<(Kind, u8)> {
        let mut found: Option<(Kind, u8)> = None;
        for cue in CUES.iter() {
            let index = Kind::ALL.iter().position(|kind| *kind == cue.kind).unwrap_or(0);
            let weight = self.weights[index];
            if weight > 0 && found.is_none_or(|(_, best)| weight > best) {
                found = Some((cue.kind, weight));
            }
        }
        found
    }
}

/// The words and phrases that speak for a kind, for a router that matches keywords. A phrase that matches the beginning
/// of a word is left out: keywords match whole words.
#[must_use]
pub fn cue_words(kind: Kind) -> Vec<String> {
    let cues = CUES.iter().filter(|cue| cue.kind == kind);
    cues.flat_map(|cue| &cue.phrases).filter(|phrase| !phrase.contains('*')).cloned().collect()
}

/// The kind of a request: by its words, else by the tools that were used for it.
///
/// `changed_files` counts different files. A request that changed four or more of them is multi-file work unless its words
/// name another kind outright.
#[must_use]
pub fn classify(evidence: &Evidence, tools: &[Tool], changed_files: usize) -> Kind {
    let used = |tool| tools.contains(&tool);
    match evidence.strongest() {
        Some((kind, weight)) if weight >= 4 => kind,
        _ if changed_files >= 4 => Kind::MultiFile,
        Some((kind, _)) => kind,
        None if used(Tool::Commit) && !used(Tool::Edit) => Kind::CommitMessage,
        None if used(Tool::Web) && !used(Tool::Edit) => Kind::WebResearch,
        None if used(Tool::Edit) && used(Tool::Test) => Kind::Debugging,
        None if used(Tool::Edit) => Kind::SimpleCoding,
        None if used(Tool::Read) => Kind::Reasoning,
        None => Kind::Unknown,
    }
}

/// The language of a prompt, from its most frequent small words.
#[must_use]
pub fn language_of(text: &str) -> Option<&'static str> {
    const ENGLISH: [&str; 20] = [
        "the", "and", "is", "to", "of", "in", "this", "that", "it", "for", "with", "not", "please", "are", "on", "be",
        "my", "we", "a", "add",
    ];
    const SWEDISH: [&str; 20] = [
        "och", "att", "det", "som", "är", "en", "ett", "på", "för", "inte", "med", "den", "jag", "vi", "av", "till",
        "om", "hur", "de", "kan",
    ];
    let words = words(text);
    let count = |list: &[&str]| words.iter().filter(|word| list.contains(&word.as_str())).count();
    let (english, swedish) = (count(&ENGLISH), count(&SWEDISH));
    let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
    let foreign = text.chars().filter(|letter| letter.is_alphabetic() && !letter.is_ascii()).count();
    if swedish > english || (swedish == english && swedish == 0 && text.chars().any(|c| "åäöÅÄÖ".contains(c))) {
        return Some("sv");
    }
    if english > 0 {
        return Some("en");
    }
    // Another script, or a text of some length without one English or Swedish small word.
    (letters >= 12 && (foreign * 3 > letters || words.len() >= 8)).then_some("other")
}

/// Lower-case words; an apostrophe or hyphen between letters belongs to the word.
fn words(text: &str) -> Vec<String> {
    // Requests open with what is wanted; a long paste behind it would only mislead.
    const MOST: usize = 200;
    let mut words = Vec::new();
    let lower = text.to_lowercase();
    for word in lower.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’' || c == '-')) {
        let word = word.trim_matches(|c| c == '\'' || c == '’' || c == '-');
        if !word.is_empty() {
            words.push(word.replace('’', "'"));
            if words.len() == MOST {
                break;
            }
        }
    }
    words
}

/// Where a phrase begins, as the number of the word.
fn find(words: &[String], phrase: &str) -> Option<usize> {
    let parts: Vec<&str> = phrase.split(' ').collect();
    (0..words.len().checked_sub(parts.len() - 1)?).find(|at| {
        parts.iter().zip(&words[*at..]).all(|(part, word)| match part.strip_suffix('*') {
            Some(beginning) => word.starts_with(beginning),
            None => word == part,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> Kind {
        classify(&Evidence::of(text), &[], 0)
    }

    #[test]
    fn every_kind_but_unknown_has_cues() {
        for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::Unknown) {
            assert!(CUES.iter().any(|cue| cue.kind == kind), "{}", kind.slug());
        }
        assert!(CUES.iter().flat_map(|cue| &cue.phrases).all(|phrase| *phrase == phrase.to_lowercase()));
    }

    #[test]
    fn words_decide_in_both_languages() {
        assert_eq!(kind("Write the commit message for these changes"), Kind::CommitMessage);
        assert_eq!(kind("Inloggningen fungerar inte efter uppdateringen"), Kind::Debugging);
        assert_eq!(kind("Refaktorera modulen så att den blir läsbar"), Kind::Refactoring);
        assert_eq!(kind("Summarise this meeting in five bullets"), Kind::NonCoding);
        assert_eq!(kind("go on"), Kind::Unknown);
    }

    #[test]
    fn tools_decide_where_words_do_not() {
        let none = Evidence::of("go on");
        assert_eq!(classify(&none, &[Tool::Read, Tool::Read], 0), Kind::Reasoning);
        assert_eq!(classify(&none, &[Tool::Edit, Tool::Test], 1), Kind::Debugging);
        assert_eq!(classify(&none, &[Tool::Commit], 0), Kind::CommitMessage);
        assert_eq!(classify(&none, &[Tool::Edit], 5), Kind::MultiFile);
    }

    #[test]
    fn languages_are_told_apart() {
        assert_eq!(language_of("Please fix the test that fails on my machine"), Some("en"));
        assert_eq!(language_of("Kan du rätta testet som inte går igenom på min dator"), Some("sv"));
        assert_eq!(language_of("Пожалуйста, исправьте тест входа"), Some("other"));
        assert_eq!(language_of("ok"), None);
    }
}
