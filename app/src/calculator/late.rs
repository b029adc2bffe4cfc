//! What takes longer than a frame: which input matters most, and in how many plausible cases owning pays. Computed once
//! the reader rests.

use std::time::Duration;

use analytics::cost::{Band, Case, Currency, KNOBS, Outcome, Swing, grouped, swings};
use leptos::prelude::*;

use super::charts;
use super::session::session;
use crate::components::Drawing;

/// Cases that are drawn.
const DRAWS: u32 = 400;
/// Cases drawn at a time, so that no task is long.
const SLICE: u32 = 40;
/// How long after the last input this is computed.
const REST: Duration = Duration::from_millis(250);

/// The ranking of inputs, and the band once all cases are drawn.
#[derive(Debug, Clone, PartialEq)]
struct Ranked {
    ranking: Vec<Swing>,
    band: Option<Band>,
    currency: Currency,
}

fn ranked(case: &Case, currency: Currency) -> Option<Ranked> {
    Some(Ranked { ranking: swings(case).ok()?, band: None, currency })
}

/// Draws so many cases more; whether that could be done.
fn draw(band: &mut Band, case: &Case, most: u32) -> bool {
    let from = band.draws;
    band.extend(case, from, most.min(from + SLICE)).is_ok()
}

/// The component.
#[component]
pub fn Sensitivity(found: Memo<Option<(Case, Outcome)>>) -> impl IntoView {
    let session = session();
    let shown = RwSignal::new(None);
    // What is prerendered has the whole band.
    let first = found.with_untracked(|found| {
        let (case, _) = found.as_ref()?;
        let mut ranked = ranked(case, session.entries.with_untracked(|entries| entries.state.currency))?;
        let mut band = Band::default();
        while band.draws < DRAWS && draw(&mut band, case, DRAWS) {}
        ranked.band = (band.draws == DRAWS).then_some(band);
        Some(ranked)
    });
    shown.set(first);
    let prerendered = found.with_untracked(|found| found.as_ref().map(|(case, _)| *case));
    let generation = StoredValue::new(0_u32);
    Effect::new(move |before: Option<()>| {
        let case = found.with(|found| found.as_ref().map(|(case, _)| *case));
        let currency = session.currency();
        let mine = generation.with_value(|now| now.wrapping_add(1));
        generation.set_value(mine);
        // The address may have named other inputs before this effect runs first.
        if before.is_none() && case == prerendered {
            return;
        }
        let begin = move || {
            if generation.try_get_value() != Some(mine) {
                return;
            }
            let Some(case) = case else { return shown.set(None) };
            let Some(ranked) = ranked(&case, currency) else { return shown.set(None) };
            shown.set(Some(ranked));
            go_on(case, Band::default(), shown, generation, mine);
        };
        set_timeout(begin, REST);
    });
    let sentence = move || shown.with(|shown: &Option<Ranked>| band_sentence(shown.as_ref()?.band.as_ref()?));
    let picture = Signal::derive(move || {
        shown.with(|shown| shown.as_ref().and_then(|of| charts::swings(of.ranking.clone(), of.currency)))
    });
    let rows = move || shown.with(|shown| shown.iter().flat_map(|of| of.ranking.iter()).map(row).collect::<Vec<_>>());
    let code = move || session.currency().code();
    view! {
        <div id="late" hidden=move || shown.with(Option::is_none)>
            <h2>"What the answer hangs on"</h2>
            <p id="band">{sentence}</p>
            <Drawing
                title="Which input moves the answer most"
                caption="Right of 0 owning is cheaper, left of it renting. The longest bar matters most."
                picture
            />
            <table class="plain">
                <thead>
                    <tr>
                        <th scope="col">"Input"</th>
                        <th scope="col">"From, to"</th>
                        <th scope="col" class="number">"At the low end"</th>
                        <th scope="col" class="number">"At the high end"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <p class="fine">
                "Saved a month over the machine’s life, in "
                {code}
                ", with one input at a time at the ends of its range and all others as they stand."
            </p>
        </div>
    }
}

/// Draws the rest of the cases, a slice at a time, unless an input came in between.
fn go_on(case: Case, mut band: Band, shown: RwSignal<Option<Ranked>>, generation: StoredValue<u32>, mine: u32) {
    if generation.try_get_value() != Some(mine) || !draw(&mut band, &case, DRAWS) {
        return;
    }
    if band.draws < DRAWS {
        set_timeout(move || go_on(case, band, shown, generation, mine), Duration::from_millis(1));
    } else {
        shown.update(|shown| {
            if let Some(shown) = shown {
                shown.band = Some(band);
            }
        });
    }
}

fn band_sentence(band: &Band) -> Option<String> {
    let share = (band.draws > 0).then(|| grouped(f64::from(band.pays) * 100.0 / f64::from(band.draws), 0))?;
    let draws = band.draws;
    Some(format!(
        "With every input drawn evenly from its range, owning pays back within its months of use in {share} % of {draws} plausible cases."
    ))
}

fn row(swing: &Swing) -> impl IntoView + use<> {
    let knob = &KNOBS[swing.knob];
    view! {
        <tr>
            <th scope="row">{knob.name}</th>
            <td>{knob.range}</td>
            <td class="number">{grouped(swing.low, 0)}</td>
            <td class="number">{grouped(swing.high, 0)}</td>
        </tr>
    }
}
