//! Rows about memory, speed, power and prices, checked against the catalogue: 19, 20, 23 to 29, 31, 35 to 37.

use super::{Check, Claim, Draft, Verdict};
use crate::catalog::{Catalog, MachineKind, ModelEntry, Quantity};
use crate::memory::{FitVerdict, KvPrecision, KvShape, Load, limit, plan};
use crate::speed::points::models;
use crate::speed::{Family, Subject, decode_at};

pub(super) fn claims(catalog: &Catalog) -> Vec<Claim> {
    [speed(catalog), sizes(catalog), setups(catalog), dated(catalog)].into_iter().flatten().flatten().collect()
}

/// Size of a model's file in bytes: the usual one, or the one of this quantisation.
fn bytes(catalog: &Catalog, model: &str, quantisation: Option<&str>) -> Option<f64> {
    let entry = catalog.model(model)?;
    let file = match quantisation {
        None => entry.usual_file()?,
        Some(name) => entry.files.iter().find(|file| file.quantisation == name)?,
    };
    Some(file.size_bytes.value as f64)
}

fn load(entry: &ModelEntry, weights_bytes: f64, context_tokens: u64) -> Option<Load> {
    let shape = KvShape::of(&entry.attention.as_ref()?.value);
    Some(Load { weights_bytes, shape, context_tokens, users: 1, kv: KvPrecision::F16 })
}

const fn fits(verdict: FitVerdict) -> &'static str {
    match verdict {
        FitVerdict::DoesNotFit => "does not fit",
        FitVerdict::Fits | FitVerdict::Tight => "fits",
    }
}

fn speed(catalog: &Catalog) -> Option<Vec<Claim>> {
    let bandwidth = |id: &str| Some(catalog.machine(id)?.bandwidth_gb_per_s.as_ref()?.value);
    let (air, studio) = (bandwidth("macbook-air-m4-32")?, bandwidth("mac-studio-m4-max-128")?);
    let chips = ["macbook-pro-m4-max-128", "m4-max"];
    let measured: Vec<f64> = catalog
        .measurements
        .iter()
        .filter(|row| {
            chips.contains(&row.machine.as_str())
                && row.model == "gpt-oss-120b"
                && row.quantity == Quantity::DecodeTokPerS
                && row.context_tokens.is_none()
        })
        .map(|row| row.value)
        .collect();
    let slowest = measured.iter().copied().reduce(f64::min)?;
    let fastest = measured.iter().copied().reduce(f64::max)?;
    let read = catalog.model("gpt-oss-120b")?.read_bytes_per_token.as_ref()?.value / 1e9;
    let pi = bandwidth("raspberry-pi-5-8")?;
    // The page's 7B model at 4 bits: the shape of Qwen2.5-7B, whose usual file has 4.68 GB.
    let shapes = models(include_str!("../../../data/catalog/speed-models.csv")).ok()?;
    let shape = shapes.iter().find(|row| row.id == "qwen2.5-7b")?.shape;
    let subject = Subject {
        family: Family::Cpu,
        chip: "Raspberry Pi 5",
        bandwidth: pi,
        shape,
        read_gb: 4.68,
        bits: 4.85,
        kv: KvPrecision::F16,
        measured: &[],
    };
    let seven = decode_at(&subject, 0.0)?.value;
    Some(vec![
        Draft {
            row: 19,
            topic: "238 s become about 60 on a Mac Studio",
            inputs: "120 GB/s and 546 GB/s",
            formula: "seconds·slow bandwidth/fast bandwidth",
            otherwise: Verdict::DoesNotReproduce,
            why: "Bandwidth alone gives less; the page does not say what it added.",
        }
        .with(vec![Check::number("Seconds", 60.0, 238.0 * air / studio, 5.0, "s", 1)]),
        Draft {
            row: 20,
            topic: "20x to 50x slower",
            inputs: "238, 559 and 12 seconds",
            formula: "local/cloud",
            otherwise: Verdict::DoesNotReproduce,
            why: "Both ends come out, rounded to tens.",
        }
        .with(vec![
            Check::number("MacBook Air", 20.0, 238.0 / 12.0, 5.0, "times", 1),
            Check::number("Raspberry Pi", 50.0, 559.0 / 12.0, 5.0, "times", 1),
        ]),
        Draft {
            row: 23,
            topic: "About 55 tokens per second because 10 GB are read",
            inputs: "gpt-oss-120b on an M4 Max, short context",
            formula: "bytes by part; measured by two sources",
            otherwise: Verdict::WrongFact,
            why: "The premise is three times too high and the result too low.",
        }
        .with(vec![
            Check::number("Read per token", 10.0, read, 0.5, "GB", 2),
            Check::number("Measured, slower", 55.0, slowest, 0.5, "tok/s", 1),
            Check::number("Measured, faster", 55.0, fastest, 0.5, "tok/s", 1),
        ]),
        Draft {
            row: 35,
            topic: "Raspberry Pi 5",
            inputs: "17.1 GB/s; Qwen2.5-7B at 4 bits, 4.68 GB, held in memory",
            formula: "the speed law for a processor",
            otherwise: Verdict::WrongFact,
            why: "The bandwidth is about half of what the page says. A model held in memory gives several times the page's speed, so its run was swapping or timed by the wall clock.",
        }
        .with(vec![
            Check::number("Bandwidth", 30.0, pi, 0.5, "GB/s", 1),
            Check::number("7B model", 0.6, seven, 0.05, "tok/s", 2),
        ]),
        Draft {
            row: 36,
            topic: "Bandwidth of two RTX 5090",
            inputs: "cards that share the layers work one after the other",
            formula: "bandwidth of one card",
            otherwise: Verdict::WrongFact,
            why: "A second card adds memory. One stream is no faster: two RTX 4090 gave 122.6 tokens per second where one gave 127.7.",
        }
        .with(vec![Check::number("One stream", 3_584.0, bandwidth("dual-rtx-5090")?, 0.5, "GB/s", 0)]),
    ])
}

