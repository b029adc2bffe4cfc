//! Repeats of a task are averaged first: twelve answers to four tasks are four values, not twelve.

use super::estimate::Estimate;
use super::interval::mean_interval;
use super::moments::mean;
use super::undefined::Undefined;

/// Values per task, after averaging.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskMeans {
    /// One mean per task that has a value, in the order of the tasks.
    pub means: Vec<f64>,
    /// Number of values behind them.
    pub answers: usize,
    /// Tasks without any value, which are left out.
    pub empty: usize,
}

/// Averages the repeats within each task. Tasks may have different numbers of repeats and count alike.
#[must_use]
pub fn task_means<R: AsRef<[f64]>>(tasks: &[R]) -> TaskMeans {
    let filled = || tasks.iter().map(AsRef::as_ref).filter(|repeats| !repeats.is_empty());
    TaskMeans {
        means: filled().map(mean).collect(),
        answers: filled().map(<[f64]>::len).sum(),
        empty: tasks.len() - filled().count(),
    }
}

/// Mean and t interval over task means (Miller 2024, arXiv 2411.00640, section on resampling answers).
/// n counts tasks.
///
/// # Errors
/// As [`mean_interval`], over the task means.
pub fn mean_of_repeats<R: AsRef<[f64]>>(tasks: &[R]) -> Result<Estimate, Undefined> {
    mean_interval(&task_means(tasks).means)
}

#[cfg(test)]
mod tests {
    use super::super::undefined::Reason;
    use super::*;

    #[test]
    fn degenerate_data() {
        let means = task_means(&[vec![], vec![1.0, 0.0], vec![2.0]]);
        assert_eq!(means, TaskMeans { means: vec![0.5, 2.0], answers: 3, empty: 1 });
        assert_eq!(mean_of_repeats::<Vec<f64>>(&[]), Err(Undefined::new(Reason::NoData, 0)));
        assert_eq!(mean_of_repeats(&[[0.0; 0]; 3]), Err(Undefined::new(Reason::NoData, 0)));
        assert_eq!(mean_of_repeats(&[[1.0, 0.0, 1.0]]), Err(Undefined::new(Reason::TooFew, 1)));
        assert_eq!(mean_of_repeats(&[[1.0, 0.0], [0.0, 1.0]]), Err(Undefined::new(Reason::NoVariation, 2)));
    }
}
