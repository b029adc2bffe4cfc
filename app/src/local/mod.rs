//! What may run on a model of one's own: the evidence by category against the reader's threshold.

use analytics::category::Category;
use analytics::routing::{Evidence as Decided, Route, decide};

use crate::fixed::fixed;
use crate::html::Html;
use crate::panel::{Context, Model, Panel, option};

/// The panel.
pub static PANEL: Panel =
    Panel { id: "local", names: &["snapshot", "model", "threshold"], controls, tidy, say, output };

/// Good enough unless the reader says otherwise: half of all marks good, half acceptable.
const THRESHOLD: f64 = 1.5;
/// The scale's end.
const THRESHOLD_TO: f64 = 2.0;

fn by_default(context: &Context) -> Option<&Model> {
    let scored = context.evidence.models.iter().filter(|model| model.mean.is_some());
    scored.max_by(|a, b| a.mean.unwrap_or_default().total_cmp(&b.mean.unwrap_or_default()))
}

fn chosen(context: &Context) -> Option<&Model> {
    let named = context.evidence.models.iter().find(|model| model.id == context.params.get("model"));
    named.or_else(|| by_default(context))
}

fn threshold(context: &Context) -> f64 {
    context.number("threshold", THRESHOLD, THRESHOLD_TO)
}

fn tidy(context: &mut Context) {
    let known = context.evidence.models.iter().any(|model| model.id == context.params.get("model"));
    let default = by_default(context).is_some_and(|model| model.id == context.params.get("model"));
    if !known || default {
        context.params.set("model", "");
    }
    if threshold(context) == THRESHOLD {
        context.params.set("threshold", "");
    }
}

fn controls(context: &Context) -> Html {
    let mut html = context.snapshot_control();
    html.tag("<label>Model <select name=\"model\">");
    let own = chosen(context).map(|model| &model.id);
    for model in &context.evidence.models {
        option(&mut html, &model.id, &model.name, own == Some(&model.id));
    }
    html.tag("</select></label>");
    html.html(&context.slider("threshold", "Good enough from a score of", threshold(context), THRESHOLD_TO));
    html
}

/// The categories with tasks, each with what its scores decide.
fn decided(context: &Context) -> Vec<(Category, usize, Decided)> {
    let Some(model) = chosen(context) else { return Vec::new() };
    let tasks = &context.evidence.tasks;
    let threshold = threshold(context);
    let mut all = Vec::new();
    for category in Category::ALL {
        let passes = |task: usize| tasks[task].category == category;
        let tasks = (0..tasks.len()).filter(|task| passes(*task)).count();
        if tasks > 0 {
            all.push((category, tasks, decide(&model.scores_of(&passes), threshold)));
        }
    }
    all
}

const fn word(route: Route) -> &'static str {
    match route {
        Route::Local => "local",
        Route::Cloud => "cloud",
        Route::NotEnoughData => "not enough data",
    }
}

fn say(context: &Context) -> String {
    let Some(model) = chosen(context) else { return "This snapshot has no model with a score.".to_owned() };
    let decided = decided(context);
    if decided.is_empty() {
        return [
            model.name.as_str(),
            ": not enough data in any category. This snapshot gives one mean over all tasks and no score of a category.",
        ]
        .concat();
    }
    let count = |route: Route| decided.iter().filter(|(_, _, it)| it.route == route).count().to_string();
    let parts = [
        &model.name,
        " at ",
        &fixed(threshold(context), 2),
        ": ",
        &count(Route::Local),
        " of ",
        &decided.len().to_string(),
        " categories may run locally, ",
        &count(Route::Cloud),
        " should stay in the cloud, for ",
        &count(Route::NotEnoughData),
        " there is not enough data.",
    ];
    parts.concat()
}

