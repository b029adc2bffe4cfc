//! What the comparison shows: two to four models, and the loss that the reader would accept.

use analytics::leaderboard::sorted_positions;

use crate::components::ScoresState;
use crate::data::SnapshotScores;
use crate::url_state::UrlState;

/// Names of the selections of models; the first model is the one that the others are compared with.
pub const SLOTS: [&str; 4] = ["a", "b", "c", "d"];
/// The loss that is accepted unless the reader says otherwise, in points of the scale 0 to 2.
pub const MARGIN: f64 = 0.1;
/// No greater loss can be chosen.
pub const MARGIN_TO: f64 = 1.0;

/// The state in the address.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CompareState {
    snapshot: String,
    /// Ids of the models by [`SLOTS`]; empty for the default.
    pub models: [String; SLOTS.len()],
    /// The accepted loss, 0 to [`MARGIN_TO`]; None for the default.
    pub margin: Option<f64>,
}

impl CompareState {
    /// The accepted loss in points.
    pub fn margin(&self) -> f64 {
        self.margin.unwrap_or(MARGIN)
    }

    /// Position of the model of each selection; None where none is chosen.
    pub fn slots(&self, scores: &SnapshotScores) -> [Option<usize>; SLOTS.len()] {
        let defaults = defaults(scores);
        std::array::from_fn(|slot| {
            scores.models.iter().position(|model| model.id == self.models[slot]).or(defaults[slot])
        })
    }

    /// Positions of the chosen models, the first one in front, each once.
    pub fn chosen(&self, scores: &SnapshotScores) -> Vec<usize> {
        let mut all = Vec::new();
        for position in self.slots(scores).into_iter().flatten() {
            if !all.contains(&position) {
                all.push(position);
            }
        }
        all
    }
}

/// By default the best language model with a score is compared with the second best; baselines only where there are no others.
fn defaults(scores: &SnapshotScores) -> [Option<usize>; SLOTS.len()] {
    let mean = |at: usize| scores.models[at].mean.unwrap_or(-1.0);
    let last = |at: usize| scores.models[at].baseline || scores.models[at].mean.is_none();
    let order =
        sorted_positions(scores.models.len(), &|a, b| last(a).cmp(&last(b)).then_with(|| mean(b).total_cmp(&mean(a))));
    std::array::from_fn(|slot| order.get(slot).copied().filter(|_| slot < 2))
}

impl UrlState for CompareState {
    fn set(&mut self, name: &str, value: &str) {
        match name {
            "snapshot" => value.clone_into(&mut self.snapshot),
            "margin" => {
                let number = value.parse().ok().filter(|number: &f64| number.is_finite());
                self.margin = number.map(|number| number.clamp(0.0, MARGIN_TO)).or(self.margin);
            }
            _ => {
                if let Some(slot) = SLOTS.iter().position(|slot| *slot == name) {
                    value.clone_into(&mut self.models[slot]);
                }
            }
        }
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        let texts = [("snapshot", &self.snapshot)].into_iter().chain(SLOTS.into_iter().zip(&self.models));
        let texts = texts.filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name, text.clone()));
        texts.chain(self.margin.map(|margin| ("margin", margin.to_string()))).collect()
    }
}

impl ScoresState for CompareState {
    fn snapshot(&self) -> &str {
        &self.snapshot
    }

    fn unknown(&self, scores: &SnapshotScores) -> Vec<String> {
        self.models.iter().filter(|id| !id.is_empty() && scores.model(id).is_none()).cloned().collect()
    }

    fn normalise(&mut self, scores: &SnapshotScores) {
        for (model, default) in self.models.iter_mut().zip(defaults(scores)) {
            let known = scores.models.iter().position(|other| other.id == *model);
            if known.is_none() || known == default {
                model.clear();
            }
        }
        self.margin = self.margin.filter(|margin| *margin != MARGIN);
    }
}
