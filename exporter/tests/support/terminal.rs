//! The program behind a pseudo-terminal.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// The real program on a pseudo-terminal, and what its screen shows.
pub struct Behind {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    screen: Arc<(Mutex<vt100::Parser>, Condvar)>,
}

fn size(cells: u16) -> NonZeroU16 {
    NonZeroU16::new(cells).unwrap()
}

impl Behind {
    pub fn start(folder: &Path, arguments: &[&str], rows: u16, cols: u16) -> Self {
        let pty = native_pty_system().openpty(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_exporter"));
        command.args(arguments);
        command.cwd(folder);
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

    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Waits until the screen shows the text.
    pub fn sees(&self, text: &str) -> String {
        let (parser, changed) = &*self.screen;
        let shows = |parser: &mut vt100::Parser| !parser.screen().contents().contains(text);
        let patience = Duration::from_secs(60);
        let (parser, late) = changed.wait_timeout_while(parser.lock().unwrap(), patience, shows).unwrap();
        let contents = parser.screen().contents();
        assert!(!late.timed_out(), "{text:?} is not on the screen:\n{contents}");
        contents
    }

    pub fn resize(&self, rows: u16, cols: u16) {
        self.screen.0.lock().unwrap().screen_mut().set_size(size(rows), size(cols));
        self.master.resize(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
    }

    /// As the system does it, without a word to the program.
    pub fn kill(&self) {
        let id = self.child.process_id().unwrap().to_string();
        assert!(std::process::Command::new("kill").args(["-9", &id]).status().unwrap().success());
    }

    pub fn ends(mut self) -> u32 {
        self.child.wait().unwrap().exit_code()
    }
}
