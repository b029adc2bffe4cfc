//! The Content-Security-Policy: nothing from elsewhere, and within a document only the scripts and the style that the
//! build itself has written, by their hash. Style attributes and event handlers stay forbidden.

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The policy as a `<meta>` element carries it, for a template with these scripts and styles in it.
///
/// # Errors
/// When one of them does not end.
pub fn in_document(template: &str) -> anyhow::Result<String> {
    let hashes = |element: &str| -> anyhow::Result<String> {
        let hash = |text: &str| format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())));
        Ok(inline(template, element)?.into_iter().map(hash).collect())
    };
    let (scripts, styles) = (hashes("script")?, hashes("style")?);
    Ok(format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{scripts}; style-src 'self'{styles}; \
         img-src 'self' data: blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
         base-uri 'none'; form-action 'self'"
    ))
}

/// The content of every element of this name that has no address.
fn inline<'a>(html: &'a str, element: &str) -> anyhow::Result<Vec<&'a str>> {
    let (open, close) = (["<", element].concat(), ["</", element, ">"].concat());
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find(&open) {
        let fault = || format!("a {element} element that does not end");
        let tag_end = rest[start..].find('>').with_context(fault)? + start;
        let end = rest[tag_end..].find(&close).with_context(fault)? + tag_end;
        if !rest[start..tag_end].contains(" src=") {
            found.push(&rest[tag_end + 1..end]);
        }
        rest = &rest[end..];
    }
    Ok(found)
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
        let styled = in_document("<style>alert('Hello, world.');</style>").unwrap();
        assert!(styled.contains("style-src 'self' 'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=';"), "{styled}");
    }
}
