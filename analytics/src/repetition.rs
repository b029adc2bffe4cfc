//! Endless repetition: whether the last part of a text stands there several times in a row.
//!
//! A model that falls into a loop writes until its limit cuts it. Two kinds are seen: the same text again and again,
//! and the same text with counters that go on (`Step 5 …`, `Step 6 …`).

/// So many characters from the end are looked at.
const TAIL_CHARS: usize = 20_000;
/// An exact repetition covers at least so many characters: a ruler of dashes or an empty table row does not.
const EXACT_CHARS: usize = 300;
/// How often a part stands there at least.
const EXACT_TIMES: usize = 3;
/// One with counters covers more and stands there more often: a table with numbered rows is no loop.
const COUNTED_CHARS: usize = 600;
/// How often a part with counters stands there at least.
const COUNTED_TIMES: usize = 5;
/// So many words the part that repeats with counters has: rows of numbers have none.
const COUNTED_WORDS: usize = 3;

/// How often the last part of a text stands there in a row; 0 where the text does not end in a repetition.
///
/// The last part is the shortest one that covers its repetition; it may be cut in its middle.
#[must_use]
pub fn repeats(text: &str) -> u32 {
    let tail = tail(text.trim_end());
    exact(&tail).or_else(|| with_counters(&tail)).unwrap_or(0)
}

/// The last characters, the last one first: what repeats at the end of the text repeats at the beginning of these.
fn tail(text: &str) -> Vec<char> {
    text.chars().rev().take(TAIL_CHARS).collect()
}

fn exact(tail: &[char]) -> Option<u32> {
    let (period, covered) = repetition(tail, EXACT_CHARS, EXACT_TIMES)?;
    Some((covered / period) as u32)
}

/// The shortest period that covers enough of the beginning, often enough, and how much it covers.
fn repetition<T: PartialEq>(tail: &[T], least: usize, times: usize) -> Option<(usize, usize)> {
    let same = matches_with_beginning(tail);
    let covered = |period: usize| period + same[period];
    (1..tail.len()).find(|period| covered(*period) >= least && covered(*period) >= times * period).map(|period| {
        // What is covered is a run of the period; it may end within one.
        (period, covered(period))
    })
}

/// For each position, how many items from there on are those of the beginning (the Z function; Gusfield 1997, chapter 1).
fn matches_with_beginning<T: PartialEq>(items: &[T]) -> Vec<usize> {
    let n = items.len();
    let mut same = vec![0; n];
    let (mut left, mut right) = (0, 0);
    for at in 1..n {
        let mut length = if at < right { same[at - left].min(right - at) } else { 0 };
        while at + length < n && items[length] == items[at + length] {
            length += 1;
        }
        same[at] = length;
        if at + length > right {
            (left, right) = (at, at + length);
        }
    }
    same
}

/// A word, a number or any other character.
#[derive(Debug, Clone, Copy)]
enum Token {
    Number(u64),
    Other(char),
}

impl PartialEq for Token {
    /// Any two numbers are alike.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Number(_), Self::Number(_)) => true,
            (Self::Other(one), Self::Other(other)) => one == other,
            _ => false,
        }
    }
}

/// The same text with numbers that change by the same step from one part to the next; some of them must change.
fn with_counters(tail: &[char]) -> Option<u32> {
    let tokens = tokens(tail);
    let (period, covered) = repetition(&tokens, 1, COUNTED_TIMES)?;
    let chars: usize = tokens[..covered].iter().map(Token::chars).sum();
    if chars < COUNTED_CHARS || words(&tokens[..period]) < COUNTED_WORDS {
        return None;
    }
    let mut changes = false;
    for place in 0..period {
        let numbers: Vec<u64> = (place..covered)
            .step_by(period)
            .filter_map(|at| match tokens[at] {
                Token::Number(number) => Some(number),
                Token::Other(_) => None,
            })
            .collect();
        // The first one stands at the end of the text and may be cut.
        let steps: Vec<i128> =
            numbers.windows(2).skip(1).map(|pair| i128::from(pair[0]) - i128::from(pair[1])).collect();
        if steps.windows(2).any(|pair| pair[0] != pair[1]) {
            return None;
        }
        changes |= steps.first().is_some_and(|step| *step != 0);
    }
    changes.then_some((covered / period) as u32)
}

