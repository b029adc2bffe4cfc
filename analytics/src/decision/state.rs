//! What the reader entered, and its short form in a link: defaults are left out, anything unknown is ignored.

use super::facts::Facts;
use super::fields::{FIELDS, Field, Kind};
use crate::cost::{Currency, Dec};
use crate::usage::{LineFault, Usage};
use crate::ways::Workload;

/// Models that can run beside the first one.
pub const SLOTS: usize = 3;

/// Keys in links of what is chosen from a list: currency, workload, machine, model, and the models beside it.
pub const CHOICES: [&str; 7] = ["cur", "use", "k", "m", "m2", "m3", "m4"];

const DEFAULT_MODEL: &str = "gpt-oss-120b";
const DEFAULT_MACHINE: &str = "mac-studio-m4-max-128";

/// A model and one of its files, by position in the facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen {
    /// The model.
    pub model: usize,
    /// The file.
    pub file: usize,
}

/// The reader's inputs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    values: Vec<Option<Dec>>,
    /// Currency of every amount.
    pub currency: Currency,
    /// The model.
    pub model: Chosen,
    /// The machine, by position in the facts.
    pub machine: usize,
    /// Models beside it, for the memory planner.
    pub others: [Option<Chosen>; SLOTS],
    /// The workload to begin with, by position in the facts.
    pub workload: usize,
    /// Whether context and streams follow from the workload, where nobody entered them.
    of_work: bool,
}

impl State {
    /// Nothing entered.
    #[must_use]
    pub fn new(facts: &Facts) -> Self {
        let model = facts.model(DEFAULT_MODEL).unwrap_or(0);
        Self {
            values: vec![None; FIELDS.len()],
            currency: Currency::Sek,
            model: usual(facts, model),
            machine: facts.machine(DEFAULT_MACHINE).unwrap_or(0),
            others: [None; SLOTS],
            workload: 0,
            of_work: false,
        }
    }

    /// The same about a month of work: context and streams follow from the workload, where nobody entered them. Without
    /// it they are those of one chat, which memory and speed begin with.
    #[must_use]
    pub fn of_work(self) -> Self {
        Self { of_work: true, ..self }
    }

    /// What follows from the workload for a field, with the people entered; None for other fields.
    #[must_use]
    pub fn from_work(&self, facts: &Facts, field: Field) -> Option<Dec> {
        let entry = &facts.workloads.get(self.workload)?.entry;
        let people = self.entered(Field::PEOPLE).map_or(1.0, Dec::to_f64).clamp(1.0, 1e6) as u32;
        let work = Workload::of(entry, people, [0.0; 7]);
        let of = work.request;
        let percent = |tokens: f64| Dec::from_f64((1e4 * tokens / of.all().max(1e-9)).round() / 1e2);
        match field {
            Field::TOKENS => {
                let millions = work.million_tokens();
                let parts = if millions >= 100.0 { 1.0 } else { 100.0 };
                Dec::from_f64((millions * parts).round() / parts)
            }
            Field::FRESH => percent(of.fresh),
            Field::WRITE => percent(of.write_5m + of.write_1h),
            Field::READ => {
                let others = [of.fresh, of.write_5m + of.write_1h, of.output].map(percent);
                let sum: i64 = others.into_iter().flatten().map(Dec::millionths).sum();
                Some(Dec::micro(100_000_000 - sum))
            }
            Field::OUTPUT => percent(of.output),
            Field::ANSWER => Dec::from_f64(of.output.round()),
            Field::CONTEXT if self.of_work => i64::try_from(work.context_end).ok().map(Dec::whole),
            Field::ACTIVE | Field::USERS if self.of_work => Some(Dec::whole(i64::from(work.peak_streams))),
            _ => None,
        }
    }

    /// What the reader entered into a field; None when nothing.
    #[must_use]
    pub fn entered(&self, field: Field) -> Option<Dec> {
        self.values[usize::from(field.0)]
    }

    /// Enters a value, or takes it back. A value equal to the default is none, unless the default follows from the workload.
    pub fn enter(&mut self, field: Field, value: Option<Dec>) {
        let counts = |value: &Dec| field.follows_work() || Some(*value) != field.def().default;
        self.values[usize::from(field.0)] = value.filter(counts);
    }

