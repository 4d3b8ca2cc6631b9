//! A widget's pictures: from the page's data, and again to marks in every state.

use super::data::{Item, list};
use super::engine::Engine;
use crate::expr::ScopeId;
use crate::expr::ast::InformationUnit;
use crate::expr::graph::{NodeId, Variable};
use crate::render::marks::Frame;
use crate::render::picture::{describe, view_marks};
use crate::view::{Band, BarGroup, BarsView, Color, Curve, CurvesView, Drag, NestedBar, NestedBarsView, View};

/// How many steps a curve is drawn in.
const SAMPLES: usize = 160;
const COLORS: [Color; 5] = [Color::Truth, Color::Model, Color::Gap, Color::Accent, Color::Neutral];

/// A view for the page's data; `frame` is where its data lie in the picture.
pub fn encode(view: &View, frame: Frame) -> Item {
    let color = |color: Color| COLORS.iter().position(|known| *known == color).unwrap_or(0);
    let frame: Item = [frame.left, frame.top, frame.right, frame.bottom]
        .map(|edge| Item::from(edge.to_string()))
        .into_iter()
        .collect();
    match view {
        View::Bars(view) => list![
            "bars",
            frame,
            view.max,
            view.groups
                .iter()
                .map(|group| {
                    let outcomes: Item = group.bars.iter().map(|(outcome, _)| Item::from(outcome.as_str())).collect();
                    list![group.expression.as_str(), group.label.as_str(), color(group.color), outcomes]
                })
                .collect::<Item>(),
        ],
        View::NestedBars(view) => list![
            "nested-bars",
            frame,
            view.max,
            view.bars
                .iter()
                .map(|bar| list![bar.expression.as_str(), bar.label.as_str(), color(bar.color)])
                .collect::<Item>(),
            match &view.band {
                Some(band) => list![
                    band.from_expression.as_str(),
                    band.to_expression.as_str(),
                    band.label.as_str(),
                    color(band.color)
                ],
                None => list![],
            },
            view.max_expression.as_str(),
            view.unit.as_str(),
        ],
        View::Curves(view) => list![
            "curves",
            frame,
            list![view.x.0, view.x.1],
            list![view.y.0, view.y.1, if view.y_chosen { "1" } else { "" }],
            view.curves
                .iter()
                .map(|curve| {
                    let drag = curve.drag.as_ref();
                    let name = |name: Option<&String>| name.map_or("", String::as_str).to_owned();
                    list![
                        curve.expression.as_str(),
                        curve.label.as_str(),
                        color(curve.color),
                        if curve.filled { "1" } else { "" },
                        if drag.is_some() { "1" } else { "" },
                        name(drag.and_then(|drag| drag.x.as_ref())),
                        name(drag.and_then(|drag| drag.width.as_ref())),
                    ]
                })
                .collect::<Item>(),
        ],
    }
}

/// A picture and the nodes that it shows.
#[derive(Debug)]
pub(super) struct LiveView {
    pub(super) view: View,
    pub(super) frame: Frame,
    /// The nodes, in the order in which the view holds their values.
    nodes: Vec<NodeId>,
    /// The node of the axis' end.
    max: Option<NodeId>,
    /// The variable of the curves.
    x: Option<Variable>,
    points: Vec<f64>,
    /// The range of the curves' heights in the first state.
    y: (f64, f64),
}

