/* Chapter elementary: exp, log, tanh and their relatives, the same bits everywhere.
 *
 * python/refnet/reference/elementary.py has the explanation; this file has the same functions in
 * the same order. fast/elementary.h has the same operations on many values at once. */

#include <string.h>

#include "internal.h"

static double from_bits(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static uint64_t to_bits(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

double refnet_round_to_integer(double x)
{
    return (x + ROUNDER) - ROUNDER;
}

double refnet_power_of_two(int k)
{
    return from_bits((uint64_t)(k + 1023) << 52);
}

double refnet_mantissa_and_exponent(double x, int *k)
{
    int exponent = 0;
    if (x < 2.2250738585072014e-308) { /* subnormal: its bits have no exponent of their own */
        x = x * 18014398509481984.0;   /* 2^54 */
        exponent = -54;
    }
    uint64_t bits = to_bits(x);
    exponent += (int)(bits >> 52) - 1022;
    double m = from_bits((bits & 0x000fffffffffffff) | 0x3fe0000000000000); /* 1/2 <= m < 1 */
    *k = m < SQRT_HALF ? exponent - 1 : exponent;
    return m < SQRT_HALF ? 2.0 * m : m;
}

double refnet_exponent_and_rest(double x, double *r, double *tail)
{
    double k = refnet_round_to_integer(x * LOG2_E);
    double high = x - k * LN2_HIGH; /* exact */
    double low = k * LN2_LOW;
    *r = high - low;
    double lost = (high - *r) - low; /* the rounding error of r */

    /* (e^r - 1 - r) / r^2 = 1/2! + r/3! + r^2/4! + ..., even and odd powers side by side, so that a
     * processor can calculate both at once. */
    double s = *r * *r;
    double even = 1.0 / 3628800 + s * (1.0 / 479001600);
    even = 1.0 / 24 + s * (1.0 / 720 + s * (1.0 / 40320 + s * even));
    even = 1.0 / 2 + s * even;
    double odd = 1.0 / 39916800 + s * (1.0 / 6227020800);
    odd = 1.0 / 120 + s * (1.0 / 5040 + s * (1.0 / 362880 + s * odd));
    odd = 1.0 / 6 + s * odd;
    *tail = s * (even + *r * odd) + lost;
    return k;
}

double refnet_scaled(double y, double k)
{
    /* In two steps, because 2^k itself may be out of range although the result is not. */
    double half = refnet_round_to_integer(0.5 * k);
    return y * refnet_power_of_two((int)half) * refnet_power_of_two((int)(k - half));
}

double refnet_exp(double x)
{
    if (isnan(x)) {
        return x;
    }
    x = x < -1000.0 ? -1000.0 : x; /* outside, the result is 0 or infinite anyway */
    x = x > 1000.0 ? 1000.0 : x;
    double r, tail, k = refnet_exponent_and_rest(x, &r, &tail);
    double y = 1.0 + r; /* is rounded; the rounding error is added to the tail */
    return refnet_scaled(y + ((r - (y - 1.0)) + tail), k);
}

double refnet_expm1(double x)
{
    if (isnan(x)) {
        return x;
    }
    if (x < -40.0) {
        return -1.0;
    }
    double r, tail, k = refnet_exponent_and_rest(x > 1000.0 ? 1000.0 : x, &r, &tail);
    double one = 1.0 - refnet_power_of_two((int)(k > 60.0 ? -60.0 : -k)); /* 1 - 2^-k */
    double y = one + r;
    return refnet_scaled(y + ((r - (y - one)) + tail), k);
}

double refnet_log(double x)
{
    if (isnan(x) || x < 0.0) {
        return NAN;
    }
    if (x == 0.0) {
        return -INFINITY;
    }
    if (isinf(x)) {
        return x;
    }

    int exponent;
    double m = refnet_mantissa_and_exponent(x, &exponent);
    double k = exponent;

    /* ln m = 2 (s + s^3/3 + s^5/5 + ...) with s = f/(2 + f). 2s is written f - (h - s*h) with
     * h = f^2/2, which is the same, because f is exact and the rest is small. */
    double f = m - 1.0;
    double s = f / (2.0 + f);
    double z = s * s;
    double series = 2.0 / 13 + z * (2.0 / 15 + z * (2.0 / 17 + z * (2.0 / 19 + z * (2.0 / 21))));
    series = 2.0 / 3 + z * (2.0 / 5 + z * (2.0 / 7 + z * (2.0 / 9 + z * (2.0 / 11 + z * series))));
    double half_square = 0.5 * f * f;
    double tail = s * (half_square + z * series) + k * LN2_LOW;
    return k * LN2_HIGH - ((half_square - tail) - f);
}

double refnet_log1p(double x)
{
    double u = 1.0 + x;
    if (u == 0.0 || u == INFINITY) {
        return refnet_log(u);
    }
    return refnet_log(u) + (x - (u - 1.0)) / u;
}

double refnet_tanh(double x)
{
    if (fabs(x) < 0.625) {
        double s = x * x;
        double fraction = 7.0 + s / (9.0 + s / (11.0 + s / (13.0 + s / 15.0)));
        return x / (1.0 + s / (3.0 + s / (5.0 + s / fraction)));
    }
    double t = 1.0 - 2.0 / (refnet_exp(2.0 * fabs(x)) + 1.0);
    return x < 0.0 ? -t : t;
}

double refnet_sigmoid(double x)
{
    double e = refnet_exp(-fabs(x));
    double q = e / (1.0 + e);
    return x < 0.0 ? e - e * q : 1.0 - q;
}

double refnet_erf(double x)
{
    static const double terms[] = {ERF_TERMS}, fit[] = {ERFC_FIT};
    if (isnan(x)) {
        return x;
    }
    if (fabs(x) < 1.0) {
        double s = x * x, series = 0.0;
        for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
            series = terms[i] - s * series;
        }
        return TWO_BY_ROOT_PI * (x - x * s * series);
    }
    double size = fabs(x) > 6.0 ? 6.0 : fabs(x); /* above, the result is 1 anyway */
    double t = (size - 3.0) / (size + 3.0), fitted = 0.0;
    for (size_t i = 0; i < sizeof fit / sizeof *fit; i++) {
        fitted = fit[i] + t * fitted;
    }
    double y = 1.0 - refnet_exp(-size * size) * fitted;
    return x < 0.0 ? -y : y;
}

refnet_status refnet_elementary(refnet_function function, const double *values, size_t n,
                                double *results)
{
    /* values [n] -> results [n] */
    RETURN_IF_FAULT(refnet_check_elementary(function));
    const refnet_kernels *kernels = refnet_kernels_in_use();
    void (*const calculate[])(const double *values, size_t n, double *results) = {
        kernels->exp,   kernels->log,   kernels->tanh, kernels->sigmoid,
        kernels->expm1, kernels->log1p, kernels->erf};
    const refnet_rounding before = refnet_work_begins();
    calculate[function](values, n, results);
    refnet_work_ends(before);
    return refnet_ok();
}
