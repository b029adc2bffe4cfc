//! `exporter review` as a person uses it: the real program behind a pseudo-terminal.

#![allow(clippy::unwrap_used)] // a test may fail by unwrapping, in its helpers too

mod support;

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use support::judged::Judged;
use support::program::exporter;

/// The real program on a pseudo-terminal, and what its screen shows.
struct Behind {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    screen: Arc<(Mutex<vt100::Parser>, Condvar)>,
}

fn size(cells: u16) -> NonZeroU16 {
    NonZeroU16::new(cells).unwrap()
}

impl Behind {
    fn start(judged: &Judged, more: &[&str], rows: u16, cols: u16) -> Self {
        let pty = native_pty_system().openpty(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_exporter"));
        command.args(["review", "--database", "x.sqlite"]);
        command.args(more);
        command.cwd(judged.path());
        command.env_clear();
        command.env("TERM", "xterm-256color");
        let child = pty.slave.spawn_command(command).unwrap();
        let keys = pty.master.take_writer().unwrap();
        let mut output = pty.master.try_clone_reader().unwrap();
        let screen = Arc::new((Mutex::new(vt100::Parser::new(size(rows), size(cols), 0)), Condvar::new()));
        let shared = screen.clone();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(n @ 1..) = output.read(&mut bytes) {
                shared.0.lock().unwrap().process(&bytes[..n]);
                shared.1.notify_all();
            }
        });
        Self { child, master: pty.master, keys, screen }
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Waits until the screen shows the text.
    fn sees(&self, text: &str) -> String {
        let (parser, changed) = &*self.screen;
        let shows = |parser: &mut vt100::Parser| !parser.screen().contents().contains(text);
        let patience = Duration::from_secs(60);
        let (parser, late) = changed.wait_timeout_while(parser.lock().unwrap(), patience, shows).unwrap();
        let contents = parser.screen().contents();
        assert!(!late.timed_out(), "{text:?} is not on the screen:\n{contents}");
        contents
    }

    fn resize(&self, rows: u16, cols: u16) {
        self.screen.0.lock().unwrap().screen_mut().set_size(size(rows), size(cols));
        self.master.resize(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
    }

    /// As the system does it, without a word to the program.
    fn kill(&self) {
        let id = self.child.process_id().unwrap().to_string();
        assert!(std::process::Command::new("kill").args(["-9", &id]).status().unwrap().success());
    }

    fn ends(mut self) -> u32 {
        self.child.wait().unwrap().exit_code()
    }
}

fn reviews(judged: &Judged) -> serde_json::Value {
    judged.summary()["reviews"]["marks"].clone()
}

#[test]
fn a_session_in_the_terminal() {
    let judged = Judged::new(&["m"]);
    let mut behind = Behind::start(&judged, &["--audit", "0"], 24, 80);
    behind.sees("Who decides?");
    behind.press("Ada\r");
    let first = behind.sees("1 of 2 open");
    assert!(first.contains("␛[2J␛]0;owned␇"), "the answer's escapes are shown and do nothing:\n{first}");
    behind.press("201");
    behind.sees("Enter saves");
    behind.press("r");
    behind.sees("Enter keeps the reason");
    behind.press("because ü\r");
    behind.press("\r");
    behind.sees("saved; 1 of 2 reviewed");
    behind.resize(30, 130);
    behind.sees("2 of 2 open");
    behind.press("u");
    behind.sees("taken back");
    behind.press("222\r\r");
    behind.sees("saved; 1 of 2 reviewed");
    behind.press("q");
    assert_eq!(behind.ends(), 0);
    assert_eq!(reviews(&judged), serde_json::json!([[2, 2, 2]]));
    let history = &judged.detail("sum-002")["cases"][0]["reviews"];
    assert_eq!((history.as_array().unwrap().len(), &history[0]["reason"]), (3, &"because ü".into()), "{history}");
}

#[test]
fn what_was_saved_survives_a_kill_and_a_ctrl_c() {
    let judged = Judged::new(&["m"]);
    let arguments = ["--audit", "0", "--author", "Ada"];
    let mut behind = Behind::start(&judged, &arguments, 24, 80);
    behind.sees("1 of 2 open");
    behind.press("111\r\r");
    behind.sees("saved; 1 of 2 reviewed");
    behind.press("2");
    behind.kill();
    behind.ends();
    assert_eq!(reviews(&judged), serde_json::json!([[1, 1, 1]]));

    let mut behind = Behind::start(&judged, &arguments, 24, 80);
    behind.sees("1 of 1 open");
    behind.press("000\r\r");
    behind.sees("that was the last open one");
    behind.press("\u{3}");
    assert_eq!(behind.ends(), 130);
    assert_eq!(reviews(&judged), serde_json::json!([[1, 1, 1], [0, 0, 0]]));
}

#[test]
fn without_a_terminal_it_names_the_queue_export() {
    let folder = tempfile::tempdir().unwrap();
    let ended = exporter(folder.path(), &["review", "--database", "x.sqlite"]).expect(2);
    assert!(
        ended.stderr.contains("needs a terminal") && ended.stderr.contains("exporter queue export"),
        "{}",
        ended.stderr
    );
}
