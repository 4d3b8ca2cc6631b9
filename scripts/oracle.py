"""Writes tests/oracle/elementary.txt (values to 22 digits) and integrals.txt (to 40).

Needs mpmath (BSD). A line is `operation argument… = value`. Arguments are f64 written so that they
read back exactly; values are computed at 120 digits from these very arguments. The random seed is
fixed: the same file comes out of every run. The integrals are named; the test holds the integrand of
each name, and this file its twin.
"""

import random
import sys
from pathlib import Path

import mpmath as mp

mp.mp.dps = 120
DIGITS = 22
random.seed(20261124)


def entropy(x):
    return mp.mpf(0) if x == 0 else -x * mp.log(x)


def divergence(x, y):
    return mp.mpf(0) if x == 0 else x * mp.log(x / y)


def cross(x, y):
    return mp.mpf(0) if x == 0 else -x * mp.log(y)


def uniform(low, high):
    return lambda: random.uniform(low, high)


def log_uniform(low, high):
    return lambda: 10 ** random.uniform(low, high)


def signed(draw):
    return lambda: random.choice((-1, 1)) * draw()


def round_half_away(x):
    return mp.sign(x) * mp.floor(abs(x) + mp.mpf(1) / 2)


AROUND_ONE = [1.0, 0.9999999999999999, 1.0000000000000002, 0.999, 1.001]
NEAR_ZERO = [5e-324, 1e-310, 2.2250738585072014e-308, 1e-20, 1e-8]
BOTH_TINY = NEAR_ZERO + [-x for x in NEAR_ZERO]
GAMMA_AWKWARD = [0.5, 1.0, 1.5, 2.0, 2.0000000000000004, 1.9999999999999998, 1.4616321449683622, 3.0, 10.0, 23.0, 24.0,
                 -0.5, -1.5, -2.4570247382208006, -3.143580888349980, -0.9999999999, -5.0000001, 1e-10, -1e-10, 1e-300]

UNARY = {
    "sqrt": (mp.sqrt, [log_uniform(-300, 300), uniform(0, 100)], [0.0, 0.25, 2.0, 144.0, 5e-324, 1.7e308]),
    "exp": (mp.exp, [uniform(-740, 709), uniform(-3, 3), signed(log_uniform(-18, 0))],
            [0.0, 1.0, -745.0, 709.78, -708.4] + BOTH_TINY),
    "ln": (mp.log, [log_uniform(-308, 308), uniform(0.5, 2), lambda: 1 + random.uniform(-1e-9, 1e-9)],
           AROUND_ONE + NEAR_ZERO + [1.7e308]),
    "sin": (mp.sin, [uniform(-10, 10), signed(log_uniform(-9, 22))],
            [0.0, 3.141592653589793, 6.283185307179586, 1.5707963267948966, 1e22, 355.0, 103993.0] + BOTH_TINY),
    "cos": (mp.cos, [uniform(-10, 10), signed(log_uniform(-9, 22))],
            [0.0, 3.141592653589793, 1.5707963267948966, 4.71238898038469, 1e22, 11.0, 52174.0] + BOTH_TINY),
    "tan": (mp.tan, [uniform(-10, 10), signed(log_uniform(-9, 22))],
            [0.0, 1.5707963267948966, -1.5707963267948966, 0.7853981633974483, 11.0, 355.0] + BOTH_TINY),
    "asin": (mp.asin, [uniform(-1, 1), signed(log_uniform(-18, 0))], [0.0, 1.0, -1.0, 0.9999999999999999, 0.5]),
    "acos": (mp.acos, [uniform(-1, 1), lambda: 1 - 10 ** random.uniform(-16, 0)],
             [0.0, 1.0, -1.0, 0.9999999999999999, -0.9999999999999999, 0.5]),
    "atan": (mp.atan, [uniform(-10, 10), signed(log_uniform(-18, 18))], [0.0, 1.0, 1e300] + BOTH_TINY),
    "sinh": (mp.sinh, [uniform(-710, 710), uniform(-2, 2), signed(log_uniform(-18, 0))], [0.0, 710.4] + BOTH_TINY),
    "cosh": (mp.cosh, [uniform(-710, 710), uniform(-2, 2), signed(log_uniform(-18, 0))], [0.0, 710.4] + BOTH_TINY),
    "tanh": (mp.tanh, [uniform(-25, 25), uniform(-2, 2), signed(log_uniform(-18, 0))], [0.0, 400.0] + BOTH_TINY),
    "floor": (mp.floor, [uniform(-10, 10), signed(log_uniform(-2, 17))], [0.0, 0.5, -0.5, 2.0, 0.49999999999999994]),
    "ceil": (mp.ceil, [uniform(-10, 10), signed(log_uniform(-2, 17))], [0.0, 0.5, -0.5, 2.0, 1e-300]),
    "round": (round_half_away, [uniform(-10, 10), signed(log_uniform(-2, 17))],
              [0.0, 0.5, -0.5, 1.5, 2.5, -2.5, 0.49999999999999994, 4503599627370497.5, 9007199254740991.0]),
    "erf": (mp.erf, [uniform(-6, 6), signed(log_uniform(-18, 0))], [0.0, 0.84375, 1.25, 2.857142857142857] + BOTH_TINY),
    "erfc": (mp.erfc, [uniform(-6, 27), uniform(-1, 3), signed(log_uniform(-18, 0))],
             [0.0, 0.84375, 1.25, 6.0, 26.5, 27.2] + BOTH_TINY),
    "gamma": (mp.gamma, [uniform(0, 171), uniform(-20, 6), uniform(-170, 0), signed(log_uniform(-300, 0))],
              GAMMA_AWKWARD + [171.6, 150.0, 170.0]),
    "ln_gamma": (lambda x: mp.log(abs(mp.gamma(x))) if abs(x) < 1e6 else mp.loggamma(x),
                 [uniform(0, 20), uniform(0.9, 2.1), uniform(-20, 0), log_uniform(0, 5), log_uniform(-300, 0)],
                 GAMMA_AWKWARD + [1e15]),
    "digamma": (mp.digamma, [uniform(0, 20), uniform(1.4, 1.5), uniform(-20, 0), log_uniform(-300, 300)],
                GAMMA_AWKWARD + [1.4616321449683625]),
    "entropy": (entropy, [uniform(0, 1), log_uniform(-300, 300)], AROUND_ONE + NEAR_ZERO + [0.0, 0.36787944117144233]),
}

