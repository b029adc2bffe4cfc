//! My work: the counts of the reader's own histories as shares, and what of them a model of one's own could do.
//!
//! The file is the one that `exporter mine profile` writes. It is read in the page and sent nowhere. Until the reader
//! opens one, a made-up example stands here, which is prerendered.

mod moved;
#[cfg(feature = "hydrate")]
mod open;
mod shares;

use std::sync::Arc;

use analytics::decision::ScoreFacts;
use analytics::work::{CONTEXT_STEPS, Host, Profile};
use leptos::prelude::*;

use crate::components::{Choice, Select};

/// The made-up example: the profile of a made-up history, written by the exporter (a test compares them).
const EXAMPLE: &str = include_str!("../../../data/work/example-profile.json");
/// Tokens that a machine's context holds unless the reader says otherwise.
const CONTEXT: u64 = CONTEXT_STEPS[3];
/// A file of counts has a few kilobytes; a longer text is another file.
#[cfg(feature = "hydrate")]
const LONGEST: usize = 1_000_000;

/// What is shown, and why a file was not taken.
#[derive(Debug, Clone, Copy)]
struct Opened {
    profile: RwSignal<Option<Arc<Profile>>>,
    is_example: RwSignal<bool>,
    failure: RwSignal<String>,
}

impl Opened {
    fn example() -> Self {
        let profile = Profile::from_json(EXAMPLE).ok().map(Arc::new);
        Self { profile: RwSignal::new(profile), is_example: RwSignal::new(true), failure: RwSignal::default() }
    }

    /// Takes a text that the reader gives; a bad one leaves what is shown.
    #[cfg(feature = "hydrate")]
    fn take(self, name: &str, text: &str) {
        let read = if text.len() > LONGEST {
            Err("it is longer than a file of counts can be".to_owned())
        } else {
            Profile::from_json(text)
        };
        match read {
            Ok(profile) => {
                self.profile.set(Some(Arc::new(profile)));
                self.is_example.set(false);
                self.failure.set(String::new());
            }
            Err(why) => self.failure.set(format!("{name} was not taken: {why}.")),
        }
    }

    fn back(self) {
        self.profile.set(Self::example().profile.get_untracked());
        self.is_example.set(true);
        self.failure.set(String::new());
    }
}

/// The component.
#[component]
pub fn MyWork(
    /// The model's name.
    model: Signal<String>,
    /// Its score by category, in the order of `Category::ALL`.
    scores: Signal<Vec<Option<ScoreFacts>>>,
    /// The score from which on an answer is good enough.
    enough: Signal<f64>,
) -> impl IntoView {
    let opened = Opened::example();
    let context = RwSignal::new(CONTEXT);
    let host = Signal::derive(move || Host {
        scores: scores.get(),
        enough: enough.get(),
        context: context.get(),
        // A profile holds no hours of the machine, so its capacity is not asked here.
        available_h: 0.0,
    });
    let said = move || {
        let example = opened.is_example.get();
        opened.profile.with(|profile| profile.as_ref().map(|profile| shares::said(profile, example)))
    };
    let table = move || opened.profile.with(|profile| profile.as_ref().map(|profile| shares::table(profile)));
    let result = move || {
        opened.profile.with(|profile| profile.as_ref().map(|profile| moved::view(profile, &host.get(), &model.get())))
    };
    let steps = CONTEXT_STEPS.iter().map(|step| Choice::new(step.to_string(), crate::my_work::shares::grouped(*step)));
    let choices = Signal::stored(steps.collect::<Vec<_>>());
    let choose = Callback::new(move |value: String| context.set(value.parse().unwrap_or(CONTEXT)));
    view! {
        <section class="my-work" id="my-work">
            <h2>"My work"</h2>
            <p>
                "What share of your own prompts, tokens and money is which kind of work, and what of it could move. "
                <code>"exporter mine profile --output work.json"</code>
                " reads the histories of your coding agents, offline, and writes counts alone. Open that file here: it is "
                "read in this page and sent nowhere."
            </p>
            <Openers opened/>
            <p class="failure" role="alert" prop:textContent=move || opened.failure.get()></p>
            <p class="said" role="status">{said}</p>
            <div class="output">{table}</div>
            <div class="controls">
                <Select
                    name="context"
                    label="Longest context that your machine holds, in tokens"
                    choices
                    value=Signal::derive(move || context.get().to_string())
                    choose
                />
            </div>
            <div class="output">{result}</div>
        </section>
    }
}

/// The ways in which a file comes into the page.
#[component]
fn Openers(opened: Opened) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    open::take_drops(opened);
    let choose = move |_event: leptos::ev::Event| {
        #[cfg(feature = "hydrate")]
        open::choose(opened, &_event);
    };
    let paste = move |_event: leptos::ev::Event| {
        #[cfg(feature = "hydrate")]
        opened.take("The text", &event_target_value(&_event));
    };
    view! {
        <div class="controls">
            <label class="file">
                "Choose work.json, or drop it anywhere on this page "
                <input type="file" accept=".json,application/json" on:change=choose/>
            </label>
            <label>
                <span>"Or paste its text"</span>
                " "
                <textarea rows="1" spellcheck="false" autocomplete="off" on:change=paste></textarea>
            </label>
            <button type="button" disabled=move || opened.is_example.get() on:click=move |_| opened.back()>
                "Back to the example"
            </button>
        </div>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn the_example_is_prerendered_and_says_that_it_is_made_up() {
        let html = Owner::new().with(|| {
            let score = Some(ScoreFacts { value: 1.8, low: 1.7, high: 1.9, n: 9 });
            view! {
                <MyWork
                    model=Signal::stored("Own model".to_owned())
                    scores=Signal::stored(vec![score; 7])
                    enough=Signal::stored(1.5)
                />
            }
            .to_html()
        });
        for expected in ["A made-up example", "debugging", "no task measures this kind of work", "<rect"] {
            assert!(html.contains(expected), "{expected} is not in {html}");
        }
        assert!(!html.contains("style="), "the policy forbids attributes of style");
    }
}
