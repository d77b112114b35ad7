/* Eight numbers side by side, for loops over independent values; not part of the API.
 *
 * An operation on lanes is that operation on each of the eight, rounded as it always is, so lanes
 * across independent values change no bit. GCC and Clang turn it into whatever the processor has:
 * one instruction of AVX-512, two of AVX2, four of SSE2 or NEON.
 */
#ifndef REFNET_LANES_H
#define REFNET_LANES_H

#include <stdint.h>
#include <string.h>

#define LANES 8

typedef double lanes __attribute__((vector_size(8 * LANES)));
typedef uint64_t lane_bits __attribute__((vector_size(8 * LANES)));
typedef int64_t lane_mask __attribute__((vector_size(8 * LANES))); /* of a comparison: 0 or -1 */

/* A function that is compiled once for each instruction set, and chosen when the program starts.
 * Clang has the attribute, but links it only together with a compiler-rt that not every one has. */
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__clang__) && !defined(REFNET_NO_CLONES)
#define FOR_EACH_CPU __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define FOR_EACH_CPU
#endif

/* What such a function calls must become part of it, or it would be compiled for one processor. No
 * lanes are then ever passed in a call, which is what the warning is about. */
#define INTO_CALLER static inline __attribute__((always_inline))
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wpsabi"
#endif

INTO_CALLER lanes lanes_load(const double *values)
{
    lanes x;
    memcpy(&x, values, sizeof x); /* values may begin at any address */
    return x;
}

INTO_CALLER void lanes_store(double *values, lanes x)
{
    memcpy(values, &x, sizeof x);
}

/* values [n] -> block, with zeros up to the next multiple of LANES; returns block */
INTO_CALLER double *lanes_padded(const double *values, size_t n, double *block)
{
    memcpy(block, values, n * sizeof *block);
    for (size_t i = n; i % LANES != 0; i++) {
        block[i] = 0.0;
    }
    return block;
}

INTO_CALLER lanes lanes_magnitude(lanes x)
{
    return (lanes)((lane_bits)x & INT64_MAX);
}

INTO_CALLER lanes lanes_select(lane_mask chosen, lanes a, lanes b)
{
    lane_bits mask = (lane_bits)chosen;
    return (lanes)((mask & (lane_bits)a) | (~mask & (lane_bits)b));
}

/* whether the highest bit is set in any of the eight */
INTO_CALLER int lanes_any_sign(lane_bits bits)
{
    uint64_t all = 0;
    for (int i = 0; i < LANES; i++) {
        all |= bits[i];
    }
    return (int)(all >> 63);
}

#endif
