//! What the explorer says of its snapshot: key figures, columns, what is greyed, what the tasks can tell apart.

use anyhow::{Result, ensure};
use browser_tests::{synthetic, tried};

use super::opened::give;

#[tokio::test]
async fn key_figures_are_those_of_the_snapshot_that_is_shown() -> Result<()> {
    tried(async |site, browser| {
        for (id, expected) in [("2026-04-published", "12 models"), ("builtin-baselines", "4 baselines")] {
            let page = browser.open(&site.url(&format!("/?snapshot={id}"))).await?;
            page.hydrated().await?;
            page.until(
                "the key figures follow",
                &format!(
                    "[...document.querySelectorAll('dl.figures div')]
                        .some(div => div.querySelector('dd').textContent + ' ' + div.querySelector('dt').textContent === '{expected}')"
                ),
            )
            .await?;
            ensure!(page.count("dl.figures").await? == 1, "the key figures stand twice");
        }
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn columns_are_chosen_and_those_without_data_are_greyed() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/snapshots/2026-04-published/")).await?;
        page.hydrated().await?;
        let there = |slug: &str| format!("document.querySelector('#leaderboard th[data-column={slug}]')");
        page.click("#controls details:has([name=columns]) summary").await?;
        ensure!(page.value::<bool>(&format!("{} === null", there("licence"))).await?, "licence is shown by default");
        page.click("#controls [name=columns][value=licence]").await?;
        page.until("the column comes", &there("licence")).await?;
        page.click("#controls [name=columns][value=score]").await?;
        page.until("the column goes", &format!("{} === null", there("score"))).await?;
        ensure!(page.query().await? == "?columns=licence,score", "the address is {}", page.query().await?);
        page.back().await?;
        page.until("back brings it back", &there("score")).await?;
        page.forward().await?;
        page.until("forward takes it away", &format!("{} === null", there("score"))).await?;
        // Published means have no categories.
        let grey: bool = page.value("document.querySelector('[name=columns][value=debugging]').disabled").await?;
        ensure!(grey, "a column without data can be switched on");
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn options_without_rows_are_greyed_and_no_others() -> Result<()> {
    tried(async |site, browser| {
        for id in ["2026-04-published", "builtin-baselines"] {
            let page = browser.open(&site.url(&format!("/snapshots/{id}/"))).await?;
            page.hydrated().await?;
            let [all, wrong]: [usize; 2] = page
                .value(
                    "(options => [options.length, options.filter(o => o.disabled !== o.textContent.endsWith('(0)')).length])
                        ([...document.querySelectorAll('#controls option')].filter(o => o.value))",
                )
                .await?;
            ensure!(all > 10 && wrong == 0, "{id}: {wrong} of {all} options");
        }
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn every_filter_leaves_the_rows_that_its_option_counts() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/snapshots/2026-04-published/")).await?;
        page.hydrated().await?;
        // Name, value and the number in brackets of every option that can be chosen.
        let options: Vec<(String, String, usize)> = page
            .value(
                "[...document.querySelectorAll('#controls option')].filter(o => o.value && !o.disabled)
                    .map(o => [o.parentNode.name, o.value, Number(o.textContent.match(/\\((\\d+)\\)$/)[1])])",
            )
            .await?;
        ensure!(options.iter().any(|(name, ..)| name == "provider") && options.len() > 10, "{options:?}");
        for (name, value, count) in options {
            let quoted = serde_json::json!(value);
            page.value::<()>(&format!(
                "(() => {{
                    const field = document.querySelector('#controls [name={name}]');
                    field.value = {quoted};
                    ['input', 'change'].forEach(name => field.dispatchEvent(new Event(name, {{ bubbles: true }})));
                    return null;
                }})()"
            ))
            .await?;
            page.until(
                &format!("{name} = {value} leaves {count} rows"),
                &format!("document.querySelectorAll('#leaderboard tr[data-model]').length === {count}"),
            )
            .await?;
            page.value::<()>("(document.querySelector('#controls [type=reset]').click(), null)").await?;
            page.until(
                "the reset brings all back",
                "document.querySelectorAll('#leaderboard tr[data-model]').length === 12",
            )
            .await?;
        }
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn the_detectable_effect_is_stated_and_grows_with_fewer_tasks() -> Result<()> {
    tried(async |site, browser| {
        const EFFECT: &str =
            "Number(document.querySelector('.status').textContent.match(/differ by about ([0-9.]+)/)?.[1])";
        let page = browser.open(&site.url("/")).await?;
        page.hydrated().await?;
        // The baselines have no difference that could be detected: all of them are 0.
        give(&page, &synthetic::summary(4, 30)).await?;
        page.until("the file is shown", "document.querySelectorAll('#leaderboard tr[data-model]').length === 4")
            .await?;
        page.until("the effect is stated", &format!("{EFFECT} > 0")).await?;
        let all: f64 = page.value(EFFECT).await?;
        ensure!(all < 2.0, "with all tasks {all}");
        for category in ["debugging", "architecture", "refactoring", "simple-coding"] {
            page.value::<()>(&format!(
                "(() => {{
                    const field = document.querySelector('#controls [name=no-categories][value={category}]');
                    field.checked = !field.checked;
                    ['input', 'change'].forEach(name => field.dispatchEvent(new Event(name, {{bubbles: true}})));
                    return null;
                }})()"
            ))
            .await?;
        }
        page.until(
            "it is computed again",
            &format!("document.querySelector('.status').textContent.includes('of 30 tasks') && {EFFECT} > {all}"),
        )
        .await?;
        let some: f64 = page.value(EFFECT).await?;
        ensure!(some > all, "with fewer tasks {some}, with all {all}");
        browser.expect_quiet().await
    })
    .await
}

/// Large enough that intervals and places are computed in slices.
#[tokio::test]
async fn a_large_file_shows_scores_first_and_intervals_later() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/")).await?;
        page.hydrated().await?;
        page.value::<()>(
            "(() => {
                // Icons that a browser asks for late are no request of the file.
                window.given = performance.now();
                window.said = new Set();
                const look = () => said.add(/being computed/.test(document.querySelector('.status').textContent));
                new MutationObserver(look).observe(document.querySelector('.status'), { childList: true, characterData: true, subtree: true });
                return null;
            })()",
        )
        .await?;
        give(&page, &synthetic::summary(130, 40)).await?;
        page.until("the file is shown", "document.querySelectorAll('#leaderboard tr[data-model]').length === 100").await?;
        page.until("everything is computed", "document.querySelectorAll('#leaderboard .track path').length === 100").await?;
        ensure!(page.value::<bool>("said.has(true) && said.has(false)").await?, "nobody was told that more is to come");
        page.click("button.all-rows").await?;
        page.until("all rows are there", "document.querySelectorAll('#leaderboard tr[data-model]').length === 130").await?;
        ensure!(page.query().await? == "?all-rows=1", "the address is {}", page.query().await?);
        let charted: usize = page.value("document.querySelectorAll('#scores tbody tr').length").await?;
        ensure!(charted == 50, "{charted} rows in the chart");
        let begun =
            "performance.getEntriesByType('resource').filter(one => one.startTime >= given).map(one => one.name)";
        let requests: Vec<String> = page.value(begun).await?;
        ensure!(requests.is_empty(), "requests after a file of one's own was opened: {requests:?}");
        browser.expect_quiet().await
    })
    .await
}
