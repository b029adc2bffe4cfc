//! JSON Schema: the shape of each kind of file.

use analytics::bench::FORMAT as BENCH_FORMAT;
use analytics::snapshot::v1::{DETAIL_FORMAT, INDEX_FORMAT, SUMMARY_FORMAT, VERSION};
use analytics::snapshot::{LoadError, schema};
use jsonschema::Validator;
use serde_json::Value;

use crate::failure::Failure;

/// At most so many faults of a file: a wrong file breaks every rule at once.
const MOST: usize = 20;

/// The compiled schemas by format.
#[derive(Debug)]
pub struct Schemas {
    by_format: Vec<(&'static str, Validator)>,
}

impl Schemas {
    /// Compiles them.
    ///
    /// # Errors
    /// Never, unless the schemas themselves are broken.
    pub fn compile() -> Result<Self, Failure> {
        let mut by_format = Vec::new();
        let bench = ("bench-v1.schema.json", analytics::bench::schema());
        for (name, schema) in schema::all().into_iter().chain([bench]) {
            let format = match name {
                _ if name.starts_with("bench-") => BENCH_FORMAT,
                _ if name.contains(".summary.") => SUMMARY_FORMAT,
                _ if name.contains(".detail.") => DETAIL_FORMAT,
                _ if name.contains(".index.") => INDEX_FORMAT,
                _ => continue,
            };
            let validator = jsonschema::validator_for(&schema)
                .map_err(|error| Failure::outside(format!("the schema {name} of this program is broken: {error}")))?;
            by_format.push((format, validator));
        }
        Ok(Self { by_format })
    }

    /// What in the file does not fit, each with its place.
    #[must_use]
    pub fn faults(&self, format: &str, bytes: &[u8]) -> Vec<String> {
        let value: Value = match serde_json::from_slice(bytes) {
            Ok(value) => value,
            Err(error) => return vec![format!("is no JSON: {error}")],
        };
        // Before the shape: a file of another version breaks every rule of this one.
        if let Some(version) = value.get("version").and_then(Value::as_u64).filter(|found| *found != u64::from(VERSION))
        {
            return vec![LoadError::Version(version).to_string()];
        }
        let Some((_, validator)) = self.by_format.iter().find(|(known, _)| *known == format) else { return Vec::new() };
        validator
            .iter_errors(&value)
            .take(MOST)
            .map(|error| {
                let place = error.instance_path().to_string();
                let place = if place.is_empty() { "the whole file".to_owned() } else { place };
                // The value itself may be a whole answer.
                let text: String = error.to_string().chars().take(300).collect();
                format!("at {place}: {text}")
            })
            .collect()
    }
}
