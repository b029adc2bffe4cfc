//! The JSON Schemas of the format, generated from the wire types.

use serde_json::Value;

use super::v1;

/// Every schema with the name of its file in `data/schema/`.
#[must_use]
pub fn all() -> Vec<(&'static str, Value)> {
    vec![
        ("snapshot-v1.summary.schema.json", schemars::schema_for!(v1::Summary).to_value()),
        ("snapshot-v1.detail.schema.json", schemars::schema_for!(v1::TaskDetail).to_value()),
        ("snapshot-v1.index.schema.json", schemars::schema_for!(v1::Index).to_value()),
    ]
}
