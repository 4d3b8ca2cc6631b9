//! Verdicts: ties, near ties, tiers and everything that is never a pass.

use super::*;
use crate::claim::number::power_of_ten;
use crate::claim::{Content, Piece, PieceKind, read};
use crate::source::Span;

/// A value with an enclosure for each tier.
struct Tiers(Vec<Bounds>);

impl Computed for Tiers {
    fn exact(&mut self) -> Option<Exact> {
        None
    }

    fn bounds(&mut self, tier: usize) -> Option<Bounds> {
        self.0.get(tier).cloned()
    }
}

fn written(label: &str) -> (Written, Relation) {
    let piece = Piece { kind: PieceKind::Text, text: label.to_owned(), span: Span::new(0, label.len()) };
    let stated = read(&[piece], None).unwrap();
    let Content::Number(written) = stated.content else { panic!("{label}") };
    (written, stated.relation)
}

fn rational(text: &str) -> Rational {
    text.parse().unwrap()
}

fn around(value: &Rational, k: i64) -> Bounds {
    Bounds::between(value - power_of_ten(k), value + power_of_ten(k))
}

/// The verdict where the exact value is known, and where three tiers of enclosures are.
fn verdicts(label: &str, value: &str) -> (Verdict, Verdict) {
    let (number, relation) = written(label);
    let value = rational(value);
    let set = ClaimedSet::new(&number, relation);
    let exact = decide(&set, Some(&value as &dyn Ordered), 0, true, &mut |_| None);
    assert_eq!(exact.tier, Some(Tier::Exact));
    assert_eq!(exact.bounds, Bounds::point(value.clone()));
    let mut tiers = Tiers(vec![around(&value, -15), around(&value, -30), around(&value, -60)]);
    (exact.verdict, judge(&number, relation, &mut tiers).verdict)
}

#[test]
fn ties_pass_either_way_and_truncation_does_not() {
    use Verdict::{Proved, Refuted, Undecided};
    for (label, value, exact, enclosed) in [
        ("0.12", "1/8", Proved, Undecided),
        ("0.13", "1/8", Proved, Undecided),
        ("0.14", "1/8", Refuted, Refuted),
        ("-0.12", "-1/8", Proved, Undecided),
        ("-0.13", "-1/8", Proved, Undecided),
        ("0.125", "1/8", Proved, Proved),
        ("0.1250", "1/8", Proved, Proved),
        ("0.13", "1249999999999999999999999/10000000000000000000000000", Refuted, Refuted),
        ("0.12", "1249999999999999999999999/10000000000000000000000000", Proved, Proved),
        ("0.12", "1250000000000000000000001/10000000000000000000000000", Refuted, Refuted),
        ("1", "1", Proved, Undecided),
        ("1", "10000000000000000000000001/10000000000000000000000000", Refuted, Refuted),
        ("1.000", "1", Proved, Proved),
        ("≈ 1", "3/2", Proved, Undecided),
        ("≈ 1", "7/5", Proved, Proved),
        ("≈ 2", "7/5", Refuted, Refuted),
        ("7/4", "7/4", Proved, Undecided),
        ("7/4", "1749/1000", Refuted, Refuted),
        ("0", "0", Proved, Undecided),
        ("0.00", "1/1000", Refuted, Refuted),
        ("≈ 0", "1/1000", Refuted, Refuted),
        ("< 0.001", "1/1001", Proved, Proved),
        ("< 0.001", "1/1000", Refuted, Undecided),
        ("≤ 0.001", "1/1000", Proved, Undecided),
        ("≥ 1", "1", Proved, Undecided),
        ("> 1", "1", Refuted, Undecided),
        ("≠ 0", "0", Refuted, Undecided),
        ("≠ 0", "1/1000", Proved, Proved),
        ("100%", "1", Proved, Undecided),
        ("100%", "999/1000", Refuted, Refuted),
        ("100.0%", "9996/10000", Proved, Proved),
        ("68%", "6827/10000", Proved, Proved),
        ("67%", "6827/10000", Refuted, Refuted),
        ("67%", "675/1000", Proved, Undecided),
        ("2 × 10^3", "1500", Proved, Undecided),
        ("2.0 × 10^3", "1500", Refuted, Refuted),
        ("6e-7", "6/10000000", Proved, Proved),
        ("∞", "5", Refuted, Refuted),
        ("< ∞", "5", Proved, Proved),
    ] {
        assert_eq!(verdicts(label, value), (exact, enclosed), "{label} for {value}");
    }
}

