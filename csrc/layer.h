/* A layer of any kind. What a kind does is in the file of its chapter; kinds.c lists the kinds,
 * layer_checks.c what each accepts.
 */
#ifndef REFNET_LAYER_H
#define REFNET_LAYER_H

#include <stddef.h>
#include <stdint.h>

#include "activations.h"
#include "merge_modes.h"
#include "real.h"
#include "windows.h"

typedef enum {
    REFNET_KIND_DENSE = 0,
    REFNET_KIND_FLATTEN,
    REFNET_KIND_RESHAPE,
    REFNET_KIND_NORMALIZATION,
    REFNET_KIND_BATCH_NORMALIZATION,
    REFNET_KIND_DROPOUT,
    REFNET_KIND_ACTIVATION,
    REFNET_KIND_LEAKY_RELU,
    REFNET_KIND_SOFTMAX,
    REFNET_KIND_CONV2D,
    REFNET_KIND_MAX_POOLING2D,
    REFNET_KIND_AVERAGE_POOLING2D,
    REFNET_KIND_GLOBAL_AVERAGE_POOLING2D,
    REFNET_KIND_ZERO_PADDING2D,
    REFNET_KIND_MASKING,
    REFNET_KIND_REPEAT_VECTOR,
    REFNET_KIND_TIME_DISTRIBUTED,
    REFNET_KIND_EMBEDDING,
    REFNET_KIND_SIMPLE_RNN,
    REFNET_KIND_LSTM,
    REFNET_KIND_GRU,
    REFNET_KIND_BIDIRECTIONAL_SIMPLE_RNN,
    REFNET_KIND_BIDIRECTIONAL_LSTM,
    REFNET_KIND_BIDIRECTIONAL_GRU,
    REFNET_KIND_ADD,
    REFNET_KIND_CONCATENATE,
    REFNET_KIND_PART
} refnet_kind;

/* What a layer sees: numbers [count] of earlier layers, -1 for the inputs of the network; count 0:
 * the layer before. */
typedef struct {
    const int64_t *numbers;
    size_t count;
} refnet_sources;

/* Numbers of each example: those of example e begin at start + e * row. */
typedef struct {
    real *start;
    size_t row;
} refnet_rows;

/* What a recurrent layer calculates for m examples, at `kept` steps at a time: all steps, if the
 * backward pass follows, so that it does not have to go forward again. Each array has a row for
 * each of these steps, in the order in which the layer reads them, example by example; u: units.
 *
 * features [kept][n]: those of the steps as the units see them, zeros where a step is left out;
 * NULL if the inputs themselves are that, because all steps are real, read from first to last, and
 * nothing is dropped.
 *
 * gates [kept][gates * u]: first the sums of the units, then their gates and candidates, after the
 * backward pass their deltas. For gru those of the features, and recurrent [kept][3 * u]: the sums
 * of the outputs before, after the backward pass their deltas; with reset_before [kept][u]: the
 * outputs before times the reset gates.
 *
 * states [kept][u]: the outputs before each step, as the units see them. For lstm, cells [kept +
 * 1][u]: the cells before the first step and after each, shown [kept][u]: their activations.
 *
 * The gradients of a step, NULL if no backward pass follows: output_gradients [u], cell_gradients
 * [u] for lstm, state_gradients [u].
 *
 * For batch_normalization in training, otherwise NULL: features [n], the inputs less their mean,
 * divided by their deviation: z; gates [4][features], of the batch and not of each example: mean
 * and variance, and after the backward pass the sums of the deltas times z, and of the deltas.
 *
 * For one of two directions: directed [t * u] or [u]: the outputs of this direction, in the
 * backward pass its part of the deltas; input_gradients [t * n] of the second, if a backward pass
 * follows. */
typedef struct {
    size_t kept;
    real *features, *gates, *recurrent, *states, *cells, *shown;
    real *output_gradients, *cell_gradients, *state_gradients;
    real *directed, *input_gradients;
} refnet_trace;

