//! The answer on the first screen: the best way to get a month's work done, and what the others cost, for three amounts
//! of use. The same engine as `exporter decide`.

use analytics::cost::{Currency, grouped};
use analytics::decision::State;
use analytics::ways::{Answer, Buyer, Extra, Kind, Market, Meets, Way, decide, inputs};
use leptos::prelude::*;

use super::{Site, html};
use crate::fixed::fixed;

/// A workload of the catalogue, and what readers call it.
pub(super) const USES: [(&str, &str); 3] = [
    ("light-chat", "Light: a few chats a day"),
    ("agentic-coding", "Medium: an ordinary day with a coding agent"),
    ("agentic-coding-heavy", "Heavy: a coding agent all day"),
];
/// The use that is open.
pub(super) const OPEN: usize = 1;

/// The section; nothing where the catalogue lacks what it needs.
#[must_use]
pub fn verdict(site: &Site, market: &Market) -> String {
    let parts: Vec<_> = USES
        .iter()
        .enumerate()
        .filter_map(|(at, (work, name))| {
            let answer = answer(market, work)?;
            // What comes next and what would be worth a test is read by those who want to know more.
            let (lead, rest) =
                answer.sentence.split_at(answer.sentence.find(" Next: ").unwrap_or(answer.sentence.len()));
            Some(view! {
                <details class="start" name="use" open=at == OPEN>
                    <summary>{*name}</summary>
                    <p class="answer-line">{lead.to_owned()}</p>
                    <p>{rest.to_owned()}</p>
                    {bars(market, &answer)}
                    <p>
                        <a href=site.link(&["decide/?cur=USD&use=", work, "&buy=as-listed"].concat())>"Change these numbers"</a>
                        " · On your computer: "
                        <code>{["exporter decide --currency USD --buyer as-listed --preset ", work].concat()}</code>
                    </p>
                </details>
            })
        })
        .collect();
    if parts.is_empty() {
        return String::new();
    }
    let date = market.facts.as_of.clone();
    html(|| {
        view! {
            <section>
                {form(site, market)}
                <h2>"What a month costs one person"</h2>
                {parts}
                <p class="note">
                    "US dollars as listed, prices as known on " <time>{date}</time> ". Tokens of a month are measured "
                    "averages of such use. Grey bars are ways that are not known to do the work."
                </p>
            </section>
        }
    })
}

/// Three questions, whose answers the page of the decision begins with. It needs no script.
fn form(site: &Site, market: &Market) -> AnyView {
    let option = |value: &str, words: &str| view! { <option value=value.to_owned()>{words.to_owned()}</option> };
    let works: Vec<_> = market.facts.workloads.iter().map(|of| option(&of.entry.id, &of.entry.name)).collect();
    let plans: Vec<_> = market.plans.iter().map(|plan| option(&plan.id, &plan.name)).collect();
    let sold = market.facts.machines.iter().filter(|machine| machine.price.is_some());
    let machines: Vec<_> = sold.map(|machine| option(&machine.id, &machine.name)).collect();
    view! {
        <form class="ask" action=site.link("decide/") method="get">
            <label>"How do you use models?" <select name="use">{works}</select></label>
            <label>
                "What do you pay now?" <select name="plan"><option value="">"nothing, or an API"</option>{plans}</select>
            </label>
            <label>
                "Which machine do you have or consider?"
                <select name="k"><option value="">"any: look at all"</option>{machines}</select>
            </label>
            <input type="hidden" name="cur" value="USD"/>
            <input type="hidden" name="buy" value="as-listed"/>
            <button>"Own or rent?"</button>
        </form>
    }
    .into_any()
}

/// The answer for one person with a workload of the catalogue.
pub(super) fn answer(market: &Market, work: &str) -> Option<Answer> {
    let mut state = State::new(&market.facts).of_work();
    state.choose_currency(&market.facts, Currency::Usd);
    state.choose_workload(market.facts.workload(work)?);
    let extra = Extra { buyer: Some(Buyer::AsListed), ..Extra::default() };
    let (inputs, unused) = inputs(market, &state, &extra).ok()?;
    Some(decide(market, &inputs, unused)).filter(|answer| answer.fault.is_none())
}

/// The first way of each kind that readers ask for: those that do the work come first, then the nearest.
pub(super) fn shown<'a>(market: &Market, answer: &'a Answer) -> Vec<(&'static str, &'a Way)> {
    let frontier = |way: &Way| market.models.iter().any(|model| model.frontier && way.name.contains(&model.name));
    let first = |holds: &dyn Fn(&Way) -> bool| answer.ways.iter().find(|way| way.cost.is_some() && holds(way));
    let mut shown: Vec<_> = [
        ("Subscribe", first(&|way| way.kind == Kind::Subscribe)),
        ("Rent an open model", first(&|way| way.kind == Kind::Rent && !frontier(way))),
        ("Rent a frontier model", first(&|way| way.kind == Kind::Rent && frontier(way))),
        ("Own the machine", first(&|way| way.kind == Kind::Own)),
    ]
    .into_iter()
    .filter_map(|(name, way)| Some((name, way?)))
    .collect();
    shown.sort_by(|a, b| a.1.money().total_cmp(&b.1.money()));
    shown
}

pub(super) fn dollars(value: f64) -> String {
    ["$", &grouped(value, if value < 10.0 { 2 } else { 0 })].concat()
}

fn note(way: &Way) -> String {
    let name = way.name.trim_start_matches("Subscribe: ");
    let end = match way.out.first() {
        Some(why) => why.text.clone(),
        None if way.meets == Meets::Does => "does the work".to_owned(),
        None => "likely does the work".to_owned(),
    };
    [name, ": ", &end].concat()
}

pub(super) fn bars(market: &Market, answer: &Answer) -> AnyView {
    let shown = shown(market, answer);
    let most = shown.iter().map(|(_, way)| way.money()).fold(1.0, f64::max);
    let rows: Vec<_> = shown
        .into_iter()
        .map(|(name, way)| {
            let bar = [
                "<svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect width=\"",
                &fixed((way.money() / most * 100.0).max(0.5), 1),
                "\" height=\"10\"/></svg>",
            ]
            .concat();
            view! {
                <div class=(!way.is_possible()).then_some("out")>
                    <dt>{name}</dt>
                    <dd>
                        <span class="money">{dollars(way.money())}</span>
                        <span class="length" inner_html=bar></span>
                        <small>{note(way)}</small>
                    </dd>
                </div>
            }
        })
        .collect();
    view! { <dl class="verdict-bars">{rows}</dl> }.into_any()
}
