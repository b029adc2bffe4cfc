//! What a review session knows and does, without a terminal: keys go in, rows to be stored come out.

mod decide;
mod filter;
mod walk;

use std::collections::BTreeMap;

use analytics::score::Mark;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::author;
use super::input::Input;
use super::keys::{Action, action};
use super::queue::Entry;
use crate::store::ReviewRecord;
use crate::tasks::text::count;

pub use filter::Filter;

/// What the keys mean at the moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mode {
    /// Reading and marking.
    Browse,
    /// Typing the reason; with `then_save`, Enter also saves.
    Reason {
        /// Whether somebody wanted to save and was asked for a reason.
        then_save: bool,
    },
    /// Typing the author's name.
    Author,
    /// Reading the help.
    Help,
}

/// Marks that are not saved yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// By dimension.
    pub marks: [Option<Mark>; 3],
    /// The dimension that the next mark is for.
    pub dimension: usize,
    /// Reasons.
    pub reason: Input,
}

/// What the terminal has to do after a key.
#[derive(Debug, Clone, PartialEq)]
pub enum Wish {
    /// Draw again.
    Draw,
    /// Store this row; [`Session::stored`] or [`Session::refused`] says how it went.
    Store(Box<ReviewRecord>),
    /// End.
    Quit,
    /// End because of Ctrl-C.
    Interrupt,
}

/// A session.
#[derive(Debug, Clone)]
pub struct Session {
    /// The queue.
    pub entries: Vec<Entry>,
    /// Positions of the entries that are shown; fixed while the filter stays, so that “3 of 17” does not run away.
    pub shown: Vec<usize>,
    /// Position within `shown`.
    pub at: usize,
    /// What is shown.
    pub filter: Filter,
    /// What the keys mean.
    pub mode: Mode,
    /// The pane that scrolls: 0 task, 1 answer, 2 verdicts.
    pub pane: usize,
    /// First line of each pane. The screen takes away what goes beyond the end.
    pub scroll: [u16; 3],
    /// Marks that are not saved.
    pub draft: Draft,
    /// Whether models and verdicts are hidden until a person has decided.
    pub blind: bool,
    /// Who decides; empty until the name is known.
    pub author: String,
    /// The name while it is typed.
    pub name: Input,
    /// The last thing that happened.
    pub notice: String,
    /// Entries that were reviewed in this session, in their order.
    done: Vec<usize>,
    /// Marks that are not saved, of entries that are not looked at now.
    drafts: BTreeMap<usize, Draft>,
    /// Whether the row that is being stored takes one back.
    undoing: bool,
    /// Whether somebody was told that something is not saved.
    warned: bool,
}

impl Session {
    /// Begins with what is open, or with everything when nothing is.
    #[must_use]
    pub fn new(entries: Vec<Entry>, author: Option<String>, blind: bool) -> Self {
        let newest = entries.iter().flat_map(|entry| &entry.reviews).max_by_key(|review| review.created_at);
        let name = Input::new(newest.map_or("", |review| review.author.as_str()));
        let mode = if author.is_some() { Mode::Browse } else { Mode::Author };
        let mut session = Self {
            entries,
            shown: Vec::new(),
            at: 0,
            filter: Filter::Open,
            mode,
            pane: 1,
            scroll: [0; 3],
            draft: Draft::default(),
            blind,
            author: author.unwrap_or_default(),
            name,
            notice: String::new(),
            done: Vec::new(),
            drafts: BTreeMap::new(),
            undoing: false,
            warned: false,
        };
        session.show(Filter::Open);
        if session.shown.is_empty() {
            session.show(Filter::All);
        }
        session
    }

    /// The entry that is looked at.
    #[must_use]
    pub fn current(&self) -> Option<&Entry> {
        self.shown.get(self.at).and_then(|at| self.entries.get(*at))
    }

