/* What a layer of each kind must be.
 *
 * The text is in python/refnet/reference: the values, in the order of layer_checks.py,
 * image_checks.py and sequence_checks.py. Their shapes are checked as far as the functions of the
 * chapters rely on them.
 */

#include "faults.h"
#include "through_time.h"

/* of an activation of each number by itself, the last of which is `last` */
static void check_unit_activation(refnet_status *status, const char *field,
                                  refnet_activation activation, refnet_activation last)
{
    check_name(status, field, (int)activation, (int)last + 1);
    if (activation == REFNET_ACTIVATION_SOFTMAX) {
        set_fault(status, REFNET_UNKNOWN_NAME, field);
    }
}

static void check_dense_layer(refnet_status *status, const refnet_layer *layer)
{
    const size_t n = layer->n, u = layer->u;
    check_not_empty(status, "layers[].kernel", layer->kernel == NULL ? 0 : n);
    if (u == 0) {
        set_fault(status, REFNET_OUT_OF_RANGE, "layers[].units");
    }
    check_name(status, "layers[].activation", (int)layer->activation, REFNET_ACTIVATION_LAST + 1);
    check_finite_rows(status, "layers[].kernel", layer->kernel, n, u);
    if (layer->bias != NULL) {
        check_finite(status, "layers[].bias", layer->bias, u);
    }
}

/* of a kind that training does not change */
static void check_no_weights(refnet_status *status, const refnet_layer *layer)
{
    if (layer->kernel != NULL || layer->bias != NULL) {
        set_fault(status, REFNET_OUT_OF_RANGE,
                  layer->kernel != NULL ? "layers[].kernel" : "layers[].bias");
    }
}

