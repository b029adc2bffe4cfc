//! The decision: which work a model of one's own does well enough, what that costs, and so what to do.

use super::answer::{Answer, duration, list, month_after, say, speed_note};
use super::facts::{ModelFacts, ScoreFacts};
use super::fields::Field;
use super::resolve::{Resolved, resolve, share, speeds};
use crate::category::Category;
use crate::cost::{Case, Dec, KNOBS, Outcome, evaluate, grouped, money, percent, rough, swings, tokens};
use crate::memory::FitVerdict;

/// Whether a model is good enough for a kind of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quality {
    /// The whole interval lies at or above what is good enough.
    Passes,
    /// The interval holds both answers, or there is no score.
    Unknown,
    /// The whole interval lies below.
    Fails,
}

/// Where one kind of work goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Route {
    /// The kind of work.
    pub category: Category,
    /// Its share of the volume.
    pub share: f64,
    /// What is known of the chosen model.
    pub quality: Quality,
    /// The score behind it.
    pub score: Option<ScoreFacts>,
    /// Whether it is the score of all tasks, standing in for a category without scores.
    pub stands_in: bool,
}

/// The decision with what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// In words.
    pub answer: Answer,
    /// The model that does most of the work, by position in the facts.
    pub model: Option<usize>,
    /// Where each kind of work goes.
    pub routes: Vec<Route>,
    /// The cost of the local part; None when something is missing.
    pub found: Option<(Case, Outcome)>,
}

const SHARES: [Field; 7] = [
    Field::SHARE_SIMPLE,
    Field::SHARE_REFACTORING,
    Field::SHARE_ARCHITECTURE,
    Field::SHARE_DEBUGGING,
    Field::SHARE_MULTI,
    Field::SHARE_REASONING,
    Field::SHARE_TEXT,
];

fn judge(score: Option<ScoreFacts>, enough: f64) -> Quality {
    match score {
        Some(score) if score.low >= enough => Quality::Passes,
        Some(score) if score.high < enough => Quality::Fails,
        _ => Quality::Unknown,
    }
}

fn routes(model: &ModelFacts, shares: &[f64], enough: f64) -> Vec<Route> {
    Category::ALL
        .into_iter()
        .enumerate()
        .filter(|(at, _)| shares[*at] > 0.0)
        .map(|(at, category)| {
            let own = model.scores.get(at + 1).copied().flatten();
            let score = own.or_else(|| model.scores.first().copied().flatten());
            Route {
                category,
                share: shares[at],
                quality: judge(score, enough),
                score,
                stands_in: own.is_none() && score.is_some(),
            }
        })
        .collect()
}

fn sum(routes: &[Route], quality: Quality) -> f64 {
    routes.iter().filter(|route| route.quality == quality).map(|route| route.share).sum()
}

/// Computes the decision.
#[must_use]
pub fn decide(resolved: &Resolved) -> Decision {
    let nothing =
        |sentence: String| Decision { answer: Answer::fault(sentence), model: None, routes: Vec::new(), found: None };
    let percents: i64 = SHARES.iter().map(|field| resolved.value(*field).millionths()).sum();
    if (percents - 100_000_000).abs() > 10_000 || SHARES.iter().any(|field| resolved.value(*field) < Dec::ZERO) {
        let sum = Dec::micro(percents).print();
        return nothing(say(&["The shares of work add to ", &sum, " %; they must add to 100 %."]));
    }
    let shares = SHARES.map(|field| share(resolved.value(field)).to_f64());
    let enough = resolved.value(Field::ENOUGH).to_f64();
    let facts = resolved.facts;
    // Of the models that fit and whose speed is known: the one that does most of the work, then the fastest.
    let mut best: Option<(usize, Vec<Route>, [f64; 3])> = None;
    for (at, model) in facts.models.iter().enumerate() {
        let mut state = resolved.state.clone();
        state.choose_model(facts, at);
        let known = speeds(facts, &state, state.model, state.machine);
        if !matches!(known.fit, Some(FitVerdict::Fits | FitVerdict::Tight)) {
            continue;
        }
        let Some(decode) = known.decode else { continue };
        let routes = routes(model, &shares, enough);
        let rank = [sum(&routes, Quality::Passes), sum(&routes, Quality::Unknown), decode.value];
        if best.as_ref().is_none_or(|(_, _, known)| rank.partial_cmp(known) == Some(std::cmp::Ordering::Greater)) {
            best = Some((at, routes, rank));
        }
    }
    let machine = resolved.machine().name.as_str();
    let Some((model, routes, [local, open, _])) = best else {
        return nothing(say(&[
            "Keep renting: no model of the catalogue fits on the ",
            machine,
            " with this context. Choose a machine with more memory, or a shorter context.",
        ]));
    };
    let mut decision = Decision { answer: Answer::default(), model: Some(model), routes, found: None };
    if local <= 0.0 {
        decision.answer.sentence = without_work(resolved, &decision, open);
    } else {
        with_work(resolved, &mut decision, local);
    }
    quality_lines(resolved, &mut decision);
    decision
}

