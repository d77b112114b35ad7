/* Chapter conv as matrix products that read the images in place.
 *
 * No patch is copied. In an image with its padded cells, a patch is a run of b * c neighbours for
 * each row of the window, and the patches of the windows beside it and below it have their runs at
 * fixed distances. So the forward pass and the weight gradients are products of matrices whose
 * indices are strides in the image. Lanes are filters, which are neighbours in memory; the sums of
 * a tile are independent, and each adds its terms in the order of the plain functions. The input
 * gradients are in conv_inputs.h.
 *
 * m examples; images of c channels; windows of a rows and b columns, count[0] * count[1] in an
 * image; f filters; q = a * b * c. */

/* A grid of places with LANES sums each, whose terms come in runs. */
typedef struct {
    const real *a; /* a factor: a[y * a_down + x * a_right + run * a_run + t * a_term] */
    size_t a_down, a_right, a_run, a_term;
    const real *b; /* LANES factors: b[(run * terms + t) * b_term] */
    size_t b_term;
    size_t runs, terms;
    const real *start; /* LANES */
    real *results;     /* LANES of a place: results[y * r_down + x * r_right] */
    size_t r_down, r_right;
    real *totals; /* LANES: the sums of b, or NULL */
} image_sums;

typedef enum {
    PREACTIVATIONS, /* places are windows; the sums begin with start; a_term is 1 */
    WEIGHTS,        /* places are numbers of a patch; the sums go on; a_right is 1 */
    WEIGHTS_TOTALS, /* the same, and totals */
} image_pass;

#define MOST_PLACES 12 /* their sums, b, a factor and totals fit into 16 registers */

/* Calculate a tile of places. pass, down and right are constants where this is called, so that
 * each sum stays in a register. */
INTO_CALLER void image_tile(const image_sums *p, image_pass pass, size_t down, size_t right)
{
    const int is_weights = pass == WEIGHTS || pass == WEIGHTS_TOTALS;
    const size_t a_right = is_weights ? 1 : p->a_right, a_term = is_weights ? p->a_term : 1;
    lanes sums[MOST_PLACES], totals = {0};
    if (pass == WEIGHTS_TOTALS) {
        totals = lanes_load(p->totals);
    }
#pragma GCC unroll 12
    for (size_t i = 0; i < down * right; i++) {
        const real *result = p->results + i / right * p->r_down + i % right * p->r_right;
        sums[i] = lanes_load(is_weights ? result : p->start);
    }
    const real *b = p->b;
    for (size_t run = 0; run < p->runs; run++) {
        const real *a = p->a + run * p->a_run;
        for (size_t t = 0; t < p->terms; t++, a += a_term, b += p->b_term) {
            const lanes row = lanes_load(b);
#pragma GCC unroll 12
            for (size_t i = 0; i < down * right; i++) {
                const real *factor = a + i / right * p->a_down + i % right * a_right;
                sums[i] = lanes_plus_product(sums[i], row, factor);
            }
            if (pass == WEIGHTS_TOTALS) {
                totals += row;
            }
        }
    }
#pragma GCC unroll 12
    for (size_t i = 0; i < down * right; i++) {
        real *result = p->results + i / right * p->r_down + i % right * p->r_right;
        lanes_store(result, sums[i]);
    }
    if (pass == WEIGHTS_TOTALS) {
        lanes_store(p->totals, totals);
    }
}

#define TILE_CASE(down, right)                                                                     \
    case down *(MOST_PLACES + 1) + right:                                                          \
        image_tile(p, pass, down, right);                                                          \
        break;

/* Calculate a tile of one row of places, or of two short ones. */
INTO_CALLER void image_tile_of(const image_sums *p, image_pass pass, size_t down, size_t right)
{
    switch (down * (MOST_PLACES + 1) + right) {
        TILE_CASE(1, 1)
        TILE_CASE(1, 2)
        TILE_CASE(1, 3)
        TILE_CASE(1, 4)
        TILE_CASE(1, 5)
        TILE_CASE(1, 6)
        TILE_CASE(1, 7)
        TILE_CASE(1, 8)
        TILE_CASE(1, 9)
        TILE_CASE(1, 10)
        TILE_CASE(1, 11)
        TILE_CASE(1, 12)
        TILE_CASE(2, 1)
        TILE_CASE(2, 2)
        TILE_CASE(2, 3)
        TILE_CASE(2, 4)
        TILE_CASE(2, 5)
        TILE_CASE(2, 6)
    }
}

