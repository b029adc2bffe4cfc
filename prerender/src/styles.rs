//! Joins the style sheets of all areas into one, so that a page asks for one file.
//!
//! `index.html` names them in their order, one `<link data-trunk rel="css">` per area of `app/style/`.

use std::fs;
use std::path::Path;

use analytics::digest::sha256_hex;
use anyhow::{Context, bail};

/// The page with one link instead of several; the joined file is written and its parts are removed.
///
/// # Errors
/// A link that names no file of the staging folder.
pub fn join(page: &str, staging: &Path, base: &str) -> anyhow::Result<String> {
    let mut kept = String::with_capacity(page.len());
    let mut joined = String::new();
    let mut place = None;
    let mut rest = page;
    while let Some(start) = rest.find("<link ") {
        let end = rest[start..].find('>').context("a link that does not end")? + start + 1;
        let link = &rest[start..end];
        kept.push_str(&rest[..start]);
        if link.contains("rel=\"stylesheet\"") {
            let name = href(link).with_context(|| format!("{link} has no href"))?;
            let name = name.strip_prefix(base).unwrap_or(name).trim_start_matches("./").trim_start_matches('/');
            let path = staging.join(name);
            joined.push_str(&fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?);
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
            place.get_or_insert(kept.len());
        } else {
            kept.push_str(link);
        }
        rest = &rest[end..];
    }
    kept.push_str(rest);
    let Some(place) = place else { bail!("index.html links no style sheet") };
    let name = format!("site-{}.css", &sha256_hex(joined.as_bytes())[..12]);
    fs::write(staging.join(&name), joined).with_context(|| format!("cannot write {name}"))?;
    kept.insert_str(place, &format!("<link rel=\"stylesheet\" href=\"{base}{name}\">"));
    Ok(kept)
}

fn href(link: &str) -> Option<&str> {
    link.split_once("href=\"")?.1.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_sheets_become_one_in_their_order() {
        let staging = tempfile::tempdir().unwrap();
        for (name, text) in [("a-1.css", "a{}\n"), ("b-2.css", "b{}\n")] {
            fs::write(staging.path().join(name), text).unwrap();
        }
        let page = "<link rel=\"icon\" href=\"/x/i.svg\"><link rel=\"stylesheet\" href=\"/x/a-1.css\"/>\n\
            <link rel=\"stylesheet\" href=\"/x/b-2.css\"/>\n<p>";
        let page = join(page, staging.path(), "/x/").unwrap();
        let name = href(page.split_once("<link rel=\"stylesheet\"").unwrap().1).unwrap().to_owned();
        assert_eq!(page.matches("<link ").count(), 2, "{page}");
        let files: Vec<_> = fs::read_dir(staging.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(files.len(), 1);
        let text = fs::read_to_string(staging.path().join(name.strip_prefix("/x/").unwrap())).unwrap();
        assert_eq!(text, "a{}\nb{}\n");
        assert!(join("<p>", staging.path(), "/").is_err());
    }
}
