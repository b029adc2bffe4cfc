//! The tables of the published evaluation, as they were published. Their claims are audited elsewhere; here they stand as they are.

use analytics::ids::ModelId;
use analytics::snapshot::v1::{ModelSummary, Published, PublishedFit, PublishedState};
use leptos::prelude::*;

use super::table::{Column, class, table};
use crate::fixed::fixed;

/// A titled table from texts.
fn texts(title: &'static str, note: &'static str, columns: &[Column], rows: Vec<Vec<String>>) -> AnyView {
    let rows = rows
        .into_iter()
        .map(|cells| {
            let cells: Vec<_> = cells
                .into_iter()
                .zip(columns)
                .map(|(text, (_, number))| view! { <td class=class(*number)>{text}</td> })
                .collect();
            view! { <tr>{cells}</tr> }.into_any()
        })
        .collect();
    let note = (!note.is_empty()).then(|| view! { <p>{note}</p> });
    view! {
        <h3>{title}</h3>
        {note}
        {table(title, columns, rows)}
    }
    .into_any()
}

/// A number with as many decimals as it needs, thousands apart, at most three decimals.
fn number(value: f64) -> String {
    let text = fixed(value, 3);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let digits = whole.trim_start_matches('−');
    let mut grouped = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if whole.starts_with('−') { "−" } else { "" };
    fraction.map_or_else(|| [sign, &grouped].concat(), |fraction| [sign, &grouped, ".", fraction].concat())
}

fn or_dash(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), number)
}

const fn state(state: PublishedState) -> &'static str {
    match state {
        PublishedState::Done => "done",
        PublishedState::Pending => "pending",
        PublishedState::Planned => "planned",
    }
}

