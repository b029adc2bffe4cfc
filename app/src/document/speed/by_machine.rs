//! Quality against speed on a machine of the reader's choice, and curves over the context and over users.

use analytics::decision::Facts;
use analytics::setup::Setup;
use leptos::prelude::*;

use super::super::Site;
use super::super::advice::Advice;
use super::super::setup::charts;

/// Machines with a chart: each stands for a class, and most were measured.
const MACHINES: [&str; 8] = [
    "mac-studio-m4-max-128",
    "mac-studio-m5-max-128",
    "mac-mini-m5-pro-64",
    "rtx-5090-pc",
    "rtx-pro-6000-96",
    "dgx-spark",
    "ryzen-ai-max-395-128",
    "macbook-air-m4-32",
];
/// The one whose curves are shown: measured over contexts and over users.
const CURVES: &str = "dgx-spark";

/// The machines of the list that are there.
fn shown<'a>(facts: &Facts, advice: &'a Advice<'_>) -> Vec<&'a Setup> {
    let of = |id: &&str| advice.setups.iter().find(|setup| facts.machines[setup.machine].id == **id);
    MACHINES.iter().filter_map(of).collect()
}

/// One machine at a time.
pub fn section(site: &Site, advice: &Advice<'_>) -> AnyView {
    let facts = advice.facts;
    let all = site.link("setup/");
    let parts: Vec<_> = shown(facts, advice)
        .into_iter()
        .enumerate()
        .map(|(at, setup)| {
            let machine = &facts.machines[setup.machine];
            let link = site.link(&["setup/", &machine.id, "/"].concat());
            view! {
                <details class="start" name="machine" open=at == 0>
                    <summary>{machine.name.clone()}</summary>
                    {charts::quality(facts, setup)}
                    <p><a href=link>"All models on this machine, with commands"</a></p>
                </details>
            }
        })
        .collect();
    view! {
        <section id="quality">
            <h2>"The best and the fastest model on your machine"</h2>
            <p class="note">
                "Choose a machine. Speeds are its own, measured or estimated; no time from a cloud is among them. "
                <a href=all>"All machines"</a>
            </p>
            {parts}
        </section>
    }
    .into_any()
}

/// Over the context and over users.
pub fn curves(site: &Site, advice: &Advice<'_>) -> AnyView {
    let facts = advice.facts;
    let Some(setup) = advice.setups.iter().find(|setup| facts.machines[setup.machine].id == CURVES) else {
        return ().into_any();
    };
    let machine = facts.machines[setup.machine].name.clone();
    let all = site.link("setup/");
    view! {
        <section id="curves">
            <h2>"Long contexts and more users slow every answer down"</h2>
            <p class="note">
                "On the " {machine} ", which others measured over both. " <a href=all>"Your machine’s curves"</a>
                " are on its page."
            </p>
            {charts::depth(facts, setup)}
            {charts::users(facts, setup)}
        </section>
    }
    .into_any()
}
