/* Chapter merge_modes: how the outputs of both directions become those of one layer. */
#ifndef REFNET_MERGE_MODES_H
#define REFNET_MERGE_MODES_H

#include <stddef.h>

#include "real.h"

typedef enum {
    REFNET_MERGE_MODE_CONCAT = 0,
    REFNET_MERGE_MODE_SUM,
    REFNET_MERGE_MODE_MUL,
    REFNET_MERGE_MODE_AVE
} refnet_merge_mode;

/* m examples of t steps; u units in each direction. The rows of the second layer are in the order
 * in which it reads the steps, from last to first. */

/* Return how many outputs a step has: u, or 2 * u with "concat". */
size_t refnet_merged_units(size_t u, refnet_merge_mode merge_mode);

/* first [u], second [u] -> outputs [u], or [2 * u] with "concat" */
void refnet_merged_step(const real *first, const real *second, size_t u,
                        refnet_merge_mode merge_mode, real *outputs);

/* gradients [u], or [2 * u] with "concat", first [u], second [u] -> of_first [u], of_second [u],
 * which may be first and second themselves */
void refnet_merged_step_gradients(const real *gradients, const real *first, const real *second,
                                  size_t u, refnet_merge_mode merge_mode, real *of_first,
                                  real *of_second);

/* first [m][t * u], second [m][t * u] -> outputs [m][t * u], or [m][t * 2u] with "concat" */
void refnet_merged_outputs(const real *first, const real *second, size_t m, size_t t, size_t u,
                           refnet_merge_mode merge_mode, real *outputs);

/* deltas of the merged outputs, first [m][t * u], second [m][t * u] -> first, second: the gradients
 * of those outputs */
void refnet_merged_gradients(const real *deltas, real *first, real *second, size_t m, size_t t,
                             size_t u, refnet_merge_mode merge_mode);

#endif
