//! The speed page: machines sort, the race runs, pauses and holds still for readers who ask for that.

use anyhow::{Result, ensure};
use browser_tests::tried;

const NAMES: &str =
    "[...document.querySelectorAll('table[data-sort=machines] tbody th')].map(head => head.textContent)";
const CLOCKS: &str = "[...document.querySelectorAll('#race .clock')].map(clock => clock.textContent)";

#[tokio::test]
async fn machines_sort_by_any_column_and_the_address_keeps_it() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/speed/#machines")).await?;
        let before: Vec<String> = page.value(NAMES).await?;
        page.click("table[data-sort=machines] th:nth-child(4) button").await?;
        let sorted: Vec<String> = page.value(NAMES).await?;
        ensure!(sorted != before && sorted.len() == before.len(), "the rows did not move");
        let values: Vec<f64> = page
            .value(
                "[...document.querySelectorAll('table[data-sort=machines] tbody td:nth-child(4)')]
                    .filter(cell => cell.dataset.value).map(cell => Number(cell.dataset.value))",
            )
            .await?;
        ensure!(values.len() > 5 && values.is_sorted_by(|a, b| a >= b), "not from the top: {values:?}");
        let query = page.query().await?;
        ensure!(query == "?machines=-bandwidth-gb-s", "the address is {query}");
        let page = browser.open(&site.url(&format!("/speed/{query}"))).await?;
        ensure!(page.value::<Vec<String>>(NAMES).await? == sorted, "the link shows another order");
        ensure!(page.count("th[aria-sort=descending]").await? == 1, "no header says how it sorts");
        ensure!(page.count("script[type=module]").await? == 0, "the page loads WebAssembly");
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn the_race_runs_and_pauses() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/speed/#race-section")).await?;
        let ended: Vec<String> = page.value(CLOCKS).await?;
        ensure!(ended.len() == 3 && ended[0].starts_with("12 s") && ended[2].starts_with("559 s"), "{ended:?}");
        page.click("#race .answer-tools button:nth-of-type(3)").await?;
        page.click("#race .answer-tools button:nth-of-type(1)").await?;
        // Ten times as fast: the cloud ends within two seconds, while the others have far to go.
        page.until(
            "the cloud has ended",
            &format!("({CLOCKS})[0].startsWith('12 s') && ({CLOCKS})[1].includes(' of 238 s')"),
        )
        .await?;
        page.until("text flows", "document.querySelectorAll('#race .flow')[1].textContent.length > 20").await?;
        page.click("#race .answer-tools button:nth-of-type(1)").await?;
        page.until(
            "it says that it is paused",
            "document.querySelector('#race .said').textContent.startsWith('Paused')",
        )
        .await?;
        let paused: Vec<String> = page.value(CLOCKS).await?;
        page.value::<()>("new Promise(done => setTimeout(() => done(null), 300))").await?;
        ensure!(page.value::<Vec<String>>(CLOCKS).await? == paused, "it goes on although it is paused");
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn who_asks_for_less_motion_sees_the_end() -> Result<()> {
    tried(async |site, browser| {
        browser.prefer("light").await?;
        let page = browser.open(&site.url("/speed/#race-section")).await?;
        let visible: bool = page.value("document.querySelector('#race .answer-tools').checkVisibility()").await?;
        ensure!(!visible, "there are buttons for a motion that nobody wants");
        let clocks: Vec<String> = page.value(CLOCKS).await?;
        ensure!(clocks[2].starts_with("559 s"), "{clocks:?}");
        browser.expect_quiet().await
    })
    .await
}

/// The charts of any machine are those of its own page, by a choice that the address keeps.
#[tokio::test]
async fn a_machine_is_chosen_and_the_address_keeps_it() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/setup/rtx-5090-pc/")).await?;
        let titles = "[...document.querySelectorAll('.machine-charts h3')].map(title => title.textContent).join('|')";
        let own: String = page.value(titles).await?;
        ensure!(!own.is_empty(), "the machine has no charts");
        let page = browser.open(&site.url("/speed/")).await?;
        let first: String = page.value(titles).await?;
        page.click("#machine option[value=rtx-5090-pc]").await?;
        let shown = format!("{titles} === {}", serde_json::json!(own));
        page.until("its charts", &shown).await?;
        page.until("its page", "document.querySelector('#machine-page').href.endsWith('/setup/rtx-5090-pc/')").await?;
        ensure!(page.query().await? == "?machine=rtx-5090-pc", "the address is {}", page.query().await?);
        page.back().await?;
        page.until("back", &format!("{titles} === {}", serde_json::json!(first))).await?;
        let page = browser.open(&site.url("/speed/?machine=rtx-5090-pc")).await?;
        page.until("the link", &shown).await?;
        ensure!(
            page.text("#machine-said").await?
                == page.value::<String>("document.querySelector('#machine').selectedOptions[0].textContent").await?,
            "the name of another machine"
        );
        browser.expect_quiet().await
    })
    .await
}

/// One screen says the answer; the rest opens.
#[tokio::test]
async fn the_page_is_short_and_what_is_folded_opens_by_its_link() -> Result<()> {
    tried(async |site, browser| {
        for (width, most) in [(390, 3_600.0), (1440, 2_400.0)] {
            browser.size(width, 900).await?;
            let page = browser.open(&site.url("/speed/")).await?;
            let high: f64 = page.value("document.documentElement.scrollHeight").await?;
            ensure!(high < most, "{high} px at {width}");
            page.click(".jump a[href='#errors']").await?;
            page.until("it opens", "document.getElementById('errors').open").await?;
        }
        browser.expect_quiet().await
    })
    .await
}

/// Bars can be compared only from one beginning.
#[tokio::test]
async fn all_bars_of_the_test_begin_at_one_place() -> Result<()> {
    tried(async |site, browser| {
        for width in [390, 1440] {
            browser.size(width, 900).await?;
            let page = browser.open(&site.url("/speed/#race-section")).await?;
            page.until("it is open", "document.getElementById('race-section').open").await?;
            let left: Vec<f64> = page
                .value("[...document.querySelectorAll('#race-section td.bars svg')].map(bar => bar.getBoundingClientRect().left)")
                .await?;
            ensure!(left.len() == 3 && left.iter().all(|at| (at - left[0]).abs() < 0.5), "at {width}: {left:?}");
        }
        browser.expect_quiet().await
    })
    .await
}
