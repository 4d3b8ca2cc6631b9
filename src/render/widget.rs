//! Widgets and plots as HTML: the first state, complete without a script.

use super::body::Renderer;
use super::chart::{self, Mode};
use super::html::Html;
use super::marks::decimal;
use crate::lesson::{Color, Control, NumberVariable, PmfVariable, Readout, View, Widget, WidgetVariable};

impl Renderer<'_> {
    /// A picture that the reader may change, with its numbers and controls.
    pub(super) fn widget(&mut self, html: &mut Html, widget: &Widget) {
        self.widgets += 1;
        let number = self.widgets.to_string();
        let id = format!("widget-{number}");
        let title = format!("{id}-title");
        html.open("reckon-widget", &[]);
        html.open("figure", &[("class", "widget"), ("id", &id), ("aria-labelledby", &title), ("data-widget", &number)]);
        html.element("figcaption", &[("id", &title), ("class", "widget-title")], &widget.title);
        self.views(html, &id, widget, Mode::Live);
        self.readouts(html, &id, widget);
        controls(html, &id, widget);
        html.close("figure");
        html.close("reckon-widget");
    }

    /// A picture that stays as it is.
    pub(super) fn plot(&mut self, html: &mut Html, plot: &Widget) {
        self.plots += 1;
        let id = format!("plot-{}", self.plots);
        html.open("figure", &[("class", "plot"), ("id", &id)]);
        self.views(html, &id, plot, Mode::Static);
        self.readouts(html, &id, plot);
        if !plot.title.is_empty() {
            html.element("figcaption", &[], &plot.title);
        }
        html.close("figure");
    }

    fn views(&mut self, html: &mut Html, id: &str, widget: &Widget, mode: Mode) {
        let alone = widget.views.len() == 1;
        html.open("div", &[("class", if alone { "views alone" } else { "views" })]);
        for (index, view) in widget.views.iter().enumerate() {
            html.open("div", &[("class", "view")]);
            if let View::Curves(view) = view {
                legend(html, view.curves.iter().map(|curve| (curve.label.as_str(), curve.color, curve.filled)));
            }
            html.markup(&chart::draw(view, &format!("{id}-view-{}", index + 1), alone, mode));
            html.close("div");
        }
        html.close("div");
    }

    fn readouts(&mut self, html: &mut Html, id: &str, widget: &Widget) {
        if widget.readouts.is_empty() {
            return;
        }
        html.open("dl", &[("class", "readouts")]);
        for (index, readout) in widget.readouts.iter().enumerate() {
            html.open("div", &[]);
            html.open("dt", &[]);
            self.readout_label(html, readout, widget);
            html.close("dt");
            html.open("dd", &[]);
            let output = format!("{id}-readout-{}", index + 1);
            let unit = format!("{output}-unit");
            // A live region isn't part of what a link is called unless the link says so.
            let name = if readout.unit.is_empty() { output.clone() } else { format!("{output} {unit}") };
            self.open_claim_with(html, readout.claim, &[("aria-labelledby", &name)]);
            html.element("output", &[("id", &output), ("data-readout", &index.to_string())], &readout.number);
            if !readout.unit.is_empty() {
                html.element("span", &[("class", "unit"), ("id", &unit)], &format!(" {}", readout.unit));
            }
            html.close("a");
            html.close("dd");
            html.close("div");
        }
        html.close("dl");
    }

    /// The text before the number; of a bare variable, its name on the page.
    fn readout_label(&mut self, html: &mut Html, readout: &Readout, widget: &Widget) {
        if !readout.label.is_empty() {
            self.inlines(html, &readout.label);
            return;
        }
        let expression = self.claim(readout.claim).map_or("", |claim| claim.expression.trim());
        let label = widget.variables.iter().find_map(|variable| match variable {
            WidgetVariable::Number(number) if number.name == expression => Some(number.label.as_str()),
            _ => None,
        });
        match label {
            Some(label) => html.text(label),
            None => html.element("code", &[], expression),
        }
    }
}

/// What each curve is: a sample of its line, then its name.
fn legend<'a>(html: &mut Html, curves: impl Iterator<Item = (&'a str, Color, bool)>) {
    html.open("ul", &[("class", "legend")]);
    for (label, color, filled) in curves {
        let class = chart::class(color);
        html.open("li", &[]);
        html.open("svg", &[("class", "sample"), ("viewBox", "0 0 320 160"), ("aria-hidden", "true")]);
        if filled {
            html.element(
                "rect",
                &[("class", &format!("area {class}")), ("y", "80"), ("width", "320"), ("height", "80")],
                "",
            );
        }
        html.element("path", &[("class", &format!("line {class}")), ("d", "M0 80H320")], "");
        html.close("svg");
        html.text(label);
        html.close("li");
    }
    html.close("ul");
}

