//! Two to four models of a snapshot on the same tasks: who is better, by how much, and is the other good enough?

mod table;

use analytics::stats::holm::holm;
use analytics::stats::mde::detectable_effect;
use analytics::stats::non_inferiority::{critical_value, non_inferiority};
use analytics::stats::paired::{Paired, differences, paired};
use analytics::stats::sign_flip::sign_flip;
use analytics::stats::undefined::Undefined;

use crate::fixed::fixed;
use crate::html::Html;
use crate::panel::{Context, Model, Panel, option};

/// The panel.
pub static PANEL: Panel =
    Panel { id: "compare", names: &["snapshot", "a", "b", "c", "d", "margin"], controls, tidy, say, output };

/// The loss that is accepted unless the reader says otherwise, in points.
const MARGIN: f64 = 0.1;
/// No greater loss can be chosen.
const MARGIN_TO: f64 = 1.0;
/// Only matters where more than 20 tasks differ.
const SEED: u64 = 1;
/// A difference is called one below this, after Holm's correction.
const LEVEL: f64 = 0.05;
/// The names of the controls for the models; the first is the one that the others are held against.
const SLOTS: [&str; 4] = ["a", "b", "c", "d"];

/// A model against the first one, on the tasks that both have a score for.
struct Line<'a> {
    model: &'a Model,
    paired: Paired,
    /// How many standard errors below the difference the one-sided bound lies.
    critical: Result<f64, Undefined>,
    /// p-value of "no difference", corrected for the number of lines; None where there are no differences.
    p: Option<f64>,
}

/// Positions of the chosen models, the first one in front. Each stands once.
fn chosen(context: &Context) -> Vec<usize> {
    let models = &context.evidence.models;
    let mut all = Vec::new();
    for (slot, name) in SLOTS.into_iter().enumerate() {
        let named = models.iter().position(|model| model.id == context.params.get(name));
        let position = named.or_else(|| by_default(context, slot));
        all.extend(position.filter(|position| !all.contains(position)));
    }
    all
}

/// The best model stands first, the next one beside it; the other two places are empty.
fn by_default(context: &Context, slot: usize) -> Option<usize> {
    let models = &context.evidence.models;
    let mean = |at: usize| models[at].mean.unwrap_or(-1.0);
    let order = analytics::leaderboard::sorted_positions(models.len(), &|a, b| mean(b).total_cmp(&mean(a)));
    order.get(slot).copied().filter(|_| slot < 2)
}

fn tidy(context: &mut Context) {
    for (slot, name) in SLOTS.into_iter().enumerate() {
        let default = by_default(context, slot).map(|at| context.evidence.models[at].id.as_str());
        let known = context.evidence.models.iter().any(|model| model.id == context.params.get(name));
        if !known || default == Some(context.params.get(name)) {
            context.params.set(name, "");
        }
    }
    if margin(context) == MARGIN {
        context.params.set("margin", "");
    }
}

fn margin(context: &Context) -> f64 {
    context.number("margin", MARGIN, MARGIN_TO)
}

fn controls(context: &Context) -> Html {
    let mut html = context.snapshot_control();
    for (slot, name) in SLOTS.into_iter().enumerate() {
        let default = by_default(context, slot);
        let models = &context.evidence.models;
        let own = models.iter().position(|model| model.id == context.params.get(name)).or(default);
        html.tag("<label>").tag(["Hold against", "this model", "and", "and"][slot]).tag(" <select name=\"").text(name);
        html.tag("\">");
        if slot > 1 {
            option(&mut html, "", "no other", own.is_none());
        }
        for (at, model) in models.iter().enumerate() {
            option(&mut html, &model.id, &model.name, own == Some(at));
        }
        html.tag("</select></label>");
    }
    html.html(&context.slider("margin", "Loss that I would accept, in points of 2", margin(context), MARGIN_TO));
    html
}

/// The lines against the first model.
fn lines<'a>(context: &'a Context, chosen: &[usize]) -> Vec<Line<'a>> {
    let Some((first, others)) = chosen.split_first() else { return Vec::new() };
    let models = &context.evidence.models;
    let mut lines = Vec::new();
    let mut all = Vec::new();
    for at in others {
        let (a, b): (Vec<f64>, Vec<f64>) =
            models[*at].scores.iter().zip(&models[*first].scores).filter_map(|(a, b)| (*a).zip(*b)).unzip();
        if let Ok(paired) = paired(&a, &b) {
            let differences = differences(&a, &b);
            let p = differences.as_ref().map_err(|error| *error).and_then(|found| sign_flip(found, SEED));
            all.extend(p.map(|test| test.p));
            let critical = differences.and_then(|found| critical_value(&found));
            lines.push(Line { model: &models[*at], paired, critical, p: None });
        }
    }
    if let Ok(corrected) = holm(&all)
        && corrected.len() == lines.len()
    {
        lines.iter_mut().zip(corrected).for_each(|(line, p)| line.p = Some(p));
    }
    lines
}

