use std::fmt;
use std::time::Duration;

/// One line of the table: ours beside a peer's, and what we aim at.
pub struct Row {
    pub work: String,
    pub ours: Figure,
    /// Who else did the same work in this run, and with what result.
    pub peer: Option<(String, Figure)>,
    pub goal: String,
}

impl Row {
    pub fn new(work: impl Into<String>, ours: Figure, goal: impl Into<String>) -> Self {
        Self { work: work.into(), ours, peer: None, goal: goal.into() }
    }

    pub fn beside(self, name: impl Into<String>, figure: Figure) -> Self {
        Self { peer: Some((name.into(), figure)), ..self }
    }

    /// How many times the peer's figure ours is.
    fn ratio(&self) -> Option<f64> {
        self.peer.as_ref().map(|(_, peer)| self.ours.value / peer.value)
    }

    fn cells(&self) -> [String; 5] {
        let peer = self.peer.as_ref().map_or("-".to_owned(), |(name, figure)| format!("{name} {figure}"));
        let ratio = self.ratio().map_or("-".to_owned(), |ratio| format!("{ratio:.2}"));
        [self.work.clone(), self.ours.to_string(), peer, ratio, self.goal.clone()]
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.cells().join(" | "))
    }
}

/// A measured quantity with its unit: the median of several runs, and how far apart they were.
#[derive(Clone, Copy)]
pub struct Figure {
    pub value: f64,
    pub unit: &'static str,
    /// Half the distance between the least and the greatest run, as a share of the median; nothing for a single run.
    pub spread: Option<f64>,
}

impl Figure {
    pub const fn once(value: f64, unit: &'static str) -> Self {
        Self { value, unit, spread: None }
    }

    /// So many of something.
    pub fn count(number: usize, unit: &'static str) -> Self {
        Self::once(counted(number), unit)
    }

    /// The median of several runs.
    pub fn median(mut runs: Vec<f64>, unit: &'static str) -> Self {
        runs.sort_by(f64::total_cmp);
        let value = runs.get(runs.len() / 2).copied().unwrap_or(f64::NAN);
        let spread = match runs.as_slice() {
            [least, .., most] => Some((most - least) / 2.0 / value),
            _ => None,
        };
        Self { value, unit, spread }
    }

    pub fn seconds(runs: &[Duration]) -> Self {
        Self::median(runs.iter().map(Duration::as_secs_f64).collect(), "s")
    }

    /// So many of something in the time that each run took.
    pub fn rate(count: u32, runs: &[Duration], unit: &'static str) -> Self {
        Self::median(runs.iter().map(|time| f64::from(count) / time.as_secs_f64()).collect(), unit)
    }

    /// `met` or `missed`, for a figure that should be at least so large.
    pub fn at_least(self, goal: f64) -> &'static str {
        if self.value >= goal { "met" } else { "missed" }
    }

    /// The same for one that should be at most so large.
    pub fn at_most(self, goal: f64) -> &'static str {
        if self.value <= goal { "met" } else { "missed" }
    }
}

/// A count to be reckoned with.
pub fn counted(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::INFINITY, f64::from)
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = if self.value >= 100.0 { 0 } else { 3 };
        write!(f, "{:.places$} {}", self.value, self.unit)?;
        self.spread.map_or(Ok(()), |spread| write!(f, " ±{:.0} %", spread * 100.0))
    }
}

/// Rows, aligned.
#[derive(Default)]
pub struct Table(Vec<Row>);

impl Table {
    pub fn add(&mut self, rows: Vec<Row>) {
        self.0.extend(rows);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["work", "Roomwatt", "peer", "ratio", "goal"].map(str::to_owned);
        let lines: Vec<[String; 5]> = std::iter::once(head).chain(self.0.iter().map(Row::cells)).collect();
        let widths: Vec<usize> =
            (0..5).map(|cell| lines.iter().map(|line| line[cell].chars().count()).max().unwrap_or(0)).collect();
        for (number, line) in lines.iter().enumerate() {
            let cells: Vec<String> = line.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
            writeln!(f, "| {} |", cells.join(" | "))?;
            if number == 0 {
                let rules: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
                writeln!(f, "| {} |", rules.join(" | "))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_aligned_and_carries_the_ratio() {
        let mut table = Table::default();
        let ours = Figure::median(vec![0.6, 0.4, 0.5], "s");
        table.add(vec![Row::new("posting", ours, "under 1 s").beside("hledger", Figure::once(2.0, "s"))]);
        let expected = "\
| work    | Roomwatt      | peer            | ratio | goal      |
| ------- | ------------- | --------------- | ----- | --------- |
| posting | 0.500 s ±20 % | hledger 2.000 s | 0.25  | under 1 s |
";
        assert_eq!(table.to_string(), expected);
    }

    #[test]
    fn one_run_has_no_spread() {
        assert_eq!(Figure::seconds(&[Duration::from_millis(1500)]).to_string(), "1.500 s");
        assert_eq!(Figure::rate(300, &[Duration::from_millis(500)], "/s").to_string(), "600 /s");
    }

    #[test]
    fn goals_are_met_or_missed() {
        let figure = Figure::once(3.0, "s");
        assert_eq!([figure.at_least(3.0), figure.at_least(3.1)], ["met", "missed"]);
        assert_eq!([figure.at_most(3.0), figure.at_most(2.9)], ["met", "missed"]);
    }
}
