//! What changed between two snapshots in speeds, and in the conditions that models were asked under.

use serde::Serialize;

use super::v1::{ServingManifest, Speed, Summary};
use crate::ids::ModelId;

/// A model's speeds in both snapshots.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SpeedChange {
    /// The model.
    pub model: ModelId,
    /// Medians in the first snapshot; all null where it knows none.
    pub before: Speed,
    /// In the second one.
    pub after: Speed,
}

/// The speeds of models that both have, by their positions there, where either snapshot knows any.
pub(super) fn speeds(before: &Summary, after: &Summary, both: &[(usize, usize)]) -> Vec<SpeedChange> {
    let of = |summary: &Summary, at: usize| {
        summary.statistics.as_ref().and_then(|found| found.models.get(at)).map(|model| model.speed).unwrap_or_default()
    };
    let change = |(b, a): &(usize, usize)| SpeedChange {
        model: before.models[*b].id.clone(),
        before: of(before, *b),
        after: of(after, *a),
    };
    let is_known = |change: &SpeedChange| [change.before, change.after].iter().any(|speed| *speed != Speed::default());
    both.iter().map(change).filter(is_known).collect()
}

/// The conditions that differ, in words; nothing where either snapshot does not say.
pub(super) fn conditions(before: &ServingManifest, after: &ServingManifest) -> Vec<String> {
    let (Some(old), Some(new)) = (&before.conditions, &after.conditions) else { return Vec::new() };
    let (old, new) = (old.lines(), new.lines());
    let find = |lines: &[(&'static str, String)], name: &str| {
        lines.iter().find(|(other, _)| *other == name).map_or_else(|| "unknown".to_owned(), |(_, text)| text.clone())
    };
    let mut names: Vec<&'static str> = old.iter().map(|(name, _)| *name).collect();
    names.extend(new.iter().map(|(name, _)| *name).filter(|name| !old.iter().any(|(other, _)| other == name)));
    let changed = names.into_iter().filter_map(|name| {
        let (was, is) = (find(&old, name), find(&new, name));
        (was != is).then(|| format!("{} {was} → {is}", lower(name)))
    });
    changed.collect()
}

/// With a small first letter, for the middle of a sentence.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::v1::Conditions;

    fn served(change: impl FnOnce(&mut Conditions)) -> ServingManifest {
        let mut conditions = Conditions { max_tokens_low: 400, max_tokens_high: 400, ..Conditions::default() };
        change(&mut conditions);
        ServingManifest { conditions: Some(Box::new(conditions)), ..ServingManifest::default() }
    }

    #[test]
    fn what_was_sent_otherwise_is_named_and_the_rest_is_not() {
        let before = served(|conditions| conditions.concurrency = vec![1]);
        let after = served(|conditions| {
            (conditions.temperature, conditions.max_tokens_high) = (Some(0.7), 6000);
            conditions.machines = vec!["two cores".to_owned()];
        });
        assert_eq!(
            conditions(&before, &after),
            [
                "temperature sent none → 0.7",
                "limit on the answer sent 400 tokens → 400 to 6000 tokens",
                "requests at a time 1 → unknown",
                "machine unknown → two cores",
            ]
        );
        assert_eq!(conditions(&before, &before), Vec::<String>::new());
        assert_eq!(conditions(&before, &ServingManifest::default()), Vec::<String>::new(), "nobody said");
    }
}
