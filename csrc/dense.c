/* Chapter dense: any number of layers, mini-batches, losses and optimizers. The text is in
 * python/refnet/reference/dense.py; this file has its functions in its order. It is compiled twice:
 * real is double here, and float where float32.c takes it in. */

#include <stdatomic.h>
#include <string.h>

#include "errors.h"
#include "lanes.h"
#include "sums.h"
#include "threads.h"

#define LARGEST_SEED 4294967295
#define MOST_NUMBERS 16777216

/* The elementary functions are those of binary64, rounded once to what the numbers are here. */

static real log_of(real x)
{
    return (real)refnet_log((double)x);
}

/* values [n] -> results [n], which may be values itself */
static void elementary(refnet_function function, const real *values, size_t n, real *results)
{
#ifdef REFNET_FLOAT32
    _Alignas(64) double wide[256];
    for (size_t start = 0; start < n; start += 256) {
        size_t size = n - start < 256 ? n - start : 256;
        for (size_t i = 0; i < size; i++) {
            wide[i] = (double)values[start + i];
        }
        refnet_elementary(function, wide, size, wide);
        for (size_t i = 0; i < size; i++) {
            results[start + i] = (real)wide[i];
        }
    }
#else
    refnet_elementary(function, values, n, results);
#endif
}

real refnet_relu(real d)
{
    return d < 0 ? 0 : d;
}

size_t refnet_argmax(const real *values, size_t n)
{
    size_t place = 0;
    for (size_t i = 1; i < n; i++) {
        if (values[i] > values[place]) {
            place = i;
        }
    }
    return place;
}

/* sums [m][u] -> powers [m][u], which may be sums itself: e^(d - the largest sum of its row) */
static void shifted_powers(const real *sums, size_t m, size_t u, real *powers)
{
    for (size_t i = 0; i < m * u; i += u) {
        real largest = sums[i + refnet_argmax(sums + i, u)];
        for (size_t j = i; j < i + u; j++) {
            powers[j] = sums[j] - largest;
        }
    }
    elementary(REFNET_EXP, powers, m * u, powers);
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

/* sums [m][u] -> outputs [m][u], which may be sums itself */
static void softmax_rows(const real *sums, size_t m, size_t u, real *outputs)
{
    shifted_powers(sums, m, u, outputs);
    for (size_t i = 0; i < m * u; i += u) {
        real total = total_of(outputs + i, u);
        for (size_t j = i; j < i + u; j++) {
            outputs[j] = outputs[j] / total;
        }
    }
}

void refnet_softmax(const real *sums, size_t u, real *outputs)
{
    softmax_rows(sums, 1, u, outputs);
}

void refnet_log_softmax(const real *sums, size_t u, real *logarithms)
{
    real largest = sums[refnet_argmax(sums, u)];
    shifted_powers(sums, 1, u, logarithms);
    real rest = log_of(total_of(logarithms, u));
    for (size_t j = 0; j < u; j++) {
        logarithms[j] = (sums[j] - largest) - rest;
    }
}

/* sums [m][u] -> outputs [m][u], of which threads share the rows */
typedef struct {
    refnet_activation activation;
    const real *sums;
    size_t u;
    real *outputs;
} activation_rows;

#define COST_OF_RELU 1 /* in multiplications of a matrix product, more or less */
#define COST_OF_EXP 60

static void activate_rows(const void *about, size_t first, size_t end)
{
    const activation_rows *rows = about;
    size_t u = rows->u, m = end - first;
    const real *sums = rows->sums + first * u;
    real *outputs = rows->outputs + first * u;
    switch (rows->activation) {
    case REFNET_ACTIVATION_SIGMOID:
        elementary(REFNET_SIGMOID, sums, m * u, outputs);
        break;
    case REFNET_ACTIVATION_TANH:
        elementary(REFNET_TANH, sums, m * u, outputs);
        break;
    case REFNET_ACTIVATION_RELU:
        refnet_lanes_for(m * u)->relu(sums, m * u, outputs);
        break;
    case REFNET_ACTIVATION_SOFTMAX:
        softmax_rows(sums, m, u, outputs);
        break;
    case REFNET_ACTIVATION_LINEAR:
        if (outputs != sums) {
            memcpy(outputs, sums, m * u * sizeof *outputs);
        }
        break;
    }
}

void refnet_activate(refnet_activation activation, const real *sums, size_t m, size_t u,
                     real *outputs)
{
    const activation_rows rows = {activation, sums, u, outputs};
    int is_exp = activation != REFNET_ACTIVATION_RELU && activation != REFNET_ACTIVATION_LINEAR;
    refnet_share(activate_rows, &rows, m, 1, u * (is_exp ? COST_OF_EXP : COST_OF_RELU));
}

void refnet_dense_forward(const real *inputs, const refnet_dense_layer *layer, size_t m,
                          refnet_answers answers)
{
    refnet_matmul(layer->bias, inputs, layer->n, 1, layer->kernel, layer->u, 1, m, layer->n,
                  layer->u, answers.sums);
    refnet_activate(layer->activation, answers.sums, m, layer->u, answers.outputs);
}

void refnet_network_forward(const real *inputs, const refnet_network *network, size_t m,
                            const refnet_answers *answers)
{
    for (size_t l = 0; l < network->depth; l++) {
        refnet_dense_forward(inputs, &network->layers[l], m, answers[l]);
        inputs = answers[l].outputs;
    }
}

/* Let the answers have their places in work, for so many examples; returns what is left of it. */
static real *place_answers(const refnet_network *network, size_t m, refnet_answers *answers,
                           real *work)
{
    size_t last = network->depth - 1;
    for (size_t l = 0; l <= last; l++) {
        answers[l].sums = answers[l].outputs = work;
        work += m * network->layers[l].u;
    }
    answers[last].outputs = work; /* the losses need the last layer's sums as well */
    return work + m * network->layers[last].u;
}

void refnet_network_outputs(const real *inputs, const refnet_network *network, size_t m,
                            size_t block, const refnet_scratch *scratch, real *outputs)
{
    const refnet_dense_layer *first = network->layers, *last = first + network->depth - 1;
    refnet_answers *answer = scratch->answers + network->depth - 1;
    place_answers(network, block, scratch->answers, scratch->work);
    refnet_rounding before = refnet_work_begins();
    for (size_t start = 0; start < m; start += block) {
        size_t rows = m - start < block ? m - start : block;
        answer->sums = answer->outputs = outputs + start * last->u;
        refnet_network_forward(inputs + start * first->n, network, rows, scratch->answers);
    }
    refnet_work_ends(before);
}

void refnet_one_hot(const int64_t *classes, size_t m, size_t units, real *rows)
{
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < units; j++) {
            rows[i * units + j] = (int64_t)j == classes[i] ? 1 : 0;
        }
    }
}

