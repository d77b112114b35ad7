/* The C core as a program, for processors without Python: reads one request, writes its results.
 *
 * A request is the experiment's name and its fields in SPEC.md's order, as words. A count is
 * decimal, a number the 16 hex digits of its bits; true is 1, false 0, null "none". A list has its
 * length first, a list of rows their number and, unless that is 0, their length. A layer is its
 * fields, an optimizer its name and the settings of all optimizers. The results are on one line,
 * all as numbers, in the order of the answer; or it says "refused" and the field.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "refnet.h"

/* reading */

static const char *next_word(void)
{
    static char word[32];
    if (scanf("%31s", word) != 1) {
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
static void *room_for(size_t n, size_t size)
{
    void *room = calloc(n + 1, size); /* never of no size, which may be NULL */
    if (room == NULL) {
        fputs("out of memory\n", stderr);
        exit(EXIT_FAILURE);
    }
    return room;
}

static double *doubles(size_t n)
{
    return room_for(n, sizeof(double));
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
    int64_t *counts = room_for(*n, sizeof *counts);
    for (size_t i = 0; i < *n; i++) {
        counts[i] = read_count();
    }
    return counts;
}

/* -> [n] */
static unsigned char *read_booleans(size_t *n)
{
    read_length(n);
    unsigned char *flags = room_for(*n, sizeof *flags);
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
    static const char *const functions[] = {"exp", "log", "tanh", "sigmoid"};
    refnet_function function = (refnet_function)read_name(functions, 4);
    size_t n;
    double *values = read_numbers(&n);
    if (!is_refused(refnet_elementary(function, values, n, values))) {
        write_row(values, 0, n);
    }
}

static void generate(void)
{
    int64_t seed = read_count();
    int64_t count = read_count();
    double *values = doubles((size_t)count);
    if (!is_refused(refnet_random(seed, count, values))) {
        write_row(values, 0, (size_t)count);
    }
}

static void button_press(void)
{
    static const char *const rules[] = {"add", "widrow_hoff"};
    size_t n;
    double *inputs = read_numbers(&n);
    double *weights = read_numbers(&n);
    double desired = read_number();
    double learning_rate = read_number();
    int64_t trials = read_count();
    refnet_rule rule = (refnet_rule)read_name(rules, 2);

    size_t rows = (size_t)trials;
    double *outputs = doubles(rows), *errors = doubles(rows), *weights_after = doubles(rows * n);
    if (is_refused(refnet_button_press(inputs, weights, desired, learning_rate, trials, rule, n,
                                       outputs, errors, weights_after))) {
        return;
    }
    for (size_t i = 0; i < rows; i++) {
        write_number(outputs[i]);
        write_number(errors[i]);
        write_row(weights_after, i, n);
    }
}

static void rabbit(void)
{
    size_t n, trials, width;
    double *weights = read_numbers(&n);
    unsigned char *learned = read_booleans(&n);
    double threshold = read_number();
    double learning_rate = read_number();
    double *stimuli = read_rows(&trials, &width);

    double *sums = doubles(trials), *weights_after = doubles(trials * n);
    unsigned char *blink = room_for(trials, sizeof *blink);
    if (is_refused(refnet_rabbit(weights, learned, threshold, learning_rate, stimuli,
                                 (int64_t)trials, n, sums, blink, weights_after))) {
        return;
    }
    for (size_t i = 0; i < trials; i++) {
        write_number(sums[i]);
        write_number(blink[i]);
        write_row(weights_after, i, n);
    }
}

/* the iteration, or epoch, of each record, record being NULL for all */
static void write_iteration(const int64_t *record, size_t i)
{
    write_number(record == NULL ? (double)(i + 1) : (double)record[i]);
}

static void neuron(void)
{
    size_t m, n, records;
    double bias_value;
    double *inputs = read_rows(&m, &n);
    double *targets = read_numbers(&m);
    double *weights = read_numbers(&n);
    double *bias = read_optional_number(&bias_value);
    double slope = read_number();
    double learning_rate = read_number();
    int64_t iterations = read_count();
    int64_t *record = read_counts(&records);
    records = record == NULL ? (size_t)iterations : records;

    double *outputs = doubles(records * m), *errors = doubles(records * m);
    double *weights_at = doubles(records * n), *bias_at = doubles(records);
    if (is_refused(refnet_neuron(inputs, targets, weights, bias, slope, learning_rate, iterations,
                                 record, records, m, n, doubles(2 * n + 3 * m), outputs, errors,
                                 weights_at, bias_at))) {
        return;
    }
    for (size_t i = 0; i < records; i++) {
        write_iteration(record, i);
        write_row(outputs, i, m);
        write_row(errors, i, m);
        write_row(weights_at, i, n);
        write_row(bias_at, i, bias != NULL);
    }
}

static void two_layer(void)
{
    size_t m, n, h, k, records;
    double *inputs = read_rows(&m, &n);
    double *targets = read_rows(&m, &k);
    double *weights1 = read_rows(&n, &h);
    double *weights2 = read_rows(&h, &k);
    size_t h1, k2; /* h and k, or 0 where there is no bias */
    double *bias1 = read_numbers(&h1);
    double *bias2 = read_numbers(&k2);
    double learning_rate = read_number();
    int64_t iterations = read_count();
    int64_t *record = read_counts(&records);
    records = record == NULL ? (size_t)iterations : records;

    double *loss = doubles(records), *outputs = doubles(records * m * k);
    double *weights1_at = doubles(records * n * h), *weights2_at = doubles(records * h * k);
    double *bias1_at = doubles(records * h), *bias2_at = doubles(records * k);
    double *work = doubles(2 * (n * h + h * k + m * h + m * k) + h + k);
    if (is_refused(refnet_two_layer(inputs, targets, weights1, weights2, bias1, bias2,
                                    learning_rate, iterations, record, records, m, n, h, k, work,
                                    loss, outputs, weights1_at, weights2_at, bias1_at, bias2_at))) {
        return;
    }
    for (size_t i = 0; i < records; i++) {
        write_iteration(record, i);
        write_number(loss[i]);
        write_row(outputs, i, m * k);
        write_row(weights1_at, i, n * h);
        write_row(weights2_at, i, h * k);
        write_row(bias1_at, i, h1);
        write_row(bias2_at, i, k2);
    }
}

/* its kernel and its bias have buffers of their own */
static refnet_dense_layer read_layer(void)
{
    static const char *const activations[] = {"linear", "sigmoid", "tanh", "relu", "softmax"};
    refnet_dense_layer layer;
    size_t units = (size_t)read_count(); /* as long as the kernel's rows and the bias */
    layer.activation = (refnet_activation)read_name(activations, 5);
    layer.kernel = read_rows(&layer.n, &layer.u);
    layer.bias = read_numbers(&units);
    return layer;
}

/* copies values [n] to *end, which goes on behind them; returns where they are now */
static double *append(const double *values, size_t n, double **end)
{
    double *place = memcpy(*end, values, n * sizeof *values);
    *end += n;
    return place;
}

/* -> weights [size], to which the kernels and biases of layers [depth] are moved */
static double *join_weights(refnet_dense_layer *layers, size_t depth, size_t size)
{
    double *weights = doubles(size), *end = weights;
    for (size_t l = 0; l < depth; l++) {
        layers[l].kernel = append(layers[l].kernel, layers[l].n * layers[l].u, &end);
        if (layers[l].bias != NULL) {
            layers[l].bias = append(layers[l].bias, layers[l].u, &end);
        }
    }
    return weights;
}

static refnet_network read_network(void)
{
    refnet_network network = {0};
    read_length(&network.depth);
    refnet_dense_layer *layers = room_for(network.depth, sizeof *layers);
    for (size_t l = 0; l < network.depth; l++) {
        layers[l] = read_layer();
        network.size += (layers[l].n + (layers[l].bias != NULL)) * layers[l].u;
    }
    network.layers = layers;
    network.weights = join_weights(layers, network.depth, network.size);
    return network;
}

static refnet_optimizer read_optimizer(void)
{
    static const char *const rules[] = {"sgd", "rmsprop", "adam"};
    refnet_optimizer optimizer;
    optimizer.rule = (refnet_step_rule)read_name(rules, 3);
    optimizer.learning_rate = read_number();
    optimizer.momentum = read_number();
    optimizer.nesterov = read_count() != 0;
    optimizer.rho = read_number();
    optimizer.beta_1 = read_number();
    optimizer.beta_2 = read_number();
    optimizer.epsilon = read_number();
    return optimizer;
}

/* returns whether it is the sparse loss, whose targets are class numbers */
static int read_loss(refnet_loss *loss)
{
    static const char *const losses[] = {"mse", "sum_squared_error", "binary_crossentropy",
                                         "categorical_crossentropy",
                                         "sparse_categorical_crossentropy"};
    int number = read_name(losses, 5);
    int is_sparse = number > REFNET_LOSS_CATEGORICAL_CROSSENTROPY;
    *loss = is_sparse ? REFNET_LOSS_CATEGORICAL_CROSSENTROPY : (refnet_loss)number;
    return is_sparse;
}

/* classes [m] -> [m][k] */
static double *read_classes(size_t *m, size_t k)
{
    int64_t *classes = read_counts(m);
    double *rows = doubles(*m * k);
    refnet_one_hot(classes, *m, k, rows);
    return rows;
}

static refnet_scratch scratch_for(const refnet_network *network, size_t batch_size, size_t m)
{
    const refnet_dense_layer *layers = network->layers;
    size_t units = 0;
    for (size_t l = 0; l < network->depth; l++) {
        units += layers[l].u;
    }
    size_t b = batch_size < m ? batch_size : m;
    size_t row = 1 + layers[0].n + 2 * layers[network->depth - 1].u + 2 * units;
    refnet_scratch scratch;
    scratch.answers = room_for(network->depth, sizeof *scratch.answers);
    scratch.order = room_for(m, sizeof *scratch.order);
    scratch.work = doubles(b * row);
    return scratch;
}

static refnet_optimizer_state initial_state(size_t size)
{
    return (refnet_optimizer_state){doubles(size), doubles(size), 1.0, 1.0};
}

/* inputs [m][n] -> [m][k], what the last layer answers */
static double *network_outputs(const refnet_network *network, const double *inputs, size_t m)
{
    refnet_answers *answers = room_for(network->depth, sizeof *answers);
    for (size_t l = 0; l < network->depth; l++) {
        answers[l].sums = answers[l].outputs = doubles(m * network->layers[l].u);
    }
    refnet_network_forward(inputs, network, m, answers);
    return answers[network->depth - 1].outputs;
}

static void dense(void)
{
    size_t m, n, records;
    int64_t size_value, seed_value;
    refnet_training training;
    refnet_network network = read_network();
    size_t size = network.size, k = network.layers[network.depth - 1].u;
    int is_sparse = read_loss(&training.loss);
    training.optimizer = read_optimizer();
    double *inputs = read_rows(&m, &n);
    double *targets = is_sparse ? read_classes(&m, k) : read_rows(&m, &k);
    int64_t *batch_size = read_optional_count(&size_value);
    training.batch_size = batch_size == NULL ? m : (size_t)*batch_size;
    int64_t epochs = read_count();
    int64_t *seed = read_optional_count(&seed_value);
    int64_t *record = read_counts(&records);
    records = record == NULL ? (size_t)epochs : records;

    double *loss_at = doubles(records), *weights_at = doubles(records * size);
    int64_t *correct_at = room_for(records, sizeof *correct_at);
    refnet_optimizer_state state = initial_state(size);
    refnet_scratch scratch = scratch_for(&network, training.batch_size, m);
    if (is_refused(refnet_dense(&network, &state, &training, inputs, targets, m, epochs, seed,
                                record, records, &scratch, loss_at, correct_at, weights_at))) {
        return;
    }
    for (size_t i = 0; i < records; i++) {
        write_iteration(record, i);
        write_number(loss_at[i]);
        write_row(weights_at, i, size);
    }
    write_row(network_outputs(&network, inputs, m), 0, m * k);
}

static void initial_kernels(void)
{
    static const char *const initializers[] = {"glorot_uniform", "uniform", "zeros"};
    refnet_initializer initializer = (refnet_initializer)read_name(initializers, 3);
    size_t count, weights = 0;
    int64_t *sizes = read_counts(&count);
    int64_t seed = read_count();
    for (size_t i = 0; i + 1 < count; i++) {
        weights += (size_t)sizes[i] * (size_t)sizes[i + 1];
    }
    double *kernels = doubles(weights);
    if (!is_refused(refnet_initial_kernels(initializer, sizes, count, seed, kernels))) {
        write_row(kernels, 0, weights);
    }
}

int main(void)
{
    static const char *const names[] = {"elementary", "random",         "button_press",
                                        "rabbit",     "neuron",         "two_layer",
                                        "dense",      "initial_kernels"};
    static void (*const experiments[])(void) = {
        elementary, generate, button_press, rabbit, neuron, two_layer, dense, initial_kernels};
    experiments[read_name(names, 8)]();
    putchar('\n');
    return EXIT_SUCCESS;
}
