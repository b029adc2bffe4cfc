//! The reference of all commands as Markdown, made from clap's own definition so that it cannot go stale.

use std::collections::BTreeMap;
use std::fmt::Write;

use clap::{Arg, ArgAction, Command, CommandFactory};

use super::Cli;
use crate::exit::Exit;

/// The whole reference.
pub fn reference() -> String {
    let mut root = Cli::command().term_width(100);
    root.build();
    let mut text = String::from("# Commands of the exporter\n\nMade by `exporter help-markdown`; do not edit.\n");
    section(&mut text, &root, "exporter", 2);
    environment(&mut text, &root);
    text.push_str("\n## Exit codes\n\n| code | meaning |\n|---|---|\n");
    for (exit, meaning) in Exit::ALL {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "| {} | {meaning} |", exit.code());
    }
    text
}

fn section(text: &mut String, command: &Command, path: &str, level: usize) {
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let others: Vec<_> = command.get_visible_aliases().map(|name| format!("`{name}`")).collect();
    let others = if others.is_empty() { String::new() } else { format!(" It also answers to {}.", others.join(", ")) };
    let _ = write!(text, "\n{} `{path}`\n\n{about}.{others}\n", "#".repeat(level.min(4)));
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim();
    let _ = write!(text, "\n```text\n{usage}\n```\n");
    let shown: Vec<&Arg> = command
        .get_arguments()
        .filter(|arg| !arg.is_hide_set() && !matches!(arg.get_id().as_str(), "help" | "version"))
        // What holds everywhere is listed once, at the top.
        .filter(|arg| level == 2 || !arg.is_global_set())
        .collect();
    if !shown.is_empty() {
        text.push_str("\n| argument | meaning | default | environment |\n|---|---|---|---|\n");
        for arg in shown {
            row(text, arg);
        }
    }
    for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set() && inner.get_name() != "help") {
        section(text, inner, &format!("{path} {}", inner.get_name()), level + 1);
    }
}

/// Every variable that is read, with the options it stands for.
fn environment(text: &mut String, root: &Command) {
    text.push_str(
        "\n## Environment variables\n\n\
         An option on the command line goes before its variable, a variable of the process goes before the file `.env`, and the \
         file before the configuration. `.env` is looked for in the working directory and upward; the nearest one is read, for \
         `LIM_…` and for keys.\n\n\
         | variable | stands for |\n|---|---|\n",
    );
    let mut options = BTreeMap::new();
    collect(root, "", &mut options);
    for ((variable, option), commands) in options {
        let of = match commands.as_slice() {
            [root] if root.is_empty() => "every command".to_owned(),
            few if few.len() <= 4 => few.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
            _ => "several commands".to_owned(),
        };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "| `{variable}` | {option} of {of} |");
    }
    for (variable, meaning) in READ_ELSEWHERE {
        let _ = writeln!(text, "| {variable} | {meaning} |");
    }
}

/// Variables that no option stands for.
const READ_ELSEWHERE: [(&str, &str); 4] = [
    (
        "`OPENROUTER_API_KEY`",
        "the key of a provider of kind `openrouter`, unless its `api_key_env` names another variable",
    ),
    (
        "what a provider's `api_key_env` names",
        "the key of that provider; keys come from the environment or `.env` and from nowhere else",
    ),
    (
        "`HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`",
        "the proxy for requests to providers, in capital or small letters",
    ),
    ("`NO_COLOR`", "any value: no colour on the terminal"),
];

/// By variable and option: the commands that have it; an empty name stands for all.
type Options = BTreeMap<(String, String), Vec<String>>;

fn collect(command: &Command, path: &str, options: &mut Options) {
    let own = command.get_arguments().filter(|arg| !arg.is_hide_set() && (path.is_empty() || !arg.is_global_set()));
    for arg in own {
        let option = arg.get_long().map_or_else(|| arg.get_id().to_string(), |long| format!("`--{long}`"));
        if let Some(variable) = arg.get_env() {
            options.entry((variable.to_string_lossy().into_owned(), option)).or_default().push(path.to_owned());
        }
    }
    for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set() && inner.get_name() != "help") {
        collect(inner, format!("{path} {}", inner.get_name()).trim(), options);
    }
}

fn row(text: &mut String, arg: &Arg) {
    let value = arg.get_value_names().and_then(<[_]>::first).map_or("VALUE", |name| name.as_str());
    let mut names = Vec::new();
    names.extend(arg.get_short().map(|short| format!("-{short}")));
    names.extend(arg.get_long_and_visible_aliases().unwrap_or_default().iter().map(|long| format!("--{long}")));
    let takes_value = matches!(arg.get_action(), ArgAction::Set | ArgAction::Append);
    let name = match (names.is_empty(), takes_value) {
        (true, _) => format!("`[{value}]`"),
        (false, true) => format!("`{} <{value}>`", names.join("`, `")),
        (false, false) => format!("`{}`", names.join("`, `")),
    };
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default().replace('|', "\\|");
    let default = if takes_value {
        arg.get_default_values()
            .iter()
            .map(|value| format!("`{}`", value.to_string_lossy()))
            .collect::<Vec<_>>()
            .join(", ")
    } else {
        String::new()
    };
    let required = if arg.is_required_set() { "required" } else { "" };
    let env = arg.get_env().map(|env| format!("`{}`", env.to_string_lossy())).unwrap_or_default();
    let default = if default.is_empty() { required.to_owned() } else { default };
    let _ = writeln!(text, "| {name} | {help} | {default} | {env} |");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_holds_and_every_option_is_listed() {
        Cli::command().debug_assert();
        let text = reference();
        for expected in [
            "`exporter run`",
            "`LIM_DATABASE`",
            "`exporter tasks check`",
            "`.lim/exporter.sqlite`",
            "| 130 |",
            "| `LIM_BLIND` | `--blind` of `review`, `queue export` |",
        ] {
            assert!(text.contains(expected), "{expected} is missing in:\n{text}");
        }
        assert!(!text.contains("help-markdown`\n\nPrint"), "hidden commands stay hidden");
    }
}
