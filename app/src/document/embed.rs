//! The verdict as small documents for other people's pages, the offer to copy one, and its bars for a shared picture.

use analytics::ways::Market;
use leptos::prelude::*;

use super::verdict::{OPEN, USES, answer, bars, dollars, shown};
use super::{Site, html};

/// A document without the site's frame and without any script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// File, relative to the base.
    pub path: String,
    /// Title.
    pub title: String,
    /// Its content.
    pub content: String,
}

/// A bar of a shared picture.
#[derive(Debug, Clone, PartialEq)]
pub struct MonthCost {
    /// The way, such as "Own the machine".
    pub way: &'static str,
    /// US dollars a month.
    pub usd: f64,
    /// The figure as the pages write it.
    pub figure: String,
    /// Whether the way is known or likely to do the work.
    pub is_possible: bool,
}

fn path(work: &str) -> String {
    ["embed/", work, ".html"].concat()
}

/// A card for each amount of use.
#[must_use]
pub fn cards(site: &Site, market: &Market) -> Vec<Card> {
    let card = |(work, name): &(&str, &str)| {
        let answer = answer(market, work)?;
        let lead = answer.sentence.split(" Next: ").next().unwrap_or_default().to_owned();
        // Without an address of the site a card can still find its way within the host that it came from.
        let home = if site.info.url.is_empty() { site.link("") } else { site.info.url.clone() };
        let date = market.facts.as_of.clone();
        let content = html(|| {
            view! {
                <h1>{site.info.question.clone()}</h1>
                <p class="note">{*name} ", one person, US dollars a month"</p>
                <p class="answer-line">{lead}</p>
                {bars(market, &answer)}
                <p class="note">
                    "Prices of " <time>{date}</time> " · "
                    <a href=home target="_blank" rel="noopener">{site.info.name.clone()}</a>
                </p>
            }
        });
        Some(Card { path: path(work), title: [&site.info.question, " ", name].concat(), content })
    };
    USES.iter().filter_map(card).collect()
}

/// What stands on the home page: the line to copy; `script` is the program of the button, relative to the base.
#[must_use]
pub fn offer(site: &Site, script: &str) -> String {
    let host = if site.info.url.is_empty() { site.base.clone() } else { site.info.url.clone() };
    let (work, _) = USES[OPEN];
    let title = &site.info.question;
    let line = [
        "<iframe src=\"",
        &host,
        &path(work),
        "\" title=\"",
        title,
        "\" width=\"100%\" height=\"560\" loading=\"lazy\"></iframe>",
    ]
    .concat();
    let (script, card) = (site.link(script), site.link(&path(work)));
    html(|| {
        view! {
            <details class="behind" id="embed">
                <summary>"Put this answer on your own page"</summary>
                <p class="note">
                    "A " <a href=card>"small page"</a> " without scripts or cookies. It changes with the site’s prices."
                </p>
                <pre class="command" data-origin><code>{line}</code></pre>
            </details>
            <script src=script defer></script>
        }
    })
}

/// The bars of the use that is open on the home page.
#[must_use]
pub fn month_costs(market: &Market) -> Vec<MonthCost> {
    let Some(answer) = answer(market, USES[OPEN].0) else { return Vec::new() };
    let bar = |(way, found): (&'static str, &analytics::ways::Way)| MonthCost {
        way,
        usd: found.money(),
        figure: dollars(found.money()),
        is_possible: found.is_possible(),
    };
    shown(market, &answer).into_iter().map(bar).collect()
}
