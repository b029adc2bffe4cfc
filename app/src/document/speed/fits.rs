//! What fits where: every model's usual file against every machine's memory.

use analytics::catalog::{Catalog, Machine, MachineKind};
use analytics::memory::{FIT_BUFFERS_GIB, FIT_CONTEXT_TOKENS, FitVerdict, MemoryTier, memory_need};
use leptos::prelude::*;

use super::super::cell;
use super::machines::matrix;
use crate::fixed::fixed;

/// Models in rows, machines in columns.
pub fn section(catalog: &Catalog) -> AnyView {
    let machines: Vec<(&Machine, MemoryTier)> =
        matrix(catalog).filter_map(|machine| Some((machine, tier(machine)?))).collect();
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
    view! {
        <section id="fits">
            <h2>"What fits where"</h2>
            <p class="note">
                "The usual file of each model with " {cell::grouped(FIT_CONTEXT_TOKENS)}
                " tokens of context for one user and " {fixed(FIT_BUFFERS_GIB, 1)} " GiB of buffers, against what "
                "the machine gives its GPU by default. ✓ fits; ~ is tight, from nine tenths on; ✗ does not fit. "
                "For the Raspberry Pi the memory is that of the processor, of which about 6.5 GiB are free."
            </p>
            <div class="scroll" tabindex="0" role="region" aria-label="What fits where">
                <table class="plain fits">
                    <thead><tr><th scope="col">"Model"</th><th scope="col" class="number">"Needs GiB"</th>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// The memory that a model may use. A machine without a graphics processor has its memory less what the system keeps.
fn tier(machine: &Machine) -> Option<MemoryTier> {
    /// Of 8 GiB about 6.5 are free for a model (catalogue, Raspberry Pi 5).
    const SYSTEM_GIB: f64 = 1.5;
    let memory = machine.memory_gib.as_ref()?.value;
    let usable = match (&machine.gpu_usable_gib, machine.kind) {
        (Some(usable), _) => usable.value,
        (None, MachineKind::Cpu) => memory - SYSTEM_GIB,
        (None, _) => return None,
    };
    Some(MemoryTier { memory_gib: memory as u32, gpu_usable_gib: usable })
}

fn sign(verdict: FitVerdict) -> AnyView {
    let (class, sign, word) = match verdict {
        FitVerdict::Fits => ("fits yes", "✓", "fits"),
        FitVerdict::Tight => ("fits tight", "~", "tight"),
        FitVerdict::DoesNotFit => ("fits no", "✗", "does not fit"),
    };
    view! { <td class=class><span role="img" aria-label=word>{sign}</span></td> }.into_any()
}