/* Calculate all places, row after row, in tiles of equal size, because one of few places waits for
 * its additions. The first tile adds the totals, if they are wanted. */
INTO_CALLER void image_grid(const image_sums *p, image_pass pass, size_t down, size_t right)
{
    const size_t rows = right <= MOST_PLACES / 2 ? 2 : 1;
    const size_t tiles = (right + MOST_PLACES - 1) / MOST_PLACES;
    for (size_t y = 0; y < down; y += rows) {
        for (size_t tile = 0; tile < tiles; tile++) {
            const size_t x = right * tile / tiles, end = right * (tile + 1) / tiles;
            const size_t height = down - y < rows ? 1 : rows;
            image_sums q = *p;
            q.a += y * p->a_down + x * p->a_right;
            q.results += y * p->r_down + x * p->r_right;
            if (pass == WEIGHTS && p->totals != NULL && y + x == 0) {
                image_tile_of(&q, WEIGHTS_TOTALS, height, end - x);
            } else {
                image_tile_of(&q, pass, height, end - x);
            }
        }
    }
}

static void window_preactivations(const image_sums *p, size_t down, size_t right)
{
    image_grid(p, PREACTIVATIONS, down, right);
}

static void weight_gradients(const image_sums *p, size_t down, size_t right)
{
    image_grid(p, WEIGHTS, down, right);
}

/* A layer with what follows from its shapes. */
typedef struct {
    const refnet_layer *layer;
    size_t down, right; /* strides, as stride_along returns them */
    size_t a, b, c, f, q;
    size_t rows, columns; /* of windows */
    size_t run;           /* numbers in a row of a window */
    size_t width;         /* numbers in a row of cells that some window sees */
    int is_padded;
    size_t full;      /* filters that fill registers */
    size_t remainder; /* those that do not */
} conv_shape;

static conv_shape shape_of(const refnet_layer *layer)
{
    const refnet_windows *windows = &layer->windows;
    conv_shape s = {.layer = layer, .c = layer->channels, .f = layer->filters};
    s.down = stride_along(windows, 0);
    s.right = stride_along(windows, 1);
    s.a = windows->window[0];
    s.b = windows->window[1];
    s.rows = windows->count[0];
    s.columns = windows->count[1];
    s.run = s.b * s.c;
    s.q = s.a * s.run;
    s.width = ((s.columns - 1) * s.right + s.b) * s.c;
    s.is_padded = windows->before[0] > 0 || windows->before[1] > 0 ||
                  (s.rows - 1) * s.down + s.a > windows->image[0] ||
                  (s.columns - 1) * s.right + s.b > windows->image[1];
    s.remainder = s.f % LANES;
    s.full = s.f - s.remainder;
    return s;
}

/* Return how many rows of cells so many rows of windows see. */
static size_t cells_seen(const conv_shape *s, size_t rows)
{
    return (rows - 1) * s->down + s->a;
}

/* Rows of cells: numbers [...][row] */
typedef struct {
    const real *numbers;
    size_t row;
} cell_rows;

/* Copy n numbers, or zeros if there are none to copy; returns where the next ones go. */
static real *put(real *copy, const real *numbers, size_t n)
{
    if (numbers == NULL) {
        memset(copy, 0, n * sizeof *copy);
    } else {
        memcpy(copy, numbers, n * sizeof *copy);
    }
    return copy + n;
}

/* Return what the windows of some rows from `first` on see: the image itself, or a copy with its
 * padded cells. */
