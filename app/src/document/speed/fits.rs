//! What fits where: every model's usual file against every machine's memory.

use analytics::catalog::{Catalog, Machine};
use analytics::memory::{FIT_BUFFERS_GIB, FIT_CONTEXT_TOKENS, FitVerdict, MemoryTier, limit, memory_need};
use leptos::prelude::*;

use super::super::cell;
use crate::fixed::fixed;

/// A machine of each size: more columns are no table that anybody reads, and each machine has a page of its own.
const MACHINES: [&str; 12] = [
    "raspberry-pi-5-8",
    "mac-mini-m6-16",
    "rtx-3090-pc",
    "rtx-5090-pc",
    "mac-mini-m5-pro-48",
    "mac-mini-m5-pro-64",
    "rtx-pro-6000-96",
    "mac-studio-m5-max-128",
    "dgx-spark",
    "ryzen-ai-max-495-192",
    "mac-studio-m5-ultra-256",
    "mac-studio-m5-ultra-512",
];

/// Models in rows, machines in columns.
pub fn section(catalog: &Catalog) -> AnyView {
    let machines: Vec<(&Machine, MemoryTier)> =
        MACHINES.iter().filter_map(|id| catalog.machine(id)).filter_map(|of| Some((of, tier(of)?))).collect();
    let heads: Vec<_> = machines
        .iter()
        .map(|(machine, tier)| {
            let gib = [&cell::short(tier.gpu_usable_gib, 1), " GiB"].concat();
            view! { <th scope="col">{machine.name.clone()} <small>" " {gib}</small></th> }
        })
        .collect();
    let rows: Vec<_> = catalog
        .models
        .iter()
        .map(|model| {
            let need = memory_need(model);
            let file = model.usual_file().map(|file| file.quantisation.clone());
            let mut cells = vec![
                view! { <th scope="row">{model.name.clone()} <small>" " {file}</small></th> }.into_any(),
                cell::number(need.map(|need| fixed(need.needed_gib, 1))),
            ];
            cells.extend(machines.iter().map(|(_, tier)| match need {
                Some(need) => sign(need.verdict(*tier)),
                None => view! { <td class="none">"?"</td> }.into_any(),
            }));
            cell::row(cells)
        })
        .collect();
    let content = view! {
            <p class="note">
                "The usual file of each model with " {cell::grouped(FIT_CONTEXT_TOKENS)}
                " tokens of context for one user and " {fixed(FIT_BUFFERS_GIB, 1)} " GiB of buffers, against what the "
                "machine gives its GPU by default. ✓ fits; ~ is tight, from nine tenths on; ✗ does not fit."
            </p>
            <div class="scroll" tabindex="0" role="region" aria-label="What fits where">
                <table class="plain fits">
                    <thead><tr><th scope="col">"Model"</th><th scope="col" class="number">"Needs GiB"</th>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
    }
    .into_any();
    super::folded("fits", "What fits where", content)
}

/// The memory that a model may use.
fn tier(machine: &Machine) -> Option<MemoryTier> {
    let memory = machine.memory_gib.as_ref()?.value;
    let usable = machine.gpu_usable_gib.as_ref().map(|fact| fact.value);
    let gpu_usable_gib = limit(machine.kind, Some(memory), usable)?.default_gib;
    Some(MemoryTier { memory_gib: memory as u32, gpu_usable_gib })
}

fn sign(verdict: FitVerdict) -> AnyView {
    let (class, sign, word) = match verdict {
        FitVerdict::Fits => ("fits yes", "✓", "fits"),
        FitVerdict::Tight => ("fits tight", "~", "tight"),
        FitVerdict::DoesNotFit => ("fits no", "✗", "does not fit"),
    };
    view! { <td class=class><span role="img" aria-label=word>{sign}</span></td> }.into_any()
}
