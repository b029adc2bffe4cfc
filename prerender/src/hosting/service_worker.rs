//! `sw.js`: the service worker with the version of the site and the files of its frame.

use app::document::Site;
use serde::Serialize;

/// The program with a place for the facts.
pub const PROGRAM: &str = include_str!("service_worker.js");
const PLACE: &str = "/*SITE*/";

#[derive(Serialize)]
struct Facts<'a> {
    version: &'a str,
    base: &'a str,
    shell: &'a [&'a str],
}

/// The program; `shell` are files that every visitor needs, relative to the base.
///
/// # Errors
/// When the facts cannot be written as JSON, which a path that is text always can.
pub fn program(site: &Site, version: &str, shell: &[&str]) -> anyhow::Result<String> {
    let facts = serde_json::to_string(&Facts { version, base: &site.base, shell })?;
    Ok(PROGRAM.replacen(PLACE, &facts, 1))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_facts_have_one_place() {
        assert_eq!(super::PROGRAM.matches(super::PLACE).count(), 1);
    }
}
