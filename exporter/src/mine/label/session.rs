//! A session of labelling: which prompt is next, what a typed line means. It knows no terminal.

use analytics::work::Kind;

/// A prompt to be labelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its id.
    pub prompt: u64,
    /// What was typed.
    pub text: String,
    /// What followed, in one line: tools, files, calls.
    pub followed: String,
    /// What a person said of it before.
    pub label: Option<Kind>,
}

/// What a line or key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The kind.
    Kind(Kind),
    /// Takes the last label back.
    Undo,
    /// Ends.
    Quit,
}

/// What is to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// The prompt.
    pub prompt: u64,
    /// Its label; none takes one back.
    pub kind: Option<Kind>,
}

/// The session.
#[derive(Debug, Clone)]
pub struct Session {
    items: Vec<Item>,
    at: usize,
    /// Places labelled now, in order.
    done: Vec<usize>,
}

impl Session {
    /// Begins at the first prompt without a label.
    #[must_use]
    pub fn new(items: Vec<Item>) -> Self {
        let mut session = Self { items, at: 0, done: Vec::new() };
        session.skip();
        session
    }

    /// The prompt that is asked for; None when all are labelled.
    #[must_use]
    pub fn current(&self) -> Option<&Item> {
        self.items.get(self.at)
    }

    /// Labelled prompts, and all of the sample.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        (self.items.iter().filter(|item| item.label.is_some()).count(), self.items.len())
    }

    /// Labels given now.
    #[must_use]
    pub fn made(&self) -> usize {
        self.done.len()
    }

    fn skip(&mut self) {
        while self.items.get(self.at).is_some_and(|item| item.label.is_some()) {
            self.at += 1;
        }
    }

    /// Labels the present prompt and goes on.
    pub fn label(&mut self, kind: Kind) -> Option<Written> {
        let item = self.items.get_mut(self.at)?;
        item.label = Some(kind);
        let written = Written { prompt: item.prompt, kind: Some(kind) };
        self.done.push(self.at);
        self.skip();
        Some(written)
    }

    /// Takes the last label of this session back and asks again; None when there is none.
    pub fn undo(&mut self) -> Option<Written> {
        let at = self.done.pop()?;
        self.items[at].label = None;
        self.at = at;
        Some(Written { prompt: self.items[at].prompt, kind: None })
    }
}

/// What a typed line means: a kind by its number in the list, its name or the beginning of it, `u`, or `q`.
///
/// # Errors
/// Says what can be typed.
pub fn answer(line: &str) -> Result<Answer, String> {
    let line = line.trim().to_lowercase();
    match line.as_str() {
        "q" | "quit" => return Ok(Answer::Quit),
        "u" | "undo" => return Ok(Answer::Undo),
        _ => {}
    }
    if let Ok(number) = line.parse::<usize>() {
        let kind = number.checked_sub(1).and_then(|at| Kind::ALL.get(at));
        return kind.copied().map(Answer::Kind).ok_or_else(|| format!("{number} is none of 1 to {}", Kind::ALL.len()));
    }
    let mut found = Kind::ALL.into_iter().filter(|kind| !line.is_empty() && kind.slug().starts_with(&line));
    match (found.next(), found.next()) {
        (Some(kind), None) => Ok(Answer::Kind(kind)),
        (Some(one), Some(other)) if one.slug() != line => {
            Err(format!("{line:?} begins {} and {}", one.slug(), other.slug()))
        }
        (Some(kind), Some(_)) => Ok(Answer::Kind(kind)),
        (None, _) => Err(format!("{line:?} is no kind: type its number or name, u to undo, q to quit")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(prompt: u64, label: Option<Kind>) -> Item {
        Item { prompt, text: String::new(), followed: String::new(), label }
    }

    #[test]
    fn lines_are_numbers_names_or_their_beginning() {
        assert_eq!(answer("4"), Ok(Answer::Kind(Kind::Debugging)));
        assert_eq!(answer(" Debug "), Ok(Answer::Kind(Kind::Debugging)));
        assert_eq!(answer("u"), Ok(Answer::Undo));
        for wrong in ["0", "15", "re", "", "zebra"] {
            assert!(answer(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_label_is_taken_back_and_asked_for_again() {
        let mut session = Session::new(vec![item(1, Some(Kind::Planning)), item(2, None), item(3, None)]);
        assert_eq!((session.current().unwrap().prompt, session.counts()), (2, (1, 3)));
        session.label(Kind::Debugging);
        session.label(Kind::Creative);
        assert!(session.current().is_none());
        assert_eq!(session.undo(), Some(Written { prompt: 3, kind: None }));
        assert_eq!(session.undo(), Some(Written { prompt: 2, kind: None }));
        assert_eq!((session.undo(), session.current().unwrap().prompt, session.made()), (None, 2, 0));
    }
}
