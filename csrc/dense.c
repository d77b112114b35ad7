/* Chapter dense: any number of layers, mini-batches, losses and optimizers. The text is in
 * python/refnet/reference/dense.py; this file has its functions in its order. */

#include <string.h>

#include "errors.h"
#include "lanes.h"
#include "sums.h"

#define LARGEST_SEED 4294967295
#define MOST_NUMBERS 16777216

double refnet_relu(double d)
{
    return d < 0.0 ? 0.0 : d;
}

size_t refnet_first_largest(const double *values, size_t n)
{
    size_t place = 0;
    for (size_t i = 1; i < n; i++) {
        if (values[i] > values[place]) {
            place = i;
        }
    }
    return place;
}

/* sums [u] -> powers [u], e^(d - the largest sum), which may be sums itself; returns their total */
static double shifted_powers(const double *sums, size_t u, double *powers)
{
    double largest = sums[refnet_first_largest(sums, u)];
    for (size_t j = 0; j < u; j++) {
        powers[j] = sums[j] - largest;
    }
    refnet_elementary(REFNET_EXP, powers, u, powers);
    double total = 0.0;
    for (size_t j = 0; j < u; j++) {
        total = total + powers[j];
    }
    return total;
}

void refnet_softmax(const double *sums, size_t u, double *outputs)
{
    double total = shifted_powers(sums, u, outputs);
    for (size_t j = 0; j < u; j++) {
        outputs[j] = outputs[j] / total;
    }
}

void refnet_log_softmax(const double *sums, size_t u, double *logarithms)
{
    double largest = sums[refnet_first_largest(sums, u)];
    double total = 0.0;
    for (size_t j = 0; j < u; j++) {
        total = total + refnet_exp(sums[j] - largest);
    }
    double rest = refnet_log(total);
    for (size_t j = 0; j < u; j++) {
        logarithms[j] = (sums[j] - largest) - rest;
    }
}

/* Which of two numbers it will be, no processor can foresee; lanes take both and choose. */

INTO_CALLER void relu_array_body(const double *sums, size_t n, double *outputs, refnet_isa isa)
{
    (void)isa;
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        lanes d = lanes_load(sums + i);
        lanes_store(outputs + i, lanes_select(d < 0.0, (lanes){0.0}, d));
    }
    for (; i < n; i++) {
        outputs[i] = refnet_relu(sums[i]);
    }
}

FOR_EACH_ISA(relu_array, (const double *sums, size_t n, double *outputs), sums, n, outputs)

INTO_CALLER void relu_deltas_body(const double *slopes, const double *outputs, size_t n,
                                  double *deltas, refnet_isa isa)
{
    (void)isa;
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        lanes slope = lanes_load(slopes + i), y = lanes_load(outputs + i);
        lanes_store(deltas + i, lanes_select(y > 0.0, slope, (lanes){0.0}));
    }
    for (; i < n; i++) {
        deltas[i] = outputs[i] > 0.0 ? slopes[i] : 0.0;
    }
}

FOR_EACH_ISA(relu_deltas, (const double *slopes, const double *outputs, size_t n, double *deltas),
             slopes, outputs, n, deltas)

void refnet_activate(refnet_activation activation, const double *sums, size_t m, size_t u,
                     double *outputs)
{
    switch (activation) {
    case REFNET_ACTIVATION_SIGMOID:
        refnet_elementary(REFNET_SIGMOID, sums, m * u, outputs);
        break;
    case REFNET_ACTIVATION_TANH:
        refnet_elementary(REFNET_TANH, sums, m * u, outputs);
        break;
    case REFNET_ACTIVATION_RELU:
        relu_array(sums, m * u, outputs);
        break;
    case REFNET_ACTIVATION_SOFTMAX:
        for (size_t i = 0; i < m; i++) {
            refnet_softmax(sums + i * u, u, outputs + i * u);
        }
        break;
    case REFNET_ACTIVATION_LINEAR:
        if (outputs != sums) {
            memcpy(outputs, sums, m * u * sizeof *outputs);
        }
        break;
    }
}

