//! State of a page with a leaderboard: the snapshot that is shown, what its address says, and what follows from both.

use std::sync::Arc;

use leptos::prelude::*;

use super::chart_data;
use super::column::{Column, shown};
use super::data::LeaderboardData;
use super::recompute::compute_in_slices;
use super::standings::{AT_ONCE, ComputedStandings, Scoring, at_once};
use super::state::{LeaderboardState, Sort};
use super::tasks::read_tasks;
use crate::data::fetch;
use crate::data::{SiteData, SnapshotView};
use crate::url_state::{self, History};

/// What a leaderboard is made from.
#[derive(Debug, Clone)]
pub struct LeaderboardInput {
    /// The site.
    pub site: Arc<SiteData>,
    /// The page's own snapshot.
    pub snapshot: Arc<SnapshotView>,
    /// Its standings, with nothing excluded.
    pub standings: Arc<ComputedStandings>,
}

/// Signals of the page, and what a reader can do with them.
#[derive(Debug, Clone, Copy)]
pub struct LeaderboardPage {
    site: StoredValue<Arc<SiteData>>,
    own: StoredValue<Arc<SnapshotView>>,
    /// Id of the chosen snapshot: ahead of `data` while it is loaded; empty for a file of the reader's.
    pub chosen: RwSignal<String>,
    /// What the address says; default until it was read.
    pub state: RwSignal<LeaderboardState>,
    /// What is shown: a snapshot with the standings of what counts.
    pub data: RwSignal<LeaderboardData>,
    /// The model whose details are open, by its position, and the column that was asked for.
    pub opened: RwSignal<Option<(usize, Column)>>,
    /// What went wrong, or what the reader should know of the address; empty when there is nothing to say.
    pub failure: RwSignal<String>,
    /// The snapshot that is shown. Changes only when another one is shown.
    pub view: Memo<Arc<SnapshotView>>,
    /// The columns that are shown.
    pub columns: Memo<Vec<Column>>,
    /// Order of the rows.
    pub sort: Memo<Sort>,
    /// Positions of the models that pass the filters, in the order of the table.
    pub order: Memo<Vec<usize>>,
    /// What the first chart sets the score against.
    pub axis: Memo<Column>,
}

impl LeaderboardPage {
    /// Shows the page's own snapshot, and in the browser, after hydration, what the address asks for.
    #[must_use]
    pub fn new(input: LeaderboardInput) -> Self {
        let LeaderboardInput { site, snapshot, standings } = input;
        let state = RwSignal::new(LeaderboardState::default());
        let data = RwSignal::new(LeaderboardData {
            view: snapshot.clone(),
            site: site.clone(),
            computed: standings,
            from_file: false,
        });
        let is_other = |old: Option<&Arc<SnapshotView>>, new: Option<&Arc<SnapshotView>>| match (old, new) {
            (Some(old), Some(new)) => !Arc::ptr_eq(old, new),
            _ => true,
        };
        let toggled = Memo::new(move |_| state.with(|state| state.toggled_columns.clone()));
        let filters = Memo::new(move |_| state.with(|state| state.filters.clone()));
        let sort = Memo::new(move |_| state.with(|state| state.sort));
        let axis = Memo::new(move |_| state.with(|state| state.axis));
        let page = Self {
            site: StoredValue::new(site),
            chosen: RwSignal::new(snapshot.id.clone()),
            own: StoredValue::new(snapshot),
            state,
            data,
            opened: RwSignal::new(None),
            failure: RwSignal::new(String::new()),
            view: Memo::new_with_compare(move |_| data.with(|data| data.view.clone()), is_other),
            columns: Memo::new(move |_| data.with(|data| toggled.with(|toggled| shown(data, toggled)))),
            sort,
            order: Memo::new(move |_| data.with(|data| filters.with(|filters| data.order(filters, sort.get())))),
            axis: Memo::new(move |_| data.with(|data| chart_data::axis(data, axis.get()))),
        };
        url_state::follow(move |state| untrack(|| page.apply(state)));
        page
    }

    /// The snapshots that can be chosen: id and text.
    pub fn snapshots(self) -> Vec<(String, String)> {
        self.site.with_value(|site| site.snapshots.iter().map(|link| (link.id.clone(), link.label.clone())).collect())
    }

    /// Changes the state as the reader asks, and the address with it.
    pub fn change(self, history: History, edit: impl FnOnce(&mut LeaderboardState)) {
        let old = self.state.get_untracked();
        let mut state = old.clone();
        edit(&mut state);
        if state == old {
            return;
        }
        url_state::write(&state, history);
        let recompute = state.excluded != old.excluded;
        self.state.set(state);
        if recompute {
            self.recompute();
        }
    }

    /// Sets everything but the snapshot to its default.
    pub fn reset(self) {
        self.change(History::Push, |state| {
            *state = LeaderboardState { snapshot: std::mem::take(&mut state.snapshot), ..Default::default() };
        });
    }