    /// Enters one of several shares that add to 100 %: the others yield, each by its part of what they had.
    pub fn enter_share(&mut self, facts: &Facts, of: &[Field], field: Field, value: Dec) {
        const WHOLE: i64 = 100_000_000;
        let value = value.millionths().clamp(0, WHOLE);
        let others: Vec<Field> = of.iter().copied().filter(|other| *other != field).collect();
        let now = |field: &Field| {
            let known = self.entered(*field).or(field.def().default).or_else(|| self.from_work(facts, *field));
            known.map_or(0, |share| share.millionths().max(0))
        };
        let before: Vec<i64> = others.iter().map(now).collect();
        let sum: i64 = before.iter().sum();
        let rest = WHOLE - value;
        // To the hundredth of a per cent; the largest takes what rounding leaves.
        let part = |had: i64| {
            let share = if sum > 0 { had as f64 / sum as f64 } else { 1.0 / others.len().max(1) as f64 };
            (rest as f64 * share / 1e4).round() as i64 * 10_000
        };
        let mut after: Vec<i64> = before.iter().map(|had| part(*had)).collect();
        let most = (0..after.len()).max_by_key(|at| after[*at]);
        if let Some(most) = most {
            after[most] += rest - after.iter().sum::<i64>();
        }
        self.enter(field, Some(Dec::micro(value)));
        for (field, share) in others.into_iter().zip(after) {
            self.enter(field, Some(Dec::micro(share)));
        }
    }

    /// Chooses a model, a machine or a currency by its key and name in links; anything unknown is ignored, and for one
    /// of the models beside the first it is none.
    pub fn choose(&mut self, facts: &Facts, key: &str, value: &str) {
        let model = chosen(facts, value);
        match key {
            "k" => {
                if let Some(machine) = facts.machine(value) {
                    self.choose_machine(machine);
                }
            }
            "cur" => {
                if let Some(currency) = Currency::ALL.into_iter().find(|currency| currency.code() == value) {
                    self.choose_currency(facts, currency);
                }
            }
            "use" => {
                if let Some(workload) = facts.workload(value) {
                    self.choose_workload(workload);
                }
            }
            "m" => {
                if let Some(chosen) = model {
                    self.choose_model(facts, chosen.model);
                    self.model = chosen;
                }
            }
            "m2" => self.others[0] = model,
            "m3" => self.others[1] = model,
            "m4" => self.others[2] = model,
            _ => {}
        }
    }

    /// The name in links of what is chosen; empty for no model and for a key that is none of [`CHOICES`].
    #[must_use]
    pub fn choice(&self, facts: &Facts, key: &str) -> String {
        let model = match key {
            "cur" => return self.currency.code().to_owned(),
            "k" => return facts.machines[self.machine].id.clone(),
            "use" => return facts.workloads.get(self.workload).map_or_else(String::new, |of| of.entry.id.clone()),
            "m" => Some(self.model),
            "m2" => self.others[0],
            "m3" => self.others[1],
            "m4" => self.others[2],
            _ => None,
        };
        let Some(chosen) = model else { return String::new() };
        let model = &facts.models[chosen.model];
        if chosen.file == model.usual {
            return model.id.clone();
        }
        [&model.id, ":", &chosen.file.to_string()].concat()
    }

    /// Chooses a model with its usual file; what depended on the former one is forgotten.
    pub fn choose_model(&mut self, facts: &Facts, model: usize) {
        self.model = usual(facts, model);
        for field in
            [Field::PRICE_IN, Field::PRICE_OUT, Field::PRICE_READ, Field::PRICE_WRITE, Field::DECODE, Field::PREFILL]
        {
            self.enter(field, None);
        }
    }

    /// Chooses a machine; what depended on the former one is forgotten.
    pub fn choose_machine(&mut self, machine: usize) {
        self.machine = machine;
        for field in [
            Field::PRICE,
            Field::LOAD_W,
            Field::IDLE_W,
            Field::DECODE,
            Field::PREFILL,
            Field::MEMORY,
            Field::BANDWIDTH,
            Field::SLOW,
        ] {
            self.enter(field, None);
        }
    }

    /// Chooses a workload; what was entered in place of the former one's figures is forgotten.
    pub fn choose_workload(&mut self, workload: usize) {
        self.workload = workload;
        for at in 0..FIELDS.len() {
            if Field(at as u8).follows_work() {
                self.values[at] = None;
            }
        }
    }

    /// Chooses a currency; amounts that were entered in the former one are converted, or forgotten where no rate is known.
    pub fn choose_currency(&mut self, facts: &Facts, currency: Currency) {
        let of = |currency: Currency| facts.rate(currency.code()).map(|(rate, _)| rate);
        let factor = of(self.currency).zip(of(currency)).map(|(from, to)| to / from);
        self.currency = currency;
        for (at, def) in FIELDS.iter().enumerate() {
            if def.unit.starts_with("money") {
                let converted = |value: Dec| {
                    let value = value.to_f64() * factor?;
                    let parts = if value.abs() >= 100.0 { 1.0 } else { 100.0 };
                    Dec::from_f64((value * parts).round() / parts)
                };
                self.values[at] = self.values[at].and_then(converted);
            }
        }
        self.enter(Field::RATE, None);
    }

