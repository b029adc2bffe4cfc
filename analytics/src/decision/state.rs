//! What the reader entered, and its short form in a link: defaults are left out, anything unknown is ignored.

use super::facts::Facts;
use super::fields::{FIELDS, Field, Kind};
use crate::cost::{Currency, Dec};
use crate::usage::{LineFault, Usage};

/// Models that can run beside the first one.
pub const SLOTS: usize = 3;

/// Keys in links of what is chosen from a list: currency, machine, model, and the models beside it.
pub const CHOICES: [&str; 6] = ["cur", "k", "m", "m2", "m3", "m4"];

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
        }
    }

    /// What the reader entered into a field; None when nothing.
    #[must_use]
    pub fn entered(&self, field: Field) -> Option<Dec> {
        self.values[usize::from(field.0)]
    }

    /// Enters a value, or takes it back. A value equal to the default is none.
    pub fn enter(&mut self, field: Field, value: Option<Dec>) {
        self.values[usize::from(field.0)] = value.filter(|value| Some(*value) != field.def().default);
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
                    self.choose_currency(currency);
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

    /// Chooses a currency; amounts that were entered in the former one are forgotten.
    pub fn choose_currency(&mut self, currency: Currency) {
        self.currency = currency;
        for (at, def) in FIELDS.iter().enumerate() {
            if def.unit.starts_with("money") {
                self.values[at] = None;
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

    /// Reads a query string, with or without its question mark.
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
