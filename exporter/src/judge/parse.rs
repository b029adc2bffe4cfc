//! From a judge's text to marks. What can be read in one way only is read; what cannot be read, or contradicts itself
//! anywhere, stays unread: `docs/judges.md` has the list.

use analytics::score::{Mark, Marks};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::lenient::mended;
use super::stated::{contradicts, without_quotes};

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
    /// It states different marks in different places.
    #[error("it states different marks in different places")]
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
    if let Some(parsed) = object(text.trim())? {
        return agreed(parsed, "");
    }
    // A text that is one JSON string is read once more: what it holds is what was meant.
    if let Ok(inner) = serde_json::from_str::<String>(text.trim()) {
        return match object(inner.trim())? {
            Some(parsed) => agreed(parsed, ""),
            None => Err(Unreadable::NoVerdict),
        };
    }
    let rest = without_thinking(text);
    if let Some(parsed) = object(rest)? {
        return agreed(parsed, "");
    }
    // Fenced or not, strict or not: every verdict in the text counts, or a second thought could be overlooked.
    let (verdicts, prose) = balanced(rest)?;
    let last = verdicts.last().cloned().ok_or(Unreadable::NoVerdict)?;
    if verdicts.iter().any(|verdict| verdict.marks != last.marks) {
        return Err(Unreadable::Contradiction);
    }
    agreed(last, &prose)
}

/// The verdict, unless its own reasons or what stands around it state other marks.
fn agreed(parsed: Parsed, around: &str) -> Result<Parsed, Unreadable> {
    if contradicts(&without_quotes(&parsed.rationale), parsed.marks) || contradicts(around, parsed.marks) {
        return Err(Unreadable::Contradiction);
    }
    Ok(parsed)
}

/// How thinking ends in the text of models whose server does not take it out.
const THINKING_ENDS: [&str; 4] = ["</think>", "</thinking>", "</seed:think>", "[/THINK]"];

/// What follows the last end of thinking, without byte order marks and zero-width characters at its ends.
fn without_thinking(text: &str) -> &str {
    let ends = THINKING_ENDS.iter().filter_map(|end| text.rfind(end).map(|at| at + end.len()));
    let rest = ends.max().map_or(text, |at| &text[at..]);
    rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200d}' | '\u{2060}'))
}

/// Every balanced `{…}` that reads as a verdict, found with an eye on strings and escapes, and the text around them. No
/// verdict when the search takes too long, because one that was not looked at could contradict the others.
fn balanced(text: &str) -> Result<(Vec<Parsed>, String), Unreadable> {
    let mut found = Vec::new();
    let mut prose = String::new();
    let (mut at, mut taken) = (0, 0);
    let mut looked_at = 0;
    while let Some(open) = text[at..].find('{').map(|offset| at + offset) {
        let end = closing(&text[open..]).map(|length| open + length);
        looked_at += end.unwrap_or(text.len()) - open;
        if looked_at > MOST_BYTES {
            return Err(Unreadable::NoVerdict);
        }
        at = open + 1;
        let Some(end) = end else { continue };
        if let Some(verdict) = object(&text[open..end])? {
            found.push(verdict);
            prose.push_str(&text[taken..open]);
            (at, taken) = (end, end);
        }
    }
    prose.push_str(&text[taken..]);
    Ok((found, prose))
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

/// The fields of an object; a name that stands twice with different values is kept apart.
struct Fields {
    fields: Map<String, Value>,
    contradicts: bool,
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Fields;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Fields, A::Error> {
                let mut found = Fields { fields: Map::new(), contradicts: false };
                while let Some((name, value)) = entries.next_entry::<String, Value>()? {
                    let before = found.fields.insert(name, value.clone());
                    found.contradicts |= before.is_some_and(|before| before != value);
                }
                Ok(found)
            }
        }
        from.deserialize_map(All)
    }
}

/// The text as one verdict; None where it is none.
fn object(text: &str) -> Result<Option<Parsed>, Unreadable> {
    let read = |text: &str| serde_json::from_str::<Fields>(text).ok();
    let Some(Fields { fields, contradicts }) = read(text).or_else(|| read(&mended(text))) else { return Ok(None) };
    let mut all = Vec::new();
    verdicts_in(&fields, &mut all, 0);
    let Some(first) = all.first().cloned() else { return Ok(None) };
    if contradicts || all.iter().any(|other| other.marks != first.marks) {
        return Err(Unreadable::Contradiction);
    }
    Ok(Some(first))
}

/// More levels than any judge writes.
const MOST_LEVELS: usize = 4;

/// The verdicts that an object is, or holds: `{"verdict": {…}}`, `{"reasoning": …, "marks": {…}}`.
fn verdicts_in(fields: &Map<String, Value>, found: &mut Vec<Parsed>, level: usize) {
    found.extend(verdict(fields, fields));
    if level == MOST_LEVELS {
        return;
    }
    for value in fields.values() {
        if let Value::Object(inner) = value {
            let before = found.len();
            verdicts_in(inner, found, level + 1);
            // Marks in an object of their own, with the reasons beside it.
            if found.len() == before {
                found.extend(verdict(inner, fields));
            }
        }
    }
}

