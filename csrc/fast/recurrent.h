/* Chapters recurrent, lstm and gru: the products of a step with copies of the recurrent kernel, and
 * gates, cells and their gradients in lanes, in the order of operations of the chapters. */

#include "../through_time.h"

/* rows: [n], kernel [n][u] -> sums: [u] */
INTO_CALLER product sums_of_states(refnet_rows rows, const real *kernel, size_t m, size_t n,
                                   size_t u, refnet_rows sums)
{
    return (product){
        .onto = 1,
        .a = rows.start,
        .a_row = rows.row,
        .a_term = 1,
        .b = kernel,
        .b_row = u,
        .b_column = 1,
        .rows = m,
        .terms = n,
        .columns = u,
        .results = sums.start,
        .r_row = sums.row,
    };
}

/* deltas: [u], kernel [n][u] -> gradients [m][n] */
INTO_CALLER product gradients_of_states(refnet_rows deltas, const real *kernel, size_t m, size_t n,
                                        size_t u, real *gradients)
{
    return (product){
        .a = deltas.start,
        .a_row = deltas.row,
        .a_term = 1,
        .b = kernel,
        .b_row = 1,
        .b_column = u,
        .rows = m,
        .terms = u,
        .columns = n,
        .results = gradients,
        .r_row = n,
    };
}

#define ROWS_FOR_PANELS 8 /* those of a tile; with fewer, each row of b is read from end to end */

/* Return how wide a copy of this many columns is. */
INTO_CALLER size_t padded(size_t columns)
{
    return (columns + LANES - 1) / LANES * LANES;
}

/* Return memory for a copy of b, or NULL. */
static real *memory_for_copy(const product *p)
{
    return refnet_kernel_workspace(padded(p->columns) * p->terms * sizeof(real));
}

static const real *copy_kernel(const real *kernel, size_t m, size_t n, size_t u)
{
    if (is_for_narrower(u)) {
        return NARROWER.copy_kernel(kernel, m, n, u);
    }
    const refnet_rows none = {NULL, 0};
    const product p = sums_of_states(none, kernel, m, n, u, none);
    real *copy = m < ROWS_FOR_PANELS ? NULL : memory_for_copy(&p);
    if (copy != NULL) {
        copy_panels(&p, copy);
    }
    return copy;
}

static const real *copy_transposed(const real *kernel, size_t m, size_t n, size_t u)
{
    if (is_for_narrower(n)) {
        return NARROWER.copy_transposed(kernel, m, n, u);
    }
    const refnet_rows none = {NULL, 0};
    const product p = gradients_of_states(none, kernel, m, n, u, NULL);
    real *copy = memory_for_copy(&p);
    if (copy != NULL && m < ROWS_FOR_PANELS) {
        copy_columns(&p, n, padded(n), copy);
    } else if (copy != NULL) {
        copy_panels(&p, copy);
    }
    return copy;
}

typedef struct {
    const product *whole;
    const real *copy;
} copied_product;

static void some_copied_rows(const void *context, size_t first, size_t end)
{
    const copied_product *copied = context;
    product p = part(copied->whole, first, 0);
    p.rows = end - first;
    copied_panels(&p, copied->copy);
}

/* Calculate p with a copy of b, if there is one. */
static void multiply_with(const product *p, const real *copy)
{
    if (copy == NULL) {
        multiply(p);
    } else if (p->rows < ROWS_FOR_PANELS) {
        product q = *p;
        use_columns(&q, padded(p->columns), copy);
        multiply(&q);
    } else {
        const copied_product copied = {p, copy};
        refnet_parallel_for(some_copied_rows, &copied, p->rows, 1, p->terms * p->columns);
    }
}

static void add_products(refnet_rows rows, const real *kernel, const real *copy, size_t m, size_t n,
                         size_t u, refnet_rows sums)
{
    if (is_for_narrower(u)) {
        NARROWER.add_products(rows, kernel, copy, m, n, u, sums);
        return;
    }
    const product p = sums_of_states(rows, kernel, m, n, u, sums);
    multiply_with(&p, copy);
}

static void state_gradients(refnet_rows deltas, const real *kernel, const real *copy, size_t m,
                            size_t n, size_t u, real *gradients)
{
    if (is_for_narrower(n)) {
        NARROWER.state_gradients(deltas, kernel, copy, m, n, u, gradients);
        return;
    }
    const product p = gradients_of_states(deltas, kernel, m, n, u, gradients);
    multiply_with(&p, copy);
}

/* values [n] -> results [n], which may be values itself; the activation is not softmax */
INTO_CALLER void activate_units(refnet_activation activation, const real *values, size_t n,
                                real *results)
{
    const activation_rows rows = {activation, values, n, results};
    activate_rows(&rows, 0, 1);
}

