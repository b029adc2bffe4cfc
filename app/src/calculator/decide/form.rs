//! The inputs of the decision: the work, what is paid now, the machine, what the work must be like.

use analytics::decision::Field;
use leptos::prelude::*;

use crate::calculator::amount::Amount::{ApiBill, PlanTokens, Requests, Subscription, Waiting};
use crate::calculator::choice::List;
use crate::calculator::form::{
    Entry::{Amount, List as Choose, Number},
    FieldGroup, Group,
};
use crate::calculator::session::session;

/// Groups before the machine.
pub const BEFORE_MACHINE: &[Group] = &[
    Group {
        heading: "Your use",
        is_open: true,
        entries: &[Choose(List::Workload), Number(Field::TOKENS), Number(Field::PEOPLE)],
    },
    Group {
        heading: "What you pay now",
        is_open: true,
        entries: &[Choose(List::Plan), Amount(ApiBill), Amount(Subscription), Amount(PlanTokens)],
    },
];

/// Groups after it.
pub const AFTER_MACHINE: &[Group] = &[
    Group {
        heading: "What it must be like",
        is_open: true,
        entries: &[Number(Field::ENOUGH), Number(Field::PRIVACY), Amount(Waiting)],
    },
    Group {
        heading: "Kinds of work, by share",
        is_open: false,
        entries: &[
            Number(Field::SHARE_SIMPLE),
            Number(Field::SHARE_REFACTORING),
            Number(Field::SHARE_ARCHITECTURE),
            Number(Field::SHARE_DEBUGGING),
            Number(Field::SHARE_MULTI),
            Number(Field::SHARE_REASONING),
            Number(Field::SHARE_TEXT),
        ],
    },
    Group {
        heading: "A request to a model",
        is_open: false,
        entries: &[
            Number(Field::FRESH),
            Number(Field::WRITE),
            Number(Field::READ),
            Number(Field::OUTPUT),
            Number(Field::ANSWER),
            Number(Field::CONTEXT),
            Number(Field::ACTIVE),
            Amount(Requests),
        ],
    },
    Group {
        heading: "Money",
        is_open: false,
        entries: &[
            Choose(List::Currency),
            Number(Field::RATE),
            Choose(List::Buyer),
            Number(Field::VAT),
            Number(Field::KWH),
            Number(Field::MONTHS),
            Number(Field::RESIDUAL),
            Number(Field::HOURS),
            Number(Field::DAYS),
            Number(Field::ADMIN),
            Number(Field::INTEREST),
        ],
    },
];

const MACHINE: Group =
    Group { heading: "The machine", is_open: true, entries: &[Choose(List::AnyMachine), Choose(List::AnyModel)] };

const OF_MACHINE: Group = Group {
    heading: "What you know better of this machine",
    is_open: false,
    entries: &[
        Number(Field::PRICE),
        Number(Field::LOAD_W),
        Number(Field::IDLE_W),
        Number(Field::MEMORY),
        Number(Field::BANDWIDTH),
        Number(Field::RAISED),
        Number(Field::KV),
        Number(Field::CACHE),
    ],
};

const OF_PAIR: Group = Group {
    heading: "Speed and price of this model",
    is_open: false,
    entries: &[
        Number(Field::DECODE),
        Number(Field::PREFILL),
        Number(Field::GAIN),
        Number(Field::PRICE_IN),
        Number(Field::PRICE_WRITE),
        Number(Field::PRICE_READ),
        Number(Field::PRICE_OUT),
    ],
};

/// The machine, and once it is named what a reader may know better of it.
#[component]
pub fn MachineFields() -> impl IntoView {
    let session = session();
    let named = Memo::new(move |_| session.entries.with(|entries| entries.extra.machine_named));
    let both = Memo::new(move |_| named.get() && session.entries.with(|entries| entries.extra.model_named));
    view! {
        <FieldGroup group=MACHINE/>
        <Show when=move || named.get()>
            <FieldGroup group=OF_MACHINE/>
        </Show>
        <Show when=move || both.get()>
            <FieldGroup group=OF_PAIR/>
        </Show>
    }
}