impl Token {
    fn chars(&self) -> usize {
        match self {
            Self::Number(number) => number.checked_ilog10().unwrap_or(0) as usize + 1,
            Self::Other(_) => 1,
        }
    }
}

/// The tokens of a reversed text, the last one first. Numbers of more than 18 digits are told apart no further.
fn tokens(tail: &[char]) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(tail.len());
    let mut at = 0;
    while at < tail.len() {
        if !tail[at].is_ascii_digit() {
            tokens.push(Token::Other(tail[at]));
            at += 1;
            continue;
        }
        let digits = tail[at..].iter().take_while(|digit| digit.is_ascii_digit()).count();
        let number = tail[at..at + digits].iter().rev().filter_map(|digit| digit.to_digit(10)).take(18);
        tokens.push(Token::Number(number.fold(0, |number, digit| number * 10 + u64::from(digit))));
        at += digits;
    }
    tokens
}

fn words(tokens: &[Token]) -> usize {
    let letter = |token: &Token| matches!(token, Token::Other(character) if character.is_alphabetic());
    // The part stands in a row, so its end borders on its beginning.
    let begins = |at: usize| letter(&tokens[at]) && !letter(&tokens[(at + tokens.len() - 1) % tokens.len()]);
    (0..tokens.len()).filter(|at| begins(*at)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By definition: the shortest period of a long enough end, tried one after the other.
    fn by_definition(text: &str) -> u32 {
        let tail = tail(text.trim_end());
        for period in 1..tail.len() {
            let same = (period..tail.len()).take_while(|at| tail[*at] == tail[*at - period]).count();
            if period + same >= EXACT_CHARS && period + same >= EXACT_TIMES * period {
                return ((period + same) / period) as u32;
            }
        }
        0
    }

    #[test]
    fn loops_of_real_small_models_are_found() {
        for (text, times) in [
            ("The answer is 42. ".repeat(40), 40),
            (format!("Let me think.\n{}", "The function is called with the list of items. ".repeat(9)), 9),
            (format!("Start. {}The fun", "The function returns the value that was given. ".repeat(9)), 9),
            ("- ".repeat(300), 300),
            ("é\n".repeat(200), 200),
        ] {
            let found = repeats(&text);
            // The end of a cut part and the border to what stands before may add or take one.
            assert!(found.abs_diff(times) <= 1, "{found} instead of {times}: {text:.60}");
        }
    }

    #[test]
    fn counters_that_go_on_are_a_loop() {
        let steps: String =
            (1..30).map(|n| format!("Step {n}: check whether the value is there, then go on.\n")).collect();
        assert!(repeats(&steps) >= 28, "{}", repeats(&steps));
        let cut: String = steps.chars().take(steps.len() - 20).collect();
        assert!(repeats(&cut) >= 27);
    }

    #[test]
    fn lists_tables_and_rulers_are_none() {
        let rows: String = (1..60).map(|n| format!("| {n} | {} | {} |\n", n * n, n * 7)).collect();
        let days: String =
            (1..40).map(|n| format!("Day {n} of the plan has {} units in stock\n", n * n % 17)).collect();
        let code = "    assert_eq!(parse(\"a\"), Ok(1));\n    assert_eq!(parse(\"b\"), Ok(2));\n".repeat(2);
        for text in [
            String::new(),
            "A short answer.".to_owned(),
            format!("Heading\n{}", "=".repeat(120)),
            format!("| a | b |\n{}", "|   |   |\n".repeat(12)),
            rows,
            days,
            code,
            (0..400).map(|n: u64| format!("{} ", n.wrapping_mul(2_654_435_761) % 997)).collect(),
        ] {
            assert_eq!(repeats(&text), 0, "{text:.80}");
        }
    }

    #[test]
    fn the_shortest_period_is_that_of_the_definition() {
        let mut draw = 7_u64;
        for _ in 0..300 {
            draw = draw.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let unit: String =
                (0..1 + (draw >> 40) % 90).map(|at| ["a", "b", " c"][((draw >> (at % 40)) % 3) as usize]).collect();
            let text =
                ["begin: x y z ", &unit.repeat(1 + (draw >> 50) as usize % 60), &unit[..unit.len() / 2]].concat();
            let (found, expected) = (repeats(&text), by_definition(&text));
            assert!(found == expected || expected == 0 && found >= COUNTED_TIMES as u32, "{text}");
        }
    }
}