#[test]
fn the_first_tier_must_clear_the_boundary_by_far() {
    let (number, relation) = written("0.12");
    // 10⁻¹⁴ above the boundary 0.115: an ulp could still matter.
    let value = rational("115/1000") + power_of_ten(-14);
    let first = around(&value, -16);
    let mut tiers = Tiers(vec![first.clone()]);
    let judgement = judge(&number, relation, &mut tiers);
    assert_eq!((judgement.verdict, judgement.reason), (Verdict::Undecided, Some(Reason::Touches)));
    let mut tiers = Tiers(vec![first, around(&value, -30)]);
    let judgement = judge(&number, relation, &mut tiers);
    assert_eq!((judgement.verdict, judgement.tier), (Verdict::Proved, Some(Tier::Enclosure(1))));
    let far = rational("115/1000") + power_of_ten(-12);
    let judgement = judge(&number, relation, &mut Tiers(vec![around(&far, -16)]));
    assert_eq!((judgement.verdict, judgement.tier), (Verdict::Proved, Some(Tier::Enclosure(0))));
    // And outside.
    let below = rational("115/1000") - power_of_ten(-14);
    let judgement = judge(&number, relation, &mut Tiers(vec![around(&below, -16)]));
    assert_eq!(judgement.verdict, Verdict::Undecided);
    let judgement = judge(&number, relation, &mut Tiers(vec![around(&below, -16), around(&below, -30)]));
    assert_eq!((judgement.verdict, judgement.tier), (Verdict::Refuted, Some(Tier::Enclosure(1))));
}

#[test]
fn what_may_not_exist_is_never_a_pass() {
    let (number, relation) = written("1.0");
    let with = |defined| Bounds { defined, ..around(&Rational::ONE, -20) };
    let judged = |tiers: Vec<Bounds>| {
        let judgement = judge(&number, relation, &mut Tiers(tiers));
        (judgement.verdict, judgement.reason)
    };
    assert_eq!(judged(vec![with(Defined::No)]), (Verdict::Undecided, Some(Reason::Undefined)));
    assert_eq!(judged(vec![with(Defined::Perhaps)]), (Verdict::Undecided, Some(Reason::PerhapsUndefined)));
    assert_eq!(judged(vec![with(Defined::Perhaps), with(Defined::Yes)]), (Verdict::Proved, None));
    assert_eq!(judged(vec![]), (Verdict::Undecided, Some(Reason::Unbounded)));
    let half_open = Bounds { high: None, ..around(&Rational::ONE, -20) };
    assert_eq!(judged(vec![half_open.clone()]), (Verdict::Undecided, Some(Reason::Unbounded)));
    let far = Bounds { high: None, ..Bounds::point(Rational::from(2)) };
    assert_eq!(judged(vec![far]), (Verdict::Refuted, None));
    let infinite = Bounds { infinite: Some(true), low: None, high: None, ..half_open };
    assert_eq!(judged(vec![infinite.clone()]), (Verdict::Refuted, None));
    let (infinity, relation) = written("∞");
    assert_eq!(judge(&infinity, relation, &mut Tiers(vec![infinite.clone()])).verdict, Verdict::Proved);
    let perhaps = Bounds { defined: Defined::Perhaps, ..infinite };
    assert_eq!(judge(&infinity, relation, &mut Tiers(vec![perhaps])).verdict, Verdict::Undecided);
}

