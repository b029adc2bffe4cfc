//! Labelling line by line, where no terminal is: each prompt is printed, and one line is read for it.

use std::io::BufRead;

use analytics::work::Kind;

use super::session::{Answer, Session, Written, answer};
use crate::failure::Failure;
use crate::output::Printer;

/// Longest part of a prompt that is printed, in characters.
const LONGEST: usize = 3_000;

/// Asks until all are labelled, the input ends, or somebody quits. Every label is written before the next prompt.
///
/// # Errors
/// When the input cannot be read or a label not be written.
pub fn converse(
    session: &mut Session,
    input: &mut dyn BufRead,
    printer: &Printer,
    write: &mut dyn FnMut(Written) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let kinds = Kind::ALL.iter().enumerate().map(|(at, kind)| format!("{} {}", at + 1, kind.slug()));
    printer.data(&format!(
        "Kinds: {}. Type a number or name; u takes the last back, q quits.",
        kinds.collect::<Vec<_>>().join(", ")
    ));
    while let Some(item) = session.current() {
        let (labelled, all) = session.counts();
        printer.data("");
        printer.data(&format!("{} of {all}  ({})", labelled + 1, item.followed));
        printer.data(&shortened(&item.text));
        let mut line = String::new();
        if input.read_line(&mut line).map_err(|error| Failure::outside(format!("cannot read the input: {error}")))? == 0
        {
            return Ok(());
        }
        match answer(&line) {
            Ok(Answer::Kind(kind)) => {
                if let Some(written) = session.label(kind) {
                    write(written)?;
                }
            }
            Ok(Answer::Undo) => match session.undo() {
                Some(written) => write(written)?,
                None => printer.note("no label of this session is left to take back"),
            },
            Ok(Answer::Quit) => return Ok(()),
            Err(said) => printer.note(&said),
        }
    }
    Ok(())
}

/// The beginning of a long text, and how much is left out.
#[must_use]
pub fn shortened(text: &str) -> String {
    let text = text.trim();
    let count = text.chars().count();
    if count <= LONGEST {
        return text.to_owned();
    }
    let begin: String = text.chars().take(LONGEST).collect();
    format!("{begin}\n[{} further characters]", count - LONGEST)
}
