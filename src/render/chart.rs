//! Views to SVG: frames and static charts by plotters, what moves by [`marks`].

use plotters::backend::SVGBackend;
use plotters::chart::ChartBuilder;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{PathElement, Rectangle, Text};
use plotters::series::{AreaSeries, LineSeries};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color as _, IntoFont, RGBColor, ShapeStyle, TRANSPARENT, TextStyle};

use super::html::Html;
use super::marks::{self, Frame, LINE, Mark};
pub use super::picture::class;
use super::picture::{describe, view_marks};
use crate::lesson::{BarsView, CurvesView, NestedBarsView, View};

/// How a chart is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// All of it by plotters: nothing will move.
    Static,
    /// The frame by plotters, the rest as marks that a script may move.
    Live,
}

/// A view as inline SVG. `id` is unique on the page; `wide` says that it stands alone in its row.
pub fn draw(view: &View, id: &str, wide: bool, mode: Mode) -> String {
    let layout = Layout::of(view, wide);
    let (title, description) = describe(view);
    let mut svg = Html::new();
    let view_box = format!("0 0 {} {}", layout.width, layout.height);
    let (title_id, description_id) = (format!("{id}-title"), format!("{id}-desc"));
    let mut attributes = vec![
        ("class", if wide { "chart wide" } else { "chart" }),
        ("viewBox", view_box.as_str()),
        ("role", "img"),
        ("aria-labelledby", title_id.as_str()),
        ("aria-describedby", description_id.as_str()),
    ];
    // What the browser's core needs to place marks in the same frame.
    let Frame { left, top, right, bottom } = layout.frame;
    let frame = format!("{left} {top} {right} {bottom}");
    if mode == Mode::Live {
        attributes.push(("data-frame", &frame));
    }
    svg.open("svg", &attributes);
    svg.element("title", &[("id", &title_id)], &title);
    svg.element("desc", &[("id", &description_id)], &description);
    // A picture is heard as one thing: title and description say what it shows.
    svg.open("g", &[("aria-hidden", "true")]);
    svg.markup(&plot(view, layout, mode));
    if mode == Mode::Live {
        svg.open("g", &[("class", "marks")]);
        for mark in view_marks(view, layout.frame) {
            let (element, moving) = mark.element();
            let mut attributes = vec![("class", mark.class.as_str()), ("data-mark", mark.name.as_str())];
            attributes.extend(moving.iter().map(|(name, value)| (*name, value.as_str())));
            svg.element(element, &attributes, mark.text());
        }
        svg.close("g");
    }
    svg.close("g");
    svg.close("svg");
    svg.into_string()
}

/// The size of a picture and the frame in it, ten units to the pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    width: u32,
    height: u32,
    frame: Frame,
}

impl Layout {
    /// The layout of a view.
    pub fn of(view: &View, wide: bool) -> Self {
        let (width, height) = match (view, wide) {
            (View::Bars(_) | View::NestedBars(_), false) => (3600, 2500),
            (View::Bars(_), true) => (4800, 2500),
            (View::NestedBars(view), true) => {
                (4800, 500 + 600 * u32::try_from(view.bars.len()).unwrap_or(2).clamp(1, 6))
            }
            (View::Curves(_), false) => (3600, 2500),
            (View::Curves(_), true) => (4800, 2900),
        };
        let (right, bottom) = (i32::try_from(width).unwrap_or(3600), i32::try_from(height).unwrap_or(2500));
        let frame = match view {
            View::Bars(_) => Frame { left: 330, top: 240, right: right - 30, bottom: bottom - 480 },
            View::NestedBars(_) => Frame { left: 40, top: 120, right: right - 160, bottom: bottom - 300 },
            View::Curves(view) => {
                let name = if view.x_label.is_empty() { 0 } else { LINE + 70 };
                let top = if view.y_label.is_empty() { 140 } else { 300 };
                let left = (marks::label_width(&marks::ticks(view.y, 4)) + 70).max(430);
                // Half of the last number stands beyond the axis.
                let half = marks::label_width(&marks::ticks(view.x, 6)) / 2;
                Frame { left, top, right: right - (half - 60).clamp(90, 400), bottom: bottom - 320 - name }
            }
        };
        Self { width, height, frame }
    }

