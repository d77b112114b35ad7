/* Chapter merge_modes: how the outputs of both directions become those of one layer.
 *
 * python/refnet/reference/merge_modes.py has the explanation; this file has the same functions in
 * the same order. The outputs of both layers are in two arrays here.
 *
 * m examples of t steps; u units in each direction. */

#include <string.h>

#include "internal.h"

size_t refnet_merged_units(size_t u, refnet_merge_mode merge_mode)
{
    return merge_mode == REFNET_MERGE_MODE_CONCAT ? 2 * u : u;
}

void refnet_merged_step(const real *first, const real *second, size_t u,
                        refnet_merge_mode merge_mode, real *outputs)
{
    /* first [u], second [u] -> outputs [u] or [2 * u] */
    switch (merge_mode) {
    case REFNET_MERGE_MODE_SUM:
        for (size_t j = 0; j < u; j++) {
            outputs[j] = first[j] + second[j];
        }
        return;
    case REFNET_MERGE_MODE_MUL:
        for (size_t j = 0; j < u; j++) {
            outputs[j] = first[j] * second[j];
        }
        return;
    case REFNET_MERGE_MODE_AVE:
        for (size_t j = 0; j < u; j++) {
            outputs[j] = (first[j] + second[j]) / 2;
        }
        return;
    case REFNET_MERGE_MODE_CONCAT:
        break;
    }
    memcpy(outputs, first, u * sizeof *outputs);
    memcpy(outputs + u, second, u * sizeof *outputs);
}

void refnet_merged_step_gradients(const real *gradients, const real *first, const real *second,
                                  size_t u, refnet_merge_mode merge_mode, real *of_first,
                                  real *of_second)
{
    /* gradients [u] or [2 * u], first [u], second [u] -> of_first [u], of_second [u] */
    for (size_t j = 0; j < u; j++) {
        const real gradient = gradients[j], a = first[j], b = second[j];
        switch (merge_mode) {
        case REFNET_MERGE_MODE_SUM:
            of_first[j] = gradient;
            of_second[j] = gradient;
            break;
        case REFNET_MERGE_MODE_MUL:
            of_first[j] = gradient * b;
            of_second[j] = gradient * a;
            break;
        case REFNET_MERGE_MODE_AVE:
            of_first[j] = gradient / 2;
            of_second[j] = gradient / 2;
            break;
        case REFNET_MERGE_MODE_CONCAT:
            of_first[j] = gradient;
            of_second[j] = gradients[u + j];
            break;
        }
    }
}

void refnet_merged_outputs(const real *first, const real *second, size_t m, size_t t, size_t u,
                           refnet_merge_mode merge_mode, real *outputs)
{
    /* first [m][t * u], second [m][t * u] -> outputs [m][t * u] or [m][t * 2u] */
    const size_t width = refnet_merged_units(u, merge_mode);
    for (size_t e = 0; e < m; e++) {
        for (size_t i = 0; i < t; i++) {
            const real *a = first + (e * t + i) * u, *b = second + (e * t + t - 1 - i) * u;
            refnet_merged_step(a, b, u, merge_mode, outputs + (e * t + i) * width);
        }
    }
}

void refnet_merged_gradients(const real *deltas, real *first, real *second, size_t m, size_t t,
                             size_t u, refnet_merge_mode merge_mode)
{
    /* deltas [m][t * u] or [m][t * 2u], first [m][t * u], second [m][t * u] */
    const size_t width = refnet_merged_units(u, merge_mode);
    for (size_t e = 0; e < m; e++) {
        for (size_t i = 0; i < t; i++) {
            real *a = first + (e * t + i) * u, *b = second + (e * t + t - 1 - i) * u;
            const real *delta = deltas + (e * t + i) * width;
            refnet_merged_step_gradients(delta, a, b, u, merge_mode, a, b);
        }
    }
}
