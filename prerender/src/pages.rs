//! The pages about models, tasks and machines, with the files that they load.

use std::fs;
use std::path::Path;

use analytics::claims::claims;
use anyhow::Context;
use app::components::ScoresInput;
use app::data::{ScoredSnapshot, SnapshotScores};
use app::document::{self, Advice, Document, Field, Site, SpeedPage, TaskPage};

use crate::content::markdown::render;
use crate::contributed::markdown;
use crate::input::{Input, Snapshot};
use crate::output::Output;
use crate::template::Template;

/// All of them.
///
/// # Errors
/// Names the file that cannot be written.
pub fn documents(
    out: &Output,
    template: &Template,
    site: &Site,
    input: &Input,
    advice: &Advice<'_>,
    data: &Path,
) -> anyhow::Result<Vec<Document>> {
    let mut documents = Vec::new();
    let script = out.rename_to_hashed("answers.js")?;
    let style_sheet = template.style_sheet();
    documents.push(document::models(site, &input.catalog, advice));
    for snapshot in &input.snapshots {
        let full = &snapshot.summary;
        let field = Field::new(full, &snapshot.details, &input.catalog).with_advice(advice);
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
    documents.extend(scored(out, site, input)?);
    documents.push(speed(out, site, input, advice, data)?);
    Ok(documents)
}

/// The speed page with its prose.
fn speed(out: &Output, site: &Site, input: &Input, advice: &Advice<'_>, data: &Path) -> anyhow::Result<Document> {
    let path = data.join("content/parts/speed.md");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let scripts = [out.rename_to_hashed("tables.js")?, out.rename_to_hashed("machine.js")?];
    let published = input.snapshots.iter().map(|snapshot| &snapshot.summary).find(|full| full.published.is_some());
    let audited = published.and_then(|full| full.published.as_deref());
    let claims = audited.map(|tables| claims(&input.catalog, tables)).unwrap_or_default();
    // The audit is a page of its own only where there is a published evaluation.
    let link =
        |target: &str| (target.starts_with("about-the-numbers/") && audited.is_some()).then(|| site.link(target));
    let prose = render(&text, &link).html;
    let page = SpeedPage {
        published,
        claims: &claims,
        catalog: &input.catalog,
        advice,
        benches: &input.benches,
        prose: &prose,
        scripts: scripts.each_ref().map(String::as_str),
    };
    Ok(document::speed(site, &page))
}

/// The pages that compare models and route work, with the scores that they load.
fn scored(out: &Output, site: &Site, input: &Input) -> anyhow::Result<Vec<Document>> {
    let mut links = Vec::new();
    let mut texts = Vec::new();
    for (snapshot, link) in input.snapshots.iter().zip(&site.data.snapshots) {
        let text = serde_json::to_string(&SnapshotScores::new(&snapshot.summary))?;
        let id = snapshot.entry.id.to_string();
        let url = out.hashed(&format!("assets/{id}-scores"), &text)?;
        links.push(ScoredSnapshot { id, label: link.label.clone(), url });
        texts.push(text);
    }
    let list = out.hashed("assets/scores", &serde_json::to_string(&links)?)?;
    // The newest snapshot that has tasks and language models; else the newest one with tasks; else the newest.
    let rank = |snapshot: &Snapshot| {
        (!snapshot.summary.tasks.is_empty(), snapshot.entry.models > snapshot.entry.baselines + 1)
    };
    let mut first = 0;
    for (at, snapshot) in input.snapshots.iter().enumerate() {
        if rank(snapshot) > rank(&input.snapshots[first]) {
            first = at;
        }
    }
    let Some((text, link)) = texts.get(first).zip(links.get(first)) else { return Ok(Vec::new()) };
    let files = [list.as_str(), link.url.as_str()];
    // Rendered from the very text that the browser will load.
    let own = serde_json::from_str(text).context("the scores cannot be read back")?;
    let input_of_both = ScoresInput { base: site.base.clone(), snapshots: links.clone(), own };
    let published = input.snapshots.iter().map(|snapshot| &snapshot.summary).find(|full| full.published.is_some());
    Ok(vec![document::compare(site, &input_of_both, files), document::local(site, &input_of_both, files, published)])
}
