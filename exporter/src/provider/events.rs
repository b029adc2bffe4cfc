//! Splits a body into events, whatever its content type says: server-sent events, JSON lines, or one JSON document in as
//! many lines as it likes.
//!
//! The fields of server-sent events are those of the WHATWG's standard, section 9.2.6. Beyond it, a document that is whole
//! is an event at once: some servers put one line break between events where the standard wants two.

/// The name of events that are errors.
const ERROR: &str = "error";
/// So much of a page that is no stream is kept for a message.
const LONGEST_STRAY: usize = 64 * 1024;

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its data: a JSON document, `[DONE]`, or whatever the server sent.
    pub data: String,
    /// Whether the server calls it an error, by `event: error` or in a field `error:`.
    pub is_error: bool,
}

/// Collects bytes until an event is whole.
#[derive(Debug, Default)]
pub struct EventParser {
    line: Vec<u8>,
    /// Data of the event that is being read.
    data: String,
    has_data: bool,
    /// How deep the data's document is open.
    depth: Depth,
    /// Lines that are no field: parts of a document that stands there by itself.
    bare: String,
    bare_depth: Depth,
    /// Lines that are neither field nor document; they only count where nothing else comes.
    stray: String,
    any: bool,
    name: String,
    is_error: bool,
    after_return: bool,
    begun: bool,
}

/// Counts the brackets of a JSON document that are open.
#[derive(Debug, Default, Clone, Copy)]
struct Depth {
    open: usize,
    in_text: bool,
    escaped: bool,
    opened: bool,
}

impl Depth {
    fn take(&mut self, text: &str) {
        for byte in text.bytes() {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.in_text => self.escaped = true,
                b'"' => self.in_text = !self.in_text,
                _ if self.in_text => {}
                b'{' | b'[' => {
                    self.open += 1;
                    self.opened = true;
                }
                b'}' | b']' => self.open = self.open.saturating_sub(1),
                _ => {}
            }
        }
    }

    const fn is_whole(self) -> bool {
        self.opened && self.open == 0 && !self.in_text
    }
}

impl EventParser {
    /// Takes the bytes of one read and returns every event that is whole now.
    ///
    /// Lines end with `\n`, `\r\n` or `\r`; several `data:` lines of an event are joined with `\n`; comments, `id:` and
    /// `retry:` are skipped; a byte order mark in front is dropped.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Event> {
        let mut events = Vec::new();
        for byte in bytes {
            match byte {
                b'\n' if self.after_return => self.after_return = false,
                b'\n' | b'\r' => {
                    self.after_return = *byte == b'\r';
                    self.end_line(&mut events);
                }
                other => {
                    self.after_return = false;
                    self.line.push(*other);
                }
            }
        }
        events
    }

    /// What the end of the body cut off before its last line break or blank line.
    pub fn finish(mut self) -> Vec<Event> {
        let mut events = Vec::new();
        if !self.line.is_empty() {
            self.end_line(&mut events);
        }
        self.end_event(&mut events);
        self.end_bare(&mut events);
        if !self.any && !self.stray.trim().is_empty() {
            events.push(Event { data: self.stray.trim().to_owned(), is_error: false });
        }
        events
    }

    /// Whether the document before this line ends in the midst, since the line begins another one.
    fn is_torn_before(&self, line: &str) -> bool {
        let goes_on = self.bare.trim_end().ends_with(['[', ',', ':']);
        !self.bare.is_empty() && (line.starts_with("data:") || (line.starts_with('{') && !goes_on))
    }

    fn end_line(&mut self, events: &mut Vec<Event>) {
        // Bytes are only read as text once the line is whole, so a character may be split between reads.
        let line = String::from_utf8_lossy(&self.line).into_owned();
        self.line.clear();
        let line = if self.begun { line.as_str() } else { line.strip_prefix('\u{feff}').unwrap_or(&line) };
        self.begun = true;
        if line.is_empty() {
            self.end_event(events);
            self.name.clear();
            return;
        }
        if self.is_torn_before(line) {
            self.end_bare(events);
        }
        // Within a document that stands by itself no line is a field.
        let field = if self.bare.is_empty() { field(line) } else { None };
        match field {
            Some(("data", value)) => {
                if self.has_data {
                    self.data.push('\n');
                    self.depth.take("\n");
                }
                self.data.push_str(value);
                self.depth.take(value);
                self.has_data = true;
                if self.depth.is_whole() || value == "[DONE]" {
                    self.end_event(events);
                }
            }
            Some(("error", value)) => {
                self.end_event(events);
                (self.data, self.has_data, self.is_error) = (value.to_owned(), true, true);
                self.end_event(events);
            }
            Some(("event", value)) => value.clone_into(&mut self.name),
            Some(_) => {}
            None if self.bare.is_empty() && !line.trim_start().starts_with(['{', '[']) => {
                if !self.any && self.stray.len() < LONGEST_STRAY {
                    self.stray.push_str(line);
                    self.stray.push('\n');
                }
            }
            None => {
                if !self.bare.is_empty() {
                    self.bare.push('\n');
                }
                self.bare.push_str(line);
                self.bare_depth.take(line);
                if self.bare_depth.is_whole() {
                    self.end_bare(events);
                }
            }
        }
    }

    fn end_event(&mut self, events: &mut Vec<Event>) {
        if self.has_data {
            self.any = true;
            let is_error = self.is_error || self.name == ERROR;
            events.push(Event { data: std::mem::take(&mut self.data), is_error });
        }
        (self.has_data, self.is_error, self.depth) = (false, false, Depth::default());
    }

    fn end_bare(&mut self, events: &mut Vec<Event>) {
        let data = std::mem::take(&mut self.bare);
        if !data.trim().is_empty() {
            self.any = true;
            events.push(Event { data, is_error: false });
        }
        self.bare_depth = Depth::default();
    }
}

