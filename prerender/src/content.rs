//! Prose: Markdown files with a TOML head become pages.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use app::document::{Document, Site, prose};
use pulldown_cmark::{Event, Options, Parser, html};

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    title: String,
    description: String,
}

/// A page for every Markdown file in the folder, ordered by name; the file's name is the route.
///
/// # Errors
/// Names the file and what is wrong with it.
pub fn pages(site: &Site, folder: &Path) -> anyhow::Result<Vec<Document>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    paths.iter().map(|path| page(site, path)).collect()
}

fn page(site: &Site, path: &Path) -> anyhow::Result<Document> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let parts = text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n"));
    let Some((head, body)) = parts else {
        bail!("{} must begin with a head between two lines of +++", path.display());
    };
    let head: Head =
        toml::from_str(head).with_context(|| format!("the head of {} is not as it should be", path.display()))?;
    let name = path.file_stem().and_then(|stem| stem.to_str()).context("a file name that is not UTF-8")?;
    Ok(prose(site, &[name, "/"].concat(), &head.title, &head.description, &markdown(body)))
}

/// Markdown to HTML. HTML inside the Markdown is shown as text: content may be contributed by anybody.
fn markdown(text: &str) -> String {
    let events = Parser::new_ext(text, Options::ENABLE_TABLES).map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
        other => other,
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    out
}

#[cfg(test)]
mod tests {
    use super::markdown;

    #[test]
    fn html_in_markdown_is_shown_not_run() {
        let out = markdown("a <script>alert(1)</script> b\n\n<img src=x onerror=alert(1)>\n");
        assert!(!out.contains("<script") && !out.contains("<img"), "{out}");
        assert!(out.contains("&lt;script&gt;"));
    }

    #[test]
    fn tables_become_tables() {
        assert!(markdown("| a |\n|---|\n| 1 |\n").contains("<tbody>"));
    }
}
