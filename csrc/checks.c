/* What the experiments accept. Each check keeps the first fault that it or an earlier one finds.
 *
 * The text is in python/refnet/reference: the values, in the order of checks.py and, for layers and
 * the experiments with networks, network_checks.py. */

#include "internal.h"

#define LARGEST_SEED 4294967295
#define MOST_NUMBERS 16777216 /* that one request may ask for */

static inline void set_fault(refnet_status *status, refnet_code code, const char *field)
{
    if (status->code == REFNET_OK) {
        status->code = code;
        status->field = field;
    }
}

static inline void check_not_empty(refnet_status *status, const char *field, size_t n)
{
    if (n == 0) {
        set_fault(status, REFNET_EMPTY, field);
    }
}

/* name: the number that an enumeration gives it, below `count` */
static inline void check_name(refnet_status *status, const char *field, int name, int count)
{
    if (name < 0 || name >= count) {
        set_fault(status, REFNET_UNKNOWN_NAME, field);
    }
}

static inline void check_finite_number(refnet_status *status, const char *field, double value)
{
    if (!isfinite(value)) {
        set_fault(status, REFNET_NOT_FINITE, field);
    }
}

/* values [m][n] */
static inline void check_finite_rows(refnet_status *status, const char *field, const real *values,
                                     size_t m, size_t n)
{
    if (status->code != REFNET_OK || refnet_all_finite(values, m * n)) {
        return;
    }
    size_t place = 0;
    while (isfinite(values[place])) {
        place++;
    }
    set_fault(status, REFNET_NOT_FINITE, field);
    status->row = (int64_t)(place / n);
    status->column = (int64_t)(place % n);
}

/* values [n] */
static inline void check_finite(refnet_status *status, const char *field, const real *values,
                                size_t n)
{
    if (status->code == REFNET_OK) {
        check_finite_rows(status, field, values, n, 1);
        status->column = -1;
    }
}

/* values [n], each finite and at least 0 */
static inline void check_not_negative(refnet_status *status, const char *field, const real *values,
                                      size_t n)
{
    for (size_t i = 0; i < n && status->code == REFNET_OK; i++) {
        check_finite_number(status, field, values[i]);
        if (values[i] < 0) {
            set_fault(status, REFNET_OUT_OF_RANGE, field);
        }
        status->row = status->code == REFNET_OK ? -1 : (int64_t)i;
    }
}

static inline void check_range(refnet_status *status, const char *field, int64_t value, int64_t low,
                               int64_t high)
{
    if (value < low || value > high) {
        set_fault(status, REFNET_OUT_OF_RANGE, field);
    }
}

/* values [n] */
static inline void check_ranges(refnet_status *status, const char *field, const int64_t *values,
                                size_t n, int64_t low, int64_t high)
{
    for (size_t i = 0; i < n && status->code == REFNET_OK; i++) {
        check_range(status, field, values[i], low, high);
        status->row = status->code == REFNET_OK ? -1 : (int64_t)i;
    }
}

/* record [records], or NULL: ascending from 1 to high */
static inline void check_record(refnet_status *status, const int64_t *record, size_t records,
                                int64_t high)
{
    for (size_t i = 0; record != NULL && i < records && status->code == REFNET_OK; i++) {
        check_range(status, "record", record[i], 1, high);
        if (i > 0 && record[i] <= record[i - 1]) {
            set_fault(status, REFNET_OUT_OF_RANGE, "record");
        }
        status->row = status->code == REFNET_OK ? -1 : (int64_t)i;
    }
}

static inline void check_positive(refnet_status *status, const char *field, double value)
{
    check_finite_number(status, field, value);
    if (value <= 0.0) {
        set_fault(status, REFNET_OUT_OF_RANGE, field);
    }
}

