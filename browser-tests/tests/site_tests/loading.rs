//! Pages load without an error, with and without a query, a base path or JavaScript.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use browser_tests::{Browser, Page, Site, tried};

/// The base path that `cargo xtask test` builds the second site with.
const BASE: &str = "/some/base/";

#[tokio::test]
async fn the_home_page_hydrates_without_an_error() -> Result<()> {
    tried(async |site, browser| opens_well(&site.url("/"), browser).await).await
}

#[tokio::test]
async fn a_query_that_means_nothing_does_no_harm() -> Result<()> {
    tried(async |site, browser| {
        let url = site.url("/?snapshot=no-such-snapshot&sort=no-such-column&x=%F0%9F%92%A9&x");
        opens_well(&url, browser).await
    })
    .await
}

#[tokio::test]
async fn a_page_that_does_not_exist_says_so() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/no/such/page/")).await?;
        let status: u16 = page.value("performance.getEntriesByType('navigation')[0].responseStatus").await?;
        ensure!(status == 404, "the status is {status}, not 404");
        ensure!(page.count("main a[href]").await? > 0, "404.html offers no way on");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_page_reads_without_javascript() -> Result<()> {
    tried(async |site, browser| {
        browser.without_scripts().await?;
        let page = browser.open(&site.url("/")).await?;
        ensure!(page.count("table#leaderboard tbody tr[data-model]").await? > 0, "no rows");
        ensure!(page.count("figure#quality svg").await? == 1, "no chart");
        ensure!(!page.text("h1").await?.is_empty(), "no heading");
        ensure!(!page.text("#provenance").await?.is_empty(), "no provenance");
        let hydrated: bool = page.value("'hydrated' in document.documentElement.dataset").await?;
        ensure!(!hydrated, "the page was hydrated although scripts are off");
        browser.expect_quiet().await
    })
    .await
}

/// What looks otherwise once the styles in the body have arrived: it would jump under the eyes of whoever reads already.
const JUMPS: &str = "(() => {
    const rest = document.querySelector('body style');
    const before = [...document.body.querySelectorAll('*')].filter(element => !element.contains(rest)
        && element.compareDocumentPosition(rest) & Node.DOCUMENT_POSITION_FOLLOWING);
    // How far a line reaches is its content's width: that of an empty rest of a block is not seen.
    const look = () => before.map(element => {
        const box = element.getBoundingClientRect(), style = getComputedStyle(element), content = document.createRange();
        content.selectNodeContents(element);
        return [box.x, box.y, content.getBoundingClientRect().width, box.height, style.color, style.font, style.textDecoration].join(' ');
    });
    const whole = look();
    rest.remove();
    const first = look();
    return [before.length, before.flatMap((element, at) => whole[at] === first[at] ? []
        : [`${element.outerHTML.slice(0, 60)}: ${first[at]}, then ${whole[at]}`])];
})()";

#[tokio::test]
async fn what_is_painted_first_stays_where_it_is() -> Result<()> {
    tried(async |site, browser| {
        let mut kinds = std::collections::BTreeMap::new();
        for route in site.routes()? {
            let depth = route.matches('/').count();
            kinds.entry((route.split('/').next().unwrap_or_default().to_owned(), depth)).or_insert(route);
        }
        for width in [390, 768, 1440] {
            browser.size(width, 900).await?;
            for route in kinds.values() {
                let page = browser.open(&site.url(route)).await?;
                let (looked_at, jumps): (usize, Vec<String>) = page.value(JUMPS).await?;
                ensure!(looked_at > 20, "/{route} has {looked_at} elements before its style");
                ensure!(jumps.is_empty(), "/{route} at {width}:\n  {}", jumps.join("\n  "));
            }
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_html_file_itself_is_complete() -> Result<()> {
    let site = Site::start().await?;
    let html = site.file("index.html")?;
    let table = between(&html, "id=\"leaderboard\"", "</table>").context("no leaderboard")?;
    ensure!(table.contains("<tbody") && table.contains("data-model="), "no rows in the file");
    let figure = between(&html, "id=\"quality\"", "</figure>").context("no chart")?;
    ensure!(figure.contains("<svg"), "the chart in the file is not an SVG");
    Ok(())
}

/// Only where a second site was built: LIM_DIST_BASE names its folder.
#[tokio::test]
async fn a_site_below_a_base_path_works_too() -> Result<()> {
    let Some(dist) = std::env::var_os("LIM_DIST_BASE") else {
        return Ok(());
    };
    tried(async |_, browser| {
        let site = Site::of(&PathBuf::from(dist), &BASE.parse()?).await?;
        opens_well(&site.url("/"), browser).await?;
        let page = browser.open(&site.url("/")).await?;
        let strays: Vec<String> = page
            .value(
                "[...document.querySelectorAll('a[href], link[href], img[src], script[src]')]
                    .map(e => new URL(e.href || e.src))
                    .filter(u => u.origin === location.origin && !u.pathname.startsWith('/some/base/'))
                    .map(u => u.pathname)",
            )
            .await?;
        ensure!(strays.is_empty(), "links outside the base path: {strays:?}");
        shows_what_was_run_over_http(&page).await?;
        browser.expect_quiet().await?;
        Ok(())
    })
    .await
}

/// The exporter's own tests ran 30 tasks against streaming servers in both formats and exported what came back.
async fn shows_what_was_run_over_http(page: &Page<'_>) -> Result<()> {
    page.hydrated().await?;
    // Whichever of the two was exported last is the page's own snapshot, which an address need not name.
    let own: String = page.value("document.querySelector('#snapshot').value").await?;
    page.click("select#snapshot option[value=\"2026-04-published\"]").await?;
    page.until("the published snapshot is shown", "document.querySelector('tr[data-model=\"model-a\"]') === null")
        .await?;
    for format in ["openai-compatible", "ollama"] {
        let id = format!("over-http-{format}");
        page.click(&format!("select#snapshot option[value=\"{id}\"]")).await?;
        page.until("the snapshot is shown", "document.querySelector('tr[data-model=\"model-a\"]') !== null").await?;
        let address: String = page.value("location.search").await?;
        let expected = address == format!("?snapshot={id}") || (address.is_empty() && own.contains(&id));
        ensure!(expected, "the address of {id} is `{address}`");
        ensure!(page.count("table#leaderboard tbody tr[data-model]").await? == 2, "{id} has two models");
        page.click("select#snapshot option[value=\"2026-04-published\"]").await?;
        page.until("the other snapshot is back", "document.querySelector('tr[data-model=\"model-a\"]') === null")
            .await?;
    }
    Ok(())
}

async fn opens_well(url: &str, browser: &Browser) -> Result<()> {
    let page = browser.open(url).await?;
    page.hydrated().await?;
    ensure!(page.count("table#leaderboard tbody tr[data-model]").await? > 0, "no rows at {url}");
    browser.expect_quiet().await
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(start)?;
    Some(rest.split_once(end)?.0)
}