/* numbers [n] or NULL -> sums [n] */
typedef struct {
    const real *numbers;
    real *sums;
} addition;

INTO_CALLER void add_some(const addition *rows, size_t j, size_t n)
{
    const lanes added = rows->numbers == NULL ? (lanes){0} : load_some(rows->numbers + j, n);
    store_some(rows->sums + j, load_some(rows->sums + j, n) + added, n);
}

static void add_numbers(const real *numbers, size_t n, real *sums)
{
    const addition rows = {numbers, sums};
    FOR_ALL_UNITS(add_some, &rows, n);
}

static void simple_rnn_step(const refnet_layer *layer, const refnet_time_step *step, size_t m)
{
    const size_t u = layer->units;
    for (size_t e = 0; e < m; e++) {
        real *state = refnet_row_of(step->gates, e);
        if (!refnet_is_left_out(step, e)) {
            activate_units(layer->step_activation, state, u, state);
            memcpy(refnet_row_of(step->outputs, e), state, u * sizeof *state);
        }
    }
}

static void simple_rnn_step_deltas(const refnet_layer *layer, const refnet_time_step *step,
                                   size_t m)
{
    const size_t u = layer->units;
    for (size_t e = 0; e < m; e++) {
        real *state = refnet_row_of(step->gates, e);
        real *of_state = refnet_row_of(step->output_gradients, e);
        if (!refnet_is_left_out(step, e)) {
            activation_backward(layer->step_activation, of_state, state, 1, u, state);
            memset(of_state, 0, u * sizeof *of_state);
        }
    }
}

/* An example's rows of a step, [u] each: gates, candidates or sums, and what else its kind has. */
typedef struct {
    refnet_activation of_gates, of_units;
    real *i, *f, *g, *o;              /* of lstm */
    real *z, *r, *of_z, *of_r, *sums; /* of gru, and g; sums: those of the states */
    const real *cell, *state;         /* before the step */
    const real *of_reset;             /* the gradients of the state times r */
    real *next_cell, *shown, *output; /* after it */
    real *of_output, *of_cell;        /* gradients */
} unit_rows;

INTO_CALLER int are_usual(const unit_rows *rows)
{
    return rows->of_gates == REFNET_ACTIVATION_SIGMOID && rows->of_units == REFNET_ACTIVATION_TANH;
}

/* FOR_ALL_UNITS for unit_rows; the usual activations are constants in a loop of their own, which
 * spares it from asking which they are. */
#define FOR_ALL_USUAL_UNITS(function, rows, u)                                                     \
    do {                                                                                           \
        if (are_usual(&(rows))) {                                                                  \
            (rows).of_gates = REFNET_ACTIVATION_SIGMOID;                                           \
            (rows).of_units = REFNET_ACTIVATION_TANH;                                              \
            FOR_ALL_UNITS(function, &(rows), u);                                                   \
        } else {                                                                                   \
            FOR_ALL_UNITS(function, &(rows), u);                                                   \
        }                                                                                          \
    } while (0)

INTO_CALLER unit_rows lstm_rows(const refnet_layer *layer, const refnet_time_step *step, size_t e)
{
    const size_t u = layer->units;
    real *i = refnet_row_of(step->gates, e);
    return (unit_rows){
        .of_gates = layer->recurrent_activation,
        .of_units = layer->step_activation,
        .i = i,
        .f = i + u,
        .g = i + 2 * u,
        .o = i + 3 * u,
        .cell = refnet_row_of(step->cells, e),
        .next_cell = refnet_row_of(step->next_cells, e),
        .shown = refnet_row_of(step->shown, e),
    };
}

INTO_CALLER void lstm_cells(const unit_rows *rows, size_t j, size_t n)
{
    const lanes kept = load_some(rows->f + j, n) * load_some(rows->cell + j, n);
    store_some(rows->next_cell + j, kept + load_some(rows->i + j, n) * load_some(rows->g + j, n),
               n);
}

INTO_CALLER void lstm_outputs(const unit_rows *rows, size_t j, size_t n)
{
    store_some(rows->output + j, load_some(rows->o + j, n) * load_some(rows->shown + j, n), n);
}

static void lstm_step(const refnet_layer *layer, const refnet_time_step *step, size_t m)
{
    const size_t u = layer->units;
    for (size_t e = 0; e < m; e++) {
        if (refnet_is_left_out(step, e)) {
            continue;
        }
        unit_rows rows = lstm_rows(layer, step, e);
        rows.output = refnet_row_of(step->outputs, e);
        activate_units(rows.of_gates, rows.i, 2 * u, rows.i); /* and f */
        activate_units(rows.of_units, rows.g, u, rows.g);
        activate_units(rows.of_gates, rows.o, u, rows.o);
        FOR_ALL_UNITS(lstm_cells, &rows, u);
        activate_units(rows.of_units, rows.next_cell, u, rows.shown);
        FOR_ALL_UNITS(lstm_outputs, &rows, u);
    }
}