/// Nothing surely passes.
fn without_work(resolved: &Resolved, decision: &Decision, open: f64) -> String {
    let enough = grouped(resolved.value(Field::ENOUGH).to_f64(), 2);
    let machine = resolved.machine().name.as_str();
    if open > 0.0 {
        let unknown: Vec<String> = decision
            .routes
            .iter()
            .filter(|route| route.quality == Quality::Unknown)
            .map(|route| route.category.label().to_owned())
            .collect();
        return say(&[
            "Not enough data: of no model that fits on the ",
            machine,
            " is it certain that it reaches ",
            &enough,
            " of 2. Run tasks of ",
            &list(&unknown),
            " before buying anything.",
        ]);
    }
    say(&["Keep renting: no model that fits on the ", machine, " reaches ", &enough, " of 2 for any of your work."])
}

/// Some work passes: what it costs decides.
fn with_work(resolved: &Resolved, decision: &mut Decision, local: f64) {
    let facts = resolved.facts;
    let Some(model) = decision.model else { return };
    let mut state = resolved.state.clone();
    state.choose_model(facts, model);
    let mut here = resolve(facts, &state);
    let volume = Dec::from_f64(resolved.value(Field::TOKENS).to_f64() * local).unwrap_or_default();
    let found = here.case().and_then(|case| {
        let case = Case { million_tokens: volume, ..case };
        Ok((case, evaluate(&case)?))
    });
    let (case, outcome) = match found {
        Ok(found) => found,
        Err(fault) => {
            decision.answer = Answer::fault(fault.sentence());
            return;
        }
    };
    here.state = resolved.state;
    decision.answer.sentence = verdict(resolved, decision, &case, &outcome, local);
    reasons(resolved, &here.speeds, &case, &outcome, decision);
    decision.found = Some((case, outcome));
}

fn verdict(resolved: &Resolved, decision: &Decision, case: &Case, outcome: &Outcome, local: f64) -> String {
    let facts = resolved.facts;
    let name = decision.model.map_or("", |at| facts.models[at].name.as_str());
    let machine = resolved.machine().name.as_str();
    let currency = resolved.state.currency;
    let amount = |amount| money(amount, currency);
    let all = local > 0.999;
    let part = percent(local);
    let passing: Vec<String> = decision
        .routes
        .iter()
        .filter(|route| route.quality == Quality::Passes)
        .map(|route| route.category.label().to_ascii_lowercase())
        .collect();
    let served = outcome.capacity.served;
    let limit =
        if served < 0.9995 { say(&[", as far as it goes (", &percent(served), " of it)"]) } else { String::new() };
    let does = if all {
        say(&[name, " on the ", machine, " does all of your work well enough"])
    } else {
        say(&[name, " on the ", machine, " does ", &part, " of your work well enough (", &list(&passing), ")"])
    };
    let pays = outcome.payback.within(case.months.to_f64());
    let months = outcome.payback.months().unwrap_or(0.0);
    if resolved.choice(Field::PRIVACY) == 1 {
        let extra = outcome.own.minus(outcome.api);
        let price = if extra.is_positive() {
            say(&["Privacy costs ", &amount(extra), " a month more than the API would."])
        } else {
            say(&[
                "It costs less than the API would: ",
                &amount(outcome.own),
                " a month against ",
                &amount(outcome.api),
                ".",
            ])
        };
        let rest = if all { "" } else { " The rest has no model at home that surely does it." };
        return say(&["Own, since nothing may leave the house: ", &does, &limit, ". ", &price, rest]);
    }
    if pays {
        let lead = if all && served >= 0.9995 { "Own: " } else { "Own for a part, rent the rest: " };
        return say(&[
            lead,
            &does,
            &limit,
            ", and the machine is paid back in ",
            &duration(months),
            ", by ",
            &month_after(&facts.as_of, months),
            ".",
        ]);
    }
    let why = outcome.payback.months().map_or_else(
        || "running the machine costs more than these tokens do at the API".to_owned(),
        |months| say(&["the machine is paid back only after ", &duration(months)]),
    );
    say(&[
        "Keep renting: ",
        &does,
        ", but ",
        &why,
        " (",
        &amount(outcome.both),
        " a month against ",
        &amount(outcome.api),
        ").",
    ])
}

