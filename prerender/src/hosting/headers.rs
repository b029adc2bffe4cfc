//! `_headers`, which Netlify and Cloudflare Pages read, and `cargo xtask serve` too.

use std::collections::BTreeSet;
use std::fmt::Write;

use app::document::Site;

/// Files whose names change with their content may be kept for a year without asking again.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The file. Everything below `assets/` carries a hash in its name.
///
/// No rule for all files sets `Cache-Control`: both hosts join the values of all rules that match.
pub fn file(site: &Site, policy: &str, routes: &[&str]) -> String {
    let base = &site.base;
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write!(
        text,
        "{base}*\n  Content-Security-Policy: {policy}\n  X-Content-Type-Options: nosniff\n  \
         Referrer-Policy: no-referrer\n  Cross-Origin-Opener-Policy: same-origin\n  \
         Permissions-Policy: camera=(), geolocation=(), microphone=()\n"
    );
    // No rule can take back what the rule for all files says, so each folder of pages forbids frames by itself. The cards
    // below `embed/` are made for them.
    let folders: BTreeSet<&str> =
        routes.iter().filter_map(|route| route.split_once('/')).map(|(first, _)| first).collect();
    let own = [base.clone()].into_iter().chain(folders.into_iter().map(|folder| format!("{base}{folder}/*")));
    for pattern in own {
        let _ = write!(text, "{pattern}\n  X-Frame-Options: DENY\n");
    }
    let _ = write!(text, "{base}assets/*\n  Cache-Control: {FOR_EVER}\n");
    text
}

/// Whether a file's name carries a hash of its content: `compare-0123456789ab.wasm`, `site-0123456789ab.json`.
pub fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let Some((stem, _)) = name.split_once('.') else { return false };
    let hash = stem.rsplit_once('-').map(|(_, hash)| hash).unwrap_or_default();
    hash.len() >= 12 && hash.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashed_names_are_recognised() {
        for hashed in ["app-0123456789abcdef.js", "assets/compare-0123456789ab.wasm", "assets/x-y-0123456789ab.json"] {
            assert!(is_hashed(hashed), "{hashed}");
        }
        for plain in ["index.html", "theme.js", "data/snapshots/over-http/summary.json", "a-0123456789.js", "sw.js"] {
            assert!(!is_hashed(plain), "{plain}");
        }
    }
}
