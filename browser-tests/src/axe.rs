//! axe-core in an open page: what it finds is a fault of the site.

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::page::Page;

/// The program of axe-core, to be put into pages.
#[derive(Debug)]
pub struct Axe {
    program: String,
}

/// A rule that a page breaks, and where.
#[derive(Debug, Deserialize)]
pub struct Finding {
    /// Name of the rule.
    pub rule: String,
    /// What it asks for.
    pub help: String,
    /// The elements, as CSS selectors with the reason.
    pub places: Vec<String>,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.rule, self.help)?;
        self.places.iter().take(5).try_for_each(|place| write!(f, "\n      {place}"))?;
        if self.places.len() > 5 {
            write!(f, "\n      and {} more", self.places.len() - 5)?;
        }
        Ok(())
    }
}

/// Every rule that is not an experiment.
const ALL: &str = "{}";
/// What another theme can change.
const COLOURS: &str = "{ runOnly: ['color-contrast', 'link-in-text-block'] }";

impl Axe {
    /// Reads the file that LIM_AXE names.
    pub fn read() -> Result<Self> {
        let Some(path) = std::env::var_os("LIM_AXE") else {
            bail!(
                "LIM_AXE is not set: it names the file axe.min.js. `cargo xtask audit` and `cargo xtask test` set it"
            );
        };
        let program = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}", std::path::Path::new(&path).display()))?;
        Ok(Self { program })
    }

    /// Everything that axe finds in the page.
    pub async fn findings(&self, page: &Page<'_>) -> Result<Vec<Finding>> {
        self.run(page, ALL).await
    }

    /// What it finds about colours alone.
    pub async fn colours(&self, page: &Page<'_>) -> Result<Vec<Finding>> {
        self.run(page, COLOURS).await
    }

    async fn run(&self, page: &Page<'_>, options: &str) -> Result<Vec<Finding>> {
        if !page.value::<bool>("typeof axe === 'object'").await? {
            // As a page's own script the policy of the site would forbid it; the driver may run it all the same.
            page.value::<Option<bool>>(&format!("(() => {{ {}\nreturn null; }})()", self.program)).await?;
        }
        page.value(&format!(
            "axe.run(document, {options}).then(result => result.violations.map(rule => ({{
                rule: rule.id,
                help: rule.help,
                places: rule.nodes.map(node => node.target.join(' ') + ' – ' +
                    (node.failureSummary ?? '').split('\\n').slice(1, 2).join('').trim()),
            }})))"
        ))
        .await
    }
}
