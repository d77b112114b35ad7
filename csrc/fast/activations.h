/* Activations and the losses' elementary functions, on many numbers at once: the operations of
 * activations.c and losses.c, in their order. */

#define COST_OF_RELU 1 /* in multiplications of a matrix product, roughly */
#define COST_OF_EXP 60

/* The case of an activation that is a constant for the function, which spares its loops from asking
 * which it is. */
#define CASE(activation, function, ...)                                                            \
    case activation:                                                                               \
        function(activation, __VA_ARGS__);                                                         \
        break

/* Both values are calculated and one is selected, because no processor can predict the sign. */
static void relu(const real *preactivations, size_t n, real *outputs)
{
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        lanes d = lanes_load(preactivations + i);
        lanes_store(outputs + i, lanes_select(d < 0, (lanes){0}, d));
    }
    if (i < n) {
        NARROWER.activate(REFNET_ACTIVATION_RELU, preactivations + i, 1, n - i, outputs + i);
    }
}

/* preactivations [m][u] -> powers [m][u], which may be preactivations itself: the powers of
 * softmax */
static void shifted_powers(const real *preactivations, size_t m, size_t u, real *powers)
{
    for (size_t i = 0; i < m * u; i += u) {
        real largest = preactivations[i + refnet_argmax(preactivations + i, u)];
        for (size_t j = i; j < i + u; j++) {
            real exponent = preactivations[j] - largest;
            powers[j] = exponent < LEAST_EXPONENT ? LEAST_EXPONENT - 1 : exponent;
        }
    }
    exp_array(powers, m * u, powers);
    for (size_t i = 0; i < m * u; i++) { /* e^LEAST_EXPONENT is above REFNET_TINY */
        powers[i] = powers[i] < REFNET_TINY ? 0 : powers[i];
    }
}

/* values [n], added first to last */
static real total_of(const real *values, size_t n)
{
    real total = 0;
    for (size_t i = 0; i < n; i++) {
        total = total + values[i];
    }
    return total;
}

static void softmax_rows(const real *preactivations, size_t m, size_t u, real *outputs)
{
    shifted_powers(preactivations, m, u, outputs);
    for (size_t i = 0; i < m * u; i += u) {
        real total = total_of(outputs + i, u);
        for (size_t j = i; j < i + u; j++) {
            outputs[j] = outputs[j] / total;
        }
    }
}

static void log_softmax(const real *logits, size_t u, real *logarithms)
{
    real largest = logits[refnet_argmax(logits, u)];
    shifted_powers(logits, 1, u, logarithms);
    real log_total = (real)refnet_log(total_of(logarithms, u));
    for (size_t j = 0; j < u; j++) {
        logarithms[j] = (logits[j] - largest) - log_total;
    }
}

/* Numbers of units, and what an elementary function gives of their arguments; slope: of leaky_relu
 */
typedef struct {
    refnet_activation activation;
    real slope;
    const real *values, *gradients;
    real *function, *other, *results;
} unit_numbers;

/* Return the argument of the function from which an output follows, and some derivatives. */
INTO_CALLER lanes argument_lanes(refnet_activation activation, lanes d)
{
    switch (activation) {
    case REFNET_ACTIVATION_ELU:
    case REFNET_ACTIVATION_SELU:
        return lanes_select(d > 0, (lanes){0}, d);
    case REFNET_ACTIVATION_SOFTPLUS:
        return -lanes_magnitude(d);
    case REFNET_ACTIVATION_GELU:
        return d * ROOT_HALF;
    case REFNET_ACTIVATION_GELU_TANH:
        return GELU_SCALE * (d + GELU_CUBIC * d * d * d);
    default: /* silu */
        return d;
    }
}

/* Return the outputs; f: the function of the argument, where the activation has one */
INTO_CALLER lanes output_lanes(refnet_activation activation, lanes d, lanes f, real slope)
{
    const lanes zero = {0}, six = zero + 6, shifted = d + 3;
    switch (activation) {
    case REFNET_ACTIVATION_LEAKY_RELU:
        return lanes_select(d > 0, d, slope * d);
    case REFNET_ACTIVATION_ELU:
        return lanes_select(d > 0, d, f);
    case REFNET_ACTIVATION_SELU:
        return lanes_select(d > 0, SELU_SCALE * d, SELU_SCALE * SELU_ALPHA * f);
    case REFNET_ACTIVATION_SOFTPLUS:
        return lanes_select(d > 0, d, zero) + f;
    case REFNET_ACTIVATION_HARD_SIGMOID:
        return lanes_select(shifted > 6, six, lanes_select(shifted < 0, zero, shifted)) / 6;
    case REFNET_ACTIVATION_SOFTSIGN:
        return d / (1 + lanes_magnitude(d));
    case REFNET_ACTIVATION_SILU:
        return d * f;
    default: /* gelu, gelu_tanh */
        return HALF * d * (1 + f);
    }
}

