//! What stands in a prompt, for baselines: its code blocks with their languages, and its prose line by line.

use crate::tasks::fenced::Fenced;

/// A prompt taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// Fenced code blocks, in order.
    pub blocks: Vec<Block>,
    /// Lines outside them.
    pub prose: Vec<String>,
}

/// A fenced code block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// First word behind the fence; empty when there is none.
    pub language: String,
    /// Its lines.
    pub text: String,
}

impl Outline {
    /// Takes a prompt apart.
    pub fn of(prompt: &str) -> Self {
        let Fenced { blocks, prose } = Fenced::of(prompt);
        let blocks = blocks.into_iter().map(|block| Block { language: language(&block.info), text: block.text });
        Self { blocks: blocks.collect(), prose: prose.lines().map(str::to_owned).collect() }
    }

    /// The texts between single backticks in the prose, in order, each once.
    pub fn inline_code(&self) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        for line in &self.prose {
            let pieces: Vec<&str> = line.split('`').collect();
            // An odd number of backticks cannot be paired with certainty.
            if pieces.len().is_multiple_of(2) {
                continue;
            }
            for piece in pieces.iter().skip(1).step_by(2) {
                if !piece.trim().is_empty() && !found.contains(piece) {
                    found.push(piece);
                }
            }
        }
        found
    }
}

/// The first word behind a fence, as far as it is made of what languages are called by.
fn language(info: &str) -> String {
    info.chars().take_while(|character| character.is_ascii_alphanumeric() || "+-#_".contains(*character)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_code_and_prose() {
        let outline = Outline::of("a `b` c\n```rust ignore\nfn x() {}\n```\n~~~\n```\n~~~\nd\n");
        let block = |language: &str, text: &str| Block { language: language.into(), text: text.into() };
        assert_eq!(outline.blocks, [block("rust", "fn x() {}\n"), block("", "```\n")]);
        assert_eq!(outline.prose, ["a `b` c", "d"]);
        assert_eq!(outline.inline_code(), ["b"]);
    }

    #[test]
    fn a_lone_backtick_is_no_code() {
        assert!(Outline::of("it`s `b`").inline_code().is_empty());
    }
}