int64_t refnet_correct_predictions(const real *targets, const real *outputs, size_t m, size_t k)
{
    const real half = (real)0.5;
    int64_t correct = 0;
    for (size_t i = 0; i < m; i++) {
        const real *target = targets + i * k, *output = outputs + i * k;
        if (k == 1) {
            correct += (target[0] > half) == (output[0] > half);
        } else {
            correct += refnet_argmax(target, k) == refnet_argmax(output, k);
        }
    }
    return correct;
}

real refnet_squared_error(const real *targets, const real *outputs, size_t k)
{
    real total = 0;
    for (size_t j = 0; j < k; j++) {
        real error = targets[j] - outputs[j];
        total = total + error * error;
    }
    return total;
}

real refnet_binary_crossentropy(const real *targets, const real *sums, size_t k, real *work)
{
    for (size_t j = 0; j < k; j++) {
        work[j] = sums[j] < 0 ? sums[j] : -sums[j];
    }
    elementary(REFNET_EXP, work, k, work);
    for (size_t j = 0; j < k; j++) {
        work[j] = 1 + work[j];
    }
    elementary(REFNET_LOG, work, k, work);
    real total = 0;
    for (size_t j = 0; j < k; j++) {
        real d = sums[j];
        total = total + (refnet_relu(d) - d * targets[j] + work[j]);
    }
    return total;
}

real refnet_categorical_crossentropy(const real *targets, const real *sums, size_t k, real *work)
{
    refnet_log_softmax(sums, k, work);
    real total = 0;
    for (size_t j = 0; j < k; j++) {
        total = total - targets[j] * work[j];
    }
    return total;
}

