//! Lighthouse, with throttling that is applied rather than computed: its simulation gives full marks to every page.

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::{Plan, pages};
use crate::process;
use crate::progress::Step;
use crate::serve::{PortChoice, Server};
use crate::site::files_below;
use crate::test::chromium;
use crate::workspace::Workspace;

/// A category of Lighthouse and the least score of 100 that a page must reach.
const THRESHOLDS: [(&str, u32); 4] =
    [("performance", 95), ("accessibility", 100), ("best-practices", 100), ("seo", 100)];

/// What a page reached.
#[derive(Clone, Debug)]
pub struct Scores {
    page: String,
    /// In the order of the thresholds, 0 to 100: the median of all runs.
    values: [u32; 4],
    /// Largest contentful paint in milliseconds, layout shift in thousandths: medians.
    paint_ms: u32,
    shift: u32,
    /// What the page lost points for.
    lost: Vec<String>,
}

impl fmt::Display for Scores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [performance, accessibility, practices, seo] = self.values;
        write!(
            f,
            "performance {performance:>3}  accessibility {accessibility:>3}  best practices {practices:>3}  seo {seo:>3}  \
             largest paint {:>5} ms  shift 0.{:03}  /{}",
            self.paint_ms, self.shift, self.page
        )
    }
}

/// Loads one page of each kind as often as the plan says.
pub fn run(workspace: &Workspace, program: &Path, plan: &Plan, step: &Step) -> Result<Vec<Scores>> {
    let dist = workspace.root.join(&plan.dist);
    let files = files_below(&dist)?;
    let routes: Vec<String> =
        files.iter().filter_map(|(name, _)| name.strip_suffix("index.html")).map(str::to_owned).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let server = runtime.block_on(Server::start(&dist, &plan.base_path, PortChoice::Any))?;
    let mut all = Vec::new();
    for page in pages::of_each_kind(&routes) {
        let mut reports = Vec::new();
        for run in 0..plan.runs.max(1) {
            step.status(&format!("/{page}, {} of {}", run + 1, plan.runs.max(1)));
            reports.push(load(workspace, program, &[server.url(), page.clone()].concat(), step)?);
        }
        all.push(scores(page, &reports)?);
    }
    Ok(all)
}

/// One load of one page in a browser of its own.
fn load(workspace: &Workspace, program: &Path, url: &str, step: &Step) -> Result<Value> {
    let scratch = workspace.scratch()?;
    let report: PathBuf = scratch.join("lighthouse.json");
    let mut command = process::command("node", &workspace.root);
    command.arg(program).arg(url).args(["--quiet", "--output=json", "--throttling-method=devtools"]);
    command.arg(format!("--output-path={}", report.display()));
    let categories: Vec<&str> = THRESHOLDS.iter().map(|(name, _)| *name).collect();
    command.arg(format!("--only-categories={}", categories.join(",")));
    command.arg("--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage");
    command.env("CHROME_PATH", chromium().context("Chromium is not on the PATH")?);
    process::run(&mut command, &scratch.join("lighthouse.log"), step)?;
    let text = std::fs::read_to_string(&report).with_context(|| format!("cannot read {}", report.display()))?;
    let report: Value = serde_json::from_str(&text).context("Lighthouse wrote no JSON")?;
    if let Some(error) = report["runtimeError"]["message"].as_str() {
        bail!("Lighthouse could not load {url}: {error}");
    }
    Ok(report)
}

