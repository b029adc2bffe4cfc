//! The tables of the comparison.

use analytics::category::Category;
use analytics::cost::joined;

use super::{Line, signed};
use crate::fixed::fixed;
use crate::html::Html;
use crate::panel::Context;

/// Opens a table in a region that scrolls by itself.
fn open(html: &mut Html, label: &'static str, heads: &[&str]) {
    html.tag("<h2>").tag(label).tag("</h2><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
    html.tag(label).tag("\"><table class=\"plain\"><thead><tr>");
    for (at, head) in heads.iter().enumerate() {
        html.tag(if at == 0 { "<th scope=\"col\">" } else { "<th scope=\"col\" class=\"number\">" });
        html.text(head).tag("</th>");
    }
    html.tag("</tr></thead><tbody>");
}

fn close(html: &mut Html) {
    html.tag("</tbody></table></div>");
}

/// A cell with a number, or with a dash.
fn number(html: &mut Html, value: Option<f64>) {
    match value {
        Some(value) => html.tag("<td class=\"number\">").text(&fixed(value, 2)).tag("</td>"),
        None => html.tag("<td class=\"number none\">–</td>"),
    };
}

fn cell(html: &mut Html, text: &str) {
    html.tag("<td class=\"number\">").text(text).tag("</td>");
}

/// The cell that names a row, as a link to the page of a model or a task.
fn head(html: &mut Html, context: &Context, kind: &'static str, id: &str, name: &str) {
    html.tag("<tr><th scope=\"row\"><a href=\"").text(&context.base).tag("snapshots/").text(&context.evidence.id);
    html.tag("/").tag(kind).tag("/").text(id).tag("/\">").text(name).tag("</a></th>");
}

/// Each model against the first one.
pub(super) fn against(html: &mut Html, context: &Context, chosen: &[usize], lines: &[Line<'_>], margin: f64) {
    let first = &context.evidence.models[chosen[0]];
    let heads = [
        "Model",
        "Tasks",
        "Score",
        "Difference",
        "95 % interval",
        "p",
        "Better, equal, worse",
        "It is",
        "Detectable from",
        "Good enough?",
    ];
    open(html, "Difference on the same tasks", &heads);
    head(html, context, "models", &first.id, &first.name);
    let own = first.scores_of(&|_| true);
    cell(html, &own.len().to_string());
    number(html, first.mean);
    html.tag("<td class=\"none\" colspan=\"7\">the others are held against it</td></tr>");
    for line in lines {
        let paired = &line.paired;
        head(html, context, "models", &line.model.id, &line.model.name);
        cell(html, &paired.n.to_string());
        number(html, line.model.mean);
        cell(html, &signed(paired.difference));
        match paired.estimate {
            Ok(estimate) => {
                cell(html, &[&signed(estimate.interval.low), " to ", &signed(estimate.interval.high)].concat())
            }
            Err(_) => number(html, None),
        }
        match line.p {
            Some(p) if p < 0.001 => cell(html, "< 0.001"),
            Some(p) => cell(html, &fixed(p, 3)),
            None => number(html, None),
        }
        let counts = [paired.wins, paired.ties, paired.losses].map(|count| count.to_string());
        cell(html, &joined(&counts, ", "));
        let word = line.word();
        html.tag(match word {
            "better" => "<td class=\"number gain\">",
            "worse" => "<td class=\"number loss\">",
            _ => "<td class=\"number none\">",
        });
        html.tag(word).tag("</td>");
        number(html, line.detectable());
        let (verdict, bound) = line.good_enough(margin);
        html.tag(if verdict == "yes" { "<td class=\"number gain\">" } else { "<td class=\"number\">" }).tag(verdict);
        if let Some(bound) = bound {
            html.tag("<small> ").text(&signed(bound)).tag(" at worst</small>");
        }
        html.tag("</td></tr>");
    }
    close(html);
    html.tag("<p class=\"note\">“Good enough” asks whether the model loses at most ").text(&fixed(margin, 2));
    html.tag(
        " points against the first one: yes when the one-sided 95 % bound of the difference stays above minus that \
         (non-inferiority). “Not shown” is not “worse”. p is that of flipping signs, corrected for the number of \
         comparisons (Holm). “Detectable from” is the smallest true difference that so many tasks find in four of \
         five evaluations.</p>",
    );
}

/// Means by category, with the number of tasks behind each.
pub(super) fn categories(html: &mut Html, context: &Context, chosen: &[usize]) {
    let evidence = &context.evidence;
    open(html, "By category", &heads(context, chosen, &["Category"]));
    for category in Category::ALL {
        let passes = |task: usize| evidence.tasks[task].category == category;
        if !(0..evidence.tasks.len()).any(passes) {
            continue;
        }
        html.tag("<tr><th scope=\"row\">").tag(category.label()).tag("</th>");
        for at in chosen {
            let scores = evidence.models[*at].scores_of(&passes);
            if scores.is_empty() {
                number(html, None);
                continue;
            }
            let mean = scores.iter().sum::<f64>() / scores.len() as f64;
            html.tag("<td class=\"number\">").text(&fixed(mean, 2)).tag("<small> of ").count(scores.len());
            html.tag("</small></td>");
        }
        html.tag("</tr>");
    }
    close(html);
    html.tag(
        "<p class=\"note\">Means with the number of tasks behind them. A category holds few tasks: read it as a hint, \
         not as a rank.</p>",
    );
}

/// The score of every task.
pub(super) fn tasks(html: &mut Html, context: &Context, chosen: &[usize]) {
    let evidence = &context.evidence;
    open(html, "Task by task", &heads(context, chosen, &["Task"]));
    for (at, task) in evidence.tasks.iter().enumerate() {
        head(html, context, "tasks", &task.id, &task.title);
        let first = evidence.models[chosen[0]].scores.get(at).copied().flatten();
        for model in chosen {
            let own = evidence.models[*model].scores.get(at).copied().flatten();
            let Some(value) = own else {
                html.tag("<td class=\"number none\">unscored</td>");
                continue;
            };
            let gap = first.map_or(0.0, |first| value - first);
            html.tag(match () {
                () if gap > 1e-9 => "<td class=\"number gain\">",
                () if gap < -1e-9 => "<td class=\"number loss\">",
                () => "<td class=\"number\">",
            });
            html.text(&fixed(value, 2)).tag("</td>");
        }
        html.tag("</tr>");
    }
    close(html);
}

/// Means of a snapshot that has nothing else.
pub(super) fn means(html: &mut Html, context: &Context, chosen: &[usize]) {
    open(html, "Published means", &["Model", "Mean score"]);
    for at in chosen {
        let model = &context.evidence.models[*at];
        head(html, context, "models", &model.id, &model.name);
        number(html, model.mean);
        html.tag("</tr>");
    }
    close(html);
}

fn heads<'a>(context: &'a Context, chosen: &[usize], first: &[&'a str]) -> Vec<&'a str> {
    let names = chosen.iter().map(|at| context.evidence.models[*at].name.as_str());
    first.iter().copied().chain(names).collect()
}
