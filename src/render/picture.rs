//! A view as marks and in words: the same code at build and in the browser.

use super::marks::{self, CurveMark, Frame, Mark, NestedMark};
use crate::view::{Color, View};

/// The class that a theme colours.
pub fn class(color: Color) -> &'static str {
    match color {
        Color::Truth => "c-truth",
        Color::Model => "c-model",
        Color::Gap => "c-gap",
        Color::Accent => "c-accent",
        Color::Neutral => "c-neutral",
    }
}

/// What a view shows, in words.
pub fn describe(view: &View) -> (String, String) {
    match view {
        View::Bars(view) => {
            let group = |group: &crate::view::BarGroup| {
                let bars: Vec<String> =
                    group.bars.iter().map(|(outcome, mass)| format!("{outcome} {}", marks::mass(*mass))).collect();
                format!("{}: {}.", group.label, bars.join(", "))
            };
            let labels: Vec<&str> = view.groups.iter().map(|group| group.label.as_str()).collect();
            let groups: Vec<String> = view.groups.iter().map(group).collect();
            (format!("Bars of {}", labels.join(" and ")), groups.join(" "))
        }
        View::NestedBars(view) => {
            let unit = if view.unit.is_empty() { String::new() } else { format!(" {}", view.unit) };
            let bar = |label: &str, value: f64| format!("{label} is {}{unit}", marks::decimal(value, 3));
            let mut parts: Vec<String> = view.bars.iter().map(|nested| bar(&nested.label, nested.value)).collect();
            if let Some(band) = &view.band {
                parts.push(format!("the band between them, {}", bar(&band.label, band.to - band.from)));
            }
            let labels: Vec<&str> = view.bars.iter().map(|bar| bar.label.as_str()).collect();
            (format!("Lengths of {}", labels.join(" and ")), format!("{}.", parts.join("; ")))
        }
        View::Curves(view) => {
            let curve = |curve: &crate::view::Curve| {
                let points = curve.runs.iter().flatten();
                let highest = points.copied().reduce(|best, next| if next.1 > best.1 { next } else { best });
                match highest {
                    Some((x, y)) => {
                        format!("{} is highest, {}, at {}.", curve.label, marks::rounded(y), marks::rounded(x))
                    }
                    None => format!("{} has no value in this range.", curve.label),
                }
            };
            let labels: Vec<&str> = view.curves.iter().map(|curve| curve.label.as_str()).collect();
            let range = format!("from {} to {}", marks::rounded(view.x.0), marks::rounded(view.x.1));
            let curves: Vec<String> = view.curves.iter().map(curve).collect();
            (format!("Curves of {} {range}", labels.join(" and ")), curves.join(" "))
        }
    }
}

/// The marks of a view.
pub fn view_marks(view: &View, frame: Frame) -> Vec<Mark> {
    match view {
        View::Bars(view) => {
            let masses: Vec<Vec<f64>> =
                view.groups.iter().map(|group| group.bars.iter().map(|(_, mass)| *mass).collect()).collect();
            let groups: Vec<(&str, &[f64])> = view
                .groups
                .iter()
                .zip(&masses)
                .map(|(group, masses)| (class(group.color), masses.as_slice()))
                .collect();
            let mut all = marks::y_axis(frame, (0.0, view.max), 4);
            all.extend(marks::bars(frame, &groups, view.max));
            all
        }
        View::NestedBars(view) => {
            let bars: Vec<NestedMark<'_>> = view
                .bars
                .iter()
                .map(|bar| NestedMark { class: class(bar.color), label: &bar.label, value: bar.value })
                .collect();
            let band = view.band.as_ref().map(|band| (class(band.color), band.label.as_str(), band.from, band.to));
            marks::nested_bars(frame, &bars, band, view.max, &view.unit)
        }
        View::Curves(view) => {
            let curves: Vec<CurveMark<'_>> = view
                .curves
                .iter()
                .map(|curve| CurveMark {
                    class: class(curve.color),
                    filled: curve.filled,
                    draggable: curve.drag.is_some(),
                    flanks: curve.drag.as_ref().is_some_and(|drag| drag.width.is_some()),
                    runs: &curve.runs,
                })
                .collect();
            marks::curves(frame, view.x, view.y, &curves)
        }
    }
}