/// Marks and reasons, which may stand one level above them.
fn verdict(marks: &Map<String, Value>, reasons: &Map<String, Value>) -> Option<Parsed> {
    let mut coerced = false;
    let mut mark = |name: &str| -> Option<Mark> {
        let value = marks.get(name)?;
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
    let rationale = reasons_of(reasons.get("reasoning")?)?;
    Some(Parsed { marks, rationale, coerced })
}

/// Reasons as a text, as a list of texts, or as texts by dimension.
fn reasons_of(value: &Value) -> Option<String> {
    let text = |value: &Value| value.as_str().map(|text| text.trim().to_owned());
    match value {
        Value::String(reasons) => Some(reasons.trim().to_owned()),
        Value::Array(list) => Some(list.iter().map(text).collect::<Option<Vec<_>>>()?.join("\n")),
        Value::Object(by) => {
            let line = |(name, value): (&String, &Value)| Some(format!("{name}: {}", text(value)?));
            Some(by.iter().map(line).collect::<Option<Vec<_>>>()?.join("\n"))
        }
        _ => None,
    }
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
            format!("Correctness: 2, completeness: 1/2. {GOOD}"),
            // Not quite JSON, with one meaning.
            r#"{"reasoning":"r","correctness":2,"completeness":1,"quality":0,}"#.to_owned(),
            "{\"reasoning\":\"raw\nline break\",\"correctness\":2,\"completeness\":1,\"quality\":0}".to_owned(),
            // Thinking under other names.
            format!("<thinking>first {}</thinking>\n{GOOD}", GOOD.replace('2', "0")),
            format!("[THINK]{}[/THINK]{GOOD}", GOOD.replace('2', "0")),
            // Marks in an object of their own, reasons as a list or by dimension, JSON within a JSON string.
            r#"{"reasoning":"r","marks":{"correctness":2,"completeness":1,"quality":0}}"#.to_owned(),
            r#"{"reasoning":["a","b"],"correctness":2,"completeness":1,"quality":0}"#.to_owned(),
            r#"{"reasoning":{"correctness":"fine"},"correctness":2,"completeness":1,"quality":0}"#.to_owned(),
            serde_json::to_string(GOOD).unwrap(),
            // The same twice is no contradiction; what an answer claims is not the judge's word.
            r#"{"reasoning":"r","correctness":2,"correctness":2,"completeness":1,"quality":0}"#.to_owned(),
            r#"{"reasoning":"It claims “correctness: 0” itself.","correctness":2,"completeness":1,"quality":0}"#
                .to_owned(),
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
            // Which number of an object is the mark would be a guess; marks without reasons are no verdict.
            r#"{"reasoning":"r","correctness":{"mark":2,"of":2},"completeness":1,"quality":0}"#,
            r#"{"marks":{"correctness":2,"completeness":1,"quality":0}}"#,
            r#"{"reasoning":[1],"correctness":2,"completeness":1,"quality":0}"#,
            r#"{"reasoning":"r","completeness":1,"quality":0}"#,
            r#"{"correctness":2,"completeness":1,"quality":0}"#,
            r#"{"reasoning":"cut","correctness":2,"completeness":1,"qua"#,
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
            // Marks that differ between places, in whatever form.
            format!("{GOOD}\n{{\"correctness\":0}}"),
            format!("Correctness: 0, because it is wrong.\n{GOOD}"),
            format!("{GOOD}\n\n**Quality** = 2/2"),
            r#"{"reasoning":"r","correctness":2,"correctness":0,"completeness":1,"quality":0}"#.to_owned(),
            r#"{"reasoning":"correctness: 0, it fails","correctness":2,"completeness":1,"quality":0}"#.to_owned(),
            format!("{{\"verdict\":{GOOD},\"reasoning\":\"r\",\"correctness\":0,\"completeness\":1,\"quality\":0}}"),
            format!("{{\"first\":{GOOD},\"second\":{other}}}"),
            r#"{"reasoning":"r","correctness":2,"completeness":1,"quality":0,"marks":{"correctness":0,"completeness":1,"quality":0}}"#.to_owned(),
        ] {
            assert_eq!(marks(&text), Err(Unreadable::Contradiction), "{text:.200}");
        }
        // What is no valid verdict contradicts nothing.
        let shape = GOOD.replace("\"correctness\":2", "\"correctness\":\"0, 1 or 2\"");
        assert_eq!(marks(&format!("{shape}\n{GOOD}\n{{\"correct\":0}}")), Ok(([2, 1, 0], false)));
        // The last one says whether a mark was taken from another form.
        let same = GOOD.replace("\"correctness\":2", "\"correctness\":\"2\"");
        assert_eq!(marks(&format!("{GOOD}\n{same}")), Ok(([2, 1, 0], true)));
        assert_eq!(marks(&format!("{same}\n{GOOD}")), Ok(([2, 1, 0], false)));
    }
}
