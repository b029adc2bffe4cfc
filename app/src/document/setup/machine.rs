//! The page of one machine: what fits, how fast, for whom, with which commands, what else, and what does not fit.

use analytics::setup::{Command, Run, Setup, commands};
use leptos::prelude::*;

use super::super::fact::bibliography;
use super::super::table::{Column, table};
use super::super::{Document, Site, body, cell, html};
use super::{SOURCES, SetupPages, charts, plans, route, settings, words};
use crate::fixed::fixed;

const COLUMNS: [Column; 8] = [
    ("Model", false),
    ("Score, 0 to 2", true),
    ("Tokens/s", true),
    ("Range", true),
    ("Reads a full prompt", true),
    ("People at once", true),
    ("Needs GiB", true),
    ("Longest context", true),
];

/// Models whose commands stand on the page.
const WITH_COMMANDS: usize = 6;

/// `setup/<machine>/`.
pub fn page(site: &Site, pages: &SetupPages<'_>, setup: &Setup) -> Document {
    let facts = pages.facts;
    let machine = &facts.machines[setup.machine];
    let route = route(&machine.id);
    let lead = lead(pages, setup);
    let all = site.link("setup/");
    let with = |page: &str| site.link(&[page, "?k=", &machine.id].concat());
    let (decide, cost, memory) = (with("decide/"), with("cost/"), with("memory/"));
    let description = [
        "Which language models run on a ",
        &machine.name,
        ": speed, memory, users, and the commands for Ollama, llama.cpp and LM Studio.",
    ]
    .concat();
    let keys: Vec<&str> = sources(pages, setup);
    let script = site.link(pages.script);
    let main = html(|| {
        view! {
            <section class="intro">
                <p class="path"><a href=all>"My machine"</a></p>
                <h1>{machine.name.clone()} ": models and commands"</h1>
                <p class="claim">{lead.clone()} " Speeds and prices of " <time>{facts.as_of.clone()}</time> "."</p>
            </section>
            {fitting(pages, setup)}
            {start(pages, setup)}
            <section>
                <h2 id="charts">"How fast, and for how many"</h2>
                {charts::all(site, facts, setup)}
            </section>
            {plans::several(facts, setup)}
            {settings::of(pages, setup)}
            {too_large(pages, setup)}
            <section>
                <h2>"Should I buy it?"</h2>
                <ul class="ways">
                    <li><a href=decide>"Own or rent?"</a>": this machine against the subscription or the tokens that you pay for"</li>
                    <li><a href=cost>"Cost"</a>": what it costs in a month"</li>
                    <li><a href=memory>"Memory"</a>": other contexts, caches and combinations of models"</li>
                </ul>
                <details class="behind">
                    <summary>"How this list is made, and its sources"</summary>
                    <p>{super::method(facts, setup.context_tokens)}</p>
                    {bibliography(&pages.catalog.sources, &keys)}
                </details>
            </section>
            <script src=script defer></script>
        }
    });
    Document {
        title: [&machine.name, ": models and commands"].concat(),
        description,
        body: body(site, &route, main),
        client: None,
        route,
    }
}

/// The answer in two sentences.
fn lead(pages: &SetupPages<'_>, setup: &Setup) -> String {
    let facts = pages.facts;
    let usable = [&cell::short(setup.limit.default_gib, 1), " GiB"].concat();
    let Some(first) = setup.runs.first() else {
        return ["No model of the catalogue fits into the ", &usable, " that it can use."].concat();
    };
    let (name, _) = words::name(facts, first);
    let speed = [
        " writes about ",
        &words::rough(first.decode.value),
        " tokens a second (",
        words::basis(first.decode.basis),
        ")",
    ]
    .concat();
    let best = match words::score(first) {
        Some(score) => {
            ["Begin with ", &name, ": it has the best score of all that fit (", &score, " of 2) and", &speed, "."]
                .concat()
        }
        None => ["Begin with ", &name, ": no model with a score fits; this is the largest one, and it", &speed, "."]
            .concat(),
    };
    let count = match setup.runs.len() {
        1 => " It is the only model of the catalogue that fits into the ".to_owned(),
        count => [" ", &count.to_string(), " models of the catalogue fit into the "].concat(),
    };
    [&best, &count, &usable, " that the machine gives them."].concat()
}

fn fitting(pages: &SetupPages<'_>, setup: &Setup) -> AnyView {
    if setup.runs.is_empty() {
        return ().into_any();
    }
    let rows = setup.runs.iter().map(|run| row(pages, run)).collect();
    view! {
        <section>
            <h2 id="models">"The models that fit, best first"</h2>
            {table("Models that fit", &COLUMNS, rows)}
            <p class="note">
                "Score: a dash means that nobody scored it here. A full prompt is " {cell::grouped(setup.context_tokens)}
                " tokens. Range: 8 of 10 measurements should fall into it."
            </p>
        </section>
    }
    .into_any()
}

