//! Ten cases with their whole answers: `docs/ten-decisions.md`. With LIM_WRITE_FIXTURES set, the file is written anew.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::fmt::Write as _;
use std::path::Path;

use analytics::decision::State;
use analytics::ways::{Buyer, Extra, Market, decide, inputs, report, swaps};

struct Case {
    title: &'static str,
    options: &'static str,
    preset: &'static str,
    link: &'static str,
    plan: Option<&'static str>,
    bill: Option<f64>,
    business: bool,
}

const fn case(title: &'static str, options: &'static str, preset: &'static str, link: &'static str) -> Case {
    Case { title, options, preset, link, plan: None, bill: None, business: false }
}

const CASES: [Case; 10] = [
    Case { plan: Some("claude-pro"), ..case("A solo developer on a plan", "--plan claude-pro", "agentic-coding", "") },
    case("Four friends who chat", "--preset heavy-chat --people 4", "heavy-chat", "?n=4"),
    Case {
        business: true,
        ..case(
            "Twenty developers whose work may not leave the house",
            "--preset heavy-chat --people 20 --privacy 1 --buyer business",
            "heavy-chat",
            "?n=20&pv=1",
        )
    },
    case(
        "A hobbyist with a Mac mini of 16 GB",
        "--preset heavy-chat --machine mac-mini-m6-16 --enough 1",
        "heavy-chat",
        "?k=mac-mini-m6-16&ge=1",
    ),
    case(
        "A Raspberry Pi",
        "--preset light-chat --machine raspberry-pi-5-8 --enough 1",
        "light-chat",
        "?k=raspberry-pi-5-8&ge=1",
    ),
    case("A nightly batch", "--preset nightly-batch", "nightly-batch", ""),
    case("Agents all day", "--preset agentic-coding-heavy", "agentic-coding-heavy", ""),
    case("Light chat", "--preset light-chat", "light-chat", ""),
    Case {
        business: true,
        // An H100 at RunPod's $3.99 an hour (9 November 2026), always on: 730.5 hours at 9.52 SEK.
        bill: Some(27_748.0),
        ..case(
            "A company that rents an H100 around the clock for questions about its documents",
            "--preset rag --buyer business --api-bill 27748",
            "rag",
            "",
        )
    },
    case(
        "The published page’s own numbers",
        "--preset published-page --machine mac-studio-m4-max-128 --months 36",
        "published-page",
        "?k=mac-studio-m4-max-128",
    ),
];

#[test]
fn the_ten_decisions_are_those_of_the_document() {
    let market = Market::new(&support::catalog(), Some(&support::published())).unwrap();
    let mut text = String::from(
        "# Ten decisions\n\nMade by `exporter decide` with the catalogue as it is; a test compares this file with the engine. Amounts are in SEK a month with tax, but for businesses without.\n",
    );
    for (number, of) in CASES.iter().enumerate() {
        let extra = Extra {
            plan: of.plan.map(|plan| market.plan(plan).unwrap()),
            api_bill: of.bill,
            buyer: of.business.then_some(Buyer::Business),
            ..Extra::default()
        }
        .named_in(of.link);
        let mut state = State::parse(&market.facts, of.link).of_work();
        state.workload = market.facts.workload(of.preset).unwrap();
        let (inputs, unused) = inputs(&market, &state, &extra).unwrap();
        let answer = decide(&market, &inputs, unused);
        let swaps = swaps(&market, &inputs, &answer);
        let lines = report(&market, &inputs, &answer, &swaps, state.workload, false);
        write!(text, "\n## {}. {}\n\n`exporter decide {}`\n\n{}\n", number + 1, of.title, of.options, lines.sentence)
            .unwrap();
        let mut group = "";
        for line in &lines.lines {
            if line.group != group {
                group = line.group;
                write!(text, "\n| {group} | | |\n|---|---|---|\n").unwrap();
            }
            writeln!(text, "| {} | {} | {} |", line.label, line.value, line.note).unwrap();
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/ten-decisions.md");
    if std::env::var_os("LIM_WRITE_FIXTURES").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert_eq!(kept, text, "run with LIM_WRITE_FIXTURES=1 when the change is meant");
}