void refnet_dense_answers(const double *inputs, const refnet_dense_layer *layer, size_t m,
                          refnet_answers answers)
{
    refnet_sums_of_products(layer->bias, inputs, layer->n, 1, layer->kernel, m, layer->n, layer->u,
                            answers.sums);
    refnet_activate(layer->activation, answers.sums, m, layer->u, answers.outputs);
}

void refnet_network_answers(const double *inputs, const refnet_network *network, size_t m,
                            const refnet_answers *answers)
{
    for (size_t l = 0; l < network->depth; l++) {
        refnet_dense_answers(inputs, &network->layers[l], m, answers[l]);
        inputs = answers[l].outputs;
    }
}

void refnet_one_hot(const int64_t *classes, size_t m, size_t units, double *rows)
{
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < units; j++) {
            rows[i * units + j] = (int64_t)j == classes[i] ? 1.0 : 0.0;
        }
    }
}

int64_t refnet_correct_answers(const double *targets, const double *outputs, size_t m, size_t k)
{
    int64_t correct = 0;
    for (size_t i = 0; i < m; i++) {
        const double *target = targets + i * k, *output = outputs + i * k;
        if (k == 1) {
            correct += (target[0] > 0.5) == (output[0] > 0.5);
        } else {
            correct += refnet_first_largest(target, k) == refnet_first_largest(output, k);
        }
    }
    return correct;
}

double refnet_squared_error(const double *targets, const double *outputs, size_t k)
{
    double total = 0.0;
    for (size_t j = 0; j < k; j++) {
        double error = refnet_output_error(targets[j], outputs[j]);
        total = total + error * error;
    }
    return total;
}

double refnet_binary_crossentropy(const double *targets, const double *sums, size_t k)
{
    double total = 0.0;
    for (size_t j = 0; j < k; j++) {
        double d = sums[j];
        double rest = refnet_log(1.0 + refnet_exp(-fabs(d)));
        total = total + (refnet_relu(d) - d * targets[j] + rest);
    }
    return total;
}

double refnet_categorical_crossentropy(const double *targets, const double *sums, size_t k)
{
    double largest = sums[refnet_first_largest(sums, k)];
    double powers = 0.0;
    for (size_t j = 0; j < k; j++) {
        powers = powers + refnet_exp(sums[j] - largest);
    }
    double rest = refnet_log(powers); /* as refnet_log_softmax, which would need a buffer */
    double total = 0.0;
    for (size_t j = 0; j < k; j++) {
        total = total - targets[j] * ((sums[j] - largest) - rest);
    }
    return total;
}

double refnet_example_loss(refnet_loss loss, const double *targets, const double *sums,
                           const double *outputs, size_t k)
{
    switch (loss) {
    case REFNET_LOSS_MSE:
        return refnet_squared_error(targets, outputs, k) / (double)k;
    case REFNET_LOSS_SUM_SQUARED_ERROR:
        return refnet_squared_error(targets, outputs, k);
    case REFNET_LOSS_BINARY_CROSSENTROPY:
        return refnet_binary_crossentropy(targets, sums, k) / (double)k;
    case REFNET_LOSS_CATEGORICAL_CROSSENTROPY:
        return refnet_categorical_crossentropy(targets, sums, k);
    }
    return NAN;
}

double refnet_network_loss(refnet_loss loss, double total, size_t count)
{
    return loss == REFNET_LOSS_SUM_SQUARED_ERROR ? total : total / (double)count;
}

