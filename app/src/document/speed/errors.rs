//! How far the estimates of speed can be trusted: errors on published points that the law had not seen.

use analytics::speed::{CHECKED, Checked};
use leptos::prelude::*;

use super::super::table::{Column, table};
use crate::fixed::fixed;

const COLUMNS: [Column; 6] = [
    ("Asked", false),
    ("Of", false),
    ("Measurements", true),
    ("Sources × chips", true),
    ("Error, middle %", true),
    ("In the range %", true),
];

/// The section.
pub fn section() -> AnyView {
    let rows = CHECKED.iter().map(row).collect();
    let content = view! {
            <p class="note">
                "We left out each source and chip in turn, fitted the law to the rest and compared. Half of the estimates "
                "are off by less than the error. A range should hold 8 of 10 measurements. Another program can write a "
                "tenth slower and read prompts at a third of the speed."
            </p>
            {table("Errors of the speed laws", &COLUMNS, rows)}
    }
    .into_any();
    super::folded("errors", "How reliable estimates are", content)
}

fn row(checked: &Checked) -> AnyView {
    view! {
        <tr>
            <th scope="row">{checked.question}</th>
            <td>{checked.part}</td>
            <td class="number">{checked.rows.to_string()}</td>
            <td class="number">{checked.groups.to_string()}</td>
            <td class="number">{fixed(checked.error * 100.0, 1)}</td>
            <td class="number">{fixed(checked.covered * 100.0, 0)}</td>
        </tr>
    }
    .into_any()
}
