//! Rows about volume and money: 1 to 18, 30 and 21.

use super::{Check, Claim, Draft, Verdict};
use crate::catalog::Catalog;
use crate::cost::{
    Amount, Dec, Mix, Payback, Prices, api, depreciation, electricity, output_capacity, payback, per_million,
    required_tok_per_s,
};
use crate::snapshot::v1::Published;

const RATE: Dec = Dec::micro(10_088_000);
const BASE: &str = "1.9 B tokens a month, 30 % in, 70 % out; 9.2689 SEK per dollar (mean of April 2026) and 10.088";
const OWN: &str = "40,000 SEK over 36 months, 120 W, 8 h a day, 30 days, 2 SEK/kWh";

/// SEK a month for so many million tokens at dollars per million, in millionths of a dollar.
fn sek(million_tokens: i64, input: i64, output: i64, rate: Dec) -> Option<f64> {
    let mix = Mix::new(Dec::micro(300_000), Dec::ZERO, Dec::ZERO, Dec::micro(700_000)).ok()?;
    let prices = Prices {
        input: per_million(Dec::micro(input))?,
        cache_write: None,
        cache_read: None,
        output: per_million(Dec::micro(output))?,
    };
    Some(api(Dec::whole(million_tokens), mix, prices, rate).ok()?.to_f64())
}

fn power(watts: i64, hours_a_day: f64) -> Option<Amount> {
    let hours = hours_a_day * 30.0;
    electricity(Dec::whole(watts), Dec::ZERO, hours, hours, Dec::whole(2)).ok()
}

fn months(alternative: f64) -> Option<f64> {
    let price = Amount::from_dec(Dec::whole(40_000));
    match payback(price, Amount::from_dec(Dec::from_f64(alternative)?), power(120, 8.0)?) {
        Payback::Months(months) => Some(months),
        Payback::Never => None,
    }
}

/// Mean rate of the month in which the page was published; the page does not state the one that it used.
fn april(catalog: &Catalog) -> Option<Dec> {
    let rate = catalog.rates.iter().find(|rate| rate.currency == "SEK" && rate.per_usd.date == "2026-04")?;
    Dec::from_f64(rate.per_usd.value)
}

