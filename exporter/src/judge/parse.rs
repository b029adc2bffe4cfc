//! From a judge's text to marks, in the order of provider-apis.md, section 10. What cannot be read stays unread.

use analytics::score::{Mark, Marks};
use serde_json::{Map, Value};

/// A verdict that could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// Marks.
    pub marks: Marks,
    /// Reasons.
    pub rationale: String,
    /// Whether one of its marks was written as a text or a decimal number.
    pub coerced: bool,
}

/// Why a text is no verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// No text.
    #[error("it holds no text")]
    Empty,
    /// No object with the four fields.
    #[error("it holds no JSON object with reasoning, correctness, completeness and quality, each mark 0, 1 or 2")]
    NoVerdict,
    /// More than one, with different marks.
    #[error("it holds several verdicts with different marks")]
    Contradiction,
}

/// So many bytes are looked at in search of objects: a text of nothing but braces must not take minutes.
const MOST_BYTES: usize = 16 << 20;

/// Reads a judge's text.
///
/// # Errors
/// [`Unreadable`]; a number in prose is never taken for a mark, and what is missing is never taken for 0.
pub fn parse(text: &str) -> Result<Parsed, Unreadable> {
    if text.trim().is_empty() {
        return Err(Unreadable::Empty);
    }
    // The whole text first: stripping anything could destroy valid JSON that contains code fences.
    if let Some(parsed) = object(text.trim()) {
        return Ok(parsed);
    }
    let rest = without_thinking(text);
    if let Some(parsed) = object(rest) {
        return Ok(parsed);
    }
    // Fenced or not, strict or not: every verdict in the text counts, or a second thought could be overlooked.
    let mut verdicts = balanced(rest).ok_or(Unreadable::NoVerdict)?;
    let last = verdicts.pop().ok_or(Unreadable::NoVerdict)?;
    let same = verdicts.iter().all(|verdict| verdict.marks == last.marks);
    if same { Ok(last) } else { Err(Unreadable::Contradiction) }
}

/// What follows the last `</think>`, without byte order marks and zero-width characters at its ends.
fn without_thinking(text: &str) -> &str {
    let rest = text.rfind("</think>").map_or(text, |at| &text[at + "</think>".len()..]);
    rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200d}' | '\u{2060}'))
}

/// Every balanced `{…}` that reads as a verdict, found with an eye on strings and escapes; None when the search takes
/// too long, because a verdict that was not looked at could contradict the others.
fn balanced(text: &str) -> Option<Vec<Parsed>> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut looked_at = 0;
    while let Some(open) = text[at..].find('{').map(|offset| at + offset) {
        let end = closing(&text[open..]).map(|length| open + length);
        looked_at += end.unwrap_or(text.len()) - open;
        if looked_at > MOST_BYTES {
            return None;
        }
        at = open + 1;
        if let Some((verdict, end)) = end.and_then(|end| Some((object(&text[open..end])?, end))) {
            found.push(verdict);
            at = end;
        }
    }
    Some(found)
}

/// The length of the object at the beginning of the text.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped) = (0usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' if !in_string => depth += 1,
            b'}' if !in_string => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// The text as one verdict.
fn object(text: &str) -> Option<Parsed> {
    let fields: Map<String, Value> = serde_json::from_str(text).ok()?;
    let mut coerced = false;
    let mut mark = |name: &str| -> Option<Mark> {
        let value = fields.get(name)?;
        let number = match value.as_u64() {
            Some(number) => number,
            None => {
                coerced = true;
                whole_number(value)?
            }
        };
        Mark::try_from(u8::try_from(number).ok()?).ok()
    };
    let marks = Marks::new(mark("correctness")?, mark("completeness")?, mark("quality")?);
    let rationale = fields.get("reasoning")?.as_str()?.trim().to_owned();
    Some(Parsed { marks, rationale, coerced })
}

