//! `[[view]]`: pictures of the first state.

use crate::diagnostic::{Code, Fault};
use crate::expr::ScopeId;
use crate::expr::ast::{Argument, Binding, Expr, ExprKind, InformationUnit};
use crate::expr::value::{Quantity, Value as Meaning};
use crate::number::Rational;
use crate::project::closest;

use super::super::computed;
use super::super::widget::{Band, BarGroup, BarsView, Color, Curve, CurvesView, Drag, NestedBar, NestedBarsView, View};
use super::numbers::{self, float};
use super::reader::{Fields, Reader, Text, Value};
use super::variables::masses;

/// How many points a curve is drawn through.
const SAMPLES: u32 = 160;

/// Reads one view.
pub(super) fn read(reader: &mut Reader<'_, '_>, scope: ScopeId, value: Value<'_>) -> Option<View> {
    const KINDS: [&str; 3] = ["bars", "nested-bars", "curves"];
    let mut fields = reader.fields(value, "view", "the view")?;
    let kind = fields.require(reader, "kind", "\"bars\"").and_then(|value| reader.string(value, "kind"))?;
    let view = match kind.as_str() {
        "bars" => bars(reader, scope, &mut fields).map(View::Bars),
        "nested-bars" => nested_bars(reader, scope, &mut fields).map(View::NestedBars),
        "curves" => curves(reader, scope, &mut fields).map(View::Curves),
        unknown => {
            let fault = Fault::new(Code::Fence, kind.span, format!("unknown kind of view `{unknown}`"));
            reader.fault(match closest(unknown, KINDS.into_iter()) {
                Some(near) => fault.label(format!("did you mean `{near}`?")),
                None => fault.note(format!("the kinds are `{}`", KINDS.join("`, `"))),
            });
            return None;
        }
    };
    fields.finish(reader);
    view
}

fn default_color(index: usize) -> Color {
    [Color::Truth, Color::Model, Color::Accent, Color::Gap, Color::Neutral][index.min(4)]
}

/// The entries of a list of tables, at least one.
fn entries<'t>(
    reader: &mut Reader<'_, '_>,
    fields: &mut Fields<'t>,
    key: &'static str,
    example: &str,
    what: &'static str,
) -> Option<Vec<Fields<'t>>> {
    let value = fields.require(reader, key, example)?;
    let span = reader.place(value.span());
    let list = reader.list(value, key)?;
    if list.is_empty() {
        reader.fault(
            Fault::new(Code::Fence, span, format!("`{key}` is empty")).help(format!("write `{key} = {example}`")),
        );
        return None;
    }
    list.into_iter().map(|value| reader.fields(value, key, what)).collect()
}

fn label(reader: &mut Reader<'_, '_>, fields: &mut Fields<'_>, default: &str) -> String {
    match fields.take("label").and_then(|value| reader.string(value, "label")) {
        Some(text) => text.excerpt.text,
        None => default.to_owned(),
    }
}

fn bars(reader: &mut Reader<'_, '_>, scope: ScopeId, fields: &mut Fields<'_>) -> Option<BarsView> {
    let mut groups: Vec<BarGroup> = Vec::new();
    let mut max: f64 = 1.0;
    for (index, mut entry) in
        entries(reader, fields, "of", "[{ pmf = \"P\", color = \"truth\" }]", "the series")?.into_iter().enumerate()
    {
        let pmf = entry.require(reader, "pmf", "\"P\"").and_then(|value| reader.string(value, "pmf"))?;
        let label = label(reader, &mut entry, pmf.as_str());
        let color = reader.color(entry.take("color"), default_color(index));
        entry.finish(reader);
        let (expr, id) = reader.parse(&pmf)?;
        let value = reader.elaborate(scope, id, &expr)?;
        let Some(bars) = masses(reader, &value) else {
            reader.fault(
                Fault::new(Code::Fence, pmf.span, format!("`{}` is {}", pmf.as_str(), value.describe()))
                    .label("a pmf or a list of numbers is needed"),
            );
            return None;
        };
        if let Some((outcome, _)) = bars.iter().find(|(_, mass)| !mass.is_finite()) {
            reader.fault(Fault::new(Code::Fence, pmf.span, format!("the bar of `{outcome}` has no finite height")));
            return None;
        }
        max = bars.iter().fold(max, |max, (_, mass)| max.max(*mass));
        groups.push(BarGroup { expression: pmf.excerpt.text, label, color, bars });
    }
    let same = groups.windows(2).all(|pair| pair[0].bars.len() == pair[1].bars.len());
    if !same {
        reader.fault(Fault::new(Code::Fence, fields.span, "the pmfs of one view have different outcomes"));
        return None;
    }
    Some(BarsView { groups, max })
}

