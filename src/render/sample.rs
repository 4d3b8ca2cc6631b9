//! A lesson that shows everything a page can hold, judged by hand: for tests, and to look at.
//!
//! `RECKON_SAMPLE=/some/folder cargo test --lib sample` writes it as a site.

use std::sync::Arc;

use crate::claim::Verdict;
use crate::diagnostic::Diagnostics;
use crate::document::{self, Block, BlockKind, CalloutKind, ClaimId, ClaimPlace, Document, Fence, Inline, Options};
use crate::lesson::{
    Answer, Band, BarGroup, BarsView, Color, ComputedValue, Control, Curve, CurvesView, DefinitionRow, JudgedClaim,
    Lesson, NestedBar, NestedBarsView, NumberVariable, PmfVariable, Problem, Readout, View, Widget, WidgetVariable,
};
use crate::site::{Entry, Fonts, LessonId, Plan, Press, Section};
use crate::source::Source;

const TEXT: &str = include_str!("sample.md");

/// The sample lesson, as the stage before this room would hand it over.
fn lesson() -> Lesson {
    let source = Source::new("content/information/two-distributions.md", TEXT);
    let mut sink = Diagnostics::default();
    let document = document::parse(&mut sink, &source, &Options::default());
    let faults = sink.into_sorted();
    assert!(faults.is_empty(), "{faults:#?}");
    let mut claims: Vec<JudgedClaim> = document.claims.iter().map(|claim| judged(&source, claim)).collect();
    let (mut widgets, mut plots, mut tables, mut problems) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for block in all_blocks(&document) {
        match &block.kind {
            BlockKind::Widget(fence) => {
                let first = widgets.is_empty();
                let widget =
                    if first { two_pmfs(&mut claims, &source, fence) } else { gaussian(&mut claims, &source, fence) };
                widgets.push((fence.span.start, widget));
            }
            BlockKind::Plot(fence) => plots.push((fence.span.start, surprise())),
            BlockKind::Calc(fence) if !fence.flags.is_empty() => tables.push((fence.span.start, definitions())),
            BlockKind::Callout(callout) if callout.kind == CalloutKind::Problem => {
                problems.push(problem(callout, problems.len() + 1));
            }
            _ => {}
        }
    }
    Lesson { document, claims, widgets, plots, problems, tables }
}

fn all_blocks(document: &Document) -> Vec<&Block> {
    fn collect<'a>(all: &mut Vec<&'a Block>, blocks: &'a [Block]) {
        for block in blocks {
            all.push(block);
            if let BlockKind::Callout(callout) = &block.kind {
                collect(all, &callout.blocks);
            }
        }
    }
    let mut all = Vec::new();
    collect(&mut all, &document.blocks);
    all
}

fn judged(source: &Arc<Source>, claim: &document::Claim) -> JudgedClaim {
    let expression = claim.expression.text.clone();
    let label: String = claim.label.iter().map(|piece| piece.text.as_str()).collect();
    let value = |text: &str, unit: &str| {
        let low = format!("{}1", &text[..text.len().saturating_sub(1)]);
        let exact = text.len() < 8;
        ComputedValue { text: text.into(), exact, low, high: format!("{text}9"), unit: unit.into() }
    };
    let value = match expression.as_str() {
        "given" => None,
        "H(P,Q)" | "H(P, Q)" => Some(value("1.7369655941662062", "bits")),
        "H(P)" => Some(value("1", "bits")),
        "KL(P,Q)" | "KL(P || Q)" => Some(value("0.73696559416620616", "bits")),
        "KL(Q,P)" => Some(value("0.53100440641071877", "bits")),
        text if text.contains('>') || text.contains('=') => Some(value("true", "")),
        _ => Some(value("0.9", "")),
    };
    JudgedClaim {
        source: Arc::clone(source),
        number_span: claim.label_span,
        span: claim.span,
        stated: label,
        verdict: if value.is_none() { Verdict::Given } else { Verdict::Proved },
        expression,
        place: claim.place,
        value,
    }
}

fn problem(callout: &document::Callout, number: usize) -> Problem {
    let claim_of = |inlines: &[Inline]| {
        inlines.iter().find_map(|inline| match inline {
            Inline::Claim(id, _) => Some(*id),
            _ => None,
        })
    };
    let parts = |kind: CalloutKind| {
        callout.blocks.iter().filter_map(move |block| match &block.kind {
            BlockKind::Callout(part) if part.kind == kind => Some(part),
            _ => None,
        })
    };
    let answer = match parts(CalloutKind::Answer).find_map(|part| claim_of(&part.title)) {
        Some(claim) => Answer::Number { claim, unit: "bits".into() },
        None => Answer::Choice,
    };
    let mistakes: Vec<Option<ClaimId>> = parts(CalloutKind::Mistake).map(|part| claim_of(&part.title)).collect();
    Problem { scope: callout.scope, number, answer, mistakes }
}