static cell_rows seen_cells(const conv_shape *s, const real *image, size_t first, size_t rows,
                            real *copy)
{
    const refnet_windows *windows = &s->layer->windows;
    const size_t width = windows->image[1] * s->c, left = windows->before[1] * s->c;
    const size_t start = left < s->width ? left : s->width;
    const size_t cells = width < s->width - start ? width : s->width - start;
    if (!s->is_padded) {
        return (cell_rows){image + first * s->down * width, width};
    }
    real *next = copy;
    for (size_t y = 0; y < cells_seen(s, rows); y++) {
        /* above the image it is a very large number */
        const size_t row = first * s->down + y - windows->before[0];
        const real *numbers = row < windows->image[0] ? image + row * width : NULL;
        next = put(next, NULL, start);
        next = put(next, numbers, cells);
        next = put(next, NULL, s->width - start - cells);
    }
    return (cell_rows){copy, s->width};
}

/* Copy LANES columns of a matrix, of which there are n, and zeros after them. */
static void copy_lanes(const real *matrix, size_t rows, size_t columns, size_t n, real *copy)
{
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < LANES; j++) {
            copy[i * LANES + j] = j < n ? matrix[i * columns + j] : 0;
        }
    }
}

#define BAND (131072 / sizeof(real)) /* numbers of an image at a time, for the cache */
#define ROOM (REFNET_THREAD_WORKSPACE / sizeof(real)) /* numbers of a workspace */

/* Return how many numbers some rows of cells have; ROOM + 1 for all that are more than ROOM. The
 * product could overflow where windows are high and images wide. A single row has at most five
 * times as many numbers as an image and a kernel that are in memory. */
static size_t numbers_in(size_t rows, size_t width)
{
    return rows > ROOM / width ? ROOM + 1 : rows * width;
}

/* Return how many rows of windows are taken at a time; numbers: of a row of windows and its cells.
 */
static size_t rows_at_once(const conv_shape *s, size_t numbers)
{
    const size_t rows = BAND / numbers;
    return rows == 0 ? 1 : rows < s->rows ? rows : s->rows;
}

/* The parts of a thread's workspace, each of so many numbers. */
typedef struct {
    real *image, *lanes, *row;
} conv_workspace;

/* Return where these parts lie; image is NULL if there is no memory for them. */
static conv_workspace conv_room(size_t image, size_t tile, size_t row)
{
    real *start = refnet_thread_workspace();
    if (start == NULL || image > ROOM || tile > ROOM || row > ROOM || image + tile + row > ROOM) {
        return (conv_workspace){NULL, NULL, NULL};
    }
    return (conv_workspace){start, start + image, start + image + tile};
}

/* What a pass shares among threads. A thread that gets no memory sets is_without_room; then the
 * plain function does all. */
typedef struct {
    conv_shape shape;
    const real *inputs, *deltas;
    size_t m;
    real *results;
    _Atomic int *is_without_room;
} conv_batch;

/* Return how many of some rows of windows are followed by LANES numbers or more; all: the rows from
 * the first of these to the end of an array. */
static size_t roomy_rows(const conv_shape *s, size_t rows, size_t all)
{
    const size_t row = s->columns * s->f, last = (LANES + row - 1) / row;
    const size_t roomy = all > last ? all - last : 0;
    return roomy < rows ? roomy : rows;
}

/* Calculate rows of windows. kernel: of the filters that do not fill a register. The last lanes
 * reach into the next windows, whose results are stored later; results has room for them. */
static void forward_rows(const conv_shape *s, cell_rows cells, size_t rows, const real *kernel,
                         real *results)
{
    image_sums p = {
        .a = cells.numbers,
        .a_down = s->down * cells.row,
        .a_right = s->right * s->c,
        .a_run = cells.row,
        .runs = s->a,
        .terms = s->run,
        .r_down = s->columns * s->f,
        .r_right = s->f,
    };
    if (s->remainder > 0) {
        p.start = kernel;
        p.b = kernel + LANES;
        p.b_term = LANES;
        p.results = results + s->full;
        window_preactivations(&p, rows, s->columns);
    }
    const lanes zeros = {0};
    for (size_t j = 0; j < s->full; j += LANES) {
        p.start = s->layer->bias == NULL ? (const real *)&zeros : s->layer->bias + j;
        p.b = s->layer->kernel + j;
        p.b_term = s->f;
        p.results = results + j;
        window_preactivations(&p, rows, s->columns);
    }
}