fn row(pages: &SetupPages<'_>, run: &Run) -> AnyView {
    let facts = pages.facts;
    let (name, file) = words::name(facts, run);
    let fit = words::fit(run.fit);
    let beside = if fit == "fits" { file } else { [&file, ", ", fit].concat() };
    let prompt = run.prompt_seconds.map(|found| words::seconds(found.value));
    let how = words::basis(run.decode.basis);
    cell::row(vec![
        view! { <th scope="row">{name} " " <small>{beside}</small></th> }.into_any(),
        cell::number(words::score(run)),
        view! { <td class="number">{words::rough(run.decode.value)} " " <small>{how}</small></td> }.into_any(),
        cell::number(Some(words::range(&run.decode))),
        cell::number(prompt),
        cell::number(Some(words::people(run))),
        cell::number(Some(fixed(run.needed_gib, 1))),
        cell::number(Some(words::tokens(run.longest_context))),
    ])
}

/// The commands, the first model's open.
fn start(pages: &SetupPages<'_>, setup: &Setup) -> AnyView {
    let parts: Vec<_> = setup
        .runs
        .iter()
        .take(WITH_COMMANDS)
        .enumerate()
        .map(|(at, run)| {
            let (name, file) = words::name(pages.facts, run);
            view! {
                <details class="start" open=at == 0>
                    <summary>{name} " " <small>{file}</small></summary>
                    {lines(of(pages, setup, run))}
                </details>
            }
        })
        .collect();
    if parts.is_empty() {
        return ().into_any();
    }
    view! {
        <section>
            <h2 id="commands">"Commands"</h2>
            <p class="note">
                "Install one of the three programs first: Ollama is the quickest way, llama.cpp gives the most control, "
                "LM Studio has windows. Each then answers on this machine as an OpenAI-compatible server."
            </p>
            {parts}
        </section>
    }
    .into_any()
}

fn of(pages: &SetupPages<'_>, setup: &Setup, run: &Run) -> Vec<Command> {
    let model = &pages.facts.models[run.chosen.model];
    let kind = pages.facts.machines[setup.machine].kind;
    let file = &model.files[run.chosen.file].0;
    let entry = pages.catalog.model(&model.id);
    entry.map(|of| commands(of, file, !run.smaller_file, kind, setup.context_tokens, run.people)).unwrap_or_default()
}

fn lines(found: Vec<Command>) -> AnyView {
    if found.is_empty() {
        return view! { <p class="note">"No source names a place to fetch this file from."</p> }.into_any();
    }
    let programs: Vec<_> = found
        .into_iter()
        .map(|Command { program, lines, note }| {
            let text = lines.join("\n");
            let note = note.map(|note| view! { <p class="note">{note}</p> });
            view! { <h3>{program}</h3> <pre class="command"><code>{text}</code></pre> {note} }
        })
        .collect();
    view! { {programs} }.into_any()
}

fn too_large(pages: &SetupPages<'_>, setup: &Setup) -> AnyView {
    let most = setup.limit.raised_gib;
    let items: Vec<_> = setup
        .too_large
        .iter()
        .map(|of| {
            let name = pages.facts.models[of.model].name.clone();
            view! { <li>{name} ": " {fixed(of.needed_gib, 1)} " GiB"</li> }
        })
        .collect();
    if items.is_empty() {
        return ().into_any();
    }
    view! {
        <section>
            <h2 id="too-large">"What does not fit"</h2>
            <p class="note">
                "What the smallest known file needs, of at most " {cell::short(most, 1)} " GiB."
            </p>
            <ul class="names">{items}</ul>
        </section>
    }
    .into_any()
}

/// Keys of the sources behind the page: the machine's, those of the models' names, and those of the settings.
fn sources<'a>(pages: &SetupPages<'a>, setup: &Setup) -> Vec<&'a str> {
    let id = &pages.facts.machines[setup.machine].id;
    let mut keys = SOURCES.to_vec();
    keys.extend(pages.catalog.machine(id).map(|machine| machine.sources()).unwrap_or_default());
    for run in setup.runs.iter().take(WITH_COMMANDS) {
        let entry = pages.catalog.model(&pages.facts.models[run.chosen.model].id);
        let names = entry.iter().flat_map(|entry| [&entry.ollama_tag, &entry.gguf_repo]).flatten();
        keys.extend(names.map(|fact| fact.source.as_str()));
        keys.extend(entry.and_then(|entry| entry.usual_file()).map(|file| file.size_bytes.source.as_str()));
    }
    keys
}
