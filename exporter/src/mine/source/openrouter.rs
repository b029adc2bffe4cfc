//! OpenRouter's activity as CSV: one generation a row, or one day and model a row.

use std::collections::HashMap;
use std::io;
use std::path::Path;

use analytics::work::TokenCounts;

use super::Collector;
use super::collector::identity;
use crate::mine::lenient::moment;

/// Reads one export. It holds no prompts, and no sessions.
pub fn read(path: &Path, into: &mut Collector) -> io::Result<()> {
    let bytes = crate::regular::read(path)?;
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let header = reader.byte_headers()?.clone();
    let columns: HashMap<String, usize> =
        header.iter().enumerate().map(|(at, name)| (String::from_utf8_lossy(name).trim().to_lowercase(), at)).collect();
    let by_generation = columns.contains_key("generation_id");
    let mut repeats: HashMap<u64, u64> = HashMap::new();
    for row in reader.byte_records() {
        into.notes().lines += 1;
        let Ok(row) = row else {
            into.notes().unreadable += 1;
            continue;
        };
        let field = |name: &str| {
            let bytes = columns.get(name).and_then(|at| row.get(*at))?;
            std::str::from_utf8(bytes).ok().map(str::trim).filter(|text| !text.is_empty())
        };
        let count = |name: &str, other: &str| field(name).or_else(|| field(other)).map(parsed);
        let (prompt, output) =
            (count("tokens_prompt", "prompt_tokens"), count("tokens_completion", "completion_tokens"));
        let (Some(Some(prompt)), Some(Some(output))) = (prompt, output) else {
            into.notes().unreadable += 1;
            continue;
        };
        let cached = count("tokens_cached", "cached_tokens").flatten().unwrap_or(0).min(prompt);
        let reasoning = count("tokens_reasoning", "reasoning_tokens").flatten().unwrap_or(0);
        let tokens = TokenCounts {
            fresh: prompt - cached,
            cache_read: cached,
            // Reasoning is a part of the completion.
            output: output.max(reasoning),
            reasoning,
            ..TokenCounts::default()
        };
        if tokens.is_empty() {
            continue;
        }
        let at = field("created_at").or_else(|| field("date")).and_then(instant);
        let model = field("model_permaslug").or_else(|| field("model"));
        let known = match field("generation_id") {
            Some(id) => identity(("openrouter", id)),
            None => {
                // Two equal rows of one file are two rows; a second export of the same days repeats them.
                let row: Vec<&[u8]> = row.iter().collect();
                let row = identity(("openrouter-row", row));
                let repeat = repeats.entry(row).or_default();
                *repeat += 1;
                identity((row, *repeat))
            }
        };
        let session = into.session(field("generation_id").or_else(|| field("date")).unwrap_or("activity"));
        into.call(known, session, at, model, tokens);
    }
    into.notes().note("OpenRouter's activity holds tokens and no prompts");
    if !by_generation {
        into.notes().note(
            "this activity has one row for each day and model: calls are counted by rows, and cached tokens are not in it",
        );
    }
    Ok(())
}

fn parsed(text: &str) -> Option<u64> {
    text.parse::<u64>().ok().or_else(|| {
        let number =
            text.parse::<f64>().ok().filter(|number| number.fract() == 0.0 && (0.0..=9e15).contains(number))?;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to lie within 0 to 2^53")]
        Some(number as u64)
    })
}

/// RFC 3339, the same with a space, with an hour as zone or without one (UTC), or a day.
pub(super) fn instant(text: &str) -> Option<i64> {
    let text = text.trim().trim_end_matches(" UTC").replacen(' ', "T", 1);
    let ways = ["", "Z", ":00", "T00:00:00Z"];
    ways.iter().find_map(|end| moment(&format!("{text}{end}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_of_exports() {
        let noon = Some(1_790_942_400_000);
        for text in
            ["2026-10-02T12:00:00Z", "2026-10-02 12:00:00", "2026-10-02 12:00:00+00", "2026-10-02T14:00:00+02:00"]
        {
            assert_eq!(instant(text), noon, "{text}");
        }
        assert_eq!(instant("2026-10-02"), Some(1_790_942_400_000 - 43_200_000));
        assert_eq!(instant("yesterday"), None);
    }
}
