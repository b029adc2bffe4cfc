//! Options of `exporter decide` beside the fields of the pages: the workload, what is paid now, what was tested.

use analytics::catalog::WorkKind;
use analytics::decision::{Facts, State};
use analytics::ways::{Buyer, Extra, Market, Privacy};
use clap::{Args, ValueEnum};

use crate::failure::Failure;

/// How work is done, as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Work {
    Chat,
    Agents,
    Service,
    Batch,
}

/// Who buys, as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Tax {
    Private,
    Business,
    AsListed,
}

/// Options beside the fields.
#[derive(Debug, Clone, Default, Args)]
pub struct ExtraArgs {
    /// Workload to begin with, an id of data/catalog/workloads.toml [default: agentic-coding]
    #[arg(long, value_name = "ID")]
    preset: Option<String>,
    /// How the work is done, where it is not as the preset says
    #[arg(long, value_name = "KIND")]
    work: Option<Work>,
    /// Requests a month, of all people together [default: the preset's]
    #[arg(long, value_name = "N", value_parser = positive)]
    requests: Option<f64>,
    /// Seconds that somebody waits for a whole answer at most, at the peak
    #[arg(long, value_name = "S", value_parser = positive)]
    waiting_limit: Option<f64>,
    /// Who buys: a household pays value-added tax on everything, a business on nothing [default: private]
    #[arg(long, value_name = "WHO")]
    buyer: Option<Tax>,
    /// The work may go to rented hardware that nobody else uses, but to no API
    #[arg(long)]
    no_api: bool,
    /// The plan that you pay now, by its name or its id in data/catalog/subscriptions.toml
    #[arg(long, value_name = "NAME")]
    plan: Option<String>,
    /// Million tokens of every kind that this plan gives one person a month
    #[arg(long, value_name = "MILLION", value_parser = positive)]
    plan_tokens: Option<f64>,
    /// What you pay now for tokens or rented hardware, a month, in the currency of the answer
    #[arg(long, value_name = "AMOUNT", value_parser = positive)]
    api_bill: Option<f64>,
    /// A model that you tested on your own work and found good enough; may be given several times
    #[arg(long, value_name = "MODEL")]
    good: Vec<String>,
    /// Show every way, not only the first of each kind
    #[arg(long)]
    pub all: bool,
}

fn positive(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if value > 0.0 && value.is_finite() => Ok(value),
        _ => Err("not a number above 0".to_owned()),
    }
}

/// The position of a name, or a failure that lists the names.
fn found(what: &str, name: &str, at: Option<usize>, known: &[&str]) -> Result<usize, Failure> {
    at.ok_or_else(|| {
        Failure::usage(format!("the catalogue has no {what} {name}")).hint(format!("there are: {}", known.join(", ")))
    })
}

impl ExtraArgs {
    /// Chooses the workload that was named.
    ///
    /// # Errors
    /// One that the catalogue does not hold.
    pub fn choose_workload(&self, facts: &Facts, state: &mut State) -> Result<(), Failure> {
        if let Some(id) = self.preset.as_deref() {
            let known: Vec<&str> = facts.workloads.iter().map(|of| of.entry.id.as_str()).collect();
            state.workload = found("workload", id, facts.workload(id), &known)?;
        }
        Ok(())
    }

    /// What was typed, with names resolved.
    ///
    /// # Errors
    /// A workload, plan or model that the catalogue does not hold.
    pub fn resolve(&self, market: &Market) -> Result<Extra, Failure> {
        let plans: Vec<&str> = market.plans.iter().map(|plan| plan.id.as_str()).collect();
        let models: Vec<&str> = market.models.iter().map(|model| model.id.as_str()).collect();
        let plan = self.plan.as_deref().map(|name| found("plan", name, market.plan(name), &plans)).transpose()?;
        let proven =
            self.good.iter().map(|id| found("model", id, market.model(id), &models)).collect::<Result<_, _>>()?;
        Ok(Extra {
            kind: self.work.map(|work| match work {
                Work::Chat => WorkKind::Chat,
                Work::Agents => WorkKind::Agents,
                Work::Service => WorkKind::Service,
                Work::Batch => WorkKind::Batch,
            }),
            requests: self.requests,
            waiting_limit_s: self.waiting_limit,
            buyer: self.buyer.map(|tax| match tax {
                Tax::Private => Buyer::Private,
                Tax::Business => Buyer::Business,
                Tax::AsListed => Buyer::AsListed,
            }),
            privacy: self.no_api.then_some(Privacy::RentedHardware),
            plan,
            plan_million_tokens: self.plan_tokens,
            api_bill: self.api_bill,
            proven,
            machine_named: false,
            model_named: false,
        })
    }
}
