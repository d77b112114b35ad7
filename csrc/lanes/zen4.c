/* The lanes of AVX-512 for Zen 4. There, to spread a number over a register takes an adder's time,
 * unless a multiplication does so with its own factor: a tile then takes 24 cycles a term in place
 * of 31. Elsewhere, that would only be more loads. */

#include "../lanes.h"

#define FACTORS_IN_MEMORY
#define LANE_BYTES 64
#define TILE_ROWS 8
#define TILE_VECTORS 3
#define LANES_TABLE refnet_lanes_zen4

#ifdef __x86_64__
COMPILE_FOR("avx512f")
#include "all.h"
COMPILE_AS_BEFORE
#endif