/* of such a kind that is linear, too */
static void check_no_parameters(refnet_status *status, const refnet_layer *layer)
{
    if (layer->activation != REFNET_ACTIVATION_LINEAR) {
        set_fault(status, REFNET_UNKNOWN_NAME, "layers[].activation");
    }
    check_no_weights(status, layer);
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

static void check_dropout_layer(refnet_status *status, const refnet_layer *layer)
{
    const size_t n = layer->n;
    if (n == 0 || layer->u != n) {
        set_fault(status, REFNET_OUT_OF_RANGE, "layers[].input_shape");
    }
    check_no_parameters(status, layer);
    check_fraction(status, "layers[].rate", layer->rate);
}

/* n numbers before and after the layer, and no weights */
static void check_same_shapes(refnet_status *status, const refnet_layer *layer)
{
    if (layer->n == 0 || layer->u != layer->n) {
        set_fault(status, REFNET_OUT_OF_RANGE, "layers[].input_shape");
    }
    check_no_weights(status, layer);
}

static void check_activation_layer(refnet_status *status, const refnet_layer *layer)
{
    check_same_shapes(status, layer);
    check_name(status, "layers[].activation", (int)layer->activation, REFNET_ACTIVATION_LAST + 1);
}

static void check_leaky_relu_layer(refnet_status *status, const refnet_layer *layer)
{
    check_same_shapes(status, layer);
    check_no_parameters(status, layer);
    check_finite_number(status, "layers[].negative_slope", layer->negative_slope);
    if (layer->negative_slope < 0) {
        set_fault(status, REFNET_OUT_OF_RANGE, "layers[].negative_slope");
    }
}

static void check_softmax_layer(refnet_status *status, const refnet_layer *layer)
{
    const size_t features = layer->features;
    check_same_shapes(status, layer);
    if (features == 0 || layer->n % features != 0) {
        set_fault(status, REFNET_OUT_OF_RANGE, "layers[].input_shape");
    }
    if (layer->activation != REFNET_ACTIVATION_SOFTMAX) {
        check_no_parameters(status, layer);
    }
}

/* Return the product of sizes [count], or 0 if one is 0 or no memory can have so many numbers. */
static size_t product_of(const size_t *sizes, size_t count)
{
    size_t product = 1;
    for (size_t i = 0; i < count; i++) {
        if (sizes[i] == 0 || product > SIZE_MAX / sizeof(real) / sizes[i]) {
            return 0;
        }
        product = product * sizes[i];
    }
    return product;
}

/* n has the channels for each cell of the image, and u so many numbers for each window */
static void check_image(refnet_status *status, const refnet_layer *layer, size_t numbers)
{
    const refnet_windows *windows = &layer->windows;
    const size_t before[] = {windows->image[0], windows->image[1], layer->channels};
    const size_t after[] = {windows->count[0], windows->count[1], numbers};
    const size_t n = product_of(before, 3), u = product_of(after, 3);
    if (n == 0 || layer->n != n || u == 0 || layer->u != u) {
        set_fault(status, REFNET_OUT_OF_RANGE, "layers[].input_shape");
    }
}

static int are_windows_along(const refnet_windows *windows, size_t i, refnet_padding padding)
{
    const refnet_axis axis =
        refnet_windows_along(windows->image[i], windows->window[i], windows->strides[i], padding);
    return windows->count[i] == axis.windows && windows->before[i] == axis.before;
}

/* The windows along each axis are those of a padding: the kernels do not expect others. */
static void check_windows(refnet_status *status, const refnet_windows *windows)
{
    for (size_t i = 0; i < 2 && status->code == REFNET_OK; i++) {
        const size_t image = windows->image[i], window = windows->window[i];
        if (windows->strides[i] == 0 || window == 0 || window > SIZE_MAX / 4 ||
            image > SIZE_MAX / 4 ||
            !((window <= image && are_windows_along(windows, i, REFNET_PADDING_VALID)) ||
              are_windows_along(windows, i, REFNET_PADDING_SAME))) {
            set_fault(status, REFNET_OUT_OF_RANGE, "layers[].input_shape");
        }
    }
}

/* kernel [q][filters]: a weight without a connection is 0 */
static void check_connections(refnet_status *status, const refnet_layer *layer, size_t q)
{
    const size_t c = layer->channels, f = layer->filters;
    for (size_t i = 0; i < q * f && status->code == REFNET_OK; i++) {
        if (!layer->connections[i % (c * f)] && layer->kernel[i] != 0) {
            set_fault(status, REFNET_OUT_OF_RANGE, "layers[].kernel");
            status->row = (int64_t)(i / f);
            status->column = (int64_t)(i % f);
        }
    }
}

static void check_conv2d_layer(refnet_status *status, const refnet_layer *layer)
{
    const size_t f = layer->filters, *window = layer->windows.window;
    const size_t sizes[] = {window[0], window[1], layer->channels, f};
    check_image(status, layer, f);
    check_windows(status, &layer->windows);
    check_not_empty(status, "layers[].kernel", layer->kernel == NULL ? 0 : product_of(sizes, 4));
    check_unit_activation(status, "layers[].activation", layer->activation, REFNET_ACTIVATION_LAST);
    check_finite_rows(status, "layers[].kernel", layer->kernel, product_of(sizes, 3), f);
    if (layer->bias != NULL) {
        check_finite(status, "layers[].bias", layer->bias, f);
    }
    if (layer->connections != NULL) {
        check_connections(status, layer, product_of(sizes, 3));
    }
}

static void check_pooling_layer(refnet_status *status, const refnet_layer *layer)
{
    check_image(status, layer, layer->channels);
    check_windows(status, &layer->windows);
    check_no_parameters(status, layer);
}

static void check_global_layer(refnet_status *status, const refnet_layer *layer)
{
    const refnet_windows *windows = &layer->windows;
    check_pooling_layer(status, layer);
    for (size_t i = 0; i < 2; i++) {
        if (windows->window[i] != windows->image[i] || windows->count[i] != 1 ||
            windows->before[i] != 0) {
            set_fault(status, REFNET_OUT_OF_RANGE, "layers[].input_shape");
        }
    }
}

static void check_zero_padding2d_layer(refnet_status *status, const refnet_layer *layer)
{
    const refnet_windows *windows = &layer->windows;
    check_image(status, layer, layer->channels);
    for (size_t i = 0; i < 2; i++) {
        const size_t image = windows->image[i], count = windows->count[i];
        if (image > count || windows->before[i] > count - image) {
            set_fault(status, REFNET_OUT_OF_RANGE, "layers[].input_shape");
        }
    }
    check_no_parameters(status, layer);
}

static void check_part_layer(refnet_status *status, const refnet_layer *layer)
{
    if (layer->u == 0 || layer->u > layer->n || layer->first > layer->n - layer->u) {
        set_fault(status, REFNET_OUT_OF_RANGE, "layers[].target_shape");
    }
    check_no_parameters(status, layer);
}

/* n has the features for each step, and u so many units for each step that is returned */
static void check_steps(refnet_status *status, const refnet_layer *layer, size_t features,
                        size_t steps_after, size_t units)
{
    const size_t before[] = {layer->steps, features}, after[] = {steps_after, units};
    const size_t n = product_of(before, 2), u = product_of(after, 2);
    if (n == 0 || layer->n != n || u == 0 || layer->u != u) {
        set_fault(status, REFNET_OUT_OF_RANGE, "layers[].input_shape");
    }
}

static void check_batch_normalization_layer(refnet_status *status, const refnet_layer *layer)
{
    const size_t c = layer->features;
    check_steps(status, layer, c, layer->steps, c);
    check_not_empty(status, "layers[].moving_mean", layer->moving == NULL ? 0 : c);
    if (layer->activation != REFNET_ACTIVATION_LINEAR) {
        set_fault(status, REFNET_UNKNOWN_NAME, "layers[].activation");
    }
    if (layer->kernel != NULL) {
        check_finite(status, "layers[].gamma", layer->kernel, c);
    }
    if (layer->bias != NULL) {
        check_finite(status, "layers[].beta", layer->bias, c);
    }
    check_finite(status, "layers[].moving_mean", layer->moving, c);
    if (status->code == REFNET_OK) {
        check_not_negative(status, "layers[].moving_variance", layer->moving + c, c);
    }
    check_share(status, "layers[].momentum", layer->momentum);
    check_positive(status, "layers[].epsilon", layer->epsilon);
}

/* kernel [rows][columns] */
static void check_kernel(refnet_status *status, const char *field, const real *kernel, size_t rows,
                         size_t columns)
{
    const size_t sizes[] = {rows, columns};
    check_not_empty(status, field, kernel == NULL ? 0 : product_of(sizes, 2));
    check_finite_rows(status, field, kernel, rows, columns);
}

static void check_masking_layer(refnet_status *status, const refnet_layer *layer)
{
    check_steps(status, layer, layer->features, layer->steps, layer->features);
    check_no_parameters(status, layer);
    check_finite_number(status, "layers[].mask_value", layer->mask_value);
}

static void check_repeat_vector_layer(refnet_status *status, const refnet_layer *layer)
{
    const size_t sizes[] = {layer->steps, layer->features}, u = product_of(sizes, 2);
    if (u == 0 || layer->u != u || layer->n != layer->features) {
        set_fault(status, REFNET_OUT_OF_RANGE, "layers[].input_shape");
    }
    check_no_parameters(status, layer);
}

static void check_time_distributed_layer(refnet_status *status, const refnet_layer *layer)
{
    check_steps(status, layer, layer->features, layer->steps, layer->units);
    check_unit_activation(status, "layers[].activation", layer->activation, REFNET_ACTIVATION_LAST);
    check_kernel(status, "layers[].kernel", layer->kernel, layer->features, layer->units);
    if (layer->bias != NULL) {
        check_finite(status, "layers[].bias", layer->bias, layer->units);
    }
}

static void check_embedding_layer(refnet_status *status, const refnet_layer *layer)
{
    check_steps(status, layer, 1, layer->steps, layer->units);
    if (layer->activation != REFNET_ACTIVATION_LINEAR) {
        set_fault(status, REFNET_UNKNOWN_NAME, "layers[].activation");
    }
    check_kernel(status, "layers[].embeddings", layer->kernel, layer->rows, layer->units);
}

/* kernel [features][columns], recurrent kernel [units][columns], bias [biases][columns] */
static void check_weights(refnet_status *status, const refnet_layer *layer, size_t biases,
                          const char *const *fields)
{
    const size_t u = layer->units, sizes[] = {layer->gates, u}, columns = product_of(sizes, 2);
    check_kernel(status, fields[0], layer->kernel, layer->features, columns);
    check_kernel(status, fields[1], layer->recurrent_kernel, u, columns);
    if (layer->bias != NULL && biases == 1) {
        check_finite(status, fields[2], layer->bias, columns);
    } else if (layer->bias != NULL) {
        check_finite_rows(status, fields[2], layer->bias, biases, columns);
    }
}

/* directions: 1 or 2, each with so many gates and biases */
static void check_recurrent_layer(refnet_status *status, const refnet_layer *layer, size_t gates,
                                  size_t biases, size_t directions)
{
    static const char *const fields[] = {"layers[].kernel", "layers[].recurrent_kernel",
                                         "layers[].bias"};
    static const char *const backward[] = {
        "layers[].backward_kernel", "layers[].backward_recurrent_kernel", "layers[].backward_bias"};
    const size_t steps = layer->return_sequences ? layer->steps : 1;
    const size_t outputs = layer->units > SIZE_MAX / 2 ? 0
                           : directions == 2 ? refnet_merged_units(layer->units, layer->merge_mode)
                                             : layer->units;
    if (directions == 2) {
        check_name(status, "layers[].merge_mode", (int)layer->merge_mode,
                   REFNET_MERGE_MODE_AVE + 1);
    }
    if (layer->reset_before && gates != 3) {
        set_fault(status, REFNET_OUT_OF_RANGE, "layers[].reset_after");
    }
    refnet_layer alone = *layer; /* without the state behind its outputs */
    alone.u = layer->u - refnet_returned_state(layer);
    if (layer->return_state && (directions == 2 || layer->u < refnet_returned_state(layer))) {
        set_fault(status, REFNET_OUT_OF_RANGE, "layers[].units");
    }
    check_steps(status, &alone, layer->features, steps, outputs);
    if (layer->gates != gates || layer->activation != REFNET_ACTIVATION_LINEAR) {
        set_fault(status, REFNET_OUT_OF_RANGE, "layers[].units");
    }
    check_unit_activation(status, "layers[].activation", layer->step_activation,
                          REFNET_ACTIVATION_LAST_FROM_OUTPUTS);
    check_unit_activation(status, "layers[].recurrent_activation", layer->recurrent_activation,
                          REFNET_ACTIVATION_LAST_FROM_OUTPUTS);
    check_fraction(status, "layers[].dropout", layer->rate);
    check_fraction(status, "layers[].recurrent_dropout", layer->recurrent_rate);
    check_weights(status, layer, biases, fields);
    if (directions == 2 && status->code == REFNET_OK) {
        const refnet_layer second = refnet_backward_layer(layer);
        check_weights(status, &second, biases, backward);
    }
}

static void check_simple_rnn_layer(refnet_status *status, const refnet_layer *layer)
{
    check_recurrent_layer(status, layer, 1, 1, 1);
}

static void check_lstm_layer(refnet_status *status, const refnet_layer *layer)
{
    check_recurrent_layer(status, layer, 4, 1, 1);
}

static void check_gru_layer(refnet_status *status, const refnet_layer *layer)
{
    check_recurrent_layer(status, layer, 3, layer->reset_before ? 1 : 2, 1);
}

static void check_bidirectional_simple_rnn_layer(refnet_status *status, const refnet_layer *layer)
{
    check_recurrent_layer(status, layer, 1, 1, 2);
}

static void check_bidirectional_lstm_layer(refnet_status *status, const refnet_layer *layer)
{
    check_recurrent_layer(status, layer, 4, 1, 2);
}

static void check_bidirectional_gru_layer(refnet_status *status, const refnet_layer *layer)
{
    check_recurrent_layer(status, layer, 3, layer->reset_before ? 1 : 2, 2);
}

/* n has the same numbers as u for each of two sources or more */
static void check_add_layer(refnet_status *status, const refnet_layer *layer)
{
    const size_t n = layer->n, u = layer->u;
    if (u == 0 || n / 2 < u || n % u != 0) {
        set_fault(status, REFNET_OUT_OF_RANGE, "layers[].sources");
    }
    check_no_parameters(status, layer);
}

/* n and u have so many cells with the features of all sources */
static void check_concatenate_layer(refnet_status *status, const refnet_layer *layer)
{
    size_t features = 0;
    check_not_empty(status, "layers[].sources", layer->input_shape == NULL ? 0 : layer->rank);
    for (size_t source = 0; status->code == REFNET_OK && source < layer->rank; source++) {
        const size_t own = layer->input_shape[source];
        if (own == 0 || own > layer->n - features) {
            set_fault(status, REFNET_OUT_OF_RANGE, "layers[].sources");
        }
        features = features + own;
    }
    if (status->code == REFNET_OK && (layer->n % features != 0 || layer->u != layer->n)) {
        set_fault(status, REFNET_OUT_OF_RANGE, "layers[].sources");
    }
    check_no_parameters(status, layer);
}

static int merges(const refnet_layer *layer)
{
    return layer->kind == REFNET_KIND_ADD || layer->kind == REFNET_KIND_CONCATENATE;
}

/* Return whether a source of so many numbers fits into this place of a layer. */
static int fits_into(const refnet_layer *layer, size_t place, size_t numbers)
{
    if (layer->kind == REFNET_KIND_ADD) {
        return numbers == layer->u;
    }
    if (layer->kind != REFNET_KIND_CONCATENATE) {
        return numbers == layer->n;
    }
    size_t features = 0;
    for (size_t source = 0; source < layer->rank; source++) {
        features = features + layer->input_shape[source];
    }
    return numbers == layer->n / features * layer->input_shape[place];
}

/* Return how many sources a layer has that has been checked by itself. */
static size_t expected_sources(const refnet_layer *layer)
{
    if (!merges(layer)) {
        return 1;
    }
    return layer->kind == REFNET_KIND_ADD ? layer->n / layer->u : layer->rank;
}

/* of layer i, which has been checked by itself; field: that says how many inputs it has */
static void check_sources(refnet_status *status, const refnet_layer *layers, size_t i,
                          const refnet_sources *sources, const char *field)
{
    const refnet_layer *layer = &layers[i];
    const refnet_network network = {layers, i + 1, NULL, 0, NULL, sources, NULL};
    int64_t before;
    const refnet_sources own = refnet_layer_sources(i, sources, &before);
    if (status->code == REFNET_OK && own.count != expected_sources(layer)) {
        set_fault(status, REFNET_OUT_OF_RANGE, "layers[].sources");
    }
    for (size_t place = 0; place < own.count && status->code == REFNET_OK; place++) {
        const int64_t j = own.numbers[place];
        check_range(status, "layers[].sources", j, -1, (int64_t)i - 1);
        if (status->code != REFNET_OK) {
            return;
        }
        const size_t numbers = j < 0 ? refnet_network_inputs(&network) : layers[j].u;
        if (!fits_into(layer, place, numbers)) {
            set_fault(status, REFNET_OUT_OF_RANGE, field);
        }
        if (j >= 0 && layer->kind == REFNET_KIND_EMBEDDING) {
            set_fault(status, REFNET_OUT_OF_RANGE, "layers[].input_dim");
        }
    }
}

/* Return whether a later layer has layer i as a source. */
static int is_used(size_t i, size_t depth, const refnet_sources *sources)
{
    int64_t before;
    for (size_t later = i + 1; later < depth; later++) {
        const refnet_sources own = refnet_layer_sources(later, sources, &before);
        for (size_t place = 0; place < own.count; place++) {
            if (own.numbers[place] == (int64_t)i) {
                return 1;
            }
        }
    }
    return 0;
}

refnet_status refnet_check_graph(const refnet_layer *layers, size_t depth,
                                 const refnet_sources *sources)
{
    /* in the order of refnet_kind: the check, and the field that says how many inputs there are */
    static const struct {
        void (*check)(refnet_status *status, const refnet_layer *layer);
        const char *inputs;
    } kinds[] = {{check_dense_layer, "layers[].kernel"},
                 {check_flatten_layer, "layers[].input_shape"},
                 {check_flatten_layer, "layers[].input_shape"}, /* reshape */
                 {check_normalization_layer, "layers[].mean"},
                 {check_batch_normalization_layer, "layers[].input_shape"},
                 {check_dropout_layer, "layers[].input_shape"},
                 {check_activation_layer, "layers[].input_shape"},
                 {check_leaky_relu_layer, "layers[].input_shape"},
                 {check_softmax_layer, "layers[].input_shape"},
                 {check_conv2d_layer, "layers[].input_shape"},
                 {check_pooling_layer, "layers[].input_shape"}, /* max_pooling2d */
                 {check_pooling_layer, "layers[].input_shape"}, /* average_pooling2d */
                 {check_global_layer, "layers[].input_shape"},
                 {check_zero_padding2d_layer, "layers[].input_shape"},
                 {check_masking_layer, "layers[].input_shape"},
                 {check_repeat_vector_layer, "layers[].input_shape"},
                 {check_time_distributed_layer, "layers[].input_shape"},
                 {check_embedding_layer, "layers[].input_shape"},
                 {check_simple_rnn_layer, "layers[].input_shape"},
                 {check_lstm_layer, "layers[].input_shape"},
                 {check_gru_layer, "layers[].input_shape"},
                 {check_bidirectional_simple_rnn_layer, "layers[].input_shape"},
                 {check_bidirectional_lstm_layer, "layers[].input_shape"},
                 {check_bidirectional_gru_layer, "layers[].input_shape"},
                 {check_add_layer, "layers[].sources"},
                 {check_concatenate_layer, "layers[].sources"},
                 {check_part_layer, "layers[].input_shape"}};
    refnet_status status = refnet_ok();
    int is_masked = 0; /* and the steps of the mask are those of the layer before */
    check_not_empty(&status, "layers", depth);
    for (size_t i = 0; i < depth && status.code == REFNET_OK; i++) {
        const refnet_layer *layer = &layers[i];
        status.layer = (int64_t)i;
        if (!refnet_is_kind(layer->kind)) {
            set_fault(&status, REFNET_UNKNOWN_NAME, "layers[].kind");
            break;
        }
        if (sources != NULL) { /* whose masks are left out where the steps differ */
            kinds[layer->kind].check(&status, layer);
            check_sources(&status, layers, i, sources, kinds[layer->kind].inputs);
            continue;
        }
        if (i > 0 && layer->n != layers[i - 1].u) {
            set_fault(&status, REFNET_OUT_OF_RANGE, kinds[layer->kind].inputs);
        }
        if (depth > 1 && merges(layer)) {
            set_fault(&status, REFNET_OUT_OF_RANGE, "layers[].sources");
        }
        if (is_masked && layer->steps > 0 && layer->steps != layers[i - 1].steps) {
            set_fault(&status, REFNET_OUT_OF_RANGE, kinds[layer->kind].inputs);
        }
        if (i > 0 && layer->kind == REFNET_KIND_EMBEDDING) {
            set_fault(&status, REFNET_OUT_OF_RANGE, "layers[].input_dim");
        }
        kinds[layer->kind].check(&status, layer);
        is_masked = refnet_kind_of(layer).has_mask(layer, is_masked);
    }
    for (size_t i = 0; sources != NULL && i + 1 < depth && status.code == REFNET_OK; i++) {
        status.layer = (int64_t)i;
        if (!is_used(i, depth, sources)) {
            set_fault(&status, REFNET_OUT_OF_RANGE, "layers[]");
        }
    }
    status.layer = status.code == REFNET_OK ? -1 : status.layer;
    return status;
}

refnet_status refnet_check_layers(const refnet_layer *layers, size_t depth)
{
    return refnet_check_graph(layers, depth, NULL);
}
