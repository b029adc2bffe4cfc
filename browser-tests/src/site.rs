//! The built site, served for one test, and the frame in which a test runs.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use xtask::serve::{PortChoice, Server};
use xtask::site::BasePath;

use crate::browser::Browser;

/// The base path that `cargo xtask test` builds its second site with.
pub const BASE: &str = "/some/base/";

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

    /// The site that LIM_DIST_BASE names, built for [`BASE`]; None where no second site was built.
    pub async fn start_based() -> Result<Option<Self>> {
        match std::env::var_os("LIM_DIST_BASE") {
            None => Ok(None),
            Some(dist) => Self::of(Path::new(&dist), &BASE.parse()?).await.map(Some),
        }
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

    /// The path below which the site is served.
    pub fn base(&self) -> &str {
        self.server.base()
    }

    /// Its folder.
    pub fn dist(&self) -> &Path {
        &self.dist
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.server.port()
    }

    /// Routes of all pages, sorted: empty for the home page, else with a slash at the end.
    pub fn routes(&self) -> Result<Vec<String>> {
        let files = xtask::site::files_below(&self.dist)?;
        let routes = files.iter().filter_map(|(name, _)| name.strip_suffix("index.html"));
        Ok(routes.filter(|route| route.is_empty() || route.ends_with('/')).map(str::to_owned).collect())
    }

    /// All files, relative to the folder.
    pub fn files(&self) -> Result<Vec<String>> {
        Ok(xtask::site::files_below(&self.dist)?.into_iter().map(|(name, _)| name).collect())
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

/// The same with the site below a base path; nothing where none was built.
pub async fn based(test: impl AsyncFnOnce(&Site, &Browser) -> Result<()>) -> Result<()> {
    let Some(site) = Site::start_based().await? else { return Ok(()) };
    let browser = Browser::start().await?;
    let result = test(&site, &browser).await;
    let ended = browser.quit().await;
    result.and(ended)
}
