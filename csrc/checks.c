/* What the experiments accept; layer_checks.c has what a layer must be.
 *
 * The text is in python/refnet/reference: the values, in the order of checks.py and, for the
 * experiments with networks, optimizer_checks.py and network_checks.py. */

#include "faults.h"

#define LARGEST_SEED 4294967295
#define LARGEST_COUNT 9007199254740991 /* 2^53 - 1 */
#define LARGEST_SETTING 0x1p64         /* so that no weight is infinite, not even in binary32 */

#ifndef REFNET_FLOAT32 /* what has no `real` in it */

refnet_status refnet_check_elementary(refnet_function function)
{
    refnet_status status = refnet_ok();
    check_name(&status, "function", (int)function, REFNET_ERF + 1);
    return status;
}

refnet_status refnet_check_random(int64_t seed, int64_t count, refnet_distribution distribution,
                                  int64_t high)
{
    refnet_status status = refnet_ok();
    check_range(&status, "seed", seed, 0, LARGEST_SEED);
    check_range(&status, "count", count, 0, MOST_NUMBERS);
    check_name(&status, "distribution", (int)distribution, REFNET_DISTRIBUTION_INTEGERS + 1);
    check_range(&status, "high", high, 1, LARGEST_SEED + 1);
    return status;
}

refnet_status refnet_check_button_press(const refnet_button_press_request *request)
{
    refnet_status status = refnet_ok();
    check_not_empty(&status, "inputs", request->n);
    check_finite(&status, "inputs", request->inputs, request->n);
    check_finite(&status, "weights", request->weights, request->n);
    check_finite_number(&status, "desired", request->desired);
    check_finite_number(&status, "learning_rate", request->learning_rate);
    check_range(&status, "trials", request->trials, 0, INT64_MAX);
    check_name(&status, "rule", (int)request->rule, REFNET_RULE_WIDROW_HOFF + 1);
    return status;
}

refnet_status refnet_check_rabbit(const refnet_rabbit_request *request)
{
    refnet_status status = refnet_ok();
    check_not_empty(&status, "weights", request->n);
    check_finite(&status, "weights", request->weights, request->n);
    check_finite_number(&status, "threshold", request->threshold);
    check_finite_number(&status, "learning_rate", request->learning_rate);
    check_finite_rows(&status, "stimuli", request->stimuli, request->trials, request->n);
    return status;
}

refnet_status refnet_check_neuron(const refnet_neuron_request *request)
{
    refnet_status status = refnet_ok();
    check_not_empty(&status, "inputs", request->m);
    check_not_empty(&status, "weights", request->n);
    check_finite_rows(&status, "inputs", request->inputs, request->m, request->n);
    check_finite(&status, "targets", request->targets, request->m);
    check_finite(&status, "weights", request->weights, request->n);
    if (request->bias != NULL) {
        check_finite_number(&status, "bias", *request->bias);
    }
    check_finite_number(&status, "slope", request->slope);
    check_finite_number(&status, "learning_rate", request->learning_rate);
    check_range(&status, "iterations", request->iterations, 0, INT64_MAX);
    check_record(&status, request->record, request->records, request->iterations);
    return status;
}

refnet_status refnet_check_two_layer(const refnet_two_layer_request *request)
{
    const size_t m = request->m, n = request->n, h = request->h, k = request->k;
    refnet_status status = refnet_ok();
    check_not_empty(&status, "inputs", m);
    check_not_empty(&status, "targets", k);
    check_not_empty(&status, "weights1", n);
    check_not_empty(&status, "weights2", h);
    check_finite_rows(&status, "inputs", request->inputs, m, n);
    check_finite_rows(&status, "targets", request->targets, m, k);
    check_finite_rows(&status, "weights1", request->weights1, n, h);
    check_finite_rows(&status, "weights2", request->weights2, h, k);
    if (request->bias1 != NULL) {
        check_finite(&status, "bias1", request->bias1, h);
    }
    if (request->bias2 != NULL) {
        check_finite(&status, "bias2", request->bias2, k);
    }
    check_finite_number(&status, "learning_rate", request->learning_rate);
    check_range(&status, "iterations", request->iterations, 0, INT64_MAX);
    check_record(&status, request->record, request->records, request->iterations);
    return status;
}

