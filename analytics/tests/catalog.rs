//! The catalogue in `data/catalog/`: it parses, hangs together, and gives the facts that the reference computes.

use analytics::catalog::{
    Attention, Catalog, GpuRentalsFile, MachinesFile, MeasurementsFile, ModelEntry, ModelsFile, PricesFile, Quantity,
    RatesFile, SourcesFile, SubscriptionsFile, WorkloadsFile,
};
use analytics::memory::{FitVerdict, GIB, KvPrecision, MEMORY_TIERS, MemoryNeed, kv_cache_bytes, memory_need};
use analytics::units::PicoUsd;

const MODELS: [&str; 12] = [
    "gpt-oss-120b",
    "qwen3-235b-a22b",
    "minimax-m2.5",
    "glm-4.7-flash",
    "qwen3-coder-next",
    "qwen3-32b",
    "devstral-2-123b",
    "qwen3-14b",
    "nemotron-3-super-120b",
    "deepseek-r1-distill-qwen-32b",
    "llama-3.3-70b",
    "qwen2.5-coder-32b",
];

macro_rules! file {
    ($name:literal) => {
        ($name, include_str!(concat!("../../data/catalog/", $name)))
    };
}

const SOURCES: (&str, &str) = file!("sources.toml");
const MODELS_FILE: (&str, &str) = file!("models.toml");
const MACHINES: (&str, &str) = file!("machines.toml");
const RENTALS: (&str, &str) = file!("gpu-rentals.toml");
const PRICES: (&str, &str) = file!("prices.toml");
const SUBSCRIPTIONS: (&str, &str) = file!("subscriptions.toml");
const RATES: (&str, &str) = file!("rates.toml");
const WORKLOADS: (&str, &str) = file!("workloads.toml");
const MEASUREMENTS: (&str, &str) = file!("measurements.toml");

fn parse<T: serde::de::DeserializeOwned>((name, text): (&str, &str)) -> T {
    toml::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn catalog() -> Catalog {
    Catalog {
        sources: parse::<SourcesFile>(SOURCES).sources,
        models: parse::<ModelsFile>(MODELS_FILE).models,
        rented: parse::<ModelsFile>(MODELS_FILE).rented,
        power_classes: parse::<MachinesFile>(MACHINES).power_classes,
        rentals: parse::<GpuRentalsFile>(RENTALS).rentals,
        machines: parse::<MachinesFile>(MACHINES).machines,
        prices: parse::<PricesFile>(PRICES).prices,
        subscriptions: parse::<SubscriptionsFile>(SUBSCRIPTIONS).subscriptions,
        rates: parse::<RatesFile>(RATES).rates,
        measurements: parse::<MeasurementsFile>(MEASUREMENTS).measurements,
        workloads: parse::<WorkloadsFile>(WORKLOADS).workloads,
    }
}

fn model<'a>(catalog: &'a Catalog, id: &str) -> &'a ModelEntry {
    catalog.model(id).unwrap_or_else(|| panic!("{id} is missing"))
}

fn shape_of<'a>(catalog: &'a Catalog, id: &str) -> &'a Attention {
    model(catalog, id).attention.as_ref().map_or_else(|| panic!("{id} has no attention"), |fact| &fact.value)
}

fn need(catalog: &Catalog, id: &str) -> MemoryNeed {
    memory_need(model(catalog, id)).unwrap_or_else(|| panic!("{id} has no usual file"))
}

fn kv_gib(catalog: &Catalog, id: &str, context_tokens: u64) -> f64 {
    kv_cache_bytes(shape_of(catalog, id), context_tokens, KvPrecision::F16) / GIB
}

