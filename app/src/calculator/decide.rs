//! Every way to get a month's work done, ranked, with the sentence that follows: the same engine as `exporter decide`.

mod form;
mod found;
mod rows;

use std::time::Duration;

use analytics::decision::Line;
use analytics::ways::{Swap, swaps};
use leptos::prelude::*;

use self::form::{AFTER_MACHINE, BEFORE_MACHINE, MachineFields};
use self::found::Found;
use self::rows::WayRows;
use super::Page;
use super::form::Form;
use super::frame::{Address, Carry, PrintButton, Sentence, Words};
use super::lines::Lines;
use super::session::{CalculatorInput, Session};
use super::usage::OwnUsage;

/// How long after the last input it is computed what would change the answer.
const REST: Duration = Duration::from_millis(250);

/// The page's interactive part.
#[component]
pub fn Decide(
    /// What it is made from.
    input: CalculatorInput,
    /// The address of the description of the plain table of usage, if there is one.
    manual: Option<String>,
) -> impl IntoView {
    let session = Session::new(Page::Decide, input);
    provide_context(session);
    let first = session.entries.with_untracked(|entries| Found::new(&session.market(), entries));
    let would_change = RwSignal::new(swaps_of(session, &first));
    let found = RwSignal::new(first);
    follow_inputs(session, found, would_change);
    let words =
        Memo::new(move |_| found.with(|found| Words { sentence: found.lead().to_owned(), fault: found.fault.clone() }));
    let rest = move || found.with(|found| found.rest().to_owned());
    let lines =
        Signal::derive(move || found.with(|found| would_change.with(|swaps| found.lines(&session.market(), swaps))));
    let snapshot = session.market().facts.snapshot.clone();
    let as_of = session.market().facts.as_of.clone();
    view! {
        <p class="claim">
            "Scores from “" {snapshot} "”, prices and speeds as known on " <time>{as_of}</time>
            ". Your inputs are saved in the link. "
            <Carry route="cost/" words="One machine in detail."/>
            <Carry route="memory/" words="What fits into memory."/>
            <PrintButton/>
        </p>
        <Sentence words/>
        <p class="rest">{rest}</p>
        <div class="columns">
            <div id="lead" class="outputs" class:old=move || found.with(|found| !found.fault.is_empty())>
                <WayRows found/>
            </div>
            <div class="inputs" role="group" aria-label="Inputs">
                <OwnUsage manual/>
                <Form groups=BEFORE_MACHINE/>
                <MachineFields/>
                <Form groups=AFTER_MACHINE/>
            </div>
            <div id="figures" class="outputs">
                <Lines lines/>
            </div>
        </div>
        <Address/>
    }
}

/// Computes anew with every change of the inputs, once in a frame and after it: the slider moves first. What would change
/// the answer follows when the reader rests.
fn follow_inputs(session: Session, found: RwSignal<Found>, would_change: RwSignal<Vec<Swap>>) {
    let is_waiting = StoredValue::new(false);
    // What was prerendered follows from these; the address may have named others before this effect runs first.
    let computed = StoredValue::new(session.entries.get_untracked());
    let compute = move || {
        // The component may be gone.
        if is_waiting.try_set_value(false).is_some() {
            return;
        }
        let market = session.market();
        let entries = session.entries.get_untracked();
        let new = Found::new(&market, &entries);
        computed.set_value(entries);
        if new.fault.is_empty() {
            found.set(new);
        } else {
            // The last good answer stays beside the fault.
            found.update(|found| found.fault = new.fault);
        }
    };
    Effect::new(move |before: Option<Option<TimeoutHandle>>| {
        let is_computed = session.entries.with(|entries| computed.with_value(|computed| computed == entries));
        let waiting = before.flatten();
        if is_computed {
            return waiting;
        }
        if let Some(waiting) = waiting {
            waiting.clear();
        }
        if is_waiting.try_update_value(|waiting| std::mem::replace(waiting, true)) == Some(false) {
            request_animation_frame(move || set_timeout(compute, Duration::ZERO));
        }
        let late = move || would_change.set(found.with_untracked(|found| swaps_of(session, found)));
        set_timeout_with_handle(late, REST).ok()
    });
}

fn swaps_of(session: Session, found: &Found) -> Vec<Swap> {
    found.inputs.as_ref().map_or_else(Vec::new, |inputs| swaps(&session.market(), inputs, &found.answer))
}

/// Headings of the lines that the rows show.
fn is_way(line: &Line) -> bool {
    line.group.starts_with("Ways that")
}
