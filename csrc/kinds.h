/* The kinds of layers: the only list of them, but for that of what each accepts (layer_checks.c).
 *
 * Code that works on a network takes the functions of a kind from here and never asks which kind a
 * layer is. Those declared here are of kinds that have none of their own. */
#ifndef REFNET_KINDS_H
#define REFNET_KINDS_H

#include <stddef.h>

#include "layer.h"
#include "optimizers.h"
#include "random.h"
#include "real.h"

/* m examples, n inputs and u units of a layer, t steps of a sequence */

/* -> vectors: none; returns 0 */
size_t refnet_no_parameters(const refnet_layer *layer, real *vectors);

/* -> sizes: none; returns 0 */
size_t refnet_no_variables(const refnet_layer *layer, size_t *sizes);

/* Return the layer itself. */
refnet_layer refnet_same_layer(const refnet_layer *layer, real *vectors);

/* inputs [m][n], deltas [m][u] -> gradients: none */
void refnet_no_parameter_gradients(const real *inputs, const real *deltas,
                                   const refnet_layer *layer, size_t m, real *gradients);

/* Return whether the outputs have a mask: never. */
int refnet_no_mask(const refnet_layer *layer, int is_masked);

/* Return whether the outputs have a mask: if the inputs have one. */
int refnet_mask_of_inputs(const refnet_layer *layer, int is_masked);

/* mask [m][t] of the inputs -> result [m][t], the same for the outputs */
void refnet_same_mask(const real *inputs, const refnet_layer *layer, const unsigned char *mask,
                      size_t m, unsigned char *result);

/* Return the layer itself, which works as it does whatever the mask. */
refnet_layer refnet_any_mask(const refnet_layer *layer, const unsigned char *mask);

/* Draw nothing; returns 0. */
size_t refnet_nothing_drawn(const refnet_layer *layer, size_t m, refnet_generator *generator);

/* Keep nothing for the next batch; returns 0. */
size_t refnet_no_states(const real *preactivations, const refnet_layer *layer, size_t m);

/* Return m * n: a layer takes all finite inputs. */
size_t refnet_no_unfit(const real *inputs, const refnet_layer *layer, size_t m);

/* Do nothing: a layer that does not go through time calculates its gradients from its deltas. */
void refnet_no_backward(const real *deltas, const refnet_layer *layer, size_t m);

/* Return 1. */
size_t refnet_one_use(const refnet_layer *layer);

/* what a refnet_trace has: steps, and besides them cells, or sums of the outputs before;
 * whether there are two, for both directions; or the moments of a batch in training */
#define REFNET_TRACE_STEPS 1
#define REFNET_TRACE_CELLS 2
#define REFNET_TRACE_RECURRENT 4
#define REFNET_TRACE_BOTH 8
#define REFNET_TRACE_MOMENTS 16

/* that a layer has, at most: a bidirectional one */
#define REFNET_MOST_VARIABLES 6

/* The functions of a kind of layer. fused_step is that of the table of kernels, NULL where there is
 * none.
 *
 * variables: how many numbers each kernel, bias or table has; returns how many variables that are.
 *
 * add_gradients: parameter_gradients, added to the sums in gradients (blocks.h); NULL
 * where the table of kernels has none.
 *
 * has_mask: whether the outputs of a batch have a mask, given whether the inputs have one; mask:
 * that of the outputs, if they have one; masked: the layer for a batch with a mask.
 *
 * drawn: draw the factors of m examples in training, layer->factors; returns how many an example
 * has. final_states: write with what the next batch begins, layer->state, after the forward pass;
 * returns how many numbers of an example that are. Both with m 0: only return that.
 *
 * backward: what the backward pass does before it calculates the gradients of parameters and
 * inputs. trace: what the layer keeps of its forward pass, bits of REFNET_TRACE_*. first_unfit: the
 * index of the first number of the inputs [m][n] that the layer cannot take, m * n if it takes all.
 * uses: how often an example uses each parameter. */
typedef struct {
    void (*shapes)(const refnet_layer *layer, size_t *n, size_t *u);
    void (*forward)(const real *inputs, const refnet_layer *layer, size_t m, real *preactivations);
    void (*input_gradients)(const real *inputs, const real *deltas, const refnet_layer *layer,
                            size_t m, real *gradients);
    size_t (*parameters)(const refnet_layer *layer, real *vectors);
    size_t (*variables)(const refnet_layer *layer, size_t *sizes);
    refnet_layer (*with_parameters)(const refnet_layer *layer, real *vectors);
    void (*parameter_gradients)(const real *inputs, const real *deltas, const refnet_layer *layer,
                                size_t m, real *gradients);
    void (*add_gradients)(const real *inputs, const real *deltas, const refnet_layer *layer,
                          size_t m, real *gradients);
    int (*fused_step)(const real *inputs, const real *deltas, const refnet_layer *layer, size_t m,
                      const refnet_step *step);
    int (*has_mask)(const refnet_layer *layer, int is_masked);
    void (*mask)(const real *inputs, const refnet_layer *layer, const unsigned char *mask, size_t m,
                 unsigned char *result);
    refnet_layer (*masked)(const refnet_layer *layer, const unsigned char *mask);
    size_t (*drawn)(const refnet_layer *layer, size_t m, refnet_generator *generator);
    size_t (*final_states)(const real *preactivations, const refnet_layer *layer, size_t m);
    void (*backward)(const real *deltas, const refnet_layer *layer, size_t m);
    int trace;
    size_t (*first_unfit)(const real *inputs, const refnet_layer *layer, size_t m);
    size_t (*uses)(const refnet_layer *layer);
} refnet_kind_functions;

/* Where a kind has faster kernels, its functions are those in use. */
refnet_kind_functions refnet_kind_of(const refnet_layer *layer);

/* Return whether the outputs of a batch have a mask, given whether the inputs have one. */
int refnet_has_mask(const refnet_layer *layer, int is_masked);

/* -> how many numbers one example has before and after the layer, whatever its kind */
void refnet_layer_shapes(const refnet_layer *layer, size_t *n, size_t *u);

#endif
