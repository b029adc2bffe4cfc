//! Writes files into the staging folder.

use std::fs;
use std::path::{Path, PathBuf};

use analytics::digest::sha256_hex;
use anyhow::Context;

/// The staging folder.
pub struct Output {
    root: PathBuf,
}

impl Output {
    /// Writes below this folder.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// Writes a file, with the folders above it.
    ///
    /// # Errors
    /// Names the file that cannot be written.
    pub fn write(&self, path: &Path, content: &str) -> anyhow::Result<()> {
        self.write_bytes(path, content.as_bytes())
    }

    /// Writes a file of bytes, with the folders above it.
    ///
    /// # Errors
    /// Names the file that cannot be written.
    pub fn write_bytes(&self, path: &Path, content: &[u8]) -> anyhow::Result<()> {
        let path = self.root.join(path);
        let folder = path.parent().context("a file without a folder")?;
        fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
        fs::write(&path, content).with_context(|| format!("cannot write {}", path.display()))
    }

    /// Writes JSON under a name that carries its hash, so that it can be cached for ever; the path.
    ///
    /// # Errors
    /// As [`Output::write`].
    pub fn hashed(&self, stem: &str, content: &str) -> anyhow::Result<String> {
        let path = format!("{stem}-{}.json", &sha256_hex(content.as_bytes())[..12]);
        self.write(Path::new(&path), content)?;
        Ok(path)
    }

    /// Moves a file that Trunk copied to a name below `assets/` that carries its hash; the path.
    ///
    /// # Errors
    /// When the file is missing, or as [`Output::write`].
    pub fn rename_to_hashed(&self, path: &str) -> anyhow::Result<String> {
        let (stem, _) = path.rsplit_once('.').context("a file without an ending")?;
        self.rename_to_hashed_as(path, stem)
    }

    /// As [`Output::rename_to_hashed`], with another stem.
    ///
    /// # Errors
    /// As [`Output::rename_to_hashed`].
    pub fn rename_to_hashed_as(&self, path: &str, stem: &str) -> anyhow::Result<String> {
        let bytes = self.read(path)?;
        let (_, kind) = path.rsplit_once('.').context("a file without an ending")?;
        let to = format!("assets/{stem}-{}.{kind}", &sha256_hex(&bytes)[..12]);
        self.write_bytes(Path::new(&to), &bytes)?;
        self.remove(path)?;
        Ok(to)
    }

    /// Removes a file.
    ///
    /// # Errors
    /// Names the file.
    pub fn remove(&self, path: &str) -> anyhow::Result<()> {
        let path = self.root.join(path);
        fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))
    }

    /// All files that are there, relative to the folder, with `/`, sorted.
    ///
    /// # Errors
    /// Names the folder that cannot be read.
    pub fn files(&self) -> anyhow::Result<Vec<String>> {
        let mut files = Vec::new();
        let mut open = vec![String::new()];
        while let Some(folder) = open.pop() {
            let path = self.root.join(&folder);
            let entries = fs::read_dir(&path).with_context(|| format!("cannot read {}", path.display()))?;
            for entry in entries {
                let entry = entry?;
                let name =
                    entry.file_name().into_string().map_err(|_| anyhow::anyhow!("a file name that is not UTF-8"))?;
                let name = if folder.is_empty() { name } else { [&folder, "/", &name].concat() };
                if entry.file_type()?.is_dir() {
                    open.push(name);
                } else {
                    files.push(name);
                }
            }
        }
        files.sort();
        Ok(files)
    }

    /// The content of a file.
    ///
    /// # Errors
    /// Names the file.
    pub fn read(&self, path: &str) -> anyhow::Result<Vec<u8>> {
        let path = self.root.join(path);
        fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
    }

    /// Writes the page of a route.
    ///
    /// # Errors
    /// As [`Output::write`].
    pub fn page(&self, route: &str, content: &str) -> anyhow::Result<()> {
        let path = if route.ends_with(".html") { route.to_owned() } else { format!("{route}index.html") };
        self.write(Path::new(&path), content)
    }

    /// Copies a file.
    ///
    /// # Errors
    /// As [`Output::write`].
    pub fn copy_file(&self, from: &Path, to: &Path) -> anyhow::Result<()> {
        self.write(to, &crate::input::text_file(from)?)
    }

    /// Copies a folder of text files with everything below it; links, pipes and devices are refused.
    ///
    /// # Errors
    /// As [`Output::write`].
    pub fn copy_folder(&self, from: &Path, to: PathBuf) -> anyhow::Result<()> {
        let entries = fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))?;
        for entry in entries {
            let entry = entry?;
            let target = to.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                self.copy_folder(&entry.path(), target)?;
            } else {
                self.copy_file(&entry.path(), &target)?;
            }
        }
        Ok(())
    }
}
