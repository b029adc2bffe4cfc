//! What the controls of a panel say, as a query string: compact, in one order, defaults and strangers left out.

/// Values by name. The empty text is the default.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Params {
    names: &'static [&'static str],
    values: Vec<String>,
}

impl Params {
    /// Everything as it is by default.
    #[must_use]
    pub fn new(names: &'static [&'static str]) -> Self {
        Self { names, values: vec![String::new(); names.len()] }
    }

    /// Reads a query string, with or without its question mark. Values hold letters, digits and `._,-`; what is
    /// unknown or holds anything else is left out.
    #[must_use]
    pub fn parse(names: &'static [&'static str], text: &str) -> Self {
        let mut params = Self::new(names);
        for (name, value) in text.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('=')) {
            params.set(name, value);
        }
        params
    }

    /// The value of a control; empty by default.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.place(name).map_or("", |at| &self.values[at])
    }

    /// Sets a control. A value that no control can have leaves the default.
    pub fn set(&mut self, name: &str, value: &str) {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._,-".contains(&byte);
        if let Some(at) = self.place(name) {
            let value = if value.len() <= 400 && value.bytes().all(plain) { value } else { "" };
            value.clone_into(&mut self.values[at]);
        }
    }

    /// A number of at most two decimals as hundredths; None by default and for anything else.
    #[must_use]
    pub fn hundredths(&self, name: &str) -> Option<u16> {
        let (whole, fraction) = self.get(name).split_once('.').unwrap_or((self.get(name), ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || whole.len() > 2 || fraction.len() > 2 || !digits(whole) || !digits(fraction) {
            return None;
        }
        let tail = if fraction.len() == 1 { 10 } else { 1 };
        let number = |text: &str| text.bytes().fold(0, |number, digit| 10 * number + u16::from(digit - b'0'));
        Some(100 * number(whole) + tail * number(fraction))
    }

    /// The query string with its question mark; empty when everything is default.
    #[must_use]
    pub fn print(&self) -> String {
        let mut text = String::new();
        for (name, value) in self.names.iter().zip(&self.values).filter(|(_, value)| !value.is_empty()) {
            text.push(if text.is_empty() { '?' } else { '&' });
            text.push_str(name);
            text.push('=');
            text.push_str(value);
        }
        text
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| *known == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: &[&str] = &["snapshot", "models", "margin"];

    #[test]
    fn what_is_set_comes_back_in_one_order() {
        let params = Params::parse(NAMES, "?margin=0.15&models=a,b.c&snapshot=x-1");
        assert_eq!(params.print(), "?snapshot=x-1&models=a,b.c&margin=0.15");
        assert_eq!(Params::parse(NAMES, &params.print()), params);
        assert_eq!((params.get("models"), params.hundredths("margin")), ("a,b.c", Some(15)));
    }

    #[test]
    fn strangers_and_defaults_leave_no_trace() {
        for text in ["", "?", "?utm=x", "?models=<script>", "?models=%3Cscript%3E", "?snapshot=../../etc", "&&=&="] {
            assert_eq!(Params::parse(NAMES, text).print(), "", "{text}");
        }
    }

    #[test]
    fn numbers_are_hundredths_or_nothing() {
        for (text, hundredths) in [
            ("0.1", Some(10)),
            ("0.05", Some(5)),
            ("2", Some(200)),
            ("1.", Some(100)),
            ("", None),
            ("-1", None),
            ("1e3", None),
            (".5", None),
            ("0.123", None),
            ("123", None),
        ] {
            assert_eq!(Params::parse(NAMES, &["?margin=", text].concat()).hundredths("margin"), hundredths, "{text}");
        }
    }
}
