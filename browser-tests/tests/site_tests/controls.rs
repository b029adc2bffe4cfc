//! The controls: each survives a copied link, filters explain what they leave out, switches compute scores again.

use anyhow::{Result, ensure};
use browser_tests::{Page, synthetic, tried};

use super::opened::give;

/// Every field's state, the rows, and what is said of them.
const STATE: &str = "({
    fields: [...document.querySelectorAll('#controls [name]')]
        .map(field => field.name + '=' + field.value + ':' + field.checked).join('\\n'),
    table: document.querySelector('#leaderboard').innerText,
    status: document.querySelector('.status').textContent,
    axis: document.querySelector('.axis select').value,
})";

/// Fields that can be changed, one of each name: checkboxes are turned, selects take their last live option.
const NAMES: &str = "[...new Set([...document.querySelectorAll('#controls [name]')]
    .filter(field => !field.matches(':disabled') && field.name !== 'panel')
    .filter(field => !field.options || [...field.options].some(option => option.value && !option.disabled))
    .map(field => field.name))]";

#[tokio::test]
async fn every_control_survives_a_copied_link() -> Result<()> {
    tried(async |site, browser| {
        for snapshot in ["2026-04-published", "builtin-baselines"] {
            let start = format!("/snapshots/{snapshot}/");
            let page = browser.open(&site.url(&start)).await?;
            page.hydrated().await?;
            settled(&page).await?;
            let names: Vec<String> = page.value(NAMES).await?;
            ensure!(names.len() > 4, "only {names:?} can be changed");
            for name in names {
                let page = browser.open(&site.url(&start)).await?;
                page.hydrated().await?;
                settled(&page).await?;
                change(&page, &name).await?;
                page.until("the address follows", "location.search.length > 2").await?;
                settled(&page).await?;
                let (query, before) = (page.query().await?, state(&page).await?);
                ensure!(query.contains(&format!("{name}=")), "{name} left the address at {query}");

                let page = browser.open(&site.url(&format!("{start}{query}"))).await?;
                page.hydrated().await?;
                settled(&page).await?;
                let after = state(&page).await?;
                ensure!(after == before, "{query} restores something else\nnow: {after:#}\nbefore: {before:#}");
                ensure!(page.query().await? == query, "opening the link changed it");
            }
        }
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn typing_makes_no_entries_and_back_undoes_a_choice() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/")).await?;
        page.hydrated().await?;
        let entries: usize = page.value("history.length").await?;
        for text in ["q", "qw", "qwen"] {
            page.value::<()>(&set("q", text)).await?;
        }
        page.until("the address follows", "location.search === '?q=qwen'").await?;
        ensure!(page.value::<usize>("history.length").await? == entries, "typing made entries in the history");
        page.value::<()>(&set("shape", "moe")).await?;
        page.until("the address follows", "location.search.includes('shape=moe')").await?;
        ensure!(page.value::<usize>("history.length").await? == entries + 1, "a choice made no entry");
        page.back().await?;
        page.until("back undoes the choice", "location.search === '?q=qwen'").await?;
        page.until("the field follows", "document.querySelector('[name=shape]').value === ''").await?;
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn an_empty_result_is_explained_and_can_be_reset() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/?q=no-such-model")).await?;
        page.hydrated().await?;
        page.until(
            "the table says why it is empty",
            "document.querySelector('.nothing')?.textContent.includes('no-such-model')",
        )
        .await?;
        page.click(".nothing button").await?;
        page.until("the rows are back", "document.querySelectorAll('#leaderboard tr[data-model]').length > 0").await?;
        ensure!(page.query().await?.is_empty(), "the reset left something in the address");
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn switching_a_category_off_computes_scores_again() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/")).await?;
        page.hydrated().await?;
        give(&page, &synthetic::summary(4, 30)).await?;
        page.until("the file is shown", "document.querySelectorAll('#leaderboard tr[data-model]').length === 4")
            .await?;
        settled(&page).await?;
        let before: String = page.value(SCORES).await?;
        page.value::<()>(&turn("no-categories", "debugging")).await?;
        page.until("the scores change", &format!("{SCORES} !== {}", serde_json::json!(before))).await?;
        page.until("the page says so", "document.querySelector('.status').textContent.includes('of 30 tasks')").await?;
        page.value::<()>(&turn("no-categories", "debugging")).await?;
        page.until("switched on again they are back", &format!("{SCORES} === {}", serde_json::json!(before))).await?;
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn a_list_of_tasks_that_is_not_this_snapshots_is_ignored_with_a_note() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/snapshots/builtin-baselines/?no-tasks=AAAA.B")).await?;
        page.hydrated().await?;
        page.until("the note is there", "document.querySelector('.failure').textContent.includes('all of its tasks')")
            .await?;
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn an_unknown_snapshot_names_what_is_shown_instead() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/?snapshot=builtin-baselines")).await?;
        page.hydrated().await?;
        page.until(
            "the other snapshot is shown",
            "document.querySelector('[data-model=baseline-echo], [data-model^=baseline]')",
        )
        .await?;
        page.value::<()>(
            "(history.pushState(null, '', '?snapshot=nowhere'), dispatchEvent(new PopStateEvent('popstate')), null)",
        )
        .await?;
        page.until(
            "the message names the snapshot that is shown",
            "/nowhere.*Built-in baselines/.test(document.querySelector('.failure').textContent)",
        )
        .await?;
        browser.expect_quiet().await
    })
    .await
}

const SCORES: &str = "[...document.querySelectorAll('#leaderboard td.score')].map(cell => cell.innerText).join()";

/// Fields follow in the next frame.
async fn settled(page: &Page<'_>) -> Result<()> {
    page.value::<()>("(window.settled = false, requestAnimationFrame(() => requestAnimationFrame(() => { window.settled = true; })), null)")
        .await?;
    page.until("two frames have passed", "window.settled").await
}

async fn state(page: &Page<'_>) -> Result<serde_json::Value> {
    page.value(STATE).await
}

async fn change(page: &Page<'_>, name: &str) -> Result<()> {
    page.value::<()>(&format!(
        "(() => {{
            const field = [...document.querySelectorAll('#controls [name=\"{name}\"]')].find(f => !f.matches(':disabled'));
            if (field.type === 'checkbox') field.checked = !field.checked;
            else if (field.type === 'range') field.value = '5';
            else if (field.type === 'search') field.value = 'e+ &';
            else field.value = [...field.options].filter(option => !option.disabled).at(-1).value;
            ['input', 'change'].forEach(name => field.dispatchEvent(new Event(name, {{bubbles: true}})));
            return null;
        }})()"
    ))
    .await
}

fn set(name: &str, value: &str) -> String {
    format!(
        "(() => {{
            const field = document.querySelector('#controls [name=\"{name}\"]');
            field.value = '{value}';
            ['input', 'change'].forEach(name => field.dispatchEvent(new Event(name, {{bubbles: true}})));
            return null;
        }})()"
    )
}

fn turn(name: &str, value: &str) -> String {
    format!(
        "(() => {{
            const field = document.querySelector('#controls [name=\"{name}\"][value=\"{value}\"]');
            field.checked = !field.checked;
            ['input', 'change'].forEach(name => field.dispatchEvent(new Event(name, {{bubbles: true}})));
            return null;
        }})()"
    )
}
