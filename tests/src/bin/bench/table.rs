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

/// A measured quantity with its unit.
#[derive(Clone, Copy)]
pub struct Figure {
    pub value: f64,
    pub unit: &'static str,
}

/// Rows, aligned.
#[derive(Default)]
pub struct Table(Vec<Row>);

impl Table {
    pub fn add(&mut self, rows: Vec<Row>) {
        self.0.extend(rows);
    }
}

impl Row {
    /// How many times the peer's figure ours is.
    fn ratio(&self) -> Option<f64> {
        self.peer.as_ref().map(|(_, peer)| self.ours.value / peer.value)
    }

    fn cells(&self) -> [String; 5] {
        let (name, peer) = self
            .peer
            .as_ref()
            .map_or((String::new(), String::new()), |(name, figure)| (name.clone(), figure.to_string()));
        let peer = if name.is_empty() { "-".to_owned() } else { format!("{name} {peer}") };
        let ratio = self.ratio().map_or("-".to_owned(), |ratio| format!("{ratio:.2}"));
        [self.work.clone(), self.ours.to_string(), peer, ratio, self.goal.clone()]
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = if self.value >= 100.0 { 0 } else { 3 };
        write!(f, "{:.places$} {}", self.value, self.unit)
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

impl From<Duration> for Figure {
    fn from(time: Duration) -> Self {
        Self { value: time.as_secs_f64(), unit: "s" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_aligned_and_carries_the_ratio() {
        let mut table = Table::default();
        let seconds = |value| Figure { value, unit: "s" };
        table.add(vec![Row {
            work: "posting".to_owned(),
            ours: seconds(0.5),
            peer: Some(("hledger".to_owned(), seconds(2.0))),
            goal: "under 1".to_owned(),
        }]);
        let expected = "\
| work    | Roomwatt | peer            | ratio | goal    |
| ------- | -------- | --------------- | ----- | ------- |
| posting | 0.500 s  | hledger 2.000 s | 0.25  | under 1 |
";
        assert_eq!(table.to_string(), expected);
    }
}
