//! The extractive summary: lead sentences, and those whose words occur most often in the prompt.

use std::collections::{BTreeMap, BTreeSet};

use super::outline::Outline;
use super::sentences;

/// Sentences that are always taken: the task mostly stands at the top.
const LEAD: usize = 2;
/// One sentence in so many is taken besides.
const ONE_IN: usize = 5;
/// Most sentences in all.
const MOST: usize = 12;

/// Words that say nothing about a text, in English and Swedish.
const STOP_WORDS: &[&str] = &[
    "the", "and", "for", "that", "this", "with", "are", "was", "not", "its", "from", "has", "have", "which", "each",
    "all", "any", "than", "then", "they", "their", "there", "will", "would", "can", "could", "must", "should", "may",
    "into", "when", "where", "what", "who", "how", "but", "you", "your", "our", "one", "two", "och", "att", "det",
    "som", "för", "med", "den", "till", "inte", "har", "ett", "var", "kan", "ska", "eller", "från", "vid", "när",
];

/// The summary, one sentence to a line, in the prompt's order.
pub fn answer(prompt: &str) -> String {
    let sentences = sentences::of_lines(&Outline::of(prompt).prose);
    let words: Vec<Vec<String>> = sentences.iter().map(|sentence| telling_words(sentence)).collect();
    let mut frequency: BTreeMap<&str, u32> = BTreeMap::new();
    for word in words.iter().flatten() {
        *frequency.entry(word).or_default() += 1;
    }
    let mut ranked: Vec<(f64, usize)> = words
        .iter()
        .enumerate()
        .skip(LEAD)
        .map(|(position, words)| (weight(words, &frequency), position))
        .filter(|(weight, _)| *weight > 0.0)
        .collect();
    // Equal weights: the earlier sentence first, so that the answer never depends on the sort.
    ranked.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(&right.1)));
    let more = (sentences.len() / ONE_IN).clamp(1, MOST - LEAD);
    let mut taken: BTreeSet<usize> = ranked.into_iter().take(more).map(|(_, position)| position).collect();
    taken.extend(0..LEAD.min(sentences.len()));
    let mut answer = String::new();
    for sentence in taken.iter().filter_map(|position| sentences.get(*position)) {
        answer.push_str(sentence);
        answer.push('\n');
    }
    if answer.is_empty() {
        answer.push_str("The prompt holds no sentence to quote.\n");
    }
    answer
}

/// Mean over the sentence's different words of how often they occur elsewhere, so that length alone earns nothing.
fn weight(words: &[String], frequency: &BTreeMap<&str, u32>) -> f64 {
    let different: BTreeSet<&str> = words.iter().map(String::as_str).collect();
    // A sentence of one or two words is a label, not a statement.
    if different.len() < 3 {
        return 0.0;
    }
    let sum: u32 = different.iter().filter_map(|word| frequency.get(word)).map(|times| times - 1).sum();
    f64::from(sum) / different.len() as f64
}

fn telling_words(sentence: &str) -> Vec<String> {
    sentence
        .split(|character: char| !character.is_alphanumeric() && character != '_')
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() >= 3 && !STOP_WORDS.contains(&word.as_str()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lead_and_heavy_sentences_in_the_prompts_order() {
        let prompt = "Alpha opens here.\nBeta follows now.\n\n- Nothing of note stands in this line.\n\
                      - The pump valve leaks water at night.\n- Check the pump valve and the water.\n\
                      ```\npump valve water code\n```\n";
        let answer = answer(prompt);
        let lines: Vec<&str> = answer.lines().collect();
        assert_eq!(lines, ["Alpha opens here.", "Beta follows now.", "Check the pump valve and the water."]);
    }

    #[test]
    fn code_is_kept_out() {
        assert!(!answer("One.\n```\nsecret()\n```\n").contains("secret"));
        assert!(answer("").contains("no sentence"));
    }
}