#[test]
fn an_exact_number_without_an_exact_value_is_told_the_rounded_forms() {
    let help = |label: &str, value: &str| {
        let (number, relation) = written(label);
        let value = rational(value);
        let judgement = judge(&number, relation, &mut Tiers(vec![around(&value, -15), around(&value, -40)]));
        assert_eq!((judgement.verdict, judgement.reason), (Verdict::Undecided, Some(Reason::ExactForm)), "{label}");
        judgement.help(&number, relation).unwrap()
    };
    assert_eq!(help("1", "1"), "write `1.000` or `≈ 1`");
    assert_eq!(help("−3", "-3"), "write `−3.000` or `≈ −3`");
    assert_eq!(help("1,024", "1024"), "write `1,024.000` or `≈ 1,024`");
    assert_eq!(help("100%", "1"), "write `100.0%` or `≈ 100%`");
    assert_eq!(help("7/4", "7/4"), "write a decimal, `1.750`");
    assert_eq!(help("½", "1/2"), "write a decimal, `0.500`");
    assert_eq!(help("0", "0"), "zero is never rounded: write a bound such as `< 0.001`");
}

#[test]
fn truths_are_not_believed_from_the_first_tier_where_there_is_another() {
    let bounds = |value: u8| Bounds::point(Rational::from(value));
    let unknown = Bounds::between(Rational::ZERO, Rational::ONE);
    let judged = |tiers: Vec<Bounds>| {
        let judgement = judge_truth(&mut Tiers(tiers));
        (judgement.verdict, judgement.tier)
    };
    assert_eq!(judged(vec![bounds(1), bounds(1)]), (Verdict::Proved, Some(Tier::Enclosure(1))));
    assert_eq!(judged(vec![bounds(1), bounds(0)]), (Verdict::Refuted, Some(Tier::Enclosure(1))));
    assert_eq!(judged(vec![bounds(1), unknown.clone()]), (Verdict::Undecided, None));
    assert_eq!(judged(vec![unknown.clone(), unknown.clone(), bounds(1)]), (Verdict::Proved, Some(Tier::Enclosure(2))));
    assert_eq!(judged(vec![bounds(1)]), (Verdict::Proved, Some(Tier::Enclosure(0))));
    assert_eq!(judged(vec![bounds(0)]), (Verdict::Refuted, Some(Tier::Enclosure(0))));
    assert_eq!(judged(vec![unknown]), (Verdict::Undecided, None));
    let judgement = judge_truth(&mut Tiers(vec![Bounds { defined: Defined::No, ..bounds(1) }]));
    assert_eq!(judgement.reason, Some(Reason::Undefined));
}

#[test]
fn lists_are_judged_number_by_number() {
    let piece = Piece { kind: PieceKind::Text, text: "(0.5, 0.25)".to_owned(), span: Span::new(0, 11) };
    let Content::List(items, _) = read(&[piece], None).unwrap().content else { panic!() };
    let judged = |values: &[(&str, i64)]| {
        let mut tiers: Vec<Tiers> = values.iter().map(|(value, k)| Tiers(vec![around(&rational(value), *k)])).collect();
        let mut values: Vec<&mut dyn Computed> = tiers.iter_mut().map(|tiers| tiers as &mut dyn Computed).collect();
        judge_list(&items, Relation::Equal, &mut values).verdict
    };
    assert_eq!(judged(&[("1/2", -20), ("1/4", -20)]), Verdict::Proved);
    assert_eq!(judged(&[("1/2", -20), ("1/3", -20)]), Verdict::Refuted);
    assert_eq!(judged(&[("1/2", 1), ("1/4", -20)]), Verdict::Undecided);
    assert_eq!(judged(&[("1/2", 1), ("1/3", -20)]), Verdict::Refuted);
    assert_eq!(judged(&[("1/2", -20)]), Verdict::Refuted);
    assert_eq!(judged(&[("1/2", -20), ("1/4", -20), ("0", -20)]), Verdict::Refuted);
}