#[test]
fn the_catalogue_hangs_together() {
    let catalog = catalog();
    assert_eq!(catalog.faults(), Vec::<String>::new());
    let ids: Vec<&str> = catalog.models.iter().map(|model| model.id.as_str()).collect();
    assert_eq!(ids[..12], MODELS, "the models of the published leaderboard stand first, in its order");
    assert_eq!(catalog.smallest_context_tokens(), Some(32_768));
    let newest: Vec<(&str, f64)> =
        catalog.newest_rates().map(|rate| (rate.currency.as_str(), rate.per_usd.value)).collect();
    assert!(newest.contains(&("SEK", 9.5155)), "{newest:?}");
    assert_eq!(newest.iter().filter(|(code, _)| *code == "SEK").count(), 1);
}

#[test]
fn one_usual_file_per_model_and_files_by_size() {
    for model in &catalog().models {
        let usual = usize::from(!model.files.is_empty());
        assert_eq!(model.files.iter().filter(|file| file.usual).count(), usual, "{}", model.id);
        assert!(model.files.is_sorted_by_key(|file| file.size_bytes.value), "{}: smallest file first", model.id);
        let mut names: Vec<&str> = model.files.iter().map(|file| file.quantisation.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), model.files.len(), "{}: a file stands twice", model.id);
    }
}

/// The shape of a date: digits as 0.
fn shape(date: &str) -> String {
    date.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect()
}

fn is_day(date: &str) -> bool {
    let number = |from: usize| date[from..from + 2].parse::<u32>().unwrap_or(0);
    shape(date) == "0000-00-00" && (1..=12).contains(&number(5)) && (1..=31).contains(&number(8))
}

fn is_month(date: &str) -> bool {
    shape(date) == "0000-00" && date[5..7].parse::<u32>().is_ok_and(|month| (1..=12).contains(&month))
}

/// A price's own date, or that of the published page, may lack the day; an old shop price even the month.
fn is_date(date: &str) -> bool {
    is_day(date) || is_month(date) || shape(date) == "0000"
}

#[test]
fn dates_are_well_formed() {
    let catalog = catalog();
    let mut read_on = Vec::new();
    for model in &catalog.models {
        read_on.extend([&model.licence, &model.native_format].into_iter().flatten().map(|fact| &fact.date));
        read_on.extend(model.thinking.iter().map(|fact| &fact.date));
        read_on.extend(model.attention.iter().map(|fact| &fact.date));
        read_on.extend([&model.total_params_b.date, &model.active_params_b.date, &model.context_tokens.date]);
        read_on.extend(model.files.iter().map(|file| &file.size_bytes.date));
    }
    read_on.extend(catalog.measurements.iter().map(|measurement| &measurement.date));
    for date in read_on {
        assert!(is_day(date), "{date}");
    }
    for price in &catalog.prices {
        assert!(is_day(&price.date) || is_month(&price.date), "{}: {}", price.model, price.date);
    }
    for machine in &catalog.machines {
        let numbers = [
            &machine.memory_gib,
            &machine.gpu_usable_gib,
            &machine.bandwidth_gb_per_s,
            &machine.idle_w,
            &machine.load_w,
        ];
        let numbers = numbers.into_iter().flatten().map(|fact| &fact.date);
        let words = [&machine.noise, &machine.availability].into_iter().flatten().map(|fact| &fact.date);
        let prices = machine.prices.iter().map(|price| &price.amount.date);
        for date in numbers.chain(words).chain(prices) {
            assert!(is_date(date), "{}: {date}", machine.id);
        }
    }
    for source in catalog.sources.values() {
        assert!(source.published.as_deref().is_none_or(is_date), "{}", source.title);
    }
}

