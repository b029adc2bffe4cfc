//! A bench as CSV with the columns of llama-bench: two rows a level, its prompts (`pp`) and its outputs (`tg`).
//!
//! `avg_ts` is the median over the requests that count, and `n_depth` of an output is everything that the server had read.

use analytics::bench::{BenchFile, Level, Load};

use crate::failure::Failure;

/// llama-bench's names, then three of our own.
const COLUMNS: [&str; 15] = [
    "build_commit",
    "cpu_info",
    "gpu_info",
    "model_filename",
    "model_type",
    "model_size",
    "model_n_params",
    "n_prompt",
    "n_gen",
    "n_depth",
    "test_time",
    "avg_ts",
    "run",
    "load",
    "total_ts",
];

/// Writes the files' levels.
///
/// # Errors
/// Only when memory cannot be written to.
pub fn write(files: &[BenchFile]) -> Result<String, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::outside(format!("the CSV cannot be written: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS).map_err(|error| failed(&error))?;
    for file in files {
        for level in &file.levels {
            for row in rows(file, level) {
                writer.write_record(&row).map_err(|error| failed(&error))?;
            }
        }
    }
    let bytes = writer.into_inner().map_err(|error| failed(&error))?;
    Ok(String::from_utf8_lossy(&bytes).trim_end().to_owned())
}

fn rows(file: &BenchFile, level: &Level) -> [Vec<String>; 2] {
    let figures = &level.figures;
    let machine = file.machine.as_ref();
    let read = figures.prompt_tokens.as_ref().map_or(0.0, |spread| spread.p50);
    let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    let count = |value: Option<u64>| value.map(|value| value.to_string()).unwrap_or_default();
    let load = match level.load {
        Load::Closed { concurrency } => concurrency.to_string(),
        Load::Open { per_s } => format!("{per_s}/s"),
        Load::Replay => "trace".to_owned(),
    };
    let row = |(prompt, output, depth): (f64, f64, f64), rate: Option<f64>, total: Option<f64>| {
        vec![
            file.engine.version.clone().unwrap_or_default(),
            machine.map(|machine| machine.description.clone()).unwrap_or_default(),
            machine.map(|machine| machine.gpus.join(" + ")).unwrap_or_default(),
            file.model.id.clone(),
            file.model.precision.clone().unwrap_or_default(),
            count(file.model.weight_bytes),
            count(file.model.parameters),
            prompt.to_string(),
            output.to_string(),
            depth.to_string(),
            file.started_at.clone(),
            number(rate),
            level.run.to_string(),
            load.clone(),
            number(total),
        ]
    };
    let written = figures.output_tokens.as_ref().map_or(0.0, |spread| spread.p50);
    [
        row((read, 0.0, 0.0), figures.prefill_tok_per_s.as_ref().map(|spread| spread.p50), figures.input_tok_per_s),
        row((0.0, written, read), figures.decode_tok_per_s.as_ref().map(|spread| spread.p50), figures.output_tok_per_s),
    ]
}
