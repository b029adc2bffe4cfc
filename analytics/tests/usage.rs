//! Usage files as their programs write them, and what is wrong with broken ones.

use analytics::cost::Dec;
use analytics::usage::{Format, LineFault, Tokens, read};
use proptest::prelude::*;

/// The shape that ccusage documents, with the day that the reference quotes.
const CCUSAGE: &str = r#"{"daily":[
 {"date":"2026-02-05","inputTokens":54300,"outputTokens":9700,"cacheCreationTokens":3200000,"cacheReadTokens":87100000,
  "totalTokens":90364000,"totalCost":64.2,"modelsUsed":["claude-opus-4-5"],
  "modelBreakdowns":[{"modelName":"claude-opus-4-5","inputTokens":54300,"outputTokens":9700,
   "cacheCreationTokens":3200000,"cacheReadTokens":87100000,"cost":64.2}]}],
 "totals":{"inputTokens":54300,"outputTokens":9700,"cacheCreationTokens":3200000,"cacheReadTokens":87100000,"totalCost":64.2}}"#;

/// The header of Anthropic's export, as public importers quote it.
const ANTHROPIC: &str = "usage_date_utc,model_version,api_key,workspace,usage_type,context_window,usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens,web_search_count,inference_geo,speed
2026-03-01,claude-sonnet-4,key,Default,standard,≤ 200k,1000,200,50,8000,300,10,not_available,
2026-03-30,claude-haiku-4-5,key,Default,standard,≤ 200k,500,0,0,0,200,0,not_available,
";

/// Columns of OpenRouter's activity export; prompts there include their cached part.
const OPENROUTER: &str = "generation_id,created_at,cost_total,tokens_prompt,tokens_completion,tokens_reasoning,tokens_cached,model_permaslug,provider_name
gen-1,2026-03-28 10:00:00.000,0.01,1000,200,50,900,openai/gpt-oss-120b,\"Some, Inc.\"
gen-2,2026-03-28 11:00:00.000,0.02,500,100,0,,openai/gpt-oss-120b,Other
";

fn tokens(fresh: u128, write: u128, read: u128, output: u128) -> Tokens {
    Tokens { fresh, write, write_1h: 0, read, output }
}

#[test]
fn ccusage() {
    let usage = read(CCUSAGE).unwrap();
    assert_eq!(usage.format, Format::Ccusage);
    assert_eq!(usage.total, tokens(54_300, 3_200_000, 87_100_000, 9_700));
    assert_eq!(usage.models[0].0, "claude-opus-4-5");
    // One day, as if every day were like it.
    assert_eq!(usage.million_tokens_per_month(), Dec::from_f64(90.364 * 30.4375));
    let mix = usage.total.mix().unwrap();
    assert_eq!([mix.fresh, mix.write, mix.read, mix.output].map(Dec::millionths), [601, 35_412, 963_880, 107]);
    let monthly = read(r#"{"monthly":[{"month":"2026-01","inputTokens":10,"outputTokens":5},{"month":"2026-02","inputTokens":20,"outputTokens":5}]}"#).unwrap();
    assert_eq!(monthly.months.iter().map(|(month, _)| month.as_str()).collect::<Vec<_>>(), ["2026-02", "2026-01"]);
    assert_eq!(monthly.million_tokens_per_month(), Some(Dec::micro(20)));
}

#[test]
fn anthropic() {
    let usage = read(ANTHROPIC).unwrap();
    assert_eq!((usage.format, usage.fault_count), (Format::Anthropic, 0));
    assert_eq!(usage.total, Tokens { fresh: 1_500, write: 200, write_1h: 50, read: 8_000, output: 500 });
    assert_eq!(usage.days, Dec::whole(30));
}

#[test]
fn openrouter() {
    let usage = read(OPENROUTER).unwrap();
    assert_eq!((usage.format, usage.fault_count), (Format::OpenRouter, 0));
    assert_eq!(usage.total, tokens(600, 0, 900, 300));
    assert_eq!(usage.models, [("openai/gpt-oss-120b".to_owned(), usage.total)]);
}

#[test]
fn neutral_with_faults_by_line() {
    let text = "\u{feff}date;model;fresh_input_tokens;cache_write_tokens;cache_read_tokens;output_tokens\n\
        2026-02;a;1,000;0;0;500\n\
        soon;a;1;0;0;1\n\
        \n\
        2026-02;a;many;0;0;1\n\
        2026-02;a;1;0\n\
        2026-02;b;10;;;5\n";
    let usage = read(text).unwrap();
    assert_eq!(usage.format, Format::Neutral);
    assert_eq!(usage.total, tokens(1_010, 0, 0, 505));
    let lines: Vec<usize> = usage.faults.iter().map(|fault| fault.line).collect();
    assert_eq!((usage.fault_count, lines), (3, vec![3, 5, 6]));
    assert!(usage.faults[1].what.contains("\"many\"") && usage.faults[1].what.contains("fresh_input_tokens"));
    let mix = usage.total.mix().unwrap();
    assert_eq!(mix.fresh.millionths() + mix.output.millionths(), 1_000_000);
}

#[test]
fn texts_that_are_no_usage() {
    for (text, line) in [
        ("", 1),
        ("hello", 1),
        ("{", 1),
        ("{}", 1),
        ("[1,2]", 1),
        ("{\n\"daily\": 5}", 1),
        ("date,output_tokens\n2026-01-01,5", 1),
        ("model,input_tokens,output_tokens\na,1,2", 1),
        ("date,input_tokens,output_tokens\nx,1,2", 2),
    ] {
        assert!(
            matches!(read(text), Err(LineFault { line: found, .. }) if found == line),
            "{text:?}: {:?}",
            read(text)
        );
    }
}

proptest! {
    #[test]
    fn nothing_panics(text in ".{0,400}") {
        let _ = read(&text);
        let _ = read(&["date,model,input_tokens,output_tokens\n", &text].concat());
    }

    #[test]
    fn shares_of_any_counts_add_to_one(fresh in 0..u64::MAX, write in 0..u64::MAX, cached in 0..u64::MAX, output in 1..u64::MAX) {
        let tokens = Tokens { fresh: fresh.into(), write: write.into(), write_1h: write.into(), read: cached.into(), output: output.into() };
        prop_assert!(tokens.mix().is_ok(), "{tokens:?} {:?}", tokens.mix());
    }
}