BINARY = {
    "add": (lambda x, y: x + y, [(signed(log_uniform(-20, 20)), signed(log_uniform(-20, 20)))], [(0.1, 0.2)]),
    "multiply": (lambda x, y: x * y, [(signed(log_uniform(-20, 20)), signed(log_uniform(-20, 20)))], [(0.1, 10.0)]),
    "divide": (lambda x, y: x / y, [(signed(log_uniform(-20, 20)), signed(log_uniform(-20, 20)))], [(1.0, 3.0)]),
    "power": (mp.power, [(log_uniform(-10, 10), uniform(-20, 20)), (uniform(0.9, 1.1), uniform(-3000, 3000)),
                         (signed(uniform(0, 9)), lambda: float(random.randint(-30, 30)))],
              [(0.0, 0.5), (2.0, 0.5), (4.0, 1.5), (-2.0, 3.0), (-2.0, -2.0), (10.0, 22.0), (0.0, 0.0), (1.5, 1e3)]),
    "modulo": (lambda x, y: x - y * mp.floor(x / y), [(uniform(-50, 50), signed(uniform(0.1, 9)))],
               [(7.0, 3.0), (-7.0, 3.0), (7.0, -3.0), (-7.0, -3.0), (6.0, 3.0), (-6.0, 3.0), (5.5, 1.25), (-1e-20, 1.0)]),
    "cross": (cross, [(uniform(0, 1), uniform(0, 1)), (log_uniform(-300, 2), log_uniform(-300, 2))],
              [(0.0, 0.5), (0.5, 1.0), (0.3, 0.9999999999999999)]),
    "divergence": (divergence, [(uniform(0, 1), uniform(0, 1)), (log_uniform(-300, 2), log_uniform(-300, 2))],
                   [(0.0, 0.5), (0.5, 0.5), (0.5, 0.5000000000000001), (1e-300, 1e300), (1e300, 1e-300)]),
}

def normal(x, mean, sd):
    return mp.exp(-(((x - mean) / sd) ** 2) / 2) / (sd * mp.sqrt(2 * mp.pi))


def mixture(x):
    return (normal(x, mp.mpf("-2.2"), mp.mpf("0.7")) + normal(x, mp.mpf("2.2"), mp.mpf("0.7"))) / 2


def wide(x):
    return normal(x, 0, mp.mpf("1.5"))


THIRD = mp.mpf(1) / 3

