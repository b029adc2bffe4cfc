//! Whether the model that a server names is the one that was asked for.

use super::serving::quantisation;

/// Whether both names can be those of one model. Servers add folders, owners, precisions, dates and endings to a name;
/// these do not count, unless both names carry a precision and the two differ.
#[must_use]
pub fn is_same(asked: &str, served: &str) -> bool {
    let (asked, served) = (Name::of(asked), Name::of(served));
    let precisions_differ =
        asked.precision.is_some() && served.precision.is_some() && asked.precision != served.precision;
    // A service answers to `gpt-4o` as `gpt-4o-2024-08-06`.
    let dated = |rest: &str| rest.len() >= 4 && rest.bytes().all(|byte| byte.is_ascii_digit());
    let same = served.words == asked.words || served.words.strip_prefix(&asked.words).is_some_and(dated);
    same && !precisions_differ
}

struct Name {
    /// Letters and digits alone.
    words: String,
    precision: Option<String>,
}

impl Name {
    fn of(text: &str) -> Self {
        let last = text.rsplit(['/', '\\']).next().unwrap_or(text).to_lowercase();
        let last = last.trim_end_matches(".gguf").replace(':', "-");
        let precision = quantisation::of_file(&last);
        let mut words: Vec<&str> = last.split(['-', ' ']).collect();
        words.retain(|word| !matches!(*word, "latest" | "gguf" | "free"));
        let mut words = words.join("-");
        if let Some(precision) = &precision {
            words = words.replace(&precision.to_lowercase(), "");
        }
        Self { words: words.chars().filter(|c| c.is_alphanumeric()).collect(), precision }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_model_and_of_two() {
        for (asked, served) in [
            ("qwen3-14b", "/models/Qwen3-14B-Q4_K_M.gguf"),
            ("smollm2-135m-q4_1", "smollm2-135m-q4_1"),
            ("openai/gpt-oss-120b", "gpt-oss-120b"),
            ("gpt-4o", "gpt-4o-2024-08-06"),
            ("llama3.3:latest", "llama3.3"),
            ("ggml-org/Qwen3-14B-GGUF:Q4_K_M", "Qwen3-14B-Q4_K_M.gguf"),
        ] {
            assert!(is_same(asked, served), "{asked} {served}");
        }
        for (asked, served) in [
            ("llama-3.3-70b-instruct", "smollm2-135m-q4_1"),
            ("smollm2-135m-q4_1", "smollm2-135m-q8_0"),
            ("qwen3-14b", "qwen3-4b"),
            ("gpt-4o", "gpt-4o-mini"),
        ] {
            assert!(!is_same(asked, served), "{asked} {served}");
        }
    }
}
