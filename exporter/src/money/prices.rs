//! Price lists: the user's own in front of the catalogue that is compiled in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use analytics::catalog::{PricesFile, Source, SourcesFile, TokenPrice};
use analytics::units::PicoUsd;

use super::pricing::NotBilled;
use super::{Pricing, Tariff};
use crate::config::address::{Place, place};
use crate::config::params::Params;
use crate::config::{Judge, JudgeHow, Model, Plan, Provider, ProviderKind};
use crate::failure::Failure;
use crate::regular;

/// No price list is anywhere near this.
const LARGEST_BYTES: u64 = 8 << 20;

/// The catalogue's prices on the day that this program was built.
const LISTED: &str = include_str!("../../../data/catalog/prices.toml");
/// What the keys of their sources mean.
const SOURCES: &str = include_str!("../../../data/catalog/sources.toml");

/// Everything that is known of prices.
#[derive(Debug, Clone)]
pub struct PriceBook {
    own: Vec<TokenPrice>,
    own_file: Option<PathBuf>,
    listed: Vec<TokenPrice>,
    sources: BTreeMap<String, Source>,
}

impl PriceBook {
    /// The catalogue, with the user's own list in front of it.
    ///
    /// # Errors
    /// When that list cannot be read, with its line.
    pub fn read(own: Option<&Path>) -> Result<Self, Failure> {
        let inside =
            |error: toml::de::Error| Failure::outside(format!("the price list inside of this program: {error}"));
        let listed: PricesFile = toml::from_str(LISTED).map_err(inside)?;
        let sources: SourcesFile = toml::from_str(SOURCES).map_err(inside)?;
        Ok(Self {
            own: own.map(read_own).transpose()?.unwrap_or_default(),
            own_file: own.map(Path::to_owned),
            listed: listed.prices,
            sources: sources.sources,
        })
    }

    /// What is known of a model's price.
    ///
    /// # Errors
    /// When an amount is none.
    pub fn of_model(&self, plan: &Plan, model: &Model) -> Result<Pricing, Failure> {
        let Some(provider) = plan.providers.get(&model.provider) else { return Ok(Pricing::Unknown) };
        self.find(provider, &model.provider_model, model.catalog_model.as_ref().map(|id| id.as_str()), &model.params)
    }

    /// What is known of a judge's price.
    ///
    /// # Errors
    /// When an amount is none.
    pub fn of_judge(&self, plan: &Plan, judge: &Judge) -> Result<Pricing, Failure> {
        let JudgeHow::Model { provider, provider_model, params, .. } = &judge.how else {
            return Ok(Pricing::NotBilled(NotBilled::Builtin));
        };
        let Some(provider) = plan.providers.get(provider) else { return Ok(Pricing::Unknown) };
        self.find(provider, provider_model, None, params)
    }

    fn find(
        &self,
        provider: &Provider,
        provider_model: &str,
        catalog_model: Option<&str>,
        params: &Params,
    ) -> Result<Pricing, Failure> {
        let fits = |price: &&TokenPrice| {
            (price.provider == provider.id.as_str() || price.provider == provider.kind.slug())
                && match &price.provider_model {
                    Some(name) => name == provider_model,
                    None => price.model == provider_model || Some(price.model.as_str()) == catalog_model,
                }
        };
        // An entry for this very name goes before one for the model in general, and the newest before the others.
        let newest = |list: &'_ [TokenPrice]| {
            list.iter().filter(fits).max_by_key(|price| (price.provider_model.is_some(), price.date.clone())).cloned()
        };
        let own_server = place(&provider.base_url) != Place::Elsewhere || provider.kind == ProviderKind::Ollama;
        let price = match newest(&self.own) {
            // Whoever lists a price for a server of one's own knows better: it may pass requests on to somebody.
            Some(price) => price,
            None if provider.kind == ProviderKind::Builtin => return Ok(Pricing::NotBilled(NotBilled::Builtin)),
            None if own_server => return Ok(Pricing::NotBilled(NotBilled::OwnServer)),
            None => match newest(&self.listed) {
                Some(price) => price,
                None => return Ok(Pricing::Unknown),
            },
        };
        let source =
            self.sources.get(&price.source).map_or_else(|| price.source.clone(), |source| source.title.clone());
        let mut tariff = Tariff::new(&price, source)
            .map_err(|error| Failure::usage(format!("{}: price of {provider_model}: {error}", self.own_name())))?;
        tariff.allowed = allowed(params);
        Ok(Pricing::Listed(Box::new(tariff)))
    }

    fn own_name(&self) -> String {
        self.own_file.as_ref().map_or_else(|| "the price list".to_owned(), |path| path.display().to_string())
    }

    /// How to tell the program a price that it does not know.
    #[must_use]
    pub fn how_to_add(provider: &str, provider_model: &str) -> String {
        format!(
            "write it into a file and name that one with --prices (LIM_PRICES):\n\n  [[prices]]\n  model = \"{provider_model}\"\n  \
             provider = \"{provider}\"\n  provider_model = \"{provider_model}\"\n  input_usd_per_m = \"0.00\"    # US dollars per \
             million tokens\n  output_usd_per_m = \"0.00\"\n  source = \"where you read it\"\n  date = \"YYYY-MM-DD\"\n  \
             status = \"secondary\"\n"
        )
    }
}