fn nested_bars(reader: &mut Reader<'_, '_>, scope: ScopeId, fields: &mut Fields<'_>) -> Option<NestedBarsView> {
    let mut axis = match fields.take("axis") {
        Some(value) => Some(reader.fields(value, "axis", "the axis")?),
        None => None,
    };
    let unit_text = axis.as_mut().and_then(|axis| axis.take("unit")).and_then(|value| reader.string(value, "unit"));
    let unit = match unit_text.as_ref().map(Text::as_str) {
        Some("nats") => InformationUnit::Nats,
        Some("bans") => InformationUnit::Bans,
        _ => InformationUnit::Bits,
    };
    let mut bars: Vec<NestedBar> = Vec::new();
    for (index, mut entry) in
        entries(reader, fields, "bars", "[{ value = \"H(P)\" }]", "the bar")?.into_iter().enumerate()
    {
        let text = entry.require(reader, "value", "\"H(P)\"").and_then(|value| reader.string(value, "value"))?;
        let label = label(reader, &mut entry, text.as_str());
        let color = reader.color(entry.take("color"), default_color(index));
        entry.finish(reader);
        let value = numbers::expression(reader, scope, &text, unit)?;
        bars.push(NestedBar { expression: text.excerpt.text, label, value, color });
    }
    let band = match fields.take("band") {
        None => None,
        Some(value) => {
            let mut entry = reader.fields(value, "band", "the band")?;
            let from = entry.require(reader, "from", "\"H(P)\"").and_then(|value| reader.string(value, "from"))?;
            let to = entry.require(reader, "to", "\"H(P,Q)\"").and_then(|value| reader.string(value, "to"))?;
            let label = label(reader, &mut entry, "");
            let color = reader.color(entry.take("color"), Color::Gap);
            entry.finish(reader);
            Some(Band {
                from: numbers::expression(reader, scope, &from, unit)?,
                to: numbers::expression(reader, scope, &to, unit)?,
                from_expression: from.excerpt.text,
                to_expression: to.excerpt.text,
                label,
                color,
            })
        }
    };
    let greatest = bars.iter().map(|bar| bar.value).chain(band.as_ref().map(|band| band.to)).fold(0.0, f64::max);
    let (mut max, mut max_expression) = (if greatest > 0.0 { 1.1 * greatest } else { 1.0 }, String::new());
    if let Some(mut axis) = axis {
        if let Some(to) = axis.take("to") {
            let span = reader.place(to.span());
            let amount = reader.amount(to, "to")?;
            if let super::reader::Amount::Expression(text) = &amount {
                max_expression = text.excerpt.text.clone();
            }
            max = numbers::amount(reader, scope, amount, unit)?;
            if max <= 0.0 {
                reader.fault(Fault::new(Code::Fence, span, "the axis must end above 0"));
                return None;
            }
        }
        axis.finish(reader);
    }
    Some(NestedBarsView {
        bars,
        band,
        max,
        max_expression,
        unit: unit_text.map_or(String::new(), |text| text.excerpt.text),
    })
}