/// Values to 30 digits with a right and a wrong statement of each.
#[test]
fn the_reference_table() {
    for (right, value, wrong) in [
        ("1.000", "1.00000000000000000000000000000", "0.693"),
        ("1.737", "1.73696559416620616641658048554", "1.736"),
        ("1", "1.00000000000000000000000000000", "2"),
        ("0.737", "0.736965594166206166416580485542", "0.531"),
        ("0.511", "0.510825623765990683205514096304", "0.737"),
        ("0.469", "0.468995593589281221253589330383", "0.325"),
        ("1.000", "1.00000000000000000000000000000", "1.737"),
        ("0.531", "0.531004406410718778746410669617", "0.513"),
        ("1.91", "1.91066215358282678305823853410", "1.90"),
        ("0.756", "0.755838293824074726508970301316", "0.765"),
        ("1.244", "1.24377639249872903399417475345", "1.243"),
        ("1.243", "1.24323399636134970966011559296", "1.244"),
        ("2.31", "2.30867927612303913971306886936", "2.30"),
        ("0.503", "0.502604360360342486028646694024", "0.505"),
        ("1.075", "1.07530567681005891162225849851", "1.057"),
        ("0.691", "0.690519486285980396818203946802", "0.693"),
        ("0.963", "0.962578083654661098835767976465", "0.962"),
        ("1.753", "1.75300979193320684169381699500", "1.755"),
        ("0.500", "0.499915958164527995640499594130", "0.501"),
        ("4.755", "4.75488750216346854436121683184", "4.754"),
        ("2.031", "2.03063906222956643195484789602", "2.030"),
        ("7/4", "1.75000000000000000000000000000", "2"),
        ("1.6855", "1.68547529722733431949903803156", "1.6585"),
        ("0.85", "0.850000000000000000000000000000", "0.15"),
        ("0.0852996", "0.0852996013183705679220779702436", "0.0974550"),
        ("0.4", "0.400000000000000000000000000000", "0.8"),
        ("-3", "-3.00000000000000000000000000000", "3"),
        ("0.072", "0.0723649429247000870717136756765", "0.104"),
        ("1.04", "1.04019056943010825573354533130", "1.50"),
        ("0.500", "0.500288035057757830581438341011", "0"),
        ("0.686", "0.685714285714285714285714285714", "0.700"),
        ("0.459", "0.459183673469387755102040816327", "0.469"),
        ("0.507", "0.507297234323985407225417228337", "0.493"),
        ("1/70", "0.0142857142857142857142857142857", "1/35"),
        ("68%", "0.682689492137085897170465091264", "67%"),
        ("3.11", "3.10580651553928100709827769280", "3.10"),
        ("2.32", "2.32010582010582010582010582011", "2.23"),
        ("4.2e-7", "0.000000420039397602201117803172968121", "6e-7"),
        ("1,537", "1537.00000000000000000000000000", "1,536"),
        ("0.057", "0.0566022264085008283072577656243", "0.056"),
        ("0.816", "0.816420516344839840771538258250", "0.861"),
        ("3.618", "3.61803398874989484820458683437", "3.168"),
        ("2.02", "2.01927510938460890566305740116", "2.01"),
        ("3.01", "3.01029995663981195213738894724", "6.02"),
        ("0.13", "0.125000000000000000000000000000", "0.14"),
        ("0.5", "0.499999999999999995833333333333", "0"),
        ("1.204e24", "1204428152000000000000000.00000", "1.204e23"),
    ] {
        let (whole, fraction) = value.split_once('.').unwrap();
        let digits: crate::number::IBig = format!("{whole}{fraction}").parse().unwrap();
        let value = Rational::from(digits) * power_of_ten(-i64::try_from(fraction.len()).unwrap());
        for (label, expected) in [(right, Verdict::Proved), (wrong, Verdict::Refuted)] {
            let (number, relation) = written(label);
            // 1/70 is exact, its 30 digits are not.
            let value = if label == "1/70" { rational("1/70") } else { value.clone() };
            let set = ClaimedSet::new(&number, relation);
            let judgement = decide(&set, Some(&value as &dyn Ordered), 0, true, &mut |_| None);
            assert_eq!(judgement.verdict, expected, "{label}");
            if number.half_unit.is_some() {
                let width = &value * power_of_ten(-15);
                let (low, high) = if width < Rational::ZERO {
                    (&value + &width, &value - &width)
                } else {
                    (&value - &width, &value + &width)
                };
                let first = judge(&number, relation, &mut Tiers(vec![Bounds::between(low, high)])).verdict;
                // Ties are for the exact form.
                assert_eq!(first, if label == "0.13" { Verdict::Undecided } else { expected }, "{label}");
            }
        }
    }
}

