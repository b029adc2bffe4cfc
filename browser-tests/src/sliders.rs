//! How soon a calculator's page answers a slider, charts included, on a processor slowed down to a quarter.

use anyhow::Result;
use xtask::bench::{Figure, quantile};

use crate::browser::Browser;
use crate::page::Page;
use crate::site::Site;

/// Pages with the sliders that are moved.
const SLIDERS: [(&str, &str); 5] =
    [("cost/", "r-t"), ("cost/", "r-p"), ("memory/", "r-c"), ("decide/", "r-t"), ("decide/", "r-ge")];
const SLOWER: f64 = 4.0;
const TIMES: usize = 40;
/// Milliseconds from the slider's event to the painted answer.
const LIMIT: f64 = 16.0;

/// Moves a slider to another place, and gives the milliseconds of work until the frame with the answer is painted: the
/// event's own, and from the beginning of the frame to its end. A hand's movement reaches a page at the beginning of a
/// frame; the wait for one is the screen's. Then the work of the next frame, in which the lists follow, and whether
/// sentence, charts or lists changed.
const MOVE: &str = "(async () => {
    const next = () => new Promise(done => {
        const channel = new MessageChannel();
        channel.port1.onmessage = done;
        channel.port2.postMessage(0);
    });
    const frame = () => new Promise(done => requestAnimationFrame(done)).then(next);
    const said = () => ['answer', 'figures'].map(id => document.getElementById(id).innerHTML).join();
    const slider = document.getElementById('ID');
    for (let i = 0; i < 3; i++) await frame();
    const before = said();
    const start = performance.now();
    let begun = start, then = start;
    requestAnimationFrame(() => {
        begun = performance.now();
        requestAnimationFrame(() => { then = performance.now(); });
    });
    slider.value = String(Math.round(slider.max * (0.3 + 0.02 * (TURN % 20))));
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    const heard = performance.now() - start;
    await frame();
    const taken = heard + performance.now() - begun;
    await frame();
    const lists = performance.now() - then;
    return [taken, lists, said() === before ? 0 : 1];
})()";

/// Measures every slider of [`SLIDERS`].
pub async fn measure(site: &Site, browser: &Browser) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for (route, id) in SLIDERS {
        let page = browser.open(&site.url(route)).await?;
        page.hydrated().await?;
        browser.slow_down(SLOWER).await?;
        let (mut times, mut lists) = moved(&page, id).await?;
        browser.slow_down(1.0).await?;
        let name = |what: &str| format!("{route} slider {id}, processor ÷ 4: to the painted answer, {what}");
        figures.push(Figure::at_most(name("median"), quantile(&mut times, 0.5), "ms", LIMIT));
        figures.push(Figure::plain(name("90 %"), quantile(&mut times, 0.9), "ms"));
        let name = format!("{route} slider {id}, processor ÷ 4: the frame of the lists, median");
        figures.push(Figure::plain(name, quantile(&mut lists, 0.5), "ms"));
    }
    browser.expect_quiet().await?;
    Ok(figures)
}

async fn moved(page: &Page<'_>, id: &str) -> Result<(Vec<f64>, Vec<f64>)> {
    let (mut times, mut lists, mut changes) = (Vec::new(), Vec::new(), 0.0);
    // The first four warm the page up.
    for turn in 0..TIMES + 4 {
        let script = MOVE.replace("ID", id).replace("TURN", &turn.to_string());
        let [taken, following, changed]: [f64; 3] = page.value(&script).await?;
        changes += changed;
        if turn >= 4 {
            times.push(taken);
            lists.push(following);
        }
    }
    anyhow::ensure!(changes > 0.0, "{id} was moved {TIMES} times and nothing changed");
    Ok((times, lists))
}
