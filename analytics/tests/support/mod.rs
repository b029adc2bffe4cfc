//! The catalogue and the published snapshot, as the repository holds them.

use analytics::catalog::{
    Catalog, GpuRentalsFile, MachinesFile, MeasurementsFile, ModelsFile, PricesFile, RatesFile, SourcesFile,
    SubscriptionsFile, WorkloadsFile,
};
use analytics::snapshot::summary_from_json;
use analytics::snapshot::v1::Summary;

macro_rules! file {
    ($type:ty, $name:literal) => {
        toml::from_str::<$type>(include_str!(concat!("../../../data/catalog/", $name))).expect($name)
    };
}

/// The catalogue.
pub fn catalog() -> Catalog {
    Catalog {
        sources: file!(SourcesFile, "sources.toml").sources,
        models: file!(ModelsFile, "models.toml").models,
        rented: file!(ModelsFile, "models.toml").rented,
        power_classes: file!(MachinesFile, "machines.toml").power_classes,
        rentals: file!(GpuRentalsFile, "gpu-rentals.toml").rentals,
        machines: file!(MachinesFile, "machines.toml").machines,
        prices: file!(PricesFile, "prices.toml").prices,
        subscriptions: file!(SubscriptionsFile, "subscriptions.toml").subscriptions,
        rates: file!(RatesFile, "rates.toml").rates,
        measurements: file!(MeasurementsFile, "measurements.toml").measurements,
        workloads: file!(WorkloadsFile, "workloads.toml").workloads,
    }
}

/// The published snapshot.
pub fn published() -> Summary {
    summary_from_json(include_str!("../../../data/snapshots/2026-04-published/summary.json"))
        .expect("the published summary")
}
