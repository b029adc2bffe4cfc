//! The file `.env`: settings and keys that stand beside a project, read upward from the working directory.
//!
//! It is only read: the process's own environment goes before it and is never changed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::failure::Failure;

/// What the file is called.
const NAME: &str = ".env";

/// The file that the process has read, if it found one.
static READ: OnceLock<Option<EnvFile>> = OnceLock::new();

/// A file of variables. Its Debug shows no value.
#[derive(Clone)]
pub struct EnvFile {
    path: PathBuf,
    variables: HashMap<String, String>,
}

impl std::fmt::Debug for EnvFile {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("EnvFile").field("path", &self.path).finish_non_exhaustive()
    }
}

impl EnvFile {
    /// Where it stands.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A variable that it sets, unless the process's own environment does.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        if std::env::var_os(name).is_some() {
            return None;
        }
        self.variables.get(name).map(String::as_str)
    }

    /// Names of the variables that it sets and the process's own environment does not, in order.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> =
            self.variables.keys().map(String::as_str).filter(|name| self.get(name).is_some()).collect();
        names.sort_unstable();
        names
    }

    /// The nearest file in the folder or above it.
    ///
    /// # Errors
    /// When it cannot be read, with its line and without its text, which may be a key.
    pub fn find(folder: &Path) -> Result<Option<Self>, Failure> {
        let Some(path) = folder.ancestors().map(|folder| folder.join(NAME)).find(|path| path.is_file()) else {
            return Ok(None);
        };
        refuse_foreign(&path)?;
        let text = std::fs::read_to_string(&path).map_err(|error| Failure::file("read", &path, &error))?;
        let variables = parse(&text).map_err(|line| {
            Failure::usage(format!("{}:{line}: this is no NAME=value", path.display()))
                .hint("put a value with blanks or # into quotation marks; the line is not repeated here because it may hold a key")
        })?;
        Ok(Some(Self { path, variables }))
    }
}

/// Refuses a file that somebody else can write: it could send keys to any server, or name any variable as one.
#[cfg(unix)]
fn refuse_foreign(path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::MetadataExt;
    const FOR_ALL: u32 = 0o002;
    let found = std::fs::metadata(path).map_err(|error| Failure::file("read", path, &error))?;
    let folder = path.parent().unwrap_or(path);
    let around = std::fs::metadata(folder).map_err(|error| Failure::file("read", folder, &error))?;
    let (own, owner) = (rustix::process::geteuid().as_raw(), found.uid());
    let refused =
        |what: String, mend: String| Err(Failure::usage(format!("{} is not read: {what}", path.display())).hint(mend));
    if owner != own && owner != 0 {
        return refused(
            format!("it belongs to another user ({owner}), who could send your keys anywhere"),
            format!("if it is yours: chown {own} {}; else remove it, or work in another folder", path.display()),
        );
    }
    if found.mode() & FOR_ALL != 0 {
        return refused("everybody can write to it".to_owned(), format!("chmod o-w {}", path.display()));
    }
    if around.mode() & FOR_ALL != 0 {
        return refused(
            format!("everybody can put files into {}", folder.display()),
            format!("chmod o-w {}, or move your work to a folder of your own", folder.display()),
        );
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_foreign(_: &Path) -> Result<(), Failure> {
    Ok(())
}

/// The variables of a text, or the line of its first fault.
fn parse(text: &str) -> Result<HashMap<String, String>, usize> {
    let mut variables = HashMap::new();
    for (number, entry) in dotenvy::from_read_iter(text.as_bytes()).enumerate() {
        let Ok((name, value)) = entry else { return Err(line_of_fault(text, number)) };
        variables.insert(name, value);
    }
    Ok(variables)
}

/// The reader tells what is wrong and not where: the entry with the fault begins after the longest beginning of the text
/// that holds only the entries before it.
fn line_of_fault(text: &str, entries_before: usize) -> usize {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let is_good = |count: &usize| {
        let beginning = lines[..*count].concat();
        let entries: Vec<_> = dotenvy::from_read_iter(beginning.as_bytes()).collect();
        entries.len() <= entries_before && entries.iter().all(Result::is_ok)
    };
    (0..lines.len()).rev().find(is_good).unwrap_or(0) + 1
}

/// Reads the file for this process; the first call decides.
///
/// # Errors
/// As [`EnvFile::find`].
pub fn read() -> Result<Option<&'static EnvFile>, Failure> {
    if READ.get().is_none() {
        let folder = std::env::current_dir()
            .map_err(|error| Failure::outside(format!("cannot find the working directory: {error}")))?;
        let _ = READ.set(EnvFile::find(&folder)?);
    }
    Ok(file())
}

/// The file, once it is read.
#[must_use]
pub fn file() -> Option<&'static EnvFile> {
    READ.get().and_then(Option::as_ref)
}

/// A variable of the process's own environment, else of the file.
#[must_use]
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().or_else(|| file()?.get(name).map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_file_above_counts() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("a/b");
        std::fs::create_dir_all(&inner).unwrap();
        std::fs::write(folder.path().join(NAME), "LIM_TEST_OUTER=1\n").unwrap();
        assert_eq!(EnvFile::find(&inner).unwrap().unwrap().get("LIM_TEST_OUTER"), Some("1"));
        std::fs::write(folder.path().join("a").join(NAME), "export LIM_TEST_INNER='a b' # why\n\nPATH=/none\n")
            .unwrap();
        let found = EnvFile::find(&inner).unwrap().unwrap();
        assert_eq!((found.get("LIM_TEST_INNER"), found.get("LIM_TEST_OUTER")), (Some("a b"), None));
        assert_eq!(found.names(), ["LIM_TEST_INNER"], "the process's own PATH goes before");
        assert!(!format!("{found:?}").contains("a b"));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_write_is_refused() {
        use std::os::unix::fs::{PermissionsExt, chown};
        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().join("shared");
        let inner = folder.join("sub");
        std::fs::create_dir_all(&inner).unwrap();
        let file = folder.join(NAME);
        std::fs::write(&file, "LIM_CONFIG=theirs.toml\n").unwrap();
        let mode = |path: &Path, mode: u32| {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        let said = || EnvFile::find(&inner).err().map(|failure| failure.to_string()).unwrap_or_default();
        assert_eq!(said(), "");
        mode(&folder, 0o777);
        assert!(said().contains("everybody can put files into"), "{}", said());
        mode(&folder, 0o755);
        mode(&file, 0o666);
        assert!(said().contains("everybody can write to it") && said().contains("chmod o-w"), "{}", said());
        mode(&file, 0o644);
        // Only root can give a file to somebody else.
        if chown(&file, Some(65_534), None).is_ok() {
            assert!(said().contains("belongs to another user (65534)"), "{}", said());
        }
    }

    #[test]
    fn a_fault_is_named_by_its_line() {
        for (text, line) in [
            ("A=1\nB=two words\n", 2),
            ("what is this\n", 1),
            ("# c\n\nA=1\n  \n=x\nB=2\n", 5),
            ("A=\"one\ntwo\"\nB='open\nC=1\n", 3),
        ] {
            assert_eq!(parse(text).unwrap_err(), line, "{text:?}");
        }
        assert_eq!(parse("A=\"one\ntwo\"\n").unwrap()["A"], "one\ntwo");
    }
}
