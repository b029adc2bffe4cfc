//! Properties of the cost calculator, and the reference's whole scenario through the one function.

use analytics::cost::{
    Amount, BreakEven, Buying, Case, Dec, Mix, Payback, Prices, Queue, Speed, Stairs, Subscription, SubscriptionState,
    Vat, band, buying, cumulative, evaluate, life, people, per_million, swings, waiting,
};
use proptest::prelude::*;

fn money(value: i64) -> Amount {
    Amount::from_dec(Dec::whole(value))
}

fn share(percent: i64) -> Dec {
    Dec::micro(percent * 10_000)
}

fn usd(input: &str, output: &str) -> Prices {
    let price = |text: &str| per_million(Dec::parse(text).expect("a number")).expect("a price");
    Prices { input: price(input), cache_write: None, cache_read: None, output: price(output) }
}

/// The published page's own inputs, on its machine at its stated speed.
fn published() -> Case {
    Case {
        million_tokens: Dec::whole(1900),
        mix: Mix::new(share(30), Dec::ZERO, Dec::ZERO, share(70)).expect("shares"),
        prices: usd("0.10", "0.30"),
        frontier: None,
        rate: Dec::micro(10_088_000),
        machine: money(40_000),
        residual: Dec::ZERO,
        months: Dec::whole(36),
        load_w: Dec::whole(120),
        idle_w: None,
        hours_per_day: Dec::whole(8),
        days: Dec::whole(30),
        kwh: Dec::whole(2),
        admin: Amount::ZERO,
        interest: Dec::ZERO,
        speed: Speed { prefill: 700.0, decode: 55.0, batch_gain: 1.0 },
        keeps_cache: true,
        subscription: None,
        growth: Dec::ZERO,
        decline: Dec::ZERO,
        vat: Vat::AsListed,
    }
}

#[test]
fn the_published_scenario() {
    let outcome = evaluate(&published()).unwrap();
    assert_eq!(outcome.api.cents(), 460_013);
    assert_eq!(outcome.energy.cents(), 5_760);
    assert_eq!(outcome.own.cents(), 116_871);
    // The page pays back in 8 to 12 months; a machine that serves some 3 % of the volume never does.
    assert!(outcome.capacity.utilisation > 27.99, "{}", outcome.capacity.utilisation);
    assert!(outcome.capacity.served < 0.036);
    assert!(!outcome.payback.within(36.0));
    assert!(matches!(outcome.break_even, BreakEven::BeyondCapacity(_)));
    assert!(outcome.both > outcome.api, "owning costs more than the API alone");
}

/// A machine that could produce the volume would pay back as the reference's vector says.
#[test]
fn the_vector_needs_an_impossible_speed() {
    let speed = Speed { prefill: 1e6, decode: 1e6, batch_gain: 1.0 };
    let outcome = evaluate(&Case { speed, rate: Dec::micro(10_087_719), ..published() }).unwrap();
    assert_eq!(outcome.api.cents(), 460_000);
    let months = outcome.payback.months().unwrap();
    assert!((months - 8.806).abs() < 0.0005, "{months}");
    assert_eq!(outcome.overflow, Amount::ZERO);
}

/// cost-and-speed-models, "Cost": at 95 % cache read, 4 % fresh input and 1 % output the bill falls to 305 to 1,572 SEK.
#[test]
fn a_cached_volume_is_cheap_at_the_api() {
    let mix = Mix::new(share(4), Dec::ZERO, share(95), share(1)).expect("shares");
    let cached = Prices { cache_read: per_million(Dec::micro(10_000)), ..usd("0.06", "0.40") };
    let bill = |prices| evaluate(&Case { mix, prices, ..published() }).unwrap().api.to_f64().round();
    assert_eq!((bill(cached), bill(usd("0.08", "0.28"))), (305.0, 1_572.0));
}

