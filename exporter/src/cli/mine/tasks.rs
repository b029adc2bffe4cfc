//! `mine tasks`: drafts of tasks from one's own requests. Text is written only where a person says so.

use std::collections::BTreeMap;
use std::io::BufRead as _;
use std::path::PathBuf;

use analytics::category::Category;
use clap::Args;

use super::profile::write_new;
use super::sources::Sources;
use crate::failure::Failure;
use crate::mine::draft::{Draft, drafts, own_names};
use crate::mine::label::plain::shortened;
use crate::mine::requests;
use crate::output::{Printer, columns};
use crate::tasks::task_id;
use crate::tasks::text::count;

/// Arguments of `mine tasks`.
#[derive(Debug, Clone, Args)]
pub(super) struct TasksArgs {
    #[command(flatten)]
    sources: Sources,
    /// Write approved drafts into this folder; without it only counts are shown
    #[arg(long, value_name = "FOLDER")]
    write: Option<PathBuf>,
    /// Approve every draft without looking at it; read the files before you share them
    #[arg(long, requires = "write")]
    approve_all: bool,
    /// Most drafts
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Beginning of the tasks' ids, in front of a number
    #[arg(long, value_name = "TEXT", default_value = "mine")]
    prefix: String,
}

/// Finds drafts, shows each, and writes those that are approved.
pub(super) fn run(args: &TasksArgs, printer: &Printer) -> Result<(), Failure> {
    let history = args.sources.history_with_texts()?;
    let (requests, _) = requests(&history);
    let all = drafts(&history, &requests, &own_names(&history, &args.sources.home()));
    if all.is_empty() {
        return Err(Failure::outside("no request is of a kind and length that a task could be made from"));
    }
    let Some(folder) = &args.write else {
        counts(&all, printer);
        return Ok(());
    };
    if !folder.is_dir() {
        return Err(Failure::usage(format!("{} is no folder", folder.display())).hint("Create it first."));
    }
    let mut input = std::io::stdin().lock();
    let mut written = 0;
    let mut number = 0;
    for draft in all.iter().take(args.limit) {
        if !args.approve_all {
            show(draft, printer);
            let mut line = String::new();
            let read = input
                .read_line(&mut line)
                .map_err(|error| Failure::outside(format!("cannot read the input: {error}")))?;
            match line.trim().to_lowercase().as_str() {
                "y" | "yes" => {}
                "q" | "quit" => break,
                _ if read == 0 => break,
                _ => continue,
            }
        }
        let (path, id) = loop {
            number += 1;
            let id = task_id(&format!("{}-{number:03}", args.prefix)).map_err(Failure::usage)?;
            let path = folder.join(format!("{id}.md"));
            if !path.exists() {
                break (path, id);
            }
        };
        write_new(&path, &draft.file(&id))?;
        printer.data(&path.display().to_string());
        written += 1;
    }
    printer.note(&format!(
        "{} written to {}. `exporter tasks check {}` says what each still lacks: title, capabilities, checks, reference answers.",
        count(written, "draft", "drafts"),
        folder.display(),
        folder.display()
    ));
    Ok(())
}

fn counts(all: &[Draft], printer: &Printer) {
    let mut by_category: BTreeMap<Category, (usize, usize)> = BTreeMap::new();
    for draft in all {
        let (drafts, asked) = by_category.entry(draft.category).or_default();
        *drafts += 1;
        *asked += draft.asked;
    }
    let mut rows = vec![["category", "different", "asked"].map(str::to_owned).to_vec()];
    rows.extend(
        by_category
            .iter()
            .map(|(category, (drafts, asked))| vec![category.slug().to_owned(), drafts.to_string(), asked.to_string()]),
    );
    columns(&rows, &[false, true, true]).iter().for_each(|line| printer.data(line));
    printer.note("`--write FOLDER` shows each redacted request and writes those that you approve");
}

fn show(draft: &Draft, printer: &Printer) {
    printer.data("");
    let found: Vec<String> = draft.found.iter().map(|(what, times)| format!("{times} × {what}")).collect();
    let found =
        if found.is_empty() { "nothing was taken out".to_owned() } else { format!("taken out: {}", found.join(", ")) };
    printer.data(&format!("{}, asked {}; {found}", draft.category.slug(), count(draft.asked, "time", "times")));
    printer.data(&shortened(&draft.prompt));
    printer.data("Write it? y yes, n no, q quit");
}
