//! Which verdicts a start asks for.

use analytics::ids::JudgeId;

use crate::config::{Judge, Plan};
use crate::failure::Failure;

/// Which verdicts are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// From these judges of the plan; from all when empty.
    pub judges: Vec<JudgeId>,
    /// Also where there is a verdict: the new one is added, and counts.
    pub again: bool,
}

impl Wanted {
    /// The judges of a plan from whom verdicts are wanted.
    ///
    /// # Errors
    /// When one is named that the plan does not have.
    pub fn of<'a>(&self, plan: &'a Plan) -> Result<Vec<&'a Judge>, Failure> {
        let known = || plan.scope.judges.iter();
        if let Some(unknown) = self.judges.iter().find(|id| !known().any(|judge| judge.id == **id)) {
            let names: Vec<&str> = known().map(|judge| judge.id.as_str()).collect();
            return Err(Failure::usage(format!("the run has no judge {unknown}")).hint(format!(
                "its judges are {}; a configuration with another judge makes a run over the same answers",
                names.join(", ")
            )));
        }
        Ok(known().filter(|judge| self.judges.is_empty() || self.judges.contains(&judge.id)).collect())
    }
}
