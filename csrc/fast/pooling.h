/* Chapter pooling with channels as lanes, which are pooled independently.
 *
 * Where the channels do not fill a register, its last lanes belong to the next cell. They are
 * stored with it, and again when it is its turn, unless they are past the end. */

typedef enum { MEAN, LARGEST } pool_kind;

/* What a pass shares among threads: inputs [m][n], deltas [m][u] -> results */
typedef struct {
    const refnet_layer *layer;
    const real *inputs, *deltas;
    size_t m;
    real *results;
} pool_batch;

/* Return refnet_cells_along of window i. Here it is inlined: a call would take longer than the
 * window. */
INTO_CALLER refnet_cells covered_along(const refnet_windows *windows, size_t axis, size_t i)
{
    const size_t before = windows->before[axis], size = windows->image[axis];
    const size_t start = i * windows->strides[axis], last = start + windows->window[axis] - before;
    const size_t first = start > before ? start - before : 0;
    return (refnet_cells){0, first, (last < size ? last : size) - first};
}

/* Load the lanes of a cell, as far as they are before `end`. */
INTO_CALLER lanes load_cell(const real *cell, const real *end)
{
    if ((size_t)(end - cell) >= LANES) {
        return lanes_load(cell);
    }
    ALIGNED real copy[LANES] = {0};
    for (size_t j = 0; cell + j < end; j++) {
        copy[j] = cell[j];
    }
    return lanes_load(copy);
}

/* Store the lanes of a cell with n channels; the other lanes only if they are before `end`. */
INTO_CALLER void store_cell(real *cell, const real *end, lanes x, size_t n)
{
    if (n >= LANES || (cell < end && (size_t)(end - cell) >= LANES)) {
        lanes_store(cell, x);
        return;
    }
    ALIGNED real copy[LANES];
    lanes_store(copy, x);
    for (size_t j = 0; j < n; j++) {
        cell[j] = copy[j];
    }
}

/* Add to the n channels of a cell. */
INTO_CALLER void add_to_cell(real *cell, lanes x, size_t n)
{
    if (n >= LANES) {
        lanes_store(cell, lanes_load(cell) + x);
        return;
    }
    ALIGNED real copy[LANES];
    lanes_store(copy, x);
    for (size_t j = 0; j < n; j++) {
        cell[j] = cell[j] + copy[j];
    }
}

/* Return total / count. The reciprocal of a power of two is exact, and a product with it is the
 * quotient, sooner. */
INTO_CALLER lanes mean_lanes(lanes total, size_t count)
{
    return (count & (count - 1)) == 0 ? total * (1 / (real)count) : total / (real)count;
}

/* Return the mean or the largest number of down * right cells; place: which cell has it. */
INTO_CALLER lanes pooled(pool_kind kind, const real *cells, size_t row, size_t c, size_t down,
                         size_t right, const real *end, lanes *place)
{
    lanes result = kind == MEAN ? (lanes){0} : load_cell(cells, end);
    *place = (lanes){0};
    for (size_t y = 0; y < down; y++) {
        for (size_t x = 0; x < right; x++) {
            const lanes cell = load_cell(cells + y * row + x * c, end);
            if (kind == MEAN) {
                result = result + cell;
            } else {
                const lane_mask is_larger = cell > result;
                result = lanes_select(is_larger, cell, result);
                *place = lanes_select(is_larger, (lanes){0} + (real)(y * right + x), *place);
            }
        }
    }
    return kind == MEAN ? mean_lanes(result, down * right) : result;
}

/* The same, in which the compiler knows the most usual window. */
INTO_CALLER lanes pooled_window(pool_kind kind, const real *cells, size_t row, size_t c,
                                size_t down, size_t right, const real *end, lanes *place)
{
    if (down == 2 && right == 2) {
        return pooled(kind, cells, row, c, 2, 2, end, place);
    }
    return pooled(kind, cells, row, c, down, right, end, place);
}

/* Pool the images from `first` to before `end`. */
INTO_CALLER void pool_some(pool_kind kind, const pool_batch *batch, size_t first, size_t end)
{
    const refnet_layer *layer = batch->layer;
    const refnet_windows *windows = &layer->windows;
    const size_t c = layer->channels, row = windows->image[1] * c;
    const real *inputs_end = batch->inputs + batch->m * layer->n;
    const real *results_end = batch->results + end * layer->u;
    real *result = batch->results + first * layer->u;
    for (size_t k = first * windows->count[0]; k < end * windows->count[0]; k++) {
        const refnet_cells down = covered_along(windows, 0, k % windows->count[0]);
        const real *image = batch->inputs + k / windows->count[0] * layer->n;
        for (size_t j = 0; j < windows->count[1]; j++, result += c) {
            const refnet_cells right = covered_along(windows, 1, j);
            const real *cells = image + down.first * row + right.first * c;
            for (size_t channel = 0; channel < c; channel += LANES) {
                lanes place;
                const lanes x = pooled_window(kind, cells + channel, row, c, down.count,
                                              right.count, inputs_end, &place);
                store_cell(result + channel, results_end, x, c - channel);
            }
        }
    }
}

/* Give a window's delta, or the largest cell's, to its cells. row_end: up to where lanes of other
 * cells may be stored in the first row */
