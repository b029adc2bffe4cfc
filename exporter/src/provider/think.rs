//! Thinking that stands inside of the answer, between `<think>` and `</think>`.

const OPEN: &str = "<think>";
const CLOSE: &str = "</think>";

/// An answer in its two parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split<'a> {
    /// What stands between the marks.
    pub thinking: Option<&'a str>,
    /// What follows, without blank space in front when there was thinking.
    pub answer: &'a str,
    /// Where the answer begins, in bytes.
    pub start: usize,
    /// Whether the opening mark is missing, so that the split is a guess.
    pub guessed: bool,
}

/// Splits at the marks. Only thinking in front of the answer counts.
///
/// Chat templates often swallow the opening mark. Answers that talk about the closing one are ordinary text all the
/// same, so a lone closing mark counts only where nothing speaks against it; `apart` says that thinking came separately.
#[must_use]
pub fn split(text: &str, apart: bool) -> Split<'_> {
    let opened = text.trim_start().strip_prefix(OPEN);
    let (inner, closed_at) = match opened {
        Some(inner) => (inner, inner.find(CLOSE)),
        None if apart => return whole(text),
        None => match lone_close(text) {
            Some(at) => (text, Some(at)),
            None => return whole(text),
        },
    };
    let Some(at) = closed_at else {
        return Split { thinking: Some(inner.trim()), answer: "", start: text.len(), guessed: false };
    };
    let answer = inner[at + CLOSE.len()..].trim_start();
    Split {
        thinking: Some(inner[..at].trim()).filter(|text| !text.is_empty()),
        answer,
        start: text.len() - answer.len(),
        guessed: opened.is_none(),
    }
}

/// The text as an answer without thinking.
#[must_use]
pub const fn whole(text: &str) -> Split<'_> {
    Split { thinking: None, answer: text, start: 0, guessed: false }
}

/// Where a closing mark stands that belongs to an opening one in the prompt: the first of all, alone on its line, in a
/// text that is no JSON document.
fn lone_close(text: &str) -> Option<usize> {
    let at = text.find(CLOSE)?;
    let opened_before = text[..at].contains(OPEN);
    let line_start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let after = &text[at + CLOSE.len()..];
    let line_end = after.find('\n').unwrap_or(after.len());
    let alone = text[line_start..at].trim().is_empty() && after[..line_end].trim().is_empty();
    (alone && !opened_before && !text.trim_start().starts_with('{')).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (Option<&str>, &str) {
        let split = split(text, false);
        (split.thinking, split.answer)
    }

    #[test]
    fn thinking_is_taken_out_in_front_only() {
        assert_eq!(parts("plain"), (None, "plain"));
        assert_eq!(parts("\n<think>a\nb</think>\n\nanswer"), (Some("a\nb"), "answer"));
        assert_eq!(parts("<think></think>answer"), (None, "answer"));
        assert_eq!(parts("<think>never closed"), (Some("never closed"), ""));
        assert_eq!(parts("use `<think>x</think>` tags"), (None, "use `<think>x</think>` tags"));
        assert_eq!(split("<think>a</think>\nb", false).start, 17);
    }

    #[test]
    fn a_lone_closing_mark_counts_only_on_a_line_of_its_own() {
        assert_eq!(parts("first a, then b\n</think>\n\nanswer"), (Some("first a, then b"), "answer"));
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