    /// Enters what a usage file says: tokens of an average month, the shares of their classes, and the model with the
    /// most tokens where the catalogue holds it. Returns what was understood, for the reader.
    ///
    /// # Errors
    /// A file without tokens, or with more than can be counted.
    pub fn enter_usage(&mut self, facts: &Facts, usage: &Usage) -> Result<String, LineFault> {
        let fault = |what: &str| LineFault::line(1, what);
        let month =
            usage.million_tokens_per_month().ok_or_else(|| fault("it holds more tokens than can be counted"))?;
        let mix = usage.total.mix().map_err(|_| fault("it holds no tokens"))?;
        self.enter(Field::TOKENS, Some(month));
        let shares = [
            (Field::FRESH, mix.fresh),
            (Field::WRITE, mix.write),
            (Field::READ, mix.read),
            (Field::OUTPUT, mix.output),
        ];
        for (field, share) in shares {
            self.enter(field, Some(Dec::micro(share.millionths() * 100)));
        }
        let mut said = usage.summary(month);
        let most = usage.models.first().map_or("", |(name, _)| name);
        if let Some(model) = facts.model_named(most) {
            self.choose_model(facts, model);
            said.push_str(" The model is filled in.");
        } else if !most.is_empty() {
            said.push_str(" The catalogue does not hold the model with the most tokens, so the one below stays.");
        }
        for fault in usage.faults.iter().take(5) {
            said.push_str(&[" ", &fault.place(), " was left out: ", &fault.what, "."].concat());
        }
        if usage.fault_count > 5 {
            said.push_str(&[" In all ", &usage.fault_count.to_string(), " of them were left out."].concat());
        }
        Ok(said)
    }

    /// Reads a query string, with or without its question mark; what is unknown changes nothing (see [`Self::unknown`]).
    #[must_use]
    pub fn parse(facts: &Facts, query: &str) -> Self {
        let mut state = Self::new(facts);
        let pairs = || query.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('='));
        // Choices first: they forget what follows from them.
        for (key, value) in pairs() {
            state.choose(facts, key, value);
        }
        for (key, value) in pairs() {
            if let (Some(field), Ok(value)) = (Field::from_key(key), Dec::parse(value)) {
                let known = match field.def().kind {
                    Kind::Choice(words) => value >= Dec::ZERO && value <= Dec::whole(words.len() as i64 - 1),
                    Kind::Linear | Kind::Log => true,
                };
                if known {
                    state.enter(field, Some(value));
                }
            }
        }
        state
    }

    /// Names of a query string whose value is none of this field's, as `name=value`. `others` are names that something
    /// else reads.
    #[must_use]
    pub fn unknown(facts: &Facts, query: &str, others: &[&str]) -> Vec<String> {
        let pairs = query.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty());
        let is_known = |pair: &str| {
            let Some((key, value)) = pair.split_once('=') else { return false };
            // A form without an entry sends an empty value: nothing was chosen.
            if others.contains(&key) || value.is_empty() {
                return true;
            }
            if CHOICES.contains(&key) {
                return match key {
                    "cur" => Currency::ALL.into_iter().any(|currency| currency.code() == value),
                    "use" => facts.workload(value).is_some(),
                    "k" => facts.machine(value).is_some(),
                    _ => chosen(facts, value).is_some(),
                };
            }
            Field::from_key(key).is_some_and(|field| {
                Dec::parse(value).is_ok_and(|value| match field.def().kind {
                    Kind::Choice(words) => value >= Dec::ZERO && value <= Dec::whole(words.len() as i64 - 1),
                    Kind::Linear | Kind::Log => true,
                })
            })
        };
        pairs.filter(|pair| !is_known(pair)).map(str::to_owned).collect()
    }

    /// The query string with its question mark; empty when everything is default.
    #[must_use]
    pub fn print(&self, facts: &Facts) -> String {
        let start = Self::new(facts);
        let mut text = String::new();
        let mut add = |key: &str, value: &str| {
            text.push(if text.is_empty() { '?' } else { '&' });
            text.push_str(key);
            text.push('=');
            text.push_str(value);
        };
        for key in CHOICES {
            let value = self.choice(facts, key);
            if value != start.choice(facts, key) {
                add(key, &value);
            }
        }
        for (def, value) in FIELDS.iter().zip(&self.values) {
            if let Some(value) = value {
                add(def.key, &value.print());
            }
        }
        text
    }
}

/// A model with its usual file.
fn usual(facts: &Facts, model: usize) -> Chosen {
    Chosen { model, file: facts.models.get(model).map_or(0, |model| model.usual) }
}

/// `id` or `id:file`, as links name a model.
fn chosen(facts: &Facts, text: &str) -> Option<Chosen> {
    let (id, file) = text.split_once(':').map_or((text, None), |(id, file)| (id, file.parse().ok()));
    let model = facts.model(id)?;
    let file = file.filter(|file| *file < facts.models[model].files.len()).unwrap_or(facts.models[model].usual);
    Some(Chosen { model, file })
}
