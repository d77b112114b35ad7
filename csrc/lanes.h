/* Eight numbers side by side, for loops over independent values; not part of the API.
 *
 * An operation on lanes is that operation on each of the eight, rounded as it always is, so lanes
 * across independent values change no bit. GCC and Clang turn it into whatever the processor has:
 * one instruction of AVX-512, two of AVX2, four of SSE2 or NEON.
 */
#ifndef REFNET_LANES_H
#define REFNET_LANES_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "isa.h"

#define LANES 8

typedef double lanes __attribute__((vector_size(8 * LANES)));
typedef uint64_t lane_bits __attribute__((vector_size(8 * LANES)));
typedef int64_t lane_mask __attribute__((vector_size(8 * LANES))); /* of a comparison: 0 or -1 */

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

INTO_CALLER lanes lanes_root(lanes x)
{
    double each[LANES];
    lanes_store(each, x);
    for (int i = 0; i < LANES; i++) {
        each[i] = sqrt(each[i]);
    }
    return lanes_load(each);
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
