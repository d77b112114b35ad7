/* The functions of chapter elementary of many values: the operations of elementary.c, in their
 * order.
 *
 * Each is a function of up to AT_ONCE values that refuses those which need a special case; the
 * plain function calculates these one by one. */

#define AT_ONCE 256 /* values that are calculated together */

#ifdef REFNET_FLOAT32 /* calculated in binary64 and rounded */
#define exp_array refnet_exp_rounded
#define log_array refnet_log_rounded
#define expm1_array refnet_expm1_rounded
#define log1p_array refnet_log1p_rounded
#define erf_array refnet_erf_rounded
#include "rounded.h"
#else

#define FAR 0x4085e00000000000 /* the bits of 700.0: up to there 2^k needs no second step */
#define LEAST_NORMAL 0x0010000000000000
#define MANTISSA 0x000fffffffffffff
#define ONE_HALF 0x3fe0000000000000
#define ONE 0x3ff0000000000000

/* e^x = 2^k * (1 + r + tail) of as many values; exponent: k, where a number has its exponent */
typedef struct {
    lanes r[AT_ONCE / LANES], lost[AT_ONCE / LANES];
    lane_bits exponent[AT_ONCE / LANES];
} reduced_lanes;

/* values [n] -> reduced; n is a multiple of LANES, at most AT_ONCE. Returns 0 if a magnitude is
 * beyond FAR or a value is NaN. */
INTO_CALLER int reduce_lanes(const double *values, size_t n, reduced_lanes *reduced)
{
    lane_bits far = {0}; /* its sign bits: where a magnitude is beyond FAR */
    for (size_t i = 0; i < n / LANES; i++) {
        lanes x = lanes_load(values + i * LANES);
        far |= lanes_to_bits(lanes_magnitude(x)) + (INT64_MAX - FAR);
        lanes rounded = x * LOG2_E + ROUNDER; /* k is in the low bits of its mantissa */
        lanes k = rounded - ROUNDER;
        reduced->exponent[i] = lanes_to_bits(rounded) << 52;
        lanes high = lanes_minus_exact_product(x, k, LN2_HIGH);
        lanes low = k * LN2_LOW;
        reduced->r[i] = high - low;
        reduced->lost[i] = (high - reduced->r[i]) - low;
    }
    return !lanes_any_sign(far);
}

/* Return the rest of the series of e^r, which ends with what rounding lost. */
INTO_CALLER lanes tail_lanes(lanes r, lanes lost)
{
    lanes s = r * r;
    lanes even = 1.0 / 3628800 + s * (1.0 / 479001600);
    even = 1.0 / 24 + s * (1.0 / 720 + s * (1.0 / 40320 + s * even));
    even = 1.0 / 2 + s * even;
    lanes odd = 1.0 / 39916800 + s * (1.0 / 6227020800);
    odd = 1.0 / 120 + s * (1.0 / 5040 + s * (1.0 / 362880 + s * odd));
    odd = 1.0 / 6 + s * odd;
    return s * (even + r * odd) + lost;
}

/* The two loops of exp are one calculation, cut where few numbers must be kept: a processor finds
 * more independent operations in short chains, and the constants of each loop fit in registers.
 *
 * values [n] -> results [n], which may be values itself; n is a multiple of LANES, at most AT_ONCE.
 * Returns 0 and leaves results alone if a magnitude is beyond FAR or a value is NaN. */
INTO_CALLER int exp_lanes(const double *values, size_t n, double *results)
{
    reduced_lanes reduced;
    if (!reduce_lanes(values, n, &reduced)) {
        return 0;
    }
    for (size_t i = 0; i < n / LANES; i++) {
        lanes r = reduced.r[i], tail = tail_lanes(r, reduced.lost[i]);
        lanes y = 1.0 + r;
        y = y + ((r - (y - 1.0)) + tail);
        /* y * 2^k: neither is near the ends of the range, so the exponents are added */
        lanes_store(results + i * LANES, lanes_from_bits(lanes_to_bits(y) + reduced.exponent[i]));
    }
    return 1;
}

