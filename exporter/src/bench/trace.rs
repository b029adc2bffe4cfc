//! A trace to replay: JSON Lines with `arrival_ms`, `input_tokens` and `output_tokens`; other fields are left alone.

use std::path::Path;

use serde::Deserialize;

use super::plan::{Lengths, Traced};
use crate::failure::Failure;

#[derive(Deserialize)]
struct Line {
    arrival_ms: f64,
    input_tokens: u32,
    output_tokens: u32,
}

/// Reads the file. Its first request is sent at once, and the others as long after it as in the trace.
///
/// # Errors
/// Names file, line and what is wrong.
pub fn read(path: &Path) -> Result<Vec<Traced>, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| Failure::file("read", path, &error))?;
    let mut trace = parse(&text).map_err(|(line, what)| {
        Failure::usage(format!("{}, line {line}: {what}", path.display()))
            .hint("each line is {\"arrival_ms\": 0, \"input_tokens\": 900, \"output_tokens\": 120}")
    })?;
    if trace.is_empty() {
        return Err(Failure::usage(format!("{} holds no request", path.display())));
    }
    trace.sort_by(|a, b| a.arrival_ms.total_cmp(&b.arrival_ms));
    let begun = trace.first().map_or(0.0, |first| first.arrival_ms);
    trace.iter_mut().for_each(|request| request.arrival_ms -= begun);
    Ok(trace)
}

fn parse(text: &str) -> Result<Vec<Traced>, (usize, String)> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| {
            let line: Line = serde_json::from_str(line).map_err(|error| (at + 1, error.to_string()))?;
            if !(line.arrival_ms.is_finite() && line.arrival_ms >= 0.0) {
                return Err((at + 1, format!("arrival_ms is {}", line.arrival_ms)));
            }
            if line.input_tokens == 0 || line.output_tokens == 0 {
                return Err((at + 1, "a request has at least one token in and one out".to_owned()));
            }
            let lengths = Lengths { prompt: line.input_tokens, depth: 0, output: line.output_tokens };
            Ok(Traced { arrival_ms: line.arrival_ms, lengths })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_with_other_fields_and_wrong_ones() {
        let text = "{\"arrival_ms\":5,\"input_tokens\":9,\"output_tokens\":2,\"agent\":\"x\"}\n\n";
        assert_eq!(parse(text).unwrap()[0].lengths, Lengths { prompt: 9, depth: 0, output: 2 });
        for (text, line) in [("{}", 1), ("\n{\"arrival_ms\":-1,\"input_tokens\":9,\"output_tokens\":2}", 2)] {
            assert_eq!(parse(text).unwrap_err().0, line);
        }
        assert!(parse("{\"arrival_ms\":1,\"input_tokens\":0,\"output_tokens\":2}").is_err());
    }
}
