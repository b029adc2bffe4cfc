//! Compare and what moves local: controls change what follows and the address; the address changes the controls.

use anyhow::{Result, ensure};
use browser_tests::{Page, tried};

#[tokio::test]
async fn a_comparison_can_be_copied_as_a_link() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/compare/")).await?;
        page.hydrated().await?;
        ensure!(page.query().await?.is_empty(), "the default leaves a trace in the address");
        let first: String = page.value("document.querySelector('select[name=a]').value").await?;
        choose(&page, "select[name=b]", "baseline-template").await?;
        page.until(
            "the comparison follows",
            "document.querySelector('#compare .said').textContent.includes('Template')",
        )
        .await?;
        choose(&page, "select[name=c]", "baseline-lead-keywords").await?;
        page.until(
            "a third model is there",
            "document.querySelectorAll('#compare .output table')[0].rows.length === 4",
        )
        .await?;
        move_to(&page, "input[type=range][name=margin]", "0.95").await?;
        page.until(
            "the number follows the slider",
            "document.querySelector('input[type=number][name=margin]').value === '0.95'",
        )
        .await?;
        let (query, shown) = (page.query().await?, output(&page).await?);
        ensure!(query == "?b=baseline-template&c=baseline-lead-keywords&margin=0.95", "the address is {query}");

        let page = browser.open(&site.url(&format!("/compare/{query}"))).await?;
        page.hydrated().await?;
        page.until(
            "the link restores the view",
            "document.querySelectorAll('#compare .output table')[0].rows.length === 4",
        )
        .await?;
        ensure!(output(&page).await? == shown, "the link shows something else");
        let slider: String = page.value("document.querySelector('input[type=range][name=margin]').value").await?;
        ensure!(slider == "0.95", "the slider stands at {slider}");
        let own: String = page.value("document.querySelector('select[name=a]').value").await?;
        ensure!(own == first, "the first model has changed");
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn back_goes_a_choice_back_and_not_a_step_of_the_slider() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/compare/")).await?;
        page.hydrated().await?;
        let before = output(&page).await?;
        choose(&page, "select[name=b]", "baseline-template").await?;
        for margin in ["0.2", "0.3", "0.4"] {
            move_to(&page, "input[type=range][name=margin]", margin).await?;
        }
        page.until("the address follows", "location.search === '?b=baseline-template&margin=0.4'").await?;
        page.back().await?;
        page.until("the page stands as before", "location.search === ''").await?;
        page.until(
            "the controls too",
            "document.querySelector('input[type=range][name=margin]').value === '0.1' || document.querySelector('input[type=range][name=margin]').value === '0.10'",
        )
        .await?;
        ensure!(output(&page).await? == before, "back shows something else");
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn another_snapshot_is_loaded_and_a_strange_one_is_named() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/compare/")).await?;
        page.hydrated().await?;
        choose(&page, "select[name=snapshot]", "2026-04-published").await?;
        page.until("means only", "document.querySelector('#compare .said').textContent.includes('means only')").await?;
        page.until("the snapshot keeps the focus", "document.activeElement.name === 'snapshot'").await?;
        page.back().await?;
        page.until(
            "the page’s own is back",
            "document.querySelector('#compare .said').textContent.includes('Good enough')",
        )
        .await?;
        // A strange one in the address names what is shown, whichever that is.
        choose(&page, "select[name=snapshot]", "2026-04-published").await?;
        page.until("means only", "document.querySelector('#compare .said').textContent.includes('means only')").await?;
        page.value::<()>(
            "(history.pushState(null, '', '?snapshot=nowhere'), dispatchEvent(new PopStateEvent('popstate')), null)",
        )
        .await?;
        let title: String = page
            .value("document.querySelector('select[name=snapshot]').selectedOptions[0].textContent.split(' · ')[0]")
            .await?;
        let said = "document.querySelector('#compare .failure').textContent";
        page.until("it is named", &format!("{said}.includes('nowhere')")).await?;
        let said: String = page.value(said).await?;
        ensure!(said.contains(&title), "“{title}” is shown, but it says: {said}");
        browser.expect_quiet().await?;
        let page = browser.open(&site.url("/local/?snapshot=no-such&threshold=9&model=%3Cb%3E")).await?;
        page.hydrated().await?;
        page.until("it is named", "document.querySelector('#local .failure').textContent.includes('no-such')").await?;
        browser.expect_quiet().await
    })
    .await
}

