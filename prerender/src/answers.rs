//! Writes every answer as a small document of its own, and as the text that the model wrote.

use std::path::Path;

use analytics::digest::sha256_hex;
use analytics::snapshot::v1::{Summary, TaskDetail};
use app::document::{self, AnswerFile, Site};

use crate::contributed::{document, markdown};
use crate::output::Output;

/// Writes the answers to a task; their files, in the order of the cases.
///
/// # Errors
/// Names the file that cannot be written.
pub fn write(
    out: &Output,
    site: &Site,
    style_sheet: &str,
    full: &Summary,
    detail: &TaskDetail,
) -> anyhow::Result<Vec<AnswerFile>> {
    let Some(task) = full.tasks.iter().find(|task| task.id == detail.task) else { return Ok(Vec::new()) };
    let mut files = Vec::new();
    for case in &detail.cases {
        let raw = match case.answer.as_str() {
            "" => None,
            text => Some(hashed(out, "txt", text)?),
        };
        let thinking = case.thinking.as_deref().map(markdown);
        let answer = markdown(&case.answer);
        let content = document::answer(site, full, task, case, &answer, thinking.as_deref(), raw.as_deref());
        let model = full.models.iter().find(|model| model.id == case.model);
        let name = model.map_or(case.model.as_str(), |model| model.name.as_str());
        let text = document(&[name, ": ", &task.title].concat(), style_sheet, &content);
        files.push(AnswerFile { page: hashed(out, "html", &text)?, raw, bytes: text.len() });
    }
    Ok(files)
}

/// Writes a file whose name is its hash: the same text is written once, and can be kept for ever.
fn hashed(out: &Output, kind: &str, text: &str) -> anyhow::Result<String> {
    let path = format!("assets/answers/answer-{}.{kind}", &sha256_hex(text.as_bytes())[..16]);
    out.write(Path::new(&path), text)?;
    Ok(path)
}
