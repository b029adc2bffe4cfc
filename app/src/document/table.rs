//! A plain table of a static page, in a region that scrolls by itself on a narrow screen.

use leptos::prelude::*;

/// A column: its name, and whether it holds numbers.
pub type Column = (&'static str, bool);

/// The table with its header; `label` names the region to a screen reader.
pub fn table(label: impl Into<String>, columns: &[Column], rows: Vec<AnyView>) -> AnyView {
    shaped("plain", label.into(), columns, rows)
}

/// A table of words: on a telephone each row becomes a paragraph instead of a line that leaves the screen. `class`
/// begins with `plain stacked`; the style sheet may name one more, for words before figures that lost their header.
pub fn stacked(class: &'static str, label: impl Into<String>, columns: &[Column], rows: Vec<AnyView>) -> AnyView {
    shaped(class, label.into(), columns, rows)
}

fn shaped(class_name: &'static str, label: String, columns: &[Column], rows: Vec<AnyView>) -> AnyView {
    let header: Vec<_> =
        columns.iter().map(|(name, number)| view! { <th scope="col" class=class(*number)>{*name}</th> }).collect();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=label>
            <table class=class_name>
                <thead>
                    <tr>{header}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The class of a cell.
pub const fn class(number: bool) -> &'static str {
    if number { "number" } else { "" }
}
