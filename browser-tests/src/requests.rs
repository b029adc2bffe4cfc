//! Judging the requests in the browser's performance log: failed ones and those to other hosts.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Pages under test live here; the browser's own start page does not.
const OURS: &str = "http://127.0.0.1:";

#[derive(Deserialize)]
struct Message {
    message: Event,
}

#[derive(Deserialize)]
struct Event {
    method: String,
    #[serde(default)]
    params: Parameters,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Parameters {
    request_id: String,
    #[serde(rename = "documentURL")]
    document: String,
    request: Option<Request>,
    response: Option<Response>,
    error_text: String,
    canceled: bool,
}

#[derive(Deserialize)]
struct Request {
    url: String,
}

#[derive(Deserialize)]
struct Response {
    status: u16,
    url: String,
}

/// Every request of a page of ours that failed, was answered with 400 or above, or left the host.
pub fn bad<'a>(messages: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut ours: BTreeMap<String, String> = BTreeMap::new();
    let mut faults = Vec::new();
    for message in messages {
        let Ok(Message { message: Event { method, params } }) = serde_json::from_str(message) else {
            continue;
        };
        match (method.as_str(), params.request, params.response) {
            ("Network.requestWillBeSent", Some(Request { url }), _) if params.document.starts_with(OURS) => {
                if url.starts_with("http") && !url.starts_with(OURS) {
                    faults.push(format!("goes to another host: {url}"));
                }
                ours.insert(params.request_id, url);
            }
            ("Network.responseReceived", _, Some(Response { status, url }))
                if status >= 400 && ours.contains_key(&params.request_id) =>
            {
                faults.push(format!("answered with {status}: {url}"));
            }
            // A page that is left cancels what it was loading, and scripts that are switched off fail
            // without a reason; neither is a fault of the site.
            ("Network.loadingFailed", ..) if !params.canceled && !params.error_text.is_empty() => {
                if let Some(url) = ours.get(&params.request_id) {
                    faults.push(format!("failed with {}: {url}", params.error_text));
                }
            }
            _ => {}
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn judged(events: &[(&str, Value)]) -> Vec<String> {
        let messages: Vec<String> = events
            .iter()
            .map(|(method, params)| {
                json!({ "message": { "method": format!("Network.{method}"), "params": params } }).to_string()
            })
            .collect();
        bad(messages.iter().map(String::as_str))
    }

    fn sent(url: &str, document: &str) -> (&'static str, Value) {
        let params = json!({ "requestId": "1", "documentURL": document, "request": { "url": url } });
        ("requestWillBeSent", params)
    }

    fn answer(status: u16) -> (&'static str, Value) {
        let response = json!({ "status": status, "url": "http://127.0.0.1:1/x" });
        ("responseReceived", json!({ "requestId": "1", "response": response }))
    }

    fn lost(canceled: bool) -> (&'static str, Value) {
        let error = "net::ERR_FAILED";
        ("loadingFailed", json!({ "requestId": "1", "errorText": error, "canceled": canceled }))
    }

    #[test]
    fn bad_answers_and_no_answers_are_faults() {
        let ask = || sent("http://127.0.0.1:1/x", "http://127.0.0.1:1/");
        assert!(judged(&[ask(), answer(200)]).is_empty());
        assert_eq!(judged(&[ask(), answer(404)]), ["answered with 404: http://127.0.0.1:1/x"]);
        assert_eq!(judged(&[ask(), lost(false)]).len(), 1);
        assert!(judged(&[ask(), lost(true)]).is_empty());
    }

    #[test]
    fn the_browsers_own_pages_do_not_count_but_strangers_do() {
        assert!(judged(&[sent("https://start.example/", "https://start.example/"), lost(false)]).is_empty());
        let foreign = judged(&[sent("https://cdn.example/x.js", "http://127.0.0.1:1/")]);
        assert_eq!(foreign, ["goes to another host: https://cdn.example/x.js"]);
    }
}