#[test]
fn growth_and_decline_move_the_crossing() {
    let fast = Case { speed: Speed { prefill: 1e6, decode: 1e6, batch_gain: 1.0 }, ..published() };
    let months = |growth, decline| {
        evaluate(&Case { growth: share(growth), decline: share(decline), ..fast }).unwrap().payback.months().unwrap()
    };
    let flat = evaluate(&fast).unwrap().payback.months().unwrap();
    // A rate of almost nothing goes through the curve and must meet the closed form.
    let nearly = evaluate(&Case { growth: Dec::micro(1), ..fast }).unwrap().payback.months().unwrap();
    assert!((nearly - flat).abs() < 1e-3, "{nearly} {flat}");
    assert!(months(50, 0) < flat);
    assert!(months(0, 50) > flat);
}

#[test]
fn the_curves_cross_at_the_payback() {
    let case = Case { speed: Speed { prefill: 1e6, decode: 1e6, batch_gain: 1.0 }, ..published() };
    let outcome = evaluate(&case).unwrap();
    let curve = cumulative(&case, &outcome, 36);
    let months = outcome.payback.months().unwrap();
    let before = months.floor() as usize;
    assert!(curve.own[before] > curve.rent[before] && curve.own[before + 1] <= curve.rent[before + 1]);
    assert_eq!(curve.rent.len(), 37);
    assert!((curve.rent[36] - 36.0 * outcome.api.to_f64()).abs() < 1e-6);
}

#[test]
fn tax_interest_and_subscriptions() {
    let plain = evaluate(&published()).unwrap();
    let private = evaluate(&Case { vat: Vat::AddToServices(share(25)), ..published() }).unwrap();
    assert_eq!(private.api.cents(), 575_016);
    assert_eq!(private.price, plain.price);
    let business = evaluate(&Case { vat: Vat::DeductFromMachine(share(25)), ..published() }).unwrap();
    assert_eq!((business.price.cents(), business.energy.cents()), (3_200_000, 4_608));
    let plan = |ceiling| {
        let subscription = Some(Subscription { per_month: money(1_000), million_tokens: ceiling });
        evaluate(&Case { subscription, ..published() }).unwrap().subscription.unwrap()
    };
    assert_eq!(plan(None), SubscriptionState::CeilingUnknown(money(1_000)));
    assert_eq!(plan(Some(Dec::whole(1900))), SubscriptionState::Covers(money(1_000)));
    assert_eq!(plan(Some(Dec::whole(475))), SubscriptionState::CoversShare(money(1_000), 0.25));
    let financed = evaluate(&Case { interest: share(6), ..published() }).unwrap();
    // Half of 40,000 is bound on average: 6 % of 20,000 over 12 months.
    assert_eq!(financed.interest.cents(), 10_000);
    assert!(financed.payback == Payback::Never || financed.payback.months() > plain.payback.months());
}

#[test]
fn a_machine_for_several() {
    let case = Case { residual: share(30), million_tokens: Dec::whole(50), ..published() };
    let outcome = evaluate(&case).unwrap();
    let of = |members: i64| people(&case, &outcome, Dec::whole(members), Dec::whole(2), 30.0).unwrap();
    assert_eq!(of(4).resale_each, money(3_000));
    // Half-way a 40,000 machine that ends at 12,000 is worth 26,000.
    assert_eq!(of(4).leaver_gets, money(6_500));
    assert_eq!(of(4).one_left, Some(of(3).each));
    assert_eq!(of(1).one_left, None);
    assert_eq!(of(4).tok_per_s_at_peak, 27.5);
    assert!(matches!(of(4).queue, Queue::Seconds(seconds) if seconds > 0.0));
    let busy = evaluate(&published()).unwrap();
    assert_eq!(people(&published(), &busy, Dec::whole(4), Dec::ONE, 30.0).unwrap().queue, Queue::Endless);
    assert!(people(&case, &outcome, Dec::ZERO, Dec::ONE, 30.0).is_err());
}

