//! What runs together on a machine, and how fast.

use analytics::decision::{Answer, Field, MemoryAnswer, PRESETS, memory_answer, speed_answer};
use leptos::prelude::*;

use super::charts;
use super::choice::List;
use super::form::{Entry, Form, Group};
use super::frame::{Address, Carry, Chip, Chips, Sentence, Words};
use super::lines::Lines;
use super::session::{CalculatorInput, Session};
use super::{Page, words};
use crate::components::Drawing;

use Entry::{List as Choose, Number};

const GROUPS: &[Group] = &[
    Group {
        heading: "Machine and models",
        is_open: true,
        entries: &[
            Choose(List::Machine),
            Choose(List::Model),
            Choose(List::Beside("m2")),
            Choose(List::Beside("m3")),
            Choose(List::Beside("m4")),
        ],
    },
    Group {
        heading: "Context and users",
        is_open: true,
        entries: &[Number(Field::CONTEXT), Number(Field::USERS), Number(Field::KV), Number(Field::RAISED)],
    },
    Group {
        heading: "A machine of your own",
        is_open: false,
        entries: &[
            Number(Field::MEMORY),
            Number(Field::BANDWIDTH),
            Number(Field::SLOW),
            Number(Field::DISK),
            Number(Field::ACTIVE),
        ],
    },
];

/// The page's interactive part.
#[component]
pub fn Memory(
    /// What it is made from.
    input: CalculatorInput,
) -> impl IntoView {
    let session = Session::new(Page::Memory, input);
    provide_context(session);
    let answer: Memo<MemoryAnswer> = Memo::new(move |_| session.resolved(memory_answer));
    let speed: Memo<Answer> = Memo::new(move |_| session.resolved(speed_answer));
    let words: Memo<Words> = Memo::new(move |before| answer.with(|of| words(&of.answer, before)));
    let lines = Signal::derive(move || answer.with(|of| of.answer.lines.clone()));
    let speed_lines = Signal::derive(move || speed.with(|of| of.lines.clone()));
    let picture = Signal::derive(move || answer.with(charts::memory));
    let chips =
        PRESETS.iter().map(|preset| Chip { name: preset.name, query: preset.query, why: preset.wrong }).collect();
    view! {
        <p class="claim">
            "A model needs its file, a cache that grows with context and users, and buffers; the system keeps a part of the "
            "memory. "
            <Carry route="setup/" words="Start from your machine instead,"/>
            <Carry route="cost/" words="see what it costs,"/>
            <Carry route="decide/" words="or whether to own it."/>
        </p>
        <Sentence words/>
        <Chips chips/>
        <div class="columns">
            <div id="lead" class="outputs">
                <Drawing
                    title="What memory holds"
                    caption="Each model: weights, then the caches of its users, then buffers, from dark to light."
                    picture
                />
            </div>
            <div class="inputs" role="group" aria-label="Inputs">
                <Form groups=GROUPS/>
            </div>
            <div id="figures" class="outputs">
                <Lines lines/>
                <h2>"How fast it is"</h2>
                <p>{move || speed.with(|of| of.sentence.clone())}</p>
                <Lines lines=speed_lines/>
            </div>
        </div>
        <Address/>
    }
}
