//! Errands of new readers, from home to a sensible answer in at most three interactions, on a telephone and at a desk.

use anyhow::{Result, ensure};
use browser_tests::{Browser, Page, Site, tried};

/// A telephone and a desk.
const WIDTHS: [u32; 2] = [390, 1440];

/// A reader who counts what they do.
struct Reader<'a> {
    page: Page<'a>,
    done: usize,
}

impl<'a> Reader<'a> {
    async fn at_home(site: &Site, browser: &'a Browser, width: u32) -> Result<Self> {
        browser.size(width, 900).await?;
        Ok(Self { page: browser.open(&site.url("")).await?, done: 0 })
    }

    /// A click on what can be seen, and what must be there afterwards.
    async fn click(&mut self, selector: &str, what: &str, then: &str) -> Result<()> {
        self.done += 1;
        ensure!(self.done <= 3, "{what} would be interaction {}", self.done);
        self.page.click(selector).await?;
        self.page.until(what, then).await
    }
}

/// A solo developer who pays 100 to 200 dollars a month: the first screen compares the ways, heavy use is a click away.
#[tokio::test]
async fn a_solo_developer_sees_what_each_way_costs() -> Result<()> {
    tried(async |site, browser| {
        for width in WIDTHS {
            let mut reader = Reader::at_home(site, browser, width).await?;
            reader
                .click(
                    "details[name=use]:nth-of-type(3) summary",
                    "heavy use",
                    "document.querySelector('details[name=use]:nth-of-type(3)').open",
                )
                .await?;
            let open = "details[name=use]:nth-of-type(3)";
            let ways: Vec<String> = reader
                .page
                .value(&format!(
                    "[...document.querySelectorAll('{open} .verdict-bars dt')].map(way => way.textContent)"
                ))
                .await?;
            for way in ["Subscribe", "Rent an open model", "Rent a frontier model", "Own the machine"] {
                ensure!(ways.iter().any(|shown| shown == way), "{way} is not among {ways:?}");
            }
            let answer = reader.page.text(&format!("{open} .answer-line")).await?;
            ensure!(answer.contains("a month") && answer.contains('$') || answer.contains("USD"), "{answer}");
        }
        browser.expect_quiet().await
    })
    .await
}

/// Four friends who share: one click to the calculator, which begins with four.
#[tokio::test]
async fn four_friends_see_what_each_pays() -> Result<()> {
    tried(async |site, browser| {
        for width in WIDTHS {
            let mut reader = Reader::at_home(site, browser, width).await?;
            reader
                .click(
                    "main a[href$='/co-op/']",
                    "the calculator",
                    "document.documentElement.dataset.hydrated === 'true' && document.getElementById('co-n')",
                )
                .await?;
            let people: String = reader.page.value("document.getElementById('co-n').value").await?;
            ensure!(people == "4", "it begins with {people}");
            let lines: Vec<String> = reader
                .page
                .value("[...document.querySelectorAll('#co-op .lines dt')].map(line => line.textContent)")
                .await?;
            for line in ["Each pays a month", "When one leaves, each of the others pays"] {
                ensure!(lines.iter().any(|shown| shown == line), "{line} is not among {lines:?}");
            }
        }
        browser.expect_quiet().await
    })
    .await
}

/// Hobbyists with the smallest machines: a model, its speed and the command in two clicks.
#[tokio::test]
async fn a_hobbyist_gets_a_model_and_its_command() -> Result<()> {
    tried(async |site, browser| {
        for width in WIDTHS {
            for machine in ["raspberry-pi-5-8", "macbook-air-m1-8"] {
                let mut reader = Reader::at_home(site, browser, width).await?;
                reader
                    .click("main a[href$='/setup/']", "the machines", "location.pathname.endsWith('/setup/')")
                    .await?;
                let link = format!("main a[href$='/setup/{machine}/']");
                reader.click(&link, "the machine", &format!("location.pathname.endsWith('/{machine}/')")).await?;
                let command = reader.page.text("details.start[open] pre.command").await?;
                ensure!(command.contains("ollama run "), "{machine}: {command}");
                let lead = reader.page.text(".claim").await?;
                ensure!(lead.contains("Begin with") && lead.contains("tokens a second"), "{machine}: {lead}");
            }
        }
        browser.expect_quiet().await
    })
    .await
}

/// A doubter: from a score to the answers behind it, or to the sentence that there are none.
#[tokio::test]
async fn a_doubter_finds_where_a_score_comes_from() -> Result<()> {
    tried(async |site, browser| {
        for width in WIDTHS {
            let mut reader = Reader::at_home(site, browser, width).await?;
            reader.page.hydrated().await?;
            reader
                .click(
                    "#leaderboard tbody tr:first-child button.why",
                    "the panel",
                    "document.getElementById('why').open",
                )
                .await?;
            let said = reader.page.text("#why").await?;
            ensure!(said.contains("Formula") && said.contains("Source"), "{said}");
            ensure!(!said.contains("measured. The"), "published figures are called measured: {said}");
            // Where there are answers, the model and the task are two more clicks.
            let page = browser.open(&site.url("snapshots/builtin-baselines/")).await?;
            page.hydrated().await?;
            let mut reader = Reader { page, done: 0 };
            reader
                .click("#leaderboard tbody tr:first-child th a", "the model", "location.pathname.includes('/models/')")
                .await?;
            reader.click("main table a[href*='/tasks/']", "the task", "location.pathname.includes('/tasks/')").await?;
            reader
                .click("#answers details summary", "the answer", "document.querySelector('#answers details').open")
                .await?;
        }
        browser.expect_quiet().await
    })
    .await
}