INTO_CALLER void some_arguments(const unit_numbers *units, size_t j, size_t n)
{
    const lanes d = load_some(units->values + j, n);
    store_some(units->function + j, argument_lanes(units->activation, d), n);
}

INTO_CALLER void some_outputs(const unit_numbers *units, size_t j, size_t n)
{
    const lanes d = load_some(units->values + j, n);
    const lanes f = units->function == NULL ? d : load_some(units->function + j, n);
    store_some(units->results + j, output_lanes(units->activation, d, f, units->slope), n);
}

/* values [n], changed to what the function gives of these arguments */
INTO_CALLER void function_array(refnet_activation activation, real *values, size_t n)
{
    switch (activation) {
    case REFNET_ACTIVATION_ELU:
    case REFNET_ACTIVATION_SELU:
        expm1_array(values, n, values);
        break;
    case REFNET_ACTIVATION_SOFTPLUS:
        exp_array(values, n, values);
        log1p_array(values, n, values);
        break;
    case REFNET_ACTIVATION_SILU:
        sigmoid_array(values, n, values);
        break;
    case REFNET_ACTIVATION_GELU:
        erf_array(values, n, values);
        break;
    default: /* gelu_tanh */
        tanh_array(values, n, values);
        break;
    }
}

/* preactivations [n] -> outputs [n], which may be preactivations itself */
INTO_CALLER void function_units(refnet_activation activation, const real *preactivations, size_t n,
                                real *outputs)
{
    ALIGNED real function[AT_ONCE];
    for (size_t start = 0; start < n; start += AT_ONCE) {
        const size_t size = n - start < AT_ONCE ? n - start : AT_ONCE;
        const unit_numbers units = {.activation = activation,
                                    .values = preactivations + start,
                                    .function = function,
                                    .results = outputs + start};
        FOR_ALL_UNITS(some_arguments, &units, size);
        function_array(activation, function, size);
        FOR_ALL_UNITS(some_outputs, &units, size);
    }
}

/* function_units, of an activation that has no elementary function */
INTO_CALLER void simple_units(refnet_activation activation, const real *preactivations, size_t n,
                              real slope, real *outputs)
{
    const unit_numbers units = {
        .activation = activation, .slope = slope, .values = preactivations, .results = outputs};
    FOR_ALL_UNITS(some_outputs, &units, n);
}

/* preactivations [m][u] -> outputs [m][u], whose rows several threads calculate */
typedef struct {
    refnet_activation activation;
    const real *preactivations;
    size_t u;
    real *outputs;
} activation_rows;

static void activate_rows(const void *context, size_t first, size_t end)
{
    const activation_rows *rows = context;
    const size_t u = rows->u, m = end - first;
    const real *preactivations = rows->preactivations + first * u;
    real *outputs = rows->outputs + first * u;
    switch (rows->activation) {
    case REFNET_ACTIVATION_SIGMOID:
        sigmoid_array(preactivations, m * u, outputs);
        break;
    case REFNET_ACTIVATION_TANH:
        tanh_array(preactivations, m * u, outputs);
        break;
    case REFNET_ACTIVATION_RELU:
        relu(preactivations, m * u, outputs);
        break;
    case REFNET_ACTIVATION_SOFTMAX:
        softmax_rows(preactivations, m, u, outputs);
        break;
    case REFNET_ACTIVATION_LINEAR:
        if (outputs != preactivations) {
            memcpy(outputs, preactivations, m * u * sizeof *outputs);
        }
        break;
    case REFNET_ACTIVATION_EXPONENTIAL:
        exp_array(preactivations, m * u, outputs);
        break;
        CASE(REFNET_ACTIVATION_LEAKY_RELU, simple_units, preactivations, m * u, LEAKY_SLOPE,
             outputs);
        CASE(REFNET_ACTIVATION_HARD_SIGMOID, simple_units, preactivations, m * u, 0, outputs);
        CASE(REFNET_ACTIVATION_SOFTSIGN, simple_units, preactivations, m * u, 0, outputs);
        CASE(REFNET_ACTIVATION_ELU, function_units, preactivations, m * u, outputs);
        CASE(REFNET_ACTIVATION_SELU, function_units, preactivations, m * u, outputs);
        CASE(REFNET_ACTIVATION_SOFTPLUS, function_units, preactivations, m * u, outputs);
        CASE(REFNET_ACTIVATION_SILU, function_units, preactivations, m * u, outputs);
        CASE(REFNET_ACTIVATION_GELU, function_units, preactivations, m * u, outputs);
        CASE(REFNET_ACTIVATION_GELU_TANH, function_units, preactivations, m * u, outputs);
    default: /* an activation without a kernel */
        refnet_activate(rows->activation, preactivations, m, u, outputs);
        break;
    }
}

