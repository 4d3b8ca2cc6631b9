"""Writes tests/oracle/distributions.txt and quantiles.txt: densities and tails to 18 digits.

Needs mpmath (BSD). A line of the first is `distribution(parameters) x = density cdf sf`, of the
second `distribution(parameters) p = x`, where cdf(x) = p to all digits given; the parameters and the
arguments are short decimals, meant exactly. Values are computed at 60 digits, each tail from its own
series, and the two must sum to 1. The random seed is fixed: the same files come out of every run.
"""

import random
import signal
import sys
from pathlib import Path

import mpmath as mp

mp.mp.dps = 60
DIGITS = 18
random.seed(20261125)


class TooSlow(Exception):
    pass


def alarm(_signal, _frame):
    raise TooSlow


def short(x, digits=4):
    """A short decimal near x, as text without an exponent."""
    if x == 0:
        return "0"
    text = mp.nstr(mp.mpf(x), digits, min_fixed=-mp.inf, max_fixed=mp.inf, strip_zeros=True)
    return text[:-2] if text.endswith(".0") else text


def log_uniform(low, high):
    return 10 ** random.uniform(low, high)


def lower_gamma(a, x):
    if x <= 0:
        return mp.mpf(0)
    # x^a e^-x / Γ(a+1) · ₁F₁(1; a+1; x), all terms positive
    return mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1)) * mp.hyp1f1(1, a + 1, x)


def upper_gamma(a, x):
    if x <= 0:
        return mp.mpf(1)
    if x < a + 1:
        return 1 - lower_gamma(a, x)
    return mp.gammainc(a, x, regularized=True)


def beta_share(a, b, x, y):
    """I_x(a, b) with y = 1 - x."""
    if x <= 0:
        return mp.mpf(0)
    if y <= 0:
        return mp.mpf(1)
    if x > (a + 1) / (a + b + 2):
        other = beta_share_direct(b, a, y, x)
        if other < mp.mpf("0.999999"):
            return 1 - other
    return beta_share_direct(a, b, x, y)


def beta_share_direct(a, b, x, y):
    # x^a y^b / (a B(a, b)) · ₂F₁(a+b, 1; a+1; x), all terms positive
    ln_beta = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
    return mp.exp(a * mp.log(x) + b * mp.log(y) - ln_beta) / a * mp.hyp2f1(a + b, 1, a + 1, x)


def ln_gamma_density(a, x):
    return a * mp.log(x) - x - mp.loggamma(a) - mp.log(x)


def positive_shape():
    choice = random.random()
    if choice < 0.15:
        return random.choice(["0.5", "1", "1.5", "2", "3", "10", "0.001", "0.05", "100", "1000"])
    if choice < 0.75:
        return short(log_uniform(-0.7, 1.5), 3)
    return short(log_uniform(-2, 3), 3)


def around(mean, sd):
    choice = random.random()
    if choice < 0.6:
        return mean + sd * random.gauss(0, 1.5)
    if choice < 0.85:
        return mean + sd * random.uniform(-12, 12)
    return mean * log_uniform(-4, 1)


def normal():
    m, s = short(random.uniform(-3, 3), 3), short(log_uniform(-1, 1), 3)
    x = short(float(m) + float(s) * (random.gauss(0, 2) if random.random() < 0.7 else random.uniform(-30, 30)), 5)

    def values(m, s, x):
        z = (x - m) / s
        density = mp.exp(-z * z / 2) / (s * mp.sqrt(2 * mp.pi))
        return density, mp.erfc(-z / mp.sqrt(2)) / 2, mp.erfc(z / mp.sqrt(2)) / 2

    return [m, s], x, values


def uniform():
    a = random.uniform(-5, 5)
    b = a + log_uniform(-1, 1)
    a, b = short(a, 3), short(b, 3)
    if float(a) >= float(b):
        b = short(float(a) + 1)
    x = short(random.uniform(float(a) - 0.2, float(b) + 0.2), 6)

    def values(a, b, x):
        inside = min(max((x - a) / (b - a), mp.mpf(0)), mp.mpf(1))
        return (1 / (b - a) if a <= x <= b else mp.mpf(0)), inside, 1 - inside

    return [a, b], x, values


