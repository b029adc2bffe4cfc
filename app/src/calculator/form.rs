//! The form: groups of fields, the open ones first.

use analytics::decision::Field;
use leptos::either::EitherOf3;
use leptos::prelude::*;

use super::amount::{Amount, AmountField};
use super::choice::{List, ListField};
use super::number::NumberField;

/// A field of any kind.
#[derive(Debug, Clone, Copy)]
pub enum Entry {
    /// A list.
    List(List),
    /// A number of the table of fields.
    Number(Field),
    /// A number that may be left out.
    Amount(Amount),
}

/// Fields under a heading.
#[derive(Debug, Clone, Copy)]
pub struct Group {
    /// The heading.
    pub heading: &'static str,
    /// Whether it is open from the start.
    pub is_open: bool,
    /// The fields.
    pub entries: &'static [Entry],
}

/// One group.
#[component]
pub fn FieldGroup(group: Group) -> impl IntoView {
    let fields: Vec<_> = group
        .entries
        .iter()
        .map(|entry| match *entry {
            Entry::List(list) => EitherOf3::A(view! { <ListField list/> }),
            Entry::Number(field) => EitherOf3::B(view! { <NumberField field/> }),
            Entry::Amount(amount) => EitherOf3::C(view! { <AmountField amount/> }),
        })
        .collect();
    view! {
        <details open=group.is_open>
            <summary>{group.heading}</summary>
            {fields}
        </details>
    }
}

/// All groups.
#[component]
pub fn Form(groups: &'static [Group]) -> impl IntoView {
    groups.iter().map(|group| view! { <FieldGroup group=*group/> }).collect::<Vec<_>>()
}