/// `[a, b]` of numbers or constant expressions, a < b.
fn range(reader: &mut Reader<'_, '_>, scope: ScopeId, value: Value<'_>, key: &str) -> Option<(f64, f64)> {
    let span = reader.place(value.span());
    let list = reader.list(value, key)?;
    let mut ends = Vec::new();
    for value in list {
        let amount = reader.amount(value, key)?;
        ends.push(numbers::amount(reader, scope, amount, InformationUnit::Bits)?);
    }
    match ends.as_slice() {
        &[low, high] if low < high => Some((low, high)),
        _ => {
            reader.fault(
                Fault::new(Code::Fence, span, format!("`{key}` is no range"))
                    .help(format!("write `{key} = [-4, 4]`, the smaller end first")),
            );
            None
        }
    }
}

fn curves(reader: &mut Reader<'_, '_>, scope: ScopeId, fields: &mut Fields<'_>) -> Option<CurvesView> {
    let x = fields.require(reader, "x", "[-4, 4]").and_then(|value| range(reader, scope, value, "x"))?;
    let y = match fields.take("y") {
        Some(value) => Some(range(reader, scope, value, "y")?),
        None => None,
    };
    let mut axis_label = |key: &'static str, fields: &mut Fields<'_>| {
        fields.take(key).and_then(|value| reader.string(value, key)).map_or(String::new(), |text| text.excerpt.text)
    };
    let (x_label, y_label) = (axis_label("x_label", fields), axis_label("y_label", fields));
    let mut curves = Vec::new();
    for (index, mut entry) in
        entries(reader, fields, "of", "[{ f = \"P\", color = \"truth\" }]", "the curve")?.into_iter().enumerate()
    {
        let f = entry.require(reader, "f", "\"P\"").and_then(|value| reader.string(value, "f"))?;
        let label = label(reader, &mut entry, f.as_str());
        let color = reader.color(entry.take("color"), default_color(index));
        let filled = entry.take("fill").and_then(|value| reader.boolean(value, "fill"));
        let drag = match entry.take("drag") {
            Some(value) => Some(drag(reader, value)?),
            None => None,
        };
        entry.finish(reader);
        let (values, density) = samples(reader, scope, &f, x)?;
        curves.push(Curve {
            expression: f.excerpt.text,
            label,
            color,
            runs: runs(&values),
            filled: filled.unwrap_or(density),
            drag,
        });
    }
    let y_chosen = y.is_some();
    let y = y.unwrap_or_else(|| nice_range(&curves));
    Some(CurvesView { x, y, y_chosen, x_label, y_label, curves })
}

fn drag(reader: &mut Reader<'_, '_>, value: Value<'_>) -> Option<Drag> {
    let mut fields = reader.fields(value, "drag", "the drag")?;
    let x = fields.take("x").and_then(|value| reader.string(value, "x")).map(|text| text.excerpt.text);
    let width = fields.take("width").and_then(|value| reader.string(value, "width")).map(|text| text.excerpt.text);
    fields.finish(reader);
    Some(Drag { x, width })
}