impl LiveView {
    pub(super) fn open(engine: &mut Engine, scope: ScopeId, item: &Item) -> Option<Self> {
        let edge = |index| item.at(1).at(index).text().parse::<i32>().ok();
        let frame = Frame { left: edge(0)?, top: edge(1)?, right: edge(2)?, bottom: edge(3)? };
        let color = |item: &Item| COLORS.get(item.index()).copied();
        let text = |item: &Item| item.text().to_owned();
        let mut nodes = Vec::new();
        let (mut max, mut x, mut points) = (None, None, Vec::new());
        let view = match item.at(0).text() {
            "bars" => {
                let mut groups = Vec::new();
                for group in item.at(3).items() {
                    let masses = engine.meanings.numbers(scope, group.at(0).text())?;
                    let outcomes = group.at(3).items();
                    if masses.len() != outcomes.len() {
                        return None;
                    }
                    nodes.extend(masses);
                    groups.push(BarGroup {
                        expression: text(group.at(0)),
                        label: text(group.at(1)),
                        color: color(group.at(2))?,
                        bars: outcomes.iter().map(|outcome| (text(outcome), 0.0)).collect(),
                    });
                }
                View::Bars(BarsView { groups, max: item.at(2).number() })
            }
            "nested-bars" => {
                let unit = unit(item.at(6).text());
                let mut bars = Vec::new();
                for bar in item.at(3).items() {
                    nodes.push(engine.meanings.number(scope, bar.at(0).text(), unit)?);
                    bars.push(NestedBar {
                        expression: text(bar.at(0)),
                        label: text(bar.at(1)),
                        value: 0.0,
                        color: color(bar.at(2))?,
                    });
                }
                let band = item.at(4);
                let band = match band.items() {
                    [] => None,
                    _ => {
                        nodes.push(engine.meanings.number(scope, band.at(0).text(), unit)?);
                        nodes.push(engine.meanings.number(scope, band.at(1).text(), unit)?);
                        Some(Band {
                            from_expression: text(band.at(0)),
                            to_expression: text(band.at(1)),
                            from: 0.0,
                            to: 0.0,
                            label: text(band.at(2)),
                            color: color(band.at(3))?,
                        })
                    }
                };
                if !item.at(5).text().is_empty() {
                    max = Some(engine.meanings.number(scope, item.at(5).text(), unit)?);
                }
                let (max, max_expression, unit) = (item.at(2).number(), text(item.at(5)), text(item.at(6)));
                View::NestedBars(NestedBarsView { bars, band, max, max_expression, unit })
            }
            "curves" => {
                let range = (item.at(2).at(0).number(), item.at(2).at(1).number());
                let inner = engine.meanings.child(Some(scope));
                x = Some(engine.meanings.bind_number(inner, "x")?);
                points = (0..=SAMPLES).map(|k| range.0 + (range.1 - range.0) * k as f64 / SAMPLES as f64).collect();
                let mut curves = Vec::new();
                for curve in item.at(4).items() {
                    nodes.push(engine.meanings.height(scope, inner, curve.at(0).text())?);
                    let name = |item: &Item| Some(text(item)).filter(|name| !name.is_empty());
                    let drag = Drag { x: name(curve.at(5)), width: name(curve.at(6)) };
                    curves.push(Curve {
                        expression: text(curve.at(0)),
                        label: text(curve.at(1)),
                        color: color(curve.at(2))?,
                        runs: Vec::new(),
                        filled: curve.at(3).text() == "1",
                        drag: (curve.at(4).text() == "1").then_some(drag),
                    });
                }
                View::Curves(CurvesView {
                    x: range,
                    y: (item.at(3).at(0).number(), item.at(3).at(1).number()),
                    y_chosen: item.at(3).at(2).text() == "1",
                    // Written by the build, and still.
                    x_label: String::new(),
                    y_label: String::new(),
                    curves,
                })
            }
            _ => return None,
        };
        let y = match &view {
            View::Curves(view) => view.y,
            _ => (0.0, 0.0),
        };
        Some(Self { view, frame, nodes, max, x, points, y })
    }

    /// The picture in the present state: its description, then per mark its name, class, text and moving attributes.
    pub(super) fn read(&mut self, engine: &mut Engine) -> Item {
        let mut values = self.nodes.iter();
        // What has no value stands at zero, what is infinite at the edge.
        let mut next = |engine: &mut Engine| {
            let value = values.next().map_or(0.0, |node| engine.float(*node));
            if value.is_nan() { 0.0 } else { value }
        };
        match &mut self.view {
            View::Bars(view) => {
                for (_, mass) in view.groups.iter_mut().flat_map(|group| &mut group.bars) {
                    *mass = next(engine);
                }
            }
            View::NestedBars(view) => {
                for bar in &mut view.bars {
                    bar.value = next(engine);
                }
                if let Some(band) = &mut view.band {
                    (band.from, band.to) = (next(engine), next(engine));
                }
                match self.max {
                    Some(node) => {
                        let max = engine.float(node);
                        if max.is_finite() && max > 0.0 {
                            view.max = max;
                        }
                    }
                    None => {
                        let greatest = view.bars.iter().map(|bar| bar.value).filter(|value| value.is_finite());
                        view.max = greatest.fold(view.max, |max, value| max.max(1.1 * value));
                    }
                }
            }
            View::Curves(view) => {
                let Some(x) = self.x else { return list![] };
                view.y = self.y;
                for (curve, node) in view.curves.iter_mut().zip(&self.nodes) {
                    let values = engine.curve(*node, x, &self.points);
                    let pairs: Vec<(f64, f64)> = self.points.iter().copied().zip(values).collect();
                    curve.runs =
                        pairs.split(|(_, y)| !y.is_finite()).filter(|run| !run.is_empty()).map(<[_]>::to_vec).collect();
                }
                // A narrow bump rises above what the first state needs.
                if !view.y_chosen {
                    let heights = view.curves.iter().flat_map(|curve| curve.runs.iter().flatten()).map(|(_, y)| *y);
                    view.y = heights.fold(view.y, |(low, high), y| (low.min(1.05 * y), high.max(1.05 * y)));
                }
            }
        }
        let marks: Item = view_marks(&self.view, self.frame)
            .into_iter()
            .map(|mark| {
                let mut item: Vec<Item> =
                    vec![mark.name.as_str().into(), mark.class.as_str().into(), mark.text().into()];
                for (name, value) in mark.element().1 {
                    item.extend([Item::from(name), Item::from(value)]);
                }
                Item::List(item)
            })
            .collect();
        list![describe(&self.view).1, marks]
    }
}

/// The unit of an axis.
pub(super) fn unit(name: &str) -> InformationUnit {
    match name {
        "nats" => InformationUnit::Nats,
        "bans" => InformationUnit::Bans,
        _ => InformationUnit::Bits,
    }
}
