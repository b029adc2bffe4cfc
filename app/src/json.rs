//! Reads JSON by hand: a derived reader costs the client two to four kilobytes for each type, and cannot name the
//! place of a fault.
//!
//! A document is read to its end whatever is wrong with it: what is missing reads as empty, the first fault is noted
//! with its path, such as `models[3].name`, and only the whole document is refused. Giving up at each field would cost
//! the client a way out of half-read records at every one of them.

use std::cell::RefCell;

use analytics::json::Value;

/// What was read, or what is wrong and where.
pub type Read<T> = Result<T, String>;

/// A value, the way to it, and what is wrong with the document.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    value: &'a Value,
    /// The value around it, its name there, and its position where that is a list.
    place: Option<(&'a Self, &'static str, Option<usize>)>,
    fault: &'a RefCell<Option<String>>,
}

/// Parses a text and reads it.
///
/// # Errors
/// Line and column where it is no JSON, else the first fault with its place.
pub fn read<T>(text: &str, read: impl FnOnce(&Node) -> T) -> Read<T> {
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(fault) => {
            let (line, column) = (fault.line().to_string(), fault.column().to_string());
            return Err(["it is not JSON (line ", &line, ", column ", &column, ")"].concat());
        }
    };
    let fault = RefCell::new(None);
    let found = read(&Node { value: &value, place: None, fault: &fault });
    match fault.into_inner() {
        None => Ok(found),
        Some(fault) => Err(fault),
    }
}

impl<'a> Node<'a> {
    /// Notes what is wrong with a field, unless something was wrong before.
    pub fn fail(&self, name: &str, what: &str) {
        let mut fault = self.fault.borrow_mut();
        if fault.is_none() {
            *fault = Some([self.path().as_str(), name, ": ", what].concat());
        }
    }

    fn path(&self) -> String {
        match self.place {
            None => String::new(),
            Some((around, name, None)) => [around.path().as_str(), name, "."].concat(),
            Some((around, name, Some(at))) => [around.path().as_str(), name, "[", &at.to_string(), "]."].concat(),
        }
    }

    /// A field that may be missing or null.
    #[must_use]
    pub fn optional(&'a self, name: &'static str) -> Option<Node<'a>> {
        let value = self.value.get(name).filter(|value| **value != Value::Null)?;
        Some(Node { value, place: Some((self, name, None)), fault: self.fault })
    }

    /// A field that must be there.
    #[must_use]
    pub fn field(&'a self, name: &'static str) -> Node<'a> {
        self.optional(name).unwrap_or_else(|| {
            self.fail(name, "missing");
            Node { value: &Value::Null, place: Some((self, name, None)), fault: self.fault }
        })
    }

    fn wanted<T>(&self, name: &'static str, what: &str, read: fn(&'a Value) -> Option<T>) -> Option<T> {
        let value = self.value.get(name);
        let found = value.and_then(read);
        if found.is_none() {
            self.fail(name, if value.is_some() { what } else { "missing" });
        }
        found
    }

    /// A text.
    #[must_use]
    pub fn text(&self, name: &'static str) -> String {
        self.wanted(name, "not a text", Value::as_text).unwrap_or_default().to_owned()
    }

    /// A text, or nothing.
    #[must_use]
    pub fn words(&self, name: &str) -> Option<String> {
        self.value.get(name)?.as_text().map(str::to_owned)
    }

    /// A number.
    #[must_use]
    pub fn number(&self, name: &'static str) -> f64 {
        self.wanted(name, "not a number", Value::as_number).unwrap_or_default()
    }

    /// A number, or nothing.
    #[must_use]
    pub fn amount(&self, name: &str) -> Option<f64> {
        self.value.get(name)?.as_number()
    }

    /// Whether a field is true.
    #[must_use]
    pub fn truth(&self, name: &str) -> bool {
        self.value.get(name).and_then(Value::as_truth).unwrap_or_default()
    }

    /// A list of plain values.
    #[must_use]
    pub fn list(&self, name: &'static str) -> &'a [Value] {
        self.wanted(name, "not a list", Value::as_list).unwrap_or_default()
    }

    /// Every item of a list, read.
    #[must_use]
    pub fn each<T>(&self, name: &'static str, read: impl Fn(&Node) -> T) -> Vec<T> {
        let items = self.list(name);
        let mut all = Vec::with_capacity(items.len());
        for (at, value) in items.iter().enumerate() {
            all.push(read(&Node { value, place: Some((self, name, Some(at))), fault: self.fault }));
        }
        all
    }

    /// A column of positions below a limit; cut before the first item that is none.
    #[must_use]
    pub fn positions(&self, name: &'static str, below: usize) -> Vec<usize> {
        let items = self.list(name);
        let mut read = Vec::with_capacity(items.len());
        for item in items {
            match item.as_count() {
                Some(at) if (at as usize) < below => read.push(at as usize),
                _ => {
                    self.fail(name, &["item ", &read.len().to_string(), " points to nothing"].concat());
                    break;
                }
            }
        }
        read
    }

    /// The value itself.
    #[must_use]
    pub fn value(&self) -> &'a Value {
        self.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_name_their_place() {
        let text = r#"{"a": [{"n": 1}, {"n": "x"}], "t": 5, "at": [0, 2], "in": {}}"#;
        let fault = |act: fn(&Node) -> usize| read(text, act).unwrap_err();
        assert_eq!(fault(|of| of.each("a", |item| item.number("n")).len()), "a[1].n: not a number");
        assert_eq!(fault(|of| of.text("t").len()), "t: not a text");
        assert_eq!(fault(|of| of.text("u").len()), "u: missing");
        assert_eq!(fault(|of| of.field("in").text("u").len()), "in.u: missing");
        assert_eq!(fault(|of| of.field("out").text("u").len()), "out: missing");
        assert_eq!(fault(|of| of.list("t").len()), "t: not a list");
        assert_eq!(fault(|of| of.positions("at", 2).len()), "at: item 1 points to nothing");
        assert_eq!(read(text, |of| of.positions("at", 3)), Ok(vec![0, 2]));
        assert_eq!(read("{\n \"a\": }", |_| ()), Err("it is not JSON (line 2, column 7)".to_owned()));
    }

    #[test]
    fn the_first_fault_is_the_one_that_is_told() {
        let both = read("{}", |of| (of.text("first"), of.text("second")));
        assert_eq!(both, Err("first: missing".to_owned()));
    }
}
