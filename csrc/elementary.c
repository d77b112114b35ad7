/* Chapter elementary: exp, log, tanh and the sigmoid, the same bits everywhere. The text is in
 * python/refnet/reference/elementary.py; this file has its functions in its order. Behind each of
 * exp and sigmoid stands a version for eight values at once, with the same operations in the same
 * order. */

#include <string.h>

#include "errors.h"
#include "lanes.h"

/* The bits of every constant stand in SPEC.md. */
#define LOG2_E 1.4426950408889634
#define LN2_HIGH 0.6931471803691238
#define LN2_LOW 1.9082149292705877e-10
#define SQRT_HALF 0.7071067811865476
#define ROUNDER 6755399441055744.0

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

double refnet_exp(double x)
{
    if (isnan(x)) {
        return x;
    }
    x = x > 1000.0 ? 1000.0 : x;
    x = x < -1000.0 ? -1000.0 : x;

    double k = refnet_round_to_integer(x * LOG2_E);
    double high = x - k * LN2_HIGH;
    double low = k * LN2_LOW;
    double r = high - low;
    double lost = (high - r) - low;

    double s = r * r;
    double even = 1.0 / 3628800 + s * (1.0 / 479001600);
    even = 1.0 / 24 + s * (1.0 / 720 + s * (1.0 / 40320 + s * even));
    even = 1.0 / 2 + s * even;
    double odd = 1.0 / 39916800 + s * (1.0 / 6227020800);
    odd = 1.0 / 120 + s * (1.0 / 5040 + s * (1.0 / 362880 + s * odd));
    odd = 1.0 / 6 + s * odd;
    double tail = s * (even + r * odd) + lost;

    double y = 1.0 + r;
    y = y + ((r - (y - 1.0)) + tail);

    double half = refnet_round_to_integer(0.5 * k);
    return y * refnet_power_of_two((int)half) * refnet_power_of_two((int)(k - half));
}

/* exp of eight values at a time. Its three loops are one calculation, cut where few numbers must be
 * kept, because a processor finds more to do at once in short chains of operations. */

#define BLOCK 16
#define FAR 0x4085e00000000000 /* the bits of 700.0: up to there 2^k needs no second step */

/* values [count][LANES] -> results [count][LANES], which may be values itself; count <= BLOCK.
 * Returns 0 and leaves results alone where a magnitude is beyond FAR, or a value NaN. */
INTO_CALLER int exp_lanes(const double *values, size_t count, double *results)
{
    lanes k[BLOCK], r[BLOCK], tail[BLOCK];
    lane_bits far = {0}; /* the sign bit, where a magnitude is beyond FAR */
    for (size_t i = 0; i < count; i++) {
        lanes x = lanes_load(values + i * LANES);
        far |= (lane_bits)lanes_magnitude(x) + (INT64_MAX - FAR);
        k[i] = (x * LOG2_E + ROUNDER) - ROUNDER;
        lanes high = x - k[i] * LN2_HIGH;
        lanes low = k[i] * LN2_LOW;
        r[i] = high - low;
        tail[i] = (high - r[i]) - low;
    }
    if (lanes_any_sign(far)) {
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        lanes s = r[i] * r[i];
        lanes even = 1.0 / 3628800 + s * (1.0 / 479001600);
        even = 1.0 / 24 + s * (1.0 / 720 + s * (1.0 / 40320 + s * even));
        even = 1.0 / 2 + s * even;
        lanes odd = 1.0 / 39916800 + s * (1.0 / 6227020800);
        odd = 1.0 / 120 + s * (1.0 / 5040 + s * (1.0 / 362880 + s * odd));
        odd = 1.0 / 6 + s * odd;
        tail[i] = s * (even + r[i] * odd) + tail[i];
    }
    for (size_t i = 0; i < count; i++) {
        lanes y = 1.0 + r[i];
        y = y + ((r[i] - (y - 1.0)) + tail[i]);
        /* k + 1023 in the low bits of the mantissa; shifted up, they are the exponent of 2^k */
        lanes power = (lanes)((lane_bits)(k[i] + (ROUNDER + 1023.0)) << 52);
        lanes_store(results + i * LANES, y * power);
    }
    return 1;
}