fn scores(page: String, reports: &[Value]) -> Result<Scores> {
    let mut values = [0; 4];
    let mut lost = Vec::new();
    for (value, (category, _)) in values.iter_mut().zip(THRESHOLDS) {
        let all =
            reports.iter().map(|report| report["categories"][category]["score"].as_f64().map(|score| score * 100.0));
        *value = median(
            all.collect::<Option<Vec<f64>>>().with_context(|| format!("Lighthouse gave no score for {category}"))?,
        );
        if let Some(report) = reports.first() {
            lost.extend(lost_in(report, category));
        }
    }
    let metric = |name: &str, factor: f64| -> Result<u32> {
        let all =
            reports.iter().map(|report| report["audits"][name]["numericValue"].as_f64().map(|value| value * factor));
        Ok(median(all.collect::<Option<Vec<f64>>>().with_context(|| format!("Lighthouse measured no {name}"))?))
    };
    Ok(Scores {
        page,
        values,
        paint_ms: metric("largest-contentful-paint", 1.0)?,
        shift: metric("cumulative-layout-shift", 1000.0)?,
        lost,
    })
}

/// The audits of a category that count and were not passed in full.
fn lost_in(report: &Value, category: &str) -> Vec<String> {
    let audits = report["categories"][category]["auditRefs"].as_array().map(Vec::as_slice).unwrap_or_default();
    audits
        .iter()
        .filter(|audit| audit["weight"].as_f64().is_some_and(|weight| weight > 0.0))
        .filter_map(|audit| audit["id"].as_str())
        .filter_map(|id| {
            let audit = &report["audits"][id];
            let score = audit["score"].as_f64().filter(|score| *score < 0.9)?;
            let title = audit["title"].as_str().unwrap_or_default();
            Some(format!(
                "{category}: {id} {score:.2} ({title}) {}",
                audit["displayValue"].as_str().unwrap_or_default()
            ))
        })
        .collect()
}

/// The middle value, rounded down: a score of 94.9 is not 95.
fn median(mut values: Vec<f64>) -> u32 {
    values.sort_by(f64::total_cmp);
    values.get((values.len().max(1) - 1) / 2).copied().unwrap_or_default() as u32
}

/// Fails when any page stays below a threshold.
pub fn verdict(scores: &[Scores]) -> Result<()> {
    let mut faults = Vec::new();
    for page in scores {
        for (value, (category, least)) in page.values.iter().zip(THRESHOLDS) {
            if *value < least {
                faults.push(format!("/{}: {category} {value}, at least {least} is wanted", page.page));
                let lost = page.lost.iter().filter(|lost| lost.starts_with(category));
                faults.extend(lost.map(|lost| format!("    {lost}")));
            }
        }
    }
    if faults.is_empty() {
        return Ok(());
    }
    let table: Vec<String> = scores.iter().map(ToString::to_string).collect();
    bail!("below the thresholds\n  {}\n{}", faults.join("\n  "), table.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn report(performance: f64, paint: f64) -> Value {
        json!({
            "categories": {
                "performance": { "score": performance, "auditRefs": [{ "id": "lcp", "weight": 25 }, { "id": "hint", "weight": 0 }] },
                "accessibility": { "score": 1.0 }, "best-practices": { "score": 1.0 }, "seo": { "score": 1.0 },
            },
            "audits": {
                "lcp": { "score": 0.4, "title": "Paint", "displayValue": "9 s" }, "hint": { "score": 0.0 },
                "largest-contentful-paint": { "numericValue": paint }, "cumulative-layout-shift": { "numericValue": 0.0 },
            },
        })
    }

    #[test]
    fn the_median_counts_and_a_page_below_the_threshold_fails_with_its_reason() {
        let reports = [report(0.99, 500.0), report(0.94, 700.0), report(0.93, 900.0)];
        let scores = scores("cost/".to_owned(), &reports).unwrap();
        assert_eq!((scores.values, scores.paint_ms), ([94, 100, 100, 100], 700));
        let error = verdict(std::slice::from_ref(&scores)).unwrap_err().to_string();
        assert!(error.contains("/cost/: performance 94") && error.contains("lcp 0.40 (Paint) 9 s"), "{error}");
        assert!(!error.contains("hint"), "{error}");
        let good = Scores { values: [95, 100, 100, 100], ..scores };
        assert!(verdict(&[good]).is_ok());
    }

    #[test]
    fn a_report_without_a_score_is_an_error() {
        assert!(scores(String::new(), &[json!({})]).is_err());
    }
}
