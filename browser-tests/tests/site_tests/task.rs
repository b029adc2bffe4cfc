//! A task page: answers arrive when their line is opened, with another try when they do not, and without JavaScript.

use anyhow::{Result, ensure};
use browser_tests::{Page, tried};

const TASK: &str = "/snapshots/builtin-baselines/tasks/debugging-001/";
const FIRST: &str = "document.querySelector('#answers details')";

#[tokio::test]
async fn an_answer_is_loaded_when_its_line_is_opened() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url(TASK)).await?;
        ensure!(page.count("#answers details").await? >= 2, "fewer than two answers");
        ensure!(page.count("#answers article").await? == 0, "an answer is there before anybody asked");
        page.click("#answers details summary").await?;
        page.until("the answer is there", &format!("{FIRST}.querySelector('article .verdicts') !== null")).await?;
        page.click("#answers details a[data-raw]").await?;
        page.until("the text as it was written is there", &format!("{FIRST}.querySelector('pre.wrapped') !== null"))
            .await?;
        // One after another: the next line closes this one.
        page.click("#answers details:nth-of-type(2) summary").await?;
        page.until("only the second is open", "document.querySelectorAll('#answers details[open]').length === 1")
            .await?;
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn answers_stand_side_by_side() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url(TASK)).await?;
        page.click(".answer-tools button[aria-pressed]").await?;
        page.click(".answer-tools button:not([aria-pressed])").await?;
        let all = page.count("#answers details").await?;
        page.until("all answers are there", &format!("document.querySelectorAll('#answers article').length === {all}"))
            .await?;
        let beside: bool = page
            .value(
                "(([a, b]) => a.getBoundingClientRect().top === b.getBoundingClientRect().top)
                    ([...document.querySelectorAll('#answers details')])",
            )
            .await?;
        ensure!(beside, "the first two answers do not stand beside each other at 1280 pixels");
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn a_failure_says_so_and_offers_another_try() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url(TASK)).await?;
        page.value::<()>(
            "(window.kept = fetch, window.fetch = () => Promise.reject(new Error('no connection')), null)",
        )
        .await?;
        page.click("#answers details summary").await?;
        page.until("the failure is shown", &format!("{FIRST}.querySelector('.failure button') !== null")).await?;
        let words: String = page.value(&format!("{FIRST}.querySelector('.failure').textContent")).await?;
        ensure!(words.contains("no connection"), "it does not say why: {words}");
        page.value::<()>("(window.fetch = window.kept, null)").await?;
        page.click("#answers .failure button").await?;
        page.until("the answer is there", &format!("{FIRST}.querySelector('article') !== null")).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn without_scripts_every_answer_is_a_document() -> Result<()> {
    tried(async |site, browser| {
        browser.without_scripts().await?;
        let page = browser.open(&site.url(TASK)).await?;
        let address: String = page.value(&format!("{FIRST}.querySelector('a').href")).await?;
        let page = browser.open(&address).await?;
        ensure!(!page.text("h1").await?.is_empty() && page.count("#answer .verdicts dd").await? >= 2, "no verdicts");
        let back: String = page.value("document.querySelector('.path a').pathname").await?;
        ensure!(back == TASK, "the way back leads to {back}");
        ensure!(fits(&page).await?, "the document is wider than its window");
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn a_telephone_needs_no_scrolling_sideways() -> Result<()> {
    tried(async |site, browser| {
        browser.size(320, 800).await?;
        for path in [
            TASK,
            "/snapshots/builtin-baselines/models/baseline-template/",
            "/models/",
            "/speed/",
            "/compare/",
            "/local/",
        ] {
            let page = browser.open(&site.url(path)).await?;
            ensure!(fits(&page).await?, "{path} is wider than 320 pixels");
        }
        Ok(())
    })
    .await
}

async fn fits(page: &Page<'_>) -> Result<bool> {
    page.value("document.documentElement.scrollWidth <= document.documentElement.clientWidth").await
}
