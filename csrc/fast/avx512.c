/* The kernels for AVX-512: 32 registers of 64 bytes. */

#include "tables.h"

#ifndef TABLE /* zen4.c has another */
#define TABLE refnet_kernels_avx512
#endif
#define NARROWER refnet_kernels_avx2
#define LEAVE_HALVES_TO_NARROWER
#define LANE_BYTES 64
#define FUSES _mm512_fmadd_ps
#define FUSES_BINARY64 _mm512_fmadd_pd
#define HAS_AVX512
#define TILE_ROWS 8
#define TILE_VECTORS 3

#ifdef __x86_64__
COMPILE_FOR("avx512f,fma")
#include "instruction_set.h"
COMPILE_AS_BEFORE
#endif