/// The values of a curve over `x`, and whether it is a density.
///
/// `f` may be a distribution (then its density is drawn), a function, or an expression in `x`.
fn samples(reader: &mut Reader<'_, '_>, scope: ScopeId, f: &Text, x: (f64, f64)) -> Option<(Vec<(f64, f64)>, bool)> {
    let (expr, id) = reader.parse(f)?;
    let span = expr.span;
    let low = Rational::try_from(x.0).ok()?;
    let high = Rational::try_from(x.1).ok()?;
    let points: Vec<Rational> =
        (0..=SAMPLES).map(|k| &low + (&high - &low) * Rational::from(k) / Rational::from(SAMPLES)).collect();
    let call = |callee: Expr, argument: Expr| {
        let argument = Argument { key: None, value: argument, after_bars: false };
        Expr { kind: ExprKind::Call(Box::new(callee), vec![argument]), span }
    };
    let x_name = Expr { kind: ExprKind::Name("x".into()), span };
    let value = reader.checker.session.elaborate(scope, id, &expr);
    let is_density = matches!(value, Ok(Meaning::Distribution(_)));
    let is_number = matches!(value, Ok(Meaning::Number(..)));
    let body = if is_density || (matches!(expr.kind, ExprKind::Name(ref name) if &**name != "x") && !is_number) {
        call(expr, x_name)
    } else {
        expr
    };
    let domain = Expr {
        kind: ExprKind::List(points.iter().map(|point| Expr { kind: ExprKind::Number(point.clone()), span }).collect()),
        span,
    };
    let binding = Binding { name: "x".into(), name_span: span, domain };
    let list = Expr { kind: ExprKind::Comprehension(Box::new(body), Box::new(binding)), span };
    let Meaning::List(values) = reader.elaborate(scope, id, &list)? else { return None };
    let mut out = Vec::new();
    for (point, value) in points.iter().zip(values.iter()) {
        let y = match value {
            Meaning::Number(node, Quantity::Plain) => numbers::value(reader, *node),
            Meaning::Number(node, Quantity::Information) => {
                let node = computed::in_unit(&mut reader.checker.session, *node, InformationUnit::Bits);
                numbers::value(reader, node)
            }
            other => {
                let text = format!("a curve needs a number at each x, and this is {}", other.describe());
                reader.fault(Fault::new(Code::Fence, f.span, text));
                return None;
            }
        };
        out.push((float(point), y));
    }
    if out.iter().all(|(_, y)| !y.is_finite()) {
        reader.fault(Fault::new(Code::Fence, f.span, "the curve has no point in this range"));
        return None;
    }
    Some((out, is_density))
}

/// The parts of a curve between its gaps.
fn runs(values: &[(f64, f64)]) -> Vec<Vec<(f64, f64)>> {
    values.split(|(_, y)| !y.is_finite()).filter(|run| !run.is_empty()).map(<[_]>::to_vec).collect()
}

/// A range around all values whose ends are short numbers; from 0 where no value is negative.
fn nice_range(curves: &[Curve]) -> (f64, f64) {
    let values = || curves.iter().flat_map(|curve| curve.runs.iter().flatten()).map(|&(_, y)| y);
    let low = values().fold(f64::INFINITY, f64::min).min(0.0);
    let high = values().fold(f64::NEG_INFINITY, f64::max).max(0.0);
    if high <= low {
        return (low - 1.0, low + 1.0);
    }
    let rough = (high - low) / 5.0;
    let mut step = 1.0;
    while step > rough {
        step /= 10.0;
    }
    while step * 10.0 <= rough {
        step *= 10.0;
    }
    let step =
        [1.0, 2.0, 5.0, 10.0].map(|factor| factor * step).into_iter().find(|step| *step >= rough).unwrap_or(step);
    (libm::floor(low / step) * step, libm::ceil(high * 1.02 / step) * step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_end_at_short_numbers() {
        let curve = |ys: &[f64]| Curve {
            expression: String::new(),
            label: String::new(),
            color: Color::Truth,
            runs: vec![ys.iter().map(|&y| (0.0, y)).collect()],
            filled: false,
            drag: None,
        };
        assert_eq!(nice_range(&[curve(&[0.0, 0.285])]), (0.0, 0.30000000000000004));
        assert_eq!(nice_range(&[curve(&[-3.0, 17.0])]), (-5.0, 20.0));
        assert_eq!(nice_range(&[curve(&[0.0])]), (-1.0, 1.0));
    }

    #[test]
    fn gaps_split_a_curve() {
        let values = [(0.0, f64::NAN), (1.0, 1.0), (2.0, 2.0), (3.0, f64::INFINITY), (4.0, 4.0)];
        assert_eq!(runs(&values), [vec![(1.0, 1.0), (2.0, 2.0)], vec![(4.0, 4.0)]]);
    }
}
