/* Activations and the losses' elementary functions, on many numbers at once: the operations of
 * activations.c and losses.c, in their order. */

#define COST_OF_RELU 1 /* in multiplications of a matrix product, roughly */
#define COST_OF_EXP 60

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
    }
}

static void activate(refnet_activation activation, const real *preactivations, size_t m, size_t u,
                     real *outputs)
{
    const activation_rows rows = {activation, preactivations, u, outputs};
    int is_exp = activation != REFNET_ACTIVATION_RELU && activation != REFNET_ACTIVATION_LINEAR;
    refnet_parallel_for(activate_rows, &rows, m, 1, u * (is_exp ? COST_OF_EXP : COST_OF_RELU));
}

INTO_CALLER lanes delta_lanes(refnet_activation activation, lanes gradient, lanes y)
{
    switch (activation) {
    case REFNET_ACTIVATION_SIGMOID:
        return gradient * y * (1 - y);
    case REFNET_ACTIVATION_TANH:
        return gradient * (1 - y * y);
    case REFNET_ACTIVATION_RELU:
        return lanes_select(y > 0, gradient, (lanes){0});
    default: /* linear */
        return gradient;
    }
}

static void activation_backward(refnet_activation activation, const real *output_gradients,
                                const real *outputs, size_t m, size_t u, real *deltas)
{
    if (activation == REFNET_ACTIVATION_SOFTMAX) {
        refnet_activation_backward(activation, output_gradients, outputs, m, u, deltas);
        return;
    }
    if (activation == REFNET_ACTIVATION_LINEAR) {
        if (deltas != output_gradients) {
            memcpy(deltas, output_gradients, m * u * sizeof *deltas);
        }
        return;
    }
    const size_t n = m * u;
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        lanes gradient = lanes_load(output_gradients + i), y = lanes_load(outputs + i);
        lanes_store(deltas + i, delta_lanes(activation, gradient, y));
    }
    if (i < n) {
        NARROWER.activation_backward(activation, output_gradients + i, outputs + i, 1, n - i,
                                     deltas + i);
    }
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
