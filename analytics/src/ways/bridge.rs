//! From the fields of pages and options to typed inputs; what is entered and says nothing here is named with the reason.

use super::decide::Unused;
use super::inputs::{Buyer, Chosen, Constraints, Entered, Inputs, OwnPlan, Privacy, Terms};
use super::market::Market;
use super::workload::Workload;
use crate::catalog::{RequestTokens, WorkKind};
use crate::cost::{Dec, grouped};
use crate::decision::{Field, SHARES, State};
use crate::memory::KvPrecision;

/// What options say beside the fields.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Extra {
    /// How the work is done, where it is not as the preset says.
    pub kind: Option<WorkKind>,
    /// Requests a month, of all people together.
    pub requests: Option<f64>,
    /// Longest time for an answer, in seconds.
    pub waiting_limit_s: Option<f64>,
    /// Who buys.
    pub buyer: Option<Buyer>,
    /// Who may see the work.
    pub privacy: Option<Privacy>,
    /// The plan that is paid now.
    pub plan: Option<usize>,
    /// Million tokens that it gives one person a month.
    pub plan_million_tokens: Option<f64>,
    /// What is paid now at an API, a month.
    pub api_bill: Option<f64>,
    /// Models, by position, that the reader found good enough.
    pub proven: Vec<usize>,
    /// Whether the reader named the machine; else it is only where pages begin, and every machine is looked at.
    pub machine_named: bool,
    /// Whether the reader named the model.
    pub model_named: bool,
}

impl Extra {
    /// The same with what a link names: `k` is a machine, `m` a model.
    #[must_use]
    pub fn named_in(mut self, link: &str) -> Self {
        let names = |key: &str| {
            link.trim_start_matches('?')
                .split('&')
                .filter_map(|pair| pair.split_once('='))
                .any(|(name, value)| name == key && !value.is_empty())
        };
        self.machine_named |= names("k");
        self.model_named |= names("m");
        self
    }
}

struct Read<'a> {
    state: &'a State,
    unused: Vec<Unused>,
}

impl Read<'_> {
    fn entered(&self, field: Field) -> Option<f64> {
        self.state.entered(field).map(Dec::to_f64)
    }

    fn value(&self, field: Field) -> f64 {
        self.entered(field).or(field.def().default.map(Dec::to_f64)).unwrap_or(0.0)
    }

    fn choice(&self, field: Field) -> usize {
        self.value(field).max(0.0) as usize
    }

    fn is_entered(&self, field: Field) -> bool {
        self.entered(field).is_some()
    }

    /// Names fields that were entered and say nothing.
    fn unused(&mut self, fields: &[Field], why: &str) {
        for field in fields {
            if self.is_entered(*field) {
                self.unused.push(Unused { what: field.text().label.to_owned(), why: why.to_owned() });
            }
        }
    }
}

/// The inputs that fields and options mean.
///
/// # Errors
/// Shares of tokens that do not add to 100 %, or a currency without a rate, in one sentence.
pub fn inputs(market: &Market, state: &State, extra: &Extra) -> Result<(Inputs, Vec<Unused>), String> {
    let mut read = Read { state, unused: Vec::new() };
    let terms = terms(market, &read, extra)?;
    let people = read.value(Field::PEOPLE).max(1.0) as u32;
    let work = work(market, &mut read, extra, people)?;
    let enough = read.value(Field::ENOUGH);
    let constraints = Constraints {
        enough: [enough; 7],
        privacy: extra.privacy.unwrap_or(match read.choice(Field::PRIVACY) {
            1 => Privacy::House,
            2 => Privacy::RentedHardware,
            _ => Privacy::Anything,
        }),
        people,
        waiting_limit_s: extra.waiting_limit_s,
    };
    let entered = entered(market, &mut read, extra);
    read.unused(
        &[Field::GROWTH, Field::DECLINE],
        "ways are compared over one month; the page about cost draws the years",
    );
    read.unused(&[Field::SLOW, Field::DISK], "no way reads a part of a model from slower memory");
    read.unused(&[Field::API_S, Field::WATCHED, Field::HOUR], "waiting is shown in seconds and not in money");
    let inputs = Inputs { work, constraints, terms, entered, token_price_factor: 1.0, machine_price_factor: 1.0 };
    Ok((inputs, read.unused))
}

