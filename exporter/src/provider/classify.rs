//! Which condition an error of a server is: by its words and kinds, what it says of itself, and its status.

use super::error_body::ErrorBody;
use super::retry::Condition;

/// The condition behind an error that a server sent, with its HTTP status or the code in its body.
#[must_use]
pub fn classify(status: u16, body: &ErrorBody) -> Condition {
    use Condition as C;
    let text = body.message.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let kind = |names: &[&str]| body.kinds.iter().any(|kind| names.contains(&kind.as_str()));
    if kind(&[
        "context_length_exceeded",
        "exceed_context_size_error",
        "max_tokens_exceeded",
        "token_limit_exceeded",
        "string_too_long",
        "payload_too_large",
    ]) || status == 413
        || (status == 400
            && says(&[
                "context length",
                "context size",
                "context window",
                "prompt is too long",
                "prompt is longer",
                "too many tokens",
                "exceeds the available context",
            ]))
    {
        return C::ContextOverflow;
    }
    if kind(&["content_policy_violation", "refusal", "content_filter"]) || (status == 403 && body.flagged) {
        return C::Refused;
    }
    if kind(&["constraint_filtered", "no_endpoints", "privacy_restricted", "region_restricted"]) {
        return C::PinUnsatisfiable;
    }
    if kind(&[
        "model_not_found",
        "model_deprecated",
        "model_unavailable_upstream",
        "free_variant_ended",
        "wrong_endpoint",
    ]) {
        return C::ModelMissing;
    }
    match status {
        429 if says(&["per-day", "per day", "daily"]) => C::QuotaUsedUp,
        // A key or an account is not mended by waiting, whatever the body says.
        400..=499 if body.retryable == Some(true) && !matches!(status, 401 | 402) => C::Overloaded,
        401 | 403 => C::Unauthorized,
        402 => C::PaymentRequired,
        404 if says(&["no endpoints", "no allowed providers", "data policy"]) => C::PinUnsatisfiable,
        404 | 410 => C::ModelMissing,
        // Whoever could know says that another attempt is of no use (section 1.4: switch on `retryable`).
        408 | 429 | 500..=599 if body.retryable == Some(false) => C::PinUnsatisfiable,
        429 | 529 => C::Overloaded,
        503 if says(&["loading model", "loading the model", "server busy", "model is loading"]) => C::Loading,
        503 => C::Overloaded,
        408 | 500..=599 => C::ServerFault,
        400..=499 => C::BadRequest,
        // A redirect or something stranger: the address is wrong.
        _ => C::BadRequest,
    }
}

#[cfg(test)]
mod tests {
    use super::super::retry::rule;
    use super::*;

    fn body(text: &str) -> ErrorBody {
        ErrorBody::parse(text)
    }

    #[test]
    fn the_table_of_section_8() {
        for (status, text, condition) in [
            (400, r#"{"error":"the prompt is longer than the context length: 9000"}"#, Condition::ContextOverflow),
            (
                400,
                r#"{"error":{"code":400,"message":"request (9412 tokens) exceeds the available context size (8192 tokens), try increasing it","type":"exceed_context_size_error"}}"#,
                Condition::ContextOverflow,
            ),
            (413, "", Condition::ContextOverflow),
            (
                400,
                r#"{"error":{"message":"bad","metadata":{"error_type":"content_policy_violation"}}}"#,
                Condition::Refused,
            ),
            (
                403,
                r#"{"error":{"code":403,"message":"Input flagged","metadata":{"reasons":["harassment"],"flagged_input":"x"}}}"#,
                Condition::Refused,
            ),
            (403, r#"{"error":{"message":"no"}}"#, Condition::Unauthorized),
            (401, "", Condition::Unauthorized),
            (402, r#"{"error":{"code":402,"message":"Insufficient credits"}}"#, Condition::PaymentRequired),
            (
                404,
                r#"{"error":{"message":"x","availability":{"code":"constraint_filtered","retryable":false}}}"#,
                Condition::PinUnsatisfiable,
            ),
            (404, r#"{"error":"model \"x\" not found, try pulling it first"}"#, Condition::ModelMissing),
            (422, "", Condition::BadRequest),
            (408, "", Condition::ServerFault),
            (524, "", Condition::ServerFault),
            (429, r#"{"error":{"message":"Rate limit exceeded: free-models-per-day"}}"#, Condition::QuotaUsedUp),
            (429, r#"{"error":{"message":"slow down"}}"#, Condition::Overloaded),
            (503, r#"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#, Condition::Loading),
            (
                503,
                r#"{"error":"server busy, please try again.  maximum pending requests exceeded"}"#,
                Condition::Loading,
            ),
            (529, "<html>overloaded</html>", Condition::Overloaded),
            (302, "", Condition::BadRequest),
            (
                500,
                r#"{"error":{"message":"x","availability":{"code":"new_code","retryable":true}}}"#,
                Condition::ServerFault,
            ),
            (402, r#"{"error":{"message":"x","availability":{"retryable":true}}}"#, Condition::PaymentRequired),
        ] {
            assert_eq!(classify(status, &body(text)), condition, "{status} {text}");
        }
    }

    #[test]
    fn availability_decides_whatever_the_status() {
        for (status, code, retryable, condition) in [
            (403, "region_restricted", false, Condition::PinUnsatisfiable),
            (404, "model_deprecated", false, Condition::ModelMissing),
            (503, "model_unavailable_upstream", false, Condition::ModelMissing),
            (404, "free_variant_ended", false, Condition::ModelMissing),
            (429, "free_variant_ended", false, Condition::ModelMissing),
            (400, "wrong_endpoint", false, Condition::ModelMissing),
            (404, "model_not_found", false, Condition::ModelMissing),
            (429, "something_new", false, Condition::PinUnsatisfiable),
            (503, "something_new", false, Condition::PinUnsatisfiable),
            (429, "capacity_exhausted", true, Condition::Overloaded),
            (503, "temporarily_unavailable", true, Condition::Overloaded),
            (404, "something_new", true, Condition::Overloaded),
            (403, "something_new", true, Condition::Overloaded),
        ] {
            let text =
                format!(r#"{{"error":{{"message":"m","availability":{{"code":"{code}","retryable":{retryable}}}}}}}"#);
            let found = classify(status, &body(&text));
            assert_eq!(found, condition, "{status} {code}");
            assert_eq!(rule(found).attempts > 1, retryable, "{status} {code}");
        }
    }
}
