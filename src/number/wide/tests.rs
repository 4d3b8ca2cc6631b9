//! Tests of [`Wide`].

use super::*;

fn p() -> Precision {
    Precision::new(128)
}

fn q(text: &str) -> Rational {
    crate::number::decimal::parse(text)
}

fn show(x: &Wide) -> String {
    format!("{:?} [{:?} {:?}]", x.defined, x.low.to_f64(Down), x.high.to_f64(Up))
}

#[test]
fn smoke() {
    let p = p();
    let w = |t: &str| Wide::rational(&p, &q(t));
    use Unary::*;
    for (op, x) in [
        (Exp, "1"),
        (Ln, "2"),
        (Ln, "1000000"),
        (Sin, "1"),
        (Cos, "100"),
        (Tan, "1.57"),
        (Asin, "0.5"),
        (Acos, "0.999"),
        (Atan, "3"),
        (Atan, "0.001"),
        (Sinh, "0.00001"),
        (Tanh, "20"),
        (Erf, "0.5"),
        (Erfc, "5"),
        (Erfc, "50"),
        (Gamma, "0.5"),
        (Gamma, "-1.5"),
        (LnGamma, "100.5"),
        (LnGamma, "-0.25"),
        (Digamma, "1"),
        (Digamma, "-1.75"),
        (EntropyTerm, "0.5"),
        (Cosh, "2"),
        (Sqrt, "2"),
    ] {
        let r = Wide::unary(&p, op, &w(x));
        println!("{op:?} {x} {} {:.3e}", show(&r), r.width());
    }
}
#[test]
fn dbg() {
    let p = p();
    let x = Wide::rational(&p, &q("-1.5"));
    println!("{}", show(&special::sin_pi(&p, &x)));
    println!("{}", show(&Wide::integer(1).subtract(&p, &x)));
    println!("{}", show(&Wide::integer(1).subtract(&p, &x).gamma(&p)));
    println!("{}", show(&Wide::pi(&p).scaled(-1).sin(&p)));
}
