//! A judged run of four tasks: the judges agree on 1 and 4, disagree on 2, and on 3 one of them cannot be read.

use std::fs;
use std::path::Path;

use super::program::{Ended, exporter};
use super::server::{Request, Server};
use super::streams::{openai, verdict};
use super::suite;

pub struct Judged {
    pub folder: tempfile::TempDir,
    pub server: Server,
}

fn reply(request: &Request) -> String {
    let asks = |number: u32| request.body["messages"].to_string().contains(&format!("This is question {number}."));
    match request.model() {
        "judge-a" => verdict([2, 2, 2]),
        "judge-b" if asks(2) => verdict([0, 2, 2]),
        "judge-b" if asks(3) => "Rather good, I think.".to_owned(),
        "judge-b" => verdict([2, 2, 1]),
        model => format!("=42, says {model}. \u{1b}[2J\u{1b}]0;owned\u{7}It is <b>addition</b> & more"),
    }
}

impl Judged {
    /// With these models.
    pub fn new(models: &[&str]) -> Self {
        let server = Server::start(|request| openai(request.model(), &reply(request), 0));
        let folder = tempfile::tempdir().unwrap();
        suite::small(folder.path(), 4);
        let entry = |kind: &str, id: &&str| {
            format!("[[{kind}]]\nid = \"{id}\"\nprovider = \"server\"\nprovider_model = \"{id}\"\nfamily = \"{id}\"\n")
        };
        let config = format!(
            "[[providers]]\nid = \"server\"\nkind = \"openai-compatible\"\nbase_url = \"{}\"\nbackoff_ms = 1\n{}{}",
            server.url,
            models.iter().map(|id| entry("models", id)).collect::<String>(),
            ["judge-a", "judge-b"].iter().map(|id| entry("judges", id)).collect::<String>()
        );
        fs::write(folder.path().join("lim.toml"), config).unwrap();
        let judged = Self { folder, server };
        judged.call(&["run", "--config", "lim.toml", "--tasks", "tasks"]).expect(0);
        judged.call(&["judge"]).expect(0);
        judged
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The program on this database.
    pub fn call(&self, arguments: &[&str]) -> Ended {
        exporter(self.path(), &[arguments, &["--database", "x.sqlite"]].concat())
    }

    /// The snapshot as it would be exported now; it is checked.
    pub fn summary(&self) -> serde_json::Value {
        self.call(&["export", "--out", "s", "--id", "a", "--title", "A"]).expect(0);
        exporter(self.path(), &["check", "s"]).expect(0);
        serde_json::from_str(&fs::read_to_string(self.path().join("s/a/summary.json")).unwrap()).unwrap()
    }

    /// The detail file of a task of that snapshot.
    pub fn detail(&self, task: &str) -> serde_json::Value {
        let path = self.path().join(format!("s/a/tasks/{task}.json"));
        serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
    }
}
