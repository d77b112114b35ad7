/* tanh and the sigmoid of many numbers of binary32: the bits of elementary.c, which calculates them
 * in binary64 and rounds once.
 *
 * Here they are calculated in binary64 with a shorter series and fewer divisions. What that gives
 * differs from what elementary.c gives by less than a share NEAR of it. Where all that is so near
 * rounds to one number of binary32, that is the result. Elsewhere, for about one of 100,000
 * numbers, elementary.c decides. */

#if !defined(__GNUC__) || defined(REFNET_NO_VECTORS)
#define tanh_array refnet_tanh_rounded
#define sigmoid_array refnet_sigmoid_rounded
#else

#define AT_ONCE 256 /* values that are calculated together */
#define NEAR 0x1p-41

typedef uint64_t wide_bits __attribute__((vector_size(LANE_BYTES)));
typedef int32_t half_mask __attribute__((vector_size(LANE_BYTES / 2)));

INTO_CALLER wide_bits wide_to_bits(wide_lanes x)
{
    wide_bits bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

INTO_CALLER wide_lanes wide_from_bits(wide_bits bits)
{
    wide_lanes x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

#define SIGN ((uint64_t)1 << 63)

INTO_CALLER wide_lanes wide_select(wide_mask chosen, wide_lanes a, wide_lanes b)
{
    const wide_bits mask = (wide_bits)chosen;
    return wide_from_bits((mask & wide_to_bits(a)) | (~mask & wide_to_bits(b)));
}

/* Return the magnitudes, the largest cut to `most`, which NaN is not. */
INTO_CALLER wide_lanes wide_magnitude(wide_lanes x, double most)
{
    const wide_lanes magnitude = wide_from_bits(wide_to_bits(x) & ~SIGN);
    return wide_select(magnitude > most, most - (wide_lanes){0}, magnitude);
}

/* A group of registers is calculated side by side, because each operation waits for the one before.
 */
#define GROUP 4
#define EACH _Pragma("GCC unroll 4") for (size_t i = 0; i < GROUP; i++)

/* Return x * y + sum, fused or not. */
INTO_CALLER wide_lanes wide_product_plus(wide_lanes x, wide_lanes y, wide_lanes sum)
{
#ifdef FUSES_BINARY64
    return (wide_lanes)FUSES_BINARY64(x, y, sum);
#else
    return x * y + sum;
#endif
}

INTO_CALLER wide_lanes wide(double x)
{
    return x - (wide_lanes){0};
}

/* One more factor of a polynomial of s: sums [GROUP] -> sums * s + c */
INTO_CALLER void more_of_series(wide_lanes *sums, const wide_lanes *s, double c)
{
    EACH
    {
        sums[i] = wide_product_plus(sums[i], s[i], wide(c));
    }
}

/* x [GROUP]: magnitudes of at most 700 -> powers [GROUP]: 2^k, rests [GROUP]: e^r - 1, where
 * x = k * ln 2 + r */
INTO_CALLER void near_exp(const wide_lanes *x, wide_lanes *powers, wide_lanes *rests)
{
    wide_lanes r[GROUP], s[GROUP], even[GROUP], odd[GROUP];
    EACH
    {
        powers[i] = wide_product_plus(x[i], wide(LOG2_E), wide(ROUNDER));
    }
    EACH
    { /* k is in the low bits of the mantissa */
        r[i] = wide_product_plus(powers[i] - ROUNDER, wide(-LN2_HIGH), x[i]);
    }
    EACH
    {
        r[i] = wide_product_plus(powers[i] - ROUNDER, wide(-LN2_LOW), r[i]);
        powers[i] = wide_from_bits((wide_to_bits(powers[i]) << 52) + wide_to_bits(wide(1.0)));
    }
    EACH
    {
        s[i] = r[i] * r[i];
    }
    EACH
    {
        even[i] = wide_product_plus(s[i], wide(1.0 / 3628800), wide(1.0 / 40320));
        odd[i] = wide_product_plus(s[i], wide(1.0 / 39916800), wide(1.0 / 362880));
    }
    more_of_series(even, s, 1.0 / 720);
    more_of_series(odd, s, 1.0 / 5040);
    more_of_series(even, s, 1.0 / 24);
    more_of_series(odd, s, 1.0 / 120);
    more_of_series(even, s, 1.0 / 2);
    more_of_series(odd, s, 1.0 / 6);
    EACH
    {
        even[i] = wide_product_plus(odd[i], r[i], even[i]);
    }
    EACH
    {
        rests[i] = wide_product_plus(even[i], s[i], r[i]);
    }
}

/* x [GROUP], changed. e^2|x| - 1 loses no digits of small x. Beyond 20, tanh rounds to 1. */
INTO_CALLER void near_tanh(wide_lanes *x)
{
    wide_lanes twice[GROUP], powers[GROUP], rests[GROUP];
    EACH
    {
        twice[i] = 2.0 * wide_magnitude(x[i], 20.0);
    }
    near_exp(twice, powers, rests);
    EACH
    {
        rests[i] = wide_product_plus(powers[i], rests[i], powers[i] - 1.0);
    }
    EACH
    {
        const wide_bits sign = wide_to_bits(x[i]) & SIGN;
        x[i] = wide_from_bits(wide_to_bits(rests[i] / (rests[i] + 2.0)) | sign);
    }
}

/* x [GROUP], changed. Below -700, it rounds to 0. */
INTO_CALLER void near_sigmoid(wide_lanes *x)
{
    wide_lanes negative[GROUP], powers[GROUP], rests[GROUP];
    EACH
    {
        negative[i] = -wide_magnitude(x[i], 700.0);
    }
    near_exp(negative, powers, rests);
    EACH
    { /* e^-|x| */
        rests[i] = wide_product_plus(powers[i], rests[i], powers[i]);
    }
    EACH
    {
        x[i] = wide_select(x[i] < 0.0, rests[i], wide(1.0)) / (1.0 + rests[i]);
    }
}

#define GROUP_SIZE (GROUP * LANES / 2) /* numbers of a group */

/* values [n] -> results [n], n a multiple of GROUP_SIZE. Returns 0 if a result is not certain. */
INTO_CALLER int certainly(void (*near)(wide_lanes *), const float *values, size_t n, float *results)
{
    half_mask uncertain = {0};
    for (size_t start = 0; start < n; start += GROUP_SIZE) {
        half_lanes halves[GROUP];
        wide_lanes x[GROUP];
        memcpy(halves, values + start, sizeof halves);
        EACH
        {
            x[i] = __builtin_convertvector(halves[i], wide_lanes);
        }
        near(x);
        EACH
        {
            const half_lanes low = __builtin_convertvector(x[i] * (1.0 - NEAR), half_lanes);
            halves[i] = __builtin_convertvector(x[i] * (1.0 + NEAR), half_lanes);
            uncertain |= low != halves[i]; /* true of NaN, too */
        }
        memcpy(results + start, halves, sizeof halves);
    }
    int32_t each[LANES / 2], any = 0;
    memcpy(each, &uncertain, sizeof each);
    for (size_t i = 0; i < LANES / 2; i++) {
        any |= each[i];
    }
    return any == 0;
}

/* values [n] -> results [n], which may be values itself: AT_ONCE at a time, and by `exactly` where
 * one is not certain. The last group is padded with zeros. */
INTO_CALLER void rounded_array(void (*near)(wide_lanes *),
                               void (*exactly)(const float *, size_t, float *), const float *values,
                               size_t n, float *results)
{
    ALIGNED float padded[AT_ONCE], block[AT_ONCE];
    for (size_t start = 0; start < n; start += AT_ONCE) {
        const size_t size = n - start < AT_ONCE ? n - start : AT_ONCE;
        const size_t whole = (size + GROUP_SIZE - 1) / GROUP_SIZE * GROUP_SIZE;
        const float *x = values + start;
        if (size < whole) {
            memset(padded + whole - GROUP_SIZE, 0, GROUP_SIZE * sizeof *padded);
            memcpy(padded, x, size * sizeof *padded);
            x = padded;
        }
        if (certainly(near, x, whole, block)) {
            memcpy(results + start, block, size * sizeof *block);
        } else {
            exactly(values + start, size, results + start);
        }
    }
}

static void tanh_array(const float *values, size_t n, float *results)
{
    if (is_for_narrower(n)) {
        NARROWER.tanh(values, n, results);
    } else {
        rounded_array(near_tanh, refnet_tanh_rounded, values, n, results);
    }
}

static void sigmoid_array(const float *values, size_t n, float *results)
{
    if (is_for_narrower(n)) {
        NARROWER.sigmoid(values, n, results);
    } else {
        rounded_array(near_sigmoid, refnet_sigmoid_rounded, values, n, results);
    }
}

#endif
