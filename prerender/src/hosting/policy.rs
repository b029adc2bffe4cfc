//! The Content-Security-Policy: nothing from elsewhere, no inline style, and of inline scripts only those that
//! the build itself has written, by their hash.

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// What only a header can say; a `<meta>` element with it would be a warning in the console.
const ONLY_IN_HEADERS: &str = "; frame-ancestors 'none'";

/// The policy as a `<meta>` element carries it, for a template with these inline scripts.
///
/// # Errors
/// When a script in the template does not end.
pub fn in_document(template: &str) -> anyhow::Result<String> {
    let mut scripts = String::new();
    for script in inline_scripts(template)? {
        let hash = STANDARD.encode(Sha256::digest(script.as_bytes()));
        scripts.push_str(&format!(" 'sha256-{hash}'"));
    }
    Ok(format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{scripts}; style-src 'self'; \
         img-src 'self' data: blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
         base-uri 'none'; form-action 'self'"
    ))
}

/// The policy as a header.
pub fn in_header(in_document: &str) -> String {
    [in_document, ONLY_IN_HEADERS].concat()
}

/// The content of every script element that has no address.
fn inline_scripts(html: &str) -> anyhow::Result<Vec<&str>> {
    let mut scripts = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find("<script") {
        let tag_end = rest[start..].find('>').context("a script element that does not begin")? + start;
        let end = rest[tag_end..].find("</script>").context("a script element that does not end")? + tag_end;
        if !rest[start..tag_end].contains(" src=") {
            scripts.push(&rest[tag_end + 1..end]);
        }
        rest = &rest[end..];
    }
    Ok(scripts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_scripts_are_named_by_their_hash_and_others_are_not() {
        // The example of the CSP specification, Level 3, section on hashes:
        let template = "<script src=\"/a.js\"></script><script type=\"module\">alert('Hello, world.');</script>";
        let policy = in_document(template).unwrap();
        assert!(policy.contains("'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"), "{policy}");
        assert_eq!(policy.matches("sha256-").count(), 1);
        assert!(!policy.contains("unsafe-inline") && !policy.contains("frame-ancestors"));
        assert!(in_header(&policy).ends_with("frame-ancestors 'none'"));
    }
}
