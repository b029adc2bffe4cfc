//! Prose pages are easy to read: the middle sentence has at most 18 words.
#![allow(clippy::unwrap_used)] // a test may fail by unwrapping

use std::path::Path;

/// Words of each sentence: without the head, code, tables, headings and conditions.
fn sentences(text: &str) -> Vec<usize> {
    let body = text.split_once("\n+++\n").map_or(text, |(_, body)| body);
    let mut code = false;
    let mut words = Vec::new();
    let mut count = 0;
    for line in body.lines() {
        if line.trim_start().starts_with("```") {
            code = !code;
        }
        let skipped = code || ["|", "#", "{{", "```"].iter().any(|mark| line.trim_start().starts_with(mark));
        let begins = line.trim().is_empty() || line.starts_with("- ");
        if begins || skipped {
            words.push(std::mem::take(&mut count));
        }
        if skipped {
            continue;
        }
        for word in line.split_whitespace() {
            count += 1;
            if word.ends_with(['.', '?', '!']) {
                words.push(std::mem::take(&mut count));
            }
        }
    }
    words.push(count);
    words.retain(|count| *count > 2);
    words
}

#[test]
fn the_middle_sentence_is_short() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/content");
    let files = [folder.clone(), folder.join("parts")]
        .into_iter()
        .flat_map(|folder| std::fs::read_dir(folder).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "md"));
    let mut seen = 0;
    for file in files {
        let mut found = sentences(&std::fs::read_to_string(&file).unwrap());
        found.sort_unstable();
        let middle = found[found.len() / 2];
        assert!(middle <= 18, "{}: the middle sentence has {middle} words", file.display());
        seen += 1;
    }
    assert!(seen >= 6, "only {seen} files");
}

#[test]
fn sentences_are_counted() {
    let text =
        "+++\na = 1\n+++\n# Heading of many words here\n\nOne two three four. Five six seven?\n\n- a list item here\n";
    assert_eq!(sentences(text), [4, 3, 5]);
}
