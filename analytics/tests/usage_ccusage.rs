//! The reports of ccusage in the shapes of its versions 17 to 20, Claude Code and Codex alike.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

use analytics::cost::Dec;
use analytics::usage::{Tokens, Usage, read};

fn tokens(fresh: u128, write: u128, read: u128, output: u128) -> Tokens {
    Tokens { fresh, write, write_1h: 0, read, output }
}

/// A row of 2,275,000 tokens: a week of the daily file whose days have 325,000 each.
fn row(key: &str, date: &str, more: &str) -> String {
    format!(
        r#"{{"{key}":"{date}","inputTokens":75000,"outputTokens":200000,"cacheCreationTokens":0,"cacheReadTokens":2000000,"totalTokens":2275000{more}}}"#
    )
}

fn list(name: &str, rows: &[String]) -> String {
    format!(r#"{{"{name}":[{}],"totals":{{"inputTokens":1}}}}"#, rows.join(","))
}

fn months(usage: &Usage) -> f64 {
    usage.million_tokens_per_month().unwrap().to_f64()
}

#[test]
fn a_week_is_seven_days() {
    // The oracle: the same 28 days as a daily report, 9.1 million tokens.
    let expected = 9.1 / 28.0 * 30.4375;
    let weeks = ["2026-03-01", "2026-03-08", "2026-03-15", "2026-03-22"];
    let agent = r#","agent":"claude","metadata":{"agents":["claude"]}"#;
    for (key, more) in [("week", ""), ("period", agent)] {
        let rows: Vec<String> = weeks.iter().map(|week| row(key, week, more)).collect();
        let all = read(&list("weekly", &rows)).unwrap();
        assert_eq!((all.days, all.fault_count), (Dec::whole(28), 0));
        assert!((months(&all) - expected).abs() < 1e-5, "{} {expected}", months(&all));
        let one = read(&list("weekly", &rows[..1])).unwrap();
        assert_eq!(one.days, Dec::whole(7));
        assert!((months(&one) - expected).abs() < 1e-5, "a single week is not a day");
    }
}

#[test]
fn codex_counts_its_cached_input_beside_or_inside() {
    let file = |input: u32, cached: &str, date: &str| {
        format!(
            r#"{{"daily":[{{"date":"{date}","inputTokens":{input},{cached}"outputTokens":5000,"totalTokens":105000,"costUSD":0.5,
              "models":{{"gpt-5":{{"inputTokens":{input},{cached}"outputTokens":5000,"totalTokens":105000,"isFallback":false}}}}}}]}}"#
        )
    };
    for (text, day) in [
        (file(10_000, r#""cachedInputTokens":90000,"#, "2026-10-01"), "v20"),
        (file(100_000, r#""cachedInputTokens":90000,"#, "Oct 01, 2026"), "v17 and v18"),
        (file(10_000, r#""cacheReadTokens":90000,"cacheCreationTokens":0,"#, "2026-10-01"), "from 20.0.8"),
    ] {
        let usage = read(&text).unwrap();
        assert_eq!((usage.total, usage.fault_count), (tokens(10_000, 0, 90_000, 5_000), 0), "{day}");
        assert_eq!(usage.models, [("gpt-5".to_owned(), usage.total)], "{day}");
        assert_eq!(usage.months[0].0, "2026-10", "{day}");
        assert_eq!(usage.cost_usd, Some(Dec::micro(500_000)), "{day}");
    }
    // Two days of the first form: 210,000 tokens of which 86 % are cache reads.
    let two = r#"{"daily":[{"date":"2026-10-01","inputTokens":10000,"cachedInputTokens":90000,"outputTokens":5000,"totalTokens":105000}]}"#;
    assert_eq!(read(two).unwrap().total.mix().unwrap().read.millionths(), 857_143);
    let unclear =
        r#"{"daily":[{"date":"2026-10-01","inputTokens":10000,"cachedInputTokens":9000,"outputTokens":5000}]}"#;
    assert!(read(unclear).unwrap_err().what.contains("totalTokens"));
    let odd =
        r#"{"daily":[{"date":"2026-10-01","inputTokens":10,"cachedInputTokens":9,"outputTokens":5,"totalTokens":16}]}"#;
    assert!(read(odd).unwrap_err().what.contains("add up"));
}

#[test]
fn sessions_blocks_and_projects() {
    let session = r#","sessionId":"a","firstActivity":"2026-03-01T08:00:00Z","modelsUsed":["claude-x"]"#;
    for name in ["sessions", "session"] {
        let usage =
            read(&list(name, &[row("lastActivity", "2026-03-03", session), row("lastActivity", "2026-03-10", "")]))
                .unwrap();
        assert_eq!((usage.total.total(), usage.days), (4_550_000, Dec::whole(10)), "{name}");
        assert_eq!(usage.models[0].0, "claude-x");
    }
    let blocks = r#"{"blocks":[
        {"id":"1","startTime":"2026-03-01T10:00:00.000Z","isGap":false,"tokenCounts":{"inputTokens":10,"outputTokens":20,
         "cacheCreationInputTokens":30,"cacheReadInputTokens":40},"totalTokens":100,"costUSD":1.5,"models":["claude-x"]},
        {"id":"gap","startTime":"2026-03-01T15:00:00.000Z","isGap":true,"tokenCounts":{"inputTokens":0},"totalTokens":0,"costUSD":0,"models":[]},
        {"id":"2","startTime":"2026-03-02T10:00:00.000Z","isGap":false,"tokenCounts":{"inputTokens":1,"outputTokens":2,
         "cacheCreationInputTokens":3,"cacheReadInputTokens":4},"totalTokens":10,"costUSD":0.5,"models":["claude-x"]}]}"#;
    let usage = read(blocks).unwrap();
    assert_eq!((usage.total, usage.days, usage.fault_count), (tokens(11, 33, 44, 22), Dec::whole(2), 0));
    assert_eq!((usage.models[0].0.as_str(), usage.cost_usd), ("claude-x", Some(Dec::whole(2))));
    let projects = format!(
        r#"{{"projects":{{"-home-a":[{}],"-home-b":[{},{}]}},"totals":{{}}}}"#,
        row("date", "2026-03-01", ""),
        row("date", "2026-03-01", ""),
        row("date", "soon", "")
    );
    let usage = read(&projects).unwrap();
    assert_eq!((usage.total.total(), usage.fault_count), (4_550_000, 1));
    assert_eq!(usage.faults[0].place(), "Entry 3");
}

#[test]
fn parts_count_only_where_they_are_the_whole() {
    let day = |breakdown: &str| {
        read(&list("daily", &[row("date", "2026-03-01", &format!(r#","modelBreakdowns":{breakdown}"#))])).unwrap()
    };
    let without_tokens = day(r#"[{"modelName":"x","cost":1}]"#);
    assert_eq!((without_tokens.total.total(), without_tokens.models[0].0.as_str()), (2_275_000, "x"));
    let halves = day(
        r#"[{"modelName":"x","inputTokens":75000,"outputTokens":200000},{"modelName":"y","cacheReadTokens":2000000,"cacheCreationTokens":0}]"#,
    );
    assert_eq!(halves.models.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["y", "x"]);
    assert_eq!(day(r#"[{"modelName":"x","inputTokens":75000}]"#).total.total(), 2_275_000, "a part is not the day");
    // The row of all agents holds those of the single ones.
    let agents = list(
        "daily",
        &[
            row("period", "2026-03-01", r#","agent":"all""#),
            row("period", "2026-03-01", r#","agent":"claude""#),
            row("period", "2026-03-02", r#","agent":"codex""#),
        ],
    );
    assert_eq!(read(&agents).unwrap().total.total(), 2 * 2_275_000);
}

#[test]
fn a_form_that_cannot_be_read_names_the_command_that_helps() {
    for text in ["{}", r#"{"statusline":"x"}"#, r#"{"daily":5}"#, "{", r#"{"data":[{"results":[]}],"has_more":false"#] {
        let fault = read(text).unwrap_err();
        assert!(fault.what.contains("`ccusage daily --json > usage.json`"), "{text}: {fault:?}");
    }
    let warned = " WARN  Loading\n{\n\"daily\": []\n}";
    assert!(read(warned).unwrap_err().what.contains("before the JSON"));
}
