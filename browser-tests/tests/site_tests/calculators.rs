//! The calculators: moved by keyboard, carried by the address, and equal to what the program says.

use anyhow::{Context, Result, ensure};
use browser_tests::{Page, tried};
use serde::Deserialize;
use thirtyfour::{By, Key};

const SENTENCE: &str = "document.querySelector('#answer').textContent";
/// On the page of the decision a second paragraph goes on with what comes next.
const WHOLE: &str =
    "[...document.querySelectorAll('#answer, .rest')].map(part => part.textContent).filter(text => text).join(' ')";
const FIGURES: &str = "[...document.querySelectorAll('#figures .lines > div')].map(line =>
    line.querySelector('dt').textContent + ': ' + line.querySelector('dd').firstChild.textContent.trim())";
const FIXTURE: &str = include_str!("../../fixtures/advice.json");

#[derive(Debug, Deserialize)]
struct Case {
    page: String,
    query: String,
    said: Said,
}

#[derive(Debug, Deserialize, PartialEq, Eq)]
struct Said {
    sentence: String,
    figures: Vec<String>,
}

/// The fixture is what `exporter decide` and `exporter fit` print; a test of the exporter keeps it so.
#[tokio::test]
async fn the_pages_say_what_the_program_says() -> Result<()> {
    tried(async |site, browser| {
        for case in serde_json::from_str::<Vec<Case>>(FIXTURE)? {
            let page = browser.open(&site.url(&format!("{}/{}", case.page, case.query))).await?;
            page.hydrated().await?;
            let wanted = serde_json::to_string(&case.said.sentence)?;
            page.until("the sentence is that of the program", &format!("{WHOLE} === {wanted}")).await?;
            // Lists follow in the next frame.
            let shown_first = serde_json::to_string(&case.said.figures)?;
            let listed = format!(
                "JSON.stringify({FIGURES}.slice(0, {})) === JSON.stringify({shown_first})",
                case.said.figures.len()
            );
            let _ = page.until("the lists follow", &listed).await;
            let figures: Vec<String> = page.value(FIGURES).await?;
            // The memory page goes on with the speed, which another command prints.
            let shown = figures.get(..case.said.figures.len()).context("fewer figures than the program prints")?;
            ensure!(shown == case.said.figures, "{case:?}\n{shown:#?}");
            page.until("the address stays", &format!("location.search === '{}'", case.query)).await?;
            page.until("nothing is wrong", "document.querySelector('#fault').textContent.trim() === ''").await?;
        }
        browser.expect_quiet().await
    })
    .await
}

async fn slide(page: &Page<'_>, browser: &browser_tests::Browser, id: &str, key: Key, times: usize) -> Result<()> {
    page.value::<()>(&format!("(document.querySelector('{id}').focus(), null)")).await?;
    let element = browser.session().find(By::Css(id)).await.context("no such slider")?;
    for _ in 0..times {
        element.send_keys(key.clone()).await.context("the slider takes no key")?;
    }
    Ok(())
}