/* like exp_lanes; below -40 it gives the -1 of -40 */
INTO_CALLER int expm1_lanes(const double *values, size_t n, double *results)
{
    ALIGNED double cut[AT_ONCE];
    reduced_lanes reduced;
    for (size_t i = 0; i < n; i += LANES) {
        lanes x = lanes_load(values + i);
        lanes_store(cut + i, lanes_select(x < -40.0, (lanes){0} - 40.0, x));
    }
    if (!reduce_lanes(cut, n, &reduced)) {
        return 0;
    }
    for (size_t i = 0; i < n / LANES; i++) {
        lanes r = reduced.r[i], tail = tail_lanes(r, reduced.lost[i]);
        /* 1 - 2^-k, which is also 1 for the k above 60 */
        lanes one = 1.0 - lanes_from_bits(ONE - reduced.exponent[i]);
        lanes y = one + r;
        y = y + ((r - (y - one)) + tail);
        /* as in exp_lanes; where k is 0, y may be 0 */
        lanes_store(results + i * LANES, lanes_from_bits(lanes_to_bits(y) + reduced.exponent[i]));
    }
    return 1;
}

/* like exp_lanes; it refuses values that are negative, zero, subnormal, infinite or NaN */
INTO_CALLER int log_lanes(const double *values, size_t n, double *results)
{
    lane_bits refused = {0}; /* its sign bits: where a value is refused */
    for (size_t i = 0; i < n; i += LANES) {
        lane_bits above = lanes_to_bits(lanes_load(values + i)) - LEAST_NORMAL;
        refused |= above | (above + 2 * LEAST_NORMAL);
    }
    if (lanes_any_sign(refused)) {
        return 0;
    }
    for (size_t i = 0; i < n; i += LANES) {
        lane_bits bits = lanes_to_bits(lanes_load(values + i));
        lanes m = lanes_from_bits((bits & MANTISSA) | ONE_HALF); /* 1/2 <= m < 1 */
        /* the exponent in the low bits of the mantissa of 2^52 */
        lanes k = lanes_from_bits((bits >> 52) | 0x4330000000000000) - (4503599627370496.0 + 1022);
        lane_mask is_low = m < SQRT_HALF;
        k = lanes_select(is_low, k - 1.0, k);
        m = lanes_select(is_low, 2.0 * m, m);

        lanes f = m - 1.0;
        lanes s = f / (2.0 + f);
        lanes z = s * s;
        lanes series = 2.0 / 13 + z * (2.0 / 15 + z * (2.0 / 17 + z * (2.0 / 19 + z * (2.0 / 21))));
        series =
            2.0 / 3 + z * (2.0 / 5 + z * (2.0 / 7 + z * (2.0 / 9 + z * (2.0 / 11 + z * series))));
        lanes half_square = 0.5 * f * f;
        lanes tail = s * (half_square + z * series) + k * LN2_LOW;
        lanes_store(results + i, k * LN2_HIGH - ((half_square - tail) - f));
    }
    return 1;
}

/* like exp_lanes; it refuses values from which log_lanes refuses 1 + x */
INTO_CALLER int log1p_lanes(const double *values, size_t n, double *results)
{
    ALIGNED double above[AT_ONCE], logs[AT_ONCE];
    for (size_t i = 0; i < n; i += LANES) {
        lanes_store(above + i, 1.0 + lanes_load(values + i));
    }
    if (!log_lanes(above, n, logs)) {
        return 0;
    }
    for (size_t i = 0; i < n; i += LANES) {
        lanes x = lanes_load(values + i), u = lanes_load(above + i);
        lanes_store(results + i, lanes_load(logs + i) + (x - (u - 1.0)) / u);
    }
    return 1;
}

