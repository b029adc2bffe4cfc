//! Thinking that stands inside of the answer, between `<think>` and `</think>`.

/// An answer in its two parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split<'a> {
    /// What stands between the marks.
    pub thinking: Option<&'a str>,
    /// What follows, without blank space in front when there was thinking.
    pub answer: &'a str,
    /// Where the answer begins, in bytes.
    pub start: usize,
}

/// Splits at the marks. Only thinking in front of the answer counts; chat templates often swallow the opening mark.
#[must_use]
pub fn split(text: &str) -> Split<'_> {
    const OPEN: &str = "<think>";
    const CLOSE: &str = "</think>";
    let opened = text.trim_start().strip_prefix(OPEN);
    let inner = match opened {
        Some(inner) => inner,
        // A closing mark before any opening one: the opening one was part of the prompt.
        None if text.find(CLOSE).is_some_and(|at| text.find(OPEN).is_none_or(|open| open > at)) => text,
        None => return Split { thinking: None, answer: text, start: 0 },
    };
    let Some(at) = inner.find(CLOSE) else {
        return Split { thinking: Some(inner.trim()), answer: "", start: text.len() };
    };
    let answer = inner[at + CLOSE.len()..].trim_start();
    Split {
        thinking: Some(inner[..at].trim()).filter(|text| !text.is_empty()),
        answer,
        start: text.len() - answer.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinking_is_taken_out_in_front_only() {
        let parts = |text| {
            let split = split(text);
            (split.thinking, split.answer)
        };
        assert_eq!(parts("plain"), (None, "plain"));
        assert_eq!(parts("\n<think>a\nb</think>\n\nanswer"), (Some("a\nb"), "answer"));
        assert_eq!(parts("a</think>answer"), (Some("a"), "answer"));
        assert_eq!(parts("<think></think>answer"), (None, "answer"));
        assert_eq!(parts("<think>never closed"), (Some("never closed"), ""));
        assert_eq!(parts("use `<think>x</think>` tags"), (None, "use `<think>x</think>` tags"));
        assert_eq!(split("<think>a</think>\nb").start, 17);
    }
}
