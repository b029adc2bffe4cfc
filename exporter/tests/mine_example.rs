//! The made-up history behind the example on the site: written here from a fixed seed, read by the program itself.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod mine_home;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use analytics::stats::random::Draws;
use analytics::work::{Kind as Work, Profile};
use exporter::mine::labels::{Label, PERSON, drawing_order};
use exporter::mine::requests;
use exporter::mine::source::{Kind, Places, discover, read_with_texts};
use mine_home::{data, run_in, stdout};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Made-up frequencies of kinds in per cent, calls of a request at most, and the tool that its calls use.
const KINDS: [(&str, u32, u32, &str); 14] = [
    ("debugging", 20, 24, "Edit"),
    ("simple-coding", 16, 6, "Edit"),
    ("commit-message", 14, 2, "Bash"),
    ("refactoring", 9, 14, "Edit"),
    ("documentation", 8, 5, "Edit"),
    ("planning", 7, 4, "Read"),
    ("web-research", 6, 8, "WebSearch"),
    ("multi-file", 5, 26, "Edit"),
    ("status-report", 4, 2, "Read"),
    ("architecture", 3, 6, "Read"),
    ("reasoning", 3, 2, "Read"),
    ("non-coding", 2, 2, "Read"),
    ("unknown", 2, 2, "Read"),
    ("creative", 1, 2, "Read"),
];

/// Prompts, of which so many are labelled.
const PROMPTS: u32 = 260;
const LABELLED: usize = 80;

/// The texts of a kind among the labelled prompts of the project.
fn texts(kind: &str) -> Vec<String> {
    let file = fs::read_to_string(data().join("work/labelled-prompts.tsv")).unwrap();
    let lines = file.lines().filter_map(|line| line.split_once('\t'));
    lines.filter(|(label, _)| *label == kind).map(|(_, text)| text.to_owned()).collect()
}

/// Writes the history; the kind of each text is its label.
fn write(home: &Path) {
    let mut draws = Draws::new(15, 0);
    let pools: Vec<Vec<String>> = KINDS.iter().map(|(kind, ..)| texts(kind)).collect();
    assert!(pools.iter().all(|pool| pool.len() >= 20));
    let (mut lines, mut context) = (String::new(), 0);
    for number in 0..PROMPTS {
        // Thirteen prompts on each of twenty working days of October 2026, in two sessions a day.
        let (day, of_day) = (number / 13, number % 13);
        let date = 1 + day / 5 * 7 + day % 5;
        let session = format!("made-up-{day}-{}", of_day / 7);
        if of_day % 7 == 0 {
            context = 14_000 + u64::from(draws.below(8_000));
        }
        let mut hit = draws.below(100);
        let at = KINDS.iter().position(|(_, weight, ..)| {
            let found = hit < *weight;
            hit = hit.saturating_sub(*weight);
            found
        });
        let (_, _, calls, tool) = KINDS[at.unwrap()];
        let pool = &pools[at.unwrap()];
        let text = &pool[draws.below(u32::try_from(pool.len()).unwrap()) as usize];
        let start = u64::from(of_day) * 2_000 + u64::from(draws.below(600));
        let time = |seconds: u64| {
            format!("2026-10-{date:02}T{:02}:{:02}:{:02}.000Z", 8 + seconds / 3600, seconds / 60 % 60, seconds % 60)
        };
        let head = |id: String, kind: &str, seconds: u64, message: Value| json!({"type": kind, "uuid": id, "sessionId": session, "timestamp": time(seconds), "cwd": format!("/made-up/{}", day % 3), "message": message});
        writeln!(lines, "{}", head(format!("u{number}"), "user", start, json!({"role": "user", "content": text})))
            .unwrap();
        for call in 0..=draws.below(calls) {
            let (grown, output) = (u64::from(400 + draws.below(3_000)), 150 + draws.below(1_200));
            let path = format!("/made-up/{}/src/{}.rs", day % 3, draws.below(4));
            let message = json!({"id": format!("m{number}-{call}"), "model": "claude-opus-4-5-20251101",
                "content": [{"type": "tool_use", "id": format!("t{number}-{call}"), "name": tool, "input": {"file_path": path}}],
                "usage": {"input_tokens": 20 + draws.below(60), "cache_creation_input_tokens": grown, "cache_read_input_tokens": context, "output_tokens": output}});
            let second = start + 9 + u64::from(call) * 25;
            writeln!(lines, "{}", head(format!("a{number}-{call}"), "assistant", second, message)).unwrap();
            context += grown + u64::from(output);
        }
    }
    let path = home.join(".claude/projects/-made-up/made-up.jsonl");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, lines).unwrap();
}

/// Labels of a sample that was drawn as `mine label` draws it.
fn label(home: &Path, to: &Path) {
    let history = read_with_texts(&discover(&Places { home: home.to_owned(), ..Places::default() }, &Kind::ALL));
    let (all, _) = requests(&history);
    for at in drawing_order(&history, &all, 0).into_iter().take(LABELLED) {
        let prompt = all[at].prompt;
        let known = KINDS.iter().find(|(kind, ..)| texts(kind).contains(&history.texts[prompt])).unwrap().0;
        let kind = Work::ALL.into_iter().find(|kind| kind.slug() == known);
        Label::new(history.prompts[prompt].id, kind, PERSON).append(to).unwrap();
    }
}

/// Written anew with `LIM_WRITE_EXAMPLE=1 cargo test -p exporter --test mine_example`.
#[test]
fn the_example_of_the_site_is_what_the_program_makes_of_this_history() {
    let (home, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    write(home.path());
    label(home.path(), &folder.path().join("labels.jsonl"));
    let home_text = home.path().to_str().unwrap();
    let text =
        stdout(&run_in(folder.path(), &["mine", "profile", "--home", home_text, "--labels", "labels.jsonl"], ""));
    let profile = Profile::from_json(&text).unwrap();
    assert_eq!((profile.prompts, profile.days), (u64::from(PROMPTS), 26));
    // Groups lose nothing: needs add up to their kind, kinds to everything.
    for kind in profile.kinds.iter().filter(|kind| kind.kind != "other") {
        let sum: f64 = kind.needs.iter().map(|need| need.share_of_tokens).sum();
        assert!((sum - kind.share_of_tokens).abs() < 1e-5, "{}", kind.kind);
        assert!(kind.needs.iter().all(|need| need.share_of_prompts * f64::from(PROMPTS) > 4.9), "{}", kind.kind);
    }
    let path = data().join("work/example-profile.json");
    if std::env::var_os("LIM_WRITE_EXAMPLE").is_some() {
        fs::write(&path, &text).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap().trim_end(), text.trim_end(), "{} is out of date", path.display());
}
