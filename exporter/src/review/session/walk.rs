//! Going from one entry to another; marks that are not saved wait where they were given.

use super::{Draft, Filter, Session};

impl Session {
    pub(super) fn go(&mut self, step: i8) {
        let last = self.shown.len().saturating_sub(1);
        let to = self.at.saturating_add_signed(isize::from(step)).min(last);
        if to == self.at {
            self.notice = if step > 0 { "this is the last one" } else { "this is the first one" }.to_owned();
            return;
        }
        self.arrive(to);
    }

    /// Goes to a place in the list; marks that are not saved wait at the place that is left.
    fn arrive(&mut self, to: usize) {
        self.leave();
        self.at = to;
        self.scroll = [0; 3];
        self.draft = self.shown.get(to).and_then(|at| self.drafts.remove(at)).unwrap_or_default();
    }

    fn leave(&mut self) {
        let draft = std::mem::take(&mut self.draft);
        if let Some(at) = self.shown.get(self.at).filter(|_| draft != Draft::default()) {
            self.drafts.insert(*at, draft);
        }
    }

    pub(super) fn go_to(&mut self, entry: usize) {
        if !self.shown.contains(&entry) {
            self.show(Filter::All);
        }
        if let Some(to) = self.shown.iter().position(|at| *at == entry) {
            self.arrive(to);
        }
    }

    pub(super) fn go_to_next_open(&mut self) {
        let is_open = |at: &usize| self.entries[self.shown[*at]].decision().is_none();
        let next = (self.at + 1..self.shown.len()).chain(0..self.at).find(is_open);
        match next {
            Some(to) => self.arrive(to),
            None => self.notice = "saved, and that was the last open one: q quits".to_owned(),
        }
    }

    pub(super) fn next_filter(&mut self) {
        let looked_at = self.shown.get(self.at).copied();
        self.show(self.filter.next());
        if let Some(to) = looked_at.and_then(|entry| self.shown.iter().position(|at| *at == entry)) {
            self.arrive(to);
        }
        self.notice = format!("showing {}", self.filter.word());
    }

    pub(super) fn show(&mut self, filter: Filter) {
        self.leave();
        self.filter = filter;
        self.shown = (0..self.entries.len()).filter(|at| filter.shows(&self.entries[*at])).collect();
        self.at = 0;
        self.arrive(0);
    }
}
