#!/usr/bin/env python3
"""Write tests/oracle/wide.tsv: values of every operation at 170 digits.

Needs mpmath. Each line holds the operation, its arguments as exact decimals (or `a/b` sums of
powers of two, which decimals write exactly), and the value. Run from the repository's root.
"""

import random

from mpmath import mp, mpf, nstr
import mpmath as m

mp.dps = 260
random.seed(20261124)


def decimal(x):
    """A short decimal near x, exact by definition."""
    return format(x, ".12g")


def spread(low, high, count):
    return [decimal(random.uniform(low, high)) for _ in range(count)]


def scales(count, low=-12, high=12):
    return [decimal(random.uniform(1, 10) * 10.0 ** random.uniform(low, high)) for _ in range(count)]


def signed(values):
    return [value if random.random() < 0.5 else "-" + value for value in values]


near_one = ["1.0000000001", "0.9999999999999", "1.00001", "0.99997"]
near_pi = ["3.14159265358979", "1.57079632679", "-6.28318530718", "1000000.5", "123456789.25", "1e30"]

unary = {
    "Sqrt": (m.sqrt, scales(10, -40, 40)),
    "Exp": (m.exp, signed(scales(8, -12, 3)) + spread(-3, 3, 6) + ["100000", "-100000", "1e-50"]),
    "Ln": (m.log, scales(10, -60, 60) + spread(0.3, 3, 6) + near_one),
    "Sin": (m.sin, signed(scales(8, -12, 8)) + spread(-10, 10, 6) + near_pi),
    "Cos": (m.cos, signed(scales(8, -12, 8)) + spread(-10, 10, 6) + near_pi),
    "Tan": (m.tan, signed(scales(8, -12, 8)) + spread(-10, 10, 6) + near_pi),
    "Asin": (m.asin, signed(scales(6, -20, -1)) + spread(-1, 1, 8) + ["1", "-1", "0.99999999999", "-0.9999999"]),
    "Acos": (m.acos, signed(scales(4, -20, -1)) + spread(-1, 1, 8) + ["1", "-1", "0.99999999999", "-0.9999999"]),
    "Atan": (m.atan, signed(scales(12, -20, 20)) + spread(-3, 3, 8)),
    "Sinh": (m.sinh, signed(scales(10, -20, 2)) + spread(-3, 3, 6)),
    "Cosh": (m.cosh, signed(scales(10, -20, 2)) + spread(-3, 3, 6)),
    "Tanh": (m.tanh, signed(scales(10, -20, 2)) + spread(-3, 3, 6)),
    "Erf": (m.erf, signed(scales(8, -20, 0.5)) + spread(-6, 6, 10) + ["12", "-25"]),
    "Erfc": (m.erfc, signed(scales(6, -20, 0.5)) + spread(-6, 12, 12) + ["18.5", "30", "200", "12.99"]),
    "Gamma": (m.gamma, scales(5, -5, 2) + spread(-6, 6, 10) + ["0.5", "-1.5", "30", "170.5"]),
    "LnGamma": (lambda x: m.log(abs(m.gamma(x))) if x < 0 else m.loggamma(x),
                scales(6, -8, 8) + spread(-6, 6, 10) + ["0.5", "-1.5", "1.4616", "1000000.5"]),
    "Digamma": (lambda x: m.psi(0, x), scales(6, -8, 8) + spread(-6, 6, 10) + ["0.5", "-1.5", "1", "1000000.5"]),
    "EntropyTerm": (lambda x: -x * m.log(x), scales(6, -20, 3) + spread(0, 1, 8)),
}

pairs = [(a, b) for a, b in zip(scales(8, -6, 6) + spread(0.1, 5, 6), scales(8, -6, 6) + spread(0.1, 5, 6))]
binary = {
    "Power": (lambda x, y: x**y, [(a, b) for a, b in zip(scales(8, -6, 6), signed(scales(8, -6, 2)))]
              + [("-1.5", "7"), ("-0.25", "-3"), ("1.0000001", "1234567.5"), ("10", "100000.5")]),
    "Modulo": (lambda x, y: x - y * m.floor(x / y), [(a, b) for a, b in pairs] + [("-7", "3"), ("7", "-3"), ("-7.5", "0.1")]),
    "CrossTerm": (lambda x, y: -x * m.log(y), pairs),
    "DivergenceTerm": (lambda x, y: x * m.log(x / y), pairs + [("0.3", "0.30000001"), ("0.50000000000001", "0.5")]),
}

with open("tests/oracle/wide.tsv", "w", encoding="utf-8") as out:
    out.write("# scripts/oracle_wide.py, mpmath " + m.__version__ + "\n")
    for name, (function, arguments) in unary.items():
        for argument in arguments:
            out.write(f"{name}\t{argument}\t{nstr(m.re(function(mpf(argument))), 170)}\n")
    for name, (function, arguments) in binary.items():
        for x, y in arguments:
            out.write(f"{name}\t{x} {y}\t{nstr(m.re(function(mpf(x), mpf(y))), 170)}\n")
