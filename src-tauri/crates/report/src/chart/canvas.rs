use std::ops::Range;

use plotters::coord::Shift;
use plotters::coord::types::RangedCoordi64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::axis::Axis;
use super::palette::Palette;
use super::{Size, Theme};
use crate::ReportError;

/// plotters counts in whole pixels. Drawing ten times too large, and letting the view box shrink it, gives
/// tenths of a pixel: smooth corners and hairlines.
pub(super) const FINE: i32 = 10;
const FONT_PX: i32 = 11;
/// plotters divides a font's size by this before it writes it.
const PLOTTERS_FONT_SCALE: f64 = 1.24;

pub(super) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
pub(super) type Plane = Cartesian2d<RangedCoordi64, RangedCoordi64>;
type Outcome = Result<(), DrawingAreaErrorKind<std::io::Error>>;

/// Where a chart draws what, in fine pixels.
pub(super) struct Canvas {
    width: i32,
    height: i32,
    pub left: i32,
    pub right: i32,
    pub top: i32,
    pub bottom: i32,
    pub theme: Theme,
    pub palette: Palette,
}

impl Canvas {
    /// Makes room for the axis' labels. Refuses a size that leaves less than a few pixels to draw in.
    pub fn new(size: Size, theme: Theme, axis: &Axis) -> Result<Self, ReportError> {
        let (width, height) = (i32::from(size.width) * FINE, i32::from(size.height) * FINE);
        let widest = axis.ticks.iter().map(|tick| text_width(&tick.label)).max().unwrap_or(0);
        let canvas = Self {
            width,
            height,
            left: widest + 8 * FINE,
            right: width - 6 * FINE,
            top: 8 * FINE,
            bottom: height - 24 * FINE,
            theme,
            palette: theme.palette(),
        };
        if canvas.right - canvas.left < 40 * FINE || canvas.bottom - canvas.top < 20 * FINE {
            return Err(ReportError::Chart(format!("{} × {} pixels are too few", size.width, size.height)));
        }
        Ok(canvas)
    }

    /// The coordinates of the plot: `x` from left to right, the axis' values upwards.
    pub fn plane(&self, x: Range<i64>, axis: &Axis) -> Plane {
        Cartesian2d::new(x, axis.low..axis.high, (self.left..self.right, self.bottom..self.top))
    }

    /// Draws with plotters and returns the marks alone, to be put into a group of their own.
    pub fn layer(&self, draw: impl FnOnce(&Area<'_>) -> Outcome) -> Result<String, ReportError> {
        let failed = |error: &dyn std::fmt::Display| ReportError::Chart(error.to_string());
        let mut svg = String::new();
        let size = (self.width.unsigned_abs(), self.height.unsigned_abs());
        {
            let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
            draw(&area).map_err(|error| failed(&error))?;
            area.present().map_err(|error| failed(&error))?;
        }
        let start = svg.find('>').map_or(0, |end| end + 1);
        let end = svg.rfind("</svg>").unwrap_or(svg.len());
        Ok(svg[start..end].replace('\n', ""))
    }

    /// The quiet grid and the names of its lines.
    pub fn grid(&self, plane: &Plane, axis: &Axis) -> Result<String, ReportError> {
        self.layer(|area| {
            for tick in &axis.ticks {
                let y = plane.translate(&(0, tick.value)).1;
                let colour = if tick.value == 0 { self.palette.base } else { self.palette.line };
                area.draw(&PathElement::new(vec![(self.left, y), (self.right, y)], colour.stroke_width(10)))?;
                area.draw(&self.text(&tick.label, (self.left - 8 * FINE, y), HPos::Right, VPos::Center))?;
            }
            Ok(())
        })
    }

    /// A name under the axis, moved inwards where it would leave the picture.
    pub fn name<'t>(&'t self, label: &'t str, x: i32) -> Text<'t, (i32, i32), &'t str> {
        let half = text_width(label) / 2;
        let y = self.bottom + 7 * FINE;
        if x + half > self.width {
            return self.text(label, (self.width, y), HPos::Right, VPos::Top);
        }
        if x - half < 0 {
            return self.text(label, (0, y), HPos::Left, VPos::Top);
        }
        self.text(label, (x, y), HPos::Center, VPos::Top)
    }

    pub fn text<'t>(&'t self, label: &'t str, at: (i32, i32), h: HPos, v: VPos) -> Text<'t, (i32, i32), &'t str> {
        let size = f64::from(FONT_PX * FINE) * PLOTTERS_FONT_SCALE;
        let style = TextStyle::from((self.palette.font, size)).color(&self.palette.ink).pos(Pos::new(h, v));
        Text::new(label, at, style)
    }

    /// The whole picture around its layers.
    pub fn finish(&self, title: &str, summary: &str, layers: &[String]) -> String {
        let (width, height) = (self.width, self.height);
        let family = if self.theme.is_screen() { "" } else { r#" font-family="Roomwatt Sans SC""# };
        let mut svg = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="100%" role="img" class="rw-chart"{family}><title>{}</title><desc>{}</desc>"#,
            escape(title),
            escape(summary),
        );
        for layer in layers {
            svg.push_str(layer);
        }
        svg.push_str("</svg>");
        // A page on the screen shows the picture where the paper's own font is not at hand.
        svg.replace(r#"font-family="Roomwatt Sans SC""#, r#"font-family="Roomwatt Sans SC, sans-serif""#)
    }
}

/// About how wide a text is, in fine pixels. The reader's own font decides; this only makes room.
pub(super) fn text_width(text: &str) -> i32 {
    text.chars().map(|c| if c.is_ascii() { 6 * FINE } else { FONT_PX * FINE }).sum()
}

/// `#0b6e66`
pub(super) fn hex(colour: RGBColor) -> String {
    format!("#{:02x}{:02x}{:02x}", colour.0, colour.1, colour.2)
}

pub(super) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '"' => safe.push_str("&quot;"),
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}
