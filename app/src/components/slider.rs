//! A range with a number beside it: two inputs for one value.

use leptos::prelude::*;

use crate::fixed::fixed;

/// The distance between two positions of the range.
const STEP: &str = "0.05";

/// The component. `value` is shown; what the reader enters is handed to `enter` when it is a number within 0 and `to`.
#[component]
pub fn Slider(
    /// Name of both inputs.
    name: &'static str,
    /// Label.
    label: &'static str,
    /// Greatest value; the smallest is 0.
    to: f64,
    /// The value.
    value: Signal<f64>,
    /// Takes a new value.
    enter: Callback<f64>,
) -> impl IntoView {
    let id = format!("{name}-range");
    let text = move || fixed(value.get(), 2);
    // The input that is being typed into keeps its text: `0.` is on the way to `0.5`, and both are the number 0.
    let typed = move |text: String| {
        if let Ok(number) = text.parse::<f64>()
            && number.is_finite()
        {
            enter.run(number.clamp(0.0, to));
        }
    };
    let number = NodeRef::<leptos::html::Input>::new();
    Effect::new(move || {
        let value = value.get();
        if let Some(number) = number.get()
            && number.value().parse() != Ok(value)
        {
            number.set_value(&fixed(value, 2));
        }
    });
    let initial = fixed(value.get_untracked(), 2);
    view! {
        <span class="slider">
            <label for=id.clone()>{label}</label>
            <input
                type="range"
                id=id
                name=name
                min="0"
                max=fixed(to, 2)
                step=STEP
                value=initial.clone()
                prop:value=text
                on:input=move |event| typed(event_target_value(&event))
            />
            <input
                type="number"
                aria-label=format!("{label}, as a number")
                name=name
                min="0"
                max=fixed(to, 2)
                step=STEP
                value=initial
                node_ref=number
                on:input=move |event| typed(event_target_value(&event))
            />
        </span>
    }
}