fn sizes(catalog: &Catalog) -> Option<Vec<Claim>> {
    let gigabytes = |model, file| Some(bytes(catalog, model, file)? / 1e9);
    let gpt = catalog.model("gpt-oss-120b")?;
    let glm = catalog.model("glm-4.7-flash")?;
    let llama = catalog.model("llama-3.3-70b")?;
    let mac = limit(MachineKind::AppleUnified, Some(128.0), None)?;
    let pair = plan(
        &[
            load(gpt, bytes(catalog, "gpt-oss-120b", None)?, 16_384)?,
            load(glm, bytes(catalog, "glm-4.7-flash", None)?, 16_384)?,
        ],
        &mac,
        false,
    );
    let alone =
        |file| Some(fits(plan(&[load(llama, bytes(catalog, "llama-3.3-70b", file)?, 16_384)?], &mac, false).verdict));
    let minimax = catalog.model("minimax-m2.5")?.active_params_b.value;
    Some(vec![
        Draft {
            row: 24,
            topic: "gpt-oss-120b leaves no room for a second model",
            inputs: "file sizes, 16,384 tokens of context, 96 GiB for the GPU of a 128 GB Mac",
            formula: "weights + cache + buffers of both",
            otherwise: Verdict::WrongFact,
            why: "80 GB is the card that it was designed for. The file is smaller, and GLM-4.7-Flash fits beside it, as the page itself says elsewhere.",
        }
        .with(vec![
            Check::number("Size", 80.0, gigabytes("gpt-oss-120b", None)?, 0.5, "GB", 1),
            Check::words("Beside GLM-4.7-Flash", "does not fit", fits(pair.verdict).to_owned()),
        ]),
        Draft {
            row: 25,
            topic: "Size of GLM-4.7-Flash",
            inputs: "Q4_K_M file",
            formula: "size of the file",
            otherwise: Verdict::WrongFact,
            why: "Only about 3 B parameters are active, but all 30 B have to be in memory.",
        }
        .with(vec![Check::number("Size", 4.0, gigabytes("glm-4.7-flash", None)?, 0.5, "GB", 1)]),
        Draft {
            row: 28,
            topic: "Llama 3.3-70B on 128 GB",
            inputs: "Q4_K_M and Q8_0 files, 16,384 tokens of context",
            formula: "weights + cache + buffers against 96 GiB",
            otherwise: Verdict::WrongFact,
            why: "It fits at four bits and at eight.",
        }
        .with(vec![
            Check::words("Q4_K_M", "does not fit", alone(None)?.to_owned()),
            Check::words("Q8_0", "does not fit", alone(Some("Q8_0"))?.to_owned()),
        ]),
        Draft {
            row: 29,
            topic: "Active parameters of MiniMax-M2.5",
            inputs: "the model's configuration",
            formula: "as released",
            otherwise: Verdict::WrongFact,
            why: "Ten billion of 229 are used for each token.",
        }
        .with(vec![Check::number("Active", 15.0, minimax, 0.5, "B", 0)]),
    ])
}

