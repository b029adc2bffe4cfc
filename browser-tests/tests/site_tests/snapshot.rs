//! Choosing another snapshot: the address, the table and the provenance follow.

use anyhow::{Result, ensure};
use browser_tests::tried;

use super::history::{Shown, choose_another, shown};

#[tokio::test]
async fn another_snapshot_changes_address_table_and_provenance() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/")).await?;
        page.hydrated().await?;
        let before = shown(&page).await?;
        let chosen = choose_another(&page).await?;
        page.until("the provenance follows", &before.provenance_differs()).await?;
        let after = shown(&page).await?;
        ensure!(after.selected == chosen, "the selector shows {}", after.selected);
        ensure!(after.table != before.table, "neither the caption nor the rows changed with the snapshot");
        let query = page.query().await?;
        ensure!(query.contains(&format!("snapshot={chosen}")), "the address is `{query}`");
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn a_link_to_a_snapshot_opens_it() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/")).await?;
        page.hydrated().await?;
        let before = shown(&page).await?;
        choose_another(&page).await?;
        page.until("the provenance follows", &before.provenance_differs()).await?;
        let there: Shown = shown(&page).await?;
        let query = page.query().await?;

        let page = browser.open(&site.url(&format!("/{query}"))).await?;
        page.hydrated().await?;
        page.until("the link's snapshot is shown", &before.provenance_differs()).await?;
        ensure!(shown(&page).await? == there, "the link shows something else than the click");
        browser.expect_quiet().await
    })
    .await
}
