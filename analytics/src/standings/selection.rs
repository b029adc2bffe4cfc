//! What is switched on.

use super::table::MarkTable;
use crate::category::Category;

/// What is switched on. A list that is too short leaves the rest switched on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// By task, in the order of the table.
    pub tasks: Vec<bool>,
    /// By dimension, in the order of [`crate::score::Dimension::ALL`].
    pub dimensions: [bool; 3],
    /// By judge, in the order of the table.
    pub judges: Vec<bool>,
    /// Leave out verdicts of language models on models of their own family.
    pub without_own_family: bool,
    /// Leave out people's reviews: what the judges alone say.
    pub without_reviews: bool,
}

impl Default for Selection {
    /// Everything, whatever the table.
    fn default() -> Self {
        let (tasks, judges) = (Vec::new(), Vec::new());
        Self { tasks, dimensions: [true; 3], judges, without_own_family: false, without_reviews: false }
    }
}

impl Selection {
    /// Everything, with a switch for each task and judge.
    #[must_use]
    pub fn all(table: &MarkTable) -> Self {
        Self { tasks: vec![true; table.n_tasks()], judges: vec![true; table.n_judges()], ..Self::default() }
    }

    /// Switches every task of a category.
    pub fn switch_category(&mut self, table: &MarkTable, category: Category, on: bool) {
        self.tasks.resize(table.n_tasks(), true);
        for (task, switch) in self.tasks.iter_mut().enumerate() {
            if table.category(task) == Some(category) {
                *switch = on;
            }
        }
    }

    pub(super) fn has_task(&self, task: usize) -> bool {
        self.tasks.get(task).copied().unwrap_or(true)
    }

    pub(super) fn has_judge(&self, judge: usize) -> bool {
        self.judges.get(judge).copied().unwrap_or(true)
    }
}
