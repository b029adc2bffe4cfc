//! `exporter tasks new`: writes a template, and never over a file.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};

use analytics::category::Category;
use analytics::snapshot::v1::Origin;

use super::NewArgs;
use super::output;
use crate::failure::Failure;
use crate::tasks::{hint, task_id, template};

/// Writes the file and prints its path.
pub fn run(args: &NewArgs) -> Result<(), Failure> {
    let id = task_id(&args.id).map_err(|reason| Failure::usage(reason).hint("Choose an id such as debugging-004."))?;
    let file = args.folder.join(format!("{id}.md"));
    let text = template::task_file(&id, args.title.as_deref(), args.category, args.origin);
    // `create_new` asks the system to refuse an existing file, so that no moment lies between looking and writing.
    let mut target =
        OpenOptions::new().write(true).create_new(true).open(&file).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => {
                Failure::usage(format!("{} already exists and was left as it is", file.display()))
                    .hint("Choose another id.")
            }
            ErrorKind::NotFound => Failure::usage(format!("the folder {} does not exist", args.folder.display()))
                .hint("Create it, or name another one with --folder."),
            _ => Failure::file("create", &file, &error),
        })?;
    target.write_all(text.as_bytes()).map_err(|error| Failure::file("write", &file, &error))?;
    output::note(format!("Fill it in; exporter tasks check {} names what is missing.", file.display()));
    output::data(&format!("{}\n", file.display()))
}

/// Reads a category.
pub fn category(text: &str) -> Result<Category, String> {
    Category::from_slug(text).ok_or_else(|| hint(text, &Category::ALL.map(Category::slug)))
}

/// Reads an origin.
pub fn origin(text: &str) -> Result<Origin, String> {
    match text {
        "generic" => Ok(Origin::Generic),
        "real-world" => Ok(Origin::RealWorld),
        _ => Err(hint(text, &["generic", "real-world"])),
    }
}
