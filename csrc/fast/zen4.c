/* The kernels of avx512.c for Zen 4, in binary64. There, broadcasting a number to a register costs
 * an addition's slot, unless a multiplication broadcasts its own factor from memory: a tile then
 * takes 24 cycles a term instead of 31. On other processors that would only be more loads. In
 * binary32, whose sums are fused, the slots of the additions are free. */

#define FACTORS_IN_MEMORY
#define TABLE refnet_kernels_zen4

#include "avx512.c"
