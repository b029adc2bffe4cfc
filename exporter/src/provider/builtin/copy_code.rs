//! The baseline that changes nothing: the prompt's code blocks, as they stand.

use super::outline::Outline;

/// The code blocks of the prompt, each in a fence of its language; a sentence when there is none.
pub fn answer(prompt: &str) -> String {
    let outline = Outline::of(prompt);
    if outline.blocks.is_empty() {
        return "The prompt holds no code block, so there is nothing to give back unchanged.\n".to_owned();
    }
    outline.blocks.iter().map(|block| fenced(&block.language, &block.text)).collect::<Vec<_>>().join("\n")
}

/// The text in a fence that it cannot close by itself.
pub fn fenced(language: &str, text: &str) -> String {
    let longest = text
        .lines()
        .map(|line| line.trim_start().chars().take_while(|character| *character == '`').count())
        .max()
        .unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    let end = if text.ends_with('\n') || text.is_empty() { "" } else { "\n" };
    format!("{fence}{language}\n{text}{end}{fence}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tasks::check::{Part, Sections};

    #[test]
    fn code_comes_back_unchanged() {
        let prompt = "Mend it:\n\n```rust\nfn a() {}\n```\n\nand\n\n~~~\n```\nb\n~~~\n";
        let answer = answer(prompt);
        assert_eq!(Sections::of(&answer).blocks(), ["fn a() {}\n", "```\nb\n"]);
        assert!(answer.starts_with("```rust\n"), "{answer}");
        assert_eq!(Sections::of(&answer).text(Part::Prose).trim(), "");
    }

    #[test]
    fn without_code_it_says_so() {
        assert!(answer("Write a poem.").contains("no code block"));
    }
}
