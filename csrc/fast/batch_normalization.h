/* Chapter batch_normalization with features as lanes, whose sums are independent. A layer with a
 * mask, and one outside training that learns, are left to the plain text.
 *
 * Where the features do not fill a register, its last lanes belong to the next cell. The features
 * at the end come first, so that the next cell's own numbers are stored after them. */

#define MOST_REGISTERS 4 /* of features that are summed at once, so that no addition waits */
#define COST_OF_CELL 4   /* of one feature */

/* What a pass shares among threads: inputs [cells][c], deltas [cells][c] -> results [cells][c] */
typedef struct {
    const refnet_layer *layer;
    const real *inputs, *deltas;
    size_t cells;
    real *results;
} feature_batch;

/* Some registers of features; n: how many features each has, LANES but for the last one */
typedef struct {
    size_t first, registers, n;
} feature_place;

/* Return the lanes of a cell that belong to register w. */
INTO_CALLER lanes load_features(const real *cells, const feature_batch *batch, feature_place at,
                                size_t i, size_t w)
{
    const size_t c = batch->layer->features, place = i * c + at.first + w * LANES;
    return load_cell(cells + place, at.n < LANES ? cells + batch->cells * c : NULL);
}

INTO_CALLER void store_features(real *cells, lanes x, const feature_batch *batch, feature_place at,
                                size_t i, size_t w)
{
    const size_t c = batch->layer->features, place = i * c + at.first + w * LANES;
    store_cell(cells + place, at.n < LANES ? cells + batch->cells * c : NULL, x, at.n);
}

/* One number of each feature: values [c] */
INTO_CALLER lanes load_of_each(const real *values, feature_place at, size_t w)
{
    return load_some(values + at.first + w * LANES, at.n);
}

INTO_CALLER void store_of_each(real *values, lanes x, feature_place at, size_t w)
{
    store_some(values + at.first + w * LANES, x, at.n);
}

#define FOR_REGISTERS(w, at) _Pragma("GCC unroll 4") for (size_t w = 0; w < (at).registers; w++)

/* Do batch_moments. */
INTO_CALLER void moments_of_features(const feature_batch *batch, feature_place at)
{
    const size_t c = batch->layer->features;
    const real count = (real)batch->cells;
    real *moments = batch->layer->trace->gates;
    lanes mean[MOST_REGISTERS] = {{0}}, variance[MOST_REGISTERS] = {{0}};
    for (size_t i = 0; i < batch->cells; i++) {
        FOR_REGISTERS(w, at)
        {
            mean[w] = mean[w] + load_features(batch->inputs, batch, at, i, w);
        }
    }
    FOR_REGISTERS(w, at)
    {
        mean[w] = mean[w] / count;
        store_of_each(moments, mean[w], at, w);
    }
    for (size_t i = 0; i < batch->cells; i++) {
        FOR_REGISTERS(w, at)
        {
            const lanes distance = load_features(batch->inputs, batch, at, i, w) - mean[w];
            variance[w] = variance[w] + distance * distance;
        }
    }
    FOR_REGISTERS(w, at)
    {
        store_of_each(moments + c, variance[w] / count, at, w);
    }
}

INTO_CALLER void forward_features(const feature_batch *batch, feature_place at)
{
    const refnet_layer *layer = batch->layer;
    const size_t c = layer->features;
    const int trains = layer->trace != NULL && layer->trace->gates != NULL;
    if (trains) {
        moments_of_features(batch, at);
    }
    const real *used = trains ? layer->trace->gates : layer->moving;
    lanes mean[MOST_REGISTERS], divisor[MOST_REGISTERS];
    lanes gamma[MOST_REGISTERS] = {{0}}, beta[MOST_REGISTERS] = {{0}};
    FOR_REGISTERS(w, at)
    {
        mean[w] = load_of_each(used, at, w);
        divisor[w] = lanes_root(load_of_each(used + c, at, w) + layer->epsilon);
        if (layer->kernel != NULL) {
            gamma[w] = load_of_each(layer->kernel, at, w);
        }
        if (layer->bias != NULL) {
            beta[w] = load_of_each(layer->bias, at, w);
        }
    }
    for (size_t i = 0; i < batch->cells; i++) {
        FOR_REGISTERS(w, at)
        {
            lanes z = (load_features(batch->inputs, batch, at, i, w) - mean[w]) / divisor[w];
            if (trains) {
                store_features(layer->trace->features, z, batch, at, i, w);
            }
            if (layer->kernel != NULL) {
                z = gamma[w] * z;
            }
            if (layer->bias != NULL) {
                z = z + beta[w];
            }
            store_features(batch->results, z, batch, at, i, w);
        }
    }
}

