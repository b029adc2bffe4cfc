//! How many tokens a text has, before anybody counted them.
//!
//! The tokenizers of today's models work on bytes: a token stands for one byte at least, for four or so in English
//! prose and for about three in code. What a server wraps around the messages is on top.

use super::Range;
use crate::provider::{Call, Message};

/// Bytes for each token when a text is easy.
const EASY_BYTES: u64 = 5;
/// Bytes for each token as a rule.
const USUAL_BYTES: u64 = 4;
/// What the template of a chat adds to each message as a rule.
const USUAL_WRAPPING: u64 = 8;
/// What it adds to a conversation at most; gpt-oss's, with its own instructions in front, comes to about a hundred.
const LONGEST_WRAPPING: u64 = 256;
/// What it adds to each message at most.
const LONGEST_WRAPPING_EACH: u64 = 32;
/// Some upstream providers of OpenRouter allow an answer of so many tokens, however few were asked for.
const SHORTEST_LIMIT: u64 = 16;

/// Tokens of a conversation of so many bytes.
#[must_use]
pub const fn of_bytes(bytes: u64, messages: u64) -> Range<u64> {
    Range {
        low: bytes / EASY_BYTES,
        expected: bytes / USUAL_BYTES + USUAL_WRAPPING * messages,
        high: bytes + LONGEST_WRAPPING + LONGEST_WRAPPING_EACH * messages,
    }
}

/// Tokens of a conversation, the shape that is asked for included: some servers put it into the prompt.
#[must_use]
pub fn of_messages(messages: &[Message], schema: Option<&str>) -> Range<u64> {
    let bytes: usize = messages.iter().map(|message| message.content.len()).sum();
    of_bytes((bytes + schema.map_or(0, str::len)) as u64, messages.len() as u64)
}

/// The most tokens of a prompt and of its answer.
#[must_use]
pub fn most(call: &Call) -> (u64, u64) {
    (of_messages(&call.messages, call.schema).high, u64::from(call.max_tokens).max(SHORTEST_LIMIT))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::Role;

    #[test]
    fn the_high_figure_is_one_token_for_each_byte_and_the_wrapping() {
        // 44 ASCII bytes; a tokenizer that knew no word at all would make 44 tokens of them.
        let text = "The quick brown fox jumps over the lazy dog.";
        let range = of_messages(&[Message::new(Role::User, text)], None);
        assert_eq!(range, Range { low: 8, expected: 19, high: 44 + 256 + 32 });
        // Swedish letters and emoji count as the bytes that they are.
        assert_eq!(of_messages(&[Message::new(Role::User, "åäö\u{1f600}")], Some("{}")).high, 10 + 2 + 256 + 32);
    }
}
