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
    // A request that is too long for a quota is none that is too long for the model.
    let of_quota = says(&["tokens per minute", "(tpm)", "tokens per day", "(tpd)"]);
    if kind(&[
        "context_length_exceeded",
        "exceed_context_size_error",
        "max_tokens_exceeded",
        "token_limit_exceeded",
        "string_too_long",
        "payload_too_large",
    ]) || (status == 413 && !of_quota)
        || (status == 400 && says(&["prompt is too long", "prompt is longer", "too many tokens"]))
        || (!of_quota && is_overflow(&text, status == 400))
    {
        return C::ContextOverflow;
    }
    // No waiting mends an account that is used up.
    if kind(&["insufficient_quota", "billing_hard_limit_reached", "billing_not_active"]) {
        return C::PaymentRequired;
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
    // LM Studio says so with status 200, when /v1 is missing in the address.
    if says(&["unexpected endpoint or method"]) {
        return C::ModelMissing;
    }
    match status {
        413 => C::BadRequest,
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
        // Inside of a stream there is no status, and some proxies turn every status into 500.
        500..=599
            if kind(&["overloaded_error", "engine_overloaded_error", "rate_limit_error", "rate_limit_exceeded"])
                || says(&["too many requests", "rate limit", "overloaded", "at capacity"]) =>
        {
            C::Overloaded
        }
        503 if says(&["loading model", "loading the model", "server busy", "model is loading"]) => C::Loading,
        503 => C::Overloaded,
        408 | 500..=599 => C::ServerFault,
        400..=499 => C::BadRequest,
        // A redirect or something stranger: the address is wrong.
        _ => C::BadRequest,
    }
}

/// Whether words say that prompt, or prompt and answer, did not fit into the context. Under status 400 the context alone is
/// word enough; elsewhere it must also be said that it is too short.
fn is_overflow(text: &str, is_request: bool) -> bool {
    let context = ["context length", "context size", "context window", "available context", "maximum context"];
    let about = |words: &[&str]| words.iter().any(|word| text.contains(word));
    // LM Studio's sentence: "Trying to keep the first 5000 tokens when context the overflows".
    let overflows = about(&["context the overflows", "context overflow", "overflows the context"]);
    let short =
        ["exceed", "overflow", "is full", "too long", "too large", "longer than", "larger than", "maximum", "only"];
    overflows || (about(&context) && (is_request || about(&short)))
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
                r#"{"error":{"code":500,"message":"Context size has been exceeded.","type":"server_error"}}"#,
                Condition::ContextOverflow,
            ),
            (
                502,
                r#"{"error":{"message":"the context window is full","type":"server_error"}}"#,
                Condition::ContextOverflow,
            ),
            (
                500,
                r#"{"error":{"message":"Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens"}}"#,
                Condition::ContextOverflow,
            ),
            (500, r#"{"error":"the input length exceeds the context length"}"#, Condition::ContextOverflow),
            (500, r#"{"error":"cannot allocate a context window"}"#, Condition::ServerFault),
            (
                413,
                r#"{"error":{"message":"Request too large for model x on tokens per minute (TPM): Limit 6000","code":"rate_limit_exceeded"}}"#,
                Condition::BadRequest,
            ),
            (
                429,
                r#"{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota"}}"#,
                Condition::PaymentRequired,
            ),
            (500, r#"{"error":{"message":"model is overloaded"}}"#, Condition::Overloaded),
            (502, r#"{"message":"Too many requests"}"#, Condition::Overloaded),
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
