//! The chart: an SVG in the document, a drawn canvas once the client has taken over.

use anyhow::{Result, ensure};
use browser_tests::tried;

const CANVAS: &str = "figure#quality canvas";

/// How many pixels have another colour than the first one.
const DRAWN: &str = "(() => {
    const canvas = document.querySelector('figure#quality canvas');
    if (!canvas || !canvas.width || !canvas.height) return 0;
    const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    const pixels = new Uint32Array(data.buffer);
    return pixels.reduce((count, pixel) => count + (pixel !== pixels[0]), 0);
})()";

#[tokio::test]
async fn the_canvas_is_drawn_and_has_a_caption_and_a_name() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/")).await?;
        page.hydrated().await?;
        page.until("the canvas is there", &format!("document.querySelector('{CANVAS}')")).await?;
        page.until("the canvas is drawn", &format!("{DRAWN} > 500")).await?;
        ensure!(page.count("figure#quality figcaption").await? == 1, "no caption");
        let named = format!("document.querySelector('{CANVAS}').getAttribute('aria-label')");
        ensure!(page.value::<Option<String>>(&named).await?.is_some(), "the canvas has no name");
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn the_canvas_is_drawn_again_when_the_window_changes() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/")).await?;
        page.hydrated().await?;
        page.until("the canvas is drawn", &format!("{DRAWN} > 500")).await?;
        browser.size(420, 900).await?;
        page.until(
            "the canvas fits the narrow window",
            &format!("document.querySelector('{CANVAS}').getBoundingClientRect().width <= 420"),
        )
        .await?;
        page.until("the narrow canvas is drawn", &format!("{DRAWN} > 500")).await?;
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn arrow_keys_read_the_chart_out() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/")).await?;
        page.hydrated().await?;
        page.until("the canvas is drawn", &format!("{DRAWN} > 500")).await?;
        page.value::<()>(&format!(
            "(document.querySelector('{CANVAS}').dispatchEvent(new KeyboardEvent('keydown', {{key: 'ArrowRight'}})), null)"
        ))
        .await?;
        page.until("the first model is read out", "/Score [0-9.]+/.test(document.querySelector('#quality .read').textContent)")
            .await?;
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn what_has_no_data_says_so_instead_of_an_empty_chart() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/?chart=cost")).await?;
        page.hydrated().await?;
        page.until(
            "the chart says why it is empty",
            "document.querySelector('#quality .empty').textContent.length > 20",
        )
        .await?;
        page.until("nothing empty is drawn", "document.querySelector('#quality .chart').getClientRects().length === 0")
            .await?;
        browser.expect_quiet().await
    })
    .await
}