fn setups(catalog: &Catalog) -> Option<Vec<Claim>> {
    let gigabytes = |model, file| Some(bytes(catalog, model, file)? / 1e9);
    let (coder, glm) = (gigabytes("qwen3-coder-next", None)?, gigabytes("glm-4.7-flash", None)?);
    let four =
        [("gpt-oss-120b", None), ("qwen3-coder-next", None), ("glm-4.7-flash", None), ("minimax-m2.5", Some("Q3_K_M"))];
    let mut weights = 0.0;
    let mut loads = Vec::new();
    for (model, file) in four {
        let size = bytes(catalog, model, file)?;
        weights += size / 1e9;
        loads.push(load(catalog.model(model)?, size, 32_768)?);
    }
    let ultra = limit(MachineKind::AppleUnified, Some(256.0), None)?;
    let together = plan(&loads, &ultra, false);
    Some(vec![
        Draft {
            row: 26,
            topic: "Option B: loaded and free",
            inputs: "Qwen3-Coder-Next and GLM-4.7-Flash at 4 bits; 20 GB for the system, as the page has it",
            formula: "sum of files; 128 − 20 − sum",
            otherwise: Verdict::WrongFact,
            why: "GLM-4.7-Flash was counted at a fifth of its size.",
        }
        .with(vec![
            Check::number("Loaded", 50.0, coder + glm, 0.5, "GB", 1),
            Check::number("Free", 58.0, 128.0 - 20.0 - coder - glm, 0.5, "GB", 1),
        ]),
        Draft {
            row: 27,
            topic: "Option C: four models hot on 256 GB",
            inputs: "MiniMax at Q3_K_M, the others at 4 bits, 32,768 tokens each",
            formula: "weights + caches + buffers against macOS's default of 192 GiB",
            otherwise: Verdict::WrongFact,
            why: "They need more than macOS gives the GPU by default, and with 3-bit weights for the largest one fill the machine.",
        }
        .with(vec![
            Check::number("Weights", 230.0, weights, 0.5, "GB", 1),
            Check::words("All four", "fits", fits(together.verdict).to_owned()),
        ]),
    ])
}

fn dated(catalog: &Catalog) -> Option<Vec<Claim>> {
    let newest = catalog.newest_token_price("gpt-oss-120b")?;
    let usd = |text: &str| text.parse::<f64>().ok();
    let load_w = |id: &str| Some(catalog.machine(id)?.load_w.as_ref()?.value);
    Some(vec![
        Draft {
            row: 31,
            topic: "Price of gpt-oss-120b",
            inputs: "the newest price of the catalogue",
            formula: "as listed",
            otherwise: Verdict::Overtaken,
            why: "Prices age within weeks: every one needs its date.",
        }
        .with(vec![
            Check::number("Input, per million", 0.30, usd(&newest.input_usd_per_m)?, 0.0, "USD", 2),
            Check::number("Output, per million", 1.20, usd(&newest.output_usd_per_m)?, 0.0, "USD", 2),
        ]),
        Draft {
            row: 37,
            topic: "Power under load",
            inputs: "measured at the wall while a model runs",
            formula: "middle of the measured range",
            otherwise: Verdict::Overtaken,
            why: "The Mac draws more than the page says, the PC less.",
        }
        .with(vec![
            Check::number("M3 Ultra", 180.0, load_w("mac-studio-m3-ultra-256")?, 5.0, "W", 0),
            Check::number("RTX 4090 PC", 750.0, load_w("rtx-4090-pc")?, 5.0, "W", 0),
        ]),
    ])
}
