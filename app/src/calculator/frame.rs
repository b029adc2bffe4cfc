//! What every calculator shows around its figures: the sentence, presets, links that carry the inputs, the address.

use std::time::Duration;

use leptos::prelude::*;

use super::session::session;

/// How long after the last change the answer is read to those who do not see it.
const REST: Duration = Duration::from_millis(250);

/// An answer in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// The sentence.
    pub sentence: String,
    /// Why there is no answer; the last good sentence then stays, greyed.
    pub fault: String,
}

/// The sentence; the last good one stays where the inputs give none.
#[component]
pub fn Sentence(words: Memo<Words>) -> impl IntoView {
    let session = session();
    let spoken = RwSignal::new(String::new());
    Effect::new(move |waiting: Option<Option<TimeoutHandle>>| {
        let words = words.get();
        if let Some(waiting) = waiting.flatten() {
            waiting.clear();
        }
        let text = if words.fault.is_empty() { words.sentence } else { words.fault };
        set_timeout_with_handle(move || spoken.set(text), REST).ok()
    });
    let is_old = move || session.has_fault() || words.with(|words| !words.fault.is_empty());
    let unknown = move || {
        session.unknown.with(|names| {
            (!names.is_empty()).then(|| {
                ["Your link names what this page does not know: ", &names.join(", "), ". The rest of it counts."]
                    .concat()
            })
        })
    };
    let wrong = move || {
        session.has_fault().then_some(
            "A field holds something that cannot be read: see beside it. Until then the last good value counts.",
        )
    };
    view! {
        <p id="answer" class="answer" class:old=is_old>{move || words.with(|words| words.sentence.clone())}</p>
        <p id="fault" class="fault">{move || words.with(|words| words.fault.clone())}</p>
        <p class="fault">{wrong}</p>
        <p class="fault">{unknown}</p>
        <p id="status" class="unseen" role="status">{move || spoken.get()}</p>
    }
}

/// Inputs to begin with: name, query, where they come from.
#[derive(Debug, Clone, Copy)]
pub struct Chip {
    /// Name.
    pub name: &'static str,
    /// Query string with its question mark.
    pub query: &'static str,
    /// Where it comes from.
    pub why: &'static str,
}

/// Presets; links for those without scripts.
#[component]
pub fn Chips(chips: Vec<Chip>) -> impl IntoView {
    let session = session();
    let chips: Vec<_> = chips
        .into_iter()
        .map(|Chip { name, query, why }| {
            let begin = move |event: leptos::ev::MouseEvent| {
                event.prevent_default();
                session.begin_with(query);
            };
            view! { <a class="chip" href=query title=why on:click=begin>{name}</a> " " }
        })
        .collect();
    let reset = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        session.begin_with("");
    };
    view! {
        <p class="chips">
            <span>"Presets: "</span>
            {chips}
            <a class="reset" href="?" on:click=reset>"Reset"</a>
        </p>
    }
}

/// A link to another calculator that takes the inputs along.
#[component]
pub fn Carry(route: &'static str, words: &'static str) -> impl IntoView {
    let session = session();
    view! { <a href=move || session.link(route)>{words}</a> " " }
}

/// Prints the page.
#[component]
pub fn PrintButton() -> impl IntoView {
    view! {
        <button type="button" class="print" on:click=move |_| drop(window().print())>"Print this sheet"</button>
    }
}

/// On paper the address is what carries the inputs.
#[component]
pub fn Address() -> impl IntoView {
    let session = session();
    view! { <p id="link" class="sheet">{move || session.address.get()}</p> }
}
