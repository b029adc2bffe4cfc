//! The cost calculator's verdict in one sentence.

use super::answer::{duration, month_after, plain, say};
use super::resolve::Resolved;
use crate::cost::{Buying, Case, Outcome, Payback, buying, grouped, life, money, percent, tokens};
use crate::memory::FitVerdict;

/// The verdict with its reasons.
pub(super) fn sentence(resolved: &Resolved, case: &Case, outcome: &Outcome) -> String {
    let (machine, model) = (resolved.machine_name(), resolved.model().name.as_str());
    let volume = tokens(case.million_tokens.to_f64());
    let capacity = &outcome.capacity;
    let busy = percent(capacity.utilisation);
    let served = percent(capacity.served);
    let compare = compare(resolved, case, outcome);
    let months = outcome.payback.months().unwrap_or(0.0);
    let back = say(&[&duration(months), ", by ", &month_after(&resolved.facts.as_of, months)]);
    let short = capacity.utilisation > 1.0;
    if resolved.speeds.fit == Some(FitVerdict::DoesNotFit) {
        let what = " does not fit into the memory of the ";
        let rest = "; the figures hold for running it partly from slower memory (";
        return say(&["Keep renting: ", model, what, machine, " with this context", rest, &compare, ")."]);
    }
    match buying(case, outcome) {
        Buying::Pays if short => say(&[
            "Own for a part, rent the rest: one ",
            machine,
            " serves ",
            &served,
            " of ",
            &volume,
            " tokens a month with ",
            model,
            " and earns its price back in ",
            &back,
            " (",
            &compare,
            ").",
        ]),
        Buying::Pays => say(&[
            "Owning pays: ",
            model,
            " on the ",
            machine,
            " earns its price back in ",
            &back,
            "; it is busy ",
            &busy,
            " of its time (",
            &compare,
            ").",
        ]),
        Buying::PaysWhenSold => {
            let life = life(case, outcome);
            say(&[
                "A close call: ",
                model,
                " on the ",
                machine,
                if short { " serves " } else { " is busy " },
                if short { &served } else { &busy },
                if short { " of the tokens, " } else { " of its time, " },
                &after_life(outcome.payback, case),
                ", and only selling it then for ",
                &plain(life.resale, resolved.state.currency),
                " makes owning the cheaper way (",
                &compare,
                ").",
            ])
        }
        Buying::Loses if short => say(&[
            "Keep renting: one ",
            machine,
            " cannot produce ",
            &volume,
            " tokens a month with ",
            model,
            "; it serves ",
            &served,
            ", ",
            &grouped(capacity.machines, 0),
            " machines would serve it all, and one ",
            &after_life(outcome.payback, case),
            " (",
            &compare,
            ").",
        ]),
        Buying::Loses => say(&[
            "Keep renting: with ",
            model,
            " the ",
            machine,
            " is busy ",
            &busy,
            " of its time and ",
            &after_life(outcome.payback, case),
            " (",
            &compare,
            ").",
        ]),
    }
}

/// A month with the machine against a month without.
fn compare(resolved: &Resolved, case: &Case, outcome: &Outcome) -> String {
    let amount = |amount| money(amount, resolved.state.currency);
    let changes = case.growth.millionths() != 0 || case.decline.millionths() != 0;
    say(&[
        &amount(outcome.both),
        if changes { " in the first month with it" } else { " a month with it" },
        if outcome.overflow.is_positive() { " and the rest at the API" } else { "" },
        ", ",
        &amount(outcome.api),
        " at the API alone",
    ])
}

fn after_life(payback: Payback, case: &Case) -> String {
    let life = case.months.to_f64();
    match payback {
        Payback::Never => "is never paid back".to_owned(),
        Payback::Months(months) if months <= life => {
            say(&["is paid back in ", &duration(months), " but loses the money again before its use ends"])
        }
        Payback::Months(_) => {
            let life = grouped(life, u32::from(life.fract() != 0.0));
            say(&["is not paid back within its ", &life, " months of use"])
        }
    }
}
