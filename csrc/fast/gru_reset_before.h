/* Chapter gru_reset_before: products with some columns of the recurrent kernel, and gates and their
 * gradients in lanes, in the order of operations of the chapter. recurrent.h has what it shares
 * with the other recurrent chapters. */

static void add_column_products(refnet_rows rows, const real *kernel, size_t row, size_t m,
                                size_t n, size_t u, refnet_rows sums)
{
    if (is_for_narrower(u)) {
        NARROWER.add_column_products(rows, kernel, row, m, n, u, sums);
        return;
    }
    product p = sums_of_states(rows, kernel, m, n, u, sums);
    p.b_row = row;
    multiply(&p);
}

static void column_state_gradients(refnet_rows deltas, const real *kernel, size_t row, size_t m,
                                   size_t n, size_t u, real *gradients)
{
    if (is_for_narrower(n)) {
        NARROWER.column_state_gradients(deltas, kernel, row, m, n, u, gradients);
        return;
    }
    product p = gradients_of_states(deltas, kernel, m, n, u, gradients);
    p.b_column = row;
    multiply(&p);
}

static void add_column_gradients(const real *inputs, const real *deltas, size_t row, size_t m,
                                 size_t n, size_t u, real *gradients)
{
    if (is_for_narrower(u)) {
        NARROWER.add_column_gradients(inputs, deltas, row, m, n, u, gradients);
        return;
    }
    const product p = {
        .onto = 1,
        .a = inputs,
        .a_row = 1,
        .a_term = n,
        .b = deltas,
        .b_row = row,
        .b_column = 1,
        .rows = n,
        .terms = m,
        .columns = u,
        .results = gradients,
        .r_row = row,
    };
    multiply(&p);
}

/* sums: the reset states */
INTO_CALLER unit_rows reset_rows(const refnet_layer *layer, const refnet_time_step *step, size_t e)
{
    const size_t u = layer->units;
    real *z = refnet_row_of(step->gates, e);
    return (unit_rows){
        .of_gates = layer->recurrent_activation,
        .of_units = layer->step_activation,
        .z = z,
        .r = z + u,
        .g = z + 2 * u,
        .sums = refnet_row_of(step->recurrent, e),
        .state = refnet_row_of(step->states, e),
    };
}

INTO_CALLER void some_reset_states(const unit_rows *rows, size_t j, size_t n)
{
    store_some(rows->sums + j, load_some(rows->r + j, n) * load_some(rows->state + j, n), n);
}

static void reset_states(const refnet_layer *layer, const refnet_time_step *step, size_t m)
{
    const size_t u = layer->units;
    for (size_t e = 0; e < m; e++) {
        const unit_rows rows = reset_rows(layer, step, e);
        if (refnet_is_left_out(step, e)) {
            memset(rows.sums, 0, u * sizeof(real));
            continue;
        }
        activate_units(rows.of_gates, rows.z, 2 * u, rows.z); /* and r */
        FOR_ALL_UNITS(some_reset_states, &rows, u);
    }
}

static void reset_before_outputs(const refnet_layer *layer, const refnet_time_step *step, size_t m)
{
    const size_t u = layer->units;
    for (size_t e = 0; e < m; e++) {
        if (refnet_is_left_out(step, e)) {
            continue;
        }
        unit_rows rows = reset_rows(layer, step, e);
        rows.output = refnet_row_of(step->outputs, e);
        activate_units(rows.of_units, rows.g, u, rows.g);
        FOR_ALL_UNITS(gru_outputs, &rows, u);
    }
}

INTO_CALLER void some_candidate_deltas(const unit_rows *rows, size_t j, size_t n)
{
    const lanes z = load_some(rows->z + j, n), g = load_some(rows->g + j, n);
    const lanes of_output = load_some(rows->of_output + j, n);
    const lanes of_z = of_output * (load_some(rows->state + j, n) - g);
    store_some(rows->g + j, delta_lanes(rows->of_units, of_output * (1 - z), g), n);
    store_some(rows->z + j, delta_lanes(rows->of_gates, of_z, z), n);
    store_some(rows->of_output + j, of_output * z, n);
}

static void candidate_deltas(const refnet_layer *layer, const refnet_time_step *step, size_t m)
{
    for (size_t e = 0; e < m; e++) {
        if (refnet_is_left_out(step, e)) {
            continue;
        }
        unit_rows rows = reset_rows(layer, step, e);
        rows.of_output = refnet_row_of(step->output_gradients, e);
        FOR_ALL_USUAL_UNITS(some_candidate_deltas, rows, layer->units);
    }
}

INTO_CALLER void some_reset_gate_deltas(const unit_rows *rows, size_t j, size_t n)
{
    const lanes r = load_some(rows->r + j, n), of_reset = load_some(rows->of_reset + j, n);
    const lanes of_r = of_reset * load_some(rows->state + j, n);
    store_some(rows->of_output + j, load_some(rows->of_output + j, n) + of_reset * r, n);
    store_some(rows->r + j, delta_lanes(rows->of_gates, of_r, r), n);
}

static void reset_gate_deltas(const refnet_layer *layer, const refnet_time_step *step, size_t m,
                              const real *gradients)
{
    const size_t u = layer->units;
    for (size_t e = 0; e < m; e++) {
        if (refnet_is_left_out(step, e)) {
            continue;
        }
        unit_rows rows = reset_rows(layer, step, e);
        rows.of_output = refnet_row_of(step->output_gradients, e);
        rows.of_reset = gradients + e * u;
        FOR_ALL_UNITS(some_reset_gate_deltas, &rows, u);
    }
}

/* refnet_reset_before_parameter_gradients, added to gradients */
static void add_reset_before_gradients(const real *inputs, const real *deltas,
                                       const refnet_layer *layer, size_t m, real *gradients)
{
    (void)deltas; /* those of the steps are in the trace */
    const refnet_trace *trace = layer->trace;
    const real *features = trace->features == NULL ? inputs : trace->features;
    const size_t u = layer->units, columns = 3 * u, rows = m * layer->steps;
    const step_part of_features = step_part_of(layer, features, trace->gates, layer->features);
    real *recurrent = gradients + part_size(&of_features);
    add_dense_gradients(features, trace->gates, &of_features.dense, rows, gradients);
    add_column_gradients(trace->states, trace->gates, columns, rows, u, 2 * u, recurrent);
    add_column_gradients(trace->recurrent, trace->gates + 2 * u, columns, rows, u, u,
                         recurrent + 2 * u);
    if (layer->bias != NULL) {
        const step_part of_bias = step_part_of(layer, NULL, trace->gates, 0);
        add_dense_gradients(NULL, trace->gates, &of_bias.dense, rows, recurrent + u * columns);
    }
}
