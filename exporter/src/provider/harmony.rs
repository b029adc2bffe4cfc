//! The channels of gpt-oss (OpenAI's Harmony format), where a server lets their marks through.

const CHANNEL: &str = "<|channel|>";
const MESSAGE: &str = "<|message|>";
const START: &str = "<|start|>";
/// What ends a message.
const ENDS: [&str; 4] = ["<|end|>", "<|return|>", "<|call|>", START];
/// The channel of the answer; all others are thinking.
const FINAL: &str = "final";

/// The parts of a text that begins with a channel's mark: thinking, and from where to where in it the answer stands. None
/// for any other text.
#[must_use]
pub fn split(text: &str) -> Option<(String, std::ops::Range<usize>)> {
    let begun = text.trim_start();
    let named = ["analysis", "commentary", FINAL].iter().any(|name| begun.starts_with(&format!("{name}{MESSAGE}")));
    if !named && !begun.starts_with(CHANNEL) && !begun.starts_with(START) {
        return None;
    }
    let mut thinking: Vec<&str> = Vec::new();
    let mut answer = text.len()..text.len();
    let mut at = 0;
    while let Some(head_end) = text[at..].find(MESSAGE).map(|found| at + found) {
        let head = text[at..head_end].rsplit([' ', '>', '\n']).next().unwrap_or_default();
        let channel = text[at..head_end].rsplit_once(CHANNEL).map_or(head, |(_, channel)| channel).trim();
        let from = head_end + MESSAGE.len();
        let to = ENDS.iter().filter_map(|end| text[from..].find(end)).min().map_or(text.len(), |end| from + end);
        // A channel may carry a recipient or a format behind its name.
        if channel.split_whitespace().next() == Some(FINAL) {
            answer = from..to;
        } else {
            thinking.push(text[from..to].trim());
        }
        at = to;
    }
    let blank = text[answer.clone()].len() - text[answer.clone()].trim_start().len();
    Some((thinking.join("\n"), answer.start + blank..answer.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_final_channel_is_the_answer() {
        for (text, thinking, answer) in [
            (
                "<|channel|>analysis<|message|>40+2 wrong 43<|end|><|start|>assistant<|channel|>final<|message|>It is 42.",
                "40+2 wrong 43",
                "It is 42.",
            ),
            (
                "<|start|>assistant<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>commentary<|message|>b<|end|><|start|>assistant<|channel|>final <|constrain|>json<|message|>{}<|return|>",
                "a\nb",
                "{}",
            ),
            ("<|channel|>final<|message|>\n42", "", "42"),
            ("analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>42", "hm", "42"),
            ("<|channel|>analysis<|message|>never ends", "never ends", ""),
        ] {
            let (found, range) = split(text).unwrap();
            assert_eq!((found.as_str(), &text[range]), (thinking, answer), "{text}");
        }
        assert_eq!(split("The mark <|channel|>final<|message|> begins the answer."), None);
    }
}
