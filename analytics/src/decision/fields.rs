//! Every input of the calculators as data: key in links, label, unit, range. Pages and the command line are made from it.

use crate::cost::Dec;

/// How a field is entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A slider on which equal differences are equally far apart.
    Linear,
    /// A slider on which equal ratios are equally far apart; its lowest place is 0.
    Log,
    /// One of several words; the value is the position.
    Choice(&'static [&'static str]),
}

/// An input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldDef {
    /// Key in links and option of the command line.
    pub key: &'static str,
    /// Unit; `money` stands for the chosen currency.
    pub unit: &'static str,
    /// How it is entered.
    pub kind: Kind,
    /// Ends of the slider; a number field takes more, within what makes sense.
    pub range: [Dec; 2],
    /// Step of the slider.
    pub step: Dec,
    /// Value before anybody enters one; None where it follows from the model, the machine or the currency.
    pub default: Option<Dec>,
}

/// The words about an input; apart from [`FieldDef`], since the browser never needs them: they stand in the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldText {
    /// Name in the program: `TOKENS`, `PRICE_IN`; the command line makes its options from it.
    pub name: &'static str,
    /// Name on pages.
    pub label: &'static str,
    /// What to know about it, with the source of its default.
    pub help: &'static str,
}

/// Position of an input in [`FIELDS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Field(pub u8);

impl Field {
    /// Its definition.
    #[must_use]
    pub const fn def(self) -> &'static FieldDef {
        &FIELDS[self.0 as usize]
    }

    /// Its words.
    #[must_use]
    pub const fn text(self) -> &'static FieldText {
        &TEXTS[self.0 as usize]
    }

    /// Whether it follows from the workload until somebody enters it.
    #[must_use]
    pub fn follows_work(self) -> bool {
        [
            Self::TOKENS,
            Self::FRESH,
            Self::WRITE,
            Self::READ,
            Self::OUTPUT,
            Self::ANSWER,
            Self::CONTEXT,
            Self::ACTIVE,
            Self::USERS,
        ]
        .contains(&self)
    }

    /// The field with this key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        FIELDS.iter().position(|def| def.key == key).map(|at| Self(at as u8))
    }
}

const fn number(
    key: &'static str,
    unit: &'static str,
    kind: Kind,
    range: [i64; 2],
    step: i64,
    default: Option<i64>,
) -> FieldDef {
    let default = match default {
        Some(micro) => Some(Dec::micro(micro)),
        None => None,
    };
    FieldDef { key, unit, kind, range: [Dec::micro(range[0]), Dec::micro(range[1])], step: Dec::micro(step), default }
}