void refnet_activation_deltas(refnet_activation activation, const double *slopes,
                              const double *outputs, size_t m, size_t u, double *deltas)
{
    size_t count = m * u;
    switch (activation) {
    case REFNET_ACTIVATION_SIGMOID:
        for (size_t i = 0; i < count; i++) {
            deltas[i] = slopes[i] * outputs[i] * (1.0 - outputs[i]);
        }
        break;
    case REFNET_ACTIVATION_TANH:
        for (size_t i = 0; i < count; i++) {
            deltas[i] = slopes[i] * (1.0 - outputs[i] * outputs[i]);
        }
        break;
    case REFNET_ACTIVATION_RELU:
        relu_deltas(slopes, outputs, count, deltas);
        break;
    case REFNET_ACTIVATION_SOFTMAX:
        for (size_t i = 0; i < count; i += u) {
            double total = 0.0;
            for (size_t j = i; j < i + u; j++) {
                total = total + slopes[j] * outputs[j];
            }
            for (size_t j = i; j < i + u; j++) {
                deltas[j] = outputs[j] * (slopes[j] - total);
            }
        }
        break;
    case REFNET_ACTIVATION_LINEAR:
        if (deltas != slopes) {
            memcpy(deltas, slopes, count * sizeof *deltas);
        }
        break;
    }
}

void refnet_output_layer_deltas(refnet_loss loss, refnet_activation activation,
                                const double *targets, const double *outputs, size_t m, size_t k,
                                double *deltas)
{
    double examples = (double)m, outcomes = (double)m * (double)k;
    if (loss == REFNET_LOSS_BINARY_CROSSENTROPY) {
        for (size_t i = 0; i < m * k; i++) {
            deltas[i] = (outputs[i] - targets[i]) / outcomes;
        }
    } else if (loss == REFNET_LOSS_CATEGORICAL_CROSSENTROPY) {
        for (size_t i = 0; i < m * k; i += k) {
            double total = 0.0;
            for (size_t j = i; j < i + k; j++) {
                total = total + targets[j];
            }
            for (size_t j = i; j < i + k; j++) {
                deltas[j] = (outputs[j] * total - targets[j]) / examples;
            }
        }
    } else {
        double count = loss == REFNET_LOSS_MSE ? outcomes : 1.0;
        for (size_t i = 0; i < m * k; i++) {
            deltas[i] = 2.0 * (outputs[i] - targets[i]) / count;
        }
        refnet_activation_deltas(activation, deltas, outputs, m, k, deltas);
    }
}

/* rows [m][n] -> columns [n][m] */
static void transpose(const double *rows, size_t m, size_t n, double *columns)
{
    for (size_t j = 0; j < n; j++) {
        for (size_t i = 0; i < m; i++) {
            columns[j * m + i] = rows[i * n + j];
        }
    }
}

void refnet_input_slopes(const double *deltas, const double *kernel, size_t m, size_t n, size_t u,
                         double *work, double *slopes)
{
    /* The lanes need neighbours: inputs of one example, for which the kernel is turned over, or,
     * when there are many examples, these, for which it is only the deltas and the slopes. */
    if (m < 8) {
        transpose(kernel, n, u, work);
        refnet_sums_of_products(NULL, deltas, u, 1, work, m, u, n, slopes);
    } else {
        double *turned = work + u * m;
        transpose(deltas, m, u, work);
        refnet_sums_of_products(NULL, kernel, u, 1, work, n, u, m, turned);
        transpose(turned, n, m, slopes);
    }
}

static size_t most_units(const refnet_network *network)
{
    size_t most = 0;
    for (size_t l = 0; l < network->depth; l++) {
        most = network->layers[l].u > most ? network->layers[l].u : most;
    }
    return most;
}

void refnet_network_gradients(const double *inputs, const double *targets,
                              const refnet_network *network, const refnet_answers *answers,
                              refnet_loss loss, size_t m, double *work, double *gradients)
{
    const double one = 1.0;
    size_t most = most_units(network), l = network->depth - 1;
    double *deltas = work, *slopes = work + m * most, *rest = work + 2 * m * most;
    const refnet_dense_layer *layer = &network->layers[l];
    double *end = gradients + network->size;
    refnet_output_layer_deltas(loss, layer->activation, targets, answers[l].outputs, m, layer->u,
                               deltas);
    for (;; l--) {
        layer = &network->layers[l];
        const double *seen = l == 0 ? inputs : answers[l - 1].outputs;
        if (layer->bias != NULL) {
            end -= layer->u;
            refnet_sums_of_products(NULL, &one, 0, 0, deltas, 1, m, layer->u, end);
        }
        end -= layer->n * layer->u;
        refnet_sums_of_products(NULL, seen, 1, layer->n, deltas, layer->n, m, layer->u, end);
        if (l == 0) {
            return;
        }
        refnet_input_slopes(deltas, layer->kernel, m, layer->n, layer->u, rest, slopes);
        refnet_activation_deltas(layer[-1].activation, slopes, seen, m, layer->n, deltas);
    }
}