/* values [n] -> results [n], both of magnitudes below 0.625; n is a multiple of LANES */
INTO_CALLER void small_tanh_lanes(const double *values, size_t n, double *results)
{
    for (size_t i = 0; i < n; i += LANES) {
        lanes x = lanes_load(values + i);
        lanes s = x * x;
        lanes fraction = 7.0 + s / (9.0 + s / (11.0 + s / (13.0 + s / 15.0)));
        lanes_store(results + i, x / (1.0 + s / (3.0 + s / (5.0 + s / fraction))));
    }
}

/* like exp_lanes; the small values are gathered, because seven divisions of all values would take
 * longer than everything else */
INTO_CALLER int tanh_lanes(const double *values, size_t n, double *results)
{
    ALIGNED double e[AT_ONCE], small[AT_ONCE + LANES];
    uint32_t places[AT_ONCE], count = 0; /* of the small values */
    for (uint32_t i = 0; i < n; i++) {   /* no branch, because nothing could predict it */
        places[count] = i;
        count += fabs(values[i]) < 0.625;
    }
    if (count == n) {
        small_tanh_lanes(values, n, results);
        return 1;
    }
    for (size_t i = 0; i < n; i += LANES) {
        lanes_store(e + i, 2.0 * lanes_magnitude(lanes_load(values + i)));
    }
    if (!exp_lanes(e, n, e)) {
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        small[i] = values[places[i]];
    }
    lanes_store(small + count, (lanes){0});
    small_tanh_lanes(small, count, small);
    for (size_t i = 0; i < n; i += LANES) {
        lanes x = lanes_load(values + i);
        lanes t = 1.0 - 2.0 / (lanes_load(e + i) + 1.0);
        lanes_store(results + i, lanes_select(x < 0.0, -t, t));
    }
    for (size_t i = 0; i < count; i++) {
        results[places[i]] = small[i];
    }
    return 1;
}

/* like exp_lanes */
INTO_CALLER int sigmoid_lanes(const double *values, size_t n, double *results)
{
    ALIGNED double e[AT_ONCE];
    for (size_t i = 0; i < n; i += LANES) {
        lanes_store(e + i, -lanes_magnitude(lanes_load(values + i)));
    }
    if (!exp_lanes(e, n, e)) {
        return 0;
    }
    for (size_t i = 0; i < n; i += LANES) {
        lanes x = lanes_load(values + i);
        lanes ex = lanes_load(e + i);
        lanes q = ex / (1.0 + ex);
        lanes_store(results + i, lanes_select(x < 0.0, ex - ex * q, 1.0 - q));
    }
    return 1;
}

/* Return the magnitudes, at most 6, from where on erf is 1. */
INTO_CALLER lanes size_lanes(lanes x)
{
    const lanes size = lanes_magnitude(x);
    return lanes_select(size > 6.0, (lanes){0} + 6.0, size);
}

/* Registers of erf that are calculated side by side, because its polynomials are long chains of
 * operations that wait for each other. */
#define OF_ERF 4
#define OF_EACH _Pragma("GCC unroll 4") for (size_t k = 0; k < count; k++)

/* values [count * LANES], e: e^(-x * x) of each -> results; count is a constant, at most OF_ERF */
INTO_CALLER void erf_group(const double *values, const double *e, size_t count, double *results)
{
    static const double terms[] = {ERF_TERMS}, fit[] = {ERFC_FIT};
    lanes x[OF_ERF], s[OF_ERF], series[OF_ERF], t[OF_ERF], fitted[OF_ERF];
    OF_EACH
    {
        x[k] = lanes_load(values + k * LANES);
        s[k] = x[k] * x[k];
        const lanes size = size_lanes(x[k]);
        t[k] = (size - 3.0) / (size + 3.0);
        series[k] = fitted[k] = (lanes){0};
    }
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        OF_EACH
        {
            series[k] = terms[i] - s[k] * series[k];
        }
    }
    for (size_t i = 0; i < sizeof fit / sizeof *fit; i++) {
        OF_EACH
        {
            fitted[k] = fit[i] + t[k] * fitted[k];
        }
    }
    OF_EACH
    {
        const lanes small = TWO_BY_ROOT_PI * (x[k] - x[k] * s[k] * series[k]);
        const lanes y = 1.0 - lanes_load(e + k * LANES) * fitted[k];
        const lanes large = lanes_select(x[k] < 0.0, -y, y);
        lanes_store(results + k * LANES, lanes_select(lanes_magnitude(x[k]) < 1.0, small, large));
    }
}

