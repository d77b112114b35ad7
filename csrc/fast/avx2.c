/* The kernels for AVX2 and FMA: 16 registers of 32 bytes. */

#include "tables.h"

#define TABLE refnet_kernels_avx2
#define NARROWER refnet_kernels_baseline
#define LANE_BYTES 32
#define FUSES _mm256_fmadd_ps
#define FUSES_BINARY64 _mm256_fmadd_pd
#define TILE_ROWS 6
#define TILE_VECTORS 2

#ifdef __x86_64__
COMPILE_FOR("avx2,fma")
#include "instruction_set.h"
COMPILE_AS_BEFORE
#endif
