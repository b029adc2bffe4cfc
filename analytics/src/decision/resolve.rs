//! Adds to what the reader entered what follows from the chosen model, machine and currency.

use super::facts::{Facts, MachineFacts, MeasuredFacts, ModelFacts, bits};
use super::fields::{FIELDS, Field};
use super::state::{Chosen, State};
use crate::catalog::MachineKind;
use crate::cost::{Case, Dec, Fault, Mix, Prices, Speed, Subscription, Vat, per_million};
use crate::memory::{FitVerdict, KvPrecision, Limit, Load, limit, plan};
use crate::speed::{
    Basis, Estimate, Family, Measured, Streams, Subject, decode_at, prefill_rate, spilled_tok_per_s, streams,
};

/// What is known of speed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Speeds {
    /// Output of one stream; slowed down where the model does not fit.
    pub decode: Option<Estimate>,
    /// Reading a prompt that fills the context: the mean over it.
    pub prefill: Option<Estimate>,
    /// Several streams at once, as many as are active at the peak.
    pub streams: Option<Streams>,
    /// Whether model, cache and buffers fit; None when the machine's memory is unknown.
    pub fit: Option<FitVerdict>,
    /// Share that stays in fast memory when it does not fit.
    pub resident: Option<f64>,
    /// What is needed, in GiB.
    pub needed_gib: f64,
    /// Bytes of weights that a token reads.
    pub read_bytes: f64,
}

/// State with everything that follows from it.
#[derive(Debug, Clone)]
pub struct Resolved<'a> {
    /// The facts.
    pub facts: &'a Facts,
    /// What was entered.
    pub state: &'a State,
    /// What is known of speed.
    pub speeds: Speeds,
    values: Vec<Option<Dec>>,
}

impl<'a> Resolved<'a> {
    /// The value of a field: entered, following from a choice, or the default.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<Dec> {
        self.values[usize::from(field.0)]
    }

    /// The values of all fields, by position.
    #[must_use]
    pub fn into_values(self) -> Vec<Option<Dec>> {
        self.values
    }

    /// A field that has a default of its own.
    #[must_use]
    pub fn value(&self, field: Field) -> Dec {
        self.get(field).unwrap_or(Dec::ZERO)
    }

    /// The value, or the fault that nobody knows it.
    ///
    /// # Errors
    /// [`Fault::Unknown`] with the words of `what`.
    pub fn known(&self, field: Field, what: &'static str) -> Result<Dec, Fault> {
        self.get(field).ok_or(Fault::Unknown(what))
    }

    /// Position of a choice.
    #[must_use]
    pub fn choice(&self, field: Field) -> usize {
        usize::try_from(self.value(field).millionths() / 1_000_000).unwrap_or(0)
    }

    /// The chosen model.
    #[must_use]
    pub fn model(&self) -> &'a ModelFacts {
        &self.facts.models[self.state.model.model]
    }

    /// The chosen machine.
    #[must_use]
    pub fn machine(&self) -> &'a MachineFacts {
        &self.facts.machines[self.state.machine]
    }

    /// The chosen machine's name; with another memory or bandwidth it is one that the reader describes.
    #[must_use]
    pub fn machine_name(&self) -> &'a str {
        let own = [Field::MEMORY, Field::BANDWIDTH].into_iter().any(|field| self.state.entered(field).is_some());
        if own { "machine that you describe" } else { &self.machine().name }
    }

    /// What a model takes from one of its files.
    #[must_use]
    pub(super) fn load(&self, chosen: Chosen) -> Load {
        let model = &self.facts.models[chosen.model];
        Load {
            weights_bytes: model.files[chosen.file].1,
            shape: model.kv,
            context_tokens: self.context(),
            users: tokens(self.value(Field::USERS)),
            kv: self.kv(),
        }
    }

    /// Shares of the token classes.
    ///
    /// # Errors
    /// Shares that do not add to 1.
    pub fn mix(&self) -> Result<Mix, Fault> {
        let [f, w, r, o] =
            [Field::FRESH, Field::WRITE, Field::READ, Field::OUTPUT].map(|field| share(self.value(field)));
        Mix::new(f, w, r, o)
    }

    /// The case of the cost calculator.
    ///
    /// # Errors
    /// What is missing or makes no sense.
    pub fn case(&self) -> Result<Case, Fault> {
        let rate = self.known(Field::RATE, "the exchange rate")?;
        let price = |field, what| -> Result<_, Fault> {
            per_million(self.known(field, what)?).ok_or(Fault::OutOfRange("the API prices to 0 or more"))
        };
        let optional = |field| self.get(field).and_then(per_million);
        let prices = Prices {
            input: price(Field::PRICE_IN, "an API price of this model")?,
            cache_write: optional(Field::PRICE_WRITE),
            cache_read: optional(Field::PRICE_READ),
            output: price(Field::PRICE_OUT, "an API price of this model")?,
        };
        let money = |field| crate::cost::Amount::from_dec(self.value(field));
        let speed = |field, what| self.known(field, what).map(Dec::to_f64);
        // A subscription is for one person: a group pays for as many, and may use as much.
        let members = i64::try_from(tokens(self.value(Field::PEOPLE)).clamp(1, 1_000_000)).unwrap_or(1);
        let times = |value: Dec, by: i64| Dec::micro(value.millionths().saturating_mul(by));
        let each = |price: Dec| crate::cost::Amount::from_dec(times(price, members));
        let subscription = self.get(Field::SUB).filter(|price| price.is_positive()).map(|price| Subscription {
            per_month: each(price),
            million_tokens: Some(self.value(Field::SUB_CAP))
                .filter(|cap| cap.is_positive())
                .map(|cap| times(cap, members)),
        });
        let vat = share(self.value(Field::VAT));
        Ok(Case {
            million_tokens: self.value(Field::TOKENS),
            mix: self.mix()?,
            prices,
            frontier: self.facts.frontier.as_ref().map(|(_, prices, _)| *prices),
            rate,
            machine: crate::cost::Amount::from_dec(self.known(Field::PRICE, "a price of this machine")?),
            residual: share(self.value(Field::RESIDUAL)),
            months: self.value(Field::MONTHS),
            load_w: self.known(Field::LOAD_W, "the power of this machine under load")?,
            idle_w: self.get(Field::IDLE_W),
            hours_per_day: self.value(Field::HOURS),
            days: self.value(Field::DAYS),
            kwh: self.known(Field::KWH, "the price of electricity in this currency")?,
            admin: money(Field::ADMIN),
            interest: share(self.value(Field::INTEREST)),
            speed: Speed {
                prefill: speed(Field::PREFILL, "a speed of prompt processing")?,
                decode: speed(Field::DECODE, "a speed of generation")?,
                batch_gain: self.value(Field::GAIN).to_f64(),
            },
            keeps_cache: self.choice(Field::CACHE) == 0,
            subscription,
            growth: share(self.value(Field::GROWTH)),
            decline: share(self.value(Field::DECLINE)),
            vat: match self.choice(Field::VAT_MODE) {
                1 => Vat::AddToServices(vat),
                2 => Vat::DeductFromMachine(vat),
                _ => Vat::AsListed,
            },
        })
    }

    /// Precision of the cache.
    #[must_use]
    pub fn kv(&self) -> KvPrecision {
        [KvPrecision::F16, KvPrecision::Q8, KvPrecision::Q4][self.choice(Field::KV).min(2)]
    }

    /// Tokens of context; 0 for what is none.
    #[must_use]
    pub fn context(&self) -> u64 {
        tokens(self.value(Field::CONTEXT))
    }

    /// The machine's memory limits.
    #[must_use]
    pub fn limit(&self) -> Option<Limit> {
        machine_limit(self.machine(), self.state)
    }
}