/// All tables of the published page.
pub fn tables(published: &Published, models: &[ModelSummary]) -> impl IntoView + use<> {
    let name = |id: &ModelId| {
        models.iter().find(|model| model.id == *id).map_or_else(|| id.to_string(), |model| model.name.clone())
    };
    let fit = |fit| match fit {
        PublishedFit::Yes => "yes",
        PublishedFit::Alone => "only alone",
        PublishedFit::No => "no",
    };
    let leaderboard = published.leaderboard.iter().map(|row| {
        vec![
            row.rank.to_string(),
            name(&row.model),
            fixed(row.score, 2),
            fit(row.fits_128_gb).to_owned(),
            fit(row.fits_256_gb).to_owned(),
            row.active_params.clone(),
            number(row.mean_time_s),
        ]
    });
    let speed = published.speed_test.tiers.iter().map(|tier| {
        vec![
            tier.machine.clone(),
            tier.details.clone(),
            tier.model.clone(),
            number(tier.seconds),
            or_dash(tier.tok_per_s),
            fixed(tier.score, 1),
            number(tier.usd_per_task),
        ]
    });
    let local =
        published.local_scores.iter().map(|row| vec![name(&row.model), fixed(row.local, 2), fixed(row.cloud, 2)]);
    let hardware = published.hardware.iter().map(|machine| {
        vec![
            machine.name.clone(),
            [&number(machine.memory_gb), " ", &machine.memory_kind.replace("vram", "VRAM").replace("ram", "RAM")]
                .concat(),
            number(machine.bandwidth_gb_per_s),
            number(machine.power_w),
            machine.noise.clone(),
            number(machine.price_sek),
        ]
    });
    let cards = published
        .cost_cards
        .iter()
        .map(|card| vec![card.option.clone(), card.details.clone(), number(card.sek_per_month), card.remark.clone()]);
    let api = published.api_costs.iter().map(|row| {
        vec![name(&row.model), fixed(row.input_usd_per_m, 2), fixed(row.output_usd_per_m, 2), number(row.sek_per_month)]
    });
    let even = published.break_even.iter().map(|row| {
        vec![
            number(row.tokens_per_month / 1e6),
            row.label.clone(),
            number(row.api_sek_per_month),
            number(row.hardware_sek_per_month),
            row.months.map_or_else(|| "never".to_owned(), number),
        ]
    });
    let setups = published.setups.iter().flat_map(|setup| {
        setup.models.iter().map(|model| {
            vec![
                setup.name.clone(),
                setup.machine.clone(),
                name(&model.model),
                model.role.clone(),
                number(model.memory_gb),
                or_dash(model.tok_per_s),
                or_dash(setup.loaded_gb),
                or_dash(setup.free_gb),
            ]
        })
    });
    let routing = published.routing.iter().map(|route| {
        let score = route.score.map(|score| fixed(score, 1)).or_else(|| route.remark.clone());
        vec![
            route.work.clone(),
            if route.local { "local" } else { "cloud" }.to_owned(),
            score.unwrap_or_else(|| "–".to_owned()),
        ]
    });
    let shares = published.prompt_mining.shares.iter().map(|share| vec![share.kind.clone(), number(share.percent)]);
    let timeline = published.timeline.iter().map(|phase| {
        vec![phase.period.clone(), phase.name.clone(), state(phase.state).to_owned(), phase.points.join(" ")]
    });
    let open = published.open_points.iter().map(|point| vec![point.text.clone(), state(point.state).to_owned()]);
    let claims = published.electricity.iter().chain(&published.claims).map(|claim| {
        let audit = claim.audit.map_or_else(|| "–".to_owned(), |row| row.to_string());
        vec![claim.about.clone(), number(claim.value), claim.unit.clone(), audit]
    });
    let parts = vec![
        texts(
            "Leaderboard with its memory columns",
            "The memory columns above are computed from file sizes; these are the published ones, and they differ.",
            &[
                ("Rank", true),
                ("Model", false),
                ("Score", true),
                ("128 GB", false),
                ("256 GB", false),
                ("Active", false),
                ("Time s", true),
            ],
            leaderboard.collect(),
        ),
        texts(
            "Speed test",
            "One task on three machines.",
            &[
                ("Machine", false),
                ("Details", false),
                ("Model", false),
                ("Seconds", true),
                ("Tokens/s", true),
                ("Score", true),
                ("USD per task", true),
            ],
            speed.collect(),
        ),
        texts("Local and cloud scores", "", &[("Model", false), ("Local", true), ("Cloud", true)], local.collect()),
        texts(
            "Hardware matrix",
            "",
            &[
                ("Machine", false),
                ("Memory GB", false),
                ("Bandwidth GB/s", true),
                ("Power W", true),
                ("Noise", false),
                ("Price SEK", true),
            ],
            hardware.collect(),
        ),
        texts(
            "Cost per month",
            "",
            &[("Option", false), ("Details", false), ("SEK per month", true), ("Remark", false)],
            cards.collect(),
        ),
        texts(
            "API cost of the stated volume",
            "",
            &[("Model", false), ("Input USD/M", true), ("Output USD/M", true), ("SEK per month", true)],
            api.collect(),
        ),
        texts(
            "Break-even by volume",
            "",
            &[
                ("Million tokens per month", true),
                ("Use", false),
                ("API SEK", true),
                ("Hardware SEK", true),
                ("Months", true),
            ],
            even.collect(),
        ),
        texts(
            "Setups",
            "",
            &[
                ("Setup", false),
                ("Machine", false),
                ("Model", false),
                ("Role", false),
                ("GB", true),
                ("Tokens/s", true),
                ("Loaded GB", true),
                ("Free GB", true),
            ],
            setups.collect(),
        ),
        texts("What moves local", "", &[("Work", false), ("Where", false), ("Score", true)], routing.collect()),
        texts("Shares of the owner's prompts", "", &[("Kind", false), ("Per cent", true)], shares.collect()),
        texts(
            "Timeline",
            "",
            &[("When", false), ("Phase", false), ("State", false), ("Points", false)],
            timeline.collect(),
        ),
        texts("Done and open", "", &[("Point", false), ("State", false)], open.collect()),
        texts(
            "Other figures",
            "The last column is the number of the audit that recomputes the figure.",
            &[("What", false), ("Figure", true), ("Unit", false), ("Audit", true)],
            claims.collect(),
        ),
    ];
    view! {
        <section>
            <h2>"As it was published"</h2>
            <p class="claim">
                "These are the figures as published. Several do not reproduce, and the cost argument fails on capacity: one machine cannot produce the volume that it is compared with."
            </p>
            {parts}
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_grouped_and_short() {
        assert_eq!(number(40_000.0), "40,000");
        assert_eq!(number(0.3), "0.3");
        assert_eq!(number(1_900.0), "1,900");
        assert_eq!(number(10.088), "10.088");
        assert_eq!(number(238.0), "238");
    }
}
