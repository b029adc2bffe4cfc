//! From home to the command for one's own machine, and the calculator of a group that shares one.

use anyhow::{Result, ensure};
use browser_tests::tried;

const RESULTS: &str = "Object.fromEntries([...document.querySelectorAll('#co-op .lines div')].map(line => \
    [line.querySelector('dt').textContent, line.querySelector('dd').firstChild.textContent.trim()]))";

/// Two clicks on a telephone and on a desk.
#[tokio::test]
async fn from_home_to_the_command_for_ones_machine() -> Result<()> {
    tried(async |site, browser| {
        for width in [390, 1440] {
            browser.size(width, 900).await?;
            let page = browser.open(&site.url("")).await?;
            page.click("main a[href$='/setup/']").await?;
            page.until("the machines", "document.querySelector('h1').textContent.includes('my machine')").await?;
            page.click("main a[href$='/setup/mac-mini-m5-pro-64/']").await?;
            page.until("the machine", "location.pathname.endsWith('/setup/mac-mini-m5-pro-64/')").await?;
            let command = page.text("details.start[open] pre.command").await?;
            ensure!(command.starts_with("ollama pull ") && command.contains("\nollama run "), "{command}");
            let lead = page.text(".claim").await?;
            ensure!(lead.contains("tokens a second") && lead.contains("GiB"), "{lead}");
            // The name of a row stays where it is while the figures scroll.
            let stays: bool = page
                .value(
                    "(() => { const table = document.querySelector('.scroll'); table.scrollLeft = 200;
                        const left = table.querySelector('tbody th').getBoundingClientRect().left;
                        return innerWidth > 700 || left >= table.getBoundingClientRect().left - 1; })()",
                )
                .await?;
            ensure!(stays, "the first column scrolls away at {width} px");
        }
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn a_button_copies_the_command_as_it_stands() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("setup/dgx-spark/")).await?;
        let quiet = "navigator.clipboard.writeText = async (text) => { window.copied = text; }, true";
        ensure!(page.value::<bool>(&format!("({quiet})")).await?, "no clipboard");
        page.click("details.start[open] .copy button").await?;
        page.until("it says so", "document.querySelector('.copy [role=status]').textContent === 'Copied.'").await?;
        let copied: String = page.value("window.copied").await?;
        ensure!(copied == page.text("details.start[open] pre.command").await?, "{copied}");
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn a_group_sees_what_each_pays() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("co-op/")).await?;
        let still: serde_json::Value = page.value(RESULTS).await?;
        page.hydrated().await?;
        let four: serde_json::Value = page.value(RESULTS).await?;
        ensure!(still == four, "hydration changed {still} to {four}");
        ensure!(four["When one leaves, each of the others pays"].is_string(), "{four}");
        let type_in = |id: &str, text: &str| {
            format!(
                "(() => {{ const field = document.getElementById('{id}'); field.value = '{text}';
                    field.dispatchEvent(new Event('input', {{ bubbles: true }})); return true; }})()"
            )
        };
        page.value::<bool>(&type_in("co-n", "1")).await?;
        page.until("nobody can leave", &format!("!('When one leaves, each of the others pays' in {RESULTS})")).await?;
        let one: serde_json::Value = page.value(RESULTS).await?;
        ensure!(one["Each pays a month"] != four["Each pays a month"], "{one}");
        // What is no number says so beside its field, and the last good answer stays.
        page.value::<bool>(&type_in("co-n", "a few")).await?;
        page.until("it says so", "document.getElementById('co-n-said').textContent.includes('from 1 to 20')").await?;
        ensure!(page.value::<serde_json::Value>(RESULTS).await? == one, "the answer went away");
        page.value::<bool>(&type_in("co-n", "8")).await?;
        page.until("the field is mended", "document.getElementById('co-n-said').textContent === ''").await?;
        page.until("eight pay less", &format!("{RESULTS}['Each pays a month'] !== {}", one["Each pays a month"]))
            .await?;
        browser.expect_quiet().await
    })
    .await
}

/// The question is answered on the first screen: four ways for three amounts of use, with the cheapest first.
#[tokio::test]
async fn home_says_what_a_month_costs() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("")).await?;
        let uses = page.count("details[name=use]").await?;
        ensure!(uses == 3 && page.count("details[name=use][open]").await? == 1, "{uses} uses");
        let amounts: Vec<f64> = page
            .value(
                "[...document.querySelectorAll('details[name=use][open] .money')]
                    .map(amount => Number(amount.textContent.replace(/[$,]/g, '')))",
            )
            .await?;
        ensure!(amounts.len() == 4 && amounts.is_sorted_by(|a, b| a <= b), "{amounts:?}");
        let top: f64 = page
            .value("document.querySelector('details[name=use][open] .answer-line').getBoundingClientRect().top")
            .await?;
        ensure!(top < 900.0, "the answer stands at {top} px");
        page.click("details[name=use]:nth-of-type(3) summary").await?;
        page.until("another use", "document.querySelector('details[name=use]:nth-of-type(3)').open").await?;
        browser.expect_quiet().await
    })
    .await
}