fn terms(market: &Market, read: &Read, extra: &Extra) -> Result<Terms, String> {
    let currency = read.state.currency;
    let known = market.facts.rate(currency.code()).map(|(rate, _)| rate);
    let Some(rate) = read.entered(Field::RATE).or(known) else {
        return Err(["The catalogue has no exchange rate of ", currency.code(), "; enter it."].concat());
    };
    // What the published page counts a kilowatt-hour at, in this currency.
    let kwh = market.facts.rate("SEK").map_or(0.2 * rate, |(sek, _)| 2.0 / sek * rate);
    Ok(Terms {
        currency,
        rate,
        buyer: extra.buyer.unwrap_or(if read.choice(Field::VAT_MODE) == 2 { Buyer::Business } else { Buyer::Private }),
        tax: read.value(Field::VAT) / 100.0,
        months: read.value(Field::MONTHS),
        residual: read.value(Field::RESIDUAL) / 100.0,
        interest: read.value(Field::INTEREST) / 100.0,
        admin: read.value(Field::ADMIN),
        kwh: read.entered(Field::KWH).unwrap_or(kwh),
        hours_per_day: read.value(Field::HOURS),
        days: read.value(Field::DAYS),
    })
}

/// How far four rounded shares may be from 100 % and still be taken as they are.
const TOLERANCE: f64 = 0.01;

fn work(market: &Market, read: &mut Read, extra: &Extra, people: u32) -> Result<Workload, String> {
    let Some(preset) = market.facts.workloads.get(read.state.workload) else {
        return Err("The catalogue holds no workload.".to_owned());
    };
    let shares = SHARES.map(|field| read.value(field) / 100.0);
    let mut work = Workload::of(&preset.entry, people, shares);
    let millions = work.million_tokens();
    if let Some(answer) = read.entered(Field::ANSWER) {
        work.request.output = answer;
    }
    let classes = [Field::FRESH, Field::WRITE, Field::READ, Field::OUTPUT];
    if classes.iter().any(|field| read.is_entered(*field)) {
        mix(read, &mut work)?;
    }
    work.kind = extra.kind.unwrap_or(work.kind);
    if let Some(context) = read.entered(Field::CONTEXT) {
        work.context_end = context.max(0.0) as u64;
    }
    let each = work.request.all().max(1e-9);
    work.requests_per_month = match (extra.requests, read.entered(Field::TOKENS)) {
        (Some(requests), tokens) => {
            if tokens.is_some() {
                read.unused(&[Field::TOKENS], "the number of requests was given, and the tokens follow from it");
            }
            requests
        }
        (None, Some(tokens)) => tokens * 1e6 / each,
        // Another mix is the same number of tokens.
        (None, None) => millions * 1e6 / each,
    };
    let at_once = [Field::ACTIVE, Field::USERS].into_iter().filter_map(|field| read.entered(field)).fold(0.0, f64::max);
    if at_once >= 1.0 {
        work.peak_streams = at_once as u32;
    }
    Ok(work)
}

