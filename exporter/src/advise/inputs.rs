//! The calculators' inputs as options: one for each field of the site's pages, made from the same table.

use std::path::{Path, PathBuf};

use analytics::bench::BenchFile;
use analytics::cost::{Currency, Dec};
use analytics::decision::{BenchFault, EnteredBench, FIELDS, Facts, Field, Kind, State, TEXTS};
use analytics::usage;
use analytics::ways::{Extra, Market};
use analytics::work::Profile;
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};

use crate::failure::Failure;
use crate::output::Printer;

/// What was typed.
#[derive(Debug, Clone)]
pub struct Inputs {
    data: PathBuf,
    link: Option<String>,
    usage: Option<PathBuf>,
    mine: Option<PathBuf>,
    bench: Option<PathBuf>,
    model: Option<String>,
    with: Vec<String>,
    machine: Option<String>,
    currency: Option<String>,
    values: Vec<(Field, Dec)>,
}

/// `PRICE_IN` as `price-in`.
fn option(at: usize) -> String {
    TEXTS[at].name.to_lowercase().replace('_', "-")
}

fn number(text: &str) -> Result<Dec, String> {
    Dec::parse(text).map_err(|error| error.to_string())
}

fn help(at: usize) -> String {
    let def = &FIELDS[at];
    let unit = def.unit.replace("money", "currency");
    let unit = if unit.is_empty() { String::new() } else { format!(", {unit}") };
    match def.kind {
        Kind::Choice(words) => {
            let words: Vec<String> = words.iter().enumerate().map(|(at, word)| format!("{at} {word}")).collect();
            format!("{}: {}", TEXTS[at].label, words.join(", "))
        }
        Kind::Linear | Kind::Log => {
            let default = def.default.map_or_else(|| "follows from the choices".to_owned(), Dec::print);
            format!("{}{unit} [default: {default}]", TEXTS[at].label)
        }
    }
}

fn plain(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).help(help)
}

