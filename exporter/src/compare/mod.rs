//! `exporter compare`: is one model, or one file of it, as good as another?

mod show;
mod source;

use analytics::comparison::{Comparison, Flip, Pair, Pairs, compare, pairs, repeats};
use serde_json::{Value, json};

pub use self::show::{Shown, lines};
pub use self::source::Source;
use crate::failure::Failure;
use crate::report::table::one_line;

/// A model with its snapshot or run.
#[derive(Debug, Clone, Copy)]
pub struct Chosen<'a> {
    /// Where its answers are.
    pub source: &'a Source,
    /// Its id.
    pub model: &'a str,
}

/// What chance alone does to the first model.
#[derive(Debug, Clone, PartialEq)]
pub struct Noise {
    /// What was compared with what.
    pub of: &'static str,
    /// Tasks with two scores.
    pub n: usize,
    /// Mean distance of the two scores of a task.
    pub mean_distance: f64,
    /// Difference of the two means.
    pub mean_difference: f64,
    /// Tasks that were solved once and failed once.
    pub flips: usize,
}

impl Noise {
    fn of(of: &'static str, pairs: &[Pair]) -> Option<Self> {
        let n = pairs.len();
        let mean = |sum: f64| sum / n as f64;
        (n > 0).then(|| Self {
            of,
            n,
            mean_distance: mean(pairs.iter().map(|pair| (pair.a - pair.b).abs()).sum()),
            mean_difference: mean(pairs.iter().map(|pair| pair.a - pair.b).sum()),
            flips: pairs.iter().filter(|pair| pair.flip().is_some()).count(),
        })
    }
}

/// A comparison with everything that is shown of it.
#[derive(Debug)]
pub struct Compared {
    /// Names of both models.
    pub names: [String; 2],
    /// The scores.
    pub pairs: Pairs,
    /// What they show.
    pub found: Comparison,
    /// What chance alone does.
    pub noise: Option<Noise>,
    /// Tasks that one solves and the other does not, with the first answer of both.
    pub flips: Vec<(Flip, String, [String; 2])>,
}

/// Compares a with b over every task that both were asked. `again` is a second run of the first model.
///
/// # Errors
/// When the two do not belong to one suite, have no task in common, or a judge is not known.
pub fn compared(
    [a, b]: [Chosen<'_>; 2],
    again: Option<Chosen<'_>>,
    margin: f64,
    judge: Option<&str>,
) -> Result<Compared, Failure> {
    for other in [Some(b), again].into_iter().flatten() {
        belong_together(a.source, other.source, judge)?;
    }
    let (of_a, of_b) = (a.source.side(a.model)?, b.source.side(b.model)?);
    let found_pairs = pairs(of_a, of_b, judge);
    let found = compare(&found_pairs.pairs, margin).map_err(|undefined| {
        let text = format!("nothing can be compared: no task has a score of both ({})", undefined.reason);
        Failure::usage(text).hint("`exporter judge` marks answers; --judge counts one judge alone, who cannot disagree")
    })?;
    let noise = match again {
        Some(again) => {
            let second = pairs(of_a, again.source.side(again.model)?, judge);
            Noise::of("a second run of a", &second.pairs)
        }
        None => Noise::of("two repeats of a", &repeats(of_a, judge)),
    };
    let flips = found_pairs.pairs.iter().filter_map(|pair| {
        let first = |chosen: Chosen<'_>| chosen.source.answers(chosen.model, &pair.task).into_iter().next();
        let answers = [first(a), first(b)].map(Option::unwrap_or_default);
        Some((pair.flip()?, format!("{}  {}", pair.task, pair.title), answers))
    });
    let flips = flips.collect();
    let name = |chosen: Chosen<'_>| {
        let is_one = a.source.summary.id == b.source.summary.id;
        if is_one { chosen.model.to_owned() } else { format!("{}@{}", chosen.model, chosen.source.summary.id) }
    };
    Ok(Compared { names: [name(a), name(b)], pairs: found_pairs, found, noise, flips })
}

/// Scores of two suites are two scales, and marks of two sets of judges are too.
fn belong_together(a: &Source, b: &Source, judge: Option<&str>) -> Result<(), Failure> {
    let (a, b) = (&a.summary, &b.summary);
    if let Some((one, other)) = a.suite.as_ref().zip(b.suite.as_ref()).filter(|(one, other)| one != other) {
        let text = format!("the tasks are of two suites, {} and {}", one_line(one), one_line(other));
        return Err(Failure::usage(text).hint("scores of different suites cannot be compared; ask both with one suite"));
    }
    let judges = |summary: &analytics::snapshot::v1::Summary| {
        let counted = summary.judges.iter().filter(|known| judge.is_none_or(|judge| known.id.as_str() == judge));
        counted.map(|judge| (judge.provider_model.clone(), judge.rubric_version.clone())).collect::<Vec<_>>()
    };
    let (of_a, of_b) = (judges(a), judges(b));
    if let Some(judge) = judge.filter(|_| of_a.is_empty() || of_b.is_empty()) {
        let ids: Vec<&str> = a.judges.iter().map(|known| known.id.as_str()).collect();
        return Err(Failure::usage(format!("there is no judge {} in both", one_line(judge)))
            .hint(format!("the first has {}", ids.join(", "))));
    }
    if of_a != of_b {
        return Err(Failure::usage("the judges of the two, or their rubrics, differ")
            .hint("have the same judges mark both, or name a judge of both with --judge"));
    }
    Ok(())
}

impl Compared {
    /// As lines for people.
    #[must_use]
    pub fn to_lines(&self) -> Vec<String> {
        lines(&Shown {
            names: self.names.clone(),
            pairs: &self.pairs,
            found: &self.found,
            noise: self.noise.clone(),
            flips: self.flips.clone(),
        })
    }

    /// As JSON.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let Comparison { answer, margin, n, means, difference, wins_ties_losses, not_worse, .. } = self.found;
        let flips = self.flips.iter().map(|(flip, task, [a, b])| json!({"flip": flip, "task": task, "a": a, "b": b}));
        json!({
            "a": self.names[0],
            "b": self.names[1],
            "answer": answer,
            "margin": margin,
            "n": n,
            "means": means,
            "difference": difference,
            "ci95": self.found.estimate.ok().map(|estimate| [estimate.interval.low, estimate.interval.high]),
            "one_sided_bounds": self.found.bounds.map(Result::ok),
            "not_worse": not_worse,
            "wins_ties_losses": wins_ties_losses,
            "p": self.found.p.ok(),
            "tasks_needed": self.found.tasks_needed.ok(),
            "mcnemar": self.found.mcnemar.ok().map(|test| json!({
                "only_a": test.first_only, "only_b": test.second_only, "exact": test.exact, "mid_p": test.mid_p
            })),
            "noise": self.noise.as_ref().map(|noise| json!({
                "of": noise.of, "n": noise.n, "mean_distance": noise.mean_distance,
                "mean_difference": noise.mean_difference, "flips": noise.flips
            })),
            "flips": flips.collect::<Vec<_>>(),
            "pairs": self.pairs.pairs,
            "left_out": self.pairs.left_out,
            "not_in_both": self.pairs.not_in_both,
        })
    }
}
