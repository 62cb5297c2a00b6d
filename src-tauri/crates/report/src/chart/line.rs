use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::axis::Axis;
use super::canvas::{Canvas, FINE, Plane};
use super::downsample::downsample;
use super::{Line, Point, Size, Theme};
use crate::ReportError;

/// Draws power over time: a line over a tinted area, broken where there is no value. However many points
/// there are, no more are drawn than the width can show, and every peak is.
pub fn line(chart: &Line, size: Size, theme: Theme) -> Result<String, ReportError> {
    let values = chart.points.iter().filter_map(|point| point.value);
    let axis = Axis::over(values.chain(chart.limit.iter().map(|limit| limit.value)), &chart.unit);
    let canvas = Canvas::new(size, theme, &axis)?;
    let plane = canvas.plane(chart.from..chart.to.max(chart.from.saturating_add(1)), &axis);
    let columns = i64::from((canvas.right - canvas.left) / FINE);
    let points = downsample(&chart.points, chart.from, chart.to, columns);
    let layers = [
        canvas.grid(&plane, &axis)?,
        names(&canvas, &plane, chart)?,
        curve(&canvas, &plane, &points)?,
        limit(&canvas, &plane, chart)?,
    ];
    Ok(canvas.finish(&chart.title, &chart.summary, &layers))
}

/// Every unbroken stretch, as an area and a line; a lone value as a dot.
fn curve(canvas: &Canvas, plane: &Plane, points: &[Point]) -> Result<String, ReportError> {
    let zero = plane.translate(&(0, 0)).1;
    let accent = canvas.palette.accent;
    let drawn = canvas.layer(|area| {
        for run in points.split(|point| point.value.is_none()) {
            let path: Vec<(i32, i32)> =
                run.iter().filter_map(|point| point.value.map(|value| plane.translate(&(point.at, value)))).collect();
            let (Some(first), Some(last)) = (path.first(), path.last()) else { continue };
            if path.len() == 1 {
                area.draw(&Circle::new(*first, 2 * FINE, accent.filled()))?;
                continue;
            }
            let foot = [(last.0, zero), (first.0, zero)];
            let outline: Vec<(i32, i32)> = path.iter().copied().chain(foot).collect();
            area.draw(&Polygon::new(outline, accent.mix(canvas.palette.area).filled()))?;
            area.draw(&PathElement::new(path, accent.stroke_width(18)))?;
        }
        Ok(())
    })?;
    Ok(format!(r#"<g stroke-linejoin="round" stroke-linecap="round">{drawn}</g>"#))
}

fn names(canvas: &Canvas, plane: &Plane, chart: &Line) -> Result<String, ReportError> {
    canvas.layer(|area| {
        for mark in chart.marks.iter().filter(|mark| chart.from <= mark.at && mark.at <= chart.to) {
            let x = plane.translate(&(mark.at, 0)).0;
            area.draw(&canvas.name(&mark.label, x))?;
        }
        Ok(())
    })
}

fn limit(canvas: &Canvas, plane: &Plane, chart: &Line) -> Result<String, ReportError> {
    let Some(limit) = &chart.limit else { return Ok(String::new()) };
    let y = plane.translate(&(chart.from, limit.value)).1;
    let level = canvas.layer(|area| {
        let ends = vec![(canvas.left, y), (canvas.right, y)];
        area.draw(&PathElement::new(ends, canvas.palette.cut.stroke_width(12)))
    })?;
    let name = canvas
        .layer(|area| area.draw(&canvas.text(&limit.label, (canvas.right, y - 3 * FINE), HPos::Right, VPos::Bottom)))?;
    Ok(format!(r#"<g stroke-dasharray="50 40">{level}</g>{name}"#))
}