fn read_own(path: &Path) -> Result<Vec<TokenPrice>, Failure> {
    let text = regular::text_at_most(path, LARGEST_BYTES).map_err(|error| {
        Failure::usage(format!("cannot read the price list {}: {error}", path.display()))
            .hint("name an existing file with --prices (LIM_PRICES), or leave it out to use the catalogue's prices")
    })?;
    let at = |line: usize, message: &str| Failure::usage(format!("{}:{line}: {message}", path.display()));
    let file: PricesFile = toml::from_str(&text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        let line = text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count() + 1;
        at(line, error.message().trim()).hint("data/catalog/prices.toml shows the format")
    })?;
    for price in &file.prices {
        Tariff::new(price, String::new()).map_err(|error| {
            Failure::usage(format!("{}: price of {}: {error}", path.display(), price.model))
                .hint("write US dollars per million tokens, such as input_usd_per_m = \"0.15\"")
        })?;
    }
    Ok(file.prices)
}

/// OpenRouter's `max_price`, in dollars per million tokens: no upstream that asks more is used.
fn allowed(params: &Params) -> Option<(PicoUsd, PicoUsd)> {
    let max = params.openrouter.get("max_price")?;
    let amount = |name: &str| {
        let value = max.get(name)?;
        PicoUsd::from_usd(value.as_str().map_or_else(|| value.to_string(), str::to_owned).as_str()).ok()
    };
    Some((amount("prompt")?, amount("completion")?))
}

#[cfg(test)]
mod tests {
    use analytics::ids::ProviderId;

    use super::*;
    use crate::config::TokenLimitField;

    fn provider(kind: ProviderKind, base_url: &str) -> Provider {
        Provider {
            id: ProviderId::new("p").unwrap(),
            kind,
            base_url: base_url.to_owned(),
            api_key_env: String::new(),
            concurrency: 1,
            max_concurrency: None,
            connect_timeout_s: 1,
            first_token_timeout_s: 1,
            idle_timeout_s: 1,
            answer_timeout_s: None,
            backoff_ms: 1,
            token_limit_field: TokenLimitField::MaxTokens,
            host_group: None,
            parallel_with: Vec::new(),
        }
    }

    fn find(book: &PriceBook, provider: &Provider, model: &str, catalog: Option<&str>) -> Pricing {
        book.find(provider, model, catalog, &Params::default()).unwrap()
    }

    #[test]
    fn the_newest_listed_price_of_the_very_name_is_taken() {
        let book = PriceBook::read(None).unwrap();
        let openrouter = provider(ProviderKind::Openrouter, "https://openrouter.ai/api/v1");
        let Pricing::Listed(tariff) = find(&book, &openrouter, "openai/gpt-oss-120b", Some("gpt-oss-120b")) else {
            panic!("it is in the catalogue")
        };
        let newest = book
            .listed
            .iter()
            .filter(|price| price.provider_model.as_deref() == Some("openai/gpt-oss-120b"))
            .map(|price| price.date.as_str())
            .max();
        assert_eq!(Some(tariff.date.as_str()), newest);
        assert!(tariff.source.contains("models.dev"), "{}", tariff.source);
        assert_eq!(find(&book, &openrouter, "nobody/nothing", None), Pricing::Unknown);
        // Another provider's price is not this one's.
        let other = provider(ProviderKind::OpenaiCompatible, "https://api.example.com/v1");
        assert_eq!(find(&book, &other, "openai/gpt-oss-120b", Some("gpt-oss-120b")), Pricing::Unknown);
    }

    #[test]
    fn a_server_of_ones_own_is_not_billed_unless_a_price_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("prices.toml");
        let entry = "[[prices]]\nmodel = \"m\"\nprovider = \"p\"\ninput_usd_per_m = \"1\"\noutput_usd_per_m = \"2\"\nsource = \"my contract\"\ndate = \"2026-11-01\"\nstatus = \"verified\"\n";
        std::fs::write(&path, entry).unwrap();
        let (plain, own) = (PriceBook::read(None).unwrap(), PriceBook::read(Some(&path)).unwrap());
        let local = provider(ProviderKind::OpenaiCompatible, "http://127.0.0.1:8080/v1");
        assert_eq!(find(&plain, &local, "m", None), Pricing::NotBilled(NotBilled::OwnServer));
        let Pricing::Listed(tariff) = find(&own, &local, "m", None) else { panic!("it is listed") };
        assert_eq!((tariff.source.as_str(), tariff.input), ("my contract", PicoUsd(1_000_000_000_000)));
        for (text, expected) in [
            (entry.replace("\"1\"", "\"one\""), "\"one\" is not an amount"),
            (format!("\n{}", entry.replace("date", "day")), "prices.toml:8"),
        ] {
            std::fs::write(&path, text).unwrap();
            let failure = PriceBook::read(Some(&path)).unwrap_err();
            assert!(failure.message.contains(expected), "{failure}");
        }
    }

    #[test]
    fn a_ceiling_in_the_request_is_the_most_that_can_be_asked() {
        let mut params = Params::default();
        params.openrouter.insert("max_price".to_owned(), serde_json::json!({"prompt": 0.5, "completion": "1.25"}));
        assert_eq!(allowed(&params), Some((PicoUsd(500_000_000_000), PicoUsd(1_250_000_000_000))));
    }
}
