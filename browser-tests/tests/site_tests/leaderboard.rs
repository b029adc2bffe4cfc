//! Sorting the leaderboard by its headers, and opening a link to a sorted table.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use browser_tests::{Page, tried};

const ROWS: &str = "[...document.querySelectorAll('#leaderboard tbody tr[data-model]')]
    .map(row => row.dataset.model)";
const SORTS: &str = "[...document.querySelectorAll('#leaderboard th[aria-sort]')]
    .map(head => head.getAttribute('aria-sort'))";

#[tokio::test]
async fn a_header_sorts_both_ways_and_says_so() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/")).await?;
        page.hydrated().await?;
        let columns = page.count("#leaderboard th[aria-sort] > button").await?;
        ensure!(columns >= 2, "only {columns} sortable columns");
        ensure!(columns == sorts(&page).await?.len(), "a sortable header without a button");
        let all: BTreeSet<String> = rows(&page).await?.into_iter().collect();
        let mut changed = false;
        for column in 0..columns {
            let (first, one_way) = press(&page, column).await?;
            let (second, other_way) = press(&page, column).await?;
            ensure!(
                BTreeSet::from([first.as_str(), second.as_str()]) == BTreeSet::from(["ascending", "descending"]),
                "column {column}: two clicks gave {first}, then {second}"
            );
            for order in [&one_way, &other_way] {
                let models: BTreeSet<String> = order.iter().cloned().collect();
                ensure!(models == all, "column {column}: sorting lost or doubled a row");
            }
            changed |= one_way != other_way;
        }
        ensure!(changed || all.len() < 2, "no column changes the order of the rows");
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn a_link_to_a_sorted_table_opens_sorted() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/")).await?;
        page.hydrated().await?;
        let column = page.count("#leaderboard th[aria-sort] > button").await? - 1;
        press(&page, column).await?;
        let (sort, order) = press(&page, column).await?;
        let query = page.query().await?;
        ensure!(query.contains("sort="), "the address does not keep the sorting: `{query}`");

        let page = browser.open(&site.url(&format!("/{query}"))).await?;
        page.hydrated().await?;
        page.until("the table is sorted as the link says", &format!("({SORTS})[{column}] === '{sort}'")).await?;
        ensure!(rows(&page).await? == order, "the rows are in another order than before");
        browser.expect_quiet().await
    })
    .await
}

/// Clicks the header of a column; returns what it says then, and the rows.
async fn press(page: &Page<'_>, column: usize) -> Result<(String, Vec<String>)> {
    let before = sorts(page).await?;
    let before = before[column].as_str();
    let button = format!("document.querySelectorAll('#leaderboard th[aria-sort] > button')[{column}]");
    page.value::<()>(&format!("({button}.dataset.pressed = 'next', null)")).await?;
    page.click("#leaderboard th button[data-pressed=next]").await?;
    page.value::<()>(&format!("(delete {button}.dataset.pressed, null)")).await?;
    page.until(
        "the header says how it sorts",
        &format!("({SORTS})[{column}] !== 'none' && ({SORTS})[{column}] !== '{before}'"),
    )
    .await?;
    let after = sorts(page).await?;
    let sorted = after.iter().filter(|sort| *sort != "none").count();
    ensure!(sorted == 1, "{sorted} columns say that they sort the table: {after:?}");
    Ok((after[column].clone(), rows(page).await?))
}

async fn rows(page: &Page<'_>) -> Result<Vec<String>> {
    page.value(ROWS).await
}

async fn sorts(page: &Page<'_>) -> Result<Vec<String>> {
    page.value(SORTS).await
}
