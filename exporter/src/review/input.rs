//! A line of text that a person types.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Longest text, in characters.
const LONGEST: usize = 2000;

/// The text and the place of the cursor, in characters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Input {
    characters: Vec<char>,
    at: usize,
}

impl Input {
    /// Begins with a text, the cursor at its end.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let characters: Vec<char> = text.chars().collect();
        Self { at: characters.len(), characters }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> String {
        self.characters.iter().collect()
    }

    /// The text before the cursor, and from it on.
    #[must_use]
    pub fn parts(&self) -> (String, String) {
        (self.characters[..self.at].iter().collect(), self.characters[self.at..].iter().collect())
    }

    /// Inserts text as one line.
    pub fn insert(&mut self, text: &str) {
        for character in text.chars() {
            let character = if character.is_control() { ' ' } else { character };
            if self.characters.len() < LONGEST {
                self.characters.insert(self.at, character);
                self.at += 1;
            }
        }
    }

    /// Does what the key says; keys without meaning here are passed over.
    pub fn key(&mut self, key: KeyEvent) {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Char('a') if control => self.at = 0,
            KeyCode::Char('e') if control => self.at = self.characters.len(),
            KeyCode::Char('u') if control => {
                self.characters.drain(..self.at);
                self.at = 0;
            }
            KeyCode::Char('w') if control => self.erase_word(),
            KeyCode::Char(character) if !control && !key.modifiers.contains(KeyModifiers::ALT) => {
                self.insert(&character.to_string());
            }
            KeyCode::Backspace if self.at > 0 => {
                self.at -= 1;
                self.characters.remove(self.at);
            }
            KeyCode::Delete if self.at < self.characters.len() => {
                self.characters.remove(self.at);
            }
            KeyCode::Left => self.at = self.at.saturating_sub(1),
            KeyCode::Right => self.at = (self.at + 1).min(self.characters.len()),
            KeyCode::Home => self.at = 0,
            KeyCode::End => self.at = self.characters.len(),
            _ => {}
        }
    }

    fn erase_word(&mut self) {
        let before = &self.characters[..self.at];
        let word = before.iter().rposition(|character| *character != ' ').map_or(0, |last| {
            before[..=last].iter().rposition(|character| *character == ' ').map_or(0, |space| space + 1)
        });
        self.characters.drain(word..self.at);
        self.at = word;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(keys: &[(KeyCode, KeyModifiers)]) -> String {
        let mut input = Input::new("one two");
        keys.iter().for_each(|(code, modifiers)| input.key(KeyEvent::new(*code, *modifiers)));
        input.text()
    }

    #[test]
    fn a_line_is_edited_as_in_a_shell() {
        let (none, control) = (KeyModifiers::NONE, KeyModifiers::CONTROL);
        assert_eq!(typed(&[(KeyCode::Char('!'), none)]), "one two!");
        assert_eq!(typed(&[(KeyCode::Left, none), (KeyCode::Backspace, none)]), "one to");
        assert_eq!(typed(&[(KeyCode::Char('a'), control), (KeyCode::Delete, none)]), "ne two");
        assert_eq!(typed(&[(KeyCode::Char('w'), control)]), "one ");
        assert_eq!(typed(&[(KeyCode::Char('w'), control), (KeyCode::Char('w'), control)]), "");
        assert_eq!(typed(&[(KeyCode::Char('u'), control), (KeyCode::Char('ä'), none)]), "ä");
        assert_eq!(typed(&[(KeyCode::Home, none), (KeyCode::Left, none), (KeyCode::Backspace, none)]), "one two");
        let mut input = Input::default();
        input.insert("pasted\nlines\u{1b}[2J");
        assert_eq!(input.text(), "pasted lines [2J");
    }
}