refnet_status refnet_check_loss(const refnet_loss *loss)
{
    refnet_status status = refnet_ok();
    check_name(&status, "loss", (int)loss->name, REFNET_LOSS_KL_DIVERGENCE + 1);
    if (loss->name == REFNET_LOSS_HUBER) {
        check_positive(&status, "loss.delta", loss->delta);
    }
    if (loss->name == REFNET_LOSS_BINARY_CROSSENTROPY ||
        loss->name == REFNET_LOSS_CATEGORICAL_CROSSENTROPY) {
        check_share(&status, "loss.label_smoothing", loss->label_smoothing);
    }
    return status;
}

refnet_status refnet_check_metrics(const refnet_metrics_request *request)
{
    const refnet_metric *metric = &request->metric;
    const size_t m = request->m, k = request->k;
    refnet_status status = refnet_ok();
    check_not_empty(&status, "outputs", m);
    check_not_empty(&status, "outputs", k);
    check_name(&status, "metric", (int)metric->name, REFNET_METRIC_AUC + 1);
    if (refnet_is_of_classes(metric->name)) {
        check_ranges(&status, "targets", request->classes, m, 0, (int64_t)k - 1);
    } else {
        check_finite_rows(&status, "targets", request->targets, m, k);
    }
    check_finite_rows(&status, "outputs", request->outputs, m, k);
    check_share(&status, "threshold", metric->threshold);
    check_range(&status, "k", metric->k, 1, INT64_MAX);
    check_range(&status, "num_thresholds", metric->num_thresholds, 2, MOST_THRESHOLDS);
    check_name(&status, "curve", (int)metric->curve, REFNET_CURVE_PR + 1);
    check_name(&status, "summation_method", (int)metric->summation_method,
               REFNET_SUMMATION_MAJORING + 1);
    return status;
}

#define RATE "optimizer.learning_rate"

static void check_schedule(refnet_status *status, const refnet_schedule *schedule)
{
    const int has_values = schedule->name == REFNET_PIECEWISE_CONSTANT_DECAY;
    check_name(status, RATE ".name", (int)schedule->name, REFNET_COSINE_DECAY + 1);
    check_finite_number(status, RATE ".initial_learning_rate", schedule->initial_learning_rate);
    check_range(status, RATE ".decay_steps", schedule->decay_steps, 1, LARGEST_COUNT);
    check_at_least_0(status, RATE ".decay_rate", schedule->decay_rate);
    check_ascending(status, RATE ".boundaries", schedule->boundaries, schedule->count, 0,
                    LARGEST_COUNT);
    check_finite(status, RATE ".values", schedule->values, has_values ? schedule->count + 1 : 0);
    check_finite_number(status, RATE ".end_learning_rate", schedule->end_learning_rate);
    check_at_least_0(status, RATE ".power", schedule->power);
    check_finite_number(status, RATE ".alpha", schedule->alpha);
    if (schedule->warmup_target != NULL) {
        check_finite_number(status, RATE ".warmup_target", *schedule->warmup_target);
    }
    check_range(status, RATE ".warmup_steps", schedule->warmup_steps, 0, LARGEST_COUNT);
}

/* The limit, unless it is NULL, is above 0 and the only one; others: how many came before it.
 * Returns how many there are with it. */
static int check_limit(refnet_status *status, const char *field, const double *limit, int others)
{
    if (limit == NULL) {
        return others;
    }
    check_positive(status, field, *limit);
    if (others > 0) {
        set_fault(status, REFNET_OUT_OF_RANGE, field);
    }
    return others + 1;
}