/// A link that asks for what is not there must not look like its answer.
#[tokio::test]
async fn a_model_that_is_not_there_is_named() -> Result<()> {
    tried(async |site, browser| {
        for (path, root) in [("/compare/?a=no-such-model", "compare"), ("/local/?model=no-such-model", "local")] {
            let page = browser.open(&site.url(path)).await?;
            page.hydrated().await?;
            let said = format!("document.querySelector('#{root} .failure').textContent");
            page.until("it is named", &format!("{said}.includes('no-such-model')")).await?;
        }
        browser.expect_quiet().await
    })
    .await
}

/// Baselines are no answer to the question of the page, and the page says so.
#[tokio::test]
async fn without_language_models_both_say_how_to_make_evidence() -> Result<()> {
    tried(async |site, browser| {
        for path in ["/compare/", "/local/"] {
            let page = browser.open(&site.url(path)).await?;
            let models: bool = page
                .value("!document.querySelector('.said').textContent.includes('baseline') && !document.querySelector('#no-evidence')")
                .await?;
            let told = page.count("#no-evidence").await?;
            // Either there are language models, or it says that there are none and which commands make some.
            ensure!(models || told == 1, "{path} shows baselines without a word");
            if told == 1 {
                ensure!(page.text("#no-evidence").await?.contains("exporter run"), "{path} says no command");
            }
        }
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn the_threshold_decides() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/local/")).await?;
        page.hydrated().await?;
        let count = "(word => [...document.querySelectorAll('#local tbody td:nth-child(2)')].filter(td => td.textContent === word).length)";
        move_to(&page, "input[type=number][name=threshold]", "0").await?;
        page.until("nothing stays in the cloud at 0", &format!("{count}('local') > 0 && {count}('cloud') === 0")).await?;
        move_to(&page, "input[type=range][name=threshold]", "2").await?;
        page.until("nothing moves at 2", &format!("{count}('local') === 0 && {count}('cloud') > 0")).await?;
        ensure!(page.query().await? == "?threshold=2", "the address is {}", page.query().await?);
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn a_readers_own_counts_are_read_in_the_page() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/local/")).await?;
        page.hydrated().await?;
        let example = include_str!("../../../data/work/example-profile.json");
        ensure!(page.text("#my-work .said").await?.starts_with("A made-up example"), "the example says what it is");
        paste(&page, "{\"format\":").await?;
        page.until("a bad file is named", "document.querySelector('#my-work .failure').textContent.includes('line 1')")
            .await?;
        paste(&page, &example.replacen("\"prompts\": 260", "\"prompts\": 261", 1)).await?;
        let said = "document.querySelector('#my-work .said').textContent";
        page.until("it is shown", &format!("{said}.startsWith('Your file: 261 prompts')")).await?;
        let failure: String = page.value("document.querySelector('#my-work .failure').textContent").await?;
        ensure!(failure.is_empty(), "a good file leaves: {failure}");
        page.click("#my-work button").await?;
        page.until("the example is back", &format!("{said}.startsWith('A made-up example')")).await?;
        browser.expect_quiet().await
    })
    .await
}

/// Pastes a text into the field of the reader's own work.
async fn paste(page: &Page<'_>, text: &str) -> Result<()> {
    page.value(&format!(
        "((area) => (area.value = {text:?}, area.dispatchEvent(new Event('change', {{ bubbles: true }})), null))
            (document.querySelector('#my-work textarea'))"
    ))
    .await
}

#[tokio::test]
async fn both_read_without_scripts() -> Result<()> {
    tried(async |site, browser| {
        browser.without_scripts().await?;
        for (path, rows) in [("/compare/", 20), ("/local/", 5)] {
            let page = browser.open(&site.url(path)).await?;
            ensure!(page.count(".output tbody tr").await? >= rows, "{path} has too few rows");
        }
        browser.expect_quiet().await
    })
    .await
}

async fn choose(page: &Page<'_>, select: &str, value: &str) -> Result<()> {
    page.click(&format!("{select} option[value='{value}']")).await
}

/// Sets an input as dragging or typing would.
async fn move_to(page: &Page<'_>, input: &str, value: &str) -> Result<()> {
    page.value(&format!(
        "((input) => (input.value = '{value}', input.dispatchEvent(new Event('input', {{ bubbles: true }})), null))
            (document.querySelector('{input}'))"
    ))
    .await
}

async fn output(page: &Page<'_>) -> Result<String> {
    page.text(".output").await
}
