//! Text that others contribute is shown, never run: markup in every field comes out escaped.
#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used)] // a test may fail by unwrapping

use std::sync::Arc;

use analytics::catalog::Catalog;
use analytics::snapshot::summary_from_json;
use analytics::snapshot::v1::{IndexEntry, ProvenanceKind, Summary, Warning};
use app::data::SnapshotFile;
use app::data::{SiteData, SnapshotLink, SnapshotView};
use app::document::{Site, SiteInfo, changelog, home, snapshot, snapshots, versus};

const BASELINES: &str = include_str!("../../data/snapshots/builtin-baselines/summary.json");
const PUBLISHED: &str = include_str!("../../data/snapshots/2026-04-published/summary.json");

/// Breaks out of text, of an attribute in either kind of quotation marks, and of a comment.
const EVIL: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>--><!--";

fn poison(summary: &mut Summary) {
    summary.title = EVIL.to_owned();
    summary.provenance.statement = EVIL.to_owned();
    summary.warnings.push(Warning { code: EVIL.to_owned(), subject: EVIL.to_owned(), text: EVIL.to_owned() });
    for model in &mut summary.models {
        model.name = EVIL.to_owned();
        model.note = Some(EVIL.to_owned());
    }
    for judge in &mut summary.judges {
        judge.name = EVIL.to_owned();
    }
    for task in &mut summary.tasks {
        task.title = EVIL.to_owned();
    }
    if let Some(published) = &mut summary.published {
        for row in &mut published.leaderboard {
            row.active_params = EVIL.to_owned();
        }
        for claim in &mut published.claims {
            claim.about = EVIL.to_owned();
            claim.unit = EVIL.to_owned();
        }
    }
}

fn pages(text: &str) -> Vec<String> {
    let mut summary = summary_from_json(text).unwrap();
    poison(&mut summary);
    let entry = IndexEntry {
        id: summary.id.clone(),
        title: EVIL.to_owned(),
        created_at: summary.created_at.clone(),
        provenance: ProvenanceKind::Run,
        tasks: 30,
        models: 4,
        baselines: 4,
        judges: 2,
        summary_sha256: EVIL.to_owned(),
        summary_bytes: 1,
    };
    let link = SnapshotLink::new(&entry, "assets/x.json".to_owned());
    let site = Site {
        info: SiteInfo {
            name: EVIL.to_owned(),
            question: EVIL.to_owned(),
            description: EVIL.to_owned(),
            repository: EVIL.to_owned(),
            ..SiteInfo::default()
        },
        base: "/".to_owned(),
        data: Arc::new(SiteData { snapshots: vec![link.clone()], base: "/".to_owned(), ..SiteData::default() }),
        data_url: "assets/site.json".to_owned(),
    };
    let view = SnapshotView::from_json(&SnapshotFile::json(&summary).unwrap()).unwrap();
    vec![
        home(&site, &link, &view, "").body,
        snapshot(&site, &entry, &link, &view, &summary).body,
        changelog(&site, &[(&entry, &summary), (&entry, &summary)], &Catalog::default()).body,
        versus(&site, &[(&entry, &summary), (&entry, &summary)]).remove(0).body,
        snapshots(&site, &[entry]).body,
    ]
}

#[test]
fn markup_in_any_field_is_escaped() {
    for page in pages(BASELINES).into_iter().chain(pages(PUBLISHED)) {
        assert!(page.contains("&lt;script&gt;alert(1)"), "the text is shown");
        for live in ["<script>alert", "<img src=x", "\"'>", "--><!--"] {
            assert!(!page.contains(live), "{live} came through: {}", excerpt(&page, live));
        }
    }
}

fn excerpt(page: &str, part: &str) -> String {
    let at = page.find(part).unwrap_or_default();
    page[..at].chars().rev().take(120).collect::<Vec<_>>().into_iter().rev().collect()
}