/* Return what the activation of a number costs. */
static size_t cost_of(refnet_activation activation)
{
    switch (activation) {
    case REFNET_ACTIVATION_LINEAR:
    case REFNET_ACTIVATION_RELU:
    case REFNET_ACTIVATION_LEAKY_RELU:
    case REFNET_ACTIVATION_HARD_SIGMOID:
    case REFNET_ACTIVATION_SOFTSIGN:
        return COST_OF_RELU;
    default:
        return COST_OF_EXP;
    }
}

static void activate(refnet_activation activation, const real *preactivations, size_t m, size_t u,
                     real *outputs)
{
    const activation_rows rows = {activation, preactivations, u, outputs};
    refnet_parallel_for(activate_rows, &rows, m, 1, u * cost_of(activation));
}

/* outputs [n] of softplus -> slopes [n], which may be outputs itself: -expm1(-y) */
static void softplus_slopes(const real *outputs, size_t n, real *slopes)
{
    for (size_t j = 0; j < n; j++) {
        slopes[j] = -outputs[j];
    }
    expm1_array(slopes, n, slopes);
    for (size_t j = 0; j < n; j++) {
        slopes[j] = -slopes[j];
    }
}

INTO_CALLER lanes leaky_delta_lanes(lanes gradient, lanes y, real slope)
{
    return lanes_select(y > 0, gradient, gradient * slope);
}

/* of an activation without a kernel */
static lanes plain_delta_lanes(refnet_activation activation, lanes gradient, lanes y)
{
    ALIGNED real gradients[LANES], outputs[LANES];
    lanes_store(gradients, gradient);
    lanes_store(outputs, y);
    refnet_activation_backward(activation, gradients, outputs, 1, LANES, gradients);
    return lanes_load(gradients);
}

INTO_CALLER lanes delta_lanes(refnet_activation activation, lanes gradient, lanes y)
{
    const lanes rest = 1 - lanes_magnitude(y);
    ALIGNED real slopes[LANES];
    switch (activation) {
    case REFNET_ACTIVATION_SIGMOID:
        return gradient * y * (1 - y);
    case REFNET_ACTIVATION_TANH:
        return gradient * (1 - y * y);
    case REFNET_ACTIVATION_RELU:
        return lanes_select(y > 0, gradient, (lanes){0});
    case REFNET_ACTIVATION_LEAKY_RELU:
        return leaky_delta_lanes(gradient, y, LEAKY_SLOPE);
    case REFNET_ACTIVATION_ELU:
        return lanes_select(y > 0, gradient, gradient * (y + 1));
    case REFNET_ACTIVATION_SELU:
        return lanes_select(y > 0, gradient * SELU_SCALE, gradient * (y + SELU_SCALE * SELU_ALPHA));
    case REFNET_ACTIVATION_SOFTPLUS:
        lanes_store(slopes, y);
        softplus_slopes(slopes, LANES, slopes);
        return gradient * lanes_load(slopes);
    case REFNET_ACTIVATION_HARD_SIGMOID:
        return lanes_select(y > 0, lanes_select(y < 1, gradient / 6, (lanes){0}), (lanes){0});
    case REFNET_ACTIVATION_SOFTSIGN:
        return gradient * (rest * rest);
    case REFNET_ACTIVATION_EXPONENTIAL:
        return gradient * y;
    case REFNET_ACTIVATION_LINEAR:
        return gradient;
    default:
        return plain_delta_lanes(activation, gradient, y);
    }
}

