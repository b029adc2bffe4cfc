//! The folder of the user's cache where tools are kept for every checkout.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Result, bail};

const OURS: &str = "local-inference-machine";

/// `LIM_CACHE_DIR/tools`, else `local-inference-machine/tools` in the user's cache folder.
pub fn tools_folder() -> Result<PathBuf> {
    let folder = choose(|name| env::var_os(name).filter(|value| !value.is_empty()), cfg!(target_os = "macos"));
    match folder {
        Some(folder) => Ok(std::path::absolute(folder)?.join("tools")),
        None => bail!(
            "no folder for the tools: neither LIM_CACHE_DIR nor XDG_CACHE_HOME nor HOME is set; \
             set LIM_CACHE_DIR to a folder that may be written to"
        ),
    }
}

fn choose(variable: impl Fn(&str) -> Option<OsString>, mac: bool) -> Option<PathBuf> {
    if let Some(ours) = variable("LIM_CACHE_DIR") {
        return Some(ours.into());
    }
    if let Some(cache) = variable("XDG_CACHE_HOME") {
        return Some(PathBuf::from(cache).join(OURS));
    }
    let home = PathBuf::from(variable("HOME").or_else(|| variable("USERPROFILE"))?);
    let cache = if mac { "Library/Caches" } else { ".cache" };
    Some(home.join(cache).join(OURS))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(set: &[(&str, &str)], mac: bool) -> Option<PathBuf> {
        choose(|name| set.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).into()), mac)
    }

    #[test]
    fn the_most_specific_variable_wins() {
        let home = ("HOME", "/h");
        assert_eq!(with(&[home], false).unwrap(), PathBuf::from("/h/.cache").join(OURS));
        assert_eq!(with(&[home], true).unwrap(), PathBuf::from("/h/Library/Caches").join(OURS));
        let xdg = ("XDG_CACHE_HOME", "/x");
        assert_eq!(with(&[home, xdg], false).unwrap(), PathBuf::from("/x").join(OURS));
        let ours = ("LIM_CACHE_DIR", "/o");
        assert_eq!(with(&[home, xdg, ours], false).unwrap(), PathBuf::from("/o"));
        assert_eq!(with(&[], false), None);
    }
}
