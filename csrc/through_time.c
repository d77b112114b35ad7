/* How the recurrent layers take the steps of a batch.
 *
 * All examples take a step together. The sums of the features come first, those of several steps at
 * once, and those of each step then continue over the state before: that is the order of RNN-1.
 * What the steps calculate stays in the trace, in the order in which the layer reads them.
 *
 * m examples of t steps with n features; u units. */

#include <string.h>

#include "internal.h"
#include "through_time.h"

/* Return the rows of an array of the trace at a step, if it has the array: numbers [rows][length]
 * of each example. */
static refnet_rows rows_at(real *numbers, size_t rows, size_t length, size_t step)
{
    return (refnet_rows){numbers == NULL ? NULL : numbers + step * length, rows * length};
}

/* Return step i, which is at this place of the trace. */
static refnet_time_step step_at(const refnet_layer *layer, size_t i, size_t place)
{
    const refnet_trace *trace = layer->trace;
    const size_t kept = trace->kept, t = layer->steps, u = layer->units, columns = layer->gates * u;
    refnet_time_step step = {0};
    step.mask = layer->mask == NULL ? NULL : layer->mask + refnet_place_of(layer, i);
    step.mask_row = t;
    step.gates = rows_at(trace->gates, kept, columns, place);
    step.recurrent = rows_at(trace->recurrent, kept, refnet_recurrent_width(layer), place);
    step.states = rows_at(trace->states, kept, u, place);
    step.cells = rows_at(trace->cells, kept + 1, u, place);
    step.next_cells = rows_at(trace->cells, kept + 1, u, place + 1);
    step.shown = rows_at(trace->shown, kept, u, place);
    step.output_gradients = rows_at(trace->output_gradients, 1, u, 0);
    step.cell_gradients = rows_at(trace->cell_gradients, 1, u, 0);
    return step;
}

/* Return the factors [u] of the state of an example. */
static const real *state_factors(const refnet_layer *layer, size_t e)
{
    return refnet_row_of(layer->factors, e) + layer->features;
}

/* rows: [n] of each example, or NULL for zeros -> others: [n], NULL where nobody wants them */
static void copy_rows(refnet_rows rows, refnet_rows others, size_t m, size_t n)
{
    for (size_t e = 0; others.start != NULL && e < m; e++) {
        if (rows.start == NULL) {
            memset(refnet_row_of(others, e), 0, n * sizeof(real));
        } else {
            memcpy(refnet_row_of(others, e), refnet_row_of(rows, e), n * sizeof(real));
        }
    }
}

/* Multiply the states before a step by their factors, where the layer drops some. */
static void drop_states(const refnet_layer *layer, const refnet_time_step *step, size_t m)
{
    const size_t u = layer->units;
    for (size_t e = 0; layer->factors.start != NULL && e < m; e++) {
        real *state = refnet_row_of(step->states, e);
        refnet_kernels_in_use()->times_factors(state, state_factors(layer, e), u, state);
    }
}

/* Let the units of an example keep the states that they have before a step. before [u] of each
 * example: its outputs, which may be those of the step; NULL for zeros */
static void keep_states(const refnet_layer *layer, const refnet_time_step *step, refnet_rows before,
                        size_t e)
{
    const size_t u = layer->units;
    real *output = refnet_row_of(step->outputs, e);
    if (before.start == NULL) {
        memset(output, 0, u * sizeof *output);
    } else {
        memmove(output, refnet_row_of(before, e), u * sizeof *output);
    }
    if (step->cells.start != NULL) {
        memcpy(refnet_row_of(step->next_cells, e), refnet_row_of(step->cells, e), u * sizeof(real));
    }
}

/* Return where the outputs of step i are: preactivations [m][t * u] or [m][u], perhaps with the
 * state behind them. */
static refnet_rows outputs_at(const refnet_layer *layer, size_t i, real *preactivations)
{
    const size_t place = layer->return_sequences ? i * layer->units : 0;
    return (refnet_rows){preactivations + place, layer->u};
}

/* Return where the state after the last step is returned, or its gradients: numbers [m][t * u] or
 * [m][u], with the state behind them; NULL if it is not. */
static refnet_rows returned_state(const refnet_layer *layer, real *numbers)
{
    const size_t size = refnet_returned_state(layer);
    return (refnet_rows){size == 0 ? NULL : numbers + layer->u - size, layer->u};
}

/* Return the cells of a state, which follow its outputs; NULL if there is none. */
static refnet_rows state_cells(const refnet_layer *layer, refnet_rows state)
{
    return (refnet_rows){state.start == NULL ? NULL : state.start + layer->units, state.row};
}

/* inputs [m][t * n] -> trace: the sums of the features of the steps from `first` to before `end` */
static void sum_features(const real *inputs, const refnet_layer *layer, size_t m, size_t first,
                         size_t end)
{
    const refnet_trace *trace = layer->trace;
    const refnet_layer dense = refnet_step_layer(layer);
    const size_t kept = trace->kept, n = layer->features, t = layer->steps;
    const refnet_kernels *kernels = refnet_kernels_in_use();
    for (size_t e = 0; trace->features != NULL && e < m; e++) {
        refnet_examples_of(inputs, layer, e, first, end, trace->features + e * kept * n);
    }
    if (kept == t) {
        const real *features = trace->features == NULL ? inputs : trace->features;
        kernels->dense_forward(features, &dense, m * t, trace->gates);
        return;
    }
    for (size_t e = 0; e < m; e++) {
        const real *features =
            trace->features == NULL ? inputs + (e * t + first) * n : trace->features + e * kept * n;
        kernels->dense_forward(features, &dense, end - first, trace->gates + e * kept * dense.u);
    }
}

