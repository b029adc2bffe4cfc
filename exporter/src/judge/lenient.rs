//! JSON as judges write it: what is read of it although it is not quite JSON, because it can mean one thing only.

/// The text with trailing commas left out, and with raw control characters within strings escaped. Nothing else is
/// mended: a text that was cut stays cut.
pub fn mended(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut in_string, mut escaped) = (false, false);
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' => in_string = !in_string,
            ',' if !in_string && closes(&text[at + 1..]) => continue,
            control if in_string && u32::from(control) < 0x20 => {
                out.push_str(&format!("\\u{:04x}", u32::from(control)));
                continue;
            }
            _ => {}
        }
        out.push(character);
    }
    out
}

/// Whether an object or a list ends here.
fn closes(rest: &str) -> bool {
    rest.trim_start().starts_with(['}', ']'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_means_one_thing_is_mended() {
        for (written, read) in [
            (r#"{"a":[1,2,],"b":0,}"#, r#"{"a":[1,2],"b":0}"#),
            ("{\"a\":\"two\nlines\tand, }\"}", "{\"a\":\"two\\u000alines\\u0009and, }\"}"),
            (r#"{"a":"it says \"x\", }"}"#, r#"{"a":"it says \"x\", }"}"#),
            (r#"{"a":1,,}"#, r#"{"a":1,}"#),
            (r#"{"a":"cut"#, r#"{"a":"cut"#),
        ] {
            assert_eq!(mended(written), read);
        }
    }
}
