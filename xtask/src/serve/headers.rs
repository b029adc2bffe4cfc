//! The headers of a built site: its `_headers` file, read as Netlify and Cloudflare Pages read it.

use std::path::Path;

use anyhow::{Context, Result, bail};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// The rules of a `_headers` file.
#[derive(Clone, Debug, Default)]
pub struct Headers {
    rules: Vec<Rule>,
}

#[derive(Clone, Debug)]
struct Rule {
    /// A path, or the start of one.
    path: String,
    /// Whether everything that begins with the path is meant.
    open: bool,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Headers {
    /// Reads the file of a built site; a folder without one has no rules.
    pub fn of(dist: &Path) -> Result<Self> {
        let path = dist.join("_headers");
        match std::fs::read_to_string(&path) {
            Ok(text) => Self::parse(&text).with_context(|| format!("in {}", path.display())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }

    fn parse(text: &str) -> Result<Self> {
        let mut rules: Vec<Rule> = Vec::new();
        for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
            if !line.starts_with(char::is_whitespace) {
                let (path, open) = line.strip_suffix('*').map_or((line, false), |path| (path, true));
                if path.contains('*') {
                    bail!("the path {line} has an asterisk that is not its last character");
                }
                rules.push(Rule { path: path.to_owned(), open, headers: Vec::new() });
                continue;
            }
            let (name, value) = line.split_once(':').with_context(|| format!("`{}` is no header", line.trim()))?;
            let rule = rules.last_mut().with_context(|| format!("`{}` stands below no path", line.trim()))?;
            rule.headers.push((name.trim().parse()?, value.trim().parse()?));
        }
        Ok(Self { rules })
    }

    /// Adds what the rules say about a path; what no rule lets a browser keep is asked for again each time.
    pub fn apply(&self, path: &str, headers: &mut HeaderMap) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        for rule in self.rules.iter().filter(|rule| rule.matches(path)) {
            for (name, value) in &rule.headers {
                headers.insert(name, value.clone());
            }
        }
    }
}

impl Rule {
    fn matches(&self, path: &str) -> bool {
        if self.open { path.starts_with(&self.path) } else { path == self.path }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str =
        "# note\n/x/*\n  Content-Security-Policy: default-src 'none'; a:b\n/x/app-1.js\n  Cache-Control: immutable\n";

    #[test]
    fn rules_apply_to_their_paths() {
        let headers = Headers::parse(FILE).unwrap();
        for (path, policy, cache) in
            [("/x/app-1.js", true, "immutable"), ("/x/app-1.json", true, "no-cache"), ("/y/", false, "no-cache")]
        {
            let mut map = HeaderMap::new();
            headers.apply(path, &mut map);
            assert_eq!(map.get("content-security-policy").is_some(), policy, "{path}");
            assert_eq!(map[header::CACHE_CONTROL], cache, "{path}");
        }
    }

    #[test]
    fn what_the_hosts_would_not_understand_is_an_error() {
        for bad in ["/a/*/b\n  X: y\n", "  X: y\n", "/a\n  nonsense\n"] {
            assert!(Headers::parse(bad).is_err(), "{bad}");
        }
    }
}
