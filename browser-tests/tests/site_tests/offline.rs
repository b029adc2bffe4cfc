//! After one visit the site works without a network, and a new version replaces the old one as a whole.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use browser_tests::{Browser, Page, Site};
use tokio::runtime::Runtime;
use xtask::serve::{PortChoice, Server};
use xtask::site::{BasePath, files_below};

const VERSION: &str = "document.documentElement.dataset.version";
const CONTROLLED: &str = "navigator.serviceWorker.controller !== null";

/// The server in a runtime of its own: when that ends, open connections end too.
struct Up {
    runtime: Option<Runtime>,
    port: u16,
    url: String,
}

impl Up {
    async fn start(dist: &Path, port: PortChoice) -> Result<Self> {
        let mut up = Self { runtime: None, port: 0, url: String::new() };
        let runtime = up.runtime.insert(Runtime::new()?);
        let dist = dist.to_owned();
        let server = runtime.spawn(async move { Server::start(&dist, &BasePath::root(), port).await }).await??;
        (up.port, up.url) = (server.port(), server.url());
        // It serves until the runtime ends.
        std::mem::forget(server);
        Ok(up)
    }

    fn stop(self) -> u16 {
        self.port
    }
}

impl Drop for Up {
    fn drop(&mut self) {
        // Waits until the port is free for the next one, which is forbidden within another runtime.
        if let Some(runtime) = self.runtime.take() {
            let _ = std::thread::spawn(move || drop(runtime)).join();
        }
    }
}

async fn is_kept(page: &Page<'_>, path: &str) -> Result<()> {
    page.until(&format!("{path} is kept"), &format!("caches.match('{path}')")).await
}

#[tokio::test]
async fn visited_pages_open_without_a_network() -> Result<()> {
    let dist = Site::start().await?.dist().to_owned();
    let browser = Browser::start().await?;
    let result = offline(&dist, &browser).await;
    let ended = browser.quit().await;
    result.and(ended)
}

async fn offline(dist: &Path, browser: &Browser) -> Result<()> {
    let up = Up::start(dist, PortChoice::Any).await?;
    let url = up.url.clone();
    let page = browser.open(&format!("{url}snapshots/")).await?;
    page.until("the worker takes over", CONTROLLED).await?;
    is_kept(&page, "/snapshots/").await?;
    let page = browser.open(&format!("{url}methodology/")).await?;
    is_kept(&page, "/methodology/").await?;
    browser.expect_quiet().await?;
    up.stop();

    let page = browser.open(&url).await?;
    page.hydrated().await.context("the leaderboard without a network")?;
    ensure!(page.count("table#leaderboard tbody tr[data-model]").await? > 0, "no rows without a network");
    for (path, heading) in
        [("snapshots/?x=1", "Snapshots"), ("methodology/", "Methodology"), ("data/", "This page needs a network")]
    {
        let page = browser.open(&format!("{url}{path}")).await?;
        ensure!(page.text("h1").await? == heading, "{path} shows {}", page.text("h1").await?);
        let styled: String = page.value("getComputedStyle(document.body).maxWidth").await?;
        ensure!(styled != "none", "{path} has no style sheet");
    }
    Ok(())
}

#[tokio::test]
async fn a_new_version_replaces_the_old_one_as_a_whole() -> Result<()> {
    let dist = Site::start().await?.dist().to_owned();
    let browser = Browser::start().await?;
    let result = replaced(&dist, &browser).await;
    let ended = browser.quit().await;
    result.and(ended)
}

async fn replaced(dist: &Path, browser: &Browser) -> Result<()> {
    let up = Up::start(dist, PortChoice::Any).await?;
    let url = up.url.clone();
    let page = browser.open(&format!("{url}methodology/")).await?;
    page.until("the worker takes over", CONTROLLED).await?;
    is_kept(&page, "/methodology/").await?;
    let old: String = page.value(VERSION).await?;
    let new = if old.starts_with('0') { old.replacen('0', "1", 1) } else { ["0", &old[1..]].concat() };
    let folder = tempfile::tempdir()?;
    copy_with(dist, folder.path(), &old, &new)?;
    let port = up.stop();

    let up = Up::start(folder.path(), PortChoice::Exactly(port)).await?;
    let page = browser.open(&format!("{url}snapshots/")).await?;
    ensure!(page.value::<String>(VERSION).await? == new, "the network has the newer page");
    page.until("only the new version is kept", &format!("caches.keys().then(names => names.join() === 'lim / {new}')"))
        .await?;
    let page = browser.open(&format!("{url}methodology/")).await?;
    is_kept(&page, "/methodology/").await?;
    let versions: Vec<String> = page
        .value(
            "(async () => {
                const found = new Set();
                for (const name of await caches.keys()) {
                    const cache = await caches.open(name);
                    for (const request of await cache.keys()) {
                        const answer = await cache.match(request);
                        const html = (answer.headers.get('content-type') ?? '').includes('html');
                        if (html) found.add((await answer.text()).match(/data-version=\"([^\"]*)\"/)[1]);
                    }
                }
                return [...found];
            })()",
        )
        .await?;
    ensure!(versions == [new.as_str()], "kept pages are of the versions {versions:?}");
    up.stop();
    Ok(())
}

/// The site as a later build would be: another version in every page and in the worker, no compressed forms.
fn copy_with(from: &Path, to: &Path, old: &str, new: &str) -> Result<()> {
    for (name, path) in files_below(from)? {
        if name.ends_with(".br") || name.ends_with(".gz") {
            continue;
        }
        let target = to.join(&name);
        std::fs::create_dir_all(target.parent().context("a file without a folder")?)?;
        match std::fs::read_to_string(&path) {
            Ok(text) => std::fs::write(&target, text.replace(old, new))?,
            Err(_) => drop(std::fs::copy(&path, &target)?),
        }
    }
    Ok(())
}
