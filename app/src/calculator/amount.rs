//! A number that may be left out: what is paid now, what one waits at most.

use analytics::cost::Dec;
use analytics::decision::Field;
use leptos::prelude::*;

use super::entries::Entries;
use super::session::session;
use crate::url_state::History;

/// One of these numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// A month's bill at an API.
    ApiBill,
    /// Million tokens of the plan.
    PlanTokens,
    /// The price of a subscription that no list holds.
    Subscription,
    /// Requests a month.
    Requests,
    /// Seconds that somebody waits for an answer.
    Waiting,
}

impl Amount {
    const fn key(self) -> &'static str {
        ["bill", "pt", "sb", "rq", "wait"][self as usize]
    }

    const fn label(self) -> &'static str {
        [
            "Your bill for tokens or a rented GPU",
            "Tokens that your subscription gives you",
            "Another subscription, a month",
            "Requests to a model, a month",
            "Longest wait for a whole answer",
        ][self as usize]
    }

    const fn help(self) -> &'static str {
        [
            "A month’s bill. Leave it empty if there is none.",
            "A month, of every kind; sellers rarely say it.",
            "For one person, as you pay it.",
            "Of all people together. Empty: those of the kind of use, or as many as your tokens make.",
            "At the peak. Empty: any.",
        ][self as usize]
    }

    fn get(self, entries: &Entries) -> Option<f64> {
        let extra = &entries.extra;
        match self {
            Self::ApiBill => extra.api_bill,
            Self::PlanTokens => extra.plan_million_tokens,
            Self::Subscription => entries.state.entered(Field::SUB).map(Dec::to_f64),
            Self::Requests => extra.requests,
            Self::Waiting => extra.waiting_limit_s,
        }
    }

    fn set(self, entries: &mut Entries, value: Option<f64>) {
        let extra = &mut entries.extra;
        match self {
            Self::ApiBill => extra.api_bill = value,
            Self::PlanTokens => extra.plan_million_tokens = value,
            Self::Subscription => entries.state.enter(Field::SUB, value.and_then(Dec::from_f64)),
            Self::Requests => extra.requests = value,
            Self::Waiting => extra.waiting_limit_s = value,
        }
    }
}

/// The component.
#[component]
pub fn AmountField(amount: Amount) -> impl IntoView {
    let session = session();
    let key = amount.key();
    let [id, help_id] = ["f-", "h-"].map(|prefix| [prefix, key].concat());
    let text =
        move || session.entries.with(|entries| amount.get(entries)).map_or_else(String::new, |value| value.to_string());
    let input = NodeRef::<leptos::html::Input>::new();
    let typing = StoredValue::new(false);
    Effect::new(move || {
        let text = text();
        if let Some(input) = input.get().filter(|_| !typing.get_value()) {
            input.set_value(&text);
        }
    });
    let typed = move |event| {
        typing.set_value(true);
        let text = event_target_value(&event);
        let read = analytics::decision::entry::positive(&text, amount == Amount::PlanTokens);
        match read {
            Ok(value) => {
                session.set_fault(key, None);
                session.change(History::Replace, |_, entries| amount.set(entries, value));
            }
            Err(fault) => session.set_fault(key, Some(fault)),
        }
    };
    let unit = move || match amount {
        Amount::ApiBill | Amount::Subscription => session.currency().code(),
        Amount::PlanTokens => "million",
        Amount::Requests => "",
        Amount::Waiting => "s",
    };
    view! {
        <div class="field">
            <label for=id.clone()>{amount.label()}</label>
            <span class="entry">
                <input
                    id=id
                    inputmode="decimal"
                    autocomplete="off"
                    placeholder="none"
                    value=untrack(text)
                    aria-describedby=help_id.clone()
                    aria-invalid=move || if session.fault(key).is_empty() { "false" } else { "true" }
                    node_ref=input
                    on:input=typed
                    on:change=move |_| typing.set_value(false)
                />
                <span class="unit">{unit}</span>
            </span>
            <small id=help_id>
                <span class="said wrong" role="status">{move || session.fault(key)}</span>
                " "
                <span class="help">{amount.help()}</span>
            </small>
        </div>
    }
}
