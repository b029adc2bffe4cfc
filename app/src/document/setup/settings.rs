//! Settings beside the commands: the context, the GPU's share of the memory, and models that are a little too large.

use analytics::catalog::MachineKind;
use analytics::memory::FIT_CONTEXT_TOKENS;
use analytics::setup::{GpuLimit, Setup, gpu_limit};
use leptos::prelude::*;

use super::super::cell;
use super::SetupPages;

/// Ollama's own context is short on small machines.
fn context() -> AnyView {
    let line = format!("OLLAMA_CONTEXT_LENGTH={FIT_CONTEXT_TOKENS} ollama serve");
    view! {
        <h3>"Context"</h3>
        <p>
            "Ollama gives a model 4,096 tokens of context below 24 GiB of graphics memory and 32,768 below 48; coding "
            "agents want 64,000 and more. More context needs more memory:"
        </p>
        <pre class="command"><code>{line}</code></pre>
        <p class="note">"llama.cpp takes -c, LM Studio --context-length. q8_0 caches (-ctk q8_0 -ctv q8_0) need about half the memory."</p>
    }
    .into_any()
}

fn spill() -> AnyView {
    view! {
        <h3>"A mixture of experts that is too large for the card"</h3>
        <p>
            "llama.cpp can leave experts in ordinary memory. Begin with --cpu-moe, then use --n-cpu-moe N with a smaller "
            "and smaller N until the card is full. It is slower than the speeds above, and by how much depends on the "
            "computer around the card."
        </p>
    }
    .into_any()
}

/// For the overview: what holds for many machines.
pub fn section() -> AnyView {
    view! {
        <section>
            <h2 id="settings">"Settings that matter"</h2>
            {context()}
            <h3>"Memory for the GPU"</h3>
            <p>
                "macOS gives its GPU about two thirds of the memory up to 36 GB and three quarters above; a command raises "
                "that until the next start. A Ryzen AI Max under Linux needs kernel parameters. Each machine’s page has its own "
                "figures."
            </p>
            {spill()}
        </section>
    }
    .into_any()
}

/// For a machine's page.
pub fn of(pages: &SetupPages<'_>, setup: &Setup) -> AnyView {
    let machine = &pages.facts.machines[setup.machine];
    let (usable, raised) = (setup.limit.default_gib, setup.limit.raised_gib);
    let memory = match gpu_limit(machine, &setup.limit) {
        GpuLimit::MacOs { command } => view! {
            <h3>"Memory for the GPU"</h3>
            <p>
                "macOS gives the GPU about " {cell::short(usable, 1)} " GiB. This raises it to " {cell::short(raised, 1)}
                " GiB until the next start and leaves the rest to the system:"
            </p>
            <pre class="command"><code>{command}</code></pre>
        }
        .into_any(),
        GpuLimit::Gtt { parameters, gib } => view! {
            <h3>"Memory for the GPU"</h3>
            <p>
                "Under Linux these kernel parameters let the GPU use up to " {gib}
                " GiB; set the GPU’s own memory in the BIOS to the least, 512 MB:"
            </p>
            <pre class="command"><code>{parameters}</code></pre>
        }
        .into_any(),
        GpuLimit::Unknown => view! {
            <h3>"Memory for the GPU"</h3>
            <p class="note">"About " {cell::short(usable, 1)} " GiB are usable; no source that we read says how to raise it."</p>
        }
        .into_any(),
        GpuLimit::Card | GpuLimit::Processor => ().into_any(),
    };
    let spill = (machine.kind == MachineKind::DiscreteGpu).then(spill);
    view! {
        <section>
            <h2 id="settings">"Settings"</h2>
            {context()}
            {memory}
            {spill}
        </section>
    }
    .into_any()
}
