//! Refuses judges that were planned with another version of their method or rubric than this program has.

use super::builtin::Method;
use super::prompt::RUBRIC_VERSION;
use crate::config::{Judge, JudgeHow};
use crate::failure::Failure;

/// Whether this program can give verdicts in the name of the judge.
///
/// # Errors
/// When the judge was planned with another version: its verdicts would not be comparable.
pub(super) fn check(judge: &Judge) -> Result<(), Failure> {
    match &judge.how {
        JudgeHow::Builtin { method } => {
            let method = method_of(judge, method)?;
            same(judge, method.version(), &format!("method {}", method.name()))
        }
        JudgeHow::Model { .. } => same(judge, RUBRIC_VERSION, "the rubric"),
    }
}

/// The built-in method with this name.
///
/// # Errors
/// When this program has none.
pub(super) fn method_of(judge: &Judge, name: &str) -> Result<Method, Failure> {
    Method::from_name(name).ok_or_else(|| {
        Failure::usage(format!("judge {}: this version of the exporter has no method {name:?}", judge.id))
    })
}

fn same(judge: &Judge, here: &str, what: &str) -> Result<(), Failure> {
    if judge.rubric_version == here {
        return Ok(());
    }
    Err(Failure::usage(format!(
        "judge {}: the run was planned with version {} of {what}, and this exporter has version {here}",
        judge.id, judge.rubric_version
    ))
    .hint("run `exporter run` again: it plans anew and keeps all answers"))
}

#[cfg(test)]
mod tests {
    use analytics::ids::{JudgeId, ProviderId};

    use super::*;

    fn judge(how: JudgeHow, version: &str) -> Judge {
        Judge {
            id: JudgeId::new("j").unwrap(),
            name: "J".to_owned(),
            family: "f".to_owned(),
            rubric_version: version.to_owned(),
            how,
        }
    }

    #[test]
    fn another_version_is_refused_for_programs_and_models_alike() {
        let model = || JudgeHow::Model {
            provider: ProviderId::new("p").unwrap(),
            provider_model: "m".to_owned(),
            params: Box::default(),
            max_tokens: 100,
        };
        let builtin = || JudgeHow::Builtin { method: "checks".to_owned() };
        let current = Method::from_name("checks").unwrap().version();
        check(&judge(model(), RUBRIC_VERSION)).unwrap();
        check(&judge(builtin(), current)).unwrap();
        for (how, what) in [(model(), "of the rubric"), (builtin(), "of method checks")] {
            let failure = check(&judge(how, "older")).unwrap_err();
            assert!(failure.message.contains("version older") && failure.message.contains(what), "{failure}");
            assert!(failure.hint.unwrap().contains("exporter run"));
        }
    }
}
