//! The frame of the pages that are computed from the scores of one snapshot: which snapshot is shown, the state in
//! the address, and the sentence that says what is shown.

use std::sync::Arc;

use leptos::prelude::*;

use super::select::{Choice, Select};
use crate::data::{ScoredSnapshot, SnapshotScores};
use crate::url_state::{History, UrlState};

/// State of such a page as its address holds it.
pub trait ScoresState: UrlState {
    /// Id of the snapshot; empty for the page's own one.
    fn snapshot(&self) -> &str;

    /// Drops what is a default, and what these scores do not have.
    fn normalise(&mut self, scores: &SnapshotScores);

    /// Ids of models that the address asks for and these scores do not have.
    fn unknown(&self, scores: &SnapshotScores) -> Vec<String>;
}

/// What such a page is made from.
#[derive(Debug, Clone)]
pub struct ScoresInput {
    /// Path under which the site is served: begins and ends with a slash.
    pub base: String,
    /// The snapshots that can be chosen.
    pub snapshots: Vec<ScoredSnapshot>,
    /// The snapshot that is shown first.
    pub own: SnapshotScores,
}

/// The state of such a page.
#[derive(Debug)]
pub struct ScoredPage<T: ScoresState> {
    input: StoredValue<(String, Vec<ScoredSnapshot>)>,
    own: StoredValue<Arc<SnapshotScores>>,
    /// The scores that are shown.
    pub scores: RwSignal<Arc<SnapshotScores>>,
    /// What the address says.
    pub state: RwSignal<T>,
    /// Why other scores than those asked for are shown; empty when there is nothing to say.
    failure: RwSignal<String>,
}

impl<T: ScoresState> Clone for ScoredPage<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ScoresState> Copy for ScoredPage<T> {}

impl<T: ScoresState> ScoredPage<T> {
    /// Shows the page's own snapshot, and in the browser what the address asks for.
    #[must_use]
    pub fn new(input: ScoresInput) -> Self {
        let own = Arc::new(input.own);
        let page = Self {
            input: StoredValue::new((input.base, input.snapshots)),
            scores: RwSignal::new(own.clone()),
            own: StoredValue::new(own),
            state: RwSignal::default(),
            failure: RwSignal::default(),
        };
        crate::url_state::follow(move |mut state: T| {
            let mut unknown = Vec::new();
            page.scores.with_untracked(|scores| {
                if page.names(&state, scores) {
                    unknown = state.unknown(scores);
                    state.normalise(scores);
                }
            });
            if page.state.with_untracked(|old| *old != state) {
                page.state.set(state);
                page.show();
            }
            page.name_unknown(&unknown);
        });
        page
    }

    /// The address of the page of a model or a task of the snapshot that is shown.
    #[must_use]
    pub fn link(&self, kind: &str, id: &str) -> String {
        self.input
            .with_value(|(base, _)| self.scores.with(|scores| format!("{base}snapshots/{}/{kind}/{id}/", scores.id)))
    }

    /// Changes the state as the reader asks, and the address with it.
    pub fn change(self, history: History, edit: impl FnOnce(&mut T)) {
        let mut state = self.state.get_untracked();
        edit(&mut state);
        self.scores.with_untracked(|scores| state.normalise(scores));
        self.failure.set(String::new());
        if self.state.with_untracked(|old| *old == state) {
            return;
        }
        crate::url_state::write(&state, history);
        let same = self.state.with_untracked(|old| old.snapshot() == state.snapshot());
        self.state.set(state);
        if !same {
            self.show();
        }
    }

    /// Says which models of a link are not there; what is shown is then not what the link meant.
    fn name_unknown(self, unknown: &[String]) {
        if !unknown.is_empty() {
            self.failure.set(format!("The link names a model that is not in this snapshot: {}.", unknown.join(", ")));
        }
    }

    /// Whether a state names these scores.
    fn names(self, state: &T, scores: &SnapshotScores) -> bool {
        let own = self.own.get_value();
        scores.id == if state.snapshot().is_empty() { own.id.as_str() } else { state.snapshot() }
    }

    /// Shows the snapshot that the state names, after loading it if needed. The last choice wins.
    fn show(self) {
        self.failure.set(String::new());
        let state = self.state.get_untracked();
        if self.scores.with_untracked(|scores| self.names(&state, scores)) {
            return;
        }
        let own = self.own.get_value();
        if self.names(&state, &own) {
            return self.scores.set(own);
        }
        let id = state.snapshot().to_owned();
        let url = self.input.with_value(|(base, all)| {
            let link = all.iter().find(|link| link.id == id)?;
            Some(format!("{base}{}", link.url))
        });
        let Some(url) = url else { return self.refuse(&format!("This site has no snapshot named {id}")) };
        self.load(id, url);
    }

    fn load(self, id: String, url: String) {
        leptos::task::spawn_local(async move {
            let loaded = crate::data::fetch::json::<SnapshotScores>(&url).await;
            if self.state.with_untracked(|state| state.snapshot() != id) {
                return;
            }
            match loaded {
                Ok(scores) => {
                    let unknown = self.state.with_untracked(|state| state.unknown(&scores));
                    self.state.update(|state| state.normalise(&scores));
                    self.scores.set(Arc::new(scores));
                    self.name_unknown(&unknown);
                }
                Err(why) => self.refuse(&why),
            }
        });
    }

    /// Says why, and goes on with the snapshot that is there.
    fn refuse(self, why: &str) {
        let shown = self.scores.get_untracked();
        let id = if self.own.with_value(|own| own.id == shown.id) { String::new() } else { shown.id.clone() };
        self.state.update(|state| {
            state.set("snapshot", &id);
            state.normalise(&shown);
        });
        self.failure.set(format!("{why}; what is shown is “{}”.", shown.title));
    }
}

/// The component: controls, what went wrong, what is shown in a sentence or two, and what follows from the scores.
#[component]
pub fn ScoredFrame<T, C, O>(
    /// The state.
    page: ScoredPage<T>,
    /// The controls beside the choice of a snapshot.
    controls: C,
    /// What a screen reader hears after a change.
    #[prop(into)]
    summary: Signal<String>,
    /// What follows.
    output: O,
) -> impl IntoView
where
    T: ScoresState,
    C: IntoView,
    O: IntoView,
{
    let choices = page.input.with_value(|(_, all)| {
        all.iter().map(|link| Choice::new(link.id.clone(), link.label.clone())).collect::<Vec<_>>()
    });
    // A choice that was refused leaves the scores as they are: the selection goes back then too.
    let value = Signal::derive(move || {
        page.failure.track();
        page.scores.with(|scores| scores.id.clone())
    });
    let choose = Callback::new(move |id: String| {
        let id = if page.own.with_value(|own| own.id == id) { String::new() } else { id };
        page.change(History::Push, move |state| state.set("snapshot", &id));
    });
    view! {
        <div class="controls">
            <Select name="snapshot" label="Snapshot" choices=Signal::stored(choices) value choose/>
            {controls}
        </div>
        // A property, since the element must be empty when there is nothing to say: a rule of the style asks for that.
        <p class="failure" role="alert" prop:textContent=move || page.failure.get()></p>
        <p class="said" role="status">{move || summary.get()}</p>
        <div class="output">{output}</div>
    }
}
