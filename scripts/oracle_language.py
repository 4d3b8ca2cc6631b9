"""Writes tests/oracle/language.txt: calls as a lesson writes them, with values to 17 digits or more.

Needs python-flint (MIT, bindings to Arb) and NumPy. Closed forms, sums and integrals of elementary
functions are computed in Arb's balls of 300 bits, integrals with its rigorous quadrature; what isn't
narrower than 1e-20 is left out. Entropies and divergences of continuous distributions are integrals
here, never the language's closed forms: Gauss and Legendre's rule in 80-bit floats, taken where panels
half as wide agree.

A section starts with `[name width] template | template…`; each line below gives the arguments `$1 $2 …`
of the templates and their values. Arguments are short decimals, meant exactly. The seed is fixed: the
same file comes out of every run.
"""

import random
import re
import sys
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from flint import acb, acb_mat, arb, arb_mat, ctx, fmpq, fmpz

ctx.prec = 300
DIGITS = 18
COUNT = 1000
NEAR = arb("1e-20")


class Unsure(Exception):
    pass


def number(text):
    """The exact value of a decimal, as a rational."""
    f = Fraction(text)
    return fmpq(f.numerator, f.denominator)


def ball(text):
    return arb(number(text))


def written(value):
    """A ball's decimal, if the ball is narrow; that of an 80-bit float."""
    if isinstance(value, Near):
        return np.format_float_positional(value.value, precision=17, unique=False, fractional=False, trim="-")
    value = arb(value)
    if value == 0:
        return "0"
    if not value.rad() < NEAR * abs(value):
        raise Unsure
    digits, _, exponent = value.mid().str(DIGITS, radius=False).replace("e+", "e").partition("e")
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return f"{digits}e{exponent}" if exponent else digits


def short(x, digits=4):
    """A decimal of a few digits near x, without an exponent."""
    text = f"{Decimal(f'{x:.{digits}g}'):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("", "-0") else text


def uniform(low, high, digits=4):
    return short(random.uniform(low, high), digits)


def log_uniform(low, high, digits=3):
    return short(10 ** random.uniform(low, high), digits)


# ---- lists ----------------------------------------------------------------------------------------


def entries(count):
    """Written entries and their balls: decimals in half of the lists, roots in the other."""
    if random.random() < 0.5:
        texts = [uniform(-9, 9, 3) for _ in range(count)]
        return texts, [ball(text) for text in texts]
    signs = [random.choice(("", "-")) for _ in range(count)]
    texts = [uniform(0.1, 60, 3) for _ in range(count)]
    values = [(-1 if sign else 1) * ball(text).sqrt() for sign, text in zip(signs, texts)]
    return [f"{sign}sqrt({text})" for sign, text in zip(signs, texts)], values


def as_list(texts):
    return f"[{','.join(texts)}]"


def total(values):
    result = arb(0)
    for value in values:
        result += value
    return result


def product(values):
    result = arb(1)
    for value in values:
        result *= value
    return result


