/* A register of numbers side by side, for loops over independent values.
 *
 * An operation on lanes is that operation on each of the numbers, rounded as it always is, so lanes
 * across independent values change no bit. GCC and Clang turn it into one instruction. A register
 * has LANE_BYTES, no more than the processor's, or else it would live in memory. A compiler that
 * does not know GCC's vectors gets registers of one number. */

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
/* What others call must become part of them, and not a call for each register. */
#define INTO_CALLER static inline __attribute__((always_inline))
#define LANES (LANE_BYTES / sizeof(real))
typedef real lanes __attribute__((vector_size(LANE_BYTES)));
typedef bits_of_a_real lane_bits __attribute__((vector_size(LANE_BYTES)));
typedef comparison lane_mask __attribute__((vector_size(LANE_BYTES)));
#if defined(FACTORS_IN_MEMORY) && defined(REFNET_FLOAT32)
#define MULTIPLY_BY_MEMORY "vmulps %2%{1to16%}, %1, %0"
#elif defined(FACTORS_IN_MEMORY)
#define MULTIPLY_BY_MEMORY "vmulpd %2%{1to8%}, %1, %0"
#endif
#else
#define INTO_CALLER static inline
#define LANES 1
typedef real lanes;
typedef bits_of_a_real lane_bits;
typedef comparison lane_mask;
#endif

/* for arrays that lanes are loaded from: no register then lies across two cache lines */
#define ALIGNED _Alignas(64)

INTO_CALLER lanes lanes_load(const real *values)
{
    lanes x;
    memcpy(&x, values, sizeof x); /* values may begin at any address */
    return x;
}

INTO_CALLER void lanes_store(real *values, lanes x)
{
    memcpy(values, &x, sizeof x);
}

/* x times one number, which the multiplication itself reads where FACTORS_IN_MEMORY asks for it */
INTO_CALLER lanes lanes_times(lanes x, const real *factor)
{
#ifndef MULTIPLY_BY_MEMORY
    return x * *factor;
#else
    lanes product;
    __asm__(MULTIPLY_BY_MEMORY : "=v"(product) : "v"(x), "m"(*factor));
    return product;
#endif
}

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

/* a where a comparison is true, else b */
INTO_CALLER lanes lanes_select(lane_mask chosen, lanes a, lanes b)
{
    lane_bits mask = LANES == 1 ? -(lane_bits)chosen : (lane_bits)chosen; /* all bits, or none */
    return lanes_from_bits((mask & lanes_to_bits(a)) | (~mask & lanes_to_bits(b)));
}

/* whether the highest bit is set in any of them */
INTO_CALLER int lanes_any_sign(lane_bits bits)
{
    bits_of_a_real each[LANES], all = 0;
    memcpy(each, &bits, sizeof each);
    for (size_t i = 0; i < LANES; i++) {
        all |= each[i];
    }
    return (comparison)all < 0;
}

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

/* whether any of them is NaN, or not zero */
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
