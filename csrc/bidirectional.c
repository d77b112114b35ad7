/* Chapter bidirectional: a sequence read from both ends.
 *
 * python/refnet/reference/bidirectional.py has the explanation; this file has the same functions in
 * the same order. The functions of the two layers are those of their kind.
 *
 * m examples of t steps with n features; u units in each direction. */

#include <string.h>

#include "internal.h"

void refnet_bidirectional_shapes(const refnet_layer *layer, size_t *n, size_t *u)
{
    refnet_recurrent_shapes(layer, n, u);
    *u = refnet_merged_units(*u, layer->merge_mode);
}

/* Return a layer of one direction, with the weights of the first one. */
static refnet_layer one_direction(const refnet_layer *layer)
{
    refnet_layer result = *layer;
    result.kind = layer->kind == REFNET_KIND_BIDIRECTIONAL_SIMPLE_RNN ? REFNET_KIND_SIMPLE_RNN
                  : layer->kind == REFNET_KIND_BIDIRECTIONAL_LSTM     ? REFNET_KIND_LSTM
                                                                      : REFNET_KIND_GRU;
    result.u = layer->return_sequences ? layer->steps * layer->units : layer->units;
    return result;
}

refnet_layer refnet_forward_layer(const refnet_layer *layer)
{
    return one_direction(layer);
}

/* Return the second half of rows, of which each half has n numbers; NULL for NULL. */
static real *half_of(refnet_rows rows, size_t n)
{
    return rows.start == NULL ? NULL : rows.start + n;
}

refnet_layer refnet_backward_layer(const refnet_layer *layer)
{
    const size_t u = layer->units;
    refnet_layer result = one_direction(layer);
    result.kernel = layer->backward_kernel;
    result.recurrent_kernel = layer->backward_recurrent_kernel;
    result.bias = layer->backward_bias;
    result.go_backwards = 1;
    result.trace = layer->trace == NULL ? NULL : layer->trace + 1;
    result.state.start = half_of(layer->state, result.kind == REFNET_KIND_LSTM ? 2 * u : u);
    result.factors.start = half_of(layer->factors, layer->features + u);
    return result;
}

size_t refnet_bidirectional_parameters(const refnet_layer *layer, real *vectors)
{
    /* -> vectors: those of the first layer, those of the second */
    const refnet_layer first = refnet_forward_layer(layer), second = refnet_backward_layer(layer);
    const refnet_kind_functions kind = refnet_kind_of(&first);
    const size_t size = kind.parameters(&first, vectors);
    return size + kind.parameters(&second, vectors == NULL ? NULL : vectors + size);
}

size_t refnet_bidirectional_variables(const refnet_layer *layer, size_t *sizes)
{
    /* -> sizes of those of the first layer, those of the second */
    const refnet_layer first = refnet_forward_layer(layer), second = refnet_backward_layer(layer);
    const refnet_kind_functions kind = refnet_kind_of(&first);
    const size_t count = kind.variables(&first, sizes);
    return count + kind.variables(&second, sizes + count);
}

refnet_layer refnet_bidirectional_with_parameters(const refnet_layer *layer, real *vectors)
{
    /* vectors: those of the first layer, those of the second */
    const refnet_layer first = refnet_forward_layer(layer), second = refnet_backward_layer(layer);
    const refnet_kind_functions kind = refnet_kind_of(&first);
    const refnet_layer moved = kind.with_parameters(&first, vectors);
    const refnet_layer other =
        kind.with_parameters(&second, vectors + kind.parameters(&first, NULL));
    refnet_layer result = *layer;
    result.kernel = moved.kernel;
    result.recurrent_kernel = moved.recurrent_kernel;
    result.bias = moved.bias;
    result.backward_kernel = other.kernel;
    result.backward_recurrent_kernel = other.recurrent_kernel;
    result.backward_bias = other.bias;
    return result;
}

void refnet_bidirectional_mask(const real *inputs, const refnet_layer *layer,
                               const unsigned char *mask, size_t m, unsigned char *result)
{
    /* mask [m][t] -> result [m][t] */
    refnet_same_mask(inputs, layer, mask, m, result);
}

size_t refnet_bidirectional_drawn(const refnet_layer *layer, size_t m, refnet_generator *generator)
{
    /* -> layer->factors [m][2 * (n + u)] */
    const refnet_layer first = refnet_forward_layer(layer), second = refnet_backward_layer(layer);
    const size_t size = refnet_recurrent_drawn(&first, m, generator);
    return size + refnet_recurrent_drawn(&second, m, generator);
}

/* Return where the numbers of a direction are at a step that it has read: rows [m][t * 2u] or
 * [m][2u], of which example e. */