/* The steps below are the reference's loops. They go over so many weights at a time that a compiler
 * which knows the number makes lanes of them: over LANES, again and again, and then over the rest.
 * On their way they note what is no longer finite: x - x is 0, or NaN and stays so in a sum. */
typedef struct {
    double weights[LANES], memory[LANES];
} infinities;

INTO_CALLER int noted(const infinities *off)
{
    int weights = 0, memory = 0;
    for (int i = 0; i < LANES; i++) {
        weights |= off->weights[i] != 0.0; /* true for a NaN */
        memory |= off->memory[i] != 0.0;
    }
    return (weights ? REFNET_LEFT_WEIGHTS : 0) | (memory ? REFNET_LEFT_MEMORY : 0);
}

INTO_CALLER void sgd_some(double *restrict weights, const double *restrict gradients,
                          double *restrict momenta, const refnet_optimizer *optimizer, int momentum,
                          int nesterov, size_t n, infinities *restrict off)
{
    for (size_t i = 0; i < n; i++) {
        double step = optimizer->learning_rate * gradients[i];
        if (!momentum) {
            weights[i] = weights[i] - step;
        } else {
            momenta[i] = optimizer->momentum * momenta[i] - step;
            step = nesterov ? optimizer->momentum * momenta[i] - step : momenta[i];
            weights[i] = weights[i] + step;
            off->memory[i] += momenta[i] - momenta[i];
        }
        off->weights[i] += weights[i] - weights[i];
    }
}

INTO_CALLER void sgd_of_a_kind(double *weights, const double *gradients, double *momenta,
                               const refnet_optimizer *optimizer, int momentum, int nesterov,
                               size_t n, infinities *off)
{
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        sgd_some(weights + i, gradients + i, momenta + i, optimizer, momentum, nesterov, LANES,
                 off);
    }
    sgd_some(weights + i, gradients + i, momenta + i, optimizer, momentum, nesterov, n - i, off);
}

INTO_CALLER void sgd_body(double *weights, const double *gradients, double *momenta,
                          const refnet_optimizer *optimizer, size_t n, int *left, refnet_isa isa)
{
    (void)isa;
    infinities off = {{0.0}, {0.0}};
    if (optimizer->momentum == 0.0) {
        sgd_of_a_kind(weights, gradients, momenta, optimizer, 0, 0, n, &off);
    } else if (optimizer->nesterov) {
        sgd_of_a_kind(weights, gradients, momenta, optimizer, 1, 1, n, &off);
    } else {
        sgd_of_a_kind(weights, gradients, momenta, optimizer, 1, 0, n, &off);
    }
    *left = noted(&off);
}

FOR_EACH_ISA(sgd,
             (double *weights, const double *gradients, double *momenta,
              const refnet_optimizer *optimizer, size_t n, int *left),
             weights, gradients, momenta, optimizer, n, left)

int refnet_sgd_step(double *weights, const double *gradients, double *momenta,
                    const refnet_optimizer *optimizer, size_t n)
{
    int left;
    sgd(weights, gradients, momenta, optimizer, n, &left);
    return left;
}

INTO_CALLER void rmsprop_some(double *restrict weights, const double *restrict gradients,
                              double *restrict momenta, double *restrict squares,
                              const refnet_optimizer *optimizer, int momentum, size_t n,
                              infinities *restrict off)
{
    double rest = 1.0 - optimizer->rho;
    for (size_t i = 0; i < n; i++) {
        double gradient = gradients[i];
        squares[i] = optimizer->rho * squares[i] + rest * (gradient * gradient);
        double step = optimizer->learning_rate * gradient / sqrt(squares[i] + optimizer->epsilon);
        if (momentum) {
            momenta[i] = optimizer->momentum * momenta[i] + step;
            step = momenta[i];
            off->memory[i] += momenta[i] - momenta[i];
        }
        weights[i] = weights[i] - step;
        off->weights[i] += weights[i] - weights[i];
        off->memory[i] += squares[i] - squares[i];
    }
}

