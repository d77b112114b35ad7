/* tanh and the sigmoid of many numbers of binary32: the bits of elementary.c, which calculates them
 * in binary64 and rounds once.
 *
 * Here they are calculated in binary64 with a shorter series and no divisions. What that gives
 * differs from what elementary.c gives by less than a share NEAR of it. Where all that is so near
 * rounds to one number of binary32, that is the result. Elsewhere, for about one of 50,000 numbers,
 * elementary.c decides. */

#if !defined(__GNUC__) || defined(REFNET_NO_VECTORS)
#define tanh_array refnet_tanh_rounded
#define sigmoid_array refnet_sigmoid_rounded
#else

#define NEAR 0x1p-40
#define LN2 0.6931471805599453

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

INTO_CALLER wide_lanes wide(double x)
{
    return x - (wide_lanes){0};
}

/* Return x * y + sum, fused or not. */
INTO_CALLER wide_lanes wide_product_plus(wide_lanes x, wide_lanes y, wide_lanes sum)
{
#ifdef FUSES_BINARY64
    return (wide_lanes)FUSES_BINARY64(x, y, sum);
#else
    return x * y + sum;
#endif
}

/* A group of registers is calculated side by side, because each operation waits for the one before.
 */
#define GROUP 8
#define EACH _Pragma("GCC unroll 8") for (size_t i = 0; i < GROUP; i++)

/* One more term of a polynomial of s: sums [GROUP] -> sums * s + c */
INTO_CALLER void more_of_series(wide_lanes *sums, const wide_lanes *s, double c)
{
    EACH
    {
        sums[i] = wide_product_plus(sums[i], s[i], wide(c));
    }
}

/* Four functions, for which AVX-512 has shorter instructions:
 *
 * widened: x in binary64, magnitudes beyond `most` cut to it, NaN kept
 * near_reciprocal: (1 - NEAR) / x
 * power_of_parts: 2^(n / PARTS), where n is in the low bits of a sum with ROUNDER
 * near_rests: r [GROUP], |scale * r| <= ln 2 / (2 * PARTS) -> rests [GROUP]: e^(scale * r) - 1 */
#ifdef HAS_AVX512
#define PARTS 16

INTO_CALLER wide_lanes widened(half_lanes x, float most)
{
    const __m256 cut = _mm256_min_ps(_mm256_set1_ps(most), (__m256)x); /* of two, if one is NaN */
    return (wide_lanes)_mm512_cvtps_pd(_mm256_max_ps(_mm256_set1_ps(-most), cut)); /* the second */
}

/* guess * x is 1 - e with |e| <= 2^-14, so the reciprocal is guess * (1 + e + e^2 + e^3 ...).
 * Taking NEAR from e takes as much from the result. */
INTO_CALLER wide_lanes near_reciprocal(wide_lanes x)
{
    const wide_lanes guess = (wide_lanes)_mm512_rcp14_pd((__m512d)x);
    const wide_lanes e = wide_product_plus(-x, guess, wide(1.0 - NEAR));
    return wide_product_plus(guess, wide_product_plus(e, e, e), guess);
}

/* n is k * PARTS + j. Its bits, shifted, add k to the exponent of 2^(j / PARTS), and j to its
 * mantissa, from which the table has taken it. */
INTO_CALLER wide_lanes power_of_parts(wide_lanes n)
{
    static const uint64_t powers[PARTS] = {
        0x3ff0000000000000, 0x3fefb5586cf9890f, 0x3fef72b83c7d517b, 0x3fef387a6e756238,
        0x3fef06fe0a31b715, 0x3feedea64c123422, 0x3feebfdad5362a27, 0x3feeab07dd485429,
        0x3feea09e667f3bcd, 0x3feea11473eb0187, 0x3feeace5422aa0db, 0x3feec49182a3f090,
        0x3feee89f995ad3ad, 0x3fef199bdd85529c, 0x3fef5818dcfba487, 0x3fefa4afa2a490da,
    };
    const __m512i first = _mm512_loadu_si512(powers), last = _mm512_loadu_si512(powers + 8);
    const wide_bits places = wide_to_bits(n);
    const wide_bits part = (wide_bits)_mm512_permutex2var_epi64(first, (__m512i)places, last);
    return wide_from_bits(part + (places << 48));
}

/* The series to r^5, and most of r^6 / 720: |16 y^5 - 20 y^3 + 5 y| <= 1 for |y| <= 1, so with a
 * the largest |r| and y = r / a, r^5 is nearly (20 a^2 r^3 - 5 a^4 r) / 16. */
INTO_CALLER void near_rests(const wide_lanes *r, double scale, wide_lanes *rests)
{
    const double a = LN2 / (2 * PARTS), s = scale;
    EACH
    {
        rests[i] = wide_product_plus(r[i], wide(s * s * s * s * s / 120),
                                     wide(s * s * s * s * (1.0 / 24 + a * a / 576)));
    }
    more_of_series(rests, r, s * s * s / 6);
    more_of_series(rests, r, s * s * (1.0 / 2 - a * a * a * a / 2304));
    more_of_series(rests, r, s);
    EACH
    {
        rests[i] = rests[i] * r[i];
    }
}
#else
#define PARTS 1

INTO_CALLER half_lanes half_select(half_mask chosen, half_lanes a, half_lanes b)
{
    half_mask one, other;
    memcpy(&one, &a, sizeof one);
    memcpy(&other, &b, sizeof other);
    one = (chosen & one) | (~chosen & other);
    memcpy(&a, &one, sizeof a);
    return a;
}

INTO_CALLER wide_lanes widened(half_lanes x, float most)
{
    const half_lanes all = {0}, largest = all + most, least = all - most;
    x = half_select(x > largest, largest, x);
    x = half_select(x < least, least, x);
    return __builtin_convertvector(x, wide_lanes);
}

