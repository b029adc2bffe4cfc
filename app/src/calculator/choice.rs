//! Lists to choose from: workload, machine, models, currency, buyer, plan.

use analytics::cost::{Currency, rough};
use analytics::ways::Market;
use leptos::prelude::*;

use super::entries::{BUYERS, Entries, buyer};
use super::session::session;
use crate::url_state::History;

/// What is chosen, by its name in addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// The workload.
    Workload,
    /// The machine that the page is about.
    Machine,
    /// The only machine to look at, or any.
    AnyMachine,
    /// The model that the page is about.
    Model,
    /// The only model to look at, or any.
    AnyModel,
    /// A model beside it: the second, third or fourth.
    Beside(&'static str),
    /// The currency.
    Currency,
    /// Who buys.
    Buyer,
    /// The plan that is paid now.
    Plan,
}

impl List {
    const fn key(self) -> &'static str {
        match self {
            Self::Workload => "use",
            Self::Machine | Self::AnyMachine => "k",
            Self::Model | Self::AnyModel => "m",
            Self::Beside(key) => key,
            Self::Currency => "cur",
            Self::Buyer => "buy",
            Self::Plan => "plan",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Workload => "Kind of use",
            Self::Machine => "Machine",
            Self::AnyMachine => "Machine that you have or consider",
            Self::Model => "Model",
            Self::AnyModel => "Model to run on it",
            Self::Beside(key) => match key.as_bytes() {
                b"m2" => "Second model",
                b"m3" => "Third model",
                _ => "Fourth model",
            },
            Self::Currency => "Currency",
            Self::Buyer => "Who buys",
            Self::Plan => "Subscription that you have",
        }
    }

    /// The name of what is chosen.
    fn chosen(self, market: &Market, entries: &Entries) -> String {
        let extra = &entries.extra;
        match self {
            Self::AnyMachine if !extra.machine_named => String::new(),
            Self::AnyModel if !extra.model_named => String::new(),
            Self::Buyer => {
                let chosen = extra.buyer.unwrap_or_default();
                BUYERS
                    .into_iter()
                    .find(|(of, ..)| *of == chosen)
                    .map_or_else(String::new, |(_, slug, _)| slug.to_owned())
            }
            Self::Plan => extra.plan.and_then(|at| market.plans.get(at)).map_or_else(String::new, |of| of.id.clone()),
            _ => entries.state.choice(&market.facts, self.key()),
        }
    }

    fn choose(self, market: &Market, entries: &mut Entries, value: &str) {
        match self {
            Self::Buyer => entries.extra.buyer = buyer(value),
            Self::Plan => entries.extra.plan = market.plan(value),
            Self::AnyMachine if value.is_empty() => {
                entries.extra.machine_named = false;
                let usual = analytics::decision::State::new(&market.facts);
                entries.state.choose_machine(usual.machine);
            }
            Self::AnyModel if value.is_empty() => {
                entries.extra.model_named = false;
                let usual = analytics::decision::State::new(&market.facts);
                entries.state.choose_model(&market.facts, usual.model.model);
            }
            _ => {
                entries.extra.machine_named |= self == Self::AnyMachine;
                entries.extra.model_named |= self == Self::AnyModel;
                entries.state.choose(&market.facts, self.key(), value);
            }
        }
    }

    /// Names and words of what can be chosen.
    fn options(self, market: &Market) -> Vec<(String, String)> {
        let facts = &market.facts;
        let plain = |name: &str, words: &str| (name.to_owned(), words.to_owned());
        match self {
            Self::Workload => facts.workloads.iter().map(|of| plain(&of.entry.id, &of.entry.name)).collect(),
            Self::Machine => facts.machines.iter().map(|of| plain(&of.id, &of.name)).collect(),
            Self::AnyMachine => std::iter::once(plain("", "any: look at all of them"))
                .chain(facts.machines.iter().map(|of| plain(&of.id, &of.name)))
                .collect(),
            Self::Currency => Currency::ALL.into_iter().map(|of| plain(of.code(), of.code())).collect(),
            Self::Buyer => BUYERS.into_iter().map(|(_, slug, words)| plain(slug, words)).collect(),
            Self::Plan => std::iter::once(plain("", "none, or another one"))
                .chain(market.plans.iter().map(|of| plain(&of.id, &of.name)))
                .collect(),
            Self::Model | Self::AnyModel | Self::Beside(_) => {
                let none = match self {
                    Self::Model => None,
                    Self::AnyModel => Some(plain("", "any that is good enough")),
                    _ => Some(plain("", "none")),
                };
                let files = facts.models.iter().flat_map(|model| {
                    model.files.iter().enumerate().map(|(file, (format, size))| {
                        let name = if file == model.usual {
                            model.id.clone()
                        } else {
                            [&model.id, ":", &file.to_string()].concat()
                        };
                        (name, [&model.name, " · ", format, " (", &rough(size / 1e9), " GB)"].concat())
                    })
                });
                none.into_iter().chain(files).collect()
            }
        }
    }
}

/// The component.
#[component]
pub fn ListField(list: List) -> impl IntoView {
    let session = session();
    let market = session.market();
    let id = ["c-", list.key()].concat();
    let of = market.clone();
    let value = Memo::new(move |_| session.entries.with(|entries| list.chosen(&of, entries)));
    let select = NodeRef::<leptos::html::Select>::new();
    Effect::new(move || {
        let value = value.get();
        if let Some(select) = select.get() {
            select.set_value(&value);
        }
    });
    let chosen = move |event| {
        let value = event_target_value(&event);
        session.change(History::Push, |market, entries| list.choose(market, entries, &value));
    };
    let now = value.get_untracked();
    let options: Vec<_> = list
        .options(&market)
        .into_iter()
        .map(|(name, words)| {
            let selected = name == now;
            view! { <option value=name selected=selected>{words}</option> }
        })
        .collect();
    view! {
        <div class="field">
            <label for=id.clone()>{list.label()}</label>
            <select id=id node_ref=select on:change=chosen>{options}</select>
        </div>
    }
}
