//! The steps around the site: built, built again, built below a base path, weighed, looked at.

use anyhow::{Context, Result};

use super::report::Report;
use super::{browser, empty_folder, folders, over_http};
use crate::progress::{Outcome, Step};
use crate::site::{self, Address, Plan};
use crate::sizes;
use crate::tools::Tools;
use crate::workspace::Workspace;

const SITE: &str = "Site";
const AGAIN: &str = "Site, built again";
const BASED: &str = "Site below a base path";
const SIZES: &str = "Sizes";
const BROWSER: &str = "Browser";

/// The address of the second site, which also shows what was run over HTTP; browser-tests knows its path too.
const ADDRESS: &str = "https://example.org/some/base/";

/// Runs them all; without the first, the others are missed.
pub fn steps(workspace: &Workspace, tools: Option<&Tools>, with_browser: bool, report: &mut Report) {
    let plan = Plan { force: true, ..Plan::usual(workspace) };
    if !report.step(SITE, |step| {
        let outcome = build(workspace, tools, &plan, step)?;
        site::paths::check(workspace, &plan.out)?;
        Ok(outcome)
    }) {
        for name in [AGAIN, BASED, SIZES, BROWSER] {
            report.missed(name, "the site was not built");
        }
        return;
    }
    report.step(AGAIN, |step| {
        let out = empty_folder(workspace, "site-again")?;
        let again = Plan { out, ..plan.clone() };
        build(workspace, tools, &again, step)?;
        let count = folders::equal(&plan.out, &again.out)?;
        Ok(Outcome::Done(format!("{count} files are byte-identical")))
    });
    let mut based = None;
    report.step(BASED, |step| {
        let out = empty_folder(workspace, "site-below-base")?;
        let data = Some(over_http::folder(workspace)?);
        let address: Address = ADDRESS.parse()?;
        let plan = Plan { base: address.base().clone(), out, force: true, data, address: Some(address) };
        let outcome = build(workspace, tools, &plan, step)?;
        based = Some(plan.out);
        Ok(outcome)
    });
    report.step(SIZES, |_| Ok(sizes::check(&plan.out, &plan.base)?.into()));
    if with_browser {
        report.step(BROWSER, |step| browser::check(workspace, &plan.out, based.as_deref(), step));
    } else {
        report.skipped(BROWSER, "--no-browser was given: NOTHING was tried in a browser");
    }
}

fn build(workspace: &Workspace, tools: Option<&Tools>, plan: &Plan, step: &Step) -> Result<Outcome> {
    site::build(workspace, tools.context("the tools are missing")?, plan, step)
}
