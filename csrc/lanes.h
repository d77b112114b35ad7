/* 64 bytes of numbers side by side, for loops over independent values; not part of the API.
 *
 * An operation on lanes is that operation on each of the numbers, rounded as it always is, so lanes
 * across independent values change no bit. GCC and Clang turn it into whatever the processor has:
 * one instruction of AVX-512, two of AVX2, four of SSE2 or NEON.
 */
#ifndef REFNET_LANES_H
#define REFNET_LANES_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "isa.h"

#ifdef REFNET_FLOAT32
#define LANES 16
#define root sqrtf
typedef uint32_t bits_of_a_real;
typedef int32_t comparison;
#define ALL_BUT_THE_SIGN INT32_MAX
#else
#define LANES 8
#define root sqrt
typedef uint64_t bits_of_a_real;
typedef int64_t comparison; /* of two reals: 0 or -1 */
#define ALL_BUT_THE_SIGN INT64_MAX
#endif

typedef real lanes __attribute__((vector_size(64)));
typedef bits_of_a_real lane_bits __attribute__((vector_size(64)));
typedef comparison lane_mask __attribute__((vector_size(64)));

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

/* values [n] -> block, with zeros up to the next multiple of LANES; returns block */
INTO_CALLER real *lanes_padded(const real *values, size_t n, real *block)
{
    memcpy(block, values, n * sizeof *block);
    for (size_t i = n; i % LANES != 0; i++) {
        block[i] = 0;
    }
    return block;
}

INTO_CALLER lanes lanes_magnitude(lanes x)
{
    return (lanes)((lane_bits)x & ALL_BUT_THE_SIGN);
}

INTO_CALLER lanes lanes_select(lane_mask chosen, lanes a, lanes b)
{
    lane_bits mask = (lane_bits)chosen;
    return (lanes)((mask & (lane_bits)a) | (~mask & (lane_bits)b));
}

/* whether the highest bit is set in any of them */
INTO_CALLER int lanes_any_sign(lane_bits bits)
{
    bits_of_a_real all = 0;
    for (int i = 0; i < LANES; i++) {
        all |= bits[i];
    }
    return (comparison)all < 0;
}

#endif
