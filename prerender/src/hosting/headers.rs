//! `_headers`, which Netlify and Cloudflare Pages read, and `cargo xtask serve` too.

use std::fmt::Write;

use app::document::Site;

/// Files whose names change with their content may be kept for a year without asking again.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The file. `hashed` are the files outside of `assets/` that carry a hash in their names.
///
/// No rule for all files sets `Cache-Control`: both hosts join the values of all rules that match.
pub fn file(site: &Site, policy: &str, hashed: &[String]) -> String {
    let base = &site.base;
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write!(
        text,
        "{base}*\n  Content-Security-Policy: {policy}\n  X-Content-Type-Options: nosniff\n  \
         Referrer-Policy: no-referrer\n  Cross-Origin-Opener-Policy: same-origin\n  \
         Permissions-Policy: camera=(), geolocation=(), microphone=()\n"
    );
    for path in ["assets/*"].into_iter().chain(hashed.iter().map(String::as_str)) {
        let _ = write!(text, "{base}{path}\n  Cache-Control: {FOR_EVER}\n");
    }
    text
}

/// Whether a file's name carries a hash of its content: `app-0123456789abcdef_bg.wasm`, `site-0123456789ab.json`.
pub fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let Some((stem, _)) = name.split_once('.') else { return false };
    let stem = stem.strip_suffix("_bg").unwrap_or(stem);
    let hash = stem.rsplit_once('-').map(|(_, hash)| hash).unwrap_or_default();
    hash.len() >= 12 && hash.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashed_names_are_recognised() {
        for hashed in ["app-0123456789abcdef.js", "app-0123456789abcdef_bg.wasm", "assets/x-y-0123456789ab.json"] {
            assert!(is_hashed(hashed), "{hashed}");
        }
        for plain in ["index.html", "theme.js", "data/snapshots/over-http/summary.json", "a-0123456789.js", "sw.js"] {
            assert!(!is_hashed(plain), "{plain}");
        }
    }
}
