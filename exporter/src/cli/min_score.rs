//! `--min-score`: fails a script when a model is not good enough.

use analytics::ids::ModelId;
use analytics::score::{LEAST_SCORED_PERCENT, MARK_MAX, Score, ScoringRule};
use analytics::snapshot::v1::{ModelKind, ModelResult, Summary};
use clap::Args;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Printer;

/// What is good enough, and of whom it is asked.
#[derive(Debug, Clone, Args)]
pub struct MinScoreArgs {
    /// End with code 100 unless every model asked about has at least this score, from 0 to 2, with at least 80 % of its tasks scored
    #[arg(long, value_name = "SCORE", env = "LIM_MIN_SCORE", value_parser = score)]
    pub min_score: Option<f64>,
    /// With --min-score: a model to ask about, any number of times; without it all models, baselines only when there is nothing else
    #[arg(long = "model", value_name = "ID", requires = "min_score")]
    pub models: Vec<ModelId>,
}

fn score(text: &str) -> Result<f64, String> {
    match text.trim().parse::<f64>() {
        Ok(score) if (0.0..=f64::from(MARK_MAX)).contains(&score) => Ok(score),
        _ => Err(format!("a score is a number from 0 to {MARK_MAX}")),
    }
}

impl MinScoreArgs {
    /// Compares; each model that is not good enough is named on stderr.
    ///
    /// # Errors
    /// When a model is named that the run does not have.
    pub fn check(&self, summary: &Summary, printer: &Printer) -> Result<Exit, Failure> {
        let Some(least) = self.min_score else { return Ok(Exit::Success) };
        let below = below(summary, least, &self.models)?;
        below.iter().for_each(|line| printer.warn(line));
        Ok(if below.is_empty() { Exit::Success } else { Exit::BelowMinScore })
    }
}

/// One line for each model asked about that has no score, a lower one, or one over too few of its tasks.
fn below(summary: &Summary, least: f64, asked: &[ModelId]) -> Result<Vec<String>, Failure> {
    if let Some(unknown) = asked.iter().find(|id| !summary.models.iter().any(|model| model.id == **id)) {
        let known: Vec<&str> = summary.models.iter().map(|model| model.id.as_str()).collect();
        return Err(Failure::usage(format!("--min-score: the run has no model {unknown}"))
            .hint(format!("its models are {}", known.join(", "))));
    }
    let only_baselines = summary.models.iter().all(|model| model.kind == ModelKind::Baseline);
    let is_asked = |id: &ModelId| match asked {
        [] => only_baselines || summary.models.iter().any(|model| model.id == *id && model.kind != ModelKind::Baseline),
        asked => asked.contains(id),
    };
    let line = |result: &ModelResult| {
        let id = &result.model;
        let missing: u32 = result.unscored.iter().map(|part| part.count).sum();
        let (scored, all) = (result.n as usize, (result.n + missing) as usize);
        match result.score {
            Score::Unscored(reason) => Some(format!("{id} has no score: {}", reason.label())),
            // A mean over what is left would let a model pass by its failures.
            Score::Scored(_) if !ScoringRule::AllAsked.is_enough(scored, all) => {
                let reasons = result.unscored.iter().map(|part| format!("{} {}", part.count, part.reason.label()));
                let reasons = reasons.collect::<Vec<_>>().join(", ");
                Some(format!(
                    "{id} has a score on {scored} of {all} tasks only, fewer than {LEAST_SCORED_PERCENT} % ({reasons})"
                ))
            }
            Score::Scored(value) if value >= least => None,
            Score::Scored(value) => Some(format!("{id} has the score {value}, below {least}")),
        }
    };
    Ok(summary.results.iter().filter(|result| is_asked(&result.model)).filter_map(line).collect())
}