    /// Shows the snapshot that the reader chose.
    pub fn choose_snapshot(self, id: String) {
        self.failure.set(String::new());
        let is_own = self.own.with_value(|own| own.id == id);
        self.change(History::Push, |state| {
            state.snapshot = if is_own { String::new() } else { id.clone() };
            state.forget_lists();
        });
        self.show(id);
    }

    /// Shows a file of the reader's.
    pub fn open_file(self, name: &str, text: &str) {
        match SnapshotView::from_json(text) {
            Ok(view) => {
                self.failure.set(String::new());
                self.change(History::Push, |state| {
                    state.snapshot.clear();
                    state.forget_lists();
                });
                self.chosen.set(String::new());
                self.put(view, true);
            }
            Err(fault) => self.failure.set(format!("“{name}” is not a summary.json of this project: {fault}.")),
        }
    }

    /// Follows the address.
    fn apply(self, state: LeaderboardState) {
        let own = self.own.get_value();
        let wanted = if state.snapshot.is_empty() { own.id.clone() } else { state.snapshot.clone() };
        let is_other = self.chosen.get() != wanted;
        let old = self.state.get();
        if !is_other && old == state {
            return;
        }
        self.failure.set(String::new());
        let recompute = state.excluded != old.excluded;
        self.state.set(state);
        if is_other {
            self.show(wanted);
        } else if recompute {
            self.recompute();
        }
        self.note_stale_tasks();
    }

    /// Shows a snapshot; one that is not the page's own is loaded first. The last choice wins.
    fn show(self, id: String) {
        let own = self.own.get_value();
        if id == own.id {
            self.chosen.set(id);
            return self.put(own, false);
        }
        let url = self.site.with_value(|site| {
            let link = site.snapshots.iter().find(|link| link.id == id)?;
            Some(format!("{}{}", site.base, link.url))
        });
        let Some(url) = url else { return self.refuse(&format!("This site has no snapshot named {id}")) };
        self.chosen.set(id.clone());
        leptos::task::spawn_local(async move {
            let loaded = fetch::text(&url).await;
            if self.chosen.get_untracked() != id {
                return;
            }
            let wrong = |fault: String| format!("The data of this snapshot is not as it should be: {fault}");
            match loaded.and_then(|text| SnapshotView::from_json(&text).map_err(wrong)) {
                Ok(view) => {
                    self.put(view, false);
                    self.note_stale_tasks();
                }
                Err(fault) => self.refuse(&fault),
            }
        });
    }

    /// Says what is wrong, and goes on with what is shown.
    fn refuse(self, fault: &str) {
        let (id, title, from_file) =
            self.data.with_untracked(|data| (data.view.id.clone(), data.view.title.clone(), data.from_file));
        self.chosen.set(if from_file { String::new() } else { id });
        self.failure.set(format!("{fault}; what is shown is “{title}”."));
        self.recompute();
    }

    fn recompute(self) {
        let (view, from_file) = self.data.with_untracked(|data| (data.view.clone(), data.from_file));
        self.put(view, from_file);
    }

    /// Shows a snapshot with the standings of what counts: at once where that is quick, else scores first, and
    /// intervals and rank ranges when they are computed.
    fn put(self, view: Arc<SnapshotView>, from_file: bool) {
        if !self.data.with_untracked(|data| Arc::ptr_eq(&data.view, &view)) {
            self.opened.set(None);
        }
        let scoring = self.state.with_untracked(|state| Scoring::new(&view, &state.excluded));
        let set = move |view: Arc<SnapshotView>, computed: Arc<ComputedStandings>| {
            self.data.update(|data| {
                let site = data.site.clone();
                *data = LeaderboardData { view, site, computed, from_file };
            });
        };
        match scoring {
            Some(scoring) if scoring.work() > AT_ONCE => {
                let pending = Arc::new(scoring.standings(&view, None));
                set(view.clone(), pending.clone());
                leptos::task::spawn_local(async move {
                    let is_wanted = || self.data.with_untracked(|data| Arc::ptr_eq(&data.computed, &pending));
                    if let Some(computed) = compute_in_slices(&view, &scoring, is_wanted).await {
                        set(view, Arc::new(computed));
                    }
                });
            }
            scoring => {
                let computed = Arc::new(at_once(&view, scoring));
                set(view, computed);
            }
        }
    }

    fn note_stale_tasks(self) {
        let is_stale = self.state.with_untracked(|state| {
            self.data.with_untracked(|data| read_tasks(&data.view.tasks, &state.excluded.tasks).is_none())
        });
        if is_stale {
            let note =
                "The link switches tasks off in a list that this snapshot does not have; all of its tasks count.";
            self.failure.set(note.to_owned());
        }
    }
}

impl LeaderboardState {
    /// Drops what belongs to another snapshot: its tasks and judges.
    fn forget_lists(&mut self) {
        self.excluded.tasks.clear();
        self.excluded.judges.clear();
        self.excluded.categories.clear();
    }
}
