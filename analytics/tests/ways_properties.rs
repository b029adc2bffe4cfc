//! What holds for any inputs: ten thousand random ones over a small market (docs/decisions/0003-ways-not-one-pair.md).

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use analytics::catalog::{RequestTokens, WorkKind};
use analytics::cost::Currency;
use analytics::ways::{
    Answer, Buyer, Constraints, Entered, Inputs, Kind, Market, Meets, Privacy, Terms, Way, Workload, decide,
};

/// SplitMix64: the same numbers everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Evenly over ratios.
    fn between(&mut self, low: f64, high: f64) -> f64 {
        low * (high / low).powf(self.unit())
    }
}

/// Three machines, five models that run on them, three that are rented only, four plans and a card.
fn market() -> Market {
    let mut market = Market::new(&support::catalog(), Some(&support::published())).unwrap();
    let models = ["gpt-oss-120b", "glm-4.7-flash", "qwen3-14b", "qwen3-32b", "gpt-oss-20b"];
    let rented = ["claude-opus-5.5", "gpt-6.1-sol", "glm-5.3"];
    for model in &mut market.models {
        let keep = models.contains(&model.id.as_str()) || rented.contains(&model.id.as_str());
        if !keep {
            (model.local, model.offer, model.frontier) = (None, None, false);
        }
    }
    // Scores by category for one of them, so that models differ in what they do.
    for (id, low) in
        [("qwen3-32b", [1.6, 0.2, 1.6, 0.2, 1.6, 0.2, 1.6]), ("qwen3-14b", [0.2, 1.5, 0.2, 1.5, 0.2, 1.5, 0.2])]
    {
        let at = market.model(id).unwrap();
        for (category, low) in low.into_iter().enumerate() {
            let score = analytics::decision::ScoreFacts { value: low + 0.1, low, high: low + 0.2, n: 30 };
            market.models[at].scores[category + 1] = Some(score);
        }
    }
    market
        .facts
        .machines
        .retain(|machine| ["mac-studio-m5-max-128", "rtx-5090-pc", "mac-mini-m6-24"].contains(&machine.id.as_str()));
    market.facts.measured.retain(|row| {
        models.contains(&row.model.as_str()) && market.facts.machines.iter().any(|machine| machine.chip == row.chip)
    });
    market.plans.retain(|plan| ["claude-pro", "claude-ultra", "chatgpt-plus", "qwen-pro"].contains(&plan.id.as_str()));
    market.gpus.retain(|gpu| ["RTX 5090"].contains(&gpu.name.as_str()));
    market
}

fn random(random: &mut Random) -> Inputs {
    let mut shares = [0.0; 7];
    for _ in 0..1 + random.below(3) {
        shares[random.below(7)] += 0.1 + random.unit();
    }
    let sum: f64 = shares.iter().sum();
    let shares = shares.map(|share| share / sum);
    let kind = [WorkKind::Chat, WorkKind::Agents, WorkKind::Service, WorkKind::Batch][random.below(4)];
    let request = RequestTokens {
        fresh: random.between(10.0, 5_000.0),
        write_5m: if random.below(2) == 0 { 0.0 } else { random.between(10.0, 5_000.0) },
        write_1h: 0.0,
        read: if random.below(2) == 0 { 0.0 } else { random.between(10.0, 20_000.0) },
        output: random.between(10.0, 3_000.0),
    };
    let context = (request.all() * random.between(1.0, 4.0)).ceil() as u64;
    let enough = (random.unit() * 1.9 * 20.0).round() / 20.0;
    Inputs {
        work: Workload {
            name: String::new(),
            kind,
            request,
            requests_per_month: random.between(10.0, 3e6),
            context_end: context,
            peak_streams: 1 + random.below(8) as u32,
            shares,
        },
        constraints: Constraints {
            enough: [enough; 7],
            privacy: Privacy::ALL[random.below(3)],
            people: 1 + random.below(20) as u32,
            waiting_limit_s: (random.below(3) == 0).then(|| random.between(2.0, 300.0)),
        },
        terms: Terms {
            currency: Currency::Sek,
            rate: 9.5155,
            buyer: [Buyer::Private, Buyer::Business, Buyer::AsListed][random.below(3)],
            tax: 0.25,
            months: random.between(12.0, 84.0),
            residual: random.unit() * 0.6,
            interest: random.unit() * 0.1,
            admin: random.unit() * 300.0,
            kwh: random.unit() * 5.0,
            hours_per_day: random.between(1.0, 24.0),
            days: 30.4375,
        },
        entered: Entered { forgets_cache: random.below(4) == 0, ..Entered::default() },
        token_price_factor: 1.0,
        machine_price_factor: 1.0,
    }
}

fn cost(answer: &Answer) -> f64 {
    answer.best.map_or(f64::INFINITY, |at| answer.ways[at].money())
}

