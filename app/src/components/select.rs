//! A labelled selection.

use leptos::prelude::*;

/// A value that can be chosen, and what is shown for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Value.
    pub value: String,
    /// Text.
    pub text: String,
}

/// The component.
#[component]
pub fn Select(
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
    #[cfg(feature = "hydrate")]
    Effect::new(move || {
        choices.track();
        let value = value.get();
        if let Some(select) = select.get() {
            select.set_value(&value);
        }
    });
    // For the prerendered page; in the browser only the element's value counts.
    let option = move |Choice { value: own, text }: Choice| {
        let selected = value.get_untracked() == own;
        view! { <option value=own selected=selected>{text}</option> }
    };
    view! {
        <label>
            {label}
            " "
            <select name=name node_ref=select on:change=move |event| choose.run(event_target_value(&event))>
                <For each=move || choices.get() key=|choice| choice.value.clone() children=option/>
            </select>
        </label>
    }
}
