//! A labelled check box of the controls, named after its field in the address.

use leptos::prelude::*;

/// The component.
#[component]
pub fn Check(
    /// Name of the field in the address.
    name: &'static str,
    /// What the address holds when the box is not at its default.
    #[prop(into)]
    value: String,
    /// Whether it is checked.
    checked: Signal<bool>,
    /// Whether it cannot be changed.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Called when the reader changes it.
    change: Callback<()>,
    /// Label.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! {
        <label class="check">
            <input
                type="checkbox"
                name=name
                value=value
                checked=checked.get_untracked()
                prop:checked=move || checked.get()
                disabled=move || disabled.get()
                on:change=move |_| change.run(())
            />
            " "
            {label}
        </label>
    }
}