/* values [n] -> results [n], which may be values itself: in blocks by `eight`, which refuses those
 * that are not for it, and these by `one` */
INTO_CALLER void in_blocks(int (*eight)(const double *, size_t, double *), double (*one)(double),
                           const double *values, size_t n, double *results)
{
    double block[BLOCK * LANES];
    for (size_t start = 0; start < n; start += BLOCK * LANES) {
        size_t size = n - start < BLOCK * LANES ? n - start : BLOCK * LANES;
        size_t count = (size + LANES - 1) / LANES;
        const double *x = values + start;
        double *y = results + start;
        int whole = size == count * LANES;
        if (!whole) { /* the last lanes are not full: calculate with zeros in their place */
            x = lanes_padded(values + start, size, block);
            y = block;
        }
        if (!eight(x, count, y)) {
            for (size_t i = start; i < start + size; i++) {
                results[i] = one(values[i]);
            }
        } else if (!whole) {
            memcpy(results + start, block, size * sizeof *block);
        }
    }
}

INTO_CALLER void exp_array_body(const double *values, size_t n, double *results, refnet_isa isa)
{
    (void)isa;
    in_blocks(exp_lanes, refnet_exp, values, n, results);
}

FOR_EACH_ISA(exp_array, (const double *values, size_t n, double *results), values, n, results)

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

    double f = m - 1.0;
    double s = f / (2.0 + f);
    double z = s * s;
    double series = 2.0 / 13 + z * (2.0 / 15 + z * (2.0 / 17 + z * (2.0 / 19 + z * (2.0 / 21))));
    series = 2.0 / 3 + z * (2.0 / 5 + z * (2.0 / 7 + z * (2.0 / 9 + z * (2.0 / 11 + z * series))));
    double half_square = 0.5 * f * f;
    double tail = s * (half_square + z * series) + k * LN2_LOW;
    return k * LN2_HIGH - ((half_square - tail) - f);
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

/* values [count][LANES] -> results [count][LANES], like exp_lanes */
INTO_CALLER int sigmoid_lanes(const double *values, size_t count, double *results)
{
    double e[BLOCK * LANES];
    for (size_t i = 0; i < count * LANES; i += LANES) {
        lanes_store(e + i, -lanes_magnitude(lanes_load(values + i)));
    }
    if (!exp_lanes(e, count, e)) {
        return 0;
    }
    for (size_t i = 0; i < count * LANES; i += LANES) {
        lanes x = lanes_load(values + i);
        lanes ex = lanes_load(e + i);
        lanes q = ex / (1.0 + ex);
        lanes_store(results + i, lanes_select(x < 0.0, ex - ex * q, 1.0 - q));
    }
    return 1;
}

INTO_CALLER void sigmoid_array_body(const double *values, size_t n, double *results, refnet_isa isa)
{
    (void)isa;
    in_blocks(sigmoid_lanes, refnet_sigmoid, values, n, results);
}

FOR_EACH_ISA(sigmoid_array, (const double *values, size_t n, double *results), values, n, results)

refnet_status refnet_elementary(refnet_function function, const double *values, size_t n,
                                double *results)
{
    switch (function) {
    case REFNET_EXP:
        exp_array(values, n, results);
        return refnet_ok();
    case REFNET_LOG:
        for (size_t i = 0; i < n; i++) {
            results[i] = refnet_log(values[i]);
        }
        return refnet_ok();
    case REFNET_TANH:
        for (size_t i = 0; i < n; i++) {
            results[i] = refnet_tanh(values[i]);
        }
        return refnet_ok();
    case REFNET_SIGMOID:
        sigmoid_array(values, n, results);
        return refnet_ok();
    default:
        return refnet_fault(REFNET_UNKNOWN_NAME, "function");
    }
}
