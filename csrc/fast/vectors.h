/* Vectors of numbers, the lanes of a register, for loops over independent values.
 *
 * An operation on lanes is the same operation on each number, rounded as usual, so it changes no
 * bit. GCC and Clang compile it to one instruction. LANE_BYTES is at most the size of the
 * processor's registers, because larger vectors are kept in memory. A compiler without GCC's
 * vectors gets one number in a register. */

#ifdef REFNET_FLOAT32
#define root sqrtf
typedef uint32_t bits_of_a_real;
typedef int32_t comparison;
#define ALL_BUT_THE_SIGN INT32_MAX
#else
#define root sqrt
typedef uint64_t bits_of_a_real;
typedef int64_t comparison; /* of two reals: 0 or -1 */
#define ALL_BUT_THE_SIGN INT64_MAX
#endif

#if defined(__GNUC__) && !defined(REFNET_NO_VECTORS)
/* Inlined always: a call would pass each register through memory. */
#define INTO_CALLER static inline __attribute__((always_inline))
#define LANES (LANE_BYTES / sizeof(real))
typedef real lanes __attribute__((vector_size(LANE_BYTES)));
typedef bits_of_a_real lane_bits __attribute__((vector_size(LANE_BYTES)));
typedef comparison lane_mask __attribute__((vector_size(LANE_BYTES)));
#ifdef REFNET_FLOAT32
typedef float half_lanes __attribute__((vector_size(LANE_BYTES / 2)));
typedef double wide_lanes __attribute__((vector_size(LANE_BYTES))); /* of half a register */
typedef int64_t wide_mask __attribute__((vector_size(LANE_BYTES)));
#endif
#else
#define INTO_CALLER static inline
#define LANES 1
#undef FUSES
#undef FUSES_BINARY64
#undef FACTORS_IN_MEMORY
typedef real lanes;
typedef bits_of_a_real lane_bits;
typedef comparison lane_mask;
#endif

/* for arrays that lanes are loaded from, so that no load crosses a cache line */
#define ALIGNED _Alignas(64)

INTO_CALLER lanes lanes_load(const real *values)
{
    lanes x;
    memcpy(&x, values, sizeof x); /* values need not be aligned */
    return x;
}

INTO_CALLER void lanes_store(real *values, lanes x)
{
    memcpy(values, &x, sizeof x);
}

/* Return n numbers, zeros after them. n is LANES, a constant, but for the last ones of a row. */
INTO_CALLER lanes load_some(const real *values, size_t n)
{
    lanes x = {0};
    memcpy(&x, values, n * sizeof *values);
    return x;
}

INTO_CALLER void store_some(real *values, lanes x, size_t n)
{
    memcpy(values, &x, n * sizeof *values);
}

/* Call a function of (context, first unit, count of units, up to LANES) for all units of a row. */
#define FOR_ALL_UNITS(function, context, u)                                                        \
    do {                                                                                           \
        size_t unit = 0;                                                                           \
        for (; unit + LANES <= (u); unit += LANES) {                                               \
            function(context, unit, LANES);                                                        \
        }                                                                                          \
        if (unit < (u)) {                                                                          \
            function(context, unit, (u) - unit);                                                   \
        }                                                                                          \
    } while (0)

/* Return sum + x * y (refnet_plus_product). */
INTO_CALLER real plus_product(real sum, real x, real y)
{
#if defined(REFNET_FLOAT32) && (defined(FUSES) || defined(FP_FAST_FMAF))
    return fmaf(x, y, sum); /* one instruction, as exact as the text */
#else
    return refnet_plus_product(sum, x, y);
#endif
}

/* Return sum + x * y, where y is one number. With FACTORS_IN_MEMORY the multiplication reads and
 * broadcasts it. */
#ifndef REFNET_FLOAT32
INTO_CALLER lanes lanes_plus_product(lanes sum, lanes x, const real *y)
{
#ifdef FACTORS_IN_MEMORY
    lanes product;
    __asm__("vmulpd %2%{1to8%}, %1, %0" : "=v"(product) : "v"(x), "m"(*y));
    return sum + product;
#else
    return sum + x * *y;
#endif
}
#elif defined(FUSES)
INTO_CALLER lanes lanes_plus_product(lanes sum, lanes x, const real *y)
{
    return (lanes)FUSES(x, *y - (lanes){0}, sum); /* + would make 0.0 of -0.0 */
}
#elif !defined(__GNUC__) || defined(REFNET_NO_VECTORS)
INTO_CALLER lanes lanes_plus_product(lanes sum, lanes x, const real *y)
{
    return plus_product(sum, x, *y);
}
#elif defined(FP_FAST_FMAF)
INTO_CALLER lanes lanes_plus_product(lanes sum, lanes x, const real *y)
{
    for (size_t i = 0; i < LANES; i++) {
        sum[i] = plus_product(sum[i], x[i], *y);
    }
    return sum;
}
#else
/* The operations of refnet_plus_product. */
INTO_CALLER half_lanes half_plus_product(half_lanes sum, half_lanes x, double y)
{
    const wide_lanes start = __builtin_convertvector(sum, wide_lanes);
    const wide_lanes product = __builtin_convertvector(x, wide_lanes) * y;
    wide_lanes total = product + start;
    const wide_lanes rest = total - product;
    const wide_lanes lost = (start - rest) + (product - (total - rest));
    const wide_mask is_inexact = (lost < 0) | (lost > 0); /* all bits, or none */
    const wide_mask is_too_large = is_inexact & ~((lost < 0) ^ (total > 0));
    wide_mask bits;
    memcpy(&bits, &total, sizeof bits);
    bits = (bits + is_too_large) | (is_inexact & 1);
    memcpy(&total, &bits, sizeof total);
    return __builtin_convertvector(total, half_lanes);
}