#[test]
fn prices_are_amounts_and_no_figure_is_out_of_bounds() {
    let catalog = catalog();
    for price in &catalog.prices {
        for amount in price.amounts() {
            let usd = PicoUsd::from_usd(amount).unwrap_or_else(|error| panic!("{}: {error}", price.model));
            assert!(usd.0 > 0, "{}: nobody gives tokens away in this list", price.model);
        }
    }
    for machine in &catalog.machines {
        let value = |fact: &Option<analytics::catalog::Fact<f64>>| fact.as_ref().map(|fact| fact.value);
        if let (Some(memory), Some(usable)) = (value(&machine.memory_gib), value(&machine.gpu_usable_gib)) {
            assert!(usable > 0.0 && usable < memory, "{}", machine.id);
        }
        if let (Some(idle), Some(load)) = (value(&machine.idle_w), value(&machine.load_w)) {
            assert!(idle > 0.0 && idle < load, "{}", machine.id);
        }
    }
    for measurement in &catalog.measurements {
        assert!(measurement.value > 0.0 && measurement.value_to.is_none_or(|to| to > measurement.value));
        assert_eq!(
            measurement.quantity == Quantity::AggregateDecodeTokPerS,
            measurement.concurrency.is_some(),
            "only a sum over streams names their number: {}",
            measurement.model
        );
    }
}

#[test]
fn no_measurement_stands_twice() {
    let catalog = catalog();
    let mut keys: Vec<String> = catalog
        .measurements
        .iter()
        .map(|m| {
            format!(
                "{} {} {:?} {:?} {:?} {:?} {}",
                m.machine, m.model, m.quantisation, m.quantity, m.context_tokens, m.concurrency, m.source
            )
        })
        .collect();
    let all = keys.len();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), all);
}

#[test]
fn nothing_names_a_path_of_the_machine_it_was_written_on() {
    for (name, text) in [SOURCES, MODELS_FILE, MACHINES, PRICES, SUBSCRIPTIONS, RENTALS, MEASUREMENTS] {
        for forbidden in ["shared/", "/work", "/home", "/root"] {
            assert!(!text.contains(forbidden), "{name} contains {forbidden}");
        }
    }
}

/// Models and hardware, §1: column "KV B/token fp16".
#[test]
fn the_cache_grows_as_the_reference_says() {
    let catalog = catalog();
    let bytes = [36_864, 192_512, 253_952, 54_144, 24_576, 262_144, 360_448, 163_840, 8_192, 262_144, 327_680, 262_144];
    for (id, bytes) in MODELS.into_iter().zip(bytes) {
        let attention = shape_of(&catalog, id);
        let at = |tokens| kv_cache_bytes(attention, tokens, KvPrecision::F16);
        assert_eq!(at(20_001) - at(20_000), f64::from(bytes), "{id}");
    }
}

/// The same table: the constant beside the growing part, in MB.
#[test]
fn the_constant_parts_are_those_of_the_reference() {
    let catalog = catalog();
    for (id, per_token, megabytes) in [
        ("gpt-oss-120b", 36_864.0, 4.7),
        ("qwen3-coder-next", 24_576.0, 75.0),
        ("nemotron-3-super-120b", 8_192.0, 168.0),
    ] {
        let bytes = kv_cache_bytes(shape_of(&catalog, id), 32_768, KvPrecision::F16);
        assert!(((bytes - per_token * 32_768.0) / 1e6 - megabytes).abs() < 0.05, "{id}");
    }
}

/// Models and hardware, below the table of §1: caches at 32k tokens; the reference leaves fixed states out.
#[test]
fn the_cache_at_32k_tokens() {
    let catalog = catalog();
    for (id, gib) in [
        ("llama-3.3-70b", 10.0),
        ("qwen3-32b", 8.0),
        ("glm-4.7-flash", 1.7),
        ("gpt-oss-120b", 1.1),
        ("qwen3-coder-next", 0.75),
        ("nemotron-3-super-120b", 0.25),
    ] {
        let state = match shape_of(&catalog, id) {
            Attention::Hybrid { state_bytes, .. } => *state_bytes as f64 / GIB,
            _ => 0.0,
        };
        assert!((kv_gib(&catalog, id, 32_768) - state - gib).abs() < 0.05, "{id}");
    }
    // cost and speed models, "Exact vectors"
    assert_eq!(kv_gib(&catalog, "llama-3.3-70b", 8_192), 2.5);
    assert!((kv_gib(&catalog, "glm-4.7-flash", 32_768) * GIB / 1e9 - 1.774).abs() < 5e-4);
}

