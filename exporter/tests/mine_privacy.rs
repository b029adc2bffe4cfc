//! What `exporter mine` never tells and never opens.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod mine_home;

use std::fs;
use std::path::Path;
use std::process::Command;

use mine_home::{SECRETS, data, home, json, mine, stdout};
use serde_json::Value;
use tempfile::TempDir;

const EVERY: [&[&str]; 9] = [
    &["scan"],
    &["scan", "--json"],
    &["shares"],
    &["shares", "--json"],
    &["moves", "--json"],
    &["profile"],
    &["trace"],
    &["trace", "--form", "weka"],
    &["route", "--format", "litellm", "--cloud-model", "openrouter/anthropic/claude-opus-4.5"],
];

#[test]
fn nothing_that_was_typed_or_done_is_in_any_output() {
    let (home, folder) = (home(), TempDir::new().unwrap());
    for arguments in EVERY {
        let output = mine(home.path(), folder.path(), arguments);
        let all = stdout(&output) + &String::from_utf8_lossy(&output.stderr);
        for secret in SECRETS {
            assert!(!all.contains(secret), "{secret} in {arguments:?}: {all}");
        }
    }
    // Nothing was written anywhere.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_project_can_be_left_out() {
    let (home, folder) = (home(), TempDir::new().unwrap());
    let output = mine(home.path(), folder.path(), &["shares", "--exclude-project", "PlantedProject"]);
    assert_eq!(output.status.code(), Some(1));
    let scan = json(&mine(home.path(), folder.path(), &["scan", "--json", "--exclude-project", "PlantedProject"]));
    assert_eq!((&scan[0]["requests"], &scan[0]["calls"]), (&Value::from(0), &Value::from(0)));
}

#[test]
fn no_code_of_these_commands_can_reach_a_network() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![source.join("mine"), source.join("cli/mine")];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            files += 1;
            let text = fs::read_to_string(&path).unwrap();
            for word in ["reqwest", "std::net", "tokio::net", "crate::provider", "TcpStream", "UdpSocket"] {
                assert!(!text.contains(word), "{word} in {}", path.display());
            }
            // The one exception reaches this machine alone; its own tests hold that.
            let may = path.ends_with("label_model.rs");
            assert!(may || !text.contains("crate::loopback"), "{}", path.display());
        }
    }
    assert!(files > 30, "{files}");
}

/// With the kernel as witness, where `strace` is there and may trace: no command makes a socket.
#[test]
#[cfg(target_os = "linux")]
fn no_command_makes_a_socket() {
    let (home, folder) = (home(), TempDir::new().unwrap());
    let trace = |arguments: &[&str], log: &Path| {
        Command::new("strace")
            .args(["-f", "-e", "trace=socket,connect,bind,sendto", "-o"])
            .arg(log)
            .arg(env!("CARGO_BIN_EXE_exporter"))
            .args(arguments)
            .current_dir(folder.path())
            .output()
    };
    let log = folder.path().join("log");
    // A program that makes a socket shows that the witness sees: `doctor` asks a server at a closed port.
    let config = folder.path().join("c.toml");
    let tasks = data().join("tasks");
    let text = format!(
        "[suite]\ntasks = {tasks:?}\n[[providers]]\nid = \"p\"\nkind = \"ollama\"\nbase_url = \"http://127.0.0.1:9\"\n\
         [[models]]\nid = \"m\"\nname = \"M\"\nprovider = \"p\"\nprovider_model = \"m\"\nfamily = \"m\"\n"
    );
    fs::write(&config, text).unwrap();
    let Ok(witness) = trace(&["doctor", "--config", config.to_str().unwrap()], &log) else { return };
    let said = String::from_utf8_lossy(&witness.stderr).into_owned() + &String::from_utf8_lossy(&witness.stdout);
    if said.contains("not permitted") {
        return;
    }
    let seen = fs::read_to_string(&log).unwrap_or_default();
    assert!(seen.contains("AF_INET"), "the witness sees nothing: {said}\n{seen}");
    for arguments in EVERY {
        let mut all = vec!["mine"];
        all.extend(arguments);
        all.extend(["--home", home.path().to_str().unwrap()]);
        let output = trace(&all, &log).unwrap();
        assert!(output.status.success());
        let seen = fs::read_to_string(&log).unwrap();
        assert!(!seen.contains("AF_INET"), "{arguments:?}: {seen}");
    }
}
