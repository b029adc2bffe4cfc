//! A comparison in words.

use analytics::comparison::{Answer, Comparison, Flip, Pairs};
use analytics::stats::undefined::Undefined;

use super::Noise;
use crate::report::table::one_line;
use crate::tasks::text::count;

/// Letters of an answer that are shown.
const SHOWN: usize = 160;

/// What a comparison is shown from.
#[derive(Debug)]
pub struct Shown<'a> {
    /// Names of both models, with their snapshots where they are two.
    pub names: [String; 2],
    /// The scores.
    pub pairs: &'a Pairs,
    /// The comparison.
    pub found: &'a Comparison,
    /// What chance alone does to one model.
    pub noise: Option<Noise>,
    /// Both answers of every flip, in the order of the pairs.
    pub flips: Vec<(Flip, String, [String; 2])>,
}

/// The sentence that answers the question.
#[must_use]
pub fn answer(found: &Comparison, [a, b]: &[String; 2]) -> String {
    let margin = found.margin;
    match found.answer {
        Answer::Identical => {
            format!("{a} and {b} have the same score on all {}", count(found.n, "task", "tasks"))
                + &found.may_differ.map_or_else(String::new, |share| {
                    format!("; up to {:.0} % of all such tasks may still differ (95 %).", share * 100.0)
                })
        }
        Answer::Better => format!("{a} is better than {b}."),
        Answer::Worse if found.not_worse => format!("{a} is worse than {b}, but by less than {margin}."),
        Answer::Worse => format!("{a} is worse than {b}."),
        Answer::EqualWithinMargin => format!("{a} and {b} are equal within {margin} points."),
        Answer::NotShown => {
            let needed = match found.tasks_needed {
                Ok(tasks) => format!("about {tasks} tasks like these would show a difference of {margin} points"),
                Err(undefined) => format!("how many tasks would is not known ({})", undefined.reason),
            };
            let not_worse = if found.not_worse {
                format!(" {a} is not worse by more than {margin}, but it may be better.")
            } else {
                String::new()
            };
            format!("Not shown: {} neither tell them apart nor show them equal; {needed}.{not_worse}", tasks(found.n))
        }
    }
}

fn tasks(n: usize) -> String {
    count(n, "task", "tasks")
}

fn figure(value: Result<f64, Undefined>) -> String {
    value.map_or_else(|undefined| undefined.reason.to_string(), |value| format!("{value:+.3}"))
}

/// All lines.
#[must_use]
pub fn lines(shown: &Shown<'_>) -> Vec<String> {
    let Shown { names: [a, b], pairs, found, noise, flips } = shown;
    let mut lines = vec![answer(found, &shown.names), String::new()];
    let [wins, ties, losses] = found.wins_ties_losses;
    lines.push(format!("a = {a}, mean {:.3}; b = {b}, mean {:.3}", found.means[0], found.means[1]));
    let interval = match found.estimate {
        Ok(estimate) => format!("{:+.3} to {:+.3}", estimate.interval.low, estimate.interval.high),
        Err(undefined) => undefined.reason.to_string(),
    };
    lines.push(format!("a − b: {:+.3} points, 95 % interval {interval}, over {}", found.difference, tasks(found.n)));
    lines.push(format!(
        "one-sided 95 % bounds: not below {}, not above {}; the margin is {}",
        figure(found.bounds[0]),
        figure(found.bounds[1]),
        found.margin
    ));
    lines.push(format!("a better {wins}, equal {ties}, b better {losses}; sign-flip p {}", p_value(found.p)));
    match found.mcnemar {
        Ok(test) => lines.push(format!(
            "fully correct by a alone {}, by b alone {}; McNemar exact p {}, mid-p {}",
            test.first_only,
            test.second_only,
            p_value(Ok(test.exact)),
            p_value(Ok(test.mid_p))
        )),
        Err(_) => lines.push("fully correct: the same tasks by both".to_owned()),
    }
    match noise {
        Some(noise) => lines.push(format!(
            "noise: {} gave scores {:.3} apart in the mean over {}, and {} turned; {}",
            noise.of,
            noise.mean_distance,
            tasks(noise.n),
            count(noise.flips, "task", "tasks"),
            if found.difference.abs() > noise.mean_difference.abs() {
                format!("its own means differ by {:.3}", noise.mean_difference.abs())
            } else {
                format!(
                    "its own means differ by {:.3}, so the difference above is no more than chance gives",
                    noise.mean_difference.abs()
                )
            }
        )),
        None => {
            lines.push("noise: unknown; --again names a second run of the same file, or ask with repeats".to_owned())
        }
    }
    if !pairs.left_out.is_empty() {
        lines.push(String::new());
        lines.push(format!("Left out, {} without two scores:", tasks(pairs.left_out.len())));
        for task in &pairs.left_out {
            let reason = |side: &str, reason: Option<analytics::score::UnscoredReason>| {
                reason.map(|reason| format!("{side}: {}", reason.label()))
            };
            let why: Vec<String> = [reason("a", task.a), reason("b", task.b)].into_iter().flatten().collect();
            lines.push(format!("  {}  {}", task.task, why.join(", ")));
        }
    }
    if pairs.not_in_both > 0 {
        lines.push(format!("Not compared: {} of one snapshot only.", tasks(pairs.not_in_both)));
    }
    for (which, title) in [(Flip::OnlyA, "Fully correct by a alone"), (Flip::OnlyB, "Fully correct by b alone")] {
        let of: Vec<_> = flips.iter().filter(|(flip, ..)| *flip == which).collect();
        if of.is_empty() {
            continue;
        }
        lines.push(String::new());
        lines.push(format!("{title}:"));
        for (_, task, [a, b]) in of {
            lines.push(format!("  {}", one_line(task)));
            lines.push(format!("    a: {}", beginning(a)));
            lines.push(format!("    b: {}", beginning(b)));
        }
    }
    lines
}

fn p_value(p: Result<f64, Undefined>) -> String {
    match p {
        Ok(p) if p < 0.001 => "below 0.001".to_owned(),
        Ok(p) => format!("{p:.3}"),
        Err(undefined) => undefined.reason.to_string(),
    }
}

/// The beginning of an answer on one line.
fn beginning(answer: &str) -> String {
    let line = one_line(&answer.split_whitespace().collect::<Vec<_>>().join(" "));
    if line.is_empty() {
        return "(not in the detail files)".to_owned();
    }
    match line.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}
