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

/* Return the stride along an axis. A single window does not move, so its stride is cut to the size
 * of the image: a larger one would cost memory and time, and could overflow. */
static size_t stride_along(const refnet_windows *windows, size_t axis)
{
    const size_t stride = windows->strides[axis], size = windows->image[axis];
    return windows->count[axis] == 1 && stride > size ? size : stride;
}

/* Return how many windows of a row from i on cover as many cells of it: those that cover all that a
 * window can, or else one. */
static size_t equal_windows(const refnet_windows *windows, size_t i)
{
    if (covered_along(windows, 1, i).count < windows->window[1]) {
        return 1;
    }
    const size_t cells = windows->image[1] + windows->before[1] - windows->window[1];
    const size_t last = cells / windows->strides[1] + 1;
    return (last < windows->count[1] ? last : windows->count[1]) - i;
}

/* Load the lanes of a cell, as far as they are before `end`; all of them if that is NULL. */
INTO_CALLER lanes load_cell(const real *cell, const real *end)
{
    if (end == NULL || (size_t)(end - cell) >= LANES) {
        return lanes_load(cell);
    }
    ALIGNED real copy[LANES] = {0};
    for (size_t j = 0; cell + j < end; j++) {
        copy[j] = cell[j];
    }
    return lanes_load(copy);
}

/* Store the lanes of a cell with n channels; the other lanes only if they are before `end`, or that
 * is NULL. */
