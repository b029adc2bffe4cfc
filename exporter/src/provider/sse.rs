//! Splits a byte stream into server-sent events, whatever the borders of the reads.

/// Collects bytes until an event is whole.
#[derive(Debug, Default)]
pub struct SseParser {
    line: Vec<u8>,
    data: String,
    has_data: bool,
    after_return: bool,
}

impl SseParser {
    /// Takes the bytes of one read and returns the data of every event that is whole now.
    ///
    /// Lines end with `\n`, `\r\n` or `\r`; several `data:` lines of an event are joined with `\n`; comments and all
    /// other fields are skipped.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<String> {
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

    /// The data of an event that the end of the stream cut off before its blank line.
    pub fn finish(mut self) -> Option<String> {
        let mut events = Vec::new();
        if !self.line.is_empty() {
            self.end_line(&mut events);
        }
        self.has_data.then_some(self.data)
    }

    fn end_line(&mut self, events: &mut Vec<String>) {
        // Bytes are only read as text once the line is whole, so a character may be split between reads.
        let line = String::from_utf8_lossy(&self.line).into_owned();
        self.line.clear();
        if line.is_empty() {
            if self.has_data {
                events.push(std::mem::take(&mut self.data));
                self.has_data = false;
            }
        } else if let Some(value) = line.strip_prefix("data:") {
            if self.has_data {
                self.data.push('\n');
            }
            self.data.push_str(value.strip_prefix(' ').unwrap_or(value));
            self.has_data = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &str = ": OPENROUTER PROCESSING\r\n\r\nevent: x\r\ndata: {\"a\":\r\ndata: \"åäö €\"}\r\n\r\nid: 7\ndata:[DONE]\n\nretry: 5\rdata: last\r\r";

    #[test]
    fn any_split_of_the_bytes_gives_the_same_events() {
        let expected = ["{\"a\":\n\"åäö €\"}", "[DONE]", "last"];
        for size in 1..STREAM.len() {
            let mut parser = SseParser::default();
            let events: Vec<_> = STREAM.as_bytes().chunks(size).flat_map(|bytes| parser.push(bytes)).collect();
            assert_eq!(events, expected, "{size}");
            assert_eq!(parser.finish(), None);
        }
    }

    #[test]
    fn an_event_without_its_blank_line_is_still_there() {
        let mut parser = SseParser::default();
        assert!(parser.push(b"data: half").is_empty());
        assert_eq!(parser.finish().as_deref(), Some("half"));
    }
}
