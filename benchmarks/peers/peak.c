/* How fast this processor multiplies and adds: independent chains of multiplications and additions
 * in its widest registers, enough of them to hide the latency. Compile it for the machine that runs
 * it, once with -ffp-contract=fast, for fused multiply-adds, and once with -ffp-contract=off. */

#if defined(__AVX512F__)
#define WIDTH 64
#elif defined(__AVX__)
#define WIDTH 32
#else
#define WIDTH 16
#endif

enum { CHAINS = 12 };

typedef float floats __attribute__((vector_size(WIDTH)));
typedef double doubles __attribute__((vector_size(WIDTH)));

/* Run at least this number of operations; a fused multiply-add counts as two. A factor below 1
 * keeps the numbers finite. */
#define DEFINE_PEAK(name, type, vector)                                                            \
    type name(long operations, type factor, type summand)                                          \
    {                                                                                              \
        const long lanes = WIDTH / sizeof(type);                                                   \
        vector sums[CHAINS];                                                                       \
        vector factors = (vector){0} + factor;                                                     \
        vector summands = (vector){0} + summand;                                                   \
        for (int i = 0; i < CHAINS; i++) {                                                         \
            sums[i] = summands * (type)i;                                                          \
        }                                                                                          \
        for (long done = 0; done < operations; done += 2 * CHAINS * lanes) {                       \
            for (int i = 0; i < CHAINS; i++) {                                                     \
                sums[i] = sums[i] * factors + summands;                                            \
            }                                                                                      \
        }                                                                                          \
        type total = 0;                                                                            \
        for (int i = 0; i < CHAINS; i++) {                                                         \
            for (long lane = 0; lane < lanes; lane++) {                                            \
                total += sums[i][lane];                                                            \
            }                                                                                      \
        }                                                                                          \
        return total;                                                                              \
    }

DEFINE_PEAK(peak_float32, float, floats)
DEFINE_PEAK(peak_float64, double, doubles)
