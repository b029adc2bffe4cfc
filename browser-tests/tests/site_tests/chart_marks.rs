//! What charts write: no text over another, tips at the points by pointer and by keyboard, and points that lead on.

use anyhow::{Result, ensure};
use browser_tests::tried;
use thirtyfour::Key;

/// Pairs of texts that lie over each other, in every drawing that can be seen; two pixels of play for fonts.
const OVER: &str = "[...document.querySelectorAll('.chart svg')].filter(svg => svg.getClientRects().length > 0).flatMap(svg => {
    const texts = [...svg.querySelectorAll('text')].filter(text => !text.closest('.tip'));
    const boxes = texts.map(text => text.getBoundingClientRect());
    const found = [];
    for (let a = 0; a < boxes.length; a += 1) for (let b = a + 1; b < boxes.length; b += 1) {
        const wide = Math.min(boxes[a].right, boxes[b].right) - Math.max(boxes[a].left, boxes[b].left);
        const high = Math.min(boxes[a].bottom, boxes[b].bottom) - Math.max(boxes[a].top, boxes[b].top);
        if (wide > 2 && high > 4) found.push(`${texts[a].textContent} | ${texts[b].textContent} by ${wide} x ${high}`);
    }
    const frame = svg.getBoundingClientRect();
    boxes.forEach((box, at) => { if (box.left < frame.left - 2 || box.right > frame.right + 2) found.push(`${texts[at].textContent} leaves its drawing`); });
    return found;
})";

#[tokio::test]
async fn no_text_of_a_chart_lies_over_another() -> Result<()> {
    tried(async |site, browser| {
        browser.without_scripts().await?;
        let mut faults = Vec::new();
        for width in [390, 768, 1440] {
            browser.size(width, 900).await?;
            let machines =
                ["dgx-spark", "mac-studio-m5-max-128", "rtx-5090-pc", "macbook-air-m4-32", "raspberry-pi-5-8"];
            let pages = machines.map(|machine| format!("setup/{machine}/"));
            let others = ["", "speed/", "snapshots/builtin-baselines/"].map(str::to_owned);
            for route in others.iter().chain(&pages) {
                let page = browser.open(&site.url(route)).await?;
                let found: Vec<String> = page.value(OVER).await?;
                faults.extend(found.into_iter().map(|fault| format!("/{route} at {width}: {fault}")));
            }
        }
        ensure!(faults.is_empty(), "{}", faults.join("\n  "));
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn a_point_of_a_machine_says_what_it_is_and_leads_to_its_model() -> Result<()> {
    tried(async |site, browser| {
        browser.size(1440, 900).await?;
        let page = browser.open(&site.url("setup/dgx-spark/")).await?;
        page.value::<()>("(document.querySelector('.chart.wide a.spot').focus(), null)").await?;
        // Only a focus that came by keyboard is shown as one.
        browser.session().action_chain().key_down(Key::Shift).send_keys(Key::Tab).key_up(Key::Shift).perform().await?;
        browser.session().action_chain().send_keys(Key::Tab).perform().await?;
        let tip = "document.activeElement.querySelector('.tip')";
        page.until("the tip is there", &format!("getComputedStyle({tip}).visibility === 'visible'")).await?;
        let (text, label): (String, String) = (
            page.value(&format!("{tip}.textContent")).await?,
            page.value("document.activeElement.getAttribute('aria-label')").await?,
        );
        ensure!(text == label && text.contains("score") && text.ends_with("tokens/s"), "{text} | {label}");
        let near: f64 = page
            .value(&format!(
                "(() => {{ const a = {tip}.getBoundingClientRect();
                    const b = document.activeElement.querySelector('.ring').getBoundingClientRect();
                    return Math.min(Math.abs(a.bottom - b.top), Math.abs(b.bottom - a.top)); }})()"
            ))
            .await?;
        ensure!(near < 20.0, "the tip is {near} px from its point");
        browser.session().action_chain().send_keys(Key::Enter).perform().await?;
        page.until(
            "the model",
            "location.pathname.endsWith('/models/') && document.querySelector(location.hash) !== null",
        )
        .await?;
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn a_point_of_the_leaderboard_has_its_tip_beside_it_and_leads_to_its_model() -> Result<()> {
    tried(async |site, browser| {
        browser.size(1280, 900).await?;
        let page = browser.open(&site.url("snapshots/2026-04-published/")).await?;
        page.hydrated().await?;
        page.until("the chart is drawn", "document.querySelector('#quality .chart.live')").await?;
        page.value::<()>("(document.querySelector('#quality canvas').focus(), null)").await?;
        browser.session().action_chain().send_keys(Key::Down).perform().await?;
        page.until("it is read out", "document.querySelector('#quality .read a')").await?;
        let far: f64 = page
            .value(
                "(() => { const tip = document.querySelector('#quality .read').getBoundingClientRect();
                    const style = document.querySelector('#quality .chart').style;
                    const chart = document.querySelector('#quality .chart').getBoundingClientRect();
                    const x = chart.left + parseFloat(style.getPropertyValue('--x'));
                    const y = chart.top + parseFloat(style.getPropertyValue('--y'));
                    return Math.max(Math.abs(y - tip.bottom), tip.left - x, x - tip.right); })()",
            )
            .await?;
        ensure!(far < 24.0, "the tip is {far} px from its point");
        let leads: String = page.value("document.querySelector('#quality .read a').href").await?;
        browser.session().action_chain().send_keys(Key::Enter).perform().await?;
        page.until("the model", &format!("location.href === {}", serde_json::json!(leads))).await?;
        ensure!(page.count("h1").await? == 1 && leads.contains("/models/"), "{leads}");
        browser.expect_quiet().await
    })
    .await
}

/// A chart does not promise what its data lack.
#[tokio::test]
async fn a_chart_without_intervals_says_so() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("snapshots/2026-04-published/")).await?;
        page.hydrated().await?;
        let caption = page.text("#scores figcaption").await?;
        ensure!(page.text("#scores h2").await? == "Scores" && !caption.contains("95 %"), "{caption}");
        for id in ["categories", "agreement"] {
            let seen: bool = page.value(&format!("document.getElementById('{id}').checkVisibility()")).await?;
            ensure!(!seen, "{id} is a heading without a chart");
        }
        browser.expect_quiet().await
    })
    .await
}