#[tokio::test]
async fn a_slider_moves_by_keyboard_and_the_sentence_follows() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("cost/")).await?;
        page.hydrated().await?;
        let before: String = page.value(SENTENCE).await?;
        ensure!(before.starts_with("Keep renting"), "{before}");
        let entries: usize = page.value("history.length").await?;
        slide(&page, browser, "#r-t", Key::Right, 60).await?;
        let wanted = serde_json::to_string(&before)?;
        page.until("the sentence follows", &format!("{SENTENCE} !== {wanted}")).await?;
        ensure!(page.value::<String>("document.activeElement.id").await? == "r-t", "the slider lost the focus");
        let typed: String = page.value("document.querySelector('#f-t').value").await?;
        page.until("the address follows", &format!("location.search === '?t={typed}'")).await?;
        ensure!(page.value::<usize>("history.length").await? == entries, "sliding made entries in the history");
        let told: String = page.value("document.querySelector('#r-t').getAttribute('aria-valuetext')").await?;
        ensure!(told == format!("{typed} million"), "{told}");
        page.until("the reader is told", &format!("document.querySelector('#status').textContent === {SENTENCE}"))
            .await?;
        let sentence: String = page.value(SENTENCE).await?;
        page.reload().await?;
        page.hydrated().await?;
        let wanted = serde_json::to_string(&sentence)?;
        page.until("the link gives the same answer", &format!("{SENTENCE} === {wanted}")).await?;
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn what_is_typed_stays_and_nonsense_is_marked() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("cost/")).await?;
        page.hydrated().await?;
        let field = browser.session().find(By::Css("#f-t")).await?;
        // As a person does it: clearing by the driver would leave the field, and it would show its default again.
        let all = || Key::Control + "a";
        field.send_keys(all()).await?;
        field.send_keys("1 2").await?;
        page.until("what is a number counts", "location.search === '?t=12'").await?;
        let answer: String = page.value(SENTENCE).await?;
        field.send_keys("x").await?;
        page.until("nonsense is marked", "document.querySelector('#f-t').getAttribute('aria-invalid') === 'true'")
            .await?;
        let told = page.text("#h-t .said").await?;
        ensure!(told.contains("“1 2x” is no number") && told.contains("1.9B"), "{told}");
        let kept: String = page.value(SENTENCE).await?;
        ensure!(kept == answer, "an error took the place of the answer: {kept}");
        let greyed: bool = page.value("document.querySelector('#answer').classList.contains('old')").await?;
        ensure!(greyed, "the answer is not greyed");
        field.send_keys(all()).await?;
        field.send_keys("47,5").await?;
        page.until("a decimal comma is understood", "location.search === '?t=47.5'").await?;
        ensure!(
            page.value::<String>("document.querySelector('#f-t').value").await? == "47,5",
            "what was typed changed"
        );
        ensure!(page.value::<String>("document.activeElement.id").await? == "f-t", "the field lost the focus");
        field.send_keys(all()).await?;
        field.send_keys("1.9B").await?;
        page.until("letters multiply", "location.search === '?t=1900'").await?;
        ensure!(page.text("#h-t .said").await? == "= 1.9 billion tokens", "how it was read is not said");
        page.click("a.chip[href*='m=qwen3-32b']").await?;
        page.until("a chip fills in the fields", "document.querySelector('#c-m').value === 'qwen3-32b'").await?;
        page.until("and the shares", "document.querySelector('#f-o').value === '70'").await?;
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn own_usage_is_read_in_the_page() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("cost/")).await?;
        page.hydrated().await?;
        let text = "date,model,fresh_input_tokens,output_tokens\\n2026-02,mine,30000000,70000000\\nsoon,mine,1,1";
        let paste = format!(
            "(() => {{ const area = document.querySelector('#usage'); area.value = '{text}';
            area.dispatchEvent(new Event('input', {{ bubbles: true }})); return null; }})()"
        );
        page.value::<()>(&paste).await?;
        page.until("the volume is that of the file", "location.search === '?t=100&f=30&w=0&r=0&o=70'").await?;
        let said = page.text("#usage-said").await?;
        ensure!(said.contains("100 million tokens") && said.contains("Line 3 was left out"), "{said}");
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn a_workload_leaves_the_machine_alone_and_an_empty_field_shows_its_default() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("cost/?k=rtx-5090-pc&m=glm-4.7-flash&p=12345")).await?;
        page.hydrated().await?;
        page.choose("#c-use", "light-chat").await?;
        page.until("the shares are those of a chat", "document.querySelector('#f-o').value === '15.45'").await?;
        page.until("the machine stays", "document.querySelector('#c-k').value === 'rtx-5090-pc'").await?;
        page.until("and its price", "document.querySelector('#f-p').value === '12345'").await?;
        let field = browser.session().find(By::Css("#f-mo")).await?;
        field.clear().await?;
        field.send_keys(Key::Tab + "").await?;
        page.until("an empty field shows its default", "document.querySelector('#f-mo').value === '36'").await?;
        // The driver takes what lies under the answer for visible.
        page.value::<()>("(scrollTo(0, 0), null)").await?;
        page.click("a.reset").await?;
        page.until("everything begins again", "location.search === ''").await?;
        browser.expect_quiet().await
    })
    .await
}

