//! The parts of an answer: the whole text, the fenced code blocks, and the prose around them.

use serde::Serialize;

use crate::tasks::fenced::Fenced;

/// Which part of an answer a check looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The whole text.
    #[default]
    Answer,
    /// The fenced code blocks, joined, without the fences.
    Code,
    /// Everything outside fenced code blocks, without the fences.
    Prose,
}

impl Part {
    /// The names in task files.
    pub const NAMES: [&str; 3] = ["answer", "code", "prose"];

    /// The part of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "answer" => Some(Self::Answer),
            "code" => Some(Self::Code),
            "prose" => Some(Self::Prose),
            _ => None,
        }
    }

    /// The name in task files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Code => "code",
            Self::Prose => "prose",
        }
    }
}

/// An answer taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sections {
    answer: String,
    blocks: Vec<String>,
    code: String,
    prose: String,
}

impl Sections {
    /// Takes an answer apart; line ends become `\n`.
    #[must_use]
    pub fn of(answer: &str) -> Self {
        let answer = answer.replace("\r\n", "\n");
        let Fenced { blocks, prose } = Fenced::of(&answer);
        let blocks: Vec<String> = blocks.into_iter().map(|block| block.text).collect();
        let code = blocks.join("\n");
        Self { answer, blocks, code, prose }
    }

    /// The text of a part.
    #[must_use]
    pub fn text(&self, part: Part) -> &str {
        match part {
            Part::Answer => &self.answer,
            Part::Code => &self.code,
            Part::Prose => &self.prose,
        }
    }

    /// The contents of the fenced code blocks, in order.
    #[must_use]
    pub fn blocks(&self) -> &[String] {
        &self.blocks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_and_prose_share_nothing() {
        let sections = Sections::of("before\r\n```rust\nlet a = 1;\n```\nbetween\n~~~\nb\n~~~\nafter");
        assert_eq!(sections.blocks(), ["let a = 1;\n", "b\n"]);
        assert_eq!(sections.text(Part::Code), "let a = 1;\n\nb\n");
        assert_eq!(sections.text(Part::Prose), "before\nbetween\nafter");
        assert!(sections.text(Part::Answer).contains("```rust\n"));
    }

    #[test]
    fn names_lead_back() {
        for name in Part::NAMES {
            assert_eq!(Part::from_name(name).map(Part::name), Some(name));
        }
    }
}
