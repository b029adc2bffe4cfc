//! A first visit on a slow telephone: 150 ms of round trip, 1.6 Mbit/s, a quarter of this processor, all of it applied.

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::json;

use crate::browser::Browser;

/// A round trip, in seconds.
pub const ROUND_TRIP_S: f64 = 0.150;
/// What the line carries, in bits a second.
pub const BITS_PER_S: f64 = 1_600_000.0;
/// How much slower the processor is.
const SLOWER: u32 = 4;

/// What a visit took.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Visit {
    /// From the start of the navigation to the largest paint, in milliseconds.
    pub largest_paint: f64,
    /// From the start of the navigation to the answer to a click, in milliseconds: the client has taken over, or the
    /// document is complete where there is none.
    pub ready: f64,
    /// Sum of all layout shifts.
    pub shift: f64,
    /// Bytes of everything that had arrived by then, headers included.
    pub bytes: f64,
}

/// Notes what happens from the first moment on; the policy of a page does not stop it.
const WATCH: &str = "
    window.seen = { largestPaint: 0, shift: 0, ready: 0 };
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) seen.largestPaint = entry.startTime;
    }).observe({ type: 'largest-contentful-paint', buffered: true });
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.shift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
    new MutationObserver((_, observer) => {
        if (document.documentElement?.dataset.hydrated !== 'true') return;
        seen.ready = performance.now();
        observer.disconnect();
    }).observe(document, { attributes: true, subtree: true, attributeFilter: ['data-hydrated'] });
";

/// What has been seen, once nothing more is expected.
const SEEN: &str = "(() => {
    const navigation = performance.getEntriesByType('navigation')[0];
    const ready = seen.ready || navigation.loadEventEnd;
    const loaded = [navigation, ...performance.getEntriesByType('resource')].filter(e => e.responseEnd <= ready);
    return { ...seen, ready, bytes: loaded.reduce((sum, entry) => sum + entry.transferSize, 0) };
})()";

/// Visits an address with an empty cache, in a browser of its own. `first` is an address of the same origin that is
/// opened before, so that starting a process is no part of the visit.
///
/// # Errors
/// When the page is not ready within the patience of [`crate::Page::until`].
pub async fn visit(first: &str, url: &str) -> Result<Visit> {
    let browser = Browser::start().await?;
    let visited = visit_in(&browser, first, url).await;
    let ended = browser.quit().await;
    let visit = visited.with_context(|| format!("visiting {url}"))?;
    ended.map(|()| visit)
}

async fn visit_in(browser: &Browser, first: &str, url: &str) -> Result<Visit> {
    browser.size(412, 823).await?;
    browser.open(first).await?;
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })).await?;
    browser.devtools("Network.enable", json!({})).await?;
    let bytes_per_s = BITS_PER_S / 8.0;
    let line = json!({
        "offline": false, "latency": ROUND_TRIP_S * 1e3,
        "downloadThroughput": bytes_per_s, "uploadThroughput": bytes_per_s / 2.0,
    });
    browser.devtools("Network.emulateNetworkConditions", line).await?;
    browser.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": SLOWER })).await?;
    let page = browser.open(url).await?;
    if page.value("document.querySelector('script[type=module]') !== null").await? {
        page.hydrated().await?;
    }
    // Paint and shift are told a little later, and a late shift counts as well.
    tokio::time::sleep(std::time::Duration::from_millis(800)).await;
    page.value(SEEN).await
}
