//! What the routing page shows: one model, and the score from which it is good enough.

use crate::components::ScoresState;
use crate::data::{ScoredModel, SnapshotScores};
use crate::url_state::UrlState;

/// Good enough unless the reader says otherwise: half of all marks good, half acceptable.
pub const THRESHOLD: f64 = 1.5;
/// The end of the scale of scores.
pub const THRESHOLD_TO: f64 = 2.0;

/// The state in the address.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RoutingState {
    snapshot: String,
    /// Id of the model; empty for the default.
    pub model: String,
    /// The score from which a model is good enough, 0 to [`THRESHOLD_TO`]; None for the default.
    pub threshold: Option<f64>,
}

impl RoutingState {
    /// The score from which a model is good enough.
    pub fn threshold(&self) -> f64 {
        self.threshold.unwrap_or(THRESHOLD)
    }

    /// The chosen model; None where no model has a score and none was chosen.
    pub fn chosen<'a>(&self, scores: &'a SnapshotScores) -> Option<&'a ScoredModel> {
        scores.model(&self.model).or_else(|| best(scores))
    }
}

fn best(scores: &SnapshotScores) -> Option<&ScoredModel> {
    let scored = scores.models.iter().filter(|model| model.mean.is_some());
    // A baseline only where there is no language model.
    scored.max_by(|a, b| {
        b.baseline.cmp(&a.baseline).then_with(|| a.mean.unwrap_or_default().total_cmp(&b.mean.unwrap_or_default()))
    })
}

impl UrlState for RoutingState {
    fn set(&mut self, name: &str, value: &str) {
        match name {
            "snapshot" => value.clone_into(&mut self.snapshot),
            "model" => value.clone_into(&mut self.model),
            "threshold" => {
                let number = value.parse().ok().filter(|number: &f64| number.is_finite());
                self.threshold = number.map(|number| number.clamp(0.0, THRESHOLD_TO)).or(self.threshold);
            }
            _ => {}
        }
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        let texts = [("snapshot", &self.snapshot), ("model", &self.model)].into_iter();
        let texts = texts.filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name, text.clone()));
        texts.chain(self.threshold.map(|threshold| ("threshold", threshold.to_string()))).collect()
    }
}

impl ScoresState for RoutingState {
    fn snapshot(&self) -> &str {
        &self.snapshot
    }

    fn unknown(&self, scores: &SnapshotScores) -> Vec<String> {
        Some(self.model.clone()).filter(|id| !id.is_empty() && scores.model(id).is_none()).into_iter().collect()
    }

    fn normalise(&mut self, scores: &SnapshotScores) {
        let is_default = best(scores).is_some_and(|best| best.id == self.model);
        if scores.model(&self.model).is_none() || is_default {
            self.model.clear();
        }
        self.threshold = self.threshold.filter(|threshold| *threshold != THRESHOLD);
    }
}
