//! Which marks of two judges met.

use analytics::score::Dimension;

use super::data::{Data, Line};
use crate::board::Board;

/// The matrix of the first two judges, in the order of the snapshot.
pub fn data(board: &Board) -> Data {
    let view = &board.view;
    let [first, second, ..] = view.judges.as_slice() else {
        return Data { empty: Some("One judge alone cannot agree or disagree."), ..Data::default() };
    };
    let mut met = [[0_u32; 3]; 3];
    for verdicts in view.verdicts.chunks(view.judges.len()) {
        if let [Some(Some(a)), Some(Some(b)), ..] = verdicts {
            for dimension in Dimension::ALL {
                met[usize::from(a.get(dimension).value())][usize::from(b.get(dimension).value())] += 1;
            }
        }
    }
    let most = met.iter().flatten().copied().max().unwrap_or_default();
    if most == 0 {
        return Data { empty: Some("The marks behind these scores were not published."), ..Data::default() };
    }
    let alike = met[0][0] + met[1][1] + met[2][2];
    let all: u32 = met.iter().flatten().sum();
    let line = |(mark, counts): (usize, &[u32; 3])| Line {
        name: [&first.name, ": ", ["0", "1", "2"][mark]].concat(),
        cells: counts.iter().map(|n| Some((f64::from(*n) / f64::from(most), n.to_string()))).collect(),
        texts: counts.iter().map(u32::to_string).collect(),
        ..Line::default()
    };
    let share = crate::fixed::fixed(f64::from(alike) / f64::from(all) * 100.0, 0);
    let more = if view.judges.len() > 2 { " (the first two judges)" } else { "" };
    Data {
        label: [&share, " % of ", &all.to_string(), " pairs of marks are equal", more].concat(),
        heads: ["0", "1", "2"].map(|mark| [&second.name, ": ", mark].concat()).to_vec(),
        judges: Some([first.name.clone(), second.name.clone()]),
        lines: met.iter().enumerate().map(line).collect(),
        ..Data::default()
    }
}