    /// The rectangle in which the data lie.
    pub fn frame(&self) -> Frame {
        self.frame
    }
}

/// The classes that plotters' elements get, each drawn with its place in this list as its colour.
const CLASSES: &[&str] = &[
    "axis",
    "rule",
    "tick",
    "label",
    "group",
    "value",
    "guide",
    "bar c-truth",
    "bar c-model",
    "bar c-gap",
    "bar c-accent",
    "bar c-neutral",
    "band c-truth",
    "band c-model",
    "band c-gap",
    "band c-accent",
    "band c-neutral",
    "line c-truth",
    "line c-model",
    "line c-gap",
    "line c-accent",
    "line c-neutral",
    "area c-truth",
    "area c-model",
    "area c-gap",
    "area c-accent",
    "area c-neutral",
];

/// The colour that stands for a class until the picture is done.
fn placeholder(class: &str) -> RGBColor {
    let index = CLASSES.iter().position(|known| *known == class).unwrap_or(0);
    RGBColor(0, 0, u8::try_from(index).unwrap_or(0))
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// The part of a view that plotters draws, as the content of an `<svg>`.
fn plot(view: &View, layout: Layout, mode: Mode) -> String {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (layout.width, layout.height)).into_drawing_area();
        let pen = Pen { area: &area, frame: layout.frame };
        // Drawing into a string can't fail.
        let _ = match view {
            View::Bars(view) => pen.bars(view, mode),
            View::NestedBars(view) => pen.nested_bars(view, mode),
            View::Curves(view) => pen.curves(view, mode),
        };
        let _ = area.present();
    }
    themed(&svg)
}

/// Draws into an area of plotters.
struct Pen<'a, 'b> {
    area: &'a Area<'b>,
    frame: Frame,
}

type Drawn = Result<(), Box<dyn std::error::Error>>;

impl Pen<'_, '_> {
    fn path(&self, class: &str, points: Vec<(i32, i32)>) -> Drawn {
        self.area.draw(&PathElement::new(points, placeholder(class)))?;
        Ok(())
    }

    fn rect(&self, class: &str, from: (i32, i32), to: (i32, i32)) -> Drawn {
        self.area.draw(&Rectangle::new([from, to], placeholder(class).filled()))?;
        Ok(())
    }

    /// Text whose baseline stands at `y`.
    fn text(&self, class: &str, text: &str, (x, y): (i32, i32), h_pos: HPos) -> Drawn {
        let color = placeholder(class);
        let style = TextStyle::from(("sans-serif", 130).into_font()).color(&color).pos(Pos::new(h_pos, VPos::Bottom));
        self.area.draw(&Text::new(text.to_owned(), (x, y), style))?;
        Ok(())
    }

    fn baseline(&self) -> Drawn {
        let Frame { left, right, bottom, .. } = self.frame;
        self.path("axis", vec![(left, bottom), (right, bottom)])
    }

