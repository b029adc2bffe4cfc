//! Words: terms are explained at their first use, prices carry their day, sentences are short, one figure has one value.

use anyhow::{Result, ensure};
use browser_tests::readability::{MEDIAN_WORDS, median_words};
use browser_tests::{Site, tried};

/// Paragraphs and list items of a page, without code, tables and other people's texts.
const PROSE: &str = "[...document.querySelectorAll('main p, main li, main dd')]
    .filter(part => !part.closest('.contributed, table, nav, [data-load], .lines, .facts, .sources, .names') && !part.querySelector('p, li, table'))
    .map(part => { const copy = part.cloneNode(true); copy.querySelectorAll('code').forEach(code => code.textContent = 'code'); return copy.textContent; })";

#[tokio::test]
async fn the_median_sentence_of_every_page_of_prose_is_short() -> Result<()> {
    tried(async |site, browser| {
        let mut faults = Vec::new();
        for route in [
            "",
            "faq/",
            "methodology/",
            "timeline/",
            "contribute/",
            "glossary/",
            "co-op/",
            "setup/",
            "speed/",
            "models/",
            "compare/",
            "local/",
            "changelog/",
            "snapshots/",
            "data/",
            "about-the-numbers/",
            "setup/dgx-spark/",
        ] {
            let page = browser.open(&site.url(route)).await?;
            let parts: Vec<String> = page.value(PROSE).await?;
            match median_words(&parts) {
                Some(median) if median <= MEDIAN_WORDS => {}
                median => faults.push(format!("/{route}: {median:?} words")),
            }
        }
        ensure!(faults.is_empty(), "{}", faults.join("\n  "));
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn the_first_use_of_a_term_leads_to_its_explanation() -> Result<()> {
    tried(async |site, browser| {
        for route in ["setup/", "speed/", "local/", "co-op/", "methodology/", "models/"] {
            let page = browser.open(&site.url(route)).await?;
            let links: Vec<String> =
                page.value("[...document.querySelectorAll('a.term')].map(link => link.getAttribute('href'))").await?;
            let mut once = links.clone();
            once.sort();
            once.dedup();
            ensure!(!links.is_empty() && once.len() == links.len(), "/{route}: {links:?}");
            let explained: bool =
                page.value("[...document.querySelectorAll('a.term')].every(link => link.title.length > 8)").await?;
            ensure!(explained, "/{route}: a term without its explanation");
        }
        let page = browser.open(&site.url("setup/")).await?;
        page.click("a.term").await?;
        page.until("the term", "location.pathname.endsWith('/glossary/') && document.querySelector('dfn:target')")
            .await?;
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn pages_with_prices_say_in_their_head_of_which_day() -> Result<()> {
    tried(async |site, browser| {
        for route in ["", "setup/", "setup/dgx-spark/", "models/", "speed/", "co-op/", "changelog/"] {
            let page = browser.open(&site.url(route)).await?;
            let days: Vec<String> =
                page.value("[...document.querySelectorAll('main time')].map(time => time.textContent)").await?;
            ensure!(days.iter().any(|day| day.starts_with("202")), "/{route}: {days:?}");
        }
        browser.expect_quiet().await
    })
    .await
}

/// Figures that once had two values: where one is said, it is everywhere the same.
#[tokio::test]
async fn a_figure_has_one_value_on_all_pages() -> Result<()> {
    let site = Site::start().await?;
    let mut faults = Vec::new();
    for file in site.files()?.iter().filter(|file| file.ends_with(".html") && !file.starts_with("assets/")) {
        let text = site.file(file)?;
        // The value that another page once gave: the size of GLM-4.7-Flash, gpt-oss-120b's bytes a token, the resolution of
        // 30 tasks, the free memory of a Raspberry Pi. The audit may quote what was published.
        for old in ["18.5 GB", "3.53 GB", "± 0.26", "6.5 GiB"] {
            if text.contains(old) && !file.starts_with("snapshots/2026-04-published") {
                faults.push(format!("{file} says {old}"));
            }
        }
    }
    ensure!(faults.is_empty(), "{}", faults.join("\n  "));
    Ok(())
}
