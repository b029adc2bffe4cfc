//! The judge that looks for the expected capabilities, and for own words.

use analytics::score::{Mark, Marks};

use super::{BuiltinVerdict, NOTHING, bounded, own_words};
use crate::tasks::Task;
use crate::tasks::coverage::{Sighting, share, sightings};

/// Shares of capabilities from which a mark of 2 and of 1 is given.
const CAPABILITIES: (f64, f64) = (0.85, 0.5);
/// The same for own words.
const OWN_WORDS: (f64, f64) = (0.5, 0.25);

/// Correctness by the essential capabilities, completeness by all of them, quality by own words; then bounded as
/// [`super::bounded`] has it. 0 in all without a single essential capability, and where most of the answer is the prompt's
/// own text.
pub fn judge(task: &Task, answer: &str) -> BuiltinVerdict {
    let sightings = sightings(task, answer);
    let (essential, of_essential) = share(sightings.iter().filter(|sighting| sighting.capability.essential));
    let (shown, of_all) = share(&sightings);
    let own = own_words::share(&task.prompt, answer);
    let marks = if essential == 0 || own_words::is_echo(&task.prompt, answer) {
        NOTHING
    } else {
        bounded(Marks::new(
            mark(ratio(essential, of_essential), CAPABILITIES),
            mark(ratio(shown, of_all), CAPABILITIES),
            mark(own.unwrap_or(0.0), OWN_WORDS),
        ))
    };
    let mut rationale =
        format!("Shows {shown} of {of_all} expected capabilities, {essential} of the {of_essential} essential ones.");
    rationale.push_str(&match own {
        None => " Fewer than 5 words.".to_owned(),
        Some(own) => format!(" {:.0} % of its word rows are not the prompt's.", own * 100.0),
    });
    for sighting in &sightings {
        rationale.push('\n');
        rationale.push_str(&line(sighting));
    }
    BuiltinVerdict { marks, rationale }
}

fn line(sighting: &Sighting<'_>) -> String {
    let essential = if sighting.capability.essential { " (essential)" } else { "" };
    match sighting.evidence {
        Some(evidence) => format!("Shown{essential}: {}, by {evidence:?}.", sighting.capability.text),
        None => format!("Missed{essential}: {}.", sighting.capability.text),
    }
}

fn ratio(part: usize, of: usize) -> f64 {
    // The rules for tasks exclude zero capabilities; were there none, nothing would have been shown.
    if of == 0 { 0.0 } else { part as f64 / of as f64 }
}

fn mark(share: f64, (good, acceptable): (f64, f64)) -> Mark {
    if share >= good {
        Mark::GOOD
    } else if share >= acceptable {
        Mark::ACCEPTABLE
    } else {
        Mark::FAIL
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tasks::fixture::task;

    #[test]
    fn essential_all_and_own_words() {
        // Shows one of two essential capabilities, two of three in all, in words of its own.
        let verdict = judge(&task(), "It stops one too few places early, see #[test] below.");
        assert_eq!(verdict.marks, Marks::new(Mark::ACCEPTABLE, Mark::ACCEPTABLE, Mark::ACCEPTABLE));
        assert!(verdict.rationale.starts_with("Shows 2 of 3 expected capabilities, 1 of the 2 essential ones. 100 %"));
        assert!(verdict.rationale.contains("Missed (essential): Repairs the end."));
        assert!(verdict.rationale.contains("Shown: Adds a test, by \"#[test]\"."));
    }

    #[test]
    fn neither_a_copy_nor_a_word_earns_anything() {
        let task = task();
        assert_eq!(judge(&task, &task.prompt).marks.sum(), 0);
        assert_eq!(judge(&task, "Yes.").marks.sum(), 0);
        assert!(judge(&task, "Yes.").rationale.contains("Fewer than 5 words"));
        assert_eq!(judge(&task, "").marks.sum(), 0);
    }

    #[test]
    fn thresholds_are_inclusive() {
        for (share, wanted) in [(1.0, 2), (0.85, 2), (0.849, 1), (0.5, 1), (0.499, 0), (0.0, 0)] {
            assert_eq!(mark(share, CAPABILITIES).value(), wanted, "{share}");
        }
        for (share, wanted) in [(0.5, 2), (0.49, 1), (0.25, 1), (0.24, 0)] {
            assert_eq!(mark(share, OWN_WORDS).value(), wanted, "{share}");
        }
        assert_eq!(ratio(17, 20), 0.85, "17 of 20 is exactly the limit");
    }
}