/// Native controls, brought out by the script that makes them work.
fn controls(html: &mut Html, id: &str, widget: &Widget) {
    if widget.variables.is_empty() && widget.controls.is_empty() {
        return;
    }
    html.open("fieldset", &[("class", "controls"), ("hidden", ""), ("disabled", "")]);
    html.element("legend", &[("class", "visually-hidden")], &format!("Controls of “{}”", widget.title));
    let mut sliders = Html::new();
    let mut count = 0;
    for variable in &widget.variables {
        match variable {
            WidgetVariable::Number(number) => {
                count += 1;
                number_slider(&mut sliders, &format!("{id}-control-{count}"), number);
            }
            WidgetVariable::Pmf(pmf) => pmf_sliders(&mut sliders, id, &mut count, pmf),
        }
    }
    if count > 0 {
        html.open("div", &[("class", "sliders")]);
        html.markup(sliders.as_str());
        html.close("div");
    }
    html.open("div", &[("class", "actions")]);
    for (index, control) in widget.controls.iter().enumerate() {
        let (index, control_id) = (index.to_string(), format!("{id}-action-{}", index + 1));
        match control {
            Control::Lock { of, label } => {
                html.open("label", &[("class", "lock")]);
                html.open(
                    "input",
                    &[("type", "checkbox"), ("id", &control_id), ("data-lock", of), ("data-control", &index)],
                );
                html.text(" ");
                html.text(label);
                html.close("label");
            }
            Control::Button { label, .. } => {
                html.element("button", &[("type", "button"), ("id", &control_id), ("data-control", &index)], label);
            }
            Control::Reset { label } => {
                html.element(
                    "button",
                    &[("type", "button"), ("id", &control_id), ("data-control", &index), ("data-reset", "")],
                    label,
                );
            }
        }
    }
    html.close("div");
    html.close("fieldset");
    html.element("p", &[("class", "needs-script")], "This picture shows its start: changing it needs JavaScript.");
}

fn number_slider(html: &mut Html, id: &str, number: &NumberVariable) {
    let data = [("data-variable", number.name.as_str())];
    let range = Range { min: number.min, max: number.max, step: number.step, decimals: number.decimals };
    slider(html, id, &number.label, "", number.start, range, &data);
}

fn pmf_sliders(html: &mut Html, id: &str, count: &mut usize, pmf: &PmfVariable) {
    for (outcome, mass) in &pmf.masses {
        *count += 1;
        let label = format!("{}({outcome})", pmf.name);
        let data = [("data-variable", pmf.name.as_str()), ("data-outcome", outcome.as_str())];
        let range = Range { min: 0.0, max: 1.0, step: 0.01, decimals: 2 };
        slider(html, &format!("{id}-control-{count}"), &label, chart::class(pmf.color), *mass, range, &data);
    }
}

#[derive(Clone, Copy)]
struct Range {
    min: f64,
    max: f64,
    step: f64,
    decimals: usize,
}

/// A slider, and a field for those who would rather type.
fn slider(html: &mut Html, id: &str, label: &str, class: &str, value: f64, range: Range, data: &[(&str, &str)]) {
    // Native inputs read a hyphen, not the minus sign of running text.
    let number = |value: f64| decimal(value, range.decimals).replace('\u{2212}', "-");
    let (min, max, step, value) = (number(range.min), number(range.max), number(range.step), number(value));
    let bounds = [("min", min.as_str()), ("max", max.as_str()), ("step", step.as_str()), ("value", value.as_str())];
    let class = format!("slider {class}");
    html.open("div", &[("class", class.trim_end())]);
    html.element("label", &[("for", id)], label);
    let mut attributes = vec![("type", "range"), ("id", id)];
    attributes.extend(bounds);
    attributes.extend(data);
    html.open("input", &attributes);
    let (field, name) = (format!("{id}-field"), format!("{label}, as a number"));
    let mut attributes = vec![("type", "number"), ("id", field.as_str()), ("aria-label", name.as_str())];
    attributes.extend(bounds);
    attributes.extend(data);
    html.open("input", &attributes);
    html.close("div");
}