real refnet_example_loss(refnet_loss loss, const real *targets, const real *sums,
                         const real *outputs, size_t k, real *work)
{
    switch (loss) {
    case REFNET_LOSS_MSE:
        return refnet_squared_error(targets, outputs, k) / (real)k;
    case REFNET_LOSS_SUM_SQUARED_ERROR:
        return refnet_squared_error(targets, outputs, k);
    case REFNET_LOSS_BINARY_CROSSENTROPY:
        return refnet_binary_crossentropy(targets, sums, k, work) / (real)k;
    case REFNET_LOSS_CATEGORICAL_CROSSENTROPY:
        return refnet_categorical_crossentropy(targets, sums, k, work);
    }
    return NAN;
}

real refnet_reduce_loss(refnet_loss loss, real total, size_t count)
{
    return loss == REFNET_LOSS_SUM_SQUARED_ERROR ? total : total / (real)count;
}

static void softmax_deltas(const real *slopes, const real *outputs, size_t m, size_t u,
                           real *deltas)
{
    for (size_t i = 0; i < m * u; i += u) {
        real total = 0;
        for (size_t j = i; j < i + u; j++) {
            total = total + slopes[j] * outputs[j];
        }
        for (size_t j = i; j < i + u; j++) {
            deltas[j] = outputs[j] * (slopes[j] - total);
        }
    }
}

void refnet_activation_backward(refnet_activation activation, const real *slopes,
                                const real *outputs, size_t m, size_t u, real *deltas)
{
    switch (activation) {
    case REFNET_ACTIVATION_SIGMOID:
    case REFNET_ACTIVATION_TANH:
    case REFNET_ACTIVATION_RELU:
        refnet_lanes_for(m * u)->deltas(activation, slopes, outputs, m * u, deltas);
        break;
    case REFNET_ACTIVATION_SOFTMAX:
        softmax_deltas(slopes, outputs, m, u, deltas);
        break;
    case REFNET_ACTIVATION_LINEAR:
        if (deltas != slopes) {
            memcpy(deltas, slopes, m * u * sizeof *deltas);
        }
        break;
    }
}

void refnet_output_layer_deltas(refnet_loss loss, refnet_activation activation, const real *targets,
                                const real *outputs, size_t m, size_t k, real *deltas)
{
    real examples = (real)m, outcomes = (real)(m * k);
    if (loss == REFNET_LOSS_BINARY_CROSSENTROPY) {
        for (size_t i = 0; i < m * k; i++) {
            deltas[i] = (outputs[i] - targets[i]) / outcomes;
        }
    } else if (loss == REFNET_LOSS_CATEGORICAL_CROSSENTROPY) {
        for (size_t i = 0; i < m * k; i += k) {
            real total = total_of(targets + i, k);
            for (size_t j = i; j < i + k; j++) {
                deltas[j] = (outputs[j] * total - targets[j]) / examples;
            }
        }
    } else {
        real count = loss == REFNET_LOSS_MSE ? outcomes : 1;
        for (size_t i = 0; i < m * k; i++) {
            deltas[i] = 2 * (outputs[i] - targets[i]) / count;
        }
        refnet_activation_backward(activation, deltas, outputs, m, k, deltas);
    }
}

void refnet_input_gradients(const real *deltas, const real *kernel, size_t m, size_t n, size_t u,
                            real *slopes)
{
    refnet_matmul(NULL, deltas, u, 1, kernel, 1, u, m, u, n, slopes);
}

static size_t all_units(const refnet_network *network)
{
    size_t units = 0;
    for (size_t l = 0; l < network->depth; l++) {
        units += network->layers[l].u;
    }
    return units;
}

/* -> deltas [m * all_units], those of the first layer [m][u] first */
static void network_deltas(const real *targets, const refnet_network *network,
                           const refnet_answers *answers, refnet_loss loss, size_t m, real *deltas)
{
    size_t l = network->depth - 1;
    const refnet_dense_layer *layer = &network->layers[l];
    real *own = deltas + m * (all_units(network) - layer->u);
    refnet_output_layer_deltas(loss, layer->activation, targets, answers[l].outputs, m, layer->u,
                               own);
    for (; l > 0; l--) {
        layer = &network->layers[l];
        real *before = own - m * layer->n;
        refnet_input_gradients(own, layer->kernel, m, layer->n, layer->u, before);
        refnet_activation_backward(layer[-1].activation, before, answers[l - 1].outputs, m,
                                   layer->n, before);
        own = before;
    }
}

