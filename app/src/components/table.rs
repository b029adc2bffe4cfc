//! A table in a region that scrolls by itself, and its cells.

use leptos::prelude::*;

use crate::fixed::fixed;

/// The component: a plain table whose columns hold numbers, except for the first.
#[component]
pub fn NumberTable<C: IntoView + 'static>(
    /// What the region is called.
    label: &'static str,
    /// Headings of the columns.
    heads: Vec<String>,
    /// The rows.
    children: TypedChildren<C>,
) -> impl IntoView {
    let heads: Vec<_> = heads
        .into_iter()
        .enumerate()
        .map(|(at, head)| view! { <th scope="col" class=(at > 0).then_some("number")>{head}</th> })
        .collect();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=label>
            <table class="plain">
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{children.into_inner()()}</tbody>
            </table>
        </div>
    }
}

/// A cell with a number of two decimals, or with a dash.
pub fn number_cell(value: Option<f64>) -> impl IntoView {
    let class = if value.is_some() { "number" } else { "number none" };
    view! { <td class=class>{value.map_or_else(|| "–".to_owned(), |value| fixed(value, 2))}</td> }
}
