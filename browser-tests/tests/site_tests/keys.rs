//! The explorer and the comparison by keyboard alone.

use anyhow::{Context, Result, ensure};
use browser_tests::{Browser, Page, tried};
use thirtyfour::Key;

#[tokio::test]
async fn a_header_sorts_by_enter_and_keeps_the_focus() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/")).await?;
        page.hydrated().await?;
        focus(&page, "#leaderboard th[data-column=name] button").await?;
        press(browser, Key::Enter).await?;
        page.until("it sorts", "document.querySelector('th[data-column=name]').ariaSort === 'ascending'").await?;
        press(browser, Key::Space).await?;
        page.until("it turns", "document.querySelector('th[data-column=name]').ariaSort === 'descending'").await?;
        let kept: bool = page.value("document.activeElement.closest('th')?.dataset.column === 'name'").await?;
        ensure!(kept, "the focus is lost");
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn figures_are_opened_and_closed_by_keys() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/")).await?;
        page.hydrated().await?;
        focus(&page, "#leaderboard .why").await?;
        press(browser, Key::Enter).await?;
        page.until("the dialog opens", "document.querySelector('#why').open").await?;
        ensure!(
            page.value::<bool>("document.querySelector('#why').contains(document.activeElement)").await?,
            "the focus stays behind"
        );
        press(browser, Key::Escape).await?;
        page.until("it closes", "!document.querySelector('#why').open").await?;
        ensure!(page.value::<bool>("document.activeElement.matches('.why')").await?, "the focus does not come back");
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn controls_are_reached_and_used_by_keys() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/snapshots/builtin-baselines/")).await?;
        page.hydrated().await?;
        focus(&page, "#controls [name=q]").await?;
        browser.session().action_chain().send_keys("echo").perform().await?;
        page.until("the rows follow", "document.querySelectorAll('#leaderboard tr[data-model]').length === 1").await?;
        ensure!(page.value::<bool>("document.activeElement.name === 'q'").await?, "typing loses the focus");
        press(browser, Key::Tab).await?;
        ensure!(page.value::<bool>("document.activeElement.tagName === 'SUMMARY'").await?, "Tab leaves the controls");
        press(browser, Key::Enter).await?;
        page.until("the panel opens", "document.activeElement.parentElement.open").await?;
        press(browser, Key::Tab).await?;
        ensure!(page.value::<bool>("document.activeElement.closest('.panel') !== null").await?, "Tab skips the panel");
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn a_chart_is_read_out_by_arrows_without_scrolling() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/")).await?;
        page.hydrated().await?;
        for id in ["quality", "scores"] {
            page.until("the chart is drawn", &format!("document.querySelector('#{id} .chart.live')")).await?;
            focus(&page, &format!("#{id} canvas")).await?;
            let read = format!("document.querySelector('#{id} .read').textContent.trim()");
            let top: f64 = page.value("scrollY").await?;
            press(browser, Key::Down).await?;
            page.until("a model is read out", &format!("{read}.length > 5")).await?;
            let first: String = page.value(&read).await?;
            press(browser, Key::Down).await?;
            page.until("the next one too", &format!("{read} !== {}", serde_json::json!(first))).await?;
            ensure!((page.value::<f64>("scrollY").await? - top).abs() < 1.0, "the page scrolls away");
            let marked =
                format!("getComputedStyle(document.querySelector('#{id} .chart'), '::after').content !== 'none'");
            ensure!(page.value::<bool>(&marked).await?, "nothing shows which one is read out");
            press(browser, Key::Escape).await?;
            page.until("Escape ends it", &format!("{read} === ''")).await?;
        }
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn a_comparison_is_made_by_keys() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/compare/")).await?;
        page.hydrated().await?;
        focus(&page, "#compare select[name=c]").await?;
        press(browser, Key::Down).await?;
        page.until("a third model is there", "document.querySelectorAll('#compare .output table')[0].rows.length >= 3")
            .await?;
        focus(&page, "#compare input[type=range]").await?;
        press(browser, Key::Right).await?;
        page.until("the margin follows", "location.search.includes('margin=0.15')").await?;
        ensure!(page.value::<bool>("document.activeElement.name === 'margin'").await?, "the slider loses the focus");
        browser.expect_quiet().await
    })
    .await
}

async fn focus(page: &Page<'_>, selector: &str) -> Result<()> {
    let there: bool = page
        .value(&format!("(e => (e.focus(), document.activeElement === e))(document.querySelector('{selector}'))"))
        .await?;
    ensure!(there, "{selector} cannot have the focus");
    Ok(())
}

async fn press(browser: &Browser, key: Key) -> Result<()> {
    browser.session().action_chain().send_keys(key).perform().await.context("the key was not taken")
}
