//! Natural text for prompts: sentences of this project's own prose, in an order that no two prompts share.
//!
//! Random tokens would hide what drafts and caches do. The first word differs from prompt to prompt, so that a prefix cache
//! finds nothing behind the chat template.

use std::sync::LazyLock;

use analytics::stats::random::Draws;

/// A sentence a line. It never changes with the pages that it was taken from, so that benches can be repeated.
const PROSE: &str = include_str!("prose.txt");

/// What the prompt ends with: models that stop by themselves are asked not to.
const REQUEST: &str = "Continue this text in the same style, in whole sentences, for as long as you can.";
/// Words of the beginning that no other prompt has.
const OWN_WORDS: usize = 5;

static SENTENCES: LazyLock<Vec<&str>> = LazyLock::new(|| PROSE.lines().collect());
static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut words: Vec<String> = SENTENCES.iter().flat_map(|sentence| sentence.split(' ')).filter_map(word).collect();
    words.sort_unstable();
    words.dedup();
    words
});

fn word(text: &str) -> Option<String> {
    let is_word = text.len() > 3 && text.chars().all(|c| c.is_ascii_lowercase());
    is_word.then(|| text.to_owned())
}

/// A prompt of so many words, the request at its end included. The same seed and number give the same text.
#[must_use]
pub fn prompt(words: usize, seed: u64, number: u64) -> String {
    let mut draws = Draws::new(seed, number);
    let mut below = |bound: usize| draws.below(u32::try_from(bound).unwrap_or(u32::MAX)) as usize;
    let at = |at: usize| WORDS.get(at % WORDS.len().max(1)).map_or("note", String::as_str);
    // Neighbours in the list would often share their first token, hence the stride, which is prime to most lengths.
    let first = usize::try_from(seed.wrapping_add(number).wrapping_mul(7_919) % (1 << 32)).unwrap_or(0);
    let mut text = at(first).to_owned();
    for _ in 1..OWN_WORDS {
        text.push(' ');
        text.push_str(at(below(WORDS.len())));
    }
    text.push('.');
    let wanted = words.saturating_sub(REQUEST.split(' ').count());
    let mut count = OWN_WORDS;
    'all: while count < wanted {
        let Some(sentence) = SENTENCES.get(below(SENTENCES.len())) else { break };
        for word in sentence.split(' ') {
            text.push(' ');
            text.push_str(word);
            count += 1;
            if count >= wanted {
                break 'all;
            }
        }
    }
    text.push_str("\n\n");
    text.push_str(REQUEST);
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn prompts_are_as_long_as_asked_and_begin_differently() {
        let prompts: Vec<String> = (0..200).map(|number| prompt(300, 7, number)).collect();
        assert!(prompts.iter().all(|prompt| prompt.split_whitespace().count() == 300));
        let firsts: BTreeSet<&str> = prompts.iter().filter_map(|prompt| prompt.split(' ').next()).collect();
        assert!(firsts.len() > 190, "{} different first words", firsts.len());
        let beginnings: BTreeSet<String> =
            prompts.iter().map(|prompt| prompt.split(' ').take(OWN_WORDS).collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(beginnings.len(), 200);
        assert_eq!(prompt(300, 7, 3), prompts[3]);
    }

    #[test]
    fn it_is_prose() {
        assert!(SENTENCES.len() > 200 && WORDS.len() > 500, "{} {}", SENTENCES.len(), WORDS.len());
        assert!(SENTENCES.iter().all(|sentence| !sentence.contains('|') && sentence.ends_with('.')));
    }
}