INTO_CALLER void rmsprop_of_a_kind(double *weights, const double *gradients, double *momenta,
                                   double *squares, const refnet_optimizer *optimizer, int momentum,
                                   size_t n, infinities *off)
{
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        rmsprop_some(weights + i, gradients + i, momenta + i, squares + i, optimizer, momentum,
                     LANES, off);
    }
    rmsprop_some(weights + i, gradients + i, momenta + i, squares + i, optimizer, momentum, n - i,
                 off);
}

INTO_CALLER void rmsprop_body(double *weights, const double *gradients, double *momenta,
                              double *squares, const refnet_optimizer *optimizer, size_t n,
                              int *left, refnet_isa isa)
{
    (void)isa;
    infinities off = {{0.0}, {0.0}};
    if (optimizer->momentum == 0.0) {
        rmsprop_of_a_kind(weights, gradients, momenta, squares, optimizer, 0, n, &off);
    } else {
        rmsprop_of_a_kind(weights, gradients, momenta, squares, optimizer, 1, n, &off);
    }
    *left = noted(&off);
}

FOR_EACH_ISA(rmsprop,
             (double *weights, const double *gradients, double *momenta, double *squares,
              const refnet_optimizer *optimizer, size_t n, int *left),
             weights, gradients, momenta, squares, optimizer, n, left)

int refnet_rmsprop_step(double *weights, const double *gradients, double *momenta, double *squares,
                        const refnet_optimizer *optimizer, size_t n)
{
    int left;
    rmsprop(weights, gradients, momenta, squares, optimizer, n, &left);
    return left;
}

INTO_CALLER void adam_some(double *restrict weights, const double *restrict gradients,
                           double *restrict momenta, double *restrict squares, double rate,
                           const refnet_optimizer *optimizer, size_t n, infinities *restrict off)
{
    double rest_1 = 1.0 - optimizer->beta_1, rest_2 = 1.0 - optimizer->beta_2;
    for (size_t i = 0; i < n; i++) {
        double gradient = gradients[i];
        momenta[i] = momenta[i] + (gradient - momenta[i]) * rest_1;
        squares[i] = squares[i] + (gradient * gradient - squares[i]) * rest_2;
        weights[i] = weights[i] - momenta[i] * rate / (sqrt(squares[i]) + optimizer->epsilon);
        off->weights[i] += weights[i] - weights[i];
        off->memory[i] += (momenta[i] - momenta[i]) + (squares[i] - squares[i]);
    }
}

INTO_CALLER void adam_body(double *weights, const double *gradients, double *momenta,
                           double *squares, double rate, const refnet_optimizer *optimizer,
                           size_t n, int *left, refnet_isa isa)
{
    (void)isa;
    infinities off = {{0.0}, {0.0}};
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        adam_some(weights + i, gradients + i, momenta + i, squares + i, rate, optimizer, LANES,
                  &off);
    }
    adam_some(weights + i, gradients + i, momenta + i, squares + i, rate, optimizer, n - i, &off);
    *left = noted(&off);
}

FOR_EACH_ISA(adam,
             (double *weights, const double *gradients, double *momenta, double *squares,
              double rate, const refnet_optimizer *optimizer, size_t n, int *left),
             weights, gradients, momenta, squares, rate, optimizer, n, left)

int refnet_adam_step(double *weights, const double *gradients, double *momenta, double *squares,
                     double rate, const refnet_optimizer *optimizer, size_t n)
{
    int left;
    adam(weights, gradients, momenta, squares, rate, optimizer, n, &left);
    return left;
}

