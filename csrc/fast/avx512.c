/* The lanes of AVX-512: 32 registers of 64 bytes. */

#include "../lanes.h"

#define LANE_BYTES 64
#define TILE_ROWS 8
#define TILE_VECTORS 3
#ifndef LANES_TABLE /* zen4.c has another */
#define LANES_TABLE refnet_lanes_avx512
#endif

#ifdef __x86_64__
COMPILE_FOR("avx512f")
#include "all.h"
COMPILE_AS_BEFORE
#endif