/// Per cent as a share of 1.
pub(super) fn share(percent: Dec) -> Dec {
    Dec::micro(percent.millionths() / 100)
}

/// A whole number of tokens or people, 0 for a negative one.
pub(super) fn tokens(value: Dec) -> u64 {
    u64::try_from(value.millionths() / 1_000_000).unwrap_or(0)
}

pub(super) fn machine_limit(machine: &MachineFacts, state: &State) -> Option<Limit> {
    match state.entered(Field::MEMORY) {
        // Another size of the machine: the rule of its kind, not what a source says of the size in the catalogue.
        Some(memory) => limit(machine.kind, Some(memory.to_f64()), None),
        None => limit(machine.kind, machine.memory_gib, machine.usable_gib),
    }
}

/// What is known of the speed of a model on a machine.
#[must_use]
pub fn speeds(facts: &Facts, state: &State, chosen: Chosen, machine: usize) -> Speeds {
    let (model, machine) = (&facts.models[chosen.model], &facts.machines[machine]);
    let default = |field: Field| {
        let known = state.entered(field).or_else(|| state.from_work(facts, field));
        known.or(field.def().default).unwrap_or(Dec::ZERO)
    };
    let context = tokens(default(Field::CONTEXT));
    let (format, size) = &model.files[chosen.file];
    let usual_size = model.files[model.usual].1;
    let read_bytes = model.read_bytes * size / usual_size.max(1.0);
    // The catalogue's own value, entered by hand, is no other machine.
    let own_bandwidth = state.entered(Field::BANDWIDTH).map(Dec::to_f64).filter(|own| Some(*own) != machine.bandwidth);
    let kv = [KvPrecision::F16, KvPrecision::Q8, KvPrecision::Q4][tokens(default(Field::KV)).min(2) as usize];
    // With another bandwidth it is another machine: what was measured on this one says nothing.
    let same = |row: &&MeasuredFacts| {
        own_bandwidth.is_none()
            && row.chip == machine.chip
            && row.model == model.id
            && (row.bits == bits(format) || row.bits == 0 && chosen.file == model.usual)
    };
    let measured: Vec<Measured> = facts.measured.iter().filter(same).map(|row| row.row).collect();
    let subject = Subject {
        family: Family::of(machine.kind, &machine.chip),
        chip: if own_bandwidth.is_none() { &machine.chip } else { "" },
        bandwidth: own_bandwidth.or(machine.bandwidth).unwrap_or(0.0),
        shape: model.shape,
        read_gb: read_bytes / 1e9,
        // Read bytes that a source counts part by part need no correction for parts of more bits.
        bits: if model.read_is_counted { 0.0 } else { f64::from(bits(format)) },
        kv,
        measured: &measured,
    };
    let depth = context as f64;
    let mut decode = decode_at(&subject, depth);
    let prefill = prefill_rate(&subject, 0.0, depth.max(1.0));
    let active = u32::try_from(tokens(default(Field::ACTIVE)).clamp(1, 1_024)).unwrap_or(1);
    let streams = streams(&subject, depth, active);
    let load = Load {
        weights_bytes: *size,
        shape: model.kv,
        context_tokens: context,
        users: tokens(default(Field::USERS)),
        kv,
    };
    let raised = default(Field::RAISED) == Dec::ONE;
    let limit = machine_limit(machine, state);
    let placed = limit.map(|limit| plan(&[load], &limit, raised));
    let mut resident = None;
    if let Some(placed) = placed.as_ref().filter(|placed| placed.verdict == FitVerdict::DoesNotFit) {
        let slow = state.entered(Field::SLOW).map_or_else(|| slow_path(machine.kind), Dec::to_f64);
        decode = decode.and_then(|fast| {
            let spill = spilled_tok_per_s(fast.value, read_bytes, placed.needed_gib, placed.usable_gib, slow)?;
            resident = Some(spill.resident);
            let value = spill.tok_per_s;
            Some(Estimate { value, low: value * 0.5, high: value * 1.5, basis: Basis::Law, measurements: 0, ..fast })
        });
    }
    Speeds {
        decode,
        prefill,
        streams,
        fit: placed.as_ref().map(|placed| placed.verdict),
        resident,
        needed_gib: crate::memory::Part::of(&load).total_gib(),
        read_bytes,
    }
}

