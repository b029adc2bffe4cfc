//! The table of docs and design as data: what each crate may use, and what it must never reach.

/// What one crate may depend on.
pub struct Rule {
    /// The crate.
    pub krate: &'static str,
    /// Its direct dependencies must be among these; `None` allows what is not forbidden.
    pub allowed: Option<&'static [&'static str]>,
    /// Never directly, with the reason.
    pub forbidden: &'static [(&'static str, &'static str)],
    /// Not through another crate either, with its default features.
    pub unreachable: &'static [&'static str],
}

const PURE: &str = "analytics is pure: no file, network, clock, async, command line or web";
const NO_SITE: &str = "the exporter writes data; the site reads it";
const SMALL: &str = "the client runs in a browser and must stay small";
const FILES: &str = "prerender reads files, never the database or the network";
const OUTSIDE: &str = "it works on the project from outside, through commands and files";

/// One rule a crate.
pub const RULES: [Rule; 7] = [
    Rule {
        krate: "analytics",
        allowed: Some(&[
            "csv-core",
            "rand_chacha",
            "rust_decimal",
            "schemars",
            "serde",
            "serde_json",
            "sha2",
            "statrs",
            "thiserror",
        ]),
        forbidden: &[
            ("tokio", PURE),
            ("reqwest", PURE),
            ("sqlx", PURE),
            ("clap", PURE),
            ("leptos", PURE),
            ("web-sys", PURE),
            ("time", PURE),
            ("tempfile", PURE),
        ],
        unreachable: &["tokio", "reqwest", "sqlx", "clap", "leptos", "web-sys", "js-sys"],
    },
    Rule {
        krate: "exporter",
        allowed: Some(&[
            "analytics",
            "anstream",
            "base64",
            "bytes",
            "clap",
            "csv",
            "dotenvy",
            "flate2",
            "futures-util",
            "http-body",
            "indicatif",
            "jsonschema",
            "ratatui",
            "regex",
            "reqwest",
            "rustix",
            "rustls",
            "schemars",
            "serde",
            "serde_json",
            "sha2",
            "sqlx",
            "tempfile",
            "textwrap",
            "thiserror",
            "time",
            "tokio",
            "toml",
            "ulid",
        ]),
        forbidden: &[("app", NO_SITE), ("prerender", NO_SITE), ("leptos", NO_SITE), ("web-sys", NO_SITE)],
        unreachable: &["leptos"],
    },
    Rule {
        krate: "app",
        allowed: Some(&[
            "analytics",
            "form_urlencoded",
            "gloo",
            "js-sys",
            "leptos",
            "plotters",
            "plotters-backend",
            "plotters-canvas",
            "pulldown-cmark",
            "serde",
            "serde_json",
            "wasm-bindgen",
            "wasm-bindgen-futures",
            "web-sys",
        ]),
        forbidden: &[
            ("exporter", "the site reads snapshots, never the database"),
            ("tokio", SMALL),
            ("reqwest", SMALL),
            ("sqlx", SMALL),
            ("regex", SMALL),
            ("chrono", SMALL),
            ("schemars", SMALL),
            ("leptos_router", "pages are documents: links are plain links, there is no router"),
        ],
        unreachable: &["sqlx", "reqwest"],
    },
    Rule {
        krate: "wasm-streams",
        allowed: Some(&["futures-util", "wasm-bindgen", "web-sys"]),
        forbidden: &[],
        unreachable: &[],
    },
    Rule {
        krate: "prerender",
        allowed: Some(&[
            "analytics",
            "any_spawner",
            "anyhow",
            "app",
            "base64",
            "epaint_default_fonts",
            "leptos",
            "plotters",
            "pulldown-cmark",
            "resvg",
            "serde",
            "serde_json",
            "sha2",
            "toml",
        ]),
        forbidden: &[
            ("exporter", FILES),
            ("sqlx", FILES),
            ("reqwest", FILES),
            ("tokio", FILES),
            ("leptos_axum", "its static generation embeds a random nonce"),
        ],
        unreachable: &["sqlx", "reqwest"],
    },
    Rule {
        krate: "xtask",
        allowed: None,
        forbidden: &[
            ("app", OUTSIDE),
            ("exporter", OUTSIDE),
            ("prerender", OUTSIDE),
            ("leptos", OUTSIDE),
            ("sqlx", OUTSIDE),
            ("reqwest", OUTSIDE),
        ],
        unreachable: &["sqlx", "leptos"],
    },
    Rule {
        krate: "browser-tests",
        allowed: None,
        forbidden: &[("app", OUTSIDE), ("exporter", OUTSIDE), ("prerender", OUTSIDE), ("leptos", OUTSIDE)],
        unreachable: &[],
    },
];

/// Dependencies of the client that only the feature `ssr` may switch on.
pub const ONLY_WHEN_PRERENDERING: [&str; 1] = ["pulldown-cmark"];

/// Longer files than the limit, each with the reason.
pub const LONG_FILES: [(&str, &str); 4] = [
    ("analytics/tests/decision.rs", "one question and its answers, all over the same catalogue of July"),
    ("exporter/tests/local_servers.rs", "one scripted server of llama.cpp and everything that is tried on it"),
    ("exporter/tests/mine.rs", "small histories of every format, a test for each trap"),
    ("exporter/tests/providers_faults.rs", "one table: a row for each reported fault"),
];

/// A hard look at files longer than this.
pub const LONGEST_FILE: usize = 400;
