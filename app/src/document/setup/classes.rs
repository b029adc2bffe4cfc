//! The machines by their memory, each with the model to begin with.

use analytics::decision::Facts;
use analytics::setup::{Setup, commands};
use leptos::prelude::*;

use super::super::table::{Column, table};
use super::super::{Site, cell};
use super::{SetupPages, route, words};

const COLUMNS: [Column; 6] = [
    ("Machine", false),
    ("Begin with", false),
    ("Score, 0 to 2", true),
    ("Tokens/s", true),
    ("People at once", true),
    ("Newer, not scored here", false),
];

/// Sizes as they are sold, in GB: from the first, and below the next one.
const SIZES: [u32; 12] = [8, 16, 24, 32, 48, 64, 72, 96, 128, 192, 256, 512];

/// The machines of one size.
struct Class<'a> {
    size: u32,
    machines: Vec<&'a Setup>,
}

impl Class<'_> {
    fn id(&self) -> String {
        ["gb-", &self.size.to_string()].concat()
    }

    fn name(&self) -> String {
        [&self.size.to_string(), " GB"].concat()
    }
}

fn classes<'a>(facts: &Facts, found: &'a [Setup]) -> Vec<Class<'a>> {
    let size = |setup: &&Setup| facts.machines[setup.machine].memory_gib.unwrap_or_default().round() as u32;
    SIZES
        .iter()
        .enumerate()
        .map(|(at, from)| {
            let below = SIZES.get(at + 1).copied().unwrap_or(u32::MAX);
            let machines = found.iter().filter(|setup| (*from..below).contains(&size(setup))).collect();
            Class { size: *from, machines }
        })
        .filter(|class: &Class<'_>| !class.machines.is_empty())
        .collect()
}

/// Links to the sizes.
pub fn jump(facts: &Facts, found: &[Setup]) -> AnyView {
    let links: Vec<_> = classes(facts, found)
        .iter()
        .map(|class| view! { <li><a href=["#", &class.id()].concat()>{class.name()}</a></li> })
        .collect();
    view! { <nav class="jump" aria-label="By memory"><ul>{links}</ul></nav> }.into_any()
}

/// A table for each size.
pub fn sections(site: &Site, pages: &SetupPages<'_>, found: &[Setup]) -> AnyView {
    let sections: Vec<_> = classes(pages.facts, found)
        .iter()
        .map(|class| {
            let rows = class.machines.iter().map(|setup| row(site, pages, setup)).collect();
            let heading = class.name();
            view! {
                <section class="machines">
                    <h2 id=class.id()>{heading.clone()}</h2>
                    {table(["Machines with ", &heading].concat(), &COLUMNS, rows)}
                </section>
            }
        })
        .collect();
    view! { {sections} }.into_any()
}

fn row(site: &Site, pages: &SetupPages<'_>, setup: &Setup) -> AnyView {
    let facts = pages.facts;
    let machine = &facts.machines[setup.machine];
    let mut cells = vec![cell::head_link(site.link(&route(&machine.id)), machine.name.clone())];
    let Some(first) = setup.runs.first() else {
        cells.push(cell::text("no model of the catalogue fits"));
        cells.extend((0..3).map(|_| cell::number(None)));
        cells.push(cell::text(""));
        return cell::row(cells);
    };
    let (name, file) = words::name(facts, first);
    let entry = pages.catalog.model(&facts.models[first.chosen.model].id);
    let found = entry.map(|entry| commands(entry, &file, !first.smaller_file, machine.kind, setup.context_tokens, 1));
    let line = found.iter().flatten().find_map(|of| of.lines.last().filter(|_| of.program == "Ollama").cloned());
    let line = line.map(|line| view! { <br/> <code>{line}</code> });
    cells.push(view! { <td>{name} " " <small>{file}</small> {line}</td> }.into_any());
    cells.push(cell::number(words::score(first)));
    let how = words::basis(first.decode.basis);
    cells
        .push(view! { <td class="number">{words::rough(first.decode.value)} " " <small>{how}</small></td> }.into_any());
    cells.push(cell::number(Some(words::people(first))));
    let newer: Vec<String> = setup
        .runs
        .iter()
        .filter(|run| run.score.is_none() && !run.is_slow() && run.chosen != first.chosen)
        .take(2)
        .map(|run| [&words::name(facts, run).0, ", ", &words::rough(run.decode.value), " tok/s"].concat())
        .collect();
    cells.push(cell::text(if newer.is_empty() { "–".to_owned() } else { newer.join("; ") }));
    cell::row(cells)
}