/// A value with an exact form and one enclosure too wide to help.
struct Formed(Exact);

impl Computed for Formed {
    fn exact(&mut self) -> Option<Exact> {
        Some(self.0.clone())
    }

    fn bounds(&mut self, tier: usize) -> Option<Bounds> {
        (tier < 2).then(|| Bounds::between(Rational::from(-100), Rational::from(100)))
    }
}

#[test]
fn exact_forms_decide_what_no_precision_can() {
    use crate::number::{Binary, Constant, Scalar, Unary};
    let limits = Default::default();
    let rational = |text: &str| Exact::constant(&limits, &Constant::Rational(rational(text)));
    let ln = |text: &str| Exact::unary(&limits, Unary::Ln, &rational(text));
    let in_bits = |nats: &Exact| Exact::binary(&limits, Binary::Divide, nats, &ln("2"));
    let half = Exact::unary(&limits, Unary::EntropyTerm, &rational("1/2"));
    let coin = in_bits(&Exact::binary(&limits, Binary::Add, &half, &half));
    let alphabet = in_bits(&ln("27"));
    let judged = |label: &str, value: &Exact| {
        let (number, relation) = written(label);
        let judgement = judge(&number, relation, &mut Formed(value.clone()));
        assert!(judgement.verdict == Verdict::Undecided || judgement.tier == Some(Tier::Exact), "{label}");
        judgement
    };
    assert_eq!(judged("1", &coin).verdict, Verdict::Proved);
    assert_eq!(judged("1", &coin).bounds, Bounds::point(Rational::ONE));
    assert_eq!(judged("≥ 1", &coin).verdict, Verdict::Proved);
    assert_eq!(judged("> 1", &coin).verdict, Verdict::Refuted);
    assert_eq!(judged("4.755", &alphabet).verdict, Verdict::Proved);
    assert_eq!(judged("4.754", &alphabet).verdict, Verdict::Refuted);
    assert_eq!(judged("5", &alphabet).verdict, Verdict::Refuted);
    assert_eq!(judged("≈ 5", &alphabet).verdict, Verdict::Proved);
    let infinity = Exact::constant(&limits, &Constant::Infinity);
    assert_eq!(judged("∞", &infinity).verdict, Verdict::Proved);
    assert_eq!(judged("−∞", &infinity).verdict, Verdict::Refuted);
    assert_eq!(judged("5", &infinity).verdict, Verdict::Refuted);
    assert_eq!(judged("> 5", &infinity).verdict, Verdict::Proved);
    assert_eq!(judged("∞", &coin).verdict, Verdict::Refuted);
    assert_eq!(judged("1", &Exact::Undefined).reason, Some(Reason::Undefined));
    assert_eq!(judged("1", &Exact::Unknown).reason, Some(Reason::ExactForm));
    let less = |x: &Exact, y: &Exact| judge_truth(&mut Formed(Exact::binary(&limits, Binary::Less, x, y))).verdict;
    assert_eq!(less(&coin, &alphabet), Verdict::Proved);
    assert_eq!(less(&alphabet, &coin), Verdict::Refuted);
    assert_eq!(less(&alphabet, &Exact::Unknown), Verdict::Undecided);
}
