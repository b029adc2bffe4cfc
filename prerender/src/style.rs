//! The style sheets of the template, within the document: a sheet that has to be asked for would hold up the first paint
//! by a round trip and by its share of a line on which the client arrives at the same time. The first sheet stands in the
//! head and is all that the first paint waits for; the others follow the page's lead, which is painted while they arrive.

use analytics::digest::sha256_hex;
use anyhow::{Context, bail};

use crate::output::Output;

const LINK: &str = "<link rel=\"stylesheet\"";

/// The style of every page.
#[derive(Debug, Default)]
pub struct Style {
    /// Style element with the first sheet, for the head.
    pub first: String,
    /// Style element with the other sheets, for the place of [`after_lead`]; empty when there is one sheet.
    pub rest: String,
    /// Address of all sheets as one file: the small documents that hold an answer link it.
    pub file: String,
}

/// Takes the sheets that Trunk wrote: the template without links to them, with [`Style::first`] in place of the first
/// link.
///
/// # Errors
/// When a link leads nowhere, or there is none.
pub fn take(out: &Output, base: &str, template: &str) -> anyhow::Result<(String, Style)> {
    let mut text = String::with_capacity(template.len());
    let mut sheets: Vec<String> = Vec::new();
    let mut rest = template;
    let mut place = 0;
    while let Some(start) = rest.find(LINK) {
        let end = rest[start..].find('>').context("a link that does not end")? + start + 1;
        let address = rest[start..end].split("href=\"").nth(1).and_then(|rest| rest.split('"').next());
        let address = address.with_context(|| format!("a style sheet without an address: {}", &rest[start..end]))?;
        let path = address.strip_prefix(base).or_else(|| address.strip_prefix("./")).unwrap_or(address);
        let css = String::from_utf8(out.read(path)?).with_context(|| format!("{path} is not UTF-8"))?;
        if css.contains("</") {
            bail!("{path} holds `</`, which would end the style element");
        }
        out.remove(path)?;
        text.push_str(&rest[..start]);
        if sheets.is_empty() {
            place = text.len();
        }
        sheets.push(minified(&css));
        rest = &rest[end..];
    }
    text.push_str(rest);
    let Some((first, others)) = sheets.split_first() else { bail!("index.html links no style sheet") };
    let css = sheets.concat();
    let path = format!("assets/style-{}.css", &sha256_hex(css.as_bytes())[..12]);
    out.write(std::path::Path::new(&path), &css)?;
    let element = |css: &str| if css.is_empty() { String::new() } else { ["<style>", css, "</style>"].concat() };
    let style = Style { first: element(first), rest: element(&others.concat()), file: [base, &path].concat() };
    text.insert_str(place, &style.first);
    Ok((text, style))
}

/// The place after a page's lead: behind its main heading, and the paragraph that follows the heading at once. 0 for a
/// page without a main heading.
pub fn after_lead(page: &str) -> usize {
    let end = |from: usize, tag: &str| page[from..].find(tag).map(|at| from + at + tag.len());
    let Some(heading) = end(0, "</h1>") else { return 0 };
    let space = page[heading..].len() - page[heading..].trim_start().len();
    if page[heading + space..].starts_with("<p") { end(heading, "</p>").unwrap_or(heading) } else { heading }
}

/// Without comments, and with white space only where it means something. What stands in quotation marks stays.
fn minified(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    let mut space = false;
    while let Some(first) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
            space = true;
            continue;
        }
        if first.is_whitespace() {
            space = true;
            rest = &rest[first.len_utf8()..];
            continue;
        }
        if space && !"{};,".contains(first) && !out.ends_with(['{', '}', ';', ',']) && !out.is_empty() {
            out.push(' ');
        }
        space = false;
        let mut length = first.len_utf8();
        if matches!(first, '"' | '\'') {
            length += rest[1..].find(first).map_or(0, |end| end + 1);
        }
        if first == '}' && out.ends_with(';') {
            out.pop();
        }
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_sheet_stands_in_the_head_and_the_others_are_kept_in_their_order() {
        let folder = tempfile::tempdir().unwrap();
        let out = Output::new(folder.path());
        for (name, text) in [("a-1.css", "a { b: c; }\n"), ("b-2.css", "/* x */ d {}"), ("c-3.css", "e {}")] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let template = "<head><link rel=\"stylesheet\" href=\"/x/a-1.css\"/>\n<link rel=\"icon\" href=\"/i\">\
            <link rel=\"stylesheet\" href=\"/x/b-2.css\"><link rel=\"stylesheet\" href=\"/x/c-3.css\"></head>";
        let (text, style) = take(&out, "/x/", template).unwrap();
        assert_eq!(text, "<head><style>a{b: c}</style>\n<link rel=\"icon\" href=\"/i\"></head>");
        assert_eq!(style.rest, "<style>d{}e{}</style>");
        let path = style.file.strip_prefix("/x/").unwrap();
        assert_eq!(std::fs::read_to_string(folder.path().join(path)).unwrap(), "a{b: c}d{}e{}");
        assert_eq!(out.files().unwrap(), [path]);
    }

    #[test]
    fn the_lead_is_the_heading_with_the_paragraph_after_it() {
        for (lead, rest) in [
            ("<header></header><h1>A</h1><p class=\"claim\">b <b>c</b></p>", "<p>d</p>"),
            ("<h1>A</h1>\n<p>b</p>", "</section>"),
            ("<h1>A</h1>", "<div><p>b</p></div>"),
            ("<h1>A</h1>", ""),
            ("", "<p>no heading</p>"),
        ] {
            let page = [lead, rest].concat();
            assert_eq!(page.split_at(after_lead(&page)), (lead, rest));
        }
    }

    #[test]
    fn what_means_something_stays() {
        let css = "a  b > c:not(.d)::before , e { content: \"x  /* y */ ;}\"; margin: calc(1px + 2px) 0; }\n@media (x) { f { g: h } }";
        assert_eq!(
            minified(css),
            "a b > c:not(.d)::before,e{content: \"x  /* y */ ;}\";margin: calc(1px + 2px) 0}@media (x){f{g: h}}"
        );
    }

    #[test]
    fn a_style_that_would_end_its_element_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.css"), "a::before { content: \"</style>\" }").unwrap();
        let template = "<link rel=\"stylesheet\" href=\"/a.css\">";
        assert!(take(&Output::new(folder.path()), "/", template).is_err());
    }
}