    /// Marks that only lay out text and straight lines, drawn for good.
    fn fixed(&self, marks: &[Mark]) -> Drawn {
        for mark in marks {
            let (class, h_pos) = match mark.class.split_once(' ') {
                Some((class, "end")) => (class, HPos::Right),
                Some((class, rest)) if rest.starts_with("middle") => (class, HPos::Center),
                _ => (mark.class.as_str(), HPos::Left),
            };
            match &mark.shape {
                marks::Shape::Text { x, y, text } => self.text(class, text, (*x, *y), h_pos)?,
                marks::Shape::Rect { x, y, width, height } => {
                    self.rect(&mark.class, (*x, *y), (x + width, y + height))?
                }
                marks::Shape::Path(data) => {
                    for points in straight_lines(data) {
                        self.path(class, points)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn bars(&self, view: &BarsView, mode: Mode) -> Drawn {
        if mode == Mode::Static {
            self.fixed(&marks::y_axis(self.frame, (0.0, view.max), 4))?;
        }
        let counts = view.groups.iter().map(|group| group.bars.len());
        let slots = marks::bar_slots(self.frame, counts);
        for (index, group) in view.groups.iter().enumerate() {
            let own: Vec<_> = slots.iter().filter(|slot| slot.group == index).collect();
            // As many outcomes are named as there is room for.
            let widest = group.bars.iter().map(|(outcome, _)| outcome.chars().count()).max().unwrap_or(0);
            let room = own.first().map_or(1, |slot| slot.width * 4 / 3);
            let every = (i32::try_from(widest).unwrap_or(1).saturating_mul(marks::CHARACTER) / room.max(1) + 1).max(1);
            for (slot, (outcome, mass)) in own.iter().zip(&group.bars) {
                let middle = slot.left + slot.width / 2;
                if mode == Mode::Static {
                    let y = self.frame.y((0.0, view.max), *mass);
                    let class = format!("bar {}", class(group.color));
                    self.rect(&class, (slot.left, y), (slot.left + slot.width, self.frame.bottom))?;
                    if slot.has_room() {
                        self.text("value", &marks::mass(*mass), (middle, y - 60), HPos::Center)?;
                    }
                }
                if slot.bar % usize::try_from(every).unwrap_or(1) == 0 {
                    self.text("label", outcome, (middle, self.frame.bottom + LINE + 30), HPos::Center)?;
                }
            }
            if let (Some(first), Some(last)) = (own.first(), own.last()) {
                let middle = i32::midpoint(first.left, last.left + last.width);
                self.text("group", &group.label, (middle, self.frame.bottom + 2 * LINE + 90), HPos::Center)?;
            }
        }
        self.baseline()
    }

    fn nested_bars(&self, view: &NestedBarsView, mode: Mode) -> Drawn {
        self.baseline()?;
        if mode == Mode::Static {
            let fits: Vec<Mark> = view_marks(&View::NestedBars(view.clone()), self.frame);
            self.fixed(&fits)?;
        }
        Ok(())
    }

    fn curves(&self, view: &CurvesView, mode: Mode) -> Drawn {
        let Frame { left, top, right, bottom } = self.frame;
        if mode == Mode::Static {
            self.fixed(&marks::y_axis(self.frame, view.y, 4))?;
            self.fixed(&marks::x_axis(self.frame, view.x, ""))?;
            self.series(view)?;
        }
        if !view.x_label.is_empty() {
            let below = bottom + 50 + 2 * LINE + 60;
            self.text("label", &view.x_label, (i32::midpoint(left, right), below), HPos::Center)?;
        }
        if !view.y_label.is_empty() {
            self.text("label", &view.y_label, (left, top - 110), HPos::Left)?;
        }
        self.baseline()
    }

    /// The curves of a static chart, in plotters' own coordinates.
    fn series(&self, view: &CurvesView) -> Drawn {
        let ((x0, x1), (y0, y1)) = (view.x, view.y);
        if !(x1 > x0 && y1 > y0 && (x1 - x0).is_finite() && (y1 - y0).is_finite()) {
            return Ok(());
        }
        let Frame { left, top, right, bottom } = self.frame;
        let area = self.area.clone().shrink((left, top), (right - left + 1, bottom - top + 1));
        // A unit more than the frame: plotters leaves out the last pixel.
        let mut chart = ChartBuilder::on(&area).build_cartesian_2d(x0..x1, y0..y1)?;
        for curve in &view.curves {
            let class = class(curve.color);
            for run in &curve.runs {
                let points: Vec<(f64, f64)> =
                    run.iter().filter(|(_, y)| !y.is_nan()).map(|(x, y)| (x.clamp(x0, x1), y.clamp(y0, y1))).collect();
                if curve.filled {
                    let fill = placeholder(&format!("area {class}"));
                    let edge = ShapeStyle { color: TRANSPARENT, filled: false, stroke_width: 0 };
                    chart.draw_series(AreaSeries::new(points.clone(), 0f64.clamp(y0, y1), fill).border_style(edge))?;
                }
                chart.draw_series(LineSeries::new(points, placeholder(&format!("line {class}"))))?;
            }
        }
        Ok(())
    }
}

/// The runs of points of a path that consists of `M`, `H`, `V` and `v` only.
fn straight_lines(data: &str) -> Vec<Vec<(i32, i32)>> {
    let mut runs: Vec<Vec<(i32, i32)>> = Vec::new();
    let mut rest = data;
    while let Some(command) = rest.chars().next() {
        let end = rest[1..].find(|next: char| next.is_ascii_alphabetic()).map_or(rest.len(), |at| at + 1);
        let numbers: Vec<i32> = rest[1..end].split(' ').filter_map(|number| number.parse().ok()).collect();
        let last = runs.last().and_then(|run| run.last()).copied().unwrap_or_default();
        match (command, numbers.as_slice()) {
            ('M', [x, y]) => runs.push(vec![(*x, *y)]),
            ('H', [x]) => runs.last_mut().into_iter().for_each(|run| run.push((*x, last.1))),
            ('V', [y]) => runs.last_mut().into_iter().for_each(|run| run.push((last.0, *y))),
            ('v', [by]) => runs.last_mut().into_iter().for_each(|run| run.push((last.0, last.1 + by))),
            _ => {}
        }
        rest = &rest[end..];
    }
    runs
}

/// What plotters wrote, without its root element and with classes in the place of colours.
fn themed(svg: &str) -> String {
    let mut out = Html::new();
    for line in svg.lines() {
        let Some(tag) = line.strip_prefix('<') else {
            // The text of a `<text>`, escaped by plotters.
            out.markup(line);
            continue;
        };
        if tag.starts_with("svg") || tag.starts_with("/svg") {
            continue;
        }
        if tag.starts_with('/') {
            out.markup(line);
            continue;
        }
        let name = tag.split([' ', '/', '>']).next().unwrap_or_default();
        let mut kept: Vec<(&str, &str)> = Vec::new();
        let mut class = "";
        let mut anchor = "";
        for (attribute, value) in attributes(tag) {
            match attribute {
                "fill" | "stroke" => class = class_of(value).unwrap_or(class),
                "text-anchor" if value == "middle" => anchor = " middle",
                "text-anchor" if value == "end" => anchor = " end",
                "opacity" | "stroke-width" | "font-family" | "font-size" | "font-weight" | "dy" | "text-anchor" => {}
                _ => kept.push((attribute, value.trim_end())),
            }
        }
        let class = format!("{class}{anchor}");
        kept.insert(0, ("class", &class));
        out.open(name, &kept);
        if line.ends_with("/>") {
            out.close(name);
        }
    }
    out.into_string()
}

/// The class that a placeholder stands for.
fn class_of(color: &str) -> Option<&'static str> {
    let index = usize::from_str_radix(color.strip_prefix("#0000")?, 16).ok()?;
    CLASSES.get(index).copied()
}

/// The attributes of a tag whose values hold no double quote.
fn attributes(tag: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = tag;
    std::iter::from_fn(move || {
        let start = rest.find(' ')? + 1;
        let equals = start + rest[start..].find("=\"")?;
        let end = equals + 2 + rest[equals + 2..].find('"')?;
        let attribute = (&rest[start..equals], &rest[equals + 2..end]);
        rest = &rest[end + 1..];
        Some(attribute)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::{Band, BarGroup, Color, Curve, Drag, NestedBar};

    fn bars() -> View {
        View::Bars(BarsView {
            groups: vec![
                BarGroup {
                    expression: "P".into(),
                    label: "P (truth)".into(),
                    color: Color::Truth,
                    bars: vec![("heads".into(), 0.5), ("tails".into(), 0.5)],
                },
                BarGroup {
                    expression: "P".into(),
                    label: "Q <model>".into(),
                    color: Color::Model,
                    bars: vec![("heads".into(), 0.9), ("tails".into(), 0.1)],
                },
            ],
            max: 1.0,
        })
    }

    fn nested() -> View {
        View::NestedBars(NestedBarsView {
            bars: vec![
                NestedBar { expression: "H(P)".into(), label: "H(P)".into(), value: 1.0, color: Color::Truth },
                NestedBar { expression: "H(P,Q)".into(), label: "H(P,Q)".into(), value: 1.737, color: Color::Model },
            ],
            band: Some(Band {
                from_expression: "H(P)".into(),
                to_expression: "H(P,Q)".into(),
                from: 1.0,
                to: 1.737,
                label: "KL".into(),
                color: Color::Gap,
            }),
            max: 1.91,
            max_expression: String::new(),
            unit: "bits".into(),
        })
    }

    fn curve(name: &str, color: Color, points: Vec<(f64, f64)>, filled: bool, drag: Option<Drag>) -> Curve {
        Curve { expression: name.into(), label: name.into(), color, runs: vec![points], filled, drag }
    }

    fn curves() -> View {
        let points =
            |height: f64| (0..=80).map(|i| f64::from(i) / 10.0 - 4.0).map(|x| (x, height / (1.0 + x * x))).collect();
        View::Curves(CurvesView {
            x: (-4.0, 4.0),
            y: (0.0, 0.4),
            y_chosen: false,
            x_label: "x".into(),
            y_label: String::new(),
            curves: vec![
                curve("P", Color::Truth, points(0.3), true, None),
                curve("Q", Color::Model, points(0.4), false, Some(Drag { x: Some("mu".into()), width: None })),
            ],
        })
    }

    #[test]
    fn charts_have_names_and_no_colours_of_their_own() {
        for (view, mode) in [
            (bars(), Mode::Static),
            (bars(), Mode::Live),
            (nested(), Mode::Static),
            (nested(), Mode::Live),
            (curves(), Mode::Static),
            (curves(), Mode::Live),
        ] {
            let svg = draw(&view, "chart-1", true, mode);
            assert!(svg.contains("role=\"img\"") && svg.contains("<title id=\"chart-1-title\">"), "{svg}");
            assert!(!svg.contains("fill=") && !svg.contains("opacity=") && !svg.contains("font-size"), "{svg}");
            assert!(!svg.contains("class=\"\""), "{svg}");
            assert_eq!(svg, draw(&view, "chart-1", true, mode));
        }
        assert!(draw(&bars(), "a", false, Mode::Static).contains("Q &lt;model&gt;"));
    }

    #[test]
    fn a_static_chart_and_the_marks_agree_to_the_unit() {
        let layout = Layout::of(&curves(), true);
        let fixed = draw(&curves(), "a", true, Mode::Static);
        for mark in view_marks(&curves(), layout.frame).iter().filter(|mark| mark.name.starts_with("line")) {
            let marks::Shape::Path(data) = &mark.shape else { panic!("{mark:?}") };
            let points: Vec<String> =
                data.split(['M', 'L']).filter(|point| !point.is_empty()).map(|point| point.replace(' ', ",")).collect();
            assert!(fixed.contains(&points.join(" ")), "{}\n{fixed}", points.join(" "));
        }
    }

    #[test]
    fn descriptions_say_what_is_seen() {
        assert_eq!(describe(&bars()).1, "P (truth): heads 0.50, tails 0.50. Q <model>: heads 0.90, tails 0.10.");
        assert_eq!(
            describe(&nested()).1,
            "H(P) is 1.000 bits; H(P,Q) is 1.737 bits; the band between them, KL is 0.737 bits."
        );
        assert_eq!(describe(&curves()).0, "Curves of P and Q from −4 to 4");
    }

    #[test]
    fn many_outcomes_are_named_as_room_allows() {
        let bars: Vec<(String, f64)> = (0..40).map(|i| (format!("outcome {i}"), 1.0 / 40.0)).collect();
        let view = View::Bars(BarsView {
            groups: vec![BarGroup { expression: "P".into(), label: "P".into(), color: Color::Truth, bars }],
            max: 0.1,
        });
        let svg = draw(&view, "a", true, Mode::Static);
        let named = svg.matches(">outcome").count();
        assert!((2..12).contains(&named), "{named}");
    }
}
