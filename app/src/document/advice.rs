//! What a reader wants to know of a model first: its score, the machines for it, how fast it is there, and the command.

use analytics::catalog::{Catalog, ModelEntry};
use analytics::decision::Facts;
use analytics::setup::{Place, Setup, commands, placement, setup};
use leptos::prelude::*;

use super::setup::words;
use super::{Site, cell};
use crate::fixed::fixed;

/// What advice is made of: the facts, and what each machine runs.
#[derive(Debug, Clone)]
pub struct Advice<'a> {
    /// The facts.
    pub facts: &'a Facts,
    /// Every machine whose memory is known.
    pub setups: Vec<Setup>,
}

impl<'a> Advice<'a> {
    /// Looks at every machine.
    #[must_use]
    pub fn new(facts: &'a Facts) -> Self {
        Self { facts, setups: (0..facts.machines.len()).filter_map(|at| setup(facts, at)).collect() }
    }

    /// What the model is good for, where, how fast and with which command, as a list.
    pub(super) fn of(&self, site: &Site, entry: &ModelEntry) -> AnyView {
        let facts = self.facts;
        let Some(model) = facts.model(entry.id.as_str()) else {
            return view! {
                <p class="note">
                    "Nobody can say yet which machine it needs: a file size or the shape of its attention is missing."
                </p>
            }
            .into_any();
        };
        let mut lines = vec![("Score", self.score(model))];
        match placement(facts, &self.setups, model) {
            None => lines.push((
                "Machine",
                view! { "None of the catalogue’s machines writes 10 tokens a second with it." }.into_any(),
            )),
            Some(found) => {
                lines.push(("Smallest machine", self.place(site, &found.smallest, None)));
                if let Some((place, usd)) = &found.cheapest {
                    lines.push(("Cheapest new", self.place(site, place, Some(*usd))));
                }
                lines.push(("Fastest", self.place(site, &found.fastest, None)));
            }
        }
        if let Some(line) = start(entry) {
            lines.push(("Command", view! { <code>{line}</code> }.into_any()));
        }
        let lines: Vec<_> =
            lines.into_iter().map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> }).collect();
        view! { <dl class="facts">{lines}</dl> }.into_any()
    }

    fn score(&self, model: usize) -> AnyView {
        match self.facts.models[model].scores.first().copied().flatten() {
            None => view! { "not scored here yet" }.into_any(),
            Some(score) => {
                let tasks = score.n.to_string();
                view! { {fixed(score.value, 2)} " of 2 (" {tasks} " tasks)" }.into_any()
            }
        }
    }

    fn place(&self, site: &Site, place: &Place<'_>, usd: Option<f64>) -> AnyView {
        let machine = &self.facts.machines[place.machine];
        let address = site.link(&["setup/", &machine.id, "/"].concat());
        let price = usd.map(|usd| [", $", &cell::short(usd, 0)].concat());
        let speed =
            [": ", &words::rough(place.run.decode.value), " tokens/s (", words::basis(place.run.decode.basis), ")"]
                .concat();
        view! { <a href=address>{machine.name.clone()}</a> {price} {speed} }.into_any()
    }
}

/// The shortest command that starts the usual file.
fn start(entry: &ModelEntry) -> Option<String> {
    let file = entry.usual_file()?;
    let kind = analytics::catalog::MachineKind::Unified;
    let found = commands(entry, &file.quantisation, true, kind, analytics::memory::FIT_CONTEXT_TOKENS, 1);
    found.first()?.lines.last().cloned()
}

/// The day of the newest price, for the head of pages that show prices.
pub(super) fn prices_of(catalog: &Catalog) -> String {
    catalog.prices.iter().map(|price| price.date.as_str()).max().unwrap_or_default().to_owned()
}