/// What is chosen in a list of the decision's page, by the words of the choice.
fn choose(words: &str) -> String {
    format!(
        "(() => {{ const option = [...document.querySelectorAll('.inputs option')].find(of => of.textContent.includes('{words}'));
            const select = option.closest('select'); select.value = option.value;
            select.dispatchEvent(new Event('change', {{ bubbles: true }})); return true; }})()"
    )
}

/// Types into a field as a person would.
fn type_in(selector: &str, text: &str) -> String {
    format!(
        "(() => {{ const field = document.querySelector('{selector}'); field.value = {};
            field.dispatchEvent(new Event('input', {{ bubbles: true }})); return true; }})()",
        serde_json::json!(text)
    )
}

impl Reader<'_> {
    /// From home to the page of the decision, with home's numbers.
    async fn open_decision(&mut self) -> Result<()> {
        let there = "location.pathname.endsWith('/decide/') && document.documentElement.dataset.hydrated === 'true'";
        self.click("details[name=use][open] a[href*='decide/?']", "the decision", there).await
    }

    /// Something entered, which counts as one interaction.
    async fn enter(&mut self, script: &str) -> Result<()> {
        self.done += 1;
        ensure!(self.done <= 3, "interaction {}: {script}", self.done);
        ensure!(self.page.value::<bool>(script).await?, "{script}");
        Ok(())
    }

    /// Names of the ways that do the work.
    async fn possible(&self) -> Result<Vec<String>> {
        self.page
            .value("[...document.querySelectorAll('.way-rows:not(.out) .name')].map(name => name.textContent)")
            .await
    }
}

/// Who pays for a plan enters it on home, and finds it among the ways.
#[tokio::test]
async fn a_subscriber_is_compared_with_their_own_plan() -> Result<()> {
    tried(async |site, browser| {
        for width in WIDTHS {
            let mut reader = Reader::at_home(site, browser, width).await?;
            reader.enter("(() => { const plan = document.querySelector('form.ask select[name=plan]'); plan.selectedIndex = 2; return plan.value !== ''; })()").await?;
            let plan: String = reader.page.value("document.querySelector('form.ask select[name=plan]').value").await?;
            let there = "location.pathname.endsWith('/decide/') && document.documentElement.dataset.hydrated === 'true'";
            reader.click("form.ask button", "the decision", there).await?;
            ensure!(reader.page.query().await?.contains(&format!("plan={plan}")), "the plan got lost");
            let answer = reader.page.text("#answer").await?;
            ensure!(answer.len() > 40 && !answer.contains("NaN"), "{answer}");
            ensure!(!reader.possible().await?.is_empty(), "no way does an ordinary month's work: {answer}");
        }
        browser.expect_quiet().await
    })
    .await
}

/// Twenty people whose work may not leave the house: never an API, and never one machine that cannot carry them.
#[tokio::test]
async fn a_company_with_secrets_rents_nothing() -> Result<()> {
    tried(async |site, browser| {
        for width in WIDTHS {
            let mut reader = Reader::at_home(site, browser, width).await?;
            reader.open_decision().await?;
            reader.enter(&type_in("#f-n", "20")).await?;
            reader.page.until("twenty people", "/[?&]n=20(&|$)/.test(location.search)").await?;
            reader.enter(&choose("nothing may leave the house")).await?;
            reader.page.until("nothing leaves", "location.search.includes('pv=')").await?;
            let leaves = "[...document.querySelectorAll('.way-rows:not(.out) .name')].every(name => !/^(rent|subscribe)/i.test(name.textContent))";
            reader.page.until("no way leaves the house", leaves).await?;
            let answer = reader.page.text("#answer").await?;
            ensure!(!answer.to_lowercase().starts_with("rent") && !answer.to_lowercase().starts_with("subscribe"), "{answer}");
        }
        browser.expect_quiet().await
    })
    .await
}

/// A usage file is read where one looks, and says what it holds.
#[tokio::test]
async fn a_usage_file_changes_the_answer_and_says_so() -> Result<()> {
    const FILE: &str = "date,model,fresh_input_tokens,cache_read_tokens,output_tokens\n2026-11-01,mine,30000000,300000000,7000000\n2026-11-30,mine,30000000,300000000,7000000";
    tried(async |site, browser| {
        for width in WIDTHS {
            let mut reader = Reader::at_home(site, browser, width).await?;
            reader.open_decision().await?;
            let before = reader.page.text("#lead").await?;
            reader.click("#own-usage summary", "the field", "document.getElementById('own-usage').open").await?;
            reader.enter(&type_in("#usage", FILE)).await?;
            reader
                .page
                .until("it says what it read", "/674/.test(document.getElementById('usage-said').textContent)")
                .await?;
            let seen: bool = reader.page.value("document.getElementById('usage-said').checkVisibility()").await?;
            ensure!(seen, "what was read stands where nobody sees it");
            let wanted = serde_json::json!(before);
            reader
                .page
                .until("the ways follow", &format!("document.getElementById('lead').textContent.trim() !== {wanted}"))
                .await?;
        }
        browser.expect_quiet().await
    })
    .await
}