INTO_CALLER wide_lanes near_reciprocal(wide_lanes x)
{
    return (1.0 - NEAR) / x;
}

INTO_CALLER wide_lanes power_of_parts(wide_lanes n)
{
    return wide_from_bits((wide_to_bits(n) << 52) + wide_to_bits(wide(1.0)));
}

INTO_CALLER void near_rests(const wide_lanes *x, double scale, wide_lanes *rests)
{
    wide_lanes r[GROUP], s[GROUP], even[GROUP], odd[GROUP];
    EACH
    {
        r[i] = scale * x[i];
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
        rests[i] = wide_product_plus(even[i], r[i], wide(1.0)) * r[i];
    }
}
#endif

/* x [GROUP] -> powers [GROUP], rests [GROUP]: e^(scale * x) = powers * (1 + rests) */
INTO_CALLER void near_exp(const wide_lanes *x, double scale, wide_lanes *powers, wide_lanes *rests)
{
    wide_lanes r[GROUP];
    EACH
    { /* scale * x = n * ln 2 / PARTS + scale * r, and powers = n + ROUNDER */
        powers[i] = wide_product_plus(x[i], wide(scale * PARTS / LN2), wide(ROUNDER));
    }
    EACH
    {
        r[i] = wide_product_plus(powers[i] - ROUNDER, wide(-LN2 / (scale * PARTS)), x[i]);
    }
    near_rests(r, scale, rests);
    EACH
    {
        powers[i] = power_of_parts(powers[i]);
    }
}

/* x [GROUP], changed: (1 - NEAR) * (e^2x - 1) / (e^2x + 1), which loses no digits of small x */
INTO_CALLER void near_tanh(wide_lanes *x)
{
    wide_lanes powers[GROUP], rests[GROUP];
    near_exp(x, 2.0, powers, rests);
    EACH
    { /* -(1 - powers) is -0 where powers is 1, so the sum with -0 is -0 */
        rests[i] = wide_product_plus(powers[i], rests[i], -(1.0 - powers[i]));
    }
    EACH
    {
        x[i] = rests[i] * near_reciprocal(rests[i] + 2.0);
    }
}

/* x [GROUP], changed: (1 - NEAR) / (1 + e^-x) */
INTO_CALLER void near_sigmoid(wide_lanes *x)
{
    wide_lanes powers[GROUP], rests[GROUP];
    near_exp(x, -1.0, powers, rests);
    EACH
    {
        x[i] = near_reciprocal(wide_product_plus(powers[i], rests[i], powers[i] + 1.0));
    }
}

#define MOST_OF_TANH 20.0F             /* from there on it rounds to 1 */
#define MOST_OF_SIGMOID 110.0F         /* from there on it rounds to 0 or 1 */
#define GROUP_SIZE (GROUP * LANES / 2) /* numbers of a group */

INTO_CALLER int any_half(half_mask bits)
{
    int64_t each[sizeof bits / sizeof(int64_t)], any = 0;
    memcpy(each, &bits, sizeof each);
    for (size_t i = 0; i < sizeof each / sizeof *each; i++) {
        any |= each[i];
    }
    return any != 0;
}

/* One of the two: how it is calculated nearly and exactly, and where its values are cut */
typedef struct {
    void (*near)(wide_lanes *);
    void (*exactly)(const float *, size_t, float *);
    float most;
} rounded_function;

/* values [GROUP_SIZE] -> results [GROUP_SIZE], which may be values itself */
INTO_CALLER void rounded_group(rounded_function function, const float *values, float *results)
{
    half_lanes halves[GROUP];
    wide_lanes x[GROUP];
    half_mask uncertain = {0};
    memcpy(halves, values, sizeof halves);
    EACH
    {
        x[i] = widened(halves[i], function.most);
    }
    function.near(x);
    EACH
    {
        const wide_lanes above = wide_product_plus(x[i], wide(2 * NEAR), x[i]);
        const half_lanes low = __builtin_convertvector(x[i], half_lanes);
        halves[i] = __builtin_convertvector(above, half_lanes);
        uncertain |= low != halves[i]; /* true of NaN too */
    }
    if (any_half(uncertain)) {
        function.exactly(values, GROUP_SIZE, results);
    } else {
        memcpy(results, halves, sizeof halves);
    }
}

/* values [n] -> results [n], which may be values itself; the last group is padded with zeros */
INTO_CALLER void rounded_array(rounded_function function, const float *values, size_t n,
                               float *results)
{
    size_t start = 0;
    for (; start + GROUP_SIZE <= n; start += GROUP_SIZE) {
        rounded_group(function, values + start, results + start);
    }
    if (start < n) {
        ALIGNED float padded[GROUP_SIZE] = {0};
        memcpy(padded, values + start, (n - start) * sizeof *padded);
        rounded_group(function, padded, padded);
        memcpy(results + start, padded, (n - start) * sizeof *padded);
    }
}

static void tanh_array(const float *values, size_t n, float *results)
{
    const rounded_function function = {near_tanh, refnet_tanh_rounded, MOST_OF_TANH};
    if (is_for_narrower(n)) {
        NARROWER.tanh(values, n, results);
    } else {
        rounded_array(function, values, n, results);
    }
}

static void sigmoid_array(const float *values, size_t n, float *results)
{
    const rounded_function function = {near_sigmoid, refnet_sigmoid_rounded, MOST_OF_SIGMOID};
    if (is_for_narrower(n)) {
        NARROWER.sigmoid(values, n, results);
    } else {
        rounded_array(function, values, n, results);
    }
}

#endif
