//! Advice from the catalogue: the same inputs and the same functions as the site's calculators.

mod inputs;
mod print;

use std::path::{Path, PathBuf};

use analytics::catalog::{
    Catalog, GpuRentalsFile, MachinesFile, MeasurementsFile, ModelsFile, PricesFile, RatesFile, SourcesFile,
    SubscriptionsFile, WorkloadsFile,
};
use analytics::decision::{Facts, scored_snapshot};
use analytics::snapshot::{index_from_json, summary_from_json};
pub use inputs::Inputs;
pub use print::{json, lines};
use serde::de::DeserializeOwned;

use crate::failure::Failure;

fn text(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| {
        Failure::file("read", path, &error)
            .hint("--data names the folder with catalog/ and snapshots/; run it from the repository or give the folder")
    })
}

fn table<T: DeserializeOwned>(folder: &Path, name: &str) -> Result<T, Failure> {
    let path = folder.join("catalog").join(name);
    toml::from_str(&text(&path)?)
        .map_err(|error| Failure::outside(format!("{} is not as it should be: {error}", path.display())))
}

/// The catalogue of the data folder.
///
/// # Errors
/// Names the file that is missing or not as it should be.
pub fn catalog(data: &Path) -> Result<Catalog, Failure> {
    let models: ModelsFile = table(data, "models.toml")?;
    let machines: MachinesFile = table(data, "machines.toml")?;
    Ok(Catalog {
        sources: table::<SourcesFile>(data, "sources.toml")?.sources,
        models: models.models,
        rented: models.rented,
        machines: machines.machines,
        power_classes: machines.power_classes,
        rentals: table::<GpuRentalsFile>(data, "gpu-rentals.toml")?.rentals,
        prices: table::<PricesFile>(data, "prices.toml")?.prices,
        subscriptions: table::<SubscriptionsFile>(data, "subscriptions.toml")?.subscriptions,
        rates: table::<RatesFile>(data, "rates.toml")?.rates,
        measurements: table::<MeasurementsFile>(data, "measurements.toml")?.measurements,
        workloads: table::<WorkloadsFile>(data, "workloads.toml")?.workloads,
    })
}

/// What the calculators know, from the data folder.
///
/// # Errors
/// Names the file that is missing or not as it should be.
pub fn facts(data: &Path) -> Result<Facts, Failure> {
    let catalog = catalog(data)?;
    let folder = data.join("snapshots");
    let path = folder.join("index.json");
    let index = index_from_json(&text(&path)?)
        .map_err(|error| Failure::outside(format!("{} is no index of snapshots: {error}", path.display())))?;
    let summary = match scored_snapshot(&index.snapshots) {
        None => None,
        Some(entry) => {
            let path: PathBuf = folder.join(entry.id.as_str()).join("summary.json");
            let read = summary_from_json(&text(&path)?)
                .map_err(|error| Failure::outside(format!("{} is no snapshot: {error}", path.display())))?;
            Some(read)
        }
    };
    Facts::new(&catalog, summary.as_ref())
        .ok_or_else(|| Failure::outside(format!("the catalogue in {} cannot be used", data.display())))
}
