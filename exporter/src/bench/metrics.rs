//! What servers publish of their own load: llama-server's slots, and metrics of llama-server and vLLM.

use serde_json::Value;

use crate::provider::http::Http;
use crate::provider::look::From;

/// How busy a server is at a moment.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Busy {
    /// Requests at work and waiting; None where the server does not say.
    pub requests: Option<f64>,
    /// Decode steps so far, and the mean of slots at work in them (llama-server with `--metrics`).
    pub decodes: Option<(f64, f64)>,
}

/// Looks at a server of one's own.
pub async fn look(http: &Http) -> Busy {
    let metrics = http.get(From::Root, "/metrics").await.ok();
    let text = metrics.filter(|looked| looked.status == 200).map(|looked| looked.text).unwrap_or_default();
    let mut busy = of_metrics(&text);
    if busy.requests.is_none() {
        let slots = http.get(From::Root, "/slots").await.ok();
        busy.requests = slots.as_ref().and_then(|looked| looked.found()).and_then(of_slots);
    }
    busy
}

fn of_metrics(text: &str) -> Busy {
    let sum = |names: [&str; 2]| {
        let values: Vec<f64> = names.iter().filter_map(|name| value(text, name)).collect();
        (!values.is_empty()).then(|| values.iter().sum())
    };
    let llama = sum(["llamacpp:requests_processing", "llamacpp:requests_deferred"]);
    Busy {
        requests: llama.or_else(|| sum(["vllm:num_requests_running", "vllm:num_requests_waiting"])),
        decodes: value(text, "llamacpp:n_decode_total").zip(value(text, "llamacpp:n_busy_slots_per_decode")),
    }
}

fn of_slots(slots: &Value) -> Option<f64> {
    let slots = slots.as_array()?;
    Some(slots.iter().filter(|slot| slot.get("is_processing").is_some_and(|busy| busy == true)).count() as f64)
}

/// The sum of a metric over its labels, in Prometheus' text format.
fn value(text: &str, name: &str) -> Option<f64> {
    let values: Vec<f64> = text
        .lines()
        .filter_map(|line| {
            let rest = line.strip_prefix(name)?;
            let rest = match rest.strip_prefix('{') {
                Some(labels) => &labels[labels.find('}')? + 1..],
                None => rest.starts_with(' ').then_some(rest)?,
            };
            rest.split_whitespace().next()?.parse().ok()
        })
        .collect();
    (!values.is_empty()).then(|| values.iter().sum())
}

/// Slots at work per decode step between two looks.
#[must_use]
pub fn busy_slots(before: Busy, after: Busy) -> Option<f64> {
    let ((steps, mean), (steps_after, mean_after)) = before.decodes.zip(after.decodes)?;
    let between = steps_after - steps;
    (between > 0.0).then(|| ((steps_after * mean_after - steps * mean) / between * 1e3).round() / 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_of_both_servers() {
        // As llama.cpp b11434 and vLLM 0.11 write them.
        let llama = "# HELP llamacpp:requests_processing Number of requests processing.\n# TYPE llamacpp:requests_processing gauge\n\
                     llamacpp:requests_processing 2\nllamacpp:requests_deferred 1\nllamacpp:n_decode_total 100\nllamacpp:n_busy_slots_per_decode 1.5\n";
        let busy = of_metrics(llama);
        assert_eq!((busy.requests, busy.decodes), (Some(3.0), Some((100.0, 1.5))));
        let later = Busy { decodes: Some((300.0, 3.5)), ..busy };
        assert_eq!(busy_slots(busy, later), Some(4.5), "1,050 − 150 in 200 steps");
        assert_eq!(busy_slots(busy, busy), None);
        let vllm = "vllm:num_requests_running{engine=\"0\",model_name=\"m\"} 4.0\nvllm:num_requests_waiting{engine=\"0\",model_name=\"m\"} 0.0\n\
                    vllm:num_requests_running_total{x=\"y\"} 9\n";
        assert_eq!(of_metrics(vllm).requests, Some(4.0));
        assert_eq!(of_metrics("<html>"), Busy::default());
        assert_eq!(of_slots(&serde_json::json!([{"is_processing":true},{"is_processing":false}])), Some(1.0));
    }
}
