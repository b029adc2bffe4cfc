#![allow(clippy::unwrap_used, missing_docs)]
use exporter::judge::builtin::Method;
use exporter::provider::builtin::Baseline;
use std::path::Path;
#[test]
fn matrix() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/tasks");
    let tasks = exporter::tasks::load_dir(&folder).unwrap_or_else(|e| panic!("{e}"));
    for task in &tasks {
        let m = |a: &str| {
            let f = |m: Method| {
                let v = m.judge(task, a).marks.0.map(|m| m.value());
                format!("{}{}{}", v[0], v[1], v[2])
            };
            let r = exporter::tasks::check::evaluate(task, a);
            let c = |d: &str| {
                let of: Vec<_> = r.iter().filter(|x| x.dimension.slug() == d).collect();
                format!("{}/{}", of.iter().filter(|x| x.passed).count(), of.len())
            };
            format!(
                "{} {} ({} {} {})",
                f(Method::Checks),
                f(Method::Coverage),
                c("correctness"),
                c("completeness"),
                c("quality")
            )
        };
        let mut line = format!("{:18}", task.id.to_string());
        for kind in ["pass", "middling", "fail"] {
            if let Ok(a) = std::fs::read_to_string(folder.join(format!("answers/{}.{kind}.md", task.id))) {
                line += &format!(" | {kind} {}", m(&a));
            }
        }
        for b in Baseline::ALL {
            line += &format!(" | {} {}", b.name(), m(&b.answer(&task.prompt, task.category)));
        }
        println!("{line}");
    }
}
