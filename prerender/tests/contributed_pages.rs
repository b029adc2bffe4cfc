//! Contributed text on the pages of models, tasks and machines, and in the panels: shown, never run.
#![allow(clippy::unwrap_used)] // a test may fail by unwrapping

use std::collections::BTreeMap;
use std::sync::Arc;

use analytics::bench::BenchFile;
use analytics::catalog::{
    Catalog, MachinesFile, MeasurementsFile, ModelsFile, PricesFile, RatesFile, Source, SubscriptionsFile,
    WorkloadsFile,
};
use analytics::decision::Facts;
use analytics::snapshot::v1::{
    Index, IndexEntry, ReviewDetail, ServingManifest, Stratum, Summary, TaskDetail, UpstreamCount, Warning,
};
use analytics::snapshot::{detail_from_json, summary_from_json};
use analytics::ways::Market;
use app::components::ScoresInput;
use app::data::SnapshotFile;
use app::data::{ScoredSnapshot, SnapshotScores};
use app::data::{SiteData, SnapshotLink, SnapshotView};
use app::document::{self, Advice, AnswerFile, Field, SetupPages, Site, SiteInfo, SpeedPage, TaskPage};

const RUN: &str = include_str!("../../data/snapshots/builtin-baselines/summary.json");
const DETAIL: &str = include_str!("../../data/snapshots/builtin-baselines/tasks/debugging-001.json");
const PUBLISHED: &str = include_str!("../../data/snapshots/2026-04-published/summary.json");

/// Breaks out of text, of an attribute in either kind of quotation marks, and of a comment.
const EVIL: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>--><!--";

fn evil() -> String {
    EVIL.to_owned()
}

fn site() -> Site {
    Site {
        info: SiteInfo::default(),
        base: "/".to_owned(),
        data: Arc::new(SiteData::default()),
        data_url: "assets/site.json".to_owned(),
    }
}

fn summary(text: &str) -> Summary {
    let mut summary = summary_from_json(text).unwrap();
    summary.title = evil();
    for model in &mut summary.models {
        let id = model.id.to_string();
        summary.warnings.push(Warning { code: evil(), subject: id, text: evil() });
        (model.name, model.family, model.provider_model, model.note) = (evil(), evil(), evil(), Some(evil()));
        model.serving = Some(ServingManifest {
            provider_kind: evil(),
            engines: vec![evil()],
            upstreams: vec![UpstreamCount { name: evil(), answers: 1, precisions: vec![evil()] }],
            precisions: vec![evil()],
            digests: vec![evil()],
            fetched_at: Some(evil()),
            ..ServingManifest::default()
        });
    }
    for judge in &mut summary.judges {
        judge.name = evil();
    }
    for task in &mut summary.tasks {
        (task.title, task.tags) = (evil(), vec![evil()]);
    }
    if let Some(published) = &mut summary.published {
        published.speed_test.task = evil();
        for tier in &mut published.speed_test.tiers {
            (tier.machine, tier.details, tier.model) = (evil(), evil(), evil());
        }
        for route in &mut published.routing {
            (route.work, route.remark) = (evil(), Some(evil()));
        }
        for share in &mut published.prompt_mining.shares {
            share.kind = evil();
        }
    }
    summary
}

fn detail() -> TaskDetail {
    let mut detail = detail_from_json(DETAIL).unwrap();
    detail.expected_capabilities = vec![evil()];
    for case in &mut detail.cases {
        (case.answer, case.thinking, case.error) = (evil(), Some(evil()), Some(evil()));
        (case.finish_reason, case.upstream) = (Some(evil()), Some(evil()));
        for verdict in &mut case.verdicts {
            (verdict.rationale, verdict.unreadable) = (evil(), Some(evil()));
        }
        case.reviews.push(ReviewDetail {
            author: evil(),
            marks: None,
            reason: evil(),
            stratum: Stratum::Audit,
            inclusion: 0.5,
            reviewed_at: evil(),
        });
    }
    detail
}

