//! What the words mean by which providers say why an answer ended: one table for all of them.

use serde_json::Value;

use Class::{Broken, Complete, Cut, Refused};

/// What a word for the end of an answer means. A later class is worse: where several words come, the worst one counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// The model ended by itself.
    Complete,
    /// A word that nobody has documented.
    Unknown,
    /// A limit on tokens, context or repetition ended it.
    Cut,
    /// Model, filter or provider would not go on.
    Refused,
    /// The server gave up; another attempt may bring an answer.
    Broken,
}

/// The documented words, without case and punctuation, and who documents them. docs/provider-behaviour.md says the same
/// for readers.
pub const WORDS: &[(&str, Class, &str)] = &[
    (
        "stop",
        Complete,
        "OpenAI, DeepSeek, Mistral, Moonshot, MiniMax, z.ai, Groq, vLLM, SGLang, llama.cpp, Ollama, Gemini",
    ),
    ("eos", Complete, "llama.cpp, Together"),
    ("eostoken", Complete, "Hugging Face TGI"),
    ("eosfound", Complete, "LM Studio"),
    ("word", Complete, "llama.cpp: a stop word"),
    ("stopsequence", Complete, "Anthropic, Hugging Face TGI, Cohere"),
    ("stopstringfound", Complete, "LM Studio"),
    ("endturn", Complete, "Anthropic, Bedrock"),
    ("complete", Complete, "Cohere"),
    ("completed", Complete, "OpenAI Responses"),
    ("toolcalls", Complete, "OpenAI: the model called a tool that it was not given, and ended by itself"),
    ("functioncall", Complete, "OpenAI, deprecated"),
    ("tooluse", Complete, "Anthropic, Bedrock"),
    ("length", Cut, "OpenAI, DeepSeek, Mistral, Moonshot, MiniMax, z.ai, Groq, vLLM, SGLang, llama.cpp, Ollama"),
    ("limit", Cut, "llama.cpp's own API"),
    ("maxtokens", Cut, "Anthropic, Gemini, Cohere, Bedrock"),
    ("maxlen", Cut, "xAI"),
    ("maxlength", Cut, "watsonx"),
    ("maxoutputtokens", Cut, "OpenAI Responses"),
    ("maxcompletiontokens", Cut, "gateways"),
    ("modellength", Cut, "Mistral: the model's context is full"),
    ("maxcontext", Cut, "xAI"),
    ("modelcontextwindowexceeded", Cut, "Anthropic, Bedrock, z.ai"),
    ("maxpredictedtokensreached", Cut, "LM Studio"),
    ("contextlengthreached", Cut, "LM Studio"),
    ("tokenlimit", Cut, "watsonx"),
    ("errorlimit", Cut, "Cohere: the context is full"),
    ("repetition", Cut, "vLLM: the model repeats itself"),
    ("repetitiontruncation", Cut, "gateways: the model repeats itself"),
    ("contentfilter", Refused, "OpenAI, DeepSeek, OpenRouter, SGLang"),
    ("contentfiltered", Refused, "Bedrock"),
    ("guardrailintervened", Refused, "Bedrock"),
    ("refusal", Refused, "Anthropic"),
    ("sensitive", Refused, "z.ai"),
    ("safety", Refused, "Gemini"),
    ("recitation", Refused, "Gemini"),
    ("language", Refused, "Gemini: a language that it does not serve"),
    ("blocklist", Refused, "Gemini"),
    ("prohibitedcontent", Refused, "Gemini"),
    ("spii", Refused, "Gemini: personal data"),
    ("modelarmor", Refused, "Vertex AI"),
    ("imagesafety", Refused, "Gemini"),
    ("errortoxic", Refused, "Cohere"),
    ("abort", Broken, "vLLM, SGLang"),
    ("aborted", Broken, "gateways"),
    ("error", Broken, "OpenRouter, Mistral, vLLM, Cohere"),
    ("networkerror", Broken, "z.ai"),
    ("insufficientsystemresource", Broken, "DeepSeek"),
    ("malformedfunctioncall", Broken, "Gemini"),
    ("unexpectedtoolcall", Broken, "Gemini"),
    ("toomanytoolcalls", Broken, "Gemini"),
    ("malformedresponse", Broken, "Gemini"),
    ("missingthoughtsignature", Broken, "Gemini"),
    ("malformedmodeloutput", Broken, "Bedrock"),
    ("malformedtooluse", Broken, "Bedrock"),
    ("other", Broken, "Gemini"),
    ("pauseturn", Broken, "Anthropic: a turn that wants to be continued"),
    ("load", Broken, "Ollama: the model was only loaded"),
    ("unload", Broken, "Ollama: the model was only unloaded"),
    ("failed", Broken, "LM Studio"),
    ("modelunloaded", Broken, "LM Studio"),
    ("userstopped", Broken, "LM Studio"),
    ("cancelled", Broken, "watsonx"),
    ("canceled", Broken, "gateways"),
    ("usercancel", Broken, "Cohere"),
    ("timeout", Broken, "Cohere, gateways"),
    ("timelimit", Broken, "xAI, watsonx"),
];