/* What a batch tells a layer: the inputs that it has seen and its deltas. Its bias is a row of
 * weights behind those of the kernel, and stands in memory there. */
typedef struct {
    const refnet_dense_layer *layer;
    const real *seen, *deltas; /* [m][n], [m][u] */
    size_t m;
} lesson;

static size_t rows_of(const refnet_dense_layer *layer)
{
    return layer->bias == NULL ? layer->n : layer->n + 1;
}

/* -> gradients [rows][columns] of the weights from a row and a column on; the bias goes alone */
static void gradients_of_some(const lesson *batch, size_t row, size_t column, size_t rows,
                              size_t columns, real *gradients)
{
    const real one = 1;
    size_t n = batch->layer->n, u = batch->layer->u, m = batch->m;
    const real *deltas = batch->deltas + column;
    if (row == n) {
        refnet_matmul(NULL, &one, 0, 0, deltas, u, 1, 1, m, columns, gradients);
    } else {
        refnet_matmul(NULL, batch->seen + row, 1, n, deltas, u, 1, rows, m, columns, gradients);
    }
}

void refnet_network_gradients(const real *inputs, const real *targets,
                              const refnet_network *network, const refnet_answers *answers,
                              refnet_loss loss, size_t m, real *work, real *gradients)
{
    const real *deltas = work;
    network_deltas(targets, network, answers, loss, m, work);
    for (size_t l = 0; l < network->depth; l++) {
        const refnet_dense_layer *layer = &network->layers[l];
        const lesson batch = {layer, l == 0 ? inputs : answers[l - 1].outputs, deltas, m};
        gradients_of_some(&batch, 0, 0, layer->n, layer->u, gradients);
        gradients += layer->n * layer->u;
        if (layer->bias != NULL) {
            gradients_of_some(&batch, layer->n, 0, 1, layer->u, gradients);
            gradients += layer->u;
        }
        deltas += m * layer->u;
    }
}

int refnet_sgd_step(real *weights, const real *gradients, real *momentums,
                    const refnet_optimizer *optimizer, size_t n)
{
    return refnet_lanes_for(n)->sgd(weights, gradients, momentums, optimizer, n);
}

int refnet_rmsprop_step(real *weights, const real *gradients, real *momentums, real *velocities,
                        const refnet_optimizer *optimizer, size_t n)
{
    return refnet_lanes_for(n)->rmsprop(weights, gradients, momentums, velocities, optimizer, n);
}

int refnet_adam_step(real *weights, const real *gradients, real *momentums, real *velocities,
                     real rate, const refnet_optimizer *optimizer, size_t n)
{
    return refnet_lanes_for(n)->adam(weights, gradients, momentums, velocities, rate, optimizer, n);
}

/* a step of weights, of which threads share some */
typedef struct {
    const refnet_optimizer *optimizer;
    real rate;
    real *weights, *momentums, *velocities;
    const real *gradients; /* NULL where a lesson is to give them */
    const lesson *batch;
    _Atomic int *left; /* what any of them has found */
} step_of_weights;

#define COST_OF_STEP 25 /* in multiplications of a matrix product, more or less */

/* The weights from the first on go a step; gradients [n]. */
static void move_some(const step_of_weights *step, size_t first, size_t n, const real *gradients)
{
    const refnet_optimizer *optimizer = step->optimizer;
    real *weights = step->weights + first, *momentums = step->momentums + first;
    real *velocities = step->velocities + first;
    int left = 0;
    switch (optimizer->rule) {
    case REFNET_OPTIMIZER_SGD:
        left = refnet_sgd_step(weights, gradients, momentums, optimizer, n);
        break;
    case REFNET_OPTIMIZER_RMSPROP:
        left = refnet_rmsprop_step(weights, gradients, momentums, velocities, optimizer, n);
        break;
    case REFNET_OPTIMIZER_ADAM:
        left =
            refnet_adam_step(weights, gradients, momentums, velocities, step->rate, optimizer, n);
        break;
    }
    if (left != 0) {
        atomic_fetch_or(step->left, left);
    }
}

