//! Tables of usage as spreadsheets and proxies of several countries write them: read rightly, or refused by line.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

use analytics::cost::Dec;
use analytics::usage::{Format, Tokens, read, read_bytes};

fn tokens(fresh: u128, write: u128, read: u128, output: u128) -> Tokens {
    Tokens { fresh, write, write_1h: 0, read, output }
}

/// The tokens of a file in which no line is left out.
fn all(text: &str) -> Tokens {
    let usage = read(text).unwrap();
    assert_eq!(usage.fault_count, 0, "{text}: {:?}", usage.faults);
    usage.total
}

fn refused(text: &str) -> String {
    let fault = read(text).unwrap_err();
    [fault.place(), fault.what].join(": ")
}

#[test]
fn decimal_commas_never_become_digits() {
    let file = |cells: &str| format!("date;model;fresh_input_tokens;output_tokens\n2026-03-31;a;{cells}\n");
    assert_eq!(all(&file("1000,0;400,0")), tokens(1_000, 0, 0, 400));
    assert_eq!(all(&file("1.200.000;1.200")), tokens(1_200_000, 0, 0, 1_200));
    let said = refused(&file("1234,56;1"));
    assert!(said.starts_with("Line 2: column fresh_input_tokens: \"1234,56\""), "{said}");
    let comma = "date,fresh_input_tokens,output_tokens\n2026-03-31,1.200,5\n";
    assert!(refused(comma).contains("without a dot"));
    assert!(refused("date,input_tokens,output_tokens\n2026-03-31,1.2E+06,5\n").contains("all digits"));
}

#[test]
fn spreadsheets_line_ends_and_encodings() {
    let plain = "date;model;fresh_input_tokens;output_tokens\n2026-03-30;a;10;1\n2026-03-31;a;20;2\n";
    let expected = read(plain).unwrap();
    assert_eq!((expected.total, expected.days), (tokens(30, 0, 0, 3), Dec::whole(2)));
    for text in
        [plain.replace('\n', "\r"), plain.replace('\n', "\r\n"), ["sep=;\n", plain].concat(), plain.replace(';', ",")]
    {
        assert_eq!(read(&text).unwrap(), expected, "{text:?}");
    }
    let json = r#"{"daily":[{"date":"2026-03-30","inputTokens":30,"outputTokens":3}]}"#;
    for text in [plain, json] {
        for order in [u16::to_le_bytes, u16::to_be_bytes] {
            let bytes: Vec<u8> = ["\u{feff}", text].concat().encode_utf16().flat_map(order).collect();
            assert_eq!(read_bytes(&bytes).unwrap(), read(text).unwrap());
        }
    }
    assert_eq!(read(&["\n\n", plain].concat()).unwrap().total, expected.total);
}

#[test]
fn an_empty_file_says_so() {
    for bytes in [&b""[..], b"\xff\xfe", b"\xef\xbb\xbf", b"\n\r\n  "] {
        assert!(read_bytes(bytes).unwrap_err().what.contains("is empty"), "{bytes:?}");
    }
}

#[test]
fn twin_columns_count_once_or_are_refused() {
    let input = "date,prompt_tokens,cached_tokens,input_tokens,output_tokens\n2026-03-01,1000,900,1000,10\n";
    let said = refused(input);
    assert!(said.contains("input_tokens") && said.contains("prompt_tokens") && said.contains("remove one"), "{said}");
    let output = |other: u8| format!("date,input_tokens,completion_tokens,output_tokens\n2026-03-01,5,10,{other}\n");
    assert_eq!(all(&output(10)), tokens(5, 0, 0, 10));
    assert!(refused(&output(11)).contains("completion_tokens and output_tokens mean the same and differ"));
}

#[test]
fn totals_beside_their_parts_count_once() {
    let file = |cells: &str| {
        format!("date,input_tokens,cache_write,cache_write_5m,cache_write_1h,output_tokens\n2026-03-01,1,{cells},1\n")
    };
    let split = Tokens { fresh: 1, write: 200, write_1h: 100, read: 0, output: 1 };
    assert_eq!(all(&file("300,200,100")), split);
    assert_eq!(all(&file(",200,100")), split);
    assert_eq!(all(&file("300,,")), tokens(1, 300, 0, 1));
    assert!(refused(&file("301,200,100")).contains("do not add up"));
}

#[test]
fn the_console_s_two_classes_of_cache_write() {
    let text = "usage_date_utc,model_version,usage_input_tokens_no_cache,cache_write_5m_tokens,cache_write_1h_tokens,usage_input_tokens_cache_read,usage_output_tokens\n2026-03-01,m,1000,200,50,8000,300\n";
    assert_eq!(all(text), Tokens { fresh: 1_000, write: 200, write_1h: 50, read: 8_000, output: 300 });
}

