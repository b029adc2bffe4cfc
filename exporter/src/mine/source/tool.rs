//! What a tool of an agent does, from its name and, for a shell, its command.

use analytics::work::Tool;

/// Programs whose start is a test run.
const TESTS: [&str; 14] = [
    "pytest",
    "cargo test",
    "nextest",
    "npm test",
    "npm run test",
    "pnpm test",
    "yarn test",
    "go test",
    "jest",
    "vitest",
    "mvn test",
    "gradle test",
    "make test",
    "ctest",
];

/// What the tool does.
#[must_use]
pub fn tool(name: &str, command: Option<&str>) -> Tool {
    let name = name.to_ascii_lowercase();
    match name.as_str() {
        "edit" | "write" | "multiedit" | "notebookedit" | "replace" | "write_file" | "edit_file" | "apply_patch"
        | "patch" | "str_replace_editor" | "filechange" => Tool::Edit,
        "read"
        | "grep"
        | "glob"
        | "ls"
        | "list"
        | "read_file"
        | "read_many_files"
        | "search_file_content"
        | "list_directory"
        | "view"
        | "notebookread"
        | "grep_search" => Tool::Read,
        "websearch" | "webfetch" | "web_search" | "web_fetch" | "google_web_search" | "web_search_call" => Tool::Web,
        "task" | "agent" => Tool::Agent,
        "bash" | "shell" | "exec_command" | "run_shell_command" | "local_shell_call" | "local_shell"
        | "commandexecution" => shell(command.unwrap_or_default()),
        _ => Tool::Other,
    }
}

fn shell(command: &str) -> Tool {
    if command.contains("git commit") {
        Tool::Commit
    } else if command.contains("apply_patch") || command.contains("*** Begin Patch") {
        Tool::Edit
    } else if TESTS.iter().any(|test| command.contains(test)) {
        Tool::Test
    } else {
        Tool::Run
    }
}
