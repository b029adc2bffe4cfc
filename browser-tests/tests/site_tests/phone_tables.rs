//! Tables on a telephone: the first column stays, the edge says that there is more, the answer stands in sight.

use anyhow::{Result, ensure};
use browser_tests::tried;

/// Of each table that is wider than its region: what is wrong with it.
const FAULTS: &str = "[...document.querySelectorAll('.scroll')].filter(region => region.checkVisibility()
        && region.scrollWidth > region.clientWidth + 8).flatMap(region => {
    const faults = [], name = region.getAttribute('aria-label') ?? region.id;
    const style = getComputedStyle(region);
    if (!style.backgroundImage.includes('gradient') || !style.backgroundAttachment.includes('local')) faults.push('no shadow');
    region.scrollLeft = 120;
    const moved = region.scrollLeft;
    const head = region.querySelector('tbody tr:not(.group) :is(th, td)');
    const left = head?.getBoundingClientRect().left ?? -1e9;
    if (moved > 40 && left < region.getBoundingClientRect().left - 1) faults.push(`the first column is ${left} px from the left`);
    if (head && head.getBoundingClientRect().width > region.clientWidth * 0.6) faults.push('the first column takes the screen');
    region.scrollLeft = 0;
    return faults.map(fault => `${name}: ${fault}`);
})";

#[tokio::test]
async fn the_first_column_stays_and_the_edge_says_that_there_is_more() -> Result<()> {
    tried(async |site, browser| {
        browser.size(390, 844).await?;
        let mut faults = Vec::new();
        for route in [
            "",
            "compare/",
            "local/",
            "models/",
            "speed/",
            "setup/dgx-spark/",
            "snapshots/builtin-baselines/",
            "snapshots/2026-04-published/",
            "snapshots/builtin-baselines/tasks/",
            "snapshots/builtin-baselines/models/baseline-lead-keywords/",
            "snapshots/2026-04-published/models/gpt-oss-120b/",
            "methodology/",
            "about-the-numbers/",
            "data/",
        ] {
            let page = browser.open(&site.url(route)).await?;
            page.value::<()>("(document.querySelectorAll('details').forEach(part => part.open = true), null)").await?;
            let found: Vec<String> = page.value(FAULTS).await?;
            faults.extend(found.into_iter().map(|fault| format!("/{route}: {fault}")));
        }
        ensure!(faults.is_empty(), "{}", faults.join("\n  "));
        browser.expect_quiet().await
    })
    .await
}

/// What the page is for can be read without scrolling sideways.
#[tokio::test]
async fn the_answer_stands_in_the_second_column() -> Result<()> {
    tried(async |site, browser| {
        browser.size(390, 844).await?;
        for (route, heading) in [("compare/", "Good enough?"), ("local/", "Where to run it")] {
            let page = browser.open(&site.url(route)).await?;
            page.hydrated().await?;
            let second = page.text(".output thead th:nth-child(2)").await?;
            ensure!(second == heading, "{route}: the second column is {second}");
            let right: f64 = page
                .value("document.querySelector('.output tbody tr:last-child td').getBoundingClientRect().left")
                .await?;
            ensure!(right < 390.0, "{route}: the answer begins at {right} px");
        }
        browser.expect_quiet().await
    })
    .await
}

/// A table that is cut at a desk says so as well.
#[tokio::test]
async fn a_wide_table_at_a_desk_shows_that_it_goes_on() -> Result<()> {
    tried(async |site, browser| {
        browser.size(1440, 900).await?;
        let page = browser.open(&site.url("snapshots/builtin-baselines/")).await?;
        page.hydrated().await?;
        let wide: bool =
            page.value("(region => region.scrollWidth > region.clientWidth)(document.querySelector('#leaderboard').closest('.scroll'))").await?;
        let faults: Vec<String> = page.value(FAULTS).await?;
        ensure!(faults.is_empty(), "cut off: {wide}; {faults:?}");
        browser.expect_quiet().await
    })
    .await
}
