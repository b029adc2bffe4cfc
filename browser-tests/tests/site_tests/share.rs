//! What others see of the site: pictures behind links, and a card for their own pages.

use anyhow::{Context, Result, ensure};
use browser_tests::{Site, tried};

/// Width and height of a PNG: big-endian numbers at bytes 16 and 20 (PNG specification, IHDR).
fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    (bytes.get(1..4)? == b"PNG").then_some((number(16)?, number(20)?))
}

#[tokio::test]
async fn every_snapshot_has_a_picture_of_the_size_that_networks_ask_for() -> Result<()> {
    let site = Site::start().await?;
    for name in ["home", "builtin-baselines", "2026-04-published"] {
        let path = site.dist().join("share").join(format!("{name}.png"));
        let bytes = std::fs::read(&path).with_context(|| path.display().to_string())?;
        ensure!(size(&bytes) == Some((1200, 630)), "{name}: {:?}", size(&bytes));
        ensure!(bytes.len() < 200_000, "{name} has {} bytes", bytes.len());
    }
    Ok(())
}

#[tokio::test]
async fn the_answer_can_be_put_on_another_page() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("")).await?;
        page.click("#embed summary").await?;
        let line = page.text("#embed pre").await?;
        let address = line.split('"').nth(1).context("no address")?.to_owned();
        ensure!(address.starts_with("http") && line.ends_with("</iframe>"), "{line}");
        let lead = page.text("details[name=use][open] .answer-line").await?;
        // As somebody else's page would show it: a document of its own, without scripts.
        let page = browser.open(&address).await?;
        ensure!(page.text(".answer-line").await? == lead, "another answer");
        ensure!(page.count("script").await? == 0 && page.count(".verdict-bars > div").await? == 4, "not the card");
        let wide: bool = page.value("document.documentElement.scrollWidth <= innerWidth").await?;
        ensure!(wide, "the card scrolls sideways");
        browser.expect_quiet().await
    })
    .await
}