/// A bill in SEK under both readings: at the mean rate of April 2026, and at the rate that row 1 implies.
fn both(what: [&'static str; 2], published: f64, bill: impl Fn(Dec) -> Option<f64>, april: Dec) -> Option<[Check; 2]> {
    let check = |what, rate| Some(Check::number(what, published, bill(rate)?, 0.0, "SEK", 0));
    Some([check(what[0], april)?, check(what[1], RATE)?])
}

const MONTH: [&str; 2] = ["Month at the mean rate of April 2026", "Month at the rate that row 1 implies"];

/// What comes out at the real rate reproduces; only at the implied one, in part.
fn verdict(checks: &[Check]) -> Verdict {
    let all = |start: usize| checks.iter().skip(start).step_by(2).all(|check| check.agrees);
    match (all(0), all(1)) {
        (true, _) => Verdict::Reproduces,
        (false, true) => Verdict::Partly,
        (false, false) => Verdict::DoesNotReproduce,
    }
}

pub(super) fn claims(catalog: &Catalog, published: &Published) -> Vec<Claim> {
    [bills(catalog), running(), paybacks(), volume(published)].into_iter().flatten().flatten().collect()
}

fn bills(catalog: &Catalog) -> Option<Vec<Claim>> {
    let april = april(catalog)?;
    let month = |published, input, output| both(MONTH, published, |rate| sek(1900, input, output, rate), april);
    let (qwen, gpt, small) =
        (month(4_600.0, 100_000, 300_000)?, month(18_000.0, 300_000, 1_200_000)?, month(8_500.0, 140_000, 560_000)?);
    let glm = month(5_300.0, 60_000, 400_000)?;
    let card = month(4_800.0, 100_000, 300_000)?;
    let by_volume = [
        (500, 1_200.0, ["500 M tokens, April 2026", "500 M tokens, implied rate"]),
        (1000, 2_400.0, ["1 B tokens, April 2026", "1 B tokens, implied rate"]),
        (3000, 7_300.0, ["3 B tokens, April 2026", "3 B tokens, implied rate"]),
    ];
    let mut volumes = Vec::new();
    for (tokens, published, what) in by_volume {
        volumes.extend(both(what, published, |rate| sek(tokens, 100_000, 300_000, rate), april)?);
    }
    let formula = "N·(0.3·input + 0.7·output)·rate";
    Some(vec![
        Draft {
            row: 1,
            topic: "API bill of Qwen3-32B",
            inputs: BASE,
            formula,
            otherwise: Verdict::NotDerivable,
            why: "$456.00 a month; the page does not state its exchange rate. The mean of April 2026 gives 8 % less than it prints; 10.088 is the rate that this very figure implies, so that it comes out there proves nothing.",
        }
        .judged(if qwen[0].agrees { Verdict::Reproduces } else { Verdict::NotDerivable }, qwen.into()),
        Draft {
            row: 2,
            topic: "API bill of gpt-oss-120b",
            inputs: BASE,
            formula,
            otherwise: Verdict::DoesNotReproduce,
            why: "$1,767.00 at the page's prices: right only at the rate that row 1 implies, rounded up.",
        }
        .judged(verdict(&gpt), gpt.into()),
        Draft {
            row: 3,
            topic: "API bill of Qwen3-14B",
            inputs: BASE,
            formula,
            otherwise: Verdict::Partly,
            why: "$824.60: the page is 2 % too high at the rate that row 1 implies, 11 % at that of April 2026.",
        }
        .with(small.into()),
        Draft {
            row: 4,
            topic: "API bill of GLM-4.7-Flash",
            inputs: BASE,
            formula,
            otherwise: Verdict::DoesNotReproduce,
            why: "$566.20: this figure comes out at the mean rate of April 2026, within 1 %, and implies 9.361 SEK per dollar; its neighbours need another rate.",
        }
        .judged(verdict(&glm), glm.into()),
        Draft {
            row: 5,
            topic: "API bill on the cost card",
            inputs: BASE,
            formula,
            otherwise: Verdict::ContradictsItself,
            why: "The card and the table give two values for the same inputs.",
        }
        .with(card.into()),
        Draft {
            row: 6,
            topic: "API bill by volume",
            inputs: "Qwen3-32B at $0.10 and $0.30, both exchange rates",
            formula,
            otherwise: Verdict::DoesNotReproduce,
            why: "All three follow from row 1 and from its rate.",
        }
        .judged(verdict(&volumes), volumes),
    ])
}

fn running() -> Option<Vec<Claim>> {
    let written_off = depreciation(Amount::from_dec(Dec::whole(40_000)), Dec::ZERO, Dec::whole(36)).ok()?;
    let mac = power(120, 8.0)?;
    let pc = power(950, 8.0)?;
    let own = written_off.plus(mac).to_f64();
    let saved = pc.minus(mac).to_f64() * 36.0;
    let per_head = |watts, hours| -> Option<f64> {
        let price = depreciation(Amount::from_dec(Dec::whole(95_000)), Dec::ZERO, Dec::whole(36)).ok()?;
        Some((price.to_f64() + power(watts, hours)?.to_f64()) / 4.0)
    };
    let watts = "W·h·days/1000·price";
    Some(vec![
        Draft {
            row: 7,
            topic: "Own machine a month",
            inputs: OWN,
            formula: "price/months + W·h·days/1000·kWh price",
            otherwise: Verdict::DoesNotReproduce,
            why: "40,000/36 is 1,111, so the page counts 75 SEK of electricity; its own watts and hours give 57.60.",
        }
        .with(vec![
            Check::number("Month", 1_186.0, own, 0.5, "SEK", 2),
            Check::number("Electricity in it", 1_186.0 - written_off.to_f64(), mac.to_f64(), 0.5, "SEK", 2),
        ]),
        Draft {
            row: 8,
            topic: "Electricity of the Mac",
            inputs: "120 W, 8 h a day, 30 days, 2 SEK/kWh",
            formula: watts,
            otherwise: Verdict::ContradictsItself,
            why: "The page uses three values for one bill: 150, 75 and what its inputs give.",
        }
        .with(vec![Check::number("Month", 150.0, mac.to_f64(), 0.0, "SEK", 2)]),
        Draft {
            row: 9,
            topic: "Electricity of the RTX 5090 PC",
            inputs: "950 W, 8 h a day, 30 days, 2 SEK/kWh",
            formula: watts,
            otherwise: Verdict::DoesNotReproduce,
            why: "The inputs give it, rounded to fifty; the power itself is higher than what is measured.",
        }
        .with(vec![Check::number("Month", 450.0, pc.to_f64(), 25.0, "SEK", 0)]),
        Draft {
            row: 10,
            topic: "Electricity saved in 36 months",
            inputs: "rows 8 and 9",
            formula: "(PC − Mac)·36",
            otherwise: Verdict::ContradictsItself,
            why: "10,800 is 27 % of 40,000, not 25 %; with the right bill for the Mac it is more still.",
        }
        .with(vec![
            Check::number("Saved", 10_800.0, saved, 0.0, "SEK", 0)
                .by_page("(450 − 150)·36", crate::cost::grouped((450.0 - 150.0) * 36.0, 0)),
            Check::number("Share of the price", 25.0, saved / 400.0, 0.5, "%", 0),
        ]),
        Draft {
            row: 11,
            topic: "“4x cheaper”",
            inputs: "4,600 and 1,186 SEK a month",
            formula: "API/own",
            otherwise: Verdict::DoesNotReproduce,
            why: "The ratio is right, rounded; that the machine cannot produce the volume is another matter (row 30).",
        }
        .with(vec![Check::number("Ratio", 4.0, 4_600.0 / 1_186.0, 0.5, "", 2)]),
        Draft {
            row: 17,
            topic: "Co-op of four on 256 GB",
            inputs: "95,000 SEK over 36 months, 180 W, 2 SEK/kWh, 4 people",
            formula: "(price/months + electricity)/4",
            otherwise: Verdict::Partly,
            why: "It comes out only when the machine works around the clock.",
        }
        .with(vec![
            Check::number("Without electricity", 720.0, per_head(0, 8.0)?, 0.5, "SEK", 1),
            Check::number("At 8 h a day", 720.0, per_head(180, 8.0)?, 0.5, "SEK", 1),
            Check::number("At 24 h a day", 720.0, per_head(180, 24.0)?, 0.5, "SEK", 1),
        ]),
    ])
}

fn paybacks() -> Option<Vec<Claim>> {
    let at = |million_tokens| months(sek(million_tokens, 100_000, 300_000, RATE)?);
    let formula = "price/(API − electricity)";
    // The page subtracts its 1,186 SEK a month, purchase included, from its own rounded bill.
    let method = "price/(API − own machine a month)";
    let by_page = |bill: f64| {
        let months = 40_000.0 / (bill - 1_186.0);
        // Beyond any life of a machine the page says never.
        if months > 240.0 { "never".to_owned() } else { crate::cost::grouped(months, 1) }
    };
    let twice = "The page subtracts 1,186 SEK a month, which already holds the purchase: it is paid twice.";
    let row = |row, topic, why| Draft { row, topic, inputs: OWN, formula, otherwise: Verdict::DoesNotReproduce, why };
    let against_plan = months(1_000.0)?;
    let life = Check {
        what: "Months, with a life of 36",
        published: "–".to_owned(),
        recomputed: crate::cost::grouped(against_plan, 1),
        agrees: against_plan <= 36.0,
        by_page: None,
    };
    let slow = months(sek(500, 100_000, 300_000, RATE)?)?;
    Some(vec![
        row(12, "Pay-back at 1 B tokens", twice)
            .with(vec![Check::number("Months", 33.0, at(1000)?, 0.5, "", 1).by_page(method, by_page(2_400.0))]),
        row(
            13,
            "Pay-back at 1.9 B tokens",
            "The same error; and the page's headline says 8 months for the same volume.",
        )
        .with(vec![Check::number("Months", 12.0, at(1900)?, 0.5, "", 1).by_page(method, by_page(4_600.0))]),
        row(14, "Pay-back at 3 B tokens", "The same error.")
            .with(vec![Check::number("Months", 7.0, at(3000)?, 0.5, "", 1).by_page(method, by_page(7_300.0))]),
        row(15, "Pay-back at 500 M tokens", "The same error: it does pay back, just within the machine's 36 months.")
            .with(vec![
                Check::words("Months", "never", crate::cost::grouped(slow, 1)).by_page(method, by_page(1_200.0)),
            ]),
        Draft {
            row: 16,
            topic: "Pay-back against a subscription",
            inputs: "1,000 SEK a month; 40,000 SEK, 57.60 SEK of electricity",
            formula,
            otherwise: Verdict::LeftUnsaid,
            why: "Against the subscription that it wants to replace, the machine is worn out before it is paid back.",
        }
        .with(vec![life]),
    ])
}

fn volume(published: &Published) -> Option<Vec<Claim>> {
    let given = &published.cost_assumptions;
    let share: f64 = published.prompt_mining.shares.iter().map(|share| share.percent).sum();
    let needed = required_tok_per_s(1_330.0, 8.0, 30.0)?;
    Some(vec![
        Draft {
            row: 18,
            topic: "Tokens a month",
            inputs: "about 115 M a day, about 740 M a week",
            formula: "a day times 30; a week times 4.345",
            otherwise: Verdict::ContradictsItself,
            why: "Three volumes for one use, up to 1.8 times apart.",
        }
        .with(vec![
            Check::number("From the day", 1.9, given.tokens_per_day * 30.0 / 1e9, 0.05, "B", 2),
            Check::number("From the week", 1.9, given.tokens_per_week * 4.345 / 1e9, 0.05, "B", 2),
        ]),
        Draft {
            row: 21,
            topic: "Half of the work can run locally",
            inputs: "the listed shares of the owner's prompts",
            formula: "their sum",
            otherwise: Verdict::NotDerivable,
            why: "The listed shares add to a third; the page does not say what makes up the rest.",
        }
        .with(vec![Check::number("Share", published.prompt_mining.local_percent, share, 0.5, "%", 0)]),
        Draft {
            row: 30,
            topic: "1.9 B tokens a month on one machine",
            inputs: "70 % output, 8 h a day, 30 days",
            formula: "output tokens/(hours·days·3600)",
            otherwise: Verdict::Impossible,
            why: "One machine produces a few per cent of the volume that its cost is compared with. Every row of the break-even table fails on this.",
        }
        .with(vec![
            Check::number("Output tokens per second needed", 55.0, needed, 0.5, "", 0),
            Check::number("Million output tokens at 55/s", 1_330.0, output_capacity(55.0, 8.0, 30.0), 0.5, "M", 1),
            Check::number("Million output tokens at 90/s", 1_330.0, output_capacity(90.0, 8.0, 30.0), 0.5, "M", 1),
            Check::number("At 90/s around the clock", 1_330.0, output_capacity(90.0, 24.0, 30.0), 0.5, "M", 1),
        ]),
    ])
}