INTO_CALLER void store_cell(real *cell, const real *end, lanes x, size_t n)
{
    if (end == NULL || n >= LANES || (cell < end && (size_t)(end - cell) >= LANES)) {
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

/* Windows of a row that cover `down` rows of `right` cells each. */
typedef struct {
    size_t windows, down, right;
    size_t c, row, step; /* channels; numbers in a row of cells, and from a window to the next */
    int is_exact;        /* whether the reciprocal of the number of cells is: then a product with it
                          * is the quotient, sooner */
    real count, reciprocal;
} window_run;

/* -> windows from i on */
static window_run run_of(const refnet_layer *layer, size_t down, size_t right, size_t i)
{
    const size_t count = down * right;
    return (window_run){
        .windows = equal_windows(&layer->windows, i),
        .down = down,
        .right = right,
        .c = layer->channels,
        .row = layer->windows.image[1] * layer->channels,
        .step = stride_along(&layer->windows, 1) * layer->channels,
        .is_exact = (count & (count - 1)) == 0,
        .count = (real)count,
        .reciprocal = 1 / (real)count,
    };
}

INTO_CALLER lanes mean_lanes(const window_run *run, lanes total)
{
    return run->is_exact ? total * run->reciprocal : total / run->count;
}

/* Return the mean or the largest number of a window's cells; place: which cell has it. */
INTO_CALLER lanes pooled(pool_kind kind, const window_run *run, size_t down, size_t right,
                         const real *cells, const real *end, lanes *place)
{
    lanes result = kind == MEAN ? (lanes){0} : load_cell(cells, end);
    *place = (lanes){0};
    for (size_t y = 0; y < down; y++) {
        for (size_t x = 0; x < right; x++) {
            const lanes cell = load_cell(cells + y * run->row + x * run->c, end);
            if (kind == MEAN) {
                result = result + cell;
            } else {
                const lane_mask is_larger = cell > result;
                result = lanes_select(is_larger, cell, result);
                *place = lanes_select(is_larger, (lanes){0} + (real)(y * right + x), *place);
            }
        }
    }
    return kind == MEAN ? mean_lanes(run, result) : result;
}

/* Pool some windows. down and right are constants for the most usual windows, and the ends NULL,
 * where no register reaches them. */
INTO_CALLER void pool_windows(pool_kind kind, const window_run *run, size_t down, size_t right,
                              const real *cells, const real *cells_end, real *results,
                              const real *results_end)
{
    const size_t c = run->c;
    for (size_t j = 0; j < run->windows; j++, cells += run->step, results += c) {
        for (size_t channel = 0; channel < c; channel += LANES) {
            lanes place;
            const lanes x = pooled(kind, run, down, right, cells + channel, cells_end, &place);
            store_cell(results + channel, results_end, x, c - channel);
        }
    }
}

/* Return whether numbers follow on those that row k of windows reads and writes, enough to fill a
 * register; rows are counted through all images, and `end` is the one after the last. */
static int is_followed(const pool_batch *batch, size_t k, size_t end, const refnet_cells *down)
{
    const refnet_layer *layer = batch->layer;
    const refnet_windows *windows = &layer->windows;
    const size_t row = windows->image[1] * layer->channels;
    const size_t inputs = (batch->m - k / windows->count[0]) * layer->n;
    return k + 1 < end && windows->count[1] * layer->channels >= LANES &&
           inputs - (down->first + down->count) * row >= LANES;
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
        const size_t e = k / windows->count[0];
        const refnet_cells down = covered_along(windows, 0, k % windows->count[0]);
        const int is_roomy = is_followed(batch, k, end * windows->count[0], &down);
        const real *rows = batch->inputs + e * layer->n + down.first * row;
        for (size_t j = 0; j < windows->count[1];) {
            const refnet_cells right = covered_along(windows, 1, j);
            const window_run run = run_of(layer, down.count, right.count, j);
            const real *cells = rows + right.first * c;
            if (run.down == 2 && run.right == 2 && is_roomy) {
                pool_windows(kind, &run, 2, 2, cells, NULL, result, NULL);
            } else {
                pool_windows(kind, &run, run.down, run.right, cells, inputs_end, result,
                             results_end);
            }
            j += run.windows;
            result += run.windows * c;
        }
    }
}

/* Where the input gradients of some windows are: their deltas, cells, and the cells' gradients, of
 * which the last lanes may be stored up to row_end in the first row. An end is NULL where no
 * register reaches it. */
typedef struct {
    const real *deltas, *deltas_end, *inputs, *inputs_end;
    real *gradients;
    const real *row_end;
} delta_places;

/* Give the deltas of some windows to their cells, or to the largest ones. */
INTO_CALLER void give_deltas(pool_kind kind, const window_run *run, size_t down, size_t right,
                             int is_added, delta_places at)
{
    const size_t c = run->c;
    for (size_t i = 0; i < run->windows * c; i += c, at.gradients += run->step) {
        for (size_t channel = 0; channel < c; channel += LANES) {
            lanes delta = load_cell(at.deltas + i + channel, at.deltas_end), place = {0};
            if (kind == MEAN) {
                delta = mean_lanes(run, delta);
            } else {
                pooled(kind, run, down, right, at.inputs + i / c * run->step + channel,
                       at.inputs_end, &place);
            }
            for (size_t cell = 0; cell < down * right; cell++) {
                const lane_mask is_largest = place == (real)cell;
                const lanes x = kind == MEAN ? delta : lanes_select(is_largest, delta, (lanes){0});
                const size_t y = cell / right * run->row;
                real *gradients = at.gradients + y + cell % right * c + channel;
                if (is_added) {
                    add_to_cell(gradients, x, c - channel);
                } else {
                    store_cell(gradients, at.row_end == NULL ? NULL : at.row_end + y,
                               (lanes){0} + x, c - channel);
                }
            }
        }
    }
}

/* Return how many of some windows may store all lanes of their cells: i: where the cells of the
 * first one begin in a row. */
static size_t roomy_windows(const window_run *run, size_t i)
{
    const size_t needed = i + (run->right - 1) * run->c + LANES;
    if (run->c > LANES || needed > run->row) {
        return 0;
    }
    const size_t roomy = (run->row - needed) / run->step + 1;
    return roomy < run->windows ? roomy : run->windows;
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
    const real *delta = batch->deltas + first * layer->u;
    if (is_added) {
        memset(batch->results + first * layer->n, 0, (end - first) * layer->n * sizeof(real));
    }
    for (size_t k = first * windows->count[0]; k < end * windows->count[0]; k++) {
        const size_t e = k / windows->count[0];
        const refnet_cells down = covered_along(windows, 0, k % windows->count[0]);
        const int is_roomy = !is_added && is_followed(batch, k, end * windows->count[0], &down);
        const size_t start = e * layer->n + down.first * row;
        for (size_t j = 0; j < windows->count[1];) {
            const refnet_cells right = covered_along(windows, 1, j);
            window_run run = run_of(layer, down.count, right.count, j);
            const size_t i = right.first * c;
            const size_t roomy =
                is_roomy && run.down == 2 && run.right == 2 ? roomy_windows(&run, i) : 0;
            delta_places at = {
                delta, NULL, batch->inputs + start + i, NULL, batch->results + start + i, NULL};
            j += run.windows;
            delta += run.windows * c;
            if (roomy > 0) {
                const size_t others = run.windows - roomy;
                run.windows = roomy;
                give_deltas(kind, &run, 2, 2, 0, at);
                at.deltas += roomy * c;
                at.inputs += roomy * run.step;
                at.gradients += roomy * run.step;
                run.windows = others;
            }
            at.deltas_end = batch->deltas + batch->m * layer->u;
            at.inputs_end = batch->inputs + batch->m * layer->n;
            at.row_end = c <= LANES ? batch->results + start + row : batch->results;
            give_deltas(kind, &run, run.down, run.right, is_added, at);
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

/* Return whether each cell of a window has a number that binary32 represents. */
static int are_cells_numbered(const refnet_windows *windows)
{
    size_t cells = 1;
    for (size_t axis = 0; axis < 2; axis++) {
        const size_t window = windows->window[axis], size = windows->image[axis];
        cells = cells * (window < size ? window : size);
    }
    return cells <= (size_t)1 << 24;
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
    if (!are_cells_numbered(&layer->windows)) {
        refnet_max_pooling2d_input_gradients(inputs, deltas, layer, m, gradients);
        return;
    }
    if (is_for_narrower(layer->channels)) {
        NARROWER.max_pooling2d_input_gradients(inputs, deltas, layer, m, gradients);
        return;
    }
    const pool_batch batch = {layer, inputs, deltas, m, gradients};
    refnet_parallel_for(largest_gradients_some, &batch, m, 1, layer->n);
}
