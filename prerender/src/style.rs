//! All style sheets of the template as one, within the document: a sheet that has to be asked for would hold up the
//! first paint by a round trip and by its share of a line on which the client arrives at the same time.

use analytics::digest::sha256_hex;
use anyhow::{Context, bail};

use crate::output::Output;

const LINK: &str = "<link rel=\"stylesheet\"";

/// The template with a style element in place of all links, and the address of the same style as a file: the small
/// documents that hold an answer link it. The sheets that Trunk wrote are removed.
///
/// # Errors
/// When a link leads nowhere, or there is none.
pub fn within(out: &Output, base: &str, template: &str) -> anyhow::Result<(String, String)> {
    let mut text = String::with_capacity(template.len());
    let mut css = String::new();
    let mut rest = template;
    let mut place = None;
    while let Some(start) = rest.find(LINK) {
        let end = rest[start..].find('>').context("a link that does not end")? + start + 1;
        let address = rest[start..end].split("href=\"").nth(1).and_then(|rest| rest.split('"').next());
        let address = address.with_context(|| format!("a style sheet without an address: {}", &rest[start..end]))?;
        let path = address.strip_prefix(base).or_else(|| address.strip_prefix("./")).unwrap_or(address);
        css.push_str(&String::from_utf8(out.read(path)?).with_context(|| format!("{path} is not UTF-8"))?);
        css.push('\n');
        out.remove(path)?;
        text.push_str(&rest[..start]);
        place = place.or(Some(text.len()));
        rest = &rest[end..];
    }
    text.push_str(rest);
    let Some(place) = place else { bail!("index.html links no style sheet") };
    let css = minified(&css);
    if css.contains("</") {
        bail!("the style sheets hold `</`, which would end the style element");
    }
    let path = format!("assets/style-{}.css", &sha256_hex(css.as_bytes())[..12]);
    out.write(std::path::Path::new(&path), &css)?;
    text.insert_str(place, &["<style>", &css, "</style>"].concat());
    Ok((text, [base, &path].concat()))
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
    fn the_sheets_stand_in_the_document_in_their_order() {
        let folder = tempfile::tempdir().unwrap();
        let out = Output::new(folder.path());
        for (name, text) in [("a-1.css", "a { b: c; }\n"), ("b-2.css", "/* x */ d {}")] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let template = "<head><link rel=\"stylesheet\" href=\"/x/a-1.css\"/>\n<link rel=\"icon\" href=\"/i\">\
            <link rel=\"stylesheet\" href=\"/x/b-2.css\"></head>";
        let (text, file) = within(&out, "/x/", template).unwrap();
        assert_eq!(text, "<head><style>a{b: c}d{}</style>\n<link rel=\"icon\" href=\"/i\"></head>");
        let path = file.strip_prefix("/x/").unwrap();
        assert_eq!(std::fs::read_to_string(folder.path().join(path)).unwrap(), "a{b: c}d{}");
        assert_eq!(out.files().unwrap(), [path]);
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
        assert!(within(&Output::new(folder.path()), "/", template).is_err());
    }
}
