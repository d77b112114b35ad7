/* The kernels for AVX2: 16 registers of 32 bytes. */

#include "tables.h"

#define TABLE refnet_kernels_avx2
#define NARROWER refnet_kernels_baseline
#define LANE_BYTES 32
#define TILE_ROWS 6
#define TILE_VECTORS 2

#ifdef __x86_64__
COMPILE_FOR("avx2")
#include "instruction_set.h"
COMPILE_AS_BEFORE
#endif
