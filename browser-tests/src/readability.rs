//! How long sentences are. A sentence ends at a full stop, question or exclamation mark that a space or the end follows,
//! or at the end of its paragraph; a word is what stands between spaces and has a letter or a digit. Fragments of fewer
//! than three words, such as labels, are no sentences.

/// No more words than these has the median sentence of a page.
pub const MEDIAN_WORDS: usize = 18;

/// Fewer words are a label.
const FEWEST: usize = 3;

/// Words of the median sentence; None without a sentence.
#[must_use]
pub fn median_words(paragraphs: &[String]) -> Option<usize> {
    let mut lengths: Vec<usize> = paragraphs.iter().flat_map(|text| sentences(text)).collect();
    lengths.sort_unstable();
    lengths.get(lengths.len() / 2).copied()
}

/// Words of each sentence of a paragraph.
fn sentences(text: &str) -> Vec<usize> {
    let mut lengths = Vec::new();
    let mut words = 0;
    for word in text.split_whitespace() {
        words += usize::from(word.contains(char::is_alphanumeric));
        let end = word.trim_end_matches(['”', ')', '"', '’']).ends_with(['.', '?', '!']);
        // "e.g." and "3." in the middle of a sentence are rare here; a single letter before the stop is none.
        if end && word.chars().filter(|c| c.is_alphanumeric()).count() > 1 {
            lengths.push(std::mem::take(&mut words));
        }
    }
    lengths.push(words);
    lengths.retain(|words| *words >= FEWEST);
    lengths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_at_stops_and_paragraphs() {
        let text = "One two three. Is 1.5 GB – or more – enough (it is)? No! A list without a stop";
        assert_eq!(sentences(text), [3, 8, 5]);
        assert_eq!(sentences("Model Score"), [] as [usize; 0]);
    }

    #[test]
    fn the_median_of_an_even_number_is_the_longer_middle() {
        let of = |counts: &[usize]| median_words(&counts.iter().map(|n| "word ".repeat(*n)).collect::<Vec<_>>());
        assert_eq!([of(&[3, 30]), of(&[5, 4, 9]), of(&[])], [Some(30), Some(5), None]);
    }
}