/* at least 0 and less than 1 */
static inline void check_fraction(refnet_status *status, const char *field, double value)
{
    check_finite_number(status, field, value);
    if (value < 0.0 || value >= 1.0) {
        set_fault(status, REFNET_OUT_OF_RANGE, field);
    }
}

#ifndef REFNET_FLOAT32 /* what has no `real` in it */

refnet_status refnet_check_elementary(refnet_function function)
{
    refnet_status status = refnet_ok();
    check_name(&status, "function", (int)function, REFNET_SIGMOID + 1);
    return status;
}

refnet_status refnet_check_random(int64_t seed, int64_t count)
{
    refnet_status status = refnet_ok();
    check_range(&status, "seed", seed, 0, LARGEST_SEED);
    check_range(&status, "count", count, 0, MOST_NUMBERS);
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

refnet_status refnet_check_loss(refnet_loss loss, refnet_activation activation)
{
    refnet_status status = refnet_ok();
    check_name(&status, "loss", (int)loss, REFNET_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY + 1);
    const refnet_activation needed = loss == REFNET_LOSS_BINARY_CROSSENTROPY
                                         ? REFNET_ACTIVATION_SIGMOID
                                         : REFNET_ACTIVATION_SOFTMAX;
    if (refnet_from_logits(loss) && activation != needed) {
        set_fault(&status, REFNET_UNKNOWN_NAME, "loss");
    }
    return status;
}

refnet_status refnet_check_optimizer(const refnet_optimizer *optimizer)
{
    refnet_status status = refnet_ok();
    check_name(&status, "optimizer.name", (int)optimizer->name, REFNET_OPTIMIZER_ADAM + 1);
    check_finite_number(&status, "optimizer.learning_rate", optimizer->learning_rate);
    check_fraction(&status, "optimizer.rho", optimizer->rho);
    check_fraction(&status, "optimizer.momentum", optimizer->momentum);
    check_fraction(&status, "optimizer.beta_1", optimizer->beta_1);
    check_fraction(&status, "optimizer.beta_2", optimizer->beta_2);
    check_positive(&status, "optimizer.epsilon", optimizer->epsilon);
    return status;
}

refnet_status refnet_check_initial_kernels(refnet_initializer initializer, const int64_t *sizes,
                                           size_t count, int64_t seed)
{
    refnet_status status = refnet_ok();
    check_not_empty(&status, "sizes", count);
    check_name(&status, "initializer", (int)initializer, REFNET_INITIALIZER_ZEROS + 1);
    check_ranges(&status, "sizes", sizes, count, 1, MOST_NUMBERS);
    int64_t weights = 0;
    for (size_t i = 0; i + 1 < count && status.code == REFNET_OK; i++) {
        weights = weights + sizes[i] * sizes[i + 1];
        check_range(&status, "sizes", weights, 0, MOST_NUMBERS);
    }
    check_range(&status, "seed", seed, 0, LARGEST_SEED);
    return status;
}

#endif

static void check_dense_layer(refnet_status *status, const refnet_layer *layer)
{
    const size_t n = layer->n, u = layer->u;
    check_not_empty(status, "layers[].kernel", layer->kernel == NULL ? 0 : n);
    if (u == 0) {
        set_fault(status, REFNET_OUT_OF_RANGE, "layers[].units");
    }
    check_name(status, "layers[].activation", (int)layer->activation,
               REFNET_ACTIVATION_SOFTMAX + 1);
    check_finite_rows(status, "layers[].kernel", layer->kernel, n, u);
    if (layer->bias != NULL) {
        check_finite(status, "layers[].bias", layer->bias, u);
    }
}

/* of a kind that training does not change */
static void check_no_parameters(refnet_status *status, const refnet_layer *layer)
{
    if (layer->activation != REFNET_ACTIVATION_LINEAR) {
        set_fault(status, REFNET_UNKNOWN_NAME, "layers[].activation");
    }
    if (layer->kernel != NULL || layer->bias != NULL) {
        set_fault(status, REFNET_OUT_OF_RANGE,
                  layer->kernel != NULL ? "layers[].kernel" : "layers[].bias");
    }
}

static void check_flatten_layer(refnet_status *status, const refnet_layer *layer)
{
    check_not_empty(status, "layers[].input_shape", layer->input_shape == NULL ? 0 : layer->rank);
    if (status->code == REFNET_OK) {
        size_t n, u;
        refnet_flatten_shapes(layer, &n, &u);
        if (n == 0 || layer->n != n || layer->u != u) {
            set_fault(status, REFNET_OUT_OF_RANGE, "layers[].input_shape");
        }
    }
    check_no_parameters(status, layer);
}

static void check_normalization_layer(refnet_status *status, const refnet_layer *layer)
{
    const size_t n = layer->n;
    check_not_empty(status, "layers[].mean", layer->mean == NULL ? 0 : n);
    check_not_empty(status, "layers[].variance", layer->variance == NULL ? 0 : n);
    if (layer->u != n) {
        set_fault(status, REFNET_OUT_OF_RANGE, "layers[].mean");
    }
    check_no_parameters(status, layer);
    check_finite(status, "layers[].mean", layer->mean, n);
    check_not_negative(status, "layers[].variance", layer->variance, n);
}

refnet_status refnet_check_layers(const refnet_layer *layers, size_t depth)
{
    /* in the order of refnet_kind: the check, and the field that says how many inputs there are */
    static const struct {
        void (*check)(refnet_status *status, const refnet_layer *layer);
        const char *inputs;
    } kinds[] = {{check_dense_layer, "layers[].kernel"},
                 {check_flatten_layer, "layers[].input_shape"},
                 {check_normalization_layer, "layers[].mean"}};
    refnet_status status = refnet_ok();
    check_not_empty(&status, "layers", depth);
    for (size_t i = 0; i < depth && status.code == REFNET_OK; i++) {
        const refnet_layer *layer = &layers[i];
        status.layer = (int64_t)i;
        if (!refnet_is_kind(layer->kind)) {
            set_fault(&status, REFNET_UNKNOWN_NAME, "layers[].kind");
            break;
        }
        if (i > 0 && layer->n != layers[i - 1].u) {
            set_fault(&status, REFNET_OUT_OF_RANGE, kinds[layer->kind].inputs);
        }
        kinds[layer->kind].check(&status, layer);
    }
    status.layer = status.code == REFNET_OK ? -1 : status.layer;
    return status;
}

refnet_status refnet_check_train(const refnet_train_request *request)
{
    const size_t m = request->m, depth = request->depth;
    refnet_status status = refnet_ok();
    check_not_empty(&status, "layers", depth);
    check_not_empty(&status, "inputs", m);
    RETURN_IF_FAULT(status);
    const refnet_layer *layers = request->layers;
    const size_t n = layers[0].n, k = layers[depth - 1].u;
    RETURN_IF_FAULT(refnet_check_layers(layers, depth));
    RETURN_IF_FAULT(refnet_check_loss(request->loss, layers[depth - 1].activation));
    RETURN_IF_FAULT(refnet_check_optimizer(&request->optimizer));
    check_finite_rows(&status, "inputs", request->inputs, m, n);
    if (request->loss == REFNET_LOSS_SPARSE_CATEGORICAL_CROSSENTROPY) {
        check_ranges(&status, "targets", request->classes, m, 0, (int64_t)k - 1);
    } else {
        check_finite_rows(&status, "targets", request->targets, m, k);
    }
    check_range(&status, "batch_size", request->batch_size, 1, INT64_MAX);
    check_range(&status, "epochs", request->epochs, 0, INT64_MAX);
    if (request->shuffle_seed != NULL) {
        check_range(&status, "shuffle_seed", *request->shuffle_seed, 0, LARGEST_SEED);
    }
    check_record(&status, request->record, request->records, request->epochs);
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
