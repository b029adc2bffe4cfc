//! Quality against speed, and curves over context and users, on a machine of the reader's choice.

use analytics::setup::Setup;
use leptos::prelude::*;

use super::super::Site;
use super::super::advice::Advice;
use super::super::setup::charts;

/// What is shown before somebody chooses: measured over contexts and over users.
const FIRST: &str = "dgx-spark";

/// The charts of one machine. Those of every other stand on its own page, from where `machine.js` fetches them: one
/// drawing, one source, and no program that computes it again.
pub fn section(site: &Site, advice: &Advice<'_>) -> AnyView {
    let facts = advice.facts;
    let id = |setup: &Setup| facts.machines[setup.machine].id.clone();
    let Some(first) = advice.setups.iter().find(|setup| id(setup) == FIRST).or(advice.setups.first()) else {
        return ().into_any();
    };
    let options: Vec<_> = advice
        .setups
        .iter()
        .filter(|setup| !setup.runs.is_empty())
        .map(|setup| {
            let name = facts.machines[setup.machine].name.clone();
            view! { <option value=id(setup) selected=setup.machine == first.machine>{name}</option> }
        })
        .collect();
    let all = site.link("setup/");
    let page = site.link(&["setup/", &id(first), "/"].concat());
    view! {
        <section id="quality">
            <h2>"The best and the fastest model on your machine"</h2>
            <div class="controls" id="machine-choice" hidden data-pages=all.clone()>
                <label><span>"Machine"</span> " " <select id="machine">{options}</select></label>
            </div>
            <p class="note">
                <span id="machine-said" role="status">{facts.machines[first.machine].name.clone()}</span>
                ". Speeds are its own, measured or estimated; no time from a cloud is among them. "
                <a id="machine-page" href=page>"All models on it, with commands"</a> " · " <a href=all>"All machines"</a>
            </p>
            <div id="machine-charts">{charts::all(site, facts, first)}</div>
        </section>
    }
    .into_any()
}
