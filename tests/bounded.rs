//! Whatever stands in an expression: an answer or a message, soon, and never a crash; also on a
//! small stack.

mod support;

use std::io::Write as _;
use std::process::{Command, Stdio};

/// Checks one claim with a stack of 1 MiB and 40 seconds of a processor. The promise is two with an
/// optimised binary; this one isn't, and what a burdened machine takes says nothing.
fn check(expression: &str) -> support::Run {
    let dir = support::folder(&[]);
    let lesson = format!("+++\ntitle = \"T\"\n+++\n\n[1](= '{expression}')\n");
    let mut command = Command::new("sh");
    command
        .current_dir(dir.path())
        .args(["-c", "ulimit -s 1024; ulimit -t 40; exec \"$0\" check -", env!("CARGO_BIN_EXE_reckon")])
        .env("NO_COLOR", "1")
        .env_remove("RUST_BACKTRACE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("a shell");
    child.stdin.take().expect("a pipe").write_all(lesson.as_bytes()).expect("the lesson is read");
    support::Run::of(&child.wait_with_output().expect("it ends"))
}

#[test]
fn every_expression_ends_soon_with_a_message() {
    let many = |text: &str, count: usize| text.repeat(count);
    let forty = "0.1234567890123456789012345678901234567891";
    let rest = "0.8765432109876543210987654321098765432109";
    let expressions = [
        "sum(k in 1..10^9: k)".to_owned(),
        "sum(k in 1..10^9: log2(k))".to_owned(),
        "sum(k in 1..10^7: 1/k)".to_owned(),
        "max(k in 1..10^9: k)".to_owned(),
        "all(k in 1..10^9: k > 0)".to_owned(),
        "prod(k in 1..10^5: k)".to_owned(),
        "sum(i in 1..10^4: sum(j in 1..10^4: i*j))".to_owned(),
        "sum(k in 1..inf: 1/k)".to_owned(),
        "2^(10^9)".to_owned(),
        "10^10^10".to_owned(),
        "1.0000001^(10^9)".to_owned(),
        "sqrt(2)^1000001".to_owned(),
        "(1/3)^1000000".to_owned(),
        "factorial(10^6)".to_owned(),
        "choose(10^9, 5*10^8)".to_owned(),
        "gamma(10^9)".to_owned(),
        "e^e^e^e^e".to_owned(),
        "pi^pi^pi^pi".to_owned(),
        "exp(10^400)".to_owned(),
        "sin(10^300)".to_owned(),
        "log(10^1000000, 3)".to_owned(),
        "1e999999999".to_owned(),
        format!("H([{forty}, {rest}])"),
        format!("KL([{forty}, {rest}], [{rest}, {forty}])"),
        format!("0.{}", many("1", 50_000)),
        "[k for k in 1..10^6]".to_owned(),
        "sum([k for k in 1..10^5])".to_owned(),
        "softmax([k for k in 1..10000])".to_owned(),
        "repeat(repeat(1, 1000), 1000)".to_owned(),
        "H(normalize([k for k in 1..10000]))".to_owned(),
        "H(binomial(10^9, 0.5))".to_owned(),
        "det([[k+j for k in 1..100] for j in 1..100])".to_owned(),
        "integral(x in 0..1: sin(1/x))".to_owned(),
        "integral(x in 0..10^6: sin(x))".to_owned(),
        "integral(x in -1..1: 1/x)".to_owned(),
        "integral(x in 0..1: integral(y in 0..1: x*y))".to_owned(),
        "argmin(x in -4..4, y in -4..4, z in -4..4: x^2*y^2*z^2)".to_owned(),
        "2^2^2^2^2".to_owned(),
        "factorial(10^9)".to_owned(),
        "choose(10^18, 10^17)".to_owned(),
        "prod(k in 1..10^9: k)".to_owned(),
        "det([[sin(j*k) for k in 1..40] for j in 1..40])".to_owned(),
        "det([[1/(j+k) for k in 1..60] for j in 1..60])".to_owned(),
        "eigenvalues([[1/(j+k) for k in 1..60] for j in 1..60])[1]".to_owned(),
        "eigenvalues([[sin(j+k) for k in 1..24] for j in 1..24])[24]".to_owned(),
        "quantile(student_t(0.001), 0.999)".to_owned(),
        "quantile(gamma_dist(10^9, 1), 0.5)".to_owned(),
        "quantile(binomial(10^9, 0.3), 0.5)".to_owned(),
        "quantile(mixture(0.5: normal(0, 10^-9), 0.5: student_t(0.3)), 0.999999)".to_owned(),
        "argmin(a in -4..4, b in -4..4, c in -4..4, d in -4..4: a^2*b^2 + sin(c*d) + cos(a*c))".to_owned(),
        "argmin(x in -2..2: (x - argmin(y in -1..1: exp(y) - y*x))^2)".to_owned(),
        "sum(k in 1..1000: argmin(x in -4..4: (x - k)^2*exp(x/k)))".to_owned(),
        "integral(x in 0..1: argmin(y in -4..4: (y - x)^2))".to_owned(),
        "sum(j in 1..5: integral(x in 0..1: x*argmin(y in 0..j: (y - 1)^2)))".to_owned(),
        "sum(k in 1..1000: integral(x in 0..1: sin(k*x)*exp(x)))".to_owned(),
        "argmin(m in -4..4, s in 0.1..3, t in 0.1..3: \
         KL(mixture(0.3: normal(0, s), 0.7: normal(m, t)), laplace(m, s)))"
            .to_owned(),
        "sum(k in 1..inf: sin(k)/k^3)".to_owned(),
        "sum(k in 1..inf: (-1)^k/ln(k + 1))".to_owned(),
        "[[k*j for k in 1..1000] for j in 1..1000]".to_owned(),
        format!("0.{}^0.5", many("1", 128)),
        format!("exp(0.{})", many("12345678", 16)),
        format!("{}1 + 1{}", many("ln(exp(", 60), many("))", 60)),
        format!("{}1{}", many("(", 100_000), many(")", 100_000)),
        format!("{}1{}", many("(", 20_000), many(")", 20_000)),
        format!("{}{}", many("[", 20_000), many("]", 20_000)),
        format!("{}1", many("-", 60_000)),
        format!("{}1 > 2", many("not ", 15_000)),
        format!("1{}", many("+1", 30_000)),
        format!("1{}", many("*1.5", 15_000)),
        format!("{}1", many("2^", 2000)),
        format!("0<1{}", many("<2", 20_000)),
        many("sum(", 1000),
        many("if(", 10_000),
        format!("normal(0,1){}", many("(0)", 1000)),
        "\u{202e}1".to_owned(),
        many("ab", 30_000),
    ];
    for expression in expressions {
        let shown: String = expression.chars().take(60).collect();
        let run = check(&expression);
        assert!(matches!(run.status, Some(0 | 1)), "`{shown}`: {:?}\n{}", run.status, run.stderr);
        assert!(
            run.status == Some(0) || run.stderr.contains("<stdin>:5:"),
            "`{shown}` lacks its place\n{}",
            run.stderr
        );
        assert!(run.stderr.len() < 16_000, "`{shown}`: {} bytes of messages", run.stderr.len());
    }
}