/* n and u: how many numbers one example has before and after the layer. The other fields are those
 * of its kind. Kinds without an activation are linear.
 *
 * dense: kernel [n][u], bias [u] or NULL.
 *
 * flatten, reshape: input_shape [rank], whose product is n and u.
 *
 * normalization: mean [n], variance [n], invert: whether to go back; n is u.
 *
 * batch_normalization: kernel [features], that is gamma, and bias [features], beta, each or NULL;
 * moving [2][features], mean and variance, which training changes in place; momentum, epsilon; n
 * and u have the features for each of so many `steps`, the positions of an example. For a batch:
 * mask [m][steps], and the trace.
 *
 * dropout: rate, the probability of leaving a number out; n is u. For a batch in training: factors
 * [m][n], otherwise NULL.
 *
 * activation, leaky_relu, softmax: n is u. leaky_relu: negative_slope. softmax: a cell of the last
 * axis has so many features; activation is softmax where an example is one cell of one axis,
 * otherwise linear, and the layer calculates it.
 *
 * The next five kinds: images of so many channels, seen through windows (windows.h); n has those
 * channels for each cell of the image.
 *
 * conv2d: kernel [q][filters], where q = window[0] * window[1] * channels, bias [filters] or NULL;
 * connections [channels][filters], 0 where a filter does not see a channel, or NULL where all see
 * all; u has the filters for each window. A sequence is an image of one row.
 *
 * max_pooling2d, average_pooling2d: u has the channels for each window.
 * global_average_pooling2d: the same, with one window, the whole image.
 *
 * zero_padding2d: windows of one cell, of which those outside the image are its edge.
 *
 * The last kinds: sequences of so many steps, each of so many features.
 *
 * masking: mask_value; n and u have the features for each step. repeat_vector: n is one step, u all
 * of them. time_distributed: kernel [features][units], bias [units] or NULL; u has the units for
 * each step.
 *
 * embedding: n are the steps, each a whole number below `rows`; kernel [rows][units]: the table;
 * mask_zero: whether 0 is no step; u has the units for each step.
 *
 * simple_rnn, lstm, gru: kernel [features][gates * units], recurrent_kernel [units][gates * units],
 * with 1, 4 or 3 `gates`; bias [gates * units], for gru [2][3 * units], or NULL; reset_before, for
 * gru alone: whether the reset gate is before the product, with a bias [3 * units]; u has the units
 * for each step if return_sequences is set, or once, and with return_state the state after the last
 * step behind them. step_activation is the layer's own, and recurrent_activation that of the gates;
 * `activation`, of what follows, is linear. rate and recurrent_rate: the probabilities of leaving
 * out a feature and a number of the state; stateful: whether a batch begins with the states after
 * the one before. For a batch: mask [m][steps],
 * whether a step is real, or NULL where all are; trace; state [m][units], of lstm the outputs, then
 * the cells [m][2 * units], before the first step, or NULL where it is zeros; factors [m][features
 * + units] of features and state, or NULL where nothing is dropped.
 *
 * bidirectional_simple_rnn, bidirectional_lstm, bidirectional_gru: two such layers, the second of
 * which, with the weights backward_*, reads backwards; merge_mode: how their outputs become the
 * layer's; u has 2 * units, or merged `units`, for each step or once, and there are two traces;
 * state and factors of an example are those of the first, then those of the second.
 *
 * add: n has u for each source. concatenate: n is u, input_shape [rank] the features of a cell of
 * each source. steps of both: those of a mask.
 *
 * part: u numbers from number `first` on of the n. */
typedef struct {
    refnet_kind kind;
    refnet_activation activation;
    size_t n, u;
    real *kernel, *bias;
    const size_t *input_shape;
    size_t rank;
    const real *mean, *variance;
    real *moving, momentum, epsilon;
    int invert;
    refnet_windows windows;
    size_t channels, filters;
    const unsigned char *connections;
    size_t steps, features, units, gates, rows, first;
    real mask_value, rate, recurrent_rate, negative_slope;
    int mask_zero, return_sequences, go_backwards, stateful, reset_before, return_state;
    refnet_merge_mode merge_mode;
    real *recurrent_kernel, *backward_kernel, *backward_recurrent_kernel, *backward_bias;
    refnet_activation step_activation, recurrent_activation;
    const unsigned char *mask;
    const refnet_trace *trace;
    refnet_rows state, factors;
} refnet_layer;

#endif
