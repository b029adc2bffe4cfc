//! `mine label`: a random sample of requests, and a person's word for each.

use std::io::IsTerminal as _;

use clap::Args;

use super::label_model::by_model;
use super::sources::{LabelsArg, Sources};
use crate::failure::Failure;
use crate::mine::label::session::{Item, Session, Written};
use crate::mine::label::{plain, screen};
use crate::mine::labels::{Label, PERSON, drawing_order};
use crate::mine::{History, Request, requests};
use crate::output::Printer;
use crate::tasks::text::count;

/// Arguments of `mine label`.
#[derive(Debug, Clone, Args)]
pub(super) struct LabelArgs {
    #[command(flatten)]
    sources: Sources,
    #[command(flatten)]
    pub(super) labels: LabelsArg,
    /// Requests in the sample; a larger one goes on where a smaller one ended
    #[arg(long, value_name = "N", default_value_t = 60)]
    pub(super) sample: usize,
    /// Another seed draws another sample; keep one for all labels of a file
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) seed: u64,
    /// Ask line by line, as happens without a terminal
    #[arg(long)]
    plain: bool,
    /// Have this model of a server on this machine label the sample, by a fixed rubric, in place of asking you
    #[arg(long, value_name = "NAME")]
    model: Option<String>,
    /// Base URL of that server; an address of another machine is refused
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080/v1", requires = "model")]
    pub(super) url: String,
}

/// Asks until the sample is labelled or somebody quits. The prompts are shown and never written.
pub(super) fn run(args: &LabelArgs, printer: &Printer) -> Result<(), Failure> {
    let history = args.sources.history_with_texts()?;
    let (requests, _) = requests(&history);
    if requests.is_empty() {
        return Err(Failure::outside("the histories hold no request of a person")
            .hint("`exporter mine scan` says what each of them holds."));
    }
    let labels = args.labels.read()?;
    let order = drawing_order(&history, &requests, args.seed);
    let items = order.into_iter().take(args.sample).map(|at| item(&history, &requests[at], &labels));
    let path = &args.labels.labels;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|error| Failure::file("create", folder, &error))?;
    }
    if let Some(model) = &args.model {
        return by_model(args, model, &history, &requests, labels, printer);
    }
    let mut session = Session::new(items.collect());
    let mut write = |written: Written| Label::new(written.prompt, written.kind, PERSON).append(path);
    let terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    if terminal && !args.plain {
        screen::run(&mut session, &mut write)?;
    } else {
        plain::converse(&mut session, &mut std::io::stdin().lock(), printer, &mut write)?;
    }
    let (labelled, all) = session.counts();
    printer.note(&format!(
        "{} now; {labelled} of {all} in the sample are labelled. `exporter mine shares` corrects with them.",
        count(session.made(), "label", "labels")
    ));
    Ok(())
}

fn item(history: &History, request: &Request, labels: &crate::mine::labels::Labels) -> Item {
    let prompt = &history.prompts[request.prompt];
    let followed = format!(
        "{}, {}, {} changed",
        count(usize::try_from(request.calls).unwrap_or(usize::MAX), "call", "calls"),
        count(usize::try_from(request.tools).unwrap_or(usize::MAX), "tool call", "tool calls"),
        count(request.changed_files, "file", "files"),
    );
    Item {
        prompt: prompt.id,
        text: history.texts.get(request.prompt).cloned().unwrap_or_default(),
        followed,
        label: labels.of(prompt.id, PERSON),
    }
}
