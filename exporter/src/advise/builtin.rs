//! The catalogue and the summaries of snapshots on the day that this program was built.

/// Names below the data folder, with what the files held.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/data.rs"));

/// The text of a file below the data folder, such as `catalog/models.toml`.
#[must_use]
pub fn file(name: &str) -> Option<&'static str> {
    FILES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_and_the_scores_are_in_the_program() {
        for name in ["models", "machines", "prices", "rates", "sources", "measurements", "subscriptions", "gpu-rentals"]
        {
            assert!(file(&format!("catalog/{name}.toml")).is_some_and(|text| !text.is_empty()), "{name}");
        }
        let index = analytics::snapshot::index_from_json(file("snapshots/index.json").unwrap()).unwrap();
        for entry in &index.snapshots {
            assert!(file(&format!("snapshots/{}/summary.json", entry.id)).is_some(), "{}", entry.id);
        }
        assert_eq!(file("catalog/none.toml"), None);
    }
}