INTO_CALLER void lstm_deltas(const unit_rows *rows, size_t j, size_t n)
{
    const refnet_activation of_gates = rows->of_gates, of_units = rows->of_units;
    const lanes i = load_some(rows->i + j, n), f = load_some(rows->f + j, n);
    const lanes g = load_some(rows->g + j, n), o = load_some(rows->o + j, n);
    const lanes cell = load_some(rows->cell + j, n), shown = load_some(rows->shown + j, n);
    const lanes of_output = load_some(rows->of_output + j, n);
    const lanes of_cell =
        load_some(rows->of_cell + j, n) + delta_lanes(of_units, of_output * o, shown);
    store_some(rows->i + j, delta_lanes(of_gates, of_cell * g, i), n);
    store_some(rows->f + j, delta_lanes(of_gates, of_cell * cell, f), n);
    store_some(rows->g + j, delta_lanes(of_units, of_cell * i, g), n);
    store_some(rows->o + j, delta_lanes(of_gates, of_output * shown, o), n);
    store_some(rows->of_cell + j, of_cell * f, n);
    store_some(rows->of_output + j, (lanes){0}, n);
}

static void lstm_step_deltas(const refnet_layer *layer, const refnet_time_step *step, size_t m)
{
    for (size_t e = 0; e < m; e++) {
        if (refnet_is_left_out(step, e)) {
            continue;
        }
        unit_rows rows = lstm_rows(layer, step, e);
        rows.of_output = refnet_row_of(step->output_gradients, e);
        rows.of_cell = refnet_row_of(step->cell_gradients, e);
        FOR_ALL_USUAL_UNITS(lstm_deltas, rows, layer->units);
    }
}

INTO_CALLER unit_rows gru_rows(const refnet_layer *layer, const refnet_time_step *step, size_t e)
{
    const size_t u = layer->units;
    real *z = refnet_row_of(step->gates, e), *of_states = refnet_row_of(step->recurrent, e);
    return (unit_rows){
        .of_gates = layer->recurrent_activation,
        .of_units = layer->step_activation,
        .z = z,
        .r = z + u,
        .g = z + 2 * u,
        .of_z = of_states,
        .of_r = of_states + u,
        .sums = of_states + 2 * u,
        .state = refnet_row_of(step->states, e),
    };
}

INTO_CALLER void gru_sums(const unit_rows *rows, size_t j, size_t n)
{
    store_some(rows->z + j, load_some(rows->z + j, n) + load_some(rows->of_z + j, n), n);
    store_some(rows->r + j, load_some(rows->r + j, n) + load_some(rows->of_r + j, n), n);
}

INTO_CALLER void gru_candidates(const unit_rows *rows, size_t j, size_t n)
{
    const lanes reset = load_some(rows->r + j, n) * load_some(rows->sums + j, n);
    store_some(rows->g + j, load_some(rows->g + j, n) + reset, n);
}

INTO_CALLER void gru_outputs(const unit_rows *rows, size_t j, size_t n)
{
    const lanes z = load_some(rows->z + j, n), g = load_some(rows->g + j, n);
    store_some(rows->output + j, z * load_some(rows->state + j, n) + (1 - z) * g, n);
}

static void gru_step(const refnet_layer *layer, const refnet_time_step *step, size_t m)
{
    const size_t u = layer->units;
    for (size_t e = 0; e < m; e++) {
        if (refnet_is_left_out(step, e)) {
            continue;
        }
        unit_rows rows = gru_rows(layer, step, e);
        rows.output = refnet_row_of(step->outputs, e);
        FOR_ALL_UNITS(gru_sums, &rows, u);
        activate_units(rows.of_gates, rows.z, 2 * u, rows.z); /* and r */
        FOR_ALL_UNITS(gru_candidates, &rows, u);
        activate_units(rows.of_units, rows.g, u, rows.g);
        FOR_ALL_UNITS(gru_outputs, &rows, u);
    }
}

INTO_CALLER void gru_deltas(const unit_rows *rows, size_t j, size_t n)
{
    const lanes z = load_some(rows->z + j, n), r = load_some(rows->r + j, n);
    const lanes g = load_some(rows->g + j, n), sum = load_some(rows->sums + j, n);
    const lanes of_output = load_some(rows->of_output + j, n);
    const lanes of_z = of_output * (load_some(rows->state + j, n) - g);
    const lanes delta_of_g = delta_lanes(rows->of_units, of_output * (1 - z), g);
    const lanes delta_of_z = delta_lanes(rows->of_gates, of_z, z);
    const lanes delta_of_r = delta_lanes(rows->of_gates, delta_of_g * sum, r);
    store_some(rows->of_output + j, of_output * z, n);
    store_some(rows->g + j, delta_of_g, n);
    store_some(rows->z + j, delta_of_z, n);
    store_some(rows->r + j, delta_of_r, n);
    store_some(rows->of_z + j, delta_of_z, n);
    store_some(rows->of_r + j, delta_of_r, n);
    store_some(rows->sums + j, delta_of_g * r, n);
}