    /// Entries with a decision, and all entries.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        (self.entries.iter().filter(|entry| entry.decision().is_some()).count(), self.entries.len())
    }

    /// How many reviews were made and not taken back in this session.
    #[must_use]
    pub fn made(&self) -> usize {
        self.done.len()
    }

    /// Whether the model and the verdicts of the current entry are hidden.
    #[must_use]
    pub fn hides(&self) -> bool {
        self.blind && self.current().is_some_and(|entry| entry.decision().is_none())
    }

    /// Takes text that was pasted.
    pub fn paste(&mut self, text: &str) {
        match self.mode {
            Mode::Reason { .. } => self.draft.reason.insert(text),
            Mode::Author => self.name.insert(text),
            Mode::Browse | Mode::Help => self.notice = "press r to write a reason before you paste".to_owned(),
        }
    }

    /// Does what the key says. `page` is the height of the pane in lines, `id` and `now` belong to a row that may come of it.
    pub fn key(&mut self, key: KeyEvent, page: u16, id: &str, now: i64) -> Wish {
        if key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL) {
            return Wish::Interrupt;
        }
        match self.mode.clone() {
            Mode::Author => self.name_key(key),
            Mode::Reason { then_save } => self.reason_key(key, then_save, id, now),
            Mode::Help => {
                self.mode = Mode::Browse;
                Wish::Draw
            }
            Mode::Browse => {
                self.notice.clear();
                action(key).map_or(Wish::Draw, |action| self.act(action, page, id, now))
            }
        }
    }

    fn name_key(&mut self, key: KeyEvent) -> Wish {
        match key.code {
            KeyCode::Esc => return Wish::Quit,
            KeyCode::Enter => match author::checked(&self.name.text()) {
                Ok(name) => {
                    self.author = name;
                    self.mode = Mode::Browse;
                    self.notice.clear();
                }
                Err(reason) => self.notice = reason,
            },
            _ => self.name.key(key),
        }
        Wish::Draw
    }

    fn reason_key(&mut self, key: KeyEvent, then_save: bool, id: &str, now: i64) -> Wish {
        match key.code {
            KeyCode::Esc => self.mode = Mode::Browse,
            KeyCode::Enter => {
                self.mode = Mode::Browse;
                if then_save {
                    return self.save(id, now);
                }
            }
            _ => self.draft.reason.key(key),
        }
        Wish::Draw
    }

    fn act(&mut self, action: Action, page: u16, id: &str, now: i64) -> Wish {
        let page = i16::try_from(page.saturating_sub(1).max(1)).unwrap_or(1);
        match action {
            Action::Mark(mark) if self.current().is_some() => {
                self.draft.marks[self.draft.dimension] = Some(mark);
                let open = (1..3).map(|step| (self.draft.dimension + step) % 3);
                let next = open.into_iter().find(|dimension| self.draft.marks[*dimension].is_none());
                self.draft.dimension = next.unwrap_or((self.draft.dimension + 1).min(2));
                if self.draft.marks.iter().all(Option::is_some) {
                    self.notice = "Enter saves, r writes the reason".to_owned();
                }
            }
            Action::Dimension(step) => {
                let to = self.draft.dimension as i32 + i32::from(step);
                self.draft.dimension = to.clamp(0, 2) as usize;
            }
            Action::Clear => self.draft = Draft::default(),
            Action::Reason if self.current().is_some() => self.mode = Mode::Reason { then_save: false },
            Action::Save => return self.save_or_ask(id, now),
            Action::Undo => return self.undo(id, now),
            Action::Move(step) => self.go(step),
            Action::Pane(step) => self.pane = (self.pane as i32 + i32::from(step)).rem_euclid(3) as usize,
            Action::Lines(lines) => self.scroll_by(lines),
            Action::Pages(pages) => self.scroll_by(pages.saturating_mul(page)),
            Action::Top => self.scroll[self.pane] = 0,
            Action::Bottom => self.scroll[self.pane] = u16::MAX,
            Action::Filter => self.next_filter(),
            Action::Help => self.mode = Mode::Help,
            Action::Quit => return self.quit(),
            Action::Interrupt => return Wish::Interrupt,
            Action::Mark(_) | Action::Reason => self.notice = "there is nothing to review here".to_owned(),
        }
        Wish::Draw
    }

    fn quit(&mut self) -> Wish {
        let open = self.drafts.len() + usize::from(self.draft != Draft::default());
        if open == 0 || self.warned {
            return Wish::Quit;
        }
        self.warned = true;
        self.notice = format!("{} with marks that are not saved; q again quits", count(open, "answer", "answers"));
        Wish::Draw
    }

    fn scroll_by(&mut self, lines: i16) {
        self.scroll[self.pane] = self.scroll[self.pane].saturating_add_signed(lines);
    }
}