INTO_CALLER void give_delta(pool_kind kind, int is_added, lanes delta, lanes place, size_t n,
                            real *cells, const real *row_end, size_t row, size_t c, size_t down,
                            size_t right)
{
    for (size_t y = 0; y < down; y++) {
        for (size_t x = 0; x < right; x++) {
            const lane_mask is_largest = place == (real)(y * right + x);
            const lanes share = kind == MEAN ? delta : lanes_select(is_largest, delta, (lanes){0});
            real *cell = cells + y * row + x * c;
            if (is_added) {
                add_to_cell(cell, share, n);
            } else {
                store_cell(cell, row_end + y * row, (lanes){0} + share, n);
            }
        }
    }
}

/* Return whether each cell of the axis is in one window and in no other. */
static int is_tiled(const refnet_windows *windows, size_t axis)
{
    return windows->strides[axis] == windows->window[axis] &&
           windows->count[axis] * windows->strides[axis] >=
               windows->before[axis] + windows->image[axis];
}

/* Calculate the input gradients of the images from `first` to before `end`. Where each cell is in
 * one window, it needs no zero to start with. */
INTO_CALLER void pool_gradients_some(pool_kind kind, const pool_batch *batch, size_t first,
                                     size_t end)
{
    const refnet_layer *layer = batch->layer;
    const refnet_windows *windows = &layer->windows;
    const size_t c = layer->channels, row = windows->image[1] * c;
    const int is_added = !is_tiled(windows, 0) || !is_tiled(windows, 1);
    const real *inputs_end = batch->inputs + batch->m * layer->n;
    const real *deltas_end = batch->deltas + batch->m * layer->u;
    const real *delta = batch->deltas + first * layer->u;
    if (is_added) {
        memset(batch->results + first * layer->n, 0, (end - first) * layer->n * sizeof(real));
    }
    for (size_t k = first * windows->count[0]; k < end * windows->count[0]; k++) {
        const refnet_cells down = covered_along(windows, 0, k % windows->count[0]);
        const size_t start = k / windows->count[0] * layer->n + down.first * row;
        const real *row_end = c <= LANES ? batch->results + start + row : batch->results;
        for (size_t j = 0; j < windows->count[1]; j++, delta += c) {
            const refnet_cells right = covered_along(windows, 1, j);
            const size_t cells = start + right.first * c, count = down.count * right.count;
            for (size_t channel = 0; channel < c; channel += LANES) {
                lanes share = load_cell(delta + channel, deltas_end), place = {0};
                if (kind == MEAN) {
                    share = mean_lanes(share, count);
                } else {
                    pooled_window(kind, batch->inputs + cells + channel, row, c, down.count,
                                  right.count, inputs_end, &place);
                }
                give_delta(kind, is_added, share, place, c - channel,
                           batch->results + cells + channel, row_end, row, c, down.count,
                           right.count);
            }
        }
    }
}

static void means_some(const void *context, size_t first, size_t end)
{
    pool_some(MEAN, context, first, end);
}

static void largest_some(const void *context, size_t first, size_t end)
{
    pool_some(LARGEST, context, first, end);
}

static void mean_gradients_some(const void *context, size_t first, size_t end)
{
    pool_gradients_some(MEAN, context, first, end);
}

static void largest_gradients_some(const void *context, size_t first, size_t end)
{
    pool_gradients_some(LARGEST, context, first, end);
}

static void average_pooling2d_forward(const real *inputs, const refnet_layer *layer, size_t m,
                                      real *preactivations)
{
    if (is_for_narrower(layer->channels)) {
        NARROWER.average_pooling2d_forward(inputs, layer, m, preactivations);
        return;
    }
    const pool_batch batch = {layer, inputs, NULL, m, preactivations};
    refnet_parallel_for(means_some, &batch, m, 1, layer->n);
}

static void average_pooling2d_input_gradients(const real *inputs, const real *deltas,
                                              const refnet_layer *layer, size_t m, real *gradients)
{
    if (is_for_narrower(layer->channels)) {
        NARROWER.average_pooling2d_input_gradients(inputs, deltas, layer, m, gradients);
        return;
    }
    const pool_batch batch = {layer, inputs, deltas, m, gradients};
    refnet_parallel_for(mean_gradients_some, &batch, m, 1, layer->n);
}

static void max_pooling2d_forward(const real *inputs, const refnet_layer *layer, size_t m,
                                  real *preactivations)
{
    if (is_for_narrower(layer->channels)) {
        NARROWER.max_pooling2d_forward(inputs, layer, m, preactivations);
        return;
    }
    const pool_batch batch = {layer, inputs, NULL, m, preactivations};
    refnet_parallel_for(largest_some, &batch, m, 1, layer->n);
}

static void max_pooling2d_input_gradients(const real *inputs, const real *deltas,
                                          const refnet_layer *layer, size_t m, real *gradients)
{
    if (is_for_narrower(layer->channels)) {
        NARROWER.max_pooling2d_input_gradients(inputs, deltas, layer, m, gradients);
        return;
    }
    const pool_batch batch = {layer, inputs, deltas, m, gradients};
    refnet_parallel_for(largest_gradients_some, &batch, m, 1, layer->n);
}
