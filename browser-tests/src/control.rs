//! The hand-written page that a built page is held against: the same words and the same table, and nothing else.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::page::Page;

/// What a page says before its reader does anything.
#[derive(Debug, Deserialize)]
struct Words {
    title: String,
    heading: String,
    claim: String,
    caption: String,
    rows: Vec<Vec<String>>,
}

const READ: &str = "(() => {
    const text = element => element?.textContent.trim().replace(/\\s+/g, ' ') ?? '';
    const table = document.getElementById('leaderboard');
    return {
        title: document.title,
        heading: text(document.querySelector('h1')),
        claim: text(document.querySelector('main p')),
        caption: text(table?.caption),
        rows: [...(table?.rows ?? [])].map(row => [...row.cells].map(text)),
    };
})()";

/// As much of a style as somebody writes by hand, in the document itself: no second request before the first paint.
const STYLE: &str = "body{margin:0 auto;max-width:86rem;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif}\
    h1{font:600 2rem/1.15 Georgia,serif}div{overflow-x:auto}table{border-collapse:collapse;font-size:.9375rem}\
    th,td{padding:.4rem .9rem .4rem 0;text-align:left;white-space:nowrap;border-bottom:1px solid #ddd}";

/// Writes the control of an open page, compressed as a host would send it, into a folder.
///
/// # Errors
/// When the page has no leaderboard, or the folder cannot be written.
pub async fn write(page: &Page<'_>, folder: &Path) -> Result<()> {
    let words: Words = page.value(READ).await?;
    ensure!(words.rows.len() > 1, "the page has no leaderboard with rows");
    std::fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let path = folder.join("index.html");
    std::fs::write(&path, html(&words)).with_context(|| format!("cannot write {}", path.display()))?;
    xtask::site::compress::write(folder, &folder.join(".compressed")).map(drop)
}

fn html(words: &Words) -> String {
    let rows: String = words
        .rows
        .iter()
        .enumerate()
        .map(|(at, cells)| {
            let tag = if at == 0 { "th" } else { "td" };
            let cells: String = cells.iter().map(|cell| format!("<{tag}>{}</{tag}>", escape(cell))).collect();
            format!("<tr>{cells}</tr>\n")
        })
        .collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n\
         <style>{STYLE}</style>\n<h1>{}</h1>\n<p>{}</p>\n<div><table>\n<caption>{}</caption>\n{rows}</table></div>\n",
        escape(&words.title),
        escape(&words.heading),
        escape(&words.claim),
        escape(&words.caption),
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_stands_in_the_control() {
        let words = Words {
            title: "T".into(),
            heading: "H".into(),
            claim: "C & D".into(),
            caption: String::new(),
            rows: vec![vec!["Model".into(), "Score".into()], vec!["<b>".into(), "1.89".into()]],
        };
        let page = html(&words);
        assert!(page.contains("<tr><th>Model</th><th>Score</th></tr>"), "{page}");
        assert!(page.contains("<tr><td>&lt;b&gt;</td><td>1.89</td></tr>") && page.contains("C &amp; D"), "{page}");
    }
}