refnet_status refnet_check_optimizer(const refnet_optimizer *optimizer)
{
    refnet_status status = refnet_ok();
    check_name(&status, "optimizer.name", (int)optimizer->name, REFNET_OPTIMIZER_ADAMW + 1);
    if (optimizer->schedule != NULL) {
        check_schedule(&status, optimizer->schedule);
    } else if (optimizer->rates != NULL) {
        check_finite(&status, RATE, optimizer->rates, optimizer->count);
    } else {
        check_finite_number(&status, RATE, optimizer->learning_rate);
    }
    check_fraction(&status, "optimizer.rho", optimizer->rho);
    check_fraction(&status, "optimizer.momentum", optimizer->momentum);
    check_fraction(&status, "optimizer.beta_1", optimizer->beta_1);
    check_fraction(&status, "optimizer.beta_2", optimizer->beta_2);
    check_at_least_0(&status, "optimizer.initial_accumulator_value",
                     optimizer->initial_accumulator_value);
    check_positive(&status, "optimizer.epsilon", optimizer->epsilon);
    check_at_least_0(&status, "optimizer.weight_decay", optimizer->weight_decay);
    int limits = check_limit(&status, "optimizer.clipnorm", optimizer->clipnorm, 0);
    limits = check_limit(&status, "optimizer.clipvalue", optimizer->clipvalue, limits);
    check_limit(&status, "optimizer.global_clipnorm", optimizer->global_clipnorm, limits);
    return status;
}

/* No kernel too large to be made orthogonal: each of its vectors loses a part along each one before
 * it, so the number of multiplications is about the square of how many there are, times their
 * length. sizes [count], cells [count - 1] or NULL, whose products are those of weights. */
static void check_multiplications(refnet_status *status, const char *field, const int64_t *sizes,
                                  size_t count, const int64_t *cells)
{
    for (size_t i = 0; i + 1 < count; i++) {
        const int64_t inputs = cells == NULL ? sizes[i] : cells[i] * sizes[i];
        const int64_t units = sizes[i + 1];
        const int64_t fewer = inputs < units ? inputs : units;
        check_range(status, field, fewer * inputs * units, 0, MOST_MULTIPLICATIONS);
    }
}

/* A finite number from `low` to 2^64. */
static void check_setting(refnet_status *status, const char *field, double value, double low)
{
    check_finite_number(status, field, value);
    if (value < low || value > LARGEST_SETTING) {
        set_fault(status, REFNET_OUT_OF_RANGE, field);
    }
}

static void check_initializer(refnet_status *status, const refnet_initializer *initializer)
{
    check_name(status, "initializer", (int)initializer->name, REFNET_INITIALIZER_LECUN_NORMAL + 1);
    switch ((int)initializer->name) {
    case REFNET_INITIALIZER_RANDOM_UNIFORM:
        check_setting(status, "initializer.minval", initializer->minval, -LARGEST_SETTING);
        check_setting(status, "initializer.maxval", initializer->maxval, initializer->minval);
        return;
    case REFNET_INITIALIZER_RANDOM_NORMAL:
    case REFNET_INITIALIZER_TRUNCATED_NORMAL:
        check_setting(status, "initializer.mean", initializer->mean, -LARGEST_SETTING);
        check_setting(status, "initializer.stddev", initializer->stddev, 0.0);
        return;
    case REFNET_INITIALIZER_CONSTANT:
        check_setting(status, "initializer.value", initializer->value, -LARGEST_SETTING);
        return;
    case REFNET_INITIALIZER_ORTHOGONAL:
    case REFNET_INITIALIZER_IDENTITY:
        check_setting(status, "initializer.gain", initializer->gain, -LARGEST_SETTING);
        return;
    case REFNET_INITIALIZER_VARIANCE_SCALING:
        check_positive(status, "initializer.scale", initializer->scale);
        check_setting(status, "initializer.scale", initializer->scale, 0.0);
        check_name(status, "initializer.mode", (int)initializer->mode, REFNET_FAN_AVG + 1);
        check_name(status, "initializer.distribution", (int)initializer->distribution,
                   REFNET_SCALED_UNIFORM + 1);
        return;
    }
}

refnet_status refnet_check_initial_kernels(const refnet_initializer *initializer,
                                           const int64_t *sizes, size_t count, int64_t seed,
                                           const int64_t *cells)
{
    refnet_status status = refnet_ok();
    check_not_empty(&status, "sizes", count);
    check_initializer(&status, initializer);
    check_ranges(&status, "sizes", sizes, count, 1, MOST_NUMBERS);
    if (cells != NULL && count > 0) {
        check_ranges(&status, "cells", cells, count - 1, 1, MOST_NUMBERS);
    }
    int64_t weights = 0;
    for (size_t i = 0; i + 1 < count && status.code == REFNET_OK; i++) {
        const int64_t dense = sizes[i] * sizes[i + 1];
        check_range(&status, "sizes", dense, 0, MOST_NUMBERS);
        weights = weights + (dense <= MOST_NUMBERS && cells != NULL ? cells[i] * dense : dense);
        check_range(&status, "sizes", weights, 0, MOST_NUMBERS);
    }
    if (initializer->name == REFNET_INITIALIZER_ORTHOGONAL && status.code == REFNET_OK) {
        check_multiplications(&status, "sizes", sizes, count, cells);
    }
    check_range(&status, "seed", seed, 0, LARGEST_SEED);
    return status;
}

