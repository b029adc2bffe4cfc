//! The memory planner's answer: what runs together on a machine, what else it could run, and which machine would do.

use super::answer::{Answer, list, say, seconds};
use super::facts::Facts;
use super::fields::Field;
use super::resolve::{Resolved, machine_limit, resolve, speeds};
use super::state::{Chosen, State};
use crate::catalog::MachineKind;
use crate::cost::{grouped, rough};
use crate::memory::{FitVerdict, Limit, Load, Part, Plan, Remedy, plan, remedies, verdict};
use crate::speed::swap_seconds;

/// One model of the plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot {
    /// Name and format.
    pub name: String,
    /// What it takes.
    pub part: Part,
}

/// The answer with what the bar is drawn from.
#[derive(Debug, Clone, PartialEq)]
pub struct MemoryAnswer {
    /// In words.
    pub answer: Answer,
    /// The models, in their order.
    pub slots: Vec<Slot>,
    /// The limits; None when the machine's memory is unknown.
    pub limit: Option<Limit>,
    /// The plan against them.
    pub plan: Option<Plan>,
}

/// A setup of the published page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// Name.
    pub name: &'static str,
    /// Inputs as a query string.
    pub query: &'static str,
    /// What is wrong about it.
    pub wrong: &'static str,
}

/// The three published setups. The M5 machines that the page plans with do not exist in any source; M4 Max and M3 Ultra stand in.
pub const PRESETS: [Preset; 3] = [
    Preset {
        name: "A: one model, five users",
        query: "?u=5",
        wrong: "The page counts 80 GB for gpt-oss-120b and no room for a second model. The file has 63.4 GB, and GLM-4.7-Flash fits beside it.",
    },
    Preset {
        name: "B: two models, nine users",
        query: "?m=qwen3-coder-next&m2=glm-4.7-flash&u=9",
        wrong: "The page counts 4 GB for GLM-4.7-Flash; its 4-bit file has 19. Some 67 GB are loaded, not 50, before any user's cache.",
    },
    Preset {
        name: "C: four models on 256 GB",
        query: "?k=mac-studio-m3-ultra-256&m2=qwen3-coder-next&m3=glm-4.7-flash&m4=minimax-m2.5:2&c=32768",
        wrong: "The page keeps all four loaded without swapping. With MiniMax at three bits they need more than macOS gives the GPU by default.",
    },
];

fn chosen(state: &State) -> Vec<Chosen> {
    std::iter::once(state.model).chain(state.others.into_iter().flatten()).collect()
}

fn gib(value: f64) -> String {
    say(&[&rough(value), " GiB"])
}

const fn word(verdict: FitVerdict) -> &'static str {
    match verdict {
        FitVerdict::Fits => "fits",
        FitVerdict::Tight => "tight",
        FitVerdict::DoesNotFit => "does not fit",
    }
}

/// Computes the answer.
#[must_use]
pub fn memory_answer(resolved: &Resolved) -> MemoryAnswer {
    let (facts, state) = (resolved.facts, resolved.state);
    let models = chosen(state);
    let loads: Vec<Load> = models.iter().map(|chosen| resolved.load(*chosen)).collect();
    let name = |chosen: &Chosen| -> String {
        let model = &facts.models[chosen.model];
        say(&[&model.name, " ", &model.files[chosen.file].0])
    };
    let slots: Vec<Slot> =
        models.iter().zip(&loads).map(|(chosen, load)| Slot { name: name(chosen), part: Part::of(load) }).collect();
    let empty = MemoryAnswer { answer: Answer::default(), slots, limit: None, plan: None };
    if loads[0].context_tokens == 0 || loads[0].users == 0 {
        let what = "Set the context and the users to 1 at least to get an answer.";
        return MemoryAnswer { answer: Answer::fault(what.to_owned()), ..empty };
    }
    let Some(limit) = resolved.limit() else {
        let what = "No source gives the memory of this machine. Enter it to get an answer.";
        return MemoryAnswer { answer: Answer::fault(what.to_owned()), ..empty };
    };
    let raised = resolved.choice(Field::RAISED) == 1;
    let found = plan(&loads, &limit, raised);
    let mut answer = Answer {
        sentence: sentence(resolved, &empty.slots, &found, verdict(found.needed_gib, limit.raised_gib)),
        ..Answer::default()
    };
    for slot in &empty.slots {
        let part = slot.part;
        let sum = say(&[
            &gib(part.weights_gib),
            " of weights + ",
            &gib(part.kv_gib),
            " of cache + ",
            &gib(part.buffers_gib),
            " of buffers",
        ]);
        answer.line("On this machine", &slot.name, gib(part.total_gib()), sum);
    }
    answer.line(
        "On this machine",
        "Together",
        gib(found.needed_gib),
        say(&["of ", &gib(found.usable_gib), ": ", word(found.verdict)]),
    );
    if let Some(memory) = limit.memory_gib.filter(|memory| *memory > found.usable_gib) {
        let note = say(&["of ", &gib(memory), "; ", &gib(limit.raised_gib), " can be used at most"]);
        answer.line("On this machine", "Reserved for the system", gib(memory - found.usable_gib), note);
    }
    for chosen in &models {
        let model = &facts.models[chosen.model];
        if model.context_tokens < loads[0].context_tokens {
            let most = say(&[&grouped(model.context_tokens as f64, 0), " tokens"]);
            let note = "longest context that it was made for; the plan counts more".to_owned();
            answer.line("On this machine", &model.name, most, note);
        }
    }
    remedy_lines(resolved, &models, &loads, &limit, raised, &mut answer);
    let disk = resolved.value(Field::DISK).to_f64();
    for (slot, load) in empty.slots.iter().zip(&loads) {
        if let Some(time) = swap_seconds(load.weights_bytes, disk) {
            answer.line("Swapping models", &slot.name, seconds(time), "to load from the disk".to_owned());
        }
    }
    machines_lines(resolved, &loads, raised, &mut answer);
    models_lines(facts, state, &mut answer);
    MemoryAnswer { answer, limit: Some(limit), plan: Some(found), ..empty }
}

