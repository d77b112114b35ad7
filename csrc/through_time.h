/* How the recurrent layers take the steps of a batch. Not part of the API. */
#ifndef REFNET_THROUGH_TIME_H
#define REFNET_THROUGH_TIME_H

#include "refnet.h"

#ifdef REFNET_FLOAT32
#define refnet_step_forward refnet_step_forward_f32
#define refnet_forward_through_time refnet_forward_through_time_f32
#define refnet_step_deltas refnet_step_deltas_f32
#define refnet_backward_through_time refnet_backward_through_time_f32
#endif

/* Return which of the inputs' steps a layer reads as step i. */
static inline size_t refnet_place_of(const refnet_layer *layer, size_t i)
{
    return layer->go_backwards ? layer->steps - 1 - i : i;
}

/* Return how many numbers of `recurrent` in the trace an example has at a step. */
static inline size_t refnet_recurrent_width(const refnet_layer *layer)
{
    return layer->reset_before ? layer->units : layer->gates * layer->units;
}

/* Return how many numbers of the state follow the outputs of an example (PART-3). */
static inline size_t refnet_returned_state(const refnet_layer *layer)
{
    const size_t size = layer->kind == REFNET_KIND_LSTM ? 2 * layer->units : layer->units;
    return layer->return_state ? size : 0;
}

/* Return whether the step of example e is left out. */
static inline int refnet_is_left_out(const refnet_time_step *step, size_t e)
{
    return step->mask != NULL && !step->mask[e * step->mask_row];
}

/* Return the delta of one unit; gradient: that of its output y. */
static inline real refnet_delta_of(refnet_activation activation, real gradient, real y)
{
    refnet_activation_backward(activation, &gradient, &y, 1, 1, &gradient);
    return gradient;
}

/* Read a step of m examples: rows of the trace with the sums of the features, states and cells
 * before the step -> what the units calculate, in the trace, and outputs. A kind has one. */
typedef void refnet_step_forward(const refnet_layer *layer, const refnet_time_step *step, size_t m);

/* inputs [m][t * n] -> preactivations [m][t * u] or [m][u]: step after step, in the trace, each by
 * the function of the kind */
void refnet_forward_through_time(const real *inputs, const refnet_layer *layer, size_t m,
                                 refnet_step_forward *step_forward, real *preactivations);

/* Go back through a step of m examples: what the units calculated -> their deltas, in the trace. A
 * kind has one. */
typedef void refnet_step_deltas(const refnet_layer *layer, const refnet_time_step *step, size_t m);

/* deltas [m][t * u] or [m][u] -> in the trace of all steps, the deltas of each */
void refnet_backward_through_time(const real *deltas, const refnet_layer *layer, size_t m,
                                  refnet_step_deltas *step_deltas);

#endif
