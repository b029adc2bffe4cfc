//! What the parts of the explorer share: what is shown, what is switched on, what went wrong.

use std::sync::Arc;

use leptos::prelude::*;

use crate::board::{Board, Column, Computed};
use crate::query::Query;
use crate::source::{SiteData, View};

/// The explorer's state; reached through the context.
#[derive(Debug, Clone)]
pub struct State {
    /// The site.
    pub site: Arc<SiteData>,
    /// The page's own snapshot.
    pub own: Arc<View>,
    /// The snapshot that is shown.
    pub shown: RwSignal<Arc<View>>,
    /// What the selector names: ahead of `shown` while its data is on the way; empty for a file of the reader's.
    pub chosen: RwSignal<String>,
    /// Every control; default until the address was read.
    pub query: RwSignal<Query>,
    /// Standings of `shown` under what is switched on.
    pub computed: RwSignal<Arc<Computed>>,
    /// The figures that are open: position of the model, and the column that was asked for.
    pub opened: RwSignal<Option<(usize, Column)>>,
    /// What went wrong, or what the reader should know of the address; empty when nothing.
    pub failure: RwSignal<String>,
}

impl State {
    /// The state before the address was read.
    #[must_use]
    pub fn new(site: Arc<SiteData>, own: Arc<View>) -> Self {
        let query = Query::default();
        let computed = crate::board::compute(&own, &query);
        Self {
            site,
            shown: RwSignal::new(own.clone()),
            chosen: RwSignal::new(own.id.to_string()),
            query: RwSignal::new(query),
            computed: RwSignal::new(Arc::new(computed)),
            opened: RwSignal::new(None),
            failure: RwSignal::new(String::new()),
            own,
        }
    }

    /// What is shown, as it is now. Whoever asks is told of changes.
    #[must_use]
    pub fn board(&self) -> Board {
        // Both are set together; in between, lengths may differ.
        let (view, computed) = (self.shown.get(), self.computed.get());
        let fits = computed.standings.len() == view.models.len();
        let computed = if fits { computed } else { Arc::new(crate::board::compute(&view, &Query::default())) };
        Board { view, site: self.site.clone(), computed }
    }
}
