//! The browser's own back and forward buttons restore what was shown.

use anyhow::{Context, Result, ensure};
use browser_tests::{Page, tried};
use serde::Deserialize;

/// What depends on the chosen snapshot.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub struct Shown {
    /// The value of the selector.
    pub selected: String,
    /// The caption and all rows.
    pub table: String,
    /// Where the figures come from.
    pub provenance: String,
}

impl Shown {
    /// An expression that is true once the page shows another provenance than this.
    pub fn provenance_differs(&self) -> String {
        format!("{PROVENANCE} !== {}", serde_json::json!(self.provenance))
    }

    fn provenance_is_back(&self) -> String {
        format!("{PROVENANCE} === {}", serde_json::json!(self.provenance))
    }
}

const PROVENANCE: &str = "document.querySelector('#provenance').textContent.trim()";

#[tokio::test]
async fn back_and_forward_restore_the_snapshot() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/")).await?;
        page.hydrated().await?;
        let first = shown(&page).await?;
        choose_another(&page).await?;
        page.until("the provenance follows", &first.provenance_differs()).await?;
        let second = shown(&page).await?;

        page.back().await?;
        page.hydrated().await?;
        page.until("back shows the first snapshot", &first.provenance_is_back()).await?;
        same("back", &shown(&page).await?, &first)?;
        page.forward().await?;
        page.hydrated().await?;
        page.until("forward shows the second snapshot", &second.provenance_is_back()).await?;
        same("forward", &shown(&page).await?, &second)?;
        browser.expect_quiet().await
    })
    .await
}

fn same(step: &str, now: &Shown, before: &Shown) -> Result<()> {
    ensure!(now == before, "{step} does not restore selector and table\nnow: {now:#?}\nbefore: {before:#?}");
    Ok(())
}

/// What the page shows now.
pub async fn shown(page: &Page<'_>) -> Result<Shown> {
    page.value(&format!(
        "{{
            selected: document.querySelector('select#snapshot').value,
            table: document.querySelector('table#leaderboard').innerText,
            provenance: {PROVENANCE},
        }}"
    ))
    .await
}

/// Selects a snapshot that is not selected and returns its value.
pub async fn choose_another(page: &Page<'_>) -> Result<String> {
    let other: Option<String> = page
        .value(
            "[...document.querySelectorAll('select#snapshot option')]
                .filter(option => !option.selected && !option.disabled)
                .map(option => option.value)[0] ?? null",
        )
        .await?;
    let other = other.context("the selector offers no second snapshot")?;
    page.click(&format!("select#snapshot option[value=\"{other}\"]")).await?;
    Ok(other)
}
