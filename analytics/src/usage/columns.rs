//! Which column of a table holds what, told by the header; and headers that could be read in two ways are refused.

use super::{Format, LineFault, cut};

/// What a column of numbers holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Input that no cache knew.
    Fresh,
    /// Input; its cached part is in it where that is called a part of it, as OpenAI does.
    Input,
    /// Input with its cached part, read and written.
    Prompt,
    /// The cached part of the input.
    Cached,
    /// Tokens read from the cache.
    Read,
    /// Tokens written to the cache.
    Write,
    /// Those kept for five minutes.
    Write5m,
    /// Those kept for an hour.
    Write1h,
    /// Output.
    Output,
    /// All of them.
    Total,
    /// Money.
    Cost,
}

/// Names of columns, in small letters without anything between them.
const NAMES: [(&str, Class); 31] = [
    ("freshinputtokens", Class::Fresh),
    ("uncachedinputtokens", Class::Fresh),
    ("usageinputtokensnocache", Class::Fresh),
    ("inputtokens", Class::Input),
    ("tokensprompt", Class::Prompt),
    ("prompttokens", Class::Prompt),
    ("tokenscached", Class::Cached),
    ("cachedtokens", Class::Cached),
    ("inputcachedtokens", Class::Cached),
    ("cachedinputtokens", Class::Cached),
    ("cacheread", Class::Read),
    ("cachereadtokens", Class::Read),
    ("cachereadinputtokens", Class::Read),
    ("usageinputtokenscacheread", Class::Read),
    ("cachewrite", Class::Write),
    ("cachewritetokens", Class::Write),
    ("cachewriteinputtokens", Class::Write),
    ("cachecreationtokens", Class::Write),
    ("cachecreationinputtokens", Class::Write),
    ("usageinputtokenscachewrite", Class::Write),
    ("outputtokens", Class::Output),
    ("usageoutputtokens", Class::Output),
    ("tokenscompletion", Class::Output),
    ("completiontokens", Class::Output),
    ("totaltokens", Class::Total),
    ("cost", Class::Cost),
    ("costtotal", Class::Cost),
    ("totalcost", Class::Cost),
    ("costusd", Class::Cost),
    ("spend", Class::Cost),
    // US dollars in OpenRouter's activity.
    ("usage", Class::Cost),
];

/// Columns with a day, the most certain first.
const DAYS: [&str; 6] = ["date", "usagedateutc", "createdat", "starttime", "timestamp", "day"];
/// Columns with a model, likewise.
const MODELS: [&str; 4] = ["model", "modelversion", "modelpermaslug", "modelname"];

/// Where the date of a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// A day or a month.
    Date(usize),
    /// The first day of a week.
    Week(usize),
    /// Year, month and perhaps day in columns of their own.
    Parts(usize, usize, Option<usize>),
}

/// The columns of a table.
pub(super) struct Columns {
    /// Names as the file writes them.
    pub names: Vec<String>,
    /// What each holds; None for what is not read.
    pub classes: Vec<Option<Class>>,
    /// The date.
    pub when: When,
    /// The model, if it is named.
    pub model: Option<usize>,
    /// What kind of file has such a header.
    pub format: Format,
}

fn class(name: &str) -> Option<Class> {
    let write = ["cachewrite", "cachecreation", "ephemeral"].iter().any(|word| name.contains(word));
    if write && name.contains("5m") {
        return Some(Class::Write5m);
    }
    if write && name.contains("1h") {
        return Some(Class::Write1h);
    }
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, class)| *class)
}

impl Columns {
    /// Reads the header.
    pub fn of(line: usize, names: Vec<String>) -> Result<Self, LineFault> {
        let fault = |what: &[&str]| Err(LineFault::line(line, &what.concat()));
        let plain: Vec<String> = names
            .iter()
            .map(|name| name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase())
            .collect();
        let at = |wanted: &str| plain.iter().position(|name| name == wanted);
        let first = |wanted: &[&str]| wanted.iter().find_map(|wanted| at(wanted));
        let days = &DAYS[..DAYS.len() - 1];
        let month = first(&["month", "yearmonth"]);
        let when = if let Some(day) = first(days) {
            When::Date(day)
        } else if let (Some(year), Some(month)) = (at("year"), at("month")) {
            When::Parts(year, month, at("day"))
        } else if let Some(day) = at(DAYS[DAYS.len() - 1]) {
            When::Date(day)
        } else if let Some(week) = at("week") {
            When::Week(week)
        } else if let Some(month) = month {
            When::Date(month)
        } else {
            let head = names.first().map_or("", String::as_str);
            return fault(&[
                "this header names no column with a date, such as date, week or month (it begins with \"",
                &cut(head),
                "\")",
            ]);
        };
        let classes: Vec<Option<Class>> = plain.iter().map(|name| class(name)).collect();
        let named = |wanted: Class| classes.iter().position(|class| *class == Some(wanted));
        let inputs: Vec<usize> = [Class::Fresh, Class::Input, Class::Prompt].into_iter().filter_map(named).collect();
        if inputs.is_empty() || named(Class::Output).is_none() {
            return fault(&[
                "the header must name a column of input tokens and one of output tokens, such as fresh_input_tokens and output_tokens",
            ]);
        }
        if let [one, other, ..] = inputs[..] {
            return fault(&[
                "the columns ",
                &names[one],
                " and ",
                &names[other],
                " both count input, and cached tokens may be in one of them: remove one",
            ]);
        }
        let some = |wanted: &[&str]| first(wanted).is_some();
        let format = if plain.iter().any(|name| name.starts_with("usageinputtokens")) {
            Format::Anthropic
        } else if some(&["tokensprompt", "modelpermaslug", "generationid"]) {
            Format::OpenRouter
        } else if named(Class::Prompt).is_some() && (named(Class::Read).is_some() || some(&["spend"])) {
            Format::LiteLlm
        } else if some(&["inputcachedtokens"]) {
            Format::OpenAi
        } else {
            Format::Neutral
        };
        let model = first(&MODELS);
        Ok(Self { names, classes, when, model, format })
    }

    /// Whether a class has a column.
    pub fn has(&self, class: Class) -> bool {
        self.classes.contains(&Some(class))
    }
}
