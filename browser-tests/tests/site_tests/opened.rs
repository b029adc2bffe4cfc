//! Opening what stands behind a figure, and opening a file of one's own.

use anyhow::{Result, ensure};
use browser_tests::{Page, tried};

#[tokio::test]
async fn a_row_opens_what_stands_behind_its_figures() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/")).await?;
        page.hydrated().await?;
        page.click("#leaderboard .why").await?;
        page.until("the dialog opens", "document.querySelector('#why').open").await?;
        let text: String = page.value("document.querySelector('#why').textContent").await?;
        for part in ["Formula", "Source", "Memory", "weights", "key/value cache", "16,384 tokens"] {
            ensure!(text.contains(part), "{part} is missing in: {text}");
        }
        page.value::<()>("(document.querySelector('#why').close(), null)").await?;
        page.until("it closes", "!document.querySelector('#why').open").await?;
        // The bar of the score belongs to its cell.
        page.value::<()>(
            "(document.querySelector('#leaderboard .track').dispatchEvent(new MouseEvent('click', { bubbles: true })), null)",
        )
        .await?;
        page.until("the bar opens the score", "document.querySelector('#why details[open] summary').textContent.startsWith('Score')")
            .await?;
        page.value::<()>("(document.querySelector('#why').close(), null)").await?;
        page.until("it closes again", "!document.querySelector('#why').open").await?;
        // The same row opens a second time.
        page.click("#leaderboard .why").await?;
        page.until("the dialog opens again", "document.querySelector('#why').open").await?;
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn a_file_can_be_dropped_anywhere() -> Result<()> {
    tried(async |site, browser| {
        let mine =
            site.file("data/snapshots/builtin-baselines/summary.json")?.replace("Built-in baselines", "Dropped here");
        let page = browser.open(&site.url("/")).await?;
        page.hydrated().await?;
        let text = serde_json::json!(mine);
        let taken: bool = page
            .value(&format!(
                "(() => {{
                    const dataTransfer = new DataTransfer();
                    dataTransfer.items.add(new File([{text}], 'mine.json'));
                    const tell = name => document.querySelector('h1').dispatchEvent(
                        new DragEvent(name, {{ dataTransfer, bubbles: true, cancelable: true }}));
                    // The browser opens what nobody takes, in the place of the page.
                    return [tell('dragover'), tell('drop')].every(opened => !opened);
                }})()"
            ))
            .await?;
        ensure!(taken, "the browser itself would open the file");
        page.until("the file is shown", "document.querySelector('caption').textContent.includes('Dropped here')")
            .await?;
        ensure!(page.query().await?.is_empty(), "the address names something that only this reader has");
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn every_mark_behind_a_score_is_shown() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/snapshots/builtin-baselines/")).await?;
        page.hydrated().await?;
        page.click("#leaderboard .why").await?;
        page.until("the dialog opens", "document.querySelector('#why').open").await?;
        let rows: usize = page.value("document.querySelectorAll('#why details details tbody tr').length").await?;
        ensure!(rows == 30, "{rows} answers instead of 30");
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn a_file_of_ones_own_is_shown_and_a_broken_one_is_explained() -> Result<()> {
    tried(async |site, browser| {
        let whole = site.file("data/snapshots/builtin-baselines/summary.json")?;
        let mine = whole.replace("Built-in baselines", "My <b>own</b> run");
        let page = browser.open(&site.url("/")).await?;
        page.hydrated().await?;
        give(&page, &mine).await?;
        page.until("the file is shown", "document.querySelector('caption').textContent.includes('My <b>own</b> run')")
            .await?;
        ensure!(
            page.value::<String>("document.querySelector('#snapshot').value").await?.is_empty(),
            "the selector lies"
        );
        ensure!(page.count("#leaderboard a").await? == 0, "links to pages that do not exist");

        for (broken, says) in [
            ("{", "not JSON"),
            ("{\"format\": \"x\"}", "format:"),
            (&mine.replacen("\"version\": 1", "\"version\": 9", 1), "version: this site reads version 1"),
            (
                &mine.replacen("\"category\": \"architecture\"", "\"category\": \"cooking\"", 1),
                "unknown variant `cooking`",
            ),
            (&mine.replacen("\"outcome\"", "\"outcomes\"", 1), "missing field `outcome`"),
        ] {
            give(&page, broken).await?;
            let quoted = serde_json::json!(says);
            page.until(
                &format!("the message says {says}"),
                &format!("document.querySelector('.failure').textContent.includes({quoted})"),
            )
            .await?;
            ensure!(page.text("caption").await?.contains("own"), "a broken file took the place of the good one");
        }
        browser.expect_quiet().await
    })
    .await
}

/// Gives the page a file of one's own.
pub async fn give(page: &Page<'_>, text: &str) -> Result<()> {
    let text = serde_json::json!(text);
    page.value::<()>(&format!(
        "(() => {{
            const transfer = new DataTransfer();
            transfer.items.add(new File([{text}], 'mine.json'));
            const field = document.querySelector('#controls input[type=file]');
            field.files = transfer.files;
            ['input', 'change'].forEach(name => field.dispatchEvent(new Event(name, {{bubbles: true}})));
            return null;
        }})()"
    ))
    .await
}
