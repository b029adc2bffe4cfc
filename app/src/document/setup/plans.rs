//! Several models: two side by side or in turn, and the three setups that were published, with what is wrong about them.

use analytics::decision::{Facts, PRESETS, State, memory_answer, resolve};
use analytics::setup::{Setup, pair, swap};
use leptos::prelude::*;

use super::super::{Site, cell};
use super::words;

/// The published setups, each computed anew.
pub fn section(site: &Site, facts: &Facts) -> AnyView {
    let cards: Vec<_> = PRESETS
        .iter()
        .map(|preset| {
            let state = State::parse(facts, preset.query);
            let found = memory_answer(&resolve(facts, &state)).answer.sentence;
            let link = site.link(&["memory/", preset.query].concat());
            view! {
                <article class="card">
                    <h3>{preset.name}</h3>
                    <p>{found}</p>
                    <p class="note">{preset.wrong}</p>
                    <p><a href=link>"Open it in the memory planner"</a></p>
                </article>
            }
        })
        .collect();
    view! {
        <section>
            <h2 id="published">"Three published setups, checked"</h2>
            <p class="note">
                "The evaluation of spring 2026, which this project began with, proposed three. Its M5 machines came out "
                "later than it says, so an M4 Max and an M3 Ultra stand in."
            </p>
            <div class="cards">{cards}</div>
        </section>
    }
    .into_any()
}

/// Two models at once, or one after another, on one machine.
pub fn several(facts: &Facts, setup: &Setup) -> AnyView {
    if setup.runs.len() < 2 {
        return ().into_any();
    }
    let together = match pair(facts, setup) {
        Some(found) => {
            let (best, beside) = (words::name(facts, found.best).0, words::name(facts, found.beside).0);
            [
                &best,
                " and ",
                &beside,
                " can stay loaded together: ",
                &cell::short(found.needed_gib, 1),
                " GiB, ",
                words::fit(found.fit),
                ". The second writes about ",
                &words::rough(found.beside.decode.value),
                " tokens a second, for quick tasks.",
            ]
            .concat()
        }
        None => "No second model fits beside the first. Let them take turns.".to_owned(),
    };
    let turns = swap(facts, setup).map(|found| {
        [
            "To load ",
            &words::name(facts, &setup.runs[0]).0,
            " again takes about ",
            &words::seconds(found.seconds),
            " from a disk that reads ",
            &cell::short(found.disk_gb_per_s, 0),
            " GB/s (assumed); Ollama, LM Studio and llama-swap load the model that a request names.",
        ]
        .concat()
    });
    view! {
        <section>
            <h2 id="several">"Several models"</h2>
            <p>{together}</p>
            {turns.map(|text| view! { <p>{text}</p> })}
        </section>
    }
    .into_any()
}
