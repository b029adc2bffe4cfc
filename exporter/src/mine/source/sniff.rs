//! What a file named with `--file` is, told by its beginning.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use super::Kind;

/// So much of a file is looked at.
const LOOKED_AT: u64 = 64 * 1024;

/// The kind of the file; what is none of the others is taken for the neutral form, whose reader names its faults.
///
/// # Errors
/// When the file cannot be opened, or is no regular file.
pub fn kind_of(path: &Path) -> io::Result<Kind> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file"));
    }
    let mut begin = Vec::new();
    File::open(path)?.take(LOOKED_AT).read_to_end(&mut begin)?;
    if begin.starts_with(b"SQLite format 3\0") {
        return Ok(Kind::OpenCode);
    }
    let text = String::from_utf8_lossy(&begin);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with(['{', '[']) {
        let litellm = ["\"request_id\"", "\"prompt_tokens\""].iter().all(|field| text.contains(field));
        return Ok(if litellm { Kind::LiteLlm } else { Kind::Neutral });
    }
    let header = text.lines().next().unwrap_or_default().to_lowercase();
    let has = |name: &str| header.split(',').any(|column| column.trim().trim_matches('"') == name);
    Ok(if has("request_id") && has("prompt_tokens") {
        Kind::LiteLlm
    } else if has("tokens_prompt") || has("model_permaslug") {
        Kind::OpenRouter
    } else {
        Kind::Neutral
    })
}