/// Models and hardware, §4.1: weights, cache at 16k tokens and 1.5 GiB, rounded to whole GiB.
#[test]
fn needs_at_16k_tokens_are_those_of_the_reference() {
    let catalog = catalog();
    for (id, gib) in MODELS.into_iter().zip([61.0, 137.0, 134.0, 20.0, 47.0, 24.0, 77.0, 13.0, 80.0, 24.0, 46.0, 24.0])
    {
        let needed = need(&catalog, id).needed_gib;
        // The table counted 9.3 GB for Qwen3-14B, as Ollama rounds it; the publisher’s file has 9.00.
        let gib = if id == "qwen3-14b" { 12.4 } else { gib };
        assert!((needed - gib).abs() <= 0.5, "{id}: {needed} against {gib}");
    }
}

#[test]
fn what_fits_into_128_and_256_gb() {
    let catalog = catalog();
    let fits = |tier: usize| -> Vec<&str> {
        let does = |id: &&str| need(&catalog, id).verdict(MEMORY_TIERS[tier]) != FitVerdict::DoesNotFit;
        MODELS.into_iter().filter(does).collect()
    };
    // claims audit, row 28: Llama 3.3 70B fits, whatever the page says; §4.1: two models need 256 GB.
    let small: Vec<&str> = MODELS.into_iter().filter(|id| !["qwen3-235b-a22b", "minimax-m2.5"].contains(id)).collect();
    assert_eq!(fits(0), small);
    assert_eq!(fits(1), MODELS);
}

/// Claims audit, row 24: gpt-oss-120b and GLM-4.7-Flash share a 128 GB Mac.
#[test]
fn two_models_fit_beside_each_other() {
    let catalog = catalog();
    let needed: f64 = ["gpt-oss-120b", "glm-4.7-flash"].into_iter().map(|id| need(&catalog, id).needed_gib).sum();
    assert!(needed < MEMORY_TIERS[0].gpu_usable_gib, "{needed}");
}

#[test]
fn figures_against_the_reference() {
    let catalog = catalog();
    let gb = |id: &str| model(&catalog, id).usual_file().map(|file| file.size_bytes.value as f64 / 1e9);
    for (id, size) in
        [("gpt-oss-120b", 63.4), ("llama-3.3-70b", 42.5), ("qwen3-coder-next", 48.5), ("minimax-m2.5", 137.8)]
    {
        assert!(gb(id).is_some_and(|gb| (gb - size).abs() < 0.05), "{id}: {:?}", gb(id));
    }
    let listed = |id: &str| {
        let newest = catalog.prices.iter().filter(|price| price.model == id).max_by_key(|price| price.date.clone());
        newest.map(|price| (price.input_usd_per_m.as_str(), price.output_usd_per_m.as_str(), price.date.as_str()))
    };
    // Lists of September disagree about this one: July counts.
    assert_eq!(listed("gpt-oss-120b").map(|(_, _, date)| date), Some("2026-07-02"));
    assert_eq!(listed("qwen3-32b"), Some(("0.08", "0.28", "2026-07-02")));
    assert_eq!(listed("qwen3-235b-a22b"), Some(("0.455", "1.82", "2026-07-02")));
    assert_eq!(listed("devstral-2-123b"), Some(("0.40", "2.00", "2026-07-02")));
    assert_eq!(listed("claude-opus-4.5"), Some(("5.00", "25.00", "2026-07-02")));
    let measured = |machine: &str, id: &str, quantity: Quantity| -> Vec<f64> {
        let rows = catalog.measurements.iter();
        rows.filter(|m| m.machine.as_str() == machine && m.model == id && m.quantity == quantity)
            .map(|m| m.value)
            .collect()
    };
    assert_eq!(measured("macbook-pro-m4-max-128", "gpt-oss-120b", Quantity::DecodeTokPerS), [81.34, 58.31]);
    assert_eq!(measured("macbook-pro-m4-max-128", "gpt-oss-120b", Quantity::PrefillTokPerS), [701.54]);
    assert_eq!(measured("ryzen-ai-max-395-128", "minimax-m2.5", Quantity::DecodeTokPerS), [32.82]);
    assert_eq!(measured("dgx-spark", "nemotron-3-super-120b", Quantity::EndToEndTokPerS), [8.3]);
}