fn catalog() -> Catalog {
    let read = |name: &str| std::fs::read_to_string(["../data/catalog/", name].concat()).unwrap();
    let mut catalog = Catalog {
        models: toml::from_str::<ModelsFile>(&read("models.toml")).unwrap().models,
        machines: toml::from_str::<MachinesFile>(&read("machines.toml")).unwrap().machines,
        prices: toml::from_str::<PricesFile>(&read("prices.toml")).unwrap().prices,
        measurements: toml::from_str::<MeasurementsFile>(&read("measurements.toml")).unwrap().measurements,
        rates: toml::from_str::<RatesFile>(&read("rates.toml")).unwrap().rates,
        subscriptions: toml::from_str::<SubscriptionsFile>(&read("subscriptions.toml")).unwrap().subscriptions,
        workloads: toml::from_str::<WorkloadsFile>(&read("workloads.toml")).unwrap().workloads,
        ..Catalog::default()
    };
    for plan in &mut catalog.subscriptions {
        plan.name = evil();
    }
    let mut sources = BTreeMap::new();
    for model in &mut catalog.models {
        if let Some(licence) = &mut model.licence {
            sources.insert(
                licence.source.clone(),
                Source { title: evil(), url: Some(evil()), published: Some(evil()), note: Some(evil()) },
            );
            (licence.value, licence.note, licence.date) = (evil(), Some(evil()), evil());
        }
        (model.name, model.vendor, model.note) = (evil(), evil(), Some(evil()));
        for file in &mut model.files {
            file.quantisation = evil();
        }
    }
    for machine in &mut catalog.machines {
        machine.name = evil();
        for price in &mut machine.prices {
            (price.currency, price.amount.date) = (evil(), evil());
        }
    }
    for price in &mut catalog.prices {
        (price.provider, price.note, price.input_usd_per_m) = (evil(), Some(evil()), evil());
    }
    for measurement in &mut catalog.measurements {
        (measurement.quantisation, measurement.note) = (Some(evil()), Some(evil()));
    }
    catalog.sources = sources;
    catalog
}

fn check(what: &str, page: &str) {
    assert!(page.contains("&lt;script&gt;alert(1)"), "{what}: the text is shown");
    for live in ["<script>alert", "<img src=x", "\"'>", "--><!--", "href=\"\"'"] {
        let at = page.find(live);
        assert!(at.is_none(), "{what}: {live} came through after {:?}", excerpt(page, at.unwrap_or_default()));
    }
}

fn excerpt(page: &str, at: usize) -> String {
    page[..at].chars().rev().take(120).collect::<Vec<_>>().into_iter().rev().collect()
}

#[test]
fn on_the_pages_of_tasks_and_answers() {
    let (site, full, detail) = (site(), summary(RUN), detail());
    let task = full.tasks.iter().find(|task| task.id == detail.task).unwrap();
    let file = AnswerFile { page: "assets/a.html".to_owned(), raw: None, bytes: 1 };
    let files = vec![file; detail.cases.len()];
    let page = TaskPage { full: &full, task, detail: &detail, prompt: "<p>prompt</p>", files: &files, script: "a.js" };
    check("task", &document::task(&site, &page).body);
    check("tasks", &document::tasks(&site, &full).body);
    for case in &detail.cases {
        check("answer", &document::answer(&site, &full, task, case, "<p>x</p>", Some("<p>y</p>"), Some("raw.txt")));
    }
}

#[test]
fn on_the_pages_of_models() {
    let (site, catalog) = (site(), catalog());
    let facts = Facts::new(&catalog, Some(&summary(PUBLISHED))).unwrap();
    let advice = Advice::new(&facts);
    check("models", &document::models(&site, &catalog, &advice).body);
    let pages = SetupPages { catalog: &catalog, facts: &facts, setups: &advice.setups, script: "copy.js" };
    for page in document::setup(&site, &pages) {
        check(&page.route, &page.body);
    }
    for text in [RUN, PUBLISHED] {
        let full = summary(text);
        let details = if full.tasks.is_empty() { Vec::new() } else { vec![detail()] };
        let field = Field::new(&full, &details, &catalog).with_advice(&advice);
        for at in 0..full.models.len() {
            check("model", &document::model(&site, &field, at).unwrap().body);
        }
        assert_eq!(document::model(&site, &field, full.models.len()), None);
    }
}

