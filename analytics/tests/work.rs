//! The rules for kinds of work against prompts that a person labelled: data/work/labelled-prompts.tsv.

use std::collections::BTreeMap;

use analytics::work::{Evidence, Kind, classify, language_of};

fn labelled() -> Vec<(Kind, &'static str)> {
    let lines = include_str!("../../data/work/labelled-prompts.tsv").lines();
    let of = |line: &'static str| {
        let (slug, text) = line.split_once('\t').expect("a kind, a tab and a prompt");
        (Kind::ALL.into_iter().find(|kind| kind.slug() == slug).expect("a known kind"), text)
    };
    lines.map(of).collect()
}

/// Found and right, found in all, labelled in all.
fn counts() -> BTreeMap<Kind, (u32, u32, u32)> {
    let mut counts: BTreeMap<Kind, (u32, u32, u32)> = Kind::ALL.into_iter().map(|kind| (kind, (0, 0, 0))).collect();
    for (kind, text) in labelled() {
        let found = classify(&Evidence::of(text), &[], 0);
        counts.entry(found).or_default().1 += 1;
        let of_kind = counts.entry(kind).or_default();
        of_kind.2 += 1;
        of_kind.0 += u32::from(found == kind);
    }
    counts
}

#[test]
fn the_set_is_balanced() {
    let all = labelled();
    for (kind, (_, _, labelled)) in counts() {
        assert!((20..=22).contains(&labelled), "{}: {labelled}", kind.slug());
    }
    let swedish = all.iter().filter(|(_, text)| language_of(text) == Some("sv")).count();
    assert!(swedish * 4 > all.len(), "{swedish} of {}", all.len());
}

/// The figures that docs/agent-histories.md states. Words alone: no tools, no files.
#[test]
fn precision_and_recall_are_those_of_the_documentation() {
    let counts = counts();
    let page = include_str!("../../docs/agent-histories.md");
    let mut right = 0;
    for (kind, (hits, found, labelled)) in &counts {
        right += hits;
        let row = format!("| {} | {hits} of {found} | {hits} of {labelled} |", kind.slug());
        assert!(page.contains(&row), "docs/agent-histories.md lacks the row {row}");
    }
    let all: u32 = counts.values().map(|(_, _, labelled)| labelled).sum();
    assert!(right * 100 >= all * 70, "{right} of {all} are right");
    assert!(page.contains(&format!("{right} of {all}")), "docs/agent-histories.md lacks {right} of {all}");
}