INTO_CALLER void some_deltas(const unit_numbers *units, size_t j, size_t n)
{
    const lanes gradient = load_some(units->gradients + j, n);
    const lanes y = load_some(units->values + j, n);
    store_some(units->results + j, delta_lanes(units->activation, gradient, y), n);
}

INTO_CALLER void simple_deltas(refnet_activation activation, const real *output_gradients,
                               const real *outputs, size_t n, real *deltas)
{
    const unit_numbers units = {.activation = activation,
                                .values = outputs,
                                .gradients = output_gradients,
                                .results = deltas};
    FOR_ALL_UNITS(some_deltas, &units, n);
}

/* of softplus: the slopes of many units at once take less time */
static void softplus_deltas(const real *output_gradients, const real *outputs, size_t n,
                            real *deltas)
{
    ALIGNED real slopes[AT_ONCE];
    for (size_t start = 0; start < n; start += AT_ONCE) {
        const size_t size = n - start < AT_ONCE ? n - start : AT_ONCE;
        softplus_slopes(outputs + start, size, slopes);
        for (size_t j = 0; j < size; j++) {
            deltas[start + j] = output_gradients[start + j] * slopes[j];
        }
    }
}

static void activation_backward(refnet_activation activation, const real *output_gradients,
                                const real *outputs, size_t m, size_t u, real *deltas)
{
    const size_t n = m * u;
    switch (activation) {
    case REFNET_ACTIVATION_LINEAR:
        if (deltas != output_gradients) {
            memcpy(deltas, output_gradients, n * sizeof *deltas);
        }
        break;
    case REFNET_ACTIVATION_SOFTPLUS:
        softplus_deltas(output_gradients, outputs, n, deltas);
        break;
        CASE(REFNET_ACTIVATION_SIGMOID, simple_deltas, output_gradients, outputs, n, deltas);
        CASE(REFNET_ACTIVATION_TANH, simple_deltas, output_gradients, outputs, n, deltas);
        CASE(REFNET_ACTIVATION_RELU, simple_deltas, output_gradients, outputs, n, deltas);
        CASE(REFNET_ACTIVATION_LEAKY_RELU, simple_deltas, output_gradients, outputs, n, deltas);
        CASE(REFNET_ACTIVATION_ELU, simple_deltas, output_gradients, outputs, n, deltas);
        CASE(REFNET_ACTIVATION_SELU, simple_deltas, output_gradients, outputs, n, deltas);
        CASE(REFNET_ACTIVATION_EXPONENTIAL, simple_deltas, output_gradients, outputs, n, deltas);
        CASE(REFNET_ACTIVATION_HARD_SIGMOID, simple_deltas, output_gradients, outputs, n, deltas);
        CASE(REFNET_ACTIVATION_SOFTSIGN, simple_deltas, output_gradients, outputs, n, deltas);
    default: /* softmax, or an activation without a kernel */
        refnet_activation_backward(activation, output_gradients, outputs, m, u, deltas);
        break;
    }
}

/* The deltas that follow from the preactivations d; f: the function of argument_lanes, other: that
 * of -d * d / 2, for gelu */
INTO_CALLER lanes far_delta_lanes(refnet_activation activation, lanes gradient, lanes d, lanes f,
                                  lanes other)
{
    const lanes zero = {0}, rest = 1 - f * f;
    const lanes inner =
        GELU_SCALE * (1 + 3 * GELU_CUBIC * d * d); /* may be infinite where rest is 0 */
    switch (activation) {
    case REFNET_ACTIVATION_SILU:
        return gradient * (f + d * f * (1 - f));
    case REFNET_ACTIVATION_GELU:
        return gradient * (HALF * (1 + f) + d * (DENSITY * other));
    default: /* gelu_tanh */
        return gradient * (HALF * (1 + f) + lanes_select(rest > 0, HALF * d * rest * inner, zero));
    }
}

INTO_CALLER void some_exponents(const unit_numbers *units, size_t j, size_t n)
{
    const lanes d = load_some(units->values + j, n);
    store_some(units->other + j, -HALF * d * d, n);
}

INTO_CALLER void some_far_deltas(const unit_numbers *units, size_t j, size_t n)
{
    const lanes gradient = load_some(units->gradients + j, n);
    const lanes d = load_some(units->values + j, n), f = load_some(units->function + j, n);
    const lanes other = units->other == NULL ? f : load_some(units->other + j, n);
    store_some(units->results + j, far_delta_lanes(units->activation, gradient, d, f, other), n);
}

