use plotters::prelude::*;

use super::axis::Axis;
use super::canvas::{Canvas, FINE, Plane, escape, hex, text_width};
use super::{Bar, Bars, Size, Theme};
use crate::ReportError;

const WIDEST_BAR: i32 = 36 * FINE;
const CORNER: i32 = 3 * FINE;
/// Every so many bars carry their name: divisors of a day, a week, a month, a year.
const NAME_EVERY: [usize; 12] = [1, 2, 3, 4, 6, 7, 10, 12, 14, 24, 28, 60];

/// Draws bars. The estimated part of a bar is hatched, so that it differs by more than its colour.
pub fn bars(chart: &Bars, size: Size, theme: Theme) -> Result<String, ReportError> {
    let totals = chart.bars.iter().map(|bar| bar.actual.saturating_add(bar.estimated).max(bar.actual));
    let axis = Axis::over(totals.chain(chart.bars.iter().map(|bar| bar.actual)), &chart.unit);
    let canvas = Canvas::new(size, theme, &axis)?;
    let columns = i32::try_from(chart.bars.len().max(1)).map_err(|_| ReportError::Chart("too many bars".into()))?;
    let plane = canvas.plane(0..i64::from(columns), &axis);
    let mut layers = vec![hatch(&canvas), canvas.grid(&plane, &axis)?];
    for (n, bar) in (0_i32..).zip(&chart.bars) {
        layers.push(column(&canvas, &plane, bar, slot(&canvas, n, columns))?);
    }
    layers.push(names(&canvas, &chart.bars, columns)?);
    Ok(canvas.finish(&chart.title, &chart.summary, &layers))
}

/// The left and right edge of the n-th of so many columns.
fn slot(canvas: &Canvas, n: i32, columns: i32) -> (i32, i32) {
    let edge = |n: i32| {
        let along = i64::from(canvas.right - canvas.left) * i64::from(n) / i64::from(columns);
        canvas.left + i32::try_from(along).unwrap_or(0)
    };
    (edge(n), edge(n + 1))
}

/// A bar with what the mouse needs to find it: a rectangle over the whole column, and the tip as its title.
fn column(canvas: &Canvas, plane: &Plane, bar: &Bar, (left, right): (i32, i32)) -> Result<String, ReportError> {
    let width = ((right - left) * 5 / 8).clamp(FINE / 2, WIDEST_BAR);
    let middle = left.midpoint(right);
    let (x0, x1) = (middle - width / 2, middle + width / 2);
    let y = |value: i64| plane.translate(&(0, value)).1;
    let top = bar.actual.saturating_add(bar.estimated);
    let mut drawn = String::new();
    if bar.actual != 0 {
        let corner = if bar.estimated == 0 { CORNER } else { 0 };
        drawn.push_str(&piece(canvas, (x0, x1), y(0), y(bar.actual), corner)?);
    }
    if bar.estimated != 0 {
        let plain = hex(canvas.palette.accent).to_uppercase();
        let hatched = piece(canvas, (x0, x1), y(bar.actual), y(top), CORNER)?;
        drawn.push_str(&hatched.replace(&plain, &format!("url(#rw-estimated-{})", canvas.palette.name)));
    }
    if !canvas.theme.is_screen() {
        return Ok(drawn);
    }
    let (top, height) = (canvas.top, canvas.bottom - canvas.top);
    Ok(format!(
        r##"<g class="rw-bar"><title>{}</title><rect class="rw-hit" x="{left}" y="{top}" width="{}" height="{height}" fill="#000" fill-opacity="0"/>{drawn}</g>"##,
        escape(&bar.tip),
        right - left,
    ))
}

/// A rectangle from one level to the other with round corners at the far end.
fn piece(canvas: &Canvas, (x0, x1): (i32, i32), from: i32, to: i32, corner: i32) -> Result<String, ReportError> {
    let radius = corner.min((x1 - x0) / 2).min((to - from).abs());
    let inward = if to < from { 1 } else { -1 };
    let arc: Vec<(i32, i32)> = (0..=radius)
        .step_by(3)
        .chain((radius % 3 != 0).then_some(radius))
        .map(|along| {
            let rest = radius - along;
            (along, radius - (radius * radius - rest * rest).isqrt())
        })
        .collect();
    let mut outline = vec![(x0, from)];
    outline.extend(arc.iter().map(|(along, down)| (x0 + along, to + inward * down)));
    outline.extend(arc.iter().rev().map(|(along, down)| (x1 - along, to + inward * down)));
    outline.push((x1, from));
    canvas.layer(|area| area.draw(&Polygon::new(outline, canvas.palette.accent.filled())))
}

/// The pattern of what was estimated: the colour, thin, under strokes of it.
fn hatch(canvas: &Canvas) -> String {
    let colour = hex(canvas.palette.accent);
    format!(
        r#"<defs><pattern id="rw-estimated-{}" patternUnits="userSpaceOnUse" width="50" height="50" patternTransform="rotate(45)"><rect width="50" height="50" fill="{colour}" fill-opacity="0.25"/><rect width="20" height="50" fill="{colour}" fill-opacity="0.75"/></pattern></defs>"#,
        canvas.palette.name,
    )
}

fn names(canvas: &Canvas, bars: &[Bar], columns: i32) -> Result<String, ReportError> {
    let widest = bars.iter().map(|bar| text_width(&bar.label)).max().unwrap_or(0) + 10 * FINE;
    let width = ((canvas.right - canvas.left) / columns).max(1);
    let needed = usize::try_from(widest.div_euclid(width) + 1).unwrap_or(1);
    let every = NAME_EVERY.into_iter().find(|every| *every >= needed).unwrap_or(bars.len().max(1));
    canvas.layer(|area| {
        for (n, bar) in (0_i32..).zip(bars).step_by(every).filter(|(_, bar)| !bar.label.is_empty()) {
            let (left, right) = slot(canvas, n, columns);
            area.draw(&canvas.name(&bar.label, left.midpoint(right)))?;
        }
        Ok(())
    })
}