impl Line<'_> {
    /// What the difference amounts to: better, worse or not separable.
    fn word(&self) -> &'static str {
        match self.p {
            Some(p) if p < LEVEL && self.paired.difference > 0.0 => "better",
            Some(p) if p < LEVEL => "worse",
            _ => "not separable",
        }
    }

    /// Whether it is good enough in the first one's place, with the bound behind it.
    fn good_enough(&self, margin: f64) -> (&'static str, Option<f64>) {
        match non_inferiority(&self.paired, self.critical, margin) {
            Ok(test) => (if test.shown { "yes" } else { "not shown" }, Some(test.lower_bound)),
            Err(_) => ("cannot be said", None),
        }
    }

    /// The smallest true difference that these tasks would show, or why there is none.
    fn detectable(&self) -> Option<f64> {
        detectable_effect(self.paired.sd?, self.paired.n).ok().map(|effect| effect.effect)
    }
}

fn say(context: &Context) -> String {
    let chosen = chosen(context);
    let name = |at: usize| context.evidence.models[at].name.as_str();
    if context.evidence.tasks.is_empty() {
        return "This snapshot gives means only. Without the scores of single tasks nothing can be compared in pairs."
            .to_owned();
    }
    let margin = margin(context);
    let mut text = String::new();
    for line in lines(context, &chosen) {
        let (verdict, _) = line.good_enough(margin);
        let points = signed(line.paired.difference);
        let parts = [
            &line.model.name,
            ": ",
            &points,
            " against ",
            name(chosen[0]),
            ", ",
            line.word(),
            "; good enough: ",
            verdict,
            ". ",
        ];
        text.push_str(&parts.concat());
    }
    if text.is_empty() {
        text.push_str("Choose two different models that have scores on the same tasks.");
    }
    text
}

fn output(context: &Context) -> Html {
    let chosen = chosen(context);
    let mut html = Html::default();
    if context.evidence.tasks.is_empty() {
        table::means(&mut html, context, &chosen);
        return html;
    }
    let lines = lines(context, &chosen);
    if lines.is_empty() {
        return html;
    }
    table::against(&mut html, context, &chosen, &lines, margin(context));
    table::categories(&mut html, context, &chosen);
    table::tasks(&mut html, context, &chosen);
    html
}

/// A difference with its sign.
fn signed(value: f64) -> String {
    let text = fixed(value, 2);
    if value > 0.0 && text != "0.00" { ["+", &text].concat() } else { text }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use analytics::snapshot::summary_from_json;

    use super::*;
    use crate::panel::{Evidence, Params};

    fn context(query: &str) -> Context {
        let file = include_str!("../../tests/fixtures/older-rule.json");
        let summary = summary_from_json(file).expect("a snapshot");
        let evidence = Evidence::from_json(&Evidence::json(&summary)).expect("evidence");
        Context { base: "/".to_owned(), snapshots: Vec::new(), evidence, params: Params::parse(PANEL.names, query) }
    }

    #[test]
    fn the_best_two_stand_there_first_and_leave_no_trace_in_the_address() {
        let mut context = context("");
        let names: Vec<_> = chosen(&context).into_iter().map(|at| context.evidence.models[at].mean.unwrap()).collect();
        assert!(names.len() == 2 && names[0] >= names[1]);
        let all: Vec<_> = context.evidence.models.iter().filter_map(|model| model.mean).collect();
        assert!(all.iter().all(|mean| *mean <= names[0]));
        let first = context.evidence.models[chosen(&context)[0]].id.clone();
        context.params.set("a", &first);
        context.params.set("margin", "0.10");
        context.params.set("c", "no-such-model");
        tidy(&mut context);
        assert_eq!(context.params.print(), "");
    }

    #[test]
    fn the_margin_decides_and_nothing_else_does() {
        let ids = ["baseline-template", "baseline-echo"];
        let strict = context(&["?a=", ids[0], "&b=", ids[1], "&margin=0"].concat());
        let chosen = chosen(&strict);
        let [line] = lines(&strict, &chosen).try_into().map_err(|_| "one line").unwrap();
        assert!(line.paired.difference < 0.0 && line.word() == "worse");
        let (verdict, bound) = line.good_enough(0.0);
        assert_eq!(verdict, "not shown");
        let bound = bound.unwrap();
        assert_eq!(line.good_enough(-bound + 0.01).0, "yes");
        assert_eq!(line.good_enough(-bound - 0.01).0, "not shown");
    }

    #[test]
    fn a_model_against_itself_is_no_comparison() {
        let context = context("?a=baseline-echo&b=baseline-echo");
        assert_eq!(chosen(&context).len(), 1);
        assert!(say(&context).contains("two different models"));
        assert_eq!(output(&context), Html::default());
    }

    #[test]
    fn three_comparisons_are_corrected() {
        let three = context("?a=baseline-echo&b=baseline-template&c=baseline-copy-code&d=baseline-lead-keywords");
        let chosen = chosen(&three);
        assert_eq!(chosen.len(), 4);
        let all = lines(&three, &chosen);
        let alone = lines(&three, &chosen[..2]);
        assert!(all[0].p.unwrap() >= alone[0].p.unwrap());
    }
}
