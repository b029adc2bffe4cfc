//! Times first visits on a slow telephone against a hand-written page with the same table: `cargo xtask audit`.
//!
//! The control and the page are visited in turn, so that whatever else the machine does slows both.
#![allow(clippy::print_stdout, reason = "prints the figures")]

use std::path::PathBuf;

use anyhow::{Result, bail};
use browser_tests::phone::{BITS_PER_S, ROUND_TRIP_S, Visit, visit};
use browser_tests::{Browser, Site, control};
use clap::Parser;
use xtask::bench::{Figure, quantile};
use xtask::site::BasePath;

/// Time first visits on a slow telephone.
#[derive(Debug, Parser)]
struct Cli {
    /// The folder with the built site.
    #[arg(long)]
    dist: PathBuf,
    /// The base path that the site was built with.
    #[arg(long, default_value = "/")]
    base_path: BasePath,
    /// Visits of each page; the median counts.
    #[arg(long, default_value_t = 5)]
    runs: usize,
}

#[tokio::main]
async fn main() -> Result<()> {
    let cli = Cli::parse();
    let site = Site::of(&cli.dist, &cli.base_path).await?;
    let mut missed = 0;
    for route in leaderboards(&site)? {
        println!("/{route}, {} visits in turn with the control", cli.runs.max(1));
        for figure in measured(&site, &route, cli.runs.max(1)).await? {
            println!("{}", figure.line());
            missed += usize::from(!figure.holds());
        }
    }
    if missed > 0 {
        bail!("{missed} figures missed their limit");
    }
    Ok(())
}

/// The home page, and the page of the snapshot with the longest table.
fn leaderboards(site: &Site) -> Result<Vec<String>> {
    let mut all = Vec::new();
    for route in site.routes()? {
        let text = site.file(&format!("{route}index.html"))?;
        if text.contains("id=\"leaderboard\"") {
            all.push((text.matches("data-model=").count(), route));
        }
    }
    let longest = all.iter().filter(|(_, route)| !route.is_empty()).max().cloned();
    Ok([String::new()].into_iter().chain(longest.map(|(_, route)| route)).collect())
}

async fn measured(site: &Site, route: &str, runs: usize) -> Result<Vec<Figure>> {
    let url = site.url(route);
    let folder = tempfile::tempdir()?;
    let browser = Browser::start().await?;
    let written = match browser.open(&url).await {
        Ok(page) => control::write(&page, folder.path()).await,
        Err(error) => Err(error),
    };
    browser.quit().await?;
    written?;
    let hand = Site::of(folder.path(), &BasePath::root()).await?;
    let (mut controls, mut pages) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        controls.push(visit(&hand.url("robots.txt"), &hand.url("")).await?);
        pages.push(visit(&site.url("robots.txt"), &url).await?);
    }
    Ok(figures(&controls, &pages))
}

fn figures(controls: &[Visit], pages: &[Visit]) -> Vec<Figure> {
    let median =
        |visits: &[Visit], of: fn(&Visit) -> f64| quantile(&mut visits.iter().map(of).collect::<Vec<_>>(), 0.5);
    let paint = |visit: &Visit| visit.largest_paint;
    let (control, page) = (median(controls, paint), median(pages, paint));
    let bytes = median(pages, |visit| visit.bytes);
    // What the line alone needs, with a third more for everything else, and three round trips.
    let limit = 1e3 * (1.3 * bytes * 8.0 / BITS_PER_S + 3.0 * ROUND_TRIP_S);
    vec![
        Figure::plain("largest paint of the control", control, "ms"),
        Figure::plain("largest paint of the page", page, "ms"),
        Figure::at_most("their ratio", page / control, "", 1.15),
        Figure::plain("loaded until ready for input", bytes / 1e3, "KB"),
        Figure::at_most("ready for input", median(pages, |visit| visit.ready), "ms", limit.round()),
        Figure::at_most("largest layout shift", pages.iter().map(|visit| visit.shift).fold(0.0, f64::max), "", 0.004),
    ]
}