refnet_status refnet_check_hebb(const refnet_hebb_request *request)
{
    refnet_status status = refnet_ok();
    check_not_empty(&status, "inputs", request->trials);
    check_not_empty(&status, "inputs", request->n);
    check_finite_rows(&status, "inputs", request->inputs, request->trials, request->n);
    check_finite(&status, "weights", request->weights, request->n);
    check_finite_number(&status, "learning_rate", request->learning_rate);
    check_name(&status, "rule", (int)request->rule, REFNET_HEBB_RULE_OJA + 1);
    return status;
}

/* Without the bound of the experiment on the weights, n * n: a caller of the library has to provide
 * for them anyway. */
refnet_status refnet_check_hopfield(const refnet_hopfield_request *request)
{
    const size_t p = request->p, n = request->n;
    refnet_status status = refnet_ok();
    check_not_empty(&status, "patterns", p);
    check_not_empty(&status, "patterns", n);
    RETURN_IF_FAULT(status);
    check_signs(&status, "patterns", request->patterns, p, n);
    if (n > REFNET_MOST_UNITS) {
        set_fault(&status, REFNET_OUT_OF_RANGE, "patterns");
    }
    if (status.code == REFNET_OK) {
        check_signs(&status, "start", request->start, n, 1);
        status.column = -1;
    }
    check_name(&status, "update", (int)request->update, REFNET_UPDATE_SYNCHRONOUS + 1);
    if (request->order_seed != NULL) {
        check_range(&status, "order_seed", *request->order_seed, 0, LARGEST_SEED);
    }
    check_range(&status, "sweeps", request->sweeps, 0, INT64_MAX);
    return status;
}

#endif

refnet_status refnet_check_inputs(const refnet_layer *layer, const real *inputs, size_t m)
{
    const size_t n = layer->n, place = refnet_kind_of(layer).first_unfit(inputs, layer, m);
    refnet_status status = refnet_ok();
    check_finite_rows(&status, "inputs", inputs, m, n);
    if (status.code == REFNET_OK && place < m * n) {
        set_fault(&status, REFNET_OUT_OF_RANGE, "inputs");
        status.row = (int64_t)(place / n);
        status.column = (int64_t)(place % n);
    }
    return status;
}

static void check_regularizer(refnet_status *status, const char *l1, const char *l2,
                              const refnet_regularizer *regularizer)
{
    if (regularizer != NULL) {
        check_at_least_0(status, l1, regularizer->l1);
        check_at_least_0(status, l2, regularizer->l2);
    }
}

