//! Settings from `.env`: they stand behind what was typed and behind the process's own environment.

use clap::{Arg, ArgAction, Command, CommandFactory, FromArgMatches};

use super::Cli;
use crate::env_file::{self, EnvFile};
use crate::output::{Printer, plain};

/// How the names of the program's own settings begin.
const OWN: &str = "LIM_";

/// Parses the arguments of the process.
///
/// # Errors
/// As clap says; help and version are such errors too.
pub(super) fn parse(file: Option<&EnvFile>) -> Result<Cli, clap::Error> {
    let command = match file.filter(|file| sets_anything(file)) {
        Some(file) => with_settings(Cli::command(), file),
        None => Cli::command(),
    };
    Cli::from_arg_matches(&command.try_get_matches()?)
}

/// Says which file gave settings or keys; never a value.
pub(super) fn say(file: Option<&EnvFile>, printer: &Printer) {
    if let Some(file) = file.filter(|file| sets_anything(file)) {
        let names: Vec<_> = file.names().into_iter().filter(|name| name.starts_with(OWN)).collect();
        printer.note(&format!("{} from {}.", names.join(", "), file.path().display()));
    }
}

/// A message of clap without long values of environment variables and of `.env`: one that was put into the wrong place may
/// be a key, and the variable's name says enough.
pub(super) fn without_values(text: &str) -> String {
    let mut text = text.to_owned();
    let own =
        std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let of_file = env_file::file().into_iter().flat_map(|file| {
        let pair = |name: &str| Some((name.to_owned(), file.get(name)?.to_owned()));
        file.names().into_iter().filter_map(pair).collect::<Vec<_>>()
    });
    for (name, value) in own.chain(of_file).filter(|(name, value)| holds_a_setting_or_key(name) && is_long(value)) {
        let shown = format!("'{}'", plain(&value));
        text = text.replace(&shown, &format!("of {name}"));
        // A message may have cut it.
        let value = plain(&value);
        let ends = value.char_indices().map(|(at, _)| at).chain([value.len()]).filter(|end| *end >= LONG);
        for end in ends.collect::<Vec<_>>().into_iter().rev() {
            text = text.replace(&value[..end], &format!("(value of {name})"));
        }
    }
    text
}

/// Settings of the program, and variables whose names say that their values are secret.
fn holds_a_setting_or_key(name: &str) -> bool {
    name.starts_with(OWN) || ["KEY", "TOKEN", "SECRET", "PASSWORD"].iter().any(|word| name.contains(word))
}

/// A short value is no key, and a reader mends it sooner who sees it.
fn is_long(value: &str) -> bool {
    value.len() >= LONG
}

/// Characters of what may be a key.
const LONG: usize = 16;

fn sets_anything(file: &EnvFile) -> bool {
    file.names().iter().any(|name| name.starts_with(OWN))
}

/// The command in which the file's settings are defaults: clap asks the line and the environment before them.
fn with_settings(command: Command, file: &EnvFile) -> Command {
    let inner: Vec<String> = command.get_subcommands().map(|inner| inner.get_name().to_owned()).collect();
    let mut command = command.mut_args(|arg| with_setting(arg, file));
    for name in inner {
        command = command.mut_subcommand(name, |inner| with_settings(inner, file));
    }
    command
}

fn with_setting(arg: Arg, file: &EnvFile) -> Arg {
    let value = arg.get_env().and_then(|name| name.to_str()).and_then(|name| file.get(name));
    let Some(value) = value else { return arg };
    // clap keeps texts for as long as the program runs; these are few, and read once.
    let leaked = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
    let values: Vec<&'static str> = match (arg.get_action(), arg.get_value_delimiter()) {
        (ArgAction::Append, Some(delimiter)) => value.split(delimiter).map(leaked).collect(),
        _ => vec![leaked(value)],
    };
    let takes_value = arg.get_action().takes_values();
    let arg = if takes_value { arg.hide_default_value(true) } else { arg };
    arg.required(false).default_values(values)
}