/// The class of a word; None for a word that says nothing, such as Gemini's `FINISH_REASON_UNSPECIFIED` or an empty one.
#[must_use]
pub fn class(word: &str) -> Option<Class> {
    let mut bare: String =
        word.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect();
    if let Some(rest) = bare.strip_prefix("finishreason") {
        bare = rest.to_owned();
    }
    // xAI's own API.
    if let Some(rest) = bare.strip_prefix("reason") {
        bare = rest.to_owned();
    }
    if matches!(bare.as_str(), "" | "null" | "none" | "unspecified" | "invalid") {
        return None;
    }
    Some(WORDS.iter().find(|(known, ..)| *known == bare).map_or(Class::Unknown, |(_, class, _)| *class))
}

/// The word of a field: a text, or an object that names it as its type (SGLang).
#[must_use]
pub fn word(value: &Value) -> Option<&str> {
    let word = value.as_str().or_else(|| value.get("type").and_then(Value::as_str))?;
    class(word).map(|_| word)
}

/// Whether a word says that the context was full, whatever the limit on the answer.
#[must_use]
pub fn says_context_full(text: &str) -> bool {
    let bare: String = text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    ["contextlengthreached", "modelcontextwindowexceeded", "modellength", "maxcontext"].contains(&bare.as_str())
}

/// Whether a word says that the model repeated itself, which is its own doing and no matter of room.
#[must_use]
pub fn says_repetition(text: &str) -> bool {
    let bare: String = text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    ["repetition", "repetitiontruncation"].contains(&bare.as_str())
}

/// The words that came for the end of one answer.
#[derive(Debug, Clone, Default)]
pub struct Finish {
    worst: Option<(Class, String)>,
}

impl Finish {
    /// Adds a word. The worst one is kept; among words of a class, the first.
    pub fn add(&mut self, word: &str) {
        let Some(class) = class(word) else { return };
        if self.worst.as_ref().is_none_or(|(worst, _)| class > *worst) {
            self.worst = Some((class, word.to_owned()));
        }
    }

    /// Adds a word of another vocabulary: what is unknown in it says nothing.
    pub fn add_native(&mut self, word: &str) {
        if class(word) != Some(Class::Unknown) {
            self.add(word);
        }
    }

    /// The class of the worst word; None when none came.
    #[must_use]
    pub fn class(&self) -> Option<Class> {
        self.worst.as_ref().map(|(class, _)| *class)
    }

    /// The worst word as the provider wrote it.
    #[must_use]
    pub fn word(&self) -> Option<&str> {
        self.worst.as_ref().map(|(_, word)| word.as_str())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_spelling_of_a_word_is_that_word() {
        for (word, expected) in [
            ("MAX_TOKENS", Some(Class::Cut)),
            ("maxTokens", Some(Class::Cut)),
            ("FinishReason.MAX_TOKENS", Some(Class::Cut)),
            ("content-filter", Some(Class::Refused)),
            ("REASON_MAX_LEN", Some(Class::Cut)),
            ("STOP", Some(Class::Complete)),
            ("FINISH_REASON_UNSPECIFIED", None),
            ("", None),
            ("null", None),
            ("done_by_magic", Some(Class::Unknown)),
        ] {
            assert_eq!(class(word), expected, "{word}");
        }
    }

    #[test]
    fn words_stand_once_and_are_spelled_as_they_are_looked_up() {
        let all: BTreeSet<_> = WORDS.iter().map(|(word, ..)| *word).collect();
        assert_eq!(all.len(), WORDS.len());
        assert!(all.iter().all(|word| word.bytes().all(|byte| byte.is_ascii_lowercase())));
        assert!(WORDS.iter().all(|(word, expected, _)| class(word) == Some(*expected)));
    }

    #[test]
    fn the_worse_word_counts_whatever_the_order() {
        for words in [["length", "stop"], ["stop", "length"]] {
            let mut finish = Finish::default();
            words.iter().for_each(|word| finish.add(word));
            assert_eq!((finish.class(), finish.word()), (Some(Class::Cut), Some("length")));
        }
        let mut finish = Finish::default();
        finish.add("stop");
        finish.add_native("a word of its own");
        assert_eq!(finish.class(), Some(Class::Complete));
        finish.add_native("MAX_TOKENS");
        assert_eq!(finish.class(), Some(Class::Cut));
    }
}