def exponential():
    rate = short(log_uniform(-2, 2), 3)
    x = short(log_uniform(-4, 1.5) / float(rate), 5)

    def values(rate, x):
        return rate * mp.exp(-rate * x), -mp.expm1(-rate * x), mp.exp(-rate * x)

    return [rate], x, values


def laplace():
    m, s = short(random.uniform(-3, 3), 3), short(log_uniform(-1, 1), 3)
    x = short(float(m) + float(s) * random.uniform(-20, 20), 5)

    def values(m, s, x):
        z = (x - m) / s
        tail = mp.exp(-abs(z)) / 2
        return tail / s, (tail if z < 0 else 1 - tail), (tail if z > 0 else 1 - tail)

    return [m, s], x, values


def logistic():
    m, s = short(random.uniform(-3, 3), 3), short(log_uniform(-1, 1), 3)
    x = short(float(m) + float(s) * random.uniform(-25, 25), 5)

    def values(m, s, x):
        z = (x - m) / s
        below, above = 1 / (1 + mp.exp(-z)), 1 / (1 + mp.exp(z))
        return below * above / s, below, above

    return [m, s], x, values


def student_t():
    df = positive_shape()
    x = short(random.choice((-1, 1)) * log_uniform(-3, 2.5) if random.random() < 0.4 else random.uniform(-8, 8), 5)

    def values(v, x):
        half = mp.mpf(1) / 2
        density = mp.exp(mp.loggamma((v + 1) / 2) - mp.loggamma(v / 2) - (v + 1) / 2 * mp.log1p(x * x / v))
        density /= mp.sqrt(v * mp.pi)
        tail = beta_share(v / 2, half, v / (v + x * x), x * x / (v + x * x)) / 2
        return density, (tail if x < 0 else 1 - tail), (tail if x > 0 else 1 - tail)

    return [df], x, values


def gamma_values(a, rate, x):
    return rate * mp.exp(ln_gamma_density(a, rate * x)), lower_gamma(a, rate * x), upper_gamma(a, rate * x)


def chi_squared():
    df = positive_shape()
    x = short(max(around(float(df), (2 * float(df)) ** 0.5), 1e-4 * float(df)), 5)
    return [df], x, lambda df, x: gamma_values(df / 2, mp.mpf(1) / 2, x)


def gamma_dist():
    a, rate = positive_shape(), short(log_uniform(-1, 1), 3)
    x = short(max(around(float(a), float(a) ** 0.5), 1e-4 * float(a)) / float(rate), 5)
    return [a, rate], x, gamma_values


def beta_values(a, b, x):
    ln_beta = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
    y = 1 - x
    density = mp.exp((a - 1) * mp.log(x) + (b - 1) * mp.log(y) - ln_beta)
    return density, beta_share(a, b, x, y), beta_share(b, a, y, x)


def beta_dist():
    a, b = positive_shape(), positive_shape()
    mean = float(a) / (float(a) + float(b))
    sd = (mean * (1 - mean) / (float(a) + float(b) + 1)) ** 0.5
    x = around(mean, sd) if random.random() < 0.7 else random.uniform(0.001, 0.999)
    x = short(min(max(x, 1e-4), 0.9999), 5)
    return [a, b], x, beta_values


def f_dist():
    a, b = positive_shape(), positive_shape()
    x = short(log_uniform(-2, 2) if random.random() < 0.5 else abs(random.gauss(1, 1)) + 1e-3, 5)

    def values(a, b, x):
        u, v = a * x / (a * x + b), b / (a * x + b)
        ln_beta = mp.loggamma(a / 2) + mp.loggamma(b / 2) - mp.loggamma((a + b) / 2)
        density = mp.exp(a / 2 * mp.log(u) + b / 2 * mp.log(v) - ln_beta) / x
        return density, beta_share(a / 2, b / 2, u, v), beta_share(b / 2, a / 2, v, u)

    return [a, b], x, values


