//! `exporter catalog check` on the project's own catalogue and on a spoilt copy.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::fs;
use std::path::Path;

use analytics::catalog::PricesFile;
use serde_json::json;
use support::program::exporter;
use support::server::{Script, Server};

fn copy(to: &Path) {
    fs::create_dir_all(to.join("data/catalog")).unwrap();
    for entry in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../data/catalog")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join("data/catalog").join(entry.file_name())).unwrap();
    }
}

#[test]
fn the_catalogue_is_looked_over() {
    let folder = tempfile::tempdir().unwrap();
    copy(folder.path());
    let check = |more: &[&'static str]| [&["catalog", "check", "--on", "2026-11-30"], more].concat();
    let found = exporter(folder.path(), &check(&[])).expect(0);
    assert!(!found.stdout.contains("fault:"), "{}", found.stdout);
    // The price of the published page's machine is of April; that of the DGX Spark of October.
    assert!(
        found.stdout.contains("old: the price of Mac Studio M4 Max, 128 GB is of 2026-04, 243 days old"),
        "{}",
        found.stdout
    );
    assert!(!found.stdout.contains("DGX Spark 128"), "{}", found.stdout);
    exporter(folder.path(), &check(&["--strict"])).expect(4);

    // A speed that the memory cannot deliver, a source that nobody explains, an id that stands twice.
    let path = folder.path().join("data/catalog/measurements.toml");
    let text = fs::read_to_string(&path).unwrap();
    let row = "\n[[measurements]]\nmachine = \"dgx-spark\"\nmodel = \"qwen3-32b\"\nquantisation = \"Q4_K_M\"\n\
               quantity = \"decode_tok_per_s\"\nvalue = 40.0\nsource = \"nowhere\"\ndate = \"2026-11-30\"\nstatus = \"secondary\"\n";
    fs::write(&path, text + row).unwrap();
    let path = folder.path().join("data/catalog/machines.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text + "\n[[machines]]\nid = \"dgx-spark\"\nname = \"Again\"\nkind = \"unified\"\n").unwrap();
    let found = exporter(folder.path(), &check(&[])).expect(4).stdout;
    for expected in [
        "fault: machine dgx-spark stands twice",
        "fault: source nowhere is used and not explained in sources.toml",
        // 273 GB/s over 19.76 GB
        "fault: measurement of qwen3-32b on dgx-spark: 40 tokens per second, and the memory can deliver 13.8",
    ] {
        assert!(found.contains(expected), "{expected}\n{found}");
    }
}

#[test]
fn todays_prices_are_added_as_new_rows() {
    let server = Server::with_look_ups(
        |request| panic!("asking for prices spends money: {request:?}"),
        |request| match &*request.path {
            "/models" => Script::whole(
                200,
                "application/json",
                json!({"data":[
                    {"id":"openai/gpt-oss-120b","pricing":{"prompt":"0.00000007","completion":"0.0000003"}},
                    {"id":"qwen/qwen3-32b","pricing":{"prompt":"0.00000008","completion":"0.00000028"}}]})
                .to_string(),
            ),
            _ => Script::whole(404, "text/plain", ""),
        },
    );
    let folder = tempfile::tempdir().unwrap();
    copy(folder.path());
    let path = folder.path().join("data/catalog/prices.toml");
    let before = fs::read_to_string(&path).unwrap();
    let update = ["prices", "--update", "--openrouter-url", &server.url];
    // Most models of the catalogue are not in this list: the work is incomplete, and says which.
    let said = exporter(folder.path(), &update).expect(3).stderr;
    assert!(said.contains("1 price has changed of"), "{said}");
    assert!(said.contains("OpenRouter lists no price of qwen/qwen3-14b any more"), "{said}");
    let after = fs::read_to_string(&path).unwrap();
    assert!(after.starts_with(&before), "what stood there stays, comments included");
    let prices = toml::from_str::<PricesFile>(&after).unwrap().prices;
    let newest = prices.last().unwrap();
    assert_eq!((&*newest.model, &*newest.input_usd_per_m, &*newest.output_usd_per_m), ("gpt-oss-120b", "0.07", "0.30"));
    assert_eq!((newest.not_in_catalog, &*newest.source, newest.date.len()), (false, "openrouter-api", 10));
    exporter(folder.path(), &update).expect(3);
    assert_eq!(fs::read_to_string(&path).unwrap(), after, "nothing has changed since");
    exporter(folder.path(), &["catalog", "check", "--on", "2026-12-01"]).expect(0);
}
