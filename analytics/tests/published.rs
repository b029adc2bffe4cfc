//! The published evaluation as a snapshot: it passes the checks, keeps its bytes, and says what the page says.

use std::collections::BTreeMap;

use analytics::category::Category;
use analytics::snapshot::v1::{Published, PublishedFit, PublishedState, Summary};
use analytics::snapshot::{check, summary_from_json, to_json};

const FILE: &str = include_str!("../../data/snapshots/2026-04-published/summary.json");

fn summary() -> Summary {
    summary_from_json(FILE).expect("the published summary parses")
}

fn published() -> Published {
    *summary().published.expect("the published tables")
}

#[test]
fn it_passes_every_check() {
    let summary = summary();
    assert_eq!(check::summary_faults(&summary), Vec::<String>::new());
    assert_eq!(check::snapshot_faults(&summary, &BTreeMap::new()), Vec::<String>::new());
    assert!(summary.warnings.is_sorted(), "warnings stand in their order");
    assert!(summary.warnings.iter().all(|warning| warning.text.ends_with('.')));
    assert!(summary.warnings.iter().any(|warning| warning.code == "no-task-data"));
    let known = |id: &str| id.is_empty() || summary.models.iter().any(|model| model.id.as_str() == id);
    assert!(summary.warnings.iter().all(|warning| known(&warning.subject)));
}

#[test]
fn its_bytes_are_those_that_the_writer_gives() {
    let written = to_json(&summary()).expect("every number is finite");
    for (number, (there, here)) in FILE.lines().zip(written.lines()).enumerate() {
        assert_eq!(there, here, "line {}", number + 1);
    }
    assert_eq!(FILE, written);
}

#[test]
fn the_leaderboard_is_that_of_the_page() {
    use PublishedFit::{Alone, No, Yes};
    let rows: Vec<_> = published()
        .leaderboard
        .into_iter()
        .map(|row| (row.rank, row.model.to_string(), row.score, row.fits_128_gb, row.active_params, row.mean_time_s))
        .collect();
    let expected = [
        (1, "gpt-oss-120b", 1.89, Alone, "5.1B MoE", 102.0),
        (2, "qwen3-235b-a22b", 1.68, No, "22B MoE", 159.0),
        (3, "minimax-m2.5", 1.68, No, "15B MoE", 62.0),
        (4, "glm-4.7-flash", 1.64, Yes, "~3B MoE", 65.0),
        (5, "qwen3-coder-next", 1.62, Yes, "3B MoE", 19.0),
        (5, "qwen3-32b", 1.62, Yes, "32B dense", 443.0),
        (5, "devstral-2-123b", 1.62, Alone, "123B dense", 14.0),
        (8, "qwen3-14b", 1.51, Yes, "14B dense", 84.0),
        (9, "nemotron-3-super-120b", 1.51, Alone, "12B hybrid", 7.5),
        (10, "deepseek-r1-distill-qwen-32b", 1.35, Yes, "32B dense", 82.0),
        (11, "llama-3.3-70b", 1.33, No, "70B dense", 66.0),
        (12, "qwen2.5-coder-32b", 0.33, Yes, "32B dense", 5.4),
    ]
    .map(|(rank, model, score, fit, active, time)| (rank, model.to_owned(), score, fit, active.to_owned(), time));
    assert_eq!(rows, expected);
    assert!(published().leaderboard.iter().all(|row| row.fits_256_gb == Yes));
}

#[test]
fn results_repeat_the_leaderboard() {
    let summary = summary();
    let published = published();
    for result in &summary.results {
        let row = published.leaderboard.iter().find(|row| row.model == result.model).expect("a row for every result");
        assert_eq!(result.score.value(), Some(row.score));
        assert_eq!(result.mean_total_ms, Some((row.mean_time_s * 1000.0).round() as u64));
        assert_eq!((result.n, result.ci95), (30, None));
    }
    assert!(summary.models.iter().all(|model| model.catalog_model.as_ref() == Some(&model.id)));
}

/// Claims audit, row 34: all means but one are multiples of 1/90.
#[test]
fn every_mean_but_one_fits_30_tasks() {
    let odd: Vec<String> = published()
        .leaderboard
        .into_iter()
        .filter(|row| {
            let nearest = (row.score * 90.0).round() / 90.0;
            ((nearest * 100.0).round() / 100.0 - row.score).abs() > 1e-9
        })
        .map(|row| row.model.to_string())
        .collect();
    assert_eq!(odd, ["deepseek-r1-distill-qwen-32b"]);
}

#[test]
fn counts_tasks_and_judges() {
    let page = published();
    let counts = &page.counts;
    assert_eq!((counts.models, counts.tasks, counts.inference_runs), (12, 30, 385));
    assert_eq!((counts.judge_evaluations, counts.hardware_tiers, counts.mined_prompts), (758, 3, 6567));
    assert_eq!(page.judging.generic_tasks.iter().map(|part| part.category).collect::<Vec<_>>(), Category::ALL);
    assert_eq!(page.judging.generic_tasks.iter().map(|part| part.tasks).collect::<Vec<_>>(), [4, 3, 2, 3, 2, 1, 5]);
    assert_eq!(page.judging.real_world_tasks.len(), 10);
    assert_eq!((page.judging.agreement_percent, page.judging.reviews_triggered), (100.0, 0));
    assert_eq!(page.judging.rubric.iter().map(|row| row.mark).collect::<Vec<_>>(), [0, 1, 2]);
    let judges: Vec<_> = summary().judges.into_iter().map(|judge| (judge.provider_model, judge.family)).collect();
    let expected = [("anthropic/claude-opus-4.5", "anthropic-claude"), ("openai/o4-mini", "openai")];
    assert_eq!(judges, expected.map(|(model, family)| (model.to_owned(), family.to_owned())));
}

