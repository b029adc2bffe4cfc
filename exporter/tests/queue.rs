//! The review queue: who is in it, and its way to a file and back.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::fs;

use exporter::store::{DatabaseLock, real_path};
use support::judged::Judged;

/// The rows of an exported CSV without its header.
fn rows(text: &str) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes()).records().map(Result::unwrap).collect()
}

/// The CSV with marks and a reason in the rows of a task; columns O to R.
fn filled(text: &str, task: &str, marks: [&str; 3], reason: &str) -> String {
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    writer.write_record(reader.headers().unwrap()).unwrap();
    for row in reader.records().map(Result::unwrap) {
        let mut cells: Vec<String> = row.iter().map(str::to_owned).collect();
        if cells[6] == task {
            cells.splice(14..18, marks.iter().map(|mark| (*mark).to_owned()).chain([reason.to_owned()]));
        }
        writer.write_record(&cells).unwrap();
    }
    let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
    format!("\u{feff}{}", text.replace('\n', "\r\n"))
}

#[test]
fn the_queue_holds_what_is_unresolved_and_what_is_drawn() {
    let judged = Judged::new(&["m"]);
    let listed = judged.call(&["queue", "list", "--audit", "0"]).expect(0).stdout;
    let lines: Vec<&str> = listed.lines().collect();
    assert_eq!(lines.len(), 2, "{listed}");
    assert!(lines[0].contains("unresolved") && lines[0].contains("sum-002"), "{listed}");
    assert!(lines[0].ends_with("judges differ by 2 on correctness"), "{listed}");
    assert!(lines[1].contains("sum-003") && lines[1].ends_with("the verdict of judge-b cannot be read"), "{listed}");
    let all = judged.call(&["queue", "list", "--audit", "1"]).expect(0).stdout;
    assert_eq!((all.lines().count(), all.matches("audit").count()), (4, 2), "{all}");
    assert_eq!(all, judged.call(&["queue", "list", "--audit", "1"]).expect(0).stdout);
    let wrong = judged.call(&["queue", "list", "--audit", "5"]).expect(2).stderr;
    assert!(wrong.contains("from 0 to 1"), "{wrong}");
}

#[test]
fn a_filled_in_file_settles_cases_once() {
    let judged = Judged::new(&["m"]);
    let path = judged.path();
    assert_eq!(judged.summary()["results"][0]["n"], 2);
    judged.call(&["queue", "export", "--output", "q.csv", "--audit", "1"]).expect(0);
    let text = fs::read_to_string(path.join("q.csv")).unwrap();
    let row = rows(&text).into_iter().find(|row| &row[6] == "sum-001").unwrap();
    assert_eq!((&row[4], &row[5]), ("audit", "1"));
    assert!(row[12].starts_with("'=42"), "no formula: {}", &row[12]);

    // As Excel hands it back: semicolons, CRLF, a byte order mark.
    let once = filled(&text, "sum-002", ["1", "2", "0"], "'=the sum; is \"right\"");
    fs::write(path.join("q.csv"), &once).unwrap();
    let import = ["queue", "import", "q.csv", "--author", "Ada"];
    let said = judged.call(&import).expect(0).stderr;
    assert!(said.contains("1 review added") && said.contains("3 not filled in"), "{said}");
    let first = judged.summary();
    assert_eq!(first["results"][0]["n"], 3);
    assert_eq!(first["reviews"]["marks"], serde_json::json!([[1, 2, 0]]));
    assert_eq!(first["reviews"]["stratum"], serde_json::json!(["unresolved"]));
    let review = &judged.detail("sum-002")["cases"][0]["reviews"][0];
    assert_eq!((&review["author"], &review["reason"]), (&"Ada".into(), &"=the sum; is \"right\"".into()));

    let said = judged.call(&import).expect(0).stderr;
    assert!(said.contains("0 reviews added") && said.contains("1 there already"), "{said}");
    assert_eq!(judged.summary(), first);

    // What was decided leaves the queue; with --all it comes with its marks, and unchanged it adds nothing.
    judged.call(&["queue", "export", "--output", "open.csv", "--audit", "1"]).expect(0);
    assert_eq!(rows(&fs::read_to_string(path.join("open.csv")).unwrap()).len(), 3);
    judged.call(&["queue", "export", "--output", "all.json", "--audit", "1", "--all"]).expect(0);
    let said = judged.call(&["queue", "import", "all.json", "--author", "Bo"]).expect(0).stderr;
    assert!(said.contains("0 reviews added") && said.contains("1 there already"), "{said}");

    // Another decision stands beside the first one, and counts; an old file does not bring the first one back.
    let all = fs::read_to_string(path.join("all.json")).unwrap();
    fs::write(path.join("all.json"), all.replace("\"correctness\": 1", "\"correctness\": 0")).unwrap();
    judged.call(&["queue", "import", "all.json", "--author", "Bo"]).expect(0);
    judged.call(&import).expect(0);
    assert_eq!(judged.summary()["reviews"]["marks"], serde_json::json!([[0, 2, 0]]));
    let history = judged.detail("sum-002")["cases"][0]["reviews"].clone();
    assert_eq!(history.as_array().unwrap().len(), 2, "{history}");
}