/// Shares yield, amounts are converted, and what a link names in vain is said.
#[tokio::test]
async fn the_decision_takes_what_people_enter() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("decide/?k=dgx-spark&p=40000&zz=1")).await?;
        page.hydrated().await?;
        page.until("the stranger is named", "document.body.textContent.includes('does not know: zz=1')").await?;
        let sum = "['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7'].reduce((sum, key) => sum + Math.round(100 * document.getElementById('f-' + key).value), 0)";
        page.value::<()>("(document.querySelector('#f-c4').closest('details').open = true, null)").await?;
        slide(&page, browser, "#r-c4", Key::Right, 30).await?;
        page.until("the share grew", "document.querySelector('#f-c4').value === '50'").await?;
        page.until("the others yield", &format!("{sum} === 10000")).await?;
        page.value::<()>("(document.querySelector('#c-cur').closest('details').open = true, null)").await?;
        page.choose("#c-cur", "USD").await?;
        page.until("the price is converted", "Number(document.querySelector('#f-p').value) < 6000").await?;
        page.until("amounts are dollars", &format!("{SENTENCE}.includes('USD')")).await?;
        page.choose("#c-plan", "claude-max-100").await?;
        page.until("what is paid now is weighed", &format!("{WHOLE}.includes(' now')")).await?;
        page.until("the address follows", "location.search.includes('plan=claude-max-100')").await?;
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn the_answer_stays_in_sight_on_a_telephone() -> Result<()> {
    tried(async |site, browser| {
        browser.size(390, 844).await?;
        for route in ["cost/", "memory/", "decide/"] {
            let page = browser.open(&site.url(route)).await?;
            page.hydrated().await?;
            let fits: bool =
                page.value("document.documentElement.scrollWidth <= document.documentElement.clientWidth").await?;
            ensure!(fits, "{route} is wider than the telephone");
            let seen: bool = page
                .value(
                    "(() => {
                        const slider = [...document.querySelectorAll('.inputs details[open] input[type=range]')].pop();
                        slider.scrollIntoView({ block: 'center' });
                        const [top, bottom] = [slider, document.querySelector('#answer')].map(e => e.getBoundingClientRect());
                        return bottom.top >= 0 && bottom.bottom <= innerHeight && bottom.bottom < top.top;
                    })()",
                )
                .await?;
            ensure!(seen, "{route}: the answer is not in sight beside the slider");
        }
        browser.expect_quiet().await
    })
    .await
}

/// The sheet holds the answer, its reasons and the inputs, on one page of A4.
#[tokio::test]
async fn the_decision_prints_on_one_page() -> Result<()> {
    tried(async |site, browser| {
        for query in ["", "?t=20000&n=4&cur=EUR", "?ge=1.8"] {
            let page = browser.open(&site.url(&format!("decide/{query}"))).await?;
            page.hydrated().await?;
            page.until("the sheet names its address", "document.querySelector('#link').textContent === location.href")
                .await?;
            let sheet = browser.print().await?;
            let pages = sheet.windows(12).filter(|part| part.starts_with(b"/Type /Page") && part[11] != b's').count();
            ensure!(pages == 1, "{query}: {pages} pages");
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_pages_are_complete_without_scripts() -> Result<()> {
    tried(async |site, browser| {
        browser.without_scripts().await?;
        for (page, figures) in [("cost/", 20), ("memory/", 20), ("decide/", 10)] {
            let html = site.file(&format!("{page}index.html"))?;
            let answer = html.split("id=\"answer\"").nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default();
            ensure!(answer.len() > 40, "{page} has no answer: {answer}");
            ensure!(html.matches("<dt>").count() >= figures, "{page} lacks figures");
            ensure!(html.contains("<svg"), "{page} lacks its chart");
        }
        Ok(())
    })
    .await
}
