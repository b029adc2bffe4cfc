//! What can be saved: the view as CSV and JSON, the charts as SVG and PNG. Files are caught where the page hands them
//! to the browser.

use anyhow::{Result, ensure};
use browser_tests::{Page, tried};
use serde_json::Value;

/// Keeps every file in `window.saved` as name and text; pictures as their address.
const CATCH: &str = "(() => {
    window.saved = [];
    const blobs = new Map();
    const create = URL.createObjectURL;
    URL.createObjectURL = blob => { const url = create.call(URL, blob); blobs.set(url, blob.text()); return url; };
    HTMLAnchorElement.prototype.click = function () {
        const name = this.download, blob = blobs.get(this.href);
        if (blob) blob.then(text => saved.push([name, text])); else saved.push([name, this.href]);
    };
    return null;
})()";

#[tokio::test]
async fn csv_and_json_hold_the_rows_and_columns_that_are_shown() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/?snapshot=2026-04-published&sort=name&q=qwen&columns=family,cost")).await?;
        page.hydrated().await?;
        page.until("the link is followed", "document.querySelector('th[aria-sort=ascending][data-column=name]')")
            .await?;
        let shown: Vec<String> = page
            .value("[...document.querySelectorAll('#leaderboard tr[data-model]')].map(row => row.dataset.model)")
            .await?;
        let columns: Vec<String> = page
            .value("[...document.querySelectorAll('#leaderboard th[data-column]')].map(head => head.dataset.column)")
            .await?;
        ensure!(shown.len() > 2 && columns.contains(&"family".to_owned()), "{shown:?} {columns:?}");
        page.value::<()>(CATCH).await?;
        let [name, csv] = press(&page, "button.csv").await?;
        ensure!(name == "2026-04-published.csv", "the file is called {name}");
        let lines: Vec<&str> = csv.lines().collect();
        let heads: Vec<&str> = lines[0].split(',').collect();
        ensure!(columns.iter().all(|column| heads.contains(&column.as_str())), "{heads:?} without some of {columns:?}");
        ensure!(!heads.contains(&"licence"), "a column that is not shown: {heads:?}");
        let ids: Vec<&str> =
            lines[1..].iter().filter_map(|line| line.split(',').next()).map(|id| id.trim_matches('"')).collect();
        ensure!(ids == shown, "the file has {ids:?}, the page {shown:?}");
        let [name, json] = press(&page, "button.json").await?;
        ensure!(name == "2026-04-published.json", "the file is called {name}");
        let json: Value = serde_json::from_str(&json)?;
        ensure!(json["query"] == page.query().await?, "the file says {}", json["query"]);
        let rows = json["rows"].as_array().map(Vec::as_slice).unwrap_or_default();
        let ids: Vec<&str> = rows.iter().filter_map(|row| row["id"].as_str()).collect();
        ensure!(ids == shown, "the file has {ids:?}, the page {shown:?}");
        let score: String = page.text("#leaderboard tr[data-model] td.score b").await?;
        let first = rows[0]["score"].as_f64().unwrap_or_default();
        ensure!(format!("{first:.2}") == score, "the file says {first}, the page {score}");
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn charts_are_saved_as_pictures_that_stand_by_themselves() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/snapshots/builtin-baselines/")).await?;
        page.hydrated().await?;
        page.until("the charts are drawn", "document.querySelector('#scores .chart.live')").await?;
        page.value::<()>(CATCH).await?;
        for id in ["scores", "categories", "agreement"] {
            page.click(&format!("#{id} .more summary")).await?;
            let [name, svg] = press(&page, &format!("#{id} button.svg")).await?;
            ensure!(name == format!("{id}.svg"), "the file is called {name}");
            let quoted = Value::from(svg.as_str());
            let root: String = page
                .value(&format!("new DOMParser().parseFromString({quoted}, 'image/svg+xml').documentElement.tagName"))
                .await?;
            ensure!(root == "svg", "{name} is no SVG: {root}");
            ensure!(svg.contains("Built-in baselines") && !svg.contains("var("), "{name}: {svg}");
            let [name, url] = press(&page, &format!("#{id} button.png")).await?;
            ensure!(name == format!("{id}.png") && url.starts_with("data:image/png;base64,"), "{name}: {url}");
            // The picture is that of the canvas with room for a title, and its ground is not see-through.
            let quoted = Value::from(url);
            let [higher, wider, alpha]: [i64; 3] = page
                .value(&format!(
                    "new Promise(done => {{
                        const canvas = document.querySelector('#{id} canvas');
                        const picture = new Image();
                        picture.onload = () => {{
                            const copy = document.createElement('canvas');
                            copy.width = picture.width; copy.height = picture.height;
                            const context = copy.getContext('2d');
                            context.drawImage(picture, 0, 0);
                            done([picture.height - canvas.height, picture.width - canvas.width, context.getImageData(1, 1, 1, 1).data[3]]);
                        }};
                        picture.src = {quoted};
                    }})"
                ))
                .await?;
            ensure!(higher > 20 && wider == 0 && alpha == 255, "{name}: {higher} higher, {wider} wider, alpha {alpha}");
        }
        browser.expect_quiet().await
    })
    .await
}

/// Presses a button and gives name and content of the file that comes.
async fn press(page: &Page<'_>, selector: &str) -> Result<[String; 2]> {
    page.value::<()>(&format!("(saved.length = 0, document.querySelector('{selector}').click(), null)")).await?;
    page.until("a file comes", "saved.length === 1").await?;
    page.value("saved[0]").await
}