static void gru_step_deltas(const refnet_layer *layer, const refnet_time_step *step, size_t m)
{
    for (size_t e = 0; e < m; e++) {
        if (refnet_is_left_out(step, e)) {
            continue;
        }
        unit_rows rows = gru_rows(layer, step, e);
        rows.of_output = refnet_row_of(step->output_gradients, e);
        FOR_ALL_USUAL_UNITS(gru_deltas, rows, layer->units);
    }
}

/* Parameters of a recurrent layer as those of a dense layer that all steps use: inputs [m * t][n]
 * -> deltas [m * t][u]. A bias is such a layer without inputs. */
typedef struct {
    const real *inputs, *deltas;
    refnet_layer dense;
} step_part;

/* Return the kernel of n rows, or the bias where n is 0. */
INTO_CALLER step_part step_part_of(const refnet_layer *layer, const real *inputs,
                                   const real *deltas, size_t n)
{
    refnet_layer dense = refnet_step_layer(layer);
    dense.n = n;
    dense.bias = n == 0 ? layer->bias : NULL;
    return (step_part){inputs, deltas, dense};
}

/* -> parts, in the order of the parameters; returns how many there are */
INTO_CALLER size_t step_parts_of(const refnet_layer *layer, const real *inputs, step_part *parts)
{
    const refnet_trace *trace = layer->trace;
    const int is_gru = trace->recurrent != NULL;
    const real *features = trace->features == NULL ? inputs : trace->features;
    const real *of_states = is_gru ? trace->recurrent : trace->gates;
    parts[0] = step_part_of(layer, features, trace->gates, layer->features);
    parts[1] = step_part_of(layer, trace->states, of_states, layer->units);
    parts[2] = step_part_of(layer, NULL, trace->gates, 0);
    parts[3] = step_part_of(layer, NULL, of_states, 0); /* the second bias of gru */
    return layer->bias == NULL ? 2 : is_gru ? 4 : 3;
}

/* Return how many parameters a part has. */
INTO_CALLER size_t part_size(const step_part *part)
{
    return (part->dense.n == 0 ? 1 : part->dense.n) * part->dense.u;
}

static void add_recurrent_gradients(const real *inputs, const real *deltas,
                                    const refnet_layer *layer, size_t m, real *gradients)
{
    (void)deltas; /* those of the steps are in the trace */
    step_part parts[4];
    const size_t count = step_parts_of(layer, inputs, parts);
    for (size_t k = 0; k < count; k++) {
        add_dense_gradients(parts[k].inputs, parts[k].deltas, &parts[k].dense, m * layer->steps,
                            gradients);
        gradients += part_size(&parts[k]);
    }
}

#define CACHED_DELTAS ((size_t)262144) /* bytes that stay in a cache for all blocks of weights */

/* refnet_simple_rnn_parameter_gradients or refnet_gru_parameter_gradients, and then
 * refnet_optimizer_step. Of many deltas, all gradients are calculated first. */
static int recurrent_fused_step(const real *inputs, const real *deltas, const refnet_layer *layer,
                                size_t m, const refnet_step *step)
{
    const refnet_trace *trace = layer->trace;
    const size_t rows = m * layer->steps, columns = layer->gates * layer->units;
    const int is_gru = trace->recurrent != NULL;
    const size_t size =
        is_gru ? refnet_gru_parameters(layer, NULL) : refnet_recurrent_parameters(layer, NULL);
    real *gradients = rows * columns * sizeof(real) <= CACHED_DELTAS
                          ? NULL
                          : refnet_kernel_workspace(size * sizeof(real));
    refnet_step own = *step;
    if (gradients != NULL) {
        if (is_gru) {
            refnet_gru_parameter_gradients(inputs, deltas, layer, m, gradients);
        } else {
            refnet_simple_rnn_parameter_gradients(inputs, deltas, layer, m, gradients);
        }
        return refnet_optimizer_step(own.parameters, gradients, &own.state, own.optimizer, size);
    }
    step_part parts[4];
    const size_t count = step_parts_of(layer, inputs, parts);
    int nonfinite = 0;
    for (size_t k = 0; k < count; k++) {
        const size_t weights = part_size(&parts[k]);
        nonfinite |=
            dense_fused_step(parts[k].inputs, parts[k].deltas, &parts[k].dense, rows, &own);
        own.parameters += weights;
        own.state.momentums += weights;
        own.state.velocities += weights;
    }
    return nonfinite;
}
