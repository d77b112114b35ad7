/* The lanes of avx512.c for Zen 4. There, to spread a number over a register takes an adder's time,
 * unless a multiplication does so with its own factor: a tile then takes 24 cycles a term in place
 * of 31. Elsewhere, that would only be more loads. */

#define FACTORS_IN_MEMORY
#define LANES_TABLE refnet_lanes_zen4

#include "avx512.c"