int refnet_optimizer_step(double *weights, const double *gradients, refnet_optimizer_state *state,
                          const refnet_optimizer *optimizer, size_t size)
{
    state->beta_1_power = state->beta_1_power * optimizer->beta_1;
    state->beta_2_power = state->beta_2_power * optimizer->beta_2;
    double rate =
        optimizer->learning_rate * sqrt(1.0 - state->beta_2_power) / (1.0 - state->beta_1_power);
    double *momenta = state->momenta, *squares = state->squares;
    switch (optimizer->rule) {
    case REFNET_OPTIMIZER_SGD:
        return refnet_sgd_step(weights, gradients, momenta, optimizer, size);
    case REFNET_OPTIMIZER_RMSPROP:
        return refnet_rmsprop_step(weights, gradients, momenta, squares, optimizer, size);
    case REFNET_OPTIMIZER_ADAM:
        return refnet_adam_step(weights, gradients, momenta, squares, rate, optimizer, size);
    }
    return 0;
}

void refnet_shuffled(size_t count, refnet_generator *generator, int64_t *order)
{
    for (size_t i = 0; i < count; i++) {
        order[i] = (int64_t)i;
    }
    for (size_t i = count; i-- > 1;) {
        size_t j = (size_t)(refnet_next_double(generator) * (double)(i + 1));
        int64_t other = order[j];
        order[j] = order[i];
        order[i] = other;
    }
}

int refnet_train_batch(const refnet_network *network, refnet_optimizer_state *state,
                       const refnet_training *training, const double *inputs, const double *targets,
                       size_t m, const refnet_answers *answers, double *work, double *losses)
{
    size_t last = network->depth - 1, k = network->layers[last].u;
    double *gradients = work;
    refnet_network_answers(inputs, network, m, answers);
    for (size_t i = 0; i < m; i++) {
        losses[i] = refnet_example_loss(training->loss, targets + i * k, answers[last].sums + i * k,
                                        answers[last].outputs + i * k, k);
    }
    refnet_network_gradients(inputs, targets, network, answers, training->loss, m,
                             work + network->size, gradients);
    return refnet_optimizer_step(network->weights, gradients, state, &training->optimizer,
                                 network->size);
}

/* rows [m][n] -> chosen [count][n], those that order [count] names */
static void choose(const double *rows, size_t n, const int64_t *order, size_t count, double *chosen)
{
    for (size_t i = 0; i < count; i++) {
        memcpy(chosen + i * n, rows + (size_t)order[i] * n, n * sizeof *rows);
    }
}

/* whether a batch has stayed within the finite numbers; left: what its step has found */
static refnet_status check_batch(const double *outputs, size_t count, double total, int left,
                                 int64_t epoch, int64_t batch)
{
    const char *field = NULL;
    if (!refnet_all_finite(outputs, count)) {
        field = "outputs";
    } else if (!isfinite(total)) {
        field = "loss";
    } else if (left & REFNET_LEFT_WEIGHTS) {
        field = "layers";
    } else if (left & REFNET_LEFT_MEMORY) {
        field = "optimizer";
    }
    return field == NULL ? refnet_ok() : (refnet_status){REFNET_DIVERGED, field, epoch, batch};
}

/* Let the answers have their places in work, for so many examples; returns what is left of it. */
static double *place_answers(const refnet_network *network, size_t m, refnet_answers *answers,
                             double *work)
{
    size_t last = network->depth - 1;
    for (size_t l = 0; l <= last; l++) {
        answers[l].sums = answers[l].outputs = work;
        work += m * network->layers[l].u;
    }
    answers[last].outputs = work; /* the losses need the last layer's sums as well */
    return work + m * network->layers[last].u;
}

