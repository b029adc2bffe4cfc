//! Are the judges independent of each other, and of what they judge? Agreement between two names of one model proves nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use analytics::snapshot::v1::Warning;

use crate::config::{Judge, JudgeHow, Model};

/// A reply that is shorter than this can be the same by chance: three marks and a few words.
const SHORTEST_TEXT: usize = 80;

/// Whether the judge is a language model of the model's family.
#[must_use]
pub fn is_own_family(judge: &Judge, model: &Model) -> bool {
    matches!(judge.how, JudgeHow::Model { .. }) && judge.family.eq_ignore_ascii_case(&model.family)
}

/// What really judges: two judges of the same are one judge with two names.
fn engine(judge: &Judge) -> String {
    match &judge.how {
        JudgeHow::Builtin { method } => format!("method {method}"),
        JudgeHow::Model { provider_model, .. } => model_name(provider_model),
    }
}

/// The model's name without the part that differs between providers: `openai/gpt-x:free` and `gpt-x` are one model.
fn model_name(provider_model: &str) -> String {
    let name = provider_model.rsplit('/').next().unwrap_or(provider_model);
    let name = ["free", "nitro", "floor", "exacto"]
        .iter()
        .find_map(|tag| name.strip_suffix(tag).and_then(|name| name.strip_suffix(':')))
        .unwrap_or(name);
    name.to_lowercase()
}

/// Why the judges cannot be a panel, if fewer than two different things judge.
#[must_use]
pub fn fault(judges: &[Judge]) -> Option<String> {
    let engines: BTreeSet<String> = judges.iter().map(engine).collect();
    let names: Vec<&str> = judges.iter().map(|judge| judge.id.as_str()).collect();
    (judges.len() > 1 && engines.len() < 2).then(|| {
        let one = engines.into_iter().next().unwrap_or_default();
        format!("the judges {} are one and the same: {one}", names.join(" and "))
    })
}

/// What a reader must know of a panel that is one: judges that share a model or a family.
#[must_use]
pub fn warnings(judges: &[Judge]) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let mut shared = |code: &str, kind: &dyn Fn(&Judge) -> String, what: &str, why: &str| {
        let mut by: BTreeMap<String, Vec<&Judge>> = BTreeMap::new();
        for judge in judges.iter().filter(|judge| matches!(judge.how, JudgeHow::Model { .. })) {
            by.entry(kind(judge)).or_default().push(judge);
        }
        for (name, of_it) in by.into_iter().filter(|(_, of_it)| of_it.len() > 1) {
            let names: Vec<&str> = of_it.iter().map(|judge| judge.name.as_str()).collect();
            warnings.push(Warning {
                code: code.to_owned(),
                subject: of_it[0].id.to_string(),
                text: format!("The judges {} are of the same {what}, {name}: {why}.", names.join(" and ")),
            });
        }
    };
    shared("judges-same-model", &engine, "model", "their agreement says nothing");
    let family = |judge: &Judge| judge.family.to_lowercase();
    shared("judges-same-family", &family, "family", "they share mistakes, so they count as less than two");
    warnings
}

/// Judges that gave the same text for an answer, word for word: independent models do not. `texts` holds the last reply
/// of every judge to every answer, by judge key.
pub fn same_texts<'a>(judges: &[Judge], texts: impl Iterator<Item = &'a HashMap<String, String>>) -> Vec<Warning> {
    let keys: Vec<String> = judges.iter().map(Judge::key).collect();
    let mut pairs = BTreeSet::new();
    for by_judge in texts {
        for (at, one) in keys.iter().enumerate() {
            let Some(text) = by_judge.get(one).filter(|text| text.trim().len() >= SHORTEST_TEXT) else { continue };
            let same = |other: &usize| by_judge.get(&keys[*other]).is_some_and(|there| there.trim() == text.trim());
            pairs.extend((at + 1..keys.len()).filter(same).map(|other| (at, other)));
        }
    }
    // No count: a warning is stored once, however often judging goes on.
    let warning = |(one, other): (usize, usize)| Warning {
        code: "judges-same-text".to_owned(),
        subject: judges[one].id.to_string(),
        text: format!(
            "The judges {} and {} gave the same text for an answer, word for word, so they may not be independent.",
            judges[one].name, judges[other].name
        ),
    };
    pairs.into_iter().map(warning).collect()
}

#[cfg(test)]
mod tests {
    use analytics::ids::{JudgeId, ProviderId};

    use super::*;

    fn judge(id: &str, model: &str, family: &str) -> Judge {
        Judge {
            id: JudgeId::new(id).unwrap(),
            name: id.to_uppercase(),
            family: family.to_owned(),
            rubric_version: "1".to_owned(),
            how: JudgeHow::Model {
                provider: ProviderId::new("p").unwrap(),
                provider_model: model.to_owned(),
                params: Box::default(),
                max_tokens: 100,
            },
        }
    }

    #[test]
    fn one_model_under_two_names_is_no_panel() {
        let same = [judge("a", "openai/gpt-x:free", "one"), judge("b", "GPT-X", "two")];
        assert_eq!(fault(&same).unwrap(), "the judges a and b are one and the same: gpt-x");
        let tags = [judge("a", "gemma3:12b", "one"), judge("b", "gemma3:27b", "two")];
        assert_eq!(fault(&tags), None, "a size is another model");
    }

    #[test]
    fn a_panel_with_a_double_is_flagged() {
        let panel = [judge("a", "x", "One"), judge("b", "x", "two"), judge("c", "y", "one")];
        assert_eq!(fault(&panel), None);
        let codes: Vec<_> = warnings(&panel).into_iter().map(|warning| (warning.code, warning.text)).collect();
        assert_eq!(codes.len(), 2, "{codes:?}");
        assert!(codes[0].0 == "judges-same-model" && codes[0].1.contains("A and B"), "{codes:?}");
        assert!(codes[1].0 == "judges-same-family" && codes[1].1.contains("A and C"), "{codes:?}");
    }

    #[test]
    fn the_same_words_from_two_judges_are_flagged_once() {
        let panel = [judge("a", "x", "one"), judge("b", "y", "two")];
        let long = "It answers what was asked, in the form that was asked for, and shows the way. ".repeat(2);
        let of =
            |one: &str, two: &str| HashMap::from([(panel[0].key(), one.to_owned()), (panel[1].key(), two.to_owned())]);
        let found = |texts: &[HashMap<String, String>]| same_texts(&panel, texts.iter()).len();
        assert_eq!(found(&[of(&long, &format!("{long}\n")), of(&long, &long)]), 1);
        assert_eq!(found(&[of(&long, "another"), of("short", "short")]), 0);
    }
}