impl Args for Inputs {
    fn augment_args(command: Command) -> Command {
        let mut command = command
            .arg(plain("data", "FOLDER", "Folder with catalog/ and snapshots/").env("LIM_DATA").default_value("data"))
            .arg(plain("link", "QUERY", "Inputs as a link to the site carries them, such as '?t=1900&m=qwen3-32b'"))
            .arg(plain(
                "usage",
                "FILE",
                "Your own usage: ccusage JSON, OpenRouter, Anthropic or neutral CSV (docs/usage-format.md)",
            ))
            .arg(
                plain(
                    "mine",
                    "FILE",
                    "Your own work, as `exporter mine profile` writes it: volume, mix, context, kinds",
                )
                .conflicts_with("usage"),
            )
            .arg(plain(
                "bench",
                "FILE",
                "A bench of your own machine (`exporter bench --contribute FILE`): its speeds take the place of estimates",
            ))
            .arg(plain("model", "ID", "Model of the catalogue; ID:N takes its file N, counted from 0"))
            .arg(plain("with", "ID", "Another model beside it, up to three times").action(clap::ArgAction::Append))
            .arg(plain("machine", "ID", "Machine of the catalogue"))
            .arg(plain("currency", "CODE", "SEK, EUR, USD, GBP, NOK or DKK"));
        for at in 0..FIELDS.len() {
            let name: &'static str = option(at).leak();
            let arg = Arg::new(name).long(name).value_name("N").value_parser(number).allow_negative_numbers(true);
            command = command.arg(arg.help(help(at)).hide_default_value(true));
        }
        command
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Inputs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let one = |name: &str| matches.get_one::<String>(name).cloned();
        let values = (0..FIELDS.len()).filter_map(|at| {
            let value = matches.get_one::<Dec>(&option(at))?;
            Some((Field(u8::try_from(at).ok()?), *value))
        });
        Ok(Self {
            data: one("data").unwrap_or_default().into(),
            link: one("link"),
            usage: one("usage").map(PathBuf::from),
            mine: one("mine").map(PathBuf::from),
            bench: one("bench").map(PathBuf::from),
            model: one("model"),
            with: matches.get_many::<String>("with").into_iter().flatten().cloned().collect(),
            machine: one("machine"),
            currency: one("currency"),
            values: values.collect(),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// What was understood of a usage file.
#[derive(Debug, Clone)]
pub struct Understood {
    said: String,
    left_out: usize,
}

impl Understood {
    fn of_bench(facts: &Facts, file: &BenchFile, entered: EnteredBench) -> Self {
        let EnteredBench { machine, model, file: weights, rows } = entered;
        let mut said = format!(
            "{rows} speeds of {} on {}, measured {}, take the place of estimates.",
            facts.models[model].name,
            facts.machines[machine].name,
            file.started_at.get(..10).unwrap_or(&file.started_at),
        );
        if weights.is_none() {
            let precision = file.model.precision.as_deref().unwrap_or("an unknown precision");
            said.push_str(&format!(" The catalogue has no file of {precision}, so they count for none of its files."));
        }
        let notes: Vec<&str> = file.notes.iter().map(|note| note.text.as_str()).collect();
        said.extend(notes.iter().flat_map(|note| [" ", note]));
        Self { said, left_out: notes.len() + usize::from(weights.is_none()) }
    }

    fn and(self, other: &Self) -> Self {
        Self { said: format!("{}. {}", self.said, other.said), left_out: self.left_out + other.left_out }
    }

    /// Tells it; lines that were left out make it a warning.
    pub fn tell(&self, printer: &Printer) {
        if self.left_out > 0 {
            printer.warn(&self.said);
        } else {
            printer.note(&self.said);
        }
    }
}

impl Inputs {
    /// What the calculators know.
    ///
    /// # Errors
    /// A data folder that cannot be read.
    pub fn facts(&self) -> Result<Facts, Failure> {
        let mut facts = super::facts(&self.data)?;
        self.bench(&mut facts)?;
        Ok(facts)
    }

    /// Enters the bench, if one is named.
    fn bench(&self, facts: &mut Facts) -> Result<Option<(BenchFile, EnteredBench)>, Failure> {
        let Some(path) = &self.bench else { return Ok(None) };
        let text = std::fs::read_to_string(path).map_err(|error| Failure::file("read", path, &error))?;
        let wrong = |what: &dyn std::fmt::Display| Failure::usage(format!("{}: {what}", path.display()));
        let file = BenchFile::from_json(&text)
            .map_err(|error| wrong(&error).hint("`exporter bench --contribute FILE` writes one"))?;
        let model = self.model.as_deref().map(|model| model.split(':').next().unwrap_or(model));
        match facts.enter_bench(&file, self.machine.as_deref(), model) {
            Ok(entered) => Ok(Some((file, entered))),
            Err(fault @ BenchFault::Machine(_)) => Err(wrong(&fault).hint("--machine ID says which one it stands for")),
            Err(fault @ BenchFault::Model(_)) => Err(wrong(&fault).hint("--model ID says which one it stands for")),
            Err(fault @ BenchFault::Empty) => Err(wrong(&fault)),
        }
    }

    /// The link that was typed; empty without one.
    #[must_use]
    pub fn link(&self) -> &str {
        self.link.as_deref().unwrap_or("")
    }

    /// Says which of machine and model were named by their options.
    #[must_use]
    pub fn name(&self, extra: Extra) -> Extra {
        Extra {
            machine_named: extra.machine_named || self.machine.is_some(),
            model_named: extra.model_named || self.model.is_some(),
            ..extra
        }
    }

    /// What can be had.
    ///
    /// # Errors
    /// A data folder that cannot be read.
    pub fn market(&self) -> Result<Market, Failure> {
        let mut market = super::market(&self.data)?;
        self.bench(&mut market.facts)?;
        Ok(market)
    }

    /// The state that was typed, and what was understood of the usage file.
    ///
    /// # Errors
    /// An unknown model, machine or currency; a usage file that cannot be read.
    pub fn state(&self, facts: &Facts) -> Result<(State, Option<Understood>), Failure> {
        let bench = self.bench(&mut facts.clone())?;
        let mut link = self.link.clone().unwrap_or_default();
        let mut add = |key: &str, value: &str| {
            link.push('&');
            link.push_str(key);
            link.push('=');
            link.push_str(value);
        };
        let id = |text: &str| text.split(':').next().unwrap_or("").to_owned();
        for model in self.model.iter().chain(&self.with) {
            if facts.model(&id(model)).is_none() {
                let known: Vec<&str> = facts.models.iter().map(|model| model.id.as_str()).collect();
                return Err(Failure::usage(format!("the catalogue has no model {model}"))
                    .hint(format!("there are: {}", known.join(", "))));
            }
        }
        if let Some(machine) = &self.machine {
            if facts.machine(machine).is_none() {
                let known: Vec<&str> = facts.machines.iter().map(|machine| machine.id.as_str()).collect();
                return Err(Failure::usage(format!("the catalogue has no machine {machine}"))
                    .hint(format!("there are: {}", known.join(", "))));
            }
            add("k", machine);
        }
        if let Some((_, entered)) = &bench {
            if self.machine.is_none() {
                add("k", &facts.machines[entered.machine].id);
            }
            if self.model.is_none() {
                let id = &facts.models[entered.model].id;
                add("m", &entered.file.map_or_else(|| id.clone(), |file| format!("{id}:{file}")));
            }
        }
        if let Some(code) = &self.currency {
            let code = code.to_uppercase();
            if !Currency::ALL.into_iter().any(|currency| currency.code() == code) {
                return Err(Failure::usage(format!("{code} is no currency of the calculators"))
                    .hint("there are: SEK, EUR, USD, GBP, NOK, DKK"));
            }
            add("cur", &code);
        }
        if let Some(model) = &self.model {
            add("m", model);
        }
        if self.with.len() > 3 {
            return Err(Failure::usage("--with takes three models at most"));
        }
        for (key, model) in ["m2", "m3", "m4"].into_iter().zip(&self.with) {
            add(key, model);
        }
        let mut state = State::parse(facts, &link);
        let mut understood = self.usage(facts, &mut state)?;
        if let Some((file, entered)) = &bench {
            let said = Understood::of_bench(facts, file, *entered);
            understood = Some(understood.map_or_else(|| said.clone(), |usage| usage.and(&said)));
        }
        for (field, value) in &self.values {
            state.enter(*field, Some(*value));
        }
        Ok((state, understood))
    }

    fn usage(&self, facts: &Facts, state: &mut State) -> Result<Option<Understood>, Failure> {
        if let Some(path) = &self.mine {
            return profile(path, state).map(Some);
        }
        let Some(path) = &self.usage else { return Ok(None) };
        let bytes = std::fs::read(path).map_err(|error| Failure::file("read", path, &error))?;
        let read =
            usage::read_bytes(&bytes).and_then(|usage| Ok((state.enter_usage(facts, &usage)?, usage.fault_count)));
        let (said, left_out) = read.map_err(|fault| {
            Failure::usage(format!("{}, {}: {}", path.display(), fault.place().to_lowercase(), fault.what))
                .hint("docs/usage-format.md describes the files that can be read")
        })?;
        Ok(Some(Understood { said: format!("{}: {said}", path.display()), left_out }))
    }
}

/// Enters a profile of work.
fn profile(path: &Path, state: &mut State) -> Result<Understood, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| Failure::file("read", path, &error))?;
    let said = Profile::from_json(&text).and_then(|profile| state.enter_profile(&profile)).map_err(|fault| {
        Failure::usage(format!("{}: {fault}", path.display())).hint("`exporter mine profile` writes such a file")
    })?;
    Ok(Understood { said: format!("{}: {said}", path.display()), left_out: 0 })
}