# Name, integrand, and the ends between which the integrand is analytic.
INTEGRALS = [
    ("cubic", lambda x: x**3 - 2 * x + 1, [-1, 2]),
    ("exp", mp.exp, [-1, 3]),
    ("reciprocal", lambda x: 1 / x, [1, 3]),
    ("sin_50", lambda x: mp.sin(50 * x), mp.linspace(0, 1, 11)),
    ("spike", lambda x: mp.exp(-1000 * (x - mp.mpf(3) / 10) ** 2), [0, 0.2, 0.3, 0.4, 0.6, 1]),
    ("trap", lambda x: mp.exp(-x * x), [-100, -10, -3, 0, 3, 10, 300]),
    ("abs", abs, [-1, 0, 2]),
    ("ln", mp.log, [0.5, 3]),
    ("sin", mp.sin, [-1, 2.5]),
    ("cos", mp.cos, [-1, 2.5]),
    ("tan", mp.tan, [-1, 1.25]),
    ("atan", mp.atan, [-3, 2]),
    ("asin", mp.asin, [-0.875, 0.5]),
    ("acos", mp.acos, [-0.875, 0.5]),
    ("sinh", mp.sinh, [-2, 3]),
    ("cosh", mp.cosh, [-2, 3]),
    ("tanh", mp.tanh, [-2, 3]),
    ("erf", mp.erf, [-1, 2]),
    ("erfc", mp.erfc, [-1, 2]),
    ("real_power", lambda x: x ** mp.mpf(2.75), [1, 2]),
    ("inverse_cube", lambda x: x**-3, [1, 2]),
    ("seventh", lambda x: x**7, [-1, 2]),
    ("self_power", lambda x: x**x, [1, 2]),
    ("cross", lambda x: -x * mp.log(2 - x), [0, 1]),
    ("divergence", lambda x: divergence(x, 1 - x / 2), [0.125, 1]),
    ("modulo", lambda x: x - mp.mpf(0.75) * mp.floor(x / mp.mpf(0.75)), [0, 0.75, 1.5, 2]),
    ("floor", mp.floor, [-1.5, -1, 0, 1, 2, 2.25]),
    ("greater", lambda x: max(mp.sin(x), mp.cos(x)), [0, mp.pi / 4, 3]),
    ("select", lambda x: x if x < THIRD else 1 - x, [0, THIRD, 1]),
    ("log_sum_exp", lambda x: mp.log(mp.exp(x) + mp.exp(-2 * x) + mp.e), [-3, -1, 0, 1, 3]),
    ("forward", lambda x: mixture(x) * mp.log(mixture(x) / wide(x)), [-6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 6]),
    ("reverse", lambda x: wide(x) * mp.log(wide(x) / mixture(x)), [-6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 6]),
]


def write(out, name, arguments, value):
    out.write(f"{name} {' '.join(repr(float(x)) for x in arguments)} = {mp.nstr(value, DIGITS)}\n")


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else Path(__file__).parent.parent / "tests" / "oracle")
    with open(folder / "elementary.txt", "w", encoding="ascii") as out:
        out.write("# Written by scripts/oracle.py with mpmath; do not edit.\n")
        for name, (function, draws, awkward) in UNARY.items():
            for x in awkward + [draw() for draw in draws for _ in range(-(-count // len(draws)))]:
                write(out, name, (x,), function(mp.mpf(x)))
        for name, (function, draws, awkward) in BINARY.items():
            for x, y in awkward + [(first(), second()) for first, second in draws for _ in range(-(-count // len(draws)))]:
                write(out, name, (x, y), function(mp.mpf(x), mp.mpf(y)))
        for _ in range(count):
            scale = random.choice((1, 30, 1000))
            xs = [random.uniform(-scale, scale) for _ in range(random.randint(1, 4))]
            write(out, "log_sum_exp", xs, mp.log(mp.fsum(mp.exp(mp.mpf(x)) for x in xs)))
    mp.mp.dps = 60
    with open(folder / "integrals.txt", "w", encoding="ascii") as out:
        out.write("# Written by scripts/oracle.py with mpmath; do not edit.\n")
        for name, integrand, ends in INTEGRALS:
            value = mp.quad(integrand, ends, maxdegree=10)
            out.write(f"{name} = {mp.nstr(value, 40)}\n")
        out.write(f"sqrt = {mp.nstr(mp.mpf(2) / 3, 40)}\n")
        out.write("entropy = 0.25\n")


main()
