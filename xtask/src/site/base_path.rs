//! The path below its origin that a site is built for: `/`, or `/some/base/`.

use std::fmt;
use std::str::FromStr;

use anyhow::{Result, bail};

/// An absolute path that begins and ends with a slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BasePath(String);

impl BasePath {
    /// The root.
    pub fn root() -> Self {
        Self("/".to_owned())
    }

    /// The path, with both slashes.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path without its last slash: empty for the root.
    pub fn prefix(&self) -> &str {
        self.0.trim_end_matches('/')
    }
}

impl FromStr for BasePath {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let parts: Vec<&str> = text.split('/').filter(|part| !part.is_empty()).collect();
        let plain = |part: &&str| {
            !matches!(*part, "." | "..") && part.chars().all(|c| c.is_ascii_alphanumeric() || "-_.~".contains(c))
        };
        if !parts.iter().all(plain) {
            bail!(
                "the base path `{text}` may have letters, digits and -_.~ between its slashes, \
                 such as /local-inference-machine/"
            );
        }
        if parts.is_empty() {
            return Ok(Self::root());
        }
        Ok(Self(format!("/{}/", parts.join("/"))))
    }
}

impl fmt::Display for BasePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_are_put_where_they_belong() {
        for text in ["some/base", "/some/base", "/some/base/", "//some//base//"] {
            assert_eq!(text.parse::<BasePath>().unwrap().as_str(), "/some/base/");
        }
        assert_eq!("".parse::<BasePath>().unwrap(), BasePath::root());
        assert_eq!(BasePath::root().prefix(), "");
        assert!("/a/../b/".parse::<BasePath>().is_err());
        assert!("/a b/".parse::<BasePath>().is_err());
    }
}
