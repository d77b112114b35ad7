/* Chapter batch_normalization: a layer that normalizes each feature by the batch it trains on. */
#ifndef REFNET_BATCH_NORMALIZATION_H
#define REFNET_BATCH_NORMALIZATION_H

#include <stddef.h>

#include "layer.h"
#include "real.h"

/* m examples, p positions in each, c features; n = p * c numbers in an example. The layer is that
 * of a batch in training if its trace has moments, which belong to this batch. */

/* -> how many numbers one example has before and after the layer: n, n */
void refnet_batch_normalization_shapes(const refnet_layer *layer, size_t *n, size_t *u);

/* -> vectors: gamma and beta, as far as the layer has them; returns how many numbers that is (with
 * vectors NULL, that alone) */
size_t refnet_batch_normalization_parameters(const refnet_layer *layer, real *vectors);

/* -> sizes of gamma and beta, as far as the layer has them; returns how many sizes that are */
size_t refnet_batch_normalization_variables(const refnet_layer *layer, size_t *sizes);

/* Return the layer with its parameters in vectors, in the order of
 * refnet_batch_normalization_parameters. */
refnet_layer refnet_batch_normalization_with_parameters(const refnet_layer *layer, real *vectors);

/* Return the layer for a batch with this mask [m][p], or NULL. */
refnet_layer refnet_batch_normalization_masked(const refnet_layer *layer,
                                               const unsigned char *mask);

/* inputs [m][n] -> preactivations [m][n], another buffer; in training, the trace: z and moments */
void refnet_batch_normalization_forward(const real *inputs, const refnet_layer *layer, size_t m,
                                        real *preactivations);

/* deltas [m][n] -> in training, the trace: the sums of the deltas and of their products with z */
void refnet_batch_normalization_backward(const real *deltas, const refnet_layer *layer, size_t m);

/* inputs [m][n], deltas [m][n] -> gradients, in the order of refnet_batch_normalization_parameters;
 * in training after refnet_batch_normalization_backward */
void refnet_batch_normalization_parameter_gradients(const real *inputs, const real *deltas,
                                                    const refnet_layer *layer, size_t m,
                                                    real *gradients);

/* inputs [m][n], deltas [m][n] -> gradients [m][n], another buffer; in training after
 * refnet_batch_normalization_backward */
void refnet_batch_normalization_input_gradients(const real *inputs, const real *deltas,
                                                const refnet_layer *layer, size_t m,
                                                real *gradients);

/* Move the layer's moving moments by those of m examples in training, after the forward pass;
 * returns 0, because none of them belongs to an example. */
size_t refnet_batch_normalization_final_states(const real *preactivations,
                                               const refnet_layer *layer, size_t m);

/* Return the layer with its moving moments in vectors, in the order of
 * refnet_batch_normalization_moving. */
refnet_layer refnet_batch_normalization_with_states(const refnet_layer *layer, real *vectors);

/* -> vectors: the moving mean, then the moving variance; returns how many numbers that is (with
 * vectors NULL, that alone) */
size_t refnet_batch_normalization_moving(const refnet_layer *layer, real *vectors);

#endif
