//! Baselines: deterministic programs that read the prompt and answer without a language model. They are the leaderboard's floor.

mod copy_code;
mod echo;
mod keywords;
mod names;
mod outline;
mod sentences;
mod template;

use analytics::category::Category;

/// A baseline. It is no language model, and says so wherever it appears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Baseline {
    /// Repeats the question.
    Echo,
    /// The first sentences and those with the most telling words.
    LeadKeywords,
    /// A form letter by category, filled with what the prompt names.
    Template,
    /// The prompt's code, unchanged.
    CopyCode,
}

impl Baseline {
    /// All of them, in the order in which help and documentation list them.
    pub const ALL: [Self; 4] = [Self::Echo, Self::LeadKeywords, Self::Template, Self::CopyCode];

    /// The baseline of this name; it is what stands as the model in a configuration.
    #[must_use]
    pub fn from_model_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|baseline| baseline.name() == name)
    }

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Echo => "echo",
            Self::LeadKeywords => "lead-keywords",
            Self::Template => "template",
            Self::CopyCode => "copy-code",
        }
    }

    /// What it does, in one sentence.
    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::Echo => "Repeats the question word for word.",
            Self::LeadKeywords => {
                "Quotes the first two sentences of the prompt and those whose words occur most often in it, in their order."
            }
            Self::Template => {
                "Fills a form letter for the category with the headings, function names and JSON keys that the prompt names."
            }
            Self::CopyCode => "Gives back the prompt's code blocks unchanged: the answer that changes nothing.",
        }
    }

    /// Its answer: the same for the same prompt and category, on every machine.
    #[must_use]
    pub fn answer(&self, prompt: &str, category: Category) -> String {
        match self {
            Self::Echo => echo::answer(prompt),
            Self::LeadKeywords => keywords::answer(prompt),
            Self::Template => template::answer(prompt, category),
            Self::CopyCode => copy_code::answer(prompt),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_lead_back() {
        for baseline in Baseline::ALL {
            assert_eq!(Baseline::from_model_name(baseline.name()), Some(baseline));
            assert!(baseline.description().ends_with('.'));
        }
        assert_eq!(Baseline::from_model_name("gpt"), None);
    }

    #[test]
    fn another_prompt_gets_another_answer() {
        let one = "Write the function `parse_size(text)`. It reads a size.\n\n```python\ndef parse_size(text):\n    pass\n```\n";
        let other = "Write the function `find_gaps(beats)`. It finds gaps.\n\n```python\ndef find_gaps(beats):\n    pass\n```\n";
        for baseline in Baseline::ALL {
            assert_ne!(
                baseline.answer(one, Category::SimpleCoding),
                baseline.answer(other, Category::SimpleCoding),
                "{} does not read the prompt",
                baseline.name()
            );
        }
    }

    /// Texts made of what confuses a reader of Markdown, besides arbitrary ones.
    fn prompts() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("```".to_owned()),
            Just("~~~\n".to_owned()),
            Just("`".to_owned()),
            Just("`## å`".to_owned()),
            Just("\n".to_owned()),
            Just("\r\n".to_owned()),
            Just("# ".to_owned()),
            Just("JSON ".to_owned()),
            Just("fn ".to_owned()),
            Just("| a | b |\n".to_owned()),
            Just(". ".to_owned()),
            Just("\u{202e}\u{0}🦀".to_owned()),
            any::<String>(),
        ];
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn no_prompt_makes_a_baseline_panic_or_waver(prompt in prompts(), category in 0_usize..7) {
            let category = Category::ALL[category];
            for baseline in Baseline::ALL {
                let answer = baseline.answer(&prompt, category);
                prop_assert_eq!(&answer, &baseline.answer(&prompt, category));
                prop_assert!(answer.len() <= 20 * prompt.len() + 4_000, "{} runs wild", baseline.name());
            }
        }
    }
}