/* like exp_lanes; it refuses NaN alone */
INTO_CALLER int erf_lanes(const double *values, size_t n, double *results)
{
    ALIGNED double e[AT_ONCE];
    size_t i = 0;
    for (; i < n; i += LANES) {
        const lanes size = size_lanes(lanes_load(values + i));
        lanes_store(e + i, -size * size);
    }
    if (!exp_lanes(e, n, e)) {
        return 0;
    }
    for (i = 0; i + OF_ERF * LANES <= n; i += OF_ERF * LANES) {
        erf_group(values + i, e + i, OF_ERF, results + i);
    }
    for (; i < n; i += LANES) {
        erf_group(values + i, e + i, 1, results + i);
    }
    return 1;
}

/* values [n] -> results [n], which may be values itself: AT_ONCE at a time by `many`, and one by
 * one where `many` refuses them. The last register is padded with ones: it takes no longer than a
 * plain function takes for one value. */
INTO_CALLER void in_blocks(int (*many)(const double *, size_t, double *), double (*one)(double),
                           const double *values, size_t n, double *results)
{
    ALIGNED double block[AT_ONCE];
    for (size_t start = 0; start < n; start += AT_ONCE) {
        const size_t size = n - start < AT_ONCE ? n - start : AT_ONCE;
        const size_t whole = (size + LANES - 1) / LANES * LANES;
        const double *x = values + start;
        double *y = results + start;
        if (size < whole) {
            memcpy(block, x, size * sizeof *block);
            for (size_t i = size; i < whole; i++) {
                block[i] = 1.0;
            }
            x = y = block;
        }
        if (!many(x, whole, y)) {
            for (size_t i = start; i < start + size; i++) {
                results[i] = one(values[i]);
            }
        } else if (size < whole) {
            memcpy(results + start, block, size * sizeof *block);
        }
    }
}

static void exp_array(const double *values, size_t n, double *results)
{
    if (is_for_narrower(n)) {
        NARROWER.exp(values, n, results);
    } else {
        in_blocks(exp_lanes, refnet_exp, values, n, results);
    }
}

static void log_array(const double *values, size_t n, double *results)
{
    if (is_for_narrower(n)) {
        NARROWER.log(values, n, results);
    } else {
        in_blocks(log_lanes, refnet_log, values, n, results);
    }
}

static void tanh_array(const double *values, size_t n, double *results)
{
    if (is_for_narrower(n)) {
        NARROWER.tanh(values, n, results);
    } else {
        in_blocks(tanh_lanes, refnet_tanh, values, n, results);
    }
}

static void sigmoid_array(const double *values, size_t n, double *results)
{
    if (is_for_narrower(n)) {
        NARROWER.sigmoid(values, n, results);
    } else {
        in_blocks(sigmoid_lanes, refnet_sigmoid, values, n, results);
    }
}

static void expm1_array(const double *values, size_t n, double *results)
{
    if (is_for_narrower(n)) {
        NARROWER.expm1(values, n, results);
    } else {
        in_blocks(expm1_lanes, refnet_expm1, values, n, results);
    }
}

static void log1p_array(const double *values, size_t n, double *results)
{
    if (is_for_narrower(n)) {
        NARROWER.log1p(values, n, results);
    } else {
        in_blocks(log1p_lanes, refnet_log1p, values, n, results);
    }
}

static void erf_array(const double *values, size_t n, double *results)
{
    if (is_for_narrower(n)) {
        NARROWER.erf(values, n, results);
    } else {
        in_blocks(erf_lanes, refnet_erf, values, n, results);
    }
}

#endif
