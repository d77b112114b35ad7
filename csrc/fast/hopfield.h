/* Chapter hopfield on registers. */

/* A row of the correlations comes from a cache that cores share, or from memory. That takes most of
 * the time, so several of its registers are loaded at once. */
#define REGISTERS_AT_ONCE 4

static void add_multiple(const double *row, double factor, size_t n, double *sums)
{
    size_t j = 0;
    for (; j + REGISTERS_AT_ONCE * LANES <= n; j += REGISTERS_AT_ONCE * LANES) {
#pragma GCC unroll 4
        for (size_t k = j; k < j + REGISTERS_AT_ONCE * LANES; k += LANES) {
            lanes_store(sums + k, lanes_load(sums + k) + factor * lanes_load(row + k));
        }
    }
    if (j < n) {
        NARROWER.add_multiple(row + j, factor, n - j, sums + j);
    }
}