/* output_gradients [n], preactivations [n] -> deltas [n] */
INTO_CALLER void far_deltas(refnet_activation activation, const real *output_gradients,
                            const real *preactivations, size_t n, real *deltas)
{
    const int is_gelu = activation == REFNET_ACTIVATION_GELU;
    ALIGNED real function[AT_ONCE], other[AT_ONCE];
    for (size_t start = 0; start < n; start += AT_ONCE) {
        const size_t size = n - start < AT_ONCE ? n - start : AT_ONCE;
        const unit_numbers units = {.activation = activation,
                                    .values = preactivations + start,
                                    .gradients = output_gradients + start,
                                    .function = function,
                                    .other = is_gelu ? other : NULL,
                                    .results = deltas + start};
        FOR_ALL_UNITS(some_arguments, &units, size);
        function_array(activation, function, size);
        if (is_gelu) {
            FOR_ALL_UNITS(some_exponents, &units, size);
            exp_array(other, size, other);
        }
        FOR_ALL_UNITS(some_far_deltas, &units, size);
    }
}

/* output_gradients [m][u], preactivations [m][u] -> deltas [m][u], whose rows several threads
 * calculate */
typedef struct {
    refnet_activation activation;
    const real *output_gradients, *preactivations;
    size_t u;
    real *deltas;
} delta_rows;

static void far_delta_rows(const void *context, size_t first, size_t end)
{
    const delta_rows *rows = context;
    const size_t start = first * rows->u, n = (end - first) * rows->u;
    const real *gradients = rows->output_gradients + start, *d = rows->preactivations + start;
    real *deltas = rows->deltas + start;
    switch (rows->activation) {
        CASE(REFNET_ACTIVATION_SILU, far_deltas, gradients, d, n, deltas);
        CASE(REFNET_ACTIVATION_GELU, far_deltas, gradients, d, n, deltas);
        CASE(REFNET_ACTIVATION_GELU_TANH, far_deltas, gradients, d, n, deltas);
    default: /* an activation without a kernel, whose deltas do not need the outputs */
        refnet_layer_deltas(rows->activation, gradients, d, NULL, 1, n, deltas);
        break;
    }
}

static void layer_deltas(refnet_activation activation, const real *output_gradients,
                         const real *preactivations, const real *outputs, size_t m, size_t u,
                         real *deltas)
{
    const delta_rows rows = {activation, output_gradients, preactivations, u, deltas};
    if (refnet_is_from_preactivations(activation)) {
        refnet_parallel_for(far_delta_rows, &rows, m, 1, u * COST_OF_EXP);
    } else {
        activation_backward(activation, output_gradients, outputs, m, u, deltas);
    }
}

static void leaky_relu_forward(const real *inputs, const refnet_layer *layer, size_t m,
                               real *preactivations)
{
    simple_units(REFNET_ACTIVATION_LEAKY_RELU, inputs, m * layer->n, layer->negative_slope,
                 preactivations);
}

INTO_CALLER void some_leaky_deltas(const unit_numbers *units, size_t j, size_t n)
{
    const lanes gradient = load_some(units->gradients + j, n);
    const lanes x = load_some(units->values + j, n);
    store_some(units->results + j, leaky_delta_lanes(gradient, x, units->slope), n);
}

static void leaky_relu_input_gradients(const real *inputs, const real *deltas,
                                       const refnet_layer *layer, size_t m, real *gradients)
{
    const unit_numbers units = {.slope = layer->negative_slope,
                                .values = inputs,
                                .gradients = deltas,
                                .results = gradients};
    FOR_ALL_UNITS(some_leaky_deltas, &units, m * layer->n);
}

static real binary_crossentropy(const real *targets, const real *logits, size_t k, real *work)
{
    for (size_t j = 0; j < k; j++) {
        work[j] = logits[j] < 0 ? logits[j] : -logits[j];
    }
    exp_array(work, k, work);
    for (size_t j = 0; j < k; j++) {
        work[j] = 1 + work[j];
    }
    log_array(work, k, work);
    real total = 0;
    for (size_t j = 0; j < k; j++) {
        real t = targets[j], d = logits[j];
        total = total + (refnet_relu(d) - d * t + work[j]);
    }
    return total;
}
