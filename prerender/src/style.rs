//! All style sheets of the template in one file: each further one would be a request before the first paint.

use analytics::digest::sha256_hex;
use anyhow::{Context, bail};

use crate::output::Output;

const LINK: &str = "<link rel=\"stylesheet\"";

/// The template with one link in place of all; the sheets that Trunk wrote are replaced by the joined one.
///
/// # Errors
/// When a link leads nowhere, or there is none.
pub fn joined(out: &Output, base: &str, template: &str) -> anyhow::Result<String> {
    let mut text = String::with_capacity(template.len());
    let mut sheets = Vec::new();
    let mut rest = template;
    while let Some(start) = rest.find(LINK) {
        let end = rest[start..].find('>').context("a link that does not end")? + start + 1;
        let address = rest[start..end].split("href=\"").nth(1).and_then(|rest| rest.split('"').next());
        let address = address.with_context(|| format!("a style sheet without an address: {}", &rest[start..end]))?;
        let path = address.strip_prefix(base).or_else(|| address.strip_prefix("./")).unwrap_or(address);
        text.push_str(&rest[..start]);
        if sheets.is_empty() {
            text.push_str(PLACE);
        }
        sheets.push(path.to_owned());
        rest = &rest[end..];
    }
    text.push_str(rest);
    if sheets.is_empty() {
        bail!("index.html links no style sheet");
    }
    let mut css = String::new();
    for sheet in &sheets {
        css.push_str(&String::from_utf8(out.read(sheet)?).with_context(|| format!("{sheet} is not UTF-8"))?);
        css.push('\n');
        out.remove(sheet)?;
    }
    let path = format!("assets/style-{}.css", &sha256_hex(css.as_bytes())[..12]);
    out.write(std::path::Path::new(&path), &css)?;
    Ok(text.replacen(PLACE, &format!("<link rel=\"stylesheet\" href=\"{base}{path}\">"), 1))
}

/// Stands in the template until the name of the joined sheet is known.
const PLACE: &str = "<!--style-->";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheets_are_joined_in_their_order() {
        let folder = tempfile::tempdir().unwrap();
        let out = Output::new(folder.path());
        for (name, text) in [("a-1.css", "a{}"), ("b-2.css", "b{}")] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let template = "<head><link rel=\"stylesheet\" href=\"/x/a-1.css\"/>\n<link rel=\"icon\" href=\"/i\">\
            <link rel=\"stylesheet\" href=\"/x/b-2.css\"></head>";
        let text = joined(&out, "/x/", template).unwrap();
        assert_eq!(text.matches("stylesheet").count(), 1);
        let path = text.split("href=\"/x/").nth(1).unwrap().split('"').next().unwrap();
        assert_eq!(std::fs::read_to_string(folder.path().join(path)).unwrap(), "a{}\nb{}\n");
        assert_eq!(out.files().unwrap(), [path]);
    }
}
