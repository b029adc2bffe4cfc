//! Names, links and people of the site: the content of `data/site.toml`, the one file that a fork changes.

use serde::Deserialize;

/// `data/site.toml`. Empty texts stand for what the owner has not filled in; pages then leave it out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteInfo {
    /// Name of the site.
    pub name: String,
    /// Name where there is little room, such as under an icon on a telephone.
    pub short_name: String,
    /// The question that it answers.
    pub question: String,
    /// Description for search engines and shared links.
    pub description: String,
    /// Address of the published site; empty when unknown.
    pub url: String,
    /// Address of the source code; empty when unknown.
    pub repository: String,
    /// Who answers for the site.
    pub owner: Publisher,
    /// Under which terms code and data may be used.
    pub licence: Licence,
    /// The group that shares a machine.
    pub co_op: CoOp,
}

/// Who answers for the site.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publisher {
    /// A person or a group; empty when unknown.
    pub name: String,
    /// Where to read more about them; empty when unknown.
    pub url: String,
    /// E-mail address for questions and corrections; empty when unknown.
    pub email: String,
}

/// A licence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Licence {
    /// SPDX expression.
    pub spdx: String,
}

/// The group that shares a machine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoOp {
    /// E-mail address for people who want to join; empty when nobody can.
    pub email: String,
}

impl SiteInfo {
    /// What is wrong with the values, each in one sentence; empty when nothing is.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let needed = [
            ("name", &self.name),
            ("short_name", &self.short_name),
            ("question", &self.question),
            ("description", &self.description),
            ("licence.spdx", &self.licence.spdx),
        ];
        for (key, value) in needed {
            if value.trim().is_empty() {
                faults.push([key, " is empty: every page needs it"].concat());
            }
        }
        if !(self.url.is_empty() || is_web(&self.url) && self.url.ends_with('/')) {
            faults.push(wrong("url", &self.url, "must begin with https:// and end with a slash"));
        }
        for (key, value) in [("repository", &self.repository), ("owner.url", &self.owner.url)] {
            if !(value.is_empty() || is_web(value)) {
                faults.push(wrong(key, value, "must begin with https://"));
            }
        }
        for (key, value) in [("owner.email", &self.owner.email), ("co_op.email", &self.co_op.email)] {
            if !(value.is_empty() || is_email(value)) {
                faults.push(wrong(key, value, "must be an e-mail address such as name@example.org"));
            }
        }
        faults
    }
}

fn wrong(key: &str, value: &str, rule: &str) -> String {
    [key, " is \"", value, "\" but ", rule, ", or be empty"].concat()
}

/// An address that can be linked: nothing in it can end an attribute or run as script.
fn is_web(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty()) && !text.contains(|c: char| c.is_whitespace() || "\"'<>".contains(c))
}

fn is_email(text: &str) -> bool {
    let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "._+-".contains(c));
    text.split_once('@').is_some_and(|(name, host)| plain(name) && plain(host) && host.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> SiteInfo {
        SiteInfo {
            name: "Name".into(),
            short_name: "Short".into(),
            question: "Why?".into(),
            description: "What it is.".into(),
            licence: Licence { spdx: "MIT".into() },
            ..SiteInfo::default()
        }
    }

    #[test]
    fn what_is_not_filled_in_is_no_fault() {
        assert!(good().faults().is_empty());
    }

    #[test]
    fn each_fault_names_its_key_and_the_rule() {
        let mut info = good();
        info.url = "https://example.org".into();
        info.repository = "javascript:alert(1)".into();
        info.co_op.email = "somebody".into();
        info.name = " ".into();
        let faults = info.faults();
        assert_eq!(faults.len(), 4, "{faults:?}");
        for key in ["name", "url", "repository", "co_op.email"] {
            assert!(faults.iter().any(|fault| fault.starts_with(key)), "{key}: {faults:?}");
        }
    }

    #[test]
    fn addresses_are_recognised() {
        for good in ["a@example.org", "first.last+tag@mail.example.org"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["a", "@example.org", "a@example", "a b@example.org", "a@b.org\"><script>"] {
            assert!(!is_email(bad), "{bad}");
        }
        assert!(is_web("https://example.org/x") && !is_web("https://") && !is_web("https://x.org/\"><script>"));
    }
}