def binomial():
    n = random.choice([1, 2, 5, 10, 20, 50, 100, 200, 201, 500, 1000, 5000])
    p = short(random.choice([0.5, 0.1, 0.3, random.uniform(0.01, 0.99), log_uniform(-3, -1)]), 3)
    mean, sd = n * float(p), (n * float(p) * (1 - float(p))) ** 0.5
    k = str(min(max(round(around(mean, sd)), 0), n))

    def values(n, p, k):
        n, k = int(n), int(k)
        density = mp.binomial(n, k) * p**k * (1 - p) ** (n - k)
        if k == n:
            return density, mp.mpf(1), mp.mpf(0)
        return density, beta_share(mp.mpf(n - k), mp.mpf(k + 1), 1 - p, p), beta_share(mp.mpf(k + 1), mp.mpf(n - k), p, 1 - p)

    return [str(n), p], k, values


def geometric():
    p = short(random.choice([0.5, 0.1, random.uniform(0.01, 0.99), log_uniform(-3, -1)]), 3)
    k = str(max(round(log_uniform(-1, 1) / float(p)), 1))

    def values(p, k):
        k = int(k)
        return p * (1 - p) ** (k - 1), 1 - (1 - p) ** k, (1 - p) ** k

    return [p], k, values


def poisson():
    rate = short(log_uniform(-2, 3.5), 3)
    k = str(max(round(around(float(rate), float(rate) ** 0.5)), 0))

    def values(rate, k):
        density = mp.exp(k * mp.log(rate) - rate - mp.loggamma(k + 1))
        return density, upper_gamma(k + 1, rate), lower_gamma(k + 1, rate)

    return [rate], k, values


FAMILIES = [normal, uniform, exponential, laplace, logistic, student_t, chi_squared, f_dist, gamma_dist, beta_dist,
            binomial, geometric, poisson]
DISCRETE = {"binomial", "geometric", "poisson"}


def quantile_of_discrete(values, parameters, k):
    """A p whose quantile is k: short, and inside the step."""
    below = values(*parameters, k - 1)[1] if k > 0 else mp.mpf(0)
    here = values(*parameters, k)[1]
    for digits in range(1, 40):
        scale = mp.mpf(10) ** digits
        p = mp.floor(here * scale) / scale
        if below < p < here and 0 < p < 1:
            return mp.nstr(p, digits + 2, min_fixed=-mp.inf, max_fixed=mp.inf)
    return None


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else Path(__file__).parent.parent / "tests" / "oracle")
    signal.signal(signal.SIGALRM, alarm)
    with open(folder / "distributions.txt", "w", encoding="ascii") as tails, \
            open(folder / "quantiles.txt", "w", encoding="ascii") as quantiles:
        for out in (tails, quantiles):
            out.write("# Written by scripts/oracle_distributions.py with mpmath; do not edit.\n")
        for family in FAMILIES:
            name = family.__name__
            written, asked = 0, 0
            while written < count or asked < count:
                parameters, x, values = family()
                numbers = [mp.mpf(text) for text in parameters]
                signal.setitimer(signal.ITIMER_REAL, 3)
                try:
                    density, below, above = values(*numbers, mp.mpf(x))
                    p = None
                    if name in DISCRETE and asked < count:
                        p = quantile_of_discrete(values, numbers, int(x))
                except (TooSlow, mp.libmp.NoConvergence, ValueError, ZeroDivisionError, OverflowError):
                    continue
                finally:
                    signal.setitimer(signal.ITIMER_REAL, 0)
                if abs(below + above - 1) > mp.mpf(10) ** -40 or below < 0 or above < 0:
                    print("inconsistent", name, parameters, x, below, above, file=sys.stderr)
                    continue
                call = f"{name}({', '.join(parameters)})"
                if written < count:
                    text = " ".join(mp.nstr(value, DIGITS) for value in (density, below, above))
                    tails.write(f"{call} {x} = {text}\n")
                    written += 1
                if asked < count:
                    if name not in DISCRETE and min(below, above) > mp.mpf(10) ** -12 and density > 0:
                        p = mp.nstr(below, 34, min_fixed=-mp.inf, max_fixed=mp.inf)
                    if p is not None:
                        quantiles.write(f"{call} {p} = {x}\n")
                        asked += 1
            print(name, file=sys.stderr)


main()
