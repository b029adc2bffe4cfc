//! Compressed forms beside the files of a built site: `.br` (brotli, quality 11) and `.gz`, for hosts that send them.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::PoisonError;

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, GzBuilder};
use sha2::{Digest, Sha256};

use super::files_below;

/// Kinds of files that compression makes smaller.
const TEXTS: [&str; 10] = ["html", "css", "js", "json", "wasm", "svg", "xml", "txt", "csv", "webmanifest"];
/// Below this size a compressed form saves no packet.
const SMALLEST: usize = 1_000;

/// Writes both forms of every file that is worth it; the number of files. What was compressed before, for this
/// or another build, is taken from `cache`, since quality 11 is slow.
pub fn write(dist: &Path, cache: &Path) -> Result<usize> {
    fs::create_dir_all(cache).with_context(|| format!("cannot create {}", cache.display()))?;
    let files: Vec<PathBuf> =
        files_below(dist)?.into_iter().filter(|(name, _)| is_text(name)).map(|(_, path)| path).collect();
    let rest = Mutex::new(files.iter());
    let faults = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let next = rest.lock().unwrap_or_else(PoisonError::into_inner).next();
                    let Some(path) = next else { break };
                    if let Err(error) = both(path, cache) {
                        faults.lock().unwrap_or_else(PoisonError::into_inner).push(error);
                    }
                }
            });
        }
    });
    match faults.into_inner().unwrap_or_else(PoisonError::into_inner).pop() {
        Some(error) => Err(error),
        None => Ok(files.len()),
    }
}

fn is_text(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, kind)| TEXTS.contains(&kind))
}

fn both(path: &Path, cache: &Path) -> Result<()> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    if bytes.len() < SMALLEST {
        return Ok(());
    }
    let digest: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    for (kind, compress) in [("br", brotli as fn(&[u8]) -> Result<Vec<u8>>), ("gz", gzip)] {
        let kept = cache.join(format!("{digest}.{kind}"));
        let compressed = match fs::read(&kept) {
            Ok(compressed) => compressed,
            Err(_) => {
                let compressed = compress(&bytes)?;
                keep(&kept, &compressed)?;
                compressed
            }
        };
        let mut target = path.as_os_str().to_owned();
        target.push(".");
        target.push(kind);
        fs::write(&target, compressed).with_context(|| format!("cannot write {}", target.to_string_lossy()))?;
    }
    Ok(())
}

/// Under another name first: an interrupted build must not leave half a file for the next one.
fn keep(path: &Path, bytes: &[u8]) -> Result<()> {
    let folder = path.parent().context("a cache without a folder")?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.persist(path).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(())
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let parameters = BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut out, &parameters).context("brotli failed")?;
    Ok(out)
}

/// Without name and time, so that equal files give equal bytes.
fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut out = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    out.write_all(bytes)?;
    Ok(out.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn both_forms_unpack_to_the_file_and_are_taken_from_the_cache() {
        let folder = tempfile::tempdir().unwrap();
        let (dist, cache) = (folder.path().join("dist"), folder.path().join("cache"));
        fs::create_dir_all(dist.join("a")).unwrap();
        let text = "some text that repeats itself, ".repeat(100);
        for name in ["a/index.html", "picture.png"] {
            fs::write(dist.join(name), &text).unwrap();
        }
        fs::write(dist.join("small.css"), "a{}").unwrap();
        for _ in 0..2 {
            write(&dist, &cache).unwrap();
            let mut unpacked = String::new();
            let gz = fs::read(dist.join("a/index.html.gz")).unwrap();
            flate2::read::GzDecoder::new(gz.as_slice()).read_to_string(&mut unpacked).unwrap();
            assert_eq!(unpacked, text);
            let br = fs::read(dist.join("a/index.html.br")).unwrap();
            let mut unpacked = Vec::new();
            brotli::BrotliDecompress(&mut br.as_slice(), &mut unpacked).unwrap();
            assert_eq!(unpacked, text.as_bytes());
            assert!(br.len() < 200 && !dist.join("picture.png.br").exists() && !dist.join("small.css.br").exists());
            fs::remove_file(dist.join("a/index.html.br")).unwrap();
        }
        assert_eq!(fs::read_dir(&cache).unwrap().count(), 2);
    }
}