static size_t directed_place(const refnet_layer *layer, int direction, size_t e, size_t i)
{
    const size_t t = layer->return_sequences ? layer->steps : 1, u = layer->units;
    return (e * t + (direction == 1 ? t - 1 - i : i)) * 2 * u + (direction == 1 ? u : 0);
}

void refnet_direction_rows(const real *rows, int direction, const refnet_layer *layer, size_t m,
                           real *result)
{
    /* rows [m][t * 2u] or [m][2u] -> result [m][t * u] or [m][u] */
    const size_t t = layer->return_sequences ? layer->steps : 1, u = layer->units;
    for (size_t k = 0; k < m * t; k++) {
        const real *step = rows + directed_place(layer, direction, k / t, k % t);
        memcpy(result + k * u, step, u * sizeof *result);
    }
}

void refnet_bidirectional_forward(const real *inputs, const refnet_layer *layer, size_t m,
                                  real *preactivations)
{
    /* inputs [m][t * n] -> preactivations [m][t * 2u] or [m][2u] */
    const size_t t = layer->return_sequences ? layer->steps : 1, u = layer->units;
    const refnet_layer layers[] = {refnet_forward_layer(layer), refnet_backward_layer(layer)};
    for (int direction = 0; direction < 2; direction++) {
        const refnet_layer *one = &layers[direction];
        refnet_kind_of(one).forward(inputs, one, m, one->trace->directed);
    }
    refnet_merged_outputs(layers[0].trace->directed, layers[1].trace->directed, m, t, u,
                          layer->merge_mode, preactivations);
}

/* deltas of the merged outputs -> in both traces, those of the outputs of both layers, which are
 * there after the forward pass */
static void deltas_of_both(const real *deltas, const refnet_layer *layers,
                           const refnet_layer *layer, size_t m)
{
    real *first = layers[0].trace->directed, *second = layers[1].trace->directed;
    if (layer->merge_mode == REFNET_MERGE_MODE_CONCAT) {
        refnet_direction_rows(deltas, 0, layer, m, first);
        refnet_direction_rows(deltas, 1, layer, m, second);
        return;
    }
    refnet_merged_gradients(deltas, first, second, m, layer->return_sequences ? layer->steps : 1,
                            layer->units, layer->merge_mode);
}

void refnet_bidirectional_backward(const real *deltas, const refnet_layer *layer, size_t m)
{
    /* deltas [m][t * 2u] or [m][2u] */
    const refnet_layer layers[] = {refnet_forward_layer(layer), refnet_backward_layer(layer)};
    deltas_of_both(deltas, layers, layer, m);
    for (int direction = 0; direction < 2; direction++) {
        const refnet_layer *one = &layers[direction];
        refnet_kind_of(one).backward(one->trace->directed, one, m);
    }
}

void refnet_bidirectional_parameter_gradients(const real *inputs, const real *deltas,
                                              const refnet_layer *layer, size_t m, real *gradients)
{
    /* inputs [m][t * n] -> gradients: those of the first layer, those of the second */
    const refnet_layer first = refnet_forward_layer(layer), second = refnet_backward_layer(layer);
    const refnet_kind_functions kind = refnet_kind_of(&first);
    kind.parameter_gradients(inputs, deltas, &first, m, gradients);
    kind.parameter_gradients(inputs, deltas, &second, m, gradients + kind.parameters(&first, NULL));
}

void refnet_bidirectional_input_gradients(const real *inputs, const real *deltas,
                                          const refnet_layer *layer, size_t m, real *gradients)
{
    /* -> gradients [m][t * n] */
    const refnet_layer first = refnet_forward_layer(layer), second = refnet_backward_layer(layer);
    const refnet_kind_functions kind = refnet_kind_of(&first);
    real *others = second.trace->input_gradients;
    kind.input_gradients(inputs, deltas, &first, m, gradients);
    kind.input_gradients(inputs, deltas, &second, m, others);
    for (size_t i = 0; i < m * layer->n; i++) {
        gradients[i] = gradients[i] + others[i];
    }
}

size_t refnet_bidirectional_final_states(const real *preactivations, const refnet_layer *layer,
                                         size_t m)
{
    /* -> layer->state [m][2 * u], of lstm [m][4 * u] */
    (void)preactivations;
    const refnet_layer layers[] = {refnet_forward_layer(layer), refnet_backward_layer(layer)};
    size_t size = 0;
    for (int direction = 0; direction < 2; direction++) {
        const refnet_layer *one = &layers[direction];
        const real *outputs = m == 0 ? NULL : one->trace->directed;
        size = size + refnet_kind_of(one).final_states(outputs, one, m);
    }
    return size;
}
