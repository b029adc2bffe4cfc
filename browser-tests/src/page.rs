//! An open page: reading it, clicking on it, and waiting until it says what is expected.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde::de::DeserializeOwned;
use thirtyfour::By;

use crate::browser::Browser;

/// The longest a page may take to answer; hydration included.
const PATIENCE: Duration = Duration::from_secs(10);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(50);

/// The document in the browser's only tab.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    browser: &'a Browser,
}

impl<'a> Page<'a> {
    pub(crate) fn new(browser: &'a Browser) -> Self {
        Self { browser }
    }

    /// The value of a JavaScript expression.
    pub async fn value<T: DeserializeOwned>(&self, expression: &str) -> Result<T> {
        self.browser
            .session()
            .execute(format!("return ({expression});"), Vec::new())
            .await
            .and_then(|value| value.convert())
            .with_context(|| format!("in the page: {expression}"))
    }

    /// Waits until an expression, or the promise that it gives, is true.
    pub async fn until(&self, what: &str, expression: &str) -> Result<()> {
        let started = Instant::now();
        loop {
            // While a document is being replaced there may be nothing to ask.
            if let Ok(true) = self.value::<bool>(&format!("Promise.resolve({expression}).then(Boolean)")).await {
                return Ok(());
            }
            if started.elapsed() > PATIENCE {
                let address: String = self.value("location.href").await.unwrap_or_default();
                bail!("{what}: not within {} s at {address} ({expression})", PATIENCE.as_secs());
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Waits until the whole document is there. Without scripts a driver does not always wait for it, and no promise
    /// can be asked for.
    pub(crate) async fn loaded(&self) -> Result<()> {
        let started = Instant::now();
        while !matches!(self.value::<bool>("document.readyState === 'complete'").await, Ok(true)) {
            ensure!(started.elapsed() <= PATIENCE, "a page was not loaded within {} s", PATIENCE.as_secs());
            tokio::time::sleep(PAUSE).await;
        }
        Ok(())
    }

    /// Waits until the client has taken over.
    pub async fn hydrated(&self) -> Result<()> {
        self.until("the page is hydrated", "document.documentElement.dataset.hydrated === 'true'").await
    }

    /// Chooses from a list, as a reader does.
    ///
    /// # Errors
    /// A list that is not there, or that has no such value.
    pub async fn choose(&self, selector: &str, value: &str) -> Result<()> {
        let [selector, value] = [selector, value].map(|text| serde_json::to_string(text).unwrap_or_default());
        let chosen: String = self
            .value(&format!(
                "(() => {{ const list = document.querySelector({selector}); list.value = {value};
                list.dispatchEvent(new Event('change', {{ bubbles: true }})); return list.value; }})()"
            ))
            .await?;
        ensure!(value == serde_json::to_string(&chosen)?, "{selector} has no {value}");
        Ok(())
    }

    /// Clicks as a person would: on what is visible.
    pub async fn click(&self, selector: &str) -> Result<()> {
        let element = self
            .browser
            .session()
            .find(By::Css(selector))
            .await
            .with_context(|| format!("nothing to click: {selector}"))?;
        element.click().await.with_context(|| format!("cannot click {selector}"))
    }

    /// The text of the only element of a selector, without what surrounds it.
    pub async fn text(&self, selector: &str) -> Result<String> {
        let quoted = serde_json::to_string(selector)?;
        self.value(&format!("document.querySelector({quoted}).textContent.trim()")).await
    }

    /// How many elements a selector finds.
    pub async fn count(&self, selector: &str) -> Result<usize> {
        let quoted = serde_json::to_string(selector)?;
        self.value(&format!("document.querySelectorAll({quoted}).length")).await
    }

    /// The query string, with its question mark.
    pub async fn query(&self) -> Result<String> {
        self.value("location.search").await
    }

    /// One step back in the history, as the browser's own button does it.
    pub async fn back(&self) -> Result<()> {
        self.browser.session().back().await.context("cannot go back")
    }

    /// One step forward.
    pub async fn forward(&self) -> Result<()> {
        self.browser.session().forward().await.context("cannot go forward")
    }

    /// Loads the page again.
    pub async fn reload(&self) -> Result<()> {
        self.browser.session().refresh().await.context("cannot reload")
    }
}
