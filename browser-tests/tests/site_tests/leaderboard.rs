//! Sorting the leaderboard by its headers, and opening a link to a sorted table.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use browser_tests::{Page, tried};

const ROWS: &str = "[...document.querySelectorAll('#leaderboard tbody tr[data-model]')]
    .map(row => row.dataset.model)";
const SORTS: &str = "[...document.querySelectorAll('#leaderboard th[aria-sort]')]
    .map(head => head.getAttribute('aria-sort'))";

#[tokio::test]
async fn a_header_sorts_both_ways_and_says_so() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/")).await?;
        page.hydrated().await?;
        let columns = page.count("#leaderboard th[aria-sort] > button").await?;
        ensure!(columns >= 2, "only {columns} sortable columns");
        ensure!(columns == sorts(&page).await?.len(), "a sortable header without a button");
        let all: BTreeSet<String> = rows(&page).await?.into_iter().collect();
        let mut changed = false;
        for column in 0..columns {
            let (first, one_way) = press(&page, column).await?;
            let (second, other_way) = press(&page, column).await?;
            ensure!(
                BTreeSet::from([first.as_str(), second.as_str()]) == BTreeSet::from(["ascending", "descending"]),
                "column {column}: two clicks gave {first}, then {second}"
            );
            for (direction, shown) in [(&first, &one_way), (&second, &other_way)] {
                let models: BTreeSet<String> = shown.models.iter().cloned().collect();
                ensure!(
                    models == all && shown.models.len() == all.len(),
                    "column {column}: sorting lost or doubled a row"
                );
                in_order(&shown.cells, direction).with_context(|| format!("column {column}, {direction}"))?;
            }
            changed |= one_way.models != other_way.models;
        }
        ensure!(changed || all.len() < 2, "no column changes the order of the rows");
        browser.expect_quiet().await
    })
    .await
}

#[tokio::test]
async fn a_link_to_a_sorted_table_opens_sorted() -> Result<()> {
    tried(async |site, browser| {
        let page = browser.open(&site.url("/")).await?;
        page.hydrated().await?;
        let column = page.count("#leaderboard th[aria-sort] > button").await? - 1;
        press(&page, column).await?;
        let (sort, shown) = press(&page, column).await?;
        let query = page.query().await?;
        ensure!(query.contains("sort="), "the address does not keep the sorting: `{query}`");

        let page = browser.open(&site.url(&format!("/{query}"))).await?;
        page.hydrated().await?;
        page.until("the table is sorted as the link says", &format!("({SORTS})[{column}] === '{sort}'")).await?;
        ensure!(rows(&page).await? == shown.models, "the rows are in another order than before");
        browser.expect_quiet().await
    })
    .await
}

/// What the table shows after a click.
struct Shown {
    models: Vec<String>,
    /// What the cells of the sorted column say, without what stands beside it in small type; None for no value.
    cells: Vec<Option<String>>,
}

/// What a cell is sorted by: numbers as numbers, words without regard to capitals.
#[derive(Debug, PartialEq)]
enum Value {
    Number(f64),
    Word(String),
}

impl Value {
    fn of(text: &str) -> Self {
        // The words for memory stand for what is needed of it.
        if let Some(need) = ["fits", "tight", "no"].iter().position(|word| *word == text) {
            return Self::Number(need as f64);
        }
        // Of a range of ranks the best one counts.
        let first = text.split('–').next().unwrap_or(text).replace(',', "");
        first.parse().map_or_else(|_| Self::Word(text.to_ascii_lowercase()), Self::Number)
    }

    fn compare(&self, other: &Self) -> Result<Ordering> {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => Ok(a.total_cmp(b)),
            (Self::Word(a), Self::Word(b)) => Ok(a.cmp(b)),
            (a, b) => anyhow::bail!("{a:?} and {b:?} stand in one column"),
        }
    }
}

/// The values rise or fall as the header says; cells without one stand last either way.
fn in_order(cells: &[Option<String>], direction: &str) -> Result<()> {
    let wrong = if direction == "ascending" { Ordering::Greater } else { Ordering::Less };
    for pair in cells.windows(2) {
        match (&pair[0], &pair[1]) {
            (Some(a), Some(b)) => {
                let (first, second) = (Value::of(a), Value::of(b));
                ensure!(first.compare(&second)? != wrong, "{a} stands before {b} in {cells:?}");
            }
            (None, Some(b)) => anyhow::bail!("a cell without a value stands before {b} in {cells:?}"),
            (_, None) => {}
        }
    }
    Ok(())
}

#[test]
fn an_order_is_held_against_values_not_texts() {
    let cells = |texts: &[&str]| -> Vec<Option<String>> {
        texts.iter().map(|text| (*text != "–").then(|| (*text).to_owned())).collect()
    };
    for (good, direction) in [
        (&["9", "10", "1,000", "–"][..], "ascending"),
        (&["1,000", "10", "9", "–", "–"], "descending"),
        (&["apple", "Banana", "cherry"], "ascending"),
        (&["1", "2–4", "2–9", "10"], "ascending"),
        (&["fits", "tight", "no", "–"], "ascending"),
    ] {
        in_order(&cells(good), direction).unwrap();
    }
    for (bad, direction) in [
        (&["10", "1,000", "9"][..], "ascending"),
        (&["–", "1"], "descending"),
        (&["Banana", "apple"], "ascending"),
        (&["1", "two"], "ascending"),
    ] {
        assert!(in_order(&cells(bad), direction).is_err(), "{bad:?}");
    }
}

/// Clicks the header of a column; returns what it says then, and what the table shows.
async fn press(page: &Page<'_>, column: usize) -> Result<(String, Shown)> {
    let before = sorts(page).await?;
    let before = before[column].as_str();
    let button = format!("document.querySelectorAll('#leaderboard th[aria-sort] > button')[{column}]");
    page.value::<()>(&format!("({button}.dataset.pressed = 'next', null)")).await?;
    page.click("#leaderboard th button[data-pressed=next]").await?;
    page.value::<()>(&format!("(delete {button}.dataset.pressed, null)")).await?;
    page.until(
        "the header says how it sorts",
        &format!("({SORTS})[{column}] !== 'none' && ({SORTS})[{column}] !== '{before}'"),
    )
    .await?;
    let after = sorts(page).await?;
    let sorted = after.iter().filter(|sort| *sort != "none").count();
    ensure!(sorted == 1, "{sorted} columns say that they sort the table: {after:?}");
    Ok((after[column].clone(), Shown { models: rows(page).await?, cells: cells(page, column).await? }))
}

async fn cells(page: &Page<'_>, column: usize) -> Result<Vec<Option<String>>> {
    page.value(&format!(
        "(index => [...document.querySelectorAll('#leaderboard tbody tr[data-model]')].map(row => {{
            const cell = row.cells[index].cloneNode(true);
            cell.querySelectorAll('small, button, svg').forEach(part => part.remove());
            return cell.classList.contains('none') ? null : cell.textContent.trim();
        }}))(document.querySelectorAll('#leaderboard th[aria-sort]')[{column}].cellIndex)"
    ))
    .await
}

async fn rows(page: &Page<'_>) -> Result<Vec<String>> {
    page.value(ROWS).await
}

async fn sorts(page: &Page<'_>) -> Result<Vec<String>> {
    page.value(SORTS).await
}
