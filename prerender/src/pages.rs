//! The pages about models, tasks and machines, with the files that they load.

use app::document::{self, Document, Field, Site, TaskPage};

use crate::contributed::markdown;
use crate::input::Input;
use crate::output::Output;
use crate::template::Template;

/// All of them.
///
/// # Errors
/// Names the file that cannot be written.
pub fn documents(out: &Output, template: &Template, site: &Site, input: &Input) -> anyhow::Result<Vec<Document>> {
    let mut documents = Vec::new();
    let script = out.rename_to_hashed("answers.js")?;
    let style_sheet = template.style_sheet()?;
    documents.push(document::models(site, &input.catalog));
    for snapshot in &input.snapshots {
        let full = &snapshot.summary;
        let field = Field::new(full, &snapshot.details, &input.catalog);
        documents.extend((0..full.models.len()).filter_map(|at| document::model(site, &field, at)));
        if !full.tasks.is_empty() {
            documents.push(document::tasks(site, full));
        }
        for (task, detail) in full.tasks.iter().zip(&snapshot.details) {
            let files = crate::answers::write(out, site, style_sheet, full, detail)?;
            let prompt = markdown(&detail.prompt);
            let page = TaskPage { full, task, detail, prompt: &prompt, files: &files, script: &script };
            documents.push(document::task(site, &page));
        }
    }
    Ok(documents)
}