#[test]
fn speed_test_and_hardware() {
    let page = published();
    let tiers: Vec<_> =
        page.speed_test.tiers.iter().map(|tier| (tier.seconds, tier.tok_per_s, tier.usd_per_task)).collect();
    assert_eq!(tiers, [(12.0, None, 0.001), (238.0, Some(6.5), 0.0), (559.0, Some(0.6), 0.0)]);
    assert!(page.speed_test.tiers.iter().all(|tier| tier.score == 2.0));
    let machines: Vec<_> =
        page.hardware.iter().map(|m| (m.memory_gb, m.bandwidth_gb_per_s, m.power_w, m.price_sek)).collect();
    assert_eq!(
        machines,
        [
            (128.0, 546.0, 120.0, 40_000.0),
            (256.0, 819.0, 180.0, 95_000.0),
            (32.0, 1_792.0, 950.0, 54_000.0),
            (24.0, 1_008.0, 750.0, 36_500.0),
            (64.0, 3_584.0, 1_500.0, 106_000.0),
            (32.0, 120.0, 15.0, 20_000.0),
            (8.0, 30.0, 10.0, 1_200.0),
        ]
    );
}

/// The page's own arithmetic, at the exchange rate of 10.088 SEK that it implies (claims audit, rows 1, 2 and 6).
#[test]
fn costs_are_those_of_the_page() {
    let page = published();
    let assumed = &page.cost_assumptions;
    assert_eq!((assumed.months, assumed.machine_price_sek, assumed.electricity_sek_per_kwh), (36, 40_000.0, 2.0));
    let sek = |input: f64, output: f64, tokens: f64| {
        tokens / 1e6 * (assumed.input_share * input + assumed.output_share * output) * 10.088
    };
    for row in page.api_costs.iter().filter(|row| ["qwen3-32b", "gpt-oss-120b"].contains(&row.model.as_str())) {
        let computed = sek(row.input_usd_per_m, row.output_usd_per_m, assumed.tokens_per_month);
        assert!((computed / row.sek_per_month - 1.0).abs() < 0.011, "{}: {computed}", row.model);
    }
    for row in &page.break_even {
        assert!((sek(0.10, 0.30, row.tokens_per_month) / row.api_sek_per_month - 1.0).abs() < 0.011, "{}", row.label);
    }
    let months: Vec<_> = page.break_even.iter().map(|row| row.months).collect();
    assert_eq!(months, [None, Some(33.0), Some(12.0), Some(7.0)]);
    let cards: Vec<_> = page.cost_cards.iter().map(|card| card.sek_per_month).collect();
    assert_eq!(cards, [1000.0, 4800.0, 1186.0]);
    let electricity: Vec<_> = page.electricity.iter().map(|claim| (claim.value, claim.audit)).collect();
    assert_eq!(electricity, [(150.0, Some(8)), (450.0, Some(9)), (10_800.0, Some(10)), (25.0, Some(10))]);
}

#[test]
fn setups_routing_and_plan() {
    let page = published();
    let sums: Vec<f64> =
        page.setups.iter().map(|setup| setup.models.iter().map(|model| model.memory_gb).sum()).collect();
    assert_eq!(sums, [80.0, 50.0, 230.0], "the page's own sizes add up to what it prints as loaded");
    assert_eq!(page.setups.iter().map(|setup| setup.loaded_gb).collect::<Vec<_>>(), [None, Some(50.0), Some(230.0)]);
    for model in page.setups.iter().flat_map(|setup| &setup.models) {
        let row = page.leaderboard.iter().find(|row| row.model == model.model).expect("a row of the leaderboard");
        assert_eq!(model.score, Some(row.score));
    }
    assert_eq!(page.routing.iter().filter(|route| route.local).count(), 8);
    assert!(page.routing.iter().all(|route| route.score.is_some() != route.remark.is_some()));
    // claims audit, row 21
    assert_eq!(page.prompt_mining.shares.iter().map(|share| share.percent).sum::<f64>(), 33.0);
    let states: Vec<_> = page.timeline.iter().map(|phase| phase.state).collect();
    assert_eq!(states, [PublishedState::Done, PublishedState::Pending, PublishedState::Planned]);
    let count = |state| page.open_points.iter().filter(|point| point.state == state).count();
    assert_eq!([PublishedState::Done, PublishedState::Pending, PublishedState::Planned].map(count), [4, 3, 2]);
    let local: Vec<_> = page.local_scores.iter().map(|score| (score.local, score.cloud)).collect();
    assert_eq!(local, [(1.48, 1.55), (1.07, 1.70)]);
}

#[test]
fn every_claim_names_a_row_of_the_audit_or_none() {
    let page = published();
    let audited = page.claims.iter().chain(&page.electricity).filter_map(|claim| claim.audit);
    assert!(audited.into_iter().all(|row| (1..=37).contains(&row)));
    let value = |about: &str| page.claims.iter().find(|claim| claim.about.starts_with(about)).map(|claim| claim.value);
    assert_eq!(value("Weights that gpt-oss-120b reads"), Some(10.0));
    assert_eq!(value("Option C: cost for each"), Some(720.0));
}