refnet_status refnet_train_epoch(const refnet_network *network, refnet_optimizer_state *state,
                                 const refnet_training *training, const double *inputs,
                                 const double *targets, const int64_t *order, size_t count,
                                 int64_t epoch, const refnet_scratch *scratch, double *total,
                                 int64_t *correct)
{
    size_t last = network->depth - 1, n = network->layers[0].n, k = network->layers[last].u;
    size_t largest = training->batch_size < count ? training->batch_size : count;
    double *losses = scratch->work, *rows = losses + largest, *wanted = rows + largest * n;
    double *rest = place_answers(network, largest, scratch->answers, wanted + largest * k);
    const double *outputs = scratch->answers[last].outputs;
    for (size_t start = 0; start < count; start += largest) {
        size_t m = count - start < largest ? count - start : largest;
        const double *x = inputs + start * n, *t = targets + start * k;
        if (order != NULL) {
            choose(inputs, n, order + start, m, rows);
            choose(targets, k, order + start, m, wanted);
            x = rows;
            t = wanted;
        }
        int left =
            refnet_train_batch(network, state, training, x, t, m, scratch->answers, rest, losses);
        for (size_t i = 0; i < m; i++) {
            *total = *total + losses[i];
        }
        *correct += refnet_correct_answers(t, outputs, m, k);
        refnet_status status =
            check_batch(outputs, m * k, *total, left, epoch, (int64_t)(start / largest) + 1);
        if (status.code != REFNET_OK) {
            return status;
        }
    }
    return refnet_ok();
}

refnet_status refnet_train_epochs(const refnet_network *network, refnet_optimizer_state *state,
                                  const refnet_training *training, const double *inputs,
                                  const double *targets, size_t m, int64_t first, int64_t last,
                                  refnet_generator *generator, const int64_t *record,
                                  size_t records, const refnet_scratch *scratch, double *losses_at,
                                  int64_t *correct_at, double *weights_at)
{
    size_t recorded = 0;
    for (int64_t epoch = first; epoch <= last; epoch++) {
        double total = 0.0;
        int64_t correct = 0;
        if (generator != NULL) {
            refnet_shuffled(m, generator, scratch->order);
        }
        refnet_status status = refnet_train_epoch(network, state, training, inputs, targets,
                                                  generator == NULL ? NULL : scratch->order, m,
                                                  epoch, scratch, &total, &correct);
        if (status.code != REFNET_OK) {
            return status;
        }
        if (refnet_is_recorded(epoch, record, records, recorded)) {
            losses_at[recorded] = refnet_network_loss(training->loss, total, m);
            correct_at[recorded] = correct;
            if (weights_at != NULL) {
                memcpy(weights_at + recorded * network->size, network->weights,
                       network->size * sizeof *weights_at);
            }
            recorded++;
        }
    }
    return refnet_ok();
}

void refnet_evaluate(const refnet_network *network, refnet_loss loss, const double *inputs,
                     const double *targets, size_t m, size_t block, const refnet_scratch *scratch,
                     double *total, int64_t *correct)
{
    size_t last = network->depth - 1, n = network->layers[0].n, k = network->layers[last].u;
    place_answers(network, block, scratch->answers, scratch->work);
    const double *sums = scratch->answers[last].sums, *outputs = scratch->answers[last].outputs;
    for (size_t start = 0; start < m; start += block) {
        size_t rows = m - start < block ? m - start : block;
        const double *t = targets + start * k;
        refnet_network_answers(inputs + start * n, network, rows, scratch->answers);
        for (size_t i = 0; i < rows; i++) {
            *total =
                *total + refnet_example_loss(loss, t + i * k, sums + i * k, outputs + i * k, k);
        }
        *correct += refnet_correct_answers(t, outputs, rows, k);
    }
}

static int is_fraction(double value)
{
    return value >= 0.0 && value < 1.0; /* false for a NaN */
}

