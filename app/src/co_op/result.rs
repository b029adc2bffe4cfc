//! What each person pays and gets, in the order in which a group asks.

use std::sync::Arc;

use analytics::cost::{Currency, money, percent, rough};
use analytics::decision::Facts;
use analytics::memory::FitVerdict;
use analytics::setup::Sharing;
use leptos::prelude::*;

type Found = Memo<std::result::Result<Sharing, String>>;

/// The list; the last good one stays, greyed, with the reason, when there is no answer.
#[component]
pub fn Result(facts: Arc<Facts>, found: Found) -> impl IntoView {
    let last = RwSignal::new(found.with_untracked(|found| found.clone().ok()));
    Effect::new(move |_| {
        if let Ok(good) = found.get() {
            last.set(Some(good));
        }
    });
    let fault = move || found.with(|found| found.clone().err().unwrap_or_default());
    let rows = move || last.with(|last| last.as_ref().map(|of| lines(&facts, of)).unwrap_or_default());
    view! {
        <div class="outputs" class:old=move || found.with(|found| found.is_err()) aria-live="polite">
            <p class="fault">{fault}</p>
            <dl class="lines">
                <For each=rows key=|line| (line.0, line.1.clone(), line.2.clone()) let(line)>
                    <div><dt>{line.0}</dt><dd>{line.1} <small>{line.2}</small></dd></div>
                </For>
            </dl>
        </div>
    }
}

/// Name, value, note.
type Line = (&'static str, String, String);

fn lines(facts: &Facts, of: &Sharing) -> Vec<Line> {
    let amount = |amount| money(amount, Currency::Usd);
    let model = &facts.models[of.chosen.model];
    let fit = match of.fit {
        FitVerdict::Fits => "fits",
        FitVerdict::Tight => "tight",
        FitVerdict::DoesNotFit => "does not fit: shorten the context or let fewer people in at once",
    };
    let busy = if of.utilisation > 1.0 {
        format!("it can do {} of the work; the rest is billed at the API", percent(1.0 / of.utilisation))
    } else {
        format!("busy {} of its hours", percent(of.utilisation))
    };
    let mut found = vec![
        ("Each pays a month", amount(of.each), busy),
        ("Each pays at the start", amount(of.share_of_price), "a share of the price".to_owned()),
        ("The same tokens, rented, each", amount(of.rented_each), format!("{} at its API price", model.name)),
    ];
    if let Some(rest) = of.one_left {
        found.push(("When one leaves, each of the others pays", amount(rest), "a month, for the same work".to_owned()));
        found.push(("The leaver gets", amount(of.leaver_gets), "half-way through the months of use".to_owned()));
    }
    if let Some(speed) = of.tok_per_s_at_peak {
        found.push(("Speed for each at the peak", format!("{} tokens/s", rough(speed)), model.name.clone()));
    }
    let memory = format!("{} GiB", rough(of.needed_gib));
    found.push(("Memory at the peak", memory, format!("of {} GiB: {fit}", rough(of.usable_gib))));
    let most = match of.most_at_once {
        64.. => "64 or more".to_owned(),
        most => most.to_string(),
    };
    found.push(("Most people at once by memory", most, "with this context for each".to_owned()));
    found
}
