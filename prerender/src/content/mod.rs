//! Prose: Markdown files with a TOML head become pages.

pub mod markdown;
pub mod terms;
mod values;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use app::document::{Document, Prose, Site, prose};

/// Fewer sections than this need no list of them.
const SECTIONS_FOR_A_LIST: usize = 4;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    title: String,
    description: String,
    /// The day on which somebody last compared the text with its sources.
    checked: String,
}

/// A page of prose before it is rendered.
pub struct Source {
    path: PathBuf,
    route: String,
    head: Head,
    text: String,
}

impl Source {
    /// The Markdown.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The route: the name of the file.
    pub fn route(&self) -> &str {
        &self.route
    }
}

/// Reads every Markdown file in the folder, ordered by name.
///
/// # Errors
/// Names the file and what is wrong with it.
pub fn read(site: &Site, folder: &Path) -> anyhow::Result<Vec<Source>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    paths.into_iter().map(|path| source(site, path)).collect()
}

fn source(site: &Site, path: PathBuf) -> anyhow::Result<Source> {
    let text = crate::input::text_file(&path)?;
    let parts = text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n"));
    let Some((head, body)) = parts else {
        bail!("{} must begin with a head between two lines of +++", path.display());
    };
    let head: Head =
        toml::from_str(head).with_context(|| format!("the head of {} is not as it should be", path.display()))?;
    let day: Vec<&str> = head.checked.split('-').collect();
    if !(day.iter().map(|part| part.len()).eq([4, 2, 2])
        && head.checked.bytes().all(|b| b == b'-' || b.is_ascii_digit()))
    {
        bail!("{}: checked must be a day such as 2026-11-23, not {:?}", path.display(), head.checked);
    }
    let name = path.file_stem().and_then(|stem| stem.to_str()).context("a file name that is not UTF-8")?;
    let route = [name, "/"].concat();
    let text = values::fill(&site.info, body).with_context(|| format!("in {}", path.display()))?;
    Ok(Source { path, route, head, text })
}

/// Prose below a page that is no prose itself, as HTML. It has no head, since the page has its own.
///
/// # Errors
/// Names the file and what is wrong with it.
pub fn part(site: &Site, path: &Path, link: &dyn Fn(&str) -> Option<String>) -> anyhow::Result<String> {
    let text = crate::input::text_file(path)?;
    let text = values::fill(&site.info, &text).with_context(|| format!("in {}", path.display()))?;
    Ok(markdown::render(&text, link).html)
}

/// Renders the pages. `routes` are those of all pages of the site: a link to anything else becomes plain text
/// and a line in `warnings`.
pub fn pages(site: &Site, sources: &[Source], routes: &[String], warnings: &mut Vec<String>) -> Vec<Document> {
    let page = |source: &Source| {
        let link = |target: &str| {
            let page = target.split('#').next().unwrap_or_default();
            let known = page.starts_with("data/") && page != "data/" || routes.iter().any(|route| route == page);
            known.then(|| site.link(target))
        };
        let rendered = markdown::render(&source.text, &link);
        for target in &rendered.dead_links {
            warnings.push(format!("{} links to {target}, which this site does not have", source.path.display()));
        }
        let sections = if rendered.sections.len() < SECTIONS_FOR_A_LIST { Vec::new() } else { rendered.sections };
        prose(
            site,
            &Prose {
                route: &source.route,
                title: &source.head.title,
                description: &source.head.description,
                checked: &source.head.checked,
                sections: &sections,
                content: &rendered.html,
            },
        )
    };
    sources.iter().map(page).collect()
}