/// GB/s of the slower path: PCIe on the published page, else a disk, assumed.
const fn slow_path(kind: MachineKind) -> f64 {
    match kind {
        MachineKind::DiscreteGpu => 25.0,
        MachineKind::AppleUnified | MachineKind::Unified | MachineKind::Cpu => 5.0,
    }
}

/// Adds everything that follows.
#[must_use]
pub fn resolve<'a>(facts: &'a Facts, state: &'a State) -> Resolved<'a> {
    let speeds = speeds(facts, state, state.model, state.machine);
    let (model, machine) = (&facts.models[state.model.model], &facts.machines[state.machine]);
    let rate = state
        .entered(Field::RATE)
        .or_else(|| facts.rate(state.currency.code()).and_then(|(rate, _)| Dec::from_f64(rate)));
    // An amount that a source gives in a currency, in the chosen one; None without a rate.
    let convert = |code: &str, amount: f64| -> Option<Dec> {
        if code == state.currency.code() {
            return Dec::from_f64(amount);
        }
        let value = amount / facts.rate(code)?.0 * rate?.to_f64();
        // To the unit from 100 on, else to the hundredth: what is converted is a rough price.
        let parts = if value >= 100.0 { 1.0 } else { 100.0 };
        Dec::from_f64((value * parts).round() / parts)
    };
    let price = model.prices.as_ref().map(|(prices, _)| prices);
    let usd = |pico: crate::units::PicoUsd| i64::try_from(pico.0).ok().map(Dec::micro);
    let found = |found: Option<Estimate>| found.and_then(|found| Dec::from_f64((found.value * 100.0).round() / 100.0));
    let values = FIELDS
        .iter()
        .enumerate()
        .map(|(at, def)| {
            let field = Field(at as u8);
            state.entered(field).or_else(|| state.from_work(facts, field)).or(def.default).or_else(|| match field {
                Field::RATE => rate,
                Field::PRICE => machine.price.as_ref().and_then(|(code, amount, _)| convert(code, *amount)),
                Field::LOAD_W => machine.load_w.and_then(Dec::from_f64),
                Field::IDLE_W => machine.idle_w.and_then(Dec::from_f64),
                Field::KWH => convert("SEK", 2.0),
                Field::SUB => convert("SEK", 1_000.0),
                Field::PRICE_IN => usd(price?.input),
                Field::PRICE_OUT => usd(price?.output),
                Field::PRICE_READ => usd(price?.cache_read?),
                Field::PRICE_WRITE => usd(price?.cache_write?),
                Field::DECODE => found(speeds.decode),
                Field::PREFILL => found(speeds.prefill),
                Field::GAIN => speeds.streams.and_then(|streams| Dec::from_f64((streams.gain * 100.0).round() / 100.0)),
                Field::MEMORY => machine.memory_gib.and_then(Dec::from_f64),
                Field::BANDWIDTH => machine.bandwidth.and_then(Dec::from_f64),
                Field::SLOW => Dec::from_f64(slow_path(machine.kind)),
                _ => None,
            })
        })
        .collect();
    Resolved { facts, state, speeds, values }
}
