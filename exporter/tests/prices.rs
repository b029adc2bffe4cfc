//! `exporter prices` against a list of models.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::fs;

use analytics::catalog::PricesFile;
use serde_json::json;
use support::program::exporter;
use support::server::{Script, Server};
use support::suite;

#[test]
fn prices_are_printed_and_added_where_they_changed() {
    let server = Server::with_look_ups(
        |request| panic!("asking for prices spends money: {request:?}"),
        |request| {
            match &*request.path {
            "/models" => Script::whole(200, "application/json", json!({"data":[
                {"id":"openai/gpt-oss-120b","pricing":{"prompt":"0.00000003","completion":"0.00000015","input_cache_read":"0.000000015"}},
                {"id":"a/judge","pricing":{"prompt":"0.000005","completion":"0.000025"}},
                {"id":"a/router","pricing":{"prompt":"-1","completion":"-1"}}]}).to_string()),
            _ => Script::whole(404, "text/plain", ""),
        }
        },
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    suite::small(path, 1);
    let model = |id: &str, name: &str, more: &str| {
        format!("[[models]]\nid = \"{id}\"\nprovider = \"o\"\nprovider_model = \"{name}\"\nfamily = \"f\"\n{more}")
    };
    let config = |router: bool| {
        [
            format!(
                "[[providers]]\nid = \"o\"\nkind = \"openrouter\"\nbase_url = \"{}\"\napi_key_env = \"TEST_KEY\"\n",
                server.url
            ),
            model("m", "openai/gpt-oss-120b", "catalog_model = \"gpt-oss-120b\"\n"),
            if router { model("r", "a/router", "") } else { String::new() },
            "[[judges]]\nid = \"j\"\nprovider = \"o\"\nprovider_model = \"a/judge\"\nfamily = \"j\"\n".to_owned(),
            "[[judges]]\nid = \"checks\"\nprovider = \"builtin\"\nmethod = \"checks\"\nfamily = \"c\"\n".to_owned(),
        ]
        .concat()
    };
    fs::write(path.join("lim.toml"), config(false)).unwrap();
    let prices = ["prices", "--config", "lim.toml", "--tasks", "tasks"];
    let printed: PricesFile = toml::from_str(&exporter(path, &prices).expect(0).stdout).unwrap();
    let shown: Vec<_> = printed
        .prices
        .iter()
        .map(|price| (&*price.model, price.not_in_catalog, &*price.input_usd_per_m, &*price.output_usd_per_m))
        .collect();
    assert_eq!(shown, [("gpt-oss-120b", false, "0.03", "0.15"), ("j", true, "5.00", "25.00")]);

    let old = "# Kept as it is.\n[[prices]]\nmodel = \"gpt-oss-120b\"\nprovider = \"openrouter\"\nprovider_model = \"openai/gpt-oss-120b\"\n\
               input_usd_per_m = \"0.03\"\noutput_usd_per_m = \"0.150\"\nsource = \"md\"\ndate = \"2026-07-02\"\nstatus = \"secondary\"\n";
    fs::write(path.join("prices.toml"), old).unwrap();
    let add = [&prices[..], &["--out", "prices.toml"]].concat();
    let said = exporter(path, &add).expect(0).stderr;
    assert!(said.contains("prices.toml: 1 price has changed of 2."), "{said}");
    let text = fs::read_to_string(path.join("prices.toml")).unwrap();
    assert!(text.starts_with(old), "{text}");
    let file: PricesFile = toml::from_str(&text).unwrap();
    assert_eq!(file.prices.iter().map(|price| &*price.model).collect::<Vec<_>>(), ["gpt-oss-120b", "j"]);
    exporter(path, &add).expect(0);
    assert_eq!(fs::read_to_string(path.join("prices.toml")).unwrap(), text, "nothing has changed since");

    fs::write(path.join("lim.toml"), config(true)).unwrap();
    let said = exporter(path, &prices).expect(3).stderr;
    assert!(said.contains("names no price of a/router"), "{said}");
}
