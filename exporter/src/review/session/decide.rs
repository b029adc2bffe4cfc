//! Saving a decision and taking one back: a new row each time, and what follows once it is stored.

use analytics::score::{Dimension, Marks};

use super::{Draft, Mode, Session, Wish};
use crate::review::queue::Entry;
use crate::store::ReviewRecord;

impl Session {
    pub(super) fn save_or_ask(&mut self, id: &str, now: i64) -> Wish {
        if let Some(missing) =
            Dimension::ALL.into_iter().find(|dimension| self.draft.marks[*dimension as usize].is_none())
        {
            self.draft.dimension = missing as usize;
            self.notice = format!("{} has no mark yet: press 0, 1 or 2", missing.slug());
            return Wish::Draw;
        }
        if self.draft.reason.text().trim().is_empty() {
            self.mode = Mode::Reason { then_save: true };
            return Wish::Draw;
        }
        self.save(id, now)
    }

    pub(super) fn save(&mut self, id: &str, now: i64) -> Wish {
        let [Some(correctness), Some(completeness), Some(quality)] = self.draft.marks else { return Wish::Draw };
        let Some(entry) = self.current() else { return Wish::Draw };
        let reason = self.draft.reason.text().trim().to_owned();
        let marks = Some(Marks::new(correctness, completeness, quality));
        let row = self.row(entry, marks, reason, id, now);
        self.undoing = false;
        Wish::Store(Box::new(row))
    }

    fn row(&self, entry: &Entry, marks: Option<Marks>, reason: String, id: &str, now: i64) -> ReviewRecord {
        let last = entry.reviews.last();
        ReviewRecord {
            id: id.to_owned(),
            attempt_id: entry.attempt.clone(),
            author: self.author.clone(),
            marks,
            reason,
            stratum: entry.stratum,
            inclusion: entry.inclusion,
            supersedes: last.map(|review| review.id.clone()),
            // The newest row counts, even when a clock was set back.
            created_at: last.map_or(now, |review| now.max(review.created_at + 1)),
        }
    }

    /// Takes back the last review of this session, or else the decision that is shown: what stood before it counts again.
    pub(super) fn undo(&mut self, id: &str, now: i64) -> Wish {
        let at = self.done.last().copied().or_else(|| self.shown.get(self.at).copied());
        let Some(entry) = at.and_then(|at| self.entries.get(at)) else { return Wish::Draw };
        let Some((taken_back, _)) = entry.decision() else {
            self.notice = "there is no review to take back here".to_owned();
            return Wish::Draw;
        };
        let before = taken_back.supersedes.as_ref().and_then(|id| entry.reviews.iter().find(|review| review.id == *id));
        let marks = before.and_then(|review| review.marks);
        let reason = match before.filter(|review| review.marks.is_some()) {
            Some(review) => format!("as {} decided before: {}", review.author, review.reason),
            None => "taken back".to_owned(),
        };
        let row = self.row(entry, marks, reason, id, now);
        self.undoing = true;
        Wish::Store(Box::new(row))
    }

    /// The row is stored: it counts from now on, and the next open entry is shown.
    pub fn stored(&mut self, row: ReviewRecord) {
        let Some(at) = self.entries.iter().position(|entry| entry.attempt == row.attempt_id) else { return };
        self.entries[at].reviews.push(row);
        let (reviewed, all) = self.counts();
        if self.undoing {
            self.done.pop_if(|last| *last == at);
            self.go_to(at);
            self.notice = "taken back; both rows stay in the history".to_owned();
        } else {
            self.done.push(at);
            self.draft = Draft::default();
            self.notice = format!("saved; {reviewed} of {all} reviewed, u takes it back");
            self.go_to_next_open();
        }
    }

    /// The row could not be stored; nothing that was typed is lost.
    pub fn refused(&mut self, reason: &str) {
        self.notice = format!("NOT saved: {reason}");
    }
}
