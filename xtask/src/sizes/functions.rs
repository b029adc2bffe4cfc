//! `cargo xtask sizes --what`: the largest functions of each WebAssembly program, by crate.
//!
//! Read from what Cargo linked for the last build of the site, before wasm-opt drops the names and a third of the bytes:
//! a growth has a name here, and its weight in the browser is in the table of the other sizes.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

use crate::workspace::Workspace;

/// So many crates and functions of each program are shown.
const SHOWN: usize = 15;

/// What wasm-bindgen reads to write its JavaScript and then removes: no browser loads it.
const DESCRIPTOR: &str = "__wbindgen_describe";

/// A function of a module.
#[derive(Debug, PartialEq, Eq)]
struct Function {
    name: String,
    /// Size of its body in bytes.
    size: usize,
}

/// Prints the table of every program.
pub fn command(workspace: &Workspace) -> Result<()> {
    let folder = workspace.target.join("wasm32-unknown-unknown/site");
    let mut programs: Vec<_> = std::fs::read_dir(&folder)
        .with_context(|| format!("cannot read {}: build the site first", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()).filter(|path| path.extension().is_some_and(|kind| kind == "wasm")))
        .collect();
    programs.sort();
    if programs.is_empty() {
        bail!("{} has no program: build the site first", folder.display());
    }
    for path in programs {
        for line in program(&path)? {
            println!("{line}");
        }
    }
    Ok(())
}

fn program(path: &Path) -> Result<Vec<String>> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut functions = functions(&bytes).with_context(|| format!("in {}", path.display()))?;
    functions.sort_by(|a, b| b.size.cmp(&a.size).then_with(|| a.name.cmp(&b.name)));
    let total: usize = functions.iter().map(|function| function.size).sum();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut lines = vec![format!("{name}: {total} bytes of code in {} functions, before wasm-opt", functions.len())];
    lines.extend(by_crate(&functions).into_iter().take(SHOWN).map(|(krate, size)| format!("  {size:>8}  {krate}")));
    lines.push("  largest functions".to_owned());
    lines.extend(functions.iter().take(SHOWN).map(|Function { name, size }| format!("  {size:>8}  {name}")));
    Ok(lines)
}

/// Bytes of code by crate, the largest first. Generic code counts for the crate that defines it.
fn by_crate(functions: &[Function]) -> Vec<(&str, usize)> {
    let mut sums = BTreeMap::new();
    for function in functions {
        *sums.entry(krate(&function.name)).or_default() += function.size;
    }
    let mut sums: Vec<_> = sums.into_iter().collect();
    sums.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    sums
}

/// The crate of `core::ptr::drop_glue`, `<app::Query as Trait>::method` or `<&mut [app::Query]>::method`.
fn krate(name: &str) -> &str {
    let mut path = name;
    loop {
        let shorter = path.trim_start_matches(['<', '&', '[', '(', '*', ' ']);
        let shorter = ["mut ", "dyn ", "const "].iter().find_map(|word| shorter.strip_prefix(word)).unwrap_or(shorter);
        if shorter == path {
            break;
        }
        path = shorter;
    }
    match path.find(|c: char| !(c.is_alphanumeric() || c == '_')) {
        Some(end) if path[end..].starts_with("::") => &path[..end],
        // A type of the language, such as <f64 as core::fmt::Display>: the trait's crate has the code.
        _ => path.split_once(" as ").map_or("(other)", |(_, of)| krate(of)),
    }
}

/// The functions of a module that have code, with the names of its name section.
fn functions(bytes: &[u8]) -> Result<Vec<Function>> {
    let (mut imported, mut sizes, mut names) = (0_u32, Vec::new(), BTreeMap::new());
    for payload in Parser::new(0).parse_all(bytes) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => sizes.push(body.as_bytes().len()),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(subsections) = section.as_known() {
                    for subsection in subsections {
                        if let Name::Function(map) = subsection? {
                            for naming in map {
                                let naming = naming?;
                                names.insert(naming.index, format!("{:#}", rustc_demangle::demangle(naming.name)));
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
    if names.is_empty() {
        bail!("the module has no name section: the profile `site` must not strip it");
    }
    let named = (imported..).zip(sizes).map(|(index, size)| {
        let name = names.remove(&index).unwrap_or_else(|| format!("function {index}"));
        Function { name, size }
    });
    Ok(named.filter(|function| !function.name.starts_with(DESCRIPTOR)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `(module (import "a" "b" (func)) (func $core::f nop nop) (func))`, written by hand after the specification.
    const MODULE: &[u8] = b"\0asm\x01\0\0\0\
        \x01\x04\x01\x60\0\0\
        \x02\x07\x01\x01a\x01b\0\0\
        \x03\x03\x02\0\0\
        \x0a\x09\x02\x04\0\x01\x01\x0b\x02\0\x0b\
        \0\x11\x04name\x01\x0a\x01\x01\x07core::f";

    #[test]
    fn bodies_are_counted_under_their_names_after_the_imports() {
        let found = functions(MODULE).unwrap();
        let expected = [("core::f", 4), ("function 2", 2)];
        let expected = expected.map(|(name, size)| Function { name: name.to_owned(), size });
        assert_eq!(found, expected);
    }

    #[test]
    fn a_module_without_names_says_so() {
        let end = MODULE.len() - 19;
        assert!(functions(&MODULE[..end]).unwrap_err().to_string().contains("no name section"));
        assert!(functions(b"no module").is_err());
    }

    #[test]
    fn the_crate_of_a_function_is_found_in_every_form_of_name() {
        for (name, expected) in [
            ("app::query::Query::parse", "app"),
            ("<app::query::Query as core::fmt::Debug>::fmt", "app"),
            ("<&mut [analytics::stats::Seed]>::sort", "analytics"),
            ("<f64 as core::fmt::Display>::fmt", "core"),
            ("core::ptr::drop_in_place::<app::State>", "core"),
            ("memcpy", "(other)"),
        ] {
            assert_eq!(krate(name), expected, "{name}");
        }
    }
}
