//! What served each model of a snapshot, and under which conditions it was asked.

use analytics::snapshot::v1::ModelSummary;
use leptos::prelude::*;

use super::cell;
use super::table::{Column, stacked};

/// The table; None where no model of the snapshot says anything.
pub fn section(models: &[ModelSummary]) -> Option<AnyView> {
    let told: Vec<(&ModelSummary, Vec<(&'static str, String)>)> = models
        .iter()
        .filter_map(|model| Some((model, model.serving.as_ref()?.lines())))
        .filter(|(_, lines)| !lines.is_empty())
        .collect();
    let mut names: Vec<&'static str> = Vec::new();
    for (name, _) in told.iter().flat_map(|(_, lines)| lines) {
        if !names.contains(name) {
            names.push(name);
        }
    }
    if names.is_empty() {
        return None;
    }
    let columns: Vec<Column> =
        std::iter::once(("Model", false)).chain(names.iter().map(|name| (*name, false))).collect();
    let rows = told
        .iter()
        .map(|(model, lines)| {
            let find = |name: &&str| lines.iter().find(|(other, _)| other == name).map(|(_, text)| text.clone());
            let cells = names.iter().map(|name| cell::text(find(name).unwrap_or_else(|| "not recorded".to_owned())));
            cell::row(std::iter::once(cell::head(model.name.clone())).chain(cells).collect())
        })
        .collect();
    Some(
        view! {
            <section>
                <h2>"Conditions"</h2>
                <p class="note">
                    "What served each model and what was sent with each request. Scores and speeds hold for these conditions."
                </p>
                {stacked("plain stacked", "Conditions", &columns, rows)}
            </section>
        }
        .into_any(),
    )
}

#[cfg(test)]
mod tests {
    use analytics::snapshot::v1::{Conditions, ServingManifest};

    use super::*;
    use crate::document::html;

    #[test]
    fn every_condition_has_a_column_and_what_is_not_recorded_is_said() {
        let model = |id: &str, serving: Option<ServingManifest>| -> ModelSummary {
            let mut model: ModelSummary = serde_json::from_value(serde_json::json!({
                "id": id, "name": format!("Model <{id}>"), "kind": "language_model", "family": id, "provider": "up",
                "provider_model": id
            }))
            .unwrap();
            model.serving = serving;
            model
        };
        let conditions = Conditions { temperature: Some(0.2), concurrency: vec![3], ..Conditions::default() };
        let full = ServingManifest {
            engines: vec!["llama.cpp b1".to_owned()],
            bits_per_weight: vec![5.25],
            conditions: Some(Box::new(conditions)),
            ..ServingManifest::default()
        };
        let bare = ServingManifest { engines: vec!["vllm".to_owned()], ..ServingManifest::default() };
        let models = [model("a", Some(full)), model("b", Some(bare)), model("c", None)];
        let page = html(|| section(&models));
        for part in
            ["Bits per weight", "5.25", "Temperature sent", "0.2", "Requests at a time", "llama.cpp b1", "not recorded"]
        {
            assert!(page.contains(part), "{part} is missing in {page}");
        }
        assert!(page.contains("Model &lt;a&gt;") && !page.contains("Model &lt;c&gt;"), "{page}");
        assert!(section(&models[2..]).is_none(), "no table that says nothing");
    }
}