static refnet_status check(const refnet_network *network, const refnet_training *training,
                           const double *inputs, const double *targets, size_t m, int64_t epochs,
                           const int64_t *shuffle_seed, const int64_t *record, size_t records)
{
    const refnet_optimizer *optimizer = &training->optimizer;
    if (network->depth == 0) {
        return refnet_fault(REFNET_EMPTY, "layers");
    }
    if (m == 0) {
        return refnet_fault(REFNET_EMPTY, "inputs");
    }
    const refnet_dense_layer *last = &network->layers[network->depth - 1];
    if (!refnet_all_finite(network->weights, network->size)) {
        return refnet_fault(REFNET_NOT_FINITE, "layers");
    }
    if (!isfinite(optimizer->learning_rate)) {
        return refnet_fault(REFNET_NOT_FINITE, "optimizer");
    }
    if (!is_fraction(optimizer->momentum) || !is_fraction(optimizer->rho) ||
        !is_fraction(optimizer->beta_1) || !is_fraction(optimizer->beta_2) ||
        !isfinite(optimizer->epsilon) || optimizer->epsilon <= 0.0) {
        return refnet_fault(REFNET_OUT_OF_RANGE, "optimizer");
    }
    if (!refnet_all_finite(inputs, m * network->layers[0].n)) {
        return refnet_fault(REFNET_NOT_FINITE, "inputs");
    }
    if (!refnet_all_finite(targets, m * last->u)) {
        return refnet_fault(REFNET_NOT_FINITE, "targets");
    }
    if (training->batch_size == 0) {
        return refnet_fault(REFNET_OUT_OF_RANGE, "batch_size");
    }
    if (epochs < 0) {
        return refnet_fault(REFNET_OUT_OF_RANGE, "epochs");
    }
    if (shuffle_seed != NULL && (*shuffle_seed < 0 || *shuffle_seed > LARGEST_SEED)) {
        return refnet_fault(REFNET_OUT_OF_RANGE, "shuffle_seed");
    }
    return refnet_check_record(epochs, record, records);
}

refnet_status refnet_dense(const refnet_network *network, refnet_optimizer_state *state,
                           const refnet_training *training, const double *inputs,
                           const double *targets, size_t m, int64_t epochs,
                           const int64_t *shuffle_seed, const int64_t *record, size_t records,
                           const refnet_scratch *scratch, double *losses_at, int64_t *correct_at,
                           double *weights_at)
{
    refnet_status status =
        check(network, training, inputs, targets, m, epochs, shuffle_seed, record, records);
    if (status.code != REFNET_OK) {
        return status;
    }
    refnet_generator generator;
    if (shuffle_seed != NULL) {
        refnet_seeded((uint32_t)*shuffle_seed, &generator);
    }
    return refnet_train_epochs(network, state, training, inputs, targets, m, 1, epochs,
                               shuffle_seed == NULL ? NULL : &generator, record, records, scratch,
                               losses_at, correct_at, weights_at);
}

void refnet_initial_kernel(refnet_initializer initializer, size_t inputs, size_t units,
                           refnet_generator *generator, double *kernel)
{
    double limit = initializer == REFNET_UNIFORM ? 0.05 : sqrt(6.0 / (double)(inputs + units));
    for (size_t i = 0; i < inputs * units; i++) {
        kernel[i] =
            initializer == REFNET_ZEROS ? 0.0 : (2.0 * refnet_next_double(generator) - 1.0) * limit;
    }
}

refnet_status refnet_initial_kernels(refnet_initializer initializer, const int64_t *sizes,
                                     size_t count, int64_t seed, double *kernels)
{
    int64_t weights = 0;
    if (count == 0) {
        return refnet_fault(REFNET_EMPTY, "sizes");
    }
    for (size_t i = 0; i < count; i++) {
        if (sizes[i] < 1 || sizes[i] > MOST_NUMBERS) {
            return refnet_fault(REFNET_OUT_OF_RANGE, "sizes");
        }
    }
    for (size_t i = 0; i + 1 < count; i++) {
        weights += sizes[i] * sizes[i + 1];
        if (weights > MOST_NUMBERS) {
            return refnet_fault(REFNET_OUT_OF_RANGE, "sizes");
        }
    }
    if (seed < 0 || seed > LARGEST_SEED) {
        return refnet_fault(REFNET_OUT_OF_RANGE, "seed");
    }
    refnet_generator generator;
    refnet_seeded((uint32_t)seed, &generator);
    for (size_t i = 0; i + 1 < count; i++) {
        refnet_initial_kernel(initializer, (size_t)sizes[i], (size_t)sizes[i + 1], &generator,
                              kernels);
        kernels += sizes[i] * sizes[i + 1];
    }
    return refnet_ok();
}