/// Catalogue facts of November 2026, §D.3: column "KV B/token" and the constant of the windows in GB.
#[test]
fn the_caches_of_newer_models() {
    let catalog = catalog();
    for (id, per_token, constant_gb) in [
        ("gpt-oss-20b", 24_576.0, 0.003),
        ("qwen3.6-35b-a3b", 20_480.0, 0.0),
        ("qwen3.6-27b", 65_536.0, 0.151),
        ("qwen3.8-27b", 65_536.0, 0.151),
        ("qwen3.5-9b", 32_768.0, 0.0),
        ("qwen3-coder-30b-a3b", 98_304.0, 0.0),
        ("gemma-4-31b", 81_920.0, 0.84),
        ("gemma-4-26b-a4b", 20_480.0, 0.21),
        ("gemma-4-12b", 16_384.0, 0.34),
        ("minimax-m2.7", 253_952.0, 0.0),
        ("glm-4.5-air", 188_416.0, 0.0),
        ("glm-5.3", 89_856.0, 0.0),
        ("kimi-k2.6", 70_272.0, 0.0),
    ] {
        let at = |tokens| kv_cache_bytes(shape_of(&catalog, id), tokens, KvPrecision::F16);
        assert_eq!(at(20_001) - at(20_000), per_token, "{id}");
        assert!(((at(20_000) - 20_000.0 * per_token) / 1e9 - constant_gb).abs() < 0.005, "{id}");
    }
}

/// What is sold no longer says so wherever it has a price, and a price of a card is no price of a machine.
#[test]
fn the_price_that_counts() {
    let catalog = catalog();
    let price = |id: &str| {
        let price = catalog.machine(id).and_then(analytics::catalog::Machine::newest_price).expect(id);
        (price.currency.as_str(), price.amount.value, price.condition, price.of)
    };
    use analytics::catalog::{
        Condition::{New, Used},
        PriceOf::{Card, Machine},
    };
    for (id, expected) in [
        ("rtx-pro-6000-96", ("USD", 13_250.0, New, Card)),
        ("dgx-spark", ("USD", 6_950.0, New, Machine)),
        ("mac-studio-m5-max-128", ("USD", 5_099.0, New, Machine)),
        ("mac-studio-m3-ultra-512", ("USD", 18_723.5, Used, Machine)),
        ("rtx-3090-pc", ("USD", 1_275.0, Used, Card)),
        ("mac-studio-m4-max-128", ("SEK", 40_000.0, New, Machine)),
    ] {
        assert_eq!(price(id), expected, "{id}");
    }
    let facts = analytics::decision::Facts::new(&catalog, None).expect("facts");
    let studio = &facts.machines[facts.machine("mac-studio-m4-max-128").expect("the machine")];
    assert_eq!(studio.discontinued.as_deref(), Some("2026-05"));
    let pro = &facts.machines[facts.machine("rtx-pro-6000-96").expect("the machine")];
    assert_eq!(pro.price, Some(("USD".to_owned(), 13_250.0, "2026-08".to_owned())));
    assert!(pro.card_only && !pro.used && pro.discontinued.is_none());
    assert_eq!(pro.power_class.map(|class| class.load_w), Some((331.0, 700.0)));
}

/// No figure rests on the project's own notes.
#[test]
fn no_source_is_a_note_about_notes() {
    for (name, text) in [SOURCES, MODELS_FILE, MACHINES, PRICES, SUBSCRIPTIONS, RENTALS, RATES, MEASUREMENTS] {
        for forbidden in ["\"reference\"", "eference notes", "he notes "] {
            assert!(!text.contains(forbidden), "{name} contains {forbidden}");
        }
    }
}