def one_list(_):
    texts, xs = entries(random.randint(2, 6))
    n, by_size = len(xs), sorted(xs, key=lambda x: float(x.mid()))
    mean = total(xs) / n
    square = total((x - mean) ** 2 for x in xs)
    middle = by_size[n // 2] if n % 2 else (by_size[n // 2 - 1] + by_size[n // 2]) / 2
    return [as_list(texts)], [total(xs), product(xs), by_size[0], by_size[-1], mean, middle, square / n, (square / n).sqrt(),
                              square / (n - 1), (square / (n - 1)).sqrt(), total(x * x for x in xs).sqrt()]


def two_lists(_):
    n = random.randint(3, 5)
    (vt, v), (wt, w) = entries(n), entries(n)
    mv, mw = total(v) / n, total(w) / n
    vv, ww = total((x - mv) ** 2 for x in v), total((y - mw) ** 2 for y in w)
    vw = total((x - mv) * (y - mw) for x, y in zip(v, w))
    return [as_list(vt), as_list(wt)], [total(x * y for x, y in zip(v, w)), vw / n, vw / (vv * ww).sqrt(), vw / vv,
                                        mw - vw / vv * mv]


def determinant(_):
    n = random.choice((2, 3, 4))
    rows = [entries(n) for _ in range(n)]
    return [as_list(as_list(texts) for texts, _ in rows)], [arb_mat([values for _, values in rows]).det()]


def spectrum(index):
    """A symmetric table and one of its eigenvalues; a few have double, zero or tiny ones."""
    n = random.choice((2, 2, 3, 3, 4, 5))
    texts = [[uniform(-9, 9, 2) for _ in range(n)] for _ in range(n)]
    for i in range(n):
        for j in range(i):
            texts[i][j] = texts[j][i]
    if index % 10 == 0:
        # Nearly diagonal.
        for i in range(n):
            for j in range(i):
                texts[i][j] = texts[j][i] = uniform(-0.001, 0.001, 2)
    values = acb_mat([[acb(ball(x)) for x in row] for row in texts]).eig()
    reals = sorted((value.real for value in values), key=lambda x: float(x.mid()))
    which = random.randint(1, n)
    return [as_list(as_list(row) for row in texts), str(which)], [reals[which - 1]]


# ---- information of lists -------------------------------------------------------------------------


def masses(count, zero=False):
    parts = [random.randint(1, 400) for _ in range(count - 1)]
    while sum(parts) >= 1000:
        parts = [max(1, part // 2) for part in parts]
    if zero and count > 2 and random.random() < 0.2:
        parts[random.randrange(len(parts))] = 0
    parts.append(1000 - sum(parts))
    random.shuffle(parts)
    return [short(part / 1000, 4) for part in parts]


def plogp(p, q=None):
    if p == 0:
        return arb(0)
    return p * (p if q is None else q).log()


def discrete(_):
    n = random.randint(2, 5)
    pt, qt = masses(n, zero=True), masses(n)
    p, q = [ball(x) for x in pt], [ball(x) for x in qt]
    entropy = -total(map(plogp, p))
    cross = -total(map(plogp, p, q))
    m = [(x + y) / 2 for x, y in zip(p, q)]
    js = -total(map(plogp, m)) - (entropy - total(map(plogp, q))) / 2
    return [as_list(pt), as_list(qt)], [entropy, cross, cross - entropy, js, entropy.exp()]


def table(_):
    rows, columns = random.randint(2, 3), random.randint(2, 3)
    flat = masses(rows * columns, zero=True)
    grid = [flat[i * columns:(i + 1) * columns] for i in range(rows)]
    p = [[ball(x) for x in row] for row in grid]
    joint = -total(plogp(x) for row in p for x in row)
    by_row = -total(plogp(total(row)) for row in p)
    by_column = -total(plogp(total(column)) for column in zip(*p))
    return [as_list(as_list(row) for row in grid)], [by_row + by_column - joint, joint - by_row]


def softmax(_):
    texts = [uniform(-30, 30, 3) for _ in range(random.randint(2, 5))]
    which = random.randint(1, len(texts))
    powers = [ball(text).exp() for text in texts]
    return [as_list(texts), str(which)], [powers[which - 1] / total(powers)]


def share(_):
    text = random.choice((uniform(0.001, 0.999, 5), log_uniform(-12, -1)))
    p = ball(text)
    return [text], [-p.log(), -plogp(p) - plogp(1 - p)]


# ---- elementary and special -----------------------------------------------------------------------


def wide_number():
    return random.choice((log_uniform(-8, 12, 5), uniform(0.5, 2, 8), uniform(0.1, 100, 6)))


def logarithms(_):
    text = wide_number()
    return [text], [ball(text).log() / arb(2).log(), ball(text).log() / arb(10).log()]


def any_base(_):
    x, base = wide_number(), random.choice((uniform(1.1, 40), uniform(0.05, 0.9), "2", "10", "3"))
    return [x, base], [ball(x).log() / ball(base).log()]


def power(_):
    x, y = random.choice((log_uniform(-6, 6, 4), uniform(0.9, 1.1, 6))), uniform(-20, 20)
    return [x, y], [ball(x) ** ball(y)]


def remainder(_):
    x, y = uniform(-50, 50, 6), random.choice(("", "-")) + uniform(0.1, 9)
    a, b = Fraction(x), Fraction(y)
    value = a - b * (a / b).__floor__()
    return [x, y], [arb(fmpq(value.numerator, value.denominator))]


def magnitude(_):
    x = random.choice(("", "-")) + wide_number()
    return [x], [abs(ball(x))]


def factorial(index):
    return [str(index)], [arb(product_of(index))]


def product_of(n):
    result = fmpz(1)
    for k in range(2, n + 1):
        result *= k
    return result


def choose(_):
    n = random.choice((random.randint(0, 60), random.randint(0, 400)))
    k = random.randint(0, n)
    return [str(n), str(k)], [arb(fmpz.bin_uiui(n, k))]


def beta(_):
    a, b = log_uniform(-2, 2), log_uniform(-2, 2)
    x, y = ball(a), ball(b)
    return [a, b], [x.gamma() * y.gamma() / (x + y).gamma()]


# ---- sums to infinity -----------------------------------------------------------------------------


def infinite_sums(index):
    """Every fifth of the kinds: a template of one argument, and the value by a closed form."""
    k = index % 8
    if k == 0:
        r = uniform(-0.95, 0.95, 3)
        return "sum(k in 0..inf: ({})^k)", [r], 1 / (1 - ball(r))
    if k == 1:
        r = uniform(0.02, 0.9, 3)
        return "sum(k in 1..inf: k*({})^k)", [r], ball(r) / (1 - ball(r)) ** 2
    if k == 2:
        r = uniform(0.02, 0.9, 3)
        return "sum(k in 1..inf: k^2*({})^k)", [r], ball(r) * (1 + ball(r)) / (1 - ball(r)) ** 3
    if k == 3:
        r = uniform(0.1, 9, 3)
        return "sum(k in 0..inf: {}^k/factorial(k))", [r], ball(r).exp()
    if k == 4:
        r = uniform(0.02, 0.9, 3)
        return "sum(k in 1..inf: ({})^k/k)", [r], -(1 - ball(r)).log()
    if k == 5:
        r = uniform(0.1, 3, 3)
        return "sum(k in 0..inf: exp(-{}*k))", [r], 1 / (1 - (-ball(r)).exp())
    if k == 6:
        p = uniform(0.05, 0.95, 3)
        return "sum(k in 1..inf: geometric({})(k)*k)", [p], 1 / ball(p)
    rate = uniform(0.2, 12, 3)
    return "sum(k in 0..inf: poisson({})(k)*k^2)", [rate], ball(rate) + ball(rate) ** 2


# ---- distributions --------------------------------------------------------------------------------
#
# A continuous distribution is written text, its support, where it isn't smooth, and ln of its density
# as an analytic function. `side` is a real point of the panel at hand, which decides |x − m|.

TWO_PI = 2 * arb.pi()


def ln(z, analytic):
    return z.log() if isinstance(z, Floats) else acb(z).log(analytic=analytic)


class Floats:
    """An array of 80-bit floats that the densities below take in a ball's place."""

    def __init__(self, array):
        self.array = array

    @staticmethod
    def of(value):
        if isinstance(value, Floats):
            return value.array
        if isinstance(value, (arb, acb)):
            return np.longdouble(value.real.mid().str(25, radius=False))
        return np.longdouble(value)

    def __add__(self, other):
        return Floats(self.array + Floats.of(other))

    def __sub__(self, other):
        return Floats(self.array - Floats.of(other))

    def __rsub__(self, other):
        return Floats(Floats.of(other) - self.array)

    def __mul__(self, other):
        return Floats(self.array * Floats.of(other))

    def __truediv__(self, other):
        return Floats(self.array / Floats.of(other))

    def __rtruediv__(self, other):
        return Floats(Floats.of(other) / self.array)

    def __pow__(self, n):
        return Floats(self.array**n)

    def __neg__(self):
        return Floats(-self.array)

    def exp(self):
        return Floats(np.exp(self.array))

    def log(self):
        return Floats(np.log(self.array))

    def sinh(self):
        return Floats(np.sinh(self.array))

    def cosh(self):
        return Floats(np.cosh(self.array))

    __radd__, __rmul__ = __add__, __mul__


ORDER = 32
NODES = [arb.legendre_p_root(ORDER, k, weight=True) for k in range(ORDER)]
AT = np.array([Floats.of(x) for x, _ in NODES])
WEIGHTS = np.array([Floats.of(w) for _, w in NODES])


def gauss(f, cuts, width):
    """∫ f between the cuts by Gauss and Legendre's rule on panels no wider than `width`.

    f takes nodes and a number in the middle of the cuts at hand."""
    total_ = np.longdouble(0)
    for low, high in zip(cuts, cuts[1:]):
        count = max(1, int(np.ceil(float((high - low) / width))))
        half = (high - low) / (2 * count)
        middles = low + half * (2 * np.arange(count) + 1)
        nodes = (middles[:, None] + half * AT[None, :]).ravel()
        values = f(Floats(nodes), float((low + high) / 2)).array.reshape(count, ORDER)
        total_ += half * np.sum(values * WEIGHTS[None, :])
    return total_


def agreed(f, cuts, width):
    """The rule's value where half as wide panels give the same to 2e-17 of the size of 1."""
    with np.errstate(all="ignore"):
        once, twice = gauss(f, cuts, width), gauss(f, cuts, width / 2)
    if not abs(once - twice) <= 2e-17 * max(1, abs(twice)) or abs(twice) < 1e-3:
        raise Unsure
    return Near(twice)


class Near:
    """A value of 80-bit floats: written to 17 digits."""

    def __init__(self, value):
        self.value = value


class Continuous:
    def __init__(self, text, support, ln_density, kinks=(), middle=0.0, scale=1.0, heavy=False):
        self.text, self.support, self.ln_density = text, support, ln_density
        self.kinks, self.middle, self.scale, self.heavy = list(kinks), middle, scale, heavy

    def kind(self):
        return self.text.split("(")[0]


def normal(m=None, s=None):
    m, s = m or uniform(-3, 3, 3), s or log_uniform(-0.6, 0.6)
    a, b = ball(m), ball(s)
    const = -(b * TWO_PI.sqrt()).log()
    return Continuous(f"normal({m},{s})", "line", lambda z, _t, _s, _a: const - ((z - a) / b) ** 2 / 2,
                      middle=float(m), scale=float(s))


def laplace():
    m, s = uniform(-3, 3, 3), log_uniform(-0.6, 0.6)
    a, b = ball(m), ball(s)
    const = -(2 * b).log()

    def density(z, _t, side, _a):
        return const - (z - a) / b if side > float(m) else const + (z - a) / b

    return Continuous(f"laplace({m},{s})", "line", density, [m], float(m), float(s))


def logistic():
    m, s = uniform(-3, 3, 3), log_uniform(-0.6, 0.6)
    a, b = ball(m), ball(s)
    const = -b.log()

    def density(z, _t, side, analytic):
        y = (z - a) / b
        if side > float(m):
            y = -y
        # Symmetric: computed where the power is below 1.
        return const + y - 2 * ln(1 + y.exp(), analytic)

    return Continuous(f"logistic({m},{s})", "line", density, [m], float(m), float(s))


def student_t():
    v = random.choice((uniform(1, 12, 3), str(random.randint(1, 30))))
    n = ball(v)
    const = ((n + 1) / 2).lgamma() - (n / 2).lgamma() - (n * arb.pi()).log() / 2

    def density(z, _t, _side, analytic):
        return const - (n + 1) / 2 * ln(1 + z * z / n, analytic)

    return Continuous(f"student_t({v})", "line", density, heavy=True)


def mixture():
    count = random.choice((2, 2, 3))
    parts = [normal() for _ in range(count)]
    weights = {2: random.choice((["0.5", "0.5"], ["0.3", "0.7"], ["0.15", "0.85"])), 3: ["0.2", "0.3", "0.5"]}[count]
    text = ", ".join(f"{w}: {part.text}" for w, part in zip(weights, parts)).replace(" ", "")

    def density(z, t, side, analytic):
        # The part that is largest on the panel goes out, so that the logarithm is of a sum near 1 or more.
        logs = [part.ln_density(z, t, side, analytic) + ball(w).log() for w, part in zip(weights, parts)]
        at = acb(side)
        lead = max(range(count), key=lambda i: float((parts[i].ln_density(at, at, side, False) + ball(weights[i]).log()).real.mid()))
        rest = acb(0)
        for value in logs:
            rest += (value - logs[lead]).exp()
        return logs[lead] + ln(rest, analytic)

    made = Continuous(f"mixture({text})", "line", density, middle=sum(p.middle for p in parts) / count,
                      scale=max(abs(p.middle) + p.scale for p in parts))
    made.parts, made.weights = parts, weights
    return made


def exponential():
    rate = log_uniform(-1, 1)
    r = ball(rate)
    return Continuous(f"exponential({rate})", "half", lambda z, _t, _s, _a: r.log() - r * z)


def gamma_kind(text, a, r):
    const = a * r.log() - a.lgamma()
    return Continuous(text, "half", lambda z, t, _s, _a: const + (a - 1) * t - r * z)


def gamma_dist():
    a, r = log_uniform(-0.3, 1.2), log_uniform(-1, 1)
    return gamma_kind(f"gamma_dist({a},{r})", ball(a), ball(r))


def chi_squared():
    df = random.choice((str(random.randint(1, 40)), uniform(1, 20, 3)))
    return gamma_kind(f"chi_squared({df})", ball(df) / 2, arb(1) / 2)


def f_dist():
    d1, d2 = (random.choice((str(random.randint(2, 30)), uniform(2, 20, 3))) for _ in range(2))
    a, b = ball(d1), ball(d2)
    const = (a / b).log() * a / 2 - (a / 2).lgamma() - (b / 2).lgamma() + ((a + b) / 2).lgamma()

    def density(z, t, _side, analytic):
        return const + (a / 2 - 1) * t - (a + b) / 2 * ln(1 + a / b * z, analytic)

    return Continuous(f"f_dist({d1},{d2})", "half", density)


def beta_dist():
    at, bt = log_uniform(-0.3, 1.2), log_uniform(-0.3, 1.2)
    a, b = ball(at), ball(bt)
    const = (a + b).lgamma() - a.lgamma() - b.lgamma()

    def density(_z, t, _side, analytic):
        # x = 1/(1 + e^−t): ln x = −ln(1 + e^−t), ln(1 − x) = −ln(1 + e^t).
        return const - (a - 1) * ln(1 + (-t).exp(), analytic) - (b - 1) * ln(1 + t.exp(), analytic)

    return Continuous(f"beta_dist({at},{bt})", "unit", density)


def uniform_dist():
    a = random.uniform(-5, 5)
    a, b = short(a, 3), short(a + 10 ** random.uniform(-0.5, 1), 3)
    return (a, b) if float(a) < float(b) else uniform_dist()


FAMILIES = [normal, laplace, logistic, student_t, exponential, gamma_dist, chi_squared, f_dist, beta_dist]


def integrand(kind, p, q):
    def value(z, t, side, analytic):
        lp = p.ln_density(z, t, side, analytic)
        if kind == "H":
            return -lp.exp() * lp
        lq = q.ln_density(z, t, side, analytic)
        if kind == "KL":
            return lp.exp() * (lp - lq)
        if kind == "cross":
            return -lp.exp() * lq
        # The larger goes out of ln((p + q)/2).
        at = acb(side)
        ts = at.log() if p.support == "half" else (at.log() - (1 - at).log()) if p.support == "unit" else at
        first = float((p.ln_density(at, ts, side, False) - q.ln_density(at, ts, side, False)).real.mid()) > 0
        gap = lq - lp if first else lp - lq
        middle = (lp if first else lq) + ln((1 + gap.exp()) / 2, analytic)
        return (lp.exp() * (lp - middle) + lq.exp() * (lq - middle)) / 2

    return value


def mapped(support, heavy):
    """x and dx/dt as functions of t."""
    if support == "half":
        return lambda t: t.exp(), lambda t, x: x
    if support == "unit":
        return lambda t: 1 / (1 + (-t).exp()), lambda t, x: 1 / ((1 + (-t).exp()) * (1 + t.exp()))
    if heavy:
        return lambda t: t.sinh(), lambda t, x: t.cosh()
    return lambda t: t, lambda t, x: acb(1)


def over_all(kind, p, q=None):
    """∫ over the whole support; beyond the ends the integrand is below 1e-22 and falls at least like e^(−t/2)."""
    f = integrand(kind, p, q)
    heavy = p.heavy or (q is not None and q.heavy)
    to_x, slope = mapped(p.support, heavy)

    def at(t, side):
        x = to_x(t)
        return f(x, t, side, False) * slope(t, x)

    def size(t):
        ball_ = acb(t)
        return abs(at(ball_, float(to_x(ball_).real.mid())))

    def reach(direction):
        t = 4.0 if heavy or p.support != "line" else float(max(1, abs(p.middle) + p.scale))
        while not (size(direction * t) < arb("1e-22") and size(direction * t * 1.05) < arb("1e-22")):
            t *= 1.3
            if t > 400:
                raise Unsure
        return np.longdouble(direction * t)

    cuts = [reach(-1), reach(1)]
    cuts += [Floats.of(ball(k).asinh() if heavy else ball(k)) for d in (p, q) if d is not None for k in d.kinks]

    def nodes(t, middle):
        return at(t, float(to_x(acb(middle)).real.mid()))

    finest = min([0.5] + [d.scale / 2 for d in (p, q) if d is not None and d.support == "line"])
    return agreed(nodes, sorted(cuts), finest)


def windowed(kind, p, q, low, high):
    f = integrand(kind, p, q)
    inner = [k for d in (p, q) if d is not None for k in d.kinks if float(low) < float(k) < float(high)]

    def nodes(x, middle):
        t = x
        if p.support == "half":
            t = x.log()
        elif p.support == "unit":
            t = x.log() - (1 - x).log()
        return f(x, t, middle, False)

    finest = min([0.5 if p.support == "line" else 0.05] + [d.scale / 2 for d in (p, q) if d.support == "line"])
    return agreed(nodes, sorted(Floats.of(ball(k)) for k in [low, high, *inner]), finest)


def entropy_of(family):
    def line(_):
        p = family()
        return [p.text], [over_all("H", p)]

    return line


def entropy_of_uniform(_):
    a, b = uniform_dist()
    return [f"uniform({a},{b})"], [(ball(b) - ball(a)).log()]


def partner(p, proved=False):
    """A distribution of the same support whose tails are not lighter than those of p."""
    kind = p.kind()
    if kind in ("normal", "mixture"):
        return random.choice((normal, mixture, laplace, logistic, student_t))()
    if kind in ("laplace", "logistic"):
        return random.choice((laplace, logistic, student_t))()
    if kind == "student_t":
        return student_t()
    if kind in ("exponential", "gamma_dist", "chi_squared"):
        return random.choice((exponential, gamma_dist, chi_squared) + (() if proved else (f_dist,)))()
    return {"f_dist": f_dist, "beta_dist": beta_dist}[kind]()


def same(p):
    kind = p.kind()
    return {"mixture": mixture, **{f.__name__: f for f in FAMILIES}}[kind]()


def draw(families):
    return random.choice(families)()


ALL = FAMILIES + [mixture, mixture]

# Where the language proves values on the whole line within a few milliseconds: of F, of Student's t
# against itself, and the JS of gamma densities and mixtures, some run out of budget and are refused.
PROVED = [normal, laplace, logistic, exponential, gamma_dist, chi_squared, beta_dist, mixture, mixture]
PROVED_JS = [normal, laplace, logistic, exponential]
# A few of beta: near where both densities meet, their JS takes a third of a second.
WINDOWED = [normal, laplace, logistic, exponential, gamma_dist, chi_squared, mixture, student_t] * 2 + [beta_dist]


def divergences(index):
    p = PROVED[index % len(PROVED)]()
    q = same(p) if random.random() < 0.6 else partner(p, proved=True)
    return [p.text, q.text], [over_all("KL", p, q), over_all("cross", p, q)]


def shannon(index):
    p = PROVED_JS[index % len(PROVED_JS)]()
    q = same(p)
    return [p.text, q.text], [over_all("JS", p, q)]


def window(index):
    p = WINDOWED[index % len(WINDOWED)]()
    q = partner(p, proved=True)
    if p.support == "line":
        low, high = uniform(-6, 0, 3), uniform(0.5, 6, 3)
    elif p.support == "half":
        low, high = uniform(0.2, 1, 3), uniform(1.5, 9, 3)
    else:
        low, high = uniform(0.05, 0.4, 3), uniform(0.5, 0.95, 3)
    return [p.text, q.text, low, high], [windowed(kind, p, q, low, high) for kind in ("H", "KL", "JS")]


def mixture_tails(_):
    p = mixture()
    x = ball(uniform(-6, 6, 4))
    text = short(float(x), 4)
    root = arb(2).sqrt()
    parts = [(ball(w), (x - part_mean) / part_sd, part_sd) for w, part_mean, part_sd in components(p)]
    density = total(w * (-z * z / 2).exp() / (sd * TWO_PI.sqrt()) for w, z, sd in parts)
    below = total(w * (-z / root).erfc() / 2 for w, z, _ in parts)
    above = total(w * (z / root).erfc() / 2 for w, z, _ in parts)
    return [p.text, text], [density, below, above]


def components(p):
    for weight, part in zip(p.weights, p.parts):
        mean, sd = part.text[len("normal("):-1].split(",")
        yield weight, ball(mean), ball(sd)


def mixture_quantiles(_):
    """x is chosen, p = cdf(x) is given to 40 digits."""
    args, (_, below, _) = mixture_tails(_)
    if not arb("1e-12") < below < 1 - arb("1e-12"):
        raise Unsure
    digits = below.mid().str(40, radius=False)
    return [args[0], plain(digits)], [ball(args[1])]


def plain(text):
    f = Fraction(text)
    text = f"{f.numerator * 10**60 // f.denominator:d}".rjust(61, "0")
    return f"{text[:-60]}.{text[-60:]}".rstrip("0")


def bernoulli(index):
    p = random.choice((uniform(0.001, 0.999, 4), log_uniform(-8, -1)))
    x = ("0", "1", "0.5", "-1", "2")[index % 5]
    v, at = ball(p), float(x)
    mass = {0.0: 1 - v, 1.0: v}.get(at, arb(0))
    below = arb(0) if at < 0 else 1 - v if at < 1 else arb(1)
    return [f"bernoulli({p})", x], [mass, below, 1 - below, v, v * (1 - v), (v * (1 - v)).sqrt()]


def bernoulli_quantiles(_):
    p, at = uniform(0.001, 0.999, 4), uniform(0.001, 0.999, 5)
    return [f"bernoulli({p})", at], [arb(0 if Fraction(at) <= 1 - Fraction(p) else 1)]


def moments(index):
    """Mean, variance and standard deviation of every family, from its textbook."""
    k = index % 15
    a, b = log_uniform(-1, 1.3), log_uniform(-1, 1.3)
    x, y = ball(a), ball(b)
    mid = uniform(-5, 5, 3)
    m = ball(mid)
    n = random.randint(1, 60)
    p = uniform(0.01, 0.99, 3)
    t = ball(p)
    if k == 0:
        text, mean, var = f"normal({mid},{a})", m, x * x
    elif k == 1:
        low, high = uniform_dist()
        text, mean, var = f"uniform({low},{high})", (ball(low) + ball(high)) / 2, (ball(high) - ball(low)) ** 2 / 12
    elif k == 2:
        text, mean, var = f"exponential({a})", 1 / x, 1 / x**2
    elif k == 3:
        text, mean, var = f"laplace({mid},{a})", m, 2 * x * x
    elif k == 4:
        text, mean, var = f"logistic({mid},{a})", m, (arb.pi() * x) ** 2 / 3
    elif k == 5:
        df = uniform(2.1, 40, 3)
        text, mean, var = f"student_t({df})", arb(0), ball(df) / (ball(df) - 2)
    elif k == 6:
        text, mean, var = f"chi_squared({a})", x, 2 * x
    elif k == 7:
        d1, d2 = uniform(1, 40, 3), uniform(4.1, 40, 3)
        u, v = ball(d1), ball(d2)
        text, mean, var = f"f_dist({d1},{d2})", v / (v - 2), 2 * v * v * (u + v - 2) / (u * (v - 2) ** 2 * (v - 4))
    elif k == 8:
        text, mean, var = f"gamma_dist({a},{b})", x / y, x / y**2
    elif k == 9:
        text, mean, var = f"beta_dist({a},{b})", x / (x + y), x * y / ((x + y) ** 2 * (x + y + 1))
    elif k == 10:
        text, mean, var = f"binomial({n},{p})", n * t, n * t * (1 - t)
    elif k == 11:
        text, mean, var = f"geometric({p})", 1 / t, (1 - t) / t**2
    elif k == 12:
        text, mean, var = f"poisson({a})", x, x
    elif k == 13:
        weights = masses(3)
        values = [ball(w) for w in weights]
        mean = values[0] + 2 * values[1] + 3 * values[2]
        text, var = as_list(weights), values[0] + 4 * values[1] + 9 * values[2] - mean**2
        text = f"pmf({text})"
    else:
        made = mixture()
        parts = [(ball(w), mu, sd) for w, mu, sd in components(made)]
        mean = total(w * mu for w, mu, _ in parts)
        text, var = made.text, total(w * (sd * sd + (mu - mean) ** 2) for w, mu, sd in parts)
    return [text], [mean, var, var.sqrt()]


def terms(kind):
    """A counting family: text, and its masses up to where they are below 1e-60."""
    p = uniform(0.05, 0.95, 3)
    t = ball(p)
    if kind == 0:
        return f"bernoulli({p})", [1 - t, t]
    if kind == 1:
        n = random.randint(1, 30)
        return (n, f"binomial({n},{p})"), [fmpz.bin_uiui(n, k) * t**k * (1 - t) ** (n - k) for k in range(n + 1)]
    if kind == 2:
        return f"geometric({p})", [t * (1 - t) ** (k - 1) for k in range(1, 1 + int(150 / -float((1 - t).log())))]
    rate = uniform(0.2, 15, 3)
    r = ball(rate)
    masses_ = [(-r).exp()]
    for k in range(1, 160):
        masses_.append(masses_[-1] * r / k)
    return f"poisson({rate})", masses_


def counting_entropy(index):
    text, p = terms(index % 4)
    if isinstance(text, tuple):
        text = text[1]
    return [text], [-total(map(plogp, p))]


def counting_divergence(index):
    kind = index % 4
    text, p = terms(kind)
    if kind == 1:
        n, text = text
        other = uniform(0.05, 0.95, 3)
        t = ball(other)
        return [text, f"binomial({n},{other})"], [total(x * (x / (fmpz.bin_uiui(n, k) * t**k * (1 - t) ** (n - k))).log()
                                                       for k, x in enumerate(p))]
    if kind == 2:
        other = uniform(0.05, 0.95, 3)
        t = ball(other)
        return [text, f"geometric({other})"], [total(x * (x.log() - t.log() - k * (1 - t).log()) for k, x in enumerate(p))]
    if kind == 3:
        other = uniform(0.2, 15, 3)
        r = ball(other)
        ln_factorial, result = arb(0), arb(0)
        for k, x in enumerate(p):
            ln_factorial += arb(k).log() if k > 1 else 0
            result += x * (x.log() + r - k * r.log() + ln_factorial)
        return [text, f"poisson({other})"], [result]
    other = uniform(0.05, 0.95, 3)
    t = ball(other)
    return [text, f"bernoulli({other})"], [p[0] * (p[0] / (1 - t)).log() + p[1] * (p[1] / t).log()]


# ---- integrals in general -------------------------------------------------------------------------


INTEGRALS = [
    ("exp(-x^2)", lambda z, c, a: (-z * z).exp(), (-4, 4)),
    ("exp(-{c}*x)*x^2", lambda z, c, a: (-c * z).exp() * z * z, (-1, 8)),
    ("sin({c}*x)*exp(-x/3)", lambda z, c, a: (c * z).sin() * (-z / 3).exp(), (-3, 9)),
    ("1/(1+{c}*x^2)", lambda z, c, a: 1 / (1 + c * z * z), (-6, 6)),
    ("ln({c}+x)", lambda z, c, a: ln(c + z, a), (0, 9)),
    ("sqrt({c}+x)", lambda z, c, a: (c + z).sqrt(analytic=a), (0, 9)),
    ("x^{c}", lambda z, c, a: (c * ln(z, a)).exp(), (0.2, 4)),
    ("cos(x^2+{c})", lambda z, c, a: (z * z + c).cos(), (-3, 3)),
    ("tanh({c}*x)", lambda z, c, a: (c * z).tanh(), (-4, 5)),
    ("atan(x*{c})", lambda z, c, a: acb(c * z).atan() if not a else analytic_atan(c * z), (-4, 5)),
    ("exp(sin({c}*x))", lambda z, c, a: (c * z).sin().exp(), (-4, 4)),
    ("x*exp(-x)/(1+{c}*exp(-x))", lambda z, c, a: z * (-z).exp() / (1 + c * (-z).exp()), (-3, 9)),
    ("erf(x)*erfc({c}*x)", lambda z, c, a: z.erf() * (c * z).erfc(), (-2, 2)),
    ("normal(0,{c})(x)*x^4", lambda z, c, a: (-(z / c) ** 2 / 2).exp() / (c * TWO_PI.sqrt()) * z**4, (-5, 7)),
    ("ln(1+exp({c}*x))", lambda z, c, a: ln(1 + (c * z).exp(), a), (-6, 6)),
    ("cosh(x)/({c}+x^2)", lambda z, c, a: z.cosh() / (c + z * z), (-3, 4)),
    ("(x^3-{c}*x)^2", lambda z, c, a: (z**3 - c * z) ** 2, (-3, 4)),
    ("abs(x-{c})", None, (-4, 6)),
    ("max(x,{c})^2", None, (-4, 6)),
    ("mod(x,{c})", None, (-4, 6)),
]


def analytic_atan(z):
    if abs(z.imag) < 1:
        return z.atan()
    return acb("nan", "nan")


def integrals(index):
    written_as, f, (low, high) = INTEGRALS[index % len(INTEGRALS)]
    c = uniform(0.3, 3, 3)
    a, b = sorted((uniform(low, high, 3), uniform(low, high, 3)), key=float)
    if float(b) - float(a) < 0.05:
        raise Unsure
    text = written_as.replace("{c}", c)
    if f is not None:
        ctx.prec = 200
        result = acb.integral(lambda z, analytic: f(z, ball(c), analytic), acb(ball(a)), acb(ball(b)),
                              abs_tol=arb("1e-30"), rel_tol=arb("1e-30")).real
        ctx.prec = 300
        return [text, a, b], [result]
    x, y, k = Fraction(a), Fraction(b), Fraction(c)
    if written_as.startswith("abs"):
        value = ((y - k) * abs(y - k) - (x - k) * abs(x - k)) / 2
    elif written_as.startswith("max"):
        value = k * k * (min(y, k) - min(x, k)) + (max(y, k) ** 3 - max(x, k) ** 3) / 3
    else:
        def whole(t):
            steps = (t / k).__floor__()
            return steps * k * k / 2 + (t - steps * k) ** 2 / 2
        value = whole(y) - whole(x)
    return [text, a, b], [arb(fmpq(value.numerator, value.denominator))]


UNBOUNDED = [
    ("integral(x in -inf..inf: exp(-{c}*x^2))", lambda c: (arb.pi() / c).sqrt()),
    ("integral(x in 0..inf: x^2*exp(-{c}*x))", lambda c: 2 / c**3),
    ("integral(x in 0..inf: exp(-{c}*x))", lambda c: 1 / c),
    ("integral(x in 1..inf: x^(-1-{c}))", lambda c: 1 / c),
    ("integral(x in -inf..inf: 1/({c}+x^2))", lambda c: arb.pi() / c.sqrt()),
    ("integral(x in -inf..inf: normal(0.5,{c})(x)*x^2)", lambda c: c * c + arb(1) / 4),
    ("integral(x in 0..inf: exponential({c})(x)*x)", lambda c: 1 / c),
    ("integral(x in {c}..inf: normal(0,1)(x))", lambda c: (c / arb(2).sqrt()).erfc() / 2),
    ("integral(x in -inf..0: exp({c}*x)*x)", lambda c: -1 / c**2),
    ("integral(x in -inf..inf: logistic(0,{c})(x)*x^2)", lambda c: (arb.pi() * c) ** 2 / 3),
]


def unbounded(index):
    text, value = UNBOUNDED[index % len(UNBOUNDED)]
    c = uniform(0.4, 4, 3)
    return [text.replace("{c}", c).replace(" ", "~")], [value(ball(c))]


def sums(index):
    text, args, value = infinite_sums(index)
    return [text.format(*args).replace(" ", "~")], [value]


SECTIONS = [
    ("magnitude", 1e-12, "abs($1)", magnitude),
    ("logarithms", 1e-12, "log2($1) | log10($1)", logarithms),
    ("any_base", 1e-12, "log($1, $2)", any_base),
    ("power", 1e-12, "$1^($2)", power),
    ("remainder", 1e-12, "mod($1, $2)", remainder),
    ("factorial", 1e-12, "factorial($1)", factorial),
    ("choose", 1e-12, "choose($1, $2)", choose),
    ("beta", 1e-9, "beta($1, $2)", beta),
    ("one_list", 1e-12, "sum($1) | prod($1) | min($1) | max($1) | mean($1) | median($1) | var($1) | sd($1) | "
     "var_sample($1) | sd_sample($1) | norm($1)", one_list),
    ("two_lists", 1e-12, "dot($1, $2) | cov($1, $2) | corr($1, $2) | slope($1, $2) | intercept($1, $2)", two_lists),
    ("determinant", 1e-12, "det($1)", determinant),
    ("eigenvalues", 1e-9, "eigenvalues($1)[$2]", spectrum),
    ("share", 1e-12, "surprisal($1) in nats | H2($1) in nats", share),
    ("softmax", 1e-12, "softmax($1)[$2]", softmax),
    ("discrete", 1e-12, "H($1) in nats | H($1, $2) in nats | KL($1, $2) in nats | JS($1, $2) in nats | perplexity($1)",
     discrete),
    ("table", 1e-12, "MI(joint($1)) in nats | H_cond(joint($1)) in nats", table),
    ("infinite_sums", 1e-12, "$1", sums),
    ("counting_entropy", 1e-12, "H($1) in nats", counting_entropy),
    ("counting_divergence", 1e-12, "KL($1, $2) in nats", counting_divergence),
    ("bernoulli", 1e-12, "$1($2) | cdf($1, $2) | sf($1, $2) | mean($1) | var($1) | sd($1)", bernoulli),
    ("bernoulli_quantiles", 1e-12, "quantile($1, $2)", bernoulli_quantiles),
    ("moments", 1e-12, "mean($1) | var($1) | sd($1)", moments),
    ("mixture", 1e-9, "pdf($1, $2) | cdf($1, $2) | sf($1, $2)", mixture_tails),
    ("mixture_quantiles", 1e-9, "quantile($1, $2)", mixture_quantiles),
    ("integrals", 1e-9, "integral(x in $2..$3: $1)", integrals),
    ("unbounded_integrals", 1e-9, "$1", unbounded),
    ("entropy_uniform", 1e-9, "H($1) in nats", entropy_of_uniform),
    *((f"entropy_{family.__name__.removesuffix('_dist')}", 1e-9, "H($1) in nats", entropy_of(family)) for family in FAMILIES),
    ("entropy_mixture", 1e-9, "H($1) in nats", entropy_of(mixture)),
    ("divergences", 1e-9, "KL($1, $2) in nats | H($1, $2) in nats", divergences),
    ("jensen_shannon", 1e-9, "JS($1, $2) in nats", shannon),
    ("windows", 1e-9, "H($1, on: $3..$4) in nats | KL($1, $2, on: $3..$4) in nats | JS($1, $2, on: $3..$4) in nats", window),
]


def section(name):
    """One section's text. Draws of which Arb isn't sure are left out, and more are drawn."""
    _, width, template, make = next(row for row in SECTIONS if row[0] == name)
    # Each section has its own seed, so that one can be made anew alone.
    random.seed(f"20261126 {name}")
    out = [f"[{name} {width:g}] {template}"]
    index = 0
    while len(out) <= COUNT:
        try:
            arguments, values = make(index)
            out.append(f"{' '.join(a.replace(' ', '') for a in arguments)} = {' '.join(map(written, values))}")
        except (Unsure, ZeroDivisionError, ValueError):
            pass
        index += 1
    return name, "\n".join(out) + "\n"


def main():
    wanted = sys.argv[1:]
    path = Path(__file__).parent.parent / "tests" / "oracle" / "language.txt"
    names = [row[0] for row in SECTIONS]
    kept = {}
    if wanted and path.exists():
        for block in re.split(r"\n(?=\[[a-z_0-9]+ 1e-)", path.read_text(encoding="utf-8"))[1:]:
            kept[block[1:].split(" ")[0]] = block.rstrip("\n") + "\n"
    head = "# Written by scripts/oracle_language.py with python-flint (Arb); do not edit.\n"
    with Pool(2) as pool:
        for name, text in pool.imap_unordered(section, wanted or names):
            kept[name] = text
            print(name, text.count("\n") - 1, len(text), file=sys.stderr, flush=True)
            path.write_text(head + "".join(kept[name] for name in names if name in kept), encoding="utf-8")


if __name__ == "__main__":
    main()