#[test]
fn on_the_pages_of_snapshots() {
    let (site, catalog) = (site(), catalog());
    let market = Market::new(&catalog, Some(&summary(PUBLISHED))).unwrap();
    let verdict = document::verdict(&site, &market);
    assert!(verdict.contains("&lt;script"), "the names of plans and machines are in the answer");
    let index: Index = serde_json::from_str(include_str!("../../data/snapshots/index.json")).unwrap();
    let entries: Vec<IndexEntry> =
        index.snapshots.into_iter().map(|entry| IndexEntry { title: evil(), created_at: evil(), ..entry }).collect();
    check("snapshots", &document::snapshots(&site, &entries).body);
    check("data", &document::data(&site, &entries, &[]).body);
    let both: Vec<Summary> = [RUN, PUBLISHED].into_iter().map(summary).collect();
    let sides: Vec<(&IndexEntry, &Summary)> = entries.iter().zip(&both).collect();
    check("changelog", &document::changelog(&site, &sides, &catalog).body);
    for page in document::versus(&site, &sides) {
        check("side by side", &page.body);
    }
    for (entry, full) in sides {
        let view = Arc::new(SnapshotView::from_json(&SnapshotFile::json(full).unwrap()).unwrap());
        let link = SnapshotLink::new(entry, "assets/view.json".to_owned());
        check("snapshot", &document::snapshot(&site, entry, &link, &view, full).body);
        check("home", &document::home(&site, &link, &view, &verdict).body);
    }
}

#[test]
fn on_the_speed_page() {
    let (full, catalog) = (summary(PUBLISHED), catalog());
    let facts = Facts::new(&catalog, Some(&full)).unwrap();
    let advice = Advice::new(&facts);
    let bench: BenchFile = serde_json::from_value(serde_json::json!({
        "format": "lim-bench", "version": 1, "id": "x", "started_at": "2026-12-01T00:00:00.000Z", "program": "0",
        "by": "<script>alert(1)</script>", "model": {"id": "<b>m"}, "machine": {"description": "<i>box"},
        "engine": {"kind": "ollama", "ignores_end": false}, "notes": [{"code": "noisy", "text": "<u>not quiet"}],
        "levels": [{"run": 1, "position": 1, "load": {"kind": "closed", "concurrency": 3}, "prompt_tokens": 512,
            "depth_tokens": 0, "output_tokens": 128, "is_complete": true, "figures": {"requests": 9, "failures": 0,
            "counted": 7, "window_ms": 1.0, "in_flight": 3.0, "decoding_at_once": 2.0, "output_tok_per_s": 61.5,
            "server": {}}}],
    }))
    .unwrap();
    let page = SpeedPage {
        published: Some(&full),
        claims: &[],
        catalog: &catalog,
        advice: &advice,
        benches: &[bench],
        prose: "",
        scripts: ["tables.js", "machine.js"],
    };
    let body = document::speed(&site(), &page).body;
    assert!(body.contains("61.5") && body.contains("&lt;script&gt;alert(1)") && !body.contains("<script>alert(1)"));
    check("speed", &body);
}

#[test]
fn where_models_are_compared_and_work_is_routed() {
    let (run, published) = (summary(RUN), summary(PUBLISHED));
    for full in [&run, &published] {
        let input = ScoresInput {
            base: "/".to_owned(),
            snapshots: vec![ScoredSnapshot { id: evil(), label: evil(), url: evil() }],
            own: SnapshotScores::new(full),
        };
        let files = ["assets/list.json", "assets/scores.json"];
        check("compare", &document::compare(&site(), &input, files).body);
        check("local", &document::local(&site(), &input, files, Some(&published)).body);
    }
}
