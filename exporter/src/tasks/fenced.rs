//! Fenced code blocks of a Markdown text, and the prose around them.

/// A text taken apart at its fences. The lines of the fences themselves are in neither part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fenced {
    /// The fenced code blocks, in order.
    pub blocks: Vec<Block>,
    /// Everything outside them.
    pub prose: String,
}

/// A fenced code block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What stands behind the opening fence: mostly the language.
    pub info: String,
    /// Its lines, without the indentation of the fence.
    pub text: String,
}

impl Fenced {
    /// Takes a text apart.
    ///
    /// A fence opens with three or more backticks or tildes, indented by at most three spaces, and closes with at least
    /// as many of the same character, alone on a line. A fence that is never closed runs to the end. As in CommonMark,
    /// backticks with more backticks behind them on the line are code within a sentence, not a fence.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut blocks: Vec<Block> = Vec::new();
        let mut prose = String::new();
        let mut open: Option<Fence> = None;
        for line in text.split_inclusive('\n') {
            match open {
                None => match Fence::opened_by(line) {
                    Some((fence, info)) => {
                        open = Some(fence);
                        blocks.push(Block { info: info.trim().to_owned(), text: String::new() });
                    }
                    None => prose.push_str(line),
                },
                Some(fence) if fence.is_closed_by(line) => open = None,
                Some(fence) => {
                    if let Some(block) = blocks.last_mut() {
                        block.text.push_str(fence.unindent(line));
                    }
                }
            }
        }
        Self { blocks, prose }
    }
}

/// An open fence.
#[derive(Debug, Clone, Copy)]
struct Fence {
    mark: char,
    length: usize,
    indent: usize,
}

impl Fence {
    /// The fence that a line opens, and what stands behind it.
    fn opened_by(line: &str) -> Option<(Self, &str)> {
        let rest = line.trim_start_matches(' ');
        let indent = line.len() - rest.len();
        let mark = rest.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
        let info = rest.trim_start_matches(mark);
        let length = rest.len() - info.len();
        let inline = mark == '`' && info.contains('`');
        (indent <= 3 && length >= 3 && !inline).then_some((Self { mark, length, indent }, info))
    }

    fn is_closed_by(self, line: &str) -> bool {
        Self::opened_by(line).is_some_and(|(close, behind)| {
            close.mark == self.mark && close.length >= self.length && behind.trim().is_empty()
        })
    }

    /// A block within a list is indented with its fence; the code is not.
    fn unindent(self, line: &str) -> &str {
        let spaces = line.len() - line.trim_start_matches(' ').len();
        line.get(spaces.min(self.indent)..).unwrap_or(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> String {
        Fenced::of(text).blocks.into_iter().map(|block| block.text).collect()
    }

    fn prose(text: &str) -> String {
        Fenced::of(text).prose
    }

    #[test]
    fn blocks_with_what_stands_behind_their_fence() {
        let fenced = Fenced::of("before\n```rust ignore \nlet a = 1;\n```\nbetween\n~~~\nb\n~~~\nafter");
        let block = |info: &str, text: &str| Block { info: info.to_owned(), text: text.to_owned() };
        assert_eq!(fenced.blocks, [block("rust ignore", "let a = 1;\n"), block("", "b\n")]);
        assert_eq!(fenced.prose, "before\nbetween\nafter");
    }

    #[test]
    fn a_fence_closes_only_with_its_own_character_and_length() {
        assert_eq!(code("````\n```\ninner\n```\n````\nout"), "```\ninner\n```\n");
        assert_eq!(code("~~~\n```\n~~~\nout"), "```\n");
        assert_eq!(code("```\na\n``` not alone\nb\n`````  \nout"), "a\n``` not alone\nb\n");
    }

    #[test]
    fn an_unclosed_fence_runs_to_the_end() {
        assert_eq!(code("text\n```py\na\nb"), "a\nb");
        assert_eq!(prose("text\n```py\na\nb"), "text\n");
    }

    #[test]
    fn indentation_counts_up_to_three_spaces() {
        assert_eq!(code("   ```\n   a\n     b\n   ```\n"), "a\n  b\n");
        assert_eq!(code("    ```\n    a\n    ```\n"), "");
        assert_eq!(code("```\na\n    ```\nb\n```"), "a\n    ```\nb\n", "four spaces do not close either");
    }

    #[test]
    fn backticks_within_a_line_are_no_fence() {
        assert_eq!(prose("```x``` is code\nmore"), "```x``` is code\nmore");
        assert_eq!(code("``\nno\n``"), "");
        assert_eq!(code("~~~ a~b\nyes\n~~~"), "yes\n");
    }

    #[test]
    fn windows_line_ends_close_a_fence_too() {
        assert_eq!(code("a\r\n```\r\nb\r\n```\r\nc"), "b\r\n");
    }
}