static void step_some(const void *about, size_t first, size_t end)
{
    const step_of_weights *step = about;
    move_some(step, first, end - first, step->gradients + first);
}

/* Count a step in the powers of the betas; returns Adam's learning rate in it. */
static real next_rate(refnet_optimizer_state *state, const refnet_optimizer *optimizer)
{
    state->beta_1_power = state->beta_1_power * (real)optimizer->beta_1;
    state->beta_2_power = state->beta_2_power * (real)optimizer->beta_2;
    return (real)optimizer->learning_rate * (real)sqrt((double)(1 - state->beta_2_power)) /
           (1 - state->beta_1_power);
}

int refnet_optimizer_step(real *weights, const real *gradients, refnet_optimizer_state *state,
                          const refnet_optimizer *optimizer, size_t size)
{
    _Atomic int left = 0;
    const step_of_weights step = {.optimizer = optimizer,
                                  .rate = next_rate(state, optimizer),
                                  .weights = weights,
                                  .momentums = state->momentums,
                                  .velocities = state->velocities,
                                  .gradients = gradients,
                                  .left = &left};
    refnet_share(step_some, &step, size, REFNET_GRAIN, COST_OF_STEP);
    return left;
}

#ifndef REFNET_FLOAT32 /* the order of the examples is that of the same random numbers */
void refnet_permutation(size_t count, refnet_generator *generator, int64_t *order)
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
#endif

#define WEIGHTS_AT_ONCE ((size_t)4096) /* whose gradients stay in a cache until they are used */

/* Some rows of a layer's weights: their gradients, and at once their step. */
static void learn_rows(const void *about, size_t first, size_t end)
{
    const step_of_weights *step = about;
    const size_t n = step->batch->layer->n, u = step->batch->layer->u;
    const size_t columns = u < WEIGHTS_AT_ONCE ? u : WEIGHTS_AT_ONCE;
    _Alignas(64) real gradients[WEIGHTS_AT_ONCE];
    for (size_t row = first, rows; row < end; row += rows) {
        rows = row == n ? 1 : (end < n ? end : n) - row;
        rows = rows * columns <= WEIGHTS_AT_ONCE ? rows : WEIGHTS_AT_ONCE / columns;
        for (size_t column = 0; column < u; column += columns) { /* if not all, then of one row */
            size_t width = u - column < columns ? u - column : columns;
            gradients_of_some(step->batch, row, column, rows, width, gradients);
            move_some(step, row * u + column, rows * width, gradients);
        }
    }
}

int refnet_train_batch(const refnet_network *network, refnet_optimizer_state *state,
                       const refnet_training *training, const real *inputs, const real *targets,
                       size_t m, const refnet_answers *answers, real *work, real *losses)
{
    size_t last = network->depth - 1, k = network->layers[last].u;
    refnet_network_forward(inputs, network, m, answers);
    for (size_t i = 0; i < m; i++) {
        losses[i] = refnet_example_loss(training->loss, targets + i * k, answers[last].sums + i * k,
                                        answers[last].outputs + i * k, k, work);
    }
    /* All deltas are there before the first weight moves; then each layer can learn by itself. */
    network_deltas(targets, network, answers, training->loss, m, work);
    real rate = next_rate(state, &training->optimizer);
    _Atomic int left = 0;
    for (size_t l = 0, start = 0; l <= last; l++) {
        const refnet_dense_layer *layer = &network->layers[l];
        const lesson batch = {layer, l == 0 ? inputs : answers[l - 1].outputs, work, m};
        const step_of_weights step = {.optimizer = &training->optimizer,
                                      .rate = rate,
                                      .weights = network->weights + start,
                                      .momentums = state->momentums + start,
                                      .velocities = state->velocities + start,
                                      .batch = &batch,
                                      .left = &left};
        size_t rows = rows_of(layer), u = layer->u;
        size_t grain = u < REFNET_GRAIN ? REFNET_GRAIN : 1; /* so many rows fill a cache line */
        refnet_share(learn_rows, &step, rows, grain, u * (m + COST_OF_STEP));
        start += rows * u;
        work += m * u;
    }
    return left;
}

/* rows [m][n] -> chosen [count][n], those that order [count] names */
static void choose(const real *rows, size_t n, const int64_t *order, size_t count, real *chosen)
{
    for (size_t i = 0; i < count; i++) {
        memcpy(chosen + i * n, rows + (size_t)order[i] * n, n * sizeof *rows);
    }
}

