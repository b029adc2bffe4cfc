//! What each key does while nothing is being typed.

use analytics::score::Mark;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Something to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Gives the mark on the dimension that is next.
    Mark(Mark),
    /// Goes to the next or previous dimension.
    Dimension(i8),
    /// Forgets the marks that are not saved.
    Clear,
    /// Edits the reason.
    Reason,
    /// Saves the review.
    Save,
    /// Takes the last review back.
    Undo,
    /// Goes so many entries on.
    Move(i8),
    /// Goes to the next pane, or the previous one.
    Pane(i8),
    /// Scrolls so many lines.
    Lines(i16),
    /// Scrolls so many pages.
    Pages(i16),
    /// Goes to the beginning.
    Top,
    /// Goes to the end.
    Bottom,
    /// Chooses what is shown.
    Filter,
    /// Shows or hides the help.
    Help,
    /// Ends.
    Quit,
    /// Ends at once.
    Interrupt,
}

/// The keys for people, as the help shows them.
pub const HELP: [(&str, &str); 13] = [
    ("0 1 2", "give the mark on the highlighted dimension"),
    ("← →", "go to another dimension"),
    ("x", "forget marks and reason that are not saved"),
    ("r", "write the reason"),
    ("Enter", "save; without a reason you are asked for one"),
    ("u", "undo: take the last review back (both stay in the history)"),
    ("n p", "next, previous"),
    ("Tab", "go to the next pane: task, answer, verdicts"),
    ("↑ ↓ PgUp PgDn", "scroll the pane; also k j, Space, Home, End"),
    ("f", "show: open, all, unresolved, audit sample, reviewed"),
    ("?", "this help"),
    ("q", "quit; everything saved stays saved"),
    ("Ctrl-C", "quit at once; everything saved stays saved"),
];

/// The action of a key.
#[must_use]
pub fn action(key: KeyEvent) -> Option<Action> {
    if key.modifiers.contains(KeyModifiers::CONTROL) {
        return match key.code {
            KeyCode::Char('c') => Some(Action::Interrupt),
            KeyCode::Char('d') => Some(Action::Lines(10)),
            KeyCode::Char('u') => Some(Action::Lines(-10)),
            _ => None,
        };
    }
    Some(match key.code {
        KeyCode::Char('0') => Action::Mark(Mark::FAIL),
        KeyCode::Char('1') => Action::Mark(Mark::ACCEPTABLE),
        KeyCode::Char('2') => Action::Mark(Mark::GOOD),
        KeyCode::Right => Action::Dimension(1),
        KeyCode::Left => Action::Dimension(-1),
        KeyCode::Char('x') => Action::Clear,
        KeyCode::Char('r') => Action::Reason,
        KeyCode::Enter => Action::Save,
        KeyCode::Char('u') => Action::Undo,
        KeyCode::Char('n') => Action::Move(1),
        KeyCode::Char('p') => Action::Move(-1),
        KeyCode::Tab => Action::Pane(1),
        KeyCode::BackTab => Action::Pane(-1),
        KeyCode::Down | KeyCode::Char('j') => Action::Lines(1),
        KeyCode::Up | KeyCode::Char('k') => Action::Lines(-1),
        KeyCode::PageDown | KeyCode::Char(' ') => Action::Pages(1),
        KeyCode::PageUp => Action::Pages(-1),
        KeyCode::Home => Action::Top,
        KeyCode::End => Action::Bottom,
        KeyCode::Char('f') => Action::Filter,
        KeyCode::Char('?' | 'h') | KeyCode::F(1) => Action::Help,
        KeyCode::Char('q') | KeyCode::Esc => Action::Quit,
        _ => return None,
    })
}