fn output(context: &Context) -> Html {
    let mut html = Html::default();
    let decided = decided(context);
    if decided.is_empty() {
        return html;
    }
    let threshold = threshold(context);
    html.tag(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Evidence by category\"><table class=\"plain \
         evidence\"><thead><tr><th scope=\"col\">Category</th><th scope=\"col\" class=\"number\">Score</th><th \
         scope=\"col\" class=\"number\">Tasks</th><th scope=\"col\" class=\"number\">95 % interval</th><th \
         scope=\"col\">0 to 2, with the threshold</th><th scope=\"col\">Where to</th></tr></thead><tbody>",
    );
    for (category, tasks, evidence) in decided {
        html.tag("<tr><th scope=\"row\">").tag(category.label()).tag("</th><td class=\"number\">");
        match evidence.mean {
            Some(mean) => html.text(&fixed(mean, 2)),
            None => html.tag("–"),
        };
        html.tag("</td><td class=\"number\">").count(evidence.n);
        if evidence.n < tasks {
            html.tag("<small> of ").count(tasks).tag("</small>");
        }
        html.tag("</td><td class=\"number\">");
        match evidence.interval {
            Some(interval) => html.text(&fixed(interval.low, 2)).tag(" to ").text(&fixed(interval.high, 2)),
            None => html.tag("–"),
        };
        html.tag("</td><td>").html(&strip(&evidence, threshold));
        html.tag(match evidence.route {
            Route::Local => "</td><td class=\"gain\">",
            Route::Cloud => "</td><td class=\"loss\">",
            Route::NotEnoughData => "</td><td class=\"none\">",
        });
        html.tag(word(evidence.route)).tag("</td></tr>");
    }
    html.tag("</tbody></table></div>");
    html
}

/// The interval on the scale, the mean in it, and the threshold across.
fn strip(evidence: &Decided, threshold: f64) -> Html {
    let x = |value: f64| fixed(2.0 + value * 80.0, 1);
    let mut html = Html::default();
    html.tag("<svg class=\"scale\" viewBox=\"0 0 164 18\" width=\"164\" height=\"18\" aria-hidden=\"true\">");
    html.tag("<rect class=\"rail\" x=\"2\" y=\"8\" width=\"160\" height=\"2\"/>");
    if let Some(interval) = evidence.interval {
        let width = fixed(((interval.high - interval.low) * 80.0).max(1.0), 1);
        html.tag("<rect class=\"half\" x=\"").text(&x(interval.low)).tag("\" y=\"6\" width=\"").text(&width);
        html.tag("\" height=\"6\"/>");
    }
    if let Some(mean) = evidence.mean {
        html.tag("<circle class=\"median\" cx=\"").text(&x(mean)).tag("\" cy=\"9\" r=\"4\"/>");
    }
    html.tag("<rect class=\"threshold\" x=\"")
        .text(&x(threshold))
        .tag("\" y=\"0\" width=\"1.5\" height=\"18\"/></svg>");
    html
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use analytics::snapshot::summary_from_json;

    use super::*;
    use crate::panel::{Evidence, Params};

    fn context(file: &str, query: &str) -> Context {
        let summary = summary_from_json(file).expect("a snapshot");
        let evidence = Evidence::from_json(&Evidence::json(&summary)).expect("evidence");
        Context { base: "/".into(), snapshots: Vec::new(), evidence, params: Params::parse(PANEL.names, query) }
    }

    const RUN: &str = include_str!("../../tests/fixtures/older-rule.json");
    const PUBLISHED: &str = include_str!("../../../data/snapshots/2026-04-published/summary.json");

    #[test]
    fn the_threshold_moves_work_between_local_and_cloud() {
        let routes =
            |query: &str| decided(&context(RUN, query)).into_iter().map(|(_, _, it)| it.route).collect::<Vec<_>>();
        let low = routes("?threshold=0");
        let high = routes("?threshold=2");
        assert!(low.contains(&Route::Local) && !low.contains(&Route::Cloud), "{low:?}");
        assert!(high.contains(&Route::Cloud) && !high.contains(&Route::Local), "{high:?}");
        // A category without a single scored task decides nothing at any threshold.
        assert!(low.contains(&Route::NotEnoughData));
    }

    #[test]
    fn a_mean_alone_decides_nothing() {
        let published = context(PUBLISHED, "?model=qwen3-14b&threshold=0");
        assert!(say(&published).starts_with("Qwen3-14B: not enough data"));
        assert_eq!(output(&published), Html::default());
    }

    #[test]
    fn defaults_leave_no_trace() {
        let mut context = context(RUN, "?threshold=1.50&model=baseline-template");
        tidy(&mut context);
        assert_eq!(context.params.print(), "");
        assert_eq!(chosen(&context).map(|model| model.id.as_str()), Some("baseline-template"));
    }
}
