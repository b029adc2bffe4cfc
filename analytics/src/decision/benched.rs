//! A bench of one's own takes the place of estimates and of what others measured, for its machine, model and file.

use super::facts::{Facts, MachineFacts, MeasuredFacts, bits};
use crate::bench::{BenchFile, BenchedMachine, Level, LevelFigures, Load, grouped, over_runs};
use crate::catalog::MachineKind;
use crate::speed::{Backend, Family, Measure, Measured};

/// Memory that a system reports is less than what is sold: firmware and graphics keep some of it.
const MEMORY: std::ops::RangeInclusive<f64> = 0.80..=1.02;

/// What a bench was entered as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnteredBench {
    /// Position of its machine.
    pub machine: usize,
    /// Position of its model.
    pub model: usize,
    /// Position of its file among the model's; None where the catalogue has none of this precision.
    pub file: Option<usize>,
    /// Speeds that it gave.
    pub rows: usize,
}

/// Why a bench cannot be entered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BenchFault {
    /// Nobody knows which machine of the catalogue it is.
    #[error("its machine ({0}) is none of the catalogue")]
    Machine(String),
    /// Nobody knows which model of the catalogue it is.
    #[error("its model ({0}) is none of the catalogue")]
    Model(String),
    /// It holds no level of one stream with a speed.
    #[error("it holds no level of one stream with a speed")]
    Empty,
}

/// The machine of the catalogue that a description fits: the longest chip name that stands in the processor's or a graphics
/// processor's name, and memory within a fifth where processor and graphics share it. None where several or none fit.
#[must_use]
pub fn machine_like(facts: &Facts, machine: &BenchedMachine) -> Option<usize> {
    let is_named =
        |chip: &str, text: &str| words(text).windows(words(chip).len().max(1)).any(|part| part == words(chip));
    let fits = |known: &MachineFacts| {
        let (count, chip) = known
            .chip
            .split_once("x ")
            .map_or((1, known.chip.as_str()), |(count, chip)| (count.parse().unwrap_or(1), chip));
        let cards = machine.gpus.iter().filter(|gpu| is_named(chip, gpu)).count();
        match known.kind {
            MachineKind::DiscreteGpu => cards == count,
            MachineKind::AppleUnified | MachineKind::Unified | MachineKind::Cpu => {
                let memory = known.memory_gib.zip(machine.memory_gib).map(|(sold, seen)| seen / sold);
                (is_named(chip, &machine.description) || cards == count)
                    && memory.is_some_and(|part| MEMORY.contains(&part))
            }
        }
    };
    let mut fitting: Vec<usize> = (0..facts.machines.len())
        .filter(|at| !facts.machines[*at].chip.is_empty() && fits(&facts.machines[*at]))
        .collect();
    let longest = fitting.iter().map(|at| words(&facts.machines[*at].chip).len()).max()?;
    fitting.retain(|at| words(&facts.machines[*at].chip).len() == longest);
    match fitting[..] {
        [one] => Some(one),
        _ => None,
    }
}

fn words(text: &str) -> Vec<String> {
    text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '+')
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect()
}

impl Facts {
    /// Enters a bench: its speeds stand as measured by this project, which goes before everything else that is known of its
    /// chip, model and precision. `machine` and `model` are ids of the catalogue for a bench that does not tell its own.
    ///
    /// # Errors
    /// What is unknown of it, or that it has no speeds.
    pub fn enter_bench(
        &mut self,
        bench: &BenchFile,
        machine: Option<&str>,
        model: Option<&str>,
    ) -> Result<EnteredBench, BenchFault> {
        let described = bench.machine.as_ref();
        let machine = machine
            .or_else(|| described?.catalog_machine.as_deref())
            .and_then(|id| self.machine(id))
            .or_else(|| machine_like(self, described?))
            .ok_or_else(|| {
                let unknown = "a server on another machine".to_owned();
                BenchFault::Machine(described.map_or(unknown, |machine| machine.description.clone()))
            })?;
        let by_id = |id: Option<&str>| id.and_then(|id| self.model(id));
        let model = by_id(bench.model.catalog_model.as_deref())
            .or_else(|| self.model_named(&bench.model.id))
            .or_else(|| by_id(model))
            .ok_or_else(|| BenchFault::Model(bench.model.id.clone()))?;
        let (kind, chip) = (self.machines[machine].kind, self.machines[machine].chip.clone());
        let precision = bench.model.precision.as_deref().unwrap_or_default();
        let backend = match bench.engine.name.as_deref() {
            Some("vllm") => Backend::Vllm,
            Some(name) if name.contains("mlx") => Backend::Mlx,
            _ => Family::of(kind, &chip).usual_backend(),
        };
        let rows = rows(&bench.levels, backend);
        if !rows.iter().any(|row| row.measure == Measure::Decode) {
            return Err(BenchFault::Empty);
        }
        let files = &self.models[model].files;
        let file = files
            .iter()
            .position(|(name, _)| name.eq_ignore_ascii_case(precision))
            .or_else(|| files.iter().position(|(name, _)| bits(precision) > 0 && bits(name) == bits(precision)));
        let entered = EnteredBench { machine, model, file, rows: rows.len() };
        let model = self.models[model].id.clone();
        self.measured.extend(rows.into_iter().map(|row| MeasuredFacts {
            chip: chip.clone(),
            model: model.clone(),
            bits: bits(precision),
            row,
        }));
        Ok(entered)
    }
}

/// The speeds of closed levels, medians over runs: reading and writing of one stream, and all streams together.
fn rows(levels: &[Level], backend: Backend) -> Vec<Measured> {
    let mut rows = Vec::new();
    for group in grouped(levels) {
        let Some(Load::Closed { concurrency: streams }) = group.first().map(|level| level.load) else { continue };
        let median = |figure: fn(&LevelFigures) -> Option<f64>| over_runs(&group, figure).map(|range| range.median);
        let read = median(|figures| Some(figures.prompt_tokens.as_ref()?.p50)).unwrap_or(0.0);
        let mut add = |measure, rate: Option<f64>, depth: f64, prompt: f64| {
            rows.extend(rate.map(|tok_per_s| Measured {
                measure,
                tok_per_s,
                depth,
                prompt,
                streams,
                backend,
                own: true,
            }));
        };
        if streams == 1 {
            add(Measure::Prefill, median(|figures| Some(figures.prefill_tok_per_s.as_ref()?.p50)), 0.0, read);
            let depth = median(|figures| figures.depth_tokens).unwrap_or(read);
            add(Measure::Decode, median(|figures| Some(figures.decode_tok_per_s.as_ref()?.p50)), depth, 0.0);
        }
        // Lengths that were asked for are the same at every number of streams; counted ones differ by a token or two.
        let asked = group.first().map_or(0, |level| level.prompt_tokens + level.depth_tokens);
        add(Measure::Together, median(|figures| figures.output_tok_per_s), f64::from(asked), 0.0);
    }
    rows
}