/* Do delta_sums. */
INTO_CALLER void sum_features(const feature_batch *batch, feature_place at)
{
    const size_t c = batch->layer->features;
    const refnet_trace *trace = batch->layer->trace;
    lanes products[MOST_REGISTERS] = {{0}}, totals[MOST_REGISTERS] = {{0}};
    for (size_t i = 0; i < batch->cells; i++) {
        FOR_REGISTERS(w, at)
        {
            const lanes delta = load_features(batch->deltas, batch, at, i, w);
            const lanes z = load_features(trace->features, batch, at, i, w);
            products[w] = products[w] + delta * z;
            totals[w] = totals[w] + delta;
        }
    }
    FOR_REGISTERS(w, at)
    {
        store_of_each(trace->gates + 2 * c, products[w], at, w);
        store_of_each(trace->gates + 3 * c, totals[w], at, w);
    }
}

INTO_CALLER void gradients_of_features(const feature_batch *batch, feature_place at)
{
    const refnet_layer *layer = batch->layer;
    const size_t c = layer->features;
    const real count = (real)batch->cells, *moments = layer->trace->gates;
    lanes scale[MOST_REGISTERS], through_mean[MOST_REGISTERS], through_variance[MOST_REGISTERS];
    FOR_REGISTERS(w, at)
    {
        const lanes divisor = lanes_root(load_of_each(moments + c, at, w) + layer->epsilon);
        const lanes one = (lanes){0} + 1;
        scale[w] = (layer->kernel == NULL ? one : load_of_each(layer->kernel, at, w)) / divisor;
        through_variance[w] = load_of_each(moments + 2 * c, at, w) / count;
        through_mean[w] = load_of_each(moments + 3 * c, at, w) / count;
    }
    for (size_t i = 0; i < batch->cells; i++) {
        FOR_REGISTERS(w, at)
        {
            const lanes delta = load_features(batch->deltas, batch, at, i, w);
            const lanes z = load_features(layer->trace->features, batch, at, i, w);
            const lanes rest = delta - through_mean[w] - z * through_variance[w];
            store_features(batch->results, scale[w] * rest, batch, at, i, w);
        }
    }
}

/* Call a function of (batch, place) for the features from `first` to before `end`. */
#define FOR_ALL_FEATURES(function, batch, first, end)                                              \
    do {                                                                                           \
        const feature_batch *own = (batch);                                                        \
        const size_t most = MOST_REGISTERS * LANES;                                                \
        size_t feature = (first);                                                                  \
        for (; feature + most <= (end); feature += most) {                                         \
            function(own, (feature_place){feature, MOST_REGISTERS, LANES});                        \
        }                                                                                          \
        for (; feature + LANES <= (end); feature += LANES) {                                       \
            function(own, (feature_place){feature, 1, LANES});                                     \
        }                                                                                          \
        if (feature < (end)) {                                                                     \
            function(own, (feature_place){feature, 1, (end) - feature});                           \
        }                                                                                          \
    } while (0)

static void forward_some_features(const void *context, size_t first, size_t end)
{
    FOR_ALL_FEATURES(forward_features, context, first, end);
}

static void sum_some_features(const void *context, size_t first, size_t end)
{
    FOR_ALL_FEATURES(sum_features, context, first, end);
}

static void gradients_of_some_features(const void *context, size_t first, size_t end)
{
    FOR_ALL_FEATURES(gradients_of_features, context, first, end);
}

/* Let the task calculate all features: first those at the end, on this thread. */
static void for_features(refnet_task *task, const feature_batch *batch)
{
    const size_t c = batch->layer->features, whole = c / LANES * LANES;
    if (whole < c) {
        task(batch, whole, c);
    }
    refnet_parallel_for(task, batch, whole, REFNET_GRAIN, batch->cells * COST_OF_CELL);
}

/* Return whether all cells of a batch count, of which there are some. */
INTO_CALLER int all_cells_count(const refnet_layer *layer, size_t m)
{
    return layer->mask == NULL && m > 0;
}

static void batch_normalization_forward(const real *inputs, const refnet_layer *layer, size_t m,
                                        real *preactivations)
{
    const feature_batch batch = {layer, inputs, NULL, m * layer->steps, preactivations};
    if (all_cells_count(layer, m)) {
        for_features(forward_some_features, &batch);
    } else {
        refnet_batch_normalization_forward(inputs, layer, m, preactivations);
    }
}

static void batch_normalization_backward(const real *deltas, const refnet_layer *layer, size_t m)
{
    const feature_batch batch = {layer, NULL, deltas, m * layer->steps, NULL};
    if (layer->trace->gates != NULL && m > 0) {
        for_features(sum_some_features, &batch);
    } else {
        refnet_batch_normalization_backward(deltas, layer, m);
    }
}

static void batch_normalization_input_gradients(const real *inputs, const real *deltas,
                                                const refnet_layer *layer, size_t m,
                                                real *gradients)
{
    const feature_batch batch = {layer, inputs, deltas, m * layer->steps, gradients};
    if (layer->trace->gates != NULL && all_cells_count(layer, m)) {
        for_features(gradients_of_some_features, &batch);
    } else {
        refnet_batch_normalization_input_gradients(inputs, deltas, layer, m, gradients);
    }
}
