/* Chapter hopfield on registers. */

/* A row of the correlations comes from a cache that cores share, or from memory. That takes most of
 * the time, so several of its registers are loaded at once. */
#define REGISTERS_AT_ONCE 4

static double sum_of_products(const double *a, const double *b, size_t n)
{
    lanes sums[REGISTERS_AT_ONCE] = {{0}};
    size_t j = 0;
    for (; j + REGISTERS_AT_ONCE * LANES <= n; j += REGISTERS_AT_ONCE * LANES) {
#pragma GCC unroll 4
        for (size_t k = 0; k < REGISTERS_AT_ONCE; k++) {
            sums[k] += lanes_load(a + j + k * LANES) * lanes_load(b + j + k * LANES);
        }
    }
    for (; j + LANES <= n; j += LANES) {
        sums[0] += lanes_load(a + j) * lanes_load(b + j);
    }
    const lanes both = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    double each[LANES], total = 0.0;
    memcpy(each, &both, sizeof each);
    for (size_t k = 0; k < LANES; k++) {
        total = total + each[k];
    }
    for (; j < n; j++) {
        total = total + a[j] * b[j];
    }
    return total;
}

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