/* Calculate the preactivations of rows of windows, counted through all images. */
static void forward_some(const void *context, size_t first, size_t end)
{
    const conv_batch *batch = context;
    const conv_shape *s = &batch->shape;
    const refnet_layer *layer = s->layer;
    const size_t row = s->columns * s->f;
    const size_t at_once = rows_at_once(s, numbers_in(s->down, s->width) + row);
    const size_t copied = s->is_padded ? numbers_in(cells_seen(s, at_once), s->width) : 0;
    const conv_workspace room = conv_room(copied, (s->q + 1) * LANES, row + LANES);
    if (room.image == NULL) {
        atomic_store(batch->is_without_room, 1);
        return;
    }
    if (s->remainder > 0) {
        const real zero[LANES] = {0};
        copy_lanes(layer->bias == NULL ? zero : layer->bias + s->full, 1, 0, s->remainder,
                   room.lanes);
        copy_lanes(layer->kernel + s->full, s->q, s->f, s->remainder, room.lanes + LANES);
    }
    for (size_t i = first, rows; i < end; i += rows) {
        const size_t y = i % s->rows;
        rows = s->rows - y < end - i ? s->rows - y : end - i;
        rows = rows < at_once ? rows : at_once;
        const cell_rows cells =
            seen_cells(s, batch->inputs + i / s->rows * layer->n, y, rows, room.image);
        real *results = batch->results + i * row;
        const size_t roomy = s->remainder == 0 ? rows : roomy_rows(s, rows, end - i);
        forward_rows(s, cells, roomy, room.lanes, results);
        for (size_t k = roomy; k < rows; k++) {
            const cell_rows last = {cells.numbers + k * s->down * cells.row, cells.row};
            forward_rows(s, last, 1, room.lanes, room.row);
            memcpy(results + k * row, room.row, row * sizeof *results);
        }
    }
}

static void conv2d_forward(const real *inputs, const refnet_layer *layer, size_t m,
                           real *preactivations)
{
    if (is_for_narrower(layer->filters)) {
        NARROWER.conv2d_forward(inputs, layer, m, preactivations);
        return;
    }
    _Atomic int is_without_room = 0;
    const conv_batch batch = {shape_of(layer), inputs, NULL, m, preactivations, &is_without_room};
    const conv_shape *s = &batch.shape;
    refnet_parallel_for(forward_some, &batch, m * s->rows, 1, s->columns * s->q * s->f);
    if (is_without_room) {
        refnet_conv2d_forward(inputs, layer, m, preactivations);
    }
}

/* Rows of a matrix of gradients from a number of a patch on. */
typedef struct {
    size_t first, end; /* numbers of a patch */
    real *gradients;   /* of all numbers: [q][row] */
    size_t row;
    real *totals; /* LANES, or NULL */
} gradient_rows;

/* Add the terms of some rows of windows to the gradients of LANES filters; deltas: of these
 * filters, each window's b_term after the one before. The rows of a patch that are not there as a
 * whole are calculated by themselves. */
static void add_windows(const conv_shape *s, cell_rows cells, size_t rows, const real *deltas,
                        size_t b_term, const gradient_rows *g)
{
    image_sums p = {
        .a_down = cells.row,
        .a_right = 1,
        .a_run = s->down * cells.row,
        .a_term = s->right * s->c,
        .b = deltas,
        .b_term = b_term,
        .runs = rows,
        .terms = s->columns,
        .r_down = s->run * g->row,
        .r_right = g->row,
        .totals = g->totals,
    };
    for (size_t i = g->first, end; rows > 0 && i < g->end; i = end) {
        const size_t y = i / s->run, x = i % s->run, left = g->end - i;
        const size_t down = x > 0 || left < s->run ? 1 : left / s->run;
        const size_t right = s->run - x < left ? s->run - x : left;
        end = i + down * right;
        p.a = cells.numbers + y * cells.row + x;
        p.results = g->gradients + i * g->row;
        weight_gradients(&p, down, right);
        p.totals = NULL;
    }
}

