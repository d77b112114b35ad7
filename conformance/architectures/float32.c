/* The C core's binary32 as a program: compares the products of a dense layer that the best kernels
 * calculate with those of the plain text, whose fused sums use no instruction for them. Prints how
 * many layers differ, and a hash of the plain text's results, for comparison with another machine.
 * Every kernel of fast/matmul.h takes part: the sizes fill tiles or do not. */
#define REFNET_FLOAT32

#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fast/kernels.h"
#include "processor.h"
#include "refnet.h"

enum { MOST_M = 37, MOST_N = 85, MOST_U = 76 };

/* Return one of 2^24 whole numbers. */
static uint32_t draw_bits(void)
{
    static uint32_t state = 1;
    state = state * 1664525u + 1013904223u;
    return state >> 8;
}

/* Return one of 2^24 numbers from -1 to 1, some of them -0.0, tiny or subnormal. */
static float draw(void)
{
    const uint32_t bits = draw_bits();
    const float number = (float)bits / 8388608.0f - 1.0f;
    switch (bits % 32) {
    case 0:
        return -0.0f;
    case 1:
        return number * 1e-22f; /* products of two are subnormal */
    case 2:
        return number * 1e-38f;
    }
    return number;
}

static void draw_all(float *values, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        values[i] = draw();
    }
}

/* Set x [n], y [n] and start [n] to numbers with sums start + x * y that are halfway between two of
 * binary32, but for up to 2^-46 of their distance: rounded twice, every other one is wrong. */
static void draw_halfway(float *x, float *y, float *start, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const float little = ldexpf(1.0f, -1 - (int)(draw_bits() >> 8) % 23);
        x[i] = 1.0f + little;
        y[i] = (1.0f - little) * 0.5f;
        start[i] = 8388608.0f + (float)(draw_bits() >> 1);
    }
}

/* Return an FNV-1a hash of numbers [n], going on from another one. */
static uint64_t hashed(uint64_t hash, const float *numbers, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t bits;
        memcpy(&bits, &numbers[i], sizeof bits);
        hash = (hash ^ bits) * 1099511628211u;
    }
    return hash;
}

/* -> results: preactivations [m][u], gradients [n + 1][u] and [m][n] */
static void calculate(refnet_isa isa, const refnet_layer *layer, const float *inputs,
                      const float *deltas, size_t m, float *results)
{
    const size_t n = layer->n, u = layer->u;
    refnet_use_isa(isa);
    const refnet_kernels *kernels = refnet_kernels_in_use();
    kernels->dense_forward(inputs, layer, m, results);
    kernels->dense_parameter_gradients(inputs, deltas, layer, m, results + m * u);
    kernels->dense_input_gradients(inputs, deltas, layer, m, results + m * u + (n + 1) * u);
}

int main(void)
{
    enum { MOST = MOST_M * MOST_U + (MOST_N + 1) * MOST_U + MOST_M * MOST_N };
    static float inputs[MOST_M * MOST_N], kernel[MOST_N * MOST_U], bias[MOST_U];
    static float deltas[MOST_M * MOST_U], plain[MOST], fast[MOST];
    int layers = 0, different = 0;
    uint64_t hash = 14695981039346656037u;
    for (size_t m = 1; m <= MOST_M; m += 3) {
        for (size_t n = 1; n <= MOST_N; n += 12) {
            for (size_t u = 1; u <= MOST_U; u += 9) {
                const refnet_layer layer = {
                    .kind = REFNET_KIND_DENSE, .n = n, .u = u, .kernel = kernel, .bias = bias};
                draw_all(inputs, m * n);
                draw_all(kernel, n * u);
                draw_all(bias, u);
                draw_all(deltas, m * u);
                if (n == 1) { /* on the diagonal of the preactivations */
                    draw_halfway(inputs, kernel, bias, m < u ? m : u);
                }
                calculate(REFNET_ISA_PLAIN, &layer, inputs, deltas, m, plain);
                calculate(refnet_best_isa(), &layer, inputs, deltas, m, fast);
                const size_t size = m * u + (n + 1) * u + m * n;
                different += memcmp(plain, fast, size * sizeof *plain) != 0;
                hash = hashed(hash, plain, size);
                layers++;
            }
        }
    }
    printf("%d of %d differ, hash %016" PRIx64 "\n", different, layers, hash);
    return EXIT_SUCCESS;
}