INTO_CALLER lanes lanes_plus_product(lanes sum, lanes x, const real *y)
{
    half_lanes sums[2], each[2];
    memcpy(sums, &sum, sizeof sums);
    memcpy(each, &x, sizeof each);
    sums[0] = half_plus_product(sums[0], each[0], *y);
    sums[1] = half_plus_product(sums[1], each[1], *y);
    memcpy(&sum, sums, sizeof sum);
    return sum;
}
#endif

#ifndef REFNET_FLOAT32
/* Return x - y * z, where the product is exact: so fused or not, there is one rounding. */
INTO_CALLER lanes lanes_minus_exact_product(lanes x, lanes y, real z)
{
#ifdef FUSES_BINARY64
    return (lanes)FUSES_BINARY64(-y, z - (lanes){0}, x);
#else
    return x - y * z;
#endif
}
#endif

INTO_CALLER lane_bits lanes_to_bits(lanes x)
{
    lane_bits bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

INTO_CALLER lanes lanes_from_bits(lane_bits bits)
{
    lanes x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

INTO_CALLER lanes lanes_magnitude(lanes x)
{
    return lanes_from_bits(lanes_to_bits(x) & ALL_BUT_THE_SIGN);
}

/* Return a where a comparison is true, b elsewhere. */
INTO_CALLER lanes lanes_select(lane_mask chosen, lanes a, lanes b)
{
    lane_bits mask = LANES == 1 ? -(lane_bits)chosen : (lane_bits)chosen; /* all bits, or none */
    return lanes_from_bits((mask & lanes_to_bits(a)) | (~mask & lanes_to_bits(b)));
}

/* Return whether the highest bit of any of them is set. */
INTO_CALLER int lanes_any_sign(lane_bits bits)
{
    bits_of_a_real each[LANES], all = 0;
    memcpy(each, &bits, sizeof each);
    for (size_t i = 0; i < LANES; i++) {
        all |= each[i];
    }
    return (comparison)all < 0;
}

#if defined(__GNUC__) && !defined(__clang__) && !defined(REFNET_NO_VECTORS)
#define TRANSPOSES /* Clang has no __builtin_shuffle */
#define PAIRS_FROM(i) PAIR(i), PAIR(i + 1), PAIR(i + 2), PAIR(i + 3)
#define PAIR(i) (i), LANES + (i)

/* Transpose a square of LANES rows. Each round puts the lanes of a row of the upper half and of one
 * of the lower half in turn. After as many rounds as halve LANES to 1, that is the transpose. */
INTO_CALLER void lanes_transpose(lanes *rows)
{
    static const comparison first[] = {PAIRS_FROM(0), PAIRS_FROM(4)};
    static const comparison last[] = {PAIRS_FROM(LANES / 2), PAIRS_FROM(LANES / 2 + 4)};
    lane_mask left, right;
    memcpy(&left, first, sizeof left);
    memcpy(&right, last, sizeof right);
#pragma GCC unroll 4
    for (size_t round = 1; round < LANES; round *= 2) {
        lanes before[LANES];
        memcpy(before, rows, sizeof before);
#pragma GCC unroll 8
        for (size_t i = 0; i < LANES / 2; i++) {
            rows[2 * i] = __builtin_shuffle(before[i], before[i + LANES / 2], left);
            rows[2 * i + 1] = __builtin_shuffle(before[i], before[i + LANES / 2], right);
        }
    }
}
#endif

INTO_CALLER lanes lanes_root(lanes x)
{
    real each[LANES];
    memcpy(each, &x, sizeof each);
    for (size_t i = 0; i < LANES; i++) {
        each[i] = root(each[i]);
    }
    memcpy(&x, each, sizeof x);
    return x;
}

/* Return whether any of them is NaN or not zero. */
INTO_CALLER int lanes_any_not_zero(lanes x)
{
    real each[LANES];
    int any = 0;
    memcpy(each, &x, sizeof each);
    for (size_t i = 0; i < LANES; i++) {
        any |= each[i] != 0;
    }
    return any;
}