#[test]
fn cached_tokens_within_the_prompt() {
    // LiteLLM: the prompt holds what was read from and written to the cache, unless the total says otherwise.
    let proxy = |head: &str, cells: &str| {
        format!(
            "Date,Model,Prompt Tokens,Completion Tokens,Cache Read Input Tokens,Cache Creation Input Tokens{head}\n2026-03-01,m,{cells}\n"
        )
    };
    assert_eq!(all(&proxy("", "1000,100,900,50")), tokens(50, 50, 900, 100));
    assert_eq!(read(&proxy("", "1000,100,900,50")).unwrap().format, Format::LiteLlm);
    assert_eq!(all(&proxy(",Total Tokens", "1000,100,900,50,1100")), tokens(50, 50, 900, 100));
    assert_eq!(all(&proxy(",Total Tokens", "1000,100,900,50,2050")), tokens(1_000, 50, 900, 100));
    assert!(refused(&proxy("", "100,100,900,50")).contains("more cached tokens"));
    // OpenAI: input_tokens include input_cached_tokens.
    let openai = "date,model,input_tokens,output_tokens,input_cached_tokens\n2026-03-01,gpt,1000,100,900\n";
    assert_eq!(all(openai), tokens(100, 0, 900, 100));
    assert_eq!(read(openai).unwrap().format, Format::OpenAi);
}

#[test]
fn the_date_counts_beside_day_month_and_year() {
    let lines: String = (1..=10).map(|day| format!("2026-03-{day:02},Sunday,2026-03,10,2\n")).collect();
    let usage = read(&["date,day,month,input_tokens,output_tokens\n", &lines].concat()).unwrap();
    assert_eq!((usage.days, usage.fault_count, usage.total), (Dec::whole(10), 0, tokens(100, 0, 0, 20)));
    for (head, cells, days) in [
        ("year_month", "2026-03", 30_437_500),
        ("year,month", "2026,3", 30_437_500),
        ("year,month,day", "2026,3,9", 1_000_000),
        ("week", "2026-03-01", 7_000_000),
    ] {
        let usage = read(&format!("{head},input_tokens,output_tokens\n{cells},10,2\n")).unwrap();
        assert_eq!((usage.days, usage.months[0].0.as_str()), (Dec::micro(days), "2026-03"), "{head}");
    }
}

#[test]
fn days_are_the_file_s_also_where_a_line_is_left_out() {
    for bad in ["many", "1.2E+06", "1234,56"] {
        let text = format!(
            "date\tinput_tokens\toutput_tokens\n2026-03-01\t{bad}\t1\n2026-03-15\t10\t1\n2026-03-31\t{bad}\t1\n"
        );
        let usage = read(&text).unwrap();
        assert_eq!((usage.days, usage.fault_count), (Dec::whole(31), 2), "{bad}");
    }
    let said = refused("date,input_tokens,output_tokens\n2026-02-31,10,1\n");
    assert!(said.contains("2026-02-31") && said.contains("no date"), "{said}");
    // Months and days: the month covers all of its own.
    let mixed = |day: &str| format!("date,input_tokens,output_tokens\n2026-02,10,1\n{day},10,1\n");
    assert_eq!(read(&mixed("2026-03-10")).unwrap().days, Dec::whole(38));
    assert!(refused(&mixed("2026-02-10")).contains("as a whole month and in days"));
}

#[test]
fn a_file_s_own_cost_is_kept() {
    let file = |cost: &str| {
        format!("date,input_tokens,output_tokens,cost_total\n2026-03-01,10,1,$1.25\n2026-03-02,10,1,{cost}\n")
    };
    let usage = read(&file("0.75")).unwrap();
    assert_eq!((usage.cost_usd, usage.usd_per_month()), (Some(Dec::whole(2)), Some(Dec::micro(30_437_500))));
    assert!(usage.summary(Dec::whole(1)).contains("such a month costs 30.44 USD"), "{}", usage.summary(Dec::whole(1)));
    assert_eq!(read(&file("")).unwrap().cost_usd, None, "not all of it is known");
}

#[test]
fn few_days_are_called_so() {
    let said = read("date,input_tokens,output_tokens\n2026-03-01,10,1\n").unwrap().summary(Dec::whole(1));
    assert!(said.contains("over 1 day.") && said.contains("So few days"), "{said}");
}

#[test]
fn headings_in_words_are_refused_by_name() {
    let said = refused("Usage Date (UTC),Model,Input Tokens (Total),Output\n2026-03-01,m,10,1\n");
    assert!(said.contains("Line 1") && said.contains("such as fresh_input_tokens and output_tokens"), "{said}");
}