#[test]
fn all_of_a_file_or_nothing() {
    let judged = Judged::new(&["m"]);
    let path = judged.path();
    judged.call(&["queue", "export", "--output", "q.csv", "--audit", "0"]).expect(0);
    let text = fs::read_to_string(path.join("q.csv")).unwrap();
    let good = filled(&text, "sum-002", ["1", "1", "1"], "fine");
    let faulty = |marks: [&str; 3]| filled(&good.replacen("\u{feff}", "", 1).replace(';', ","), "sum-003", marks, "");
    for (file, expected) in [
        (faulty(["2", "good", "1"]), "column P (completeness): \"good\" is no mark"),
        (faulty(["2", "", "1"]), "column P (completeness): the mark is missing"),
    ] {
        fs::write(path.join("f.csv"), file).unwrap();
        let ended = judged.call(&["queue", "import", "f.csv", "--author", "Ada"]).expect(4);
        assert!(ended.stdout.contains(expected) && ended.stdout.contains("f.csv: line "), "{}", ended.stdout);
        assert!(ended.stderr.contains("nothing was taken"), "{}", ended.stderr);
        assert!(judged.summary()["reviews"].is_null());
    }
    fs::write(path.join("latin.csv"), [b"case;reason\r\n", &b"x;na\xefve\r\n"[..]].concat()).unwrap();
    let ended = judged.call(&["queue", "import", "latin.csv", "--author", "Ada"]).expect(2);
    assert!(ended.stderr.contains("not in UTF-8 from line 2 on"), "{}", ended.stderr);
    let nameless = judged.call(&["queue", "import", "q.csv"]).expect(2);
    assert!(nameless.stderr.contains("--author"), "{}", nameless.stderr);
}

#[tokio::test]
async fn a_row_for_another_answer_is_refused() {
    let judged = Judged::new(&["m"]);
    let path = judged.path();
    judged.call(&["queue", "export", "--output", "q.csv", "--audit", "0"]).expect(0);
    let text = fs::read_to_string(path.join("q.csv")).unwrap();
    let file = filled(&text, "sum-002", ["1", "1", "1"], "fine");
    fs::write(path.join("q.csv"), &file).unwrap();
    // The case was asked again since: another attempt counts now.
    let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", path.join("x.sqlite").display())).await.unwrap();
    let attempt = &rows(&text).into_iter().find(|row| &row[6] == "sum-002").unwrap()[1].to_owned();
    for sql in [
        "INSERT INTO attempts SELECT 'later', case_id, run_id, 2, started_at + 1 FROM attempts WHERE id = $1",
        "INSERT INTO attempt_results SELECT 'later', finished_at, outcome, settled, answer || '!', thinking, finish_reason, \
         upstream, served_model, generation_id, http_status, usage_json, timing_json, billed_pico_usd, error, raw \
         FROM attempt_results WHERE attempt_id = $1",
    ] {
        assert_eq!(sqlx::query(sql).bind(attempt).execute(&pool).await.unwrap().rows_affected(), 1);
    }
    pool.close().await;
    let ended = judged.call(&["queue", "import", "q.csv", "--author", "Ada"]).expect(4);
    assert!(ended.stdout.contains("the answer is another one now"), "{}", ended.stdout);
    // A case of another run altogether.
    let first: String = rows(&text)[0][0].to_owned();
    fs::write(path.join("q.csv"), file.replace(&first, &"0".repeat(64))).unwrap();
    let ended = judged.call(&["queue", "import", "q.csv", "--author", "Ada"]).expect(4);
    assert!(ended.stdout.contains("no answer of this case that a person can mark"), "{}", ended.stdout);
}

#[tokio::test]
async fn reviews_do_not_wait_for_a_run_that_goes_on() {
    let judged = Judged::new(&["m"]);
    judged.call(&["queue", "export", "--output", "q.csv", "--audit", "0"]).expect(0);
    let text = fs::read_to_string(judged.path().join("q.csv")).unwrap();
    fs::write(judged.path().join("q.csv"), filled(&text, "sum-002", ["1", "1", "1"], "")).unwrap();
    let database = real_path(&judged.path().join("x.sqlite")).unwrap();
    // As `run` and `judge` hold it for as long as they work.
    let _lock = DatabaseLock::take(&database, |_| panic!("nobody holds it")).await.unwrap();
    let said = judged.call(&["queue", "import", "q.csv", "--author", "Ada"]).expect(0).stderr;
    assert!(said.contains("1 review added"), "{said}");
}

#[test]
fn a_blind_file_names_no_model_and_no_verdict() {
    let judged = Judged::new(&["m"]);
    judged.call(&["queue", "export", "--output", "q.json", "--blind"]).expect(0);
    let queue: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(judged.path().join("q.json")).unwrap()).unwrap();
    let entry = &queue["entries"][0];
    assert_eq!((&entry["model"], &entry["verdicts"], &entry["why"]), (&"".into(), &"".into(), &"".into()));
    assert!(entry["answer"].as_str().unwrap().starts_with("=42"), "JSON needs no apostrophe");
    let ended = judged.call(&["queue", "export", "--output", "q.txt"]).expect(2);
    assert!(ended.stderr.contains("--format csv"), "{}", ended.stderr);
}
