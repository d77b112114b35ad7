/* The kernels for what every processor of an architecture has: SSE2 on x86-64, NEON on arm64. */

#include "tables.h"

#define TABLE refnet_kernels_baseline
#define NARROWER refnet_kernels_plain
#define LANE_BYTES 16
#define TILE_ROWS 4
#ifdef __aarch64__ /* it has 32 registers, twice as many as SSE2 */
#define TILE_VECTORS 4
#define FUSES(x, y, sum) vfmaq_f32(sum, x, y)
#else
#define TILE_VECTORS 2
#endif

#include "instruction_set.h"