fn reasons(resolved: &Resolved, known: &super::Speeds, case: &Case, outcome: &Outcome, decision: &mut Decision) {
    const GROUP: &str = "Why";
    let currency = resolved.state.currency;
    let amount = |amount| money(amount, currency);
    let answer = &mut decision.answer;
    let fits = if known.fit == Some(FitVerdict::Tight) { "tight" } else { "fits" };
    answer.line(GROUP, "Memory", say(&[&rough(known.needed_gib), " GiB"]), fits.to_owned());
    if let Some(decode) = known.decode {
        answer.line(GROUP, "Speed", say(&[&rough(decode.value), " tok/s"]), speed_note(&decode));
    }
    let capacity = &outcome.capacity;
    let most = capacity
        .full_million_tokens
        .map_or(String::new(), |full| say(&["it can produce ", &tokens(full), " tokens a month"]));
    answer.line(GROUP, "Busy", percent(capacity.utilisation), most);
    answer.line(
        GROUP,
        "Own machine, a month",
        amount(outcome.own),
        say(&["for ", &tokens(case.million_tokens.to_f64()), " tokens"]),
    );
    answer.line(GROUP, "The same at the API", amount(outcome.api), String::new());
    if let (Some(frontier), Some((name, _, _))) = (outcome.frontier, &resolved.facts.frontier) {
        answer.line(GROUP, "The same at a frontier model", amount(frontier), name.clone());
    }
    let members = resolved.value(Field::PEOPLE);
    if let Some(each) = outcome.both.over(members).filter(|_| members > Dec::ONE) {
        answer.line(GROUP, "Each of them, a month", amount(each), say(&["shared by ", &members.print()]));
    }
    let payback = outcome.payback.months().map_or_else(|| "never".to_owned(), duration);
    answer.line(GROUP, "Paid back", payback, say(&["used for ", &grouped(case.months.to_f64(), 0), " months"]));
    if let Ok(ranking) = swings(case) {
        for swing in ranking.into_iter().take(3) {
            let knob = &KNOBS[swing.knob];
            let value = |value: f64| say(&[&grouped(value, 0), "\u{a0}", currency.code()]);
            let flips = if (swing.low < 0.0) == (swing.high < 0.0) { "" } else { "; this can turn the answer" };
            let note = say(&[knob.range, flips]);
            let range = say(&[&value(swing.low), " to ", &value(swing.high)]);
            answer.line("What would change it: saved a month", knob.name, range, note);
        }
    }
}

fn quality_lines(resolved: &Resolved, decision: &mut Decision) {
    let name = decision.model.map_or("", |at| resolved.facts.models[at].name.as_str());
    let mut stands_in = false;
    for route in decision.routes.clone() {
        let word = match route.quality {
            Quality::Passes => "good enough",
            Quality::Unknown => "not certain",
            Quality::Fails => "not good enough",
        };
        stands_in |= route.stands_in;
        let score = route.score.map_or_else(
            || "no score".to_owned(),
            |score| {
                let whose = if route.stands_in { ", all tasks" } else { "" };
                say(&[
                    &grouped(score.value, 2),
                    " (",
                    &grouped(score.low, 2),
                    " to ",
                    &grouped(score.high, 2),
                    ", ",
                    &score.n.to_string(),
                    " tasks",
                    whose,
                    ")",
                ])
            },
        );
        let label = say(&[route.category.label(), ", ", &percent(route.share)]);
        decision.answer.line("Which work it does", &label, word.to_owned(), say(&[name, ": ", &score]));
    }
    if stands_in {
        let note = "A score over all tasks stands in where the snapshot has none by category. Run tasks of these kinds to know.";
        decision.answer.line("Which work it does", "Data", "thin".to_owned(), note.to_owned());
    }
}
