//! The address at which a site will be published: `https://example.org/lim/`.

use std::str::FromStr;

use anyhow::{Context, Result, bail};

use super::BasePath;

/// An absolute address that ends with a slash, and the path in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    url: String,
    base: BasePath,
}

impl Address {
    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.url
    }

    /// The path below its origin.
    pub const fn base(&self) -> &BasePath {
        &self.base
    }
}

impl FromStr for Address {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let (scheme, rest) = text.split_once("://").unwrap_or_default();
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let plain = |c: char| c.is_ascii_alphanumeric() || "-.:".contains(c);
        if !matches!(scheme, "https" | "http") || host.is_empty() || !host.chars().all(plain) {
            bail!("the address `{text}` must be that of the home page, such as https://example.org/lim/");
        }
        let base: BasePath = path.parse().with_context(|| format!("in the address `{text}`"))?;
        Ok(Self { url: format!("{scheme}://{host}{base}"), base })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_is_taken_from_the_address() {
        for (text, url, base) in [
            ("https://a.github.io/lim", "https://a.github.io/lim/", "/lim/"),
            ("https://a.github.io/lim/", "https://a.github.io/lim/", "/lim/"),
            ("https://example.org", "https://example.org/", "/"),
            ("http://127.0.0.1:8080/x/y/", "http://127.0.0.1:8080/x/y/", "/x/y/"),
        ] {
            let address: Address = text.parse().unwrap();
            assert_eq!((address.as_str(), address.base().as_str()), (url, base));
        }
    }

    #[test]
    fn what_is_no_address_is_an_error() {
        for bad in ["example.org/lim/", "/lim/", "ftp://x.org/", "https://", "https://x\"y/", "https://x.org/?a=b"] {
            assert!(bad.parse::<Address>().is_err(), "{bad}");
        }
    }
}
