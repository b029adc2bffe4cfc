//! What tokens cost at an API and on a machine of one's own.

use analytics::cost::{Case, Outcome};
use analytics::decision::{CostAnswer, Field, cost_answer};
use leptos::prelude::*;

use super::charts;
use super::choice::List;
use super::form::{Entry, Form, Group};
use super::frame::{Address, Carry, Chip, Chips, Sentence, Words};
use super::late::Sensitivity;
use super::lines::Lines;
use super::session::{CalculatorInput, Session};
use super::tables::ChartTables;
use super::usage::OwnUsage;
use super::{Page, words};
use crate::components::Drawing;

use Entry::{List as Choose, Number};

const GROUPS: &[Group] = &[
    Group {
        heading: "Volume",
        is_open: true,
        entries: &[
            Choose(List::Workload),
            Number(Field::TOKENS),
            Number(Field::FRESH),
            Number(Field::WRITE),
            Number(Field::READ),
            Number(Field::OUTPUT),
        ],
    },
    Group {
        heading: "Model and machine",
        is_open: true,
        entries: &[
            Choose(List::Model),
            Choose(List::Machine),
            Number(Field::PRICE),
            Number(Field::HOURS),
            Number(Field::MONTHS),
            Number(Field::RESIDUAL),
        ],
    },
    Group {
        heading: "Speed, or a machine of your own",
        is_open: false,
        entries: &[
            Number(Field::DECODE),
            Number(Field::PREFILL),
            Number(Field::GAIN),
            Number(Field::CACHE),
            Number(Field::CONTEXT),
            Number(Field::MEMORY),
            Number(Field::BANDWIDTH),
        ],
    },
    Group {
        heading: "Prices, currency and tax",
        is_open: false,
        entries: &[
            Choose(List::Currency),
            Number(Field::RATE),
            Number(Field::PRICE_IN),
            Number(Field::PRICE_OUT),
            Number(Field::PRICE_READ),
            Number(Field::PRICE_WRITE),
            Number(Field::SUB),
            Number(Field::SUB_CAP),
            Number(Field::VAT_MODE),
            Number(Field::VAT),
        ],
    },
    Group {
        heading: "Running it",
        is_open: false,
        entries: &[
            Number(Field::KWH),
            Number(Field::LOAD_W),
            Number(Field::IDLE_W),
            Number(Field::ADMIN),
            Number(Field::INTEREST),
            Number(Field::GROWTH),
            Number(Field::DECLINE),
            Number(Field::DAYS),
        ],
    },
    Group {
        heading: "People and waiting",
        is_open: false,
        entries: &[
            Number(Field::PEOPLE),
            Number(Field::ACTIVE),
            Number(Field::ANSWER),
            Number(Field::API_S),
            Number(Field::WATCHED),
            Number(Field::HOUR),
        ],
    },
];

/// The inputs of the evaluation of spring 2026.
const PUBLISHED: Chip = Chip {
    name: "Evaluation of spring 2026",
    query: "?m=qwen3-32b&t=1900&f=30&w=0&r=0&o=70&c=16384&pi=0.1&po=0.3&x=10.088&rv=0&dm=30&wi=120&sd=55",
    why: "Its own inputs: Qwen3-32B at $0.10 and $0.30, 10.088 SEK per dollar, 30 % in and 70 % out, no residual value, \
          a 30-day month, 120 W for 8 h, 55 tok/s.",
};

/// The page's interactive part.
#[component]
pub fn Cost(
    /// What it is made from.
    input: CalculatorInput,
    /// The address of the description of the plain table of usage, if there is one.
    manual: Option<String>,
) -> impl IntoView {
    let session = Session::new(Page::Cost, input);
    provide_context(session);
    let answer: Memo<CostAnswer> = Memo::new(move |_| session.resolved(cost_answer));
    let words: Memo<Words> = Memo::new(move |before| answer.with(|of| words(&of.answer, before)));
    let found: Memo<Option<(Case, Outcome)>> = Memo::new(move |_| answer.with(|of| of.found));
    let lines = Signal::derive(move || answer.with(|of| of.answer.lines.clone()));
    let over_time = Signal::derive(move || {
        let currency = session.currency();
        found.with(|found| found.as_ref().map(|(case, outcome)| charts::cumulative(case, outcome, currency)))
    });
    let over_volume = Signal::derive(move || {
        let currency = session.currency();
        found.with(|found| found.as_ref().and_then(|(case, outcome)| charts::staircase(case, outcome, currency)))
    });
    view! {
        <p class="claim">
            "One model on one machine against the same model at its API. What the machine cannot produce is billed at the API. "
            <Carry route="decide/" words="Compare every way with these inputs,"/>
            <Carry route="memory/" words="or see what fits into memory."/>
        </p>
        <Sentence words/>
        <Chips chips=vec![PUBLISHED]/>
        <div class="columns">
            <div id="lead" class="outputs">
                <Drawing
                    title="Money spent over time"
                    caption="The purchase stands at month 0; where the lines cross, it is paid back. What the machine cannot serve is billed at the API and stands in its line."
                    picture=over_time
                />
            </div>
            <div class="inputs" role="group" aria-label="Inputs">
                <OwnUsage manual/>
                <Form groups=GROUPS/>
            </div>
            <div id="figures" class="outputs">
                <Lines lines/>
                <Drawing
                    title="Cost a month over volume"
                    caption="Each step is another machine: one alone ends where it is busy all the time. The straight line is the API."
                    picture=over_volume
                />
            </div>
        </div>
        <Sensitivity found/>
        <ChartTables found/>
        <Address/>
    }
}
