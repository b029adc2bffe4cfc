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
async fn the_pointer_reads_every_kind_of_chart_out() -> Result<()> {
    tried(async |site, browser| {
        browser.size(1280, 900).await?;
        for (path, id) in [
            ("/snapshots/2026-04-published/", "quality"),
            ("/snapshots/2026-04-published/", "scores"),
            ("/snapshots/builtin-baselines/", "categories"),
            ("/snapshots/builtin-baselines/", "agreement"),
        ] {
            let page = browser.open(&site.url(path)).await?;
            page.hydrated().await?;
            page.until("the chart is drawn", &format!("document.querySelector('#{id} .chart.live')")).await?;
            // Over the whole chart: what is read out are names and numbers of the table beside it.
            let read: Vec<String> = page
                .value(&format!(
                    "(async () => {{
                        const canvas = document.querySelector('#{id} canvas'), said = new Set();
                        const box = canvas.getBoundingClientRect();
                        for (let y = 2; y < box.height; y += 12) for (let x = 2; x < box.width; x += 12) {{
                            canvas.dispatchEvent(new PointerEvent('pointermove', {{ clientX: box.left + x, clientY: box.top + y, bubbles: true }}));
                            await null; await null;
                            said.add(document.querySelector('#{id} .read').textContent.trim());
                        }}
                        canvas.dispatchEvent(new PointerEvent('pointerleave'));
                        await new Promise(requestAnimationFrame);
                        said.delete('');
                        return [...said, document.querySelector('#{id} .read').textContent.trim()];
                    }})()"
                ))
                .await?;
            let cells: Vec<String> =
                page.value(&format!("[...document.querySelectorAll('#{id} tbody :is(th, td)')].map(cell => cell.textContent)")).await?;
            let rows = page.count(&format!("#{id} tbody tr")).await?;
            ensure!(read.len() > rows.min(6), "{id}: {read:?}");
            ensure!(read.last().is_some_and(String::is_empty), "{id} goes on when the pointer has left: {read:?}");
            for said in &read[..read.len() - 1] {
                let name = cells.iter().any(|cell| said.starts_with(cell.as_str()));
                let value = cells.iter().any(|cell| said.ends_with(cell.as_str()));
                ensure!(name && value, "{id} says {said}, of which the table knows nothing: {cells:?}");
            }
        }
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn what_the_score_is_set_against_survives_a_copied_link() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/snapshots/2026-04-published/")).await?;
        page.hydrated().await?;
        let heads = "[...document.querySelectorAll('#quality thead th')].map(head => head.textContent).join()";
        let before: String = page.value(heads).await?;
        page.click(".axis select option[value=memory]").await?;
        page.until("the chart follows", &format!("{heads} !== {}", serde_json::json!(before))).await?;
        let (query, there): (String, String) = (page.query().await?, page.value(heads).await?);
        ensure!(query == "?chart=memory", "the address is {query}");
        page.back().await?;
        page.until("back undoes it", &format!("{heads} === {}", serde_json::json!(before))).await?;
        let page = browser.open(&site.url(&format!("/snapshots/2026-04-published/{query}"))).await?;
        page.hydrated().await?;
        page.until("the link restores it", &format!("{heads} === {}", serde_json::json!(there))).await?;
        page.until("the selector too", "document.querySelector('.axis select').value === 'memory'").await?;
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
