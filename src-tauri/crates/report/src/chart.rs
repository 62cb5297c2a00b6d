//! Charts as SVG, drawn through plotters. No other module knows plotters.
//!
//! A chart scales with the box that it is put in (`viewBox`, width 100 %), keeps its texts as real `<text>`,
//! and says in `<title>` and `<desc>` what it shows. Values are whole numbers of a small unit (Wh, W);
//! [`Unit`] says how many of them make the unit that the axis shows.

mod axis;
mod bars;
mod canvas;
mod downsample;
mod line;
mod palette;
#[cfg(test)]
mod tests;

pub use bars::bars;
pub use line::line;
pub use palette::Theme;

/// The size that a chart is designed for, in CSS pixels. On a page it then scales with its box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub width: u16,
    pub height: u16,
}

/// What the value axis counts in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// As people write it, behind the number: `kWh`, `W`.
    pub text: String,
    /// How many of the values' units make one of it: 1000 for Wh shown as kWh. At least 1.
    pub size: i64,
}

/// Energy by hour, day or month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bars {
    /// What the chart shows, for people who cannot see it: `Energy of room 203 by day, October 2026`.
    pub title: String,
    /// Its message in a sentence: `123.45 kWh in all; most on 18 October with 7.80 kWh`.
    pub summary: String,
    pub unit: Unit,
    /// In order of time, without holes: an hour without data is a bar of nothing.
    pub bars: Vec<Bar>,
}

/// One hour, day or month.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bar {
    /// Under the bar, if there is room; the chart leaves out every so many.
    pub label: String,
    /// What is shown when the mouse rests on it: `18 October: 7.80 kWh, ¥ 4.74`.
    pub tip: String,
    /// The measured part.
    pub actual: i64,
    /// The estimated part, stacked on the other and hatched.
    pub estimated: i64,
}

/// Power over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub title: String,
    pub summary: String,
    pub unit: Unit,
    /// The first and the last instant of the axis, in any unit of time, such as milliseconds.
    pub from: i64,
    pub to: i64,
    /// In order of time. A point without a value breaks the line.
    pub points: Vec<Point>,
    /// Instants to name under the axis.
    pub marks: Vec<Mark>,
    /// A level to show across the chart, such as the greatest load allowed.
    pub limit: Option<Limit>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    pub at: i64,
    pub value: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub at: i64,
    pub label: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    pub value: i64,
    pub label: String,
}
