//! State in the address: read after hydration, written with every change, read again when the reader goes
//! back or forward.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// A page's state as fields of a query string, in one order, without the fields that have their defaults.
pub trait UrlState: Clone + Default + PartialEq + Send + Sync + 'static {
    /// Sets the field of this name. A name that is unknown or a value that the field cannot have changes nothing.
    fn set(&mut self, name: &str, value: &str);

    /// Names and values of the fields that do not have their defaults.
    fn fields(&self) -> Vec<(&'static str, String)>;

    /// The value of a field; empty at its default.
    fn field(&self, name: &str) -> String {
        let field = self.fields().into_iter().find(|(known, _)| *known == name);
        field.map(|(_, value)| value).unwrap_or_default()
    }

    /// Reads a query string, with or without its question mark.
    #[must_use]
    fn parse(query: &str) -> Self {
        let mut state = Self::default();
        for (name, value) in form_urlencoded::parse(query.trim_start_matches('?').as_bytes()) {
            state.set(&name, &value);
        }
        state
    }

    /// The query string with its question mark; empty when every field has its default.
    #[must_use]
    fn query(&self) -> String {
        let fields = self.fields();
        if fields.is_empty() {
            return String::new();
        }
        let query = form_urlencoded::Serializer::new("?".to_owned()).extend_pairs(fields).finish();
        // The serializer writes its separator after whatever it is given. Commas need no escape (RFC 3986, section 3.4).
        query.replacen("?&", "?", 1).replace("%2C", ",")
    }
}

/// What a change does to the history of the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum History {
    /// A choice: going back undoes it.
    Push,
    /// A step of a slider that is being dragged, or of a number that is being typed.
    Replace,
}

/// Path under which the site is served: begins and ends with a slash.
#[must_use]
pub fn base() -> String {
    document().document_element().and_then(|root| root.get_attribute("data-base")).unwrap_or_else(|| "/".to_owned())
}

/// The query string of the address as it is now.
fn query() -> String {
    window().location().search().unwrap_or_default()
}

/// Writes a state into the address, after the next frame: the browser takes some milliseconds for an entry, and the
/// reader sees what changed first.
pub fn write<T: UrlState>(state: &T, history: History) {
    let query = state.query();
    request_animation_frame(move || set_timeout(move || write_query(&query, history), Duration::ZERO));
}

fn write_query(query: &str, history: History) {
    let address = window().location().pathname().unwrap_or_default() + query;
    let Ok(entries) = window().history() else { return };
    // A browser refuses only a flood of entries; the next change is written again.
    let _ = match history {
        History::Push => entries.push_state_with_url(&JsValue::NULL, "", Some(&address)),
        History::Replace => entries.replace_state_with_url(&JsValue::NULL, "", Some(&address)),
    };
}

/// How long after the last change of a slider the address follows.
const REST: Duration = Duration::from_millis(250);

thread_local! {
    /// The writing that waits for the slider to rest.
    static WAITING: std::cell::Cell<Option<TimeoutHandle>> = const { std::cell::Cell::new(None) };
}

/// Writes a query string into the address once no other follows for a moment, and hands on the whole address then.
pub fn write_query_soon(query: String, history: History, written: impl FnOnce(String) + 'static) {
    if let Some(waiting) = WAITING.take() {
        waiting.clear();
    }
    let write = move || {
        if query != self::query() {
            write_query(&query, history);
        }
        written(window().location().href().unwrap_or_default());
    };
    WAITING.set(set_timeout_with_handle(write, REST).ok());
}

/// Calls with the state of the address: once after hydration, and again when the reader goes back or forward, until the
/// component's owner is disposed of.
pub fn follow<T: UrlState>(call: impl Fn(T) + Clone + 'static) {
    follow_query(move |query| call(T::parse(&query)));
}

/// The same with the query string itself.
pub fn follow_query(call: impl Fn(String) + Clone + 'static) {
    Effect::new(move || {
        let again = call.clone();
        let listener = window_event_listener(leptos::ev::popstate, move |_| again(query()));
        on_cleanup(move || listener.remove());
        untrack(|| call(query()));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, Default, PartialEq)]
    struct State {
        word: String,
        number: Option<u32>,
    }

    impl UrlState for State {
        fn set(&mut self, name: &str, value: &str) {
            match name {
                "word" => value.clone_into(&mut self.word),
                "number" => self.number = value.parse().ok().or(self.number),
                _ => {}
            }
        }

        fn fields(&self) -> Vec<(&'static str, String)> {
            let word = Some(("word", self.word.clone())).filter(|(_, word)| !word.is_empty());
            word.into_iter().chain(self.number.map(|number| ("number", number.to_string()))).collect()
        }
    }

    #[test]
    fn a_state_survives_its_query() {
        for (word, number) in [("", None), ("a&b=c d+é", Some(3)), ("?", None), ("x", None)] {
            let state = State { word: word.to_owned(), number };
            assert_eq!(State::parse(&state.query()), state, "{}", state.query());
        }
        assert_eq!(State { word: "a".into(), number: Some(1) }.query(), "?word=a&number=1");
    }

    #[test]
    fn unknown_names_and_impossible_values_change_nothing() {
        for query in ["", "?", "?utm=x", "?number=two", "&&=&=", "?%FF=%FF"] {
            assert_eq!(State::parse(query), State::default(), "{query}");
        }
    }
}
