//! Advice from the catalogue: the same inputs and the same functions as the site's calculators.

mod builtin;
mod extra;
mod inputs;
mod print;

use std::borrow::Cow;
use std::path::Path;

use analytics::catalog::{
    Catalog, GpuRentalsFile, MachinesFile, MeasurementsFile, ModelsFile, PricesFile, RatesFile, SourcesFile,
    SubscriptionsFile, WorkloadsFile,
};
use analytics::decision::{Facts, scored_snapshot};
use analytics::snapshot::v1::Summary;
use analytics::snapshot::{index_from_json, summary_from_json};
use analytics::ways::Market;
pub use extra::ExtraArgs;
pub use inputs::Inputs;
pub use print::{json, lines};
use serde::de::DeserializeOwned;

use crate::failure::Failure;

/// The folder that is read when no other is named; where it is missing, what this program was built with counts.
const USUAL_DATA: &str = "data";

/// A file of the data folder, by its name below it.
fn text(data: &Path, name: &str) -> Result<Cow<'static, str>, Failure> {
    let outside = data == Path::new(USUAL_DATA) && !data.join("catalog").is_dir();
    if let Some(text) = builtin::file(name).filter(|_| outside) {
        return Ok(text.into());
    }
    let path = data.join(name);
    std::fs::read_to_string(&path).map(Cow::from).map_err(|error| {
        Failure::file("read", &path, &error)
            .hint("--data names the folder with catalog/ and snapshots/; without it the program's own catalogue counts outside of the repository")
    })
}

fn table<T: DeserializeOwned>(data: &Path, name: &str) -> Result<T, Failure> {
    let name = format!("catalog/{name}");
    toml::from_str(&text(data, &name)?)
        .map_err(|error| Failure::outside(format!("{} is not as it should be: {error}", data.join(&name).display())))
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
    facts_of(data, None)
}

/// The same with the scores of one snapshot; of the one that scores most models of the catalogue when none is named.
///
/// # Errors
/// As [`facts`], and for a snapshot that is not there.
pub fn facts_of(data: &Path, snapshot: Option<&str>) -> Result<Facts, Failure> {
    let catalog = catalog(data)?;
    Facts::new(&catalog, scores(data, &catalog, snapshot)?.as_ref()).ok_or_else(|| unusable(data))
}

/// What can be had, with the scores of the snapshot that scores most models of the catalogue.
///
/// # Errors
/// As [`facts`].
pub fn market(data: &Path) -> Result<Market, Failure> {
    let catalog = catalog(data)?;
    Market::new(&catalog, scores(data, &catalog, None)?.as_ref()).ok_or_else(|| unusable(data))
}

fn unusable(data: &Path) -> Failure {
    Failure::outside(format!("the catalogue in {} cannot be used", data.display()))
}

/// The snapshot whose scores count.
fn scores(data: &Path, catalog: &Catalog, snapshot: Option<&str>) -> Result<Option<Summary>, Failure> {
    let name = "snapshots/index.json";
    let index = index_from_json(&text(data, name)?).map_err(|error| {
        Failure::outside(format!("{} is no index of snapshots: {error}", data.join(name).display()))
    })?;
    let read = |id: &str| {
        let name = format!("snapshots/{id}/summary.json");
        summary_from_json(&text(data, &name)?)
            .map_err(|error| Failure::outside(format!("{} is no snapshot: {error}", data.join(&name).display())))
    };
    let Some(id) = snapshot else {
        let all = index.snapshots.iter().map(|entry| read(entry.id.as_str())).collect::<Result<Vec<_>, _>>()?;
        return Ok(scored_snapshot(catalog, &all).cloned());
    };
    if !index.snapshots.iter().any(|entry| entry.id.as_str() == id) {
        let known: Vec<&str> = index.snapshots.iter().map(|entry| entry.id.as_str()).collect();
        return Err(Failure::usage(format!("{} has no snapshot {id}", data.join(name).display()))
            .hint(format!("there are: {}", known.join(", "))));
    }
    read(id).map(Some)
}