#define CHECK_REGULARIZER(status, own, part)                                                       \
    check_regularizer(status, "layers[]." #part "_regularizer.l1",                                 \
                      "layers[]." #part "_regularizer.l2", (own)->part)

/* regularizers [depth] or NULL */
static refnet_status check_regularizers(const refnet_regularizers *regularizers, size_t depth)
{
    refnet_status status = refnet_ok();
    for (size_t i = 0; regularizers != NULL && i < depth && status.code == REFNET_OK; i++) {
        CHECK_REGULARIZER(&status, &regularizers[i], kernel);
        CHECK_REGULARIZER(&status, &regularizers[i], recurrent);
        CHECK_REGULARIZER(&status, &regularizers[i], bias);
        CHECK_REGULARIZER(&status, &regularizers[i], embeddings);
        CHECK_REGULARIZER(&status, &regularizers[i], gamma);
        CHECK_REGULARIZER(&status, &regularizers[i], beta);
        CHECK_REGULARIZER(&status, &regularizers[i], activity);
        status.layer = status.code == REFNET_OK ? -1 : (int64_t)i;
    }
    return status;
}

/* targets [m], each 0 or 1: the classes of one output */
static void check_two_classes(refnet_status *status, const real *targets, size_t m)
{
    for (size_t i = 0; i < m && status->code == REFNET_OK; i++) {
        if (targets[i] != 0 && targets[i] != 1) {
            set_fault(status, REFNET_OUT_OF_RANGE, "targets");
            status->row = (int64_t)i;
            status->column = 0;
        }
    }
}

/* inputs of a network, as all layers want them that see nothing else */
static refnet_status check_network_inputs(const refnet_train_request *request)
{
    const refnet_network network = {
        request->layers, request->depth, NULL, 0, NULL, request->sources, NULL};
    refnet_status status = refnet_ok();
    check_finite_rows(&status, "inputs", request->inputs, request->m,
                      refnet_network_inputs(&network));
    RETURN_IF_FAULT(status);
    for (size_t i = 0; i < (request->sources == NULL ? 1 : request->depth); i++) {
        if (refnet_sees_only_inputs(i, request->sources)) {
            RETURN_IF_FAULT(refnet_check_inputs(&request->layers[i], request->inputs, request->m));
        }
    }
    return status;
}

/* no batch may be short where a layer is stateful */
static void check_batches(refnet_status *status, const refnet_train_request *request)
{
    const size_t size = refnet_with_states(request->layers, request->depth, NULL, NULL);
    if (status->code == REFNET_OK && size > 0 && request->m % (size_t)request->batch_size != 0) {
        set_fault(status, REFNET_OUT_OF_RANGE, "batch_size");
    }
}

refnet_status refnet_check_train(const refnet_train_request *request)
{
    const size_t m = request->m, depth = request->depth;
    refnet_status status = refnet_ok();
    check_not_empty(&status, "layers", depth);
    check_not_empty(&status, "inputs", m);
    RETURN_IF_FAULT(status);
    const refnet_layer *layers = request->layers;
    const size_t k = layers[depth - 1].u;
    const int is_sparse = request->loss.name == REFNET_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY;
    const int has_classes = request->class_weights != NULL;
    RETURN_IF_FAULT(refnet_check_graph(layers, depth, request->sources));
    RETURN_IF_FAULT(check_regularizers(request->regularizers, depth));
    RETURN_IF_FAULT(refnet_check_loss(&request->loss));
    RETURN_IF_FAULT(refnet_check_optimizer(&request->optimizer));
    RETURN_IF_FAULT(check_network_inputs(request));
    if (is_sparse) {
        check_ranges(&status, "targets", request->classes, m, 0, (int64_t)k - 1);
    } else {
        check_finite_rows(&status, "targets", request->targets, m, k);
        check_two_classes(&status, request->targets, has_classes && k == 1 ? m : 0);
    }
    check_range(&status, "batch_size", request->batch_size, 1, INT64_MAX);
    check_batches(&status, request);
    check_range(&status, "epochs", request->epochs, 0, INT64_MAX);
    if (request->shuffle_seed != NULL) {
        check_range(&status, "shuffle_seed", *request->shuffle_seed, 0, LARGEST_SEED);
    }
    check_record(&status, request->record, request->records, request->epochs);
    check_not_negative(&status, "example_weights", request->example_weights,
                       request->example_weights != NULL ? m : 0);
    check_not_negative(&status, "class_weights", request->class_weights,
                       has_classes ? (is_sparse || k > 1 ? k : 2) : 0);
    return status;
}

refnet_status refnet_check_normalization(const real *inputs, size_t m, size_t n)
{
    refnet_status status = refnet_ok();
    check_not_empty(&status, "inputs", m);
    check_not_empty(&status, "inputs", n);
    check_finite_rows(&status, "inputs", inputs, m, n);
    return status;
}

refnet_status refnet_check_accuracy(const real *targets, const real *outputs, size_t m, size_t k)
{
    refnet_status status = refnet_ok();
    check_not_empty(&status, "targets", m);
    check_not_empty(&status, "targets", k);
    check_finite_rows(&status, "targets", targets, m, k);
    check_finite_rows(&status, "outputs", outputs, m, k);
    return status;
}