/// Name and value of a field. The standard ignores fields with blanks in front; here they are read all the same, since
/// they can mean nothing else.
fn field(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let value = value.strip_prefix(' ').unwrap_or(value);
    // An empty name is a comment.
    ["", "data", "event", "error", "id", "retry"].contains(&name.trim_start()).then(|| (name.trim_start(), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &str = ": OPENROUTER PROCESSING\r\n\r\nevent: x\r\ndata: {\"a\":\r\ndata: \"åäö €\"}\r\n\r\nid: 7\ndata:[DONE]\n\nretry: 5\rdata: last\r\r";

    fn read(text: &str, size: usize) -> Vec<(String, bool)> {
        let mut parser = EventParser::default();
        let mut events: Vec<_> = text.as_bytes().chunks(size).flat_map(|bytes| parser.push(bytes)).collect();
        events.extend(parser.finish());
        events.into_iter().map(|event| (event.data, event.is_error)).collect()
    }

    fn same(text: &str, expected: &[(&str, bool)]) {
        for size in 1..=text.len() {
            let found = read(text, size);
            let found: Vec<_> = found.iter().map(|(data, is_error)| (data.as_str(), *is_error)).collect();
            assert_eq!(found, expected, "{size}: {text:?}");
        }
    }

    #[test]
    fn any_split_of_the_bytes_gives_the_same_events() {
        same(STREAM, &[("{\"a\":\n\"åäö €\"}", false), ("[DONE]", false), ("last", false)]);
        same("data: half", &[("half", false)]);
        same("{\"a\":\"å\"}\r\n\n{\"b\":\"€\"}", &[("{\"a\":\"å\"}", false), ("{\"b\":\"€\"}", false)]);
    }

    #[test]
    fn shapes_that_servers_use_for_the_same_thing() {
        let two = [("{\"a\":1}", false), ("{\"b\":[\"}\"]}", false), ("[DONE]", false)];
        for text in [
            "data: {\"a\":1}\n\ndata: {\"b\":[\"}\"]}\n\ndata: [DONE]\n\n",
            "data: {\"a\":1}\ndata: {\"b\":[\"}\"]}\ndata: [DONE]\n",
            "data: {\"a\":1}\r\ndata: {\"b\":[\"}\"]}\r\ndata: [DONE]",
            "\u{feff}data: {\"a\":1}\r\rdata: {\"b\":[\"}\"]}\r\r: note\rdata: [DONE]\r\r",
            "{\"a\":1}\n{\"b\":[\"}\"]}\ndata: [DONE]\n\n",
            " data: {\"a\":1}\n\n data: {\"b\":[\"}\"]}\n\ndata: [DONE]\n\n",
        ] {
            same(text, &two);
        }
        same(
            "{\n  \"a\":\n\n 1,\n \"data\": 2\n}\ndata: [DONE]\n\n",
            &[("{\n  \"a\":\n 1,\n \"data\": 2\n}", false), ("[DONE]", false)],
        );
        same("<html>\nno\n</html>", &[("<html>\nno\n</html>", false)]);
    }

    #[test]
    fn errors_have_names() {
        same("event: error\ndata: {\"m\":1}\n\ndata: {\"n\":2}\n\n", &[("{\"m\":1}", true), ("{\"n\":2}", false)]);
        same("error: {\"code\":400}\n\ndata: [DONE]\n\n", &[("{\"code\":400}", true), ("[DONE]", false)]);
        same("event: error\ndata: gone\n\n", &[("gone", true)]);
    }

    #[test]
    fn a_torn_document_ends_with_its_blank_line() {
        for text in ["data: {\"con\n\ndata: {\"a\":1}\n\n", "{\"con\n{\"a\":1}\n", "{\"con\ndata: {\"a\":1}\n\n"] {
            same(text, &[("{\"con", false), ("{\"a\":1}", false)]);
        }
        same("[\n{\"a\":1},\n{\"b\":[\n{}]}\n]\n", &[("[\n{\"a\":1},\n{\"b\":[\n{}]}\n]", false)]);
        same("stray\ndata: {\"a\":1}\n\n", &[("{\"a\":1}", false)]);
    }
}
