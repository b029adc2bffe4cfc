//! `data/SHA256SUMS`, in the form that `sha256sum -c` reads.

use analytics::digest::sha256_hex;

/// The file for these files below `data/`: paths relative to it, and their content.
pub fn sums<'a>(files: impl Iterator<Item = (&'a str, &'a [u8])>) -> String {
    let mut lines: Vec<String> = files.map(|(path, bytes)| format!("{}  {path}\n", sha256_hex(bytes))).collect();
    lines.sort_by(|a, b| a[64..].cmp(&b[64..]));
    lines.concat()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_form_is_that_of_sha256sum() {
        // `printf abc > b; sha256sum b`
        let text = super::sums([("b", b"abc".as_slice()), ("a/c", b"".as_slice())].into_iter());
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[1], "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  b");
        assert!(lines[0].ends_with("  a/c"));
    }
}
