//! The theme button: it goes through light and dark, and the choice outlives the page.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use browser_tests::{Page, tried};

#[tokio::test]
async fn the_theme_changes_and_stays() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/")).await?;
        page.hydrated().await?;
        let mut seen = BTreeSet::new();
        let mut colours = BTreeSet::new();
        // Light, dark and perhaps a third that follows the system.
        for _ in 0..3 {
            page.click("button#theme").await?;
            seen.extend(theme(&page).await?);
            colours.insert(background(&page).await?);
        }
        for wanted in ["light", "dark"] {
            ensure!(seen.contains(wanted), "three clicks never gave {wanted}: {seen:?}");
        }
        ensure!(colours.len() >= 2, "the background is always {colours:?}");

        while theme(&page).await?.as_deref() != Some("dark") {
            page.click("button#theme").await?;
        }
        let dark = background(&page).await?;
        page.reload().await?;
        ensure!(theme(&page).await?.as_deref() == Some("dark"), "the choice is not there when the page is painted");
        page.hydrated().await?;
        ensure!(theme(&page).await?.as_deref() == Some("dark"), "hydration dropped the choice");
        ensure!(background(&page).await? == dark, "dark is another dark after a reload");
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn without_a_choice_the_system_decides() -> Result<()> {
    tried(async |site, browser| {
        let mut colours = BTreeSet::new();
        for scheme in ["light", "dark"] {
            browser.prefer(scheme).await?;
            let page = browser.open(&site.url("/")).await?;
            page.hydrated().await?;
            colours.insert(background(&page).await?);
        }
        ensure!(colours.len() == 2, "light and dark look alike: {colours:?}");
        browser.expect_quiet().await
    })
    .await
}

async fn theme(page: &Page<'_>) -> Result<Option<String>> {
    page.value("document.documentElement.dataset.theme ?? null").await
}

/// The colour behind the page: the body's, or the document's where the body is transparent.
async fn background(page: &Page<'_>) -> Result<String> {
    page.value(
        "[document.body, document.documentElement]
            .map(element => getComputedStyle(element).backgroundColor)
            .find(colour => colour !== 'rgba(0, 0, 0, 0)') ?? 'none'",
    )
    .await
}
