//! The entries of WebAssembly: each finds the interactive parts of the page that its program knows, and hydrates them.
//!
//! A page that is to be interactive writes `document::interactive(site, id, files, html)` and names the same files and
//! the entry in its `document::Client`. What hydrates the part is one line in the list of its entry: it gets the element
//! and the texts of these files, in their order, and mounts what prerendered the element's content. A program links only
//! what its own list names, so no page loads another page's code.

use std::pin::Pin;
use std::sync::Arc;

use analytics::decision::Facts;
use analytics::ways::Market;
use leptos::prelude::*;
use serde::Deserialize;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;

use crate::calculator::{CalculatorInput, Cost, Decide, Memory};
use crate::co_op::CoOp;
use crate::compare::Compare;
use crate::components::ScoresInput;
use crate::data::fetch;
use crate::data::{SiteData, SnapshotView};
use crate::leaderboard::{
    AT_ONCE, ComputedStandings, Excluded, Leaderboard, LeaderboardInput, Scoring, at_once, compute_in_slices,
};
use crate::routing::Routing;
use crate::url_state;

/// Hydrates an element from the texts of its files; None when a text is not what it should be.
type Hydrate = fn(HtmlElement, Vec<String>) -> Hydrated;
type Hydrated = Pin<Box<dyn Future<Output = Option<()>>>>;

/// Hydrates the leaderboard of a snapshot.
pub fn leaderboard() {
    hydrate_roots(&[("leaderboard-root", |root, texts| Box::pin(hydrate_leaderboard(root, texts)))]);
}

/// Hydrates a calculator.
pub fn calculator() {
    hydrate_roots(&[
        ("cost-calculator", |root, texts| {
            Box::pin(async move {
                let (input, manual) = (calculators(&texts)?, manual(&root));
                leptos::mount::hydrate_from(root, move || view! { <Cost input manual/> }).forget();
                Some(())
            })
        }),
        ("memory-planner", |root, texts| {
            Box::pin(async move {
                let input = calculators(&texts)?;
                leptos::mount::hydrate_from(root, move || view! { <Memory input/> }).forget();
                Some(())
            })
        }),
        ("co-op", |root, texts| Box::pin(async move { co_op(root, &texts) })),
    ]);
}

/// Hydrates the decision among all ways.
pub fn decide() {
    hydrate_roots(&[("decision", |root, texts| {
        Box::pin(async move {
            let market = Arc::new(serde_json::from_str(texts.first()?).ok()?);
            let (input, manual) = (CalculatorInput { market, base: url_state::base() }, manual(&root));
            leptos::mount::hydrate_from(root, move || view! { <Decide input manual/> }).forget();
            Some(())
        })
    })]);
}

/// Hydrates the comparison of models, or the routing between a local and a rented one.
pub fn compare() {
    hydrate_roots(&[
        ("compare", |root, texts| {
            Box::pin(async move {
                let input = scores(&texts)?;
                leptos::mount::hydrate_from(root, move || view! { <Compare input/> }).forget();
                Some(())
            })
        }),
        ("local", |root, texts| {
            Box::pin(async move {
                let input = scores(&texts)?;
                leptos::mount::hydrate_from(root, move || view! { <Routing input/> }).forget();
                Some(())
            })
        }),
    ]);
}

/// Hydrates the parts whose element, named by its id, is in the page.
fn hydrate_roots(roots: &[(&str, Hydrate)]) {
    for &(id, hydrate) in roots {
        let root = document().get_element_by_id(id).and_then(|root| root.dyn_into::<HtmlElement>().ok());
        if let Some(root) = root {
            // A part whose data cannot be loaded stays the complete document that it already is. Leptos' own executor
            // begins with hydration, so this is the browser's.
            spawn_local(async move {
                let _ = load_and(root, hydrate).await;
            });
        }
    }
}

async fn load_and(root: HtmlElement, hydrate: Hydrate) -> Option<()> {
    let mut texts = Vec::new();
    for url in root.get_attribute("data-load")?.split_ascii_whitespace() {
        // The page preloads them all at once, so waiting for one after the other costs nothing.
        texts.push(fetch::text(url).await.ok()?);
    }
    hydrate(root, texts).await?;
    document().document_element()?.set_attribute("data-hydrated", "true").ok()
}

fn co_op(root: HtmlElement, texts: &[String]) -> Option<()> {
    let FactsOnly { facts } = serde_json::from_str(texts.first()?).ok()?;
    let facts = Arc::new(facts);
    leptos::mount::hydrate_from(root, move || view! { <CoOp facts/> }).forget();
    Some(())
}

/// The part of what can be had that cost and memory need: a program that reads no more holds no more code.
#[derive(Deserialize)]
struct FactsOnly {
    facts: Facts,
}

/// What the calculators of cost and memory are made from.
fn calculators(texts: &[String]) -> Option<CalculatorInput> {
    let FactsOnly { facts } = serde_json::from_str(texts.first()?).ok()?;
    Some(CalculatorInput { market: Arc::new(Market::of_facts(facts)), base: url_state::base() })
}

/// The address of the description of the plain table of usage: the page's own link to it.
fn manual(root: &HtmlElement) -> Option<String> {
    root.get_attribute("data-manual")
}

async fn hydrate_leaderboard(root: HtmlElement, texts: Vec<String>) -> Option<()> {
    let site = Arc::new(SiteData::from_json(texts.first()?).ok()?);
    let snapshot = SnapshotView::from_json(texts.get(1)?).ok()?;
    let standings = standings(&snapshot).await;
    let input = LeaderboardInput { site, snapshot, standings };
    leptos::mount::hydrate_from(root, move || view! { <Leaderboard input/> }).forget();
    Some(())
}

/// The standings that the page was prerendered with, computed without blocking the page.
async fn standings(snapshot: &SnapshotView) -> Arc<ComputedStandings> {
    let scoring = Scoring::new(snapshot, &Excluded::default());
    if let Some(scoring) = scoring.as_ref().filter(|scoring| scoring.work() > AT_ONCE)
        && let Some(computed) = compute_in_slices(snapshot, scoring, || true).await
    {
        return Arc::new(computed);
    }
    Arc::new(at_once(snapshot, scoring))
}

/// The list of snapshots, and the scores of the page's own one.
fn scores(texts: &[String]) -> Option<ScoresInput> {
    let snapshots = serde_json::from_str(texts.first()?).ok()?;
    let own = serde_json::from_str(texts.get(1)?).ok()?;
    Some(ScoresInput { base: url_state::base(), snapshots, own })
}
