//! Arguments of the commands that call models: what to narrow the start to, and what it may cost.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use analytics::units::PicoUsd;
use clap::Args;
use clap::builder::FalseyValueParser;

use crate::config::{Filter, LONGEST_S, Plan, Provider, Selection};
use crate::env_file;
use crate::failure::Failure;
use crate::judge::wanted::Wanted;
use crate::money::PriceBook;
use crate::output::Printer;
use crate::run::Orders;

/// What a run may spend, as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cap(Option<PicoUsd>);

impl FromStr for Cap {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim() {
            "none" => Ok(Self(None)),
            text => PicoUsd::from_usd(text.trim_start_matches('$'))
                .map(|cap| Self(Some(cap)))
                .map_err(|error| format!("{error}; `none` takes the budget away")),
        }
    }
}

/// A length of time, as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait(Duration);

impl Wait {
    /// The time.
    pub const fn duration(self) -> Duration {
        self.0
    }
}

impl FromStr for Wait {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let split = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let (number, unit) = text.split_at(split);
        let seconds = match unit.trim() {
            "" | "s" => 1.0,
            "m" | "min" => 60.0,
            "h" => 3600.0,
            _ => return Err("it is a number with s, m or h, such as 90s, 10m or 2h".to_owned()),
        };
        let number: f64 = number.parse().map_err(|_| "it is a number with s, m or h, such as 10m".to_owned())?;
        Duration::try_from_secs_f64(number * seconds).map(Self).map_err(|error| error.to_string())
    }
}

/// How to call, whom, and for how much.
#[derive(Debug, Clone, Args)]
pub struct CallArgs {
    /// Only the first N tasks of those that pass --filter. Filters narrow this start, not the run: what is left out stays
    /// open, and the same command without them goes on with it
    #[arg(long, value_name = "N", env = "LIM_LIMIT", value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,
    /// Only tasks that pass: category:debugging, tag:swedish or id:simple-* (an id alone will do). Of several filters of
    /// one kind one must hold, of several kinds each
    #[arg(long = "filter", value_name = "KIND:VALUE", env = "LIM_FILTER", value_delimiter = ',')]
    filters: Vec<Filter>,
    /// Only tasks with one of these tags: short for --filter tag:…
    #[arg(long = "tag", visible_alias = "tags", value_name = "TAG", env = "LIM_TAG", value_delimiter = ',')]
    tags: Vec<String>,
    /// Only this model of the plan, by its id; may be given several times and hold *
    #[arg(long = "model", value_name = "ID", env = "LIM_MODEL", value_delimiter = ',')]
    models: Vec<String>,
    /// Requests at a time for each provider, instead of the configuration's concurrency
    #[arg(
        long, short = 'j', visible_alias = "concurrency", value_name = "N", env = "LIM_MAX_CONNECTIONS",
        value_parser = clap::value_parser!(u32).range(1..=10_000)
    )]
    pub max_connections: Option<u32>,
    /// Longest time for a whole answer, instead of each provider's answer_timeout_s; without both it is the wait for the
    /// first text (first_token_timeout_s) and 1 s for each token of the limit on a server of one's own, 0.2 s elsewhere
    #[arg(
        long, value_name = "SECONDS", env = "LIM_ANSWER_TIMEOUT",
        value_parser = clap::value_parser!(u64).range(1..=LONGEST_S)
    )]
    pub answer_timeout: Option<u64>,
    /// The most that the run may cost in US dollars, answers and judging together, earlier starts included. It stops
    /// before a call that could exceed it. It is remembered with the run; `none` takes it away
    #[arg(long, value_name = "USD", env = "LIM_BUDGET")]
    budget: Option<Cap>,
    /// How long to wait for a server that answered in this start and then went away, such as 90s, 10m or 2h; 0 for not at
    /// all. 5 minutes by default for a server of one's own
    #[arg(long, value_name = "TIME", env = "LIM_WAIT_FOR_SERVER")]
    wait_for_server: Option<Wait>,
    /// Make calls of unknown price although there is a budget; they are not counted unless the provider sends a bill
    #[arg(long, env = "LIM_ALLOW_UNKNOWN_PRICES", value_parser = FalseyValueParser::new())]
    allow_unknown_prices: bool,
    /// List of prices in the format of data/catalog/prices.toml; its entries go before those of the catalogue
    #[arg(long, value_name = "FILE", env = "LIM_PRICES")]
    prices: Option<PathBuf>,
    /// Show what would be asked of whom and what it would cost, and make no call
    #[arg(long, env = "LIM_DRY_RUN", value_parser = FalseyValueParser::new())]
    pub dry_run: bool,
    /// Print the estimate of a dry run, or what the start came to, as JSON on stdout
    #[arg(long, env = "LIM_JSON", value_parser = FalseyValueParser::new())]
    pub json: bool,
    /// Does nothing: every start goes on where the last one ended. It is here for those who are used to it
    #[arg(long)]
    resume: bool,
}

impl CallArgs {
    /// What was ordered; `budget` and `prices` are the configuration's.
    pub fn orders(&self, budget: Option<PicoUsd>, prices: Option<PathBuf>) -> Result<Orders, Failure> {
        Ok(Orders {
            selection: Selection {
                limit: self.limit.map(|limit| limit as usize),
                filters: self.filters.iter().cloned().chain(self.tags.iter().map(|tag| Filter::tag(tag))).collect(),
                models: self.models.clone(),
            },
            wanted: Wanted::default(),
            cap: self.budget.map(|cap| cap.0).or(budget.map(Some)),
            allow_unknown_prices: self.allow_unknown_prices,
            wait_for_server: self.wait_for_server.map(|wait| wait.0),
            prices: PriceBook::read(self.prices.clone().or(prices).as_deref())?,
        })
    }

    /// What to say before anything begins.
    pub fn say(&self, plan: &Plan, printer: &Printer) {
        if self.resume {
            printer.note("--resume changes nothing: every start goes on where the last one ended.");
        }
        let Some(file) = env_file::file() else { return };
        let keys = |provider: &Provider| file.get(&provider.api_key_env).map(|_| provider.api_key_env.clone());
        let keys: std::collections::BTreeSet<String> = plan.providers.values().filter_map(keys).collect();
        if !keys.is_empty() {
            let names: Vec<_> = keys.into_iter().collect();
            printer.note(&format!("{} from {}.", names.join(", "), file.path().display()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_of_time_as_people_type_it() {
        let wait = |text| Wait::from_str(text).map(|wait| wait.0.as_secs());
        assert_eq!(wait("90s"), Ok(90));
        assert_eq!(wait("10m"), Ok(600));
        assert_eq!(wait("1.5h"), Ok(5400));
        assert_eq!(wait("0"), Ok(0));
        assert!(wait("ten minutes").is_err() && wait("-3m").is_err() && wait("3d").is_err());
    }

    #[test]
    fn a_budget_as_people_type_it() {
        let usd = |text| Cap(Some(PicoUsd::from_usd(text).unwrap()));
        assert_eq!(Cap::from_str("5.00"), Ok(usd("5")));
        assert_eq!(Cap::from_str("$0.25"), Ok(usd("0.25")));
        assert_eq!(Cap::from_str("none"), Ok(Cap(None)));
        assert!(Cap::from_str("five").unwrap_err().contains("not an amount"));
        assert!(Cap::from_str("-1").is_err());
    }
}
