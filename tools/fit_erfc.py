"""Print the coefficients of the polynomial that chapter elementary uses for erf.

    python tools/fit_erfc.py

It is Chebyshev's fit of erfc(x) * e^(x^2) for x from 1 to 6, in t = (x - 3) / (x + 3), the highest
power first. mpmath calculates with 60 digits.
"""

import mpmath

LOW, MIDDLE, HIGH = 1, 3, 6
COEFFICIENTS = 15


def scaled_erfc(t: mpmath.mpf) -> mpmath.mpf:
    """Return erfc(x) * e^(x^2) for the x of t."""
    x = MIDDLE * (1 + t) / (1 - t)
    return mpmath.erfc(x) * mpmath.exp(x * x)


def main() -> None:
    """Print the coefficients and the largest error of the fit."""
    mpmath.mp.dps = 60
    ends = [mpmath.mpf(x - MIDDLE) / (x + MIDDLE) for x in (LOW, HIGH)]
    coefficients, error = mpmath.chebyfit(scaled_erfc, ends, COEFFICIENTS, error=True)
    for coefficient in coefficients:
        print(repr(float(coefficient)))
    print(f"largest error: {mpmath.nstr(error, 3)}")


if __name__ == "__main__":
    main()
