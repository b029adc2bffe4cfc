//! The built site, served for one test, and the frame in which a test runs.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use xtask::serve::{PortChoice, Server};
use xtask::site::BasePath;

use crate::browser::Browser;

/// A built site behind a server of its own.
#[derive(Debug)]
pub struct Site {
    dist: PathBuf,
    server: Server,
}

impl Site {
    /// Serves the folder that LIM_DIST names.
    pub async fn start() -> Result<Self> {
        let Some(dist) = std::env::var_os("LIM_DIST") else {
            bail!(
                "LIM_DIST is not set: it names the built site. `cargo xtask test` sets it; by \
                 hand: cargo xtask site && LIM_DIST=\"$PWD/dist\" cargo test -p browser-tests"
            );
        };
        Self::of(Path::new(&dist), &BasePath::root()).await
    }

    /// Serves a folder below a base path.
    pub async fn of(dist: &Path, base: &BasePath) -> Result<Self> {
        let server = Server::start(dist, base, PortChoice::Any).await?;
        Ok(Self { dist: dist.to_path_buf(), server })
    }

    /// The address of a page; `page` is what follows the base path.
    pub fn url(&self, page: &str) -> String {
        format!("{}{}", self.server.url(), page.trim_start_matches('/'))
    }

    /// A file as it was built.
    pub fn file(&self, name: &str) -> Result<String> {
        let path = self.dist.join(name);
        std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
    }
}

/// Runs a test with a site and a browser of its own, and ends the browser whatever happens.
pub async fn tried(test: impl AsyncFnOnce(&Site, &Browser) -> Result<()>) -> Result<()> {
    let site = Site::start().await?;
    let browser = Browser::start().await?;
    let result = test(&site, &browser).await;
    let ended = browser.quit().await;
    result.and(ended)
}
