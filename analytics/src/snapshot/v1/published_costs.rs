//! The cost model and the setups of the published evaluation, as they were published.

use serde::{Deserialize, Serialize};

use crate::ids::ModelId;

/// Assumptions of the cost model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PublishedCostAssumptions {
    /// Tokens per month.
    pub tokens_per_month: f64,
    /// Tokens per day, as measured.
    pub tokens_per_day: f64,
    /// Tokens per week, as measured.
    pub tokens_per_week: f64,
    /// Share of input tokens, 0 to 1.
    pub input_share: f64,
    /// Share of output tokens, 0 to 1.
    pub output_share: f64,
    /// Months over which the machine is written off.
    pub months: u32,
    /// Price of the machine in SEK.
    pub machine_price_sek: f64,
    /// Price of electricity in SEK per kWh.
    pub electricity_sek_per_kwh: f64,
    /// Hours a day.
    pub hours_per_day: f64,
    /// What the page leaves out.
    pub left_out: Vec<String>,
}

/// A cost card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PublishedCostCard {
    /// Option.
    pub option: String,
    /// What it is.
    pub details: String,
    /// SEK per month.
    pub sek_per_month: f64,
    /// What the card says of it.
    pub remark: String,
}

/// A row of the API cost table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PublishedApiCost {
    /// The model.
    pub model: ModelId,
    /// Input price in US dollars per million tokens.
    pub input_usd_per_m: f64,
    /// Output price in US dollars per million tokens.
    pub output_usd_per_m: f64,
    /// SEK per month at the stated volume.
    pub sek_per_month: f64,
}

/// A row of the break-even table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PublishedBreakEven {
    /// Tokens per month.
    pub tokens_per_month: f64,
    /// Name of the use.
    pub label: String,
    /// API cost in SEK per month.
    pub api_sek_per_month: f64,
    /// Hardware cost in SEK per month.
    pub hardware_sek_per_month: f64,
    /// Months to break even; null where the page says never.
    pub months: Option<f64>,
}

/// A setup option.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PublishedSetup {
    /// Letter and name.
    pub name: String,
    /// Machine.
    pub machine: String,
    /// Models in it.
    pub models: Vec<PublishedSetupModel>,
    /// GB loaded, as printed; null where not printed.
    pub loaded_gb: Option<f64>,
    /// GB free after the operating system, as printed; null where not printed.
    pub free_gb: Option<f64>,
    /// What the page says of it, in our words.
    pub remark: String,
}

/// A model in a setup.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PublishedSetupModel {
    /// The model.
    pub model: ModelId,
    /// Role.
    pub role: String,
    /// Memory in GB as printed.
    pub memory_gb: f64,
    /// Score as printed; null where not printed.
    pub score: Option<f64>,
    /// Estimated tokens per second as printed; null where not printed.
    pub tok_per_s: Option<f64>,
    /// Concurrent users as printed; null where not printed.
    pub users: Option<u32>,
}
