//! Finds the known name that somebody probably meant.

/// The known name nearest to what was typed, if any is near enough to be a slip of the finger.
#[must_use]
pub fn nearest<'a>(typed: &str, known: &[&'a str]) -> Option<&'a str> {
    // A long name may have more slips; a short one with two is another word.
    let allowed = (typed.chars().count() / 3).clamp(1, 3);
    known
        .iter()
        .map(|name| (distance(&typed.to_lowercase(), name), *name))
        .filter(|(steps, _)| *steps <= allowed)
        .min_by_key(|(steps, _)| *steps)
        .map(|(_, name)| name)
}

/// What to say behind a name that is not known: the nearest one, else all of them.
#[must_use]
pub fn hint(typed: &str, known: &[&str]) -> String {
    match nearest(typed, known) {
        Some(name) => format!("did you mean {name:?}?"),
        None => format!("use one of {}", known.join(", ")),
    }
}

/// Optimal string alignment: insertions, deletions, replacements and swaps of neighbours.
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    // A name of hundreds of characters is near to nothing; comparing it would only take time.
    if left.len() > right.len() + 3 {
        return usize::MAX;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    for (row, letter) in left.iter().enumerate() {
        let mut here = vec![row + 1];
        for (column, other) in right.iter().enumerate() {
            let mut best =
                (above[column] + usize::from(letter != other)).min(above[column + 1] + 1).min(here[column] + 1);
            if row > 0 && column > 0 && *letter == right[column - 1] && left[row - 1] == *other {
                best = best.min(before[column - 1] + 1);
            }
            here.push(best);
        }
        before = std::mem::replace(&mut above, here);
    }
    above[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 4] = ["title", "category", "checks", "max_tokens"];

    #[test]
    fn a_slip_finds_its_name() {
        assert_eq!(nearest("titel", &KNOWN), Some("title"));
        assert_eq!(nearest("tittle", &KNOWN), Some("title"));
        assert_eq!(nearest("maxtokens", &KNOWN), Some("max_tokens"));
        assert_eq!(nearest("Category", &KNOWN), Some("category"));
        assert_eq!(nearest("temperature", &KNOWN), None);
        assert_eq!(nearest(&"x".repeat(10_000), &KNOWN), None);
        assert_eq!(nearest("", &KNOWN), None);
    }

    #[test]
    fn the_distance_of_the_textbook() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abcd", "acbd"), 1);
        assert_eq!(distance("abc", "abc"), 0);
    }

    #[test]
    fn a_hint_without_a_near_name_lists_all() {
        assert_eq!(hint("zzz", &["a", "b"]), "use one of a, b");
        assert_eq!(hint("check", &KNOWN), "did you mean \"checks\"?");
    }
}
