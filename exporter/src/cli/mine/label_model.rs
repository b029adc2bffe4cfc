//! `mine label --model`: a model on this machine labels the sample, and its word is compared with the rules' and a person's.

use analytics::work::{Kind, Sorted, agreement_with_rules};

use super::label::LabelArgs;
use crate::failure::Failure;
use crate::loopback::Loopback;
use crate::mine::label::rubric::{kind_of, rubric};
use crate::mine::labels::{Label, Labels, PERSON, drawing_order};
use crate::mine::{History, Request};
use crate::output::Printer;

/// Longest part of a prompt that the model sees, in characters: what was wanted stands at the beginning.
const SEEN: usize = 4_000;

/// Asks the model for every request of the sample that it has not labelled yet. Answers that name no kind stay open.
pub(super) fn by_model(
    args: &LabelArgs,
    model: &str,
    history: &History,
    requests: &[Request],
    mut labels: Labels,
    printer: &Printer,
) -> Result<(), Failure> {
    let server = Loopback::new(&args.url, model)?;
    let (by, rubric) = (format!("model:{model}"), rubric());
    let sample: Vec<&Request> =
        drawing_order(history, requests, args.seed).into_iter().take(args.sample).map(|at| &requests[at]).collect();
    let (mut made, mut open) = (0_usize, 0_usize);
    for request in &sample {
        let prompt = &history.prompts[request.prompt];
        if labels.of(prompt.id, &by).is_some() {
            continue;
        }
        let text = history.texts.get(request.prompt).map(String::as_str).unwrap_or_default();
        let answer = server.ask(&rubric, &text.chars().take(SEEN).collect::<String>())?;
        match kind_of(&answer) {
            Some(kind) => {
                let label = Label::new(prompt.id, Some(kind), &by);
                label.append(&args.labels.labels)?;
                labels.take(label);
                made += 1;
            }
            None => open += 1,
        }
    }
    let word = |request: &Request, by: &str| labels.of(history.prompts[request.prompt].id, by);
    let pairs = |one: &dyn Fn(&Request) -> Option<Kind>| -> Vec<Sorted> {
        let sorted = sample.iter().filter_map(|request| {
            Some(Sorted { rules: one(request)?, person: Some(word(request, &by)?), weight: 1.0 })
        });
        sorted.collect()
    };
    printer.note(&format!(
        "{made} labels by {model} now, {open} answers that name no kind; shares are corrected by your own labels alone"
    ));
    for (name, sorted) in
        [("the rules", pairs(&|request| Some(request.kind))), ("you", pairs(&|request| word(request, PERSON)))]
    {
        match agreement_with_rules(&sorted) {
            Ok(kappa) => {
                printer.data(&format!("κ of {model} with {name}: {:.2} over {} requests", kappa.value, sorted.len()))
            }
            Err(_) => printer.data(&format!("κ of {model} with {name}: {} labelled by both are too few", sorted.len())),
        }
    }
    Ok(())
}