fn readout(
    claims: &mut Vec<JudgedClaim>,
    source: &Arc<Source>,
    fence: &Fence,
    label: &str,
    (number, unit): (&str, &str),
    expression: &str,
) -> Readout {
    let stated = format!("{number} {unit}").trim().to_owned();
    claims.push(JudgedClaim {
        source: Arc::clone(source),
        number_span: fence.span,
        span: fence.span,
        stated,
        expression: expression.into(),
        place: ClaimPlace::Widget,
        value: Some(ComputedValue {
            text: format!("{number}96559416620616"),
            exact: false,
            low: format!("{number}96559416620613"),
            high: format!("{number}96559416620619"),
            unit: unit.into(),
        }),
        verdict: Verdict::Proved,
    });
    let mut tex = crate::source::Excerpt::default();
    tex.push(label, fence.span.start);
    let math = Inline::Math { tex, display: false, claims: Vec::new() };
    let label = if label.is_empty() { Vec::new() } else { vec![math] };
    Readout { label, claim: claims.len() - 1, number: number.into(), unit: unit.into() }
}

fn two_pmfs(claims: &mut Vec<JudgedClaim>, source: &Arc<Source>, fence: &Fence) -> Widget {
    let masses = |heads: f64| vec![("heads".to_owned(), heads), ("tails".to_owned(), 1.0 - heads)];
    let pmf = |name: &str, color, heads| {
        WidgetVariable::Pmf(PmfVariable { name: name.into(), label: name.into(), masses: masses(heads), color })
    };
    let group = |label: &str, color, heads| BarGroup { label: label.into(), color, bars: masses(heads) };
    let bar = |label: &str, value, color| NestedBar { label: label.into(), value, color };
    let readouts = vec![
        readout(claims, source, fence, "H(P)", ("1.000", "bits"), "H(P)"),
        readout(claims, source, fence, "H(P, Q)", ("1.737", "bits"), "H(P,Q)"),
        readout(claims, source, fence, "D_{\\mathrm{KL}}(P \\,\\|\\, Q)", ("0.737", "bits"), "KL(P,Q)"),
    ];
    Widget {
        title: "Two pmfs side by side".into(),
        variables: vec![pmf("P", Color::Truth, 0.5), pmf("Q", Color::Model, 0.9)],
        readouts,
        views: vec![
            View::Bars(BarsView {
                groups: vec![group("P (truth)", Color::Truth, 0.5), group("Q (model)", Color::Model, 0.9)],
                max: 1.0,
            }),
            View::NestedBars(NestedBarsView {
                bars: vec![bar("H(P)", 1.0, Color::Truth), bar("H(P,Q)", 1.737, Color::Model)],
                band: Some(Band { from: 1.0, to: 1.737, label: "KL".into(), color: Color::Gap }),
                max: 1.91,
                unit: "bits".into(),
            }),
        ],
        controls: vec![
            Control::Lock { of: "P".into(), label: "Lock P".into() },
            Control::Button { label: "Swap P ↔ Q".into(), set: "P, Q = Q, P".into() },
            Control::Reset { label: "Reset".into() },
        ],
    }
}

fn density(mean: f64, sd: f64) -> impl Fn(f64) -> f64 {
    move |x| libm::exp(-(x - mean) * (x - mean) / (2.0 * sd * sd)) / (sd * libm::sqrt(2.0 * std::f64::consts::PI))
}

fn points(f: impl Fn(f64) -> f64) -> Vec<Vec<(f64, f64)>> {
    vec![(0..=200).map(|index| f64::from(index) / 25.0 - 4.0).map(|x| (x, f(x))).collect()]
}

fn gaussian(claims: &mut Vec<JudgedClaim>, source: &Arc<Source>, fence: &Fence) -> Widget {
    let (left, right) = (density(-2.2, 0.7), density(2.2, 0.7));
    let curve = |label: &str, color, runs| Curve { label: label.into(), color, runs, filled: true };
    let number = |name: &str, label: &str, (start, min, max)| {
        let (name, label) = (name.to_owned(), label.to_owned());
        WidgetVariable::Number(NumberVariable { name, label, start, min, max, step: 0.01, decimals: 2 })
    };
    let readouts = vec![
        readout(claims, source, fence, "D(P\\,\\|\\,Q)", ("0.756", "nats"), "KL(truth, Q, on: -6..6)"),
        readout(claims, source, fence, "D(Q\\,\\|\\,P)", ("1.243", "nats"), "KL(Q, truth, on: -6..6)"),
        readout(claims, source, fence, "", ("0.00", ""), "mu"),
        readout(claims, source, fence, "", ("1.50", ""), "sigma"),
    ];
    Widget {
        title: "One Gaussian for two bumps".into(),
        variables: vec![number("mu", "μ", (0.0, -4.0, 4.0)), number("sigma", "σ", (1.5, 0.3, 3.0))],
        readouts,
        views: vec![View::Curves(CurvesView {
            x: (-4.0, 4.0),
            y: (0.0, 0.4),
            x_label: String::new(),
            y_label: String::new(),
            curves: vec![
                curve("P (bimodal truth)", Color::Truth, points(move |x| 0.5 * left(x) + 0.5 * right(x))),
                curve("Q (drag to fit)", Color::Model, points(density(0.0, 1.5))),
            ],
        })],
        controls: vec![
            Control::Button { label: "Best Q for D(P‖Q)".into(), set: String::new() },
            Control::Button { label: "Best Q for D(Q‖P)".into(), set: String::new() },
            Control::Reset { label: "Reset".into() },
        ],
    }
}