const fn choice(key: &'static str, words: &'static [&'static str]) -> FieldDef {
    number(key, "", Kind::Choice(words), [0, words.len() as i64 * M - M], M, Some(0))
}

const M: i64 = 1_000_000;
use Kind::{Linear, Log};

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = $def:expr, $label:expr, $help:expr;)*) => {
        impl Field {
            fields!(@consts 0_u8; $($(#[$doc])* $name)*);
        }
        /// All inputs, in the order of the pages.
        pub const FIELDS: &[FieldDef] = &[$($def),*];
        /// Their words, in the same order.
        pub const TEXTS: &[FieldText] = &[$(FieldText { name: stringify!($name), label: $label, help: $help }),*];
    };
    (@consts $at:expr; $(#[$doc:meta])* $name:ident $($rest:tt)*) => {
        $(#[$doc])*
        pub const $name: Self = Self($at);
        fields!(@consts $at + 1; $($rest)*);
    };
    (@consts $at:expr;) => {};
}

fields! {
    /// Million tokens a month.
    TOKENS = number("t", "million", Log, [M, 100_000 * M], M, None), "Tokens a month", "All four classes together. Begins with those of the workload.";
    /// Share of fresh input, per cent.
    FRESH = number("f", "%", Linear, [0, 100 * M], 10_000, None), "Fresh input", "Input that no cache knows.";
    /// Share of cache writes, per cent.
    WRITE = number("w", "%", Linear, [0, 100 * M], 10_000, None), "Cache write", "Input that the provider puts into its cache.";
    /// Share of cache reads, per cent.
    READ = number("r", "%", Linear, [0, 100 * M], 10_000, None), "Cache read", "Input that the provider has in its cache.";
    /// Share of output, per cent.
    OUTPUT = number("o", "%", Linear, [0, 100 * M], 10_000, None), "Output", "Thinking included.";
    /// Context in tokens.
    CONTEXT = number("c", "tokens", Log, [1024 * M, 262_144 * M], M, Some(16_384 * M)), "Context", "Tokens in the context of each user: decides memory and speed.";
    /// Input price.
    PRICE_IN = number("pi", "USD per million", Log, [10_000, 20 * M], 10_000, None), "Input price", "The newest listed price of the model.";
    /// Output price.
    PRICE_OUT = number("po", "USD per million", Log, [10_000, 80 * M], 10_000, None), "Output price", "The newest listed price of the model.";
    /// Cache read price.
    PRICE_READ = number("pr", "USD per million", Log, [1_000, 20 * M], 1_000, None), "Cache-read price", "Where none is listed, reads cost as much as fresh input.";
    /// Cache write price.
    PRICE_WRITE = number("pw", "USD per million", Log, [10_000, 20 * M], 10_000, None), "Cache-write price", "Where none is listed, writes cost as much as fresh input.";
    /// Currency units per dollar.
    RATE = number("x", "per USD", Linear, [100_000, 20 * M], 1_000, None), "Exchange rate", "The newest mean of a month in the catalogue; the answer names the month. The evaluation of spring 2026 used 10.088 SEK.";
    /// Price of the machine.
    PRICE = number("p", "money", Log, [1000 * M, 300_000 * M], 100 * M, None), "Price of the machine", "The newest price of the catalogue, converted where it is in another currency.";
    /// Months of use.
    MONTHS = number("mo", "months", Linear, [12 * M, 84 * M], M, Some(36 * M)), "Months of use", "How long you keep the machine.";
    /// Residual value, per cent.
    RESIDUAL = number("rv", "%", Linear, [0, 60 * M], M, Some(30 * M)), "Residual value", "The evidence is weak: 25 to 50 % after three years are reported.";
    /// Watts under load.
    LOAD_W = number("wl", "W", Linear, [5 * M, 1500 * M], M, None), "Power under load", "At the wall while a model runs.";
    /// Watts while idle.
    IDLE_W = number("wi", "W", Linear, [0, 300 * M], M, None), "Power while idle", "Where nobody measured it, the load counts all the time.";
    /// Hours a day.
    HOURS = number("h", "h", Linear, [M, 24 * M], M, Some(8 * M)), "Hours a day", "Hours during which the machine is on.";
    /// Price of electricity.
    KWH = number("e", "money per kWh", Linear, [0, 10 * M], 50_000, None), "Electricity", "What a kilowatt-hour costs you.";
    /// Looking after the machine.
    ADMIN = number("ad", "money a month", Linear, [0, 5000 * M], 50 * M, Some(0)), "Maintenance", "Your own time or somebody's bill.";
    /// Interest a year, per cent.
    INTEREST = number("ir", "% a year", Linear, [0, 20 * M], 250_000, Some(0)), "Interest", "On the money bound in the machine: on average half of price and residual value together.";
    /// Growth a year, per cent.
    GROWTH = number("g", "% a year", Linear, [-50 * M, 200 * M], 5 * M, Some(0)), "Growth of the volume", "Your guess.";
    /// Price decline a year, per cent.
    DECLINE = number("d", "% a year", Linear, [0, 90 * M], 5 * M, Some(0)), "Fall of API prices", "gpt-oss-120b fell by three quarters in eleven months; nobody knows the next ones.";
    /// Days of a month.
    DAYS = number("dm", "days", Linear, [28 * M, 31 * M], 12_500, Some(30_437_500)), "Days of a month", "30.4375 on average.";
    /// How tax is counted.
    VAT_MODE = choice("vm", &["as listed", "private: add it to API and subscription", "business: take it off machine and power"]), "Value-added tax", "Sources rarely say whether a price holds it.";
    /// Tax, per cent.
    VAT = number("va", "%", Linear, [0, 27 * M], M, Some(25 * M)), "Rate of the tax", "25 % is Sweden's.";
    /// Generation speed.
    DECODE = number("sd", "tok/s", Log, [M, 1000 * M], 100_000, None), "Generation", "Measured where somebody did, else estimated; see the speed section.";
    /// Prompt speed.
    PREFILL = number("sp", "tok/s", Log, [M, 20_000 * M], M, None), "Prompt processing", "Measured where somebody did, else estimated. Unknown for chips that nobody timed.";
    /// Gain of several streams.
    GAIN = number("bg", "times", Linear, [M, 20 * M], 100_000, None), "Gain of several streams", "What all who are active at the same time get together, over one alone: 1 is one stream at a time. Follows from the machine, the model and how many are active; see the speed page.";
    /// Whether prefixes stay in memory.
    CACHE = choice("kc", &["stay in its memory", "are processed again"]), "Cached prefixes", "A local cache is free only while its prefix stays in memory.";
    /// People.
    PEOPLE = number("n", "", Linear, [M, 20 * M], M, Some(M)), "People", "Who share the machine and its cost.";
    /// People at the same time.
    ACTIVE = number("na", "people", Linear, [M, 20 * M], M, Some(M)), "At the same time", "Who share its speed at the peak.";
    /// Price of a subscription.
    SUB = number("sb", "money a month", Linear, [0, 5000 * M], 50 * M, None), "Subscription", "What you pay now; 0 leaves it out.";
    /// Ceiling of the subscription.
    SUB_CAP = number("sc", "million tokens a month", Log, [M, 100_000 * M], M, Some(0)), "Its ceiling", "0 means that nobody states one.";
    /// Tokens of an answer.
    ANSWER = number("at", "tokens", Log, [50 * M, 20_000 * M], M, None), "Tokens of an answer", "Of one request to a model, on average.";
    /// Seconds at the API.
    API_S = number("as", "s", Linear, [M, 300 * M], M, Some(12 * M)), "An answer at the API", "12 s in the published speed test.";
    /// Share of answers that somebody waits for.
    WATCHED = number("wt", "%", Linear, [0, 100 * M], 5 * M, Some(100 * M)), "Answers somebody waits for", "The rest runs while nobody looks.";
    /// Value of an hour.
    HOUR = number("hv", "money", Linear, [0, 2000 * M], 50 * M, Some(0)), "An hour of waiting", "What it is worth to you; 0 leaves it out.";
    /// Memory of the machine.
    MEMORY = number("mg", "GiB", Linear, [8 * M, 512 * M], 8 * M, None), "Memory", "As it is sold.";
    /// Bandwidth.
    BANDWIDTH = number("bw", "GB/s", Linear, [10 * M, 2000 * M], M, None), "Bandwidth", "Of the memory, for one stream.";
    /// Users at the same time, for memory.
    USERS = number("u", "", Linear, [M, 20 * M], M, Some(M)), "Users at the same time", "Each has a cache of their own.";
    /// Precision of the cache.
    KV = choice("kv", &["16 bit", "8 bit", "4 bit"]), "Cache precision", "8 bit takes about 0.53 of the memory, 4 bit about 0.28.";
    /// Whether the limit is raised.
    RAISED = choice("rl", &["as the system gives it", "raised"]), "Memory for the GPU", "On a Mac: sysctl iogpu.wired_limit_mb, until the next start.";
    /// Slower path.
    SLOW = number("sl", "GB/s", Linear, [500_000, 64 * M], 500_000, None), "Path to slower memory", "Where a model does not fit: PCIe gives about 25 GB/s in practice. For a disk 5 is assumed, without a source.";
    /// Disk.
    DISK = number("dk", "GB/s", Linear, [100_000, 14 * M], 100_000, Some(5 * M)), "Disk", "For loading a model. An assumption: a good NVMe drive.";
    /// Good enough.
    ENOUGH = number("ge", "of 2", Linear, [0, 2 * M], 50_000, Some(1_500_000)), "Good enough", "The mean mark that your work needs: 1 is acceptable, 2 is good.";
    /// Privacy.
    PRIVACY = choice("pv", &["anything may go to an API", "nothing may leave the house", "only hardware that nobody else uses"]), "Privacy", "Where nothing may leave, money decides only what it costs.";
    /// Share of simple coding.
    SHARE_SIMPLE = number("c1", "%", Linear, [0, 100 * M], M, Some(25 * M)), "Simple coding", "Shares of the tokens; an example, not a measurement.";
    /// Share of refactoring.
    SHARE_REFACTORING = number("c2", "%", Linear, [0, 100 * M], M, Some(20 * M)), "Refactoring", "";
    /// Share of architecture.
    SHARE_ARCHITECTURE = number("c3", "%", Linear, [0, 100 * M], M, Some(5 * M)), "Architecture", "";
    /// Share of debugging.
    SHARE_DEBUGGING = number("c4", "%", Linear, [0, 100 * M], M, Some(20 * M)), "Debugging", "";
    /// Share of work over several files.
    SHARE_MULTI = number("c5", "%", Linear, [0, 100 * M], M, Some(10 * M)), "Multi-file", "";
    /// Share of reasoning.
    SHARE_REASONING = number("c6", "%", Linear, [0, 100 * M], M, Some(5 * M)), "Reasoning", "";
    /// Share of work without code.
    SHARE_TEXT = number("c7", "%", Linear, [0, 100 * M], M, Some(15 * M)), "Non-coding", "";
}

/// The fields that say how work divides into categories.
pub const SHARES: [Field; 7] = [
    Field::SHARE_SIMPLE,
    Field::SHARE_REFACTORING,
    Field::SHARE_ARCHITECTURE,
    Field::SHARE_DEBUGGING,
    Field::SHARE_MULTI,
    Field::SHARE_REASONING,
    Field::SHARE_TEXT,
];

/// The fields that say how tokens divide into classes.
pub const CLASSES: [Field; 4] = [Field::FRESH, Field::WRITE, Field::READ, Field::OUTPUT];