/* whether a batch has stayed within the finite numbers; left: what its step has found */
static refnet_status check_batch(const real *outputs, size_t count, real total, int left,
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

refnet_status refnet_train_epoch(const refnet_network *network, refnet_optimizer_state *state,
                                 const refnet_training *training, const real *inputs,
                                 const real *targets, const int64_t *order, size_t count,
                                 int64_t epoch, const refnet_scratch *scratch, real *total,
                                 int64_t *correct)
{
    size_t last = network->depth - 1, n = network->layers[0].n, k = network->layers[last].u;
    size_t largest = training->batch_size < count ? training->batch_size : count;
    real *losses = scratch->work, *rows = losses + largest, *wanted = rows + largest * n;
    real *rest = place_answers(network, largest, scratch->answers, wanted + largest * k);
    const real *outputs = scratch->answers[last].outputs;
    refnet_status status = refnet_ok();
    refnet_rounding before = refnet_work_begins();
    for (size_t start = 0; start < count && status.code == REFNET_OK; start += largest) {
        size_t m = count - start < largest ? count - start : largest;
        const real *x = inputs + start * n, *t = targets + start * k;
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
        *correct += refnet_correct_predictions(t, outputs, m, k);
        status = check_batch(outputs, m * k, *total, left, epoch, (int64_t)(start / largest) + 1);
    }
    refnet_work_ends(before);
    return status;
}

refnet_status refnet_train_epochs(const refnet_network *network, refnet_optimizer_state *state,
                                  const refnet_training *training, const real *inputs,
                                  const real *targets, size_t m, int64_t first, int64_t last,
                                  refnet_generator *generator, const int64_t *record,
                                  size_t records, const refnet_scratch *scratch, real *losses_at,
                                  int64_t *correct_at, real *weights_at)
{
    size_t recorded = 0;
    for (int64_t epoch = first; epoch <= last; epoch++) {
        real total = 0;
        int64_t correct = 0;
        if (generator != NULL) {
            refnet_permutation(m, generator, scratch->order);
        }
        refnet_status status = refnet_train_epoch(network, state, training, inputs, targets,
                                                  generator == NULL ? NULL : scratch->order, m,
                                                  epoch, scratch, &total, &correct);
        if (status.code != REFNET_OK) {
            return status;
        }
        if (refnet_is_recorded(epoch, record, records, recorded)) {
            losses_at[recorded] = refnet_reduce_loss(training->loss, total, m);
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

void refnet_evaluate(const refnet_network *network, refnet_loss loss, const real *inputs,
                     const real *targets, size_t m, size_t block, const refnet_scratch *scratch,
                     real *total, int64_t *correct)
{
    size_t last = network->depth - 1, n = network->layers[0].n, k = network->layers[last].u;
    real *rest = place_answers(network, block, scratch->answers, scratch->work);
    const real *sums = scratch->answers[last].sums, *outputs = scratch->answers[last].outputs;
    refnet_rounding before = refnet_work_begins();
    for (size_t start = 0; start < m; start += block) {
        size_t rows = m - start < block ? m - start : block;
        const real *t = targets + start * k;
        refnet_network_forward(inputs + start * n, network, rows, scratch->answers);
        for (size_t i = 0; i < rows; i++) {
            *total = *total +
                     refnet_example_loss(loss, t + i * k, sums + i * k, outputs + i * k, k, rest);
        }
        *correct += refnet_correct_predictions(t, outputs, rows, k);
    }
    refnet_work_ends(before);
}

static int is_fraction(double value)
{
    return value >= 0.0 && value < 1.0; /* false for a NaN */
}

static refnet_status check(const refnet_network *network, const refnet_training *training,
                           const real *inputs, const real *targets, size_t m, int64_t epochs,
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
                           const refnet_training *training, const real *inputs, const real *targets,
                           size_t m, int64_t epochs, const int64_t *shuffle_seed,
                           const int64_t *record, size_t records, const refnet_scratch *scratch,
                           real *losses_at, int64_t *correct_at, real *weights_at)
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

#ifndef REFNET_FLOAT32 /* first weights are drawn in binary64, and rounded once */
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
#endif
