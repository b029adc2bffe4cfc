//! A labelled selection.

use leptos::prelude::*;

/// A value that can be chosen, and what is shown for it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Choice {
    /// Value.
    pub value: String,
    /// Text.
    pub text: String,
    /// Shown, but not to be chosen.
    pub is_disabled: bool,
}

impl Choice {
    /// A choice that can be made.
    #[must_use]
    pub fn new(value: impl Into<String>, text: impl Into<String>) -> Self {
        Self { value: value.into(), text: text.into(), is_disabled: false }
    }
}

/// The component.
#[component]
pub fn Select(
    /// Class of the label around it.
    #[prop(optional)]
    class: &'static str,
    /// Id of the element; None without one.
    #[prop(optional, into)]
    id: Option<&'static str>,
    /// Name.
    name: &'static str,
    /// Label.
    label: &'static str,
    /// What can be chosen, with distinct values.
    choices: Signal<Vec<Choice>>,
    /// The chosen value.
    value: Signal<String>,
    /// Takes the value that the reader chooses.
    choose: Callback<String>,
) -> impl IntoView {
    let select = NodeRef::<leptos::html::Select>::new();
    // After the options: the element knows only values that it has.
    Effect::new(move || {
        choices.track();
        let value = value.get();
        if let Some(select) = select.get() {
            select.set_value(&value);
        }
    });
    // For the prerendered page; in the browser only the element's value counts.
    let option = move |Choice { value: own, text, is_disabled }: Choice| {
        let selected = value.get_untracked() == own;
        view! { <option value=own selected=selected disabled=is_disabled>{text}</option> }
    };
    view! {
        <label class=class>
            <span>{label}</span>
            " "
            <select id=id name=name node_ref=select on:change=move |event| choose.run(event_target_value(&event))>
                <For each=move || choices.get() key=Choice::clone children=option/>
            </select>
        </label>
    }
}