void refnet_forward_through_time(const real *inputs, const refnet_layer *layer, size_t m,
                                 refnet_step_forward *step_forward, real *preactivations)
{
    /* inputs [m][t * n] -> preactivations [m][t * u] or [m][u] */
    const size_t kept = layer->trace->kept, t = layer->steps, u = layer->units;
    const real *copy =
        layer->reset_before
            ? NULL /* no product is with the whole kernel */
            : refnet_kernels_in_use()->copy_kernel(layer->recurrent_kernel, m, u, layer->gates * u);
    for (size_t i = 0; i < t; i++) {
        const size_t place = i % kept;
        refnet_time_step step = step_at(layer, i, place);
        step.kernel_copy = copy;
        if (place == 0) {
            const refnet_time_step last = step_at(layer, i, kept - 1);
            sum_features(inputs, layer, m, i, t - i < kept ? t : i + kept);
            copy_rows(i == 0 ? state_cells(layer, layer->state) : last.next_cells, step.cells, m,
                      u);
        }
        const refnet_rows before = i == 0 ? layer->state : outputs_at(layer, i - 1, preactivations);
        copy_rows(before, step.states, m, u);
        drop_states(layer, &step, m);
        step.outputs = outputs_at(layer, i, preactivations);
        step_forward(layer, &step, m);
        for (size_t e = 0; e < m; e++) {
            if (refnet_is_left_out(&step, e)) {
                keep_states(layer, &step, before, e);
            }
        }
    }
    const refnet_time_step last = step_at(layer, t - 1, (t - 1) % kept);
    const refnet_rows state = returned_state(layer, preactivations);
    copy_rows(outputs_at(layer, t - 1, preactivations), state, m, u);
    if (last.next_cells.start != NULL) {
        copy_rows(last.next_cells, state_cells(layer, state), m, u);
    }
}

/* Add the gradients of the outputs of step i, zeros if the layer does not return them, to those
 * from the step after. */
static void add_output_gradients(const real *deltas, const refnet_layer *layer, size_t m, size_t i)
{
    /* deltas [m][t * u] or [m][u], perhaps with those of the state behind them */
    const size_t t = layer->steps, u = layer->units, row = layer->u;
    const int is_returned = layer->return_sequences || i == t - 1;
    const refnet_kernels *kernels = refnet_kernels_in_use();
    for (size_t e = 0; e < m; e++) {
        const real *delta = deltas + e * row + (layer->return_sequences ? i * u : 0);
        kernels->add_numbers(is_returned ? delta : NULL, u, layer->trace->output_gradients + e * u);
    }
}

/* A step that is left out is no term of a sum over steps: where its features, its state and its
 * deltas are zeros, it adds 0 * 0, which changes no sum that begins with 0. Such a sum is never
 * -0, the only number that adding 0 changes. */
static void leave_out(const refnet_layer *layer, const refnet_time_step *step, size_t e)
{
    const size_t u = layer->units, columns = layer->gates * u;
    memset(refnet_row_of(step->gates, e), 0, columns * sizeof(real));
    memset(refnet_row_of(step->states, e), 0, u * sizeof(real));
    if (step->recurrent.start != NULL) {
        memset(refnet_row_of(step->recurrent, e), 0, refnet_recurrent_width(layer) * sizeof(real));
    }
}

/* Add to the gradients of the outputs what comes through the sums of a step, and multiply them by
 * the factors of the state: they are then those of the outputs before. */
static void add_state_gradients(const refnet_layer *layer, const refnet_time_step *step, size_t m)
{
    const size_t u = layer->units;
    const int is_whole = step->recurrent.start == NULL || layer->reset_before;
    const refnet_rows deltas = is_whole ? step->gates : step->recurrent;
    const refnet_kernels *kernels = refnet_kernels_in_use();
    real *gradients = layer->trace->state_gradients;
    if (layer->reset_before) { /* the candidates have added theirs */
        kernels->column_state_gradients(deltas, layer->recurrent_kernel, 3 * u, m, u, 2 * u,
                                        gradients);
    } else {
        kernels->state_gradients(deltas, layer->recurrent_kernel, step->kernel_copy, m, u,
                                 layer->gates * u, gradients);
    }
    for (size_t e = 0; e < m; e++) {
        real *total = refnet_row_of(step->output_gradients, e);
        if (refnet_is_left_out(step, e)) {
            continue;
        }
        kernels->add_numbers(gradients + e * u, u, total);
        if (layer->factors.start != NULL) {
            kernels->times_factors(total, state_factors(layer, e), u, total);
        }
    }
}

void refnet_backward_through_time(const real *deltas, const refnet_layer *layer, size_t m,
                                  refnet_step_deltas *step_deltas)
{
    /* deltas [m][t * u] or [m][u], perhaps with those of the state behind them */
    const refnet_rows of_state = returned_state(layer, (real *)deltas); /* which are only read */
    const size_t u = layer->units;
    const real *copy = layer->reset_before ? NULL
                                           : refnet_kernels_in_use()->copy_transposed(
                                                 layer->recurrent_kernel, m, u, layer->gates * u);
    for (size_t i = layer->steps; i-- > 0;) {
        refnet_time_step step = step_at(layer, i, i);
        step.kernel_copy = copy;
        if (i == layer->steps - 1) {
            copy_rows(of_state, step.output_gradients, m, layer->units);
            copy_rows(state_cells(layer, of_state), step.cell_gradients, m, layer->units);
        }
        add_output_gradients(deltas, layer, m, i);
        step_deltas(layer, &step, m);
        for (size_t e = 0; e < m; e++) {
            if (refnet_is_left_out(&step, e)) {
                leave_out(layer, &step, e);
            }
        }
        if (i > 0) {
            add_state_gradients(layer, &step, m);
        }
    }
}
