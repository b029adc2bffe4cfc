//! Takes full-page pictures of a built site at three widths, light and dark: `cargo xtask shots`.
#![allow(clippy::print_stdout, reason = "prints the names of the pictures")]

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use browser_tests::{Browser, Page, Site};
use clap::Parser;
use xtask::site::BasePath;

/// A telephone, a tablet, a desk.
const WIDTHS: [u32; 3] = [390, 768, 1440];
const SCHEMES: [&str; 2] = ["light", "dark"];
/// Before the height of the page is known.
const FIRST_HEIGHT: u32 = 900;
/// Chromium draws no higher picture.
const HIGHEST: u32 = 16_000;

/// Take full-page pictures of a built site.
#[derive(Debug, Parser)]
struct Cli {
    /// The folder for the pictures.
    #[arg(long)]
    out: PathBuf,
    /// The folder with the built site.
    #[arg(long)]
    dist: PathBuf,
    /// The base path that the site was built with.
    #[arg(long, default_value = "/")]
    base_path: BasePath,
    /// A page; can be given more than once.
    #[arg(long = "path", default_value = "/")]
    paths: Vec<String>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let cli = Cli::parse();
    std::fs::create_dir_all(&cli.out).with_context(|| format!("cannot create {}", cli.out.display()))?;
    let site = Site::of(&cli.dist, &cli.base_path).await?;
    let browser = Browser::start().await?;
    let result = all(&cli, &site, &browser).await;
    let ended = browser.quit().await;
    result.and(ended)
}

async fn all(cli: &Cli, site: &Site, browser: &Browser) -> Result<()> {
    for path in &cli.paths {
        for width in WIDTHS {
            for scheme in SCHEMES {
                let name = format!("{}-{width}-{scheme}.png", slug(path));
                let file = cli.out.join(name);
                take(&site.url(path), width, scheme, browser, &file).await?;
                println!("{}", file.display());
            }
        }
    }
    Ok(())
}

async fn take(url: &str, width: u32, scheme: &str, browser: &Browser, file: &Path) -> Result<()> {
    browser.size(width, FIRST_HEIGHT).await?;
    browser.prefer(scheme).await?;
    let page = browser.open(url).await?;
    // A page of prose has nothing to hydrate.
    if page.value("document.querySelector('[data-load]') !== null").await? {
        page.hydrated().await?;
    }
    let height = height_of(&page).await?.clamp(FIRST_HEIGHT, HIGHEST);
    browser.size(width, height).await?;
    // Two frames, so that what depends on the size is drawn.
    tokio::time::sleep(std::time::Duration::from_millis(250)).await;
    let png = browser.picture().await?;
    std::fs::write(file, png).with_context(|| format!("cannot write {}", file.display()))
}

async fn height_of(page: &Page<'_>) -> Result<u32> {
    page.value("Math.ceil(document.documentElement.scrollHeight)").await
}

/// The path and query as part of a file's name.
fn slug(path: &str) -> String {
    let words: Vec<&str> = path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "home".to_owned() } else { words.join("-") }
}
