//! Measures how soon the leaderboard and the calculators answer, in Chromium: `cargo xtask bench --only site`.
#![allow(clippy::print_stdout, reason = "prints the figures")]

use std::path::PathBuf;

use anyhow::{Result, ensure};
use browser_tests::{Browser, Page, Site, sliders, synthetic};
use clap::Parser;
use xtask::bench::{Figure, quantile};
use xtask::site::BasePath;

/// Models, tasks, milliseconds that an answer may take, how often each is measured.
const SIZES: [(usize, usize, f64, usize); 2] = [(12, 30, 16.0, 40), (500, 100, 100.0, 12)];

/// What is pressed, as it is called, and as the page hears it. `turn` counts up, so that each press changes something.
const PRESSES: [(&str, &str); 4] = [
    (
        "filter",
        "const field = document.querySelector('#controls [name=q]');
        field.value = turn % 2 ? '' : 'some 1';
        ['input', 'change'].forEach(name => field.dispatchEvent(new Event(name, { bubbles: true })));",
    ),
    ("sort", "document.querySelector(`#leaderboard th[data-column=${turn % 2 ? 'name' : 'score'}] button`).click();"),
    (
        "task switch",
        "const field = document.querySelector('#controls [name=no-tasks][value=\"3\"]');
        field.checked = !field.checked;
        ['input', 'change'].forEach(name => field.dispatchEvent(new Event(name, { bubbles: true })));",
    ),
    (
        "category switch",
        "const field = document.querySelector('#controls [name=no-categories]');
        field.checked = !field.checked;
        ['input', 'change'].forEach(name => field.dispatchEvent(new Event(name, { bubbles: true })));",
    ),
];

/// Puts a `measure` into the page. It presses, and gives the time until the frame after it is painted, until intervals
/// and places stand there, and the longest time meanwhile in which the page could not have answered.
const MEASURE: &str = "(() => {
    const next = () => new Promise(done => {
        const channel = new MessageChannel();
        channel.port1.onmessage = done;
        channel.port2.postMessage(0);
    });
    const frame = () => new Promise(done => requestAnimationFrame(done)).then(next);
    const status = document.querySelector('.status');
    const pending = () => status.textContent.includes('being computed');
    window.measure = async (press, turn) => {
        for (let i = 0; i < 5; i++) await frame();
        // At the beginning of a frame, as browsers hand input over: waiting for the screen, up to 17 ms, is no work.
        await new Promise(done => requestAnimationFrame(done));
        let longest = 0, last = performance.now();
        const start = last;
        const look = () => {
            const now = performance.now();
            longest = Math.max(longest, now - last);
            last = now;
        };
        press(turn);
        await next();
        look();
        const painted = last - start;
        while (pending()) {
            await next();
            look();
        }
        const done = last - start;
        // What the next frames do is work too, and each of them alone must not hold the page up.
        for (let i = 0; i < 3; i++) {
            await new Promise(done => requestAnimationFrame(done));
            last = performance.now();
            await next();
            look();
        }
        return [painted, done, longest];
    };
    return null;
})()";

/// Measure how soon the leaderboard answers.
#[derive(Debug, Parser)]
struct Cli {
    /// The folder with the built site.
    #[arg(long)]
    dist: PathBuf,
}

#[tokio::main]
async fn main() -> Result<()> {
    let cli = Cli::parse();
    let site = Site::of(&cli.dist, &BasePath::root()).await?;
    let browser = Browser::start().await?;
    let result = all(&site, &browser).await;
    let ended = browser.quit().await;
    let missed = result?;
    ended?;
    ensure!(missed == 0, "{missed} figures missed their limit");
    Ok(())
}

/// Prints every figure; how many missed their limit.
async fn all(site: &Site, browser: &Browser) -> Result<usize> {
    let mut missed = 0;
    for figure in sliders::measure(site, browser).await? {
        println!("{}", figure.line());
        missed += usize::from(!figure.holds());
    }
    for (models, tasks, limit, times) in SIZES {
        let page = browser.open(&site.url("/")).await?;
        page.hydrated().await?;
        show(&page, models, tasks).await?;
        page.value::<Option<bool>>(MEASURE).await?;
        for (name, press) in PRESSES {
            let name = format!("{models} × {tasks}, {name}");
            for figure in measured(&page, &name, press, limit, times).await? {
                println!("{}", figure.line());
                missed += usize::from(!figure.holds());
            }
        }
        browser.expect_quiet().await?;
    }
    Ok(missed)
}

async fn measured(page: &Page<'_>, name: &str, press: &str, limit: f64, times: usize) -> Result<Vec<Figure>> {
    let (mut painted, mut done, mut longest) = (Vec::new(), Vec::new(), Vec::new());
    // The first two warm the page up.
    for turn in 0..times + 2 {
        let [next, all, block]: [f64; 3] = page.value(&format!("measure(turn => {{ {press} }}, {turn})")).await?;
        if turn > 1 {
            painted.push(next);
            done.push(all);
            longest.push(block);
        }
    }
    let figure = |what: &str| format!("{name}: {what}");
    Ok(vec![
        Figure::at_most(figure("to the next paint, median"), quantile(&mut painted, 0.5), "ms", limit),
        Figure::plain(figure("to the next paint, 90 %"), quantile(&mut painted, 0.9), "ms"),
        Figure::plain(figure("until intervals and places stand, median"), quantile(&mut done, 0.5), "ms"),
        Figure::at_most(figure("longest that the page stood still, median"), quantile(&mut longest, 0.5), "ms", limit),
    ])
}

/// Opens a summary of this size as a file of the reader's own.
async fn show(page: &Page<'_>, models: usize, tasks: usize) -> Result<()> {
    let text = serde_json::json!(synthetic::summary(models, tasks));
    page.value::<Option<bool>>(&format!(
        "(() => {{
            const transfer = new DataTransfer();
            transfer.items.add(new File([{text}], 'made-up.json'));
            const field = document.querySelector('#controls input[type=file]');
            field.files = transfer.files;
            ['input', 'change'].forEach(name => field.dispatchEvent(new Event(name, {{ bubbles: true }})));
            return null;
        }})()"
    ))
    .await?;
    let rows = format!("document.querySelectorAll('#leaderboard tr[data-model]').length >= {}", models.min(12));
    page.until(
        "the snapshot is shown",
        &format!("document.querySelector('caption').textContent.includes('Made up') && {rows}"),
    )
    .await?;
    page.until("everything is computed", "!document.querySelector('.status').textContent.includes('being computed')")
        .await
}
