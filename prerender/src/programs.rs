//! The WebAssembly programs that Trunk has built: hashed names for their files, and what loads them in a page.

use std::fmt::Write;

use anyhow::bail;
use app::document::Entry;

use crate::output::Output;

/// The elements that load a program, in the order of [`Entry::ALL`].
#[derive(Debug)]
pub struct Programs([String; Entry::ALL.len()]);

impl Programs {
    /// Moves what Trunk wrote to names below `assets/` that carry a hash of the content.
    ///
    /// # Errors
    /// When a program is missing, was built twice, or needs further files.
    pub fn take(out: &Output, base: &str) -> anyhow::Result<Self> {
        let mut loaders: [String; Entry::ALL.len()] = Default::default();
        for (entry, loader) in Entry::ALL.into_iter().zip(&mut loaders) {
            let name = entry.name();
            let script = one(out, name, "", "js")?;
            let text = String::from_utf8(out.read(&script)?)?;
            if text.contains("from './") || text.contains("from \"./") {
                bail!("{script} imports further scripts, which would stay without a hash in their names");
            }
            let wasm = one(out, name, "_bg", "wasm")?;
            *loader = elements(
                &[base, &out.rename_to_hashed_as(&script, name)?].concat(),
                &[base, &out.rename_to_hashed_as(&wasm, name)?].concat(),
            );
        }
        Ok(Self(loaders))
    }

    /// The elements that load a program.
    pub fn loader(&self, entry: Entry) -> &str {
        &self.0[entry as usize]
    }

    /// The elements of all programs: the policy of the site allows each of their scripts by its hash.
    pub fn all(&self) -> String {
        self.0.concat()
    }

    /// Programs that are not there, for tests of the template.
    #[cfg(test)]
    pub fn named() -> Self {
        Self(Entry::ALL.map(|entry| elements(&["/x/", entry.name(), ".js"].concat(), "/x/w.wasm")))
    }
}

/// The only file that Trunk wrote for a program: the main one carries a hash in its name, the others none.
fn one(out: &Output, name: &str, suffix: &str, kind: &str) -> anyhow::Result<String> {
    let is_it = |file: &String| {
        let stem = file.strip_suffix(kind).and_then(|file| file.strip_suffix('.'));
        let rest = stem.and_then(|stem| stem.strip_suffix(suffix)).and_then(|stem| stem.strip_prefix(name));
        rest.is_some_and(|hash| hash.is_empty() || hash.starts_with('-') && !hash.contains('/'))
    };
    let mut found = out.files()?.into_iter().filter(is_it);
    match (found.next(), found.next()) {
        (Some(file), None) => Ok(file),
        (None, _) => bail!("Trunk has not built {name}{suffix}.{kind}: does index.html link it?"),
        (Some(first), Some(second)) => bail!("both {first} and {second} could be {name}{suffix}.{kind}"),
    }
}

/// Both files are asked for at once, before the script runs that needs them.
fn elements(script: &str, wasm: &str) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write!(
        text,
        "<link rel=\"modulepreload\" href=\"{script}\" crossorigin=\"anonymous\">\n\
         <link rel=\"preload\" href=\"{wasm}\" crossorigin=\"anonymous\" as=\"fetch\" type=\"application/wasm\">\n\
         <script type=\"module\">import start from \"{script}\";start({{module_or_path:\"{wasm}\"}});</script>\n"
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn staged(files: &[(&str, &str)]) -> (tempfile::TempDir, Output) {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let out = Output::new(folder.path());
        (folder, out)
    }

    const BUILT: [(&str, &str); 8] = [
        ("leaderboard-0123456789abcdef.js", "export default 1"),
        ("leaderboard-0123456789abcdef_bg.wasm", "\0asm1"),
        ("calculator.js", "export default 2"),
        ("calculator_bg.wasm", "\0asm2"),
        ("decide.js", "export default 4"),
        ("decide_bg.wasm", "\0asm4"),
        ("compare.js", "export default 3"),
        ("compare_bg.wasm", "\0asm3"),
    ];

    #[test]
    fn every_program_gets_hashed_names_and_a_page_loads_its_own() {
        let (_folder, out) = staged(&BUILT);
        let programs = Programs::take(&out, "/x/").unwrap();
        let files = out.files().unwrap();
        assert_eq!(files.len(), 8);
        assert!(files.iter().all(|file| crate::hosting::headers::is_hashed(file)), "{files:?}");
        for entry in Entry::ALL {
            let loader = programs.loader(entry);
            let own: Vec<_> = files.iter().filter(|file| loader.contains(&["/x/", file].concat())).collect();
            assert_eq!(own.len(), 2, "{loader}");
            assert!(own.iter().all(|file| file.starts_with(&["assets/", entry.name(), "-"].concat())), "{own:?}");
        }
    }

    #[test]
    fn a_program_that_is_missing_doubled_or_in_parts_is_an_error() {
        let without = &BUILT[..7];
        let doubled = [&BUILT[..], &[("compare-0123.js", "")]].concat();
        let parts = [&BUILT[..2], &[("calculator.js", "import a from './snippets/a.js'")], &BUILT[3..]].concat();
        for (files, what) in
            [(without, "not built compare_bg.wasm"), (&doubled, "both compare"), (&parts, "imports further scripts")]
        {
            let error = Programs::take(&staged(files).1, "/").unwrap_err().to_string();
            assert!(error.contains(what), "{error}");
        }
    }
}
