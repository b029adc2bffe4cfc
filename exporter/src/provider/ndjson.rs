//! Splits a byte stream into lines, whatever the borders of the reads.

/// Collects bytes until a line is whole.
#[derive(Debug, Default)]
pub struct LineParser {
    line: Vec<u8>,
}

impl LineParser {
    /// Takes the bytes of one read and returns every line that is whole now; blank ones are dropped.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<String> {
        let mut lines = Vec::new();
        for byte in bytes {
            if *byte == b'\n' {
                lines.extend(self.take());
            } else {
                self.line.push(*byte);
            }
        }
        lines
    }

    /// The last line, which needs no line end.
    pub fn finish(mut self) -> Option<String> {
        self.take()
    }

    fn take(&mut self) -> Option<String> {
        let line = String::from_utf8_lossy(&std::mem::take(&mut self.line)).trim().to_owned();
        (!line.is_empty()).then_some(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_may_be_split_between_reads() {
        let text = "{\"a\":\"å\"}\r\n\n{\"b\":\"€\"}";
        for size in 1..text.len() {
            let mut parser = LineParser::default();
            let mut lines: Vec<_> = text.as_bytes().chunks(size).flat_map(|bytes| parser.push(bytes)).collect();
            lines.extend(parser.finish());
            assert_eq!(lines, ["{\"a\":\"å\"}", "{\"b\":\"€\"}"], "{size}");
        }
    }
}
