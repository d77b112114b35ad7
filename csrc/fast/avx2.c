/* The lanes of AVX2: 16 registers of 32 bytes. */

#include "../lanes.h"

#define LANE_BYTES 32
#define TILE_ROWS 6
#define TILE_VECTORS 2
#define LANES_TABLE refnet_lanes_avx2

#ifdef __x86_64__
COMPILE_FOR("avx2")
#include "all.h"
COMPILE_AS_BEFORE
#endif