/// Entered shares of the token classes: the tokens of an answer stay, and the prompt follows from them.
fn mix(read: &Read, work: &mut Workload) -> Result<(), String> {
    let of = work.request;
    let all = of.all().max(1e-9);
    let percent = |field, tokens: f64| read.entered(field).unwrap_or(100.0 * tokens / all);
    let shares = [
        percent(Field::FRESH, of.fresh),
        percent(Field::WRITE, of.write_5m + of.write_1h),
        percent(Field::READ, of.read),
        percent(Field::OUTPUT, of.output),
    ];
    let sum: f64 = shares.iter().sum();
    if shares.iter().any(|share| *share < 0.0) || (sum - 100.0).abs() > TOLERANCE {
        let sum = grouped(sum, 3);
        return Err(["The four shares of tokens add to ", &sum, " %; they must add to 100 %."].concat());
    }
    let [fresh, write, cached, output] = shares;
    if output <= 0.0 {
        return Err("Without any output there are no answers: set the share of output above 0.".to_owned());
    }
    let each = of.output / output;
    work.request = RequestTokens {
        fresh: each * fresh,
        write_5m: each * write,
        write_1h: 0.0,
        read: each * cached,
        output: of.output,
    };
    // An agent reads its context again at every call: a mix without reads is none.
    if read.state.workload == 0 && work.kind == WorkKind::Agents && cached < 50.0 {
        work.kind = WorkKind::Chat;
    }
    Ok(())
}

fn entered(market: &Market, read: &mut Read, extra: &Extra) -> Entered {
    let state = read.state;
    let of = |chosen: &crate::decision::Chosen| {
        let model = market.models.iter().position(|model| model.local == Some(chosen.model))?;
        Some(Chosen { model, file: chosen.file })
    };
    let models: Vec<Chosen> = if extra.model_named {
        std::iter::once(&state.model).chain(state.others.iter().flatten()).filter_map(of).collect()
    } else {
        Vec::new()
    };
    let machine = extra.machine_named.then_some(state.machine);
    let of_machine = [Field::PRICE, Field::LOAD_W, Field::IDLE_W, Field::MEMORY, Field::BANDWIDTH];
    if machine.is_none() {
        read.unused(&of_machine, "it says nothing without the machine that it is of; choose one");
    }
    let of_pair = [Field::DECODE, Field::PREFILL, Field::GAIN];
    if machine.is_none() || models.is_empty() {
        read.unused(&of_pair, "a speed says nothing without its machine and its model; choose both");
    }
    let api =
        [Field::PRICE_IN, Field::PRICE_WRITE, Field::PRICE_READ, Field::PRICE_OUT].map(|field| read.entered(field));
    if models.is_empty() && api.iter().any(Option::is_some) && (api[0].is_none() || api[3].is_none()) {
        read.unused(
            &[Field::PRICE_IN, Field::PRICE_WRITE, Field::PRICE_READ, Field::PRICE_OUT],
            "prices of an API of your own need those of input and of output; else choose the model that they are of",
        );
    }
    if extra.plan.is_none() && extra.plan_million_tokens.is_some() {
        read.unused.push(Unused {
            what: "Tokens that your plan gives you".to_owned(),
            why: "they say nothing without the plan; name it".to_owned(),
        });
    }
    let own_plan = read
        .entered(Field::SUB)
        .filter(|price| *price > 0.0)
        .map(|per_month| OwnPlan { per_month, million_tokens: read.entered(Field::SUB_CAP).filter(|cap| *cap > 0.0) });
    if own_plan.is_none() {
        read.unused(&[Field::SUB_CAP], "it says nothing without the price of the subscription");
    }
    Entered {
        machine,
        machine_price: read.entered(Field::PRICE),
        load_w: read.entered(Field::LOAD_W),
        idle_w: read.entered(Field::IDLE_W),
        memory_gib: read.entered(Field::MEMORY),
        bandwidth: read.entered(Field::BANDWIDTH),
        models,
        decode: read.entered(Field::DECODE),
        prefill: read.entered(Field::PREFILL),
        gain: read.entered(Field::GAIN),
        api,
        kv: Some([KvPrecision::F16, KvPrecision::Q8, KvPrecision::Q4][read.choice(Field::KV).min(2)]),
        raised: read.choice(Field::RAISED) == 1,
        forgets_cache: read.choice(Field::CACHE) == 1,
        plan: extra.plan,
        plan_million_tokens: extra.plan_million_tokens,
        own_plan,
        api_bill: extra.api_bill,
        proven: extra.proven.clone(),
    }
}
