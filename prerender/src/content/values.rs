//! Values of `data/site.toml` in prose: `{{repository}}`, and lines between `{{if repository}}` and `{{end}}`.

use anyhow::{Context, bail};
use app::document::SiteInfo;

/// Fills in the values and drops the parts whose condition does not hold.
///
/// # Errors
/// When a value has no such name, or a condition does not end.
pub fn fill(info: &SiteInfo, text: &str) -> anyhow::Result<String> {
    let mut out = String::with_capacity(text.len());
    let mut shown = None;
    for line in text.lines() {
        let condition = line.trim().strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
        match condition.map(|words| words.split_whitespace().collect::<Vec<_>>()).as_deref() {
            Some(["end"]) if shown.is_some() => shown = None,
            Some(["if", name]) if shown.is_none() => shown = Some(!value(info, name)?.is_empty()),
            Some(["unless", name]) if shown.is_none() => shown = Some(value(info, name)?.is_empty()),
            Some(["if" | "unless" | "end", ..]) => bail!("{line} does not belong here: conditions stand side by side"),
            _ if shown == Some(false) => {}
            _ => {
                out.push_str(&replaced(info, line)?);
                out.push('\n');
            }
        }
    }
    if shown.is_some() {
        bail!("a condition lacks its {{{{end}}}}");
    }
    Ok(out)
}

fn replaced(info: &SiteInfo, line: &str) -> anyhow::Result<String> {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").with_context(|| format!("{{{{ without }}}} in: {line}"))?;
        out.push_str(before);
        out.push_str(value(info, name.trim())?);
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

fn value<'a>(info: &'a SiteInfo, name: &str) -> anyhow::Result<&'a str> {
    Ok(match name {
        "name" => &info.name,
        "url" => &info.url,
        "repository" => &info.repository,
        "owner.name" => &info.owner.name,
        "owner.email" => &info.owner.email,
        "co_op.email" => &info.co_op.email,
        "licence.spdx" => &info.licence.spdx,
        _ => bail!("data/site.toml has no value named {name:?} for prose"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info() -> SiteInfo {
        SiteInfo { name: "Name".into(), ..SiteInfo::default() }
    }

    #[test]
    fn values_and_conditions() {
        let text = "a {{name}}\n{{if repository}}\nsource {{repository}}\n{{end}}\n{{unless repository}}\nno source\n{{end}}\n";
        assert_eq!(fill(&info(), text).unwrap(), "a Name\nno source\n");
        let with = SiteInfo { repository: "https://x.org".into(), ..info() };
        assert_eq!(fill(&with, text).unwrap(), "a Name\nsource https://x.org\n");
    }

    #[test]
    fn what_cannot_be_filled_in_is_an_error() {
        for bad in ["{{nonsense}}", "{{if name}}\nx", "{{name", "{{end}}", "{{if name}}\n{{if name}}\n{{end}}\n{{end}}"]
        {
            assert!(fill(&info(), bad).is_err(), "{bad}");
        }
    }
}
