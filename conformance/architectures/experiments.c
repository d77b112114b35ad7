/* The C core as a program, for processors without Python: reads one request, prints its results.
 *
 * A request is a line of words: the experiment's name, then its fields in the order of the spec. A
 * count is decimal, a number the 16 hex digits of its bits; true is 1, false 0, null "none". A list
 * begins with its length, a list of rows with their number and, unless that is 0, their length. A
 * layer is its fields, an optimizer its name and the settings of all optimizers. The results are
 * one line of numbers, in the order of the answer, or "refused" and the field at fault.
 *
 * The environment variable REFNET_ISA chooses the kernels. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "refnet.h"

/* reading */

static const char *next_word(void)
{
    static char word[40];
    if (scanf("%39s", word) != 1) {
        fputs("the request ends too soon\n", stderr);
        exit(EXIT_FAILURE);
    }
    return word;
}

static double to_number(const char *word)
{
    uint64_t bits = strtoull(word, NULL, 16);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static int64_t read_count(void)
{
    return strtoll(next_word(), NULL, 10);
}

static double read_number(void)
{
    return to_number(next_word());
}

/* returns value, or NULL for null */
static double *read_optional_number(double *value)
{
    const char *word = next_word();
    if (strcmp(word, "none") == 0) {
        return NULL;
    }
    *value = to_number(word);
    return value;
}

/* returns value, or NULL for null */
static int64_t *read_optional_count(int64_t *value)
{
    const char *word = next_word();
    if (strcmp(word, "none") == 0) {
        return NULL;
    }
    *value = strtoll(word, NULL, 10);
    return value;
}

/* returns whether there is a list, and how long it is */
static int read_length(size_t *n)
{
    const char *word = next_word();
    *n = strtoull(word, NULL, 10);
    return strcmp(word, "none") != 0;
}

/* nothing is freed: the program ends after one request */
static void *memory_for(size_t n, size_t size)
{
    void *memory = calloc(n + 1, size); /* never 0 bytes, for which calloc may return NULL */
    if (memory == NULL) {
        fputs("out of memory\n", stderr);
        exit(EXIT_FAILURE);
    }
    return memory;
}

static double *doubles(size_t n)
{
    return memory_for(n, sizeof(double));
}

static double *read_n_numbers(size_t n)
{
    double *values = doubles(n);
    for (size_t i = 0; i < n; i++) {
        values[i] = read_number();
    }
    return values;
}

/* -> [n], or NULL for null */
static double *read_numbers(size_t *n)
{
    return read_length(n) ? read_n_numbers(*n) : NULL;
}

/* -> [m][n] */
static double *read_rows(size_t *m, size_t *n)
{
    *n = 0;
    if (read_length(m) && *m > 0) {
        read_length(n);
    }
    return read_n_numbers(*m * *n);
}

/* -> [n], or NULL for null */
static int64_t *read_counts(size_t *n)
{
    if (!read_length(n)) {
        return NULL;
    }
    int64_t *counts = memory_for(*n, sizeof *counts);
    for (size_t i = 0; i < *n; i++) {
        counts[i] = read_count();
    }
    return counts;
}

/* -> [n] */
static unsigned char *read_booleans(size_t *n)
{
    read_length(n);
    unsigned char *flags = memory_for(*n, sizeof *flags);
    for (size_t i = 0; i < *n; i++) {
        flags[i] = read_count() != 0;
    }
    return flags;
}

static int read_name(const char *const *names, int count)
{
    const char *word = next_word();
    for (int i = 0; i < count; i++) {
        if (strcmp(word, names[i]) == 0) {
            return i;
        }
    }
    fprintf(stderr, "there is no %s\n", word);
    exit(EXIT_FAILURE);
}

/* writing */

static void write_number(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    printf("%016" PRIx64 " ", bits);
}

/* values [rows][n], of which row i */
static void write_row(const double *values, size_t i, size_t n)
{
    for (size_t j = 0; j < n; j++) {
        write_number(values[i * n + j]);
    }
}

static int is_refused(refnet_status status)
{
    if (status.code != REFNET_OK) {
        printf("refused %s", status.field);
    }
    return status.code != REFNET_OK;
}

/* the experiments, each from reading to writing */

static void elementary(void)
{
    static const char *const functions[] = {"exp",   "log",   "tanh", "sigmoid",
                                            "expm1", "log1p", "erf"};
    refnet_function function = (refnet_function)read_name(functions, 7);
    size_t n;
    double *values = read_numbers(&n);
    if (!is_refused(refnet_elementary(function, values, n, values))) {
        write_row(values, 0, n);
    }
}

static void generate(void)
{
    static const char *const distributions[] = {"uniform", "normal", "integers"};
    int64_t seed = read_count();
    int64_t count = read_count();
    refnet_distribution distribution = (refnet_distribution)read_name(distributions, 3);
    int64_t high = read_count();
    double *values = doubles((size_t)count);
    if (!is_refused(refnet_random(seed, count, distribution, high, values))) {
        write_row(values, 0, (size_t)count);
    }
}

static void button_press(void)
{
    static const char *const rules[] = {"add", "widrow_hoff"};
    size_t n;
    refnet_button_press_request request = {.inputs = read_numbers(&n)};
    request.weights = read_numbers(&request.n);
    request.desired = read_number();
    request.learning_rate = read_number();
    request.trials = read_count();
    request.rule = (refnet_rule)read_name(rules, 2);

    size_t rows = (size_t)request.trials;
    const refnet_button_press_trials trials = {doubles(rows), doubles(rows), doubles(rows * n)};
    if (is_refused(refnet_button_press(&request, &trials))) {
        return;
    }
    for (size_t i = 0; i < rows; i++) {
        write_number(trials.output[i]);
        write_number(trials.error[i]);
        write_row(trials.weights, i, n);
    }
}

static void rabbit(void)
{
    size_t n, rows, width;
    refnet_rabbit_request request = {.weights = read_numbers(&n)};
    request.learned = read_booleans(&request.n);
    request.threshold = read_number();
    request.learning_rate = read_number();
    request.stimuli = read_rows(&rows, &width);
    request.trials = (int64_t)rows;

    const refnet_rabbit_trials trials = {doubles(rows), memory_for(rows, 1), doubles(rows * n)};
    if (is_refused(refnet_rabbit(&request, &trials))) {
        return;
    }
    for (size_t i = 0; i < rows; i++) {
        write_number(trials.sum[i]);
        write_number(trials.blink[i]);
        write_row(trials.weights, i, n);
    }
}

/* the iteration, or epoch, of each record, record being NULL for all */
static void write_iteration(const int64_t *record, size_t i)
{
    write_number(record == NULL ? (double)(i + 1) : (double)record[i]);
}

static void hebb(void)
{
    static const char *const rules[] = {"hebb", "oja"};
    refnet_hebb_request request = {0};
    size_t n;
    request.inputs = read_rows(&request.trials, &request.n);
    request.weights = read_numbers(&n);
    request.learning_rate = read_number();
    request.rule = (refnet_learning_rule)read_name(rules, 2);

    const refnet_hebb_trials trials = {doubles(request.trials), doubles(request.trials * n)};
    if (is_refused(refnet_hebb(&request, &trials))) {
        return;
    }
    for (size_t i = 0; i < request.trials; i++) {
        write_number(trials.output[i]);
        write_row(trials.weights, i, n);
    }
}

static void neuron(void)
{
    size_t m, n, records;
    double bias;
    refnet_neuron_request request = {.inputs = read_rows(&m, &n)};
    request.targets = read_numbers(&request.m);
    request.weights = read_numbers(&request.n);
    request.bias = read_optional_number(&bias);
    request.slope = read_number();
    request.learning_rate = read_number();
    request.iterations = read_count();
    request.record = read_counts(&records);
    records = request.record == NULL ? (size_t)request.iterations : records;
    request.records = records;

    const refnet_neuron_trials trials = {doubles(records * m), doubles(records * m),
                                         doubles(records * n), doubles(records)};
    void *workspace = memory_for(refnet_neuron_workspace(m, n), 1);
    if (is_refused(refnet_neuron(&request, workspace, &trials))) {
        return;
    }
    for (size_t i = 0; i < records; i++) {
        write_iteration(request.record, i);
        write_row(trials.outputs, i, m);
        write_row(trials.errors, i, m);
        write_row(trials.weights, i, n);
        write_row(trials.bias, i, request.bias != NULL);
    }
}

static void two_layer(void)
{
    size_t m, n, h, k, records;
    refnet_two_layer_request request = {.inputs = read_rows(&m, &n)};
    request.targets = read_rows(&m, &k);
    request.weights1 = read_rows(&n, &h);
    request.weights2 = read_rows(&h, &k);
    size_t h1, k2; /* h and k, or 0 where there is no bias */
    request.bias1 = read_numbers(&h1);
    request.bias2 = read_numbers(&k2);
    request.m = m;
    request.n = n;
    request.h = h;
    request.k = k;
    request.learning_rate = read_number();
    request.iterations = read_count();
    request.record = read_counts(&records);
    records = request.record == NULL ? (size_t)request.iterations : records;
    request.records = records;

    const refnet_two_layer_trials trials = {doubles(records),         doubles(records * m * k),
                                            doubles(records * n * h), doubles(records * h * k),
                                            doubles(records * h),     doubles(records * k)};
    void *workspace = memory_for(refnet_two_layer_workspace(m, n, h, k), 1);
    if (is_refused(refnet_two_layer(&request, workspace, &trials))) {
        return;
    }
    for (size_t i = 0; i < records; i++) {
        write_iteration(request.record, i);
        write_number(trials.loss[i]);
        write_row(trials.outputs, i, m * k);
        write_row(trials.weights1, i, n * h);
        write_row(trials.weights2, i, h * k);
        write_row(trials.bias1, i, h1);
        write_row(trials.bias2, i, k2);
    }
}

static void normalization(void)
{
    size_t m, n;
    const double *inputs = read_rows(&m, &n);
    double *mean = doubles(n), *variance = doubles(n), *outputs = doubles(m * n);
    if (!is_refused(refnet_normalization(inputs, m, n, mean, variance, outputs))) {
        write_row(mean, 0, n);
        write_row(variance, 0, n);
        write_row(outputs, 0, m * n);
    }
}

static void accuracy(void)
{
    size_t m, k;
    const double *targets = read_rows(&m, &k), *outputs = read_rows(&m, &k);
    double share;
    if (!is_refused(refnet_accuracy(targets, outputs, m, k, &share))) {
        write_number(share);
    }
}

static void metrics(void)
{
    static const char *const names[] = {"mean_squared_error",
                                        "root_mean_squared_error",
                                        "mean_absolute_error",
                                        "mean_absolute_percentage_error",
                                        "log_cosh",
                                        "kl_divergence",
                                        "binary_crossentropy",
                                        "categorical_crossentropy",
                                        "sparse_categorical_crossentropy",
                                        "r2_score",
                                        "binary_accuracy",
                                        "categorical_accuracy",
                                        "sparse_categorical_accuracy",
                                        "top_k_categorical_accuracy",
                                        "sparse_top_k_categorical_accuracy",
                                        "true_positives",
                                        "false_positives",
                                        "true_negatives",
                                        "false_negatives",
                                        "precision",
                                        "recall",
                                        "auc"};
    static const char *const curves[] = {"ROC", "PR"};
    static const char *const methods[] = {"interpolation", "minoring", "majoring"};
    refnet_metrics_request request = {0};
    refnet_metric *metric = &request.metric;
    metric->name = (refnet_metric_name)read_name(names, REFNET_METRIC_AUC + 1);
    if (strncmp(names[metric->name], "sparse", 6) == 0) {
        request.classes = read_counts(&request.m);
    } else {
        request.targets = read_rows(&request.m, &request.k);
    }
    request.outputs = read_rows(&request.m, &request.k);
    metric->threshold = read_number();
    metric->k = read_count();
    metric->num_thresholds = read_count();
    metric->curve = (refnet_curve)read_name(curves, 2);
    metric->summation_method = (refnet_summation_method)read_name(methods, 3);
    double *state = doubles(refnet_new_measure(metric, request.k, NULL));
    double *work = doubles((request.m + 2) * request.k), value;
    if (!is_refused(refnet_metrics(&request, state, work, &value))) {
        write_number(value);
    }
}

static refnet_activation read_activation(void)
{
    static const char *const activations[] = {REFNET_ACTIVATION_NAMES};
    return (refnet_activation)read_name(activations, REFNET_ACTIVATION_LAST + 1);
}

static void read_dense_layer(refnet_layer *layer)
{
    size_t units = (size_t)read_count(); /* as long as the kernel's rows and the bias */
    layer->activation = read_activation();
    layer->kernel = read_rows(&layer->n, &layer->u);
    layer->bias = read_numbers(&units);
}

static void read_flatten_layer(refnet_layer *layer)
{
    const int64_t *shape = read_counts(&layer->rank);
    size_t *input_shape = memory_for(layer->rank, sizeof *input_shape);
    for (size_t i = 0; i < layer->rank; i++) {
        input_shape[i] = (size_t)shape[i];
    }
    layer->input_shape = input_shape;
    refnet_flatten_shapes(layer, &layer->n, &layer->u);
}

static void read_normalization_layer(refnet_layer *layer)
{
    layer->mean = read_numbers(&layer->n);
    layer->variance = read_numbers(&layer->u);
    layer->invert = read_count() != 0;
}

static void read_batch_normalization_layer(refnet_layer *layer)
{
    size_t c;
    layer->kernel = read_numbers(&c);
    layer->bias = read_numbers(&c);
    const double *mean = read_numbers(&layer->features), *variance = read_numbers(&c);
    layer->moving = doubles(2 * c);
    memcpy(layer->moving, mean, c * sizeof *mean);
    memcpy(layer->moving + c, variance, c * sizeof *variance);
    layer->momentum = read_number();
    layer->epsilon = read_number();
    layer->steps = (size_t)read_count();
    layer->n = layer->u = layer->steps * c;
}

static void read_dropout_layer(refnet_layer *layer)
{
    layer->rate = read_number();
    layer->n = layer->u = (size_t)read_count();
}

static void read_activation_layer(refnet_layer *layer)
{
    layer->activation = read_activation();
    layer->n = layer->u = (size_t)read_count();
}

static void read_leaky_relu_layer(refnet_layer *layer)
{
    layer->negative_slope = read_number();
    layer->n = layer->u = (size_t)read_count();
}

static void read_softmax_layer(refnet_layer *layer)
{
    read_activation_layer(layer);
    layer->features = (size_t)read_count();
}

static void read_two(size_t *sizes)
{
    sizes[0] = (size_t)read_count();
    sizes[1] = (size_t)read_count();
}

static void read_image(refnet_layer *layer)
{
    read_two(layer->windows.image);
    layer->channels = (size_t)read_count();
}

static void read_windows(refnet_layer *layer)
{
    static const char *const paddings[] = {"valid", "same"};
    refnet_windows *windows = &layer->windows;
    read_image(layer);
    read_two(windows->window);
    read_two(windows->strides);
    refnet_padding padding = (refnet_padding)read_name(paddings, 2);
    for (size_t i = 0; i < 2; i++) {
        const refnet_axis axis = refnet_windows_along(windows->image[i], windows->window[i],
                                                      windows->strides[i], padding);
        windows->count[i] = axis.windows;
        windows->before[i] = axis.before;
    }
}

static void read_conv2d_layer(refnet_layer *layer)
{
    size_t rows, filters, size;
    read_windows(layer);
    layer->activation = read_activation();
    layer->kernel = read_rows(&rows, &layer->filters);
    layer->bias = read_numbers(&filters);
    layer->connections = read_booleans(&size);
    layer->connections = size == 0 ? NULL : layer->connections;
    refnet_conv2d_shapes(layer, &layer->n, &layer->u);
}

static void read_pooling_layer(refnet_layer *layer)
{
    read_windows(layer);
    refnet_pooling_shapes(layer, &layer->n, &layer->u);
}

static void read_zero_padding2d_layer(refnet_layer *layer)
{
    refnet_windows *windows = &layer->windows;
    read_image(layer);
    read_two(windows->before);
    read_two(windows->count);
    refnet_zero_padding2d_shapes(layer, &layer->n, &layer->u);
}

static refnet_layer read_layer(void)
{
    static const char *const kinds[] = {"dense",
                                        "flatten",
                                        "reshape",
                                        "normalization",
                                        "batch_normalization",
                                        "dropout",
                                        "activation",
                                        "leaky_relu",
                                        "softmax",
                                        "conv2d",
                                        "max_pooling2d",
                                        "average_pooling2d",
                                        "global_average_pooling2d",
                                        "zero_padding2d"};
    static void (*const readers[])(refnet_layer *layer) = {read_dense_layer,
                                                           read_flatten_layer,
                                                           read_flatten_layer,
                                                           read_normalization_layer,
                                                           read_batch_normalization_layer,
                                                           read_dropout_layer,
                                                           read_activation_layer,
                                                           read_leaky_relu_layer,
                                                           read_softmax_layer,
                                                           read_conv2d_layer,
                                                           read_pooling_layer,
                                                           read_pooling_layer,
                                                           read_pooling_layer,
                                                           read_zero_padding2d_layer};
    refnet_layer layer = {.kind = (refnet_kind)read_name(kinds, 14)};
    readers[layer.kind](&layer);
    return layer;
}

static const refnet_schedule *read_schedule(void)
{
    static const char *const names[] = {"exponential_decay", "inverse_time_decay",
                                        "piecewise_constant_decay", "polynomial_decay",
                                        "cosine_decay"};
    size_t values;
    refnet_schedule *schedule = memory_for(1, sizeof *schedule);
    schedule->name = (refnet_schedule_name)read_name(names, 5);
    schedule->initial_learning_rate = read_number();
    schedule->decay_steps = read_count();
    schedule->decay_rate = read_number();
    schedule->staircase = read_count() != 0;
    schedule->boundaries = read_counts(&schedule->count);
    schedule->values = read_numbers(&values);
    schedule->end_learning_rate = read_number();
    schedule->power = read_number();
    schedule->cycle = read_count() != 0;
    schedule->alpha = read_number();
    schedule->warmup_target = read_optional_number(doubles(1));
    schedule->warmup_steps = read_count();
    return schedule;
}

/* a word that says which of three kinds of learning rates follows */
static void read_learning_rate(refnet_optimizer *optimizer)
{
    static const char *const kinds[] = {"number", "rates", "schedule"};
    switch (read_name(kinds, 3)) {
    case 0:
        optimizer->learning_rate = read_number();
        break;
    case 1:
        optimizer->rates = read_numbers(&optimizer->count);
        break;
    default:
        optimizer->schedule = read_schedule();
    }
}

static refnet_optimizer read_optimizer(void)
{
    static const char *const names[] = {"sgd",      "rmsprop", "adam",  "adagrad",
                                        "adadelta", "adamax",  "nadam", "adamw"};
    refnet_optimizer optimizer = {0};
    optimizer.name = (refnet_optimizer_name)read_name(names, 8);
    read_learning_rate(&optimizer);
    optimizer.momentum = read_number();
    optimizer.nesterov = read_count() != 0;
    optimizer.rho = read_number();
    optimizer.beta_1 = read_number();
    optimizer.beta_2 = read_number();
    optimizer.epsilon = read_number();
    optimizer.initial_accumulator_value = read_number();
    optimizer.weight_decay = read_number();
    optimizer.clipnorm = read_optional_number(doubles(1));
    optimizer.clipvalue = read_optional_number(doubles(1));
    optimizer.global_clipnorm = read_optional_number(doubles(1));
    return optimizer;
}

static void learning_rates(void)
{
    size_t count;
    const refnet_optimizer optimizer = read_optimizer();
    const int64_t *steps = read_counts(&count);
    for (size_t i = 0; i < count; i++) {
        write_number(refnet_step_rate(&optimizer, steps[i]));
    }
}

static refnet_loss read_loss(void)
{
    static const char *const names[] = {"mse",
                                        "sum_squared_error",
                                        "binary_crossentropy",
                                        "categorical_crossentropy",
                                        "sparse_categorical_crossentropy",
                                        "mean_absolute_error",
                                        "mean_absolute_percentage_error",
                                        "huber",
                                        "log_cosh",
                                        "hinge",
                                        "kl_divergence"};
    refnet_loss loss;
    loss.name = (refnet_loss_name)read_name(names, 11);
    loss.delta = read_number();
    loss.from_logits = read_count() != 0;
    loss.label_smoothing = read_number();
    loss.binary_targets = read_count() != 0;
    return loss;
}

/* the parameters of each layer, parameters [size], then what batches move beside them */
static void write_layers(const refnet_layer *layers, size_t depth, const double *parameters,
                         const double *moving)
{
    for (size_t i = 0; i < depth; i++) {
        const size_t size = refnet_network_parameters(&layers[i], 1, NULL);
        const size_t moved = refnet_network_moving(&layers[i], 1, NULL);
        write_row(parameters, 0, size);
        write_row(moving, 0, moved);
        parameters += size;
        moving += moved;
    }
}

/* -> the factors of a penalty, or NULL */
static const refnet_regularizer *read_regularizer(void)
{
    size_t n;
    const double *factors = read_numbers(&n);
    if (factors == NULL) {
        return NULL;
    }
    refnet_regularizer *regularizer = memory_for(1, sizeof *regularizer);
    regularizer->l1 = factors[0];
    regularizer->l2 = factors[1];
    return regularizer;
}

/* -> the regularizers of each layer, or NULL */
static const refnet_regularizers *read_regularizers(size_t depth)
{
    if (read_count() == 0) {
        return NULL;
    }
    refnet_regularizers *regularizers = memory_for(depth, sizeof *regularizers);
    for (size_t i = 0; i < depth; i++) {
        regularizers[i].kernel = read_regularizer();
        regularizers[i].recurrent = read_regularizer();
        regularizers[i].bias = read_regularizer();
        regularizers[i].embeddings = read_regularizer();
        regularizers[i].gamma = read_regularizer();
        regularizers[i].beta = read_regularizer();
        regularizers[i].activity = read_regularizer();
    }
    return regularizers;
}

static void train(void)
{
    size_t n, k, records;
    int64_t batch_size, seed;
    refnet_train_request request = {0};
    read_length(&request.depth);
    refnet_layer *layers = memory_for(request.depth, sizeof *layers);
    for (size_t i = 0; i < request.depth; i++) {
        layers[i] = read_layer();
    }
    request.layers = layers;
    request.loss = read_loss();
    request.optimizer = read_optimizer();
    request.inputs = read_rows(&request.m, &n);
    if (request.loss.name == REFNET_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY) {
        request.classes = read_counts(&request.m);
    } else {
        request.targets = read_rows(&request.m, &k);
    }
    int is_given = read_optional_count(&batch_size) != NULL;
    request.batch_size = is_given ? batch_size : (int64_t)request.m;
    request.epochs = read_count();
    request.shuffle_seed = read_optional_count(&seed);
    request.record = read_counts(&records);
    request.shuffle = read_count() != 0;
    request.example_weights = read_numbers(&k);
    request.class_weights = read_numbers(&k);
    const unsigned char *frozen = read_booleans(&k);
    request.frozen = k > 0 ? frozen : NULL; /* of each layer, or none at all */
    request.regularizers = read_regularizers(request.depth);
    records = request.record == NULL ? (size_t)request.epochs : records;
    request.records = records;

    k = layers[request.depth - 1].u;
    size_t size = refnet_network_parameters(layers, request.depth, NULL);
    const size_t moved = refnet_network_moving(layers, request.depth, NULL);
    const refnet_epoch_records trials = {doubles(records), memory_for(records, sizeof(int64_t)),
                                         doubles(records * size), doubles(records * moved)};
    double *outputs = doubles(request.m * k);
    void *workspace = memory_for(refnet_train_workspace(&request), 1);
    if (is_refused(refnet_train(&request, workspace, &trials, outputs))) {
        return;
    }
    for (size_t i = 0; i < records; i++) {
        write_iteration(request.record, i);
        write_number(trials.loss[i]);
        write_layers(layers, request.depth, trials.parameters + i * size,
                     trials.moving + i * moved);
    }
    write_row(outputs, 0, request.m * k);
}

static void hopfield(void)
{
    static const char *const updates[] = {"asynchronous", "synchronous"};
    refnet_hopfield_request request = {0};
    size_t n;
    int64_t seed;
    request.patterns = read_rows(&request.p, &request.n);
    request.start = read_numbers(&n);
    request.update = (refnet_update)read_name(updates, 2);
    request.order_seed = read_optional_count(&seed);
    request.sweeps = read_count();

    const size_t sweeps = (size_t)request.sweeps;
    const refnet_hopfield_results results = {doubles(n * n), doubles(sweeps * n), doubles(sweeps)};
    void *workspace = memory_for(refnet_hopfield_workspace(n), 1);
    if (is_refused(refnet_hopfield(&request, workspace, &results))) {
        return;
    }
    for (size_t i = 0; i < sweeps; i++) {
        write_row(results.state, i, n);
        write_number(results.energy[i]);
    }
    write_row(results.weights, 0, n * n);
}

static refnet_initializer read_initializer(void)
{
    static const char *const names[] = {
        "glorot_uniform",   "uniform",          "zeros",      "orthogonal", "random_uniform",
        "random_normal",    "truncated_normal", "constant",   "ones",       "identity",
        "variance_scaling", "glorot_normal",    "he_uniform", "he_normal",  "lecun_uniform",
        "lecun_normal"};
    static const char *const modes[] = {"fan_in", "fan_out", "fan_avg"};
    static const char *const distributions[] = {"truncated_normal", "untruncated_normal",
                                                "uniform"};
    refnet_initializer initializer = {.name = (refnet_initializer_name)read_name(names, 16)};
    initializer.minval = read_number();
    initializer.maxval = read_number();
    initializer.mean = read_number();
    initializer.stddev = read_number();
    initializer.value = read_number();
    initializer.gain = read_number();
    initializer.scale = read_number();
    initializer.mode = (refnet_fan)read_name(modes, 3);
    initializer.distribution = (refnet_scaled_distribution)read_name(distributions, 3);
    return initializer;
}

static void initial_kernels(void)
{
    const refnet_initializer initializer = read_initializer();
    size_t count, kernels_count, weights = 0;
    int64_t *sizes = read_counts(&count);
    int64_t seed = read_count();
    int64_t *cells = read_counts(&kernels_count);
    for (size_t i = 0; i + 1 < count; i++) {
        size_t window = cells == NULL ? 1 : (size_t)cells[i];
        weights += window * (size_t)sizes[i] * (size_t)sizes[i + 1];
    }
    double *kernels = doubles(weights);
    if (!is_refused(refnet_initial_kernels(&initializer, sizes, count, seed, cells, kernels))) {
        write_row(kernels, 0, weights);
    }
}

/* Use the instruction set that REFNET_ISA names, if it names one. */
static void choose_isa(void)
{
    static const char *const names[] = {"plain", "baseline", "avx2", "avx512", "zen4"};
    const char *chosen = getenv("REFNET_ISA");
    for (int i = 0; chosen != NULL && i < 5; i++) {
        if (strcmp(chosen, names[i]) == 0 && refnet_use_isa((refnet_isa)i)) {
            return;
        }
    }
    if (chosen != NULL) {
        fprintf(stderr, "this machine has no %s\n", chosen);
        exit(EXIT_FAILURE);
    }
}

int main(void)
{
    static const char *const names[] = {
        "elementary",      "random",        "button_press",   "rabbit", "hebb",
        "neuron",          "two_layer",     "learning_rates", "train",  "hopfield",
        "initial_kernels", "normalization", "accuracy",       "metrics"};
    static void (*const experiments[])(void) = {
        elementary,     generate, button_press, rabbit,          hebb,          neuron,   two_layer,
        learning_rates, train,    hopfield,     initial_kernels, normalization, accuracy, metrics};
    choose_isa();
    experiments[read_name(names, 14)]();
    putchar('\n');
    return EXIT_SUCCESS;
}