#[test]
fn waiting_is_the_sum_of_prompt_and_answer() {
    let case = published();
    // 1,547 tokens at 55 a second, and 663 of prompt at 700: 28.1 + 0.9 s; the published page's cloud took 12.
    let found = waiting(&case, Dec::whole(1547), Dec::whole(12), Dec::ONE, Dec::whole(100)).unwrap();
    assert!((found.own_s - 29.07).abs() < 0.01, "{}", found.own_s);
    assert!((found.tasks - 859_728.5).abs() < 1.0, "{}", found.tasks);
    assert!(found.value.is_positive());
    let quick = waiting(&case, Dec::whole(1547), Dec::whole(60), Dec::ONE, Dec::whole(100)).unwrap();
    assert_eq!((quick.extra_h, quick.value), (0.0, Amount::ZERO));
    assert!(waiting(&case, Dec::ZERO, Dec::ZERO, Dec::ONE, Dec::ONE).is_err());
}

#[test]
fn the_staircase_has_a_step_for_every_machine() {
    let case = published();
    let outcome = evaluate(&case).unwrap();
    let stairs = Stairs::new(&case, &outcome).unwrap();
    let machines: Vec<f64> = (0..=8).map(|half| stairs.machines(stairs.full * f64::from(half) / 2.0)).collect();
    assert_eq!(machines, [1.0, 1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 4.0, 4.0]);
    // At full load one machine costs what the outcome says, and the API what its bill says.
    assert!((stairs.own(1.0, stairs.full) - outcome.own.to_f64()).abs() < 1e-6);
    assert!((stairs.api(1900.0) - outcome.api.to_f64()).abs() < 1e-6);
    assert_eq!(Stairs::new(&Case { million_tokens: Dec::ZERO, ..case }, &outcome), None);
}

/// A machine that is not paid back in cash within its use, and yet cheaper once it is sold.
#[test]
fn the_resale_can_decide() {
    let fast = Case { speed: Speed { prefill: 1e6, decode: 1e6, batch_gain: 1.0 }, ..published() };
    let at = |months: i64, residual| {
        let case = Case { months: Dec::whole(months), residual: share(residual), ..fast };
        let outcome = evaluate(&case).unwrap();
        (buying(&case, &outcome), life(&case, &outcome))
    };
    // The vector: 8.8 months. After 8 the cash is not back; with half of the price it is more than that.
    assert_eq!(at(9, 0).0, Buying::Pays);
    assert_eq!(at(8, 0).0, Buying::Loses);
    let (word, life) = at(8, 50);
    assert_eq!((word, life.months, life.resale), (Buying::PaysWhenSold, 8, 20_000.0));
    // 8·4,600.13 − 40,000 − 8·57.60 (idle unknown: the load counts all the time) + 20,000
    assert!((life.saved() - (8.0 * 4600.128 - 40_000.0 - 8.0 * 57.6 + 20_000.0)).abs() < 0.01, "{}", life.saved());
}

/// Claims audit, row 16: against the subscription that the page wants to replace, 42.4 months.
#[test]
fn other_alternatives_have_a_payback_of_their_own() {
    let fast = Case { speed: Speed { prefill: 1e6, decode: 1e6, batch_gain: 1.0 }, ..published() };
    let plan = |ceiling| Some(Subscription { per_month: money(1_000), million_tokens: ceiling });
    let of = |case: &Case| evaluate(case).unwrap();
    let against = of(&Case { subscription: plan(None), ..fast }).payback_subscription.unwrap().months().unwrap();
    assert!((against - 42.4).abs() < 0.05, "{against}");
    // Half of the volume covered: 1,000 and half of the API bill.
    let half = of(&Case { subscription: plan(Some(Dec::whole(950))), ..fast });
    assert_eq!(half.subscribed.unwrap(), money(1_000).plus(half.api.over(Dec::whole(2)).unwrap()));
    let frontier = of(&Case { frontier: Some(usd("5", "25")), ..fast });
    assert!(frontier.payback_frontier.unwrap().months().unwrap() < frontier.payback.months().unwrap());
    assert_eq!((of(&fast).payback_frontier, of(&fast).payback_subscription), (None, None));
}