/// A little more than rounding leaves open.
fn at_most(a: f64, b: f64) -> bool {
    a <= b + 1e-6 * b.abs().max(1.0) || b.is_infinite()
}

/// What must hold of a single answer.
fn sound(inputs: &Inputs, answer: &Answer) {
    for way in answer.ways.iter().filter(|way| way.is_possible()) {
        assert!(way.money().is_finite() && way.money() >= 0.0, "{way:?}");
        assert!(way.meets >= Meets::Likely, "{way:?}");
        assert!(way.privacy >= inputs.constraints.privacy, "{way:?}");
        assert!(at_most(cost(answer), way.money()), "{} before {}", answer.sentence, way.name);
        if let Some(memory) = way.memory {
            assert!(memory.needed_gib <= memory.usable_gib + 1e-9, "{way:?}");
        }
        if let (Some(limit), Some(waiting)) = (inputs.constraints.waiting_limit_s, way.waiting) {
            assert!(inputs.work.kind == WorkKind::Batch || waiting.answer_s <= limit + 1e-9, "{way:?}");
        }
        if let Some(busy) = way.busy {
            assert!(busy <= 1.0 + 1e-9, "{way:?}");
        }
    }
    match answer.best {
        Some(at) => assert!(answer.sentence.contains(&answer.ways[at].name), "{}", answer.sentence),
        None => assert!(answer.sentence.starts_with("Nothing is shown"), "{}", answer.sentence),
    }
}

/// The cheapest way of renting tokens.
fn rent(answer: &Answer) -> Option<f64> {
    answer.ways.iter().find(|way| way.is_possible() && way.kind == Kind::Rent).map(Way::money)
}

/// Whether two ways send the same work to the same places.
fn same(a: &Way, b: &Way) -> bool {
    let models = |way: &Way| way.quality.iter().map(|verdict| (verdict.category, verdict.model)).collect::<Vec<_>>();
    a.key == b.key
        && a.count == b.count
        && models(a) == models(b)
        && a.moved.map(|of| of.share) == b.moved.map(|of| of.share)
}

#[test]
fn what_always_holds_first_half() {
    check(20_261_201);
}

#[test]
fn what_always_holds_second_half() {
    check(20_261_202);
}

/// Five thousand inputs from a seed.
fn check(seed: u64) {
    let market = market();
    let mut numbers = Random(seed);
    for round in 0..5_000 {
        let inputs = random(&mut numbers);
        let answer = decide(&market, &inputs, Vec::new());
        sound(&inputs, &answer);
        match round % 5 {
            // A lower demand never makes a machine look better beside the best rented way.
            0 => {
                let mut lower = inputs.clone();
                lower.constraints.enough = inputs.constraints.enough.map(|mark| mark * numbers.unit());
                let after = decide(&market, &lower, Vec::new());
                let (Some(before_rent), Some(after_rent)) = (rent(&answer), rent(&after)) else { continue };
                assert!(at_most(after_rent, before_rent), "{before_rent} {after_rent}");
                for way in answer.ways.iter().filter(|way| way.is_possible() && way.purchase.is_some()) {
                    if let Some(then) = after.ways.iter().find(|then| then.is_possible() && same(way, then)) {
                        let [before, now] = [before_rent - way.money(), after_rent - then.money()];
                        assert!(at_most(now, before) || now <= before + 1e-6 * way.money(), "{before} {now} {way:?}");
                    }
                }
            }
            // A stricter privacy never costs less.
            1 => {
                let mut before = 0.0;
                for privacy in Privacy::ALL {
                    let mut strict = inputs.clone();
                    strict.constraints.privacy = privacy;
                    let now = cost(&decide(&market, &strict, Vec::new()));
                    assert!(at_most(before, now), "{before} {now}");
                    before = now;
                }
            }
            // More volume never costs less.
            2 => {
                let mut more = inputs.clone();
                more.work.requests_per_month *= numbers.between(1.0, 20.0);
                let after = decide(&market, &more, Vec::new());
                assert!(at_most(cost(&answer), cost(&after)), "{} / {}", answer.sentence, after.sentence);
            }
            // One machine less never makes the best way cheaper.
            3 => {
                let mut fewer = market.clone();
                fewer.facts.machines.remove(numbers.below(market.facts.machines.len()));
                let without = decide(&fewer, &inputs, Vec::new());
                assert!(at_most(cost(&answer), cost(&without)), "{} / {}", answer.sentence, without.sentence);
            }
            // Nor one model less; plans keep theirs.
            _ => {
                let mut fewer = market.clone();
                let open: Vec<usize> =
                    (0..market.models.len()).filter(|at| market.models[*at].local.is_some()).collect();
                let model = &mut fewer.models[open[numbers.below(open.len())]];
                (model.local, model.offer) = (None, None);
                let without = decide(&fewer, &inputs, Vec::new());
                assert!(at_most(cost(&answer), cost(&without)), "{} / {}", answer.sentence, without.sentence);
            }
        }
    }
}
