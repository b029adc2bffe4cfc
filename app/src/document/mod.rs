//! Whole documents: the static frame of every page, rendered only when the site is built.

mod about;
mod advice;
mod calculators;
mod cases;
mod cell;
mod changelog;
mod client;
mod co_op;
mod compare;
mod conditions;
mod data;
mod dated;
mod embed;
mod fact;
mod home;
mod info;
mod local;
mod measured;
mod model;
mod models;
mod not_found;
mod offline;
mod place;
mod prose;
mod published;
mod published_costs;
mod setup;
mod shell;
mod snapshot;
mod snapshots;
mod speed;
mod table;
mod task;
mod tasks;
mod variants;
mod verdict;
mod versus;

use std::sync::Arc;

pub use about::about;
pub use advice::Advice;
pub use calculators::{Calculators, cost, decide, memory};
pub(crate) use cell::grouped;
pub use changelog::changelog;
pub use client::{Client, Entry};
pub use co_op::co_op;
pub use compare::compare;
pub use data::{Download, data};
pub use embed::{Card, MonthCost, cards, month_costs, offer};
pub use home::home;
pub use info::{CoOp, Licence, Publisher, SiteInfo};
use leptos::prelude::*;
pub use local::local;
pub use model::{Field, model};
pub use models::models;
pub use not_found::not_found;
pub use offline::offline;
pub use prose::{Prose, prose};
pub use setup::{SetupPages, setup};
pub use shell::{around, body};
pub use snapshot::snapshot;
pub use snapshots::snapshots;
pub use speed::{SpeedPage, speed};
pub use task::{AnswerFile, TaskPage, answer, task};
pub use tasks::tasks;
pub use verdict::verdict;
pub use versus::versus;

use crate::data::{SiteData, SnapshotLink, SnapshotView};
use crate::leaderboard::{Excluded, Leaderboard, LeaderboardInput, Scoring, at_once};

/// What every document is rendered from.
#[derive(Debug, Clone)]
pub struct Site {
    /// Names and links.
    pub info: SiteInfo,
    /// Path under which the site is served: begins and ends with a slash.
    pub base: String,
    /// What the interactive part loads of the site.
    pub data: Arc<SiteData>,
    /// Where it loads that from, relative to the base.
    pub data_url: String,
}

impl Site {
    /// An address of the site from a path relative to its base.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        [&self.base, path].concat()
    }
}

/// A page: what stands in its head, and the content of its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Route relative to the base: empty for the home page, else with a slash at the end.
    pub route: String,
    /// Title without the site's name; empty for the home page.
    pub title: String,
    /// Description.
    pub description: String,
    /// HTML of the body.
    pub body: String,
    /// The program of the interactive part; None where there is none.
    pub client: Option<Client>,
}

/// Renders a view to HTML.
fn html<V: IntoView>(view: impl FnOnce() -> V) -> String {
    Owner::new().with(|| view().into_view().to_html())
}

/// Links to the sections of a long page: id and text.
fn jump(sections: &[(&'static str, &'static str)]) -> AnyView {
    let links: Vec<_> =
        sections.iter().map(|(id, text)| view! { <li><a href=["#", id].concat()>{*text}</a></li> }).collect();
    view! { <nav class="jump" aria-label="On this page"><ul>{links}</ul></nav> }.into_any()
}

/// An interactive part: what `entry.rs` hydrates under this id, the files that it loads for that (addresses
/// relative to the base; the page's [`Client`] names them too), and its prerendered content.
fn interactive(site: &Site, id: &'static str, files: &[&str], content: String) -> String {
    let load = files.iter().map(|file| site.link(file)).collect::<Vec<_>>().join(" ");
    html(|| view! { <div id=id data-load=load inner_html=content></div> })
}

/// What is said where controls stand that nothing moves.
const WITHOUT_SCRIPTS: &str = "<noscript><p class=\"note\">Without JavaScript the controls do nothing: this is what the \
    page shows at first.</p></noscript>";

/// The leaderboard of a snapshot.
fn leaderboard(site: &Site, link: &SnapshotLink, snapshot: &Arc<SnapshotView>) -> String {
    let standings = Arc::new(at_once(snapshot, Scoring::new(snapshot, &Excluded::default())));
    let input = LeaderboardInput { site: site.data.clone(), snapshot: snapshot.clone(), standings };
    let board = html(|| view! { <Leaderboard input/> });
    interactive(site, "leaderboard-root", &[&site.data_url, &link.url], board) + WITHOUT_SCRIPTS
}