#[test]
fn the_ranking_and_the_band_are_deterministic() {
    let case = Case { million_tokens: Dec::whole(60), prices: usd("1.10", "4.40"), ..published() };
    let ranking = swings(&case).unwrap();
    let width = |at: usize| (ranking[at].high - ranking[at].low).abs();
    assert!((1..ranking.len()).all(|at| width(at - 1) >= width(at)));
    let whole = band(&case, 300).unwrap();
    let mut sliced = analytics::cost::Band::default();
    for start in (0..300).step_by(50) {
        sliced.extend(&case, start, start + 50).unwrap();
    }
    assert_eq!(whole, sliced);
    assert!(whole.pays > 0 && whole.pays < 300, "{whole:?}");
}

proptest! {
    #[test]
    fn more_volume_never_costs_less_at_the_api(low in 0_i64..1_000_000, more in 0_i64..1_000_000) {
        let at = |tokens| evaluate(&Case { million_tokens: Dec::whole(tokens), ..published() }).unwrap().api;
        prop_assert!(at(low + more) >= at(low));
    }

    #[test]
    fn a_faster_machine_is_never_busier(decode in 1.0_f64..500.0, faster in 1.0_f64..10.0) {
        let at = |decode| {
            let speed = Speed { prefill: 500.0, decode, batch_gain: 1.0 };
            evaluate(&Case { speed, ..published() }).unwrap().capacity.utilisation
        };
        prop_assert!(at(decode * faster) <= at(decode));
    }

    #[test]
    fn cost_per_person_falls_with_people(members in 1_i64..100) {
        let case = published();
        let outcome = evaluate(&case).unwrap();
        let of = |n| people(&case, &outcome, Dec::whole(n), Dec::ONE, 10.0).unwrap().each;
        prop_assert!(of(members + 1) < of(members));
    }

    #[test]
    fn payback_only_when_running_costs_less_than_the_alternative(
        tokens in 0_i64..10_000, price in 1_i64..200_000, kwh in 0_i64..20,
    ) {
        let case = Case { million_tokens: Dec::whole(tokens), machine: money(price), kwh: Dec::whole(kwh), ..published() };
        let outcome = evaluate(&case).unwrap();
        let served = outcome.api.minus(outcome.overflow);
        prop_assert_eq!(outcome.payback.months().is_some(), outcome.running() < served);
    }

    /// Nothing panics and nothing is NaN, whatever is typed.
    #[test]
    fn any_input_has_an_answer_or_a_fault(
        tokens in any::<i64>(), rate in any::<i64>(), price in any::<i64>(), months in any::<i64>(),
        watts in any::<i64>(), hours in any::<i64>(), residual in -2_000_000_i64..2_000_000,
        decode in any::<f64>(), growth in any::<i64>(), decline in any::<i64>(), vat in -2_000_000_i64..2_000_000,
    ) {
        let case = Case {
            million_tokens: Dec::micro(tokens), rate: Dec::micro(rate), machine: Amount::from_dec(Dec::micro(price)),
            months: Dec::micro(months), load_w: Dec::micro(watts), hours_per_day: Dec::micro(hours),
            residual: Dec::micro(residual), speed: Speed { prefill: decode, decode, batch_gain: 1.0 },
            growth: Dec::micro(growth), decline: Dec::micro(decline), vat: Vat::AddToServices(Dec::micro(vat)),
            ..published()
        };
        if let Ok(outcome) = evaluate(&case) {
            prop_assert!(outcome.capacity.utilisation.is_finite() && outcome.payback.months().is_none_or(f64::is_finite));
            let curve = cumulative(&case, &outcome, 24);
            prop_assert!(curve.rent.iter().chain(&curve.own).all(|value| value.is_finite()));
        }
        let _ = swings(&case);
    }
}
