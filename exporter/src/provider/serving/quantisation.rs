//! The precision that the name of a file of weights gives away.

/// Beginnings of the names that llama.cpp uses; a digit follows each.
const QUANTISED: [&str; 4] = ["IQ", "TQ", "MXFP", "Q"];
/// Names of whole precisions.
const WHOLE: [&str; 3] = ["BF16", "F16", "F32"];

/// The precision in a file name such as `Qwen3-14B-Q4_K_M.gguf`, in capitals; None when there is none.
#[must_use]
pub fn of_file(path: &str) -> Option<String> {
    let name = path.rsplit(['/', '\\']).next()?;
    let name = name.strip_suffix(".gguf").unwrap_or(name).to_uppercase();
    let mut parts = name.split(['-', '.', ' ']);
    parts.rfind(|part| is_precision(part)).map(str::to_owned)
}

/// The precision in llama.cpp's word for the type of a file, such as `Q4_K - Medium`, as file names have it: `Q4_K_M`.
#[must_use]
pub fn of_ftype(ftype: &str) -> Option<String> {
    let ftype = ftype.trim().trim_start_matches("(guessed)").trim().trim_start_matches("all ").to_uppercase();
    let (name, size) = ftype.split_once(" - ").unwrap_or((&ftype, ""));
    let name = name.trim();
    let name = match size.trim() {
        "SMALL" => format!("{name}_S"),
        // The word is llama.cpp's, but the type and its files are called `Q2_K`.
        "MEDIUM" if name == "Q2_K" => name.to_owned(),
        "MEDIUM" => format!("{name}_M"),
        "LARGE" => format!("{name}_L"),
        _ => name.to_owned(),
    };
    name.split_whitespace().next().filter(|word| is_precision(word))?;
    Some(name)
}

fn is_precision(part: &str) -> bool {
    let quantised = |start: &&str| {
        part.strip_prefix(*start).is_some_and(|rest| {
            rest.starts_with(|c: char| c.is_ascii_digit())
                && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        })
    };
    WHOLE.contains(&part) || QUANTISED.iter().any(quantised)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `llama_model_ftype_name` of llama.cpp.
    #[test]
    fn types_as_llama_cpp_calls_them() {
        for (ftype, precision) in [
            ("Q4_1", Some("Q4_1")),
            ("Q4_K - Medium", Some("Q4_K_M")),
            ("Q3_K - Small", Some("Q3_K_S")),
            ("Q2_K - Medium", Some("Q2_K")),
            ("Q2_K - Small", Some("Q2_K_S")),
            ("all F32", Some("F32")),
            ("BF16", Some("BF16")),
            ("IQ4_XS - 4.25 bpw", Some("IQ4_XS")),
            ("(guessed) Q8_0", Some("Q8_0")),
            ("unknown, may not work", None),
        ] {
            assert_eq!(of_ftype(ftype).as_deref(), precision, "{ftype}");
        }
    }

    #[test]
    fn names_as_people_download_them() {
        for (path, precision) in [
            ("/models/Qwen3-14B-Q4_K_M.gguf", Some("Q4_K_M")),
            ("gpt-oss-120b-mxfp4-00001-of-00003.gguf", Some("MXFP4")),
            ("C:\\m\\llama-3.3-70b-instruct.IQ4_XS.gguf", Some("IQ4_XS")),
            ("model-bf16.gguf", Some("BF16")),
            ("model-q8_0", Some("Q8_0")),
            ("qwen3-14b.gguf", None),
            ("Qwen3.gguf", None),
        ] {
            assert_eq!(of_file(path).as_deref(), precision, "{path}");
        }
    }
}