/* Calculate the gradients of the kernel's rows from `first` to before `end`, and those of the bias
 * with the first row. The remaining filters have sums of their own, and where the last lanes would
 * reach past the deltas, a copy of them. */
static void weights_some(const void *context, size_t first, size_t end)
{
    const conv_batch *batch = context;
    const conv_shape *s = &batch->shape;
    const refnet_layer *layer = s->layer;
    const size_t f = s->f, row = s->columns * f;
    const size_t at_once = rows_at_once(s, numbers_in(s->down, s->width) + row);
    const size_t copied = s->is_padded ? numbers_in(cells_seen(s, at_once), s->width) : 0;
    const conv_workspace room = conv_room(copied, (end - first + 1) * LANES, s->columns * LANES);
    if (room.image == NULL) {
        atomic_store(batch->is_without_room, 1);
        return;
    }
    real *bias = layer->bias == NULL || first > 0 ? NULL : batch->results + s->q * f;
    put(batch->results + first * f, NULL, (end - first) * f);
    put(room.lanes, NULL, (end - first + 1) * LANES);
    if (bias != NULL) {
        put(bias, NULL, f);
    }
    const gradient_rows remaining = {first, end, room.lanes + LANES - first * LANES, LANES,
                                     bias == NULL ? NULL : room.lanes};
    for (size_t k = 0, rows; k < batch->m * s->rows; k += rows) {
        const size_t y = k % s->rows;
        rows = s->rows - y < at_once ? s->rows - y : at_once;
        const cell_rows cells =
            seen_cells(s, batch->inputs + k / s->rows * layer->n, y, rows, room.image);
        const real *deltas = batch->deltas + k * row;
        for (size_t j = 0; j < s->full; j += LANES) {
            const gradient_rows g = {first, end, batch->results + j, f,
                                     bias == NULL ? NULL : bias + j};
            add_windows(s, cells, rows, deltas + j, f, &g);
        }
        if (s->remainder == 0) {
            continue;
        }
        const size_t roomy = roomy_rows(s, rows, batch->m * s->rows - k);
        add_windows(s, cells, roomy, deltas + s->full, f, &remaining);
        for (size_t i = roomy; i < rows; i++) {
            const cell_rows last = {cells.numbers + i * s->down * cells.row, cells.row};
            copy_lanes(deltas + i * row + s->full, s->columns, f, s->remainder, room.row);
            add_windows(s, last, 1, room.row, LANES, &remaining);
        }
    }
    for (size_t i = first; i < end; i++) {
        real *gradients = batch->results + i * f;
        for (size_t j = 0; j < s->remainder; j++) {
            gradients[s->full + j] = remaining.gradients[i * LANES + j];
        }
        for (size_t j = 0; layer->connections != NULL && j < f; j++) {
            gradients[j] = layer->connections[i % s->c * f + j] ? gradients[j] : 0;
        }
    }
    if (bias != NULL) {
        memcpy(bias + s->full, room.lanes, s->remainder * sizeof *bias);
    }
}

static void conv2d_parameter_gradients(const real *inputs, const real *deltas,
                                       const refnet_layer *layer, size_t m, real *gradients)
{
    if (is_for_narrower(layer->filters)) {
        NARROWER.conv2d_parameter_gradients(inputs, deltas, layer, m, gradients);
        return;
    }
    _Atomic int is_without_room = 0;
    const conv_batch batch = {shape_of(layer), inputs, deltas, m, gradients, &is_without_room};
    const conv_shape *s = &batch.shape;
    refnet_parallel_for(weights_some, &batch, s->q, 1, m * s->rows * s->columns * s->f);
    if (is_without_room) {
        refnet_conv2d_parameter_gradients(inputs, deltas, layer, m, gradients);
    }
}
