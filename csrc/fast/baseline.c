/* The lanes that every processor of an architecture has: SSE2 on x86-64, NEON on arm64. */

#include "../lanes.h"

#define LANE_BYTES 16
#ifdef __aarch64__ /* 32 registers, twice as many as SSE2 */
#define TILE_ROWS 4
#define TILE_VECTORS 4
#else
#define TILE_ROWS 4
#define TILE_VECTORS 2
#endif
#define LANES_TABLE refnet_lanes_baseline

#include "all.h"