fn sentence(resolved: &Resolved, slots: &[Slot], plan: &Plan, limit_raised: FitVerdict) -> String {
    let names = list(&slots.iter().map(|slot| slot.name.clone()).collect::<Vec<_>>());
    let machine = resolved.machine_name();
    let share = say(&[&gib(plan.needed_gib), " of ", &gib(plan.usable_gib)]);
    let many = slots.len() > 1;
    match plan.verdict {
        FitVerdict::Fits => say(&[&names, if many { " fit" } else { " fits" }, " on the ", machine, ": ", &share, "."]),
        FitVerdict::Tight => {
            say(&[&names, if many { " fit" } else { " fits" }, " on the ", machine, ", but only just: ", &share, "."])
        }
        FitVerdict::DoesNotFit => {
            let raised = match limit_raised {
                FitVerdict::Fits => " A raised limit would do.",
                FitVerdict::Tight => " A raised limit would do, but only just.",
                FitVerdict::DoesNotFit => "",
            };
            say(&[&names, if many { " do" } else { " does" }, " not fit on the ", machine, ": ", &share, ".", raised])
        }
    }
}

fn remedy_lines(
    resolved: &Resolved,
    models: &[Chosen],
    loads: &[Load],
    limit: &Limit,
    raised: bool,
    answer: &mut Answer,
) {
    let facts = resolved.facts;
    let files: Vec<Vec<f64>> =
        models.iter().map(|chosen| facts.models[chosen.model].files.iter().map(|(_, size)| *size).collect()).collect();
    let found = remedies(loads, &files, limit, raised);
    if found.is_empty() && plan(loads, limit, raised).verdict == FitVerdict::DoesNotFit {
        let note = "leave out or shrink more than one, shorten the context, or take a larger machine".to_owned();
        answer.line("To make it fit", "No single change does", "–".to_owned(), note);
    }
    for remedy in found {
        let model = |at: usize| &facts.models[models[at].model];
        let (what, how) = match remedy {
            Remedy::RaiseLimit => {
                let how = if resolved.machine().kind == MachineKind::AppleUnified {
                    say(&[
                        "sudo sysctl iogpu.wired_limit_mb=",
                        &((limit.raised_gib * 1024.0) as u64).to_string(),
                        " until the next start",
                    ])
                } else {
                    "give the GPU a larger part of the memory".to_owned()
                };
                ("Raise the limit".to_owned(), how)
            }
            Remedy::CacheQ8 => ("Store the caches in 8 bit".to_owned(), "about half of their size".to_owned()),
            Remedy::SmallerFile(at, file) => (
                say(&["Take ", &model(at).name, " as ", &model(at).files[file].0]),
                gib(model(at).files[file].1 / crate::memory::GIB),
            ),
            Remedy::Drop(at) => {
                let freed = gib(Part::of(&loads[at]).total_gib());
                (say(&["Leave out ", &model(at).name]), say(&["frees ", &freed]))
            }
        };
        answer.line("Any of these makes it fit", &what, how, String::new());
    }
}

/// Which machines hold this plan.
fn machines_lines(resolved: &Resolved, loads: &[Load], raised: bool, answer: &mut Answer) {
    // The memory that was entered belongs to the chosen machine alone.
    let mut plain = resolved.state.clone();
    plain.enter(Field::MEMORY, None);
    for machine in
        resolved.facts.machines.iter().filter(|machine| machine.price.is_some() || machine.usable_gib.is_some())
    {
        if let Some(limit) = machine_limit(machine, &plain) {
            let found = plan(loads, &limit, raised);
            answer.line(
                "Which machine runs this",
                &machine.name,
                word(found.verdict).to_owned(),
                say(&["of ", &gib(found.usable_gib)]),
            );
        }
    }
}

/// What else the machine could run, each model alone with its usual file.
fn models_lines(facts: &Facts, state: &State, answer: &mut Answer) {
    for (at, model) in facts.models.iter().enumerate() {
        let mut alone = state.clone();
        alone.choose_model(facts, at);
        alone.others = [None; super::SLOTS];
        let known = speeds(facts, &alone, alone.model, state.machine);
        let resolved = resolve(facts, &alone);
        let need = Part::of(&resolved.load(alone.model)).total_gib();
        let verdict = known.fit.map_or("unknown", word);
        let speed = known
            .decode
            .filter(|_| known.fit != Some(FitVerdict::DoesNotFit))
            .map_or(String::new(), |found| say(&[", ", &rough(found.value), " tok/s ", found.basis.label()]));
        answer.line("What this machine can run", &model.name, verdict.to_owned(), say(&[&gib(need), speed.as_str()]));
    }
}
