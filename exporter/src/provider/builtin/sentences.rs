//! Splits prose into sentences; headings, tables, separators and indented code are left out.

/// The sentences of the lines, in order. Lines of one paragraph belong together; a list item begins a new sentence.
pub fn of_lines(lines: &[String]) -> Vec<String> {
    let mut sentences = Vec::new();
    let mut paragraph = String::new();
    for line in lines {
        let text = line.trim();
        // Four spaces where no paragraph is open are code, as in Markdown.
        let code = line.starts_with("    ") && paragraph.is_empty();
        let ends = code || text.is_empty() || text.starts_with(['#', '|']) || !text.contains(char::is_alphanumeric);
        let item = list_item(text);
        if ends || item.is_some() {
            split(&std::mem::take(&mut paragraph), &mut sentences);
        }
        if !ends {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(item.unwrap_or(text));
        }
    }
    split(&paragraph, &mut sentences);
    sentences
}

/// What stands behind the marker of a list item: `- `, `* `, `+ `, `1. ` or `1) `.
fn list_item(text: &str) -> Option<&str> {
    let (marker, rest) = text.split_once(' ')?;
    let bullet = matches!(marker, "-" | "*" | "+");
    let number = marker.strip_suffix(['.', ')']).is_some_and(|digits| {
        !digits.is_empty() && digits.len() <= 3 && digits.chars().all(|digit| digit.is_ascii_digit())
    });
    (bullet || number).then(|| rest.trim_start())
}

/// Splits behind `.`, `!` and `?` when white space and then no small letter follows, so that "e.g. this" stays whole.
fn split(paragraph: &str, into: &mut Vec<String>) {
    let mut start = 0;
    let mut characters = paragraph.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let space_follows = characters.peek().is_some_and(|(_, next)| next.is_whitespace());
        if matches!(character, '.' | '!' | '?') && space_follows {
            let rest = paragraph.get(at + 1..).unwrap_or_default();
            if rest.trim_start().chars().next().is_some_and(|next| !next.is_lowercase()) {
                push(paragraph.get(start..=at), into);
                start = at + 1;
            }
        }
    }
    push(paragraph.get(start..), into);
}

fn push(sentence: Option<&str>, into: &mut Vec<String>) {
    let sentence = sentence.unwrap_or_default().trim();
    if sentence.contains(char::is_alphanumeric) {
        into.push(sentence.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Vec<String> {
        of_lines(&text.lines().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn paragraphs_are_joined_and_split_at_full_stops() {
        assert_eq!(sentences("One goes\non. Two, e.g. this? Three"), ["One goes on.", "Two, e.g. this?", "Three"]);
        assert_eq!(sentences("Version 1.5 is å. Ä follows."), ["Version 1.5 is å.", "Ä follows."]);
    }

    #[test]
    fn lists_are_taken_item_by_item_and_tables_left_out() {
        assert_eq!(sentences("# Title\n- a\n- b\n  more\n| t | u |\n---\n2. c"), ["a", "b more", "c"]);
    }

    #[test]
    fn indented_code_is_left_out_but_not_the_rest_of_a_list_item() {
        assert_eq!(
            sentences("1. One\n    goes on.\n\n    let a = 1;\n    let b = 2;\n\nEnd."),
            ["One goes on.", "End."]
        );
    }
}