/// A whole number that is written as a text or as a decimal number.
fn whole_number(value: &Value) -> Option<u64> {
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse::<f64>().ok()?,
        _ => return None,
    };
    (number.fract() == 0.0 && (0.0..=2.0).contains(&number)).then_some(number as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"reasoning":"because","correctness":2,"completeness":1,"quality":0}"#;

    fn marks(text: &str) -> Result<([u8; 3], bool), Unreadable> {
        parse(text).map(|parsed| (parsed.marks.0.map(analytics::score::Mark::value), parsed.coerced))
    }

    #[test]
    fn every_text_of_section_10_that_can_be_read() {
        let fence = "```";
        let with_fence_inside =
            r#"{"reasoning":"it says ```json {\"a\":1} ``` there","correctness":2,"completeness":1,"quality":0}"#;
        for text in [
            GOOD.to_owned(),
            format!("  {GOOD}\n"),
            format!("{fence}json\n{GOOD}\n{fence}"),
            format!("Here it is:\n{fence}\n{GOOD}\n{fence}\nDone."),
            with_fence_inside.to_owned(),
            format!("{fence}json\n{{\"x\":1}}\n{fence}\n{fence}json\n{GOOD}\n{fence}"),
            format!("{GOOD} [1]"),
            format!("See {{this}} first. {GOOD}"),
            format!("<think>maybe {{\"correctness\":0}}</think>{GOOD}"),
            format!("no opening mark, then 0 0 0</think>\u{feff}{GOOD}"),
            format!("[{GOOD}]"),
            format!("{{\"verdict\":{GOOD}}}"),
            format!("{GOOD}\n{GOOD}"),
        ] {
            assert_eq!(marks(&text), Ok(([2, 1, 0], false)), "{text}");
        }
    }

    #[test]
    fn a_whole_number_in_another_form_is_taken_and_noted() {
        for text in [
            r#"{"reasoning":"r","correctness":"2","completeness":1,"quality":0}"#,
            r#"{"reasoning":"r","correctness":2.0,"completeness":"1.0","quality":0}"#,
        ] {
            assert_eq!(marks(text), Ok(([2, 1, 0], true)), "{text}");
        }
    }

    #[test]
    fn what_is_no_verdict_never_becomes_a_mark() {
        for text in [
            "I give it a 2.",
            "I cannot help with that.",
            r#"{"reasoning":"r","correctness":"good","completeness":1,"quality":0}"#,
            r#"{"reasoning":"r","correctness":"2/2","completeness":1,"quality":0}"#,
            r#"{"reasoning":"r","correctness":3,"completeness":1,"quality":0}"#,
            r#"{"reasoning":"r","correctness":1.5,"completeness":1,"quality":0}"#,
            r#"{"reasoning":"r","correctness":-1,"completeness":1,"quality":0}"#,
            r#"{"reasoning":"r","correctness":true,"completeness":1,"quality":0}"#,
            r#"{"reasoning":"r","completeness":1,"quality":0}"#,
            r#"{"correctness":2,"completeness":1,"quality":0}"#,
            r#"{"reasoning":"cut","correctness":2,"completeness":1,"qua"#,
            "{\"reasoning\":\"raw\nline break\",\"correctness\":2,\"completeness\":1,\"quality\":0}",
            &"{".repeat(100_000),
        ] {
            assert_eq!(marks(text), Err(Unreadable::NoVerdict), "{}", &text[..text.len().min(80)]);
        }
        assert_eq!(marks(" \n"), Err(Unreadable::Empty));
    }

    #[test]
    fn two_verdicts_that_differ_are_none() {
        let other = GOOD.replace("\"correctness\":2", "\"correctness\":0");
        let as_text = GOOD.replace("\"correctness\":2", "\"correctness\":\"0\"");
        for text in [
            format!("{GOOD}\n\nOn reflection:\n{other}"),
            format!("```json\n{GOOD}\n```\nOn reflection:\n{other}"),
            format!("{other}\nor rather\n```json\n{GOOD}\n```"),
            format!("{GOOD}\n\nOn reflection:\n{as_text}"),
            format!("{GOOD}{}{other}", " {x}".repeat(400)),
        ] {
            assert_eq!(marks(&text), Err(Unreadable::Contradiction), "{}", &text[..80]);
        }
        // What is no valid verdict contradicts nothing.
        let shape = GOOD.replace("\"correctness\":2", "\"correctness\":\"0, 1 or 2\"");
        assert_eq!(marks(&format!("{shape}\n{GOOD}\n{{\"correctness\":0}}")), Ok(([2, 1, 0], false)));
        // The last one says whether a mark was taken from another form.
        let same = GOOD.replace("\"correctness\":2", "\"correctness\":\"2\"");
        assert_eq!(marks(&format!("{GOOD}\n{same}")), Ok(([2, 1, 0], true)));
        assert_eq!(marks(&format!("{same}\n{GOOD}")), Ok(([2, 1, 0], false)));
    }
}
