/* How fast this processor multiplies and adds: chains of fused multiply-adds in its widest
 * registers, independent of one another, and as many as hide an operation's latency. It must be
 * compiled for the machine that it runs on. */

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

/* Multiplies and adds so often, or a little more; a fused multiply-add counts as two operations.
 * With a factor below 1 the numbers stay finite. */
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