fn surprise() -> Widget {
    let runs = vec![(1..=100).map(|index| f64::from(index) / 100.0).map(|p| (p, -libm::log2(p))).collect()];
    Widget {
        title: "The surprise of an outcome falls with its probability".into(),
        variables: Vec::new(),
        readouts: Vec::new(),
        views: vec![View::Curves(CurvesView {
            x: (0.0, 1.0),
            y: (0.0, 6.0),
            x_label: "probability p".into(),
            y_label: "bits".into(),
            curves: vec![Curve { label: "surprise, −log₂ p".into(), color: Color::Accent, runs, filled: false }],
        })],
        controls: Vec::new(),
    }
}

fn definitions() -> Vec<DefinitionRow> {
    let row = |name: &str, expression: &str, value: &str| DefinitionRow {
        name: name.into(),
        expression: expression.into(),
        value: value.into(),
    };
    vec![
        row("P", "pmf(e: 0.5, t: 0.5)", "e: 0.5, t: 0.5"),
        row("Q", "pmf(e: 0.9, t: 0.1)", "e: 0.9, t: 0.1"),
        row("cost(p)", "sum(x in P: p(x) * surprisal(Q(x)))", ""),
    ]
}

fn plan() -> Plan {
    let entry = |name: &str, title: &str, minutes, description: &str| Entry {
        path: format!("information/{name}.md"),
        address: format!("information/{name}"),
        title: title.into(),
        minutes: Some(minutes),
        description: Some(description.into()),
        ..Entry::default()
    };
    Plan {
        title: "Information Theory Basics".into(),
        author: Some("A. Author".into()),
        description: Some(
            "What a bit measures, what a wrong model costs, and why every loss curve is a cross-entropy.".into(),
        ),
        language: "en".into(),
        sections: vec![
            Section {
                address: "information".into(),
                title: "Surprise and its average".into(),
                description: Some("From one outcome to two distributions.".into()),
                lessons: vec![
                    entry(
                        "surprise",
                        "Surprise and entropy",
                        12,
                        "How surprising is a letter, and how surprising is a language?",
                    ),
                    entry(
                        "two-distributions",
                        "Two distributions in the same room",
                        15,
                        "Truth P, model Q: the average surprise is the cross-entropy, and its excess over the entropy has a name.",
                    ),
                ],
                ..Section::default()
            },
            Section {
                address: "learning".into(),
                title: "Learning".into(),
                lessons: vec![Entry {
                    path: "learning/softmax.md".into(),
                    address: "learning/softmax".into(),
                    title: "Softmax and one-hot labels".into(),
                    minutes: Some(18),
                    ..Entry::default()
                }],
                ..Section::default()
            },
        ],
        ..Plan::default()
    }
}

#[test]
fn the_sample_is_a_whole_page() {
    let mut sink = Diagnostics::default();
    let press = Press::new(&mut sink, plan());
    let lesson = lesson();
    let page = press.lesson(&mut sink, LessonId { section: 0, lesson: 1 }, &lesson, None).expect("a page");
    let again = press.lesson(&mut sink, LessonId { section: 0, lesson: 1 }, &lesson, None).expect("a page");
    let mut files = vec![press.first(&mut sink, None).0, press.not_found(&mut sink)];
    files.extend((0..2).filter_map(|index| press.section(&mut sink, index, None)).map(|(file, _)| file));
    files.extend(press.assets(page.fonts.and(Fonts::default())));
    assert!(!sink.has_errors(), "{:#?}", sink.into_sorted());
    let bytes = |file: &crate::site::SiteFile| file.content.bytes().expect("at hand").into_owned();
    let html = String::from_utf8(bytes(&page.file)).expect("UTF-8");
    assert_eq!(html.as_bytes(), bytes(&again.file), "the same bytes each time");
    if let Some(folder) = std::env::var_os("RECKON_SAMPLE") {
        for file in files.iter().chain([&page.file]) {
            let path = std::path::Path::new(&folder).join(&file.path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, bytes(file)).expect("written");
        }
    }
    // Every link inside the page leads to one of its places, and no place has two names.
    let ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    for (index, id) in ids.iter().enumerate() {
        assert!(!ids[..index].contains(id), "`{id}` is there twice");
    }
    for target in html.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(ids.contains(&target), "nothing is called `{target}`");
    }
    for reference in ["for=\"", "aria-labelledby=\"", "aria-describedby=\""] {
        for id in html.split(reference).skip(1).filter_map(|rest| rest.split('"').next()).flat_map(|ids| ids.split(' '))
        {
            assert!(ids.contains(&id), "nothing is called `{id}`, which {reference} names");
        }
    }
    assert!(!html.contains("<script>") && !html.contains("onclick"), "strict CSP");
    for expected in ["<fieldset class=\"controls\" hidden disabled>", "id=\"proof-1\"", "role=\"status\"", "<template"]
    {
        assert!(html.contains(expected), "{expected}");
    }
}
