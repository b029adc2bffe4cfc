//! A browser with its driver and its profile, and the few commands beyond WebDriver.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::WebDriver;

use crate::capabilities;
use crate::driver::Driver;
use crate::log;
use crate::page::Page;

/// A browser of its own for one test.
#[derive(Debug)]
pub struct Browser {
    session: WebDriver,
    // Dropped after the session, in this order.
    _driver: Driver,
    _profile: TempDir,
}

impl Browser {
    /// Starts a driver and a browser with an empty profile.
    pub async fn start() -> Result<Self> {
        let driver = Driver::start()?;
        let profile = tempfile::tempdir().context("no temporary folder for the browser")?;
        let session = WebDriver::new(driver.url(), capabilities::chromium(profile.path())?)
            .await
            .context("Chromium cannot be started")?;
        Ok(Self { session, _driver: driver, _profile: profile })
    }

    /// Opens an address and waits until the document is loaded.
    pub async fn open(&self, url: &str) -> Result<Page<'_>> {
        self.session.goto(url).await.with_context(|| format!("{url} cannot be opened"))?;
        let page = Page::new(self);
        page.loaded().await?;
        Ok(page)
    }

    /// The session, for what has no method here.
    pub fn session(&self) -> &WebDriver {
        &self.session
    }

    /// Switches scripts off for every page from now on.
    pub async fn without_scripts(&self) -> Result<()> {
        // The browser's own start page must not be stopped half-way.
        self.session.goto("about:blank").await.context("an empty page cannot be opened")?;
        self.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await
    }

    /// Makes the page this wide and high, in CSS pixels.
    pub async fn size(&self, width: u32, height: u32) -> Result<()> {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await
    }

    /// Pretends that the reader prefers `light` or `dark`, and no motion.
    pub async fn prefer(&self, scheme: &str) -> Result<()> {
        let features = json!({ "features": [
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ] });
        self.devtools("Emulation.setEmulatedMedia", features).await
    }

    /// Makes the page's processor this many times slower.
    pub async fn slow_down(&self, times: f64) -> Result<()> {
        self.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": times })).await
    }

    /// The page as it would be printed on A4, as PDF.
    pub async fn print(&self) -> Result<Vec<u8>> {
        let paper = json!({ "paperWidth": 8.27, "paperHeight": 11.69, "printBackground": false });
        let printed =
            self.session.cdp().send_raw("Page.printToPDF", paper).await.context("the page cannot be printed")?;
        let text = printed["data"].as_str().context("the print has no data")?;
        decode(text).context("the print is no base64")
    }

    /// What is visible, as PNG.
    pub async fn picture(&self) -> Result<Vec<u8>> {
        self.session.screenshot_as_png().await.context("no picture could be taken")
    }

    /// Fails when the console holds an error or a request went wrong since the last look.
    pub async fn expect_quiet(&self) -> Result<()> {
        let errors = log::errors(&self.session).await?;
        ensure!(errors.is_empty(), "errors in the console:\n  {}", shortened(&errors).join("\n  "));
        let bad = log::bad_requests(&self.session).await?;
        ensure!(bad.is_empty(), "bad requests:\n  {}", bad.join("\n  "));
        Ok(())
    }

    /// Ends the browser; dropping alone could leave it behind its driver.
    pub async fn quit(self) -> Result<()> {
        self.session.clone().quit().await.context("the browser did not end")
    }

    /// Sends a command of the DevTools protocol.
    pub async fn devtools(&self, method: &str, parameters: Value) -> Result<()> {
        self.session.cdp().send_raw(method, parameters).await.with_context(|| format!("{method} failed"))?;
        Ok(())
    }
}

/// Base64 without a library: four letters are three bytes.
fn decode(text: &str) -> Option<Vec<u8>> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut count) = (0_u32, 0);
    for letter in text.bytes().filter(|letter| *letter != b'=') {
        bits = bits << 6 | u32::try_from(LETTERS.iter().position(|known| *known == letter)?).ok()?;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xff) as u8);
        }
    }
    Some(bytes)
}

/// One line for each kind of message: a policy that stops a hundred styles says so a hundred times.
fn shortened(messages: &[String]) -> Vec<String> {
    let mut kinds: Vec<(String, usize)> = Vec::new();
    for message in messages {
        let start: String = message.chars().take(180).collect();
        match kinds.iter_mut().find(|(known, _)| *known == start) {
            Some((_, count)) => *count += 1,
            None => kinds.push((start, 1)),
        }
    }
    kinds
        .into_iter()
        .map(|(start, count)| if count > 1 { format!("{start} … ({count} times)") } else { start })
        .collect()
}
