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
