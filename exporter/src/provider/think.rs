//! Thinking that stands inside of the answer, between marks such as `<think>` and `</think>`.

use super::harmony;

/// The marks of models whose servers do not take thinking apart: what opens it, and what closes it.
const MARKS: [(&str, &str); 5] = [
    ("<think", "</think>"),
    ("<thinking", "</thinking>"),
    // Seed-OSS
    ("<seed:think", "</seed:think>"),
    // Magistral
    ("[THINK", "[/THINK]"),
    // Gemma 4
    ("<|channel>thought", "<channel|>"),
];

/// An answer in its two parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split<'a> {
    /// What stands between the marks.
    pub thinking: Option<String>,
    /// What follows, without blank space in front when there was thinking.
    pub answer: &'a str,
    /// Where the answer begins, in bytes.
    pub start: usize,
    /// Whether the opening mark is missing, so that the split is a guess.
    pub guessed: bool,
}

/// Splits at the marks. Only thinking in front of the answer counts, in one block or in several.
///
/// Chat templates often swallow the opening mark. Answers that talk about the closing one are ordinary text all the
/// same, so a lone closing mark counts only where nothing speaks against it; `apart` says that thinking came separately.
#[must_use]
pub fn split(text: &str, apart: bool) -> Split<'_> {
    if let Some((thinking, range)) = harmony::split(text) {
        let answer = &text[range.clone()];
        return Split { thinking: some(thinking), answer, start: range.start, guessed: false };
    }
    let mut blocks: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some((inner, close)) = opened(rest.trim_start()) {
        let Some(at) = find(inner, close) else {
            blocks.push(inner.trim());
            return Split { thinking: some(joined(&blocks)), answer: "", start: text.len(), guessed: false };
        };
        blocks.push(inner[..at].trim());
        rest = inner[at + close.len()..].trim_start();
    }
    if !blocks.is_empty() {
        let start = text.len() - rest.len();
        return Split { thinking: some(joined(&blocks)), answer: rest, start, guessed: false };
    }
    match lone_close(text).filter(|_| !apart) {
        Some((at, length)) => {
            let answer = text[at + length..].trim_start();
            let thinking = some(text[..at].trim().to_owned());
            Split { thinking, answer, start: text.len() - answer.len(), guessed: true }
        }
        None => whole(text),
    }
}

/// The text as an answer without thinking.
#[must_use]
pub const fn whole(text: &str) -> Split<'_> {
    Split { thinking: None, answer: text, start: 0, guessed: false }
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

fn joined(blocks: &[&str]) -> String {
    blocks.iter().filter(|block| !block.is_empty()).copied().collect::<Vec<_>>().join("\n")
}

/// What follows an opening mark at the beginning of the text, and the mark that closes it. Marks may be written in either
/// case and carry attributes.
fn opened(text: &str) -> Option<(&str, &'static str)> {
    MARKS.iter().find_map(|(open, close)| {
        let head = text.get(..open.len()).filter(|head| head.eq_ignore_ascii_case(open))?;
        let rest = &text[head.len()..];
        let end = match open.as_bytes()[0] {
            b'[' => rest.starts_with(']').then_some(1),
            _ if open.starts_with("<|") => rest.starts_with(char::is_whitespace).then_some(0),
            _ if rest.starts_with('>') => Some(1),
            _ if rest.starts_with([' ', '\t']) => {
                let line = rest.lines().next().unwrap_or_default();
                line.find('>').map(|at| at + 1)
            }
            _ => None,
        };
        end.map(|end| (&rest[end..], *close))
    })
}

/// Where a mark stands, in either case.
fn find(text: &str, mark: &str) -> Option<usize> {
    text.as_bytes().windows(mark.len()).position(|part| part.eq_ignore_ascii_case(mark.as_bytes()))
}

/// Where a closing mark stands that belongs to an opening one in the prompt, and its length: the first of all, alone on
/// its line, in a text that is no JSON document.
fn lone_close(text: &str) -> Option<(usize, usize)> {
    if text.trim_start().starts_with('{') {
        return None;
    }
    MARKS.iter().find_map(|(open, close)| {
        let at = find(text, close)?;
        let opened_before = find(&text[..at], open).is_some();
        let line_start = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let after = &text[at + close.len()..];
        let line_end = after.find('\n').unwrap_or(after.len());
        let alone = text[line_start..at].trim().is_empty() && after[..line_end].trim().is_empty();
        (alone && !opened_before).then_some((at, close.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (Option<String>, &str) {
        let split = split(text, false);
        (split.thinking, split.answer)
    }

    #[test]
    fn thinking_is_taken_out_in_front_only() {
        for (text, thinking, answer) in [
            ("plain", None, "plain"),
            ("\n<think>a\nb</think>\n\nanswer", Some("a\nb"), "answer"),
            ("<think></think>answer", None, "answer"),
            ("<think>never closed", Some("never closed"), ""),
            ("use `<think>x</think>` tags", None, "use `<think>x</think>` tags"),
            ("<Think>a</THINK>b", Some("a"), "b"),
            ("<think duration=3>a</think>b", Some("a"), "b"),
            ("<thinking>a</thinking>\nb", Some("a"), "b"),
            ("<seed:think>a</seed:think>b", Some("a"), "b"),
            ("[THINK]a[/THINK]b", Some("a"), "b"),
            ("<|channel>thought\na<channel|>b", Some("a"), "b"),
            ("<think>a</think>\n<think>b</think>c", Some("a\nb"), "c"),
            ("<thinker>a</thinker>", None, "<thinker>a</thinker>"),
            ("<think about it", None, "<think about it"),
            ("<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>final<|message|>b", Some("a"), "b"),
        ] {
            assert_eq!(parts(text), (thinking.map(str::to_owned), answer), "{text}");
        }
        assert_eq!(split("<think>a</think>\nb", false).start, 17);
    }

    #[test]
    fn a_lone_closing_mark_counts_only_on_a_line_of_its_own() {
        assert_eq!(parts("first a, then b\n</think>\n\nanswer"), (Some("first a, then b".to_owned()), "answer"));
        assert!(split("a\n </think>\r\nb", false).guessed && !split("<think>a</think>b", false).guessed);
        for text in [
            "a</think>answer",
            "Strip everything up to `</think>` first.",
            "The mark is\n</think> and ends the thinking.",
            "{\"reasoning\": \"the answer has\n</think>\nin it\"}",
            "use <think>\nx\n</think>\ntags",
            "it says </think> here\n</think>\nand there",
        ] {
            assert_eq!(parts(text), (None, text));
        }
        let text = "a\n</think>\nb";
        assert_eq!(split(text, true), whole(text), "thinking came apart already");
    }
}
